"""Her health and her people: one page for each, and small forms that say one thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from openiop.accounts.queries import staff_names
from openiop.base import clock
from openiop.clients import actions as clients
from openiop.clients.models import Client
from openiop.clients.queries import (
    about_client,
    about_contact,
    about_release,
    client_or_404,
    contact_or_404,
    contacts_of,
    release_or_404,
)
from openiop.domain.decision import Reason, Refused
from openiop.domain.health.diagnoses import next_rank
from openiop.domain.health.team import TeamPart
from openiop.domain.importing.medication_row import medication_rows
from openiop.domain.importing.sheet import read_sheet
from openiop.domain.privacy import Permission
from openiop.domain.release import RELEASE_RULES
from openiop.privacy.gate import allows
from openiop.privacy.web import actor_of, in_words, page

from . import actions, queries
from .forms import (
    FILE_BYTES,
    AllergyForm,
    ContactForm,
    DiagnosisForm,
    DoseForm,
    ImportForm,
    MedicationForm,
    ReleaseForm,
    StandingForm,
    StopForm,
    StrikeForm,
    TeamForm,
    with_reasons,
)

UNPROCESSABLE = 422


def _allowed(request: HttpRequest, permission: Permission, client: Client) -> bool:
    return allows(actor_of(request), permission, client.about())


def _back_to_chart(request: HttpRequest, client: Client) -> str:
    """Her chart for those it opens to; intake has none."""
    if _allowed(request, Permission.SEE_CHART, client):
        return reverse("desk:chart", args=[client.pk])
    return ""


def _form_page(
    request: HttpRequest,
    form: django_forms.Form,
    *,
    client: Client,
    title: str,
    button: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    """One form on a page of its own."""
    context = {
        "form": form,
        "client": client,
        "title": title,
        "button": button,
        "back": back,
        **more,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "health/form.html", context, status=status)


def _done(form: django_forms.Form, deed: Callable[[], object]) -> bool:
    """Whether what was sent could be read and done; else the form says why not."""
    if not form.is_valid():
        return False
    try:
        deed()
    except Refused as refused:
        with_reasons(form, refused.reasons)
        return False
    return True


def _sent(request: HttpRequest, what: str = "") -> Any:
    """What was sent to this one of several forms of a page."""
    if request.method != "POST" or request.POST.get("form", "") != what:
        return None
    return request.POST


# Health


@page(Permission.SEE_HEALTH, about=about_client)
def health(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she take, what does she react to, and what is she treated for?"""
    client = client_or_404(client_id)
    context = {
        "found": queries.health_page(client),
        "client": client,
        "may_edit": _allowed(request, Permission.EDIT_MEDICATIONS, client),
        "may_diagnose": _allowed(request, Permission.DIAGNOSE, client),
    }
    return render(request, "health/health.html", context)


@page(Permission.EDIT_MEDICATIONS, about=about_client)
def add_medication(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she take?"""
    client, form = client_or_404(client_id), MedicationForm(_sent(request))
    back = reverse("health:health", args=[client_id])
    if _done(
        form, lambda: actions.add_medication(client=client, **form.told(), by=actor_of(request))
    ):
        return redirect(back)
    return _form_page(
        request,
        form,
        client=client,
        title=gettext("Add a medication"),
        button=gettext("Add"),
        back=back,
        note=gettext("This only states what she takes. Nothing is prescribed or ordered here."),
    )


@page(Permission.EDIT_MEDICATIONS, about=queries.about_medication)
def medication(request: HttpRequest, medication_id: UUID) -> HttpResponse:
    """Has this changed, stopped, or was it wrong?"""
    found, by, today = queries.medication_or_404(medication_id), actor_of(request), clock.today()
    begin = {"on": today.isoformat()}
    dose = DoseForm(_sent(request, "dose"), initial=begin, auto_id="dose_%s")
    stop = StopForm(_sent(request, "stop"), initial=begin, auto_id="stop_%s")
    strike = StrikeForm(_sent(request, "strike"), auto_id="strike_%s")
    back = reverse("health:health", args=[found.client_id])
    deeds: tuple[tuple[django_forms.Form, Callable[[], object]], ...] = (
        (dose, lambda: actions.change_dose(medication=found, **dose.cleaned_data, by=by)),
        (stop, lambda: actions.stop_medication(medication=found, **stop.cleaned_data, by=by)),
        (strike, lambda: actions.strike_medication(medication=found, **strike.cleaned_data, by=by)),
    )
    if any(_done(form, deed) for form, deed in deeds):
        return redirect(back)
    shown = (
        ("dose", gettext("She takes it differently now"), dose, gettext("Save the change")),
        ("stop", gettext("She takes it no longer"), stop, gettext("Stop")),
        ("strike", gettext("It was entered by mistake"), strike, gettext("Strike")),
    )
    facts = [
        (gettext("How she takes it"), found.dose),
        (gettext("What for"), found.reason),
        (gettext("Prescribed by"), found.prescriber),
    ]
    return _entry_page(request, found.client, found.name, facts, shown, back)


def _entry_page(
    request: HttpRequest,
    client: Client,
    title: str,
    facts: list[tuple[str, str]],
    shown: tuple[tuple[str, str, django_forms.Form, str], ...],
    back: str,
) -> HttpResponse:
    wrong = next((form for _name, _title, form, _button in shown if form.errors), None)
    context = {
        "client": client,
        "title": title,
        "facts": [(label, value) for label, value in facts if value],
        "shown": shown,
        "wrong": wrong,
        "back": back,
    }
    return render(
        request, "health/entry.html", context, status=UNPROCESSABLE if wrong is not None else 200
    )


@page(Permission.EDIT_MEDICATIONS, about=about_client)
def import_file(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does the list from elsewhere say?"""
    client = client_or_404(client_id)
    form = ImportForm(_sent(request), request.FILES or None)
    back = reverse("health:health", args=[client_id])
    if form.is_bound and form.is_valid():
        stated = _imported(request, client, form)
        if stated is not None:
            words = ngettext(
                "{n} medication taken over.", "{n} medications taken over.", stated
            ).format(n=stated)
            messages.success(request, words)
            return redirect(back)
    return _form_page(
        request,
        form,
        client=client,
        title=gettext("Medications from a file"),
        button=gettext("Take over"),
        back=back,
        has_file=True,
        note=gettext("What stands on her list already is not doubled. All rows or none."),
    )


def _imported(request: HttpRequest, client: Client, form: ImportForm) -> int | None:
    """How many were taken over; None when the form now says why not."""
    file: UploadedFile = form.cleaned_data["file"]
    if (file.size or 0) > FILE_BYTES:
        form.add_error("file", gettext("This file is too large for a list of medications."))
        return None
    sheet = read_sheet(file.read())
    read = sheet if isinstance(sheet, Reason) else medication_rows(sheet, clock.today())
    if isinstance(read, Reason):
        form.add_error("file", in_words(read))
        return None
    for fault in read.faults:
        words = gettext("Row {number}: {why}").format(
            number=fault.number, why=in_words(fault.reason)
        )
        form.add_error("file", words)
    if read.faults:
        return None
    return actions.import_medications(client=client, rows=read.rows, by=actor_of(request))


@require_POST
@page(Permission.EDIT_MEDICATIONS, about=about_client)
def reviewed(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The list was looked through with her."""
    actions.review_medications(
        client=client_or_404(client_id),
        words=request.POST.get("words", ""),
        by=actor_of(request),
    )
    messages.success(request, gettext("Saved: looked through with her today."))
    return redirect("health:health", client_id)


@page(Permission.EDIT_MEDICATIONS, about=about_client)
def add_allergy(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she react to?"""
    client, form = client_or_404(client_id), AllergyForm(_sent(request))
    back = reverse("health:health", args=[client_id])
    if _done(form, lambda: actions.add_allergy(client=client, **form.told(), by=actor_of(request))):
        return redirect(back)
    return _form_page(
        request,
        form,
        client=client,
        title=gettext("Add an allergy"),
        button=gettext("Add"),
        back=back,
    )


@require_POST
@page(Permission.EDIT_MEDICATIONS, about=about_client)
def none_known(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """She was asked, and knows of none."""
    actions.state_none_known(client=client_or_404(client_id), by=actor_of(request))
    return redirect("health:health", client_id)


@page(Permission.EDIT_MEDICATIONS, about=queries.about_allergy)
def allergy(request: HttpRequest, allergy_id: UUID) -> HttpResponse:
    """Was this wrong?"""
    found = queries.allergy_or_404(allergy_id)
    form = StrikeForm(_sent(request, "strike"), auto_id="strike_%s")
    back = reverse("health:health", args=[found.client_id])
    by = actor_of(request)
    if _done(form, lambda: actions.strike_allergy(allergy=found, **form.cleaned_data, by=by)):
        return redirect(back)
    facts = [
        (gettext("What happens"), found.reaction),
        (gettext("How strong"), gettext(found.severity.label)),
    ]
    shown = (("strike", gettext("It is no allergy, or a mistake"), form, gettext("Strike")),)
    return _entry_page(request, found.client, found.to, facts, shown, back)


@page(Permission.DIAGNOSE, about=about_client)
def diagnose(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Which code of the table says it?"""
    client, typed = client_or_404(client_id), request.GET.get("q", "").strip()
    chosen = queries.code_named(request.POST.get("code", "") or request.GET.get("code", ""))
    begin = {
        "code": chosen.code if chosen else "",
        "rank": next_rank(queries.standing_diagnoses(client_id)),
    }
    form = DiagnosisForm(_sent(request), initial=begin)
    back = reverse("health:health", args=[client_id])
    if _done(form, lambda: actions.diagnose(client=client, **form.told(), by=actor_of(request))):
        return redirect(back)
    context = {
        "client": client,
        "form": form,
        "chosen": chosen,
        "typed": typed,
        "codes": queries.codes_like(typed) if typed and not chosen else [],
        "release": queries.table_release(),
        "back": back,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "health/diagnose.html", context, status=status)


@page(Permission.DIAGNOSE, about=queries.about_diagnosis)
def diagnosis(request: HttpRequest, diagnosis_id: UUID) -> HttpResponse:
    """How sure is it now?"""
    found, by = queries.diagnosis_or_404(diagnosis_id), actor_of(request)
    line = next(
        each for each in queries.diagnoses_of(found.client_id) if each.diagnosis.pk == found.pk
    )
    begin = {"status": line.now.status, "rank": line.now.rank}
    change = StandingForm(_sent(request, "change"), initial=begin, auto_id="change_%s")
    strike = StrikeForm(_sent(request, "strike"), auto_id="strike_%s")
    back = reverse("health:health", args=[found.client_id])
    deeds: tuple[tuple[django_forms.Form, Callable[[], object]], ...] = (
        (change, lambda: actions.change_diagnosis(diagnosis=found, **change.told(), by=by)),
        (strike, lambda: actions.strike_diagnosis(diagnosis=found, **strike.cleaned_data, by=by)),
    )
    if any(_done(form, deed) for form, deed in deeds):
        return redirect(back)
    shown = (
        ("change", gettext("It stands otherwise now"), change, gettext("Save the change")),
        ("strike", gettext("It was entered by mistake"), strike, gettext("Strike")),
    )
    facts = [(gettext("Code"), found.code), (gettext("Made by"), line.made_by)]
    return _entry_page(request, found.client, found.title, facts, shown, back)


# People


@page(Permission.SEE_PEOPLE, about=about_client)
def people(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who is around her, who does what for her, and what may we share?"""
    client, team = client_or_404(client_id), queries.team_of(client_id)
    context = {
        "client": client,
        "contacts": contacts_of(client_id),
        "team": team,
        "team_ended": any(line.member and line.ended_on for line in team),
        "back": _back_to_chart(request, client),
        "may_edit": _allowed(request, Permission.EDIT_PEOPLE, client),
        "may_revoke": _allowed(request, Permission.REVOKE_RELEASE, client),
    }
    return render(request, "health/people.html", context)


@page(Permission.EDIT_PEOPLE, about=about_client)
def add_contact(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who is it, and what are they to her?"""
    client, form = client_or_404(client_id), ContactForm(_sent(request))
    back = reverse("health:people", args=[client_id])
    by = actor_of(request)
    if _done(form, lambda: clients.add_contact(client=client, told=form.told(), by=by)):
        return redirect(back)
    return _form_page(
        request,
        form,
        client=client,
        title=gettext("Add a person or organization"),
        button=gettext("Add"),
        back=back,
        note=gettext("To be on this list is no leave to talk with them. That takes a release."),
    )


@page(Permission.EDIT_PEOPLE, about=about_contact)
def contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What is known of them now?"""
    found, by = contact_or_404(contact_id), actor_of(request)
    line = next(each for each in contacts_of(found.client_id) if each.contact.pk == found.pk)
    begin = {name: getattr(line.told, name) for name in ContactForm.base_fields}
    change = ContactForm(_sent(request, "change"), initial=begin, auto_id="change_%s")
    strike = StrikeForm(_sent(request, "strike"), auto_id="strike_%s")
    back = reverse("health:people", args=[found.client_id])
    deeds: tuple[tuple[django_forms.Form, Callable[[], object]], ...] = (
        (change, lambda: clients.change_contact(contact=found, told=change.told(), by=by)),
        (strike, lambda: clients.strike_contact(contact=found, **strike.cleaned_data, by=by)),
    )
    if any(_done(form, deed) for form, deed in deeds):
        return redirect(back)
    shown = (
        ("change", gettext("What we know of them"), change, gettext("Save")),
        ("strike", gettext("Take them off her chart"), strike, gettext("Take off")),
    )
    return _entry_page(
        request, found.client, line.told.name or line.told.organization, [], shown, back
    )


@page(Permission.EDIT_PEOPLE, about=about_contact)
def release(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What did she sign?"""
    found, today = contact_or_404(contact_id), clock.today()
    begin = {
        "signed_on": today,
        "from_on": today,
        "until_on": today + timedelta(days=RELEASE_RULES.longest_days),
    }
    form = ReleaseForm(_sent(request), initial=begin)
    back = reverse("health:people", args=[found.client_id])
    by = actor_of(request)
    if _done(form, lambda: clients.record_release(contact=found, **form.told(), by=by)):
        messages.success(request, gettext("Saved. She can take it back at any time."))
        return redirect(back)
    told = next(each.told for each in contacts_of(found.client_id) if each.contact.pk == found.pk)
    return _form_page(
        request,
        form,
        client=found.client,
        title=gettext("What may we share with {name}?").format(name=told.name or told.organization),
        button=gettext("Save the release"),
        back=back,
        note=gettext("Psychotherapy notes are never shared by this, whatever is chosen."),
    )


@require_POST
@page(Permission.REVOKE_RELEASE, about=about_release)
def revoke(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """She takes it back; it ends now."""
    found = release_or_404(release_id)
    clients.revoke(release=found, by=actor_of(request))
    messages.success(request, gettext("It ended now. Nothing more is shared by it."))
    return redirect("health:people", found.contact.client_id)


@page(Permission.EDIT_PEOPLE, about=about_client)
def join_team(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who does what for her?"""
    client, contacts = client_or_404(client_id), contacts_of(client_id)
    by_id = {line.contact.pk: line.contact for line in contacts}
    outside = [
        (line.contact.pk, line.told.name or line.told.organization)
        for line in contacts
        if not line.told.keep_away
    ]
    begin = {"from_on": clock.today()}
    form = TeamForm(_sent(request), staff_names(), outside, initial=begin)
    back, by = reverse("health:people", args=[client_id]), actor_of(request)

    def deed() -> None:
        staff_id, contact_id = form.chosen()
        actions.join_team(
            client=client,
            part=TeamPart(form.cleaned_data["part"]),
            from_on=form.cleaned_data["from_on"],
            staff_id=staff_id,
            contact=by_id.get(contact_id) if contact_id else None,
            does=form.cleaned_data["does"],
            by=by,
        )

    if _done(form, deed):
        return redirect(back)
    return _form_page(
        request,
        form,
        client=client,
        title=gettext("Who does what for her?"),
        button=gettext("Add"),
        back=back,
    )


@require_POST
@page(Permission.EDIT_PEOPLE, about=queries.about_team_member)
def leave_team(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """They no longer do this for her."""
    member = queries.team_member_or_404(member_id)
    actions.leave_team(member=member, by=actor_of(request))
    return redirect("health:people", member.client_id)
