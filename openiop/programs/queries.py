"""Questions about the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.domain.care.clock_setting import changed_clocks, clocks_from
from openiop.domain.care.clocks import DOCUMENTATION_CLOCKS, DocumentationClocks
from openiop.domain.decision import YES, Decision
from openiop.domain.license import license_days_left, license_stands
from openiop.domain.privacy import About
from openiop.domain.wishes import Gender
from openiop.domain.words import SessionKind
from openiop.domain.working_terms import WorkingTerms

from .models import DocumentationTimes, LicenseEntry, Program, StaffMember, TermsEntry, Track

LOOK_AHEAD_DAYS = 14


def program() -> Program | None:
    """The program of this site; the first one opened when there are several."""
    return Program.objects.order_by("created_at").first()


def tracks() -> list[Track]:
    """All tracks, oldest first."""
    return list(Track.objects.select_related("program").order_by("created_at"))


def is_program_day(day: date, of: list[Track]) -> bool:
    """Whether any of the tracks meets on `day`."""
    return any(day.weekday() in track.weekdays for track in of)


def next_program_day(after: date, of: list[Track]) -> date | None:
    """The next date after `after` on which a track meets."""
    days = (after + timedelta(days=n) for n in range(1, LOOK_AHEAD_DAYS + 1))
    return next((day for day in days if is_program_day(day, of)), None)


def credentials_by_id(staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The credentials on file of each of these people; one statement."""
    rows = StaffMember.objects.filter(pk__in=list(staff_ids))
    return dict(rows.values_list("pk", "credentials"))


def signs_as(staff_id: UUID) -> str:
    """Name and credentials, as under a signature."""
    member = StaffMember.objects.select_related("user").filter(pk=staff_id).first()
    if member is None:
        return ""
    return ", ".join(part for part in (member.user.display_name, member.credentials) if part)


def credentials_of(staff_id: UUID) -> str:
    """The letters behind a name, as on file."""
    return (
        StaffMember.objects.filter(pk=staff_id).values_list("credentials", flat=True).first() or ""
    )


def license_now(staff_id: UUID) -> Decision:
    """Whether somebody may sign and lead today by the license on file."""
    member = StaffMember.objects.filter(pk=staff_id).first()
    return license_stands(member.license_until_on, clock.today()) if member else YES


def license_on(staff_id: UUID, day: date) -> Decision:
    """Whether somebody may lead on a day by the license on file."""
    member = StaffMember.objects.filter(pk=staff_id).first()
    return license_stands(member.license_until_on, day) if member else YES


def license_days() -> dict[UUID, date | None]:
    """The last day of everybody's license of whom one is on file; one statement."""
    rows = StaffMember.objects.filter(license_until_on__isnull=False)
    return dict(rows.values_list("pk", "license_until_on"))


def license_ending(staff_id: UUID) -> int | None:
    """Days until her license ends, when that is soon or has happened."""
    member = StaffMember.objects.filter(pk=staff_id).first()
    return license_days_left(member.license_until_on, clock.today()) if member else None


def licenses_ending() -> list[tuple[StaffMember, int]]:
    """Everybody whose license ends soon or has ended, the most urgent first; one statement."""
    today = clock.today()
    found = [
        (member, left)
        for member in StaffMember.objects.select_related("user").filter(
            license_until_on__isnull=False
        )
        if (left := license_days_left(member.license_until_on, today)) is not None
    ]
    return sorted(found, key=lambda each: (each[1], each[0].user.display_name))


@dataclass(frozen=True)
class LicenseLine:
    """One entry of somebody's credentials and license, with who made it."""

    credentials: str
    until_on: date | None
    entered_at: datetime
    entered_by_name: str


def license_history(member: StaffMember) -> list[LicenseLine]:
    """Every entry of one person's license, newest first; two statements."""
    rows = list(LicenseEntry.objects.filter(member=member).order_by("-entered_at"))
    names = names_by_id(row.entered_by for row in rows)
    return [
        LicenseLine(row.credentials, row.until_on, row.entered_at, names.get(row.entered_by, ""))
        for row in rows
    ]


def member_or_404(staff_id: UUID) -> StaffMember:
    """Somebody who works here."""
    member = StaffMember.objects.select_related("user").filter(pk=staff_id).first()
    if member is None:
        raise Http404("Nobody here.")
    return member


def about_member(staff_id: UUID, **_: object) -> About:
    """Whom a page about somebody who works here is about."""
    return About(staff_ids=(member_or_404(staff_id).pk,))


def staff_here() -> list[StaffMember]:
    """Everybody who works here, by name; one statement."""
    return list(StaffMember.objects.select_related("user").order_by("user__display_name"))


def clocks_here() -> DocumentationClocks:
    """The documentation clocks that hold now: the program's own, once it has set any."""
    version = (
        DocumentationTimes.objects.filter(starts_at__lte=clock.now()).order_by("-number").first()
    )
    return clocks_from(version.times, version.number) if version else DOCUMENTATION_CLOCKS


@dataclass(frozen=True)
class ClocksVersion:
    """One version of the program's own documentation clocks, with what it changed."""

    number: int
    clocks: DocumentationClocks
    starts_at: datetime
    set_at: datetime
    set_by_name: str
    why: str
    changed: tuple[str, ...]
    holds: bool


def clocks_history() -> list[ClocksVersion]:
    """Every version of the program's own documentation clocks, newest first; two statements."""
    rows = list(DocumentationTimes.objects.order_by("number"))
    names = names_by_id(row.created_by for row in rows)
    now, before = clock.now(), DOCUMENTATION_CLOCKS
    held = [row.number for row in rows if row.starts_at <= now]
    found = []
    for row in rows:
        clocks = clocks_from(row.times, row.number)
        found.append(
            ClocksVersion(
                number=row.number,
                clocks=clocks,
                starts_at=row.starts_at,
                set_at=row.created_at,
                set_by_name=names.get(row.created_by, ""),
                why=row.why,
                changed=changed_clocks(before, clocks),
                holds=bool(held) and row.number == held[-1],
            )
        )
        before = clocks
    return found[::-1]


# Working hours and limits


def terms_by_person() -> dict[UUID, WorkingTerms]:
    """What holds for everybody of whom something was entered; one statement."""
    rows = TermsEntry.objects.order_by("number").values_list("member_id", "told")
    return {member_id: read_terms(told) for member_id, told in rows}


def terms_of(staff_id: UUID) -> WorkingTerms:
    """What holds for one person; nothing where nobody has entered anything."""
    newest = TermsEntry.objects.filter(member_id=staff_id).order_by("-number").first()
    return read_terms(newest.told) if newest else WorkingTerms()


def read_terms(told: dict[str, Any]) -> WorkingTerms:
    """Working terms as they are stored."""
    return WorkingTerms(
        hours={
            int(day): tuple((int(begins), int(ends)) for begins, ends in windows)
            for day, windows in told.get("hours", {}).items()
        },
        leads=frozenset(SessionKind(each) for each in told.get("leads", ())),
        languages=tuple(told.get("languages", ())),
        gender=Gender(told["gender"]) if told.get("gender") else None,
        caseload_most=told.get("caseload_most"),
        hours_a_day_most=told.get("hours_a_day_most"),
        hours_a_week_most=told.get("hours_a_week_most"),
        hours_in_a_row_most=told.get("hours_in_a_row_most"),
    )


def write_terms(terms: WorkingTerms) -> dict[str, Any]:
    """Working terms as they are stored."""
    return {
        "hours": {
            str(day): [list(each) for each in windows]
            for day, windows in sorted(terms.hours.items())
            if windows
        },
        "leads": sorted(map(str, terms.leads)),
        "languages": list(terms.languages),
        "gender": str(terms.gender or ""),
        "caseload_most": terms.caseload_most,
        "hours_a_day_most": terms.hours_a_day_most,
        "hours_a_week_most": terms.hours_a_week_most,
        "hours_in_a_row_most": terms.hours_in_a_row_most,
    }
