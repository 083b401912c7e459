#!/usr/bin/env python3
"""Writes the golden frames beside this file, from SPECIFICATION.md alone and with nothing but Python's `struct`.

    python3 Protocol/vectors/make.py            writes requests.json, events.json and malformed.json
    python3 Protocol/vectors/make.py --check    says whether they are what it would write

It shares no code with any implementation, so that an implementation that agrees with the vectors agrees with the
specification and not only with itself. Frames are in hexadecimal, length field first. Fields that a JSON number may not
hold exactly are text: 64-bit integers in decimal, f32 as the 8 hexadecimal digits of its bits, bytes as hexadecimal.
"""
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent

# Fields in the order of the specification's tables.
NUMBERS = {"u8": ">B", "u16": ">H", "u32": ">I", "u64": ">Q"}

MODEL = [
    ("name", "string"), ("title", "string"), ("description", "string"), ("hash", "bytes32"), ("width", "u16"),
    ("height", "u16"), ("channels", "u8"), ("timesteps", "u32"), ("samplers", "strings"), ("defaultSampler", "string"),
    ("defaultSteps", "u32"), ("defaultGuidanceScale", "f32"), ("defaultPrompt", "string"), ("prompts", "strings"),
]

PROBLEM = [("code", "u16"), ("retryable", "bool"), ("message", "string")]

LAYOUTS = {
    "HELLO": (0x0001, [("magic", "bytes4"), ("minimumVersion", "u16"), ("maximumVersion", "u16"), ("features", "u32"),
                       ("client", "string")]),
    "LIST_MODELS": (0x0002, []),
    "SUBMIT": (0x0003, [("idempotencyKey", "bytes16"), ("model", "string"), ("prompt", "string"),
                        ("negativePrompt", "string"), ("seed", "u64"), ("count", "u8"), ("steps", "u32"),
                        ("sampler", "string"), ("guidanceScale", "f32"), ("eta", "f32"), ("previewEvery", "u16"),
                        ("previewContent", "u8")]),
    "CANCEL": (0x0004, [("job", "bytes16")]),
    "PING": (0x0005, [("payload", "u64")]),
    "WELCOME": (0x8001, [("version", "u16"), ("features", "u32"), ("maximumRequestBytes", "u32"),
                         ("maximumCount", "u8"), ("maximumSteps", "u32"), ("maximumPromptBytes", "u32"),
                         ("server", "string")]),
    "MODELS": (0x8002, [("models", "models")]),
    "ACCEPTED": (0x8003, [("job", "bytes16")]),
    "QUEUED": (0x8004, [("position", "u32"), ("estimatedMilliseconds", "u32")]),
    "STARTED": (0x8005, [("steps", "u32"), ("count", "u8")]),
    "PREVIEW": (0x8006, [("step", "u32"), ("steps", "u32"), ("timestep", "u32"), ("content", "u8"), ("replaced", "u32"),
                         ("costMicroseconds", "u32"), ("remainingMilliseconds", "u32"), ("count", "u8"),
                         ("width", "u16"), ("height", "u16"), ("channels", "u8"), ("pixels", "bytes")]),
    "IMAGE": (0x8007, [("index", "u8"), ("width", "u16"), ("height", "u16"), ("channels", "u8"), ("pixels", "bytes")]),
    "FINISHED": (0x8008, [("milliseconds", "u32"), ("evaluations", "u32")]),
    "CANCELLED": (0x8009, [("step", "u32"), ("milliseconds", "u32")]),
    "FAILED": (0x800A, PROBLEM),
    "PONG": (0x800B, [("payload", "u64")]),
    "GOING_AWAY": (0x800C, [("message", "string")]),
    "OK": (0x800D, []),
    "ERROR": (0x80FF, PROBLEM),
}


def field(kind, value):
    if kind == "u64":
        value = int(value)
    if kind in NUMBERS:
        return struct.pack(NUMBERS[kind], value)
    if kind == "bool":
        return struct.pack(">B", 1 if value else 0)
    if kind.startswith("bytes"):
        raw = bytes.fromhex(value)
        assert kind == "bytes" or len(raw) == int(kind[5:])
        return raw
    if kind == "f32":
        assert len(value) == 8
        return bytes.fromhex(value)
    if kind == "string":
        raw = value.encode()
        return struct.pack(">I", len(raw)) + raw
    if kind == "strings":
        return struct.pack(">I", len(value)) + b"".join(field("string", text) for text in value)
    if kind == "models":
        return struct.pack(">I", len(value)) + b"".join(fields(MODEL, model) for model in value)
    raise ValueError(kind)


def fields(layout, values):
    assert [name for name, _ in layout] == list(values), (layout, values)
    return b"".join(field(kind, values[name]) for name, kind in layout)


def frame(type_, request, payload):
    return struct.pack(">IHI", 6 + len(payload), type_, request) + payload


def f32(number):
    return struct.pack(">f", number).hex()


def good(name, message, request, /, **values):
    type_, layout = LAYOUTS[message]
    return {"name": name, "message": message, "type": type_, "request": request, "fields": values,
            "frame": frame(type_, request, fields(layout, values)).hex()}


def submit(name, request=3, /, **changed):
    values = dict(idempotencyKey="000102030405060708090a0b0c0d0e0f", model="fashion", prompt="ankle boot",
                  negativePrompt="", seed="7", count=1, steps=25, sampler="dpmpp-2m", guidanceScale=f32(2), eta=f32(0),
                  previewEvery=1, previewContent=0)
    return good(name, "SUBMIT", request, **{**values, **changed})


def preview(name, pixels, /, **changed):
    values = dict(step=1, steps=25, timestep=960, content=0, replaced=0, costMicroseconds=84,
                  remainingMilliseconds=400, count=1, width=2, height=2, channels=1, pixels=pixels)
    return good(name, "PREVIEW", 3, **{**values, **changed})


def model(**changed):
    values = dict(name="fashion", title="Fashion", description="Grey pictures of clothes.",
                  hash=bytes(range(32)).hex(), width=28, height=28, channels=1, timesteps=1000,
                  samplers=["ddpm", "ddim", "dpmpp-2m"], defaultSampler="dpmpp-2m", defaultSteps=25,
                  defaultGuidanceScale=f32(2), defaultPrompt="ankle boot", prompts=["ankle boot", "bag"])
    return {**values, **changed}


MAXIMUM_REQUEST, MAXIMUM_EVENT = 65_536, 16 * 1024 * 1024
ALL_ONES = 2**32 - 1

# The longest frame a server takes: the fixed part of a SUBMIT and a prompt that fills the rest.
LONGEST_PROMPT = MAXIMUM_REQUEST - (len(bytes.fromhex(submit("", prompt="", model="m", sampler="s")["frame"])) - 4)

REQUESTS = [
    good("hello", "HELLO", 1, magic="52565249", minimumVersion=1, maximumVersion=1, features=0, client="example/1"),
    good("hello with every version, every feature and no name", "HELLO", ALL_ONES, magic="52565249", minimumVersion=0,
         maximumVersion=65_535, features=ALL_ONES, client=""),
    good("list models", "LIST_MODELS", 2),
    submit("submit"),
    submit("submit with everything at its least", 1, idempotencyKey="00" * 16, model="", prompt="", seed="0", count=0,
           steps=0, sampler="", guidanceScale=f32(0), previewEvery=0),
    submit("submit with everything at its most", ALL_ONES, idempotencyKey="ff" * 16, seed=str(2**64 - 1), count=255,
           steps=ALL_ONES, guidanceScale="7f7fffff", eta=f32(1), previewEvery=65_535, previewContent=1),
    submit("submit with text of one to four bytes a character", prompt="a é € 👢", negativePrompt="\u0000 line\nbreak"),
    submit("submit with guidance that is no number and eta that is infinite", guidanceScale="7fc00000", eta="ff800000"),
    submit("submit in the longest frame a server takes", model="m", sampler="s", prompt="p" * LONGEST_PROMPT),
    good("cancel", "CANCEL", 4, job="00112233445566778899aabbccddeeff"),
    good("ping", "PING", 5, payload="81985529216486895"),
    good("ping with the largest number", "PING", 5, payload=str(2**64 - 1)),
]

EVENTS = [
    good("welcome", "WELCOME", 1, version=1, features=0, maximumRequestBytes=65_536, maximumCount=16, maximumSteps=1000,
         maximumPromptBytes=1024, server="reverie-server/1"),
    good("models, none", "MODELS", 2, models=[]),
    good("models, one", "MODELS", 2, models=[model()]),
    good("models, two", "MODELS", 2, models=[
        model(), model(name="", title="", description="", hash="ff" * 32, width=65_535, height=65_535, channels=255,
                       timesteps=ALL_ONES, samplers=[], defaultSampler="", defaultSteps=0,
                       defaultGuidanceScale="ffc00001", defaultPrompt="", prompts=[])]),
    good("accepted", "ACCEPTED", 3, job="00112233445566778899aabbccddeeff"),
    good("queued", "QUEUED", 3, position=2, estimatedMilliseconds=1500),
    good("queued, nobody knows how long", "QUEUED", 3, position=ALL_ONES, estimatedMilliseconds=ALL_ONES),
    good("started", "STARTED", 3, steps=25, count=1),
    preview("preview", "00407fff"),
    preview("preview of two pictures in colour", bytes(range(24)).hex(), content=1, replaced=11, count=2, channels=3),
    preview("preview without a pixel", "", count=0),
    preview("preview with every number at its most", "", step=ALL_ONES, steps=ALL_ONES, timestep=ALL_ONES,
            replaced=ALL_ONES, costMicroseconds=ALL_ONES, remainingMilliseconds=ALL_ONES, count=255, width=65_535,
            height=0, channels=255),
    good("image", "IMAGE", 3, index=0, width=2, height=2, channels=1, pixels="00407fff"),
    good("image in colour", "IMAGE", 3, index=255, width=1, height=2, channels=3, pixels="0102030a0b0c"),
    good("finished", "FINISHED", 3, milliseconds=512, evaluations=50),
    good("cancelled", "CANCELLED", 3, step=7, milliseconds=4),
    good("failed", "FAILED", 3, code=20, retryable=True, message="The disk is full."),
    good("pong", "PONG", 5, payload="81985529216486895"),
    good("going away", "GOING_AWAY", 0, message="Back at noon."),
    good("ok", "OK", 4),
    good("error", "ERROR", 3, code=10, retryable=False, message="There is no model named \u201cnothing\u201d."),
    good("error that ends the connection", "ERROR", 0, code=1, retryable=False, message=""),
]


def bad(name, direction, raw, code, reason, field=None):
    codes = {"malformed": 1, "frameTooLarge": 2, "unknownRequest": 5}
    return {"name": name, "direction": direction, "frame": raw.hex(), "code": codes[code], "error": code,
            "reason": reason, "field": field, "closes": code != "unknownRequest"}


def request(message, payload, number=3):
    return frame(LAYOUTS[message][0], number, payload)


def payload(vector):
    return bytes.fromhex(vector["frame"])[10:]


HELLO, SUBMIT = payload(REQUESTS[0]), payload(REQUESTS[3])
PREVIEW, IMAGE = payload(preview("", "00407fff")), payload(EVENTS[12])
ONE_MODEL = payload(good("", "MODELS", 2, models=[model()]))
# Offsets in SUBMIT's payload: a key of 16 bytes, then model ("fashion") and prompt ("ankle boot") with their counts.
PROMPT_COUNT, PROMPT = 16 + 4 + 7, 16 + 4 + 7 + 4
SERVER, CLIENT = "toServer", "toClient"

MALFORMED = [
    bad("length 0", SERVER, struct.pack(">I", 0), "malformed", "frameTooShort"),
    bad("length 5", SERVER, struct.pack(">I", 5), "malformed", "frameTooShort"),
    bad("one byte too long for a server", SERVER, struct.pack(">I", MAXIMUM_REQUEST + 1), "frameTooLarge", "frameTooLarge"),
    bad("ten megabytes for a server", SERVER, struct.pack(">I", 10_000_000), "frameTooLarge", "frameTooLarge"),
    bad("an impossible length", SERVER, struct.pack(">I", ALL_ONES), "frameTooLarge", "frameTooLarge"),
    bad("one byte too long for a client", CLIENT, struct.pack(">I", MAXIMUM_EVENT + 1), "frameTooLarge", "frameTooLarge"),
    bad("a request of another protocol", SERVER, b"GET / HTTP/1.1\r\n", "frameTooLarge", "frameTooLarge"),
    bad("a type nobody knows", SERVER, frame(0x7FFF, 3, b""), "unknownRequest", "unknownType"),
    bad("a type nobody knows, with a payload", SERVER, frame(0, 3, b"abc"), "unknownRequest", "unknownType"),
    bad("an event sent to a server", SERVER, request("PONG", bytes(8)), "unknownRequest", "unknownType"),
    bad("hello with the wrong magic", SERVER, request("HELLO", b"RVRJ" + HELLO[4:]), "malformed", "invalidValue", "magic"),
    bad("hello without its last byte", SERVER, request("HELLO", HELLO[:-1]), "malformed", "truncated", "client"),
    bad("hello with a byte more", SERVER, request("HELLO", HELLO + b"\0"), "malformed", "trailingBytes"),
    bad("list models with a byte", SERVER, request("LIST_MODELS", b"\0"), "malformed", "trailingBytes"),
    bad("submit without anything", SERVER, request("SUBMIT", b""), "malformed", "truncated", "idempotencyKey"),
    bad("submit with a prompt longer than the message", SERVER, request(
        "SUBMIT", SUBMIT[:PROMPT_COUNT] + struct.pack(">I", ALL_ONES) + SUBMIT[PROMPT:]),
        "malformed", "truncated", "prompt"),
    bad("submit with a prompt that is not UTF-8", SERVER, request(
        "SUBMIT", SUBMIT[:PROMPT] + b"\xff" + SUBMIT[PROMPT + 1:]), "malformed", "invalidUTF8", "prompt"),
    bad("submit with a prompt in surrogates", SERVER, request(
        "SUBMIT", SUBMIT[:PROMPT] + b"\xed\xa0\x80" + SUBMIT[PROMPT + 3:]), "malformed", "invalidUTF8", "prompt"),
    bad("submit with a prompt in overlong UTF-8", SERVER, request(
        "SUBMIT", SUBMIT[:PROMPT] + b"\xc0\xaf" + SUBMIT[PROMPT + 2:]), "malformed", "invalidUTF8", "prompt"),
    bad("submit for a preview of a third kind", SERVER, request("SUBMIT", SUBMIT[:-1] + b"\x02"),
        "malformed", "invalidValue", "previewContent"),
    bad("submit without its last byte", SERVER, request("SUBMIT", SUBMIT[:-1]), "malformed", "truncated",
        "previewContent"),
    bad("submit with a byte more", SERVER, request("SUBMIT", SUBMIT + b"\0"), "malformed", "trailingBytes"),
    bad("cancel of a job with 15 bytes", SERVER, request("CANCEL", bytes(15)), "malformed", "truncated", "job"),
    bad("ping with 7 bytes", SERVER, request("PING", bytes(7)), "malformed", "truncated", "payload"),
    bad("ping with 9 bytes", SERVER, request("PING", bytes(9)), "malformed", "trailingBytes"),
    bad("four thousand million models", CLIENT, request("MODELS", struct.pack(">I", ALL_ONES) + ONE_MODEL[4:]),
        "malformed", "countTooLarge", "models"),
    bad("a model more than there is", CLIENT, request("MODELS", struct.pack(">I", 2) + ONE_MODEL[4:]),
        "malformed", "truncated", "name"),
    bad("a model less than there is", CLIENT, request("MODELS", struct.pack(">I", 0) + ONE_MODEL[4:]),
        "malformed", "trailingBytes"),
    bad("preview with a pixel missing", CLIENT, request("PREVIEW", PREVIEW[:-1]), "malformed", "truncated", "pixels"),
    bad("preview with a pixel more", CLIENT, request("PREVIEW", PREVIEW + b"\0"), "malformed", "trailingBytes"),
    bad("preview as large as its sizes can say", CLIENT, request("PREVIEW", PREVIEW[:25] + b"\xff" * 6 + PREVIEW[31:]),
        "malformed", "truncated", "pixels"),
    bad("preview of a third kind", CLIENT, request("PREVIEW", PREVIEW[:12] + b"\x02" + PREVIEW[13:]),
        "malformed", "invalidValue", "content"),
    bad("image with a pixel missing", CLIENT, request("IMAGE", IMAGE[:-1]), "malformed", "truncated", "pixels"),
    bad("failed, perhaps for ever", CLIENT, request("FAILED", struct.pack(">HBI", 20, 2, 0)),
        "malformed", "invalidValue", "retryable"),
    bad("an event nobody knows", CLIENT, frame(0x8FFF, 3, b"abc"), "unknownRequest", "unknownType"),
]


def text(about, vectors):
    return json.dumps({"about": about, "vectors": vectors}, indent=1, ensure_ascii=True) + "\n"


FILES = {
    "requests.json": text("Frames a client sends, and what they mean.", REQUESTS),
    "events.json": text("Frames a server sends, and what they mean.", EVENTS),
    "malformed.json": text(
        "Bytes that no peer may send, with the code a server answers them with. A client skips a type it does not know "
        "and closes the connection for everything else. `reason` and `field` say what is wrong; the wire carries `code` only.", MALFORMED),
}

if "--check" in sys.argv:
    stale = [name for name, content in FILES.items() if (HERE / name).read_text() != content]
    sys.exit("out of date: " + ", ".join(stale) if stale else 0)
for name, content in FILES.items():
    (HERE / name).write_text(content)
