"""The notes of one session, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import AbsenceEntry, Goal, Note
from openiop.clients.models import Client
from openiop.clients.queries import (
    clients_by_id,
    folded,
)
from openiop.day.queries.attendance import (
    AttendanceLine,
    attendance_of,
)
from openiop.day.queries.door import remote_from
from openiop.domain.care.body import GroupNoteBody, IndividualNoteBody
from openiop.domain.care.body import SharedPart as SharedWords
from openiop.domain.care.cosign import needs_cosign
from openiop.domain.care.edits import Draft, Seen
from openiop.domain.care.names import Leak
from openiop.domain.care.note import (
    NoteFacts,
    RiskChange,
    SignFacts,
    gaps,
    may_sign,
    may_sign_in_bulk,
    render_group_note,
    render_individual_note,
)
from openiop.domain.care.note_kinds import SESSION_HEADINGS, NoteFormat
from openiop.domain.care.wording import PLAIN_HEADINGS
from openiop.domain.decision import Decision, Reason
from openiop.domain.moments import clock_words
from openiop.privacy.actor import Actor
from openiop.programs.queries import clocks_here, credentials_by_id
from openiop.safety.models import Alert
from openiop.schedule.models import Session

from .alike import AlikeView, compared
from .chart import absence_text
from .drafts import body_of, draft_of, once, own_sentence_in
from .goals import goals_by_client
from .names import enrolled_names, leaks_in_draft
from .shared import SharedView, facilitators, shared_view, stored_shared
from .signed import AddendumView, SignedView, signed_by_note


@dataclass(frozen=True)
class Row:
    """One client's note of one session, with everything signing asks about."""

    client: Client
    session: Session
    note: Note | None
    draft: Draft
    body: GroupNoteBody | IndividualNoteBody
    goals: tuple[Goal, ...]
    attended: AttendanceLine
    facts: NoteFacts
    leaks: tuple[Leak, ...]
    shared_leaks: tuple[Leak, ...]
    alert_id: UUID | None
    signed: SignedView | None
    addenda: tuple[AddendumView, ...]
    author_name: str
    reader_id: UUID
    session_over: bool
    alike_unanswered: bool
    cosign_due: bool
    """Whether the reader's own signature needs a second one."""
    location: str
    """Where she said she was, when she took part remotely."""
    headings: tuple[str, str, str] = PLAIN_HEADINGS
    """What the program's format calls the three parts of an individual note."""

    @property
    def is_plain(self) -> bool:
        """Whether the three parts have their plain names."""
        return self.headings == PLAIN_HEADINGS

    @property
    def version(self) -> str:
        """What somebody who opens the page now has seen."""
        return str(Seen(self.draft.version))

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody confirmed how she was in the session."""
        return self.attended.confirmed_at is not None

    @property
    def is_away(self) -> bool:
        """Whether she was confirmed as away."""
        return self.is_confirmed and not self.attended.is_present

    @property
    def is_unheard(self) -> bool:
        """Whether she is not here so far, without anybody having confirmed it or begun her note."""
        return not (self.is_confirmed or self.attended.is_present or self.note)

    @property
    def is_signed(self) -> bool:
        """Whether her note is signed."""
        return self.signed is not None

    @property
    def is_theirs(self) -> bool:
        """Whether somebody else than the reader has written it."""
        return self.note is not None and self.note.author_id != self.reader_id

    @cached_property
    def sign_facts(self) -> SignFacts:
        """What the rules of signing ask."""
        mine = self.note is not None and self.note.author_id == self.reader_id
        return SignFacts(
            author_opened=self.note is not None and self.note.opened_by == self.reader_id,
            own_sentence=own_sentence_in(self.body),
            goal_linked=bool(self.body.goal_id),
            already_signed=self.is_signed,
            is_author=mine or self.note is None,
            risk_change=self.body.risk_change,
            alert_open_for_risk=self.alert_id is not None,
            presence_confirmed=self.is_confirmed,
            is_absent=self.is_away,
            plan_has_goals=bool(self.goals),
            names_another_client=bool(self.leaks or self.shared_leaks),
            session_over=self.session_over,
            alike_unanswered=self.alike_unanswered,
            partner_violence=self.body.partner_violence,
            cosign_due=self.cosign_due,
        )

    @cached_property
    def missing(self) -> tuple[Reason, ...]:
        """What is not written yet, one reason per field."""
        lacks = gaps(self.body, plan_has_goals=bool(self.goals))
        return tuple(reason for reason in lacks if not Decision.refused(reason))

    @cached_property
    def may_sign(self) -> Decision:
        """Whether the reader may sign it, on its own."""
        return once(gaps(self.body, plan_has_goals=bool(self.goals)) & may_sign(self.sign_facts))

    @cached_property
    def may_sign_with_others(self) -> Decision:
        """Whether it goes with the others in one gesture."""
        return once(
            gaps(self.body, plan_has_goals=bool(self.goals)) & may_sign_in_bulk(self.sign_facts)
        )

    @property
    def needs_alert(self) -> bool:
        """Whether a new concern was marked and no alert is open for it yet."""
        return (
            not self.is_signed and self.body.risk_change is RiskChange.NEW and self.alert_id is None
        )

    @property
    def is_signed_alone(self) -> bool:
        """Whether it is complete, and something in it keeps it out of the common gesture."""
        return bool(self.may_sign) and not self.may_sign_with_others

    def text(self, shared: SharedWords) -> str:
        """The note as it reads."""
        if isinstance(self.body, GroupNoteBody):
            return render_group_note(shared, self.body, self.facts)
        return render_individual_note(self.body, self.facts, self.headings)


@dataclass(frozen=True)
class AbsentLine:
    """Somebody who was away, with the entry her chart has instead of a note."""

    client: Client
    text: str
    has_draft: bool


@dataclass(frozen=True)
class Sheet:
    """All notes of one session, as one person sees them."""

    session: Session
    shared: SharedView
    shared_words: SharedWords
    rows: tuple[Row, ...]
    """Everyone who was here, or is thought to be."""
    absent: tuple[AbsentLine, ...]
    unheard: tuple[Client, ...]
    """On the roster, not here so far, and nobody has confirmed that yet."""
    everyone: tuple[Row, ...]
    """All of them, whether here, away or not heard from."""
    is_over: bool
    alike: tuple[AlikeView, ...] = ()
    """Notes that are like another, answered or not."""

    @property
    def is_confirmed(self) -> bool:
        """Whether it is settled who was here."""
        return all(row.is_confirmed for row in self.rows) and not self.unheard

    @property
    def is_empty(self) -> bool:
        """Whether nobody is on the roster at all."""
        return not (self.rows or self.absent or self.unheard)

    @cached_property
    def ready(self) -> tuple[Row, ...]:
        """Notes the reader can sign in one gesture."""
        return tuple(row for row in self.rows if row.may_sign_with_others)

    @cached_property
    def signed(self) -> tuple[Row, ...]:
        """Notes that are signed."""
        return tuple(row for row in self.rows if row.is_signed)

    @cached_property
    def left(self) -> tuple[Row, ...]:
        """Notes that stay behind when the ready ones are signed."""
        return tuple(row for row in self.rows if not row.is_signed and row not in self.ready)


def sheet(session: Session, reader: Actor, only: Client | None = None) -> Sheet:
    """The notes of one session; the same number of statements however many clients."""
    attended = attendance_of(session)
    present = sum(line.is_present for line in attended.values())
    ids = [client_id for client_id in attended if only is None or client_id == only.pk]
    by_id = clients_by_id(attended)
    clients = sorted(
        (by_id[client_id] for client_id in ids),
        key=lambda client: (folded(client.chosen_name), folded(client.last_name)),
    )
    standing = list(Note.objects.filter(session=session, struck_at__isnull=True))
    notes = {note.client_id: note for note in standing if note.client_id in ids}
    goals = goals_by_client(ids, ended_too=True)
    alerts = dict(
        Alert.objects.filter(
            administration_id__in=[note.pk for note in notes.values()], link_id=RISK_LINK
        ).values_list("administration_id", "pk")
    )
    signed, addenda = signed_by_note(notes.values())
    entries = {
        entry.client_id: entry
        for entry in AbsenceEntry.objects.filter(
            session=session, client_id__in=ids, struck_at__isnull=True
        )
    }
    authors = names_by_id(note.author_id for note in notes.values())
    names = enrolled_names(session)
    remote = remote_from(session.on, ids)
    shared = shared_view(session, stored_shared(session), tuple(names.values()), bool(signed))
    is_over = session.ends_at <= clock.now()
    alike = compared(
        session,
        [note for note in standing if _is_present(attended, note.client_id)],
        by_id,
    )
    cosign_due = needs_cosign(credentials_by_id([reader.id]).get(reader.id, ""))
    headings = PLAIN_HEADINGS
    if session.client_id is not None:
        headings = SESSION_HEADINGS[NoteFormat(clocks_here().individual_format)]

    def row(client: Client) -> Row:
        note = notes.get(client.pk)
        draft = draft_of(note)
        body = body_of(session, draft)
        hers = tuple(
            goal
            for goal in goals[client.pk]
            if goal.ended_on is None or str(goal.pk) == body.goal_id
        )
        line = attended[client.pk]
        is_signed = note is not None and note.pk in signed
        return Row(
            client=client,
            session=session,
            note=note,
            draft=draft,
            body=body,
            goals=hers,
            attended=line,
            facts=replace(
                _note_facts(session, line, hers, body, present),
                location_confirmed=client.pk in remote,
            ),
            leaks=() if is_signed else leaks_in_draft(draft, note, client, names),
            shared_leaks=() if is_signed else shared.leaks,
            alert_id=alerts.get(note.pk) if note else None,
            signed=signed.get(note.pk) if note else None,
            addenda=tuple(addenda[note.pk]) if note else (),
            author_name=authors.get(note.author_id, "") if note else "",
            reader_id=reader.id,
            session_over=is_over,
            alike_unanswered=alike.is_unanswered(note),
            cosign_due=cosign_due,
            location=remote.get(client.pk, ""),
            headings=headings,
        )

    rows = [row(client) for client in clients]
    return Sheet(
        session=session,
        shared=shared,
        shared_words=SharedWords(
            topic=shared.topic,
            interventions=shared.interventions,
            text=shared.words,
            unit=f"{session.unit.number}. {session.unit.title}" if session.unit else "",
            facilitators=facilitators(session),
        ),
        rows=tuple(each for each in rows if not (each.is_away or each.is_unheard)),
        absent=tuple(
            AbsentLine(
                each.client,
                absence_text(entries[each.client.pk]) if each.client.pk in entries else "",
                has_draft=each.note is not None,
            )
            for each in rows
            if each.is_away
        ),
        unheard=tuple(each.client for each in rows if each.is_unheard),
        everyone=tuple(rows),
        is_over=is_over,
        alike=alike.pairs,
    )


def _is_present(attended: Mapping[UUID, AttendanceLine], client_id: UUID) -> bool:
    return client_id in attended and attended[client_id].is_present


RISK_LINK = "risk"


NOTE_INSTRUMENT = "note"
"""An alert that came out of a note carries these in place of a form and its question."""


def _note_facts(
    session: Session,
    line: AttendanceLine,
    goals: tuple[Goal, ...],
    body: GroupNoteBody | IndividualNoteBody,
    present: int,
) -> NoteFacts:
    goal = next((goal for goal in goals if str(goal.pk) == body.goal_id), None)
    return NoteFacts(
        on=session.on,
        kind=session.kind,
        minutes=line.minutes,
        planned_minutes=session.minutes,
        presence=line.presence,
        goal_words=goal.her_words if goal else "",
        starts=clock_words(clock.local(session.starts_at)),
        ends=clock_words(clock.local(session.ends_at)),
        place=session.room.name if session.room else "",
        attendance_count=None if session.client_id else present,
    )


def notes_grid(session: Session, actor: Actor) -> Sheet:
    """The notes page of a group: the shared part once, one row per woman who was here."""
    return sheet(session, actor)
