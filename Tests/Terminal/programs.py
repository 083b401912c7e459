"""Reverie's programs as these tests run them: a server on a port of its own, and a client in a home of its own."""

import os
import pathlib
import re
import signal
import subprocess

from terminal import PATIENCE, Terminal

PROGRAMS = pathlib.Path(os.environ["REVERIE_PROGRAMS"])
CLIENT = str(PROGRAMS / "reverie")


class Server:
    """`reverie-server`, from the line on in which it says that it is ready."""

    def __init__(self, folder, *options, port=0):
        self.folder = folder
        self.log = open(folder / "server.log", "ab")
        self.process = subprocess.Popen(
            [PROGRAMS / "reverie-server", "--wire-port", str(port), "--data-dir", folder / "data", *options],
            stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True)
        ready = self.process.stdout.readline()
        assert ready, (folder / "server.log").read_text()[-2000:]
        self.port = int(re.findall(r":(\d+)", ready)[-1])
        self.address = f"localhost:{self.port}"

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.log.close()


class Client:
    """`reverie`, of somebody with a home of their own."""

    def __init__(self, home, server=None):
        self.environment = {
            **os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state")}
        for name in [name for name in self.environment if name.startswith("REVERIE_")]:
            del self.environment[name]
        if server:
            self.environment["REVERIE_SERVER"] = server.address

    def run(self, *arguments, environment={}, text=True, **options):
        """Without a terminal, to the end."""
        return subprocess.run(
            [CLIENT, *map(str, arguments)], env={**self.environment, **environment}, capture_output=True, text=text,
            timeout=PATIENCE, **options)

    def made(self, *arguments, **options):
        """The files that a command which goes well says it has written."""
        done = self.run(*arguments, **options)
        assert done.returncode == 0, done.stderr
        return [pathlib.Path(line) for line in done.stdout.splitlines()]

    def start(self, *arguments):
        """Without a terminal, going on."""
        return subprocess.Popen(
            [CLIENT, *map(str, arguments)], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)

    def on_terminal(self, *arguments, environment={}, **options):
        return Terminal(
            [CLIENT, *map(str, arguments)], environment={**self.environment, **environment}, **options)
