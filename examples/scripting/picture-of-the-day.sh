#!/bin/sh
# The picture of the day, always the same on the same day: picture-of-the-day.sh FILE [GATEWAY]
# Every morning at seven, by cron:
#   0 7 * * *  /usr/local/bin/picture-of-the-day.sh /var/www/html/today.png
# or by systemd: picture-of-the-day.service and .timer beside this file.
set -eu
file=${1:?picture-of-the-day.sh FILE [GATEWAY]} gateway=${2:-http://localhost:8080}
day=$(date +%Y%m%d)

# One of the prompts that the model knows well, another one each day.
prompts=$(curl -fsS "$gateway/api/models" | sed 's/.*"prompts":\["\([^]]*\)"\].*/\1/; s/","/\n/g')
count=$(printf '%s\n' "$prompts" | wc -l)
prompt=$(printf '%s\n' "$prompts" | sed -n "$((day % count + 1))p")

# The file is replaced in one step: whoever looks at it meanwhile sees a whole picture.
curl -fsS --json "{\"prompt\": \"$prompt\", \"seed\": $day, \"size\": \"512x512\"}" \
    -H "Authorization: Bearer ${REVERIE_API_TOKEN:-none}" "$gateway/v1/images/generations" |
    sed 's/.*"b64_json":"\([^"]*\)".*/\1/' | base64 -d > "$file.part"
mv "$file.part" "$file"
echo "$prompt"
