"""Who is calling, her names and addresses, who must not know, and whom she must not meet."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients import actions as clients
from openiop.clients.models import Client
from openiop.clients.queries import (
    about_client,
    about_contact,
    about_kept_apart,
    addresses_of,
    client_or_404,
    clients_by_id,
    contact_or_404,
    everybody,
    kept_apart_from,
    kept_apart_or_404,
    kept_away_from,
    names_of,
)
from openiop.domain.callers import SAY_THIS
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, page
from openiop.schedule.queries import groups_shared

from .actions import look_up
from .forms import (
    AddressForm,
    ApartForm,
    BlockForm,
    CallerForm,
    EndForm,
    NamesForm,
    with_reasons,
)

UNPROCESSABLE = 422


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _done(form: django_forms.Form, deed: Callable[[], object]) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        deed()
    except Refused as refused:
        with_reasons(form, refused.reasons)
        return False
    return True


@page(Permission.LOOK_UP_CALLER)
def caller(request: HttpRequest) -> HttpResponse:
    """Who is calling, and what do I say?"""
    form, cue = CallerForm(_sent(request)), ""
    by = actor_of(request)

    def deed() -> None:
        nonlocal cue
        cue = look_up(caller=form.told(), by=by)

    _done(form, deed)
    context = {"form": form, "cue": cue, "sentence": SAY_THIS}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discretion/caller.html", context, status=status)


def _may(request: HttpRequest, permission: Permission, client: Client) -> bool:
    return allows(actor_of(request), permission, client.about())


@page(Permission.SEE_ADDRESSES, about=about_client)
def person(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What is she called where, where do letters go, and what must stay between us?"""
    client = client_or_404(client_id)
    addresses = addresses_of(client_id)
    sees_home = _may(request, Permission.SEE_HIDDEN_HOME, client)
    sees_apart = _may(request, Permission.SEE_KEPT_APART, client)
    sees_people = _may(request, Permission.SEE_PEOPLE, client)
    today = clock.today()
    context = {
        "client": client,
        "names": names_of(client) if _may(request, Permission.SEE_LEGAL_NAMES, client) else None,
        "addresses": addresses.shown(hidden_too=sees_home),
        "postal": addresses.postal,
        "is_hidden": addresses.home_is_hidden,
        "sees_home": sees_home,
        "sees_people": sees_people,
        "blocked": kept_away_from(client_id) if sees_people else [],
        "sees_apart": sees_apart,
        "apart": [
            {"line": line, "shared": groups_shared(client_id, line.other.pk, today)}
            for line in kept_apart_from(client_id)
        ]
        if sees_apart
        else [],
        "may_edit_names": _may(request, Permission.EDIT_NAMES, client),
        "may_edit_addresses": _may(request, Permission.EDIT_ADDRESSES, client),
        "may_block": _may(request, Permission.BLOCK_PEOPLE, client),
        "may_see_coverage": _may(request, Permission.SEE_COVERAGE, client),
        "may_see_wishes": _may(request, Permission.SEE_WISHES, client),
        "back": reverse("desk:chart", args=[client_id])
        if _may(request, Permission.SEE_CHART, client)
        else "",
    }
    return render(request, "discretion/person.html", context)


def _form_page(
    request: HttpRequest, client: Client, form: django_forms.Form, texts: tuple[str, str, str]
) -> HttpResponse:
    title, note, button = texts
    context = {"client": client, "form": form, "title": title, "note": note, "button": button}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "discretion/form.html", context, status=status)


@page(Permission.EDIT_NAMES, about=about_client)
def names(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """By which name does she go here, and by law?"""
    client, by = client_or_404(client_id), actor_of(request)
    form = NamesForm(_sent(request), initial={**vars(names_of(client)), "why": ""})
    if _done(form, lambda: clients.rename(client=client, names=form.told(), by=by)):
        messages.success(request, gettext("Saved. Boards and lists show the name she goes by."))
        return redirect("discretion:person", client_id)
    note = gettext("Boards, door and groups show only the name she goes by.")
    return _form_page(request, client, form, (gettext("Names"), note, gettext("Save")))


@page(Permission.EDIT_ADDRESSES, about=about_client)
def address(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Where do letters go, and where does she live?"""
    client, by = client_or_404(client_id), actor_of(request)
    form = AddressForm(_sent(request))
    if _done(form, lambda: clients.set_address(client=client, **form.told(), by=by)):
        messages.success(request, gettext("Saved. Earlier addresses are kept."))
        return redirect("discretion:person", client_id)
    note = gettext(
        "With a substitute address, where she lives is shown only to those who may have to send "
        "help. Leave all lines empty to say that she has no such address any more."
    )
    return _form_page(request, client, form, (gettext("An address"), note, gettext("Save")))


@page(Permission.BLOCK_PEOPLE, about=about_client)
def block(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who must not know that she is here?"""
    client, by = client_or_404(client_id), actor_of(request)
    form = BlockForm(_sent(request))
    if _done(form, lambda: clients.block_person(client=client, **form.told(), by=by)):
        messages.success(request, gettext("Saved. Whoever answers the phone reads a cue."))
        return redirect("discretion:person", client_id)
    note = gettext("Nobody is told that she said so. Every caller hears the same sentence.")
    return _form_page(request, client, form, (gettext("Must not know"), note, gettext("Add")))


@require_POST
@page(Permission.BLOCK_PEOPLE, about=about_contact)
def unblock(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """She no longer minds that they know."""
    contact = contact_or_404(contact_id)
    clients.unblock_person(contact=contact, by=actor_of(request))
    messages.success(request, gettext("Saved. There is still no release to them."))
    return redirect("discretion:person", contact.client_id)


@page(Permission.KEEP_APART, about=about_client)
def apart(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Whom must she not meet here without a decision?"""
    client, by = client_or_404(client_id), actor_of(request)
    form = ApartForm(_sent(request), everybody(but=client_id))

    def deed() -> None:
        other = clients_by_id([form.other_id()])[form.other_id()]
        clients.keep_apart(
            client=client,
            other=other,
            link=form.told_link(),
            words=form.cleaned_data["words"],
            by=by,
        )

    if _done(form, deed):
        messages.success(request, gettext("Saved. It holds for both, and only few read why."))
        return redirect("discretion:person", client_id)
    note = gettext(
        "Others who plan a seat read only that a rule stands against it. They never read which."
    )
    return _form_page(request, client, form, (gettext("A hidden rule"), note, gettext("Add")))


@page(Permission.KEEP_APART, about=about_kept_apart)
def end_apart(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Why does the rule no longer hold?"""
    rule, by = kept_apart_or_404(rule_id), actor_of(request)
    form = EndForm(_sent(request))
    if _done(form, lambda: clients.end_apart(rule=rule, why=form.cleaned_data["why"], by=by)):
        messages.success(request, gettext("The rule ended. It stays in the record."))
        return redirect("discretion:person", rule.one_id)
    note = gettext("From then on they may be seated together.")
    return _form_page(
        request, rule.one, form, (gettext("End a hidden rule"), note, gettext("End it"))
    )
