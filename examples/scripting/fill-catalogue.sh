#!/bin/sh
# Fills the catalogue: a picture for each line of standard input, saved with the line as its caption.
#   fill-catalogue.sh [GATEWAY] < prompts.txt
# Asks one after another: the gateway is never overrun, and a line that fails does not stop the rest.
set -u
gateway=${1:-http://localhost:8080}
failures=0

while IFS= read -r line; do
    [ -n "$line" ] || continue
    text=$(printf %s "$line" | sed 's/\\/\\\\/g; s/"/\\"/g')
    if job=$(curl -fsS --retry 5 --json "{\"prompt\": \"$text\"}" "$gateway/api/jobs") &&
        id=$(printf %s "$job" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/') &&
        curl -fsSN "$gateway/api/jobs/$id/events" | grep -qx 'event: finished' &&
        curl -fsS --json "{\"job\": \"$id\", \"image\": 0, \"caption\": \"$text\"}" "$gateway/api/images" > /dev/null
    then
        echo "saved: $line"
    else
        echo "failed: $line" >&2
        failures=$((failures + 1))
    fi
done
[ "$failures" = 0 ]
