"""Where a woman is in the forms her code opened; the device itself knows no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import Http404

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.measures.asking import (
    ASKING_RULES,
    Way,
    may_be_answered,
    may_try_a_code,
    next_question,
)
from openiop.domain.measures.instrument import Instrument
from openiop.domain.privacy import About, Role
from openiop.measures.models import Administration, Decline
from openiop.measures.queries import (
    form_of,
    forms_due,
    instrument_here,
    instruments_here,
    minutes_here,
    standing_answers,
    under_review,
)
from openiop.privacy.actor import Actor

from .models import KioskCode, WrongCode


def is_under_review(client_id: UUID) -> bool:
    """Whether a safety concern of hers has no outcome yet."""
    return bool(under_review([client_id]))


def forms_for_a_code(client_id: UUID) -> list[Instrument]:
    """The forms that are asked of her now and may be answered on a shared device."""
    due = forms_due(client_id, clock.today())
    return [form for form in due if may_be_answered(form, Way.DEVICE)]


def forms_to_choose() -> list[Instrument]:
    """Every form that may be answered on a shared device here."""
    on = minutes_here()
    return [
        form
        for id_, form in instruments_here().items()
        if id_ in on and may_be_answered(form, Way.DEVICE)
    ]


def code_or_404(code_id: UUID) -> KioskCode:
    """The code with this id."""
    found = KioskCode.objects.select_related("client").filter(pk=code_id).first()
    if found is None:
        raise Http404("No such code.")
    return found


def about_code(code_id: UUID, **_parts: object) -> About:
    """Whom the page of a code is about."""
    return code_or_404(code_id).about()


def may_type_a_code(device: str) -> bool:
    """Whether this device may try a code now."""
    now = clock.now()
    since = now - timedelta(minutes=ASKING_RULES.lock_minutes)
    tries = list(WrongCode.objects.filter(created_at__gt=since).values_list("device", "created_at"))
    here = [at for where, at in tries if where == device]
    return may_try_a_code(here, [at for _where, at in tries], now)


def herself(code: KioskCode) -> Actor:
    """She who answers, by the hand of whoever gave her the code."""
    return Actor(
        id=code.client_id,
        name="",
        roles=frozenset({Role.CLIENT}),
        client_id=code.client_id,
        on_behalf_of=code.created_by,
    )


@dataclass(frozen=True)
class AtDevice:
    """Where she is: which form, which question, or the end."""

    code: KioskCode
    client: Client
    instrument: Instrument | None
    form: Administration | None
    answers: dict[str, int | None]

    @property
    def is_over(self) -> bool:
        """Whether every form of the code is done."""
        return self.instrument is None

    @property
    def number(self) -> int | None:
        """The question she goes on with."""
        return next_question(self.instrument, self.answers) if self.instrument else None


def begun_code(code_id: str) -> KioskCode | None:
    """The code this device was opened with, as long as it is open."""
    try:
        wanted = UUID(code_id)
    except ValueError:
        return None
    rows = KioskCode.objects.select_related("client").filter(
        pk=wanted, begun_at__isnull=False, closed_at__isnull=True, ends_at__gt=clock.now()
    )
    return rows.first()


def at_device(code: KioskCode) -> AtDevice:
    """The first form of the code that is neither finished nor declined today.

    While a concern is under review a form she began may be finished; no other is asked.
    """
    today, reviewed = clock.today(), is_under_review(code.client_id)
    declined = set(
        Decline.objects.filter(client_id=code.client_id, on=today).values_list(
            "instrument_id", flat=True
        )
    )
    for id_ in code.instrument_ids:
        form = form_of(code.client_id, id_, today)
        if id_ in declined or (form is not None and form.finished_at is not None):
            continue
        if form is None and reviewed:
            continue
        answers = standing_answers(form.pk) if form else {}
        return AtDevice(code, code.client, instrument_here(id_), form, answers)
    return AtDevice(code, code.client, None, None, {})
