#!/usr/bin/env bash
# arm64.sh CROSS PROGRAMS: the programs that examples/deploy/cross-build.sh made in the folder CROSS, on an emulated 64-bit ARM, beside
# those of this machine in PROGRAMS: the same recipes give files with the same bytes, whichever server computes them, the emulated
# client gets a picture from the emulated server, and the emulated reverie-up serves its page and saves a picture.
#   apt-get install qemu-user curl
set -euo pipefail
cross=$(realpath "$1") programs=$(realpath "$2")
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
emulated=(qemu-aarch64 -L "$cross/arm64.artifactbundle/arm64/root")
options=(--wire-port 0 --weights "$PWD/weights")
"${emulated[@]}" "$cross/programs/reverie-server" "${options[@]}" --data-dir "$folder/arm64-data" > "$folder/arm64" 2> "$folder/arm64.log" &
"$programs/reverie-server" "${options[@]}" --data-dir "$folder/native-data" > "$folder/native" 2> "$folder/native.log" &
for server in arm64 native; do
    until grep -qs listens "$folder/$server"; do kill -0 $! || exit 1; sleep 0.2; done
done
port() { sed -n 's/.*:\([0-9]*\)$/\1/p' "$folder/$1"; }

count=0
generate() { # generate MODEL WORDS...: the options of a picture or more
    local model=$1
    shift
    for server in arm64 native; do
        "$programs/reverie" generate "$@" --model $model --server "localhost:$(port $server)" --output "$folder/pictures-$server" > /dev/null
    done
    for picture in "$folder"/pictures-native/*; do
        cmp "$picture" "$folder/pictures-arm64/$(basename "$picture")"
        count=$((count + 1))
    done
    rm -r "$folder"/pictures-*
}
generate fashion "ankle boot" --seed 7
generate fashion "a warm coat" --seed 8 --count 3 --steps 5
for sampler in ddpm ddim euler euler-ancestral heun dpmpp-2m-sde unipc; do generate fashion "bag" --seed 9 --steps 4 --sampler $sampler; done
generate fashion "no shoe" --seed 10 --steps 4 --guidance 5 --negative-prompt "sneaker"
generate photo "a horse" --seed 11 --steps 3
generate studio "a penguin" --seed 12 --steps 3
"${emulated[@]}" "$cross/programs/reverie" generate "dress" --steps 2 --server "localhost:$(port arm64)" --output "$folder/out" > "$folder/name"
[ -s "$(cat "$folder/name")" ]

"${emulated[@]}" "$cross/programs/reverie-up" --http-port 0 "${options[@]}" --data-dir "$folder/up-data" > "$folder/up" 2> "$folder/up.log" &
until grep -qs ' is at ' "$folder/up"; do kill -0 $! || exit 1; sleep 0.2; done
page=$(grep -o 'http://[^ ]*' "$folder/up")
until curl -fs "$page/readyz" > /dev/null; do kill -0 $! || exit 1; sleep 0.2; done
curl -fs "$page/" | grep '<title>Reverie</title>' > /dev/null
saved=$("$programs/reverie" catalogue save "$(cat "$folder/name")" --caption "from afar" --gateway "$page")
curl -fs "$page/api/images" | grep 'from afar' > /dev/null
echo "reverie-up, emulated: its page, and a picture in its catalogue: $saved"
echo "$count pictures, the same bytes by 64-bit ARM and by $(uname -m)."
