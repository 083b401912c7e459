#!/usr/bin/env python3
"""Estimates what a step and a picture take on a Raspberry Pi 4, where there is none at hand.

The program for 64-bit ARM is run by QEMU with a plugin (trace.c beside this file) that counts how often each basic block runs
and which memory accesses miss the Pi's caches, once with one evaluation of the network and once with two: the difference is
what an evaluation takes. LLVM's model of the processor, llvm-mca, says how many cycles each block takes when nothing has to be
waited for. Both together are an estimate, no measurement: see the end of what is printed.

    examples/deploy/cross-build.sh CROSS
    apt-get install gcc llvm qemu-user
    estimate.py --bench CROSS/programs/reverie-bench --root CROSS/arm64.artifactbundle/arm64/root weights/fashion ...
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
CORES = 4
HERTZ = 1.8e9  # of a Raspberry Pi 4 with a current system; 1.5 GHz before
BYTES_PER_SECOND = 4e9  # that its memory gives to several cores at once
BYTES_PER_CYCLE = 8  # that a core takes in from the second-level cache
LINE = 64
SCALING = 0.85  # of four cores, against four times one
ITERATIONS = 100


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("models", nargs="+", type=pathlib.Path, help="models' folders, such as weights/fashion")
    parser.add_argument("--bench", required=True, help="reverie-bench for 64-bit ARM")
    parser.add_argument("--root", required=True, help="the folder that has its C library, as on the Pi's disk")
    parser.add_argument("--batch", type=int, default=2, help="pictures evaluated together (default: 2, a guided one)")
    parser.add_argument("--steps", type=int, default=25, help="of a picture (default: 25)")
    parser.add_argument("--blocks", type=int, default=400, help="blocks that llvm-mca looks at, of those that run most")
    return parser.parse_args()


def trace(options, model, times, plugin, folder):
    """What `times` evaluations take: the counts of blocks, by their symbol and instructions, and of the caches."""
    out = folder / f"{times}.txt"
    command = ["qemu-aarch64", "-L", options.root, "-plugin", f"{plugin},out={out}", options.bench, "repeat"]
    command += [str(model), "--batch", str(options.batch), "--times", str(times)]
    subprocess.run(command, check=True)
    counts, caches = collections.Counter(), {}
    with open(out) as lines:
        for line in lines:
            kind, *rest = line.split()
            if kind == "cache":
                level, *numbers = map(int, rest)
                caches[level] = numbers
            else:
                instructions = []
                while (text := next(lines).strip()) != "":
                    instructions.append(text)
                counts[rest[1], tuple(instructions)] += int(rest[0])
    return counts, caches


def assembly(instruction):
    """As llvm-mca reads it: where a branch or an address leads is of no account."""
    operation = instruction.split()[0]
    if re.fullmatch(r"b|bl|b\..+|cbn?z|tbn?z|adr|adrp", operation):
        return re.sub(r"#?-?0x[0-9a-f]+$|#-?\d+$", "#4096" if operation == "adrp" else "#4", instruction)
    return instruction


def cycles(blocks):
    """Of each block, over many runs of it after each other."""
    text = ""
    for number, (_, instructions) in enumerate(blocks):
        lines = "\n".join(map(assembly, instructions))
        text += f"# LLVM-MCA-BEGIN {number}\n{lines}\n# LLVM-MCA-END\n"
    command = ["llvm-mca", "-mtriple=aarch64-linux-gnu", "-mcpu=cortex-a72", "-mattr=+crc,+crypto", f"-iterations={ITERATIONS}"]
    command += ["-instruction-info=false", "-resource-pressure=false", "-skip-unsupported-instructions=any"]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode and "skip-unsupported" in done.stderr:  # older ones have no such option, and seldom need it
        done = subprocess.run(command[:-1], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    found = re.findall(r"Code Region - (\d+)\n\nIterations: +\d+\nInstructions: +\d+\nTotal Cycles: +(\d+)", done.stdout)
    return {int(number): int(total) / ITERATIONS for number, total in found}


def estimate(options, model, plugin):
    with tempfile.TemporaryDirectory() as folder:
        once, caches1 = trace(options, model, 1, plugin, pathlib.Path(folder))
        twice, caches2 = trace(options, model, 2, plugin, pathlib.Path(folder))
    runs = {block: twice[block] - once[block] for block in twice if twice[block] > once[block]}
    hottest = sorted(runs, key=lambda block: -runs[block] * len(block[1]))[: options.blocks]
    each = cycles(hottest)
    total, executed, by_symbol = 0.0, 0, collections.Counter()
    for block, count in runs.items():
        executed += count * len(block[1])
    for number, block in enumerate(hottest):
        part = runs[block] * each.get(number, len(block[1]))
        total += part
        by_symbol[block[0]] += part
    rest = executed - sum(runs[block] * len(block[1]) for block in hottest)
    total += rest  # one a cycle
    (_, fills1, _), (_, misses1, written1) = caches1[1], caches1[2]
    (_, fills2, _), (_, misses2, written2) = caches2[1], caches2[2]
    fills = (fills2 - fills1) * LINE
    moved = (misses2 - misses1 + written2 - written1) * LINE

    print(f"{model.name}: one evaluation of {options.batch} pictures")
    for symbol, part in by_symbol.most_common(8):
        print(f"  {symbol[:44]:44} {part / 1e6:9.1f} Mcycles {100 * part / total:5.1f} %")
    print(f"  {'all':44} {total / 1e6:9.1f} Mcycles, {executed / 1e6:.1f} M instructions")
    print(f"  from the second-level cache {fills / 1e6:.1f} MB, from memory and to it {moved / 1e6:.1f} MB")
    one = (total + fills / BYTES_PER_CYCLE) / HERTZ + moved / BYTES_PER_SECOND
    four = (total + fills / BYTES_PER_CYCLE) / HERTZ / (CORES * SCALING) + moved / BYTES_PER_SECOND
    for name, step in ("one core", one), ("four cores", four):
        print(f"  {name:11} a step {step * 1e3:7.1f} ms, a picture of {options.steps} steps {step * options.steps:6.2f} s")
    print(flush=True)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        plugin = pathlib.Path(folder) / "trace.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", plugin, HERE / "trace.c"], check=True)
        for model in options.models:
            estimate(options, model, plugin)
    print(
        f"""These are estimates. A step is (cycles + bytes from the second-level cache / {BYTES_PER_CYCLE} a cycle) / {HERTZ / 1e9:.1f} GHz, on
four cores divided by {CORES} x {SCALING}, plus bytes from and to memory / {BYTES_PER_SECOND / 1e9:.0f} GB/s. Cycles are llvm-mca's for each block run after
itself; LLVM uses its Cortex-A57 tables for the A72, and code that few blocks account for counts one instruction a cycle. The caches are
simulated for one core without prefetching. Frequency, scaling and the two rates are assumptions."""
    )


if __name__ == "__main__":
    main()
