"""The finished style sheets, the script and what was vendored: fresh, small, from this host."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "openiop" / "base" / "static"
CSS = STATIC / "openiop"


def test_the_style_sheets_were_built_from_the_sources() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "assets" / "build"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "at_most"),
    [("openiop/client.css", 90_000), ("openiop/staff.css", 90_000), ("openiop/openiop.js", 12_000)],
)
def test_files_stay_small(name: str, at_most: int) -> None:
    assert (STATIC / name).stat().st_size <= at_most


@pytest.mark.parametrize("name", ["client.css", "staff.css"])
def test_style_sheets_ask_nobody_for_anything(name: str) -> None:
    css = (CSS / name).read_text(encoding="utf-8")
    for word in ("url(", "@import", "sourceMappingURL", "http", "@font-face"):
        assert word not in css


def test_clay_is_on_staff_pages_only() -> None:
    assert "--clay" not in (CSS / "client.css").read_text(encoding="utf-8")
    assert "--clay" in (CSS / "staff.css").read_text(encoding="utf-8")


def test_the_script_makes_no_code_out_of_text() -> None:
    script = (CSS / "openiop.js").read_text(encoding="utf-8")
    for word in ("eval(", "new Function", "innerHTML", "localStorage", "sessionStorage", ".style."):
        assert word not in script


def test_vendored_files_are_the_ones_written_down() -> None:
    written = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    for path in (STATIC / "vendor").glob("*.js"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert re.search(rf"`{re.escape(path.name)}`.*{digest}", written)
