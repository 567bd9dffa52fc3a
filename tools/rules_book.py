"""The rule book: `python -m tools.rules_book` writes docs/rules.md, `--check` only looks.

Everything in it is read from `openiop/domain`: docstrings, words, tables, rule sets and the numbers
in them, each with the source that stands beside it. Needs no Django.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from openiop.domain.measures.instrument import Instrument, Item
from openiop.domain.privacy import POLICY, Role
from openiop.domain.words import Word

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ROOT / "openiop" / "domain"
BOOK = ROOT / "docs" / "rules.md"

HEAD = """\
# The rule book

Every rule of OpenIOP, and every number in one. Made from `openiop/domain` by
`python -m tools.rules_book`; do not edit it by hand. To find a rule by a question, see
[map.md](map.md).

"Source" says where a rule was taken from. domain.md, ux.md, interop.md, instruments.md and house.md
are the project's design notes, "issue" is its description of work; they are not in this repository.
**[product default]** means that no outside authority sets the value. **[from knowledge]** means
that it was not seen in an official text and must be checked there before anybody relies on it.
"""


@dataclass(frozen=True)
class Source:
    """One file of the rules: what it says when read, and what it holds when run."""

    path: Path
    tree: ast.Module
    module: ModuleType

    @property
    def title(self) -> str:
        """Its path as people write it."""
        return self.path.relative_to(DOMAIN).as_posix()


def sources() -> Iterator[Source]:
    """Every file of the rules, in the order of their paths."""
    for path in sorted(DOMAIN.rglob("*.py")):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        name = dotted.removesuffix(".__init__")
        yield Source(
            path, ast.parse(path.read_text(encoding="utf-8")), importlib.import_module(name)
        )


def functions(source: Source) -> Iterator[ast.FunctionDef]:
    """The public functions written in this file, in their order."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


# --- words for values -----------------------------------------------------------------------------


def _say(value: object) -> str:
    """A value as a person writes it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Instrument):
        return value.id
    if isinstance(value, Word):
        return value.value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ", ".join(sorted((_say(each) for each in value), key=_natural)) or "(none)"
    if isinstance(value, tuple):
        return ", ".join(_say(each) for each in value) or "(none)"
    if dataclasses.is_dataclass(value):
        return _say_parts(value)
    # a mark such as a comma would be lost among the commas between values
    text = str(value)
    return text if any(letter.isalnum() for letter in text) else repr(text)


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (sys.maxsize, text)


def _say_parts(value: Any) -> str:
    if hasattr(value, "label"):
        return str(value.label)
    parts = [f"{each.name} {_say(getattr(value, each.name))}" for each in dataclasses.fields(value)]
    return "(" + "; ".join(parts) + ")"


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def _table(head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join([_row(*head), _row(*("---" for _ in head)), *(_row(*row) for row in rows)])


def _words(docstring: str | None) -> str:
    """A docstring as paragraphs; "Why" and "Source" each get their own."""
    lines: list[str] = []
    for line in inspect.cleandoc(docstring or "").splitlines():
        if line.startswith(("Why:", "Source:")):
            lines.append("")
        lines.append(line.replace("Why:", "*Why:*").replace("Source:", "*Source:*"))
    return "\n".join(lines).strip().replace("\n\n\n", "\n\n")


# --- what stands beside a name --------------------------------------------------------------------


def _beside(body: list[ast.stmt]) -> dict[str, str]:
    """The docstring that follows an assignment, by the name assigned."""
    found = {}
    for node, after in pairwise(body):
        if not isinstance(after, ast.Expr) or not isinstance(after.value, ast.Constant):
            continue
        if isinstance(after.value.value, str):
            for name in _assigned(node):
                found[name] = after.value.value
    return found


def _assigned(node: ast.stmt) -> list[str]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.Assign):
        targets = node.targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _constants(source: Source) -> Iterator[tuple[str, Any, str]]:
    """Public names set in this file, with their value and what is said about them."""
    beside = _beside(source.tree.body)
    for node in source.tree.body:
        for name in _assigned(node):
            if not name.startswith("_"):
                yield name, getattr(source.module, name), beside.get(name, "")


def _fields_said(kind: type) -> dict[str, str]:
    """What a dataclass says about each of its fields."""
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(kind)))
    return _beside(tree.body[0].body)  # type: ignore[attr-defined] # a class and nothing else


# --- the parts of a section -----------------------------------------------------------------------


def _is_rule_set(value: object) -> bool:
    return dataclasses.is_dataclass(value) and type(value).__name__.endswith("Rules")


def _rules(source: Source) -> Iterator[str]:
    for node in functions(source):
        yield f"### `{node.name}`\n\n{_words(ast.get_docstring(node, clean=False))}"


def _sets(source: Source) -> Iterator[str]:
    for name, value, said in _constants(source):
        if _is_rule_set(value):
            if type(value).__module__ == source.module.__name__ and hasattr(value, "id"):
                yield from _one_set(name, value, said)
        elif isinstance(value, dict) and value and all(_is_rule_set(v) for v in value.values()):
            yield _many_sets(name, list(value.values()))
        elif dataclasses.is_dataclass(value) and said and not isinstance(value, Instrument):
            rows = [
                (f"`{f.name}`", _say(getattr(value, f.name))) for f in dataclasses.fields(value)
            ]
            table = _table(("what", "value"), rows)
            yield f"### Standing value `{name}`\n\n{_words(said)}\n\n{table}"


def _one_set(name: str, value: Any, said: str) -> Iterator[str]:
    if any(isinstance(each, dict) for each in vars(value).values()) or name.startswith("DEFAULT"):
        return
    about = _fields_said(type(value))
    rows = [
        (f"`{each.name}`", _say(getattr(value, each.name)), _words(about.get(each.name)))
        for each in dataclasses.fields(value)
        if each.name != "id"
    ]
    words = "\n\n".join(part for part in (_words(type(value).__doc__), _words(said)) if part)
    table = _table(("what", "value", "about it"), rows)
    yield f"### Rule set `{value.id}`\n\n{words}\n\n{table}"


def _many_sets(name: str, sets: list[Any]) -> str:
    kind = type(sets[0])
    about = _fields_said(kind)
    left_out = {"id", "source"}
    rows = [
        (
            f"`{each.name}`",
            *(_say(getattr(one, each.name)) for one in sets),
            _words(about.get(each.name)),
        )
        for each in dataclasses.fields(kind)
        if each.name not in left_out
    ]
    table = _table(("what", *(f"`{one.id}`" for one in sets), "about it"), rows)
    origins = "\n".join(f"- `{one.id}`: {one.source}" for one in sets)
    return f"### Rule sets `{name}`\n\n{_words(kind.__doc__)}\n\n{table}\n\nSources:\n\n{origins}"


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | frozenset):
        return all(_is_plain(each) for each in value)
    return isinstance(value, int | float | str | time | date | Enum)


def _numbers(source: Source) -> Iterator[str]:
    rows = [
        (f"`{name}`", _say(value), _words(said))
        for name, value, said in _constants(source)
        if _is_plain(value) and not isinstance(value, type)
    ]
    if rows:
        yield "### Numbers and lists\n\n" + _table(("name", "value", "about it"), rows)


def _lists(source: Source) -> Iterator[str]:
    for name, value, said in _constants(source):
        if not isinstance(value, tuple) or not value or _is_plain(value):
            continue
        if all(isinstance(each, Instrument) for each in value):
            ids = ", ".join(f"`{each.id}`" for each in value)
            yield f"### List `{name}`\n\n{_words(said)}\n\n{ids}"
        elif all(dataclasses.is_dataclass(each) for each in value):
            names = [each.name for each in dataclasses.fields(value[0])]
            rows = [tuple(_say(getattr(each, field)) for field in names) for each in value]
            yield f"### List `{name}`\n\n{_words(said)}\n\n{_table(tuple(names), rows)}"


def _vocabulary(source: Source) -> Iterator[str]:
    for node in source.tree.body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        kind = getattr(source.module, node.name)
        if issubclass(kind, Word) and kind is not Word:
            rows = [(f"`{word.value}`", word.label) for word in kind]
            yes = "".join(_yes_for(kind, part) for part in node.body)
            table = _table(("word", "read as"), rows)
            yield f"### Words `{node.name}`\n\n{_words(kind.__doc__)}\n\n{table}{yes}"


def _yes_for(kind: type[Word], part: ast.stmt) -> str:
    """A property of words is a small rule: the words it holds for."""
    if not isinstance(part, ast.FunctionDef) or part.name.startswith("_"):
        return ""
    held = ", ".join(f"`{word.value}`" for word in kind if getattr(word, part.name) is True)
    said = _words(ast.get_docstring(part, clean=False))
    return f"\n\n**`{part.name}`**, true of {held}. {said}"


def _tables(source: Source) -> Iterator[str]:
    for name, value, said in _constants(source):
        if value is POLICY:
            yield _policy()
        elif isinstance(value, Mapping) and value and all(isinstance(k, Word) for k in value):
            rows = [(_say(key), _say(each)) for key, each in value.items()]
            yield f"### Table `{name}`\n\n{_words(said)}\n\n{_table(('of', 'to'), rows)}"


def _policy() -> str:
    used = [role for role in Role if any(role in row for row in POLICY.values())]
    rows = [
        (f"`{permission.value}`", *(_say(row[role]) if role in row else "" for role in used))
        for permission, row in POLICY.items()
    ]
    table = _table(("permission", *(role.label for role in used)), rows)
    return (
        "### Who may do what\n\nA cell says how far it reaches: `site`, everybody at the site; "
        "`team`, clients she is tied to and sessions she holds; `self`, only herself; empty, not "
        f"at all.\n\n{table}"
    )


# --- questionnaires -------------------------------------------------------------------------------


def _instruments(source: Source) -> Iterator[str]:
    for _name, value, _said in _constants(source):
        if isinstance(value, Instrument):
            yield _instrument(value)


def _instrument(one: Instrument) -> str:
    facts = [
        ("measures", one.construct),
        ("answered by", one.respondent),
        ("asks about", one.window),
        ("official wording in", ", ".join(one.languages)),
        ("wording from", one.source_of_wording),
        ("paper", one.citation),
        ("license", f"{one.licence.tier}. {one.licence.notice}"),
        ("result", _result(one)),
        ("blanks", _blanks(one)),
        ("bands", "; ".join(f"{b.minimum}-{b.maximum} {b.label}" for b in one.bands)),
        ("cutoff", "; ".join(f"{c.operator} {c.value} ({c.name})" for c in one.cutoffs)),
        ("real change", _change(one)),
        ("asked for", ", ".join(one.schedule)),
    ]
    parts = [
        f"### Questionnaire `{one.id}`, version {one.version}\n\n{one.title}",
        _table(("what", "value"), [(name, words) for name, words in facts if words]),
    ]
    critical = [_critical(item) for item in one.items if item.critical]
    if critical:
        parts += [
            "Answers a person must see, however little of the form is filled in:",
            _table(("question", "answer", "how soon", "why"), critical),
        ]
    if one.safety_questions:
        asked = ", ".join(f"`{item.link_id}`" for item in one.safety_questions)
        parts.append(f"Skipped, these are asked in private the same day: {asked}.")
    return "\n\n".join(parts)


def _result(one: Instrument) -> str:
    ends = one.total_range
    way = one.direction.label if one.direction else ""
    span = f"{ends.minimum} to {ends.maximum}" if ends else ""
    return ", ".join(part for part in (one.method.value, span, way) if part)


def _blanks(one: Instrument) -> str:
    rule = one.prorating
    if rule is None:
        return ""
    never = f"; never made up: {', '.join(rule.never_imputed)}" if rule.never_imputed else ""
    return f"at most {rule.max_missing} ({rule.method}){never}. {rule.source}"


def _change(one: Instrument) -> str:
    return "; ".join(
        f"{each.kind.label} from {each.threshold} points ({each.name})" for each in one.changes
    )


def _critical(item: Item) -> tuple[str, ...]:
    rule = item.critical
    assert rule is not None  # noqa: S101 - asked for only where there is one
    soon = rule.level.label
    if rule.now_from is not None:
        soon += f"; from {rule.now_from}: now"
    return f"`{item.link_id}`", f"{rule.operator} {rule.value}", soon, rule.reason


# --- the book -------------------------------------------------------------------------------------

PARTS = (_rules, _sets, _numbers, _tables, _lists, _vocabulary, _instruments)


def _section(source: Source) -> str | None:
    parts = [part for make in PARTS for part in make(source)]
    if not parts:
        return None
    about = _words(ast.get_docstring(source.tree, clean=False))
    return "\n\n".join([f"## {source.title}", about, *parts])


def _first_sentence(source: Source) -> str:
    words = " ".join((ast.get_docstring(source.tree) or "").split("\n\n")[0].split())
    return words.partition(". ")[0].rstrip(".") + "."


def book() -> str:
    """The whole rule book as text."""
    written = [(source, section) for source in sources() if (section := _section(source))]
    contents = "\n".join(
        f"- [{source.title}](#{source.title.replace('/', '').replace('.', '')}): "
        f"{_first_sentence(source)}"
        for source, _text in written
    )
    text = "\n\n".join([HEAD.rstrip(), contents, *(section for _source, section in written)])
    # where nothing is said there is no empty paragraph
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def is_fresh() -> bool:
    """Whether docs/rules.md says what the rules say."""
    return BOOK.exists() and BOOK.read_text(encoding="utf-8") == book()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.rules_book", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is fresh")
    if parser.parse_args().check:
        if is_fresh():
            return 0
        print("docs/rules.md is stale: run `python -m tools.rules_book`.", file=sys.stderr)
        return 1
    BOOK.parent.mkdir(exist_ok=True)
    BOOK.write_text(book(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
