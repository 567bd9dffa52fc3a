"""Which notes she may read, which are held, and which wait for a look at them alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.base import clock
from openiop.care.models import CoSignature, Note, NoteHold
from openiop.domain.care.opening import OpeningFacts, is_open_to_her, opening_facts
from openiop.domain.privacy import About, Role
from openiop.domain.words import SessionKind

from .signed import AddendumView, signed_by_note


def standing_hold(note: Note) -> NoteHold | None:
    """The hold on a note that nobody has ended, if there is one."""
    return NoteHold.objects.filter(note=note, ended_at__isnull=True).first()


def hold_or_404(hold_id: UUID) -> NoteHold:
    """The hold with this id."""
    hold = NoteHold.objects.select_related("note", "note__session").filter(pk=hold_id).first()
    if hold is None:
        raise Http404("No such hold.")
    return hold


def about_hold(hold_id: UUID, **_: object) -> About:
    """Whom a hold is about."""
    return hold_or_404(hold_id).about()


def expired_holds(today: date) -> list[NoteHold]:
    """Holds whose last day is over and that nobody has ended."""
    return list(
        NoteHold.objects.filter(ended_at__isnull=True, expires_on__lt=today).select_related("note")
    )


def facts_of(note: Note) -> OpeningFacts:
    """What decides whether she may read one note."""
    return _facts([note])[note.pk]


def _facts(notes: Iterable[Note]) -> dict[UUID, OpeningFacts]:
    """The same for many; two statements."""
    by_id = {note.pk: note for note in notes}
    holds = dict(
        NoteHold.objects.filter(note_id__in=list(by_id), ended_at__isnull=True).values_list(
            "note_id", "expires_on"
        )
    )
    second = set(
        CoSignature.objects.filter(note_id__in=list(by_id)).values_list("note_id", flat=True)
    )
    return {
        pk: opening_facts(note, is_cosigned=pk in second, hold_expires_on=holds.get(pk))
        for pk, note in by_id.items()
    }


@dataclass(frozen=True)
class OpenNote:
    """One note as she reads it."""

    name: str
    kind: SessionKind
    starts_at: datetime
    text: str
    signed_as: str
    addenda: tuple[AddendumView, ...]


def open_notes_of(client_id: UUID, limit: int = 20) -> list[OpenNote]:
    """The notes she may read, the newest first; constant statements."""
    notes = list(
        Note.objects.filter(client_id=client_id, signed_at__isnull=False, struck_at__isnull=True)
        .select_related("session")
        .defer("body_sealed")
        .order_by("-session__starts_at")[: limit * 2]
    )
    facts, today = _facts(notes), clock.today()
    shown = [note for note in notes if is_open_to_her(facts[note.pk], today)][:limit]
    signed, addenda = signed_by_note(shown)
    return [
        OpenNote(
            name=note.session.name,
            kind=note.session.kind,
            starts_at=note.session.starts_at,
            text=signed[note.pk].text,
            signed_as=signed[note.pk].signed_as,
            addenda=tuple(addenda[note.pk]),
        )
        for note in shown
        if note.pk in signed
    ]


@dataclass(frozen=True)
class OpeningView:
    """Whether she may read one note, for whoever decides it."""

    is_open: bool
    facts: OpeningFacts
    hold: NoteHold | None
    reviewer_name: str
    released_by: str
    cosigned: CoSignature | None


def opening_view(note: Note) -> OpeningView:
    """Where one note stands with her."""
    facts, hold = facts_of(note), standing_hold(note)
    names = names_by_id([each for each in (hold and hold.reviewer_id, note.released_by) if each])
    return OpeningView(
        is_open=is_open_to_her(facts, clock.today()),
        facts=facts,
        hold=hold,
        reviewer_name=names.get(hold.reviewer_id, "") if hold else "",
        released_by=names.get(note.released_by, "") if note.released_by else "",
        cosigned=CoSignature.objects.filter(note=note).first(),
    )


def who_may_review() -> dict[UUID, str]:
    """Who may look again at a note that is held."""
    ids = [id_ for role in (Role.CLINICAL_LEAD, Role.THERAPIST) for id_ in staff_with_role(role)]
    return names_by_id(ids)
