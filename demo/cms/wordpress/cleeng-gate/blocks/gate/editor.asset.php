<?php
/**
 * What the editor script stands on; WordPress reads this file beside it.
 *
 * @package CleengGate
 */

return array(
	'dependencies' => array( 'wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element', 'wp-i18n' ),
	'version'      => '0.1.0',
);
