<?php
/**
 * The folder that the guard serves: a file for each gate, and the table that says which offers open it.
 *
 * @package CleengGate
 */

namespace CleengGate;

defined( 'ABSPATH' ) || exit;

/** The asset that holds a gate's premium part; `src` of the gate, and a path in the folder. */
function asset_name( int $post_id, int $number ): string {
	return "wordpress/$post_id-$number.html";
}

/** What makes a folder unfit for content that only the guard may serve; empty when nothing does. */
function folder_problem( string $folder ): string {
	if ( '' === $folder || ! path_is_absolute( $folder ) || ! is_dir( $folder ) ) {
		return __( 'Gates stay shut until the content folder is the absolute path of a folder that exists, such as /srv/premium.', 'cleeng-gate' );
	}
	foreach ( array( $folder, "$folder/wordpress" ) as $path ) {
		if ( is_served( $path ) ) {
			return __( 'Gates stay shut: the content folder lies where the web server hands out files. Choose one outside of it, such as /srv/premium.', 'cleeng-gate' );
		}
		if ( file_exists( $path ) && ! wp_is_writable( $path ) ) {
			return __( 'Gates stay shut: WordPress may not write into the content folder. Let its user own it.', 'cleeng-gate' );
		}
	}
	return null === read_table( $folder ) ? __( 'Gates stay shut: offers.json in the content folder is no offers table. Mend it or remove it.', 'cleeng-gate' ) : '';
}

/** Whether a path lies in a folder of this site, wherever symbolic links lead. */
function is_served( string $path ): bool {
	$real  = realpath( $path );
	$roots = array_filter( array_map( 'realpath', array_filter( array( ABSPATH, WP_CONTENT_DIR, WP_PLUGIN_DIR, wp_get_upload_dir()['basedir'], $_SERVER['DOCUMENT_ROOT'] ?? '' ) ) ) ); // phpcs:ignore WordPress.Security -- the server's own.
	foreach ( $roots as $root ) {
		if ( false !== $real && 0 === strpos( trailingslashit( $real ), trailingslashit( $root ) ) ) {
			return true;
		}
	}
	return false;
}

/** @return array<string, string[]>|null The offers table; empty when there is none yet, null when it is no table. */
function read_table( string $folder ): ?array {
	$file = "$folder/offers.json";
	if ( ! file_exists( $file ) ) {
		return array();
	}
	$table = json_decode( (string) file_get_contents( $file ), true );
	return is_array( $table ) && ( array() === $table || ! isset( $table[0] ) ) ? $table : null;
}

/**
 * Writes the premium parts of a post and lists them, then removes what the post no longer holds. What else
 * stands in the table stays as it is, behind ours.
 *
 * @param array<string, array{number: int, offers: string[], premium: string}> $gates
 * @return bool Whether all of it is there.
 */
function write_assets( string $folder, int $post_id, array $gates ): bool {
	if ( '' !== folder_problem( $folder ) ) {
		return false;
	}
	$listed = array();
	foreach ( $gates as $gate ) {
		$asset = asset_name( $post_id, $gate['number'] );
		if ( ! write_file( "$folder/$asset", $gate['premium'] ) ) {
			$listed = array();
			break;
		}
		$listed[ $asset ] = $gate['offers'];
	}
	return change_table( $folder, "~^wordpress/$post_id-\d+\.html$~D", $listed ) && count( $listed ) === count( $gates );
}

/** Takes back everything that this plugin has written into a folder. */
function withdraw_assets( string $folder ): void {
	if ( '' === folder_problem( $folder ) ) {
		change_table( $folder, '~^wordpress/\d+-\d+\.html$~D', array() );
	}
}

/**
 * Puts entries in the place of those whose names match, one process at a time.
 *
 * @param array<string, string[]> $listed
 */
function change_table( string $folder, string $pattern, array $listed ): bool {
	$lock = fopen( "$folder/.offers.lock", 'c' );
	if ( false === $lock || ! flock( $lock, LOCK_EX ) ) {
		return false;
	}
	$table = read_table( $folder );
	$ours  = array_filter( array_keys( $table ?? array() ), static fn( $name ): bool => 1 === preg_match( $pattern, (string) $name ) );
	$json  = wp_json_encode( (object) ( $listed + array_diff_key( $table ?? array(), array_flip( $ours ) ) ), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
	$done  = null !== $table && write_file( "$folder/offers.json", $json . "\n" );
	foreach ( $done ? array_diff( $ours, array_keys( $listed ) ) : array() as $asset ) {
		wp_delete_file( "$folder/$asset" );
	}
	fclose( $lock );
	return $done;
}

/** Writes a file beside its place and moves it there, so that nobody ever reads half of it. A name with a dot in front is never served. */
function write_file( string $file, string $content ): bool {
	$part = dirname( $file ) . '/.' . wp_generate_uuid4();
	$done = wp_mkdir_p( dirname( $file ) ) && strlen( $content ) === file_put_contents( $part, $content ) && rename( $part, $file );
	if ( ! $done && file_exists( $part ) ) {
		wp_delete_file( $part );
	}
	return $done;
}
