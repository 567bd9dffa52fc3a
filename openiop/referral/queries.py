"""Questions about referrals: what was told, who waits, since when."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404

from openiop.base import clock
from openiop.clients.queries import folded
from openiop.domain.privacy import About
from openiop.domain.referral import (
    OPEN_STATES,
    CareNow,
    Concern,
    Door,
    PracticalNeed,
    ReferralForm,
    ReferralState,
    Source,
    TriageClass,
    contact_due_at,
)
from openiop.outbox.queries import read_profile, write_profile

from .models import Referral, ReferralStatus, ReferralTriage

# What was told, as it is stored

_DATES = ("born_on", "leaves_on")


def write_form(form: ReferralForm) -> str:
    """A form as the JSON text that is sealed; her code phrase is sealed with it."""
    stored: dict[str, Any] = {
        each.name: getattr(form, each.name) for each in fields(form) if each.name != "contact"
    }
    for name in _DATES:
        stored[name] = stored[name].isoformat() if stored[name] else None
    stored["care_now"] = str(form.care_now)
    stored["concerns"] = sorted(str(each) for each in form.concerns)
    stored["needs"] = sorted(str(each) for each in form.needs)
    stored["contact"] = write_profile(form.contact)
    stored["code_phrase"] = form.contact.code_phrase
    return json.dumps(stored)


def read_form(stored: str) -> ReferralForm:
    """What was told, from the sealed JSON text."""
    told: dict[str, Any] = json.loads(stored) if stored else {}
    private = {"code_phrase": told.pop("code_phrase", "")}
    contact = told.pop("contact", None)
    known = {each.name for each in fields(ReferralForm)}
    facts = {name: value for name, value in told.items() if name in known}
    for name in _DATES:
        facts[name] = date.fromisoformat(facts[name]) if facts.get(name) else None
    facts["care_now"] = CareNow(facts.get("care_now", CareNow.UNSAID))
    facts["concerns"] = frozenset(Concern(each) for each in facts.get("concerns", ()))
    facts["needs"] = frozenset(PracticalNeed(each) for each in facts.get("needs", ()))
    form = ReferralForm(**facts)
    return replace(form, contact=read_profile(contact, private)) if contact else form


def form_of(referral: Referral) -> ReferralForm:
    """What was told in this referral."""
    return read_form(referral.told)


# Finding equal ones without opening any


def key_of(kind: str, plain: str) -> str:
    """A keyed digest by which equal birthdays, numbers and addresses are found."""
    if not plain:
        return ""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"referral.{kind}:{plain}".encode(), sha256).hexdigest()


def digits_of(phone: str) -> str:
    """The last ten digits of a number: however it is typed, with or without the country."""
    return "".join(c for c in phone if c.isdigit())[-10:]


def keys_of(form: ReferralForm) -> dict[str, str]:
    """The digests a referral is found by."""
    return {
        "born_key": key_of("born", form.born_on.isoformat() if form.born_on else ""),
        "phone_key": key_of("phone", digits_of(form.phone)),
        "email_key": key_of("email", folded(form.email)),
    }


# One referral


def referral_or_404(referral_id: UUID) -> Referral:
    """The referral with this id."""
    found = Referral.objects.select_related("partner").filter(pk=referral_id).first()
    if found is None:
        raise Http404("No such referral.")
    return found


def about_referral(referral_id: UUID, **_: object) -> About:
    """Whom a page about a referral is about."""
    return referral_or_404(referral_id).about()


def referral_of_client(client_id: UUID) -> Referral | None:
    """The newest referral a client came in by."""
    return Referral.objects.filter(client_id=client_id).order_by("-created_at").first()


def told_by_client(client_id: UUID) -> ReferralForm | None:
    """What was told before she was a client, so that nobody asks it twice."""
    found = referral_of_client(client_id)
    return form_of(found) if found else None


def next_number(model: type[ReferralStatus] | type[ReferralTriage], referral: Referral) -> int:
    """The number of the next row of a history."""
    newest = model.objects.filter(referral=referral).order_by("-number")
    return (newest.values_list("number", flat=True).first() or 0) + 1


# Who waits


@dataclass(frozen=True)
class Waiting:
    """One open referral on a list."""

    id: UUID
    name: str
    language: str
    state: ReferralState
    triage: TriageClass
    source: Source
    door: Door
    received_at: datetime
    since_at: datetime
    """Since when it stands where it stands."""
    due_at: datetime
    client_id: UUID | None

    @property
    def is_late(self) -> bool:
        """Whether nobody was in touch in time."""
        untouched = (ReferralState.CALLING, ReferralState.RECEIVED)
        return self.state in untouched and self.due_at < clock.now()


_CLASS_ORDER = {triage: number for number, triage in enumerate(TriageClass)}


def waiting() -> list[Waiting]:
    """Every open referral: the most urgent class first, inside it the longest waiting first."""
    rows = list(Referral.objects.filter(state__in=OPEN_STATES))
    since = _newest_status([row.pk for row in rows])
    lines = [_waiting(row, since.get(row.pk, row.created_at)) for row in rows]
    return sorted(lines, key=lambda line: (_CLASS_ORDER[line.triage], line.received_at))


def _newest_status(ids: Iterable[UUID]) -> dict[UUID, datetime]:
    rows = ReferralStatus.objects.filter(referral_id__in=list(ids)).order_by("number")
    return dict(rows.values_list("referral_id", "created_at"))


def _waiting(row: Referral, since: datetime) -> Waiting:
    form = form_of(row)
    return Waiting(
        id=row.pk,
        name=f"{form.chosen_name} {form.last_name[:1]}.".strip(" ."),
        language=form.language,
        state=row.state,
        triage=row.triage,
        source=row.source,
        door=row.door,
        received_at=row.created_at,
        since_at=since,
        due_at=contact_due_at(row.triage, clock.local(row.created_at)),
        client_id=row.client_id,
    )
