"""Pictures that form, and ways between seeds, as animated PNGs."""

from PIL import Image


def frames(file):
    with Image.open(file) as animation:
        for number in range(animation.n_frames):
            animation.seek(number)
            yield animation.convert("L").tobytes()


def test_how_pictures_form(client, out):
    client.made(
        "generate", "coat", "--steps", 12, "--seed", 5, "--count", 2, "--animation", out / "forming.png", "--sheet",
        "--save-frames", "--output", out)
    forming = list(frames(out / "forming.png"))
    # A frame of a step, and the pictures; before them the still one, which Pillow counts.
    assert len(forming) == 14 and Image.open(out / "forming.png").size == (58, 28)
    assert forming[-1] == Image.open(out / "coat-seed5-sheet.png").tobytes()
    for number in (1, 2):
        steps = sorted(file.name for file in (out / f"coat-seed5-{number}-frames").iterdir())
        assert steps == [f"step-{step:04}.png" for step in range(1, 13)]


def test_frames_that_were_lost_on_the_way_are_fetched_from_the_filmstrip(client, server, relay, out):
    through = relay(server, lost=range(5, 31))
    made = ["generate", "coat", "--steps", 40, "--seed", 5, "--count", 2, "--save-frames"]
    done = client.run(*made, "--output", out / "lossy", "--server", through.address)
    assert done.returncode == 0 and "missing" not in done.stderr, done.stderr
    assert through.count > 0
    client.made(*made, "--output", out / "whole")
    for number in (1, 2):
        lossy, whole = [sorted((out / way / f"coat-seed5-{number}-frames").iterdir()) for way in ("lossy", "whole")]
        assert [file.name for file in whole] == [f"step-{step:04}.png" for step in range(1, 41)]
        assert [file.name for file in lossy] == [file.name for file in whole]
        assert [file.read_bytes() for file in lossy] == [file.read_bytes() for file in whole]


def test_frames_that_are_not_to_be_had_are_told(client, server, relay, out):
    through = relay(server, lost=range(5, 31), of_every_job=True)
    done = client.run("generate", "coat", "--steps", 40, "--save-frames", "--output", out, "--server", through.address)
    assert done.returncode == 0 and through.count > 26
    assert "The frames of 26 steps, from 5 to 30, are missing" in done.stderr
    assert len(list(next(out.glob("*-frames")).iterdir())) == 14


def test_the_way_from_one_seed_to_another(client, out):
    way = ["interpolate", 5, 9, "--frames", 6, "--steps", 4, "--prompt", "coat", "--output", out]
    client.made(*way, "--save-frames")
    animation = out / "coat-seed5-to-9.png"
    folder = out / "coat-seed5-to-9-frames"
    pictures = [Image.open(folder / f"frame-{number:04}.png") for number in range(1, 7)]
    assert sorted(out.iterdir()) == [folder, animation] and len(list(folder.iterdir())) == 6
    assert list(frames(animation)) == [picture.tobytes() for picture in pictures]
    # Its ends are the seeds' own pictures.
    for seed, end in ((5, pictures[0]), (9, pictures[5])):
        own = client.made("generate", "coat", "--steps", 4, "--seed", seed, "--output", out / "own")[0]
        assert Image.open(own).tobytes() == end.tobytes()
    assert client.run("verify", *folder.iterdir()).returncode == 0
    client.made(*way, "--back", "--overwrite")
    there_and_back = list(frames(animation))
    assert len(there_and_back) == 10 and there_and_back[6:] == there_and_back[4:0:-1]
