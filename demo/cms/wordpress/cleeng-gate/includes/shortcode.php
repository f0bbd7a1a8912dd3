<?php
/**
 * `[cleeng_gate offer="S123456789_US"][cleeng_preview]…[/cleeng_preview]…[/cleeng_gate]`, for the classic
 * editor and for page builders.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

add_shortcode( 'cleeng_gate', __NAMESPACE__ . '\render_shortcode' );
add_filter( 'strip_shortcodes_tagnames', __NAMESPACE__ . '\keep_in_excerpts' );
// WordPress makes paragraphs at 10 and runs shortcodes at 11.
add_filter( 'the_content', __NAMESPACE__ . '\close_last_gate', 9 );
add_filter( 'the_content', __NAMESPACE__ . '\set_tags_apart', 9 );
add_filter( 'the_content', __NAMESPACE__ . '\bring_tags_back', 10 );

/**
 * A preview counts only when it is closed; else it would reach over the premium part.
 *
 * @param array<string, string>|string $attributes As WordPress parses them; a string when there are none.
 * @param string|null                  $content    What the shortcode encloses.
 */
function render_shortcode( $attributes, ?string $content = null ): string {
	$gate    = shortcode_atts( array( 'offer' => '', 'heading' => '', 'message' => '', 'held' => '' ), $attributes, 'cleeng_gate' );
	$preview = '';
	$premium = preg_replace_callback(
		'~\[cleeng_preview\](.*?)\[/cleeng_preview\]~s',
		static function ( array $found ) use ( &$preview ): string {
			$preview .= $found[1];
			return '';
		},
		(string) $content
	);
	// In a reusable block nothing was held yet.
	$gate['held'] = '' === $gate['held'] ? hash( 'sha256', trim( (string) $premium ) ) : $gate['held'];
	return render_gate( $gate, do_shortcode( trim( $preview ) ), do_shortcode( trim( (string) $premium ) ) );
}

/** A gate that is never closed reaches to the end: forgetting a tag gives nothing away. */
function close_last_gate( string $content ): string {
	$open = preg_match_all( '~\[cleeng_gate\b~', $content ) - substr_count( $content, '[/cleeng_gate]' );
	return $open > 0 ? $content . "\n\n[/cleeng_gate]" : $content;
}

/**
 * Turns our tags into empty blocks while WordPress makes paragraphs. Left as text they would end up inside
 * paragraphs, and a block inside a paragraph ends it, and with it the gate, half way through.
 */
function set_tags_apart( string $content ): string {
	return preg_replace_callback(
		'~\[/?cleeng_(?:gate|preview)\b[^\]]*\]~',
		static fn( array $tag ): string => sprintf( '<div data-cleeng-tag="%s %s"></div>', base64_encode( $tag[0] ), wp_hash( $tag[0] ) ),
		$content
	) ?? $content;
}

/** Puts our tags where they were, and outside the paragraphs that a block of text has brought along. */
function bring_tags_back( string $content ): string {
	$apart  = '~(<div data-cleeng-tag="[\w+/= ]*"></div>)~';
	$lifted = preg_replace_callback(
		'~(<p\b[^>]*>)(.*?)</p>~s',
		static function ( array $paragraph ) use ( $apart ): string {
			$pieces = preg_split( $apart, $paragraph[2], -1, PREG_SPLIT_DELIM_CAPTURE );
			return 1 === count( $pieces ) ? $paragraph[0] : implode( "\n", paragraphs( $pieces, $paragraph[1] ) );
		},
		$content
	) ?? $content;
	return preg_replace_callback( '~<div data-cleeng-tag="([\w+/=]*) (\w*)"></div>~', __NAMESPACE__ . '\tag_of', $lifted ) ?? $lifted;
}

/**
 * The tag that a block stands for. One that an author has typed is not signed and stands for nothing, since
 * it could hold what WordPress had forbidden that author to write.
 *
 * @param array{string, string, string} $block
 */
function tag_of( array $block ): string {
	$tag = base64_decode( $block[1] );
	return hash_equals( wp_hash( $tag ), $block[2] ) ? $tag : '';
}

/**
 * Makes a paragraph of each piece of text between two tags.
 *
 * @param string[] $pieces Text and tags in turn.
 * @param string   $open   The opening tag of the paragraph they stood in.
 * @return string[]
 */
function paragraphs( array $pieces, string $open ): array {
	$made = array();
	foreach ( $pieces as $index => $piece ) {
		$text   = preg_replace( '~^(\s|<br\s*/?>)+|(\s|<br\s*/?>)+$~', '', $piece );
		$made[] = '' === $text || 1 === $index % 2 ? $text : $open . $text . '</p>';
	}
	return array_filter( $made, 'strlen' );
}

/**
 * Lets excerpts run our shortcode, which gives them the preview, instead of dropping it with its preview.
 *
 * @param string[] $names
 * @return string[]
 */
function keep_in_excerpts( array $names ): array {
	return doing_filter( 'get_the_excerpt' ) ? array_diff( $names, array( 'cleeng_gate' ) ) : $names;
}
