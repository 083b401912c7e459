"""The interface against its own description, by schemathesis."""

import os
import pathlib
import subprocess

FOLDER = pathlib.Path(__file__).parent


def test_schemathesis_finds_nothing(system, tmp_path):
    python = pathlib.Path(os.environ.get("SCHEMATHESIS_PYTHON", "python3"))
    run = subprocess.run(
        [python.parent / "schemathesis", "--config-file", FOLDER / "schemathesis.toml", "run",
         system.url + "/openapi.json"],
        cwd=tmp_path, env=os.environ | {"SCHEMATHESIS_HOOKS": str(FOLDER / "hooks.py"), "PYTHONPATH": str(FOLDER)},
        capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
