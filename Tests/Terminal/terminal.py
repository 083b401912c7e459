"""A terminal for programs under test: a pseudo-terminal whose screen is pyte's, and which answers what it is asked."""
import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import pyte

# Seconds, whatever a busy machine takes: nothing here measures time.
PATIENCE = 300

#: What terminals answer, by the way they show pictures.
ANSWERS = {
    "kitty": "\033_Gi=31;OK\033\\\033P>|kitty(0.35.2)\033\\\033[6;16;8t\033P1$r48:2:1:2:3m\033\\\033[?62;c",
    "iterm2": "\033P>|iTerm2 3.5.0\033\\\033[6;16;8t\033[?62;c",
    "sixel": "\033P>|foot(1.16.2)\033\\\033[6;16;8t\033[?62;4;22c",
    "truecolor": "\033P>|VTE(7600)\033\\\033P1$r0;48:2:1:2:3m\033\\\033[?65;1;9c",
    "256": "\033[?62;c",
    "silent": "",
}

#: Commands that pyte would print: application, device control and operating system commands.
STRINGS = re.compile(r"\033[_P\]].*?(?:\033\\|\007)", re.S)


def size(columns, rows):
    return struct.pack("HHHH", rows, columns, columns * 8, rows * 16)


class Terminal:
    def __init__(self, command, answers="truecolor", columns=80, rows=24, environment=None, cwd=None,
                 ignored=()):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        self.forgotten = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pending = ""
        self.answers = ANSWERS[answers]
        self.status = None
        #: Whether the terminal was as before when the program had ended.
        self.restored = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                if cwd:
                    os.chdir(cwd)
                surroundings = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
                for name in ("COLORTERM", "NO_COLOR", "TERM_PROGRAM", "LC_TERMINAL"):
                    if name not in (environment or {}):
                        surroundings.pop(name, None)
                # Whoever runs these tests in the background has told them to ignore Ctrl-C.
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP):
                    signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
                # The size is there before the program looks.
                fcntl.ioctl(0, termios.TIOCSWINSZ, size(columns, rows))
                os.execvpe(command[0], command, surroundings)
            finally:
                os._exit(127)

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size(columns, rows))
        self.screen.resize(rows, columns)

    def type(self, text):
        os.write(self.fd, text.encode())

    def pump(self, seconds):
        """Reads for a while; False at the end of the program."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            return False
        text = self.decoder.decode(data)
        self.raw += text
        if self.answers and "\033[c" in text:
            os.write(self.fd, self.answers.encode())
        self.pending = STRINGS.sub("", self.pending + text)
        begun = re.search(r"\033(?:[_P\]].*)?$", self.pending, re.S)
        ready = self.pending[:begun.start()] if begun else self.pending
        self.pending = self.pending[len(ready):]
        # pyte knows no faint letters.
        self.stream.feed(ready.replace("\033[2m", "\033[38;5;244m"))
        return True

    @property
    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self):
        return "\n".join(self.lines).rstrip()

    def forget(self):
        """What was written so far and is not on the screen is not what `wait_for` waits for."""
        self.forgotten = len(self.raw)

    def wait_for(self, part, limit=PATIENCE):
        deadline = time.monotonic() + limit
        while part not in self.text and part not in self.raw[max(self.forgotten, len(self.raw) - 20000):]:
            assert time.monotonic() < deadline, f"“{part}” did not come:\n{self.text}"
            if not self.pump(0.1):
                break
        assert part in self.text or part in self.raw[self.forgotten:], f"“{part}” did not come:\n{self.text}"

    def wait(self, limit=PATIENCE):
        """The exit status, when the program has ended."""
        deadline = time.monotonic() + limit
        while self.pump(0.1):
            assert time.monotonic() < deadline, f"it did not end:\n{self.text}"
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
                while select.select([self.fd], [], [], 0.1)[0] and self.pump(0):
                    pass
                break
        if self.status is None:
            _, self.status = os.waitpid(self.pid, 0)
        self.restored = self.is_as_before()
        os.close(self.fd)
        return os.waitstatus_to_exitcode(self.status)

    def is_as_before(self):
        """Whether what is typed is shown and read line by line, as it was before the program."""
        flags = termios.ECHO | termios.ICANON | termios.ISIG
        return termios.tcgetattr(self.fd)[3] & flags == flags

    def is_clean(self):
        """Asserts that the program has put everything back."""
        for on, off in (("\033[?25h", "\033[?25l"), ("\033[?7h", "\033[?7l"), ("\033[?2026l", "\033[?2026h")):
            assert self.raw.rfind(on) >= self.raw.rfind(off), f"{on!r} is missing at the end"
        assert self.restored, "the keyboard is not as it was"

    def signal(self, number):
        os.kill(self.pid, number)

    def wait_until_stopped(self, limit=PATIENCE):
        deadline = time.monotonic() + limit
        while True:
            self.pump(0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid:
                break
            assert time.monotonic() < deadline, f"it did not stop:\n{self.text}"
        assert os.WIFSTOPPED(status), f"it ended:\n{self.text}"
        while select.select([self.fd], [], [], 0.1)[0] and self.pump(0):
            pass


def picture_of(terminal, path, scale=2):
    """The screen as a PNG, for people: half blocks in their colours, other characters as boxes."""
    from PIL import Image, ImageDraw, ImageFont
    screen = terminal.screen
    width, height = int(6 * scale), int(12 * scale)
    image = Image.new("RGB", (screen.columns * width, screen.lines * height), "#101014")
    draw = ImageDraw.Draw(image)
    try:
        font = ImageFont.truetype("DejaVuSansMono.ttf", 9.8 * scale)
    except OSError:
        font = ImageFont.load_default()

    def colour(value, otherwise):
        return otherwise if value == "default" else f"#{value}" if re.fullmatch("[0-9a-f]{6}", value) else value

    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            front, back = colour(cell.fg, "#d8d8d8"), colour(cell.bg, "#101014")
            left, top = x * width, y * height
            draw.rectangle([left, top, left + width - 1, top + height - 1], fill=back)
            if cell.data == "▀":
                draw.rectangle([left, top, left + width - 1, top + height // 2 - 1], fill=front)
            elif cell.data == "━":
                draw.rectangle([left, top + height // 2 - 1, left + width - 1, top + height // 2 + 1], fill=front)
            elif cell.data.strip():
                draw.text((left, top), cell.data, fill=front, font=font)
    image.save(path)
