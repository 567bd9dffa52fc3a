"""Her log of skills, how sure she feels, and one small thing to try."""

from __future__ import annotations

from datetime import date

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import episode_of
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.skills.ladder import Helped, HowHard, may_log, may_rate
from openiop.domain.skills.one_thing import Went, may_choose
from openiop.domain.text import _
from openiop.practice.models import SkillConfidence, SkillUse, SmallThing
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.schedule.models import Session

LOG_LETTERS_MAX = 500


@action(Permission.KEEP_PRACTICE, audit="practice.logged")
def log_skill(
    *,
    client: Client,
    skill: str,
    on: date | None,
    hard: HowHard | None = None,
    helped: Helped | None = None,
    words: str = "",
    by: Actor,
) -> SkillUse:
    """She writes down that she used a skill; how hard, whether it helped and words are hers."""
    today = clock.today()
    stay = episode_of(client.pk, today)
    may_log(skill, on, today, stay.starts_on if stay else None).or_refuse()
    if len(words.strip()) > LOG_LETTERS_MAX:
        raise refuse(
            "long",
            _("This is a bit long. Please keep it under {most} letters."),
            field_name="words",
            most=LOG_LETTERS_MAX,
        )
    use = SkillUse(
        client=client,
        on=on or today,
        skill=skill,
        hard=hard or "",
        helped=helped or "",
        created_by=by.id,
    )
    use.words = words.strip()
    use.save(force_insert=True)
    return use


@action(Permission.KEEP_PRACTICE, audit="practice.log_struck")
def take_out_of_log(*, use: SkillUse, by: Actor) -> SkillUse:
    """She takes a line out of her log; the record keeps that it was there."""
    fresh = SkillUse.objects.select_for_update().get(pk=use.pk)
    if fresh.struck_at is None:
        fresh.struck_at, fresh.struck_by = clock.now(), by.id
        fresh.save()
    return fresh


@action(Permission.KEEP_PRACTICE, audit="practice.confidence_rated")
def rate_confidence(*, client: Client, skill: str, value: int | None, by: Actor) -> SkillConfidence:
    """She says how sure she feels of a skill."""
    today = clock.today()
    (may_log(skill, today, today, None) & may_rate(value)).or_refuse()
    rating = SkillConfidence(
        client=client, on=today, skill=skill, value=value or 0, created_by=by.id
    )
    rating.save(force_insert=True)
    return rating


@action(Permission.KEEP_PRACTICE, audit="practice.small_thing_chosen")
def choose_small_thing(
    *, client: Client, words: str, skill: str = "", session: Session | None = None, by: Actor
) -> SmallThing:
    """She chooses one small thing to try before next time; the newest one of a day holds."""
    may_choose(words).or_refuse()
    today = clock.today()
    for before in SmallThing.objects.select_for_update().filter(
        client=client, on=today, went="", struck_at__isnull=True
    ):
        before.struck_at, before.struck_by = clock.now(), by.id
        before.save()
    thing = SmallThing(client=client, session=session, on=today, skill=skill, created_by=by.id)
    thing.words = words.strip()
    thing.save(force_insert=True)
    return thing


@action(Permission.KEEP_PRACTICE, audit="practice.small_thing_answered")
def say_how_it_went(*, thing: SmallThing, went: Went, by: Actor) -> SmallThing:
    """She says how it went; she may say it differently later the same day."""
    fresh = SmallThing.objects.select_for_update().get(pk=thing.pk)
    fresh.went, fresh.went_at = went, clock.now()
    fresh.save()
    return fresh


@action(Permission.KEEP_PRACTICE, audit="practice.small_thing_struck")
def let_go_of_small_thing(*, thing: SmallThing, by: Actor) -> SmallThing:
    """She lets a small thing go; nobody asks about it any more."""
    fresh = SmallThing.objects.select_for_update().get(pk=thing.pk)
    if fresh.struck_at is None:
        fresh.struck_at, fresh.struck_by = clock.now(), by.id
        fresh.save()
    return fresh
