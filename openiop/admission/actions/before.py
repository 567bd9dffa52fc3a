"""Before day one: what somebody says about an item, who sees to it, a yes to less care."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from openiop.accounts.models import User
from openiop.accounts.queries import actor_for
from openiop.admission.models import ItemMark, ItemOwner, LessCareYes, StartPlan
from openiop.admission.queries.seats import places_in
from openiop.assessment.models import LevelOfCare
from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.admission import (
    Item,
    MarkKind,
    StartAsked,
    may_mark,
    may_plan_start,
)
from openiop.domain.assessment.determination import needs_named_clinician
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.models import Track
from openiop.programs.queries import license_now, signs_as


@action(Permission.WORK_ADMISSION, audit="admission.item_marked")
def mark_item(*, client: Client, item: Item, mark: MarkKind, why: str, by: Actor) -> ItemMark:
    """Say that something is done, not needed, waived with a reason, or open again."""
    may_mark(item, mark, by.roles, why).or_refuse()
    number = ItemMark.objects.filter(client=client).count() + 1
    made = ItemMark(client=client, number=number, item=item, mark=mark, created_by=by.id)
    made.why = why.strip()
    made.save(force_insert=True)
    audit_codes(item=str(item), mark=str(mark))
    return made


@action(Permission.WORK_ADMISSION, audit="admission.owner_named")
def name_owner(*, client: Client, item: Item, staff_id: UUID, by: Actor) -> ItemOwner:
    """Say who sees to an item."""
    user = User.objects.filter(pk=staff_id).first()
    actor = actor_for(user) if user else None
    if actor is None or not actor.is_staff:
        raise refuse("staff", _("Choose somebody who works here."), field_name="staff")
    audit_codes(item=str(item))
    return ItemOwner.objects.create(
        client=client,
        number=ItemOwner.objects.filter(client=client).count() + 1,
        item=item,
        staff_id=staff_id,
        created_by=by.id,
    )


@action(Permission.SAY_YES_TO_LESS, audit="admission.less_care_answered")
def answer_less_care(
    *, level: LevelOfCare, agrees: bool, mitigation: str, by: Actor
) -> LessCareYes:
    """A named clinician says yes or no to less care than recommended; a yes says how it is safe."""
    if not needs_named_clinician(level.recommended or None, level.chosen or None):
        raise refuse("not_less", _("She did not choose less care than was recommended."))
    newest = LevelOfCare.objects.filter(client_id=level.client_id).order_by("-number").first()
    if newest is None or newest.pk != level.pk:
        raise refuse("newer", _("The level was decided anew. Look at it, then answer."))
    if not mitigation.strip():
        words = _("Say how it is made safe.") if agrees else _("Say why not.")
        raise refuse("mitigation", words, field_name="mitigation")
    license_now(by.id).or_refuse()
    made = LessCareYes(
        level=level,
        number=LessCareYes.objects.filter(level=level).count() + 1,
        agrees=agrees,
        said_as=signs_as(by.id) or by.name,
        created_by=by.id,
    )
    made.mitigation = mitigation.strip()
    made.save(force_insert=True)
    audit_codes(agrees=agrees)
    return made


@action(Permission.WORK_ADMISSION, audit="admission.start_planned")
def plan_start(
    *,
    client: Client,
    track: Track | None,
    starts_on: date | None,
    planned_end_on: date | None,
    weekdays: Sequence[int],
    group_ids: Sequence[UUID],
    remote: bool = False,
    therapist_id: UUID | None = None,
    day_one_id: UUID | None = None,
    by: Actor,
) -> StartPlan:
    """Plan her first day, her days, her groups, and until when; the newest plan holds."""
    places = places_in(track, starts_on) if track and starts_on else []
    full = tuple(
        place.group.name for place in places if place.group.pk in group_ids and place.free == 0
    )
    asked = StartAsked(
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        weekdays=tuple(weekdays),
        track_weekdays=tuple(track.weekdays) if track else (),
        has_track=track is not None,
        full_groups=full,
    )
    may_plan_start(asked, clock.today()).or_refuse()
    if track is None or starts_on is None or planned_end_on is None:
        raise refuse("track", _("Choose a track."), field_name="track")
    known = {place.group.pk for place in places}
    if not group_ids or not set(group_ids) <= known:
        raise refuse("groups", _("Choose her groups."), field_name="groups")
    return StartPlan.objects.create(
        client=client,
        number=StartPlan.objects.filter(client=client).count() + 1,
        track=track,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        weekdays=sorted(set(weekdays)),
        remote=remote,
        group_ids=[str(id_) for id_ in group_ids],
        therapist_id=therapist_id,
        day_one_id=day_one_id,
        created_by=by.id,
    )
