"""The part of a week FET can express, given to FET, and its answer to our check.

    python -m bench.fet --sizes 24 60 120

FET (https://lalescu.ro/liviu/fet/, Debian package `fet`) is a public timetabler for schools. It
places meetings whose people are fixed: it chooses no facilitator, no therapist and no membership,
knows no cost, and nothing of containment after processing. So it gets the planted week's people
and has to find times and rooms; our solver gets the whole problem. What FET finds is put back
into a timetable and looked at by the same check, so that its broken rules and its cost stand
beside ours.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

from openiop.domain.timetable import problem as p
from openiop.domain.timetable.check import check
from openiop.domain.timetable.generate import Generated, Recipe, generate
from openiop.domain.timetable.solve import Effort, solve

HOUR = 60
SECONDS = {24: 10, 60: 10, 120: 30, 240: 60}


class _Week:
    """One made-up week as FET's days, hours and activities."""

    def __init__(self, made: Generated) -> None:
        self.problem, self.planted = made.problem, made.planted
        program = self.problem.program
        self.days = list(program.dates)
        self.slot = program.slot_minutes
        spans = [w for windows in program.open.values() for w in windows]
        self.first, self.last = min(a for a, _b in spans), max(b for _a, b in spans)
        self.hours = list(range(self.first, self.last, self.slot))
        self.members: dict[str, list[str]] = {}
        for client, group in self.planted.memberships:
            self.members.setdefault(group, []).append(client)
        self.clients = sorted({client for client, _group in self.planted.memberships})
        self.meetings: list[tuple[p.GroupSession | p.IndividualSession, int]] = []

    def xml(self) -> Xml.Element:
        """The whole file."""
        root = Xml.Element("fet", version="6.8.5")
        _add(root, "Institution_Name", "made up")
        days = Xml.SubElement(root, "Days_List")
        _add(days, "Number_of_Days", len(self.days))
        for day in self.days:
            _add(Xml.SubElement(days, "Day"), "Name", day.isoformat())
        hours = Xml.SubElement(root, "Hours_List")
        _add(hours, "Number_of_Hours", len(self.hours))
        for hour in self.hours:
            _add(Xml.SubElement(hours, "Hour"), "Name", hour)
        subjects = Xml.SubElement(root, "Subjects_List")
        for name in [*self.problem.groups, *self.problem.services]:
            _add(Xml.SubElement(subjects, "Subject"), "Name", name)
        Xml.SubElement(root, "Activity_Tags_List")
        teachers = Xml.SubElement(root, "Teachers_List")
        for name in self.problem.staff:
            one = Xml.SubElement(teachers, "Teacher")
            _add(one, "Name", name)
            _add(one, "Target_Number_of_Hours", 0)
            Xml.SubElement(one, "Qualified_Subjects")
        students = Xml.SubElement(root, "Students_List")
        for name in self.clients:
            one = Xml.SubElement(students, "Year")
            _add(one, "Name", name)
            _add(one, "Number_of_Students", 1)
        self._activities(Xml.SubElement(root, "Activities_List"))
        Xml.SubElement(root, "Buildings_List")
        rooms = Xml.SubElement(root, "Rooms_List")
        for room in self.problem.rooms.values():
            one = Xml.SubElement(rooms, "Room")
            _add(one, "Name", room.id)
            _add(one, "Building", "")
            _add(one, "Capacity", room.capacity)
            _add(one, "Virtual", "false")
        self._times(Xml.SubElement(root, "Time_Constraints_List"))
        self._places(Xml.SubElement(root, "Space_Constraints_List"))
        return root

    def _activities(self, root: Xml.Element) -> None:
        for each in self.planted.group_sessions:
            modality = self.problem.modalities[self.problem.groups[each.group].modality]
            people = (each.lead, *each.co_leads)
            self._activity(root, each, each.group, modality.minutes, people)
        for one in self.planted.individual_sessions:
            minutes = self.problem.services[one.service].minutes
            self._activity(root, one, one.service, minutes, (one.staff,))

    def _activity(
        self,
        root: Xml.Element,
        each: p.GroupSession | p.IndividualSession,
        subject: str,
        minutes: int,
        staff: Iterable[str],
    ) -> None:
        length = -(-minutes // self.slot)
        self.meetings.append((each, length))
        one = Xml.SubElement(root, "Activity")
        for name in staff:
            _add(one, "Teacher", name)
        _add(one, "Subject", subject)
        alone = isinstance(each, p.IndividualSession)
        for name in [each.client] if alone else self.members.get(each.group, []):  # type: ignore[union-attr] # either kind
            _add(one, "Students", name)
        _add(one, "Duration", length)
        _add(one, "Total_Duration", length)
        _add(one, "Id", len(self.meetings))
        _add(one, "Activity_Group_Id", 0)
        _add(one, "Active", "true")

    def _times(self, root: Xml.Element) -> None:
        _weighed(Xml.SubElement(root, "ConstraintBasicCompulsoryTime"))
        for staff in self.problem.staff.values():
            closed = [
                (day, hour)
                for day in self.days
                for hour in self.hours
                if staff.is_off(day) or not _inside(staff.hours.get(day.weekday(), ()), hour, self)
            ]
            self._closed(root, "ConstraintTeacherNotAvailableTimes", "Teacher", staff.id, closed)
        for name in self.clients:
            client = self.problem.clients[name]
            closed = [
                (day, hour)
                for day in self.days
                for hour in self.hours
                if not _inside(client.availability.get(day.weekday(), ()), hour, self)
                or any(
                    gone.on == day and gone.window[0] < hour + self.slot and hour < gone.window[1]
                    for gone in client.unavailable
                )
            ]
            self._closed(root, "ConstraintStudentsSetNotAvailableTimes", "Students", name, closed)
            most = Xml.SubElement(root, "ConstraintStudentsSetMaxDaysPerWeek")
            _weighed(most)
            _add(most, "Students", name)
            _add(most, "Max_Days_Per_Week", min(client.max_days_per_week, len(self.days)))
        for group in self.problem.groups.values():
            ids = [
                number
                for number, (each, _length) in enumerate(self.meetings, start=1)
                if isinstance(each, p.GroupSession) and each.group == group.id
            ]
            if len(ids) > 1:
                apart = Xml.SubElement(root, "ConstraintMinDaysBetweenActivities")
                _weighed(apart)
                _add(apart, "Consecutive_If_Same_Day", "false")
                _add(apart, "Number_of_Activities", len(ids))
                for id_ in ids:
                    _add(apart, "Activity_Id", id_)
                _add(apart, "MinDays", 1)
                if group.same_start_time:
                    same = Xml.SubElement(root, "ConstraintActivitiesSameStartingHour")
                    _weighed(same)
                    _add(same, "Number_of_Activities", len(ids))
                    for id_ in ids:
                        _add(same, "Activity_Id", id_)

    def _closed(
        self, root: Xml.Element, kind: str, who: str, name: str, closed: list[tuple[date, int]]
    ) -> None:
        if not closed:
            return
        one = Xml.SubElement(root, kind)
        _weighed(one)
        _add(one, who, name)
        _add(one, "Number_of_Not_Available_Times", len(closed))
        for day, hour in closed:
            time_ = Xml.SubElement(one, "Not_Available_Time")
            _add(time_, "Day", day.isoformat())
            _add(time_, "Hour", hour)

    def _places(self, root: Xml.Element) -> None:
        _weighed(Xml.SubElement(root, "ConstraintBasicCompulsorySpace"))
        for number, (each, _length) in enumerate(self.meetings, start=1):
            if each.room is None:
                continue
            kind = self.problem.rooms[each.room].kind
            people = 2
            if isinstance(each, p.GroupSession):
                people = len(self.members.get(each.group, [])) + 1 + len(each.co_leads)
            fitting = [
                room.id
                for room in self.problem.rooms.values()
                if room.kind == kind and (kind != "group" or room.capacity >= people)
            ]
            one = Xml.SubElement(root, "ConstraintActivityPreferredRooms")
            _weighed(one)
            _add(one, "Activity_Id", number)
            _add(one, "Number_of_Preferred_Rooms", len(fitting))
            for name in fitting:
                _add(one, "Preferred_Room", name)

    def solution(self, found: Xml.Element) -> p.Solution:
        """FET's times and rooms with the planted people."""
        groups, alone = [], []
        for row in found.iter("Activity"):
            each, _length = self.meetings[int(_text(row, "Id")) - 1]
            on, start = date.fromisoformat(_text(row, "Day")), int(_text(row, "Hour"))
            room = _text(row, "Room") or None
            if isinstance(each, p.GroupSession):
                groups.append(replace(each, on=on, start=start, room=room if each.room else None))
            else:
                alone.append(replace(each, on=on, start=start, room=room if each.room else None))
        return replace(
            self.planted,
            group_sessions=tuple(groups),
            individual_sessions=tuple(alone),
            objective=None,
            bound=None,
        )


def _add(root: Xml.Element, name: str, text: object) -> None:
    Xml.SubElement(root, name).text = str(text)


def _weighed(root: Xml.Element) -> None:
    _add(root, "Weight_Percentage", 100)
    _add(root, "Active", "true")


def _text(root: Xml.Element, name: str) -> str:
    found = root.find(name)
    return (found.text or "") if found is not None else ""


def _inside(windows: Iterable[p.Window], hour: int, week: _Week) -> bool:
    return any(begins <= hour and hour + week.slot <= ends for begins, ends in windows)


def _fet(program: str, week: _Week, seconds: int) -> tuple[float, p.Solution | None]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "week.fet"
        Xml.ElementTree(week.xml()).write(source, encoding="utf-8", xml_declaration=True)
        began = time.monotonic()
        subprocess.run(
            [
                program,
                f"--inputfile={source}",
                f"--outputdir={folder}",
                f"--timelimitseconds={seconds}",
                "--htmllevel=0",
            ],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        took = time.monotonic() - began
        written = list(Path(folder).glob("timetables/*/*_activities.xml"))
        if not written:
            return took, None
        return took, week.solution(Xml.parse(written[0]).getroot())  # noqa: S314 - written by our own run


def main() -> int:
    """Print one line for each size and seed."""
    parser = argparse.ArgumentParser(prog="python -m bench.fet", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[24, 60, 120])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    asked = parser.parse_args()
    program = shutil.which("fet-cl")
    if program is None:
        print("fet-cl is not on this machine (Debian package fet).", file=sys.stderr)
        return 2
    print("clients seed FET(s) FET-rules-broken FET-cost ours-first(s) ours-cost in(s)")
    for clients in asked.sizes:
        for seed in asked.seeds:
            made = generate(Recipe(clients, seed=seed))
            seconds = SECONDS.get(clients, 60)
            took, solution = _fet(program, _Week(made), seconds)
            told = ("none", "-")
            if solution is not None:
                verdict = check(made.problem, solution)
                rules = sorted({each.rule for each in verdict.breaches})
                told = (",".join(rules) or "0", f"{float(verdict.objective):g}")
            found = solve(made.problem, Effort(seconds=seconds, seed=seed), time.monotonic)
            cost = f"{float(found.verdict.objective):g}" if found.verdict else "none"
            first = f"{found.first_seconds or 0:.2f}"
            print(clients, seed, f"{took:.1f}", *told, first, cost, seconds, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
