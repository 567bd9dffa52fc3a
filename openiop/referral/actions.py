"""Receiving referrals and moving them along until she is a client, or has another next step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext

from openiop.accounts.queries import staff_with_role
from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.actions import register
from openiop.clients.models import Client, Contact
from openiop.clients.queries import client_or_404, contact_told
from openiop.domain.call_screen import as_texts, identifies, may_finish_call, told
from openiop.domain.care.edits import Seen, conflicts
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.duplicates import may_answer_duplicate
from openiop.domain.events import Referred, ReleaseRevoked
from openiop.domain.privacy import Permission, Role
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
    triage_follows,
    triage_of,
    wishes_told,
)
from openiop.domain.release import is_meant
from openiop.domain.text import _
from openiop.outbox.actions import call_staff, set_safe_contact, withdraw_calls
from openiop.outbox.queries import ContactCard, card_of
from openiop.privacy.actions import keep_file
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.privacy.models import File
from openiop.privacy.queries import bytes_of
from openiop.schedule.actions import keep_wishes

from .models import (
    DuplicateAnswer,
    Partner,
    PossibleDuplicate,
    Referral,
    ReferralEdit,
    ReferralFile,
    ReferralFlag,
    ReferralStatus,
    ReferralTriage,
    StatusConsent,
)
from .queries import (
    alike_rows,
    blocked_senders,
    draft_of,
    ended_as_duplicate,
    files_of,
    form_of,
    keys_of,
    newest_triage,
    next_number,
    same_client,
    unanswered_duplicates,
    write_form,
)

STALE = "stale"
_STALE_WORDS = _("Someone else changed this in the meantime.")
_NOT_OPEN = _("This referral is not open any more.")


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
    """Take in a request for help, once: the same request again gives the referral it made.

    Whether she is known here is looked up by a job afterwards, so that it takes no time here.
    """
    known = Referral.objects.filter(request_id=request_id).first()
    if known is not None:
        return known
    may_receive(answers, door).or_refuse()
    referral = _open(source, answers, request_id, door, by, partner=partner)
    audit_codes(source=str(source), door=str(door), triage=str(referral.triage))
    if door is Door.PARTNER or answers.status_agreed:
        StatusConsent.objects.create(
            referral=referral, number=1, agreed=answers.status_agreed, created_by=by.id
        )
    for each in files:
        kept = keep_file(name=each.name, content=each.content, by=by)
        ReferralFile.objects.create(referral=referral, file=kept, created_by=by.id)
    _call_somebody(referral)
    announce(Referred(referral.pk), by=by)
    return referral


# While she is on the phone


@action(Permission.WORK_REFERRALS, audit="referral.call_started")
def start_call(*, request_id: UUID, by: Actor) -> Referral:
    """Begin a call: from now on every answer is kept, also when the line drops."""
    known = Referral.objects.filter(request_id=request_id).first()
    if known is not None:
        return known
    form, calling = ReferralForm(), ReferralState.CALLING
    return _open(Source.SELF, form, request_id, Door.PHONE, by, state=calling)


@action(Permission.WORK_REFERRALS, audit="referral.told")
def tell(*, referral: Referral, seen: Seen, changes: Mapping[str, str], by: Actor) -> Referral:
    """Take down what she says, field by field; what stood there before is kept."""
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    if referral.state not in OPEN_STATES:
        raise refuse("not_open", _NOT_OPEN)
    before = form_of(referral)
    clashes = conflicts(draft_of(referral), seen, changes)
    if clashes:
        raise Refused(tuple(Reason(STALE, _STALE_WORDS, field_name=name) for name in clashes))
    after, said = told(before, changes, clock.today())
    said.or_refuse()
    _keep_told(referral, before, after, by)
    return referral


@action(Permission.WORK_REFERRALS, audit="referral.call_finished")
def finish_call(
    *, referral: Referral, seen: Seen, changes: Mapping[str, str], was_reached: bool, by: Actor
) -> Referral:
    """End a call with what was typed last: we talked, or she waits for us at a better time."""
    referral = tell(referral=referral, seen=seen, changes=changes, by=by)
    if referral.state is not ReferralState.CALLING:
        return referral
    if was_reached:
        may_finish_call(form_of(referral)).or_refuse()
        announce(Referred(referral.pk), by=by)
    _go_to(referral, ReferralState.CONTACTED if was_reached else ReferralState.RECEIVED, by)
    return referral


# On the way


@action(Permission.SEE_REFERRALS, audit="referral.file_opened")
def open_file(*, referral: Referral, file: File, by: Actor) -> bytes:
    """The bytes of a file that came with this referral, for reading outside of the page."""
    if file not in files_of(referral):
        raise refuse("file", _("This file belongs to another referral."))
    return bytes_of(file)


@action(Permission.WORK_REFERRALS, audit="referral.moved")
def move(*, referral: Referral, to: ReferralState, words: str = "", by: Actor) -> Referral:
    """Say where a referral stands now; `ended` has its own deed, because it owes a next step."""
    if to in (ReferralState.ENDED, ReferralState.CALLING):
        raise refuse("move", _("This step has its own page."))
    if referral.state is to:
        return referral
    if referral.state is ReferralState.ADMITTED:
        raise refuse("not_open", _NOT_OPEN)
    _go_to(referral, to, by, words={"words": words.strip()})
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
    ending: dict[str, object] = {
        "words": words.strip(),
        "next_step": next_step.strip(),
        "handed_to": handed_to.strip(),
        "way": str(way),
        "reached": reached,
    }
    _go_to(referral, ReferralState.ENDED, by, words=ending, reason=reason)
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
    _call_somebody(referral)
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
def accept(*, referral: Referral, by: Actor) -> Client:
    """Make her a client, once, with all she told; or link the client a person said she is.

    How a known client may be reached stays as she said it herself: whoever sent this may not be
    her.
    """
    fresh = Referral.objects.select_for_update().get(pk=referral.pk)
    if fresh.client_id is not None:
        referral.client_id = fresh.client_id
        return client_or_404(fresh.client_id)
    if fresh.state not in OPEN_STATES:
        raise refuse("not_open", _NOT_OPEN)
    look_for_duplicates(referral=fresh, by=by)
    if unanswered_duplicates(fresh):
        raise refuse("duplicate", _("First look whether she is here already."))
    known = same_client(fresh)
    client = client_or_404(known) if known else _register(fresh, by)
    fresh.client_id = client.pk
    fresh.accepted_at, fresh.accepted_by = clock.now(), by.id
    fresh.save()
    referral.client_id = client.pk
    referral.accepted_at, referral.accepted_by = fresh.accepted_at, fresh.accepted_by
    return client


@action(Permission.WORK_REFERRALS, audit="referral.status_consent")
def agree_to_status(*, referral: Referral, agreed: bool, by: Actor) -> StatusConsent:
    """She agrees that the sender sees status words, or takes it back; it holds at once."""
    number = StatusConsent.objects.filter(referral=referral).count() + 1
    return StatusConsent.objects.create(
        referral=referral, number=number, agreed=agreed, created_by=by.id
    )


def on_release_revoked(event: ReleaseRevoked, by: Actor) -> None:
    """A release to the partner who sent her ended: status words end with it, in the same moment."""
    told = contact_told(Contact.objects.get(pk=event.contact_id))
    rows = Referral.objects.select_related("partner").filter(client_id=event.client_id)
    for referral in rows.filter(partner__isnull=False):
        newest = StatusConsent.objects.filter(referral=referral).order_by("-number").first()
        sender = referral.partner.name if referral.partner else ""
        if newest and newest.agreed and is_meant(sender, (told.name, told.organization)):
            agree_to_status(referral=referral, agreed=False, by=system(by))


# One woman, two rows


@action(Permission.WORK_REFERRALS, audit="referral.compared")
def look_for_duplicates(*, referral: Referral, by: Actor) -> list[PossibleDuplicate]:
    """Put everybody who may be the same woman beside this referral, and flag it quietly."""
    form = form_of(referral)
    found = []
    for alike in alike_rows(referral, form):
        duplicate, made = PossibleDuplicate.objects.get_or_create(
            referral=referral,
            other_id=alike.referral_id,
            other_client_id=alike.client_id,
            defaults={"signs": [str(sign) for sign in alike.signs], "created_by": by.id},
        )
        if made:
            found.append(duplicate)
        if alike.client_id is not None:
            kind = FlagKind.KNOWN_CLIENT if alike.is_here else FlagKind.FORMER_CLIENT
            flag(referral=referral, kind=kind, client_id=alike.client_id, by=system(by))
    for client_id in sorted(blocked_senders(form)):
        flag(referral=referral, kind=FlagKind.BLOCKED_PERSON, client_id=client_id, by=system(by))
    referral.matched_version = referral.version
    referral.save()
    return found


@action(Permission.WORK_REFERRALS, audit="referral.duplicate_answered")
def answer_duplicate(
    *, duplicate: PossibleDuplicate, is_same: bool, why: str, by: Actor
) -> DuplicateAnswer:
    """Say whether both are one woman, and by what; both rows stay, and the newer one is linked."""
    may_answer_duplicate(why).or_refuse()
    row = DuplicateAnswer(
        duplicate=duplicate,
        number=DuplicateAnswer.objects.filter(duplicate=duplicate).count() + 1,
        is_same=is_same,
        created_by=by.id,
    )
    row.why = why.strip()
    row.save(force_insert=True)
    audit_codes(same=is_same)
    newer, other = duplicate.referral, duplicate.other
    both_open = other is not None and {newer.state, other.state} <= set(OPEN_STATES)
    if is_same and both_open and newer.client_id is None:
        ending: dict[str, object] = {
            "next_step": gettext("Goes on with her earlier request."),
            "handed_to": by.name,
            "way": str(HandoffWay.WE_CALLED),
            "reached": True,
        }
        _go_to(newer, ReferralState.ENDED, by, words=ending, reason=EndReason.DUPLICATE)
    elif not is_same and ended_as_duplicate(newer):
        _go_to(newer, ReferralState.RECEIVED, by)
    return row


# Parts of the deeds above


def _open(
    source: Source,
    form: ReferralForm,
    request_id: UUID,
    door: Door,
    by: Actor,
    *,
    state: ReferralState = ReferralState.RECEIVED,
    partner: Partner | None = None,
) -> Referral:
    triage = triage_of(form)
    referral = Referral(
        request_id=request_id,
        source=source,
        door=door,
        partner=partner,
        state=state,
        triage=triage.triage,
        received_on=clock.today(),
        created_by=by.id,
        **keys_of(form),
    )
    referral.told = write_form(form)
    referral.save(force_insert=True)
    _note_state(referral, state, by)
    _note_triage(referral, triage.triage, triage.triage, triage.rule, "", by)
    _keep_card(referral, form, by)
    return referral


def _register(referral: Referral, by: Actor) -> Client:
    form = form_of(referral)
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
    wishes = wishes_told(form)
    if wishes:
        keep_wishes(client=client, wishes=wishes, by=by)
    return client


def _keep_told(referral: Referral, before: ReferralForm, after: ReferralForm, by: Actor) -> None:
    was, now = as_texts(before), as_texts(after)
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        return
    referral.version += 1
    for name in changed:
        edit = ReferralEdit(
            referral=referral, version=referral.version, field=name, created_by=by.id
        )
        edit.was = was[name]
        edit.save(force_insert=True)
    referral.told = write_form(after)
    for column, key in keys_of(after).items():
        setattr(referral, column, key)
    ruled = triage_of(after)
    newest = newest_triage(referral)
    if newest is None or triage_follows(newest.rule, newest.triage, ruled):
        _note_triage(referral, ruled.triage, ruled.triage, ruled.rule, "", by)
        referral.triage = ruled.triage
        _call_somebody(referral)
    referral.save()
    _keep_card(referral, after, by)
    if identifies(changed):
        look_for_duplicates(referral=referral, by=by)


def _call_somebody(referral: Referral) -> None:
    """In a crisis whoever answers referrals is called, also when she is not at the screen."""
    if referral.triage is not TriageClass.CRISIS:
        return
    for staff_id in sorted({*staff_with_role(Role.INTAKE), *staff_with_role(Role.CLINICAL_LEAD)}):
        key = f"referral:{referral.pk}:{staff_id}"
        call_staff(staff_id=staff_id, about_id=referral.pk, key=key, by=system())


def _go_to(
    referral: Referral,
    to: ReferralState,
    by: Actor,
    *,
    words: dict[str, object] | None = None,
    reason: EndReason | None = None,
) -> None:
    _note_state(referral, to, by, words=words, reason=reason)
    referral.state = to
    referral.save()
    if to not in (ReferralState.CALLING, ReferralState.RECEIVED):
        withdraw_calls(about_id=referral.pk, by=system(by))


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
