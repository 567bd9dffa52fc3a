"""Answering what needs a person: alerts with an owner and a clock, private checks, safety plans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.incident import IncidentKind, may_report, may_review, review_by
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.measures.scoring import strongest
from openiop.domain.moments import on_the_clock
from openiop.domain.privacy import Permission, Role
from openiop.domain.private_check import CONCERN_LEVEL, CheckOutcome, may_close_check
from openiop.domain.risk_assessment import (
    AssessmentFacts,
    Means,
    may_assess,
    may_cosign,
    may_keep_means_talk,
)
from openiop.domain.safety import Action as Deed
from openiop.domain.safety import (
    AlertClock,
    AlertFacts,
    Disposition,
    Escalation,
    SafetyRules,
    clock_for,
    may_close_alert,
    may_file,
)
from openiop.domain.safety_plan import plan_changed_meanwhile
from openiop.domain.safety_said import SheSaid, level_after, opens_again
from openiop.domain.safety_times import changed_times, may_set_times, stored_times
from openiop.domain.second_look import may_look_on
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.outbox.actions import call_staff, hold_contact, withdraw_calls
from openiop.privacy.actor import SYSTEM_ID, Actor
from openiop.privacy.gate import action, audit_codes

from . import queries
from .models import (
    Alert,
    AlertStep,
    Incident,
    MeansTalk,
    OnCallShift,
    PlanCover,
    PrivateCheck,
    ReviewTask,
    RiskAssessment,
    SafetyPlan,
    SafetyTimes,
)

HOME = "safe_home"
PRIVATE_CHECK = "private-check"
RISK_ASSESSMENT = "risk-assessment"
WHY_MAX = 300


# Opening


@action(Permission.ANSWER_ALERT, audit="safety.alert_raised")
def raise_alert(
    *,
    client: Client,
    level: Level,
    instrument_id: str,
    link_id: str,
    administration_id: UUID,
    evidence: dict[str, object],
    answered_at: datetime,
    on_site: bool,
    by: Actor,
) -> Alert:
    """Open an alert that has an owner at once; the same answer again is the same alert.

    `evidence` may hold "instrument", "question", "answer" (in words), "value" and "given_at"; what
    is left out is filled from the questionnaire. A changed answer adds a step, may make the alert
    more urgent, and opens it again when it was closed. A suicide screen asked while an alert is
    under way belongs to that alert: one matter, one owner.
    """
    known = (
        Alert.objects.select_for_update()
        .filter(administration_id=administration_id, link_id=link_id)
        .first()
    )
    told = _as_stored(evidence, answered_at)
    if known is None and link_id == queries.WHOLE_SCREEN:
        under_way = queries.under_way(client.pk)
        if under_way is not None:
            return _made_more_urgent(under_way, level, by)
    if known is not None:
        return _answer_changed(known, level, told, answered_at, on_site, by)
    now = clock.now()
    runs = _clock(client.pk, level, on_site, now)
    alert = Alert(
        client=client,
        level=level,
        instrument_id=instrument_id,
        link_id=link_id,
        administration_id=administration_id,
        answered_at=answered_at,
        opened_at=now,
        from_at=now,
        rule_id=runs.rule_id,
        on_site=on_site,
        after_hours=runs.after_hours,
        owner_id=queries.owner_for(client.pk),
        acknowledge_by_at=runs.acknowledge_by,
        created_by=by.id,
    )
    alert.evidence = told
    alert.save()
    step = _step(alert, "opened", by, code=str(level), to_id=alert.owner_id)
    _call_for(alert, step, by)
    if link_id == HOME:
        hold_contact(person_id=client.pk, by=by)
    return alert


def _as_stored(evidence: Mapping[str, object], answered_at: datetime) -> str:
    return json.dumps({"given_at": answered_at, **evidence}, default=_in_json)


def _in_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _clock(client_id: UUID, level: Level, on_site: bool, opened_at: datetime) -> AlertClock:
    local = clock.local(opened_at)
    leaves = queries.leaves_at(client_id, local.date()) if on_site else None
    return clock_for(level, on_site, local, queries.rules_here(), leaves)


def _answer_changed(
    alert: Alert, level: Level, told: str, answered_at: datetime, on_site: bool, by: Actor
) -> Alert:
    before, after = json.loads(alert.evidence or "{}"), json.loads(told)
    same = all(before.get(part) == after.get(part) for part in ("value", "answer"))
    if same and level is alert.level:
        return alert
    step = _step(alert, "answer_changed", by, code=str(level), words=before.get("answer", ""))
    alert.evidence = told
    alert.answered_at = answered_at
    alert.on_site = on_site
    worse = strongest((level, alert.level)) is not alert.level
    if alert.closed_at is not None and queries.needs_a_person(alert, after.get("value")):
        _open_again(alert, step.at)
        alert.level = level
        _set_clock(alert, step.at, was_open=False)
        _call_for(alert, step, by)
    elif alert.closed_at is None and worse:
        alert.level = level
        _set_clock(alert, step.at)
        _call_for(alert, step, by)
    alert.save()
    return alert


def _made_more_urgent(alert: Alert, level: Level, by: Actor) -> Alert:
    """Raise the level when `level` is higher; the clock runs anew unless somebody has it."""
    if strongest((level, alert.level)) is not alert.level:
        alert.level = level
        if alert.acknowledged_at is None:
            _set_clock(alert, clock.now())
            newest = AlertStep.objects.filter(alert=alert).order_by("-sequence").first()
            if newest is not None:
                _call_for(alert, newest, by)
        alert.save()
    return alert


def _call_for(alert: Alert, step: AlertStep, by: Actor) -> None:
    """Have its owner called when it is for now, and whoever is on call when nobody reads."""
    if alert.level is not Level.HIGH or alert.acknowledged_at is not None:
        return
    on_call = queries.on_call_ids() if alert.after_hours else ()
    _call(alert, step, (alert.owner_id, *on_call), by)


def _call(alert: Alert, step: AlertStep, people: Iterable[UUID | None], by: Actor) -> None:
    """Have each of them called once for this step of the story."""
    for person in dict.fromkeys(people):
        if person is not None and person != SYSTEM_ID:
            call_staff(staff_id=person, about_id=alert.pk, key=f"{step.pk}:{person}", by=by)


def _open_again(alert: Alert, now: datetime) -> None:
    alert.opened_at = now
    alert.closed_at = alert.closed_by = None
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.second_look_on = alert.second_looked_at = alert.second_looked_by = None
    alert.disposition = ""


def _set_clock(alert: Alert, now: datetime, *, was_open: bool = True) -> None:
    """Count from now; an alert that was open already is never due later than before."""
    runs = _clock(alert.client_id, alert.level, alert.on_site, now)
    due = runs.acknowledge_by
    alert.acknowledge_by_at = min(due, alert.acknowledge_by_at) if was_open else due
    alert.from_at = now
    alert.from_sequence = AlertStep.objects.filter(alert=alert).count()
    alert.after_hours, alert.rule_id = runs.after_hours, runs.rule_id


def _step(
    alert: Alert,
    kind: str,
    by: Actor,
    *,
    code: str = "",
    number: int = 0,
    to_role: Role | None = None,
    to_id: UUID | None = None,
    late: bool = False,
    words: str = "",
) -> AlertStep:
    step = AlertStep(
        alert=alert,
        sequence=AlertStep.objects.filter(alert=alert).count() + 1,
        kind=kind,
        number=number,
        at=clock.now(),
        by=by.id,
        code=code,
        to_role=to_role or "",
        to_id=to_id,
        late=late,
        created_by=by.id,
    )
    step.words = words.strip()
    step.save()
    return step


@action(Permission.CHECK_IN, audit="safety.she_said")
def she_said(*, alert: Alert, code: SheSaid | str, by: Actor) -> AlertStep:
    """Keep what she answered to "Are you safe right now?"; "not safe" is most urgent.

    An alert that was settled opens again unless she says she is safe or would rather not say.
    """
    said = _said(code)
    audit_codes(said=str(said))
    alert = _held(alert)
    step = _step(alert, "she_said", by, code=str(said))
    level = level_after(alert.level, said)
    is_settled = bool(alert.disposition) and Disposition(alert.disposition).ends_the_alert
    if is_settled and opens_again(said):
        _open_again(alert, step.at)
        alert.level = level
        _set_clock(alert, step.at, was_open=False)
        _call_for(alert, step, by)
        alert.save()
    else:
        _made_more_urgent(alert, level, by)
    return step


def _said(code: SheSaid | str) -> SheSaid:
    try:
        return SheSaid(code)
    except ValueError:
        raise refuse("unknown", _("Please choose one of the answers.")) from None


def _held(alert: Alert) -> Alert:
    """The alert as it stands now, kept for this deed alone until it is done."""
    return Alert.objects.select_for_update().get(pk=alert.pk)


# Answering


@action(Permission.ANSWER_ALERT, audit="safety.alert_taken")
def acknowledge(*, alert: Alert, by: Actor) -> Alert:
    """Take an alert: from now on it is this person's. Taking it twice is taking it once."""
    alert = _held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if alert.acknowledged_by == by.id:
        return alert
    if alert.acknowledged_by is not None:
        name = names_by_id([alert.acknowledged_by]).get(alert.acknowledged_by, "")
        raise refuse("taken", _("{name} has taken this."), name=name)
    step = _step(alert, "acknowledged", by)
    alert.acknowledged_at, alert.acknowledged_by = step.at, by.id
    alert.owner_id = by.id
    alert.save()
    withdraw_calls(about_id=alert.pk, by=by)
    return alert


@action(Permission.ANSWER_ALERT, audit="safety.alert_taken_over")
def take_over(*, alert: Alert, by: Actor) -> Alert:
    """Take an alert from the colleague who has it; when it was first taken stays."""
    alert = _held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if alert.acknowledged_at is None:
        raise refuse("not_taken", _("Nobody has taken this yet. Take it."))
    if alert.owner_id != by.id:
        _step(alert, "taken_over", by, to_id=alert.owner_id)
        alert.owner_id = alert.acknowledged_by = by.id
        alert.save()
    return alert


@action(Permission.ANSWER_ALERT, audit="safety.deed_recorded")
def record_action(*, alert: Alert, what: Deed, words: str, by: Actor) -> AlertStep:
    """Write down what was done about an alert."""
    alert = _held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if alert.acknowledged_at is None:
        raise refuse("not_acknowledged", _("Take the alert first."))
    audit_codes(what=str(what))
    return _step(alert, "did", by, code=str(what), words=words)


@action(Permission.ANSWER_ALERT, audit="safety.alert_answered")
def dispose(
    *, alert: Alert, what: Disposition | None, words: str, second_look_on: date | None, by: Actor
) -> Alert:
    """Say how it stands now and who looks again when; a lesser alert closes with that."""
    alert = _held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    facts = _facts(alert, what, words, second_look_on)
    in_time = may_look_on(
        alert.level,
        second_look_on,
        clock.local_now(),
        queries.next_coming_day(alert.client_id),
        queries.rules_here(),
    )
    (may_file(facts) & in_time).or_refuse()
    if what is None:
        raise refuse("no_disposition", _("Say how it stands now."), field_name="disposition")
    audit_codes(what=str(what))
    alert.disposition = str(what)
    alert.second_look_on = second_look_on
    alert.second_looked_at = alert.second_looked_by = None
    step = _step(alert, "disposed", by, code=str(what), words=words)
    if not what.ends_the_alert:
        role = Role.CLINICAL_LEAD
        lead_id = queries.person_in_role((role, Role.DIRECTOR), other_than=by.id)
        _step(alert, "asked", by, to_role=role, to_id=lead_id)
    if may_close_alert(facts):
        _close(alert, step.at, by)
    alert.save()
    return alert


def _facts(
    alert: Alert, what: Disposition | None, words: str, second_look_on: date | None
) -> AlertFacts:
    ends = queries.rules_here().monitored_until
    due_at = on_the_clock(second_look_on, ends, clock.local_now()) if second_look_on else None
    return AlertFacts(
        level=alert.level,
        acknowledged=alert.acknowledged_at is not None,
        action=queries.last_deed(alert),
        disposition=what,
        words=words,
        second_look_due_at=due_at,
        second_look_done=alert.second_looked_at is not None,
    )


def _close(alert: Alert, at: datetime, by: Actor) -> None:
    alert.closed_at, alert.closed_by = at, by.id
    _step(alert, "closed", by)


@action(Permission.ANSWER_ALERT, audit="safety.alert_answered_whole")
def answer_alert(
    *,
    alert: Alert,
    what: Deed | None,
    disposition: Disposition | None,
    words: str,
    second_look_on: date | None,
    by: Actor,
) -> Alert:
    """What was done and how it stands, in one go: taking it is part of answering it."""
    alert = acknowledge(alert=alert, by=by)
    if what is not None:
        record_action(alert=alert, what=what, words=words, by=by)
    return dispose(alert=alert, what=disposition, words=words, second_look_on=second_look_on, by=by)


@action(Permission.ANSWER_ALERT, audit="safety.second_look")
def second_look(*, alert: Alert, words: str, by: Actor) -> Alert:
    """Look at an answered alert a second time, and close it when nothing else is open."""
    alert = _held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if not alert.disposition:
        raise refuse("no_disposition", _("Say how it stands first."))
    if not words.strip():
        raise refuse("no_words", _("Say in a sentence what you found."), field_name="words")
    step = _step(alert, "second_look", by, words=words)
    alert.second_looked_at, alert.second_looked_by = step.at, by.id
    disposition = Disposition(alert.disposition)
    # the sentence of a mistaken tap was asked for when it was filed
    if may_close_alert(_facts(alert, disposition, words, alert.second_look_on)):
        _close(alert, step.at, by)
    alert.save()
    return alert


@action(Permission.ANSWER_ALERT, audit="safety.screen_recorded")
def record_screen(
    *, alert: Alert, found: ScreenLevel, level: Level | None, administration_id: UUID, by: Actor
) -> AlertStep:
    """Write down what the suicide screen found; it may make the alert more urgent, never less."""
    alert = _held(alert)
    audit_codes(administration=str(administration_id))
    if alert.acknowledged_at is None and alert.closed_at is None:
        alert = acknowledge(alert=alert, by=by)
    _step(alert, "did", by, code=str(Deed.SCREENED))
    step = _step(alert, "screened", by, code=str(found))
    _made_more_urgent(alert, level or alert.level, by)
    return step


# Escalating


@action(Permission.WORK_JOBS, audit="safety.escalated")
def escalate(*, alert: Alert, number: int, step: Escalation, by: Actor) -> AlertStep:
    """Climb one rung: somebody more is responsible. The owner stays until someone takes it."""
    alert = _held(alert)
    if alert.acknowledged_at is not None or alert.closed_at is not None:
        raise refuse("taken", _("Somebody has taken this."))
    if AlertStep.objects.filter(alert=alert, kind="escalated", number=number).exists():
        raise refuse("rung_taken", _("This step was taken already."))
    audit_codes(rung=number, to_role=str(step.to_role), late=step.late)
    asked = (step.to_role, Role.DIRECTOR, Role.CLINICAL_LEAD)
    climbed = _step(
        alert,
        "escalated",
        by,
        number=number,
        to_role=step.to_role,
        to_id=queries.person_in_role(asked, other_than=alert.owner_id),
        late=step.late,
    )
    _call(alert, climbed, (climbed.to_id, *queries.on_call_ids()), by)
    return climbed


# Private checks


@action(Permission.ANSWER_MEASURE, audit="safety.check_asked_for")
def ask_privately(
    *, client: Client, on: date, instrument_id: str, link_id: str, why: str, by: Actor
) -> PrivateCheck:
    """Have a safety question asked in person and in private on a day; once is enough."""
    check, _made = PrivateCheck.objects.get_or_create(
        client=client,
        on=on,
        instrument_id=instrument_id,
        link_id=link_id,
        defaults={"why": why, "created_by": by.id},
    )
    return check


@action(Permission.ANSWER_ALERT, audit="safety.check_closed")
def close_check(
    *, check: PrivateCheck, outcome: CheckOutcome | None, words: str, by: Actor
) -> PrivateCheck:
    """Say how a private check went; a concern opens an alert, who was not here is asked again."""
    check = PrivateCheck.objects.select_for_update().select_related("client").get(pk=check.pk)
    may_close_check(outcome, words).or_refuse()
    if outcome is None or check.done_at is not None:
        raise refuse("done", _("Somebody has done this check already."))
    audit_codes(outcome=str(outcome))
    check.done_at, check.done_by = clock.now(), by.id
    check.outcome = str(outcome)
    check.words = words.strip()
    check.save()
    if outcome.opens_alert:
        _alert_from_check(check, words, by)
    if outcome.is_asked_again:
        _ask_again(check, by)
    return check


def _alert_from_check(check: PrivateCheck, words: str, by: Actor) -> None:
    alert = raise_alert(
        client=check.client,
        level=CONCERN_LEVEL,
        instrument_id=PRIVATE_CHECK,
        link_id=check.link_id,
        administration_id=check.pk,
        evidence={
            "instrument": _("Private check"),
            "question": queries.question_of(check.instrument_id, check.link_id),
            "answer": words.strip(),
        },
        answered_at=clock.now(),
        on_site=True,
        by=by,
    )
    acknowledge(alert=alert, by=by)


def _ask_again(check: PrivateCheck, by: Actor) -> None:
    ask_privately(
        client=check.client,
        on=queries.next_coming_day(check.client_id) or clock.today() + timedelta(days=1),
        instrument_id=check.instrument_id,
        link_id=check.link_id,
        why=check.why,
        by=by,
    )


# Safety plan


@action(Permission.EDIT_SAFETY_PLAN, audit="safety.plan_saved")
def save_plan(
    *,
    client: Client,
    content: Mapping[str, list[str] | str],
    begun_from: int | None = None,
    by: Actor,
) -> SafetyPlan:
    """Keep a new version of her safety plan beside every earlier one; the same words are none.

    `begun_from` is the version these words were begun from (0: none yet). When somebody saved
    another one meanwhile, nothing is written and the page shows both.
    """
    facts = queries.plan_facts(dict(content))
    newest = _newest_plan(client)
    if newest is not None:
        if queries.plan_facts(json.loads(newest.content or "{}")) == facts:
            return newest
        if plan_changed_meanwhile(begun_from, newest.number):
            raise refuse(
                "changed_meanwhile",
                _("Somebody else saved this plan too. Both are here: look, then save again."),
            )
    elif facts == queries.plan_facts({}):
        raise refuse("empty", _("Write at least one line first."))
    lists: dict[str, list[str] | str] = {
        key: list(getattr(facts, key)) for key in queries.PLAN_LISTS
    }
    plan = SafetyPlan(client=client, number=newest.number + 1 if newest else 1, created_by=by.id)
    plan.content = json.dumps(lists | {"reason_to_live": facts.reason_to_live})
    plan.save()
    return plan


def _newest_plan(client: Client) -> SafetyPlan | None:
    return SafetyPlan.objects.select_for_update().filter(client=client).order_by("-number").first()


@action(Permission.EDIT_SAFETY_PLAN, audit="safety.plan_looked_at")
def look_at_plan(*, client: Client, by: Actor) -> SafetyPlan:
    """Write down that her plan was looked at together today and still holds."""
    plan = _newest_plan(client)
    if plan is None:
        raise refuse("no_plan", _("There is no safety plan yet."))
    plan.looked_at_on, plan.looked_at_by = clock.today(), by.id
    plan.save()
    return plan


@action(Permission.EDIT_SAFETY_PLAN, audit="safety.plan_covered")
def cover_plan(*, client: Client, hides: bool, by: Actor) -> PlanCover:
    """Show her plan with plain numbers instead of headings, or with headings again."""
    cover = PlanCover.objects.filter(client=client).first()
    if cover is None:
        cover = PlanCover(client=client, created_by=by.id)
    cover.hides_headings = hides
    cover.save()
    audit_codes(hides=hides)
    return cover


# Suicide-risk assessment


@action(Permission.ASSESS_RISK, audit="safety.risk_assessed")
def assess_risk(*, client: Client, facts: AssessmentFacts, by: Actor) -> RiskAssessment:
    """Keep what was asked and found, with the level and the next step; it belongs to her alert.

    The floor is what her open alerts say now, whatever the page showed. A level above them makes
    the alert more urgent; one below waits for a colleague's signature.
    """
    facts = replace(facts, floor=queries.floor_now(client.pk), cosigned=False)
    may_assess(facts, clock.today()).or_refuse()
    if facts.level is None or facts.next_step is None or facts.next_on is None:
        raise refuse("no_level", _("Set a level."), field_name="level")
    alert = queries.under_way(client.pk)
    row = RiskAssessment(
        client=client,
        alert=alert,
        floor=facts.floor or "",
        level=facts.level,
        next_step=facts.next_step,
        next_on=facts.next_on,
        created_by=by.id,
    )
    row.content = json.dumps(
        {
            "ideation": facts.ideation,
            "intent": facts.intent,
            "plan": facts.plan,
            "access": facts.access,
            "protective": facts.protective.strip(),
            "reasons": facts.reasons.strip(),
        }
    )
    row.save()
    audit_codes(level=str(facts.level), floor=str(facts.floor or ""))
    if alert is not None:
        alert = _held(alert)
        if alert.acknowledged_at is None:
            alert = acknowledge(alert=alert, by=by)
        _step(alert, "assessed", by, code=str(facts.level))
        _made_more_urgent(alert, facts.level, by)
    elif facts.level is Level.HIGH:
        # a clinician found it herself, in person: it is an alert, and hers
        made = raise_alert(
            client=client,
            level=Level.HIGH,
            instrument_id=RISK_ASSESSMENT,
            link_id=queries.WHOLE_SCREEN,
            administration_id=row.pk,
            evidence={"instrument": _("Risk assessment"), "answer": str(facts.level)},
            answered_at=clock.now(),
            on_site=True,
            by=by,
        )
        acknowledge(alert=made, by=by)
    return row


@action(Permission.COSIGN_RISK, audit="safety.risk_cosigned")
def cosign_assessment(*, assessment: RiskAssessment, by: Actor) -> RiskAssessment:
    """Sign a lowered level that a colleague set; from then on it holds."""
    row = RiskAssessment.objects.select_for_update().get(pk=assessment.pk)
    may_cosign(queries.assessment_facts(row), row.created_by == by.id).or_refuse()
    row.cosigned_at, row.cosigned_by = clock.now(), by.id
    row.save()
    if row.alert is not None and (alert := _held(row.alert)).closed_at is None:
        _step(alert, "cosigned", by, code=str(row.level))
    return row


@action(Permission.ASSESS_RISK, audit="safety.means_talked_about")
def keep_means_talk(
    *, client: Client, means: list[Means], plan: str, helps: str, recheck_on: date | None, by: Actor
) -> MeansTalk:
    """Keep the talk about a safer place: categories, what is done, who helps, the day to ask."""
    may_keep_means_talk(means, plan, recheck_on, clock.today()).or_refuse()
    if recheck_on is None:
        raise refuse("no_recheck", _("Say on which day you ask again."), field_name="recheck_on")
    row = MeansTalk(
        client=client,
        on=clock.today(),
        means=[str(each) for each in means],
        recheck_on=recheck_on,
        created_by=by.id,
    )
    row.content = json.dumps({"plan": plan.strip(), "helps": helps.strip()})
    row.save()
    return row


# The program's own times, and who is on call


@action(Permission.MANAGE_SAFETY, audit="safety.times_set")
def set_times(
    *, rules: SafetyRules, why: str, starts_at: datetime | None, by: Actor
) -> SafetyTimes:
    """Keep a new version of the program's own times; alerts that are open keep the ones they have.

    Without `starts_at` it holds from now on; it never holds backwards.
    """
    may_set_times(rules).or_refuse()
    if not why.strip():
        raise refuse("no_why", _("Say in a sentence why it changes."), field_name="why")
    now = clock.now()
    if starts_at is not None and starts_at < now:
        raise refuse("past", _("Choose a time that has not passed."), field_name="starts_at")
    before = queries.times_history()
    standing = before[0].rules if before else queries.rules_before_any_version()
    changed = changed_times(standing, rules)
    if not changed:
        raise refuse("same", _("Nothing is different from what holds."))
    audit_codes(changed=list(changed))
    return SafetyTimes.objects.create(
        number=len(before) + 1,
        times=stored_times(rules),
        starts_at=starts_at or now,
        why=why.strip()[:WHY_MAX],
        created_by=by.id,
    )


@action(Permission.MANAGE_SAFETY, audit="safety.on_call_added")
def add_shift(
    *, staff_id: UUID | None, weekdays: list[int], starts: time | None, ends: time | None, by: Actor
) -> OnCallShift:
    """Put somebody on the on-call list from today on."""
    known = {pk for pk, _name in queries.staff_who_answer()}
    if staff_id not in known or staff_id is None:
        raise refuse("no_person", _("Choose who is on call."), field_name="staff_id")
    if not weekdays:
        raise refuse("no_weekday", _("Choose at least one day."), field_name="weekdays")
    if starts is None or ends is None:
        raise refuse("no_times", _("Say from when until when. Example: 18:00"), field_name="starts")
    return OnCallShift.objects.create(
        staff_id=staff_id,
        weekdays=sorted(set(weekdays)),
        starts=starts.strftime("%H:%M"),
        ends=ends.strftime("%H:%M"),
        from_on=clock.today(),
        created_by=by.id,
    )


@action(Permission.MANAGE_SAFETY, audit="safety.on_call_ended")
def end_shift(*, shift: OnCallShift, by: Actor) -> OnCallShift:
    """Take a shift off the list from today on; its row stays as history."""
    shift.until_on = clock.today() - timedelta(days=1)
    shift.save()
    return shift


# Incidents


@action(Permission.FILE_INCIDENT, audit="safety.incident_filed")
def file_incident(
    *,
    kind: IncidentKind | None,
    at: datetime | None,
    place: str,
    told: Mapping[str, str],
    follow_up_id: UUID | None,
    by: Actor,
) -> Incident:
    """Keep what happened, apart from every chart; `told` has what, who, immediate and notified."""
    now = clock.now()
    may_report(kind, at, now, told.get("what", ""), told.get("immediate", "")).or_refuse()
    if kind is None or at is None:
        raise refuse("no_kind", _("Say what kind of thing it was."), field_name="kind")
    known = {pk for pk, _name in queries.staff_here()}
    lead = queries.person_in_role((Role.CLINICAL_LEAD, Role.DIRECTOR))
    row = Incident(
        kind=kind,
        at=at,
        place=place.strip(),
        follow_up_id=follow_up_id if follow_up_id in known else lead or by.id,
        review_by_on=review_by(clock.today()),
        created_by=by.id,
    )
    row.content = json.dumps({name: words.strip() for name, words in told.items()})
    row.save()
    return row


@action(Permission.READ_INCIDENTS, audit="safety.incident_reviewed")
def review_incident(*, incident: Incident, words: str, by: Actor) -> Incident:
    """Write down what follows from an incident."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    may_review(words, incident.reviewed_at is not None).or_refuse()
    incident.reviewed_at, incident.reviewed_by = clock.now(), by.id
    incident.review = words.strip()
    incident.save()
    return incident


# Imported answers


@action(Permission.IMPORT, audit="safety.review_asked_for")
def ask_review(
    *,
    client: Client,
    administration_id: UUID,
    instrument_id: str,
    link_id: str,
    value: int | None,
    answered_on: date,
    by: Actor,
) -> ReviewTask:
    """Have somebody look at an imported answer; the same answer again is the same task."""
    task, _made = ReviewTask.objects.get_or_create(
        administration_id=administration_id,
        link_id=link_id,
        defaults={
            "client": client,
            "instrument_id": instrument_id,
            "value": value,
            "answered_on": answered_on,
            "created_by": by.id,
        },
    )
    return task


@action(Permission.ANSWER_ALERT, audit="safety.review_done")
def finish_review(*, task: ReviewTask, words: str, by: Actor) -> ReviewTask:
    """Say what was found when looking at an imported answer."""
    task = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if task.done_at is not None:
        raise refuse("done", _("Somebody has looked at this already."))
    if not words.strip():
        raise refuse("no_words", _("Say in a sentence what you found."), field_name="words")
    task.done_at, task.done_by = clock.now(), by.id
    task.words = words.strip()
    task.save()
    return task
