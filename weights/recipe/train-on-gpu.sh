#!/usr/bin/env bash
# Trains for a while on a machine that is lent for minutes at a time, with nobody watching and no network:
#
#     ./train-on-gpu.sh CONFIG IN RUN OUT TOTAL STOP [options of train]
#
# IN holds data.npz, whole or in pieces (split -d: data.npz.00, ...), and `carried.*` of the command before where that ran
# on another machine. RUN keeps the exact checkpoint as long as the machine is the same. After STOP minutes (a whole number)
# OUT holds what to carry away: `carried.*`, the log, the last sample grid. TOTAL is the minutes of all such commands
# together: the learning rate falls to nothing at their end.
set -euo pipefail
config=$(realpath "$1") in=$(realpath "$2") run=$(realpath -m "$3") out=$(realpath -m "$4") total=$5 stop=$6
shift 6
cd "$(dirname "$0")"
mkdir -p "$run" "$out"

if [ ! -e "$run/checkpoint.pt" ] && [ -e "$in/carried.0" ]; then
    python3 -m reverie_recipe.carry unpack "$in" "$run"
fi
[ -e "$in/data.npz" ] || cat "$in"/data.npz.* > "$in/data.npz"
train=(python3 -m reverie_recipe.train "$config" --dataset "$in/data.npz" --run "$run" --minutes "$total" "$@")
begun=$SECONDS
if ! "${train[@]}" --stop-after "$stop"; then
    # Compiling, which `train` does on a GPU, needs a compiler and a Triton that fit; without, training is slower but the same.
    left=$(((stop * 60 - (SECONDS - begun)) / 60))
    "${train[@]}" --stop-after "$left" --no-compile
fi
python3 -m reverie_recipe.carry pack "$run" "$out"
cp "$run/log.json" "$out/"
cp "$(find "$run" -name 'grid-*.png' | sort | tail -n 1)" "$out/grid.png"
