#!/usr/bin/env bash
# cross-build.sh FOLDER [option of swift build ...]: builds Reverie for 64-bit ARM on an x86-64 machine with Debian, as root.
# The programs are then in FOLDER/programs. They need a system with glibc 2.38 or newer (Debian 13, Raspberry Pi OS of 2025-10)
# and nothing besides: Swift's libraries, libpng, zlib and SQLite are linked into them.
#
# Debian's unstable suite has Swift 6.2.3 for both architectures, and a compiler can only use the standard library of its own
# version: so the compiler is unstable's (in a folder of its own, nothing is installed on this machine), its libraries are
# those of the same package for arm64, and the C library beneath them is Debian 13's, for the programs to run there.
# It takes 6 GB and, on two cores, an hour; a second call builds only what has changed. With --build-tests it builds the tests
# instead, in folder/build, for an emulator.
#   apt-get install debootstrap wget xz-utils git
set -euo pipefail
mkdir -p "$1"
folder=$(realpath "$1")
shift
checkout=$(realpath "$(dirname "$0")/../..")
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
system=$folder/system bundle=$folder/arm64.artifactbundle cache=$folder/cache
root=$bundle/arm64/root
# SHOWN: folders and files that the build sees besides the checkout, with colons between them: a mirror of the dependencies, say.

# The compiler.
if [ ! -e "$system/usr/libexec/swift/bin/swift" ]; then
    debootstrap --variant=minbase --include=ca-certificates,git,g++,libc6-dev,pkg-config,libpng-dev,libsqlite3-dev,zlib1g-dev \
        sid "$system" "$mirror"
    chroot "$system" apt-get install -y --no-install-recommends swiftlang
fi

# deb SUITE PACKAGE: fetches the arm64 package and prints its file's name.
deb() {
    local list=$cache/$1.xz path
    [ -s "$list" ] || wget -q -O "$list" "$mirror/dists/$1/main/binary-arm64/Packages.xz"
    path=$(xzcat "$list" | awk -v RS= -v package="Package: $2" '
        { split($0, line, "\n") }
        line[1] == package { match($0, /\nFilename: [^\n]*/); print substr($0, RSTART + 11, RLENGTH - 11) }' | tail -n 1)
    wget -q -nc -P "$cache" "$mirror/$path"
    echo "$cache/${path##*/}"
}

# Its libraries for arm64, and those below them: a "Swift SDK" in the package manager's sense.
if [ ! -e "$bundle/complete" ]; then
    mkdir -p "$cache" "$root/usr/lib"
    ln -sfn usr/lib "$root/lib"
    dpkg-deb --fsys-tarfile "$(deb sid swiftlang)" |
        tar -x -C "$root" --wildcards './usr/libexec/swift/lib/swift*' './usr/libexec/swift/lib/clang*'
    for package in libswiftlang libgcc-s1 libgcc-16-dev libstdc++6 libstdc++-16-dev linux-libc-dev; do
        dpkg -x "$(deb sid $package)" "$root"
    done
    for package in libc6 libc6-dev libpng-dev libsqlite3-dev zlib1g-dev; do
        dpkg -x "$(deb trixie $package)" "$root"
    done
    # Without their shared names, the linker takes the archives.
    rm -f "$root"/usr/lib/aarch64-linux-gnu/{libpng,libpng16,libsqlite3,libz}.so
    for library in swift swift_static; do ln -sfn "../libexec/swift/lib/$library" "$root/usr/lib/$library"; done
    # Debian's package has this module without its library.
    printf '!<arch>\n' > "$root/usr/libexec/swift/lib/swift/linux/lib_Testing_Foundation.a"
    cat > "$bundle/info.json" << 'JSON'
{ "schemaVersion": "1.0", "artifacts": { "debian-arm64": { "type": "swiftSDK", "version": "6.2.3", "variants": [
  { "path": "arm64", "supportedTriples": [ "x86_64-unknown-linux-gnu", "x86_64-pc-linux-gnu" ] } ] } } }
JSON
    cat > "$bundle/arm64/swift-sdk.json" << 'JSON'
{ "schemaVersion": "4.0", "targetTriples": { "aarch64-unknown-linux-gnu": {
  "sdkRootPath": "root",
  "swiftResourcesPath": "root/usr/libexec/swift/lib/swift",
  "swiftStaticResourcesPath": "root/usr/libexec/swift/lib/swift_static",
  "toolsetPaths": [ "toolset.json" ] } } }
JSON
    # The unstable system's own would lead to its x86-64 libraries.
    mkdir -p "$bundle/pkgconfig"
    printf 'Name: libpng\nDescription: -\nVersion: 1.6\nLibs: -lpng16 -lz\nCflags:\n' > "$bundle/pkgconfig/libpng.pc"
    printf 'Name: zlib\nDescription: -\nVersion: 1.3\nLibs: -lz\nCflags:\n' > "$bundle/pkgconfig/zlib.pc"
    # The Raspberry Pi 4's processor.
    cat > "$bundle/arm64/toolset.json" << 'JSON'
{ "schemaVersion": "1.0", "rootPath": "/",
  "swiftCompiler": { "extraCLIOptions": [ "-use-ld=lld" ] },
  "cCompiler": { "extraCLIOptions": [ "-mcpu=cortex-a72" ] } }
JSON
    touch "$bundle/complete"
fi

# The build, with the checkout at /reverie and what is built beside it at /build. The mounts go with the process.
build() {
    mount -t proc proc "$system/proc"
    mount --rbind /dev "$system/dev"
    mkdir -p "$folder/build" "$system/build" "$system/reverie" "$system/root/.swiftpm/swift-sdks/arm64.artifactbundle"
    mount --bind "$folder/build" "$system/build"
    mount --bind "$checkout" "$system/reverie"
    mount --bind "$folder/arm64.artifactbundle" "$system/root/.swiftpm/swift-sdks/arm64.artifactbundle"
    local path
    while IFS= read -r path; do
        if [ -d "$path" ]; then mkdir -p "$system$path"; else mkdir -p "$system${path%/*}" && touch "$system$path"; fi
        mount --bind "$path" "$system$path"
    done < <(tr : '\n' <<< "${SHOWN:-}" | grep .)
    HOME=/root PKG_CONFIG_PATH=/root/.swiftpm/swift-sdks/arm64.artifactbundle/pkgconfig \
        chroot "$system" swift build --package-path /reverie --scratch-path /build --swift-sdk debian-arm64 "$@"
}
export -f build
export system folder checkout
inside() { unshare --mount bash -euo pipefail -c 'build "$@"' build "$@"; }

if [[ " $* " == *" --build-tests "* ]]; then
    inside "$@"
    exit
fi
programs=$folder/programs
rm -rf "$programs"
mkdir "$programs"
for program in reverie-bench reverie-server reverie reverie-gateway reverie-up; do
    inside -c release --static-swift-stdlib -Xlinker -s --product "$program" "$@"
    cp "$folder/build/aarch64-unknown-linux-gnu/release/$program" "$programs"
done
cp -R "$folder/build/aarch64-unknown-linux-gnu/release/reverie_Gateway.resources" "$programs"
echo "The programs are in $programs; for install.sh --programs $programs on the Pi."
