<?php
/**
 * What happens when a post with guarded or sealed gates is published, changed or taken back.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

/** Post meta: how the gates of a post were published. */
const RECORD = '_cleeng_gate';

/** Option: under which settings everything was published last. */
const PUBLISHED = 'cleeng_gate_published';

add_action( 'wp_after_insert_post', __NAMESPACE__ . '\publish_gates' );
add_action( 'before_delete_post', __NAMESPACE__ . '\withdraw_gates' );
add_action( 'add_option_' . OPTION, __NAMESPACE__ . '\keep_up' );
add_action( 'update_option_' . OPTION, __NAMESPACE__ . '\keep_up' );
add_action( 'admin_init', __NAMESPACE__ . '\keep_up' );

/** Names a gate by its offers and by what it holds, so that it is found again wherever it stands in its post. */
function gate_key( array $gate ): string {
	return hash( 'sha256', implode( ' ', offers_of( $gate ) ) . "\n" . $gate['held'] );
}

/** @return array<string, array{number: int, offers: string[], envelope?: string}> The gates of a post by their keys, as they were published. */
function record_of( int $post_id ): array {
	$record = get_post_meta( $post_id, RECORD, true );
	return is_array( $record ) && protection() === $record['protection'] ? $record['gates'] : array();
}

/** Publishes what the gates of a post hold, or takes it back when the post is not for everybody to see. */
function publish_gates( int $post_id ): void {
	$post = get_post( $post_id );
	if ( null === $post || 'revision' === $post->post_type ) {
		return;
	}
	if ( 'wp_block' === $post->post_type ) {
		array_map( __NAMESPACE__ . '\publish_gates', posts_with( '"ref":' . $post_id ) );
		return;
	}
	$public = is_hard() && 'publish' === $post->post_status && '' === $post->post_password && '' === protection_problem();
	store_gates( $post_id, $public ? Edition::gates_of( $post, record_of( $post_id ) ) : array() );
}

function withdraw_gates( int $post_id ): void {
	store_gates( $post_id, array() );
}

/** @param array<string, array{number: int, offers: string[], premium?: string, envelope?: string}> $gates */
function store_gates( int $post_id, array $gates ): void {
	if ( array() === $gates && ! metadata_exists( 'post', $post_id, RECORD ) ) {
		return;
	}
	$written = 'guarded' !== protection() || write_assets( settings()['content'], $post_id, $gates );
	if ( array() === $gates || ! $written ) {
		delete_post_meta( $post_id, RECORD );
		return;
	}
	foreach ( $gates as $key => $gate ) {
		unset( $gates[ $key ]['premium'] );
	}
	update_post_meta( $post_id, RECORD, wp_slash( array( 'protection' => protection(), 'gates' => $gates ) ) );
}

/**
 * Publishes all posts anew once the settings, the newest master or the state of the folder are no longer those
 * of the last time.
 */
function keep_up(): void {
	$now = array(
		'protection' => protection(),
		'content'    => settings()['content'],
		'epoch'      => 'sealed' === protection() ? array_key_last( masters() ) : null,
		'problem'    => protection_problem(),
	);
	$before = (array) get_option( PUBLISHED, array( 'protection' => 'soft' ) );
	if ( $now === $before || ( 'soft' === $now['protection'] && 'soft' === $before['protection'] ) ) {
		return;
	}
	if ( 'guarded' === $before['protection'] && array( 'guarded', $before['content'] ) !== array( $now['protection'], $now['content'] ) ) {
		withdraw_assets( $before['content'] );
	}
	update_option( PUBLISHED, $now, false );
	if ( 'guarded' === $now['protection'] && '' === $now['problem'] ) {
		// A guard starts with a table only, be it empty.
		change_table( $now['content'], '~^$~', array() );
	}
	array_map( __NAMESPACE__ . '\publish_gates', array_unique( array_merge( posts_with( 'wp:cleeng-gate/gate' ), posts_with( '[cleeng_gate' ), posts_with( '<!-- wp:block ' ), posts_with_record() ) ) );
}

/** @return int[] Published posts whose text holds something. */
function posts_with( string $text ): array {
	global $wpdb;
	$query = "SELECT ID FROM $wpdb->posts WHERE post_status = 'publish' AND post_type NOT IN ( 'revision', 'wp_block' ) AND post_content LIKE %s";
	return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( $query, '%' . $wpdb->esc_like( $text ) . '%' ) ) );
}

/** @return int[] */
function posts_with_record(): array {
	global $wpdb;
	return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT post_id FROM $wpdb->postmeta WHERE meta_key = %s", RECORD ) ) );
}
