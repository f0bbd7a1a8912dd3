<?php
/**
 * Renders a page with Debian's Twig as strictly as it goes. Standard input holds the article and the settings as JSON; Drupal's
 * rendered fields come as markup, which is not escaped again.
 */

require '/usr/share/php/Twig/autoload.php';

$input  = json_decode( stream_get_contents( STDIN ), true );
$markup = static fn( string $html ) => new Twig\Markup( $html, 'UTF-8' );
$page   = <<<'TWIG'
<!doctype html><html><head><title>{{ label }}</title>
{%- if node.field_offer.value %}{{ include('cleeng-gate-head.html.twig', { cleeng: settings, title: label, url: url }, with_context = false) }}{% endif -%}
</head><body>{{ include('node--article--full.html.twig') }}</body></html>
TWIG;

$twig = new Twig\Environment(
	new Twig\Loader\ChainLoader( array( new Twig\Loader\FilesystemLoader( $argv[1] ), new Twig\Loader\ArrayLoader( array( 'page' => $page ) ) ) ),
	array( 'strict_variables' => true, 'autoescape' => 'html' )
);
echo $twig->render(
	'page',
	array(
		'label'              => $input['title'],
		'url'                => 'https://example.com/tides?a=1&b=2',
		'settings'           => $input['settings'],
		'node'               => array( 'field_offer' => array( 'value' => $input['offer'] ), 'field_offer_heading' => array( 'value' => $input['heading'] ) ),
		'content'            => $input['offer'] ? array( 'field_teaser' => $markup( $input['teaser'] ), 'body' => $markup( $input['premium'] ) ) : $markup( $input['teaser'] ),
		'attributes'         => $markup( ' class="node"' ),
		'title_attributes'   => '',
		'content_attributes' => '',
		'title_prefix'       => '',
		'title_suffix'       => '',
	)
);
