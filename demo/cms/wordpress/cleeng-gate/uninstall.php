<?php
/**
 * Removes what the plugin has stored. Gates stay in the posts, where they belong to their authors.
 *
 * @package CleengGate
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

$cleeng_gate_remove = static function (): void {
	delete_option( 'cleeng_gate' );
	delete_option( 'cleeng_gate_published' );
	delete_post_meta_by_key( '_cleeng_gate' );
};

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $cleeng_gate_site ) {
		switch_to_blog( $cleeng_gate_site );
		$cleeng_gate_remove();
		restore_current_blog();
	}
} else {
	$cleeng_gate_remove();
}
