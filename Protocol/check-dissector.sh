#!/usr/bin/env bash
# Checks reverie.lua on a capture of a real run: Protocol/check-dissector.sh [HOST:PORT]
# Needs tshark (Debian: apt-get install tshark), the right to capture on lo, and a server, localhost:7433 unless told otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
server=${1:-localhost:7433}
port=${server##*:}
folder=$(mktemp -d)
trap 'rm -rf "$folder"; kill $capture 2>/dev/null || true' EXIT

tshark -q -i lo -f "tcp port $port" -w "$folder/run.pcapng" 2> "$folder/tshark.log" &
capture=$!
until grep -q "Capturing on" "$folder/tshark.log" && [ -s "$folder/run.pcapng" ]; do kill -0 $capture && sleep 0.2; done
PYTHONPATH=examples/python python3 - "$port" <<'PY'
import sys
from reverie_client import Client, Refusal
with Client("localhost", int(sys.argv[1])) as client:
    events = list(client.submit(client.recipe("ankle boot", model="fashion", seed=7, steps=4)))
    client.ask("PING", payload=1)
    client.ask("STATUS")
    for name, values in (("CANCEL", {"job": events[0].job}), ("DETACH", {"watched": 1}), ("EMBED", {"texts": ["boot"]})):
        try:
            client.ask(name, **values)
        except Refusal as refusal:
            print(name, "->", refusal)
PY
sleep 1
kill -INT $capture && wait $capture || true

read_capture() { tshark -r "$folder/run.pcapng" -X lua_script:Protocol/reverie.lua -d "tcp.port==$port,reverie" "$@" 2>/dev/null; }
read_capture -Y reverie -T fields -e _ws.col.Info
read_capture -Y reverie -V > "$folder/dissected"
for message in HELLO WELCOME LIST_MODELS MODELS SUBMIT ACCEPTED STARTED PREVIEW IMAGE FINISHED PING PONG STATUS STATUS_REPORT \
    CANCEL DETACH EMBED ERROR; do
    grep -q "Reverie $message, request" "$folder/dissected" || { echo "no $message was dissected" >&2; exit 1; }
done
if read_capture -Y "reverie.malformed || _ws.malformed || _ws.lua.error" | grep . || grep "Lua Error" "$folder/dissected"; then
    echo "some frames were not understood" >&2
    exit 1
fi
[ "$(read_capture -Y reverie.submit.prompt -T fields -e reverie.submit.prompt)" = "ankle boot" ]
[ "$(read_capture -Y reverie.image.pixels -T fields -e reverie.image.width)" = 28 ]
echo "the dissector understands the whole run"
