"""Asking her as staff, and entering what she wrote, where one deed is several further down."""

from __future__ import annotations

from datetime import date

from openiop.base import clock
from openiop.clients.models import Client
from openiop.day.queries.door import is_on_site
from openiop.domain.decision import refuse
from openiop.domain.measures.asking import may_ask_about_violence, may_text_again, paper_adds_up
from openiop.domain.measures.instrument import Answers
from openiop.domain.measures.scoring import score
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import Channel
from openiop.measures import actions as measures
from openiop.measures.models import Administration, Decline, Declined, Source
from openiop.measures.queries import PRIVATE_KINDS, alerts_unanswered, form_of, instrument_here
from openiop.outbox.actions import queue
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from . import queries


@action(Permission.ENTER_MEASURE, audit="asking.answered")
def answer_for_her(
    *, client: Client, instrument_id: str, answers: dict[str, int | None], by: Actor
) -> Administration:
    """Save what she said to staff, as she says it; the form she began herself is gone on with."""
    _not_private(instrument_id)
    Client.objects.select_for_update().get(pk=client.pk)
    today = form_of(client.pk, instrument_id, clock.today())
    if today is not None and today.finished_at is not None:
        # an answer that comes after "Finish" belongs to that form and is there already
        raise refuse(
            "finished", _("This form was finished today. Press Finish to keep it once more.")
        )
    given = measures.start_form(
        client=client, instrument_id=instrument_id, source=Source.STAFF, by=by
    )
    on_site = is_on_site(client.pk)
    return measures.answer(administration=given, answers=answers, on_site=on_site, by=by)


@action(Permission.ENTER_MEASURE, audit="asking.asked")
def ask_her(
    *, client: Client, instrument_id: str, answers: dict[str, int | None], by: Actor
) -> Administration:
    """A form asked in person, whole."""
    _not_private(instrument_id)
    _something(answers)
    on_site = is_on_site(client.pk)
    return measures.submit(
        client=client,
        instrument_id=instrument_id,
        answers=answers,
        on_site=on_site,
        source=Source.STAFF,
        by=by,
    )


@action(Permission.ENTER_MEASURE, audit="asking.paper_entered")
def enter_paper(
    *,
    client: Client,
    instrument_id: str,
    on: date | None,
    answers: dict[str, int | None],
    total_on_paper: float | None,
    by: Actor,
) -> Administration:
    """A form from paper; its own sum, when it has one, is compared before anything is kept."""
    _not_private(instrument_id)
    _adds_up(instrument_id, answers, total_on_paper)
    return measures.enter_paper(
        client=client,
        instrument_id=instrument_id,
        on=on,
        answers=answers,
        on_site=is_on_site(client.pk),
        by=by,
    )


@action(Permission.ASK_ABOUT_VIOLENCE, audit="asking.asked_in_private")
def ask_in_private(
    *,
    client: Client,
    answers: dict[str, int | None],
    alone: bool,
    private_place: bool,
    by: Actor,
) -> tuple[Administration, bool]:
    """The questions asked alone with her; whether they opened a matter that needs a person."""
    may_ask_about_violence(alone=alone, private_place=private_place).or_refuse()
    _something(answers)
    given = measures.submit(
        client=client,
        instrument_id=min(PRIVATE_KINDS),
        answers=answers,
        on_site=is_on_site(client.pk),
        source=Source.STAFF,
        by=by,
    )
    return given, alerts_unanswered(given.pk) > 0


@action(Permission.ENTER_MEASURE, audit="asking.declined_for_her")
def decline_for_her(*, client: Client, instrument_id: str, why: Declined, by: Actor) -> Decline:
    """Write down that she does not want a form this time."""
    return measures.decline(client=client, instrument_id=instrument_id, why=why, by=by)


@action(Permission.SEND_MESSAGE, audit="asking.short_form_texted")
def text_short_form(*, client: Client, by: Actor) -> None:
    """Text her, in neutral words and only as she allows, that a short form waits on her page."""
    asked = queries.short_forms_asked(client.pk)
    if not asked:
        raise refuse("nothing_short", _("No short form is asked of her today."))
    Client.objects.select_for_update().get(pk=client.pk)
    since = min(form.due_on for form in asked)
    may_text_again(queries.texted_on(client, since)).or_refuse()
    queue(person_id=client.pk, channel=Channel.TEXT, words=queries.text_to_her(client), by=by)


def _not_private(instrument_id: str) -> None:
    if instrument_id in PRIVATE_KINDS:
        raise refuse("private", _("These questions are asked on their own page, alone with her."))


def _something(answers: Answers) -> None:
    if all(value is None for value in answers.values()):
        raise refuse("nothing_asked", _("Choose at least one answer."))


def _adds_up(instrument_id: str, answers: Answers, total_on_paper: float | None) -> None:
    paper_adds_up(score(instrument_here(instrument_id), answers).total, total_on_paper).or_refuse()
