#!/bin/sh
# Makes the films of the demo anew. Needs ffmpeg with libvpx and libopus, openssl and node.
# Run it in this folder: sh make.sh
set -eu
films=../premium/films
picture() { echo "-f lavfi -i gradients=s=320x180:r=12:d=$1:speed=0.02:seed=$2:n=3"; }
tone() { echo "-f lavfi -i sine=f=$2:d=$1:sample_rate=48000 -c:a libopus -b:a 8k -ac 1 -shortest"; }
video='-c:v libvpx-vp9 -b:v 14k -deadline good -cpu-used 1 -g 48 -keyint_min 48 -pix_fmt yuv420p -threads 1'
exact='-map_metadata -1 -fflags +bitexact -flags:v +bitexact'
make='ffmpeg -hide_banner -loglevel error -y'

hls() { # folder, seconds, seed, pitch
  mkdir -p "$films/$1"
  $make $(picture "$2" "$3") $(tone "$2" "$4") $video $exact -f hls -hls_time 4 -hls_playlist_type vod -hls_segment_type fmp4 \
    -hls_fmp4_init_filename init.mp4 -hls_segment_filename "$films/$1/part-%d.m4s" "$films/$1/film.m3u8"
}

hls tide 16 7 220
cat > "$films/tide/index.m3u8" <<END
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-STREAM-INF:BANDWIDTH=40000,RESOLUTION=320x180,CODECS="vp09.00.10.08,opus"
film.m3u8
END

# HLS with AES-128: each segment is encrypted whole, with its number as the initialisation vector. The key is no secret.
hls harbour 12 5 262
key=00112233445566778899aabbccddeeff
for number in 0 1 2; do
  part="$films/harbour/part-$number.m4s"
  openssl enc -aes-128-cbc -K $key -iv "$(printf %032x $number)" -in "$part" -out "$part.locked"
  mv "$part.locked" "$part"
done
printf '\000\021\042\063\104\125\146\167\210\231\252\273\314\335\356\377' > "$films/harbour/film.key"
sed -i '/^#EXT-X-MAP/a #EXT-X-KEY:METHOD=AES-128,URI="film.key"' "$films/harbour/film.m3u8"

# One file that is played by ranges; and one that is encrypted for ClearKey.
$make $(picture 8 3) $(tone 8 294) $video $exact "$films/pier.webm"
mkdir -p "$films/lighthouse"
$make $(picture 8 11) -an $video $exact clear.webm
node lock-webm.mjs clear.webm "$films/lighthouse/film.webm" a7e61c373e219033c21091fa607bf3b8 0123456789abcdef0123456789abcdef
rm clear.webm
cat > "$films/lighthouse/licence.json" <<END
{ "keys": [{ "kty": "oct", "kid": "p-YcNz4hkDPCEJH6YHvzuA", "k": "ASNFZ4mrze8BI0VniavN7w" }], "type": "temporary" }
END
