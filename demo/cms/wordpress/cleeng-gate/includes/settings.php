<?php
/**
 * What the publisher has set: one option, read with defaults and written only through `sanitize_settings`.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

const OPTION = 'cleeng_gate';

/** What an address template may hold; the element fills it in and percent-encodes it. */
const PLACEHOLDERS = array( '{offerId}', '{returnUrl}', '{locale}', '{coupon}' );

/**
 * The settings, each a string, empty until it is set. The two hashes are never typed in: they are read
 * from the folder of the script when its address is saved.
 *
 * @return array{environment: string, publisher_id: string, login_url: string, checkout_url: string, checkout: string, account_url: string, data_layer: string, consent: string, api_base: string, folder: string, script_hash: string, style_hash: string, protection: string, guard: string, content: string}
 */
function settings(): array {
	$none = array_fill_keys( array( 'environment', 'publisher_id', 'login_url', 'checkout_url', 'checkout', 'account_url', 'data_layer', 'consent', 'api_base', 'folder', 'script_hash', 'style_hash', 'protection', 'guard', 'content' ), '' );
	return array_merge( $none, (array) get_option( OPTION, array() ) );
}

/** Whether a gate can work at all. Until then posts show their previews. */
function is_ready(): bool {
	$settings = settings();
	return '' !== $settings['environment'] && '' !== $settings['publisher_id'] && '' !== $settings['script_hash'] && '' !== $settings['style_hash'];
}

/**
 * Keeps of a submitted form what is valid. A value that is not leaves the stored one as it was and says why.
 *
 * @param mixed $form What the browser sent.
 * @return array<string, string> The settings to store.
 */
function sanitize_settings( $form ): array {
	$form  = is_array( $form ) ? array_map( static fn( $value ) => is_string( $value ) ? trim( $value ) : '', $form ) : array();
	$kept  = settings();
	$rules = array(
		'environment'  => array( __NAMESPACE__ . '\is_environment', __( 'Choose the environment: sandbox or production.', 'cleeng-gate' ) ),
		'publisher_id' => array( __NAMESPACE__ . '\is_publisher_id', __( 'The publisher id is the number in your Cleeng dashboard.', 'cleeng-gate' ) ),
		'login_url'    => array( __NAMESPACE__ . '\is_address', __( 'The login address begins with https:// or with a slash.', 'cleeng-gate' ) ),
		'checkout_url' => array( __NAMESPACE__ . '\is_address', __( 'The checkout address begins with https:// or with a slash.', 'cleeng-gate' ) ),
		'checkout'     => array( __NAMESPACE__ . '\is_checkout', __( 'Choose how readers buy and sign in.', 'cleeng-gate' ) ),
		'account_url'  => array( __NAMESPACE__ . '\is_address', __( 'The account address begins with https:// or with a slash.', 'cleeng-gate' ) ),
		'data_layer'   => array( __NAMESPACE__ . '\is_data_layer', __( 'The data layer is the name of a JavaScript variable, such as dataLayer.', 'cleeng-gate' ) ),
		'consent'      => array( __NAMESPACE__ . '\is_consent', __( 'Choose whether the reader’s consent is needed.', 'cleeng-gate' ) ),
		'api_base'     => array( __NAMESPACE__ . '\is_service', __( 'The address of the service begins with https:// or with a slash; for the simulator, with http://localhost.', 'cleeng-gate' ) ),
		'protection'   => array( __NAMESPACE__ . '\is_protection', __( 'Choose the protection: soft, guarded or sealed.', 'cleeng-gate' ) ),
		'guard'        => array( __NAMESPACE__ . '\is_address', __( 'The guard address begins with https:// or with a slash.', 'cleeng-gate' ) ),
		'content'      => array( __NAMESPACE__ . '\is_content_folder', __( 'The content folder is the absolute path of a folder that exists, that WordPress may write into, and that the web server does not hand out, such as /srv/premium.', 'cleeng-gate' ) ),
	);
	foreach ( $rules as $name => list( $is_valid, $complaint ) ) {
		$value = $form[ $name ] ?? '';
		if ( '' === $value || $is_valid( $value ) ) {
			$kept[ $name ] = $value;
		} else {
			add_settings_error( OPTION, $name, $complaint );
		}
	}
	return array_merge( $kept, sanitize_folder( $form['folder'] ?? '', $kept ) );
}

function is_environment( string $value ): bool {
	return in_array( $value, array( 'sandbox', 'production' ), true );
}

/** Empty stands for the two addresses. */
function is_checkout( string $value ): bool {
	return 'widget' === $value;
}

/** Empty stands for none needed. */
function is_consent( string $value ): bool {
	return 'required' === $value;
}

function is_data_layer( string $value ): bool {
	return 1 === preg_match( '/^[A-Za-z_$][\w$]{0,63}$/', $value );
}

/** Whether this may be a MediaStore API: an address without placeholders, or the simulator on one's own machine. */
function is_service( string $value ): bool {
	return ( is_address( $value ) && false === strpos( $value, '{' ) ) || 1 === preg_match( '~^http://localhost(:\d{1,5})?(/[\w./-]*)?$~', $value );
}

function is_protection( string $value ): bool {
	return in_array( $value, array( 'soft', 'guarded', 'sealed' ), true );
}

function is_content_folder( string $value ): bool {
	return '' === folder_problem( $value );
}

function is_publisher_id( string $value ): bool {
	return 1 === preg_match( '/^\d{1,20}$/', $value );
}

/** Whether this is an https address or a path of this site, placeholders allowed. */
function is_address( string $value ): bool {
	$filled = str_replace( PLACEHOLDERS, 'x', $value );
	return 1 === preg_match( '~^(https://[^/]|/(?![/\\\\]))~', $filled ) && esc_url_raw( $filled, array( 'https' ) ) === $filled;
}
