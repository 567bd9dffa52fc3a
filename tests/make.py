"""Builders for tests. They call actions, so that a test stands on what the product really does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from openiop.accounts.actions import invite
from openiop.accounts.models import User
from openiop.accounts.queries import actor_for
from openiop.base import clock
from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.clients.actions import move_stage, register, start_stay
from openiop.clients.models import Client, Episode
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.episode import Stage
from openiop.domain.privacy import Role
from openiop.domain.words import SessionKind
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import Actor, system
from openiop.programs.actions import add_room, add_staff, open_program, open_track
from openiop.programs.models import Room, Track
from openiop.schedule.actions import add_unit, plan_group, plan_sessions, seat
from openiop.schedule.models import Group, Session

from .once import as_made_before

ZONE = ZoneInfo("America/New_York")
WEDNESDAY = date(2026, 11, 18)
"""The program day most tests play on."""
MON, WED, THU = 0, 2, 3

_numbers = count(1)


def at(hhmm: str, day: date = WEDNESDAY) -> datetime:
    """That time of day in the test site's zone."""
    hours, minutes = (int(part) for part in hhmm.split(":"))
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZONE)


def site(slug: str = "test", **facts: Any) -> Site:
    """A site; not scoped, so made directly."""
    return Site.objects.create(name=slug.title(), slug=slug, zone=str(ZONE), **facts)


@contextmanager
def working_at(a_site: Site, moment: datetime) -> Iterator[None]:
    """Work for a site with its clock standing at a moment."""
    with entered(a_site.scope()), clock.standing(moment):
        yield


def staff(*roles: Role, name: str = "", credentials: str = "LCSW") -> Actor:
    """Somebody who works here, as an actor."""
    n = next(_numbers)
    user = invite(
        sign_in_name=f"staff{n}",
        display_name=name or f"Staff {n}",
        roles=roles,
        password="a long test password",
        by=system(),
    )
    add_staff(user=user, credentials=credentials, by=system())
    return actor_of(user)


def actor_of(user: User) -> Actor:
    """The actor a user is at the site at work."""
    actor = actor_for(user)
    assert actor is not None
    return actor


def user_of(actor: Actor) -> User:
    """The user behind an actor, for signing in a test browser."""
    return User.objects.get(pk=actor.id)


def client(name: str = "", last_name: str = "", **facts: Any) -> Client:
    """A registered client."""
    n = next(_numbers)
    return register(
        chosen_name=name or f"Alda{n}",
        last_name=last_name or f"Testa{n}",
        by=system(),
        **facts,
    )


def client_actor(of: Client) -> Actor:
    """The client herself, signed up for her own pages."""
    user = invite(
        sign_in_name=f"client{next(_numbers)}",
        display_name=of.chosen_name,
        roles=(Role.CLIENT,),
        client_id=of.pk,
        password="a long test password",
        by=system(),
    )
    return actor_of(user)


def anyone_may_call(of: Client, phone: str = "555-0100") -> None:
    """A profile that allows calls and texts at any time."""
    yes = ChannelRule(allowed=Allowed.YES)
    card = ContactCard(profile=ContactProfile(call=yes, text=yes), phone=phone)
    set_safe_contact(person_id=of.pk, card=card, by=system())


def stay(
    of: Client,
    track: Track,
    *,
    starts_on: date = WEDNESDAY - timedelta(days=14),
    weekdays: tuple[int, ...] = (MON, WED, THU),
    therapist: Actor | None = None,
    remote: bool = False,
) -> Episode:
    """A running stay."""
    episode = start_stay(
        client=of,
        track=track,
        starts_on=starts_on,
        weekdays=list(weekdays),
        therapist_id=therapist.id if therapist else None,
        remote=remote,
        by=system(),
    )
    return move_stage(episode=episode, to=Stage.IN_PROGRAM, on=starts_on, by=system())


@dataclass
class Morning:
    """A whole small program with a morning on its calendar."""

    track: Track
    rooms: list[Room]
    lead: Actor
    """Clinical lead."""
    therapist: Actor
    facilitator: Actor
    desk: Actor
    director: Actor
    skills: Group
    sessions: dict[SessionKind, Session]
    clients: list[Client] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def session(self, kind: SessionKind) -> Session:
        """Today's session of a kind."""
        return self.sessions[kind]


DAY_SHAPE = (
    (SessionKind.ARRIVAL, "Arrival and check-in", "08:40", 20),
    (SessionKind.SKILLS, "Skills", "09:00", 60),
    (SessionKind.BREAK, "Break", "10:00", 15),
    (SessionKind.PSYCHOEDUCATION, "Psychoeducation", "10:15", 50),
    (SessionKind.PROCESS, "Process group", "11:05", 60),
    (SessionKind.CLOSING, "Closing round", "12:05", 10),
)


def morning(clients: int = 3, day: date = WEDNESDAY) -> Morning:
    """A program with staff, groups, sessions on `day`, and clients with seats who come that day."""
    return as_made_before(
        ("morning", clients, day, clock.now()),
        lambda: _morning(clients, day),
        lambda made: made.lead.id,
    )


def _morning(clients: int, day: date) -> Morning:
    program = open_program(
        name="Test IOP", on_call_phone="555-0199", weekdays=[0, 1, 2, 3, 4], by=system()
    )
    track = open_track(
        program=program, name="Morning", weekdays=[MON, WED, THU], opens="08:40", by=system()
    )
    rooms = [add_room(name=f"Room {next(_numbers)}", capacity=30, by=system()) for _ in range(2)]
    lead = staff(Role.CLINICAL_LEAD, name="Lena Lead")
    therapist = staff(Role.THERAPIST, name="Thea Therapist")
    facilitator = staff(Role.FACILITATOR, name="Fay Facilitator")
    desk = staff(Role.FRONT_DESK, name="Dee Desk")
    director = staff(Role.DIRECTOR, name="Dora Director")
    add_unit(
        kind=SessionKind.SKILLS,
        number=1,
        title="Grounding with the five senses",
        about_it="Coming back to the room when feelings run high.",
        interventions=["Taught grounding", "Practiced in pairs"],
        skill="Grounding",
        by=system(),
    )
    groups = [
        plan_group(
            track=track,
            kind=kind,
            name=name,
            starts=starts,
            minutes=minutes,
            weekdays=[MON, WED, THU],
            room=rooms[0],
            lead_id=facilitator.id if kind.is_group else None,
            co_lead_id=therapist.id if kind is SessionKind.PROCESS else None,
            max_size=max(clients, 12),
            by=system(),
        )
        for kind, name, starts, minutes in DAY_SHAPE
    ]
    plan_sessions(first=day, last=day, by=system())
    sessions = {s.kind: s for s in Session.objects.filter(on=day)}
    made = Morning(
        track=track,
        rooms=rooms,
        lead=lead,
        therapist=therapist,
        facilitator=facilitator,
        desk=desk,
        director=director,
        skills=groups[1],
        sessions=sessions,
        groups=groups,
    )
    for _ in range(clients):
        add_client(made)
    return made


def add_client(to: Morning, name: str = "", **facts: Any) -> Client:
    """One more client with seats in all groups of the morning."""
    new = client(name, **facts)
    stay(new, to.track, therapist=to.therapist)
    for group in to.groups:
        if group.kind.is_group:
            seat(group=group, client=new, from_on=WEDNESDAY - timedelta(days=14), by=system())
    to.clients.append(new)
    return new


def ids(clients: list[Client]) -> list[UUID]:
    """Their ids."""
    return [each.pk for each in clients]
