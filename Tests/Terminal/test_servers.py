"""Servers that are found, logged in to, away, or not what they were."""

import json
import re
import signal

import pytest
from programs import Client

TOKEN = "0123456789abcdef" * 4


@pytest.fixture
def closed(start_server, tmp_path):
    """A server that asks for a token, over TLS."""
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text(TOKEN)
    return start_server("--token-file", secret, "--tls", "--host", "127.0.0.1")


def test_login_remembers(closed, tmp_path):
    client = Client(tmp_path)
    config = tmp_path / "config" / "reverie"
    terminal = client.on_terminal("login", closed.address, "--profile", "mine")
    terminal.wait_for("Is that what the server wrote")
    fingerprint = re.search(r"([0-9a-f]{64})", terminal.raw)[1]
    terminal.type("yes\n")
    terminal.wait_for("Token of")
    terminal.type(TOKEN + "\n")
    assert terminal.wait() == 0, terminal.text
    assert TOKEN not in terminal.raw
    terminal.is_clean()
    for name in ("config.toml", "mine.token"):
        assert (config / name).stat().st_mode & 0o777 == 0o600
    models = client.run("models")
    assert models.returncode == 0 and "fashion" in models.stdout
    # A wrong token, and another certificate than the one that is known.
    assert client.run("login", closed.address, "--fingerprint", fingerprint, input="f" * 64).returncode == 77
    refused = client.run("login", closed.address, "--fingerprint", "0" * 64, input=TOKEN)
    assert refused.returncode == 77 and "another certificate" in refused.stderr
    # What a second login is not told stays as it was.
    settings = (config / "config.toml").read_text() + '# Mine.\ngateway = "http://pi:8080"\noutput = "/tmp"\n'
    (config / "config.toml").write_text(settings)
    mine = ["login", closed.address, "--fingerprint", fingerprint, "--profile", "mine"]
    assert client.run(*mine, input=TOKEN).returncode == 0
    again = (config / "config.toml").read_text()
    assert sorted(again.splitlines()) == sorted(settings.splitlines())
    text = (config / "config.toml").read_text()
    (config / "config.toml").write_text(text.replace(fingerprint, "0" * 64))
    changed = client.run("models")
    assert changed.returncode == 77 and "certificate" in changed.stderr
    (config / "config.toml").write_text("nonsense =\n")
    broken = client.run("models")
    assert broken.returncode == 78 and "line 1" in broken.stderr


def test_ctrl_c_where_a_token_is_asked_for(closed, tmp_path):
    terminal = Client(tmp_path).on_terminal("login", closed.address)
    terminal.wait_for("Is that what the server wrote")
    terminal.type("yes\n")
    terminal.wait_for("Token of")
    terminal.type("abc\003")
    assert terminal.wait() == -signal.SIGINT
    terminal.is_clean()
    assert not (tmp_path / "config").exists()


def test_flags_go_before_the_environment_and_that_before_the_profile(server, tmp_path):
    client = Client(tmp_path)
    config = tmp_path / "config" / "reverie"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(
        f'profile = "here"\n[profiles.here]\nserver = "{server.address}"\n[profiles.away]\nserver = "localhost:1"\n')
    away = {"REVERIE_SERVER": "localhost:1"}
    assert client.run("models").returncode == 0
    assert client.run("models", "--profile", "away").returncode == 69
    assert client.run("models", environment=away).returncode == 69
    assert client.run("models", "--server", server.address, environment=away).returncode == 0
    assert client.run("models", "--profile", "none").returncode == 78


def test_a_server_that_is_away(client, out):
    command = ["generate", "bag", "--server", "localhost:1", "--output", out]
    away = client.run(*command)
    assert away.returncode == 69 and "localhost:1" in away.stderr and away.stderr.count("\n") == 1
    assert "cause" not in away.stderr and "cause" in client.run(*command, "--verbose").stderr


@pytest.mark.parametrize("command, status", [
    (["generate", "bag", "--steps", "0"], 64), (["generate", "bag", "--sampler", "magic"], 65),
    (["generate", "bag", "--model", "none"], 65), (["generate", "bag", "--steps", "100000"], 65),
    (["nonsense"], 64), (["models", "--server", "not a host:x"], 64),
])
def test_exit_codes_of_refusals(client, out, command, status):
    refused = client.run(*command, cwd=out)
    assert refused.returncode == status, refused
    assert refused.stderr and not refused.stdout


def test_servers_are_discovered(client, server, start_server):
    shown = start_server("--host", "0.0.0.0", "--insecure")
    hidden = start_server("--host", "0.0.0.0", "--insecure", "--no-discovery")
    found = client.run("discover", "--seconds", "3", "--json")
    ports = {int(json.loads(line)["address"].rsplit(":", 1)[1]) for line in found.stdout.splitlines()}
    assert shown.port in ports and hidden.port not in ports and server.port not in ports, found
