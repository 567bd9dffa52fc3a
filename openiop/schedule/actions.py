"""Groups, seats and sessions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F

from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.models import Client
from openiop.clients.queries import apart_pairs, coming_days
from openiop.domain.absence import may_enter_absence
from openiop.domain.care.curriculum import Modality
from openiop.domain.decision import refuse
from openiop.domain.events import LicenseSet, Seated
from openiop.domain.kept_apart import HIDDEN_RULE, may_go_past, may_meet
from openiop.domain.license import LedBy, may_lead_again, who_leads
from openiop.domain.places import (
    LostHow,
    PlaceKind,
    PlaceState,
    may_book,
    may_settle_lost,
)
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.wishes import Wishes, may_keep_wishes
from openiop.domain.words import SessionKind
from openiop.privacy.actions import tie
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.privacy.models import TieKind
from openiop.programs.models import Room, Track
from openiop.programs.queries import license_days, license_now, license_on

from .models import (
    Absence,
    Group,
    LeftOut,
    LostPlace,
    PlaceBooking,
    PlaceDay,
    PlaceMark,
    PlaceOffer,
    Seat,
    Session,
    Unit,
    Wish,
)
from .queries import (
    PLACES_AHEAD,
    alone_near,
    bookings_by_day,
    is_away_on,
    led_without_license,
    left_out_lead,
    members_between,
    owner_of_place,
    wishes_of,
    write_wishes,
)


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
    *,
    group: Group,
    client: Client,
    from_on: date,
    until_on: date | None = None,
    despite: str = "",
    by: Actor,
) -> Seat:
    """Give a client a seat in a group; whoever leads it works with her from then on.

    Where a hidden rule stands against it, only the clinical lead can decide so, in words.
    """
    taken = Seat.objects.filter(group=group, from_on__lte=from_on).exclude(until_on__lt=from_on)
    if taken.exclude(client=client).count() >= group.max_size:
        raise refuse("full", _("{group} has no free seat."), group=group.name)
    decides = bool(despite.strip()) and may_go_past(map(str, by.roles))
    others = members_between(group, from_on, until_on) - {client.pk}
    rule = may_meet(str(client.pk), map(str, others), apart_pairs())
    rule.or_refuse(waived=(HIDDEN_RULE,) if decides else ())
    # a seat that began on this day and was given up is the same seat, had again
    made = Seat.objects.filter(group=group, client=client, from_on=from_on).first()
    made = made or Seat(group=group, client=client, from_on=from_on, created_by=by.id)
    made.until_on, made.ended_with_stay, made.until_before_on = until_on, False, None
    if not rule:
        made.despite = despite.strip()
    made.save()
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
    announce(Seated(group.pk, client.pk), by=by)
    return made


@action(Permission.STOP_SEAT, audit="schedule.seat_ended")
def end_seat(*, group: Group, client: Client, last_on: date, by: Actor) -> int:
    """End a client's seat in one group after a day."""
    open_seats = Seat.objects.filter(client=client, group=group).exclude(until_on__lt=last_on)
    return open_seats.update(until_on=last_on)


@action(Permission.MOVE_STAY, audit="schedule.seats_opened_again")
def reopen_seats(*, client: Client, ended_on: date, by: Actor) -> int:
    """An end was taken back: the seats that ended with it are hers again, where one is free.

    Each runs until where it was planned to run before.
    """
    again = 0
    ended = Seat.objects.filter(client=client, until_on=ended_on, ended_with_stay=True)
    for held in ended.select_related("group"):
        taken = Seat.objects.filter(group=held.group).exclude(until_on__lte=ended_on)
        if taken.count() < held.group.max_size:
            held.until_on, held.until_before_on = held.until_before_on, None
            held.ended_with_stay = False
            held.save()
            again += 1
    return again


@action(Permission.REGISTER_CLIENT, audit="schedule.seats_ended")
def end_seats(*, client: Client, last_on: date, by: Actor) -> int:
    """End all seats of a client after a day, with her stay."""
    open_seats = Seat.objects.filter(client=client).exclude(until_on__lt=last_on)
    return open_seats.update(until_before_on=F("until_on"), until_on=last_on, ended_with_stay=True)


@action(Permission.MANAGE_PROGRAM, audit="schedule.planned")
def plan_sessions(*, first: date, last: date, by: Actor) -> int:
    """Put every group on its dates from `first` to `last`, with the next unit of its curriculum.

    Safe to repeat: a date that already has its session is left as it is. Nobody is planned as its
    leader after the last day of her license.
    """
    last_days = license_days()
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
                led = who_leads(group.lead_id, group.co_lead_id, last_days, day)
                session = Session.objects.create(
                    group=group,
                    kind=group.kind,
                    name=group.name,
                    on=day,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=group.minutes),
                    room=group.room,
                    unit=course[sum(d < day for d in held) % len(course)] if course else None,
                    lead_id=led.lead_id,
                    co_lead_id=led.co_lead_id,
                    covers_for_id=_covered(group.lead_id, led),
                    created_by=by.id,
                )
                _keep_left_out(session, group.lead_id, led, last_days, by)
                held.add(day)
                made += 1
            day += timedelta(days=1)
    return made


def _covered(lead_id: UUID | None, led: LedBy) -> UUID | None:
    """For whom the co-leader stands in, when she leads because the other may not."""
    return lead_id if led.lead_id is not None and led.lead_id != lead_id else None


def _keep_left_out(
    session: Session,
    lead_id: UUID | None,
    led: LedBy,
    last_days: Mapping[UUID, date | None],
    by: Actor,
) -> None:
    for staff_id in led.left_out:
        LeftOut.objects.get_or_create(
            session=session,
            staff_id=staff_id,
            back_at=None,
            defaults={
                "license_until_on": last_days[staff_id],
                "was_lead": staff_id == lead_id,
                "created_by": by.id,
            },
        )


@action(Permission.MANAGE_PROGRAM, audit="schedule.left_out")
def leave_out(*, by: Actor) -> int:
    """Take everybody off the sessions after the last day of her license; gives how many sessions.

    The co-leader leads, else the session stands as uncovered. Safe to repeat.
    """
    last_days = license_days()
    sessions = led_without_license()
    for session in sessions:
        lead_id = session.lead_id
        led = who_leads(lead_id, session.co_lead_id, last_days, session.on)
        _keep_left_out(session, lead_id, led, last_days, by)
        session.lead_id, session.co_lead_id = led.lead_id, led.co_lead_id
        session.covers_for_id = session.covers_for_id or _covered(lead_id, led)
        session.save()
    audit_codes(sessions=len(sessions))
    return len(sessions)


def on_license_set(_event: LicenseSet, by: Actor) -> None:
    """A last day was entered: whoever may not lead any more is left out at once, never silently."""
    if led_without_license():
        leave_out(by=system(by))


@action(Permission.KEEP_LICENSES, audit="schedule.leads_again")
def lead_again(*, staff_id: UUID, left_out_ids: Collection[UUID], by: Actor) -> int:
    """Put somebody back on sessions she was left out of, now that her license reaches them."""
    rows = LeftOut.objects.select_for_update().filter(
        pk__in=left_out_ids, staff_id=staff_id, back_at__isnull=True
    )
    last_day = license_days().get(staff_id)
    done = 0
    for row in rows:
        session = Session.objects.select_related("group").get(pk=row.session_id)
        began = session.starts_at <= clock.now()
        may_lead_again(began, last_day, session.on).or_refuse()
        if row.was_lead or session.lead_id is None:
            group = session.group
            if group is not None and session.lead_id == group.co_lead_id != staff_id:
                session.co_lead_id = session.lead_id
            session.lead_id = staff_id
            session.covers_for_id = group.lead_id if group and not row.was_lead else None
        else:
            session.co_lead_id = staff_id
        session.save()
        row.back_at, row.back_by = clock.now(), by.id
        row.save()
        done += 1
    if not done:
        raise refuse("nothing", _("Choose at least one session."))
    audit_codes(sessions=done)
    return done


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
    """Plan one session of one client with one clinician.

    Where a hidden rule stands against the hour, it is planned for another.
    """
    license_on(staff_id, on).or_refuse()
    _here_or_refuse(staff_id, on)
    starts_at = clock.at(on, starts)
    ends_at = starts_at + timedelta(minutes=minutes)
    may_meet(str(client.pk), map(str, alone_near(starts_at, ends_at)), apart_pairs()).or_refuse()
    return Session.objects.create(
        client=client,
        kind=SessionKind.INDIVIDUAL,
        name="Individual session",
        on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        lead_id=staff_id,
        created_by=by.id,
    )


@action(Permission.RUN_GROUP, audit="schedule.covered")
def cover(*, session: Session, staff_id: UUID, by: Actor) -> Session:
    """Let a colleague hold a session today; she works with the women in it for that day."""
    license_on(staff_id, session.on).or_refuse()
    _here_or_refuse(staff_id, session.on)
    session.covers_for_id = session.lead_id or session.covers_for_id or left_out_lead(session)
    session.lead_id = staff_id
    session.save()
    _works_with_them_that_day(session, staff_id, by)
    return session


@action(Permission.RUN_GROUP, audit="schedule.co_leader_replaced")
def co_lead_instead(*, session: Session, staff_id: UUID | None, by: Actor) -> Session:
    """Let a colleague lead a session together with its leader today, or nobody."""
    if staff_id is not None:
        license_on(staff_id, session.on).or_refuse()
        _here_or_refuse(staff_id, session.on)
        _works_with_them_that_day(session, staff_id, by)
    session.co_lead_id = staff_id
    session.save()
    return session


def _here_or_refuse(staff_id: UUID, on: date) -> None:
    if is_away_on(staff_id, on):
        raise refuse("away", _("She is away on {on}."), on=on, field_name="staff_id")


def _works_with_them_that_day(session: Session, staff_id: UUID, by: Actor) -> None:
    held = Seat.objects.filter(group=session.group, from_on__lte=session.on)
    seated = held.exclude(until_on__lt=session.on).values_list("client_id", flat=True)
    for client_id in seated if session.client_id is None else [session.client_id]:
        tie(
            staff_id=staff_id,
            client_id=client_id,
            kind=TieKind.COVER,
            from_on=session.on,
            until_on=session.on,
            by=system(by),
        )


@action(Permission.RUN_GROUP, audit="schedule.individual_moved")
def move_individual(
    *,
    session: Session,
    staff_id: UUID,
    on: date,
    starts: str,
    room: Room | None = None,
    by: Actor,
) -> Session:
    """Plan a client's session for another time, once she said yes; the old one is canceled."""
    if session.client is None:
        raise refuse("group", _("Only a session of one client is moved like this."))
    if clock.at(on, starts) <= clock.now():
        raise refuse("past", _("This time is over."), field_name="on")
    session.canceled_at, session.canceled_by = clock.now(), by.id
    session.save()
    return plan_individual(
        client=session.client,
        staff_id=staff_id,
        on=on,
        starts=starts,
        minutes=session.minutes,
        room=room,
        by=system(by),
    )


# Who cannot work


@action(Permission.MEND_WEEK, audit="schedule.absence_entered")
def enter_absence(
    *, staff_id: UUID, first_on: date, last_on: date, note: str = "", by: Actor
) -> Absence:
    """Keep that somebody cannot work from a day to a day; the same days once only."""
    may_enter_absence(first_on, last_on, clock.today()).or_refuse()
    held = Absence.objects.filter(
        staff_id=staff_id,
        first_on__lte=first_on,
        last_on__gte=last_on,
        taken_back_at__isnull=True,
    )
    if not note.strip() and (known := held.first()) is not None:
        return known
    row = Absence(staff_id=staff_id, first_on=first_on, last_on=last_on, created_by=by.id)
    row.note = note.strip()
    row.save(force_insert=True)
    return row


@action(Permission.MEND_WEEK, audit="schedule.absence_taken_back")
def take_back_absence(*, absence: Absence, by: Actor) -> Absence:
    """She can work after all; who stands in for her stays as it was chosen."""
    if absence.taken_back_at is None:
        absence.taken_back_at, absence.taken_back_by = clock.now(), by.id
        absence.save()
    return absence


# What her days fit around


@action(Permission.EDIT_WISHES, audit="schedule.wishes_kept")
def keep_wishes(*, client: Client, wishes: Wishes, by: Actor) -> Wish | None:
    """Keep what her days fit around, as she said it now; what she said before stays readable."""
    may_keep_wishes(wishes).or_refuse()
    before = wishes_of(client.pk)
    if before.number and before.wishes == wishes:
        return None
    row = Wish(client=client, number=before.number + 1, created_by=by.id)
    row.told = json.dumps(write_wishes(wishes))
    row.save(force_insert=True)
    return row


# Places for children, infants and rides


def _days_ahead(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(PLACES_AHEAD.days)]


@action(Permission.OFFER_PLACES, audit="schedule.places_offered")
def offer_places(
    *, kind: PlaceKind, weekdays: list[int], capacity: int, from_on: date, by: Actor
) -> PlaceOffer:
    """Say how many places the weekdays hold from a date on; who loses hers is looked after."""
    if not set(weekdays) <= set(range(7)) or (capacity and not weekdays):
        raise refuse("weekdays", _("Choose at least one day of the week."), field_name="weekdays")
    made = PlaceOffer.objects.create(
        kind=kind,
        weekdays=sorted(set(weekdays)),
        capacity=capacity,
        from_on=from_on,
        created_by=by.id,
    )
    _look_after(kind, _days_ahead(max(from_on, clock.today())), by)
    return made


@action(Permission.OFFER_PLACES, audit="schedule.places_of_day_set")
def set_places_of_day(*, kind: PlaceKind, on: date, capacity: int, why: str, by: Actor) -> PlaceDay:
    """Say that one date holds more or fewer places, and why; who loses hers is looked after."""
    if on < clock.today():
        raise refuse("past", _("This day is over."), field_name="on")
    if not why.strip():
        raise refuse("why", _("Say why."), field_name="why")
    made = PlaceDay.objects.create(
        kind=kind, on=on, capacity=capacity, why=why.strip()[:200], created_by=by.id
    )
    _look_after(kind, [on], by)
    return made


@action(Permission.BOOK_PLACES, audit="schedule.place_booked")
def book_place(
    *,
    client: Client,
    kind: PlaceKind,
    count: int,
    from_on: date,
    until_on: date | None = None,
    words: str = "",
    by: Actor,
) -> PlaceBooking:
    """Book places on the days she comes, if every one of them has room."""
    if until_on is not None and until_on < from_on:
        raise refuse("order", _("It ends before it begins."), field_name="until_on")
    ahead = min(from_on + PLACES_AHEAD, until_on or date.max)
    days = coming_days(from_on, ahead, [client.pk]).get(client.pk, set())
    free = {day: places.settled.free for day, places in bookings_by_day(kind, days).items()}
    may_book(count, free).or_refuse()
    known = PlaceBooking.objects.filter(client=client, kind=kind).exclude(until_on__lt=from_on)
    if known.exists():
        raise refuse("booked", _("She has this already. End it first, to book it anew."))
    row = PlaceBooking(
        client=client,
        kind=kind,
        count=count,
        from_on=from_on,
        until_on=until_on,
        created_by=by.id,
    )
    row.words = words.strip()
    row.save(force_insert=True)
    return row


@action(Permission.BOOK_PLACES, audit="schedule.place_ended")
def end_booking(*, booking: PlaceBooking, last_on: date, by: Actor) -> PlaceBooking:
    """She needs the place no longer after a day; others may have it then."""
    booking.until_on = max(last_on, booking.from_on)
    booking.save()
    open_days = LostPlace.objects.filter(booking=booking, on__gt=last_on, settled_at__isnull=True)
    open_days.update(how=LostHow.FAMILY, settled_at=clock.now(), settled_by=by.id)
    _look_after(booking.kind, _days_ahead(max(last_on, clock.today())), by)
    return booking


@action(Permission.BOOK_PLACES, audit="schedule.place_marked")
def mark_place(*, booking: PlaceBooking, on: date, state: PlaceState, by: Actor) -> PlaceMark:
    """On the list of the place: here, not coming, picked up, or expected after all."""
    if on != clock.today():
        raise refuse("not_today", _("Only today's list can be filled in."))
    audit_codes(state=str(state))
    return PlaceMark.objects.create(booking=booking, on=on, state=state, created_by=by.id)


@action(Permission.SETTLE_LOST_PLACE, audit="schedule.lost_place_answered")
def answer_lost_place(*, lost: LostPlace, how: LostHow, words: str = "", by: Actor) -> LostPlace:
    """Say which way was found; while her seat is at risk the matter stays open, and says so."""
    may_settle_lost(how, words).or_refuse()
    lost.how, lost.words = how, words.strip()
    if how.settles:
        lost.settled_at, lost.settled_by = clock.now(), by.id
    lost.save()
    return lost


def _look_after(kind: PlaceKind, days: Collection[date], by: Actor) -> None:
    """Open a matter for everybody who lost her place; settle those whose place is there again."""
    known = {
        (row.booking_id, row.on): row
        for row in LostPlace.objects.filter(booking__kind=kind, on__in=list(days))
    }
    for day, places in bookings_by_day(kind, days).items():
        for booking in places.bookings:
            row = known.get((booking.pk, day))
            if str(booking.pk) in places.settled.lost:
                if row is None:
                    LostPlace.objects.create(
                        booking=booking,
                        on=day,
                        owner_id=owner_of_place(booking.client_id),
                        created_by=by.id,
                    )
                elif row.how == LostHow.PLACE_BACK:
                    row.how, row.settled_at, row.settled_by = "", None, None
                    row.save()
            elif row is not None and row.settled_at is None:
                row.how, row.settled_at, row.settled_by = LostHow.PLACE_BACK, clock.now(), by.id
                row.save()
