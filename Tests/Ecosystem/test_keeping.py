"""What becomes of saved pictures where the disk is full or may not be written, and the archive that people take with them."""

import os
import subprocess

import pytest
import requests

from conftest import PROGRAMS, System
from test_watching import draw


def save(url, seed, caption="Kept"):
    job = draw(url, seed=str(seed), steps=2)
    return requests.post(url + "/api/images", json={"job": job["id"], "image": 0, "caption": caption})


def check(folder, *options):
    return subprocess.run(
        [PROGRAMS / "reverie-gateway", "check", "--data-dir", folder, *options], capture_output=True, text=True)


def mount(*arguments):
    """Only root may, and not in every container."""
    if subprocess.run(["mount", *map(str, arguments)], capture_output=True).returncode != 0:
        pytest.skip("nothing can be mounted here")


@pytest.fixture
def disk(tmp_path):
    """A disk of 8 MB."""
    folder = tmp_path / "data"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", folder)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_is_told_and_loses_nothing(disk, tmp_path):
    system = System(tmp_path)
    try:
        kept = save(system.url, 1)
        assert kept.status_code == 201
        filler = disk / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass
        refused = save(system.url, 2)
        assert refused.status_code == 507, refused.text
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "No space left" in refused.json()["detail"] or "disk is full" in refused.json()["detail"]
        # What was saved is there, nothing of the other is, and the page goes on.
        assert requests.get(system.url + kept.json()["url"]).content.startswith(b"\x89PNG")
        assert requests.get(system.url + "/api/images").json()["total"] == 1
        assert [name for name in os.listdir(disk / "pictures") if name != "unlisted"] == [kept.json()["hash"] + ".png"]
        found = check(disk)
        assert found.returncode == 1 and "Nothing can be saved" in found.stdout, found.stdout + found.stderr
        filler.unlink()
        assert save(system.url, 2).status_code == 201
        system.gateway.stop()
        # The disk is small, which is said; else all is well.
        assert check(disk).stdout.count("\n") == 2, check(disk).stdout
    finally:
        system.gateway.process.kill()
        system.server.stop()


def test_a_read_only_folder_is_told_and_loses_nothing(tmp_path):
    system = System(tmp_path)
    pictures = tmp_path / "data/pictures"
    try:
        kept = save(system.url, 1)
        mount("--bind", pictures, pictures)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", pictures], check=True)
            refused = save(system.url, 2)
            assert refused.status_code == 500, refused.text
            assert "Read-only file system" in refused.json()["detail"]
            assert requests.get(system.url + kept.json()["url"]).status_code == 200
            assert requests.get(system.url + "/api/images").json()["total"] == 1
            found = check(tmp_path / "data")
            assert found.returncode == 1 and "Read-only file system" in found.stdout, found.stdout + found.stderr
        finally:
            subprocess.run(["umount", pictures], check=True)
        assert save(system.url, 2).status_code == 201
        system.gateway.stop()
        assert check(tmp_path / "data").stdout.startswith("All is well")
    finally:
        system.gateway.process.kill()
        system.server.stop()


def test_a_gateway_does_not_start_on_a_folder_it_cannot_write(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "ro", "tmpfs", folder)
    try:
        run = subprocess.run(
            [PROGRAMS / "reverie-gateway", "--http-port", "0", "--server", "localhost:1", "--data-dir", folder],
            capture_output=True, text=True, timeout=60)
        assert run.returncode == 1 and "Read-only file system" in run.stderr and "--data-dir" in run.stderr
    finally:
        subprocess.run(["umount", folder], check=True)


def test_the_archive_is_one_for_other_peoples_programs(system, tmp_path):
    captions = ["Boots / in the rain", "靴子 👢", "Boots / in the rain"]
    hashes = [save(system.url, 100 + number, caption).json()["hash"] for number, caption in enumerate(captions)]
    archive = tmp_path / "pictures.zip"
    archive.write_bytes(requests.post(system.url + "/api/archive", json={"hashes": hashes}).content)
    tested = subprocess.run(["unzip", "-t", archive], capture_output=True, text=True)
    assert tested.returncode == 0 and "No errors detected" in tested.stdout, tested.stdout + tested.stderr
    subprocess.run(["unzip", "-q", archive, "-d", tmp_path / "out"], check=True)
    files = sorted((tmp_path / "out").iterdir())
    assert len(files) == 3
    saved = {requests.get(f"{system.url}/images/{hash}.png").content for hash in hashes}
    assert {file.read_bytes() for file in files} == saved
