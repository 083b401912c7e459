#!/usr/bin/env bash
# Holds the C kernels of all instruction sets against each other, bit for bit: portable, AVX2 and AVX-512 on this machine as
# far as it has them, NEON on an emulated 64-bit ARM. A quarter of a minute with two cores. On Debian or Ubuntu it needs, and says so if they are missing:
#   apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
set -euo pipefail
cd "$(dirname "$0")"
kernels=../../Sources/CKernels
clang=${CLANG:-$(dirname "$(readlink -f "$(command -v swift)")")/clang}
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
cross=/usr/aarch64-linux-gnu
gcc=$(ls -d /usr/lib/gcc-cross/aarch64-linux-gnu/* 2>/dev/null | tail -1 || true)
if [ -z "$qemu" ] || [ ! -d "$cross" ] || [ -z "$gcc" ]; then
    echo "run.sh: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static" >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
options=(-O2 -std=gnu17 -Wall -Werror -Wno-psabi -I "$kernels/include" parity.c "$kernels/Kernels.c" -lm)
"$clang" "${options[@]}" -o "$folder/host"
"$clang" --target=aarch64-linux-gnu -mcpu=cortex-a72 --sysroot="$cross" -isystem "$cross/include" -B "$gcc" -B "$cross/lib" \
    -L "$gcc" -L "$cross/lib" -fuse-ld=lld -static "${options[@]}" -o "$folder/arm64"

"$folder/host" portable > "$folder/portable.txt"
lines=$(wc -l < "$folder/portable.txt")
[ "$lines" -gt 100 ]
"$qemu" "$folder/arm64" > "$folder/neon.txt"
cmp "$folder/portable.txt" "$folder/neon.txt"
sets="portable and NEON"
for set in avx2 avx512; do
    if "$folder/host" "$set" > "$folder/$set.txt"; then
        cmp "$folder/portable.txt" "$folder/$set.txt"
        sets="$set, $sets"
    fi
done
echo "$lines results, the same bits by $sets kernels"
