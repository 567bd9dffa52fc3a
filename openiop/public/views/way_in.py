"""Asking for help without an account: how to reach her first, then as much as she likes to tell.

No page here looks anybody up, so that none can answer a stranger and a woman we know differently.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.domain.contact_profile import Allowed
from openiop.domain.decision import Refused
from openiop.domain.public import PUBLIC_RULES, code_in_groups, may_be_from_a_person
from openiop.domain.referral import ReferralForm, contact_due_at, triage_of
from openiop.domain.upload import UPLOAD_RULES
from openiop.privacy.actor import system
from openiop.privacy.web import in_words, public_page
from openiop.programs.queries import program
from openiop.public import actions
from openiop.public.forms import STEPS, WAYS, files_of, told_in
from openiop.public.models import Draft
from openiop.public.queries import way_in

OPEN, SENT, CLOSED, CODE = "way_in", "way_in_sent", "way_in_closed", "way_in_code"
"""Where the session keeps which request is open, which was sent, and that one closed by itself."""
FIRST = next(iter(STEPS))
TRAP = "website"
"""A field nobody sees: what fills it in is no person, or a browser that meant well."""


def connection_of(request: HttpRequest) -> str:
    """A digest of where a request comes from; it is compared, never read."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_TLS:
        # the nearest proxy is ours; what stands further left anybody may have written
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return way_in.keyed("connection", address)


def says(refused: Refused) -> list[str]:
    """The reasons as sentences."""
    return [in_words(reason) for reason in refused.reasons]


def status_of(refused: Refused) -> int:
    """429 while she has to wait, else 422."""
    return 429 if any(reason.code == "wait" for reason in refused.reasons) else 422


# One step after the other


@public_page
def reach(request: HttpRequest) -> HttpResponse:
    """How may we reach you safely? Asked first."""
    return _step(request, "reach")


@public_page
def you(request: HttpRequest) -> HttpResponse:
    """Who are you?"""
    return _step(request, "you")


@public_page
def why(request: HttpRequest) -> HttpResponse:
    """What brings you here?"""
    return _step(request, "why")


def _step(request: HttpRequest, name: str) -> HttpResponse:
    draft = _draft(request)
    if draft is None and name != FIRST:
        return redirect(f"public:{FIRST}")
    typed = way_in.typed_in(draft).get(name)
    form = STEPS[name](request.POST if request.method == "POST" else typed)
    faults: list[str] = []
    status = 200
    if request.method == "POST":
        is_later = request.POST.get("do") == "later"
        if is_later or form.is_valid():
            try:
                draft = actions.keep_draft(
                    draft=draft,
                    step=name,
                    typed=form.sent(),
                    language=_language(),
                    connection=connection_of(request),
                    by=system(),
                )
            except Refused as refused:
                faults, status = says(refused), status_of(refused)
            else:
                _remember(request, draft)
                return redirect("public:later" if is_later else _next_of(draft))
        else:
            status = 422
    elif typed is None and name == "you":
        form = STEPS[name]()
        form.fields["spoken"].initial = _language()
    context = {
        "form": form,
        "step": name,
        "number": list(STEPS).index(name) + 1,
        "of": len(STEPS) + 1,
        "faults": faults,
        "was_closed": request.session.pop(CLOSED, False) if CLOSED in request.session else False,
        "born": form.day("born"),
        "leaves": form.day("leaves"),
        "back": _back_of(name),
        **_wait_words(),
    }
    return render(request, f"public/way_in/{name}.html", context, status=status)


def _back_of(name: str) -> str:
    names = list(STEPS)
    at = names.index(name)
    return reverse(f"public:{names[at - 1]}") if at else reverse("public:start")


def _next_of(draft: Draft) -> str:
    typed = way_in.typed_in(draft)
    _whole, missing = told_in(typed)
    return f"public:{missing}" if missing else "public:send"


def _language() -> str:
    return (get_language() or "en")[:2]


def _draft(request: HttpRequest) -> Draft | None:
    """The request open in this browser; one left alone closes, because others may come after."""
    if OPEN not in request.session:
        return None
    kept = request.session[OPEN]
    if clock.wall().timestamp() - kept["seen"] > PUBLIC_RULES.idle_minutes * 60:
        del request.session[OPEN]
        request.session[CLOSED] = True
        return None
    return way_in.open_draft(kept["id"])


def _remember(request: HttpRequest, draft: Draft) -> None:
    request.session[OPEN] = {"id": str(draft.pk), "seen": clock.wall().timestamp()}


def _wait_words() -> dict[str, Any]:
    here = program()
    return {"phone": here.on_call_phone if here else ""}


# Looking once more, and sending


@public_page
def send(request: HttpRequest) -> HttpResponse:
    """Is all of it right? Nothing is sent before this page."""
    draft = _draft(request)
    if draft is None:
        return redirect("public:sent" if SENT in request.session else f"public:{FIRST}")
    answers, missing = told_in(way_in.typed_in(draft))
    if answers is None:
        return redirect(f"public:{missing}")
    faults: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            seconds = (clock.now() - draft.created_at).total_seconds()
            trap = request.POST.get(TRAP, "")
            may_be_from_a_person(seconds=seconds, trap=trap).or_refuse()
            actions.send_draft(
                draft=draft,
                answers=answers,
                files=files_of(request.FILES.getlist("files")),
                connection=connection_of(request),
                by=system(),
            )
        except Refused as refused:
            faults, status = says(refused), status_of(refused)
        else:
            _is_sent(request, answers)
            return redirect("public:sent")
    context = {
        "answers": answers,
        "ways": _ways(answers),
        "faults": faults,
        "number": len(STEPS) + 1,
        "files": UPLOAD_RULES.size_most_mb,
        "most": PUBLIC_RULES.files_most,
    }
    return render(request, "public/way_in/send.html", context, status=status)


def _is_sent(request: HttpRequest, answers: ReferralForm) -> None:
    due = contact_due_at(triage_of(answers).triage, clock.local_now())
    request.session[SENT] = due.isoformat()
    for name in (OPEN, CODE):
        request.session.pop(name, None)


def _ways(answers: ReferralForm) -> list[str]:
    contact = answers.contact
    rules = {"call": contact.call, "text": contact.text, "email": contact.email}
    return [str(label) for name, label in WAYS if rules[name].allowed is not Allowed.NO]


@public_page
def sent(request: HttpRequest) -> HttpResponse:
    """We have it, and what happens next. The same words for everybody."""
    if SENT not in request.session:
        return redirect("public:start")
    due = clock.local(datetime.fromisoformat(request.session[SENT]))
    return render(request, "public/way_in/sent.html", {"due": due, **_wait_words()})


# Coming back


@public_page
def later(request: HttpRequest) -> HttpResponse:
    """Keep it for later: she chooses a word and gets a code."""
    draft = _draft(request)
    if draft is None:
        return redirect(f"public:{FIRST}")
    faults: list[str] = []
    if request.method == "POST":
        try:
            code = actions.save_for_later(
                draft=draft, word=request.POST.get("word", ""), by=system()
            )
        except Refused as refused:
            faults = says(refused)
        else:
            # shown once, on the next page, and forgotten with it
            request.session[CODE] = code
            return redirect("public:saved")
    context = {"faults": faults, "days": PUBLIC_RULES.saved_days, "back": reverse(_next_of(draft))}
    return render(request, "public/way_in/later.html", context, status=422 if faults else 200)


@public_page
def saved(request: HttpRequest) -> HttpResponse:
    """The code, large. The request is closed in this browser."""
    code = request.session.get(CODE, "")
    if not code:
        return redirect("public:come_back")
    request.session.pop(OPEN, None)
    context = {"code": code_in_groups(code), "days": PUBLIC_RULES.saved_days}
    return render(request, "public/way_in/saved.html", context)


@public_page
def come_back(request: HttpRequest) -> HttpResponse:
    """A code and her word. Whatever does not fit is answered in the same words."""
    faults: list[str] = []
    status = 200
    typed = request.POST.get("code", "")[:40]
    if request.method == "POST":
        try:
            draft = actions.come_back(
                code=typed,
                word=request.POST.get("word", "")[: PUBLIC_RULES.word_letters_most],
                connection=connection_of(request),
                by=system(),
            )
        except Refused as refused:
            faults, status = says(refused), status_of(refused)
        else:
            if draft is not None:
                request.session.pop(CODE, None)
                _remember(request, draft)
                return redirect(_next_of(draft))
            faults, status = [say("This code and this word open nothing. Please look again.")], 422
    else:
        request.session.pop(CODE, None) if CODE in request.session else None
    context = {"faults": faults, "code": typed, **_wait_words()}
    return render(request, "public/way_in/come_back.html", context, status=status)


@public_page
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Take back what was begun."""
    draft = _draft(request)
    if draft is not None:
        actions.forget_draft(draft=draft, by=system())
    for name in (OPEN, CODE, SENT):
        request.session.pop(name, None)
    return redirect("public:start")


# Cannot sign in


@public_page
def sign_in_help(request: HttpRequest) -> HttpResponse:
    """She cannot sign in: a person looks it up and answers in the safe way, or not at all."""
    faults: list[str] = []
    status = 200
    said = request.POST.get("said", "").replace("\x00", "")
    if request.method == "POST":
        if not said.strip() or len(said) > PUBLIC_RULES.line_letters_most:
            faults, status = [say("Please tell us a name, a phone number or an e-mail.")], 422
        else:
            try:
                actions.ask_for_sign_in_help(
                    said=said.strip(), connection=connection_of(request), by=system()
                )
            except Refused as refused:
                faults, status = says(refused), status_of(refused)
            else:
                return redirect("public:sign_in_help_sent")
    context = {"faults": faults, "said": said, **_wait_words()}
    return render(request, "public/sign_in_help.html", context, status=status)


@public_page
def sign_in_help_sent(request: HttpRequest) -> HttpResponse:
    """The same words for everybody."""
    return render(request, "public/sign_in_help_sent.html", _wait_words())
