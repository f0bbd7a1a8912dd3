<?php
/**
 * How well premium parts are kept: behind a curtain (soft), by the guard (guarded), or sealed.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

/** @return string `soft`, `guarded` or `sealed`; anything else that got into the database keeps gates shut. */
function protection(): string {
	$protection = settings()['protection'];
	return '' === $protection ? 'soft' : $protection;
}

/** Whether premium parts are left out of everything that WordPress sends. */
function is_hard(): bool {
	return 'soft' !== protection();
}

/** What keeps all guarded or sealed gates shut, in words for the administrator; empty when nothing does. */
function protection_problem(): string {
	if ( is_hard() && '' === settings()['guard'] ) {
		return __( 'Gates stay shut until the guard address is set.', 'cleeng-gate' );
	}
	switch ( protection() ) {
		case 'soft':
			return '';
		case 'guarded':
			return folder_problem( settings()['content'] );
		case 'sealed':
			return sealing_problem();
		default:
			return __( 'Gates stay shut until the protection is soft, guarded or sealed.', 'cleeng-gate' );
	}
}

/**
 * One gate that holds nothing back in the page's source: it names its content, or carries it sealed. One that
 * has not been published yet, or cannot be, stays shut: preview and prompt, and for its author the cause.
 *
 * @param array{offer: string, heading: string, message: string, held: string} $gate
 */
function render_hard_gate( array $gate, string $preview, string $premium ): string {
	$edition = Edition::$current;
	if ( null !== $edition ) {
		$number = $edition->number( $gate );
		return gate_html( $gate, $preview, $edition->mark( $number, $premium ), 'guarded' === protection() ? asset_name( $edition->post->ID, $number ) : '' );
	}
	$post_id = (int) get_the_ID();
	$problem = protection_problem();
	$entry   = '' === $problem ? record_of( $post_id )[ gate_key( $gate ) ] ?? null : null;
	if ( null === $entry ) {
		$problem = '' === $problem ? __( 'This gate stays shut until the post is published, without a password, as it is here.', 'cleeng-gate' ) : $problem;
		return gate_html( $gate, $preview, '' ) . notice( $problem, $post_id );
	}
	return 'guarded' === protection()
		? gate_html( $gate, $preview, '', asset_name( $post_id, $entry['number'] ) )
		: gate_html( $gate, $preview, sealed_script( $entry['envelope'] ) );
}
