"""The curriculum with people joining and leaving all the time: what to teach next, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Modality(Word):
    """The approach a unit belongs to; titles and order only, no licensed content.

    Source: domain.md 6.2.
    """

    DBT = "dbt", _("DBT skills")
    CBT = "cbt", _("CBT and activation")
    CPT = "cpt", _("CPT")
    SEEKING_SAFETY = "seeking_safety", _("Seeking Safety")
    STAIR = "stair", _("STAIR")
    ACT = "act", _("ACT")
    YOGA = "yoga", _("Trauma-sensitive yoga")
    MINDFULNESS = "mindfulness", _("Mindfulness")
    WOMEN = "women", _("Women-specific program")
    OWN = "own", _("The program's own")


@dataclass(frozen=True)
class CurriculumRules:
    """When a unit counts as taken, and who weighs more when the next one is chosen.

    Source: [product default]; issue: a stayer does not hear week 1 three times.
    """

    id: str = "openiop-curriculum/1"
    taken_from_percent: int = 60
    """Of the planned minutes."""
    leaves_soon_within_days: int = 7
    leaves_soon_weight: int = 3
    leaves_later_within_days: int = 14
    leaves_later_weight: int = 2
    weight: int = 1


CURRICULUM_RULES = CurriculumRules()


class Cover(Word):
    """Where one client is with one unit."""

    TAKEN = "taken", _("Taken")
    MISSED = "missed", _("Missed")
    AHEAD = "ahead", _("Ahead")
    OPEN = "open", _("Not confirmed yet")
    WAIVED = "waived", _("Set aside for her")


@dataclass(frozen=True)
class UnitFacts:
    """One unit of a curriculum; `needs` are units that come before it."""

    id: str
    number: int
    title: str
    any_order: bool = True
    needs: frozenset[str] = frozenset()
    modality: str = ""
    last_held_on: date | None = None


@dataclass(frozen=True)
class MemberFacts:
    """Somebody with a seat in the group."""

    id: str
    name: str
    taken: frozenset[str] = frozenset()
    days_left: int | None = None
    """Days until her seat or her stay is planned to end; None when no end is planned."""
    waived: frozenset[str] = frozenset()
    """Units a clinician set aside for her: nothing waits for them, nobody counts them as new."""


@dataclass(frozen=True)
class Meeting:
    """One time a unit was taught while she had a seat."""

    unit: str
    minutes: int
    planned_min: int
    is_confirmed: bool


@dataclass(frozen=True)
class Suggestion:
    """One unit with what speaks for and against it."""

    unit: UnitFacts
    score: int
    new_for: tuple[str, ...]
    heard_by: tuple[str, ...]
    not_ready: tuple[str, ...]
    leaving: tuple[str, ...]
    """Names of those it is new for who leave soon."""
    reasons: tuple[Reason, ...] = field(default=())


def is_taken(minutes: int, planned_min: int, rules: CurriculumRules = CURRICULUM_RULES) -> bool:
    """A unit is taken by who was in it for at least 60 % of its time.

    Source: [product default].
    """
    return planned_min > 0 and minutes * 100 >= planned_min * rules.taken_from_percent


def coverage(
    units: Iterable[str],
    meetings: Iterable[Meeting],
    rules: CurriculumRules = CURRICULUM_RULES,
    waived: Collection[str] = (),
) -> dict[str, Cover]:
    """For each unit whether she took it, missed it, has it ahead, or it was set aside for her.

    Only confirmed minutes count; once taken it stays taken, set aside or not.
    Source: issue, curriculum: coverage matrix per client.
    """
    found = dict.fromkeys(units, Cover.AHEAD)
    rank = (Cover.AHEAD, Cover.MISSED, Cover.OPEN, Cover.TAKEN)
    for met in meetings:
        if met.unit not in found:
            continue
        if not met.is_confirmed:
            now = Cover.OPEN
        else:
            now = Cover.TAKEN if is_taken(met.minutes, met.planned_min, rules) else Cover.MISSED
        found[met.unit] = max(found[met.unit], now, key=rank.index)
    for unit in waived:
        if unit in found and found[unit] is not Cover.TAKEN:
            found[unit] = Cover.WAIVED
    return found


def may_waive(cover: Cover, why: str) -> Decision:
    """A clinician sets a unit aside for one client, with a reason, as long as she has not taken it.

    Source: issue, curriculum; [product default].
    """
    return Decision.all_of(
        (cover is not Cover.TAKEN, Reason("taken", _("She has taken this unit."))),
        (cover is not Cover.WAIVED, Reason("waived", _("This unit is set aside for her already."))),
        (bool(why.strip()), Reason("why", _("Say why it is set aside."), field_name="why")),
    )


def needed_before(units: Sequence[UnitFacts]) -> dict[str, frozenset[str]]:
    """For each unit what comes before it: what it names, and in an ordered series the one before.

    Source: issue, curriculum: prerequisites and "may be taken in any order"; domain.md 6.2.
    """
    needed: dict[str, frozenset[str]] = {}
    before: dict[str, str] = {}
    known = {unit.id for unit in units}
    for unit in sorted(units, key=lambda each: (each.number, each.id)):
        first = {before[unit.modality]} if not unit.any_order and unit.modality in before else set()
        needed[unit.id] = (unit.needs & known | first) - {unit.id}
        if not unit.any_order:
            before[unit.modality] = unit.id
    return needed


def next_units(
    units: Sequence[UnitFacts],
    members: Sequence[MemberFacts],
    rules: CurriculumRules = CURRICULUM_RULES,
) -> tuple[Suggestion, ...]:
    """The units of a group, the next best first: new for most of those present.

    Each member for whom a unit is new, and who has had what comes before it, counts for it, more
    when she leaves soon; each who heard it, or is not ready for it, counts once against it. Among
    equals comes first what was taught longest ago, then the order of the curriculum.
    Source: issue, curriculum: next best unit suggested with its reason.
    """
    needed = needed_before(units)
    weighed = [_weighed(unit, members, needed[unit.id], rules) for unit in units]
    return tuple(
        sorted(
            weighed,
            key=lambda each: (
                -each.score,
                each.unit.last_held_on or date.min,
                each.unit.number,
                each.unit.id,
            ),
        )
    )


def _weighed(
    unit: UnitFacts,
    members: Sequence[MemberFacts],
    needs: frozenset[str],
    rules: CurriculumRules,
) -> Suggestion:
    here = sorted(members, key=lambda each: (each.name, each.id))
    heard = [each for each in here if unit.id in each.taken]
    aside = [each for each in here if unit.id in each.waived and each not in heard]
    lacking = [
        each
        for each in here
        if each not in heard and each not in aside and needs - each.taken - each.waived
    ]
    new = [each for each in here if each not in heard and each not in lacking and each not in aside]
    soon = [each for each in new if _weight(each, rules) > rules.weight]
    score = sum(_weight(each, rules) for each in new) - len(heard) - len(lacking)
    return Suggestion(
        unit=unit,
        score=score,
        new_for=tuple(each.name for each in new),
        heard_by=tuple(each.name for each in heard),
        not_ready=tuple(each.name for each in lacking),
        leaving=tuple(each.name for each in soon),
        reasons=_why(unit, len(here), new, heard, lacking, soon),
    )


def _weight(member: MemberFacts, rules: CurriculumRules) -> int:
    if member.days_left is None:
        return rules.weight
    if member.days_left <= rules.leaves_soon_within_days:
        return rules.leaves_soon_weight
    if member.days_left <= rules.leaves_later_within_days:
        return rules.leaves_later_weight
    return rules.weight


def _why(
    unit: UnitFacts,
    here: int,
    new: Sequence[MemberFacts],
    heard: Sequence[MemberFacts],
    lacking: Sequence[MemberFacts],
    soon: Sequence[MemberFacts],
) -> tuple[Reason, ...]:
    told: list[Reason] = []

    def tell(code: str, text: str, **params: object) -> None:
        told.append(Reason(code, text, Kind.LATER, params=params))

    if not here:
        tell("nobody", _("Nobody has a seat on this day"))
    elif new:
        tell("new", _("New for {new} of {here}"), new=len(new), here=here)
    elif heard:
        tell("repeat", _("Nobody hears it for the first time"))
    if soon:
        names = ", ".join(each.name for each in soon)
        tell("soon", _("Before they leave, within two weeks: {names}"), names=names)
    if heard and new:
        tell("heard", _("Heard before: {names}"), names=", ".join(each.name for each in heard))
    if lacking:
        names = ", ".join(each.name for each in lacking)
        tell("lacking", _("Another unit comes first for: {names}"), names=names)
    if unit.last_held_on is None and here:
        tell("never", _("Not taught in this group yet"))
    return tuple(told)


def suggested(
    units: Sequence[UnitFacts],
    members: Sequence[MemberFacts],
    rules: CurriculumRules = CURRICULUM_RULES,
) -> Suggestion | None:
    """The next best unit, or none when there is no curriculum or nobody to teach.

    Source: issue, curriculum.
    """
    return next(iter(next_units(units, members, rules)), None) if members else None


def circles(needs: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Units that, by way of others, come before themselves; such a curriculum cannot be saved.

    Source: [product default].
    """
    found = []
    for start in sorted(needs):
        seen: set[str] = set()
        ahead = list(needs[start])
        while ahead:
            unit = ahead.pop()
            if unit in seen:
                continue
            seen.add(unit)
            ahead += needs.get(unit, frozenset())
        if start in seen:
            found.append(start)
    return tuple(found)
