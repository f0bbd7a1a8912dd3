<?php
/**
 * Posts as written, with the premium parts of hard gates left out and a fingerprint in their place.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

// WordPress renders blocks at 9.
add_filter( 'the_content', __NAMESPACE__ . '\hold_content', 8 );
add_filter( 'posts_search', __NAMESPACE__ . '\search_previews' );
add_filter( 'posts_search_orderby', __NAMESPACE__ . '\search_previews' );

function hold_content( string $content ): string {
	return is_hard() ? hold( $content ) : $content;
}

/** Leaves premium parts out; while a post is published they stay, and have their fingerprints already. */
function hold( string $text ): string {
	$keep = null !== Edition::$current;
	if ( false !== strpos( $text, '<!-- wp:cleeng-gate/premium' ) ) {
		$text = serialize_blocks( array_map( static fn( array $block ): array => hold_block( $block, $keep ), parse_blocks( $text ) ) );
	}
	return preg_replace_callback(
		'~\[cleeng_gate\b([^\]]*)\](.*?)(\[/cleeng_gate\]|$)~s',
		static fn( array $gate ): string => hold_shortcode( $gate, $keep ),
		$text
	) ?? '';
}

function hold_block( array $block, bool $keep ): array {
	$inner  = array_map( static fn( array $within ): array => hold_block( $within, $keep ), $block['innerBlocks'] );
	$is_own = 'cleeng-gate/premium' === $block['blockName'];
	if ( ! $is_own || ( isset( $block['attrs']['held'] ) && ( $keep || '' === $block['innerHTML'] ) ) ) {
		return array( 'innerBlocks' => $inner ) + $block;
	}
	$held = array( 'held' => fingerprint( $block ) );
	return $keep
		? array( 'attrs' => $held, 'innerBlocks' => $inner ) + $block
		: array( 'attrs' => $held, 'innerBlocks' => array(), 'innerContent' => array(), 'innerHTML' => '' ) + $block;
}

/** What tells a premium block from any other; a block that was held already says so itself. */
function fingerprint( array $block ): string {
	return hash( 'sha256', serialize_block( array( 'attrs' => array() ) + $block ) );
}

/** @param array{string, string, string, string} $gate The shortcode, its attributes, its content, its end. */
function hold_shortcode( array $gate, bool $keep ): string {
	$preview = '~\[cleeng_preview\].*?\[/cleeng_preview\]~s';
	preg_match_all( $preview, $gate[2], $previews );
	$premium = trim( preg_replace( $preview, '', $gate[2] ) ?? '' );
	if ( false !== strpos( $gate[1], ' held="' ) && ( $keep || '' === $premium ) ) {
		return $gate[0];
	}
	$start = sprintf( '[cleeng_gate%s held="%s"]', $gate[1], hash( 'sha256', $premium ) );
	return $keep ? $start . $gate[2] . $gate[3] : $start . implode( "\n\n", $previews[0] ) . '[/cleeng_gate]';
}

/**
 * Lets a search look into the text of posts without hard gates only: a post that is found, or not, by a piece
 * of its premium part would give that part away, piece by piece.
 */
function search_previews( string $sql ): string {
	global $wpdb;
	if ( ! is_hard() || current_user_can( 'edit_others_posts' ) ) {
		return $sql;
	}
	$text = "$wpdb->posts.post_content";
	$open = "$text NOT LIKE '%wp:cleeng-gate/premium%' AND $text NOT LIKE '%[cleeng\_gate%'";
	return preg_replace_callback(
		'~' . preg_quote( $text, '~' ) . " (NOT )?LIKE '(?:[^'\\\\]|\\\\.)*'~s",
		static fn( array $asks ): string => empty( $asks[1] ) ? "($asks[0] AND $open)" : "($asks[0] OR NOT ($open))",
		$sql
	) ?? '';
}
