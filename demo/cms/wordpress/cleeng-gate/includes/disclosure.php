<?php
/**
 * Who is told what: the one place that decides whether premium text may leave the server.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

add_filter( 'content_pagination', __NAMESPACE__ . '\guard_pages', 10, 2 );

/**
 * Whether the premium part of a post belongs into what is being rendered now.
 *
 * It goes out on the post's own page, inside an inert template, and over REST to whoever may edit the
 * post. Feeds, embeds, excerpts, archives, search results and descriptions made while the head is
 * printed get the preview. While a post is published, its gates are filled for whoever will be let in.
 */
function may_carry_premium( int $post_id ): bool {
	if ( null !== Edition::$current ) {
		return Edition::$current->post->ID === $post_id;
	}
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

/**
 * Looks after the text of a post before anybody reads it. A page break inside a gate is undone, since what
 * follows it would stand outside; and themes that quote the bare text, as many do in search results, find
 * no premium part in it.
 *
 * @param string[] $pages The post as written, cut at its page breaks.
 * @return string[]
 */
function guard_pages( array $pages, \WP_Post $post ): array {
	$whole = array();
	$rest  = '';
	foreach ( $pages as $page ) {
		$rest .= $page;
		if ( ! is_inside_gate( $rest ) ) {
			$whole[] = $rest;
			$rest    = '';
		}
	}
	if ( '' !== $rest ) {
		$whole[] = $rest;
	}
	if ( is_hard() ) {
		return array_map( __NAMESPACE__ . '\hold', $whole );
	}
	return may_carry_premium( $post->ID ) ? $whole : array_map( __NAMESPACE__ . '\without_premium', $whole );
}

/** Whether a piece of a post ends within a gate. */
function is_inside_gate( string $text ): bool {
	$opened = preg_match_all( '~<!-- wp:cleeng-gate/gate\b|\[cleeng_gate\b~', $text );
	return $opened > preg_match_all( '~<!-- /wp:cleeng-gate/gate -->|\[/cleeng_gate\]~', $text );
}

/** A post as written, with gates that hold their previews only. */
function without_premium( string $text ): string {
	$text = preg_replace( '~<!-- wp:cleeng-gate/premium\b.*?(<!-- /wp:cleeng-gate/premium -->|$)~s', '', $text );
	return preg_replace_callback(
		'~(\[cleeng_gate\b[^\]]*\])(.*?)(\[/cleeng_gate\]|$)~s',
		static function ( array $gate ): string {
			preg_match_all( '~\[cleeng_preview\].*?\[/cleeng_preview\]~s', $gate[2], $previews );
			return $gate[1] . implode( "\n\n", $previews[0] ) . '[/cleeng_gate]';
		},
		(string) $text
	) ?? '';
}
