"""A hello after she left: a link that says nothing, a code she chose, a few questions, done.

Whatever does not fit, a wrong code, an old link, one we never made, is answered in the same words.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.followup.answers import HowIsIt, call_for
from openiop.domain.followup.code import CODE_RULES
from openiop.domain.followup.notes import NOTE_RULES
from openiop.followup.actions import answer_note
from openiop.followup.forms import NoteForm
from openiop.followup.models import CaringNote
from openiop.followup.queries import is_alive, note_with, questions_of
from openiop.privacy.actor import system
from openiop.privacy.web import public_page
from openiop.programs.queries import program
from openiop.public import actions

from .way_in import connection_of, says, status_of

OPEN = "hello"
"""Where the session keeps which note is open, and since when."""


@public_page
def hello(request: HttpRequest, link: str) -> HttpResponse:
    """The code she chose opens it; anything else gets one answer."""
    faults: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            note = actions.open_hello(
                link=link[:120],
                code=request.POST.get("code", "")[: CODE_RULES.most * 2],
                connection=connection_of(request),
                by=system(),
            )
        except Refused as refused:
            faults, status = says(refused), status_of(refused)
        else:
            if note is not None:
                request.session.cycle_key()
                request.session[OPEN] = [str(note.pk), clock.now().isoformat()]
                return redirect("public:hello_questions")
            faults = [say("This did not open. Please look at your code again, or call us.")]
            status = 422
    context = {"faults": faults, "phone": _phone()}
    response = render(request, "public/hello/code.html", context, status=status)
    return _unseen(response)


@public_page
def questions(request: HttpRequest) -> HttpResponse:
    """How is she? Two minutes, and every question may stay empty."""
    note = _opened(request)
    if note is None:
        return redirect("public:hello_over")
    form = NoteForm(request.POST or None, questions=questions_of(note))
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        try:
            answer_note(note=note, answers=answers, by=system())
        except Refused:
            return redirect("public:hello_over")
        request.session.pop(OPEN, None)
        request.session["hello_done"] = {
            "call": call_for(answers) is not None,
            "hard": answers.how in (HowIsIt.HARD, HowIsIt.VERY_HARD),
        }
        return redirect("public:hello_done")
    status = 422 if form.errors else 200
    return _unseen(render(request, "public/hello/questions.html", {"form": form}, status=status))


@public_page
def done(request: HttpRequest) -> HttpResponse:
    """Thank you, and what happens now."""
    told: dict[str, Any] = request.session.get("hello_done") or {}
    context = {"call": told.get("call"), "hard": told.get("hard"), "phone": _phone()}
    return _unseen(render(request, "public/hello/done.html", context))


@public_page
def over(request: HttpRequest) -> HttpResponse:
    """It closed, or was never open."""
    return _unseen(render(request, "public/hello/over.html", {"phone": _phone()}))


def _opened(request: HttpRequest) -> CaringNote | None:
    kept = request.session.get(OPEN)
    if not kept:
        return None
    note_id, since = kept
    too_long = clock.now() - datetime.fromisoformat(since) > timedelta(
        minutes=NOTE_RULES.open_minutes
    )
    note = None if too_long else note_with(note_id)
    if note is None or not is_alive(note):
        request.session.pop(OPEN, None)
        return None
    return note


def _phone() -> str:
    here = program()
    return here.on_call_phone if here else ""


def _unseen(response: HttpResponse) -> HttpResponse:
    """Nothing of it stays on the device or travels with the next address."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
