"""A timetable to look at: a page of weeks and lists, and a calendar file.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from openiop.domain.calendar import Event, calendar_file

from .problem import GroupSession, IndividualSession, Problem, Solution
from .words import clock, day

_HOUR = 60
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the week picture."""

    on: date
    start: int
    minutes: int | None
    title: str
    detail: str
    kind: str

    @property
    def span(self) -> str:
        """From when to when."""
        if self.minutes is None:
            return clock(self.start)
        return f"{clock(self.start)}–{clock(self.start + self.minutes)}"  # noqa: RUF001


def blocks(solution: Solution, problem: Problem | None = None) -> tuple[Block, ...]:
    """Every session as a block, in order; lengths and loads are known with the instance."""
    sizes: dict[str, int] = defaultdict(int)
    for _client, group in solution.memberships:
        sizes[group] += 1
    told = [_of_group(each, sizes[each.group], problem) for each in solution.group_sessions]
    told += [_alone(each, problem) for each in solution.individual_sessions]
    return tuple(sorted(told, key=lambda one: (one.on, one.start, one.kind, one.title)))


def _of_group(each: GroupSession, size: int, problem: Problem | None) -> Block:
    group = problem.groups.get(each.group) if problem else None
    load = f"{size}/{group.max_size}" if group else str(size)
    minutes = problem.modalities[group.modality].minutes if problem and group else None
    team = ", ".join([each.lead, *each.co_leads])
    return Block(
        each.on,
        each.start,
        minutes,
        each.group,
        f"{each.room or 'link'} · {team} · {load}",
        "group",
    )


def _alone(each: IndividualSession, problem: Problem | None) -> Block:
    service = problem.services.get(each.service) if problem else None
    title = f"{service.name or service.id if service else each.service}: {each.client}"
    minutes = service.minutes if service else None
    detail = f"{each.room or 'link'} · {each.staff}"
    return Block(each.on, each.start, minutes, title, detail, "individual")


def _weeks(told: Sequence[Block]) -> Mapping[date, list[Block]]:
    found: dict[date, list[Block]] = defaultdict(list)
    for each in told:
        found[each.on - timedelta(days=each.on.weekday())].append(each)
    return found


_STYLE = """
@page { size: letter landscape; margin: 12mm }
body { font: 13px/1.4 system-ui, sans-serif; color: #1d2b2e; margin: 24px; background: #fff }
h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 24px 0 8px }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border: 1px solid #9fb0b2; padding: 4px; vertical-align: top; text-align: left }
th:first-child, td:first-child { width: 56px }
p.block { margin: 0 0 4px; padding: 3px 6px; border: 1px solid #5f7a7d; border-radius: 6px;
  break-inside: avoid; overflow-wrap: anywhere }
p.individual { border: 0; border-left: 4px solid #7b5c88; border-radius: 0 }
p.block b { display: block } small { color: #46585b }
section { break-after: page } section:last-child { break-after: auto }
"""


def page(solution: Solution, problem: Problem | None = None) -> str:
    """One self-contained page: a picture of each week, then a list for each client."""
    told = blocks(solution, problem)
    parts = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>Timetable {escape(solution.instance)}</title><style>{_STYLE}</style>",
        f"<h1>Timetable {escape(solution.instance)}</h1>",
    ]
    if solution.conflict:
        parts.append("<p>This week is not possible. These cannot all hold together:</p><ul>")
        parts += [f"<li>{escape(each.text)}</li>" for each in solution.conflict]
        parts.append("</ul>")
    for monday, held in sorted(_weeks(told).items()):
        parts.append(f"<section><h2>Week of {monday.isoformat()}</h2>{_table(held)}</section>")
    parts.append(_people(solution, problem))
    if solution.not_admitted:
        names = ", ".join(escape(name) for name in solution.not_admitted)
        parts.append(f"<h2>Still waiting</h2><p>{names}</p>")
    return "\n".join([*parts, "</html>", ""])


def _table(held: Sequence[Block]) -> str:
    days = sorted({each.on for each in held})
    starts = sorted({each.start // _HOUR * _HOUR for each in held})
    head = "".join(f'<th scope="col">{_DAYS[on.weekday()]} {on.day}</th>' for on in days)
    rows = []
    for start in starts:
        cells = []
        for on in days:
            inside = [
                each for each in held if each.on == on and each.start // _HOUR * _HOUR == start
            ]
            cells.append(f"<td>{''.join(_block(each) for each in inside)}</td>")
        rows.append(f'<tr><th scope="row">{clock(start)}</th>{"".join(cells)}</tr>')
    return (
        f"<table><thead><tr><th>Time</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _block(each: Block) -> str:
    return (
        f'<p class="block {each.kind}"><b>{escape(each.title)}</b>'
        f"<small>{each.span} · {escape(each.detail)}</small></p>"
    )


def _people(solution: Solution, problem: Problem | None) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for client, group in solution.memberships:
        groups[group].append(client)
    mine: dict[str, list[str]] = defaultdict(list)
    for each in sorted(solution.group_sessions, key=lambda one: (one.on, one.start)):
        for client in groups[each.group]:
            mine[client].append(f"{day(each.on)} {clock(each.start)} {each.group}")
    for one in sorted(solution.individual_sessions, key=lambda each: (each.on, each.start)):
        service = problem.services.get(one.service) if problem else None
        name = service.name if service and service.name else one.service
        mine[one.client].append(f"{day(one.on)} {clock(one.start)} {name} with {one.staff}")
    parts = ["<h2>Client by client</h2>"] if mine else []
    for client in sorted(mine):
        lines = "".join(f"<li>{escape(line)}</li>" for line in sorted(mine[client], key=_by_time))
        parts.append(f"<details open><summary>{escape(client)}</summary><ul>{lines}</ul></details>")
    return "".join(parts)


def _by_time(line: str) -> tuple[str, str]:
    _day, on, start, *_rest = line.split(" ")
    return on, start


def calendar(solution: Solution, made_at: datetime, problem: Problem | None = None) -> str:
    """All sessions as one calendar file; times are local times, without a zone."""
    events = []
    for number, each in enumerate(blocks(solution, problem)):
        begin = datetime.combine(each.on, datetime.min.time()) + timedelta(minutes=each.start)
        events.append(
            Event(
                uid=f"{number}-{solution.instance}-{begin:%Y%m%dT%H%M}@openiop",
                starts=begin,
                ends=begin + timedelta(minutes=each.minutes or _HOUR),
                changed=made_at,
                summary=each.title,
                description=each.detail,
            )
        )
    return calendar_file(events, "-//OpenIOP//Timetable//EN")
