"""Fewer days: planned, taken back, made true on its day; and the case that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from openiop.admission.actions.stay import move
from openiop.base import clock
from openiop.clients.models import Client, Episode, StageMove
from openiop.clients.queries import episode_of
from openiop.domain.decision import refuse
from openiop.domain.episode import MoveAsked, Stage, StayMove
from openiop.domain.privacy import Permission
from openiop.domain.readiness.taper import (
    TAPER_RULES,
    ReturnAnswer,
    Step,
    due_step,
    may_answer_return,
    may_plan_taper,
    shown_steps,
)
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.readiness import queries
from openiop.readiness.models import CaseReturn, TaperPlan

WORDS_LETTERS_MAX = 1000


def _stay(client: Client) -> Episode:
    stay = episode_of(client.pk, clock.today())
    if stay is None or stay.stage is not Stage.IN_PROGRAM:
        raise refuse("no_stay", _("She is not in the program on this day."))
    return stay


@action(Permission.PLAN_TAPER, audit="readiness.taper_planned")
def plan_taper(*, client: Client, steps: Sequence[Step], why: str, by: Actor) -> TaperPlan:
    """Plan fewer days step by step; warnings are kept, and nothing about her days changes yet."""
    stay = _stay(client)
    facts = queries.taper.taper_facts(stay, clock.today())
    may_plan_taper(facts.weekdays, steps, clock.today()).or_refuse()
    if not why.strip():
        raise refuse("why", _("Say why, in a sentence."), field_name="why")
    warned = {w.code for each in shown_steps(facts, steps) for w in each.warnings}
    return _write(stay, steps, sorted(warned), why, by)


@action(Permission.PLAN_TAPER, audit="readiness.taper_taken_back")
def take_back_taper(*, client: Client, why: str, by: Actor) -> TaperPlan:
    """Take a planned taper back; the days she comes on now stay as they are."""
    stay = _stay(client)
    if not queries.taper.plans_by_stay([stay]):
        raise refuse("none", _("No taper is planned."))
    if not why.strip():
        raise refuse("why", _("Say why, in a sentence."), field_name="why")
    return _write(stay, (), [], why, by)


def _write(
    stay: Episode, steps: Sequence[Step], warned: list[str], why: str, by: Actor
) -> TaperPlan:
    made = TaperPlan(
        episode=stay,
        number=queries.taper.next_plan_number(stay),
        steps=queries.taper.stored_steps(steps),
        warned=warned,
        owner_id=stay.therapist_id or by.id,
        rule_id=TAPER_RULES.id,
        created_by=by.id,
    )
    made.why = why.strip()[:WORDS_LETTERS_MAX]
    made.save(force_insert=True)
    audit_codes(steps=len(steps), warned=warned)
    return made


@action(Permission.PLAN_TAPER, audit="readiness.taper_step_begun")
def begin_step(*, client: Client, why: str, by: Actor) -> StageMove:
    """On or after its day, and with no case waiting: she comes on fewer days from today."""
    stay, today = _stay(client), clock.today()
    shown = queries.taper.taper_of(client.pk, today)
    steps = [each.step for each in shown.steps] if shown and shown.is_planned else []
    step = due_step(steps, shown.facts.weekdays, today) if shown else None
    if step is None or step.from_on > today:
        raise refuse("not_due", _("No step is due today."))
    if queries.picture.open_returns([client.pk]):
        raise refuse("returned", _("Her case came back to the team. Decide about that first."))
    asked = MoveAsked(StayMove.STEP_DOWN, today, why=why, weekdays=step.weekdays)
    return move(episode=stay, asked=asked, by=by)


@action(Permission.WORK_JOBS, audit="readiness.case_returned")
def return_case(
    *,
    client: Client,
    on: date,
    instrument_id: str,
    administration_id: UUID,
    owner_id: UUID,
    by: Actor,
) -> CaseReturn:
    """A reading got worse beyond chance on fewer days: the case is back with the team."""
    found = CaseReturn.objects.filter(client=client, administration_id=administration_id).first()
    if found is not None:
        return found
    made = CaseReturn(
        client=client,
        on=on,
        instrument_id=instrument_id,
        administration_id=administration_id,
        owner_id=owner_id,
        created_by=by.id,
    )
    made.answer_words = ""
    made.save(force_insert=True)
    return made


@action(Permission.PLAN_TAPER, audit="readiness.return_answered")
def answer_return(*, row: CaseReturn, answer: str, words: str, by: Actor) -> CaseReturn:
    """The team decided about a case that came back; more days are set on the page of her stay."""
    fresh = CaseReturn.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.answered_at is not None:
        raise refuse("answered", _("A colleague answered this in the meantime."))
    may_answer_return(answer, words).or_refuse()
    fresh.answer = ReturnAnswer(answer)
    fresh.answer_words = words.strip()[:WORDS_LETTERS_MAX]
    fresh.answered_at, fresh.answered_by = clock.now(), by.id
    fresh.save()
    audit_codes(answer=answer)
    return fresh
