"""Who is asked, who is on call, and whom somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from django.http import Http404

from openiop.accounts.models import Membership
from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.base import clock
from openiop.clients.queries import episode_of
from openiop.domain.privacy import NOT_STAFF, About, Permission, Reach, Role, reach_of
from openiop.domain.staff_call import CallBy, OnCall, is_on_call, on_call_now
from openiop.outbox.queries import staff_contacts
from openiop.privacy.actor import SYSTEM_ID, Actor
from openiop.privacy.gate import ties_of
from openiop.safety.models import OnCallShift

OWNER_ROLES = (
    *(Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.PRESCRIBER, Role.FACILITATOR),
    *(Role.INTAKE, Role.FRONT_DESK),
)
"""Who is asked in turn when she has no therapist: an alert is never nobody's."""


ON_CALL_ROLES = (
    *(Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.PRESCRIBER, Role.FACILITATOR),
)
"""Who may be on call: those who may answer an alert."""


def owner_for(client_id: UUID) -> UUID:
    """Her therapist, if she still works here, else the first lead, else whoever works here."""
    stay = episode_of(client_id, clock.today())
    therapist_id = stay.therapist_id if stay else None
    if therapist_id and _works_here(therapist_id):
        return therapist_id
    return person_in_role(OWNER_ROLES) or SYSTEM_ID


def _works_here(staff_id: UUID) -> bool:
    standing = Membership.objects.filter(user_id=staff_id, ended_on__isnull=True)
    return standing.exclude(role__in=NOT_STAFF).exists()


def person_in_role(roles: Iterable[Role], other_than: UUID | None = None) -> UUID | None:
    """The first person in the first of `roles` anybody here has, if possible not `other_than`."""
    found = [person for role in roles for person in staff_with_role(role)]
    others = [person for person in found if person != other_than]
    return next(iter(others or found), None)


def on_call_ids() -> tuple[UUID, ...]:
    """Who is on call now; one statement."""
    today = clock.today()
    rows = OnCallShift.objects.filter(from_on__lte=today).order_by("created_at", "pk")
    return on_call_now([_shift(row) for row in rows], clock.local_now())


def _shift(row: OnCallShift) -> OnCall:
    return OnCall(
        staff_id=row.staff_id,
        weekdays=frozenset(row.weekdays),
        starts=time.fromisoformat(row.starts),
        ends=time.fromisoformat(row.ends),
        from_on=row.from_on,
        until_on=row.until_on,
    )


@dataclass(frozen=True)
class ShiftLine:
    """One line of the on-call list."""

    id: UUID
    name: str
    shift: OnCall
    is_now: bool
    way: CallBy | None
    """How she is called; None when she has set no way."""


def on_call_list() -> list[ShiftLine]:
    """Every shift not over, in order; three statements however many."""
    now = clock.local_now()
    rows = OnCallShift.objects.exclude(until_on__lt=now.date()).order_by("starts", "created_at")
    shifts = [(row.pk, _shift(row)) for row in rows]
    ids = [shift.staff_id for _pk, shift in shifts]
    names, contacts = names_by_id(ids), staff_contacts(ids)
    return [
        ShiftLine(
            id=pk,
            name=name_in(names, shift.staff_id),
            shift=shift,
            is_now=is_on_call(shift, now),
            way=contacts[shift.staff_id].way if shift.staff_id in contacts else None,
        )
        for pk, shift in shifts
    ]


def shift_or_404(shift_id: UUID) -> OnCallShift:
    """The shift with this id."""
    found = OnCallShift.objects.filter(pk=shift_id).first()
    if found is None:
        raise Http404("No such shift.")
    return found


def about_shift(shift_id: UUID, **_parts: object) -> About:
    """A shift is about no client."""
    shift_or_404(shift_id)
    return About()


def staff_who_answer() -> list[tuple[UUID, str]]:
    """Everybody who may be put on the on-call list, by name."""
    ids = {pk for role in ON_CALL_ROLES for pk in staff_with_role(role)}
    return sorted(names_by_id(ids).items(), key=lambda pair: pair[1].casefold())


def clients_in_reach(actor: Actor, permission: Permission) -> frozenset[UUID] | None:
    """The clients this person may use `permission` on; None means everybody at the site."""
    if actor.is_system or reach_of(actor.roles, permission) is Reach.SITE:
        return None
    return ties_of(actor)


def name_in(names: dict[UUID, str], person_id: UUID | None) -> str:
    """A name out of those looked up; nobody has none."""
    return names.get(person_id, "") if person_id else ""


def staff_here() -> list[tuple[UUID, str]]:
    """Everybody who works here, by name."""
    standing = Membership.objects.filter(ended_on__isnull=True)
    ids = standing.exclude(role__in=NOT_STAFF).values_list("user_id", flat=True)
    return sorted(names_by_id(set(ids)).items(), key=lambda pair: pair[1].casefold())
