"""Before and after a session: distress, how the room was, and the climate without her name."""

from __future__ import annotations

import json
from collections.abc import Mapping

from openiop.base import clock
from openiop.clients.models import Client
from openiop.day import actions as day
from openiop.day.queries.door import is_on_site
from openiop.domain.decision import refuse
from openiop.domain.measures.group_checkout import GROUP_CHECKOUT
from openiop.domain.privacy import Permission
from openiop.domain.skills.climate import CLIMATE_RULES, ClimateItem
from openiop.domain.skills.load import LOAD_RULES, may_rate_distress, needs_person
from openiop.domain.text import _
from openiop.domain.words import NeedKind
from openiop.measures import actions as measures
from openiop.practice import queries
from openiop.practice.models import ClimateGiven, ClimateTally, SessionRating
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action
from openiop.safety.actions.opening import raise_alert
from openiop.schedule.models import Session

from .log import choose_small_thing

DISTRESS_AFTER = "distress-after"
"""What an alert of a very high rating names as its question."""
VERY_HIGH_AFTER = _("My distress was very high after group.")
"""What her need says in our words; kept as it stands here, and said to her in her language."""


def _rating(client: Client, session: Session, by: Actor) -> SessionRating:
    if not queries.load.is_hers(client.pk, session):
        raise refuse("not_hers", _("You are not in this session."))
    known = SessionRating.objects.select_for_update().filter(client=client, session=session).first()
    return known or SessionRating(client=client, session=session, on=session.on, created_by=by.id)


@action(Permission.KEEP_PRACTICE, audit="practice.rated_before")
def rate_before(
    *, client: Client, session: Session, distress: int | None, by: Actor
) -> SessionRating:
    """Her distress before a session, or that she skipped it."""
    may_rate_distress(distress).or_refuse()
    rating = _rating(client, session, by)
    rating.before, rating.before_at = distress, clock.now()
    rating.save()
    return rating


@action(Permission.KEEP_PRACTICE, audit="practice.rated_after")
def rate_after(
    *, client: Client, session: Session, distress: int | None, by: Actor
) -> SessionRating:
    """Her distress after a session, or that she skipped it; 9 or 10 finds a person today."""
    may_rate_distress(distress).or_refuse()
    now = clock.now()
    if session.starts_at > now:
        raise refuse("ahead", _("This session has not begun yet."))
    rating = _rating(client, session, by)
    rating.after, rating.after_at = distress, now
    rating.save()
    if needs_person(distress):
        _find_somebody(client, session, rating, by)
    return rating


def _find_somebody(client: Client, session: Session, rating: SessionRating, by: Actor) -> None:
    """The paths that are there: an alert with an owner, and her wish to talk today."""
    on_site = is_on_site(client.pk)
    raise_alert(
        client=client,
        level=LOAD_RULES.needs_person_level,
        instrument_id=GROUP_CHECKOUT.id,
        link_id=DISTRESS_AFTER,
        administration_id=rating.pk,
        evidence={
            "instrument": _("After a session"),
            "question": _("How distressed are you right now, 0 to 10?"),
            "answer": f"{rating.after}",
            "value": rating.after,
        },
        answered_at=rating.after_at or clock.now(),
        on_site=on_site,
        by=by,
    )
    day.ask_for(client=client, on=session.on, kind=NeedKind.TALK, words=VERY_HIGH_AFTER, by=by)


@action(Permission.KEEP_PRACTICE, audit="practice.room_told")
def say_how_the_room_was(*, client: Client, answers: dict[str, int | None], by: Actor) -> None:
    """What she says with her name: whether she felt safe, whether it was useful."""
    given = {name: value for name, value in answers.items() if name in ("safe", "useful") and value}
    if given:
        measures.submit(
            client=client,
            instrument_id=GROUP_CHECKOUT.id,
            answers=dict(given),
            on_site=is_on_site(client.pk),
            by=by,
        )


@action(Permission.KEEP_PRACTICE, audit="practice.climate_given")
def add_to_climate(
    *, client: Client, session: Session, answers: Mapping[str, int | None], by: Actor
) -> None:
    """What she says without her name: it goes into a count, once, on the day itself.

    The trail and her own row say that she answered, and nothing says what.
    """
    steps = range(CLIMATE_RULES.lowest, CLIMATE_RULES.highest + 1)
    given = {
        str(item): value
        for item in ClimateItem
        if (value := answers.get(str(item))) is not None and value in steps
    }
    if not given:
        return
    if not session.kind.is_group or not queries.load.is_hers(client.pk, session):
        raise refuse("not_hers", _("You are not in this session."))
    if session.on != clock.today():
        raise refuse("closed", _("This is only asked on the day itself."))
    tally = ClimateTally.objects.select_for_update().filter(session=session).first()
    if ClimateGiven.objects.filter(client=client, session=session).exists():
        return
    mark = ClimateGiven(client=client, session=session, items=sorted(given), created_by=by.id)
    mark.save(force_insert=True)
    nobody = system()
    if tally is None:
        tally = ClimateTally(session=session, on=session.on, created_by=nobody.id)
    counts = json.loads(tally.counts) if tally.counts else {}
    for item, value in given.items():
        of_item = counts.setdefault(item, {})
        of_item[str(value)] = of_item.get(str(value), 0) + 1
    tally.counts = json.dumps(counts, sort_keys=True)
    tally.save()


@action(Permission.KEEP_PRACTICE, audit="practice.checked_out")
def check_out(
    *,
    client: Client,
    session: Session,
    distress: int | None,
    room: dict[str, int | None],
    unnamed: Mapping[str, int | None],
    small_thing: str = "",
    skill: str = "",
    by: Actor,
) -> SessionRating:
    """Everything she says after a session, at once; all of it may stay empty."""
    rating = rate_after(client=client, session=session, distress=distress, by=by)
    say_how_the_room_was(client=client, answers=room, by=by)
    if session.kind.is_group:
        add_to_climate(client=client, session=session, answers=unnamed, by=by)
    if small_thing.strip():
        choose_small_thing(client=client, words=small_thing, skill=skill, session=session, by=by)
    return rating
