wp_install( 'The Causeway', 'admin', 'admin@example.com', true, '', 'admin' );
wp_insert_user( array( 'user_login' => 'editor', 'user_pass' => 'editor', 'user_email' => 'editor@example.com', 'role' => 'editor' ) );
wp_insert_user( array( 'user_login' => 'author', 'user_pass' => 'author', 'user_email' => 'author@example.com', 'role' => 'author' ) );
wp_insert_user( array( 'user_login' => 'subscriber', 'user_pass' => 'subscriber', 'user_email' => 'subscriber@example.com', 'role' => 'subscriber' ) );
switch_theme( 'twentytwentyone' );
$problem = activate_plugin( 'cleeng-gate/cleeng-gate.php' );
return is_wp_error( $problem ) ? $problem->get_error_message() : null;
