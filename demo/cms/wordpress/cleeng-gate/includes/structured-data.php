<?php
/**
 * Paywalled content, told to search engines: one statement for a page, about the gates that are on it.
 *
 * @see https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

add_action( 'wp_footer', __NAMESPACE__ . '\print_structured_data' );

/** Printed after the posts, when it is known whether a gate was shown. */
function print_structured_data(): void {
	$post = get_queried_object();
	if ( ! did_action( 'cleeng_gate_shown' ) || ! $post instanceof \WP_Post ) {
		return;
	}
	/**
	 * Filters the statement. An SEO plugin that describes the article takes `isAccessibleForFree` and
	 * `hasPart` from here into its own and returns an empty array.
	 *
	 * @param array<string, mixed> $data As JSON-LD.
	 * @param \WP_Post             $post The post of the page.
	 */
	$data = apply_filters( 'cleeng_gate_structured_data', structured_data( $post ), $post );
	if ( $data ) {
		echo wp_get_inline_script_tag( wp_json_encode( $data, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ), array( 'type' => 'application/ld+json' ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- JSON without < > &.
	}
}

/** @return array<string, mixed> */
function structured_data( \WP_Post $post ): array {
	return array(
		'@context'            => 'https://schema.org',
		'@type'               => 'Article',
		'@id'                 => get_permalink( $post ) . '#article',
		'mainEntityOfPage'    => get_permalink( $post ),
		'headline'            => html_entity_decode( wp_strip_all_tags( get_the_title( $post ) ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ),
		'datePublished'       => get_post_time( DATE_W3C, false, $post ),
		'dateModified'        => get_post_modified_time( DATE_W3C, false, $post ),
		'author'              => array(
			'@type' => 'Person',
			'name'  => get_the_author_meta( 'display_name', (int) $post->post_author ),
		),
		'isAccessibleForFree' => false,
		'hasPart'             => array(
			'@type'               => 'WebPageElement',
			'isAccessibleForFree' => false,
			'cssSelector'         => '.' . PAID_CLASS,
		),
	);
}
