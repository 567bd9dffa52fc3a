"""Looking up a caller: the one deed of this door; everything else is the stages' own."""

from __future__ import annotations

from openiop.clients.queries import blocked_by
from openiop.domain.callers import Caller, cue_for
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes


@action(Permission.LOOK_UP_CALLER, audit="discretion.caller_looked_up")
def look_up(*, caller: Caller, by: Actor) -> str:
    """The cue about somebody who calls; it names no client, and the trail keeps no name."""
    if not (caller.name.strip() or caller.phone.strip() or caller.email.strip()):
        raise refuse("nobody", _("Write a name or a number."), field_name="name")
    blocked = bool(blocked_by(caller))
    audit_codes(blocked=blocked)
    return cue_for(blocked)
