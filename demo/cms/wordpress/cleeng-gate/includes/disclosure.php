<?php
/**
 * Who is told what: the one place that decides whether premium text may leave the server.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

/**
 * Whether the premium part of a post belongs into what is being rendered now.
 *
 * It goes out on the post's own page, inside an inert template, and over REST to whoever may edit the
 * post. Feeds, embeds, excerpts, archives, search results and descriptions made while the head is
 * printed get the preview.
 */
function may_carry_premium( int $post_id ): bool {
	if ( doing_filter( 'get_the_excerpt' ) || is_feed() || is_embed() ) {
		return false;
	}
	if ( defined( 'REST_REQUEST' ) && REST_REQUEST ) {
		return current_user_can( 'edit_post', $post_id );
	}
	return is_singular() && in_the_loop() && get_queried_object_id() === $post_id && ! post_password_required( $post_id );
}

/** Whether a post holds a gate, as block or as shortcode. */
function has_gate( \WP_Post $post ): bool {
	return has_block( 'cleeng-gate/gate', $post ) || has_shortcode( $post->post_content, 'cleeng_gate' );
}
