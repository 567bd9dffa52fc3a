"""What is done to a plan of care: writing, signing, reviewing, talking about it."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.base.ids import new_id
from openiop.care.actions.goals import add_goal, end_goal
from openiop.care.models import Goal
from openiop.care.queries.goals import goals_by_client
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404
from openiop.domain.care.note import content_hash
from openiop.domain.care.plan import (
    PLAN_RULES,
    SECTIONS,
    Entry,
    PlanBody,
    PlanKind,
    PlannedGoal,
    PlanSignFacts,
    Signer,
    WishKind,
    entry_gaps,
    may_change_plan,
    may_sign_plan,
    stored_plan,
    with_entry,
    without_entry,
)
from openiop.domain.consent import path_of, strokes_from
from openiop.domain.decision import refuse
from openiop.domain.events import Admitted
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import license_now, signs_as

from . import queries
from .models import PlanReview, PlanSignature, PlanVersion, PlanWish

WORDS_LETTERS_MAX = 2000


@action(Permission.EDIT_GOALS, audit="plans.entry_written")
def write_entry(
    *, client: Client, section: str, entry: Entry, seen: str = "", by: Actor
) -> PlanVersion:
    """Put a line into her plan, or change the one with its id; a signed plan gets a new version.

    `seen` is the fingerprint of the line as it was on the page: if a colleague changed it
    meanwhile, nothing is overwritten.
    """
    if section not in SECTIONS or not isinstance(entry, SECTIONS[section]):
        raise refuse("no_section", _("A plan has no such part."))
    entry_gaps(entry, clock.today()).or_refuse()
    plan, body = _in_writing(client, by)
    before = queries.entry_of(body, section, entry.id) if entry.id else None
    if entry.id and before is None:
        raise refuse("gone", _("A colleague took this line out in the meantime."))
    if seen and before is not None and queries.mark_of(before) != seen:
        raise refuse(
            "stale", _("A colleague changed this line in the meantime. Look at it, then save.")
        )
    if isinstance(entry, PlannedGoal):
        entry = _goal(client, entry, by)
    elif not entry.id:
        entry = replace(entry, id=str(new_id()))
    return _write(plan, with_entry(body, section, entry), by)


def _goal(client: Client, entry: PlannedGoal, by: Actor) -> PlannedGoal:
    """The goal notes link to, made or reworded."""
    if not entry.id:
        made = add_goal(client=client, her_words=entry.her_words, our_words=entry.our_words, by=by)
        return replace(entry, id=str(made.pk))
    goal = Goal.objects.get(client=client, pk=UUID(entry.id))
    goal.her_words, goal.our_words = entry.her_words[:300], entry.our_words[:300]
    goal.save()
    return entry


@action(Permission.EDIT_GOALS, audit="plans.entry_taken_out")
def take_out(*, client: Client, section: str, entry_id: str, by: Actor) -> PlanVersion:
    """Take a line out of her plan; a goal that goes is ended, notes about it keep their link."""
    plan, body = _in_writing(client, by)
    if queries.entry_of(body, section, entry_id) is None:
        return plan
    if section == "goals":
        end_goal(goal=Goal.objects.get(client=client, pk=UUID(entry_id)), by=by)
    return _write(plan, without_entry(body, section, entry_id), by)


@action(Permission.EDIT_GOALS, audit="plans.kind_set")
def set_kind(*, client: Client, kind: PlanKind, by: Actor) -> PlanVersion:
    """Say whether this is the first short plan or the full one."""
    plan, body = _in_writing(client, by)
    return _write(plan, replace(body, kind=str(kind)), by)


@action(Permission.EDIT_GOALS, audit="plans.written")
def write_plan(*, client: Client, body: PlanBody, by: Actor) -> PlanVersion:
    """Write a whole plan at once, such as one brought from elsewhere; its goals exist already."""
    plan, _before = _in_writing(client, by)
    return _write(plan, body, by)


def _in_writing(client: Client, by: Actor) -> tuple[PlanVersion, PlanBody]:
    """The version in writing, begun from the newest signed one if there is none."""
    goals = goals_by_client([client.pk])[client.pk]
    plan = (
        PlanVersion.objects.select_for_update()
        .filter(client=client, frozen_at__isnull=True)
        .first()
    )
    if plan is not None:
        return plan, queries.body_of(plan, goals)
    body = queries.body_now(client.pk)
    plan = PlanVersion(
        client=client,
        number=queries.next_number(client.pk),
        kind=PlanKind(body.kind),
        rule_id=PLAN_RULES.id,
        created_by=by.id,
    )
    return plan, body


def _write(plan: PlanVersion, body: PlanBody, by: Actor) -> PlanVersion:
    plan.kind, plan.body = PlanKind(body.kind), json.dumps(stored_plan(body))
    plan.changed_at, plan.changed_by = clock.now(), by.id
    plan.save()
    return plan


def _signed(
    plan: PlanVersion,
    who: Signer,
    name: str,
    seen: str,
    on: date | None,
    by: Actor,
    *,
    drawing: str = "",
) -> PlanSignature:
    fresh = PlanVersion.objects.select_for_update().get(pk=plan.pk)
    body = queries.body_of(fresh, goals_by_client([fresh.client_id])[fresh.client_id])
    text, newest = queries.text_of(fresh, body), queries.newest_plan(fresh.client_id)
    facts = PlanSignFacts(
        signed_by=queries.signed_by(fresh),
        is_newest=who is not Signer.STAFF or (newest is not None and newest.pk == fresh.pk),
        name=name,
        saw_it=seen == queries.mark_of(text),
        drawing=drawing.strip() or None,
    )
    may_sign_plan(body, who, facts).or_refuse()
    now, salt = clock.now(), secrets.token_hex(16)
    if fresh.frozen_at is None:
        fresh.body = json.dumps(stored_plan(body))
        fresh.frozen_at, fresh.frozen_by = now, by.id
        fresh.save()
    made = PlanSignature(
        plan=fresh,
        who=who,
        salt=salt,
        content_hash=content_hash(text, salt),
        signed_at=now,
        signed_by=by.id,
        dated_on=on or clock.today(),
        created_by=by.id,
    )
    made.name, made.text = name.strip()[:200], text
    made.drawing = path_of(strokes_from(drawing)) if drawing.strip() else ""
    made.save(force_insert=True)
    audit_codes(who=str(who), version=fresh.number)
    return made


@action(Permission.EDIT_GOALS, audit="plans.signed")
def sign_plan(*, plan: PlanVersion, seen: str, by: Actor) -> PlanSignature:
    """Sign her plan as her clinician; from now on this version never changes."""
    license_now(by.id).or_refuse()
    return _signed(plan, Signer.STAFF, signs_as(by.id) or by.name, seen, None, by)


@action(Permission.SIGN_OWN_PLAN, audit="plans.signed_by_her")
def sign_own_plan(
    *, plan: PlanVersion, name: str, drawing: str = "", seen: str, by: Actor
) -> PlanSignature:
    """She signs her plan, typed or drawn as well, with the very text she read."""
    return _signed(plan, Signer.CLIENT, name, seen, None, by, drawing=drawing)


@action(Permission.EDIT_GOALS, audit="plans.signed_with_us")
def take_plan_signature(
    *, plan: PlanVersion, who: Signer, name: str, drawing: str = "", seen: str, by: Actor
) -> PlanSignature:
    """She, or the physician, signs here on a device of the program; who enters it was there."""
    if who is Signer.STAFF:
        raise refuse("not_here", _("You sign here yourself."))
    return _signed(plan, who, name, seen, None, by, drawing=drawing)


@action(Permission.EDIT_GOALS, audit="plans.paper_signature")
def enter_paper_signature(
    *, plan: PlanVersion, who: Signer, name: str, on: date, by: Actor
) -> PlanSignature:
    """Enter a signature given on paper, hers or the physician's, with its date."""
    if who is Signer.STAFF:
        raise refuse("not_on_paper", _("You sign here yourself."))
    if on > clock.today():
        raise refuse("ahead", _("This day is still to come."), field_name="on")
    body = queries.body_of(plan, goals_by_client([plan.client_id])[plan.client_id])
    seen = queries.mark_of(queries.text_of(plan, body))
    return _signed(plan, who, name, seen, on, by)


@action(Permission.EDIT_GOALS, audit="plans.reviewed")
def review_plan(*, plan: PlanVersion, words: str, by: Actor) -> PlanReview:
    """The team looked at the signed plan, and it stands: keep when, who and what was said."""
    license_now(by.id).or_refuse()
    if may_change_plan(queries.signed_by(plan)):
        raise refuse("unsigned", _("This version is not signed yet. Sign it first."))
    if not words.strip():
        raise refuse("words", _("Say in a sentence what you looked at."), field_name="words")
    review = PlanReview(plan=plan, reviewed_at=clock.now(), reviewed_by=by.id, created_by=by.id)
    review.words = words.strip()[:WORDS_LETTERS_MAX]
    review.save(force_insert=True)
    return review


@action(Permission.TALK_ABOUT_PLAN, audit="plans.she_said")
def say_about_plan(
    *, client: Client, kind: WishKind, words: str, goal_id: UUID | None = None, by: Actor
) -> PlanWish:
    """She says something about her plan, or what she would change; her team answers."""
    if not words.strip():
        raise refuse("words", _("Write a few words first."), field_name="words")
    if goal_id is not None and not Goal.objects.filter(client=client, pk=goal_id).exists():
        goal_id = None
    wish = PlanWish(
        client=client,
        kind=kind,
        goal_id=goal_id,
        said_at=clock.now(),
        said_by=by.id,
        created_by=by.id,
    )
    wish.words = words.strip()[:WORDS_LETTERS_MAX]
    wish.save()
    return wish


@action(Permission.EDIT_GOALS, audit="plans.answered")
def answer_wish(*, wish: PlanWish, words: str, by: Actor) -> PlanWish:
    """Answer what she said about her plan, in words she reads."""
    fresh = PlanWish.objects.select_for_update().get(pk=wish.pk)
    if fresh.replied_at is not None:
        raise refuse("answered", _("A colleague answered her in the meantime."))
    if not words.strip():
        raise refuse("words", _("Write your answer first."), field_name="words")
    fresh.answer = words.strip()[:WORDS_LETTERS_MAX]
    fresh.replied_at, fresh.replied_by = clock.now(), by.id
    fresh.save()
    return fresh


@action(Permission.EDIT_GOALS, audit="plans.begun")
def begin_plan(*, client: Client, by: Actor) -> PlanVersion:
    """Open the first, short plan on the day she is admitted; a plan in writing is left as it is."""
    plan, body = _in_writing(client, by)
    if plan.changed_at is not None:
        return plan
    return _write(plan, replace(body, kind=str(PlanKind.FIRST)), by)


def on_admitted(event: Admitted, by: Actor) -> None:
    """Her stay begins, and with it her plan of care."""
    begin_plan(client=client_or_404(event.client_id), by=system(by))
