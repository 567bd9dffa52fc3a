"""What a sender sees: the women who agreed to it, each with one word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.clients.models import Episode
from openiop.domain.public import PartnerWord, partner_word
from openiop.domain.referral import EndReason, ReferralState
from openiop.referral.models import (
    Partner,
    PartnerMember,
    Referral,
    ReferralStatus,
    StatusConsent,
)
from openiop.referral.queries import form_of


def partner_of(user_id: UUID, today: date) -> Partner | None:
    """The organization somebody sends for today."""
    found = (
        PartnerMember.objects.select_related("partner")
        .filter(staff_id=user_id)
        .exclude(until_on__lt=today)
        .first()
    )
    return found.partner if found else None


@dataclass(frozen=True)
class SentRow:
    """A woman who agreed that her sender is told one word."""

    name: str
    sent_on: date
    word: PartnerWord


def told_to(partner: Partner) -> list[SentRow]:
    """The referrals a partner may be told about now, newest first.

    Without her consent, or once she took it back, a referral is not on the list at all.
    """
    sent = list(Referral.objects.filter(partner=partner).order_by("-created_at", "-pk")[:300])
    agreed = _agreed([each.pk for each in sent])
    told = [each for each in sent if each.pk in agreed]
    reasons = _end_reasons([each.pk for each in told])
    over = _over([each.client_id for each in told if each.client_id])
    return [
        SentRow(
            name=_name(each),
            sent_on=each.received_on,
            word=partner_word(
                ReferralState(each.state),
                end_reason=reasons.get(each.pk),
                stay_ended=each.client_id in over,
            ),
        )
        for each in told
    ]


def _name(referral: Referral) -> str:
    form = form_of(referral)
    return " ".join(part for part in (form.chosen_name, form.last_name[:1]) if part)


def _agreed(ids: list[UUID]) -> set[UUID]:
    newest: dict[UUID, bool] = {}
    for row in StatusConsent.objects.filter(referral__in=ids).order_by("number"):
        newest[row.referral_id] = row.agreed
    return {id_ for id_, agreed in newest.items() if agreed}


def _end_reasons(ids: list[UUID]) -> dict[UUID, EndReason]:
    ended = ReferralStatus.objects.filter(referral__in=ids, state=ReferralState.ENDED)
    return {
        row.referral_id: EndReason(row.end_reason)
        for row in ended.order_by("number")
        if row.end_reason
    }


def _over(client_ids: list[UUID]) -> set[UUID | None]:
    stays: dict[UUID, bool] = {}
    for stay in Episode.objects.filter(client__in=client_ids).order_by("created_at"):
        stays[stay.client_id] = stay.ended_on is not None
    return {client_id for client_id, ended in stays.items() if ended}


@dataclass(frozen=True)
class PartnerRow:
    """A partner and who signs in for it."""

    partner: Partner
    members: tuple[tuple[PartnerMember, str], ...]


def all_partners(today: date) -> list[PartnerRow]:
    """Every partner by name, with those who may sign in for it; constant statements."""
    standing = list(PartnerMember.objects.exclude(until_on__lt=today).order_by("created_at"))
    names = names_by_id(member.staff_id for member in standing)
    return [
        PartnerRow(
            partner,
            tuple(
                (member, names.get(member.staff_id, ""))
                for member in standing
                if member.partner_id == partner.pk
            ),
        )
        for partner in Partner.objects.order_by("name")
    ]


def partner_with(partner_id: str) -> Partner | None:
    """The partner with this id."""
    return Partner.objects.filter(pk=partner_id).first() if _is_id(partner_id) else None


def member_with(member_id: str) -> PartnerMember | None:
    """The member with this id."""
    return PartnerMember.objects.filter(pk=member_id).first() if _is_id(member_id) else None


def _is_id(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True
