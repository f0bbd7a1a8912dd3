<?php
/**
 * Sealing, as `cleeng-gate seal` does it: a random key for the content (A256GCM), wrapped once for each offer
 * (A256KW) with a key that is derived from the newest master. General JWE JSON (RFC 7516, 7.2.1).
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

const SEALED_TYPE = 'text/html';

/** Part of every key of the gate; what was sealed for one gate opens in no other. */
function sealed_name( int $post_id, int $number ): string {
	return "wordpress/$post_id#$number";
}

/**
 * The masters of `CLEENG_GATE_MASTERS` in wp-config.php, `e1:<43 characters of base64url>,e2:…`.
 *
 * @return array<string, string> Secrets by epoch, the newest last; empty when there are none or one is not well formed.
 */
function masters(): array {
	$masters = array();
	foreach ( explode( ',', defined( 'CLEENG_GATE_MASTERS' ) ? (string) CLEENG_GATE_MASTERS : '' ) as $pair ) {
		if ( 1 !== preg_match( '~^([A-Za-z][\w-]{0,31}):([\w-]{42}[AEIMQUYcgkosw048])$~D', trim( $pair ), $found ) || isset( $masters[ $found[1] ] ) ) {
			return array();
		}
		$masters[ $found[1] ] = base64_decode( strtr( $found[2], '-_', '+/' ) );
	}
	return $masters;
}

/** What keeps this site from sealing; empty when nothing does. */
function sealing_problem(): string {
	if ( ! function_exists( 'openssl_encrypt' ) || array_diff( array( 'aes-256-gcm', 'aes-256-ecb' ), openssl_get_cipher_methods() ) ) {
		return __( 'Gates stay shut: sealing needs the openssl extension of PHP with AES-256.', 'cleeng-gate' );
	}
	return array() === masters() ? __( 'Gates stay shut until wp-config.php defines CLEENG_GATE_MASTERS as e1:<secret>; cleeng-gate keygen makes one.', 'cleeng-gate' ) : '';
}

function sealed_script( string $envelope ): string {
	return '<script type="application/jose+json">' . $envelope . '</script>';
}

/**
 * Seals HTML for offers, unless the envelope of before is of the same for the same and under the newest master.
 *
 * @param string[] $offers Ids, any of which opens it.
 * @param string   $known  The envelope of before, or nothing.
 * @return string JSON whose values are all base64url and ids, so that it may stand in a script element.
 */
function seal( string $html, array $offers, string $asset, string $known ): string {
	$masters = masters();
	$epoch   = array_key_last( $masters );
	$offers  = array_values( array_unique( $offers ) );
	$header  = array(
		'enc'   => 'A256GCM',
		'typ'   => 'sealed+jwe',
		'cty'   => SEALED_TYPE,
		'asset' => $asset,
		'ver'   => edition_name( $masters[ $epoch ], $epoch, $asset, $html ),
	);
	$protected = base64url( wp_json_encode( $header, JSON_UNESCAPED_SLASHES ) );
	$kids      = array_map( static fn( string $offer ): string => "$epoch.$offer", $offers );
	$before    = json_decode( $known, true );
	if ( is_array( $before ) && $before['protected'] === $protected && array_column( array_column( $before['recipients'], 'header' ), 'kid' ) === $kids ) {
		return $known;
	}
	$key        = random_bytes( 32 );
	$recipients = array();
	foreach ( $offers as $index => $offer ) {
		$kek          = hash_hkdf( 'sha256', $masters[ $epoch ], 32, length_prefixed( $epoch, $offer, $asset ), 'gate/sealed/kek/v1' );
		$recipients[] = array(
			'header'        => array( 'alg' => 'A256KW', 'kid' => $kids[ $index ] ),
			'encrypted_key' => base64url( wrap_key( $kek, $key ) ),
		);
	}
	$iv         = random_bytes( 12 );
	$ciphertext = openssl_encrypt( $html, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $iv, $tag, $protected, 16 );
	return wp_json_encode(
		array( 'protected' => $protected, 'recipients' => $recipients, 'iv' => base64url( $iv ), 'ciphertext' => base64url( $ciphertext ), 'tag' => base64url( $tag ) )
	);
}

/** Names an edition: the same for the same content, another for any other, and no help in guessing it. */
function edition_name( string $master, string $epoch, string $asset, string $html ): string {
	$key = hash_hkdf( 'sha256', $master, 32, $epoch, 'gate/sealed/ver/v1' );
	return base64url( substr( hash_hmac( 'sha256', length_prefixed( $asset, SEALED_TYPE, $html ), $key, true ), 0, 16 ) );
}

/** AES key wrap, RFC 3394, 2.2.1, of 32 bytes. */
function wrap_key( string $kek, string $key ): string {
	$check  = str_repeat( "\xA6", 8 );
	$blocks = str_split( $key, 8 );
	for ( $step = 1; $step <= 24; ++$step ) {
		$at            = ( $step - 1 ) % 4;
		$block         = openssl_encrypt( $check . $blocks[ $at ], 'aes-256-ecb', $kek, OPENSSL_RAW_DATA | OPENSSL_ZERO_PADDING );
		$check         = substr( $block, 0, 8 ) ^ pack( 'J', $step );
		$blocks[ $at ] = substr( $block, 8 );
	}
	return $check . implode( '', $blocks );
}

/** Each part after its length in four bytes, so that no two lists of parts are spelled alike. */
function length_prefixed( string ...$parts ): string {
	return implode( '', array_map( static fn( string $part ): string => pack( 'N', strlen( $part ) ) . $part, $parts ) );
}

function base64url( string $bytes ): string {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}
