"""Reverie's programs as processes, on free ports and in a folder of their own."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

PROGRAMS = pathlib.Path(os.environ["REVERIE_PROGRAMS"])
WEIGHTS = pathlib.Path(__file__).resolve().parents[2] / "weights"


class Program:
    """One process, and the line in which it says that it is ready."""

    def __init__(self, name, *arguments, log):
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            [PROGRAMS / name, *map(str, arguments)], stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL,
            env={**os.environ, "XDG_CONFIG_HOME": str(log.parent)})
        self.ready = self.process.stdout.readline().decode()
        if not self.ready:
            raise RuntimeError(f"{name} did not start: {log.read_text()[-2000:]}")

    @property
    def ports(self):
        return [int(number) for number in re.findall(r"\d+", self.ready) if int(number) > 1023]

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(60)
        self.process.stdout.close()
        self.log.close()


class System:
    """The inference server and the gateway, each to be stopped and started anew.

    With the smallest model alone where a test does not say otherwise: what most look at does not depend on the model.
    """

    def __init__(self, *gateway_options, models=("fashion",)):
        self.gateway_options = gateway_options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reverie-browser-"))
        self.weights = self.folder / "weights"
        self.weights.mkdir()
        for name in (*models, "minilm"):
            (self.weights / name).symlink_to(WEIGHTS / name)
        self.server = self.gateway = None
        self.wire = self.http = 0
        self.start_server()
        self.start_gateway()

    @property
    def base(self):
        return f"http://localhost:{self.http}"

    def start_server(self):
        self.server = Program(
            "reverie-server", "--wire-port", self.wire, "--data-dir", self.folder / "server",
            "--weights", self.weights, log=self.folder / "server.log")
        self.wire = self.server.ports[-1]

    def start_gateway(self):
        self.gateway = Program(
            "reverie-gateway", "--http-port", self.http, "--server", f"localhost:{self.wire}", "--data-dir",
            self.folder / "gateway", *self.gateway_options, log=self.folder / "gateway.log")
        self.http = self.gateway.ports[-1]
        self.wait_for("/readyz")

    def command(self, *arguments, input=None):
        """One of the gateway's commands, beside it; what it says."""
        return subprocess.run(
            [PROGRAMS / "reverie-gateway", *arguments, "--data-dir", self.folder / "gateway"], input=input, text=True,
            check=True, capture_output=True).stdout

    def wait_for(self, path):
        deadline = time.monotonic() + 60
        while True:
            try:
                return urllib.request.urlopen(self.base + path, timeout=5).read()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def end(self):
        for program in (self.gateway, self.server):
            program.end()
        shutil.rmtree(self.folder)
