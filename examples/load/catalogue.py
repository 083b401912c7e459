#!/usr/bin/env python3
"""How long a gateway takes for pages of its catalogue, as a browser sees it: several clients look for, sort, and scroll at once.

    catalogue-bench pages --folder /tmp/large                            # makes 100,000 pictures
    reverie-gateway --data-dir /tmp/large --http-port 8099 --no-rate-limit &
    python3 examples/load/catalogue.py http://localhost:8099 --clients 8 --seconds 10
"""

import argparse
import http.client
import json
import random
import threading
import time
import urllib.parse

KINDS = {
    "first page, shuffled": lambda: {"sort": "shuffle", "seed": random.randrange(1 << 32)},
    "first page, newest": lambda: {"sort": "newest"},
    "first page, by name": lambda: {"sort": "caption"},
    "far down, by name": lambda: {"sort": "caption", "offset": random.randrange(90_000)},
    "filtered": lambda: {"model": "studio", "sort": "oldest"},
    "search": lambda: {"q": random.choice(["sleepy green cat", "golden lighthouse", "boot for anna", "fox"])},
}


def ask(connection, path):
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {body[:200]}")
    return (time.perf_counter() - begin) * 1000, body


def client(host, end, times):
    connection = http.client.HTTPConnection(host)
    while time.perf_counter() < end:
        kind, parameters = random.choice(list(KINDS.items()))
        taken, body = ask(connection, "/api/images?" + urllib.parse.urlencode(parameters(), quote_via=urllib.parse.quote))
        times[kind].append(taken)
        page = json.loads(body)
        if page["next"] and kind.startswith("first"):
            parameters = {"sort": "newest", "after": page["next"]} if kind == "first page, newest" else None
            if parameters:
                taken, _ = ask(connection, "/api/images?" + urllib.parse.urlencode(parameters))
                times["read on, newest"].append(taken)
        for image in page["images"][:3]:
            times["a picture"].append(ask(connection, image["url"])[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gateway", help="http://localhost:8080")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    host = urllib.parse.urlsplit(options.gateway).netloc
    times = {kind: [] for kind in [*KINDS, "read on, newest", "a picture"]}
    end = time.perf_counter() + options.seconds
    threads = [threading.Thread(target=client, args=(host, end, times)) for _ in range(options.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{options.clients} clients for {options.seconds:g} s: milliseconds")
    print(f"{'':24}{'count':>8}{'median':>9}{'p99':>9}")
    for kind, taken in times.items():
        taken.sort()
        if taken:
            print(f"{kind:24}{len(taken):8}{taken[len(taken) // 2]:9.1f}{taken[len(taken) * 99 // 100]:9.1f}")


if __name__ == "__main__":
    main()
