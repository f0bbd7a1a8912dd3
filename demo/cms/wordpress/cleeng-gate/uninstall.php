<?php
/**
 * Removes what the plugin has stored. Gates stay in the posts, where they belong to their authors.
 *
 * @package CleengGate
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site_id ) {
		delete_blog_option( $site_id, 'cleeng_gate' );
	}
} else {
	delete_option( 'cleeng_gate' );
}
