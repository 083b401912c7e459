"""The sites for nginx and Caddy in examples/deploy, with the real nginx and Caddy: they pass an event on before the next one is
made, tell the gateway when a browser goes, and let a picture through. For that a small server that waits for the test stands in
place of the gateway; where the folder of Reverie's programs is named, the real gateway with the real server takes its turn.

    apt-get install nginx caddy openssl
    python3 Tests/Deploy/proxies.py [.build/release]
"""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

DEPLOY = pathlib.Path(__file__).parents[2] / "examples" / "deploy"
NAME = "reverie.example.org"
PATIENCE = 30  # seconds, for what must come
PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stream:
    def __init__(self):
        self.next_event = threading.Semaphore(0)
        self.browser_is_gone = threading.Event()


class Gateway(http.server.ThreadingHTTPServer):
    """Answers as the gateway does, and makes each event only when the test says so."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.streams = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stream(self, path):
        return self.streams.setdefault(path, Stream())

    def handle_error(self, request, client_address):
        pass  # connections that break are what is tested


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self.path.endswith("/events"):
            self.answer({"host": self.headers["Host"], "proto": self.headers.get("X-Forwarded-Proto")})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        stream = self.server.stream(self.path)
        try:
            for number in range(1000):
                if not stream.next_event.acquire(timeout=PATIENCE):
                    return
                event = f"id: {number}\ndata: {number}\n\n".encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
                self.wfile.flush()
        except OSError:
            stream.browser_is_gone.set()

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        left = length
        while left > 0 and (part := self.rfile.read(min(left, 1 << 20))):
            left -= len(part)
        self.answer({"received": length - left})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def start_nginx(folder, gateway, http_port, https_port):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        + ["-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text()
    site = re.sub(r"\n *listen \[::\].*", "", site)
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{http_port};", "listen 443 ": f"listen 127.0.0.1:{https_port} ",
        "server 127.0.0.1:8080;": f"server 127.0.0.1:{gateway};",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(key),
    }.items():
        assert old in site, old
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # As Debian's nginx.conf has it, as far as it touches streaming: gzip is on.
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; gzip on; {temporary} include {folder}/site.conf; }}\n")
    subprocess.run(["nginx", "-t", "-c", folder / "nginx.conf"], check=True, capture_output=True)
    return subprocess.Popen(["nginx", "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)


def start_caddy(folder, gateway, http_port, https_port):
    site = (DEPLOY / "Caddyfile").read_text()
    for old, new in {f"\n{NAME} {{": f"\n{NAME}:{https_port} {{\n\ttls internal", "127.0.0.1:8080": f"127.0.0.1:{gateway}"}.items():
        assert old in site, old
        site = site.replace(old, new)
    options = f"{{\n\tadmin off\n\thttp_port {http_port}\n\thttps_port {https_port}\n\tskip_install_trust\n\tgrace_period 1s\n}}\n"
    (folder / "Caddyfile").write_text(options + site)
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    command = ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def wait_until(ready, process):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if ready():
                return
        except (OSError, ValueError):
            pass
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} is not ready")
        time.sleep(0.1)


class Fronted:
    """Something behind a proxy."""

    @classmethod
    def setUpClass(cls):
        if not shutil.which(cls.program):
            raise unittest.SkipTest(f"{cls.program} is not installed")
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(tempfile.TemporaryDirectory()))
        port = cls.start_gateway()
        cls.http, cls.https = free_port(), free_port()
        process = cls.run_program(cls.start(cls.folder, port, cls.http, cls.https))
        wait_until(lambda: cls.get("/healthz"), process)

    @classmethod
    def run_program(cls, process):
        cls.stack.callback(process.wait, timeout=PATIENCE)
        cls.stack.callback(process.terminate)
        return process

    @classmethod
    def connect(cls):
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(NAME, timeout=PATIENCE, context=context)
        raw = socket.create_connection(("127.0.0.1", cls.https), timeout=PATIENCE)
        connection.sock = context.wrap_socket(raw, server_hostname=NAME)
        return connection

    @classmethod
    def get(cls, path):
        with contextlib.closing(cls.connect()) as connection:
            connection.request("GET", path)
            return json.loads(connection.getresponse().read())


class Proxies(Fronted):
    """What each of them must do."""

    @classmethod
    def start_gateway(cls):
        cls.gateway = Gateway()
        cls.stack.callback(cls.gateway.shutdown)
        return cls.gateway.server_address[1]

    def test_an_event_comes_before_the_next_is_made(self):
        stream = self.gateway.stream("/api/jobs/1/events")
        with contextlib.closing(self.connect()) as connection:
            connection.request("GET", "/api/jobs/1/events")
            for number in range(3):
                stream.next_event.release()
                if number == 0:
                    response = connection.getresponse()
                    self.assertEqual(response.getheader("Content-Type"), "text/event-stream")
                self.assertEqual(response.readline(), f"id: {number}\n".encode())
                self.assertEqual(response.readline(), f"data: {number}\n".encode())
                self.assertEqual(response.readline(), b"\n")

    def test_the_gateway_hears_that_a_browser_is_gone(self):
        stream = self.gateway.stream("/api/jobs/2/events")
        connection = self.connect()
        connection.request("GET", "/api/jobs/2/events")
        stream.next_event.release()
        response = connection.getresponse()
        response.readline()
        response.close()
        connection.close()
        deadline = time.monotonic() + PATIENCE
        while not stream.browser_is_gone.wait(0.1) and time.monotonic() < deadline:
            stream.next_event.release()
        self.assertTrue(stream.browser_is_gone.is_set())

    def test_pictures_pass_and_floods_do_not(self):
        with contextlib.closing(self.connect()) as connection:
            connection.request("POST", "/api/images", body=bytes(20 << 20))
            self.assertEqual(json.loads(connection.getresponse().read()), {"received": 20 << 20})
        with contextlib.closing(self.connect()) as connection, contextlib.suppress(OSError):
            connection.request("POST", "/api/images", body=bytes(40 << 20))
            self.assertGreaterEqual(connection.getresponse().status, 400)

    def test_the_gateway_knows_its_name(self):
        answer = self.get("/")
        self.assertEqual(answer["host"].split(":")[0], NAME)
        self.assertEqual(answer["proto"], "https")

    def test_plain_connections_are_sent_to_the_secure_ones(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", "/catalogue", headers={"Host": NAME})
            response = connection.getresponse()
            self.assertIn(response.status, (301, 308))
            self.assertTrue(response.getheader("Location").startswith(f"https://{NAME}"))


class NginxTests(Proxies, unittest.TestCase):
    program = "nginx"
    start = staticmethod(start_nginx)


class CaddyTests(Proxies, unittest.TestCase):
    program = "caddy"
    start = staticmethod(start_caddy)


class RealGateway(Fronted):
    """The whole way: server, gateway, proxy."""

    @classmethod
    def start_gateway(cls):
        if PROGRAMS is None:
            raise unittest.SkipTest("the folder of Reverie's programs is not named")
        _, wire = cls.started("reverie-server", "--wire-port", "0")
        # By the name that the example's `server` line has: the proxy is on this machine.
        cls.gateway, port = cls.started(
            "reverie-gateway", "--http-port", "0", "--server", f"localhost:{wire}", "--trusted-proxy", "127.0.0.1")
        return port

    @classmethod
    def started(cls, name, *options):
        log = cls.stack.enter_context(open(cls.folder / f"{name}.log", "w"))
        process = subprocess.Popen(
            [PROGRAMS / name, *options, "--data-dir", cls.folder / name], stdout=subprocess.PIPE, stderr=log, text=True)
        cls.stack.enter_context(process.stdout)
        cls.run_program(process)
        return process, int(re.findall(r"\d{4,5}", process.stdout.readline())[-1])

    def send(self, method, path, wish=None, headers=None):
        with contextlib.closing(self.connect()) as connection:
            body = None if wish is None else json.dumps(wish)
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            response = connection.getresponse()
            return response.status, json.loads(response.read() or "null")

    def test_each_step_is_seen_when_it_is_made(self):
        wait_until(lambda: self.send("GET", "/readyz")[0] == 200, self.gateway)
        status, job = self.send("POST", "/api/jobs", {"prompt": "ankle boot", "steps": 1000, "count": 16, "seed": "7"})
        self.assertEqual(status, 202, job)
        with contextlib.closing(self.connect()) as connection:
            connection.request("GET", job["events"])
            response = connection.getresponse()
            self.assertEqual(response.getheader("Content-Type"), "text/event-stream")
            steps = []
            events = self.events(response)
            while len(steps) < 5:
                event, data = next(events)
                if event == "preview":
                    steps.append(data["step"])
            # They came while the rest was still to be made, and not long ago: nothing waits in a buffer.
            self.assertEqual(steps, sorted(set(steps)))
            state = self.get(f"/api/jobs/{job['id']}")
            self.assertEqual(state["state"], "running")
            self.assertLess(state["frames"][-1]["step"], 1000)
            self.assertEqual(self.send("DELETE", f"/api/jobs/{job['id']}")[0], 204)
            self.assertIn("cancelled", [event for event, _ in events])

    @staticmethod
    def events(response):
        name = None
        while line := response.readline().decode():
            key, _, value = line.rstrip("\n").partition(": ")
            if key == "event":
                name = value
            if key == "data":
                yield name, json.loads(value)

    def test_the_gateway_is_called_as_the_browser_calls_it(self):
        own, other = f"https://{NAME}", "https://elsewhere.example"
        wish = {"prompt": "bag", "response_format": "url", "steps": 2}
        status, answer = self.send("POST", "/v1/images/generations", wish, {"Origin": own})
        self.assertEqual(status, 200, answer)
        self.assertTrue(answer["data"][0]["url"].startswith(own + "/api/jobs/"), answer)
        self.assertEqual(self.send("POST", "/v1/images/generations", wish, {"Origin": other})[0], 403)


class NginxAndAllTests(RealGateway, unittest.TestCase):
    program = "nginx"
    start = staticmethod(start_nginx)


class CaddyAndAllTests(RealGateway, unittest.TestCase):
    program = "caddy"
    start = staticmethod(start_caddy)


if __name__ == "__main__":
    unittest.main()
