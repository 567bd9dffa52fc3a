"""From rows of the record, in columns, to one line of facts for each stay.

Reading is done elsewhere; here millions of totals and days become the first and last total of each
stay, and the days she came and was to come. Columns of whole numbers stand for ids and dates (days
since year 1), so that the work is done by the column.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openiop.domain.measures.progress import PROGRESS_RULES

from .columns import NONE, Columns, StayLine
from .rules import OUTCOME_RULES, OutcomeRules

Numbers = NDArray[np.int64]


def _np(column: array[int]) -> Numbers:
    return np.frombuffer(column, dtype=np.int64) if column else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class _Stays:
    """The stays of every client in order of time, by the column."""

    order: Numbers
    client: Numbers
    starts: Numbers
    ended: Numbers
    track: Numbers
    last: Numbers
    """The last day that counts: its end, or the day the report stands for."""


def _stays(columns: Columns, as_of: int) -> _Stays:
    n = len(columns.stays)
    client = np.fromiter((columns.clients[s.client] for s in columns.stays), np.int64, n)
    starts = np.fromiter((s.starts for s in columns.stays), np.int64, n)
    ended = np.fromiter((s.ended for s in columns.stays), np.int64, n)
    track = np.fromiter((columns.tracks[s.track] for s in columns.stays), np.int64, n)
    last = np.where((ended != NONE) & (ended < as_of), ended, as_of)
    return _Stays(np.lexsort((starts, client)), client, starts, ended, track, last)


def _stay_of(of: _Stays, client: Numbers, on: Numbers, before: int, after: int) -> Numbers:
    """Her newest stay that had begun, some days early, and had not ended for long; or -1."""
    if not len(of.order) or not len(client):
        return np.full(len(client), -1, dtype=np.int64)
    span = np.int64(4_000_000)  # more days than there are: clients stay apart in one number
    keys = of.client[of.order] * span + of.starts[of.order] - before
    at = np.searchsorted(keys, client * span + on, side="right") - 1
    found = of.order[np.maximum(at, 0)]
    is_hers = (at >= 0) & (of.client[found] == client)
    is_over = (of.ended[found] != NONE) & (on > of.ended[found] + after)
    return np.where(is_hers & ~is_over, found, -1)


def _first_and_last(
    columns: Columns, of: _Stays, as_of: int, rules: OutcomeRules
) -> dict[tuple[int, int], list[float | None]]:
    """For each stay and questionnaire the first and the last total that count."""
    client, kind, on = (
        _np(c) for c in (columns.score_client, columns.score_kind, columns.score_on)
    )
    total = (
        np.frombuffer(columns.score_total, dtype=np.float64)
        if columns.score_total
        else np.zeros(0, dtype=np.float64)
    )
    stay = _stay_of(of, client, on, rules.first_total_days_before, rules.last_total_days_after)
    kept = (stay >= 0) & (kind >= 0) & (on <= as_of) & ~np.isnan(total)
    stay, kind, on, total = stay[kept], kind[kept], on[kept], total[kept]
    place = np.arange(len(stay))
    key = stay * max(1, len(columns.kinds)) + kind
    order = np.lexsort((place, on, key))
    key, on, total = key[order], on[order], np.round(total[order], PROGRESS_RULES.decimals)
    if not len(key):
        return {}
    begins = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    ends = np.concatenate((begins[1:], [len(key)])) - 1
    stays, kinds = np.divmod(key[begins], max(1, len(columns.kinds)))
    is_first = on[begins] <= of.starts[stays] + rules.first_total_days_after
    is_later = on[ends] > on[begins]
    found: dict[tuple[int, int], list[float | None]] = {}
    columns_of = (stays, kinds, total[begins], total[ends], is_first, is_later)
    for s, k, first, last, has_first, has_last in zip(
        *(column.tolist() for column in columns_of), strict=True
    ):
        if has_first:
            found[s, k] = [first, last if has_last else None]
    return found


def _days(
    columns: Columns, of: _Stays, as_of: int
) -> tuple[Numbers, Numbers, dict[int, dict[str, list[int]]]]:
    """Days she came in all, days she was due, and both by month; each due day is one of her
    weekdays on which her track held anything, up to her last day."""
    n = len(columns.stays)
    plan_stay, plan_from, plan_days = (
        _np(c) for c in (columns.plan_stay, columns.plan_from, columns.plan_days)
    )
    order = np.lexsort((plan_from, plan_stay))
    plan_stay, plan_from, plan_days = plan_stay[order], plan_from[order], plan_days[order]
    until = np.full(len(plan_stay), as_of, dtype=np.int64)
    if len(plan_stay) > 1:
        same = plan_stay[1:] == plan_stay[:-1]
        until[:-1][same] = plan_from[1:][same] - 1
    first = np.maximum(plan_from, of.starts[plan_stay]) if n else plan_from
    last = np.minimum(until, of.last[plan_stay]) if n else until
    length = np.maximum(last - first + 1, 0)
    row = np.repeat(np.arange(len(plan_stay)), length)
    starts_at = np.cumsum(length) - length
    on = np.arange(len(row)) - starts_at[row] + first[row]
    # date.toordinal() 1 was a Monday
    is_hers = (plan_days[row] >> ((on - 1) % 7)) & 1 == 1
    stay, on = plan_stay[row][is_hers], on[is_hers]
    span = np.int64(4_000_000)
    held = _distinct(_np(columns.held_track) * span + _np(columns.held_on))
    is_held = _is_among(of.track[stay] * span + on, held)
    stay, on = stay[is_held], on[is_held]
    client, day = _np(columns.came_client), _np(columns.came_on)
    came_stay = _stay_of(of, client, day, 0, 0)
    is_in = (came_stay >= 0) & (day <= as_of)
    came = _distinct(came_stay[is_in] * span + day[is_in])
    came_all = np.bincount(came // span, minlength=n).astype(np.int64)
    due_all = np.bincount(stay, minlength=n).astype(np.int64)
    did = _is_among(stay * span + on, came)
    return came_all, due_all, _by_month(stay, on, did)


def _distinct(numbers: Numbers) -> Numbers:
    """Each number once, in order."""
    ordered = np.sort(numbers)
    if not len(ordered):
        return ordered
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def _is_among(numbers: Numbers, ordered: Numbers) -> NDArray[np.bool_]:
    """Which of some numbers stand in an ordered column."""
    if not len(ordered):
        return np.zeros(len(numbers), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    return np.asarray(ordered[at] == numbers)


def _by_month(
    stay: Numbers, on: Numbers, did: NDArray[np.bool_]
) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = {}
    if not len(stay):
        return found
    days = (on - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    month = days.astype("datetime64[M]").astype(np.int64)
    span = np.int64(100_000)
    keys, at = np.unique(stay * span + month, return_inverse=True)
    due, came = np.bincount(at), np.bincount(at, weights=did).astype(np.int64)
    for key, n_due, n_came in zip(keys.tolist(), due.tolist(), came.tolist(), strict=True):
        s, m = divmod(key, int(span))
        found.setdefault(s, {})[f"{1970 + m // 12:04}-{m % 12 + 1:02}"] = [n_came, n_due]
    return found


def stay_lines(
    columns: Columns, as_of: date, rules: OutcomeRules = OUTCOME_RULES
) -> tuple[StayLine, ...]:
    """One line for each stay that had begun: her first and last totals, the days she came.

    First total: from 14 days before her first day to 14 after it. Last total: the newest of the
    stay, up to 7 days after its end, on a later day than the first. A day she was due: one of her
    weekdays on which her track held anything, so that days the program canceled do not count.
    Source: domain.md 7.5; instruments.md 1; the days [product default].
    """
    until = as_of.toordinal()
    of = _stays(columns, until)
    totals = _first_and_last(columns, of, until, rules)
    came, due, months = _days(columns, of, until)
    by_stay: dict[int, dict[str, list[float | None]]] = {}
    names = {place: kind for kind, place in columns.kinds.items()}
    for (stay, kind), pair in totals.items():
        by_stay.setdefault(stay, {})[names[kind]] = pair
    lines = []
    for place, row in enumerate(columns.stays):
        if row.starts > until:
            continue
        is_over = row.ended != NONE and row.ended <= until
        lines.append(
            StayLine(
                id=row.id,
                client=row.client,
                track=row.track,
                starts_on=date.fromordinal(row.starts).isoformat(),
                ended_on=date.fromordinal(row.ended).isoformat() if is_over else "",
                end=row.end if is_over else "",
                days_came=int(came[place]),
                days_due=int(due[place]),
                months=months.get(place, {}),
                totals=dict(sorted(by_stay.get(place, {}).items())),
                stepped_up=row.stepped_up if is_over else -1,
                aftercare=[row.aftercare_early, row.aftercare_late] if is_over else [-1, -1],
                reached=row.reached if is_over else -1,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.starts_on, line.id)))
