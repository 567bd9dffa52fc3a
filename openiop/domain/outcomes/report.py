"""The report: every figure with its numbers, whole and by track, from one line for each stay."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

from .columns import MeasureSpec, StayLine
from .comparison import Rate, funnel_of, newcombe, rate_of, ratio_interval
from .figures import FigureId
from .over_time import p_chart, xmr_chart
from .rules import (
    OUTCOME_RULES,
    DoseClass,
    EndClass,
    OutcomeRules,
    Window,
    dose_class,
    end_class,
    month_end,
    months_between,
    never_began,
)
from .survival import staying

Report = dict[str, Any]
"""Plain numbers and words, ready to be written down; see `report_of`."""

Flags = NDArray[np.bool_]
Totals = NDArray[np.float64]


def report_of(
    lines: Sequence[StayLine],
    window: Window,
    specs: Sequence[MeasureSpec],
    tracks: Sequence[str],
    rules: OutcomeRules = OUTCOME_RULES,
) -> Report:
    """Every figure of the outcomes for a window, with n, intervals, and bounds for the missing.

    The same lines, window and rules give the same digits, on every machine of the same libraries.
    Source: issue ("Outcomes for the director"); domain.md 7.2 and 7.5.
    """
    began = [line for line in lines if not never_began(line.end)]
    first, last = window.first.isoformat(), window.counted_until.isoformat()
    started = [line for line in began if first <= line.starts_on <= last]
    ended = [line for line in began if line.ended_on and first <= line.ended_on <= last]
    alive = [line for line in ended if end_class(line.end) is not EndClass.DIED]
    units = tuple(track for track in tracks if any(line.track == track for line in began))
    months = _whole_months(window, lines)
    counts: Report = {
        "admissions": _counted(started, units),
        "ended": _counted(ended, units),
        "ended_alive": _counted(alive, units),
        "open": sum(not line.ended_on for line in began),
        "died": len(ended) - len(alive),
    }
    measures = [_measure(spec, alive, units, rules) for spec in specs]
    told = [each for each in measures if each["pairs"]["whole"]["all"]]
    main = told[0] if told else None
    return {
        "rules": rules.id,
        "window": {
            "first": first,
            "last": window.last.isoformat(),
            "as_of": window.as_of.isoformat(),
        },
        "tracks": list(units),
        "counts": counts,
        "rates": {
            FigureId.COMPLETION.value: _completion(alive, units, rules),
            FigureId.EARLY.value: _early(alive, units, rules),
            FigureId.STEP_UP.value: _step_up(alive, window, units, rules),
            FigureId.AFTERCARE_EARLY.value: _aftercare(alive, 0, window, units, rules),
            FigureId.AFTERCARE_LATE.value: _aftercare(alive, 1, window, units, rules),
            FigureId.REACHED.value: _reached(alive, window, units, rules),
        },
        "doses": _doses(alive, units, rules),
        "length": _by_unit(ended, units, _length),
        "attendance": _attendance_by_unit(began, units, window, rules),
        "measures": told,
        "staying": _staying(started, window, rules),
        "charts": _charts(began, alive, months, main, rules),
        "funnels": {
            "completion": _funnel(_completion(alive, units, rules)["tracks"], rules),
            "improved": _funnel(main["improved"]["tracks"], rules) if main else None,
        },
    }


def _whole_months(window: Window, lines: Sequence[StayLine]) -> tuple[str, ...]:
    """The months of the window that are over, from the first in which anybody was here."""
    earliest = min((line.starts_on for line in lines), default="9999-12")[:7]
    return tuple(
        month
        for month in months_between(window.first, window.counted_until)
        if month >= earliest
        and month_end(date.fromisoformat(f"{month}-01")) <= window.counted_until
    )


def _counted(lines: Sequence[StayLine], units: Sequence[str]) -> Report:
    by_track = Counter([line.track for line in lines])
    return {"whole": len(lines), "tracks": {unit: by_track[unit] for unit in units}}


def _by_unit(lines: Sequence[StayLine], units: Sequence[str], made: Any) -> Report:
    by_track: dict[str, list[StayLine]] = {unit: [] for unit in units}
    for line in lines:
        by_track[line.track].append(line)
    return {
        "whole": made(lines),
        "tracks": {unit: made(rows) for unit, rows in by_track.items()},
    }


# Shares


def _rates(told: Iterable[tuple[str, int]], units: Sequence[str], rules: OutcomeRules) -> Report:
    """A share, whole and by track, from (track, 1 yes, 0 no or -1 unknown) of each woman."""
    counted = Counter(told)
    seen = {unit: [counted[unit, value] for value in (0, 1, -1)] for unit in units}
    whole = [sum(each[at] for each in seen.values()) for at in range(3)]
    return _rates_of(whole, seen, rules)


def _rates_of(whole: Sequence[int], seen: dict[str, list[int]], rules: OutcomeRules) -> Report:
    no, yes, unknown = whole
    found: Report = {"whole": _told(rate_of(yes, yes + no, unknown, rules)), "tracks": {}}
    for unit, (n_no, n_yes, n_unknown) in seen.items():
        own = _told(rate_of(n_yes, n_yes + n_no, n_unknown, rules))
        rest_yes, rest = yes - n_yes, yes + no - n_yes - n_no
        apart = newcombe(n_yes, n_yes + n_no, rest_yes, rest, rules)
        if apart is not None:
            own["difference"] = n_yes / (n_yes + n_no) - rest_yes / rest
            own["difference_low"], own["difference_high"] = apart.low, apart.high
        found["tracks"][unit] = own
    return found


def _told(rate: Rate) -> Report:
    return {**asdict(rate), "all": rate.n + rate.missing}


def _completion(alive: Sequence[StayLine], units: Sequence[str], rules: OutcomeRules) -> Report:
    def said(end: str) -> int:
        kind = end_class(end)
        return -1 if kind is EndClass.NOT_SAID else int(kind is EndClass.COMPLETED)

    return _rates(((line.track, said(line.end)) for line in alive), units, rules)


def _dose(line: StayLine, rules: OutcomeRules) -> DoseClass:
    return dose_class(line.days_came, line.stay_days, line.end, rules)


def _early(alive: Sequence[StayLine], units: Sequence[str], rules: OutcomeRules) -> Report:
    told = ((line.track, int(_dose(line, rules) is DoseClass.EARLY)) for line in alive)
    return _rates(told, units, rules)


def _doses(alive: Sequence[StayLine], units: Sequence[str], rules: OutcomeRules) -> Report:
    def made(rows: Sequence[StayLine]) -> Report:
        had = [_dose(line, rules) for line in rows]
        return {"all": len(rows), **{each.value: had.count(each) for each in DoseClass}}

    return _by_unit(alive, units, made)


def _over_since(lines: Sequence[StayLine], days: int, window: Window) -> list[StayLine]:
    """Ended so long ago that the days after the end are over."""
    latest = (window.as_of - timedelta(days=days)).isoformat()
    return [line for line in lines if line.ended_on <= latest]


def _step_up(
    alive: Sequence[StayLine], window: Window, units: Sequence[str], rules: OutcomeRules
) -> Report:
    """At least so many: who was not reached stands among the others, and in the upper bound."""

    def said(line: StayLine) -> int:
        return 1 if end_class(line.end) is EndClass.STEPPED_UP else line.stepped_up

    due = _over_since(alive, rules.step_up_days, window)
    found = _rates(((line.track, max(0, said(line))) for line in due), units, rules)
    unknown = _counted([line for line in due if said(line) < 0], units)
    for name, rate in (("", found["whole"]), *found["tracks"].items()):
        rate["unknown"] = unknown["tracks"][name] if name else unknown["whole"]
        rate["best"] = (rate["k"] + rate["unknown"]) / rate["n"] if rate["n"] else None
    return found


def _aftercare(
    alive: Sequence[StayLine], which: int, window: Window, units: Sequence[str], rules: OutcomeRules
) -> Report:
    due = _over_since(alive, rules.aftercare_days[which], window)
    return _rates(((line.track, line.aftercare[which]) for line in due), units, rules)


def _reached(
    alive: Sequence[StayLine], window: Window, units: Sequence[str], rules: OutcomeRules
) -> Report:
    due = _over_since(alive, rules.step_up_days, window)
    owed = ((line.track, line.reached) for line in due if line.reached >= 0)
    return _rates(owed, units, rules)


# Days


def _quartiles(values: Sequence[int]) -> list[float] | None:
    if not values:
        return None
    return [float(each) for each in np.quantile(np.array(values), (0.25, 0.5, 0.75))]


def _length(rows: Sequence[StayLine]) -> Report:
    return {
        "n": len(rows),
        "days": _quartiles([line.stay_days for line in rows]),
        "program_days": _quartiles([line.days_came for line in rows]),
    }


def _attendance_by_unit(
    began: Sequence[StayLine], units: Sequence[str], window: Window, rules: OutcomeRules
) -> Report:
    """Days she came of those due inside the window, for each stay that had one due."""
    first, last = f"{window.first:%Y-%m}", f"{window.counted_until:%Y-%m}"
    by_track: dict[str, list[tuple[int, int]]] = {unit: [] for unit in units}
    whole = []
    for line in began:
        came = due = 0
        for month, (n_came, n_due) in line.months.items():
            if first <= month <= last:
                came += n_came
                due += n_due
        if due:
            whole.append((came, due))
            by_track[line.track].append((came, due))
    return {
        "whole": _attendance(whole, rules),
        "tracks": {unit: _attendance(pairs, rules) for unit, pairs in by_track.items()},
    }


def _attendance(pairs: Sequence[tuple[int, int]], rules: OutcomeRules) -> Report:
    interval = ratio_interval(pairs, rules)
    came, due = sum(k for k, _n in pairs), sum(n for _k, n in pairs)
    return {
        "women": len(pairs),
        "came": came,
        "due": due,
        "share": came / due if due else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "is_few": len(pairs) < rules.few_below,
    }


def _staying(started: Sequence[StayLine], window: Window, rules: OutcomeRules) -> Report | None:
    followed = []
    for line in started:
        begins = date.fromisoformat(line.starts_on)
        until = date.fromisoformat(line.ended_on) if line.ended_on else window.as_of
        is_event = bool(line.ended_on) and end_class(line.end) is EndClass.LEFT_EARLY
        followed.append(((until - begins).days + 1, is_event))
    found = staying(followed, rules)
    return asdict(found) if found else None


# Questionnaires


def _measure(
    spec: MeasureSpec, alive: Sequence[StayLine], units: Sequence[str], rules: OutcomeRules
) -> Report:
    """One questionnaire at the end of the stays: whole and by track."""
    asked = [line for line in alive if spec.is_asked_of_all or spec.id in line.totals]
    blank: list[float | None] = [None, None]
    pairs = [line.totals.get(spec.id, blank) for line in asked]
    # no total becomes "not a number"
    totals = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    first, last = totals[:, 0], totals[:, 1]
    states = states_of(spec, first, last)
    place = {unit: at for at, unit in enumerate(units)}
    unit = np.fromiter((place[line.track] for line in asked), np.int64, len(asked))
    both = states["both"]

    def rates(yes: Flags, counts: Flags, missing: Flags) -> Report:
        # no, yes and unknown of each track stand beside each other
        told = unit * 3 + np.where(missing, 2, yes)
        found = np.bincount(told[counts | missing], minlength=len(units) * 3).reshape(-1, 3)
        seen = dict(zip(units, found.tolist(), strict=True))
        return _rates_of(found.sum(axis=0).tolist(), seen, rules)

    nobody = np.zeros(len(asked), dtype=bool)
    everybody = ~nobody
    made: Report = {
        "id": spec.id,
        "title": spec.title,
        "points": spec.points,
        "lower_is_better": spec.lower_is_better,
        "change_id": spec.change_id,
        "cutoff": spec.cutoff,
        "pairs": rates(both, everybody, nobody),
        "improved": rates(states["better"], both, ~both),
        "deteriorated": rates(states["worse"], both, ~both),
        **_means(first[both], last[both], rules),
        **_by_chance(spec, int(both.sum())),
    }
    if spec.cutoff is None:
        return {**made, "recovered": None, "toward_mean": None}
    was_ill = states["was_ill"]
    return {
        **made,
        "recovered": rates(states["recovered"], both & was_ill, was_ill & ~both),
        "toward_mean": _toward_mean(spec, first, was_ill & both),
    }


def states_of(spec: MeasureSpec, first: Totals, last: Totals) -> dict[str, Flags]:
    """Which pairs of totals are better or worse beyond chance, began ill, and recovered.

    The same as the rule for one pair (`state_of`), by the column.
    Source: domain.md 7.2; Jacobson and Truax 1991 as in instruments.md 1.
    """
    both = ~np.isnan(first) & ~np.isnan(last)
    gain = np.round((first - last) if spec.lower_is_better else (last - first), 9)
    points = round(spec.points, 9)
    better = both & (gain >= points) & (gain > 0)
    worse = both & (-gain >= points) & (gain < 0)
    was_ill, is_ill = _is_ill(spec, first), _is_ill(spec, last)
    return {
        "both": both,
        "better": better,
        "worse": worse,
        "was_ill": was_ill,
        "recovered": better & was_ill & ~is_ill,
    }


def _is_ill(spec: MeasureSpec, totals: Totals) -> Flags:
    if spec.cutoff is None:
        return np.zeros(len(totals), dtype=bool)
    at, values = round(spec.cutoff, 9), np.round(totals, 9)
    compared: dict[str, Flags] = {
        ">=": values >= at,
        "<=": values <= at,
        ">": values > at,
        "<": values < at,
    }
    return compared[spec.operator]


def _means(first: Totals, last: Totals, rules: OutcomeRules) -> Report:
    """The mean of first, last and change, with the t interval of the change."""
    n = len(first)
    if n == 0:
        return {"first_mean": None, "last_mean": None, "change_mean": None, "change_interval": None}
    change = last - first
    mean, interval = math.fsum(change) / n, None
    if n > 1:
        spread = math.sqrt(math.fsum((change - mean) ** 2) / (n - 1))
        reach = float(student.ppf(0.5 + rules.confidence / 2, n - 1)) * spread / math.sqrt(n)
        interval = [mean - reach, mean + reach]
    return {
        "first_mean": math.fsum(first) / n,
        "last_mean": math.fsum(last) / n,
        "change_mean": mean,
        "change_interval": interval,
    }


def _by_chance(spec: MeasureSpec, pairs: int) -> Report:
    """How many of so many would pass the reliable change, each way, if nothing had changed."""
    if spec.sd is None or spec.reliability is None:
        return {"chance_share": None, "chance_n": None}
    error = spec.sd * math.sqrt(2 * (1 - spec.reliability))
    share = float(norm.sf(spec.points / error))
    return {"chance_share": share, "chance_n": share * pairs}


def _toward_mean(spec: MeasureSpec, first: Totals, was_ill: Flags) -> float | None:
    """By how many points those who began ill would move to the mean of all without any help.

    (1 - reliability) times how far their first mean lies from that of everybody.
    Source: Barnett, van der Pols and Dobson 2005.
    """
    known = first[~np.isnan(first)]
    if spec.reliability is None or not was_ill.any() or len(known) == 0:
        return None
    apart = math.fsum(first[was_ill]) / int(was_ill.sum()) - math.fsum(known) / len(known)
    return abs(1 - spec.reliability) * abs(apart)


# Over time, and side by side


def _charts(
    began: Sequence[StayLine],
    alive: Sequence[StayLine],
    months: Sequence[str],
    main: Report | None,
    rules: OutcomeRules,
) -> Report:
    starts = dict.fromkeys(months, 0)
    came: dict[str, list[int]] = {month: [0, 0] for month in months}
    for line in began:
        if line.starts_on[:7] in starts:
            starts[line.starts_on[:7]] += 1
        for month, (n_came, n_due) in line.months.items():
            if month in came:
                came[month][0] += n_came
                came[month][1] += n_due
    completed: dict[str, list[int]] = {month: [0, 0] for month in months}
    for line in alive:
        kind = end_class(line.end)
        if line.ended_on[:7] in completed and kind is not EndClass.NOT_SAID:
            completed[line.ended_on[:7]][0] += kind is EndClass.COMPLETED
            completed[line.ended_on[:7]][1] += 1
    improved = {month: [0, 0] for month in months}
    if main is not None:
        _improved_by_month(main, alive, improved)
    shares = [(month, k / n) for month, (k, n) in came.items() if n]
    return {
        "admissions": asdict(xmr_chart([(m, float(n)) for m, n in starts.items()], rules)),
        "attendance": asdict(xmr_chart(shares, rules, highest=1.0)),
        "completion": asdict(p_chart([(m, k, n) for m, (k, n) in completed.items()], rules)),
        "improved": asdict(p_chart([(m, k, n) for m, (k, n) in improved.items()], rules)),
        "main": main["id"] if main else None,
    }


def _improved_by_month(main: Report, alive: Sequence[StayLine], into: dict[str, list[int]]) -> None:
    for line in alive:
        first, last = line.totals.get(main["id"], [None, None])
        if first is None or last is None or line.ended_on[:7] not in into:
            continue
        gain = first - last if main["lower_is_better"] else last - first
        into[line.ended_on[:7]][0] += round(gain, 9) >= main["points"] and gain > 0
        into[line.ended_on[:7]][1] += 1


def _funnel(by_track: Report, rules: OutcomeRules) -> Report | None:
    found = funnel_of([(unit, rate["k"], rate["n"]) for unit, rate in by_track.items()], rules)
    return asdict(found) if found else None
