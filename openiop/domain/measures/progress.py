"""Whether a difference between two totals is more than chance, and what it may be called.

Source: Jacobson and Truax 1991 as in instruments.md 1; domain.md 7.2.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from openiop.domain.text import _
from openiop.domain.words import Word

from .instrument import ChangeKind, ChangeValue, Cutoff, Direction, Instrument


class BadNorms(ValueError):
    """A standard deviation or reliability with which nothing can be computed."""


class ChangeDirection(Word):
    """What a difference means for her, with the words staff read.

    Source: ux.md 4.6.
    """

    BETTER = "better", _("better beyond chance")
    WORSE = "worse", _("worse beyond chance")
    NO_CLEAR_CHANGE = "no_clear_change", _("no clear change")


class State(Word):
    """The five things a difference between two totals may be called.

    Source: instruments.md 1.
    """

    RECOVERED = "recovered", _("recovered")
    IMPROVED = "improved", _("improved")
    UNCHANGED = "unchanged", _("unchanged")
    DETERIORATED = "deteriorated", _("deteriorated")
    HARMED = "harmed", _("harmed")


@dataclass(frozen=True)
class ProgressRules:
    """The numbers of the change rules that belong to no single questionnaire.

    Source: instruments.md 1.
    """

    id: str = "openiop-progress/1"
    z: float = 1.96
    """Both sides of a 95 % interval; 1.645 for 90 % where a questionnaire was published so."""
    sds_from_mean: float = 2.0
    """Cut-offs a and b lie so many standard deviations from their mean."""
    decimals: int = 9
    """Differences are compared to so many decimals: 3.4 - 2.7 is 0.7, not 0.6999999999999997."""


PROGRESS_RULES = ProgressRules()


# --- the arithmetic of Jacobson and Truax -----------------------------------------------------


def standard_error(sd: float, reliability: float) -> float:
    """The standard error of one measurement: SD times the root of 1 - r.

    Source: instruments.md 1.
    """
    if not (math.isfinite(sd) and sd > 0):
        raise BadNorms("a standard deviation is a number above 0")
    if not 0 <= reliability < 1:
        raise BadNorms("a reliability lies from 0 to below 1")
    return sd * math.sqrt(1 - reliability)


def difference_error(sd: float, reliability: float) -> float:
    """S_diff, the standard error of a difference between two measurements: SE times root 2.

    Source: instruments.md 1.
    """
    return standard_error(sd, reliability) * math.sqrt(2)


def change_index(pre: float, post: float, sd: float, reliability: float) -> float:
    """RC, the reliable change index: last minus first, divided by S_diff.

    Its sign is that of the difference; which sign is better depends on the questionnaire.
    Source: instruments.md 1.
    """
    return (post - pre) / difference_error(sd, reliability)


def chance_limit(sd: float, reliability: float, z: float = PROGRESS_RULES.z) -> float:
    """Up to how many points a difference may be chance: z times S_diff.

    Source: instruments.md 1.
    """
    return z * difference_error(sd, reliability)


def cutoff_a(
    clinical_mean: float, clinical_sd: float, direction: Direction, of: ProgressRules | None = None
) -> float:
    """Cut-off a: two standard deviations from the clinical mean, towards health.

    Source: instruments.md 1.
    """
    away = (of or PROGRESS_RULES).sds_from_mean * clinical_sd
    return clinical_mean - away if _is_lower(direction) else clinical_mean + away


def cutoff_b(
    functional_mean: float,
    functional_sd: float,
    direction: Direction,
    of: ProgressRules | None = None,
) -> float:
    """Cut-off b: two standard deviations from the functional mean, towards illness.

    Source: instruments.md 1.
    """
    away = (of or PROGRESS_RULES).sds_from_mean * functional_sd
    return functional_mean + away if _is_lower(direction) else functional_mean - away


def cutoff_c(
    clinical_mean: float, clinical_sd: float, functional_mean: float, functional_sd: float
) -> float:
    """Cut-off c: where a total is as likely from one group as from the other.

    Source: instruments.md 1.
    """
    both = functional_sd + clinical_sd
    if not both > 0:
        raise BadNorms("a standard deviation is a number above 0")
    return (functional_sd * clinical_mean + clinical_sd * functional_mean) / both


def _is_lower(direction: Direction) -> bool:
    return direction is Direction.LOWER_IS_BETTER


# --- how much, and on which side --------------------------------------------------------------


@dataclass(frozen=True)
class Yardstick:
    """How many points make a difference that counts, and whether exactly so many do."""

    points: float
    counts_itself: bool

    def is_met(self, difference: float) -> bool:
        """Whether a difference, in either direction, counts."""
        size, points = _settled(abs(difference)), _settled(self.points)
        return size >= points if self.counts_itself else size > points


def published(value: ChangeValue) -> Yardstick:
    """A published value counts from itself on.

    Source: instruments.md 1, build rule 2.
    """
    return Yardstick(value.threshold, counts_itself=True)


def computed(sd: float, reliability: float, z: float = PROGRESS_RULES.z) -> Yardstick:
    """A value computed from a standard deviation and a reliability has to be passed.

    Source: instruments.md 1, build rule 2 (the raw RC uses > 1.96).
    """
    return Yardstick(chance_limit(sd, reliability, z), counts_itself=False)


def _settled(points: float) -> float:
    return round(points, PROGRESS_RULES.decimals)


def is_clinical(total: float, cutoff: Cutoff) -> bool:
    """Whether a total lies on the side of a cut-off where people are ill.

    Source: instruments.md 1, RCI table.
    """
    return replace(cutoff, value=_settled(cutoff.value)).is_met(_settled(total))


def way_of(difference: float, yardstick: Yardstick, direction: Direction) -> ChangeDirection:
    """Better, worse, or no clear change: too few points are never called either.

    Source: ux.md 4.6; instruments.md 1, build rule 4.
    """
    if difference == 0 or not yardstick.is_met(difference):
        return ChangeDirection.NO_CLEAR_CHANGE
    is_better = (difference < 0) == _is_lower(direction)
    return ChangeDirection.BETTER if is_better else ChangeDirection.WORSE


def state_of(
    pre: float | None,
    post: float | None,
    *,
    direction: Direction,
    yardstick: Yardstick,
    cutoff: Cutoff | None = None,
) -> State | None:
    """Which of the five states two totals make; nothing when one of them is missing.

    Recovered: reliably better and over the cut-off into health. Harmed: reliably worse and over
    the cut-off into illness. Without a cut-off nobody is called either.
    Source: instruments.md 1.
    """
    if pre is None or post is None:
        return None
    way = way_of(post - pre, yardstick, direction)
    if way is ChangeDirection.NO_CLEAR_CHANGE:
        return State.UNCHANGED
    was_ill = cutoff is not None and is_clinical(pre, cutoff)
    is_ill = cutoff is not None and is_clinical(post, cutoff)
    if way is ChangeDirection.BETTER:
        return State.RECOVERED if was_ill and not is_ill else State.IMPROVED
    return State.HARMED if is_ill and not was_ill else State.DETERIORATED


# --- one questionnaire ------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """The difference between two totals of one questionnaire, and what it may be called."""

    difference: float
    """Last minus first, in points."""
    direction: ChangeDirection
    state: State
    value: ChangeValue
    """The named value by which it was judged."""
    cutoff: Cutoff | None

    @property
    def threshold(self) -> float:
        """From this many points on, chance alone is an unlikely explanation."""
        return self.value.threshold

    @property
    def basis(self) -> str:
        """Where the threshold comes from."""
        return self.value.basis


def change_between(
    instrument: Instrument,
    first: float | None,
    last: float | None,
    *,
    by: ChangeValue | None = None,
    cutoff: Cutoff | None = None,
) -> Change | None:
    """What two totals of a questionnaire come to, by its named values or by those chosen.

    Nothing is said when a total is missing or no reliable change is known for the questionnaire.

    Why: the published whole number wins over our own calculation, so that programs can be compared.
    Source: instruments.md 1, build rules 2 and 4.
    """
    value = by or instrument.reliable
    if value is None or instrument.direction is None or first is None or last is None:
        return None
    crossed = cutoff or instrument.cutoff
    state = state_of(
        first, last, direction=instrument.direction, yardstick=published(value), cutoff=crossed
    )
    if state is None:
        return None
    way = way_of(last - first, published(value), instrument.direction)
    return Change(_settled(last - first), way, state, value, crossed)


def lesser_values(instrument: Instrument, change: Change) -> tuple[ChangeValue, ...]:
    """What a difference within chance may still be called: enough to notice, or worth watching.

    Why: these are other questions than chance, and both words are shown with their names.
    Source: instruments.md 1 ("Show both words"); domain.md 7.2 (PHQ-9 5, GAD-7 4, PCL-5 10).
    """
    if change.state is not State.UNCHANGED:
        return ()
    return tuple(
        value
        for value in instrument.changes
        if value.kind is not ChangeKind.RELIABLE and published(value).is_met(change.difference)
    )


def index_between(
    instrument: Instrument, first: float, last: float, by: ChangeValue | None = None
) -> float | None:
    """The reliable change index, where a standard deviation and a reliability are known.

    Source: instruments.md 1.
    """
    norms = norms_of(instrument, by)
    return None if norms is None else change_index(first, last, *norms)


def norms_of(instrument: Instrument, by: ChangeValue | None = None) -> tuple[float, float] | None:
    """The standard deviation and reliability the index of a questionnaire is computed from.

    Those of the chosen value come first, then those of any other value of the questionnaire.
    Source: instruments.md 1, build rule 1.
    """
    for value in ((by,) if by else ()) + instrument.changes:
        if value.sd is not None and value.reliability is not None:
            return value.sd, value.reliability
    return None


def has_responded(instrument: Instrument, first: float | None, last: float | None) -> bool | None:
    """Whether a total fell by the share that is called a response; unknown from a start of 0.

    Source: domain.md 7.2 (PHQ-9: a drop of at least 50 %).
    """
    share = instrument.response_share
    if share is None or first is None or last is None or first <= 0:
        return None
    return _settled(first - last) >= _settled(share * first)


def is_in_remission(instrument: Instrument, last: float | None) -> bool | None:
    """Whether a total lies below the limit that is called remission.

    Source: domain.md 7.2 (PHQ-9: below 5).
    """
    limit = instrument.remission_below
    return None if limit is None or last is None else _settled(last) < limit


def counted(states: Iterable[State | None]) -> dict[State, int]:
    """How many of each state; what is missing is in none of them.

    Source: instruments.md 1, build rule 3.
    """
    found = Counter(state for state in states if state is not None)
    return {state: found[state] for state in State}


_FOR_CLIENT = {
    ChangeDirection.BETTER: _("a bigger change than chance alone"),
    ChangeDirection.NO_CLEAR_CHANGE: _("about the same so far"),
    ChangeDirection.WORSE: _("things look harder than at the start — let's talk about it"),
}


def wording_for_client(change: Change) -> str:
    """What she reads about a change: plain, without blame, and never a number alone.

    Source: ux.md 4.6.
    """
    return _FOR_CLIENT[change.direction]
