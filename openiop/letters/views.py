"""Letters: the register, one letter and its PDF for staff; for her, reading and agreeing."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.base.pdf import Paragraph, SignHere, document
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.decision import Refused
from openiop.domain.letters.letter import (
    LetterBody,
    LetterStatus,
    clinical_facts,
    letter_sentences,
)
from openiop.domain.privacy import Permission, Reach, reach_of
from openiop.privacy.gate import log_access
from openiop.privacy.web import actor_of, in_words, page

from . import actions, queries
from .forms import AskForm, DraftForm
from .models import Letter

F = TypeVar("F", bound=django_forms.Form)

UNPROCESSABLE = 422


def _with_errors(form: F, refused: Refused) -> F:
    for reason in refused.reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


# -- Staff ----------------------------------------------------------------------------------------


@page(Permission.WRITE_LETTER)
def register(request: HttpRequest) -> HttpResponse:
    """Which letters are due?"""
    actor = actor_of(request)
    whole_site = reach_of(actor.roles, Permission.WRITE_LETTER) is Reach.SITE
    lines = queries.register(actor, whole_site=whole_site)
    log_access(actor, "letters:register", list({line.client_id for line in lines}))
    context = {
        "open": [line for line in lines if line.is_open],
        "done": [line for line in lines if not line.is_open][::-1],
    }
    return render(request, "letters/register.html", context)


@page(Permission.WRITE_LETTER, about=about_client)
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Which letters does she need?"""
    client = client_or_404(client_id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(
                client=client,
                kind=form.told_kind(),
                recipient=form.cleaned_data["recipient"],
                wish=form.cleaned_data["wish"],
                needed_by=form.cleaned_data["needed_by"],
                by=actor_of(request),
            )
        except Refused as refused:
            _with_errors(form, refused)
        else:
            return redirect("letters:letter", made.pk)
    context = {"client": client, "form": form, "lines": queries.letters_of(client_id)}
    return render(request, "letters/of_client.html", context, status=422 if form.errors else 200)


@page(Permission.WRITE_LETTER, about=queries.about_letter)
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """What does this letter tell, and what is next?"""
    found = queries.letter_or_404(letter_id)
    here = queries.letter_page(found)
    form = DraftForm(request.POST or None, body=here.body)
    if request.method == "POST" and form.is_valid():
        told = request.POST.get("seen", "")
        try:
            actions.draft(
                letter=found,
                body=form.new_body(),
                seen_number=int(told) if told.isdecimal() else 0,
                by=actor_of(request),
            )
        except Refused as refused:
            _with_errors(form, refused)
        else:
            messages.success(request, gettext("Saved. She can read it in her own pages."))
            return redirect("letters:letter", letter_id)
    return _letter_page(request, found, form)


def _letter_page(request: HttpRequest, found: Letter, form: DraftForm) -> HttpResponse:
    here = queries.letter_page(found)
    context = {
        "letter": found,
        "here": here,
        "form": form,
        "clinical": clinical_facts(here.body.facts),
        "is_open": found.status not in (LetterStatus.SENT, LetterStatus.STRUCK),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "letters/letter.html", context, status=status)


@require_POST
@page(Permission.WRITE_LETTER, about=queries.about_letter)
def pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter she agreed to, ready to be handed over."""
    actor = actor_of(request)
    found = queries.letter_or_404(letter_id)
    text = actions.print_letter(letter=found, by=actor)
    body = queries.body_of(found, text)
    made = document(
        gettext("Letter"),
        [
            Paragraph(date_format(clock.today(), "F j, Y")),
            *(Paragraph(part) for part in text.text.split("\n\n")),
            SignHere(actor.name),
        ],
        actor.name,
        clock.now(),
        letterhead=queries.letterhead_lines(body.letterhead),
        foot="",
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response


@require_POST
@page(Permission.WRITE_LETTER, about=queries.about_letter)
def send(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Write down that it went out."""
    found = queries.letter_or_404(letter_id)
    actions.send_by_hand(letter=found, how=request.POST.get("how", ""), by=actor_of(request))
    return redirect("letters:letter", letter_id)


@require_POST
@page(Permission.WRITE_LETTER, about=queries.about_letter)
def strike(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Take it off the register."""
    found = queries.letter_or_404(letter_id)
    actions.strike(letter=found, why=request.POST.get("why", ""), by=actor_of(request))
    return redirect("letters:letter", letter_id)


# -- Her own pages --------------------------------------------------------------------------------


@page(Permission.AGREE_TO_LETTER)
def hers(request: HttpRequest) -> HttpResponse:
    """Letters about you: what was asked for, what you can read."""
    actor = actor_of(request)
    assert actor.client_id is not None  # noqa: S101 - only a client has this permission
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(
                client=client_or_404(actor.client_id),
                kind=form.told_kind(),
                recipient=form.cleaned_data["recipient"],
                wish=form.cleaned_data["wish"],
                needed_by=form.cleaned_data["needed_by"],
                by=actor,
            )
        except Refused as refused:
            _with_errors(form, refused)
        else:
            messages.success(request, gettext("Thank you. We tell you when you can read it."))
            return redirect("letters:hers")
    lines = [
        line for line in queries.letters_of(actor.client_id) if line.status != LetterStatus.STRUCK
    ]
    context = {"here": "plan", "form": form, "lines": lines}
    return render(request, "letters/hers.html", context, status=422 if form.errors else 200)


@page(Permission.AGREE_TO_LETTER, about=queries.about_letter)
def read(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as it would go out: do you agree?"""
    try:
        found = actions.look_at(letter=queries.letter_or_404(letter_id), by=actor_of(request))
    except Refused as refused:
        # asked for, and nobody has written it yet
        messages.info(request, in_words(refused.reasons[0]))
        return redirect("letters:hers")
    shown = queries.letter_page(found)
    context = {"here": "plan", "letter": found, "shown": shown, "in_hers": []}
    if get_language() != "en" and shown.text is not None:
        context["in_hers"] = _in_her_language(found, shown.body)
    return render(request, "letters/read.html", context)


def _in_her_language(letter: Letter, body: LetterBody) -> list[str]:
    """The fixed sentences of a letter as she reads best; a help, and no part of the letter."""
    return [
        gettext(words).format(
            **{
                name: date_format(value, "DATE_FORMAT") if isinstance(value, date) else value
                for name, value in told.items()
            }
        )
        for words, told in letter_sentences(body, queries.facts_of(letter.client, gettext))
    ]


@require_POST
@page(Permission.AGREE_TO_LETTER, about=queries.about_letter)
def answer(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """She agrees, or does not."""
    found, actor = queries.letter_or_404(letter_id), actor_of(request)
    if request.POST.get("agree") == "yes":
        told = request.POST.get("number", "")
        actions.agree(letter=found, number=int(told) if told.isdecimal() else 0, by=actor)
        messages.success(request, gettext("Thank you. It can go out now."))
    else:
        actions.decline(letter=found, by=actor)
        messages.success(request, gettext("Thank you. It stays here."))
    return redirect("letters:hers")
