"""Make a data folder with the demo story, its last morning half gone, copied a number of times."""

from __future__ import annotations

import sys
import time

from openiop.cli import start_django

CALM: dict[str, int | None] = {
    **dict.fromkeys(("si_urge", "sh_urge", "sh_act", "use_urge"), 0),
    **{"feeling": 2, "mood": 4, "safe_home": 1, "sleep_hours": 7, "meds": 1, "skills": 2},
}
ARRIVED = 8
"""Of ten expected; one told us that she is away, and one is missing."""


def begin_the_morning() -> None:
    """10:20 on the last day of the story: most are here, and the first group is confirmed."""
    from openiop.base import clock
    from openiop.base.models import Site
    from openiop.base.sites import set_demo_clock
    from openiop.clients.queries import coming_on
    from openiop.day import actions
    from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
    from openiop.domain.words import AwayReason, SessionKind
    from openiop.measures.actions import submit
    from openiop.privacy.actor import system
    from openiop.schedule.queries import sessions_on

    day = clock.today()
    came, (told, *_missing) = coming_on(day)[:ARRIVED], coming_on(day)[ARRIVED:]
    with clock.standing(clock.at(day, "08:50")):
        actions.tell_away(client=told, on=day, reason=AwayReason.CHILDCARE, by=system())
        for client in came:
            actions.arrive(client=client, on=day, by=system())
            submit(
                client=client,
                instrument_id=DAILY_CHECKIN.id,
                answers=CALM | {"si_urge": int(client == came[0])},
                on_site=True,
                by=system(),
            )
    with clock.standing(clock.at(day, "10:05")):
        for session in sessions_on(day):
            if session.kind is SessionKind.SKILLS:
                actions.confirm_all(session=session, by=system())
    set_demo_clock(Site.objects.get(), clock.at(day, "10:20"))


if __name__ == "__main__":
    start_django()
    from django.core.management import call_command

    from bench.many import multiply
    from openiop.base.scope import entered
    from openiop.demo import story

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    site = story.tell()
    print(f"The demo story took {time.perf_counter() - begun:.0f} s.", file=sys.stderr)
    with entered(site.scope()):
        begin_the_morning()
        multiply(int(sys.argv[1]))
