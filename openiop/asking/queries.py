"""What is due for one client, what is on file, and how the week's minutes stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext, override

from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import client_or_404, episode_of
from openiop.domain.measures.asking import Way, may_be_answered
from openiop.domain.measures.instrument import Instrument, Item, Sensitivity
from openiop.domain.measures.not_shipped import NOT_SHIPPED, NotShipped
from openiop.domain.measures.registry import instrument
from openiop.domain.measures.schedule import PlannedForm, WeekPlan
from openiop.domain.measures.scoring import ScoreResult, score
from openiop.domain.measures.short_form_text import SHORT_FORM_TEXT_RULES, text_for_short_form
from openiop.domain.privacy import Permission
from openiop.measures.models import Administration, Answer, Decline
from openiop.measures.presenters import answer_in_words
from openiop.measures.queries import (
    PRIVATE_KINDS,
    FormOnFile,
    TotalLine,
    declines_of,
    form_of,
    form_or_404,
    forms_on_file,
    instrument_here,
    instruments_here,
    known_here,
    minutes_here,
    plan_of_week,
    plans_by_client,
    standing_answers,
    totals_of,
)
from openiop.outbox.queries import last_text, profile_of
from openiop.privacy.actor import Actor
from openiop.privacy.gate import allows

LOOK_BACK = timedelta(days=120)


@dataclass(frozen=True)
class FormsPage:
    """Everything about one client's forms."""

    client: Client
    plan: WeekPlan
    on_file: tuple[FormOnFile, ...]
    declined: tuple[Decline, ...]
    others: tuple[Instrument, ...]
    """Forms that may be asked though nothing says they are due."""
    may_ask_privately: bool
    may_text: bool
    texted_on: date | None
    """When she was last texted about a short form of this week."""


def forms_page(client_id: UUID, actor: Actor) -> FormsPage:
    """The week's plan of a client, what she answered lately, and what else may be asked."""
    client, today = client_or_404(client_id), clock.today()
    plan = plan_of_week(client_id, today)
    planned = {form.instrument_id for form in plan.forms}
    on = minutes_here()
    short = [form.due_on for form in plan.forms if form.in_place_of]
    stay = episode_of(client_id, today)
    first = min(stay.starts_on, today) if stay else today - LOOK_BACK
    return FormsPage(
        client=client,
        plan=plan,
        on_file=tuple(forms_on_file(client_id, first)),
        declined=tuple(declines_of(client_id, first)),
        others=tuple(
            form
            for id_, form in instruments_here().items()
            if id_ in on and id_ not in planned | PRIVATE_KINDS and may_be_answered(form, Way.STAFF)
        ),
        may_ask_privately=allows(actor, Permission.ASK_ABOUT_VIOLENCE, client.about()),
        may_text=allows(actor, Permission.SEND_MESSAGE, client.about()),
        texted_on=texted_on(client, min(short)) if short else None,
    )


def text_to_her(client: Client) -> str:
    """The neutral words that lead her to a short form, in her language."""
    text, params = text_for_short_form(profile_of(client.pk))
    with override(client.language):
        return gettext(text).format(**params)


def texted_on(client: Client, since: date) -> date | None:
    """On which day since then she was texted about a short form."""
    at = last_text(client.pk, text_to_her(client), clock.at(since, "00:00"))
    return clock.local(at).date() if at else None


def short_forms_asked(client_id: UUID) -> list[PlannedForm]:
    """The short forms that today stand in for long ones without an answer."""
    plan = plan_of_week(client_id, clock.today())
    return [form for form in plan.asked_on(clock.today()) if form.in_place_of]


def waits_for_a_text(day: date) -> list[UUID]:
    """Whose short form is asked today; constant statements for any number of stays."""
    since = day - timedelta(days=SHORT_FORM_TEXT_RULES.after_the_stay_days)
    ended = Episode.objects.filter(ended_on__range=(since, day)).order_by("ended_on")
    ids = dict.fromkeys(ended.values_list("client_id", flat=True))
    return [
        client_id
        for client_id, plan in plans_by_client(ids, day).items()
        if any(form.in_place_of for form in plan.asked_on(day))
    ]


def askable(instrument_id: str) -> Instrument:
    """A form staff may ask or enter on the common pages."""
    form = known_here(instrument_id)
    if (
        form is None
        or form.id in PRIVATE_KINDS
        or form.id not in minutes_here()
        or not may_be_answered(form, Way.STAFF)
    ):
        raise Http404("No such form.")
    return form


def begun_today(client_id: UUID, form: Instrument) -> dict[str, int | None]:
    """What she answered today on a form that is not finished."""
    found = form_of(client_id, form.id, clock.today())
    return standing_answers(found.pk) if found and found.finished_at is None else {}


@dataclass(frozen=True)
class Said:
    """One question of a form with what she said to it."""

    item: Item
    answer: str
    """Her answer in words; empty when there is none."""
    state: str
    """"answered", "skipped", "not_asked" or "open"."""
    is_critical: bool


@dataclass(frozen=True)
class FormPage:
    """One form on file, question by question."""

    form: FormOnFile
    said: tuple[Said, ...]
    result: ScoreResult


def form_page(administration_id: UUID, actor: Actor) -> FormPage:
    """A form question by question; one about violence only for those who may ask such questions."""
    found = form_or_404(administration_id)
    private = found.instrument_id in PRIVATE_KINDS
    if private and not allows(actor, Permission.ASK_ABOUT_VIOLENCE, found.about()):
        raise Http404("No such form.")
    on_file = next(
        each
        for each in forms_on_file(found.client_id, found.on, private=private)
        if each.administration.pk == found.pk
    )
    of = instrument_here(found.instrument_id, found.instrument_version)
    rows = {
        row.link_id: row
        for row in Answer.objects.filter(administration_id=found.pk, replaced_at__isnull=True)
    }
    answers = {link_id: row.value for link_id, row in rows.items()}
    result = score(of, answers)
    critical = {hit.link_id for hit in result.critical}
    return FormPage(
        form=on_file,
        said=tuple(
            Said(
                item=item,
                answer=answer_in_words(of, item, answers.get(item.link_id)),
                state=_state(of, item, answers),
                is_critical=item.link_id in critical,
            )
            for item in of.items
        ),
        result=result,
    )


def _state(of: Instrument, item: Item, answers: dict[str, int | None]) -> str:
    if answers.get(item.link_id) is not None:
        return "answered"
    if item.link_id in answers:
        return "skipped"
    return "open" if of.is_asked(item, answers) else "not_asked"


def private_forms(client_id: UUID) -> list[Administration]:
    """The times she was asked in private, newest first."""
    return [
        each.administration
        for each in forms_on_file(client_id, clock.today() - timedelta(days=730), private=True)
    ]


def private_form() -> Instrument:
    """The questions asked alone with her."""
    return instrument(min(PRIVATE_KINDS))


def forms_with_totals(client: Client, actor: Actor) -> list[NotShipped]:
    """The forms whose totals this person may enter, by title."""
    private = allows(actor, Permission.ASK_ABOUT_VIOLENCE, client.about())
    return sorted(
        (
            form
            for form in NOT_SHIPPED
            if form.takes_totals and (private or form.sensitivity is not Sensitivity.VIOLENCE)
        ),
        key=lambda form: form.title.casefold(),
    )


def totals_for(client: Client, actor: Actor) -> list[TotalLine]:
    """The totals entered for her, as far as this person may read them."""
    private = allows(actor, Permission.ASK_ABOUT_VIOLENCE, client.about())
    return totals_of(client.pk, private=private)
