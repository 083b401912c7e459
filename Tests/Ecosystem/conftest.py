"""The real programs, started once: a server, a gateway in front of it, and one that asks for a token."""

import os
import pathlib
import re
import signal
import subprocess
import time

import pytest
import requests

PROGRAMS = pathlib.Path(os.environ.get("REVERIE_PROGRAMS", ".build/release")).resolve()
TOKEN = "a token of more than thirty-two characters"


class Program:
    """One of Reverie's programs, from its ready line on."""

    def __init__(self, folder, name, *arguments):
        self.log = folder / f"{name}-{time.monotonic_ns()}.log"
        environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self.process = subprocess.Popen(
            [PROGRAMS / name, *map(str, arguments)], stdout=subprocess.PIPE, stderr=self.log.open("w"),
            env=environment, text=True)
        ready = self.process.stdout.readline()
        self.port = int(re.findall(r"\d{4,5}", ready)[0])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0, self.log.read_text()


class System:
    def __init__(self, folder, *options, server_options=()):
        self.server = Program(folder, "reverie-server", "--wire-port", 0, "--log-format", "json", *server_options)
        self.gateway = Program(
            folder, "reverie-gateway", "--http-port", 0, "--server", f"localhost:{self.server.port}",
            "--data-dir", folder / "data", "--no-rate-limit", *options)
        self.url = f"http://localhost:{self.gateway.port}"
        deadline = time.monotonic() + 60
        while requests.get(self.url + "/readyz").status_code != 200:
            assert time.monotonic() < deadline, self.gateway.log.read_text()
            time.sleep(0.05)

    def stop(self):
        self.gateway.stop()
        self.server.stop()


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    system = System(tmp_path_factory.mktemp("system"), "--log-format", "json")
    yield system
    system.stop()


@pytest.fixture(scope="session")
def closed(tmp_path_factory):
    """A gateway that asks for a token."""
    folder = tmp_path_factory.mktemp("closed")
    file = folder / "token"
    file.touch(0o600)
    file.write_text(TOKEN + "\n")
    system = System(folder, "--api-token-file", file)
    yield system
    system.stop()
