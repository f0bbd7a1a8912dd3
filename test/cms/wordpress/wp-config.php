<?php
/**
 * The configuration of a WordPress that lives for one test file; `SITE` is its folder, `ORIGIN` its address.
 */

define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . getenv( 'DB_SOCKET' ) );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
$table_prefix = 'wp_';

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $cms_test_salt ) {
	define( $cms_test_salt . '_KEY', 'test key of ' . $cms_test_salt );
	define( $cms_test_salt . '_SALT', 'test salt of ' . $cms_test_salt );
}

define( 'WP_HOME', getenv( 'ORIGIN' ) );
define( 'WP_SITEURL', getenv( 'ORIGIN' ) );
define( 'WP_ENVIRONMENT_TYPE', 'local' );

// Every notice of PHP is a fault; they are collected, never shown.
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', __DIR__ . '/../complaints.log' );

// A publisher writes the constant itself; here it comes and goes.
$cms_test_masters = __DIR__ . '/../masters';
if ( file_exists( $cms_test_masters ) ) {
	define( 'CLEENG_GATE_MASTERS', file_get_contents( $cms_test_masters ) );
}

// It calls nobody but itself.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );

define( 'ABSPATH', __DIR__ . '/' );
require ABSPATH . 'wp-settings.php';
