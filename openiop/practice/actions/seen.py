"""What staff saw, and what her therapist does about a rise that does not settle."""

from __future__ import annotations

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.skills.catalog import skill_of
from openiop.domain.skills.ladder import SeenHow
from openiop.domain.skills.load import LOAD_RULES, LoadOption, may_answer_rise
from openiop.domain.text import _
from openiop.practice.models import RiseAnswer, SkillSeen
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.schedule.models import Session

ANSWER_LETTERS_MAX = 500


@action(Permission.OBSERVE_SKILL, audit="practice.skill_seen")
def see_skill(
    *, client: Client, skill: str, how: SeenHow, session: Session | None = None, by: Actor
) -> SkillSeen:
    """Staff saw her use a skill today; the same tap again on one day is the same observation."""
    if skill_of(skill) is None:
        raise refuse("skill", _("Choose a skill."), field_name="skill")
    today = clock.today()
    known = SkillSeen.objects.filter(
        client=client, skill=skill, on=today, created_by=by.id, struck_at__isnull=True
    ).first()
    seen = known or SkillSeen(
        client=client, session=session, on=today, skill=skill, created_by=by.id
    )
    seen.how = how
    seen.save()
    return seen


@action(Permission.OBSERVE_SKILL, audit="practice.skill_seen_struck")
def take_back_seen(*, seen: SkillSeen, by: Actor) -> SkillSeen:
    """Take an observation of one's own back."""
    fresh = SkillSeen.objects.select_for_update().get(pk=seen.pk)
    if fresh.created_by != by.id:
        raise refuse("not_author", _("Only who saw it takes it back."))
    if fresh.struck_at is None:
        fresh.struck_at, fresh.struck_by = clock.now(), by.id
        fresh.save()
    return fresh


@action(Permission.ANSWER_RISE, audit="practice.rise_answered")
def answer_rise(
    *, client: Client, option: LoadOption | None, words: str = "", by: Actor
) -> RiseAnswer:
    """Say what is done about distress that stays up overnight; her days from now on count anew."""
    may_answer_rise(option, words).or_refuse()
    made = RiseAnswer(
        client=client,
        on=clock.today(),
        option=option or LoadOption.KEEP,
        rule_id=LOAD_RULES.id,
        created_by=by.id,
    )
    made.words = words.strip()[:ANSWER_LETTERS_MAX]
    made.save(force_insert=True)
    return made
