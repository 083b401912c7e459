#!/usr/bin/env python3
"""Has a picture made and writes it as PNG: python3 generate.py [PROMPT [FILE [HOST [PORT]]]]

Written from Protocol/SPECIFICATION.md alone, with nothing but Python's standard library.
"""
import io, os, socket, struct, sys, zlib

prompt, file, host, port = (sys.argv[1:] + ["", "picture.png", "localhost", "7433"][len(sys.argv) - 1:])[:4]
HELLO, LIST_MODELS, SUBMIT = 1, 2, 3
PREVIEW, IMAGE, FINISHED, CANCELLED, FAILED, GOING_AWAY, ERROR = 0x8006, 0x8007, 0x8008, 0x8009, 0x800A, 0x800C, 0x80FF

def string(text):
    return struct.pack(">I", len(text.encode())) + text.encode()

def send(type_, request, payload=b""):
    server.sendall(struct.pack(">IHI", 6 + len(payload), type_, request) + payload)

def receive():
    header = stream.read(10)
    if len(header) < 10: sys.exit("The server closed the connection.")
    length, type_, _ = struct.unpack(">IHI", header)
    payload = io.BytesIO(stream.read(length - 6))
    if type_ in (ERROR, FAILED): sys.exit(payload.read()[7:].decode())
    if type_ in (CANCELLED, GOING_AWAY): sys.exit("The server does not finish the picture.")
    return type_, lambda layout: struct.unpack(">" + layout, payload.read(struct.calcsize(">" + layout))), payload

def png(width, height, channels, pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + pixels[y * width * channels:][:width * channels] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

try: server = socket.create_connection((host, int(port)), timeout=60)
except OSError as error: sys.exit(f"There is no server at {host}:{port}: {error}")
stream = server.makefile("rb")
send(HELLO, 1, b"RVRI" + struct.pack(">HHI", 1, 1, 0) + string("generate.py/1"))
receive()
send(LIST_MODELS, 2)
_, take, payload = receive()
text = lambda: payload.read(take("I")[0]).decode()
if take("I")[0] == 0: sys.exit("The server has no model.")
name, title, _, _ = text(), text(), text(), take("32sHHBI")
_, sampler, (steps, guidance) = [text() for _ in range(take("I")[0])], text(), take("If")
prompt = prompt or text()
send(SUBMIT, 3, os.urandom(16) + string(name) + string(prompt) + string("") + os.urandom(8)
     + struct.pack(">BI", 1, steps) + string(sampler) + struct.pack(">ffHB", guidance, 0, 1, 0))
while (message := receive())[0] != FINISHED:
    type_, take, payload = message
    if type_ == PREVIEW: print("step %d of %d" % take("II"), end="\r", flush=True)
    if type_ == IMAGE:
        _, width, height, channels = take("BHHB")
        with open(file, "wb") as output: output.write(png(width, height, channels, payload.read()))
        print(f"\n{title} made \"{prompt}\" in {steps} steps: {file}")
