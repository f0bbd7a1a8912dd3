<?php
/**
 * Runs the PHP that comes on standard input inside WordPress, with `$input` from the environment, and prints
 * as JSON what it returns.
 */

// phpcs:ignore Generic.CodeAnalysis.EvalObjectFound -- the code is the test's own.
$_SERVER['HTTP_HOST'] = parse_url( getenv( 'ORIGIN' ), PHP_URL_HOST );
if ( getenv( 'INSTALLING' ) ) {
	define( 'WP_INSTALLING', true );
}
require getenv( 'SITE' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
$input  = json_decode( getenv( 'INPUT' ), true );
$result = eval( stream_get_contents( STDIN ) );
echo "\n" . wp_json_encode( $result );
