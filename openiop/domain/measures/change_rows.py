"""Two columns of totals: by what they are judged, and what each row comes to.

The command line speaks English; its sentences are not marked for translation.

Source: issue 3, `openiop change`; instruments.md 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from openiop.domain.decision import Reason

from .instrument import ChangeValue, Cutoff, Direction, Instrument, UnknownChangeValue
from .nhs import NhsOutcome, nhs_outcome
from .progress import (
    BadNorms,
    State,
    Yardstick,
    change_index,
    computed,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    difference_error,
    norms_of,
    published,
    state_of,
)


@dataclass(frozen=True)
class Judge:
    """By what the totals of a file are judged."""

    direction: Direction
    yardstick: Yardstick
    cutoff: Cutoff | None
    norms: tuple[float, float] | None
    """Standard deviation and reliability, where the index can be computed."""
    lowest: float = -math.inf
    highest: float = math.inf
    instrument: Instrument | None = None
    value: ChangeValue | None = None


@dataclass(frozen=True)
class Norms:
    """What somebody says about a questionnaire we may not know."""

    sd: float | None = None
    reliability: float | None = None
    clinical_mean: float | None = None
    clinical_sd: float | None = None
    functional_mean: float | None = None
    functional_sd: float | None = None
    direction: Direction | None = None
    cutoff: str = ""


@dataclass(frozen=True)
class JudgedRow:
    """What one row comes to; without the values there are reasons."""

    pre: float | None = None
    post: float | None = None
    change: float | None = None
    index: float | None = None
    state: State | None = None
    faults: tuple[Reason, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether nothing is wrong but that a total is not there."""
        return bool(self.faults) and all(fault.code == "blank" for fault in self.faults)


def judge_by_instrument(
    instrument: Instrument, change_id: str = "", cutoff: str = ""
) -> Judge | Reason:
    """By the published values of a questionnaire: the default ones, or those named.

    Source: instruments.md 1, build rules 1 and 2.
    """
    if instrument.direction is None or not instrument.changes:
        params: dict[str, object] = {"form": instrument.id}
        return Reason("no_change_value", _NO_CHANGE_VALUE, params=params)
    value: ChangeValue | None
    try:
        value = instrument.change_value(change_id) if change_id else instrument.reliable
    except UnknownChangeValue:
        value = None
    if value is None:
        text = _UNKNOWN_CHANGE if change_id else _NO_RELIABLE
        params = {"form": instrument.id, "change": change_id, "known": _values(instrument.changes)}
        return Reason("change_unknown", text, params=params)
    chosen = _cutoff_of(instrument, instrument.direction, cutoff)
    if isinstance(chosen, Reason):
        return chosen
    ends = instrument.total_range
    return Judge(
        direction=instrument.direction,
        yardstick=published(value),
        cutoff=chosen,
        norms=norms_of(instrument, value),
        lowest=ends.minimum if ends else -math.inf,
        highest=ends.maximum if ends else math.inf,
        instrument=instrument,
        value=value,
    )


def judge_by_norms(norms: Norms) -> Judge | Reason:
    """By a standard deviation and a reliability, and a cut-off from the norms of two groups.

    The standard deviation of the clinical group is the one given for the change, unless another is
    said. Which way is better may be left out when the two means tell it.
    Source: instruments.md 1.
    """
    if norms.sd is None or norms.reliability is None:
        return Reason("nothing_to_judge_by", _NOTHING_TO_JUDGE_BY)
    try:
        difference_error(norms.sd, norms.reliability)
    except BadNorms:
        return Reason("bad_norms", _BAD_NORMS)
    spreads = (norms.clinical_sd, norms.functional_sd)
    means = (norms.clinical_mean, norms.functional_mean)
    if any(sd is not None and not (math.isfinite(sd) and sd > 0) for sd in spreads):
        return Reason("bad_sd", _BAD_SD)
    if any(mean is not None and not math.isfinite(mean) for mean in means):
        return Reason("bad_mean", _BAD_MEAN)
    direction = _direction_of(norms)
    if isinstance(direction, Reason):
        return direction
    cutoff = _cutoff_by_norms(norms, norms.sd, direction)
    if isinstance(cutoff, Reason):
        return cutoff
    return Judge(
        direction=direction,
        yardstick=computed(norms.sd, norms.reliability),
        cutoff=cutoff,
        norms=(norms.sd, norms.reliability),
    )


def _direction_of(norms: Norms) -> Direction | Reason:
    told = None
    ill, well = norms.clinical_mean, norms.functional_mean
    if ill is not None and well is not None and ill != well:
        told = Direction.LOWER_IS_BETTER if ill > well else Direction.HIGHER_IS_BETTER
    if norms.direction is None:
        return told or Reason("no_direction", _NO_DIRECTION)
    if told is not None and told is not norms.direction:
        return Reason("direction_contradicted", _DIRECTION_CONTRADICTED)
    return norms.direction


def _cutoff_by_norms(norms: Norms, sd: float, direction: Direction) -> Cutoff | Reason | None:
    ill, well = norms.clinical_mean, norms.functional_mean
    ill_sd, well_sd = norms.clinical_sd or sd, norms.functional_sd
    asked = norms.cutoff.strip().casefold()
    if not asked:
        if ill is None or well is None or well_sd is None:
            return None
        asked = "c"
    if asked == "a":
        if ill is None:
            return _needs("a", "--clinical-mean")
        return _drawn("a", cutoff_a(ill, ill_sd, direction), direction)
    if asked == "b":
        if well is None or well_sd is None:
            return _needs("b", "--functional-mean, --functional-sd")
        return _drawn("b", cutoff_b(well, well_sd, direction), direction)
    if asked == "c":
        if ill is None or well is None or well_sd is None:
            return _needs("c", "--clinical-mean, --functional-mean, --functional-sd")
        return _drawn("c", cutoff_c(ill, ill_sd, well, well_sd), direction)
    number = number_of(asked)
    if isinstance(number, Reason):
        return Reason("cutoff_unknown", _CUTOFF_UNKNOWN)
    return _drawn("given", number, direction)


def _cutoff_of(instrument: Instrument, direction: Direction, asked: str) -> Cutoff | Reason | None:
    if not asked:
        return instrument.cutoff
    named = next((each for each in instrument.cutoffs if each.id == asked), None)
    if named is not None:
        return named
    number = number_of(asked)
    if isinstance(number, Reason):
        known = ", ".join(each.id for each in instrument.cutoffs) or "-"
        params: dict[str, object] = {"form": instrument.id, "known": known}
        return Reason("cutoff_unknown", _NO_SUCH_CUTOFF, params=params)
    return _drawn("given", number, direction)


def _drawn(name: str, value: float, direction: Direction) -> Cutoff:
    """A cut-off we were told to draw: a total exactly on it has not left illness."""
    operator = ">=" if direction is Direction.LOWER_IS_BETTER else "<="
    return Cutoff(name, name, value, operator)  # type: ignore[arg-type] # one of the four above


def _needs(cutoff: str, options: str) -> Reason:
    return Reason("norms_missing", _NORMS_MISSING, params={"cutoff": cutoff, "options": options})


def _values(values: Iterable[ChangeValue]) -> str:
    return ", ".join(f"{each.id} ({each.threshold:g}, {each.kind})" for each in values)


_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def number_of(words: str) -> float | Reason:
    """A number as files and command lines write it, with a decimal point; nothing else is guessed.

    Source: issue 3, "never clamped".
    """
    plain = words.strip()
    if not plain:
        return Reason("blank", "blank")
    number = float(plain) if _NUMBER.fullmatch(plain) else math.nan
    return number if math.isfinite(number) else Reason("not_a_number", "not a number")


def judged_row(judge: Judge, pre_cell: str, post_cell: str) -> JudgedRow:
    """What two cells come to: change, index and state, or why there are none.

    A total outside the range of the questionnaire is refused, never moved into it.
    Source: issue 3, `openiop change`.
    """
    pre, post = _total(judge, pre_cell, "pre"), _total(judge, post_cell, "post")
    if isinstance(pre, Reason) or isinstance(post, Reason):
        return JudgedRow(
            pre=None if isinstance(pre, Reason) else pre,
            post=None if isinstance(post, Reason) else post,
            faults=tuple(each for each in (pre, post) if isinstance(each, Reason)),
        )
    return JudgedRow(
        pre=pre,
        post=post,
        change=post - pre,
        index=change_index(pre, post, *judge.norms) if judge.norms else None,
        state=state_of(
            pre, post, direction=judge.direction, yardstick=judge.yardstick, cutoff=judge.cutoff
        ),
    )


def _total(judge: Judge, cell: str, column: str) -> float | Reason:
    number = number_of(cell)
    if isinstance(number, Reason):
        return Reason(number.code, number.text, field_name=column)
    if not judge.lowest <= number <= judge.highest:
        params: dict[str, object] = {
            "lowest": f"{judge.lowest:g}",
            "highest": f"{judge.highest:g}",
        }
        return Reason("out_of_range", _OUT_OF_RANGE, params=params, field_name=column)
    return number


def nhs_of_rows(rows: Iterable[dict[str, JudgedRow]]) -> list[NhsOutcome | None]:
    """What rows come to by NHS Talking Therapies, with the totals of one or two questionnaires.

    Source: instruments.md 1.
    """
    return [
        nhs_outcome({form: (row.pre, row.post) for form, row in forms.items()}) for forms in rows
    ]


_NO_CHANGE_VALUE = (
    "No change value is known for {form}, so no state is claimed. Give --sd and --reliability, "
    "with norms of your own, in place of --instrument."
)
_NO_RELIABLE = (
    "No reliable change is known for {form}. Other values are: {known}. Choose one by --change, or "
    "give --sd and --reliability in place of --instrument."
)
_UNKNOWN_CHANGE = "{form} has no change value {change}. There are: {known}."
_NO_SUCH_CUTOFF = "{form} has no cut-off of that name. There are: {known}; or write a number."
_NOTHING_TO_JUDGE_BY = "Say by what to judge: --instrument ID, or both --sd and --reliability."
_BAD_NORMS = "--sd is a number above 0, and --reliability lies from 0 to below 1."
_BAD_SD = "--clinical-sd and --functional-sd are numbers above 0."
_BAD_MEAN = "--clinical-mean and --functional-mean are numbers."
_NO_DIRECTION = "Say which way is better: --direction lower or --direction higher."
_DIRECTION_CONTRADICTED = (
    "--direction contradicts the means: where lower is better, the clinical mean is the higher one."
)
_CUTOFF_UNKNOWN = "--cutoff is a, b, c or a number."
_NORMS_MISSING = "Cut-off {cutoff} needs {options}."
_OUT_OF_RANGE = "outside {lowest} to {highest}"
