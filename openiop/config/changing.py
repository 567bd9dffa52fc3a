"""`openiop change`: two columns of totals, and what the difference between them comes to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from openiop.domain.decision import Reason
from openiop.domain.importing.sheet import Sheet, SheetRow, written
from openiop.domain.measures.change_rows import (
    Judge,
    JudgedRow,
    Norms,
    judge_by_instrument,
    judge_by_norms,
    judged_row,
    nhs_of_rows,
)
from openiop.domain.measures.instrument import Direction
from openiop.domain.measures.nhs import NHS_RULES, NhsFigures, nhs_figures
from openiop.domain.measures.progress import State, counted, has_responded, is_in_remission
from openiop.domain.measures.registry import UnknownInstrument, instrument

from .csv_files import STANDARD, column_place, read_file, sentence, write_file
from .folder import Trouble
from .options import number

ADDED = ("change", "rci", "state", "error")
_NORM_OPTIONS = (
    ("sd", "--sd"),
    ("reliability", "--reliability"),
    ("clinical_mean", "--clinical-mean"),
    ("clinical_sd", "--clinical-sd"),
    ("functional_mean", "--functional-mean"),
    ("functional_sd", "--functional-sd"),
    ("direction", "--direction"),
)
_DIRECTIONS = {"lower": Direction.LOWER_IS_BETTER, "higher": Direction.HIGHER_IS_BETTER}


def add_change(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.description = (
        "Add change, reliable change index and state to a CSV file with totals before and after. "
        "The format is described in docs/measures-cli.md."
    )
    parser.epilog = (
        "Exit code: 0 every row was read, also when some have an error; 2 the file, a column or an "
        "option cannot be used."
    )
    parser.add_argument("file", metavar="FILE", help="a CSV file in UTF-8; - is standard input")
    parser.add_argument("--pre", required=True, metavar="COLUMN", help="the totals at the start")
    parser.add_argument("--post", required=True, metavar="COLUMN", help="the totals at the end")
    by = parser.add_argument_group("by a questionnaire we ship")
    by.add_argument("--instrument", metavar="ID", help="such as phq-9")
    by.add_argument("--change", default="", metavar="ID", help="one of its named change values")
    by.add_argument(
        "--also",
        nargs=3,
        metavar=("ID", "PRE", "POST"),
        help="the other questionnaire of the NHS pair, for recovery by both",
    )
    norms = parser.add_argument_group("by norms of your own")
    for name, option in _NORM_OPTIONS[:-1]:
        norms.add_argument(option, dest=name, type=number, metavar="NUMBER")
    norms.add_argument("--direction", choices=tuple(_DIRECTIONS), help="which way is better")
    parser.add_argument(
        "--cutoff", default="", help="a, b, c or a number; or a cut-off of the questionnaire"
    )
    parser.add_argument("-o", "--output", default=STANDARD, metavar="OUT", help="otherwise printed")


def change_file(asked: argparse.Namespace) -> int:
    """Read, judge, write, and say the counts."""
    judge = _judge(asked)
    also = _also(asked, judge)
    sheet = read_file(asked.file)
    columns = (column_place(sheet, asked.pre), column_place(sheet, asked.post))
    if columns[0] == columns[1]:
        raise Trouble("--pre and --post name the same column.")
    rows = [_judged(judge, row, columns) for row in sheet.rows]
    others = _others(also, sheet)
    cells = (_cells(row, source, asked) for row, source in zip(rows, sheet.rows, strict=True))
    to = sys.stderr if asked.output == STANDARD else sys.stdout
    write_file(
        asked.output,
        written(sheet, ADDED, cells),
        delimiter=sheet.delimiter,
        source=asked.file,
    )
    for line in _summary(judge, sheet, rows, others):
        print(line, file=to)
    return 0


def _judge(asked: argparse.Namespace) -> Judge:
    given = [option for name, option in _NORM_OPTIONS if getattr(asked, name) is not None]
    judge: Judge | Reason
    if asked.instrument:
        if given:
            raise Trouble(f"--instrument brings its own norms; leave out {', '.join(given)}.")
        judge = _judge_of(asked.instrument, asked.change, asked.cutoff)
    elif asked.change or asked.also:
        raise Trouble("--change and --also belong to --instrument.")
    else:
        facts = {name: getattr(asked, name) for name, _option in _NORM_OPTIONS[:-1]}
        way = _DIRECTIONS[asked.direction] if asked.direction else None
        judge = judge_by_norms(Norms(**facts, direction=way, cutoff=asked.cutoff))
    if isinstance(judge, Reason):
        raise Trouble(sentence(judge))
    return judge


def _judge_of(instrument_id: str, change_id: str = "", cutoff: str = "") -> Judge | Reason:
    try:
        return judge_by_instrument(instrument(instrument_id), change_id, cutoff)
    except UnknownInstrument as unknown:
        raise Trouble(f"--instrument: {unknown}.") from None


_Also = tuple[str, Judge, str, str]


def _also(asked: argparse.Namespace, judge: Judge) -> _Also | None:
    """The other questionnaire of the pair, by which recovery is told."""
    if not asked.also:
        return None
    other_id, pre, post = asked.also
    known = {form.instrument_id for form in NHS_RULES.forms}
    if judge.instrument is None or {judge.instrument.id, other_id} != known:
        raise Trouble(
            f"--also is for the pair of NHS Talking Therapies: {', '.join(sorted(known))}."
        )
    other = _judge_of(other_id)
    if isinstance(other, Reason):
        raise Trouble(sentence(other))
    return other_id, other, pre, post


def _others(also: _Also | None, sheet: Sheet) -> dict[str, list[JudgedRow]]:
    if also is None:
        return {}
    other_id, judge, pre, post = also
    columns = (column_place(sheet, pre), column_place(sheet, post))
    return {other_id: [_judged(judge, row, columns) for row in sheet.rows]}


def _judged(judge: Judge, row: SheetRow, columns: tuple[int, int]) -> JudgedRow:
    if row.uneven is not None:
        return JudgedRow(faults=(row.uneven,))
    return judged_row(judge, row.cells[columns[0]], row.cells[columns[1]])


def _cells(row: JudgedRow, source: SheetRow, asked: argparse.Namespace) -> Sequence[str]:
    if row.change is None:
        names = {"pre": asked.pre, "post": asked.post}
        said = [
            f"{names[fault.field_name]}: {sentence(fault)}" if fault.field_name else sentence(fault)
            for fault in row.faults
        ]
        return "", "", "", "; ".join(said)
    index = "" if row.index is None else f"{row.index + 0.0:.4f}"
    return _points(row.change), index, str(row.state or ""), ""


def _points(value: float) -> str:
    """A difference without the noise of binary fractions."""
    return f"{round(value, 9) + 0.0:.9f}".rstrip("0").rstrip(".")


def _summary(
    judge: Judge, sheet: Sheet, rows: list[JudgedRow], others: dict[str, list[JudgedRow]]
) -> list[str]:
    known = [row for row in rows if row.change is not None]
    missing = sum(row.is_missing for row in rows)
    counts = counted(row.state for row in known)
    return [
        *(f"{state}: {counts[state]}" for state in State),
        f"n: {len(known)} of {len(sheet.rows)} rows; missing: {missing}; "
        f"not usable: {len(rows) - len(known) - missing}",
        *_by_what(judge),
        *_named(judge, known),
        *_nhs(judge, rows, others),
    ]


def _by_what(judge: Judge) -> list[str]:
    lines = []
    if judge.value is not None:
        lines.append(
            f"change: from {judge.value.threshold:g} points "
            f"({judge.value.id}: {judge.value.name}, {judge.value.kind})"
        )
    else:
        lines.append(f"change: more than {judge.yardstick.points:.4g} points (1.96 x S_diff)")
    if judge.norms is not None:
        lines.append(f"rci: SD {judge.norms[0]:g}, reliability {judge.norms[1]:g}")
    if judge.cutoff is None:
        lines.append("cut-off: none, so nobody is called recovered or harmed")
    else:
        cutoff = judge.cutoff
        named = f" ({cutoff.name})" if judge.instrument else f" ({cutoff.id})"
        lines.append(f"cut-off: clinical is {cutoff.operator} {cutoff.value:g}{named}")
    return lines


def _named(judge: Judge, known: list[JudgedRow]) -> list[str]:
    """Response and remission, where the questionnaire defines them."""
    form = judge.instrument
    if form is None:
        return []
    lines = []
    responses = [has_responded(form, row.pre, row.post) for row in known]
    if form.response_share is not None:
        of = sum(each is not None for each in responses)
        lines.append(
            f"response (a drop of at least {100 * form.response_share:g} %): "
            f"{sum(each is True for each in responses)} of {of}"
        )
    if (limit := form.remission_below) is not None:
        ends = [row for row in known if is_in_remission(form, row.post)]
        began = [row for row in known if is_in_remission(form, row.pre) is False]
        both = sum(is_in_remission(form, row.pre) is False for row in ends)
        lines.append(
            f"remission (below {limit} at the end): {len(ends)} of {len(known)}; "
            f"of those at {limit} or more at the start: {both} of {len(began)}"
        )
    return lines


def _nhs(judge: Judge, rows: list[JudgedRow], others: dict[str, list[JudgedRow]]) -> list[str]:
    form = judge.instrument
    if form is None or NHS_RULES.form(form.id) is None:
        return []
    lines = _figures(f"NHS, {form.id} alone", nhs_figures(nhs_of_rows({form.id: r} for r in rows)))
    for other_id, theirs in others.items():
        pairs = [{form.id: own, other_id: other} for own, other in zip(rows, theirs, strict=True)]
        lines += _figures(f"NHS, {form.id} and {other_id}", nhs_figures(nhs_of_rows(pairs)))
    return lines


def _figures(title: str, found: NhsFigures) -> list[str]:
    parts = (
        ("cases at the start", found.cases, found.of),
        ("recovery", found.recovered, found.cases),
        ("reliable recovery", found.reliably_recovered, found.cases),
        ("reliable improvement", found.reliably_better, found.of),
        ("reliable deterioration", found.reliably_worse, found.of),
    )
    return [f"{title}, {name}: {count} of {of}" for name, count, of in parts]
