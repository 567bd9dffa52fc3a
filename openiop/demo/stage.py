"""What the story plays on: staff, rooms, groups, and each woman's stay as it begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from uuid import UUID

from openiop.accounts.actions import invite, welcome
from openiop.accounts.models import Membership
from openiop.accounts.queries import actor_for
from openiop.care.actions.goals import add_goal
from openiop.clients.actions import move_stage, pause, register, set_coming_days, start_stay
from openiop.clients.models import Client, Episode
from openiop.coverage.actions import record_coverage
from openiop.domain.episode import Stage as StayStage
from openiop.domain.events import Admitted
from openiop.domain.privacy import Role
from openiop.domain.staff_call import CallBy
from openiop.domain.words import SessionKind
from openiop.followup.actions import on_admitted
from openiop.outbox.actions import set_own_call, set_safe_contact
from openiop.privacy.actor import Actor, system
from openiop.programs.actions import add_room, add_staff, open_program, open_track
from openiop.programs.models import Room, Track
from openiop.safety.actions.plans import save_plan
from openiop.safety.actions.setting import add_shift
from openiop.schedule.actions import (
    add_unit,
    end_seats,
    plan_group,
    plan_individual,
    plan_sessions,
    seat,
)
from openiop.schedule.models import Group

from . import afterwards, contacts, documents, health, plans, practical, referrals, starting
from .cast import CAST, HER, MON, PROGRAM_WEEKDAYS, STAFF, Woman
from .curriculum import COURSES

OPENING = "08:40"
PASSWORD = "demo program morning"  # noqa: S105 - printed at every start of the demo
"""Everyone's password in the demo; the sign-in page there also has a button for each person."""

SEEN_BEFORE = -2
"""Who began on this program day or later has not seen the prescriber yet."""
ADMITTED_AHEAD = 4
"""Program days from today within which women to come are admitted already."""

SEATS = 14
"""In a group: the room holds them with both facilitators."""
INDIVIDUAL_STARTS = ("12:40", "13:30")
INDIVIDUAL_MINUTES = 45


@dataclass(eq=False)
class Stay:
    """One woman of the cast, as she is known to the program."""

    woman: Woman
    client: Client
    episode: Episode
    actor: Actor
    therapist: Actor
    room: Room


@dataclass
class Stage:
    """Staff, rooms and groups, the program days, and who is in the program."""

    today: date
    days: list[date]
    lots: Random
    staff: dict[str, Actor] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    stays: dict[UUID, Stay] = field(default_factory=dict)
    track: Track = field(init=False)
    before: afterwards.Before = field(init=False)

    def nth(self, offset: int) -> date:
        """The program day `offset` days of program away from today."""
        return self.days[self.days.index(self.today) + offset]

    def offset(self, day: date) -> int:
        """How many program days `day` is away from today."""
        return self.days.index(day) - self.days.index(self.today)

    def set_up(self) -> None:
        """Open the program: people, rooms, curriculum, groups, and the weeks on the calendar."""
        for worker in STAFF:
            user = invite(
                sign_in_name=worker.key,
                display_name=worker.name,
                roles=worker.roles,
                password=PASSWORD,
                by=system(),
            )
            add_staff(
                user=user,
                credentials=worker.credentials,
                works_from_on=self.days[0],
                by=system(),
            )
            actor = actor_for(user)
            assert actor is not None  # noqa: S101 - invited just above
            self.staff[worker.key] = actor
        for number, key in enumerate(("therapist", "therapist_2", "clinical_lead", "director")):
            address = f"555-01{number + 90}"
            set_own_call(by_way=CallBy.TEXT, address=address, by=self.staff[key])
        add_shift(
            staff_id=self.staff["clinical_lead"].id,
            weekdays=list(range(7)),
            starts=time(18),
            ends=time(8),
            by=system(),
        )
        documents.license_ends(self.staff["facilitator"].id, self.today)
        program = open_program(
            name="Morning IOP", on_call_phone="555-0188", weekdays=[0, 1, 2, 3, 4], by=system()
        )
        self.track = open_track(
            program=program,
            name="Morning",
            weekdays=list(PROGRAM_WEEKDAYS),
            opens=OPENING,
            by=system(),
        )
        for name, capacity in (("Oak", 16), ("Willow", 10), ("Maple", 4), ("Birch", 4)):
            self.rooms[name] = add_room(name=name, capacity=capacity, by=system())
        self._plan_groups()
        plan_sessions(first=self.days[0], last=self.days[-1], by=system())

    def _plan_groups(self) -> None:
        for kind, course in COURSES.items():
            for number, (title, about_it, interventions, skill) in enumerate(course, start=1):
                add_unit(
                    kind=kind,
                    number=number,
                    title=title,
                    about_it=about_it,
                    interventions=list(interventions),
                    skill=skill,
                    by=system(),
                )
        plans.hand_out()
        shape = (
            (SessionKind.ARRIVAL, "Arrival and check-in", OPENING, 20, "Oak", "", ""),
            (SessionKind.SKILLS, "Skills", "09:00", 60, "Oak", "facilitator", "therapist"),
            (SessionKind.BREAK, "Break", "10:00", 15, "", "", ""),
            (
                SessionKind.PSYCHOEDUCATION,
                "Psychoeducation",
                "10:15",
                50,
                "Oak",
                "facilitator",
                "therapist_2",
            ),
            (SessionKind.PROCESS, "Process group A", "11:05", 60, "Oak", "therapist", ""),
            (SessionKind.PROCESS, "Process group B", "11:05", 60, "Willow", "therapist_2", ""),
            (SessionKind.CLOSING, "Closing round", "12:05", 10, "Oak", "facilitator", ""),
        )
        for kind, name, starts, minutes, room, lead, co_lead in shape:
            self.groups[name] = plan_group(
                track=self.track,
                kind=kind,
                name=name,
                starts=starts,
                minutes=minutes,
                weekdays=list(PROGRAM_WEEKDAYS),
                room=self.rooms.get(room),
                lead_id=self.staff[lead].id if lead else None,
                co_lead_id=self.staff[co_lead].id if co_lead else None,
                max_size=SEATS,
                by=system(),
            )

    def prepare(self, day: date) -> None:
        """Before the day: who starts, tapers or has finished, and this week's own sessions."""
        offset = self.offset(day)
        if day == self.today:
            self._plan_goodbyes()
        for number, woman in enumerate(CAST):
            known = next((s for s in self.stays.values() if s.woman is woman), None)
            if known is None and woman.start <= offset + (
                ADMITTED_AHEAD if day == self.today else 0
            ):
                self._take_in(number, woman)
                known = next(s for s in self.stays.values() if s.woman is woman)
            if known is None:
                continue
            if woman.start == offset:
                move_stage(episode=known.episode, to=StayStage.IN_PROGRAM, on=day, by=system())
            if woman.taper_from == offset:
                set_coming_days(
                    episode=known.episode, from_on=day, weekdays=list(woman.taper_days), by=system()
                )
            if woman.end == offset:
                last = day - timedelta(days=1)
                afterwards.ends(
                    woman.name, known.client, known.episode, last, known.therapist, known.actor
                )
        if day.weekday() == MON or offset == -len(self.days[: self.days.index(self.today)]):
            self._plan_own_sessions(day)
        if day == self.today:
            began = {
                stay.woman.name: (stay.client, self.nth(stay.woman.start))
                for stay in self.stays.values()
            }
            ahead = self.days[self.days.index(self.today) :]
            practical.tell(began, self.staff, ahead)

    def _plan_goodbyes(self) -> None:
        """Seats of those who leave in the coming days end then, and others can be promised."""
        for stay in self.stays.values():
            if stay.woman.leaves is not None:
                last = self.nth(stay.woman.leaves)
                end_seats(client=stay.client, last_on=last, by=system())
                day_after = last + timedelta(days=1)
                pause(episode=stay.episode, from_on=day_after, by=system())

    def _take_in(self, number: int, woman: Woman) -> None:
        starts_on = self.nth(woman.start)
        therapist = self.staff["therapist" if number % 2 == 0 else "therapist_2"]
        born_on = date(1976 + (number * 7) % 26, 1 + number % 12, 1 + (number * 5) % 27)
        known = self.before.returned if woman.name == afterwards.RETURNED else None
        if known is not None:
            afterwards.coming_back(known, self.staff)
            client = known
        elif woman.name in referrals.CAME_IN:
            client = referrals.came_in(woman, born_on, starts_on, self.staff["intake"])
        else:
            client = register(
                chosen_name=woman.name,
                last_name=woman.last_name,
                pronouns=woman.pronouns,
                language=woman.language,
                born_on=born_on,
                by=system(),
            )
        episode = start_stay(
            client=client,
            track=self.track,
            starts_on=starts_on,
            weekdays=list(woman.weekdays),
            planned_end_on=self.nth(woman.leaves)
            if woman.leaves is not None
            else starts_on + timedelta(weeks=7),
            therapist_id=therapist.id,
            remote=woman.remote,
            by=system(),
        )
        record_coverage(episode=episode, payer_rules=woman.payer, from_on=starts_on, by=system())
        if known is not None:
            on_admitted(Admitted(client.pk, episode.pk), system())
            user = Membership.objects.get(client_id=client.pk, role=Role.CLIENT).user
        else:
            user = invite(
                sign_in_name="client" if woman.name == HER else f"client {woman.name.lower()}",
                display_name=woman.name,
                roles=(Role.CLIENT,),
                client_id=client.pk,
                password=PASSWORD if woman.name == HER else None,
                by=system(),
            )
        actor = actor_for(user)
        assert actor is not None  # noqa: S101 - invited just above
        if woman.start < 0:
            welcome(by=actor)
        process = "Process group A" if number % 2 == 0 else "Process group B"
        for name in ("Skills", "Psychoeducation", process):
            seat(group=self.groups[name], client=client, from_on=starts_on, by=system())
        if card := contacts.card(woman.contact, number):
            set_safe_contact(person_id=client.pk, card=card, by=system())
        add_goal(client=client, her_words=woman.goal, our_words=woman.our_goal, by=therapist)
        health.tell(client, number, woman.start > 0, therapist)
        if woman.start <= 0:
            save_plan(client=client, content=_safety_plan(woman), by=therapist)
            plans.tell(woman, client, number, starts_on, therapist, actor)
        if woman.start < 0:
            documents.assess(client, woman.goal, therapist)
        if woman.name == HER:
            starting.sign_papers(client, actor, f"{woman.name} {woman.last_name}")
        if woman.start <= 0:
            documents.first_visit(
                client, self.staff["prescriber"], therapist, is_seen=woman.start < SEEN_BEFORE
            )
        self.stays[client.pk] = Stay(
            woman,
            client,
            episode,
            actor,
            therapist,
            self.rooms["Maple" if number % 2 == 0 else "Birch"],
        )

    def _plan_own_sessions(self, first: date) -> None:
        """Each woman's own weekly session, two a day for each therapist after the groups."""
        week = [
            day for day in self.days if first <= day < first + timedelta(days=7 - first.weekday())
        ]
        free: dict[UUID, list[tuple[date, str]]] = {
            self.staff[key].id: [(day, starts) for day in week for starts in INDIVIDUAL_STARTS]
            for key in ("therapist", "therapist_2")
        }
        for stay in self.stays.values():
            slots = free[stay.therapist.id]
            woman = stay.woman
            over = woman.end is not None and woman.end <= self.offset(first)
            if over or not slots:
                continue
            on, starts = slots.pop(0)
            plan_individual(
                client=stay.client,
                staff_id=stay.therapist.id,
                on=on,
                starts=starts,
                minutes=INDIVIDUAL_MINUTES,
                room=stay.room,
                by=system(),
            )


def _safety_plan(woman: Woman) -> dict[str, list[str] | str]:
    return {
        "warning_signs": ["I stop answering messages", "My jaw hurts"],
        "coping": ["Cold water on my wrists", "Walk once around the block"],
        "people_and_places": ["The library", "My neighbor's porch"],
        "people_to_ask": ["My cousin", "My friend from work"],
        "professionals": ["My therapist here", "988, call or text"],
        "safer_surroundings": ["My cousin keeps the pills"],
        "reason_to_live": woman.goal,
    }
