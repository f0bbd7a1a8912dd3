<?php
/**
 * Plugin Name:       Cleeng Gate
 * Description:       Shows the premium part of a post to customers who have access to a Cleeng offer, and a calm prompt to everybody else.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       cleeng-gate
 * Domain Path:       /languages
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

const PLUGIN_FILE = __FILE__;

require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/drop-in.php';
require __DIR__ . '/includes/settings-page.php';
require __DIR__ . '/includes/disclosure.php';
require __DIR__ . '/includes/gate.php';
require __DIR__ . '/includes/protection.php';
require __DIR__ . '/includes/holding.php';
require __DIR__ . '/includes/edition.php';
require __DIR__ . '/includes/publishing.php';
require __DIR__ . '/includes/guarded.php';
require __DIR__ . '/includes/sealed.php';
require __DIR__ . '/includes/blocks.php';
require __DIR__ . '/includes/shortcode.php';
require __DIR__ . '/includes/tags.php';
require __DIR__ . '/includes/structured-data.php';

add_action(
	'init',
	static function (): void {
		load_plugin_textdomain( 'cleeng-gate', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
	}
);
