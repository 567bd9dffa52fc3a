"""Handing out a code, typing it, answering on the device, and closing it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from openiop.base import clock
from openiop.clients.models import Client
from openiop.day import actions as day
from openiop.domain.decision import refuse
from openiop.domain.measures.asking import ASKING_RULES
from openiop.domain.measures.check_in_path import is_met_with_words
from openiop.domain.measures.scoring import unanswered
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import NeedKind
from openiop.measures import actions as measures
from openiop.measures.models import Administration, Declined, Source
from openiop.measures.queries import form_of, instrument_here, standing_answers
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes

from .models import KioskCode, WrongCode
from .queries import forms_for_a_code, forms_to_choose, is_under_review, may_type_a_code


@action(Permission.HAND_OUT_CODE, audit="kiosk.code_handed_out")
def hand_out_code(
    *, client: Client, instrument_ids: list[str] | None = None, by: Actor
) -> KioskCode:
    """A code for what is asked of her now, or for forms a clinician chose; the one before ends.

    The front desk never chooses and is told no form's name.
    """
    if instrument_ids is None:
        wanted = [form.id for form in forms_for_a_code(client.pk)]
    else:
        if is_under_review(client.pk):
            text = _("A safety concern is under review. Forms wait until it has its outcome.")
            raise refuse("under_review", text)
        known = [form.id for form in forms_to_choose()]
        wanted = [id_ for id_ in known if id_ in instrument_ids]
    if not wanted:
        raise refuse("nothing_to_ask", _("No form is waiting for her right now."))
    now = clock.now()
    # one at a time for one client; codes that are over make room for new ones
    Client.objects.select_for_update().get(pk=client.pk)
    open_codes = KioskCode.objects.exclude(code="")
    open_codes.filter(ends_at__lte=now).update(code="", closed_at=now, closed_by=by.id)
    open_codes.filter(client=client).update(code="", closed_at=now, closed_by=by.id)
    taken = set(open_codes.values_list("code", flat=True))
    made = KioskCode.objects.create(
        client=client,
        code=_new_code(taken),
        instrument_ids=wanted,
        ends_at=now + timedelta(minutes=ASKING_RULES.code_valid_minutes),
        created_by=by.id,
    )
    audit_codes(forms=len(wanted))
    return made


def _new_code(taken: set[str]) -> str:
    digits = ASKING_RULES.code_digits
    while True:
        code = f"{secrets.randbelow(10**digits):0{digits}d}"
        if code not in taken:
            return code


@action(Permission.WORK_JOBS, audit="kiosk.code_typed")
def type_code(*, code: str, device: str, by: Actor) -> KioskCode | None:
    """Open the forms of a code, once; None when it opens nothing, and that is counted.

    Who waits after wrong tries is told nothing, whether or not the code she types now is good.
    """
    if not may_type_a_code(device):
        raise refuse(
            "wait",
            _("Please wait {n} minutes, or ask at the front desk."),
            n=ASKING_RULES.lock_minutes,
        )
    now = clock.now()
    found = (
        KioskCode.objects.select_for_update()
        .filter(code=code, ends_at__gt=now, begun_at__isnull=True, closed_at__isnull=True)
        .first()
        if code
        else None
    )
    if found is None:
        WrongCode.objects.create(device=device, created_by=by.id)
        audit_codes(opened=False)
        return None
    found.code = ""
    found.begun_at = now
    found.begun_by = found.client_id
    found.ends_at = now + timedelta(minutes=ASKING_RULES.session_minutes)
    found.save()
    audit_codes(opened=True)
    return found


@action(Permission.CHECK_IN, audit="kiosk.form_begun")
def begin_form(*, code: KioskCode, instrument_id: str, by: Actor) -> Administration:
    """She begins one of the forms of her code, or goes on with it."""
    _is_of(code, instrument_id)
    return measures.start_form(
        client=code.client, instrument_id=instrument_id, source=Source.KIOSK, by=by
    )


@action(Permission.CHECK_IN, audit="kiosk.answered")
def answer_on_device(
    *, code: KioskCode, instrument_id: str, link_id: str, value: int | None, by: Actor
) -> Administration:
    """Save one answer; with the last question the form is finished. She is in the house."""
    _is_of(code, instrument_id)
    # one at a time for one client: what her phone has just finished is not begun anew here
    Client.objects.select_for_update().get(pk=code.client_id)
    form = form_of(code.client_id, instrument_id, clock.today())
    if form is not None and form.finished_at is not None:
        raise refuse("finished", _("This form is finished already."))
    form = form or measures.start_form(
        client=code.client, instrument_id=instrument_id, source=Source.KIOSK, by=by
    )
    form = measures.answer(administration=form, answers={link_id: value}, on_site=True, by=by)
    answers = standing_answers(form.pk)
    if not set(unanswered(instrument_here(instrument_id), answers)) - set(answers):
        form = measures.finish(administration=form, on_site=True, by=by)
    audit_codes(
        met_with_words=is_met_with_words(
            instrument_id, link_id, value, instrument_here(instrument_id)
        )
    )
    return form


@action(Permission.CHECK_IN, audit="kiosk.form_declined")
def decline_on_device(
    *, code: KioskCode, instrument_id: str, why: Declined, wish: str = "", by: Actor
) -> None:
    """Not this time; it comes again. A wish to do it with someone goes to the team."""
    _is_of(code, instrument_id)
    if wish:
        day.ask_for(client=code.client, on=clock.today(), kind=NeedKind.TALK, words=wish, by=by)
    measures.decline(client=code.client, instrument_id=instrument_id, why=why, by=by)


@action(Permission.CHECK_IN, audit="kiosk.asked_to_talk")
def ask_to_talk(*, code: KioskCode, by: Actor) -> None:
    """She wants to talk to someone: it becomes a wish of hers like any other."""
    day.ask_for(client=code.client, on=clock.today(), kind=NeedKind.TALK, by=by)


@action(Permission.CHECK_IN, audit="kiosk.closed")
def close_code(*, code: KioskCode, by: Actor) -> KioskCode:
    """She is done, or nobody touched the device: nothing opens it again."""
    if code.closed_at is None:
        code.code = ""
        code.closed_at = clock.now()
        code.closed_by = by.id
        code.save()
    return code


def _is_of(code: KioskCode, instrument_id: str) -> None:
    if instrument_id not in code.instrument_ids or code.closed_at is not None:
        raise refuse("not_of_code", _("This page has closed. What you answered is kept."))
