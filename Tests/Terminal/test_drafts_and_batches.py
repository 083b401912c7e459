"""Many pictures: some that are picked, and lists that are gone through."""

import json
import shutil
import time

import pytest
from PIL import Image
from terminal import PATIENCE


def test_some_of_a_draft_are_finished(client, out, keep):
    bag = ["bag", "--seed", 4, "--count", 6, "--steps", 10]
    terminal = client.on_terminal("draft", *bag, "--output", out, columns=100, rows=40)
    terminal.wait_for("Which ones to finish")
    keep(terminal, "draft")
    terminal.type("nonsense\n")
    terminal.wait_for("Say numbers from 1 to 6")
    terminal.type("2 5-6\n")
    assert terminal.wait() == 0, terminal.text
    terminal.is_clean()
    keep(terminal, "draft-finished")
    names = sorted(file.name for file in out.iterdir())
    assert names == ["bag-seed4-2.png", "bag-seed4-5.png", "bag-seed4-6.png", "bag-seed4-draft.png"]
    whole = client.made("generate", *bag, "--output", out / "whole")
    for number in (2, 5, 6):
        assert (out / f"bag-seed4-{number}.png").read_bytes() == whole[number - 1].read_bytes()
    client.made("finish", out / "bag-seed4-draft.png", 1, 3, "--output", out)
    assert (out / "bag-seed4-3.png").read_bytes() == whole[2].read_bytes()


def test_a_draft_says_how_to_go_on_where_nobody_can_be_asked(client, out):
    drafted = client.run("draft", "bag", "--count", 2, "--steps", 10, "--output", out)
    assert drafted.returncode == 0 and "reverie finish" in drafted.stderr
    untold = client.run("draft", "bag", "--count", 2, "--no-metadata", "--output", out / "untold")
    assert untold.returncode == 64 and "--no-metadata" in untold.stderr


def test_a_draft_that_is_left_asks_for_nothing_more(client, out):
    long = ["bag", "--count", 16, "--steps", 1000, "--at", 1, "--output", out]
    terminal = client.on_terminal("draft", *long, "--pick", 1)
    terminal.wait_for("steps/s")
    terminal.type("\003")
    terminal.wait_for("Detach (d), cancel (c")
    terminal.type("d")
    assert terminal.wait() == 0, terminal.text
    terminal.is_clean()
    assert not list(out.iterdir())
    jobs = [json.loads(line)["job"] for line in client.run("jobs", "--all", "--json").stdout.splitlines()]
    assert len(jobs) == 1, "another job was asked for"
    assert client.run("cancel", *jobs).returncode == 0


def ends(test):
    deadline = time.monotonic() + PATIENCE
    while not test() and time.monotonic() < deadline:
        time.sleep(0.2)
    return test()


@pytest.fixture
def prompts(tmp_path):
    file = tmp_path / "list"
    lines = [json.dumps({"prompt": "bag", "seed": n, "steps": 20 + n}) if n % 3 else "ankle boot" for n in range(24)]
    file.write_text("# bags and boots\n" + "\n".join(lines) + "\n")
    return file


def test_a_batch_goes_on_where_it_was(client, out, tmp_path, prompts):
    command = ["batch", prompts, "--steps", 20, "--jobs", 3, "--output"]
    for _ in range(3):
        running = client.start(*command, out)
        for _ in range(3):
            running.stdout.readline()
        running.kill()
        running.wait()
        running.stdout.close()
    last = client.run(*command, out, "--json")
    assert last.returncode == 0, last.stderr
    summary = json.loads(last.stdout.splitlines()[-1])
    assert summary["event"] == "summary" and summary["done"] + summary["before"] == 24
    assert summary["before"] >= 3 and summary["failed"] == 0 == summary["left"]
    nothing = client.run(*command, out)
    assert nothing.returncode == 0 and "24 were done before" in nothing.stderr and not nothing.stdout
    recipes = {Image.open(file).text["reverie"] for file in out.iterdir()}
    assert len(recipes) == 24 == len(list(out.iterdir())), "something was made twice, or not at all"
    # The seeds of lines without one are the journal's.
    journal = tmp_path / "journal"
    journal.write_text((tmp_path / "list.progress").read_text().splitlines(keepends=True)[0])
    client.made("batch", prompts, "--steps", 20, "--jobs", 1, "--journal", journal, "--output", out / "clean")
    clean = sorted(file.read_bytes() for file in (out / "clean").iterdir())
    shutil.rmtree(out / "clean")
    assert clean == sorted(file.read_bytes() for file in out.iterdir())


def test_a_line_that_fails_does_not_end_the_batch(client, out, tmp_path):
    (tmp_path / "bad").write_text('bag\n{"prompt":"x","sampler":"magic"}\n')
    bad = client.run("batch", tmp_path / "bad", "--steps", 2, "--output", out)
    assert bad.returncode == 1 and "Line 2" in bad.stderr and "1 done, 1 failed" in bad.stderr
    (tmp_path / "worse").write_text('bag\n{"promt":"x"}\n')
    worse = client.run("batch", tmp_path / "worse", "--output", out)
    assert worse.returncode == 64 and "ine 2" in worse.stderr and worse.stderr.count("\n") == 1


def test_a_batch_on_a_terminal(client, out, prompts, keep):
    terminal = client.on_terminal("batch", prompts, "--output", out)
    terminal.wait_for("done")
    keep(terminal, "batch")
    assert terminal.wait() == 0 and "24/24 done" in terminal.text
    terminal.is_clean()


def test_ctrl_c_leaves_a_batch_to_go_on_later(client, out, prompts):
    command = ["batch", prompts, "--steps", 300, "--count", 4, "--output", out]
    terminal = client.on_terminal(*command)
    terminal.wait_for("1/24 done")
    terminal.type("\003")
    terminal.wait_for("Detach (d), cancel (c")
    terminal.type("\003")
    assert terminal.wait() == 130, terminal.text
    assert "left: go on with the same command" in terminal.text
    terminal.is_clean()
    # A server may take a moment to end the steps that it is at.
    assert ends(lambda: client.run("jobs").stdout == ""), client.run("jobs").stdout
    assert "cancelled" in client.run("jobs", "--all").stdout


def test_the_jobs_of_a_batch_that_is_left_are_remembered(client, tmp_path, out):
    (tmp_path / "long").write_text("bag\ncoat\n")
    terminal = client.on_terminal("batch", tmp_path / "long", "--steps", 1000, "--count", 16, "--output", out)
    terminal.wait_for("steps/s")
    terminal.type("\003")
    terminal.wait_for("Detach (d), cancel (c")
    terminal.type("d")
    assert terminal.wait() == 130, terminal.text
    terminal.is_clean()
    jobs = [json.loads(line)["job"] for line in client.run("jobs", "--json").stdout.splitlines()]
    assert len(jobs) == 2, "jobs that go on are not known"
    assert client.run("cancel", *jobs).returncode == 0


def test_a_batch_does_not_write_over_its_own_pictures(client, out, tmp_path):
    (tmp_path / "list").write_bytes(b"\xef\xbb\xbfbag\r\ncoat\r\n")
    (out / "x.png").write_bytes(b"old")
    command = ["batch", tmp_path / "list", "--steps", 2, "--count", 2, "--output", out / "x.png", "--overwrite"]
    files = client.made(*command)
    assert sorted(files) == sorted(out.iterdir()) and len(files) == 4
    assert len({json.loads(Image.open(file).text["reverie"])["prompt"] for file in files}) == 2
    # What goes on later leaves alone what is done.
    before = {file: file.read_bytes() for file in files}
    with (tmp_path / "list").open("a") as more:
        more.write("bag too\n")
    assert not set(client.made(*command)) & set(files)
    assert {file: file.read_bytes() for file in files} == before
