"""What changed between two timetables, in sentences a coordinator reads aloud.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from .problem import GroupSession, IndividualSession, Problem, Solution

_HOUR = 60
_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock(minutes: int) -> str:
    """A time of day as it is written."""
    return f"{minutes // _HOUR:02d}:{minutes % _HOUR:02d}"


def day(on: date) -> str:
    """A date with its weekday, short."""
    return f"{_SHORT_DAYS[on.weekday()]} {on.isoformat()}"


def when(on: date, start: int) -> str:
    """A date and a time."""
    return f"{day(on)} {clock(start)}"


def listed(names: Iterable[str]) -> str:
    """Names in a row."""
    told = list(names)
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def changes(problem: Problem, before: Solution, after: Solution) -> tuple[str, ...]:
    """Every difference that somebody would notice, groups first."""
    return (
        *_group_changes(before, after),
        *_membership_changes(before, after),
        *_therapist_changes(before, after),
        *_session_changes(problem, before, after),
        *_admissions(problem, before, after),
    )


def _by_group(solution: Solution) -> dict[str, dict[tuple[date, int], GroupSession]]:
    found: dict[str, dict[tuple[date, int], GroupSession]] = defaultdict(dict)
    for each in solution.group_sessions:
        found[each.group][each.on, each.start] = each
    return found


def _group_changes(before: Solution, after: Solution) -> list[str]:
    told = []
    was, now = _by_group(before), _by_group(after)
    for group in dict.fromkeys([*was, *now]):
        gone = sorted(was[group].keys() - now[group].keys())
        new = sorted(now[group].keys() - was[group].keys())
        for old, fresh in zip(gone, new, strict=False):
            told.append(f"{when(*old)} {group}: moves to {when(*fresh)}")
        told += [f"{when(*old)} {group}: does not take place" for old in gone[len(new) :]]
        told += [f"{when(*fresh)} {group}: is new" for fresh in new[len(gone) :]]
        for key in sorted(was[group].keys() & now[group].keys()):
            told += _led(group, was[group][key], now[group][key])
    for group, usual in before.staffing.items():
        later = after.staffing.get(group)
        if later and (later.lead, set(later.co_leads)) != (usual.lead, set(usual.co_leads)):
            team = listed([later.lead, *later.co_leads])
            told.append(f"{group}: from now on with {team} instead of {usual.lead}")
    return told


def _led(group: str, old: GroupSession, new: GroupSession) -> list[str]:
    told = []
    at = f"{when(new.on, new.start)} {group}"
    if old.lead != new.lead:
        role = "the co-leader " if new.lead in old.co_leads else ""
        told.append(f"{at}: led by {role}{new.lead} instead of {old.lead}")
    gone = [one for one in old.co_leads if one not in new.co_leads and one != new.lead]
    come = [one for one in new.co_leads if one not in old.co_leads]
    if come:
        instead = f" instead of {listed(gone)}" if gone else ""
        told.append(f"{at}: co-led by {listed(come)}{instead}")
    if old.room and new.room and old.room != new.room:
        told.append(f"{at}: in {new.room} instead of {old.room}")
    return told


def _membership_changes(before: Solution, after: Solution) -> list[str]:
    was, now = set(before.memberships), set(after.memberships)
    told = [f"{client} leaves {group}" for client, group in sorted(was - now)]
    return told + [f"{client} joins {group}" for client, group in sorted(now - was)]


def _therapist_changes(before: Solution, after: Solution) -> list[str]:
    return [
        f"{client}: her therapist is {after.primary_therapists[client]} instead of {old}"
        for client, old in before.primary_therapists.items()
        if client in after.primary_therapists and after.primary_therapists[client] != old
    ]


def _session_changes(problem: Problem, before: Solution, after: Solution) -> list[str]:
    was: dict[tuple[str, str], dict[tuple[date, int], IndividualSession]] = defaultdict(dict)
    now: dict[tuple[str, str], dict[tuple[date, int], IndividualSession]] = defaultdict(dict)
    for found, solution in ((was, before), (now, after)):
        for each in solution.individual_sessions:
            found[each.client, each.service][each.on, each.start] = each
    told = []
    for client, service in dict.fromkeys([*was, *now]):
        name = problem.services[service].name if service in problem.services else service
        mine, later = was[client, service], now[client, service]
        gone, new = sorted(mine.keys() - later.keys()), sorted(later.keys() - mine.keys())
        what = f"{client}'s {(name or service).lower()}"
        for old, fresh in zip(gone, new, strict=False):
            staff = later[fresh].staff
            by = f" with {staff}" if staff != mine[old].staff else ""
            told.append(f"{when(*old)} {what}: moves to {when(*fresh)}{by}")
        told += [f"{when(*old)} {what}: does not take place" for old in gone[len(new) :]]
        told += [
            f"{when(*fresh)} {what}: is new, with {later[fresh].staff}"
            for fresh in new[len(gone) :]
        ]
        for key in sorted(mine.keys() & later.keys()):
            if mine[key].staff != later[key].staff:
                told.append(
                    f"{when(*key)} {what}: with {later[key].staff} instead of {mine[key].staff}"
                )
    return told


def _admissions(problem: Problem, before: Solution, after: Solution) -> list[str]:
    was, now = set(before.not_admitted), set(after.not_admitted)
    told = [f"{client} gets a place" for client in sorted(was - now) if client in problem.clients]
    return told + [f"{client} goes back to the waitlist" for client in sorted(now - was)]
