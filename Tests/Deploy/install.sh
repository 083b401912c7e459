#!/usr/bin/env bash
# install.sh PROGRAMS: what examples/deploy/install.sh installs (the programs of the folder PROGRAMS), into a folder of its own:
# the units are sound and closed enough, the completions are read, the installed programs find weights and page by themselves and
# make a picture, a second version takes the first one's place and makes way for it again, and nothing is left in the end.
#   apt-get install systemd curl
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
fail() { echo "install.sh: $*" >&2; exit 1; }

# As a package is made: nothing lies outside DESTDIR, and the units name the final place.
DESTDIR=$folder/stage PREFIX=/usr examples/deploy/install.sh --programs "$programs" > /dev/null
grep -q "^ExecStart=/usr/bin/reverie-up" "$folder/stage/usr/lib/systemd/system/reverie-up.service"
[ "$(ls "$folder/stage")" = usr ]

export PREFIX=$folder/prefix
examples/deploy/install.sh --programs "$programs" > /dev/null
mkdir -p "$PREFIX/share/reverie/weights/mine"
echo mine > "$PREFIX/share/reverie/weights/mine/note"

systemd-analyze verify "$PREFIX"/lib/systemd/system/*.service
for unit in "$PREFIX"/lib/systemd/system/reverie-*.service; do
    systemd-analyze security --offline=true --threshold=20 "$unit" > "$folder/security" || fail "$(tail -n 1 "$folder/security")"
done
for completions in "$PREFIX"/share/bash-completion/completions/*; do bash -n "$completions"; done

# From anywhere, by its link, with no variable that says where things are.
cd /
environment=(env -i HOME="$folder/home" PATH="$PREFIX/bin:$PATH")
run() { "${environment[@]}" "$@"; }
"${environment[@]}" reverie-up --wire-port 0 --http-port 0 > "$folder/log" &
server=$!
until grep -qs "Reverie is at" "$folder/log"; do kill -0 $server || fail "reverie-up did not start"; sleep 0.1; done
page=$(sed -n 's/^Reverie is at \(http:[^ ]*\).*/\1/p' "$folder/log")
port=$(sed -n 's/.*on port \([0-9]*\)\./\1/p' "$folder/log")
curl -fsS "$page" | grep "<html" > /dev/null || fail "there is no page"
picture=$(run reverie generate "ankle boot" --steps 2 --server "localhost:$port" --output "$folder/out")
[ -s "$picture" ] || fail "there is no picture"
# The weights are those that were installed: without the encoder there is none.
run reverie-server check > /dev/null
mv "$PREFIX/share/reverie/weights/minilm" "$folder/minilm"
if run reverie-server check > "$folder/told" 2>&1; then fail "other weights were used"; fi
grep -q "$PREFIX/lib/reverie/weights" "$folder/told"
mv "$folder/minilm" "$PREFIX/share/reverie/weights/minilm"

# A second version is put under the running one's feet; the first one comes back when it is told to.
cd - > /dev/null
mkdir "$folder/next"
cp "$programs"/reverie{,-server,-gateway,-up,-bench} "$folder/next"
cp -R "$programs/reverie_Gateway.resources" "$folder/next"
echo next > "$folder/next/reverie_Gateway.resources/Assets/next"
page_file=$PREFIX/lib/reverie/reverie_Gateway.resources/Assets/next
examples/deploy/install.sh --programs "$folder/next" > /dev/null
[ -e "$page_file" ]
curl -fsS "$page" > /dev/null
examples/deploy/install.sh --rollback > /dev/null
[ ! -e "$page_file" ]
[ "$(run "$PREFIX/bin/reverie" --version)" = "$("$programs/reverie" --version)" ]
kill $server && wait $server
server=

examples/deploy/install.sh --uninstall
[ "$(cd "$PREFIX" && find . ! -type d)" = ./share/reverie/weights/mine/note ] || fail "$(find "$PREFIX" ! -type d) was left"
if examples/deploy/install.sh --uninstall 2> "$folder/told"; then fail "what is not there was removed"; fi
grep -q "nothing is installed" "$folder/told"
echo "The installation holds."
