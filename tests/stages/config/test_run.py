"""`./run` looks at what was typed before it installs anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("--nope",), "--nope"),
        (("--fresh", "8001"), "8001"),
        (("--port",), "--port needs a word after it"),
        (("--port=",), "--port="),
    ],
)
def test_what_is_not_known_is_named_in_one_line(typed: tuple[str, ...], named: str) -> None:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "run"), *typed],
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("./run: ")
    assert named in line
