<?php
/**
 * What else runs on a publisher's site, as a must-use plugin: another address of the service, an SEO plugin
 * of the kind that makes its description by rendering the post, and a theme that quotes posts as
 * written, renders them by itself, and puts whole posts into its cards.
 */

add_filter(
	'cleeng_gate_script_attributes',
	static fn( array $attributes ): array => $attributes + array( 'data-api-base' => getenv( 'API_BASE' ) )
);

add_action(
	'wp_head',
	static function (): void {
		$post = get_queried_object();
		if ( $post instanceof WP_Post ) {
			printf( '<meta name="description" content="%s">', esc_attr( wp_strip_all_tags( apply_filters( 'the_content', $post->post_content ) ) ) );
		}
	}
);

add_filter(
	'cleeng_gate_structured_data',
	static function ( array $data ): array {
		return isset( $_GET['seo'] ) ? array( 'about' => 'structured data of another plugin' ) : $data;
	}
);

add_action(
	'the_post',
	static function ( WP_Post $post ): void {
		if ( is_search() ) {
			printf( '<p class="snippet">%s</p>', esc_html( wp_trim_words( get_the_content() ) ) );
		}
		if ( isset( $_GET['rendered'] ) ) {
			echo apply_filters( 'the_content', $post->post_content );
		}
	}
);

add_action( 'embed_content', 'the_content' );
