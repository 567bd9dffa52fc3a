"""The way in, in numbers: how many reach each step, how long it takes, and why some do not start.

Source: issue, "Funnel and SLA board for the director"; domain.md 7.5 (program metrics).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from .referral import EndReason, Source
from .text import _
from .words import Word


class FunnelStep(Word):
    """What may happen on the way in, in order."""

    RECEIVED = "received", _("Asked for help")
    CONTACTED = "contacted", _("Contacted")
    ASSESSED = "assessed", _("Assessed")
    STARTED = "started", _("Started")


class Stretch(Word):
    """A part of the way that takes time."""

    TO_CONTACT = "to_contact", _("Request to first contact")
    TO_ASSESSMENT = "to_assessment", _("First contact to assessment")
    TO_START = "to_start", _("Assessment to first day")
    WHOLE_WAY = "whole_way", _("Request to first day")


@dataclass(frozen=True)
class FunnelRules:
    """When numbers are too small to be read as a rate.

    Source: [product default]; below ten, one woman moves a share by more than ten points.
    """

    id: str = "openiop-funnel/1"
    few_below: int = 10
    days_shown: int = 90


FUNNEL_RULES = FunnelRules()


@dataclass(frozen=True)
class WayIn:
    """One referral's way: when each step was first reached, if it was."""

    source: Source
    received_at: datetime
    contact_due_at: datetime
    contacted_at: datetime | None = None
    assessed_at: datetime | None = None
    started_at: datetime | None = None
    ended: EndReason | None = None

    def reached(self, step: FunnelStep) -> bool:
        """Whether she came so far; a later step means the earlier ones, however they were kept."""
        moments = (self.received_at, self.contacted_at, self.assessed_at, self.started_at)
        return any(moments[tuple(FunnelStep).index(step) :])


@dataclass(frozen=True)
class Ages:
    """How long one stretch takes: the median, and what nine of ten stay within."""

    stretch: Stretch
    n: int
    median: timedelta | None
    ninetieth: timedelta | None
    is_few: bool


@dataclass(frozen=True)
class SourceLine:
    """The way in of women from one source."""

    source: Source
    received: int
    started: int
    is_few: bool


@dataclass(frozen=True)
class Funnel:
    """The whole board."""

    reached: tuple[tuple[FunnelStep, int], ...]
    ages: tuple[Ages, ...]
    reasons: tuple[tuple[EndReason, int], ...]
    sources: tuple[SourceLine, ...]
    contacted_in_time: int
    contact_was_due: int
    """Of whom the time to be contacted has passed, or who was contacted."""
    is_few: bool


def nearest_rank(values: Collection[timedelta], share: float) -> timedelta | None:
    """The smallest value that at least this share of all values does not exceed.

    Why: it is always a time somebody really waited, also with few values.
    Source: nearest-rank definition of a percentile.
    """
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def _took(way: WayIn, stretch: Stretch) -> timedelta | None:
    ends = {
        Stretch.TO_CONTACT: (way.received_at, way.contacted_at),
        Stretch.TO_ASSESSMENT: (way.contacted_at, way.assessed_at),
        Stretch.TO_START: (way.assessed_at, way.started_at),
        Stretch.WHOLE_WAY: (way.received_at, way.started_at),
    }
    first, last = ends[stretch]
    return last - first if first is not None and last is not None else None


def funnel_of(ways: Iterable[WayIn], now: datetime, rules: FunnelRules = FUNNEL_RULES) -> Funnel:
    """How many reach each step, how long each stretch takes, why some end, and by whom sent.

    A request closed as the same as another is counted once, with the other.
    Source: issue, "first contact, assessment, start, ages, reasons not started, by source".
    """
    counted = [way for way in ways if way.ended is not EndReason.DUPLICATE]
    ages = []
    for stretch in Stretch:
        took = [time for way in counted if (time := _took(way, stretch)) is not None]
        is_few = len(took) < rules.few_below
        half, nine = nearest_rank(took, 0.5), nearest_rank(took, 0.9)
        ages.append(Ages(stretch, len(took), half, nine, is_few))
    due = [way for way in counted if way.contacted_at or way.contact_due_at <= now]
    in_time = [w for w in due if w.contacted_at and w.contacted_at <= w.contact_due_at]
    by_source = []
    for source in Source:
        sent = [way for way in counted if way.source is source]
        if sent:
            started = sum(way.reached(FunnelStep.STARTED) for way in sent)
            by_source.append(SourceLine(source, len(sent), started, len(sent) < rules.few_below))
    return Funnel(
        reached=tuple((step, sum(way.reached(step) for way in counted)) for step in FunnelStep),
        ages=tuple(ages),
        reasons=tuple(Counter(way.ended for way in counted if way.ended).most_common()),
        sources=tuple(sorted(by_source, key=lambda line: -line.received)),
        contacted_in_time=len(in_time),
        contact_was_due=len(due),
        is_few=len(counted) < rules.few_below,
    )
