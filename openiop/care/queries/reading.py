"""One note to read, and the note of one individual session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.care.models import Note
from openiop.clients.models import Client
from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.measures.queries import Scored, series_by_client
from openiop.privacy.actor import Actor
from openiop.schedule.models import Session

from .alike import AlikeView
from .grid import Row, sheet
from .signed import AddendumView, SignedView, signed_by_note


@dataclass(frozen=True)
class NotePage:
    """One note as it stands, with what was added to it."""

    note: Note
    signed: SignedView | None
    addenda: tuple[AddendumView, ...]
    author_name: str
    struck_by: str
    draft_text: str


def note_page(note: Note, reader: Actor) -> NotePage:
    """One note to read; struck ones stay readable."""
    signed, addenda = signed_by_note([note])
    names = names_by_id([note.author_id, note.struck_by])
    view = signed.get(note.pk)
    text = ""
    if view is None and note.struck_at is None:
        here = sheet(note.session, reader, only=note.client)
        text = "".join(row.text(here.shared_words) for row in here.rows)
    return NotePage(
        note=note,
        signed=view,
        addenda=tuple(addenda[note.pk]),
        author_name=names.get(note.author_id, ""),
        struck_by=names.get(note.struck_by, "") if note.struck_by else "",
        draft_text=text,
    )


@dataclass(frozen=True)
class ScoreSince:
    """One form she filled in since the last individual session, and the one before it."""

    instrument: Instrument
    latest: Scored
    before: Scored | None


@dataclass(frozen=True)
class SessionNotePage:
    """The note of one individual session: the facts apart from the words."""

    session: Session
    client: Client
    row: Row
    text: str
    last_on: date | None
    """The individual session before this one."""
    scores: tuple[ScoreSince, ...]
    alike: tuple[AlikeView, ...]


def session_note_page(session: Session, reader: Actor) -> SessionNotePage:
    """An individual session with its prefilled facts."""
    if session.client is None:
        raise Http404("This session is a group.")
    here = sheet(session, reader)
    client = session.client
    row = next(iter(here.everyone), None)
    if row is None:
        raise Http404("She is not in the program on this day.")
    last_on = (
        Session.objects.filter(client=client, on__lt=session.on, canceled_at__isnull=True)
        .order_by("-on")
        .values_list("on", flat=True)
        .first()
    )
    return SessionNotePage(
        session=session,
        client=client,
        row=row,
        text=row.text(here.shared_words),
        last_on=last_on,
        alike=here.alike,
        scores=_scores_since(client.pk, last_on or date.min, session.on),
    )


SCORES_SHOWN = (PHQ_9, GAD_7)


def _scores_since(client_id: UUID, after: date, until: date) -> tuple[ScoreSince, ...]:
    found = []
    by_kind = series_by_client([client_id], [form.id for form in SCORES_SHOWN])[client_id]
    for form in SCORES_SHOWN:
        told = [scored for scored in by_kind[form.id] if scored.on <= until]
        if told and told[-1].on > after:
            earlier = [scored for scored in told if scored.on <= after]
            found.append(ScoreSince(form, told[-1], earlier[-1] if earlier else None))
    return tuple(found)
