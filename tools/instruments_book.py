"""The book of questionnaires: `python -m tools.instruments_book` writes docs/instruments.md.

Everything in it is read from `openiop/domain/measures`: wording, answers, codes, scoring, blanks,
bands, cut-offs, change values, terms, and what of it was seen in a source and what was not.
`--check` only looks. Needs no Django.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openiop.domain.measures.instrument import (
    ChangeValue,
    Instrument,
    Item,
    Method,
    Option,
    Sensitivity,
)
from openiop.domain.measures.not_shipped import NOT_SHIPPED, NotShipped
from openiop.domain.measures.registry import INSTRUMENTS

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "docs" / "instruments.md"

HEAD = """\
# The questionnaires

Every questionnaire OpenIOP ships, with all it knows about it. Made from `openiop/domain/measures`
by `python -m tools.instruments_book`; do not edit it by hand. How a file of answers is scored is
described in [measures-cli.md](measures-cli.md), what counts as change in [rules.md](rules.md).

**seen**: the wording or number stood in a public source that was read. **not seen**: it is from
knowledge, computed by us, or product policy, as it says; check it before anybody relies on it. The
owners' own files were not opened for any of them. A questionnaire whose terms are uncertain is
**off** until a site has read its notice and switched it on. Where no wording is shown, only the
scoring is shipped.

An official Spanish wording is shipped for none of them yet: a form says so instead of translating
itself.
"""

_METHODS = {
    Method.SUM: "the sum of the answers",
    Method.MEAN: "the mean of the answers",
    Method.SCALED: "the sum of the answers, times {factor}",
    Method.PERCENT: "the sum as a percentage of the most that the applicable questions allow",
    Method.ALGORITHM: "a level or findings by named rules, no number",
    Method.DERIVED: "a number made by the rule of the form",
    Method.NONE: "each answer stands alone; there is no score",
}


def _cell(words: object) -> str:
    return str(words).replace("|", "\\|").replace("\n", " ")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _seen(is_seen: bool) -> str:
    return "seen" if is_seen else "not seen"


def _plain(value: float) -> str:
    return f"{value:g}"


# --- the whole set --------------------------------------------------------------------------------


def _overview() -> str:
    rows = [
        (
            f"[{form.short_title}](#{_anchor(_title(form))})",
            f"`{form.id}`",
            len(form.items),
            form.window,
            _plain(form.minutes),
            form.respondent,
            form.licence.tier,
            _state(form),
        )
        for form in INSTRUMENTS.values()
    ]
    return _table(
        ("", "id", "questions", "asks about", "minutes", "answered by", "terms", "at a new site"),
        rows,
    )


def _state(form: Instrument) -> str:
    if not form.has_wording:
        return "off; scoring only"
    return "off until its notice was read" if form.off_until_noticed else "on"


def _title(form: Instrument) -> str:
    return f"{form.short_title}: {form.construct}"


def _anchor(title: str) -> str:
    kept = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -_")
    return kept.strip().replace(" ", "-")


# --- one questionnaire ----------------------------------------------------------------------------


def _chapter(form: Instrument) -> Iterator[str]:
    yield f"## {_title(form)}"
    yield f"`{form.id}`, version {form.version}. {form.title}."
    yield _table(("what", "value"), [(name, words) for name, words in _facts(form) if words])
    if form.instructions:
        yield f"> {form.instructions}"
    yield _table(_heads(form), [_question(form, item) for item in form.items])
    if form.options:
        yield f"Answers: {_answers(form.options)}."
    if any(item.multiple for item in form.items):
        yield "Several answers may be chosen; what is kept is the sum of their numbers."
    yield from _codes(form)
    yield from _critical(form)
    yield from _numbers(form)
    yield from _not_seen(form)


def _facts(form: Instrument) -> list[tuple[str, str]]:
    codes = [
        f"{name} `{code}`"
        for name, code in (("panel", form.loinc_panel), ("total", form.loinc_total))
        if code
    ]
    sensitivity = "" if form.sensitivity is Sensitivity.NONE else form.sensitivity.label
    return [
        ("answered by", form.respondent),
        ("asks about", form.window),
        ("minutes", _plain(form.minutes)),
        ("to be minded", sensitivity),
        ("asked for", ", ".join(form.schedule)),
        ("contains", ", ".join(f"`{each}`" for each in form.contains)),
        ("terms", f"tier {form.licence.tier}; {_state(form)}"),
        ("notice", form.licence.notice),
        ("to be known by a program", form.licence.note),
        ("paper", form.citation),
        ("wording from", form.source_of_wording),
        ("languages", ", ".join(form.languages)),
        ("Spanish", form.spanish),
        (
            "LOINC",
            f"{', '.join(codes)} ({_seen(form.loinc_verified)})" if codes else "none confirmed",
        ),
        ("score", _score(form)),
        ("blanks", _blanks(form)),
        ("reliability", _reliability(form)),
    ]


def _score(form: Instrument) -> str:
    parts = [_METHODS[form.method].format(factor=form.factor)]
    if form.total_range:
        parts.append(f"{form.total_range.minimum} to {form.total_range.maximum}")
    if form.direction:
        parts.append(form.direction.label)
    if form.algorithm:
        parts.append(f"levels by `{form.algorithm.__name__}`")
    if form.find:
        found = ", ".join(f"`{each.id}` ({each.name})" for each in form.find({}))
        parts.append(f"findings: {found}")
    if form.derive:
        parts.append(f"made by `{form.derive.__name__}`: {', '.join(form.derive({}).parts)}")
    return "; ".join(parts)


def _blanks(form: Instrument) -> str:
    rule = form.prorating
    if rule is None:
        return ""
    if rule.max_missing == 0:
        return f"none of the questions that count may be blank. Source: {rule.source}."
    parts = [f"at most {rule.max_missing} of the questions that count; {rule.method}"]
    if rule.is_rounded:
        parts.append("halves go up")
    if rule.never_imputed:
        parts.append(f"no value is ever made up for {', '.join(rule.never_imputed)}")
    return f"{'; '.join(parts)}. Source: {rule.source}."


def _reliability(form: Instrument) -> str:
    known = form.reliability
    parts = []
    if known and known.alpha is not None:
        parts.append(f"alpha {_plain(known.alpha)}")
    if known and known.test_retest is not None:
        parts.append(f"test-retest {_plain(known.test_retest)}")
    if known and known.note:
        parts.append(known.note)
    if known and known.source:
        parts.append(f"source: {known.source}")
    if form.spread:
        parts.append(f"SD {_plain(form.spread.value)} ({form.spread.sample})")
    return "; ".join(parts)


def _heads(form: Instrument) -> list[str]:
    return ["", "question", *_columns(form), "wording"]


def _columns(form: Instrument) -> list[str]:
    """Only the columns in which something stands."""
    some = {
        "own answers": any(item.options or item.range for item in form.items),
        "subscale": any(item.subscale for item in form.items),
        "counts": any(item.reverse or not item.scored for item in form.items),
        "asked": any(item.enable_when for item in form.items),
        "LOINC": any(item.loinc for item in form.items),
    }
    return [name for name, there in some.items() if there]


def _question(form: Instrument, item: Item) -> list[str]:
    cells = {
        "own answers": _own_answers(item),
        "subscale": item.subscale,
        "counts": "no" if not item.scored else "reversed" if item.reverse else "yes",
        "asked": _asked(item),
        "LOINC": item.loinc,
    }
    wording = _seen(item.wording_verified) if form.has_wording else "not shipped"
    if form.wording_is_ours:
        wording = "ours"
    if item.wording_note:
        wording += f": {item.wording_note}"
    return [
        f"`{item.link_id}`",
        item.text,
        *(cells[name] for name in _columns(form)),
        wording,
    ]


def _own_answers(item: Item) -> str:
    if item.range is not None:
        return f"{item.range.minimum} to {item.range.maximum}"
    return _answers(item.options)


def _answers(options: Sequence[Option]) -> str:
    def one(option: Option) -> str:
        value = "no points" if option.not_applicable else str(option.value)
        label = "" if option.label == value else f" {option.label}"
        code = f" ({option.loinc_answer})" if option.loinc_answer else ""
        return f"{value}{label}{code}"

    return "; ".join(map(one, options))


def _codes(form: Instrument) -> Iterator[str]:
    by_code: dict[tuple[int, int | None], list[str]] = {}
    for item in form.items:
        for code in item.codes:
            by_code.setdefault(code, []).append(f"`{item.link_id}`")
    if by_code:
        words = "; ".join(
            f"{code} in {', '.join(where)} is {'no answer' if value is None else value}"
            for (code, value), where in by_code.items()
        )
        yield f"Codes of public data files: {words}."


def _asked(item: Item) -> str:
    when = item.enable_when
    if when is None:
        return ""
    words = " or ".join(f"{link_id} {when.operator} {when.value}" for link_id in when.link_ids)
    return words if item.when_not_asked is None else f"{words}; otherwise {item.when_not_asked}"


def _critical(form: Instrument) -> Iterator[str]:
    rows = [
        (
            f"`{item.link_id}`",
            f"{critical.operator} {critical.value}",
            critical.level.label
            + (f"; from {critical.now_from}: Now" if critical.now_from is not None else ""),
            critical.reason,
        )
        for item, critical in form.critical_items
    ]
    if rows:
        yield "Answers a person must see, however little of the form is filled in:"
        yield _table(("question", "answer", "how soon", "why"), rows)
    if form.safety_questions:
        asked = ", ".join(f"`{item.link_id}`" for item in form.safety_questions)
        yield f"Skipped, these are asked in private the same day: {asked}."


def _numbers(form: Instrument) -> Iterator[str]:
    if form.bands:
        bands = "; ".join(
            f"{_plain(b.minimum)} to {_plain(b.maximum)} {b.label}" for b in form.bands
        )
        note = f" ({form.bands_note})" if form.bands_note else ""
        yield f"Bands{note}: {bands}."
    elif form.total_range is not None and not form.wording_is_ours:
        yield "Bands: none are published, and none are shown."
    if form.cutoffs:
        yield _table(
            ("cut-off", "where it is likely", "from", "note"),
            [
                (f"`{c.id}`", f"{c.operator} {_plain(c.value)}", c.name, c.note)
                for c in form.cutoffs
            ],
        )
    if form.remission_below is not None:
        yield f"Remission: below {form.remission_below}."
    if form.response_share is not None:
        share = _plain(100 * form.response_share)
        yield f"Response: a drop of at least {share} % from the first total."
    if form.changes:
        yield _table(
            ("change value", "name", "it is", "from points", "how it was made", "source", ""),
            [_change(each) for each in form.changes],
        )


def _change(value: ChangeValue) -> tuple[str, ...]:
    inputs = "" if value.sd is None else f" SD from {value.sd_sample}."
    return (
        f"`{value.id}`",
        value.name,
        value.kind.label,
        _plain(value.threshold),
        f"{value.basis}.{inputs}",
        value.source,
        _seen(value.verified),
    )


def _not_seen(form: Instrument) -> Iterator[str]:
    unsure = [item.link_id for item in form.items if not item.wording_verified]
    said = list(form.unverified)
    if unsure and form.has_wording and not form.wording_is_ours:
        said.insert(0, f"The wording of {', '.join(unsure)} was not seen in a source.")
    if said:
        yield "Not verified:"
        yield "\n".join(f"- {each}" for each in said)


# --- what is not shipped --------------------------------------------------------------------------


def _withheld() -> Iterator[str]:
    yield "## Not shipped"
    yield (
        "A site that holds a license may bring the form itself as a FHIR Questionnaire "
        "(`openiop/domain/measures/own_form.py`), or enter totals made elsewhere. A total outside "
        "the range is refused."
    )
    yield _table(
        (
            "id",
            "title",
            "questions",
            "range",
            "totals",
            "why it is not shipped",
            "how it is scored",
        ),
        [_withheld_row(form) for form in NOT_SHIPPED],
    )


def _withheld_row(form: NotShipped) -> tuple[object, ...]:
    totals = "no single total"
    if form.lowest is not None and form.highest is not None:
        totals = f"{_plain(form.lowest)} to {_plain(form.highest)}"
    return (
        f"`{form.id}`",
        form.title,
        form.questions,
        form.range,
        totals,
        form.reason,
        form.scoring,
    )


def book() -> str:
    """The whole book as text."""
    parts = [HEAD.rstrip(), _overview()]
    for form in INSTRUMENTS.values():
        parts += _chapter(form)
    return "\n\n".join([*parts, *_withheld()]) + "\n"


def is_fresh() -> bool:
    """Whether docs/instruments.md says what the questionnaires say."""
    return BOOK.exists() and BOOK.read_text(encoding="utf-8") == book()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.instruments_book", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is fresh")
    if parser.parse_args().check:
        if is_fresh():
            return 0
        print(
            "docs/instruments.md is stale: run `python -m tools.instruments_book`.", file=sys.stderr
        )
        return 1
    BOOK.write_text(book(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
