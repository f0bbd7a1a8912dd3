<?php
/**
 * One gate as HTML.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

/** The class of every gate, and of nothing else: structured data names the paid section by it. */
const PAID_CLASS = 'cleeng-paywall';

/**
 * Renders a gate where premium text may go, and its preview everywhere else.
 *
 * @param array{offer: string, heading: string, message: string, held: string} $gate    What the author wrote, not yet escaped, and the fingerprint of what it holds.
 * @param string                                                               $preview HTML that anybody may read.
 * @param string                                                               $premium HTML for customers.
 */
function render_gate( array $gate, string $preview, string $premium ): string {
	$post_id = (int) get_the_ID();
	if ( ! may_carry_premium( $post_id ) ) {
		return $preview . more_link( $post_id );
	}
	$problem = problem_of( $gate );
	if ( '' !== $problem ) {
		return $preview . notice( $problem, $post_id );
	}
	/** Fires for each gate on a page, before the page's last scripts are printed. */
	do_action( 'cleeng_gate_shown', $post_id );
	return is_hard() ? render_hard_gate( $gate, $preview, $premium ) : gate_html( $gate, $preview, '<template>' . $premium . '</template>' );
}

/**
 * @param string $content What stands behind the preview.
 * @param string $src     The asset that the guard serves for it, if it does.
 */
function gate_html( array $gate, string $preview, string $content, string $src = '' ): string {
	return '<cleeng-gate class="' . PAID_CLASS . '"' . attributes_of( $gate, $src ) . '>'
		. '<div slot="preview">' . $preview . without_script() . '</div>' . $content . '</cleeng-gate>';
}

/** What keeps a gate from working, in words for its author; empty when nothing does. */
function problem_of( array $gate ): string {
	if ( ! is_ready() ) {
		return __( 'The settings of Cleeng Gate are not complete, so readers see the preview only.', 'cleeng-gate' );
	}
	foreach ( offers_of( $gate ) as $offer ) {
		if ( 1 !== preg_match( 'sealed' === protection() ? '/^(?!tag-)[\w-]{1,64}$/D' : '/^[\w-]{1,64}$/D', $offer ) ) {
			return __( 'This gate names no valid Cleeng offer, such as S123456789_US, so readers see the preview only.', 'cleeng-gate' );
		}
	}
	return count( offers_of( $gate ) ) > 32 ? __( 'This gate names more than 32 offers, so readers see the preview only.', 'cleeng-gate' ) : '';
}

/** @return non-empty-array<int, string> The offers of a gate, any of which opens it; one empty string when there is none. */
function offers_of( array $gate ): array {
	return preg_split( '/\s+/', trim( $gate['offer'] ) );
}

function attributes_of( array $gate, string $src ): string {
	$attributes = array_filter(
		array(
			'offer-id' => implode( ' ', offers_of( $gate ) ),
			'src'      => $src,
			'heading'  => $gate['heading'],
			'message'  => $gate['message'],
		),
		'strlen'
	);
	$written    = '';
	foreach ( $attributes as $name => $value ) {
		$written .= sprintf( ' %s="%s"', $name, esc_attr( $value ) );
	}
	return $written;
}

/** Leads on from a list or a feed. An excerpt has its own way on. */
function more_link( int $post_id ): string {
	if ( 0 === $post_id || doing_filter( 'get_the_excerpt' ) ) {
		return '';
	}
	return sprintf( '<p class="cleeng-gate-more"><a href="%s">%s</a></p>', esc_url( get_permalink( $post_id ) ), esc_html__( 'Continue reading', 'cleeng-gate' ) );
}

/** Tells those who can mend it what is wrong, and readers nothing. */
function notice( string $problem, int $post_id ): string {
	return current_user_can( 'edit_post', $post_id ) ? '<p class="cleeng-gate-notice" role="note">' . esc_html( $problem ) . '</p>' : '';
}

function without_script(): string {
	return '<noscript><p>' . esc_html__( 'The rest is for customers. To sign in or to buy, please allow scripts.', 'cleeng-gate' ) . '</p></noscript>';
}
