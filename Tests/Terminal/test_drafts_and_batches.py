"""Many pictures: some that are picked, and lists that are gone through."""

import json
import shutil

import pytest
from PIL import Image


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
    assert client.run("jobs").stdout == ""
