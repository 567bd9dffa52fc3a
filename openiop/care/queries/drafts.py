"""A note that is being written: its fields, and the body they make."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TypeVar

from openiop.care.models import Note
from openiop.clients.models import Client
from openiop.domain.care.body import GroupNoteBody, IndividualNoteBody
from openiop.domain.care.edits import Draft
from openiop.domain.care.guards import Written
from openiop.domain.care.note import (
    Participation,
    PracticedHow,
    PracticedWith,
    Response,
    RiskChange,
    has_own_sentence,
)
from openiop.domain.decision import Decision
from openiop.schedule.models import Session

T = TypeVar("T", str, int)

GROUP_FIELDS = tuple(field.name for field in fields(GroupNoteBody))


INDIVIDUAL_FIELDS = tuple(field.name for field in fields(IndividualNoteBody))


YES = "yes"
"""What a box that is ticked sends."""

SHARED_FIELDS = ("topic", "interventions", "words")


def draft_of(note: Note | None) -> Draft:
    """A note as it stands: an unwritten one is empty."""
    if note is None:
        return Draft()
    body = json.loads(note.body) if note.body else {}
    return Draft(note.version, _as_now(body.get("fields", {})), _as_now(body.get("changed_in", {})))


def _as_now(told: dict[str, T]) -> dict[str, T]:
    """Stored fields under the names they have now; drafts are sealed and keep what they had."""
    return {_RENAMED.get(name, name): value for name, value in told.items()}


_RENAMED = {"practised": "practiced"}


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
        practiced=told.get("practiced", ""),
        practiced_with=PracticedWith(told["practiced_with"])
        if told.get("practiced_with")
        else None,
        practiced_how=PracticedHow(told["practiced_how"]) if told.get("practiced_how") else None,
        observed=told.get("observed", ""),
        her_words=told.get("her_words", ""),
        sentence=told.get("sentence", ""),
        risk_change=RiskChange(told.get("risk_change") or RiskChange.UNKNOWN),
        partner_violence=told.get("partner_violence") == YES,
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
        partner_violence=told.get("partner_violence") == YES,
    )


def body_of(session: Session, draft: Draft) -> GroupNoteBody | IndividualNoteBody:
    """A draft as the kind of note its session ends in."""
    return individual_body(draft) if session.client_id else group_body(draft)


def fields_of(session: Session) -> tuple[str, ...]:
    """The fields a note of this session has."""
    return INDIVIDUAL_FIELDS if session.client_id else GROUP_FIELDS


def own_sentence_in(body: GroupNoteBody | IndividualNoteBody) -> bool:
    """Whether the author wrote about her in her own words."""
    return has_own_sentence(
        body.sentence if isinstance(body, GroupNoteBody) else f"{body.happened} {body.sentence}"
    )


def once(decision: Decision) -> Decision:
    """Each reason once, in the order given: two rules may ask for the same field."""
    return Decision(tuple({reason.code: reason for reason in decision}.values()))


def written_in(draft: Draft, note: Note, client: Client) -> Written:
    """What the author typed and chose in a note, as the look-alike guard compares it."""
    typed = " ".join(draft.values.get(name, "") for name in TYPED)
    chosen = tuple(draft.values.get(name, "") for name in CHOSEN)
    return Written(
        " ".join(typed.split()),
        chosen if any(chosen) else (),
        (client.chosen_name, client.legal_first_name, client.last_name),
        str(note.pk),
    )


TYPED = ("sentence", "observed", "her_words", "happened", "assessment", "next_step")
CHOSEN = ("participation", "response", "practiced", "practiced_with", "practiced_how")
