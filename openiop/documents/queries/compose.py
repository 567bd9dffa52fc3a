"""A document that is being written: its fields, what it lacks, and the text it would freeze."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import Goal
from openiop.care.queries.goals import goals_by_client
from openiop.care.queries.names import roster_name, standing_leaks
from openiop.clients.models import Client, Episode
from openiop.documents.models import Document
from openiop.domain.care.body import RiskChange
from openiop.domain.care.cosign import needs_cosign
from openiop.domain.care.edits import Draft
from openiop.domain.care.names import Leak, RosterName, name_leaks
from openiop.domain.care.note_kinds import (
    KindBody,
    KindFacts,
    KindShape,
    KindSignFacts,
    NoteKind,
    gaps_in,
    may_sign_kind,
    may_write_kind,
    render_kind,
    rules_of_kind,
)
from openiop.domain.decision import Decision
from openiop.privacy.actor import Actor
from openiop.programs.queries import credentials_of, license_now
from openiop.safety.models import Alert

RISK_LINK = "risk_change"
NOTE_INSTRUMENT = "note"
FACT_FIELDS = ("goal_id", "risk_change", "minutes", "place", "on", "left_out", "partner_violence")
YES = "yes"


@dataclass(frozen=True)
class SourceLine:
    """A sentence made from signed facts, and where each of them stands."""

    number: int
    text: str
    links: tuple[tuple[str, str], ...]
    """Words and address of each source."""
    is_kept: bool
    kind: str = ""
    """The questionnaire whose numbers stand in it."""


def rules_of(document: Document) -> KindShape:
    """What this kind of document holds."""
    return rules_of_kind(document.kind, document.note_format)


def fields_of(document: Document) -> tuple[str, ...]:
    """The fields a document of this kind has."""
    return (*(section.id for section in rules_of(document).sections), *FACT_FIELDS)


def draft_of(document: Document) -> Draft:
    """A document as it stands."""
    body = json.loads(document.body) if document.body else {}
    return Draft(document.version, body.get("fields", {}), body.get("changed_in", {}))


def body_of(draft: Draft) -> KindBody:
    """What has been written, as the rules want it."""
    told = draft.values
    minutes = told.get("minutes", "")
    return KindBody(
        texts=told,
        goal_id=told.get("goal_id") or None,
        risk_change=RiskChange(told.get("risk_change") or RiskChange.UNKNOWN),
        minutes=int(minutes) if minutes.isdecimal() else None,
    )


def source_lines(document: Document, draft: Draft) -> tuple[SourceLine, ...]:
    """The sentences of a weekly summary, with those the author left out marked."""
    if not document.sources:
        return ()
    left_out = set(draft.values.get("left_out", "").split(","))
    return tuple(
        SourceLine(
            number=number,
            text=line["text"],
            links=tuple((words, href) for words, href in line["links"]),
            is_kept=str(number) not in left_out,
            kind=line.get("kind", ""),
        )
        for number, line in enumerate(json.loads(document.sources), start=1)
    )


def text_of(document: Document, draft: Draft, goal: Goal | None) -> str:
    """The text a signature would freeze."""
    body = body_of(draft)
    kept = tuple(line.text for line in source_lines(document, draft) if line.is_kept)
    return render_kind(
        rules_of(document),
        KindFacts(
            on=document.on,
            place=document.place,
            minutes=body.minutes,
            goal_words=goal.her_words if goal else "",
            sources=kept,
        ),
        body,
    )


def other_names(client: Client, since: date) -> tuple[RosterName, ...]:
    """The names of everybody else enrolled on a day or since then; one statement."""
    stays = Episode.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=since), starts_on__lte=clock.today()
    ).exclude(client=client)
    rows = stays.values_list("client__chosen_name", "client__legal_first_name", "client__last_name")
    return tuple(RosterName(*names) for names in set(rows))


def names_in(client: Client, since: date, text: str) -> tuple[Leak, ...]:
    """Every other client's name in a text about one client."""
    if not text.strip():
        return ()
    return name_leaks(text, other_names(client, since), own=roster_name(client))


def leaks_in(document: Document, draft: Draft) -> tuple[Leak, ...]:
    """Names in a draft that nobody has answered for."""
    typed = {section.id for section in rules_of(document).sections}
    text = "\n".join(words for name, words in draft.values.items() if name in typed)
    cleared = frozenset(said["term"].casefold() for said in document.names_cleared)
    return standing_leaks(names_in(document.client, document.on, text), cleared)


def alert_of(document: Document) -> Alert | None:
    """The alert a new concern in this document opened."""
    return Alert.objects.filter(administration_id=document.pk, link_id=RISK_LINK).first()


@dataclass(frozen=True)
class Compose:
    """One document while it is written, with what is still missing."""

    document: Document
    rules: KindShape
    draft: Draft
    goals: tuple[Goal, ...]
    sources: tuple[SourceLine, ...]
    leaks: tuple[Leak, ...]
    alert_id: UUID | None
    missing: Decision
    may_sign: Decision
    needs_cosign: bool
    author_name: str
    is_mine: bool

    @property
    def needs_alert(self) -> bool:
        """Whether a new concern waits for its alert."""
        body = body_of(self.draft)
        return body.risk_change is RiskChange.NEW and self.alert_id is None

    @property
    def done(self) -> int:
        """How many of the things it needs are there."""
        return self.wanted - len(self.missing.reasons)

    @property
    def wanted(self) -> int:
        """How many things it needs in all."""
        has_goals = bool(self.goals)
        return (
            sum(section.required for section in self.rules.sections)
            + (self.rules.needs_goal and has_goals)
            + self.rules.needs_risk
            + self.rules.needs_minutes
        )


def compose(document: Document, reader: Actor) -> Compose:
    """One document to write in; constant statements."""
    draft, rules = draft_of(document), rules_of(document)
    goals = tuple(goals_by_client([document.client_id])[document.client_id])
    body = body_of(draft)
    leaks, alert = leaks_in(document, draft), alert_of(document)
    credentials = credentials_of(document.author_id)
    missing = gaps_in(rules, body, plan_has_goals=bool(goals))
    facts = KindSignFacts(
        is_author=reader.id == document.author_id,
        already_signed=document.signed_at is not None,
        in_scope=may_write_kind(document.kind, credentials),
        license_stands=license_now(document.author_id),
        complete=missing,
        risk_change=body.risk_change,
        alert_open_for_risk=alert is not None,
        names_another_client=bool(leaks),
    )
    return Compose(
        document=document,
        rules=rules,
        draft=draft,
        goals=goals,
        sources=source_lines(document, draft),
        leaks=leaks,
        alert_id=alert.pk if alert else None,
        missing=missing,
        may_sign=may_sign_kind(facts),
        needs_cosign=needs_cosign(credentials),
        author_name=names_by_id([document.author_id]).get(document.author_id, ""),
        is_mine=reader.id == document.author_id,
    )


def kinds_for(actor: Actor) -> list[tuple[NoteKind, Decision]]:
    """Every kind of document, and whether this person may write it; one statement."""
    credentials = credentials_of(actor.id)
    return [(kind, may_write_kind(kind, credentials)) for kind in NoteKind]
