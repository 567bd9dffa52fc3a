"""Groups, seats and sessions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.care.curriculum import Modality
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import SessionKind
from openiop.privacy.actions import tie
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action
from openiop.privacy.models import TieKind
from openiop.programs.models import Room, Track
from openiop.programs.queries import license_now

from .models import Group, Seat, Session, Unit


@action(Permission.MANAGE_PROGRAM, audit="schedule.unit_added")
def add_unit(
    *,
    kind: SessionKind,
    number: int,
    title: str,
    about_it: str,
    interventions: list[str],
    skill: str,
    modality: Modality = Modality.OWN,
    track: Track | None = None,
    any_order: bool = True,
    by: Actor,
) -> Unit:
    """Add a unit to the curriculum of a kind of group."""
    return Unit.objects.create(
        modality=modality,
        track=track,
        any_order=any_order,
        kind=kind,
        number=number,
        title=title,
        about_it=about_it,
        interventions=interventions,
        skill=skill,
        created_by=by.id,
    )


@action(Permission.MANAGE_PROGRAM, audit="schedule.group_planned")
def plan_group(
    *,
    track: Track,
    kind: SessionKind,
    name: str,
    starts: str,
    minutes: int,
    weekdays: list[int],
    room: Room | None = None,
    lead_id: UUID | None = None,
    co_lead_id: UUID | None = None,
    max_size: int = 12,
    by: Actor,
) -> Group:
    """Plan a group, or a block such as a break, at the same time on some weekdays."""
    for leader_id in (lead_id, co_lead_id):
        if leader_id is not None:
            license_now(leader_id).or_refuse()
    return Group.objects.create(
        track=track,
        kind=kind,
        name=name,
        starts=starts,
        minutes=minutes,
        weekdays=weekdays,
        room=room,
        lead_id=lead_id,
        co_lead_id=co_lead_id,
        max_size=max_size,
        created_by=by.id,
    )


@action(Permission.REGISTER_CLIENT, audit="schedule.seated")
def seat(
    *, group: Group, client: Client, from_on: date, until_on: date | None = None, by: Actor
) -> Seat:
    """Give a client a seat in a group; whoever leads it works with her from then on."""
    taken = Seat.objects.filter(group=group, from_on__lte=from_on).exclude(until_on__lt=from_on)
    if taken.exclude(client=client).count() >= group.max_size:
        raise refuse("full", _("{group} has no free seat."), group=group.name)
    made = Seat.objects.create(
        group=group, client=client, from_on=from_on, until_on=until_on, created_by=by.id
    )
    for staff_id in (group.lead_id, group.co_lead_id):
        if staff_id:
            tie(
                staff_id=staff_id,
                client_id=client.pk,
                kind=TieKind.GROUP,
                from_on=min(from_on, clock.today()),
                until_on=until_on,
                by=system(by),
            )
    return made


@action(Permission.REGISTER_CLIENT, audit="schedule.seats_ended")
def end_seats(*, client: Client, last_on: date, by: Actor) -> int:
    """End all seats of a client after a day."""
    open_seats = Seat.objects.filter(client=client).exclude(until_on__lt=last_on)
    return open_seats.update(until_on=last_on)


@action(Permission.MANAGE_PROGRAM, audit="schedule.planned")
def plan_sessions(*, first: date, last: date, by: Actor) -> int:
    """Put every group on its dates from `first` to `last`, with the next unit of its curriculum.

    Safe to repeat: a date that already has its session is left as it is.
    """
    units = Unit.objects.filter(retired_on__isnull=True).order_by("number")
    courses: dict[tuple[SessionKind, UUID | None], list[Unit]] = defaultdict(list)
    for unit in units:
        courses[unit.kind, unit.track_id].append(unit)
    made = 0
    for group in Group.objects.select_related("track").order_by("starts"):
        held = set(Session.objects.filter(group=group).order_by("on").values_list("on", flat=True))
        day = first
        while day <= last:
            if day.weekday() in group.weekdays and day not in held:
                course = courses[group.kind, group.track_id] or courses[group.kind, None]
                starts_at = clock.at(day, group.starts)
                Session.objects.create(
                    group=group,
                    kind=group.kind,
                    name=group.name,
                    on=day,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=group.minutes),
                    room=group.room,
                    unit=course[sum(d < day for d in held) % len(course)] if course else None,
                    lead_id=group.lead_id,
                    co_lead_id=group.co_lead_id,
                    created_by=by.id,
                )
                held.add(day)
                made += 1
            day += timedelta(days=1)
    return made


@action(Permission.MANAGE_PROGRAM, audit="schedule.individual_planned")
def plan_individual(
    *,
    client: Client,
    staff_id: UUID,
    on: date,
    starts: str,
    minutes: int,
    room: Room | None = None,
    by: Actor,
) -> Session:
    """Plan one session of one client with one clinician."""
    starts_at = clock.at(on, starts)
    return Session.objects.create(
        client=client,
        kind=SessionKind.INDIVIDUAL,
        name="Individual session",
        on=on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        room=room,
        lead_id=staff_id,
        created_by=by.id,
    )


@action(Permission.RUN_GROUP, audit="schedule.covered")
def cover(*, session: Session, staff_id: UUID, by: Actor) -> Session:
    """Let a colleague hold a session today; she works with the women in it for that day."""
    license_now(staff_id).or_refuse()
    session.covers_for_id = session.lead_id
    session.lead_id = staff_id
    session.save()
    held = Seat.objects.filter(group=session.group, from_on__lte=session.on)
    for seated in held.exclude(until_on__lt=session.on):
        tie(
            staff_id=staff_id,
            client_id=seated.client_id,
            kind=TieKind.COVER,
            from_on=session.on,
            until_on=session.on,
            by=system(by),
        )
    return session
