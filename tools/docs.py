"""Checks that what the documents point at is there: links, and files named in `code`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {".venv", ".git", "node_modules", "var", "screenshots"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(
    r"`((?:openiop|tests|tools|docs|requirements|assets|bench)/[\w./-]+|\./(?:run|test))`"
)
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


def _documents() -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not LEFT_OUT & set(path.relative_to(ROOT).parts)
    ]


def _anchors(path: Path) -> set[str]:
    plain = (re.sub(r"[^\w\s-]", "", title.lower()) for title in HEADING.findall(path.read_text()))
    return {title.strip().replace(" ", "-") for title in plain}


def _faults_of(document: Path) -> list[str]:
    text = document.read_text()
    faults = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name) if name else document
        if not path.exists():
            faults.append(f"the link {target} leads nowhere")
        elif anchor and path.suffix == ".md" and anchor not in _anchors(path):
            faults.append(f"the link {target} names no heading there")
    faults += [
        f"`{name}` is not there" for name in NAMED.findall(text) if not (ROOT / name).exists()
    ]
    return [f"{document.relative_to(ROOT)}: {fault}" for fault in faults]


def main() -> int:
    documents = _documents()
    faults = [fault for document in documents for fault in _faults_of(document)]
    for fault in faults:
        print(fault)
    print(f"{len(documents)} documents read")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
