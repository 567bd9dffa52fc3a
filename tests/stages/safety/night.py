"""A night on a database of its own, played by several processes: `python -m ... DEED [AT]`.

`raise`: at 03:00 an alert opens for a woman in the house; the clock then shows 07:00.
`work`: the background job comes back, at the wall-clock second AT, so that two start as one.
`tell`: what the log holds, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from uuid import uuid4

import django


def _raise() -> None:
    from django.core.management import call_command

    from openiop.base import clock
    from openiop.base.sites import open_site, set_demo_clock
    from openiop.domain.staff_call import CallBy
    from openiop.domain.words import Level
    from openiop.outbox.actions import set_own_call
    from openiop.privacy.actor import system
    from openiop.safety.actions.opening import raise_alert
    from tests import make

    call_command("migrate", verbosity=0)
    site = open_site(name="Night", slug="night", zone=str(make.ZONE), is_demo=True)
    with make.working_at(site, make.at("03:00")):
        morning = make.morning(clients=1)
        for person in (morning.therapist, morning.lead, morning.director):
            set_own_call(by_way=CallBy.TEXT, address="555-0100", by=person)
        raise_alert(
            client=morning.clients[0],
            level=Level.HIGH,
            instrument_id="phq-9",
            link_id="q9",
            administration_id=uuid4(),
            evidence={"value": 2},
            answered_at=clock.now(),
            on_site=True,
            by=system(),
        )
    set_demo_clock(site, make.at("07:00"))


def _work(at: float) -> None:
    from openiop.config.jobs import work

    time.sleep(max(0.0, at - time.time()))
    work(once=True)


def _tell() -> None:
    from openiop.base.models import Site
    from openiop.base.scope import entered
    from openiop.outbox.models import StaffCall
    from openiop.privacy.models import AuditEvent
    from openiop.safety.models import AlertStep

    with entered(Site.objects.get().scope()):
        steps = AlertStep.objects.filter(kind="escalated").order_by("sequence")
        told = {
            "steps": [[s.number, str(s.to_role), s.late] for s in steps],
            "in_trail": AuditEvent.objects.filter(verb="safety.escalated", outcome="done").count(),
            "calls": sorted(StaffCall.objects.values_list("state", flat=True)),
            "tries": sorted(StaffCall.objects.values_list("tries", flat=True)),
        }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    deed = sys.argv[1]
    if deed == "raise":
        _raise()
    elif deed == "work":
        _work(float(sys.argv[2]))
    else:
        _tell()
