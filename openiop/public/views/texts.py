"""For staff: the words of the public pages, and who could not sign in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import override
from django.views.decorators.http import require_POST

from openiop.accounts.models import NAME_AT_MOST
from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.domain.public import PublicPage
from openiop.domain.referral import Source
from openiop.privacy.web import actor_of, in_words, page
from openiop.public import actions
from openiop.public.forms import TextForm
from openiop.public.queries import pages, partners, way_in

PARTNER_KINDS = (Source.HOSPITAL, Source.THERAPIST, Source.SHELTER, Source.OTHER)
_LANGUAGE_NAMES = {"en": "English", "es": "Español"}


@page(Permission.EDIT_PUBLIC_TEXTS)
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Which pages does the public read, and in whose words?"""
    by_page: dict[PublicPage, list[pages.TextRow]] = {}
    for row in pages.all_texts():
        by_page.setdefault(row.page, []).append(row)
    return render(request, "public/staff/texts.html", {"pages": by_page})


@page(Permission.EDIT_PUBLIC_TEXTS)
def edit(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """What does this page say, in this language?"""
    wanted = _wanted(name, language)
    shown = pages.standing(wanted, language)
    form = TextForm(
        request.POST if request.method == "POST" else None,
        initial={"body": shown.body, "number": shown.number},
    )
    preview, do = "", request.POST.get("do", "")
    if request.method == "POST" and form.is_valid():
        body = "" if do == "ours" else form.cleaned_data["body"]
        if do == "preview":
            preview = pages.as_html(body)
        elif not body.strip() and do != "ours":
            form.add_error("body", say("Write something, or go back to our text."))
        elif body.strip() == pages.ours(wanted, language).strip() and not shown.is_own:
            messages.info(request, say("Nothing was changed."))
            return redirect("public:edit_text", name, language)
        else:
            try:
                actions.write_text(
                    page=wanted,
                    language=language,
                    body=body,
                    number=form.cleaned_data["number"],
                    by=actor_of(request),
                )
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error("body", in_words(reason))
            else:
                messages.success(request, say("Saved. The public reads it now."))
                return redirect("public:edit_text", name, language)
    context = {
        "page": wanted,
        "language": language,
        "language_name": _LANGUAGE_NAMES[language],
        "form": form,
        "preview": preview,
        "shown": shown,
        "versions": _versions(wanted, language),
    }
    return render(request, "public/staff/edit.html", context, status=422 if form.errors else 200)


@page(Permission.EDIT_PUBLIC_TEXTS)
def version(request: HttpRequest, name: str, language: str, number: int) -> HttpResponse:
    """How did an earlier version read?"""
    wanted = _wanted(name, language)
    found = next((v for v in pages.versions(wanted, language) if v.number == number), None)
    if found is None:
        raise Http404("No such version.")
    with override(language):
        body = pages.as_html(found.body or pages.ours(wanted, language))
    context = {
        "page": wanted,
        "language": language,
        "language_name": _LANGUAGE_NAMES[language],
        "version": found,
        "body": body,
    }
    return render(request, "public/staff/version.html", context)


def _versions(wanted: PublicPage, language: str) -> list[dict[str, Any]]:
    found = pages.versions(wanted, language)
    names = names_by_id(each.created_by for each in found)
    return [{"text": each, "by": names.get(each.created_by, "")} for each in found]


def _wanted(name: str, language: str) -> PublicPage:
    wanted = pages.page_called(name)
    if wanted is None or language not in pages.LANGUAGES:
        raise Http404("No such page.")
    return wanted


@page(Permission.ANSWER_SIGN_IN_HELP)
def sign_in_helps(request: HttpRequest) -> HttpResponse:
    """Who cannot sign in?"""
    context = {"waiting": way_in.waiting_for_sign_in_help()}
    return render(request, "public/staff/sign_in_helps.html", context)


@require_POST
@page(Permission.ANSWER_SIGN_IN_HELP)
def answered(request: HttpRequest) -> HttpResponse:
    """Somebody looked into it."""
    row = way_in.sign_in_help(request.POST.get("row", ""))
    if row is None:
        raise Http404("Nobody waits.")
    actions.answer_sign_in_help(row=row, by=actor_of(request))
    messages.success(request, say("Done."))
    return redirect("public:sign_in_helps")


@page(Permission.MANAGE_PARTNERS)
def all_partners(request: HttpRequest) -> HttpResponse:
    """Who sends women to us, and who signs in for them?"""
    faults: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _change_partners(request)
        except Refused as refused:
            faults = [{"href": "#add", "text": in_words(reason)} for reason in refused.reasons]
        else:
            messages.success(request, say("Saved."))
            return redirect("public:partners")
    context = {
        "rows": partners.all_partners(clock.today()),
        "kinds": PARTNER_KINDS,
        "faults": faults,
        "typed": request.POST,
    }
    return render(request, "public/staff/partners.html", context, status=422 if faults else 200)


def _change_partners(request: HttpRequest) -> None:
    sent, by = request.POST, actor_of(request)
    do = sent.get("do", "")
    partner = partners.partner_with(sent.get("partner", ""))
    member = partners.member_with(sent.get("member", ""))
    if do == "end" and member is not None:
        actions.end_partner_member(member=member, by=by)
    elif do == "member" and partner is not None:
        actions.add_partner_member(
            partner=partner,
            sign_in_name=sent.get("sign_in_name", "")[:NAME_AT_MOST],
            display_name=sent.get("display_name", "")[:NAME_AT_MOST],
            password=sent.get("password", ""),
            by=by,
        )
    elif do == "partner":
        kind = sent.get("kind", "")
        actions.add_partner(
            name=sent.get("name", "")[:NAME_AT_MOST],
            kind=Source(kind) if kind in {str(each) for each in PARTNER_KINDS} else Source.OTHER,
            phone=sent.get("phone", "")[:40],
            email=sent.get("email", "")[:NAME_AT_MOST],
            by=by,
        )
