"""A client of Reverie's protocol, version 3: written from Protocol/SPECIFICATION.md alone, with Python's standard library.

    with Client("localhost", 7433) as client:
        for event in client.submit(client.recipe("ankle boot", seed=7)):
            if event.name == "IMAGE": open("boot.png", "wb").write(event.pixels)

One request at a time: what comes for another one is skipped. Section numbers are the specification's.
"""
import contextlib, hashlib, hmac, os, random, re, socket, ssl, struct, types, zlib

RAW, ZLIB, PNG = 0, 1, 2

# Sections 2, 6 and 7: the fields of each message. A kind is a letter of `struct`, a number of bytes, a word that `write` and
# `Reader` know, or a list of one of them or of a line's fields (*); + puts a line's fields here.
TABLE = """
viewing          previewEvery:H previewContent:B previewEncoding:B imageEncoding:B
option           tag:H value:bytes
recipe           model:string prompt:string negativePrompt:string seed:Q count:B steps:I sampler:string guidanceScale:f
                 options:*option
size             width:H height:H channels:B
model            name:string title:string description:string hash:32 +size timesteps:I samplers:*string
                 defaultSampler:string defaultSteps:I defaultGuidanceScale:f defaultPrompt:string prompts:*string
                 styles:*string schedule:string betaStart:f betaEnd:f
resident         name:string bytes:Q stepTimes:*stepTime
stepTime         batch:H microseconds:I
vector           truncated:? values:numbers
problem          code:H retryable:? message:string
0001 HELLO       magic:4 minimumVersion:H maximumVersion:H features:I clientNonce:16 client:string
0002 LIST_MODELS
0003 SUBMIT      idempotencyKey:16 +viewing trace:string +recipe
0004 CANCEL      job:16
0005 PING        payload:Q
0006 AUTHENTICATE proof:32
0007 ATTACH      job:16 fromStep:I +viewing
0008 DETACH      watched:I
0009 STATUS
000A EMBED       texts:*string
8001 WELCOME     version:H features:I maximumRequestBytes:I maximumCount:B maximumSteps:I maximumPromptBytes:I proof:32
                 server:string
8002 MODELS      models:*model
8003 ACCEPTED    job:16 promptTruncated:? familiarity:f suggestions:*string
8004 QUEUED      position:I estimatedMilliseconds:I
8005 STARTED     steps:I count:B
8006 PREVIEW     step:I steps:I timestep:I content:B replaced:I costMicroseconds:I remainingMilliseconds:I count:B +size
                 encoding:B pixels:bytes
8007 IMAGE       index:B +size encoding:B pixels:bytes
8008 FINISHED    milliseconds:I evaluations:I
8009 CANCELLED   step:I milliseconds:I
800A FAILED      +problem
800B PONG        payload:Q
800C GOING_AWAY  message:string
800D OK
800E CHALLENGE   serverNonce:16
800F ATTACHED    state:B step:I +size modelHash:32 +recipe
8010 CANCEL_RESULT step:I milliseconds:I
8011 STATUS_REPORT uptimeMilliseconds:Q connections:I queued:I running:I finished:Q cancelled:Q failed:Q
                 waitMilliseconds:I memoryBytes:Q load:f temperature:h throttling:B models:*resident
8012 EMBEDDINGS  encoder:32 width:H vectors:*vector
80FF ERROR       +problem
"""
LAYOUTS, TYPES, NAMES = {}, {}, {}
for type_, name, fields in re.findall(r"^(?:([0-9A-F]{4}) )?(\w+) *((?:.*\n +)*.*)$", TABLE, re.M):
    parts = [part if part[0] == "+" else tuple(part.split(":")) for part in fields.split()]
    LAYOUTS[name] = [field for part in parts for field in (LAYOUTS[part[1:]] if part[0] == "+" else [part])]
    if type_:
        TYPES[name], NAMES[int(type_, 16)] = int(type_, 16), name


class Refusal(Exception):
    """What the server said in ERROR or FAILED: `str()` is the sentence; `code` and `retryable` are section 9's."""
    def __init__(self, event):
        super().__init__(event.message)
        self.code, self.retryable = event.code, event.retryable


def write(kind, value):
    if kind in LAYOUTS:
        return b"".join(write(inner, value[name]) for name, inner in LAYOUTS[kind])
    if kind[0] == "*":
        return struct.pack(">I", len(value)) + b"".join(write(kind[1:], element) for element in value)
    if kind in ("string", "bytes"):
        raw = value.encode() if kind == "string" else value
        return struct.pack(">I", len(raw)) + raw
    return value if kind.isdigit() else struct.pack(">" + kind, value)


class Reader:
    def __init__(self, payload):
        self.payload, self.at, self.width = payload, 0, 0

    def take(self, count):
        if self.at + count > len(self.payload):
            raise ValueError("The server's message ends too early.")
        self.at += count
        return self.payload[self.at - count:self.at]

    def read(self, kind):
        if kind in LAYOUTS:
            message = types.SimpleNamespace()
            for name, inner in LAYOUTS[kind]:
                setattr(message, name, self.read(inner))
                self.width = getattr(message, "width", self.width)
            return message
        if kind[0] == "*":
            return [self.read(kind[1:]) for _ in range(self.read("I"))]
        if kind in ("string", "bytes"):
            raw = self.take(self.read("I"))
            return raw.decode() if kind == "string" else raw
        if kind == "numbers":  # as many as the message's width says
            return struct.unpack(f">{self.width}f", self.take(4 * self.width))
        return self.take(int(kind)) if kind.isdigit() else struct.unpack(">" + kind, self.take(struct.calcsize(">" + kind)))[0]


class Client(contextlib.AbstractContextManager):
    def __init__(self, host="localhost", port=7433, token=None, tls=False, fingerprint=None, name="reverie_client.py/3"):
        """`token`: the text; `fingerprint`: the SHA-256 of the server's certificate in hexadecimal, if it is known."""
        self.socket, binding, self.request = socket.create_connection((host, port), timeout=60), bytes(32), 0
        if tls:  # the certificate is known by its fingerprint and signed by nobody: section 1
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket, server_hostname=host)
            binding = hashlib.sha256(self.socket.getpeercert(binary_form=True)).digest()
            if fingerprint and binding.hex() != fingerprint:
                raise ConnectionError("The server's certificate is another one.")
        self.stream, nonce = self.socket.makefile("rb"), os.urandom(16)
        hello = dict(magic=b"RVRI", minimumVersion=3, maximumVersion=3, features=0, clientNonce=nonce, client=name)
        answer = self.ask("HELLO", **hello)
        if answer.name == "CHALLENGE":  # section 4
            if token is None:
                raise ConnectionError("This server asks for a token.")
            prove = lambda end: hmac.digest(token.strip().encode(), f"reverie/3 {end}".encode() + nonce + server + binding,
                                            "sha256")
            server = answer.serverNonce
            answer = self.ask("AUTHENTICATE", proof=prove("client"))
            if not hmac.compare_digest(answer.proof, prove("server")):
                raise ConnectionError("The server does not know the token.")
        elif token is not None:
            raise ConnectionError("This server does not ask for the token, so it may be another one.")
        self.welcome = answer

    def __exit__(self, *_):
        self.stream.close(), self.socket.close()

    def send(self, name, **values):
        self.request, payload = self.request + 1, write(name, values)
        self.socket.sendall(struct.pack(">IHI", 6 + len(payload), TYPES[name], self.request) + payload)
        return self.request

    def receive(self, request):
        """The next message of `request`. Raises `Refusal` for ERROR and FAILED."""
        while True:
            header = self.stream.read(10)
            if len(header) < 10:
                raise ConnectionError("The server closed the connection.")
            length, type_, owner = struct.unpack(">IHI", header)
            if not 6 <= length <= 16 * 1024 * 1024: raise ConnectionError("This is no server of this protocol.")
            reader = Reader(self.stream.read(length - 6))
            if type_ not in NAMES or owner not in (0, request):
                continue
            event = reader.read(NAMES[type_])
            event.name = NAMES[type_]
            if event.name in ("ERROR", "FAILED"):
                raise Refusal(event)
            if owner == request:
                return event

    def ask(self, name, **values):
        return self.receive(self.send(name, **values))

    def models(self):
        return self.ask("LIST_MODELS").models

    def recipe(self, prompt, **changed):
        """The first model's defaults, but for what is `changed`. Options are [{"tag": 1, "value": ...}, ...]."""
        model = next(m for m in self.models() if changed.get("model") in (None, m.name))
        return {"model": model.name, "prompt": prompt, "negativePrompt": "", "seed": random.getrandbits(64), "count": 1,
                "steps": model.defaultSteps, "sampler": model.defaultSampler, "guidanceScale": model.defaultGuidanceScale,
                "options": [], **changed}

    def watch(self, request):
        """ACCEPTED or ATTACHED, then the job's events to the last."""
        yield (event := self.receive(request))
        while event.name not in ("FINISHED", "CANCELLED"):
            yield (event := self.receive(request))

    def submit(self, recipe, every=1, content=0, previews=ZLIB, images=PNG, key=None, trace=""):
        return self.watch(self.send("SUBMIT", idempotencyKey=key or os.urandom(16), trace=trace, previewEvery=every,
                                    previewContent=content, previewEncoding=previews, imageEncoding=images, **recipe))

    def attach(self, job, first=0, every=1, content=0, previews=ZLIB, images=PNG):
        return self.watch(self.send("ATTACH", job=job, fromStep=first, previewEvery=every, previewContent=content,
                                    previewEncoding=previews, imageEncoding=images))


def pixels(event):
    """The raw bytes of a PREVIEW or IMAGE that is not a PNG. Content 2 shows each picture twice."""
    shown = event.count * (1 + (event.content == 2)) if event.name == "PREVIEW" else 1
    size = shown * event.height * event.width * event.channels
    return event.pixels if event.encoding == RAW else zlib.decompressobj().decompress(event.pixels, size)
