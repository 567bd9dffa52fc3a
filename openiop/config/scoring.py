"""`openiop score`: a file with one filled-in questionnaire in each row, and what each comes to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from openiop.domain.decision import Decision, Reason
from openiop.domain.importing.sheet import Sheet, SheetRow, written
from openiop.domain.measures.instrument import Instrument, Method, ScreenLevel
from openiop.domain.measures.own_form import Attestation, from_questionnaire, read_questionnaire
from openiop.domain.measures.registry import INSTRUMENTS, UnknownInstrument, instrument
from openiop.domain.measures.scored_rows import CellReader, ScoredRow, scored_row

from .csv_files import STANDARD, column_place, read_file, sentence, write_file
from .folder import Trouble

LAST = ("band", "answered", "missing", "declined", "prorated", "flags", "error")
BETWEEN = "; "
BAR_FROM_ROWS = 20_000
"""From so many rows on a bar is shown, on a terminal."""
_UNKEPT = Attestation(
    holder="its owner", terms="scored from a file, not kept", by_name="-", on=date.min
)
"""Whoever scores a file of her own answers for its license herself; nothing is kept here."""
_FOUND = {True: "yes", False: "no", None: "unknown"}


def add_score(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.description = (
        "Score a CSV file with one filled-in questionnaire in each row. Cells are numbers, answer "
        "labels or empty. The format is described in docs/measures-cli.md."
    )
    parser.epilog = (
        "Exit code: 0 every row was read, also when some have an error; 2 the file, a column or "
        f"the questionnaire cannot be used. Questionnaires: {', '.join(INSTRUMENTS)}."
    )
    parser.add_argument("file", metavar="FILE", help="a CSV file in UTF-8; - is standard input")
    parser.add_argument(
        "--instrument",
        required=True,
        metavar="ID|FILE.json",
        help="such as phq-9, or a FHIR Questionnaire that is summed up",
    )
    parser.add_argument(
        "--columns",
        default="",
        metavar="q1=NAME,...",
        help="which column holds which question, where it is not named like the question",
    )
    parser.add_argument("-o", "--output", default=STANDARD, metavar="OUT", help="otherwise printed")


def score_file(asked: argparse.Namespace) -> int:
    """Read, score, write."""
    form = _form(asked.instrument)
    named = _named_columns(form, asked.columns)
    sheet = read_file(asked.file)
    places = _places(form, sheet, named)
    cells = _rows(form, sheet, places)
    write_file(
        asked.output,
        written(sheet, added_columns(form), cells),
        delimiter=sheet.delimiter,
        source=asked.file,
    )
    return 0


def _form(asked: str) -> Instrument:
    """A shipped questionnaire by its id, or the one in a file."""
    if not asked.lower().endswith(".json"):
        try:
            return instrument(asked)
        except UnknownInstrument as unknown:
            raise Trouble(f"--instrument: {unknown}.") from None
    try:
        text = Path(asked).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Trouble(f"{asked} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise Trouble(f"{asked} is not written in UTF-8.") from None
    resource = read_questionnaire(text)
    made = resource if isinstance(resource, Decision) else from_questionnaire(resource, _UNKEPT)
    if isinstance(made, Decision):
        raise Trouble(f"{asked}: {' '.join(sentence(each) for each in made)}")
    return made


def added_columns(form: Instrument) -> tuple[str, ...]:
    """The names of the columns that are added, before any clash with the file's own."""
    return (
        "score",
        *_subscales(form),
        *(f"finding_{each.id}" for each in (form.find({}) if form.find else ())),
        *LAST,
    )


def _subscales(form: Instrument) -> tuple[str, ...]:
    derived = form.derive({}).parts if form.derive else {}
    return (*(part.name for part in form.parts), *derived)


def _named_columns(form: Instrument, words: str) -> dict[str, str]:
    """Column names by question, as given on the command line."""
    known = {item.link_id.casefold(): item.link_id for item in form.items}
    named: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in words.split(","))):
        link_id, equals, column = (each.strip() for each in part.partition("="))
        if not (equals and link_id and column):
            raise Trouble(f"--columns: {part} is not of the form q1=NAME.")
        if link_id.casefold() not in known:
            asked = ", ".join(known.values())
            raise Trouble(f"--columns: {form.id} has no question {link_id}. It has: {asked}.")
        if known[link_id.casefold()] in named:
            raise Trouble(f"--columns: {link_id} is there twice.")
        named[known[link_id.casefold()]] = column
    return named


def _places(form: Instrument, sheet: Sheet, named: Mapping[str, str]) -> dict[str, int]:
    """Where each question stands; a question that does not count may be left out."""
    there = {name.casefold() for name in sheet.columns}
    places: dict[str, int] = {}
    missing: list[str] = []
    for item in form.items:
        column = named.get(item.link_id)
        if column is not None:
            places[item.link_id] = column_place(sheet, column)
        elif item.link_id.casefold() in there:
            places[item.link_id] = column_place(sheet, item.link_id)
        elif item in form.scored_items:
            missing.append(item.link_id)
    if missing or not places:
        wanted = missing or [item.link_id for item in form.items]
        raise Trouble(
            f"There is no column for {', '.join(wanted)} of {form.id}. "
            f"The columns are: {', '.join(sheet.columns)}. "
            f"Say which is which: --columns {wanted[0]}=NAME,..."
        )
    taken: dict[int, str] = {}
    for link_id, place in places.items():
        if place in taken:
            raise Trouble(
                f"{taken[place]} and {link_id} cannot both be the column {sheet.columns[place]}."
            )
        taken[place] = link_id
    return places


def _rows(form: Instrument, sheet: Sheet, places: Mapping[str, int]) -> Iterator[Sequence[str]]:
    readers = [CellReader(form, link_id) for link_id in places]
    columns = {link_id: sheet.columns[place] for link_id, place in places.items()}
    subscales = _subscales(form)
    blank = [""] * (len(added_columns(form)) - len(LAST))
    for row in _with_bar(sheet.rows):
        if row.uneven is not None:
            yield (*blank, "", "", "", "", "", "", sentence(row.uneven))
            continue
        scored = scored_row(form, readers, [row.cells[place] for place in places.values()])
        yield (
            *(_numbers(scored, subscales) or blank),
            *_words(form, scored),
            _listed([hit.link_id for hit in scored.hits]),
            _listed([_fault(each, columns) for each in scored.faults]),
        )


def _listed(parts: Sequence[str]) -> str:
    return BETWEEN.join(parts) if parts else ""


def _fault(fault: Reason, columns: Mapping[str, str]) -> str:
    words = sentence(fault)
    return f"{columns[fault.field_name]}: {words}" if fault.field_name else words


def _numbers(scored: ScoredRow, subscales: Sequence[str]) -> list[str]:
    result = scored.result
    if result is None:
        return []
    return [
        _number(result.total),
        *(_number(result.subscales[name]) for name in subscales),
        *(_FOUND[each.holds] for each in result.findings),
    ]


def _words(form: Instrument, scored: ScoredRow) -> tuple[str, ...]:
    """Band, answered, missing, declined and prorated."""
    result, declined = scored.result, _listed(scored.declined)
    missing = _listed(scored.missing)
    if result is None:
        return "", str(scored.answered), missing, declined, ""
    band = result.band.label if result.band else ""
    if form.method is Method.ALGORITHM and result.level is not None:
        band = ScreenLevel(result.level).value
    prorated = "" if result.total is None else _FOUND[result.prorated]
    return band, str(scored.answered), missing, declined, prorated


def _number(value: float | None) -> str:
    """A number without the noise of binary fractions; a whole one without a point."""
    if value is None:
        return ""
    return str(value) if type(value) is int else f"{value:.12g}"


def _with_bar(rows: Sequence[SheetRow]) -> Iterable[SheetRow]:
    if len(rows) < BAR_FROM_ROWS or not sys.stderr.isatty():
        return rows
    try:
        from tqdm import tqdm  # noqa: PLC0415 - the command also works where it is not installed
    except ImportError:
        return rows
    bar: Iterable[SheetRow] = tqdm(rows, unit=" rows", file=sys.stderr, leave=False)
    return bar
