"""Admission: the stay is opened, with everything that begins on that day."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from openiop.accounts.actions import make_code
from openiop.admission.models import Admission, DischargePlan, PlannedLength, WaitlistEntry
from openiop.admission.queries.before import admission_facts, start_plan_of
from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.actions import start_stay
from openiop.clients.models import Client
from openiop.domain.admission import (
    ADMISSION_RULES,
    ReviewMoment,
    checklist,
    may_admit,
)
from openiop.domain.contact import may_contact
from openiop.domain.decision import refuse
from openiop.domain.events import Admitted
from openiop.domain.privacy import Permission
from openiop.domain.referral import ReferralState
from openiop.domain.text import _
from openiop.domain.waitlist import WaitEnd
from openiop.domain.words import Channel
from openiop.outbox.actions import queue
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.referral.actions import move as move_referral
from openiop.referral.queries import referral_of_client
from openiop.schedule.actions import seat
from openiop.schedule.models import Group

from .waiting import end_wait


@dataclass(frozen=True)
class Invited:
    """A code for her own pages, and how she was asked to call; None: we reach her."""

    code: str
    sent_by: Channel | None


@action(Permission.ADMIT, audit="admission.admitted")
def admit(*, client: Client, despite: str = "", by: Actor) -> Admission:
    """Open her stay as it is planned: refuse with every reason, or admit and announce.

    `despite` are the lead's words where a hidden rule stands against one of the seats.

    Seats, her planned length and the plan for afterwards belong to the same moment; her plan of
    care and the others who react stand in config/wiring.py.
    """
    plan = start_plan_of(client.pk)
    day = plan.starts_on if plan else clock.today()
    facts = admission_facts(client, day)
    may_admit(facts, day).or_refuse()
    if plan is None or day < clock.today():
        raise refuse("schedule", _("Her first day, her days and her groups are not set."))
    episode = start_stay(
        client=client,
        track=plan.track,
        starts_on=plan.starts_on,
        weekdays=list(plan.weekdays),
        planned_end_on=plan.planned_end_on,
        therapist_id=plan.therapist_id,
        remote=plan.remote,
        by=by,
    )
    wanted = [UUID(text) for text in plan.group_ids]
    for group in Group.objects.filter(pk__in=wanted).order_by("starts", "name"):
        seat(group=group, client=client, from_on=plan.starts_on, despite=despite, by=by)
    lines = {str(line.item): str(line.state) for line in checklist(facts, day)}
    made = Admission.objects.create(
        client=client,
        episode=episode,
        start_plan=plan,
        rule_id=ADMISSION_RULES.id,
        lines=lines,
        admitted_at=clock.now(),
        admitted_by=by.id,
        created_by=by.id,
    )
    length = PlannedLength(
        episode=episode,
        planned_end_on=plan.planned_end_on,
        moment=ReviewMoment.ADMISSION,
        created_by=by.id,
    )
    length.save(force_insert=True)
    DischargePlan.objects.create(episode=episode, opened_on=clock.today(), created_by=by.id)
    entry = WaitlistEntry.objects.filter(client=client, ended_at__isnull=True).first()
    if entry is not None:
        end_wait(entry=entry, end=WaitEnd.ADMITTED, why="", by=system(by))
    referral = referral_of_client(client.pk)
    if referral is not None:
        move_referral(referral=referral, to=ReferralState.ADMITTED, by=system(by))
    audit_codes(waived=sorted(item for item, state in lines.items() if state == "waived"))
    announce(Admitted(client.pk, episode.pk), by=by)
    return made


CODE_WORDS = _("Your page is ready. Please call us when it suits you.")


@action(Permission.INVITE_CLIENT, audit="admission.invited")
def invite_her(*, client: Client, by: Actor) -> Invited:
    """A code for her own pages: a person tells it to her; a neutral message asks her to call.

    The code itself is in no message: a phone may be read by others.
    """
    code = make_code(client_id=client.pk, display_name=client.chosen_name, by=system(by))
    card = card_of(client.pk)
    words = gettext(CODE_WORDS)
    for channel, address in ((Channel.TEXT, card.phone), (Channel.EMAIL, card.email)):
        if address and may_contact(card.profile, channel, clock.local_now()):
            queue(person_id=client.pk, channel=channel, words=words, by=system(by))
            return Invited(code, channel)
    return Invited(code, None)
