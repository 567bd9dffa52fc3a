"""Minutes of presence in the segments of a day, each counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from openiop.domain.moments import minutes_later, seconds_between, whole_minutes
from openiop.domain.words import SessionKind

from .payer_rules import PayerRules

FIFTY_MINUTE_HOUR_MIN = 50
"""The shortest segment a payer takes for an hour. Source: the flag's name in domain.md 1.7."""
HOUR_MIN = 60


@dataclass(frozen=True)
class Interval:
    """A stretch of time, its end not included."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Segment:
    """A block of the day she was scheduled for."""

    starts_at: datetime
    ends_at: datetime
    kind: SessionKind

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return seconds_between(self.starts_at, self.ends_at)

    @property
    def individual(self) -> bool:
        """Whether it is a session for her alone."""
        return self.kind is SessionKind.INDIVIDUAL


def minutes_in(segments: Sequence[Segment], presence: Sequence[Interval]) -> int:
    """Whole minutes she was present in these segments; nothing is counted twice.

    Source: domain.md 1.7.
    """
    here = joined_intervals(presence)
    return whole_minutes(sum(seconds_present(block, here) for block in apart(segments)))


def therapeutic_minutes(
    segments: Sequence[Segment],
    presence: Sequence[Interval],
    rules: PayerRules,
    remote: bool = False,
) -> int:
    """The minutes a payer counts: presence in therapeutic segments, by its own flags.

    Arrival, breaks and waiting do not count. A remote day counts only if the payer says so, an
    individual session likewise. Coming late within the tolerance counts from the start. Where 50
    minutes count as an hour, a segment of 50 to 59 minutes that she attended whole counts as 60.
    Source: domain.md 1.7.
    """
    if remote and not rules.counts_remote:
        return 0
    return credited_minutes(counted_segments(segments, rules), joined_intervals(presence), rules)


def credited_minutes(blocks: Sequence[Segment], here: Sequence[Interval], rules: PayerRules) -> int:
    """The minutes a payer counts of segments it counts, for presence that is joined.

    Source: domain.md 1.7.
    """
    if not here:
        return 0
    seconds = 0.0
    for block in blocks:
        joined = _from_the_start(block, here, rules) if rules.late_join_tolerance_min else here
        seconds += _credit(block, seconds_present(block, joined), rules)
    return whole_minutes(seconds)


def full_minutes(blocks: Sequence[Segment], rules: PayerRules) -> int:
    """The minutes a payer counts of segments it counts, for somebody who is in all of them.

    Source: domain.md 1.7.
    """
    return whole_minutes(sum(_credit(block, block.seconds, rules) for block in blocks))


def counted_segments(segments: Sequence[Segment], rules: PayerRules) -> list[Segment]:
    """The therapeutic segments a payer counts, none of them overlapping another.

    Source: domain.md 1.7.
    """
    return apart(
        [
            segment
            for segment in segments
            if segment.kind.is_therapeutic
            and (rules.counts_individual_session or not segment.individual)
        ]
    )


def apart(segments: Sequence[Segment]) -> list[Segment]:
    """The segments in order of time, each cut to start after all before it have ended."""
    apart: list[Segment] = []
    for segment in sorted(segments, key=lambda each: (each.starts_at, each.ends_at)):
        if not apart or segment.starts_at >= apart[-1].ends_at:
            if segment.ends_at > segment.starts_at:
                apart.append(segment)
        elif segment.ends_at > apart[-1].ends_at:
            apart.append(replace(segment, starts_at=apart[-1].ends_at))
    return apart


def joined_intervals(intervals: Sequence[Interval]) -> list[Interval]:
    """The same time as stretches in order that do not touch each other."""
    joined: list[Interval] = []
    for each in sorted(intervals, key=lambda one: one.starts_at):
        if each.ends_at <= each.starts_at:
            continue
        if joined and each.starts_at <= joined[-1].ends_at:
            last = joined[-1]
            if each.ends_at > last.ends_at:
                joined[-1] = Interval(last.starts_at, each.ends_at)
        else:
            joined.append(each)
    return joined


def seconds_present(block: Segment, here: Sequence[Interval]) -> float:
    """Seconds of `block` she was present, for presence that is joined."""
    return sum(
        seconds_between(max(block.starts_at, each.starts_at), min(block.ends_at, each.ends_at))
        for each in here
        if each.ends_at > block.starts_at and each.starts_at < block.ends_at
    )


def _credit(block: Segment, present_seconds: float, rules: PayerRules) -> float:
    """Seconds of one segment the payer counts."""
    planned = block.seconds
    is_short_hour = FIFTY_MINUTE_HOUR_MIN * 60 <= planned < HOUR_MIN * 60
    if rules.fifty_minute_hour_counts_as_60 and is_short_hour and present_seconds >= planned:
        return HOUR_MIN * 60
    return present_seconds


def _from_the_start(block: Segment, here: Sequence[Interval], rules: PayerRules) -> list[Interval]:
    """Presence with a start inside the tolerance moved to the start of the segment."""
    in_block = [
        each for each in here if each.ends_at > block.starts_at and each.starts_at < block.ends_at
    ]
    if in_block and block.starts_at < in_block[0].starts_at:
        tolerated_until = minutes_later(block.starts_at, rules.late_join_tolerance_min)
        if in_block[0].starts_at <= tolerated_until:
            in_block[0] = Interval(block.starts_at, in_block[0].ends_at)
    return in_block
