#!/bin/sh
# A picture with nothing but curl: curl.sh PROMPT FILE [GATEWAY]
set -eu
prompt=${1:?curl.sh PROMPT FILE [GATEWAY]} file=${2:?a file to write} gateway=${3:-http://localhost:8080}

# JSON has no place for a bare quotation mark or backslash in a text.
text=$(printf %s "$prompt" | sed 's/\\/\\\\/g; s/"/\\"/g')
job=$(curl -fsS --json "{\"prompt\": \"$text\"}" "$gateway/api/jobs" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')

# The events end with the job. `finished` is the last one of a job that went well.
curl -fsSN "$gateway/api/jobs/$job/events" | sed -n 's/^event: //p' | tail -n 1 | grep -qx finished
curl -fsS -o "$file" "$gateway/api/jobs/$job/images/0.png"
echo "$file"
