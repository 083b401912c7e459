#!/usr/bin/env python3
"""Writes the golden frames beside this file, from SPECIFICATION.md alone and with nothing but Python's standard library.

    python3 Protocol/vectors/make.py            writes the .json files here, and the bytes of SPECIFICATION.md's examples
    python3 Protocol/vectors/make.py --check    says whether they are what it would write

It shares no code with any implementation, so that an implementation that agrees with the vectors agrees with the
specification and not only with itself. Frames are in hexadecimal, length field first. Fields that a JSON number may not
hold exactly are text: 64-bit and signed integers in decimal, f32 as the 8 hexadecimal digits of its bits, bytes as hexadecimal.
"""
import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).parent

SPECIFICATION = HERE.parent / "SPECIFICATION.md"

# Fields in the order of the specification's tables.
NUMBERS = {"u8": ">B", "u16": ">H", "u32": ">I", "u64": ">Q", "i16": ">h"}

VIEWING = [("previewEvery", "u16"), ("previewContent", "u8"), ("previewEncoding", "u8"), ("imageEncoding", "u8")]

OPTION = [("tag", "u16"), ("value", "bytes")]

RECIPE = [
    ("model", "string"), ("prompt", "string"), ("negativePrompt", "string"), ("seed", "u64"), ("count", "u8"),
    ("steps", "u32"), ("sampler", "string"), ("guidanceScale", "f32"), ("options", OPTION),
]

MODEL = [
    ("name", "string"), ("title", "string"), ("description", "string"), ("hash", "bytes32"), ("width", "u16"),
    ("height", "u16"), ("channels", "u8"), ("timesteps", "u32"), ("samplers", "strings"), ("defaultSampler", "string"),
    ("defaultSteps", "u32"), ("defaultGuidanceScale", "f32"), ("defaultPrompt", "string"), ("prompts", "strings"),
    ("styles", "strings"), ("schedule", "string"), ("betaStart", "f32"), ("betaEnd", "f32"),
]

RESIDENT = [("name", "string"), ("bytes", "u64"), ("stepTimes", [("batch", "u16"), ("microseconds", "u32")])]

PROBLEM = [("code", "u16"), ("retryable", "bool"), ("message", "string")]

SIZE = [("width", "u16"), ("height", "u16"), ("channels", "u8")]

LAYOUTS = {
    "HELLO": (0x0001, [("magic", "bytes4"), ("minimumVersion", "u16"), ("maximumVersion", "u16"), ("features", "u32"),
                       ("clientNonce", "bytes16"), ("client", "string")]),
    "LIST_MODELS": (0x0002, []),
    "SUBMIT": (0x0003, [("idempotencyKey", "bytes16"), *VIEWING, ("trace", "string"), *RECIPE]),
    "CANCEL": (0x0004, [("job", "bytes16")]),
    "PING": (0x0005, [("payload", "u64")]),
    "AUTHENTICATE": (0x0006, [("proof", "bytes32")]),
    "ATTACH": (0x0007, [("job", "bytes16"), ("fromStep", "u32"), *VIEWING]),
    "DETACH": (0x0008, [("watched", "u32")]),
    "STATUS": (0x0009, []),
    "EMBED": (0x000A, [("texts", "strings")]),
    "WELCOME": (0x8001, [("version", "u16"), ("features", "u32"), ("maximumRequestBytes", "u32"),
                         ("maximumCount", "u8"), ("maximumSteps", "u32"), ("maximumPromptBytes", "u32"),
                         ("proof", "bytes32"), ("server", "string")]),
    "MODELS": (0x8002, [("models", MODEL)]),
    "ACCEPTED": (0x8003, [("job", "bytes16"), ("promptTruncated", "bool"), ("familiarity", "f32"),
                          ("suggestions", "strings")]),
    "QUEUED": (0x8004, [("position", "u32"), ("estimatedMilliseconds", "u32")]),
    "STARTED": (0x8005, [("steps", "u32"), ("count", "u8")]),
    "PREVIEW": (0x8006, [("step", "u32"), ("steps", "u32"), ("timestep", "u32"), ("content", "u8"), ("replaced", "u32"),
                         ("costMicroseconds", "u32"), ("remainingMilliseconds", "u32"), ("count", "u8"), *SIZE,
                         ("encoding", "u8"), ("pixels", "bytes")]),
    "IMAGE": (0x8007, [("index", "u8"), *SIZE, ("encoding", "u8"), ("pixels", "bytes")]),
    "FINISHED": (0x8008, [("milliseconds", "u32"), ("evaluations", "u32")]),
    "CANCELLED": (0x8009, [("step", "u32"), ("milliseconds", "u32")]),
    "FAILED": (0x800A, PROBLEM),
    "PONG": (0x800B, [("payload", "u64")]),
    "GOING_AWAY": (0x800C, [("message", "string")]),
    "OK": (0x800D, []),
    "CHALLENGE": (0x800E, [("serverNonce", "bytes16")]),
    "ATTACHED": (0x800F, [("state", "u8"), ("step", "u32"), *SIZE, ("modelHash", "bytes32"), *RECIPE]),
    "CANCEL_RESULT": (0x8010, [("step", "u32"), ("milliseconds", "u32")]),
    "STATUS_REPORT": (0x8011, [("uptimeMilliseconds", "u64"), ("connections", "u32"), ("queued", "u32"),
                               ("running", "u32"), ("finished", "u64"), ("cancelled", "u64"), ("failed", "u64"),
                               ("waitMilliseconds", "u32"), ("memoryBytes", "u64"), ("load", "f32"),
                               ("temperature", "i16"), ("throttling", "u8"), ("models", RESIDENT)]),
    "EMBEDDINGS": (0x8012, [("encoder", "bytes32"), ("width", "u16"),
                            ("vectors", [("truncated", "bool"), ("values", "f32s")])]),
    "ERROR": (0x80FF, PROBLEM),
}


def count(number):
    return struct.pack(">I", number)


def field(kind, value):
    if isinstance(kind, list):
        return count(len(value)) + b"".join(fields(kind, element) for element in value)
    if kind in NUMBERS:
        return struct.pack(NUMBERS[kind], int(value))
    if kind == "bool":
        return struct.pack(">B", 1 if value else 0)
    if kind == "bytes":
        return count(len(value) // 2) + bytes.fromhex(value)
    if kind.startswith("bytes"):
        assert len(value) == 2 * int(kind[5:])
        return bytes.fromhex(value)
    if kind == "f32":
        assert len(value) == 8
        return bytes.fromhex(value)
    if kind == "f32s":  # their number stands elsewhere
        return b"".join(field("f32", number) for number in value)
    if kind == "string":
        return count(len(value.encode())) + value.encode()
    if kind == "strings":
        return count(len(value)) + b"".join(field("string", text) for text in value)
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


def recipe(**changed):
    values = dict(model="fashion", prompt="ankle boot", negativePrompt="", seed="7", count=1, steps=25,
                  sampler="dpmpp-2m", guidanceScale=f32(2), options=[])
    return {**values, **changed}


def submit(name, request=3, /, **changed):
    values = dict(idempotencyKey="000102030405060708090a0b0c0d0e0f", previewEvery=1, previewContent=0, previewEncoding=0,
                  imageEncoding=0, trace="", **recipe())
    return good(name, "SUBMIT", request, **{**values, **changed})


def preview(name, pixels, /, **changed):
    values = dict(step=1, steps=25, timestep=960, content=0, replaced=0, costMicroseconds=84,
                  remainingMilliseconds=400, count=1, width=2, height=2, channels=1, encoding=0, pixels=pixels)
    return good(name, "PREVIEW", 3, **{**values, **changed})


def image(name, pixels, /, **changed):
    values = dict(index=0, width=2, height=2, channels=1, encoding=0, pixels=pixels)
    return good(name, "IMAGE", 3, **{**values, **changed})


def model(**changed):
    values = dict(name="fashion", title="Fashion", description="Grey pictures of clothes.",
                  hash=bytes(range(32)).hex(), width=28, height=28, channels=1, timesteps=1000,
                  samplers=["ddpm", "ddim", "dpmpp-2m"], defaultSampler="dpmpp-2m", defaultSteps=25,
                  defaultGuidanceScale=f32(2), defaultPrompt="ankle boot", prompts=["ankle boot", "bag"], styles=["photo"],
                  schedule="raised-cosine", betaStart=f32(0), betaEnd=f32(0.02))
    return {**values, **changed}


def attached(name, /, **changed):
    values = dict(state=1, step=12, width=28, height=28, channels=1, modelHash=bytes(range(32)).hex(), **recipe())
    return good(name, "ATTACHED", 6, **{**values, **changed})


def status(name, /, **changed):
    values = dict(uptimeMilliseconds="86400000", connections=3, queued=2, running=1, finished="410", cancelled="7",
                  failed="0", waitMilliseconds=1500, memoryBytes="52428800", load=f32(1.5), temperature="5150",
                  throttling=1, models=[dict(name="fashion", bytes="16777216", stepTimes=[
                      dict(batch=2, microseconds=21_000), dict(batch=16, microseconds=140_000)])])
    return good(name, "STATUS_REPORT", 7, **{**values, **changed})


def png(width, height, channels, pixels):
    """The plainest PNG: one IDAT, no filter."""
    def chunk(kind, data):
        return count(len(data)) + kind + data + count(zlib.crc32(kind + data))
    row = width * channels
    lines = b"".join(b"\0" + pixels[at:at + row] for at in range(0, row * height, row))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def proof(end, token, client_nonce, server_nonce, binding):
    """Section 4: what proves the token. `end` is "client" or "server"."""
    said = f"reverie/3 {end}".encode() + client_nonce + server_nonce + binding
    return hmac.new(token.encode(), said, hashlib.sha256).digest()


JOB = "00112233445566778899aabbccddeeff"
CLIENT_NONCE, SERVER_NONCE = bytes(range(16)), bytes(range(16, 32))
TOKEN = "0123456789abcdef0123456789abcdef"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
IN_THE_CLEAR = bytes(32)
CERTIFICATE = hashlib.sha256(b"the server's certificate").digest()
MAXIMUM_REQUEST, MAXIMUM_EVENT = 65_536, 16 * 1024 * 1024
ALL_ONES = 2**32 - 1

# The longest frame a server takes: the fixed part of a SUBMIT and a prompt that fills the rest.
LONGEST_PROMPT = MAXIMUM_REQUEST - (len(bytes.fromhex(submit("", prompt="", model="m", sampler="s")["frame"])) - 4)

REQUESTS = [
    good("hello", "HELLO", 1, magic="52565249", minimumVersion=3, maximumVersion=3, features=0,
         clientNonce=CLIENT_NONCE.hex(), client="example/1"),
    good("hello with every version, every feature and no name", "HELLO", ALL_ONES, magic="52565249", minimumVersion=0,
         maximumVersion=65_535, features=ALL_ONES, clientNonce="ff" * 16, client=""),
    good("list models", "LIST_MODELS", 2),
    submit("submit"),
    submit("submit with eta, zlib previews and a PNG", sampler="ddim", previewEncoding=1, imageEncoding=2,
           options=[dict(tag=1, value=f32(0.5))]),
    submit("submit with everything at its least", 1, idempotencyKey="00" * 16, model="", prompt="", seed="0", count=0,
           steps=0, sampler="", guidanceScale=f32(0), previewEvery=0),
    submit("submit with everything at its most", ALL_ONES, idempotencyKey="ff" * 16, seed=str(2**64 - 1), count=255,
           steps=ALL_ONES, guidanceScale="7f7fffff", previewEvery=65_535, previewContent=2, previewEncoding=2,
           imageEncoding=2, trace=TRACE, options=[dict(tag=1, value=f32(1))]),
    submit("submit with every option", sampler="ddim", options=[
        dict(tag=1, value=f32(0.5)), dict(tag=2, value=count(6).hex() + b"karras".hex()), dict(tag=3, value=f32(0.995)),
        dict(tag=4, value=f32(0.7)), dict(tag=5, value=f32(0.25) + f32(0.75)),
        dict(tag=6, value=f"{2**63 + 5:016x}" + f32(0.125)),
        dict(tag=7, value=f32(0.625) + count(6).hex() + "0080ff10207f"), dict(tag=8, value=count(2).hex() + "00ff"),
        dict(tag=9, value=count(4).hex()), dict(tag=10, value=count(2).hex() + "0003"),
        dict(tag=11, value=count(999).hex())]),
    submit("submit to finish two pictures of a draft, with a trace", count=16, previewContent=2, trace=TRACE, options=[
        dict(tag=10, value=count(2).hex() + "0307")]),
    submit("submit for a draft", count=16, options=[dict(tag=9, value=count(6).hex())]),
    submit("submit for an estimate", previewContent=2, options=[
        dict(tag=7, value=f32(1) + count(4).hex() + "00407fff"), dict(tag=11, value=count(400).hex())]),
    submit("submit with a trace that no log should show", trace="\u0000\n\u00e9" * 100),
    submit("submit with an empty picture, mask and spacing", options=[
        dict(tag=2, value=count(0).hex()), dict(tag=7, value=f32(-1) + count(0).hex()),
        dict(tag=8, value=count(0).hex()), dict(tag=10, value=count(0).hex())]),
    submit("submit with options nobody knows", options=[
        dict(tag=0, value=""), dict(tag=1, value=f32(0)), dict(tag=65_535, value="00ff")]),
    submit("submit with text of one to four bytes a character", prompt="a é € 👢", negativePrompt="\u0000 line\nbreak"),
    submit("submit with guidance that is no number and eta that is infinite", guidanceScale="7fc00000",
           options=[dict(tag=1, value="ff800000")]),
    submit("submit in the longest frame a server takes", model="m", sampler="s", prompt="p" * LONGEST_PROMPT),
    good("cancel", "CANCEL", 4, job=JOB),
    good("ping", "PING", 5, payload="81985529216486895"),
    good("ping with the largest number", "PING", 5, payload=str(2**64 - 1)),
    good("authenticate", "AUTHENTICATE", 2,
         proof=proof("client", TOKEN, CLIENT_NONCE, SERVER_NONCE, IN_THE_CLEAR).hex()),
    good("attach", "ATTACH", 6, job=JOB, fromStep=13, previewEvery=1, previewContent=0, previewEncoding=0,
         imageEncoding=0),
    good("attach with everything at its most", "ATTACH", 6, job="ff" * 16, fromStep=ALL_ONES, previewEvery=65_535,
         previewContent=2, previewEncoding=2, imageEncoding=2),
    good("detach", "DETACH", 8, watched=6),
    good("status", "STATUS", 7),
    good("embed", "EMBED", 9, texts=["ankle boot", "bag"]),
    good("embed nothing", "EMBED", 9, texts=[]),
    good("embed 256 texts", "EMBED", 9, texts=["", "é"] * 128),
]

EVENTS = [
    good("welcome", "WELCOME", 1, version=3, features=0, maximumRequestBytes=65_536, maximumCount=16, maximumSteps=1000,
         maximumPromptBytes=1024, proof="00" * 32, server="reverie-server/1"),
    good("welcome after a challenge", "WELCOME", 2, version=3, features=0, maximumRequestBytes=65_536, maximumCount=16,
         maximumSteps=1000, maximumPromptBytes=1024,
         proof=proof("server", TOKEN, CLIENT_NONCE, SERVER_NONCE, IN_THE_CLEAR).hex(), server="reverie-server/1"),
    good("models, none", "MODELS", 2, models=[]),
    good("models, one", "MODELS", 2, models=[model()]),
    good("models, two", "MODELS", 2, models=[
        model(), model(name="", title="", description="", hash="ff" * 32, width=65_535, height=65_535, channels=255,
                       timesteps=ALL_ONES, samplers=[], defaultSampler="", defaultSteps=0,
                       defaultGuidanceScale="ffc00001", defaultPrompt="", prompts=[])]),
    good("accepted", "ACCEPTED", 3, job=JOB, promptTruncated=False, familiarity=f32(1), suggestions=[]),
    good("accepted, with an unfamiliar prompt", "ACCEPTED", 3, job=JOB, promptTruncated=True, familiarity=f32(0.125),
         suggestions=["ankle boot", "sandal", "bag"]),
    good("queued", "QUEUED", 3, position=2, estimatedMilliseconds=1500),
    good("queued, nobody knows how long", "QUEUED", 3, position=ALL_ONES, estimatedMilliseconds=ALL_ONES),
    good("started", "STARTED", 3, steps=25, count=1),
    preview("preview", "00407fff"),
    preview("preview of two pictures in colour", bytes(range(24)).hex(), content=1, replaced=11, count=2, channels=3),
    preview("preview of both contents", "00407fff" + "c0107f33", content=2),
    preview("preview of both contents of two pictures in a PNG", png(2, 8, 1, bytes(range(16))).hex(), content=2, count=2,
            encoding=2),
    preview("preview in a zlib stream", zlib.compress(bytes.fromhex("00407fff")).hex(), encoding=1),
    preview("preview of two pictures in a PNG", png(2, 4, 1, bytes(range(8))).hex(), count=2, encoding=2),
    preview("preview in a PNG that is none", "00", encoding=2),
    preview("preview without a pixel", "", count=0),
    preview("preview with every number at its most", "", step=ALL_ONES, steps=ALL_ONES, timestep=ALL_ONES,
            replaced=ALL_ONES, costMicroseconds=ALL_ONES, remainingMilliseconds=ALL_ONES, count=255, width=65_535,
            height=0, channels=255),
    image("image", "00407fff"),
    image("image in colour", "0102030a0b0c", index=255, width=1, channels=3),
    image("image in a PNG", png(2, 2, 1, bytes.fromhex("00407fff")).hex(), encoding=2),
    good("finished", "FINISHED", 3, milliseconds=512, evaluations=50),
    good("cancelled", "CANCELLED", 3, step=7, milliseconds=4),
    good("failed", "FAILED", 3, code=20, retryable=True, message="The disk is full."),
    good("pong", "PONG", 5, payload="81985529216486895"),
    good("going away", "GOING_AWAY", 0, message="Back at noon."),
    good("ok", "OK", 8),
    good("challenge", "CHALLENGE", 1, serverNonce=SERVER_NONCE.hex()),
    attached("attached"),
    attached("attached to a finished job with options", state=2, step=25, channels=3, options=[
        dict(tag=1, value=f32(0.5)), dict(tag=999, value="0102")]),
    good("cancel result", "CANCEL_RESULT", 4, step=7, milliseconds=4),
    status("status report"),
    status("status report of a server that knows little", uptimeMilliseconds="0", waitMilliseconds=ALL_ONES,
           memoryBytes="0", load=f32(-1), temperature="-32768", throttling=0, models=[]),
    good("embeddings", "EMBEDDINGS", 9, encoder=bytes(range(32)).hex(), width=2, vectors=[
        dict(truncated=False, values=[f32(0.6), f32(0.8)]), dict(truncated=True, values=[f32(-1), f32(0)])]),
    good("embeddings, none", "EMBEDDINGS", 9, encoder="ff" * 32, width=65_535, vectors=[]),
    good("error", "ERROR", 3, code=10, retryable=False, message="There is no model named \u201cnothing\u201d."),
    good("error that ends the connection", "ERROR", 0, code=1, retryable=False, message=""),
]

AUTHENTICATION = [
    {"name": name, "token": token, "clientNonce": client.hex(), "serverNonce": server.hex(), "binding": binding.hex(),
     "clientProof": proof("client", token, client, server, binding).hex(),
     "serverProof": proof("server", token, client, server, binding).hex()}
    for name, token, client, server, binding in [
        ("in the clear", TOKEN, CLIENT_NONCE, SERVER_NONCE, IN_THE_CLEAR),
        ("over TLS", TOKEN, CLIENT_NONCE, SERVER_NONCE, CERTIFICATE),
        ("a token longer than a block of SHA-256", "r\u00e9verie " * 20 + "!", SERVER_NONCE, CLIENT_NONCE, CERTIFICATE),
    ]
]


def bad(name, direction, raw, code, reason, field=None):
    codes = {"malformed": 1, "frameTooLarge": 2, "unsupportedVersion": 3, "unknownRequest": 5}
    return {"name": name, "direction": direction, "frame": raw.hex(), "code": codes[code], "error": code,
            "reason": reason, "field": field, "closes": code != "unknownRequest"}


def request(message, payload, number=3):
    return frame(LAYOUTS[message][0], number, payload)


def named(name):
    """The payload of a good frame."""
    return bytes.fromhex(next(vector for vector in REQUESTS + EVENTS if vector["name"] == name)["frame"])[10:]


def replaced(payload, offset, raw):
    return payload[:offset] + raw + payload[offset + len(raw):]


def options(*listed):
    """A SUBMIT with these options, as (tag, value)."""
    raw = count(len(listed)) + b"".join(struct.pack(">H", tag) + count(len(value)) + value for tag, value in listed)
    return request("SUBMIT", SUBMIT[:-4] + raw)


HELLO, SUBMIT, ATTACH = named("hello"), named("submit"), named("attach")
PREVIEW, IMAGE, ONE_MODEL, ATTACHED = named("preview"), named("image"), named("models, one"), named("attached")
EMBEDDINGS, STATUS = named("embeddings"), named("status report")
# Offsets in SUBMIT's payload: a key of 16 bytes, viewing of 5, no trace, then model ("fashion") and prompt ("ankle boot") with
# their counts.
TRACE_COUNT = 16 + 5
PROMPT_COUNT = TRACE_COUNT + 4 + 4 + 7
PROMPT = PROMPT_COUNT + 4
ETA = f32(0.5)
SERVER, CLIENT = "toServer", "toClient"

MALFORMED = [
    bad("length 0", SERVER, count(0), "malformed", "frameTooShort"),
    bad("length 5", SERVER, count(5), "malformed", "frameTooShort"),
    bad("one byte too long for a server", SERVER, count(MAXIMUM_REQUEST + 1), "frameTooLarge", "frameTooLarge"),
    bad("ten megabytes for a server", SERVER, count(10_000_000), "frameTooLarge", "frameTooLarge"),
    bad("an impossible length", SERVER, count(ALL_ONES), "frameTooLarge", "frameTooLarge"),
    bad("one byte too long for a client", CLIENT, count(MAXIMUM_EVENT + 1), "frameTooLarge", "frameTooLarge"),
    bad("a request of another protocol", SERVER, b"GET / HTTP/1.1\r\n", "frameTooLarge", "frameTooLarge"),
    bad("a type nobody knows", SERVER, frame(0x7FFF, 3, b""), "unknownRequest", "unknownType"),
    bad("a type nobody knows, with a payload", SERVER, frame(0, 3, b"abc"), "unknownRequest", "unknownType"),
    bad("an event sent to a server", SERVER, request("PONG", bytes(8)), "unknownRequest", "unknownType"),
    bad("hello with the wrong magic", SERVER, request("HELLO", b"RVRJ" + HELLO[4:]), "malformed", "invalidValue", "magic"),
    bad("hello of version 2", SERVER, request("HELLO", replaced(HELLO, 4, b"\0\2\0\2")), "unsupportedVersion",
        "noCommonVersion"),
    bad("hello of versions to come, laid out in another way", SERVER, request("HELLO", HELLO[:4] + b"\0\4\0\5???"),
        "unsupportedVersion", "noCommonVersion"),
    bad("hello of no version", SERVER, request("HELLO", replaced(HELLO, 4, b"\0\4\0\2")), "unsupportedVersion",
        "noCommonVersion"),
    bad("hello without its last byte", SERVER, request("HELLO", HELLO[:-1]), "malformed", "truncated", "client"),
    bad("hello with a byte more", SERVER, request("HELLO", HELLO + b"\0"), "malformed", "trailingBytes"),
    bad("list models with a byte", SERVER, request("LIST_MODELS", b"\0"), "malformed", "trailingBytes"),
    bad("submit without anything", SERVER, request("SUBMIT", b""), "malformed", "truncated", "idempotencyKey"),
    bad("submit with a prompt longer than the message", SERVER, request("SUBMIT", replaced(
        SUBMIT, PROMPT_COUNT, count(ALL_ONES))), "malformed", "truncated", "prompt"),
    bad("submit with a prompt that is not UTF-8", SERVER, request("SUBMIT", replaced(SUBMIT, PROMPT, b"\xff")),
        "malformed", "invalidUTF8", "prompt"),
    bad("submit with a prompt in surrogates", SERVER, request("SUBMIT", replaced(SUBMIT, PROMPT, b"\xed\xa0\x80")),
        "malformed", "invalidUTF8", "prompt"),
    bad("submit with a prompt in overlong UTF-8", SERVER, request("SUBMIT", replaced(SUBMIT, PROMPT, b"\xc0\xaf")),
        "malformed", "invalidUTF8", "prompt"),
    bad("submit with a trace longer than the message", SERVER, request("SUBMIT", replaced(
        SUBMIT, TRACE_COUNT, count(ALL_ONES))), "malformed", "truncated", "trace"),
    bad("submit for a preview of a fourth kind", SERVER, request("SUBMIT", replaced(SUBMIT, 18, b"\3")),
        "malformed", "invalidValue", "previewContent"),
    bad("submit for previews in a fourth encoding", SERVER, request("SUBMIT", replaced(SUBMIT, 19, b"\3")),
        "malformed", "invalidValue", "previewEncoding"),
    bad("submit for pictures in a fourth encoding", SERVER, request("SUBMIT", replaced(SUBMIT, 20, b"\3")),
        "malformed", "invalidValue", "imageEncoding"),
    bad("submit with more options than it holds", SERVER, request("SUBMIT", SUBMIT[:-4] + count(1)),
        "malformed", "countTooLarge", "options"),
    bad("submit with an option twice", SERVER, options((1, bytes.fromhex(ETA)), (1, bytes.fromhex(ETA))),
        "malformed", "invalidValue", "tag"),
    bad("submit with options in the wrong order", SERVER, options((2, b""), (1, bytes.fromhex(ETA))),
        "malformed", "invalidValue", "tag"),
    bad("submit with an eta of three bytes", SERVER, options((1, bytes(3))), "malformed", "truncated", "eta"),
    bad("submit with an eta of five bytes", SERVER, options((1, bytes(5))), "malformed", "trailingBytes"),
    bad("submit with a spacing that is not UTF-8", SERVER, options((2, count(1) + b"\xff")), "malformed", "invalidUTF8",
        "spacing"),
    bad("submit with half a guidance interval", SERVER, options((5, bytes(4))), "malformed", "truncated", "to"),
    bad("submit with a variation without strength", SERVER, options((6, bytes(8))), "malformed", "truncated", "strength"),
    bad("submit with a picture longer than its option", SERVER, options((7, bytes(4) + count(ALL_ONES))),
        "malformed", "truncated", "pixels"),
    bad("submit with a byte behind a mask", SERVER, options((8, count(1) + b"\0\0")), "malformed", "trailingBytes"),
    bad("submit with a draft of three bytes", SERVER, options((9, bytes(3))), "malformed", "truncated", "draftSteps"),
    bad("submit with fewer pictures than they count", SERVER, options((10, count(3) + b"\0\1")), "malformed", "truncated",
        "pictures"),
    bad("submit with an estimate of five bytes", SERVER, options((11, bytes(5))), "malformed", "trailingBytes"),
    bad("submit with an option longer than the message", SERVER, request(
        "SUBMIT", SUBMIT[:-4] + count(1) + b"\0\7" + count(1)), "malformed", "truncated", "value"),
    bad("submit without its last byte", SERVER, request("SUBMIT", SUBMIT[:-1]), "malformed", "truncated", "options"),
    bad("submit with a byte more", SERVER, request("SUBMIT", SUBMIT + b"\0"), "malformed", "trailingBytes"),
    bad("cancel of a job with 15 bytes", SERVER, request("CANCEL", bytes(15)), "malformed", "truncated", "job"),
    bad("ping with 7 bytes", SERVER, request("PING", bytes(7)), "malformed", "truncated", "payload"),
    bad("ping with 9 bytes", SERVER, request("PING", bytes(9)), "malformed", "trailingBytes"),
    bad("authenticate with a proof of 31 bytes", SERVER, request("AUTHENTICATE", bytes(31)), "malformed", "truncated",
        "proof"),
    bad("attach without its last byte", SERVER, request("ATTACH", ATTACH[:-1]), "malformed", "truncated",
        "imageEncoding"),
    bad("detach from nothing", SERVER, request("DETACH", b""), "malformed", "truncated", "watched"),
    bad("status with a byte", SERVER, request("STATUS", b"\0"), "malformed", "trailingBytes"),
    bad("embed four thousand million texts", SERVER, request("EMBED", count(ALL_ONES)), "malformed", "countTooLarge",
        "texts"),
    bad("four thousand million models", CLIENT, request("MODELS", replaced(ONE_MODEL, 0, count(ALL_ONES))),
        "malformed", "countTooLarge", "models"),
    bad("a model more than there is", CLIENT, request("MODELS", replaced(ONE_MODEL, 0, count(2))),
        "malformed", "truncated", "name"),
    bad("a model less than there is", CLIENT, request("MODELS", replaced(ONE_MODEL, 0, count(0))),
        "malformed", "trailingBytes"),
    bad("preview with a pixel missing", CLIENT, request("PREVIEW", PREVIEW[:-1]), "malformed", "truncated", "pixels"),
    bad("preview with a pixel more", CLIENT, request("PREVIEW", PREVIEW + b"\0"), "malformed", "trailingBytes"),
    bad("preview that counts a pixel less than its sizes", CLIENT, request(
        "PREVIEW", PREVIEW[:-8] + count(3) + PREVIEW[-3:]), "malformed", "invalidValue", "pixels"),
    bad("preview as large as its sizes can say", CLIENT, request("PREVIEW", replaced(PREVIEW, 25, b"\xff" * 6)),
        "malformed", "invalidValue", "pixels"),
    bad("preview of a fourth kind", CLIENT, request("PREVIEW", replaced(PREVIEW, 12, b"\3")),
        "malformed", "invalidValue", "content"),
    bad("preview of both contents with the pixels of one", CLIENT, request("PREVIEW", replaced(PREVIEW, 12, b"\2")),
        "malformed", "invalidValue", "pixels"),
    bad("preview in a fourth encoding", CLIENT, request("PREVIEW", replaced(PREVIEW, 31, b"\3")),
        "malformed", "invalidValue", "encoding"),
    bad("zlib preview longer than the message", CLIENT, request(
        "PREVIEW", replaced(PREVIEW, 31, b"\1\xff\xff\xff\xff")), "malformed", "truncated", "pixels"),
    bad("image with a pixel missing", CLIENT, request("IMAGE", IMAGE[:-1]), "malformed", "truncated", "pixels"),
    bad("failed, perhaps for ever", CLIENT, request("FAILED", struct.pack(">HBI", 20, 2, 0)),
        "malformed", "invalidValue", "retryable"),
    bad("attached to a job in a sixth state", CLIENT, request("ATTACHED", replaced(ATTACHED, 0, b"\5")),
        "malformed", "invalidValue", "state"),
    bad("status of a machine throttled in a fourth way", CLIENT, request("STATUS_REPORT", replaced(STATUS, 62, b"\3")),
        "malformed", "invalidValue", "throttling"),
    bad("embeddings more than there are", CLIENT, request("EMBEDDINGS", replaced(EMBEDDINGS, 34, count(3))),
        "malformed", "countTooLarge", "vectors"),
    bad("embeddings wider than there are", CLIENT, request("EMBEDDINGS", replaced(EMBEDDINGS, 32, b"\0\3")),
        "malformed", "countTooLarge", "vectors"),
    bad("an event nobody knows", CLIENT, frame(0x8FFF, 3, b"abc"), "unknownRequest", "unknownType"),
]


def rows(name, kind, value):
    """What an example says of a field: (bytes, name, explanation)."""
    raw = field(kind, value)
    if isinstance(kind, list):
        yield raw[:4], name, f"{len(value)}"
        for element in value:
            for inner, inner_kind in kind:
                yield from rows("  " + inner, inner_kind, element[inner])
    elif kind == "strings":
        yield raw[:4], name, f"{len(value)}"
        for text in value:
            yield from rows("", "string", text)
    elif kind in ("string", "bytes"):
        yield raw[:4], name, f"{len(raw) - 4} bytes"
        for at in range(4, len(raw), 16):
            piece = raw[at:at + 16]
            yield piece, "", f'"{piece.decode(errors="replace")}"' if kind == "string" else ""
    elif kind == "f32s":
        for number in value:
            yield from rows(name, "f32", number)
    elif kind == "f32":
        yield raw, name, f"{struct.unpack('>f', raw)[0]:.7g}"
    elif kind == "bool":
        yield raw, name, "1: yes" if value else "0: no"
    elif kind in NUMBERS:
        yield raw, name, str(value)
    else:
        yield raw[:16], name, ""
        for at in range(16, len(raw), 16):
            yield raw[at:at + 16], "", ""


def example(vector):
    """The lines of an example: bytes, a bar, and what they are."""
    raw = bytes.fromhex(vector["frame"])
    listed = [(raw[:4], "length", str(len(raw) - 4)), (raw[4:6], "type", vector["message"]),
              (raw[6:10], "request", str(vector["request"]))]
    for name, kind in LAYOUTS[vector["message"]][1]:
        listed += rows(name, kind, vector["fields"][name])
    assert b"".join(piece for piece, _, _ in listed) == raw
    hexadecimal = max(len(piece.hex(" ")) for piece, _, _ in listed)
    names = max(len(name) for _, name, _ in listed)
    return "".join(
        f"{piece.hex(' '):{hexadecimal}} | {name:{names}} {said}".rstrip() + "\n" for piece, name, said in listed)


def specification():
    """SPECIFICATION.md with the examples as they should be."""
    by_name = {vector["name"]: vector for vector in REQUESTS + EVENTS}
    return re.sub(r"```frame (.+)\n[^`]*```", lambda block: f"```frame {block[1]}\n{example(by_name[block[1]])}```",
                  SPECIFICATION.read_text())


def text(about, vectors):
    return json.dumps({"about": about, "vectors": vectors}, indent=1, ensure_ascii=True) + "\n"


# Appendix A.
QUERY = b"RVRD\x01\x01"


def query(nonce):
    return {"nonce": str(nonce), "datagram": (QUERY + struct.pack(">Q", nonce)).ljust(256, b"\0").hex()}


def answer(nonce, port, token, tls, host, server):
    texts = b"".join(bytes([len(text.encode())]) + text.encode() for text in (host, server))
    raw = b"RVRD\x01\x02" + struct.pack(">QHB", nonce, port, token | tls << 1) + texts
    return {"nonce": str(nonce), "port": port, "token": token, "tls": tls, "host": host, "server": server,
            "datagram": raw.hex()}


def discovery():
    whole = bytes.fromhex(answer(1, 7433, True, True, "pi", "s")["datagram"])
    asked = bytes.fromhex(query(1)["datagram"])
    malformed = [
        b"", b"RVRD", asked[:255], asked + b"\0", b"RVRI" + asked[4:], asked[:4] + b"\x02" + asked[5:],
        asked[:5] + b"\0" + asked[6:], whole + b"\0", whole[:14] + b"\0\0" + whole[16:],
        whole[:16] + b"\x04" + whole[17:], whole[:17] + b"\x41" + b"a" * 65 + b"\x01s", whole[:17] + b"\x02\xff\xfe\x01s",
        whole[:17] + b"\xff" + b"a" * 300,
    ]
    return {
        "about": "Datagrams of discovery (appendix A); the malformed ones are neither a question nor an answer.",
        "queries": [query(0x0001020304050607), query(2 ** 64 - 1)],
        "answers": [answer(0x0001020304050607, 7433, True, True, "pi", "reverie-server 0.1"),
                    answer(0, 1, False, False, "", ""),
                    answer(2 ** 64 - 1, 65535, False, True, "k\u00fcche", "x" * 64)],
        "malformed": [datagram.hex() for datagram in malformed],
    }


FILES = {
    HERE / "requests.json": text("Frames a client sends, and what they mean.", REQUESTS),
    HERE / "events.json": text("Frames a server sends, and what they mean.", EVENTS),
    HERE / "authentication.json": text("What proves a token (section 4).", AUTHENTICATION),
    HERE / "malformed.json": text(
        "Bytes that no peer may send, with the code a server answers them with. A client skips a type it does not know "
        "and closes the connection for everything else. `reason` and `field` say what is wrong; the wire carries `code` only.", MALFORMED),
    HERE / "discovery.json": json.dumps(discovery(), indent=1, ensure_ascii=True) + "\n",
    SPECIFICATION: specification(),
}

if "--check" in sys.argv:
    stale = [path.name for path, content in FILES.items() if path.read_text() != content]
    sys.exit("out of date: " + ", ".join(stale) if stale else 0)
for path, content in FILES.items():
    path.write_text(content)
