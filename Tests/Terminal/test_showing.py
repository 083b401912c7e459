"""Pictures that form in a terminal, by the best way that it has, and nothing left behind."""

import pytest

#: What tells that pictures are shown in a way.
MARKS = {
    "kitty": "\033_Ga=T,", "iterm2": "\033]1337;File=inline=1", "sixel": "\033P0;1q", "truecolor": "\033[38;2;",
    "256": "\033[38;5;",
}
BOOT = ["generate", "ankle boot", "--seed", 7]


@pytest.mark.parametrize("way", MARKS)
def test_shows_pictures_in_the_way_that_the_terminal_answers(client, out, keep, way):
    terminal = client.on_terminal(
        *BOOT, "--steps", 6, "--count", 2, "--output", out, answers=way, columns=100, rows=30)
    assert terminal.wait() == 0, terminal.text
    assert MARKS[way] in terminal.raw, terminal.text
    for other in {"kitty", "iterm2", "sixel", "truecolor"} - {way}:
        assert MARKS[other] not in terminal.raw, f"{other} too"
    terminal.is_clean()
    assert "2 pictures of 6 steps in" in terminal.text
    assert len(list(out.iterdir())) == 2
    keep(terminal, f"generate-{way}")


def test_does_not_wait_for_a_terminal_that_says_nothing(client, out):
    terminal = client.on_terminal(*BOOT, "--steps", 4, "--output", out, answers="silent")
    assert terminal.wait() == 0
    assert "1 picture of 4 steps in" in terminal.text
    terminal.is_clean()


@pytest.mark.parametrize("options, environment, way", [
    (["--graphics", "sixel"], {}, "sixel"), ([], {"REVERIE_GRAPHICS": "256"}, "256"),
    (["--graphics", "iterm2"], {"REVERIE_GRAPHICS": "256"}, "iterm2"),
])
def test_a_chosen_way_goes_before_the_answers(client, out, options, environment, way):
    terminal = client.on_terminal(
        *BOOT, "--steps", 4, "--output", out, *options, answers="kitty", environment=environment)
    assert terminal.wait() == 0
    assert MARKS[way] in terminal.raw and MARKS["kitty"] not in terminal.raw


def test_shows_the_noise_beside_what_is_predicted(client, out, keep):
    one, pair = (client.on_terminal(*BOOT, "--steps", 8, "--preview", preview, "--output", out, rows=40)
                 for preview in ("xt", "both"))
    assert one.wait() == 0 and pair.wait() == 0
    width = max(line.count("▀") for line in one.lines)
    assert max(line.count("▀") for line in pair.lines) == 2 * width
    keep(pair, "generate-both")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_writes_no_escape_sequence_where_none_is_wanted(client, out, environment):
    terminal = client.on_terminal(*BOOT, "--steps", 5, "--output", out, environment=environment)
    assert terminal.wait() == 0
    assert "\033" not in terminal.raw
    assert "1 picture of 5 steps in" in terminal.text


def test_fits_twenty_columns(client, server, out, keep):
    terminal = client.on_terminal(*BOOT, "--steps", 6, "--count", 2, "--output", out, columns=20, rows=24)
    assert terminal.wait() == 0
    assert "2 pictures of 6" in terminal.text
    terminal.is_clean()
    keep(terminal, "generate-20-columns")
    for command in (["models"], ["jobs", "--all"]):
        narrow = client.on_terminal(*command, columns=20, rows=40)
        assert narrow.wait() == 0
    status = client.on_terminal("status", columns=20, rows=8)
    status.wait_for("q ends this")
    status.type("q")
    assert status.wait() == 0


def test_a_new_size_leaves_nothing_behind(client, out, keep):
    terminal = client.on_terminal(*BOOT, "--steps", 600, "--output", out, columns=100, rows=30)
    terminal.wait_for("steps/s")
    for size in ((60, 20), (35, 14), (120, 40), (80, 24)):
        terminal.resize(*size)
        for _ in range(6):
            terminal.pump(0.1)
    assert terminal.wait() == 0
    assert len([line for line in terminal.lines if line.startswith("ankle boot")]) == 1, terminal.text
    assert terminal.text.count("1 picture of 600 steps in") == 1, terminal.text
    terminal.is_clean()
    keep(terminal, "generate-resized")


def test_status_is_live(client, server, keep):
    terminal = client.on_terminal("status", columns=90, rows=24)
    terminal.wait_for("q ends this")
    job = client.run("generate", "bag", "--steps", 1000, "--count", 16, "--detach").stdout.strip()
    terminal.wait_for("1 running")
    keep(terminal, "status")
    assert client.run("cancel", job).returncode == 0
    # The arrow keys begin with what the escape key sends.
    terminal.type("\033[A")
    terminal.wait_for("0 running")
    terminal.type("q")
    assert terminal.wait() == 0
    assert terminal.raw.rfind("\033[?1049l") > terminal.raw.rfind("\033[?1049h") >= 0
    terminal.is_clean()
    once = client.run("status")
    assert once.returncode == 0 and "jobs" in once.stdout and "\033" not in once.stdout
