"""A place for a new client while she is on the phone: nobody moves, or what stands in the way.

Source: docs/timetable.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from . import problem as p
from .check import check
from .index import Index, bits
from .kernel import Limits
from .piece import Piece, Scope
from .rooms import solution_of
from .state import State, state_of
from .words import changes, day, when

NEAREST = 3
"""So many groups of a kind are named when none is possible, the nearest first."""
AROUND = 30
"""So many clients may be asked to change before the answer is no."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Her place, what it moves for others, or what stands in the way."""

    solution: p.Solution | None
    nobody_moves: bool
    said: tuple[str, ...]
    blocked_by: tuple[str, ...]
    cost: Fraction | None = None


def place(problem: p.Problem, client_id: str) -> Placed:
    """The earliest full start with nobody moved; else the reasons and the cheapest change."""
    baseline = problem.baseline
    if baseline is None:
        return Placed(None, False, (), ("There is no published week to place her in.",))
    told = replace(problem.clients[client_id], is_active=True, priority=0)
    others = {name: replace(one, is_active=False) for name, one in problem.clients.items()}
    asked = replace(problem, clients=others | {client_id: told})
    index = Index(asked)
    state = state_of(index, baseline)
    state.drop(client_id)
    found = _solved(index, state, Scope(clients=frozenset({client_id})), baseline)
    if found:
        solution, cost = found
        return Placed(solution, True, _said(asked, client_id, solution), (), cost)
    blocked = _blocked(index, state, told)
    for scope in _wider(index, state, client_id):
        found = _solved(index, state, scope, baseline)
        if found:
            solution, cost = found
            moved = changes(asked, baseline, solution)
            return Placed(solution, False, moved, blocked, cost)
    return Placed(None, False, (), blocked)


def _solved(
    index: Index, state: State, scope: Scope, baseline: p.Solution
) -> tuple[p.Solution, Fraction] | None:
    _outcome, after = Piece(index, state, scope).solve(Limits(deterministic=3.0))
    if after is None:
        return None
    solution = solution_of(index, after, "feasible")
    if solution is None:
        return None
    verdict = check(index.problem, solution)
    if verdict.breaches:
        standing = {str(each) for each in check(index.problem, baseline).breaches}
        if any(str(each) not in standing for each in verdict.breaches):
            return None
    return replace(solution, objective=verdict.objective, bound=None), verdict.objective


def _wider(index: Index, state: State, client_id: str) -> list[Scope]:
    """First others with the same therapists and groups, then the times of her likely groups."""
    eligible = {group for groups in index.eligible[client_id].values() for group in groups}
    near = [name for name, groups in state.groups.items() if eligible & set(groups.values())][
        :AROUND
    ]
    members = state.members()
    times = set()
    for groups in index.eligible[client_id].values():
        ranked = sorted(groups, key=lambda name: (len(members.get(name, ())), name))
        times |= set(ranked[:1])
    hers = {name for group in times for name in members.get(group, ())}
    return [
        Scope(clients=frozenset([client_id, *near]), therapists=6),
        Scope(
            times=frozenset(times),
            teams=frozenset(times),
            clients=frozenset([client_id, *hers]),
            therapists=6,
            leads=8,
        ),
    ]


def _said(problem: p.Problem, client_id: str, solution: p.Solution) -> tuple[str, ...]:
    groups = [group for client, group in solution.memberships if client == client_id]
    first = min(
        ((each.on, each.start) for each in solution.group_sessions if each.group in groups),
        default=None,
    )
    lines = [f"She can start {day(first[0])}. Nobody is moved."] if first else []
    for group in groups:
        times = [when(e.on, e.start) for e in solution.group_sessions if e.group == group]
        lines.append(f"{group}: {', '.join(times)}")
    lines.append(f"Her therapist: {solution.primary_therapists[client_id]}")
    for one in solution.individual_sessions:
        if one.client == client_id:
            name = problem.services[one.service].name or one.service
            lines.append(f"{name}: {when(one.on, one.start)} with {one.staff}")
    return tuple(lines)


def _blocked(index: Index, state: State, client: p.Client) -> tuple[str, ...]:
    """For each thing she needs, why every option is out; the groups that are close come first."""
    told = []
    sizes = {group: len(each) for group, each in state.members().items()}
    for modality, groups in index.eligible[client.id].items():
        name = index.problem.modalities[modality].name or modality
        if not groups:
            told.append(f"No {name} group takes clients of her track, phase and language.")
            continue
        reasons: list[tuple[int, str]] = []
        for group in groups:
            mask = index.client_starts(client.id, index.minutes_of[group])
            clash = [time for time in state.times.get(group, ()) if not mask >> time & 1]
            if sizes.get(group, 0) >= index.problem.groups[group].max_size:
                reasons.append((0, f"{group} is full"))
            elif set(state.members().get(group, ())) & index.apart[client.id]:
                reasons.append((0, f"{group} is not possible by a rule you may not see"))
            elif clash:
                times = [
                    when(index.dates[index.date_of(time)], index.start_of(time)) for time in clash
                ]
                reasons.append((len(clash), f"she cannot come to {group} ({', '.join(times)})"))
        if len(reasons) == len(groups):
            nearest = [text for _count, text in sorted(reasons)[:NEAREST]]
            rest = len(reasons) - len(nearest)
            more = f"; {rest} more are no nearer" if rest else ""
            told.append(f"{name}: {'; '.join(nearest)}{more}.")
    for asked in client.sessions:
        service = index.problem.services[asked.service]
        people = (
            index.therapist_options[client.id]
            if service.by_primary
            else index.of_role(client, service.staff_role)
        )
        offered = index.client_starts(client.id, service.minutes)
        if not any(bits(offered & index.staff_starts(one, service.minutes)) for one in people):
            told.append(f"{service.name}: nobody who may see her works when she can come.")
    full = all(
        sum(who == one for who in state.primary.values()) >= index.problem.staff[one].max_caseload
        for one in index.therapist_options[client.id]
    )
    if full:
        told.append("Every therapist who could be hers has a full caseload.")
    return tuple(told) or ("Her hours, days and sessions do not fit together in any open place.",)
