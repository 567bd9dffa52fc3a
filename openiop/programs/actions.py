"""Setting up what the program is."""

from __future__ import annotations

from datetime import date

from openiop.accounts.models import User
from openiop.domain.privacy import Permission
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .models import Program, Room, StaffMember, Track


@action(Permission.MANAGE_PROGRAM, audit="programs.opened")
def open_program(*, name: str, on_call_phone: str, weekdays: list[int], by: Actor) -> Program:
    """Open a program; `weekdays` are the days on which answers are read."""
    return Program.objects.create(
        name=name, on_call_phone=on_call_phone, reads_weekdays=weekdays, created_by=by.id
    )


@action(Permission.MANAGE_PROGRAM, audit="programs.track_opened")
def open_track(*, program: Program, name: str, weekdays: list[int], opens: str, by: Actor) -> Track:
    """Open a track that meets on the given weekdays."""
    return Track.objects.create(
        program=program, name=name, weekdays=weekdays, opens=opens, created_by=by.id
    )


@action(Permission.MANAGE_PROGRAM, audit="programs.room_added")
def add_room(*, name: str, capacity: int, by: Actor) -> Room:
    """Add a room that holds `capacity` people, staff included."""
    return Room.objects.create(name=name, capacity=capacity, created_by=by.id)


@action(Permission.MANAGE_PROGRAM, audit="programs.staff_added")
def add_staff(
    *, user: User, credentials: str, works_from_on: date | None = None, by: Actor
) -> StaffMember:
    """Add somebody who works here."""
    return StaffMember.objects.create(
        pk=user.pk,
        user=user,
        credentials=credentials,
        works_from_on=works_from_on,
        created_by=by.id,
    )
