"""The pages of a shared device: no name, one question at a time, nothing left behind."""

from __future__ import annotations

from functools import wraps
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as say

from openiop.clients.queries import about_client, client_or_404, language_of
from openiop.domain.crisis import LIFELINE, ways_in
from openiop.domain.decision import Refused
from openiop.domain.measures.asking import ASKING_RULES, question_before
from openiop.domain.measures.check_in_path import is_met_with_words
from openiop.domain.measures.instrument import Instrument
from openiop.domain.privacy import Permission, Role
from openiop.measures.models import Declined
from openiop.measures.presenters import (
    DO_IT_TOGETHER,
    form_line,
    language_note,
    question,
    value_of,
)
from openiop.privacy.actor import system
from openiop.privacy.gate import allows
from openiop.privacy.web import View, actor_of, in_words, page, public_page

from . import actions, queries
from .models import KioskCode

OPENED_WITH = "device_code"
"""Where the session of a device keeps the id of its code."""
TALK = "device_talk"
TOGETHER = "together"


# Staff: handing out a code


@page(Permission.HAND_OUT_CODE, about=about_client)
def hand_out(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Make a code for her; clinicians may choose the forms, the front desk sees none."""
    client, actor = client_or_404(client_id), actor_of(request)
    chooses = allows(actor, Permission.ENTER_MEASURE, client.about())
    if request.method == "POST":
        chosen = request.POST.getlist("form") if chooses else []
        made = actions.hand_out_code(client=client, instrument_ids=chosen or None, by=actor)
        return redirect("kiosk:code", made.pk)
    due = queries.forms_for_a_code(client.pk)
    lines = [form_line(form) for form in queries.forms_to_choose()] if chooses else []
    context = {
        "client": client,
        "is_due": bool(due),
        "under_review": chooses and queries.is_under_review(client.pk),
        "chooses": chooses,
        "options": [
            {
                "value": line.instrument_id,
                "label": f"{line.short}, {line.minutes}",
                "checked": line.instrument_id in {form.id for form in due},
            }
            for line in lines
        ],
        "minutes": ASKING_RULES.code_valid_minutes,
    }
    return render(request, "kiosk/hand_out.html", context)


@page(Permission.HAND_OUT_CODE, about=queries.about_code)
def code(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """The code, large, for as long as it is good."""
    found = queries.code_or_404(code_id)
    context = {
        "code": found,
        "digits": " ".join(found.code),
        "address": request.build_absolute_uri(reverse("kiosk:start")),
        "is_desk": actor_of(request).roles == frozenset({Role.FRONT_DESK}),
    }
    return render(request, "kiosk/code.html", context)


# The device


class _DeviceView(Protocol):
    def __call__(self, request: HttpRequest, at: queries.AtDevice) -> HttpResponse: ...


def _device(request: HttpRequest) -> str:
    """A digest of where the request comes from; it is compared, never read."""
    seed = f"{settings.SECRET_KEY} {request.META.get('REMOTE_ADDR', '')}"
    return sha256(seed.encode()).hexdigest()


@public_page
def start(request: HttpRequest) -> HttpResponse:
    """Type the code. Whoever was signed in on this device is signed out first."""
    wrong = ""
    if request.method == "POST":
        typed = "".join(request.POST.get("code", "").split())
        try:
            found = actions.type_code(code=typed, device=_device(request), by=system())
        except Refused as refused:
            wrong = in_words(refused.reasons[0])
        else:
            if found is not None:
                return _opened(request, found)
            wrong = say("This code opens nothing. Please ask for a new one.")
    context = {"wrong": wrong, "digits": ASKING_RULES.code_digits}
    return render(request, "kiosk/start.html", context, status=422 if wrong else 200)


def _opened(request: HttpRequest, found: KioskCode) -> HttpResponse:
    logout(request)
    request.session[OPENED_WITH] = str(found.pk)
    response = redirect("kiosk:questions")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language_of(found.client_id), samesite="Lax", httponly=True
    )
    return response


def _language(request: HttpRequest, code: KioskCode) -> str:
    """Her record's language, until she taps another one on the device."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else language_of(code.client_id)


def _opened_by_code(view: _DeviceView) -> View:
    """Only with an open code; the page closes by itself when nobody touches it."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponseBase:
        found = queries.begun_code(request.session.get(OPENED_WITH, ""))
        if found is None:
            return _clear(request, "kiosk:start")
        with override(_language(request, found)):
            try:
                response = view(request, queries.at_device(found))
            except Refused:
                # two taps at once, or the code has just closed: show where she is
                return redirect("kiosk:questions")
        if not isinstance(response, HttpResponseRedirect):
            after = f"{ASKING_RULES.idle_seconds};url={reverse('kiosk:over')}"
            response.headers["Refresh"] = after
        return response

    return public_page(shown)


def _clear(request: HttpRequest, to: str) -> HttpResponse:
    request.session.flush()
    response = redirect(to)
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@_opened_by_code
def questions(request: HttpRequest, at: queries.AtDevice) -> HttpResponse:
    """The next question, always under one address: going back in the browser shows nothing old."""
    if at.instrument is None:
        return _over(request, at.code)
    if request.session.get(TALK):
        return redirect("kiosk:talk")
    if request.method == "POST":
        return _posted(request, at, at.instrument)
    if at.form is None or at.number is None:
        context = {"line": form_line(at.instrument), "of": at.instrument, "minutes": _idle()}
        return render(request, "kiosk/form.html", context)
    wanted = request.GET.get("at", "")
    number = int(wanted) if wanted.isdigit() else at.number
    if not 1 <= number <= at.number:
        number = at.number
    return _question(request, at, at.instrument, number)


def _posted(request: HttpRequest, at: queries.AtDevice, of: Instrument) -> HttpResponse:
    by, id_ = queries.herself(at.code), of.id
    what = request.POST.get("do", "")
    if what == "begin":
        actions.begin_form(code=at.code, instrument_id=id_, by=by)
        return redirect("kiosk:questions")
    if what in (TOGETHER, *Declined.values):
        actions.decline_on_device(
            code=at.code,
            instrument_id=id_,
            why=Declined.NOT_NOW if what == TOGETHER else Declined(what),
            wish=DO_IT_TOGETHER if what == TOGETHER else "",
            by=by,
        )
        return redirect("kiosk:questions")
    given = request.POST.get("number", "")
    if request.POST.get("of") != id_ or not given.isdigit():
        return redirect("kiosk:questions")
    number = int(given)
    if not 1 <= number <= len(of.items):
        return redirect("kiosk:questions")
    item = of.items[number - 1]
    try:
        value = value_of(request.POST.getlist("answer"), item, of)
    except Refused as refused:
        typed = request.POST.get("answer", "")
        return _question(request, at, of, number, typed, in_words(refused.reasons[0]))
    actions.answer_on_device(
        code=at.code, instrument_id=id_, link_id=item.link_id, value=value, by=by
    )
    if is_met_with_words(id_, item.link_id, value, of):
        request.session[TALK] = True
        return redirect("kiosk:talk")
    return redirect("kiosk:questions")


def _question(
    request: HttpRequest,
    at: queries.AtDevice,
    of: Instrument,
    number: int,
    typed: str | None = None,
    error: str = "",
) -> HttpResponse:
    before = question_before(of, at.answers, number)
    context = {
        "question": question(of, number, at.answers, typed),
        "instructions": of.instructions,
        "ours": of.wording_is_ours,
        "error": error,
        "hidden": (("number", number), ("of", of.id)),
        "back": f"{reverse('kiosk:questions')}?at={before}" if before else "",
        "language_note": language_note(of),
        "minutes": _idle(),
    }
    return render(request, "kiosk/question.html", context, status=422 if error else 200)


def _idle() -> int:
    return ASKING_RULES.idle_seconds // 60


@_opened_by_code
def talk(request: HttpRequest, at: queries.AtDevice) -> HttpResponse:
    """After a hard answer: thank her, who is here, who can be reached; then on, as she likes."""
    if not request.session.get(TALK):
        return redirect("kiosk:questions")
    if request.method == "POST":
        request.session.pop(TALK, None)
        if request.POST.get("do") == "talk":
            actions.ask_to_talk(code=at.code, by=queries.herself(at.code))
        return redirect("kiosk:questions")
    lifeline = ways_in(LIFELINE, (get_language() or "en")[:2])
    return render(request, "kiosk/talk.html", {"lifeline": lifeline})


@public_page
def over(request: HttpRequest) -> HttpResponse:
    """Close the device: what was answered is kept, and the page forgets whose it was."""
    found = queries.begun_code(request.session.get(OPENED_WITH, ""))
    if found is not None:
        actions.close_code(code=found, by=queries.herself(found))
        return _clear(request, "kiosk:start")
    return redirect("kiosk:start")


def _over(request: HttpRequest, found: KioskCode) -> HttpResponse:
    actions.close_code(code=found, by=queries.herself(found))
    request.session.flush()
    response = render(request, "kiosk/over.html")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response
