"""Reverie's programs as these tests run them: a server on a port of its own, and a client in a home of its own."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import threading

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


class LossyRelay:
    """Between a client and a server: previews of these steps are lost, those of a connection's first job or of every one."""

    PREVIEW = 0x8006

    def __init__(self, server, lost, of_every_job=False):
        self.server, self.lost, self.of_every_job, self.count = server, lost, of_every_job, 0
        self.listener = socket.create_server(("localhost", 0))
        self.address = f"localhost:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            far = socket.create_connection(("localhost", self.server.port))
            threading.Thread(target=self.copy, args=(near, far), daemon=True).start()
            threading.Thread(target=self.lose, args=(far.makefile("rb"), near), daemon=True).start()

    def copy(self, source, to):
        while data := source.recv(65536):
            to.sendall(data)
        to.shutdown(socket.SHUT_WR)

    def lose(self, source, to):
        """A frame is length u32, type u16, request u32 (the specification's section 1); a preview begins with its step u32."""
        first = None
        while head := source.read(4):
            body = source.read(int.from_bytes(head, "big"))
            kind, request = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:6], "big")
            if kind == self.PREVIEW:
                first = request if first is None else first
                if (self.of_every_job or request == first) and int.from_bytes(body[6:10], "big") in self.lost:
                    self.count += 1
                    continue
            to.sendall(head + body)
        to.close()

    def stop(self):
        self.listener.close()


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
