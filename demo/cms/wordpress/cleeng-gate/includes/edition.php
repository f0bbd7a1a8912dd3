<?php
/**
 * A post while it is rendered for customers, with nobody signed in: its gates and what stands in them.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

final class Edition {

	/** @var Edition|null The one that is being rendered. */
	public static $current = null;

	/** @var \WP_Post */
	public $post;

	/** @var array<string, array{number: int, offers: string[], premium?: string, envelope?: string}> Gates by their keys. */
	public $gates = array();

	/** @var array<string, array{number: int, offers: string[], envelope?: string}> The gates of the edition before. */
	private $before;

	/** @var string What marks premium parts in the HTML; no author can know it. */
	private $mark;

	private function __construct( \WP_Post $post, array $before ) {
		$this->post   = $post;
		$this->before = $before;
		$this->mark   = 'cleeng-' . bin2hex( random_bytes( 16 ) );
	}

	/**
	 * Renders a post as its own page would, filters of other plugins included.
	 *
	 * @return array<string, array{number: int, offers: string[], premium?: string, envelope?: string}>
	 */
	public static function gates_of( \WP_Post $post, array $before ): array {
		$edition = new self( $post, $before );
		$shown   = $GLOBALS['post'] ?? null;
		$user    = get_current_user_id();
		self::$current   = $edition;
		$GLOBALS['post'] = $post;
		wp_set_current_user( 0 );
		try {
			setup_postdata( $post );
			foreach ( $GLOBALS['pages'] as $page ) {
				$edition->take( apply_filters( 'the_content', $page ) );
			}
		} finally {
			self::$current = null;
			wp_set_current_user( $user );
			$GLOBALS['post'] = $shown;
			if ( $shown instanceof \WP_Post ) {
				setup_postdata( $shown );
			}
		}
		// What another plugin has cut out together with its mark stays shut.
		return array_filter( $edition->gates, static fn( array $gate ): bool => isset( $gate['premium'] ) || isset( $gate['envelope'] ) );
	}

	/**
	 * The number of a gate: its place, but none that opened for other offers just now, since a guard may still
	 * hold the table of before.
	 */
	public function number( array $gate ): int {
		$key = gate_key( $gate );
		if ( ! isset( $this->gates[ $key ] ) ) {
			$offers = offers_of( $gate );
			$number = 1;
			while ( in_array( $number, array_column( $this->gates, 'number' ), true ) || $this->opened_for_others( $number, $offers ) ) {
				++$number;
			}
			$this->gates[ $key ] = array( 'number' => $number, 'offers' => $offers );
		}
		return $this->gates[ $key ]['number'];
	}

	private function opened_for_others( int $number, array $offers ): bool {
		foreach ( $this->before as $gate ) {
			if ( $gate['number'] === $number && $gate['offers'] !== $offers ) {
				return true;
			}
		}
		return false;
	}

	public function mark( int $number, string $premium ): string {
		return "<!--{$this->mark} $number-->$premium<!--/{$this->mark}-->";
	}

	/** Takes the premium parts out of rendered HTML. The last to begin has none within it. */
	private function take( string $html ): void {
		$open  = "<!--{$this->mark} ";
		$close = "<!--/{$this->mark}-->";
		while ( false !== ( $start = strrpos( $html, $open ) ) ) {
			$from = strpos( $html, '-->', $start ) + 3;
			$end  = strpos( $html, $close, $from );
			if ( false === $end ) {
				$html = substr( $html, 0, $start );
				continue;
			}
			$number = (int) substr( $html, $start + strlen( $open ) );
			$left   = $this->keep( $number, trim( substr( $html, $from, $end - $from ) ) );
			$html   = substr_replace( $html, $left, $start, $end + strlen( $close ) - $start );
		}
	}

	/** @return string What stands in the gate instead. */
	private function keep( int $number, string $premium ): string {
		$key = array_search( $number, array_column( $this->gates, 'number' ), true );
		$key = array_keys( $this->gates )[ $key ];
		if ( 'guarded' === protection() ) {
			$this->gates[ $key ]['premium'] = $premium;
			return '';
		}
		$envelope = seal( $premium, $this->gates[ $key ]['offers'], sealed_name( $this->post->ID, $number ), $this->before[ $key ]['envelope'] ?? '' );
		$this->gates[ $key ]['envelope'] = $envelope;
		return sealed_script( $envelope );
	}
}
