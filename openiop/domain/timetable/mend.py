"""Makes a published week hold again with as little freedom as possible.

First only roles and sessions that are really hit are free, then more and more around them; groups
keep their times as long as somebody qualified can lead them.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from . import problem as p
from .check import Breach, Verdict, check
from .index import Index
from .kernel import Limits
from .piece import Piece, Scope
from .rooms import solution_of
from .state import State, state_of

TEAM_RULES = {"H05", "H06", "H08", "H13", "H14", "H15", "H16"}
TIME_RULES = {"H02", "H03", "H04", "H09", "H10"}
SESSION_RULES = {"H07", "H13", "H14", "H15", "H16", "H21", "H22"}
NEAR = 40
"""So many clients around the ones that are hit may be looked at before anything larger is."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The week that holds again, and how far one had to look."""

    state: State
    solution: p.Solution
    verdict: Verdict
    level: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """What no longer holds."""

    teams: frozenset[str]
    times: frozenset[str]
    clients: frozenset[str]
    movers: frozenset[str]
    """Clients whose groups are in question, not only a session."""


def _hits(index: Index, state: State, breaches: tuple[Breach, ...]) -> _Hit:
    problem = index.problem
    teams: set[str] = set()
    times: set[str] = {group for group in problem.groups if group not in state.times}
    clients: set[str] = set()
    movers: set[str] = set()
    for breach in breaches:
        groups = [name for name in breach.who if name in problem.groups]
        people = [name for name in breach.who if name in problem.clients]
        staff = [name for name in breach.who if name in problem.staff]
        if groups and breach.rule in TEAM_RULES and not people:
            teams |= set(groups)
        if groups and breach.rule in TIME_RULES:
            times |= set(groups)
        if groups and breach.rule == "H11":
            movers |= {name for group in groups for name in state.members().get(group, ())}
        clients |= set(people)
        if people and (groups or breach.rule not in SESSION_RULES):
            movers |= set(people)
        if staff and not groups and not people:
            clients |= {
                client
                for client, held in state.alone.items()
                if any(who in staff for _service, _time, who in held)
            }
            teams |= {
                group
                for group, (lead, co_leads) in state.usual.items()
                if {lead, *co_leads} & set(staff)
            }
    new = {name for name in problem.clients if name not in state.groups}
    clients |= {name for name in new if problem.clients[name].is_active}
    movers |= {name for name in new if problem.clients[name].is_active}
    gone = set(problem.staff)
    for group, (lead, co_leads) in state.usual.items():
        if not {lead, *co_leads} <= gone:
            teams.add(group)
    for client, therapist in state.primary.items():
        if therapist not in gone:
            clients.add(client)
            movers.add(client)
    return _Hit(frozenset(teams), frozenset(times), frozenset(clients), frozenset(movers))


def _levels(index: Index, state: State, hit: _Hit) -> Iterator[Scope]:
    """Wider and wider: the roles and sessions hit, the people around, the groups themselves."""
    members = state.members()
    of_times = frozenset(name for group in hit.times for name in members.get(group, ()))
    clients = hit.clients | of_times
    yield Scope(
        times=hit.times,
        teams=hit.teams | hit.times,
        clients=clients,
        keep=clients - hit.movers,
    )
    staff = {state.primary[name] for name in clients if name in state.primary}
    staff |= {state.usual[group][0] for group in hit.teams if group in state.usual}
    near = [name for name, who in state.primary.items() if who in staff and name not in clients]
    free = clients | frozenset(near[:NEAR])
    yield Scope(times=hit.times, teams=hit.teams | hit.times, clients=free, keep=free - hit.movers)
    led = {
        group
        for group, (lead, co_leads) in state.usual.items()
        if {lead, *co_leads} & staff and group in state.times
    }
    yield Scope(times=hit.times, teams=hit.teams | hit.times | led, clients=free)
    own = {group for name in hit.clients for group in state.groups.get(name, {}).values()}
    times = hit.times | hit.teams | frozenset(own if len(own) <= 6 else ())  # noqa: PLR2004
    free |= frozenset(name for group in times for name in members.get(group, ()))
    yield Scope(times=times, teams=times | hit.teams, clients=free, therapists=5, leads=8)


def mend(index: Index, baseline: p.Solution, left: Callable[[], float]) -> Mended | None:
    """The published week with the fewest changes the levels allow, or nothing."""
    state = state_of(index, baseline)
    before = check(index.problem, baseline)
    if before:
        return Mended(state, baseline, before, 0)
    hit = _hits(index, state, before.breaches)
    for name in list(state.groups):
        if any(group not in index.problem.groups for group in state.groups[name].values()):
            state.drop(name)
    for number, scope in enumerate(_levels(index, state, hit), start=1):
        if left() <= 0:
            break
        limits = Limits(deterministic=4.0 * number, seconds=left())
        _outcome, better = Piece(index, state, scope).solve(limits)
        solution = solution_of(index, better, "feasible") if better else None
        if better is None or solution is None:
            continue
        verdict = check(index.problem, solution)
        if verdict:
            told = replace(solution, objective=verdict.objective)
            return Mended(better, told, verdict, number)
    return None
