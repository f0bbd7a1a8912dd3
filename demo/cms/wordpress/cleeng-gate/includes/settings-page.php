<?php
/**
 * Settings > Cleeng Gate.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

const PAGE       = 'cleeng-gate';
const CAPABILITY = 'manage_options';

add_action( 'admin_init', __NAMESPACE__ . '\register_settings' );
add_action( 'admin_menu', __NAMESPACE__ . '\add_page' );
add_action( 'admin_notices', __NAMESPACE__ . '\tell_what_is_missing' );
add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), __NAMESPACE__ . '\link_settings' );

function register_settings(): void {
	register_setting(
		OPTION,
		OPTION,
		array(
			'type'              => 'array',
			'sanitize_callback' => __NAMESPACE__ . '\sanitize_settings',
			'show_in_rest'      => false,
		)
	);
	add_settings_section( 'service', __( 'Your account with Cleeng', 'cleeng-gate' ), '__return_null', PAGE );
	add_field( 'service', 'environment', __( 'Environment', 'cleeng-gate' ), __( 'Sandbox is for trying; its offers and customers are not those of production.', 'cleeng-gate' ) );
	add_field( 'service', 'publisher_id', __( 'Publisher id', 'cleeng-gate' ), __( 'The number in your Cleeng dashboard.', 'cleeng-gate' ) );
	add_field( 'service', 'api_base', __( 'Address of the service', 'cleeng-gate' ), __( 'Leave it empty for Cleeng’s own; http://localhost:8788 for the simulator.', 'cleeng-gate' ) );
	add_settings_section( 'site', __( 'Your site', 'cleeng-gate' ), '__return_null', PAGE );
	add_field( 'site', 'login_url', __( 'Login address', 'cleeng-gate' ), __( 'Where readers sign in, such as /login?return={returnUrl}', 'cleeng-gate' ) );
	add_field( 'site', 'checkout_url', __( 'Checkout address', 'cleeng-gate' ), __( 'Where readers buy, such as /checkout/{offerId}?return={returnUrl}', 'cleeng-gate' ) );
	add_field( 'site', 'checkout', __( 'Login and checkout', 'cleeng-gate' ), __( 'Cleeng’s own dialogs need neither of the two addresses.', 'cleeng-gate' ) );
	add_field( 'site', 'account_url', __( 'Account address', 'cleeng-gate' ), __( 'Where customers mend a failed payment, such as /account. May stay empty.', 'cleeng-gate' ) );
	add_field( 'site', 'folder', __( 'Folder of the script', 'cleeng-gate' ), __( 'Where the files of one version lie, such as /vendor/cleeng-gate@0.1.0/. Their hashes are read when you save.', 'cleeng-gate' ) );
	add_settings_section( 'measuring', __( 'Measuring', 'cleeng-gate' ), '__return_null', PAGE );
	add_field( 'measuring', 'data_layer', __( 'Data layer', 'cleeng-gate' ), __( 'The name of your tag manager’s array, such as dataLayer. What readers do is pushed there, with nothing about who they are. Empty: nothing is.', 'cleeng-gate' ) );
	add_field( 'measuring', 'consent', __( 'Consent', 'cleeng-gate' ), __( 'Where it is required, nothing is pushed before your consent dialog has called consent(true).', 'cleeng-gate' ) );
	add_settings_section( 'protection', __( 'Protection', 'cleeng-gate' ), '__return_null', PAGE );
	add_field( 'protection', 'protection', __( 'Premium parts', 'cleeng-gate' ), __( 'A curtain keeps honest readers out. Guarded and sealed parts are kept from everybody whom your guard has not let in.', 'cleeng-gate' ) );
	add_field( 'protection', 'guard', __( 'Guard address', 'cleeng-gate' ), __( 'Where cleeng-gate guard answers, such as /guard. Guarded and sealed gates need it.', 'cleeng-gate' ) );
	add_field( 'protection', 'content', __( 'Content folder', 'cleeng-gate' ), __( 'For guarded gates: a folder outside of your site, such as /srv/premium. Start the guard with --content /srv/premium --offers /srv/premium/offers.json.', 'cleeng-gate' ) );
}

function add_field( string $section, string $name, string $label, string $hint ): void {
	$render = array() === choices_of( $name ) ? 'text_field' : 'choice_field';
	add_settings_field( $name, $label, __NAMESPACE__ . '\\' . $render, PAGE, $section, array( 'label_for' => "cleeng-gate-$name", 'name' => $name, 'hint' => $hint ) );
}

/** @param array{label_for: string, name: string, hint: string} $field */
function text_field( array $field ): void {
	printf(
		'<input type="text" class="regular-text code" id="%1$s" name="%2$s" value="%3$s" aria-describedby="%1$s-hint"><p class="description" id="%1$s-hint">%4$s</p>',
		esc_attr( $field['label_for'] ),
		esc_attr( OPTION . '[' . $field['name'] . ']' ),
		esc_attr( settings()[ $field['name'] ] ),
		esc_html( $field['hint'] )
	);
}

/** @return array<string, string> What a field offers, by the values that are stored; nothing for a field that is typed into. */
function choices_of( string $name ): array {
	$choices = array(
		'environment' => array(
			''           => __( '— choose —', 'cleeng-gate' ),
			'sandbox'    => __( 'Sandbox', 'cleeng-gate' ),
			'production' => __( 'Production', 'cleeng-gate' ),
		),
		'checkout'    => array(
			''       => __( 'At the two addresses above', 'cleeng-gate' ),
			'widget' => __( 'In Cleeng’s own dialogs', 'cleeng-gate' ),
		),
		'consent'     => array(
			''         => __( 'Not needed', 'cleeng-gate' ),
			'required' => __( 'Required', 'cleeng-gate' ),
		),
		'protection'  => array(
			'soft'    => __( 'Soft: in the page, behind a curtain', 'cleeng-gate' ),
			'guarded' => __( 'Guarded: in a folder that the guard serves', 'cleeng-gate' ),
			'sealed'  => __( 'Sealed: in the page, encrypted', 'cleeng-gate' ),
		),
	);
	return $choices[ $name ] ?? array();
}

/** @param array{label_for: string, name: string, hint: string} $field */
function choice_field( array $field ): void {
	printf( '<select id="%1$s" name="%2$s" aria-describedby="%1$s-hint">', esc_attr( $field['label_for'] ), esc_attr( OPTION . '[' . $field['name'] . ']' ) );
	foreach ( choices_of( $field['name'] ) as $value => $label ) {
		printf( '<option value="%s"%s>%s</option>', esc_attr( $value ), selected( settings()[ $field['name'] ], $value, false ), esc_html( $label ) );
	}
	printf( '</select><p class="description" id="%s-hint">%s</p>', esc_attr( $field['label_for'] ), esc_html( $field['hint'] ) );
}

function add_page(): void {
	add_options_page( __( 'Cleeng Gate', 'cleeng-gate' ), __( 'Cleeng Gate', 'cleeng-gate' ), CAPABILITY, PAGE, __NAMESPACE__ . '\render_page' );
}

function render_page(): void {
	if ( ! current_user_can( CAPABILITY ) ) {
		return;
	}
	echo '<div class="wrap"><h1>' . esc_html( get_admin_page_title() ) . '</h1><form action="options.php" method="post">';
	settings_fields( OPTION );
	do_settings_sections( PAGE );
	submit_button();
	echo '</form></div>';
}

function tell_what_is_missing(): void {
	$problem = is_ready() ? protection_problem() : __( 'It shows previews only, until environment, publisher id and the folder of the script are set.', 'cleeng-gate' );
	if ( '' === $problem || ! current_user_can( CAPABILITY ) ) {
		return;
	}
	printf(
		'<div class="notice notice-warning"><p>Cleeng Gate: %s <a href="%s">%s</a></p></div>',
		esc_html( $problem ),
		esc_url( settings_address() ),
		esc_html__( 'Settings', 'cleeng-gate' )
	);
}

/**
 * @param string[] $links
 * @return string[]
 */
function link_settings( array $links ): array {
	return array_merge( array( sprintf( '<a href="%s">%s</a>', esc_url( settings_address() ), esc_html__( 'Settings', 'cleeng-gate' ) ) ), $links );
}

function settings_address(): string {
	return admin_url( 'options-general.php?page=' . PAGE );
}
