"""What a client does on her own pages, where one tap is more than one deed further down."""

from __future__ import annotations

from openiop.base import clock
from openiop.clients.models import Client
from openiop.day import actions as day
from openiop.day.queries.door import is_on_site
from openiop.domain.measures.check_in_path import is_met_with_words
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.scoring import unanswered
from openiop.domain.privacy import Permission
from openiop.domain.skills.one_thing import Went
from openiop.domain.words import NeedKind
from openiop.measures import actions as measures
from openiop.measures.models import Administration, Decline, Declined
from openiop.measures.queries import form_of, instrument_here, standing_answers
from openiop.practice import actions as practice
from openiop.practice.models import SmallThing
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import actions as safety
from openiop.safety.models import Alert, AlertStep


def _todays(client: Client, instrument_id: str, by: Actor) -> Administration:
    """Today's form, begun now if it was not; a finished one may still be corrected the same day."""
    found = form_of(client.pk, instrument_id, clock.today())
    return found or measures.start_form(client=client, instrument_id=instrument_id, by=by)


@action(Permission.CHECK_IN, audit="portal.answered")
def answer_one(
    *, client: Client, instrument_id: str, link_id: str, value: int | None, by: Actor
) -> Administration:
    """Save one answer, or that she would rather not answer; saved whatever comes after."""
    on_site = is_on_site(client.pk)
    form = measures.answer(
        administration=_todays(client, instrument_id, by),
        answers={link_id: value},
        on_site=on_site,
        by=by,
    )
    audit_codes(
        met_with_words=is_met_with_words(
            instrument_id, link_id, value, instrument_here(instrument_id)
        )
    )
    return form


@action(Permission.CHECK_IN, audit="portal.form_answered")
def answer_form(
    *, client: Client, instrument_id: str, link_id: str, value: int | None, by: Actor
) -> Administration:
    """Save one answer of a form; with the last question answered or skipped it is finished."""
    form = answer_one(
        client=client, instrument_id=instrument_id, link_id=link_id, value=value, by=by
    )
    answers = standing_answers(form.pk)
    open_still = set(unanswered(instrument_here(instrument_id), answers)) - set(answers)
    if not open_still:
        form = measures.finish(administration=form, on_site=is_on_site(client.pk), by=by)
    return form


@action(Permission.CHECK_IN, audit="portal.form_declined")
def decline_form(
    *, client: Client, instrument_id: str, why: Declined, wish: str = "", by: Actor
) -> Decline:
    """Not this time; a wish to do it with someone goes to the team."""
    if wish:
        day.ask_for(client=client, on=clock.today(), kind=NeedKind.TALK, words=wish, by=by)
    return measures.decline(client=client, instrument_id=instrument_id, why=why, by=by)


@action(Permission.CHECK_IN, audit="portal.check_in_sent")
def send_check_in(
    *,
    client: Client,
    more: dict[str, int | None],
    needs: list[NeedKind],
    words: str,
    thing: SmallThing | None = None,
    went: Went | None = None,
    by: Actor,
) -> Administration:
    """Send the check-in with what she needs today; her words go with the first need she chose.

    `went` is how it went with the small `thing` she wanted to try, if she said so.
    """
    on_site = is_on_site(client.pk)
    form = _todays(client, DAILY_CHECKIN.id, by)
    if more:
        form = measures.answer(administration=form, answers=more, on_site=on_site, by=by)
    asked = needs or ([NeedKind.OTHER] if words.strip() else [])
    for n, kind in enumerate(asked):
        day.ask_for(
            client=client, on=clock.today(), kind=kind, words="" if n else words.strip(), by=by
        )
    if thing is not None and went is not None:
        practice.log.say_how_it_went(thing=thing, went=went, by=by)
    return measures.finish(administration=form, on_site=on_site, by=by)


@action(Permission.CHECK_IN, audit="portal.said_whether_safe")
def say_whether_safe(*, client: Client, alert: Alert, code: str, by: Actor) -> AlertStep:
    """Keep what she answered to "Are you safe right now?", or that she asks us to call."""
    return safety.opening.she_said(alert=alert, code=code, by=by)
