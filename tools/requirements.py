"""Writes the hashed requirements from pyproject.toml: `python -m tools.requirements` (needs uv).

Package indexes are named nowhere in them: each machine asks the one it is set up for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = {
    "run": ("--no-dev",),
    "postgres": ("--no-dev", "--extra", "postgres"),
    "test": ("--all-extras", "--group", "dev"),
}
EXPORT = ("export", "-q", "--frozen", "--no-header", "--no-emit-project", "--no-annotate")


def main() -> int:
    """Resolve once, then write each set; what is pinned stays as it is."""
    uv = shutil.which("uv")
    if uv is None:
        print("uv is not installed (https://docs.astral.sh/uv).", file=sys.stderr)
        return 1
    subprocess.run([uv, "lock", "-q"], cwd=ROOT, check=True)
    for name, options in SETS.items():
        done = subprocess.run(
            [uv, *EXPORT, *options], cwd=ROOT, check=True, capture_output=True, text=True
        )
        (ROOT / "requirements" / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
