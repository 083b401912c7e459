"""A server for all tests, and a client of it."""

import os
import pathlib

import pytest
from programs import Client, LossyRelay, Server
from terminal import picture_of

SCREENS = os.environ.get("REVERIE_SCREENS")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """For tests that leave it alone."""
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture
def client(server, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return Client(home, server)


@pytest.fixture
def start_server(tmp_path):
    """Starts servers that a test may do with as it likes."""
    started = []

    def start(*options, **more):
        folder = tmp_path / f"server-{len(started)}"
        folder.mkdir()
        started.append(Server(more.pop("folder", folder), *options, **more))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def relay():
    started = []

    def start(*arguments, **options):
        started.append(LossyRelay(*arguments, **options))
        return started[-1]

    yield start
    for relay in started:
        relay.stop()


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def keep():
    """Keeps what a screen shows, for people to look at, where $REVERIE_SCREENS says so."""

    def keep(terminal, name):
        if SCREENS:
            picture_of(terminal, f"{SCREENS}/{name}.png")
            pathlib.Path(SCREENS, f"{name}.txt").write_text(terminal.text + "\n")

    return keep
