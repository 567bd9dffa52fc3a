"""Two timetables side by side, and two problems: what differs, without words and without names.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .check import Breach
from .problem import GroupSession, IndividualSession, Solution

WHY_RULES: tuple[tuple[str, str], ...] = (
    ("H22", "cannot_come"),
    ("H14", "away"),
    ("H13", "clash"),
    ("H23", "lighter"),
)
"""What a broken rule is called when it is the reason for a move, the plainest first."""


@dataclass(frozen=True, slots=True)
class TeamChange:
    """Others lead one meeting of a group; its time stays."""

    was: GroupSession
    now: GroupSession

    @property
    def lead_changes(self) -> bool:
        """Whether somebody else leads."""
        return self.was.lead != self.now.lead

    @property
    def co_leads_change(self) -> bool:
        """Whether somebody else helps to lead."""
        return set(self.was.co_leads) != set(self.now.co_leads)

    @property
    def room_changes(self) -> bool:
        """Whether it is in another room."""
        return self.was.room != self.now.room


@dataclass(frozen=True, slots=True)
class TimeChange:
    """A meeting of a group is at another time."""

    was: GroupSession
    now: GroupSession


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A session of one client: moved, new (`was` is None) or gone (`now` is None)."""

    client: str
    was: IndividualSession | None
    now: IndividualSession | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two timetables of the same groups."""

    teams: tuple[TeamChange, ...]
    times: tuple[TimeChange, ...]
    own: tuple[OwnChange, ...]

    def __bool__(self) -> bool:
        return bool(self.teams or self.times or self.own)


def difference(before: Solution, after: Solution) -> Difference:
    """What a reader of both would notice; groups by time, then clients by id."""
    was = {each.group: each for each in before.group_sessions}
    teams, times = [], []
    for new in sorted(after.group_sessions, key=lambda each: (each.on, each.start, each.group)):
        old = was.get(new.group)
        if old is None:
            continue
        if (old.on, old.start) != (new.on, new.start):
            times.append(TimeChange(old, new))
        change = TeamChange(old, new)
        if change.lead_changes or change.co_leads_change or change.room_changes:
            teams.append(change)
    return Difference(tuple(teams), tuple(times), tuple(_own(before, after)))


def _own(before: Solution, after: Solution) -> Iterable[OwnChange]:
    old, new = _by_client(before), _by_client(after)
    for client in sorted(old.keys() | new.keys()):
        mine, later = list(old.get(client, ())), list(new.get(client, ()))
        for kept in [each for each in mine if each in later]:
            mine.remove(kept)
            later.remove(kept)
        # the same time with another person first, then whatever is nearest in time
        for one in list(mine):
            same = next((e for e in later if (e.on, e.start) == (one.on, one.start)), None)
            if same is not None:
                mine.remove(one)
                later.remove(same)
                yield OwnChange(client, one, same)
        for index in range(max(len(mine), len(later))):
            yield OwnChange(
                client,
                mine[index] if index < len(mine) else None,
                later[index] if index < len(later) else None,
            )


def _by_client(solution: Solution) -> dict[str, list[IndividualSession]]:
    found: dict[str, list[IndividualSession]] = defaultdict(list)
    for each in sorted(solution.individual_sessions, key=lambda one: (one.on, one.start)):
        found[each.client].append(each)
    return found


def why_own(change: OwnChange, breaches: Sequence[Breach]) -> str:
    """Why her session changes: `new`, the plainest broken rule, `rule`, or `fits`.

    `breaches` are those of the timetable before.
    """
    if change.was is None:
        return "new"
    hers = {each.rule for each in breaches if change.client in each.who}
    theirs = {each.rule for each in breaches if change.was.staff in each.who}
    for rule, word in WHY_RULES:
        if rule in hers or (rule in ("H13", "H14") and rule in theirs):
            return word
    return "rule" if hers else "fits"


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """Something the timetable was made from that is not so any more."""

    kind: str
    """clients, staff, groups, rooms, sessions, hidden or calendar."""
    id: str


NAMED = ("clients", "staff", "groups", "rooms")


def changed_facts(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[ChangedFact, ...]:
    """What changed between two problems as the format writes them, each thing once.

    The published plan counts: a session that moved or was canceled since is named by its group or
    its client.
    """
    found: list[ChangedFact] = []
    for kind in NAMED:
        old, new = _by_id(before.get(kind)), _by_id(after.get(kind))
        found += [
            ChangedFact(kind, id_)
            for id_ in sorted(old.keys() | new.keys())
            if old.get(id_) != new.get(id_)
        ]
    if before.get("keep_apart") != after.get("keep_apart"):
        found.append(ChangedFact("hidden", ""))
    told = {each.id for each in found}
    found += [
        ChangedFact("sessions", id_)
        for id_ in sorted(_planned_differs(before.get("baseline"), after.get("baseline")) - told)
    ]
    calendar = "program" + "me"
    if before.get(calendar) != after.get(calendar):
        found.append(ChangedFact("calendar", ""))
    return tuple(found)


def _by_id(told: object) -> dict[str, object]:
    rows = told if isinstance(told, list) else []
    return {str(each["id"]): each for each in rows if isinstance(each, dict)}


def _planned_differs(before: object, after: object) -> set[str]:
    old, new = (each if isinstance(each, dict) else {} for each in (before, after))
    differs: set[str] = set()
    for key, name in (("group_sessions", "group"), ("individual_sessions", "client")):
        rows = [[dict(each) for each in told.get(key, ())] for told in (old, new)]
        for one, other in ((rows[0], rows[1]), (rows[1], rows[0])):
            differs |= {str(each[name]) for each in one if each not in other}
    return differs
