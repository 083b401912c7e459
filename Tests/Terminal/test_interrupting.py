"""Ctrl-C, a connection that is lost, and ways to come back."""

import json
import re
import signal
import termios

LONG = ["generate", "ankle boot", "--seed", 7, "--steps", 1000]
QUESTION = "Detach (d), cancel (c"


def interrupted(terminal):
    terminal.wait_for("steps/s")
    terminal.forget()  # an earlier question is not this one
    terminal.type("\003")
    terminal.wait_for(QUESTION)


def test_ctrl_c_asks_and_detaches(client, out, keep):
    # Long enough for slow fingers.
    terminal = client.on_terminal(*LONG, "--count", 16, "--output", out)
    interrupted(terminal)
    keep(terminal, "ctrl-c")
    terminal.type("x")
    terminal.forget()
    terminal.wait_for("steps/s")
    assert QUESTION not in terminal.text
    interrupted(terminal)
    terminal.type("d")
    terminal.wait_for("reverie attach ")
    assert terminal.wait() == 0
    assert QUESTION not in terminal.text
    terminal.is_clean()
    job = re.search(r"reverie attach ([0-9a-f]{32})", terminal.raw)[1]
    listed = client.run("jobs", "--all")
    assert job in listed.stdout
    assert client.run("cancel", job).returncode == 0


def test_a_job_that_was_left_is_attached_to(client, out):
    job = client.run(*LONG, "--detach").stdout.strip()
    assert job in client.run("jobs", "--all").stdout
    terminal = client.on_terminal("attach", job, "--output", out)
    assert terminal.wait() == 0, terminal.text
    terminal.is_clean()
    # Later, without naming it.
    file = client.made("attach", "--output", out)
    assert file[0].read_bytes() == (out / "ankle-boot-seed7-1.png").read_bytes()
    assert client.run("verify", *file).returncode == 0
    assert client.run("attach", "0" * 32).returncode == 65


def test_what_is_watched_later_has_all_its_frames_from_there_on(client, out):
    job = client.run("generate", "bag", "--seed", 7, "--steps", 40, "--detach").stdout.strip()
    watched = client.run("attach", job, "--save-frames", "--animation", out / "a.png", "--output", out, "--json")
    assert watched.returncode == 0, watched.stderr
    events = [json.loads(line) for line in watched.stdout.splitlines()]
    assert {event["job"] for event in events if "job" in event} == {job}
    frames = [event["step"] for event in events if event["event"] == "frame"]
    # Of the steps before, which nobody watched, there are none, and that is said.
    assert frames and frames == list(range(frames[0], 41))
    assert ("missing: nobody watched" in watched.stderr) == (frames[0] > 1)


def test_a_program_that_nohup_started_stays_deaf(client, out):
    terminal = client.on_terminal(*LONG, "--output", out, ignored=[signal.SIGHUP, signal.SIGINT])
    terminal.wait_for("steps/s")
    terminal.type("\003")
    terminal.signal(signal.SIGHUP)
    assert terminal.wait() == 0 and QUESTION not in terminal.raw
    assert "1 picture of 1000 steps in" in terminal.text and len(list(out.iterdir())) == 1


def test_ctrl_c_ends_the_watching_of_an_attached_job_alone(client):
    job = client.run(*LONG, "--count", 16, "--detach").stdout.strip()
    terminal = client.on_terminal("attach", job)
    terminal.wait_for("steps/s")
    terminal.type("\003")
    assert terminal.wait() == 0
    assert f"Job {job} goes on" in terminal.text.replace("\n", "")
    terminal.is_clean()
    assert client.run("cancel", job).returncode == 0


def test_the_question_goes_when_the_job_ends_meanwhile(client, out):
    terminal = client.on_terminal(*LONG, "--output", out)
    interrupted(terminal)
    assert terminal.wait() == 0
    assert QUESTION not in terminal.text
    assert "1 picture of 1000 steps in" in terminal.text
    terminal.is_clean()
    assert len(list(out.iterdir())) == 1


def test_the_second_ctrl_c_cancels(client, out):
    terminal = client.on_terminal(*LONG, "--count", 16, "--output", out)
    interrupted(terminal)
    terminal.type("\003")
    assert terminal.wait() == 130, terminal.text
    assert "Cancelled at step" in terminal.text
    assert QUESTION not in terminal.text
    terminal.is_clean()
    assert not list(out.iterdir())
    assert client.run("jobs").stdout == ""


def test_ctrl_c_throws_nothing_away_that_is_drawn(client, out):
    """It would cut a picture off within its sequence, and Linux then leaves writer and terminal waiting for each other at times."""
    terminal = client.on_terminal(*LONG, "--count", 16, "--output", out)
    terminal.wait_for("steps/s")
    assert termios.tcgetattr(terminal.fd)[3] & termios.NOFLSH
    interrupted(terminal)
    assert termios.tcgetattr(terminal.fd)[3] & termios.NOFLSH
    terminal.type("c")
    assert terminal.wait() == 130
    terminal.is_clean()


def test_somebody_else_cancels(client, out):
    terminal = client.on_terminal(*LONG, "--count", 16, "--output", out)
    terminal.wait_for("steps/s")
    job = re.search(r"[0-9a-f]{32}", client.run("jobs").stdout)[0]
    assert client.run("cancel", job).returncode == 0
    assert terminal.wait() == 79, terminal.text
    terminal.is_clean()


def test_a_stopped_program_draws_afresh(client, out):
    """Ctrl-Z and `fg`, as a shell with jobs does them."""
    terminal = client.on_terminal(*LONG, "--output", out)
    terminal.wait_for("steps/s")
    terminal.signal(signal.SIGTSTP)
    terminal.wait_until_stopped()
    assert terminal.is_as_before()
    terminal.signal(signal.SIGCONT)
    assert terminal.wait() == 0
    assert "1 picture of 1000 steps in" in terminal.text
    terminal.is_clean()


def test_the_server_dies_and_comes_back(client, server, start_server, out, keep):
    own = start_server()
    terminal = client.on_terminal(*LONG, "--server", own.address, "--output", out)
    terminal.wait_for("steps/s")
    own.stop(signal.SIGKILL)
    terminal.wait_for("The connection was lost")
    keep(terminal, "lost")
    start_server(port=own.port, folder=own.folder)
    assert terminal.wait() == 0, terminal.text
    assert "1 picture of 1000 steps in" in terminal.text
    terminal.is_clean()
    assert client.run("verify", *out.iterdir()).returncode == 0


def test_leaves_a_server_that_does_not_come_back(client, start_server, out):
    own = start_server()
    terminal = client.on_terminal(*LONG, "--count", 16, "--server", own.address, "--output", out)
    terminal.wait_for("steps/s")
    own.stop(signal.SIGKILL)
    terminal.wait_for("The connection was lost")
    terminal.type("\003")
    terminal.wait_for(QUESTION)
    terminal.type("\003")
    assert terminal.wait() == 130, terminal.text
    terminal.is_clean()
    assert not list(out.iterdir())
