"""Questions about goals and notes: what stands, what is missing, what is signed, who owes one."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    client_or_404,
    clients_by_id,
    comes_remote,
    folded,
)
from openiop.day.models import Attendance, Visit
from openiop.day.queries import (
    AttendanceLine,
    VisitLine,
    attendance_by_session,
    attendance_of,
    needs_by_client,
    visits_on,
    was_confirmed,
)
from openiop.domain.care.body import GroupNoteBody, IndividualNoteBody
from openiop.domain.care.body import SharedPart as SharedWords
from openiop.domain.care.due import due_at, is_late, owed_since
from openiop.domain.care.edits import Draft, Seen
from openiop.domain.care.names import Leak, RosterName, name_leaks
from openiop.domain.care.note import (
    AbsenceFacts,
    NoteFacts,
    Participation,
    Response,
    RiskChange,
    SignFacts,
    content_hash,
    gaps,
    has_own_sentence,
    may_sign,
    may_sign_in_bulk,
    render_absence,
    render_group_note,
    render_individual_note,
)
from openiop.domain.decision import Decision, Reason
from openiop.domain.measures.gad_7 import GAD_7
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.moments import clock_words
from openiop.domain.privacy import About
from openiop.domain.words import NeedKind, Presence, SessionKind
from openiop.measures.queries import CheckInBrief, Scored, checkins_on, series_by_client
from openiop.privacy.actor import Actor
from openiop.programs.queries import signs_as
from openiop.safety.models import Alert
from openiop.safety.queries import OpenAlert, alerts_by_client, private_checks_due
from openiop.schedule.models import Seat, Session
from openiop.schedule.queries import expected_in, roster_of, session_or_404, sessions_on

from .models import AbsenceEntry, Addendum, Goal, Note, SharedPart, Signature

GROUP_FIELDS = tuple(field.name for field in fields(GroupNoteBody))
INDIVIDUAL_FIELDS = tuple(field.name for field in fields(IndividualNoteBody))
SHARED_FIELDS = ("topic", "interventions", "words")

# -- Whom a page is about ------------------------------------------------------------------------


def about_row(session_id: UUID, client_id: UUID) -> About:
    """Whom one row of a session's notes is about: her, and who holds the session."""
    session = session_or_404(session_id)
    return About((client_or_404(client_id).pk,), session.about().staff_ids)


def note_or_404(note_id: UUID) -> Note:
    """The note with this id, struck ones too."""
    note = (
        Note.objects.select_related("session", "session__unit", "session__room", "client", "goal")
        .filter(pk=note_id)
        .first()
    )
    if note is None:
        raise Http404("No such note.")
    return note


def about_note(note_id: UUID, **_: object) -> About:
    """Whom a page about a note is about."""
    return note_or_404(note_id).about()


def goal_or_404(goal_id: UUID) -> Goal:
    """The goal with this id."""
    goal = Goal.objects.select_related("client").filter(pk=goal_id).first()
    if goal is None:
        raise Http404("No such goal.")
    return goal


def about_goal(goal_id: UUID, **_: object) -> About:
    """Whom a goal is about."""
    return goal_or_404(goal_id).about()


# -- Goals ---------------------------------------------------------------------------------------


def goals_by_client(ids: Iterable[UUID], *, ended_too: bool = False) -> dict[UUID, list[Goal]]:
    """The goals of each client in their order, open ones unless asked; one statement."""
    found: dict[UUID, list[Goal]] = {client_id: [] for client_id in ids}
    rows = Goal.objects.filter(client_id__in=list(found)).order_by("number")
    if not ended_too:
        rows = rows.filter(ended_on__isnull=True)
    for goal in rows:
        found[goal.client_id].append(goal)
    return found


def last_goal_number(client_id: UUID) -> int:
    """The highest number a goal of hers has, 0 before the first."""
    top = Goal.objects.filter(client_id=client_id).aggregate(top=Max("number"))["top"]
    return top or 0


# -- Drafts --------------------------------------------------------------------------------------


def draft_of(note: Note | None) -> Draft:
    """A note as it stands: an unwritten one is empty."""
    if note is None:
        return Draft()
    body = json.loads(note.body) if note.body else {}
    return Draft(note.version, body.get("fields", {}), body.get("changed_in", {}))


def packed(draft: Draft) -> str:
    """A draft in the form that is stored."""
    return json.dumps(
        {"fields": dict(draft.values), "changed_in": dict(draft.changed_in)}, sort_keys=True
    )


def group_body(draft: Draft) -> GroupNoteBody:
    """Her own part of a group note."""
    told = draft.values
    return GroupNoteBody(
        participation=Participation(told["participation"]) if told.get("participation") else None,
        response=Response(told["response"]) if told.get("response") else None,
        goal_id=told.get("goal_id") or None,
        practised=told.get("practised", ""),
        observed=told.get("observed", ""),
        her_words=told.get("her_words", ""),
        sentence=told.get("sentence", ""),
        risk_change=RiskChange(told.get("risk_change") or RiskChange.UNKNOWN),
    )


def individual_body(draft: Draft) -> IndividualNoteBody:
    """An individual session's note."""
    told = draft.values
    return IndividualNoteBody(
        happened=told.get("happened", ""),
        assessment=told.get("assessment", ""),
        next_step=told.get("next_step", ""),
        goal_id=told.get("goal_id") or None,
        her_words=told.get("her_words", ""),
        sentence=told.get("sentence", ""),
        risk_change=RiskChange(told.get("risk_change") or RiskChange.UNKNOWN),
    )


def body_of(session: Session, draft: Draft) -> GroupNoteBody | IndividualNoteBody:
    """A draft as the kind of note its session ends in."""
    return individual_body(draft) if session.client_id else group_body(draft)


def fields_of(session: Session) -> tuple[str, ...]:
    """The fields a note of this session has."""
    return INDIVIDUAL_FIELDS if session.client_id else GROUP_FIELDS


def is_in_session(session: Session, client: Client) -> bool:
    """Whether she is on the roster, or was there without being on it."""
    return was_confirmed(session.pk, client.pk) or client.pk in attendance_of(session)


def standing_note(session: Session, client: Client) -> Note | None:
    """Her note of a session, if one stands."""
    return Note.objects.filter(session=session, client=client, struck_at__isnull=True).first()


def standing_absence(session: Session, client: Client) -> AbsenceEntry | None:
    """Her absence entry of a session, if one stands."""
    return next(iter(standing_absences(session, [client.pk])), None)


def standing_absences(session: Session, client_ids: Collection[UUID]) -> list[AbsenceEntry]:
    """The absence entries of a session that stand, of these clients."""
    return list(
        AbsenceEntry.objects.filter(
            session=session, client_id__in=client_ids, struck_at__isnull=True
        )
    )


# -- The shared part -----------------------------------------------------------------------------


@dataclass(frozen=True)
class SharedView:
    """What the whole group did, as it stands or as the curriculum suggests it."""

    draft: Draft
    topic: str
    interventions: tuple[str, ...]
    words: str
    offered: tuple[str, ...]
    """Interventions of the unit, chosen or not."""
    leaks: tuple[Leak, ...]
    """Names in it nobody has answered for yet."""
    signed_before: bool = False

    @property
    def version(self) -> str:
        """What somebody who opens the page now has seen."""
        return str(Seen(self.draft.version))


def shared_draft(session: Session, stored: SharedPart | None) -> Draft:
    """The shared part as it stands: from the curriculum until somebody writes in it."""
    if stored is not None:
        values = {
            "topic": stored.topic,
            "interventions": "\n".join(stored.interventions),
            "words": stored.words,
        }
        return Draft(stored.version, values, stored.changed_in)
    unit = session.unit
    return Draft(
        0,
        {
            "topic": unit.title if unit else "",
            "interventions": "\n".join(unit.interventions) if unit else "",
            "words": "",
        },
    )


def stored_shared(session: Session) -> SharedPart | None:
    """The shared part somebody wrote, if anybody did."""
    return SharedPart.objects.filter(session=session).first()


def _cleared(part: SharedPart | Note | None) -> frozenset[str]:
    return (
        frozenset(said["term"].casefold() for said in part.names_cleared) if part else frozenset()
    )


def _standing_leaks(found: Iterable[Leak], cleared: frozenset[str]) -> tuple[Leak, ...]:
    """Names nobody has answered for; a sure one cannot be cleared."""
    return tuple(leak for leak in found if leak.sure or leak.term.casefold() not in cleared)


def roster_name(client: Client) -> RosterName:
    """A client's names as they could turn up in a text."""
    return RosterName(client.chosen_name, client.legal_first_name, client.last_name)


def enrolled_names(session: Session) -> dict[UUID, RosterName]:
    """The names of everyone enrolled on the day of the session or since then; one statement."""
    stays = Episode.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=session.on),
        starts_on__lte=max(session.on, clock.today()),
    )
    return {
        client_id: RosterName(*names)
        for client_id, *names in stays.values_list(
            "client_id", "client__chosen_name", "client__legal_first_name", "client__last_name"
        )
    }


def names_in_shared(session: Session, text: str) -> tuple[Leak, ...]:
    """Every client's name in a shared part."""
    return name_leaks(text, tuple(enrolled_names(session).values()))


def names_in_hers(client: Client, session: Session, text: str) -> tuple[Leak, ...]:
    """Every other client's name in a text about one client."""
    names = enrolled_names(session)
    others = tuple(name for id_, name in names.items() if id_ != client.pk)
    return name_leaks(text, others, own=roster_name(client))


# -- The sheet of one session --------------------------------------------------------------------


@dataclass(frozen=True)
class SignedView:
    """A note as it was signed."""

    id: UUID
    text: str
    mark: str
    """The first eight signs of its fingerprint."""
    signed_at: datetime
    signed_as: str
    late: bool
    is_whole: bool
    """Whether the text still has the fingerprint it was signed with."""


@dataclass(frozen=True)
class AddendumView:
    """Words added to a signed note."""

    text: str
    why: str
    added_at: datetime
    by_name: str


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
        )

    @cached_property
    def missing(self) -> tuple[Reason, ...]:
        """What is not written yet, one reason per field."""
        lacks = gaps(self.body, plan_has_goals=bool(self.goals))
        return tuple(reason for reason in lacks if not Decision.refused(reason))

    @cached_property
    def may_sign(self) -> Decision:
        """Whether the reader may sign it, on its own."""
        return _once(gaps(self.body, plan_has_goals=bool(self.goals)) & may_sign(self.sign_facts))

    @cached_property
    def may_sign_with_others(self) -> Decision:
        """Whether it goes with the others in one gesture."""
        return _once(
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
        """Whether it is complete, and its change in risk keeps it out of the common gesture."""
        return bool(self.may_sign) and not self.may_sign_with_others

    def text(self, shared: SharedWords) -> str:
        """The note as it reads."""
        if isinstance(self.body, GroupNoteBody):
            return render_group_note(shared, self.body, self.facts)
        return render_individual_note(self.body, self.facts)


def own_sentence_in(body: GroupNoteBody | IndividualNoteBody) -> bool:
    """Whether the author wrote about her in her own words."""
    return has_own_sentence(
        body.sentence if isinstance(body, GroupNoteBody) else f"{body.happened} {body.sentence}"
    )


def _once(decision: Decision) -> Decision:
    """Each reason once, in the order given: two rules may ask for the same field."""
    return Decision(tuple({reason.code: reason for reason in decision}.values()))


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
    clients = sorted(
        clients_by_id(ids).values(),
        key=lambda client: (folded(client.chosen_name), folded(client.last_name)),
    )
    notes = {
        note.client_id: note
        for note in Note.objects.filter(session=session, client_id__in=ids, struck_at__isnull=True)
    }
    goals = goals_by_client(ids, ended_too=True)
    alerts = dict(
        Alert.objects.filter(
            administration_id__in=[note.pk for note in notes.values()], link_id=RISK_LINK
        ).values_list("administration_id", "pk")
    )
    signed, addenda = _signed_by_note(notes.values())
    entries = {
        entry.client_id: entry
        for entry in AbsenceEntry.objects.filter(
            session=session, client_id__in=ids, struck_at__isnull=True
        )
    }
    authors = names_by_id(note.author_id for note in notes.values())
    names = enrolled_names(session)
    shared = _shared_view(session, stored_shared(session), tuple(names.values()), bool(signed))
    is_over = session.ends_at <= clock.now()

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
            facts=_note_facts(session, line, hers, body, present),
            leaks=() if is_signed else _leaks_in_draft(draft, note, client, names),
            shared_leaks=() if is_signed else shared.leaks,
            alert_id=alerts.get(note.pk) if note else None,
            signed=signed.get(note.pk) if note else None,
            addenda=tuple(addenda[note.pk]) if note else (),
            author_name=authors.get(note.author_id, "") if note else "",
            reader_id=reader.id,
            session_over=is_over,
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
            facilitators=_facilitators(session),
        ),
        rows=tuple(each for each in rows if not (each.is_away or each.is_unheard)),
        absent=tuple(
            AbsentLine(
                each.client,
                _absence_text(entries[each.client.pk]) if each.client.pk in entries else "",
                has_draft=each.note is not None,
            )
            for each in rows
            if each.is_away
        ),
        unheard=tuple(each.client for each in rows if each.is_unheard),
        everyone=tuple(rows),
        is_over=is_over,
    )


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


def _leaks_in_draft(
    draft: Draft, note: Note | None, client: Client, names: dict[UUID, RosterName]
) -> tuple[Leak, ...]:
    written = "\n".join(text for name, text in draft.values.items() if name in _FREE_TEXT and text)
    if not written:
        return ()
    others = tuple(name for id_, name in names.items() if id_ != client.pk)
    return _standing_leaks(name_leaks(written, others, own=roster_name(client)), _cleared(note))


_FREE_TEXT = frozenset(
    {"practised", "observed", "her_words", "sentence", "happened", "assessment", "next_step"}
)


def _shared_view(
    session: Session,
    stored: SharedPart | None,
    names: tuple[RosterName, ...],
    signed_before: bool,
) -> SharedView:
    draft = shared_draft(session, stored)
    chosen = tuple(draft.values["interventions"].splitlines())
    suggested = tuple(session.unit.interventions) if session.unit else ()
    found = name_leaks("\n".join(draft.values.values()), names) if stored else ()
    return SharedView(
        draft=draft,
        topic=draft.values["topic"],
        interventions=chosen,
        words=draft.values["words"],
        offered=tuple(dict.fromkeys([*suggested, *chosen])),
        leaks=_standing_leaks(found, _cleared(stored)),
        signed_before=signed_before,
    )


def _facilitators(session: Session) -> tuple[str, ...]:
    held = (id_ for id_ in (session.lead_id, session.co_lead_id) if id_)
    return tuple(name for name in map(signs_as, held) if name)


def _signed_by_note(
    notes: Iterable[Note],
) -> tuple[dict[UUID, SignedView], dict[UUID, list[AddendumView]]]:
    ids = [note.pk for note in notes]
    signed = {row.note_id: _signed_view(row) for row in Signature.objects.filter(note_id__in=ids)}
    added = list(Addendum.objects.filter(note_id__in=ids).order_by("added_at", "pk"))
    names = names_by_id(row.added_by for row in added)
    addenda: dict[UUID, list[AddendumView]] = defaultdict(list)
    for row in added:
        addenda[row.note_id].append(
            AddendumView(row.text, row.why, row.added_at, names.get(row.added_by, ""))
        )
    return signed, addenda


def _signed_view(row: Signature) -> SignedView:
    text = row.text
    return SignedView(
        id=row.pk,
        text=text,
        mark=row.content_hash[:8],
        signed_at=row.signed_at,
        signed_as=row.signed_as,
        late=row.late,
        is_whole=content_hash(text, row.salt) == row.content_hash,
    )


def _absence_text(entry: AbsenceEntry) -> str:
    session = entry.session
    return render_absence(AbsenceFacts(session.on, session.kind, entry.reason))


def notes_grid(session: Session, actor: Actor) -> Sheet:
    """The notes page of a group: the shared part once, one row per woman who was here."""
    return sheet(session, actor)


# -- Where the notes of many sessions stand ------------------------------------------------------


@dataclass(frozen=True)
class NotesState:
    """How far the notes of one session are."""

    present: int = 0
    """Women who were here, or are thought to be here until it is confirmed."""
    written: int = 0
    signed: int = 0
    mine: int = 0
    """Notes the reader began or signed."""
    is_confirmed: bool = False

    @property
    def is_done(self) -> bool:
        """Whether every woman who was here has her signed note."""
        return self.is_confirmed and self.signed >= self.present


def notes_state_by_session(session_ids: Iterable[UUID], actor: Actor) -> dict[UUID, NotesState]:
    """How far the notes of each session are; constant statements."""
    wanted = list(session_ids)
    attended = attendance_by_session(wanted)
    notes = {
        session_id: (written, signed, mine)
        for session_id, written, signed, mine in Note.objects.filter(
            session_id__in=wanted, struck_at__isnull=True
        )
        .values("session_id")
        .annotate(
            written=Count("pk"),
            signed=Count("pk", filter=Q(signed_at__isnull=False)),
            mine=Count("pk", filter=Q(author_id=actor.id)),
        )
        .values_list("session_id", "written", "signed", "mine")
    }
    return {
        session_id: NotesState(
            sum(line.is_present for line in lines.values()),
            *notes.get(session_id, (0, 0, 0)),
            is_confirmed=all(line.confirmed_at is not None for line in lines.values()),
        )
        for session_id, lines in attended.items()
    }


@dataclass(frozen=True)
class OwedNotes:
    """Notes of one session that one person has not signed yet."""

    session_id: UUID
    name: str
    on: date
    ended_at: datetime
    staff_id: UUID
    staff_name: str
    count: int
    due_at: datetime
    is_late: bool
    is_individual: bool
    client_name: str = ""


def unsigned_notes(now: datetime, staff_id: UUID | None = None) -> list[OwedNotes]:
    """Notes owed for women who were here, by session and person, the oldest first; four statements.

    A note is owed by whoever began it, else by whoever held the session.
    """
    held = Session.objects.filter(
        on__gte=clock.local(owed_since(now)).date(),
        ends_at__range=(owed_since(now), now),
        canceled_at__isnull=True,
        kind__in=NOTED_KINDS,
    )
    standing = Note.objects.filter(struck_at__isnull=True)
    signed = standing.filter(
        session_id=OuterRef("session_id"), client_id=OuterRef("client_id"), signed_at__isnull=False
    )
    unsigned = list(
        Attendance.objects.filter(session_id__in=held.values("pk"), confirmed_at__isnull=False)
        .exclude(presence=Presence.AWAY)
        .filter(~Exists(signed))
        .values_list("session_id", "client_id")
    )
    ids = {session_id for session_id, _client in unsigned}
    sessions = {s.pk: s for s in Session.objects.select_related("client").filter(pk__in=ids)}
    begun = {
        (session_id, client_id): author_id
        for session_id, client_id, author_id in standing.filter(session_id__in=ids).values_list(
            "session_id", "client_id", "author_id"
        )
    }
    owed = Counter(
        (row[0], owed_by)
        for row in unsigned
        if (owed_by := begun.get(row) or sessions[row[0]].lead_id)
        and (staff_id is None or owed_by == staff_id)
    )
    names = names_by_id(owed_by for _session, owed_by in owed)
    lines = [
        _owed_line(sessions[session_id], owed_by, names.get(owed_by, ""), count, now)
        for (session_id, owed_by), count in owed.items()
    ]
    return sorted(lines, key=lambda line: (line.ended_at, line.name, str(line.staff_id)))


def never_confirmed(before: date, staff_id: UUID | None = None) -> list[Session]:
    """Sessions of the last days that clients had come for and nobody confirmed; one statement."""
    came = Visit.objects.filter(on=OuterRef("on"), arrived_at__isnull=False)
    confirmed = Attendance.objects.filter(session=OuterRef("pk"), confirmed_at__isnull=False)
    held = Session.objects.select_related("client").filter(
        # first of the three, because it leaves almost none to be asked about
        ~Exists(confirmed),
        on__gte=clock.local(owed_since(clock.now())).date(),
        on__lt=before,
        canceled_at__isnull=True,
        kind__in=NOTED_KINDS,
    )
    if staff_id is not None:
        held = held.filter(lead_id=staff_id)
    hers = Exists(came.filter(client=OuterRef("client")))
    return list(
        held.filter(Q(client__isnull=True) & Exists(came) | hers).order_by("starts_at", "name")
    )


def _owed_line(
    session: Session, staff_id: UUID, staff_name: str, count: int, now: datetime
) -> OwedNotes:
    return OwedNotes(
        session_id=session.pk,
        name=session.name,
        on=session.on,
        ended_at=session.ends_at,
        staff_id=staff_id,
        staff_name=staff_name,
        count=count,
        due_at=due_at(session.ends_at),
        is_late=is_late(session.ends_at, now),
        is_individual=session.client is not None,
        client_name=session.client.short_name if session.client else "",
    )


NOTED_KINDS = tuple(kind for kind in SessionKind if kind.is_group or kind is SessionKind.INDIVIDUAL)
"""Sessions that end in a note for each woman."""


@dataclass(frozen=True)
class NoteLine:
    """One session in a client's chart: her note's state, or that she was away."""

    session_id: UUID
    name: str
    kind: SessionKind
    on: date
    starts_at: datetime
    state: Literal["draft", "signed", "struck", "absence"]
    note_id: UUID | None = None
    author_name: str = ""
    signed_at: datetime | None = None
    words: str = ""
    """For an absence: the entry itself."""


def notes_of_client(client_id: UUID, limit: int = 50) -> list[NoteLine]:
    """Her notes and absence entries, the newest first; three statements."""
    notes = list(
        Note.objects.filter(client_id=client_id)
        .select_related("session")
        .defer("body_sealed")
        .order_by("-session__starts_at", "-created_at")[:limit]
    )
    entries = (
        AbsenceEntry.objects.filter(client_id=client_id, struck_at__isnull=True)
        .select_related("session")
        .order_by("-session__starts_at")[:limit]
    )
    names = names_by_id(note.author_id for note in notes)
    lines = [
        NoteLine(
            session_id=note.session_id,
            name=note.session.name,
            kind=note.session.kind,
            on=note.session.on,
            starts_at=note.session.starts_at,
            state="struck" if note.struck_at else "signed" if note.signed_at else "draft",
            note_id=note.pk,
            author_name=names.get(note.author_id, ""),
            signed_at=note.signed_at,
        )
        for note in notes
    ] + [
        NoteLine(
            session_id=entry.session_id,
            name=entry.session.name,
            kind=entry.session.kind,
            on=entry.session.on,
            starts_at=entry.session.starts_at,
            state="absence",
            words=_absence_text(entry),
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: line.starts_at, reverse=True)[:limit]


# -- My day --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MySession:
    """One of the reader's sessions today."""

    session: Session
    state: Literal["ahead", "running", "confirm", "notes", "signed"]
    expected: int
    notes: NotesState
    is_covering: bool


@dataclass(frozen=True)
class MyDay:
    """What is next for one person, and what she still owes."""

    day: date
    sessions: tuple[MySession, ...]
    owed: tuple[OwedNotes, ...]
    unconfirmed: tuple[Session, ...]
    """Sessions of hers from before of which nobody knows yet who was there."""
    next_on: date | None
    """The next day on which she holds a session, when she holds none today."""

    @property
    def owed_count(self) -> int:
        """All notes owed from earlier days."""
        return sum(line.count for line in self.owed)


def my_day(actor: Actor) -> MyDay:
    """The reader's sessions of today in order, and older notes she has not signed."""
    now, day = clock.now(), clock.today()
    mine = sessions_on(day, led_by=actor.id)
    expected = expected_in(mine)
    states = notes_state_by_session((session.pk for session in mine), actor)
    return MyDay(
        day=day,
        sessions=tuple(
            MySession(
                session=session,
                state=_state_of(session, states[session.pk], now),
                expected=expected[session.pk],
                notes=states[session.pk],
                is_covering=session.covers_for_id is not None and session.lead_id == actor.id,
            )
            for session in mine
        ),
        owed=tuple(line for line in unsigned_notes(now, actor.id) if line.on < day),
        unconfirmed=tuple(never_confirmed(day, actor.id)),
        next_on=None if mine else _next_day_of(actor, day),
    )


def _state_of(
    session: Session, notes: NotesState, now: datetime
) -> Literal["ahead", "running", "confirm", "notes", "signed"]:
    if now < session.starts_at:
        return "ahead"
    if now < session.ends_at:
        return "running"
    if not notes.is_confirmed:
        return "confirm"
    return "signed" if notes.is_done else "notes"


def _next_day_of(actor: Actor, day: date) -> date | None:
    held = Session.objects.filter(on__gt=day, canceled_at__isnull=True)
    hers = held.filter(Q(lead_id=actor.id) | Q(co_lead_id=actor.id))
    return hers.order_by("on").values_list("on", flat=True).first()


# -- The brief before a group --------------------------------------------------------------------


@dataclass(frozen=True)
class BriefRow:
    """What to know about one woman before the door opens."""

    client: Client
    visit: VisitLine
    check_in: CheckInBrief | None
    needs: tuple[NeedKind, ...]
    alerts: tuple[OpenAlert, ...]
    private_check: bool
    is_first_day: bool
    is_last_day: bool
    is_remote: bool


@dataclass(frozen=True)
class Since:
    """What happened in a group since the reader last held it."""

    last_on: date | None
    """The day she last held it; None when she never did."""
    units: tuple[str, ...]
    joined: tuple[Client, ...]
    left: tuple[Client, ...]
    alerts: tuple[tuple[Client, datetime, bool], ...]
    """Who, when it was opened, and whether it is still open."""


@dataclass(frozen=True)
class Brief:
    """Who comes to one session, for whoever holds it."""

    session: Session
    rows: tuple[BriefRow, ...]
    away: tuple[Client, ...]
    since: Since | None
    covers_for: str
    led_by: tuple[str, ...]


SINCE_DAYS_AT_MOST = 14


def brief(session: Session, reader: Actor) -> Brief:
    """The roster of one session with today's few words; constant statements."""
    clients = roster_of(session)
    ids = [client.pk for client in clients]
    visits = visits_on(session.on)
    check_ins = checkins_on(session.on, ids)
    alerts = alerts_by_client(ids)
    checks = {check.client_id for check in private_checks_due(session.on, ids)}
    stays = {
        stay.client_id: stay
        for stay in Episode.objects.filter(client_id__in=ids, starts_on__lte=session.on).order_by(
            "starts_on"
        )
    }
    remote = comes_remote(session.on, ids)
    needs = needs_by_client(ids, session.on)
    names = names_by_id([session.lead_id, session.co_lead_id, session.covers_for_id])
    rows = []
    for client in clients:
        visit = visits.get(client.pk, VisitLine(client.pk, session.on))
        stay = stays.get(client.pk)
        rows.append(
            BriefRow(
                client=client,
                visit=visit,
                check_in=check_ins.get(client.pk),
                needs=tuple(line.kind for line in needs[client.pk]),
                alerts=tuple(alerts.get(client.pk, ())),
                private_check=client.pk in checks,
                is_first_day=stay is not None and stay.starts_on == session.on,
                is_last_day=stay is not None and session.on in (stay.planned_end_on, stay.ended_on),
                is_remote=visit.remote or client.pk in remote,
            )
        )
    return Brief(
        session=session,
        rows=tuple(row for row in rows if not row.visit.is_away),
        away=tuple(row.client for row in rows if row.visit.is_away),
        since=_since(session, session.group_id, reader, clients) if session.group_id else None,
        covers_for=names.get(session.covers_for_id, "") if session.covers_for_id else "",
        led_by=tuple(
            names[id_] for id_ in (session.lead_id, session.co_lead_id) if id_ and id_ in names
        ),
    )


def _since(session: Session, group_id: UUID, reader: Actor, clients: list[Client]) -> Since | None:
    """What whoever covers, or was not here last time, should know; None when she was."""
    before = list(
        Session.objects.filter(group_id=group_id, on__lt=session.on, canceled_at__isnull=True)
        .select_related("unit")
        .order_by("-on")[:SINCE_SESSIONS_AT_MOST]
    )
    if not before:
        return None
    held = [each for each in before if reader.id in (each.lead_id, each.co_lead_id)]
    if held and before[0] is held[0] and session.covers_for_id is None:
        return None
    last_on = held[0].on if held else None
    since_on = max(last_on or date.min, session.on - timedelta(days=SINCE_DAYS_AT_MOST))
    seats = list(Seat.objects.filter(group_id=group_id).select_related("client"))
    since_at = clock.at(since_on, "23:59") if last_on == since_on else clock.at(since_on, "00:00")
    by_id = {client.pk: client for client in clients}
    opened = Alert.objects.filter(client_id__in=list(by_id), opened_at__gt=since_at)
    return Since(
        last_on=last_on,
        units=tuple(
            each.unit.title for each in reversed(before) if each.unit and each.on > since_on
        ),
        joined=tuple(seat.client for seat in seats if since_on < seat.from_on <= session.on),
        left=tuple(
            seat.client
            for seat in seats
            if seat.until_on is not None and since_on <= seat.until_on < session.on
        ),
        alerts=tuple(
            (by_id[client_id], opened_at, closed_at is None)
            for client_id, opened_at, closed_at in opened.order_by("opened_at").values_list(
                "client_id", "opened_at", "closed_at"
            )
        ),
    )


SINCE_SESSIONS_AT_MOST = 12


# -- One note, one session of one client, her goals ----------------------------------------------


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
    signed, addenda = _signed_by_note([note])
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


@dataclass(frozen=True)
class GoalsPage:
    """What one client works toward."""

    client: Client
    open: tuple[Goal, ...]
    ended: tuple[Goal, ...]
    worked_on: dict[UUID, int]
    """How many signed notes of the last seven days were about each goal."""


WEEK = timedelta(days=7)


def goals_page(client_id: UUID) -> GoalsPage:
    """Her goals, open and ended."""
    goals = goals_by_client([client_id], ended_too=True)[client_id]
    since = clock.today() - WEEK
    worked_on = dict(
        Note.objects.filter(
            client_id=client_id,
            signed_at__isnull=False,
            struck_at__isnull=True,
            session__on__gt=since,
            goal__isnull=False,
        )
        .values("goal_id")
        .annotate(times=Count("pk"))
        .values_list("goal_id", "times")
    )
    return GoalsPage(
        client=client_or_404(client_id),
        open=tuple(goal for goal in goals if goal.ended_on is None),
        ended=tuple(goal for goal in goals if goal.ended_on is not None),
        worked_on=worked_on,
    )
