"""Who works here, what her credentials allow, and until when her license runs."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.base import clock
from openiop.domain.care.cosign import needs_cosign
from openiop.domain.care.note_kinds import NOTE_KINDS, NoteKind, may_write_kind
from openiop.domain.license import license_days_left, license_stands
from openiop.programs.models import StaffMember
from openiop.programs.queries import staff_here
from openiop.schedule.queries import left_out_by_person


@dataclass(frozen=True)
class StaffLine:
    """One person who works here, by what is on file for her."""

    member: StaffMember
    days_left: int | None
    """Days until her license ends, when that is soon or has happened."""
    stands: bool
    signs_alone: bool
    kinds: tuple[NoteKind, ...]
    """Kinds of note her credentials let her write."""
    left_out: int
    """Sessions ahead she does not lead because of the last day of her license."""


def _line(member: StaffMember, left_out: int) -> StaffLine:
    today = clock.today()
    return StaffLine(
        member=member,
        days_left=license_days_left(member.license_until_on, today),
        stands=bool(license_stands(member.license_until_on, today)),
        signs_alone=not needs_cosign(member.credentials),
        kinds=tuple(kind for kind in NOTE_KINDS if may_write_kind(kind, member.credentials)),
        left_out=left_out,
    )


def staff_lines() -> list[StaffLine]:
    """Everybody, those whose license ends first on top; two statements."""
    members = staff_here()
    left_out = left_out_by_person()
    lines = [_line(member, left_out.get(member.pk, 0)) for member in members]
    return sorted(lines, key=lambda each: (each.days_left is None, each.days_left or 0))


def staff_line(member: StaffMember) -> StaffLine:
    """One person as on the list; one statement."""
    return _line(member, left_out_by_person(member.pk).get(member.pk, 0))
