<?php
/**
 * The blocks: a gate, and in it a preview and a premium part. All three are rendered here, on the server.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

add_action( 'init', __NAMESPACE__ . '\register_blocks' );
add_filter( 'excerpt_allowed_wrapper_blocks', __NAMESPACE__ . '\allow_in_excerpts' );
add_filter( 'wp_kses_allowed_html', __NAMESPACE__ . '\allow_hidden', 10, 2 );

function register_blocks(): void {
	$blocks = dirname( PLUGIN_FILE ) . '/blocks';
	register_block_type( $blocks . '/gate', array( 'render_callback' => __NAMESPACE__ . '\render_gate_block', 'skip_inner_blocks' => true ) );
	register_block_type( $blocks . '/preview', array( 'render_callback' => __NAMESPACE__ . '\render_part' ) );
	register_block_type( $blocks . '/premium', array( 'render_callback' => __NAMESPACE__ . '\render_stray_premium' ) );
	wp_set_script_translations( 'cleeng-gate-gate-editor-script', 'cleeng-gate' );
}

/** A gate's preview may be quoted; its premium part is not on this list and stays out. */
function allow_in_excerpts( array $names ): array {
	return array_merge( $names, array( 'cleeng-gate/gate', 'cleeng-gate/preview' ) );
}

/**
 * @param array{offer?: string, heading?: string, message?: string} $attributes As the editor stored them.
 * @param string                                                    $_saved     What was saved; the inner blocks are rendered anew.
 */
function render_gate_block( array $attributes, string $_saved, \WP_Block $block ): string {
	$parts = array( 'cleeng-gate/preview' => '', 'cleeng-gate/premium' => '' );
	$held  = '';
	foreach ( $block->inner_blocks as $part ) {
		$parts[ $part->name ] = ( $parts[ $part->name ] ?? '' ) . render_part( array(), '', $part );
		if ( 'cleeng-gate/premium' === $part->name ) {
			$held .= $part->parsed_block['attrs']['held'] ?? fingerprint( $part->parsed_block );
		}
	}
	$gate = array_map( 'strval', array_merge( array( 'offer' => '', 'heading' => '', 'message' => '' ), $attributes ) );
	return render_gate( array( 'held' => $held ) + $gate, $parts['cleeng-gate/preview'], $parts['cleeng-gate/premium'] );
}

/** What stands inside a part, without the wrapper that hides it where the plugin is off. */
function render_part( array $_attributes, string $_saved, \WP_Block $part ): string {
	$html = '';
	foreach ( $part->inner_blocks as $inner ) {
		$html .= $inner->render();
	}
	return $html;
}

/** A premium part that somebody moved out of its gate has no offer, so it is nobody's to read. */
function render_stray_premium(): string {
	return '';
}

/**
 * Lets authors without `unfiltered_html` save the `hidden` that keeps a premium part out of sight where the
 * plugin is switched off.
 *
 * @param array<string, array<string, bool>> $tags What may be saved.
 * @param string|array                       $context
 */
function allow_hidden( array $tags, $context ): array {
	if ( 'post' === $context ) {
		$tags['div']['hidden'] = true;
	}
	return $tags;
}
