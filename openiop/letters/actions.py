"""A letter is asked for, drafted, read and agreed to by her, and sent by hand."""

from __future__ import annotations

import json
from datetime import date

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import release_taken_back
from openiop.domain.decision import refuse
from openiop.domain.letters.letter import (
    LetterBody,
    LetterKind,
    LetterStatus,
    letter_due_on,
    letter_text,
    may_consent,
    may_draft,
    may_send,
)
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import clocks_here, license_now

from . import queries
from .models import Letter, LetterRead, LetterText

WORDS_MAX = 600


@action(Permission.ASK_FOR_LETTER, audit="letters.asked")
def ask(
    *,
    client: Client,
    kind: LetterKind | None,
    recipient: str,
    wish: str = "",
    needed_by: date | None = None,
    by: Actor,
) -> Letter:
    """Put a letter on the register, with the day it is due."""
    if kind is None:
        raise refuse("kind", _("Choose what it is for."), field_name="kind")
    if not recipient.strip():
        raise refuse("recipient", _("Say to whom it goes."), field_name="recipient")
    today = clock.today()
    if needed_by is not None and needed_by < today:
        raise refuse("past", _("Choose a day that has not passed."), field_name="needed_by")
    letter = Letter(
        client=client,
        kind=kind,
        asked_on=today,
        due_on=letter_due_on(today, needed_by, clocks_here().letter_within_days),
        created_by=by.id,
    )
    letter.recipient, letter.wish = recipient.strip()[:200], wish.strip()[:WORDS_MAX]
    letter.save(force_insert=True)
    return letter


def _now(letter: Letter) -> Letter:
    fresh = (
        Letter.objects.select_for_update(of=("self",)).select_related("client").get(pk=letter.pk)
    )
    if fresh.struck_at is not None:
        raise refuse("struck", _("This letter was struck."))
    return fresh


@action(Permission.WRITE_LETTER, audit="letters.drafted")
def draft(*, letter: Letter, body: LetterBody, seen_number: int, by: Actor) -> LetterText:
    """Write a text from the facts that were chosen; her consent to an earlier one ends with it."""
    fresh = _now(letter)
    if fresh.status is LetterStatus.SENT:
        raise refuse("sent", _("This letter went out already."))
    before = queries.newest_text(fresh)
    number = before.number if before else 0
    if number != seen_number:
        raise refuse("stale", _("Somebody wrote a newer text. Look again, then save."))
    may_draft(body).or_refuse()
    text = LetterText(letter=fresh, number=number + 1, created_by=by.id)
    text.text = letter_text(body, queries.facts_of(fresh.client))
    text.choices = json.dumps(
        {
            "letterhead": str(body.letterhead),
            "facts": sorted(str(fact) for fact in body.facts),
            "by_hand": {str(fact): words for fact, words in body.by_hand.items()},
            "ends_with": body.ends_with,
        }
    )
    text.save(force_insert=True)
    fresh.recipient = body.recipient.strip()[:200]
    fresh.status = LetterStatus.DRAFTED
    fresh.consented_at = fresh.consented_by = fresh.consented_number = None
    fresh.save()
    audit_codes(number=text.number, facts=sorted(str(fact) for fact in body.facts))
    return text


@action(Permission.AGREE_TO_LETTER, audit="letters.read_by_her")
def look_at(*, letter: Letter, by: Actor) -> Letter:
    """She opens the letter and reads it as it would go out."""
    fresh = _now(letter)
    text = queries.newest_text(fresh)
    if text is None:
        raise refuse("not_drafted", _("There is nothing to read yet."))
    if not queries.has_read(text):
        LetterRead.objects.create(text=text, read_at=clock.now(), read_by=by.id, created_by=by.id)
        if fresh.status is LetterStatus.DRAFTED:
            fresh.status = LetterStatus.PREVIEWED
            fresh.save()
    return fresh


@action(Permission.AGREE_TO_LETTER, audit="letters.agreed")
def agree(*, letter: Letter, number: int, by: Actor) -> Letter:
    """She agrees that this text goes to this recipient."""
    fresh = _now(letter)
    text = queries.newest_text(fresh)
    may_consent(fresh.status, text is not None and queries.has_read(text)).or_refuse()
    if text is None or text.number != number:
        raise refuse("newer", _("There is a newer text. Please read that one."))
    fresh.status = LetterStatus.CONSENTED
    fresh.consented_at, fresh.consented_by = clock.now(), by.id
    fresh.consented_number = number
    fresh.save()
    audit_codes(number=number)
    return fresh


@action(Permission.AGREE_TO_LETTER, audit="letters.not_agreed")
def decline(*, letter: Letter, by: Actor) -> Letter:
    """She does not agree, or takes it back before it went out; the letter stays here."""
    fresh = _now(letter)
    if fresh.status is LetterStatus.SENT:
        raise refuse("sent", _("This letter went out already."))
    fresh.status = LetterStatus.DECLINED
    fresh.consented_at = fresh.consented_by = fresh.consented_number = None
    fresh.save()
    return fresh


def _not_taken_back(letter: Letter) -> None:
    """A release to them that she took back since she agreed stops the letter, with the reason."""
    stopped = release_taken_back(
        letter.client_id, letter.recipient, letter.consented_at, clock.now()
    )
    if stopped is not None:
        raise refuse(
            "release_taken_back",
            _("She took the release for {name} back at {at}. Nothing goes to them."),
            name=stopped.name,
            at=clock.local(stopped.at).strftime("%H:%M, %b %d"),
        )


@action(Permission.WRITE_LETTER, audit="letters.sent")
def send_by_hand(*, letter: Letter, how: str, by: Actor) -> Letter:
    """Write down that the printed letter was handed over or sent, and how."""
    fresh = _now(letter)
    may_send(fresh.status, queries.agreed_to(fresh, queries.newest_text(fresh))).or_refuse()
    _not_taken_back(fresh)
    if not how.strip():
        raise refuse("how", _("Say how it went out."), field_name="how")
    fresh.status = LetterStatus.SENT
    fresh.sent_at, fresh.sent_by, fresh.sent_how = clock.now(), by.id, how.strip()[:200]
    fresh.save()
    return fresh


@action(Permission.WRITE_LETTER, audit="letters.printed")
def print_letter(*, letter: Letter, by: Actor) -> LetterText:
    """Print the text she agreed to; the trail keeps who did."""
    license_now(by.id).or_refuse()
    fresh = _now(letter)
    text = queries.newest_text(fresh)
    if text is None or not queries.agreed_to(fresh, text):
        raise refuse("consent", _("She has not agreed to this text for this recipient."))
    _not_taken_back(fresh)
    audit_codes(number=text.number)
    return text


@action(Permission.WRITE_LETTER, audit="letters.struck")
def strike(*, letter: Letter, why: str, by: Actor) -> Letter:
    """Take a letter off the register, for a reason; what went out stays on it."""
    if not why.strip():
        raise refuse("why", _("Say why it is struck."), field_name="why")
    fresh = _now(letter)
    if fresh.status is LetterStatus.SENT:
        raise refuse("sent", _("This letter went out already."))
    fresh.status = LetterStatus.STRUCK
    fresh.struck_at, fresh.struck_by = clock.now(), by.id
    fresh.struck_why = why.strip()[:300]
    fresh.save()
    return fresh
