"""Notes of a session that read like another one, with what was answered about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format

from openiop.care.models import AlikeAnswer, Note
from openiop.clients.models import Client
from openiop.domain.care.guards import (
    GUARD_RULES,
    Alike,
    Written,
    alike_before,
    alike_pairs,
    likeness,
    mark_of,
)
from openiop.schedule.models import Session

from .drafts import draft_of, written_in

LOOK_BACK_DAYS = 14
"""An earlier note older than this says nothing about a habit of copying."""


@dataclass(frozen=True)
class AlikeView:
    """One note that is like another, with both texts."""

    kind: Alike
    note_id: UUID
    name: str
    typed: str
    other_id: UUID
    other_name: str
    """The other client, or the day of her earlier note."""
    other_typed: str
    percent: int
    same_choices: bool
    mark: str
    why: str
    """What the author answered; empty: nobody has."""

    @property
    def is_answered(self) -> bool:
        """Whether the author said why both are right."""
        return bool(self.why)


@dataclass(frozen=True)
class Compared:
    """The notes of one session beside each other and beside the days before."""

    pairs: tuple[AlikeView, ...] = ()
    by_note: Mapping[UUID, tuple[AlikeView, ...]] = field(default_factory=dict)

    def is_unanswered(self, note: Note | None) -> bool:
        """Whether a note is like another and nobody has said why."""
        return note is not None and any(
            not each.is_answered for each in self.by_note.get(note.pk, ())
        )


def compared(session: Session, notes: Collection[Note], clients: Mapping[UUID, Client]) -> Compared:
    """Every pair of alike notes of which one can still be changed; at most two statements.

    `notes`: all that stand in the session, of clients who were here.
    """
    if not any(note.signed_at is None for note in notes):
        return Compared()
    drafts = {note.pk: draft_of(note) for note in notes}
    written = {
        note.pk: written_in(drafts[note.pk], note, clients[note.client_id]) for note in notes
    }
    texts = _Texts(written, clients)
    told = [note for note in notes if written[note.pk].is_enough()]
    found = [
        texts.view(Alike.ANOTHER_CLIENT, told[a], told[b])
        for a, b, _share in alike_pairs([written[note.pk] for note in told])
        if told[a].signed_at is None or told[b].signed_at is None
    ] + _repeats(session, [note for note in told if note.signed_at is None], texts)
    answers = _answers({view.mark for view in found})
    pairs = tuple(_answered(view, answers) for view in found)
    by_note: dict[UUID, list[AlikeView]] = defaultdict(list)
    for view in pairs:
        by_note[view.note_id].append(view)
        by_note[view.other_id].append(view)
    return Compared(pairs, {note_id: tuple(views) for note_id, views in by_note.items()})


@dataclass(frozen=True)
class _Texts:
    """What each note says, and whose it is."""

    written: dict[UUID, Written]
    clients: Mapping[UUID, Client]

    def view(self, kind: Alike, note: Note, other: Note, other_name: str = "") -> AlikeView:
        mine, theirs = self.written[note.pk], self.written[other.pk]
        return AlikeView(
            kind=kind,
            note_id=note.pk,
            name=self.clients[note.client_id].short_name,
            typed=mine.typed,
            other_id=other.pk,
            other_name=other_name or self.clients[other.client_id].short_name,
            other_typed=theirs.typed,
            percent=int(likeness(mine, theirs) * 100),
            same_choices=bool(mine.chosen) and mine.chosen == theirs.chosen,
            mark=mark_of(mine, theirs),
            why="",
        )


def _repeats(session: Session, notes: list[Note], texts: _Texts) -> list[AlikeView]:
    """Notes that are like those of the same client before."""
    if not notes:
        return []
    earlier: dict[UUID, list[Note]] = defaultdict(list)
    rows = Note.objects.filter(
        client_id__in=[note.client_id for note in notes],
        session__starts_at__lt=session.starts_at,
        session__on__gte=session.on - timedelta(days=LOOK_BACK_DAYS),
        struck_at__isnull=True,
        version__gt=0,
    )
    for row in rows.select_related("session").order_by("-session__starts_at"):
        earlier[row.client_id].append(row)
    found = []
    for note in notes:
        if not (before := earlier[note.client_id]):
            continue
        days = _one_a_day(before, session.on)[: GUARD_RULES.days_in_a_row - 1]
        for each in {before[0].pk: before[0], **{day.pk: day for day in days}}.values():
            texts.written[each.pk] = written_in(draft_of(each), each, texts.clients[each.client_id])
        written = texts.written
        kind = alike_before(
            written[note.pk], written[before[0].pk], [written[day.pk] for day in days]
        )
        if kind is not None:
            other = before[0] if kind is Alike.LAST_SESSION else days[0]
            on = date_format(other.session.on, "D M j")
            found.append(texts.view(kind, note, other, on))
    return found


def _one_a_day(notes: list[Note], before_on: date) -> list[Note]:
    days = {note.session.on: note for note in reversed(notes) if note.session.on < before_on}
    return [days[on] for on in sorted(days, reverse=True)]


def _answers(marks: Collection[str]) -> dict[str, str]:
    if not marks:
        return {}
    rows = AlikeAnswer.objects.filter(mark__in=list(marks)).order_by("answered_at")
    return {row.mark: row.why for row in rows}


def _answered(view: AlikeView, answers: Mapping[str, str]) -> AlikeView:
    why = answers.get(view.mark, "")
    return AlikeView(**{**view.__dict__, "why": why}) if why else view


def pair_mark(*notes: Note) -> str:
    """The fingerprint of two notes as they stand now."""
    return mark_of(*(written_in(draft_of(note), note, note.client) for note in notes))
