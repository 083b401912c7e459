#!/usr/bin/env python3
"""Takes examples/pictures/terminal.png: what a terminal shows while pictures form.

    REVERIE_PROGRAMS=.build/release python3 Tests/Terminal/screenshot.py examples/pictures/terminal.png
"""
import pathlib
import re
import sys
import tempfile

from PIL import Image, ImageOps
from programs import PROGRAMS, Client, Server
from terminal import Terminal, picture_of

COMMAND = 'reverie generate "a fox" --seed 7 --count 4 --steps 60 --output foxes/'
AT = re.compile(r"step (\d+)/60")


def main():
    with tempfile.TemporaryDirectory() as name:
        home = pathlib.Path(name)
        server = Server(home)
        environment = {
            **Client(home, server).environment, "PS1": r"\[\033[1;38;5;114m\]~ $\[\033[0m\] ",
            "PATH": f"{PROGRAMS.resolve()}:/usr/bin:/bin"}
        shell = Terminal(
            ["bash", "--norc", "--noprofile", "-i"], environment=environment, columns=120, rows=22, cwd=name)
        shell.wait_for("~ $")
        shell.type(COMMAND + "\n")
        while not any(int(step) >= 21 for step in AT.findall(shell.text)):
            shell.pump(0.1)
        picture_of(shell, sys.argv[1], scale=1.5)
        shell.type("\003")
        shell.wait_for("Detach (d), cancel (c")
        shell.type("c")
        shell.wait_for("Cancelled")
        shell.type("exit\n")
        shell.wait()
        server.stop()
    # Without the rows that are left for the names of the files.
    picture = ImageOps.crop(Image.open(sys.argv[1]), (0, 0, 0, 4 * 18))
    ImageOps.expand(picture, border=12, fill="#101014").quantize(256).save(sys.argv[1], optimize=True)


main()
