"""Receiving referrals and moving them along until she is a client, or has another next step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.actions import register
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404
from openiop.domain.decision import refuse
from openiop.domain.events import Referred
from openiop.domain.privacy import Permission
from openiop.domain.referral import (
    BY_HAND,
    OPEN_STATES,
    TRIAGE_RULES,
    Door,
    EndReason,
    FlagKind,
    HandoffWay,
    IncomingFile,
    ReferralForm,
    ReferralState,
    Source,
    TriageClass,
    may_end,
    may_receive,
    may_retriage,
    triage_of,
)
from openiop.domain.text import _
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard, card_of
from openiop.privacy.actions import keep_file
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes

from .models import (
    Partner,
    Referral,
    ReferralFile,
    ReferralFlag,
    ReferralStatus,
    ReferralTriage,
    StatusConsent,
)
from .queries import form_of, keys_of, next_number, write_form


@action(Permission.REFER, audit="referral.received")
def receive(
    *,
    source: Source,
    answers: ReferralForm,
    files: Sequence[IncomingFile],
    request_id: UUID,
    door: Door = Door.PUBLIC,
    partner: Partner | None = None,
    by: Actor,
) -> Referral:
    """Take in a request for help, once: the same request again gives the referral it made."""
    known = Referral.objects.filter(request_id=request_id).first()
    if known is not None:
        return known
    may_receive(answers, door).or_refuse()
    triage = triage_of(answers)
    audit_codes(source=str(source), door=str(door), triage=str(triage.triage))
    referral = Referral(
        request_id=request_id,
        source=source,
        door=door,
        partner=partner,
        state=ReferralState.RECEIVED,
        triage=triage.triage,
        received_on=clock.today(),
        created_by=by.id,
        **keys_of(answers),
    )
    referral.told = write_form(answers)
    referral.save(force_insert=True)
    _note_state(referral, ReferralState.RECEIVED, by)
    _note_triage(referral, triage.triage, triage.triage, triage.rule, "", by)
    _keep_card(referral, answers, by)
    if door is Door.PARTNER or answers.status_agreed:
        StatusConsent.objects.create(
            referral=referral, number=1, agreed=answers.status_agreed, created_by=by.id
        )
    for each in files:
        kept = keep_file(name=each.name, content=each.content, by=by)
        ReferralFile.objects.create(referral=referral, file=kept, created_by=by.id)
    announce(Referred(referral.pk), by=by)
    return referral


@action(Permission.WORK_REFERRALS, audit="referral.moved")
def move(*, referral: Referral, to: ReferralState, words: str = "", by: Actor) -> Referral:
    """Say where a referral stands now; `ended` has its own deed, because it owes a next step."""
    if to is ReferralState.ENDED:
        raise refuse("end", _("Say why she does not start here."))
    if referral.state == to:
        return referral
    if referral.state is ReferralState.ADMITTED:
        raise refuse("not_open", _("This referral is not open any more."))
    _note_state(referral, to, by, words={"words": words.strip()})
    referral.state = to
    referral.save()
    return referral


@action(Permission.WORK_REFERRALS, audit="referral.ended")
def end(
    *,
    referral: Referral,
    reason: EndReason | None,
    next_step: str,
    handed_to: str,
    way: HandoffWay,
    reached: bool,
    words: str = "",
    by: Actor,
) -> Referral:
    """Close a referral without a first day: with a named next step and a warm handoff."""
    may_end(referral.state, reason, next_step, handed_to).or_refuse()
    audit_codes(reason=str(reason))
    told = {
        "words": words.strip(),
        "next_step": next_step.strip(),
        "handed_to": handed_to.strip(),
        "way": str(way),
        "reached": reached,
    }
    _note_state(referral, ReferralState.ENDED, by, words=told, reason=reason)
    referral.state = ReferralState.ENDED
    referral.save()
    return referral


@action(Permission.WORK_REFERRALS, audit="referral.triaged")
def triage_by_hand(*, referral: Referral, triage: TriageClass, why: str, by: Actor) -> Referral:
    """Decide how soon she needs somebody, where a person sees it differently than the rule."""
    ruled = triage_of(form_of(referral))
    may_retriage(ruled.triage, triage, why).or_refuse()
    rule = ruled.rule if triage is ruled.triage else BY_HAND
    _note_triage(referral, triage, ruled.triage, rule, why.strip(), by)
    referral.triage = triage
    referral.save()
    return referral


@action(Permission.REFER, audit="referral.flagged")
def flag(
    *,
    referral: Referral,
    kind: FlagKind,
    client_id: UUID | None = None,
    words: str = "",
    by: Actor,
) -> ReferralFlag:
    """Put a quiet flag on a referral; the same flag twice is one."""
    known = ReferralFlag.objects.filter(referral=referral, kind=kind, client_id=client_id).first()
    if known is not None:
        return known
    made = ReferralFlag(referral=referral, kind=kind, client_id=client_id, created_by=by.id)
    made.words = words
    made.save(force_insert=True)
    return made


@action(Permission.WORK_REFERRALS, audit="referral.accepted")
def accept(*, referral: Referral, client_id: UUID | None = None, by: Actor) -> Client:
    """Make her a client, once, with all she told; or link the client she already is."""
    if referral.client_id is not None:
        return client_or_404(referral.client_id)
    if referral.state not in OPEN_STATES:
        raise refuse("not_open", _("This referral is not open any more."))
    form = form_of(referral)
    if client_id is not None:
        client = client_or_404(client_id)
    else:
        client = register(
            chosen_name=form.chosen_name,
            last_name=form.last_name,
            pronouns=form.pronouns,
            born_on=form.born_on,
            language=form.language,
            by=by,
        )
    card = card_of(referral.pk)
    if card.profile.asked:
        set_safe_contact(person_id=client.pk, card=card, by=by)
    referral.client_id = client.pk
    referral.accepted_at, referral.accepted_by = clock.now(), by.id
    referral.save()
    return client


@action(Permission.WORK_REFERRALS, audit="referral.status_consent")
def agree_to_status(*, referral: Referral, agreed: bool, by: Actor) -> StatusConsent:
    """She agrees that the sender sees status words, or takes it back; it holds at once."""
    number = StatusConsent.objects.filter(referral=referral).count() + 1
    return StatusConsent.objects.create(
        referral=referral, number=number, agreed=agreed, created_by=by.id
    )


def _note_state(
    referral: Referral,
    to: ReferralState,
    by: Actor,
    *,
    words: dict[str, object] | None = None,
    reason: EndReason | None = None,
) -> None:
    row = ReferralStatus(
        referral=referral,
        number=next_number(ReferralStatus, referral),
        state=to,
        end_reason=reason or "",
        created_by=by.id,
    )
    row.words = json.dumps(words) if words and any(words.values()) else ""
    row.save(force_insert=True)


def _note_triage(
    referral: Referral, triage: TriageClass, by_rule: TriageClass, rule: str, why: str, by: Actor
) -> None:
    row = ReferralTriage(
        referral=referral,
        number=next_number(ReferralTriage, referral),
        triage=triage,
        by_rule=by_rule,
        rule=rule,
        rule_set=TRIAGE_RULES.id,
        created_by=by.id,
    )
    row.why = why
    row.save(force_insert=True)


def _keep_card(referral: Referral, form: ReferralForm, by: Actor) -> None:
    """How she may be reached stands in the outbox from the first minute, under the referral."""
    card = ContactCard(
        profile=form.contact,
        phone=form.phone,
        email=form.email,
        unsafe_people=form.unsafe_people,
    )
    if card != card_of(referral.pk):
        set_safe_contact(person_id=referral.pk, card=card, by=system(by))
