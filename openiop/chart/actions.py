"""The trail of looking for words in charts, and of paper that leaves them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from openiop.clients.models import Client, Contact
from openiop.domain.chart.printed import ChartPart, may_give, may_print
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.release import Purpose
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, allows, audit_codes

from .queries.printed import receivers, shared_with


@action(Permission.SEE_CHART, audit="chart.searched")
def record_search(
    *, clients: Collection[Client], texts: int, found: int, across: bool, by: Actor
) -> None:
    """Somebody looked for words: the trail holds how much was opened and found, never the words."""
    audit_codes(texts=texts, found=found, clients=len(clients), across=across)


@action(Permission.PRINT_CHART, audit="chart.exported")
def record_print(
    *,
    client: Client,
    parts: Collection[ChartPart],
    first: date,
    last: date,
    receiver: Contact | None,
    purpose: Purpose | None,
    by: Actor,
) -> None:
    """A print of her chart leaves the screen: which parts, which days, for whom; or it may not."""
    about = client.about()
    violence = allows(by, Permission.ASK_ABOUT_VIOLENCE, about)
    may_print(parts, first, last, may_see_violence=violence).or_refuse()
    if receiver is not None:
        if purpose is None:
            raise refuse("purpose", _("Choose what it is for."), field_name="purpose")
        line = next((each for each in receivers(client.pk) if each.contact == receiver), None)
        shared = shared_with(line, purpose) if line else frozenset()
        may_give(parts, shared).or_refuse()
    audit_codes(
        parts=sorted(parts),
        first=first.isoformat(),
        last=last.isoformat(),
        to="outside" if receiver else "here",
        purpose=str(purpose or ""),
    )
