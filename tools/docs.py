"""Checks that the documents are true: what they point at is there, and nothing is left out.

`python -m tools.docs` runs every check; `tests/architecture/test_docs.py` runs them one by one.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openiop import __version__
from openiop.domain.measures.registry import INSTRUMENTS
from tools import instruments_book, rules_book

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {".venv", ".git", ".pytest_cache", "node_modules", "var", "screenshots"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(
    r"`((?:openiop|tests|tools|docs|requirements|assets|bench)/[\w./-]+|\.ci/run|\./(?:run|test))"
    r"(?:::(\w+))?`"
)
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
SETTING = re.compile(r"[\"'](OPENIOP_[A-Z_]+[A-Z]|DATABASE_URL|PORT)[\"']")
MACHINERY = {"decision.py", "moments.py", "text.py"}
"""What rules are made with; nobody asks a question that they answer."""

COLUMNS_OF_A_RULE = 3


def documents() -> list[Path]:
    """Every document of the repository."""
    return [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not LEFT_OUT & set(path.relative_to(ROOT).parts)
    ]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _anchors(path: Path) -> set[str]:
    plain = (re.sub(r"[^\w\s-]", "", title.lower()) for title in HEADING.findall(_read(path)))
    return {title.strip().replace(" ", "-") for title in plain}


def dead_ends_of(document: Path) -> list[str]:
    """Links that lead nowhere, and files or tests named in `code` that are not there."""
    text = _read(document)
    faults = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:|/", target):  # elsewhere, or a page of ours
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name) if name else document
        if not path.exists():
            faults.append(f"the link {target} leads nowhere")
        elif anchor and path.suffix == ".md" and anchor not in _anchors(path):
            faults.append(f"the link {target} names no heading there")
    for name, within in NAMED.findall(text):
        path = ROOT / name
        if not path.exists():
            faults.append(f"`{name}` is not there")
        elif within and not re.search(rf"^\s*(?:def|class) {within}\b", _read(path), re.MULTILINE):
            faults.append(f"`{name}` holds no {within}")
    return faults


def dead_ends() -> list[str]:
    """Every dead end of every document."""
    return [
        f"{document.relative_to(ROOT)}: {fault}"
        for document in documents()
        for fault in dead_ends_of(document)
    ]


@dataclass(frozen=True)
class Signpost:
    """One row of the map: the rules that answer a question, and the file they are in."""

    rules: tuple[str, ...]
    file: str


def signposts() -> list[Signpost]:
    """The rows of docs/map.md that name rules."""
    found = []
    for line in _read(ROOT / "docs" / "map.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|") or len(cells) != COLUMNS_OF_A_RULE:
            continue
        file = CODE.findall(cells[2])
        if file:
            found.append(Signpost(tuple(CODE.findall(cells[1])), file[0]))
    return found


def map_faults() -> list[str]:
    """Rules the map does not name, and names in it that are no rule of that file."""
    there = {
        (source.path.relative_to(ROOT).as_posix(), rule.name)
        for source in rules_book.sources()
        for rule in rules_book.functions(source)
    }
    machinery = {f"openiop/domain/{name}" for name in MACHINERY}
    named = {(post.file, rule) for post in signposts() for rule in post.rules}
    missing = sorted(pair for pair in there - named if pair[0] not in machinery)
    return [
        *(f"docs/map.md leaves out `{rule}` of {file}" for file, rule in missing),
        *(f"docs/map.md: {file} holds no `{rule}`" for file, rule in sorted(named - there)),
    ]


def rule_book_faults() -> list[str]:
    """Whether the rule book says what the rules say."""
    if rules_book.is_fresh():
        return []
    return ["docs/rules.md is stale: run `python -m tools.rules_book`"]


def instruments_book_faults() -> list[str]:
    """Whether the book of questionnaires says what the questionnaires say."""
    if instruments_book.is_fresh():
        return []
    return ["docs/instruments.md is stale: run `python -m tools.instruments_book`"]


def setting_faults() -> list[str]:
    """Settings the product reads and no document explains, or the other way round."""
    sources = (ROOT / "openiop").rglob("*.py")
    read = {name for path in sources for name in SETTING.findall(_read(path))}
    said = {
        name
        for name in CODE.findall(_read(ROOT / "docs" / "deploy.md"))
        if SETTING.fullmatch(f'"{name}"')
    }
    read = {name.removesuffix("_FILE") if name[:-5] in said else name for name in read}
    return [
        *(f"docs/deploy.md does not explain {name}" for name in sorted(read - said)),
        *(f"docs/deploy.md explains {name}, which nothing reads" for name in sorted(said - read)),
    ]


def version_faults() -> list[str]:
    """Whether the change log begins with the version there is."""
    project = tomllib.loads(_read(ROOT / "pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", _read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    said = newest[1] if newest else "nothing"
    return [
        f"CHANGELOG.md begins with {said}, {where} says {version}"
        for where, version in (("pyproject.toml", project), ("openiop/__init__.py", __version__))
        if said != version
    ]


def notice_faults() -> list[str]:
    """Notices of others that the NOTICE file has to carry and does not."""
    notice = " ".join(_read(ROOT / "NOTICE").split())
    questionnaires = [each for each in INSTRUMENTS.values() if not each.wording_is_ours]
    wanted = [each.title for each in questionnaires]
    wanted += [each.licence.notice for each in questionnaires]
    wanted += [each.citation for each in questionnaires]
    wanted += [path.stem for path in (ROOT / "openiop/base/static/vendor").glob("*.js")]
    return [f"NOTICE lacks: {words}" for words in wanted if " ".join(words.split()) not in notice]


def path_picture_faults() -> list[str]:
    """Packages that the picture of the path in the README leaves out, or only imagines."""
    picture = re.search(r"```text\n(.*?)```", _read(ROOT / "README.md"), re.DOTALL)
    first_column = [line[:44] for line in (picture[1] if picture else "").splitlines()]
    drawn = set(re.findall(r"[a-z_]+", " ".join(first_column)))
    there = {path.parent.name for path in (ROOT / "openiop").glob("*/__init__.py")} | {"cli"}
    return [
        *(f"README.md: the picture leaves out {name}" for name in sorted(there - drawn)),
        *(f"README.md: the picture shows {name}" for name in sorted(drawn - there)),
    ]


CHECKS: tuple[Callable[[], list[str]], ...] = (
    dead_ends,
    map_faults,
    rule_book_faults,
    instruments_book_faults,
    setting_faults,
    version_faults,
    notice_faults,
    path_picture_faults,
)


def main() -> int:
    faults = [fault for check in CHECKS for fault in check()]
    for fault in faults:
        print(fault)
    print(f"{len(documents())} documents read, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
