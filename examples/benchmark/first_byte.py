#!/usr/bin/env python3
"""How long the desktop client takes from its start to its first byte on the wire: the median of 20, in milliseconds.

    python3 examples/benchmark/first_byte.py .build/release/reverie [generate bag]
"""
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

WARM_UP, RUNS = 3, 20


def run(command, listener):
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, "--server", f"127.0.0.1:{listener.getsockname()[1]}"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd=tempfile.gettempdir())
    connection, _ = listener.accept()
    connection.recv(1)
    milliseconds = (time.monotonic() - start) * 1000
    # It has said what was asked for.
    process.kill()
    process.wait()
    connection.close()
    return milliseconds


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    command = [os.path.abspath(sys.argv[1]), *(sys.argv[2:] or ["generate", "bag"])]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        times = [run(command, listener) for _ in range(WARM_UP + RUNS)][WARM_UP:]
    print(f"median {statistics.median(times):.1f} ms, from {min(times):.1f} to {max(times):.1f}")


main()
