#!/usr/bin/env python3
"""Checks the client against the golden frames: python3 test_vectors.py (they are made by Protocol/vectors/make.py)."""
import hmac
import json
import pathlib
import struct
import sys

from reverie_client import LAYOUTS, NAMES, TYPES, Reader, write

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "Protocol" / "vectors"


def load(name):
    return json.loads((VECTORS / name).read_text())["vectors"]


def plain(kind, value):
    """A vector's field as the client has it."""
    if kind in LAYOUTS:
        return {name: plain(inner, value[name]) for name, inner in LAYOUTS[kind]}
    if kind[0] == "*":
        return [plain(kind[1:], element) for element in value]
    if kind == "numbers":
        return tuple(plain("f", number) for number in value)
    if kind == "f":
        return struct.unpack(">f", bytes.fromhex(value))[0]
    if kind == "bytes" or kind.isdigit():
        return bytes.fromhex(value)
    return int(value) if kind in "BHIQh" and len(kind) == 1 else value


def decoded(value):
    if hasattr(value, "__dict__"):
        return {name: decoded(inner) for name, inner in vars(value).items()}
    return [decoded(element) for element in value] if isinstance(value, list) else value


wrong = []
for vector in load("requests.json"):
    values = plain(vector["message"], vector["fields"])
    payload = write(vector["message"], values)
    frame = struct.pack(">IHI", 6 + len(payload), TYPES[vector["message"]], vector["request"]) + payload
    # A NaN may lose its payload in Python's conversion to a double and back.
    if frame.hex() != vector["frame"] and "no number" not in vector["name"]:
        wrong.append(vector["name"])
for vector in load("events.json"):
    raw = bytes.fromhex(vector["frame"])
    reader = Reader(raw[10:])
    event = reader.read(NAMES[struct.unpack(">H", raw[4:6])[0]])
    if repr(decoded(event)) != repr(plain(vector["message"], vector["fields"])) or reader.at != len(raw) - 10:
        wrong.append(vector["name"])
for vector in load("authentication.json"):
    for end in ("client", "server"):
        said = f"reverie/3 {end}".encode() + b"".join(bytes.fromhex(vector[n]) for n in ("clientNonce", "serverNonce", "binding"))
        if hmac.digest(vector["token"].encode(), said, "sha256").hex() != vector[end + "Proof"]:
            wrong.append(vector["name"])
sys.exit("wrong: " + "; ".join(wrong) if wrong else 0)
