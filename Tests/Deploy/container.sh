#!/usr/bin/env bash
# container.sh PROGRAMS: examples/deploy/Containerfile where there is no container engine. The steps of its last stage are run in a
# chroot that debootstrap makes, closed as the file's head closes the container (read-only, no capability, a network of its own),
# and what it starts makes a picture. In place of its first stage stands the folder PROGRAMS with a release build, to whose programs
# Swift's own libraries are lent that the container's have inside. As root; fetches 60 MB of Debian.
#   apt-get install debootstrap curl openssl
set -euo pipefail
programs=$(realpath "$1")
cd "$(dirname "$0")/../.."
# Outside, where there is a network, only what Debian has is fetched.
if [ "${2:-}" != inside ]; then
    cache=$(mktemp -d)
    trap 'rm -rf "$cache"' EXIT
    suite=$(sed -n 's#^FROM docker.io/library/debian:\(.*\)-slim$#\1#p' examples/deploy/Containerfile)
    packages=$(sed -n '/^FROM .*slim$/,$s/.*--no-install-recommends \(.*\) \\$/\1/p' examples/deploy/Containerfile)
    debootstrap --variant=minbase --include="$(tr ' ' , <<< "$packages")" "$suite" "$cache/root" > "$cache/log" 2>&1 ||
        { tail "$cache/log" >&2; exit 1; }
    unshare --mount --net --pid --fork --kill-child --mount-proc "$0" "$programs" inside "$cache/root" "$packages"
    exit
fi
root=$3 packages=$4
file=examples/deploy/Containerfile
folder=$(mktemp -d)
trap 'umount -R "$root" 2>/dev/null || true; rm -rf "$folder"' EXIT
fail() { echo "container.sh: $*" >&2; exit 1; }
ip link set lo up

# An instruction to a line; the first stage is what .dockerignore and install.sh have to do with.
steps=$(sed -e ':more' -e '/\\$/{N;s/ *\\\n */ /;b more}' "$file" | grep -v '^#')
grep -qx '.build' .dockerignore || fail "the build would be copied"
first=$(sed -n '/ AS build$/,/^FROM .*slim$/p' <<< "$steps")
for package in $(sed -n 's/^RUN .*install -y --no-install-recommends //p' <<< "$first"); do
    apt-cache show "$package" > /dev/null || fail "there is no package $package"
done
[ -x "$(sed -n 's#^RUN DESTDIR=/stage ##p' <<< "$first")" ] || fail "what the first stage runs is not there"
DESTDIR=$folder/stage examples/deploy/install.sh --programs "$programs" > /dev/null

run=$(sed -n '/^FROM .*slim$/,$s/^RUN //p' <<< "$steps")
mount --bind "$root" "$root" && mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev"
# What apt-get would install is there already.
printf '#!/bin/sh\n[ "$1" = update ] || dpkg -s %s > /dev/null\n' "$packages" > "$root/usr/local/sbin/apt-get"
chmod +x "$root/usr/local/sbin/apt-get"
chroot "$root" /bin/sh -c "$run"
rm "$root/usr/local/sbin/apt-get"
grep -qx 'COPY --from=build /stage/ /' <<< "$steps"
cp -a "$folder/stage/." "$root/"
lent=$(ldd "$programs/reverie-up" | sed -n 's#.* => \(/.*/\)libswiftCore.so .*#\1#p')
[ -z "$lent" ] || { mkdir -p "$root$lent" && mount --bind "$lent" "$root$lent"; }
missing=$(chroot "$root" ldd /usr/local/bin/reverie-up | grep 'not found' || true)
[ -z "$missing" ] || fail "libraries are missing: $missing"

# As `podman run --read-only --cap-drop all` with its volume and the token.
user=$(sed -n 's/^USER //p' <<< "$steps")
volume=$(sed -n 's/^VOLUME //p' <<< "$steps")
mkdir -p "$root/run/secrets"
openssl rand -hex 32 > "$root/run/secrets/reverie-token"
chroot "$root" chown "$user" /run/secrets/reverie-token && chmod 600 "$root/run/secrets/reverie-token"
mount -o remount,bind,ro "$root"
mount -t tmpfs tmpfs "$root$volume" && chroot "$root" chown "$user" "$volume" && mount -t tmpfs tmpfs "$root/tmp"
words() { sed -n "s/^$1 \[\(.*\)\]$/\1/p" <<< "$steps" | tr -d '",' ; }
# shellcheck disable=SC2046 # words are what is wanted
chroot --userspec="$user:$user" "$root" env -i HOME="$volume" PATH=/usr/local/bin:/usr/bin:/bin \
    setpriv --no-new-privs --bounding-set=-all --inh-caps=-all $(words ENTRYPOINT) $(words CMD) > "$folder/up" 2>&1 &
up=$!
for port in $(sed -n 's/^EXPOSE //p' <<< "$steps"); do
    until curl -s --max-time 5 "telnet://127.0.0.1:$port" < /dev/null > /dev/null || [ $? = 28 ]; do
        kill -0 $up 2> /dev/null || { cat "$folder/up" >&2; fail "it did not start"; }
        sleep 0.1
    done
done
curl -fsS http://127.0.0.1:8080/ | grep '<html' > /dev/null || fail "there is no page"
job=$(curl -fsS http://127.0.0.1:8080/api/jobs -H 'Content-Type: application/json' -d '{"steps": 2}')
id=$(sed 's/.*"id":"\([0-9a-f]*\)".*/\1/' <<< "$job")
curl -fsS "http://127.0.0.1:8080/api/jobs/$id/events" > /dev/null
curl -fsS "http://127.0.0.1:8080/api/jobs/$id/images/0.png" | head -c 4 | grep -q PNG || fail "there is no picture"
kill "-$(sed -n 's/^STOPSIGNAL SIG//p' <<< "$steps")" $up
wait $up || fail "it did not stop"
echo "The container's steps hold: its programs start, make a picture, and stop."
