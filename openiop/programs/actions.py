"""Setting up what the program is."""

from __future__ import annotations

from datetime import date

from openiop.accounts.models import User
from openiop.base import clock
from openiop.base.announce import announce
from openiop.domain.care.clock_setting import changed_clocks, may_set_clocks, stored_clocks
from openiop.domain.care.clocks import DOCUMENTATION_CLOCKS, DocumentationClocks
from openiop.domain.decision import refuse
from openiop.domain.events import LicenseSet
from openiop.domain.license import may_keep_license
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.working_terms import WorkingTerms, may_keep_terms
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes

from . import queries
from .models import (
    DocumentationTimes,
    LicenseEntry,
    Program,
    Room,
    StaffMember,
    TermsEntry,
    Track,
)


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


@action(Permission.KEEP_LICENSES, audit="programs.license_set")
def set_license(
    *, member: StaffMember, until_on: date | None, credentials: str | None = None, by: Actor
) -> StaffMember:
    """Write down somebody's credentials and until when her license runs; earlier entries stay."""
    fresh = StaffMember.objects.select_for_update().get(pk=member.pk)
    told = fresh.credentials if credentials is None else " ".join(credentials.split())
    may_keep_license(told, until_on, clock.today()).or_refuse()
    if (told, until_on) == (fresh.credentials, fresh.license_until_on):
        return fresh
    fresh.credentials, fresh.license_until_on = told, until_on
    fresh.save()
    LicenseEntry.objects.create(
        member=fresh,
        credentials=told,
        until_on=until_on,
        entered_at=clock.now(),
        entered_by=by.id,
        created_by=by.id,
    )
    announce(LicenseSet(fresh.pk), by=by)
    return fresh


WHY_MAX = 300


@action(Permission.MANAGE_DOCUMENTATION, audit="programs.clocks_set")
def set_clocks(*, clocks: DocumentationClocks, why: str, by: Actor) -> DocumentationTimes:
    """Keep a new version of the program's own documentation clocks; it holds from now on."""
    may_set_clocks(clocks).or_refuse()
    if not why.strip():
        raise refuse("no_why", _("Say in a sentence why it changes."), field_name="why")
    before = queries.clocks_history()
    changed = changed_clocks(before[0].clocks if before else DOCUMENTATION_CLOCKS, clocks)
    if not changed:
        raise refuse("same", _("Nothing is different from what holds."))
    audit_codes(changed=list(changed))
    return DocumentationTimes.objects.create(
        number=len(before) + 1,
        times=stored_clocks(clocks),
        starts_at=clock.now(),
        why=why.strip()[:WHY_MAX],
        created_by=by.id,
    )


@action(Permission.KEEP_TERMS, audit="programs.terms_kept")
def keep_terms(*, member: StaffMember, terms: WorkingTerms, by: Actor) -> TermsEntry | None:
    """Keep when somebody works and how much is enough; earlier entries stay. None: nothing new."""
    may_keep_terms(terms).or_refuse()
    newest = TermsEntry.objects.filter(member=member).order_by("-number").first()
    told = queries.write_terms(terms)
    if (newest.told if newest else queries.write_terms(WorkingTerms())) == told:
        return None
    return TermsEntry.objects.create(
        member=member,
        number=newest.number + 1 if newest else 1,
        told=told,
        created_by=by.id,
    )
