"""Leading her to a short form when its time has come, as a duty of the background job."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.base.scope import current_site_id
from openiop.clients.models import Client
from openiop.domain.decision import Refused
from openiop.domain.measures.short_form_text import texts_by_itself
from openiop.measures.queries import texting_here
from openiop.privacy.actor import system

from .actions import text_short_form
from .queries import waits_for_a_text

LOOK_EVERY = timedelta(minutes=15)
_looked_at: dict[UUID, datetime] = {}
"""When each site was last looked through by this process."""


def text_about_short_forms() -> int:
    """Queue the one neutral text for everybody whose short form is due; gives how many.

    Off unless the site switched it on. May die at any time and run twice at once: the action takes
    her row and finds the text that is there. Who may not be reached now is looked for again.
    """
    if not texts_by_itself(texting_here().is_on, clock.local_now()):
        return 0
    now, site = clock.now(), current_site_id()
    looked = _looked_at.get(site)
    if looked is not None and looked <= now < looked + LOOK_EVERY:
        return 0
    _looked_at[site] = now
    sent = 0
    for client in Client.objects.filter(pk__in=waits_for_a_text(clock.today())):
        with suppress(Refused):
            text_short_form(client=client, by=system())
            sent += 1
    return sent
