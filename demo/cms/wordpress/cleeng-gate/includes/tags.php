<?php
/**
 * The script and the style sheet, on pages that have a gate and on no others.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

const HANDLE = 'cleeng-gate';

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\enqueue_in_head' );
// A gate that only rendering brings to light (a reusable block, a template part) is served as well.
add_action( 'cleeng_gate_shown', __NAMESPACE__ . '\enqueue' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\write_script', 10, 2 );
add_filter( 'style_loader_tag', __NAMESPACE__ . '\write_style', 10, 2 );

function enqueue_in_head(): void {
	$post = get_queried_object();
	if ( is_singular() && $post instanceof \WP_Post && has_gate( $post ) && is_ready() ) {
		enqueue();
	}
}

function enqueue(): void {
	$folder = settings()['folder'];
	// Without a version: the folder has one, and a query would ask every cache for another file.
	wp_enqueue_style( HANDLE, $folder . 'cleeng-gate.css', array(), null );
	wp_enqueue_script( HANDLE, $folder . 'cleeng-gate.js', array(), null, false );
}

function write_script( string $tag, string $handle ): string {
	if ( HANDLE !== $handle ) {
		return $tag;
	}
	$settings   = settings();
	$attributes = array_filter(
		array(
			'type'              => 'module',
			'async'             => true,
			'blocking'          => 'render',
			'src'               => $settings['folder'] . 'cleeng-gate.js',
			'integrity'         => $settings['script_hash'],
			'crossorigin'       => 'anonymous',
			'data-environment'  => $settings['environment'],
			'data-publisher-id' => $settings['publisher_id'],
			'data-login-url'    => $settings['login_url'],
			'data-checkout-url' => $settings['checkout_url'],
			'data-checkout'     => $settings['checkout'],
			'data-account-url'  => $settings['account_url'],
			'data-data-layer'   => $settings['data_layer'],
			'data-consent'      => $settings['consent'],
			'data-api-base'     => $settings['api_base'],
			'data-guard'        => $settings['guard'],
		)
	);
	/**
	 * Filters the attributes of the script tag, for those that have no field, such as `data-max-age`.
	 *
	 * @param array<string, string|bool> $attributes Not yet escaped.
	 */
	return wp_get_script_tag( apply_filters( 'cleeng_gate_script_attributes', $attributes ) );
}

function write_style( string $tag, string $handle ): string {
	if ( HANDLE !== $handle ) {
		return $tag;
	}
	$settings = settings();
	return sprintf(
		"<link rel=\"stylesheet\" href=\"%s\" integrity=\"%s\" crossorigin=\"anonymous\">\n",
		esc_url( $settings['folder'] . 'cleeng-gate.css' ),
		esc_attr( $settings['style_hash'] )
	);
}
