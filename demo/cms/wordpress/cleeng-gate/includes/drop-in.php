<?php
/**
 * The folder that holds `cleeng-gate.js`, and the hashes its `integrity.json` tells.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

/**
 * Takes a folder only with the hashes of its two files, so that no page ever loads them unchecked and a
 * file that changes later is refused by the browser.
 *
 * @param string                $folder What was typed: an https address, or a path of this site.
 * @param array<string, string> $stored The settings as they are.
 * @return array<string, string> The three settings that belong together.
 */
function sanitize_folder( string $folder, array $stored ): array {
	if ( '' === $folder ) {
		return array_fill_keys( array( 'folder', 'script_hash', 'style_hash' ), '' );
	}
	$folder = trailingslashit( $folder );
	$hashes = is_address( $folder ) ? read_hashes( $folder ) : array();
	if ( array() === $hashes ) {
		add_settings_error( OPTION, 'folder', __( 'There is no integrity.json with the hashes of cleeng-gate.js and cleeng-gate.css in that folder. Upload all files of the version, then save again.', 'cleeng-gate' ) );
		return array_intersect_key( $stored, array_flip( array( 'folder', 'script_hash', 'style_hash' ) ) );
	}
	return array( 'folder' => $folder ) + $hashes;
}

/**
 * Asks a folder for its hashes.
 *
 * @return array{}|array{script_hash: string, style_hash: string} Nothing unless both are there and well formed.
 */
function read_hashes( string $folder ): array {
	$address  = '/' === $folder[0] ? site_origin() . $folder : $folder;
	$response = wp_safe_remote_get( $address . 'integrity.json', array( 'timeout' => 5, 'redirection' => 0, 'limit_response_size' => 65536 ) );
	if ( 200 !== wp_remote_retrieve_response_code( $response ) ) {
		return array();
	}
	$all    = json_decode( wp_remote_retrieve_body( $response ), true );
	$hashes = array(
		'script_hash' => $all['cleeng-gate.js'] ?? '',
		'style_hash'  => $all['cleeng-gate.css'] ?? '',
	);
	return $hashes === array_filter( $hashes, __NAMESPACE__ . '\is_hash' ) ? $hashes : array();
}

/**
 * Whether this is what an `integrity` attribute may hold.
 *
 * @param mixed $value Anything that JSON can say.
 */
function is_hash( $value ): bool {
	return is_string( $value ) && 1 === preg_match( '~^sha(256|384|512)-[A-Za-z0-9+/]{43,88}={0,2}$~', $value );
}

/** Scheme, host and port of this site, since a path begins there even where WordPress lives in a folder. */
function site_origin(): string {
	$home = wp_parse_url( home_url() );
	return $home['scheme'] . '://' . $home['host'] . ( isset( $home['port'] ) ? ':' . $home['port'] : '' );
}
