"""The money side: whose plan waits for what, the worksheet, authorizations, self-pay, estimates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404, names_of
from openiop.coverage import actions
from openiop.coverage.models import Policy
from openiop.coverage.queries import (
    BenefitLine,
    about_authorization,
    about_policy,
    authorization_or_404,
    fee_table,
    fee_tables,
    given_estimates,
    policies_of,
    policy_or_404,
    self_pay_of,
)
from openiop.domain.decision import Refused
from openiop.domain.privacy import About, Permission
from openiop.privacy.gate import allows, log_access
from openiop.privacy.web import actor_of, page

from . import queries
from .forms import (
    AuthorizationForm,
    EstimateForm,
    FeesForm,
    LetterStepForm,
    PolicyForm,
    SelfPayForm,
    WhyForm,
    WorksheetForm,
    with_reasons,
)

UNPROCESSABLE = 422
USUAL_DAYS = (16, 24)
"""Offered for an estimate. Source: published programs, domain.md 1.9."""


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


def _form_page(
    request: HttpRequest, client: Client, form: django_forms.Form, texts: tuple[str, str, str]
) -> HttpResponse:
    title, note, button = texts
    context = {"client": client, "form": form, "title": title, "note": note, "button": button}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "billing/form.html", context, status=status)


@page(Permission.SEE_COVERAGE)
def board(request: HttpRequest) -> HttpResponse:
    """Whose money side waits for somebody?"""
    actor = actor_of(request)
    rows = queries.coverage_rows(clock.today())
    log_access(actor, "billing:board", {row.client.pk for row in rows})
    context = {
        "rows": rows,
        "waiting": sum(not row.is_settled for row in rows),
        "may_set_fees": allows(actor, Permission.SET_FEES, About()),
    }
    return render(request, "billing/board.html", context)


@page(Permission.SEE_COVERAGE)
def ahead(request: HttpRequest) -> HttpResponse:
    """Does everybody get her hours in the coming weeks, and when do authorized days run out?"""
    rows = queries.hours_ahead(clock.today())
    log_access(actor_of(request), "billing:ahead", {row.client.pk for row in rows})
    context = {
        "rows": rows,
        "weeks": [week.monday for week in rows[0].weeks] if rows else [],
        "to_look_at": sum(row.needs_look for row in rows),
    }
    return render(request, "billing/ahead.html", context)


@page(Permission.SEE_COVERAGE, about=about_client)
def person(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who pays for her, what was authorized, and what may it cost her?"""
    return _person(request, client_or_404(client_id), None)


def _person(request: HttpRequest, client: Client, form: EstimateForm | None) -> HttpResponse:
    actor = actor_of(request)
    policies = policies_of(client.pk)
    given = given_estimates(client.pk)
    names = names_by_id(
        [each.by for each in given] + [line.by for p in policies for line in p.checks]
    )
    low, high = USUAL_DAYS
    context = {
        "client": client,
        "legal": names_of(client)
        if allows(actor, Permission.SEE_LEGAL_NAMES, client.about())
        else None,
        "policies": policies,
        "ledger": queries.ledger_of(client.pk),
        "own": self_pay_of(client.pk),
        "given": given,
        "names": names,
        "today": clock.today(),
        "may_edit": allows(actor, Permission.EDIT_COVERAGE, client.about()),
        "may_see_wishes": allows(actor, Permission.SEE_WISHES, client.about()),
        "may_see_addresses": allows(actor, Permission.SEE_ADDRESSES, client.about()),
        "form": form or EstimateForm(initial={"low": low, "high": high}),
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "billing/person.html", context, status=status)


def _kept(request: HttpRequest, client_id: UUID, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("billing:person", client_id)


@page(Permission.EDIT_COVERAGE, about=about_client)
def add_policy(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Which plan may pay for her, and whose is it?"""
    client, form, by = client_or_404(client_id), PolicyForm(_sent(request)), actor_of(request)
    if _done(form, lambda: actions.add_policy(client=client, **form.told(), by=by)):
        return _kept(request, client_id, gettext("Saved. Next: ask the plan."))
    note = gettext("If the policy is not hers, its letters may reach the policyholder.")
    return _form_page(request, client, form, (gettext("A policy"), note, gettext("Save")))


@page(Permission.EDIT_COVERAGE, about=about_policy)
def strike_policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Why is this policy not hers any more?"""
    policy, form, by = policy_or_404(policy_id), WhyForm(_sent(request)), actor_of(request)
    if _done(form, lambda: actions.strike_policy(policy=policy, **form.cleaned_data, by=by)):
        return _kept(request, policy.client_id, gettext("Struck. The record keeps it."))
    note = gettext("It ended, or was entered by mistake.")
    texts = (gettext("Strike a policy"), note, gettext("Strike"))
    return _form_page(request, policy.client, form, texts)


@page(Permission.EDIT_COVERAGE, about=about_policy)
def worksheet(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """What does the plan pay, by whose word?"""
    policy, by = policy_or_404(policy_id), actor_of(request)
    newest = _newest(policy)
    form = WorksheetForm(
        _sent(request),
        before=newest.benefits if newest else None,
        initial={"verified_on": clock.today()},
    )
    if _done(form, lambda: actions.keep_benefits(policy=policy, **form.told(), by=by)):
        return _kept(request, policy.client_id, gettext("Saved. Earlier worksheets are kept."))
    context = {"client": policy.client, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "billing/worksheet.html", context, status=status)


def _newest(policy: Policy) -> BenefitLine | None:
    lines = policies_of(policy.client_id)
    return next((line.newest for line in lines if line.row.pk == policy.pk), None)


@page(Permission.EDIT_COVERAGE, about=about_policy)
def letter_step(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """What was done so that the plan's letters do not tell on her?"""
    policy, by = policy_or_404(policy_id), actor_of(request)
    form = LetterStepForm(_sent(request), initial={"on": clock.today()})
    if _done(form, lambda: actions.record_letter_step(policy=policy, **form.told(), by=by)):
        return _kept(request, policy.client_id, gettext("Saved."))
    note = gettext("An explanation of benefits goes to the policyholder unless the plan agrees.")
    texts = (gettext("The plan's letters"), note, gettext("Save"))
    return _form_page(request, policy.client, form, texts)


@page(Permission.EDIT_COVERAGE, about=about_policy)
def authorize(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """What did the plan authorize?"""
    policy, by, today = policy_or_404(policy_id), actor_of(request), clock.today()
    begin = {"from_on": today, "until_on": today + timedelta(days=29), "code": "S9480"}
    form = AuthorizationForm(_sent(request), initial=begin)
    if _done(form, lambda: actions.record_authorization(policy=policy, **form.told(), by=by)):
        return _kept(request, policy.client_id, gettext("Saved."))
    note = gettext("What was used is counted from attendance.")
    texts = (gettext("An authorization"), note, gettext("Save"))
    return _form_page(request, policy.client, form, texts)


@page(Permission.EDIT_COVERAGE, about=about_authorization)
def correct(request: HttpRequest, authorization_id: UUID) -> HttpResponse:
    """What changed, or what was wrong?"""
    row, by = authorization_or_404(authorization_id), actor_of(request)
    fields = ("status", "code", "units", "counted", "from_on", "until_on", "most_a_week")
    begin = {name: getattr(row, name) for name in fields} | {"number": row.number}
    form = AuthorizationForm(_sent(request), initial=begin)

    def deed() -> object:
        return actions.record_authorization(policy=row.policy, replaces=row, **form.told(), by=by)

    if _done(form, deed):
        return _kept(request, row.policy.client_id, gettext("Saved. What stood before is kept."))
    note = gettext("This stands in its place; what stood before stays readable.")
    texts = (gettext("Change an authorization"), note, gettext("Save"))
    return _form_page(request, row.policy.client, form, texts)


@page(Permission.EDIT_COVERAGE, about=about_authorization)
def withdraw(request: HttpRequest, authorization_id: UUID) -> HttpResponse:
    """Why does it not hold?"""
    row, form = authorization_or_404(authorization_id), WhyForm(_sent(request))
    by = actor_of(request)

    def deed() -> object:
        return actions.withdraw_authorization(
            authorization=row, why=form.cleaned_data["why"], by=by
        )

    if _done(form, deed):
        return _kept(request, row.policy.client_id, gettext("Withdrawn. The record keeps it."))
    note = gettext("It was entered by mistake, or the plan took it back.")
    texts = (gettext("Withdraw an authorization"), note, gettext("Withdraw"))
    return _form_page(request, row.policy.client, form, texts)


@page(Permission.EDIT_COVERAGE, about=about_client)
def self_pay(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she pay a day, by our table?"""
    client, by = client_or_404(client_id), actor_of(request)
    form = SelfPayForm(_sent(request), initial={"from_on": clock.today()})
    if _done(form, lambda: actions.choose_self_pay(client=client, **form.told(), by=by)):
        return _kept(request, client_id, gettext("Saved. The fee follows the table."))
    note = gettext("Telling an income is up to her; without it the full fee holds.")
    return _form_page(request, client, form, (gettext("She pays herself"), note, gettext("Save")))


@require_POST
@page(Permission.EDIT_COVERAGE, about=about_client)
def end_self_pay(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """She no longer pays herself."""
    client = client_or_404(client_id)
    actions.end_self_pay(client=client, from_on=clock.today(), by=actor_of(request))
    return _kept(request, client_id, gettext("Saved. What was agreed before stays readable."))


@require_POST
@page(Permission.EDIT_COVERAGE, about=about_client)
def give_estimate(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Put the estimate, as it is known now, on her own page."""
    client, form, by = client_or_404(client_id), EstimateForm(request.POST), actor_of(request)
    if _done(form, lambda: actions.give_estimate(client=client, days=form.days(), by=by)):
        return _kept(request, client_id, gettext("Given. She reads it under What it costs."))
    return _person(request, client, form)


@page(Permission.SET_FEES)
def fees(request: HttpRequest) -> HttpResponse:
    """What does a day cost here, and less for whom?"""
    today: date = clock.today()
    now, by = fee_table(today), actor_of(request)
    form = FeesForm(_sent(request), before=now.table if now else None, initial={"from_on": today})

    def deed() -> object:
        return actions.set_fees(table=form.table(), from_on=form.cleaned_data["from_on"], by=by)

    if _done(form, deed):
        messages.success(request, gettext("Saved. What was agreed with clients before stays."))
        return redirect(reverse("billing:fees"))
    context = {"form": form, "versions": fee_tables()}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "billing/fees.html", context, status=status)
