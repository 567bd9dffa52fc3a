"""A hundred edits of one session at once, against a database of its own; run by a test beside it.

    python -m tests.stages.care.many_hands FOLDER

Ten people write ten times each, into fourteen notes and the part all share. Everybody adds a
word of her own to the text she has just read, and looks again when somebody was faster. At the end
every word must be there, once. Prints what it found as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter

from tools.throwaway import set_environment

PEOPLE, EDITS_EACH, ROWS = 10, 10, 14
TRIES_MOST = 200


def main() -> None:
    """Make the session, let everybody write, and look."""
    from django.db import close_old_connections, connection

    from openiop.care import queries
    from openiop.care.actions.notes import write_note
    from openiop.care.actions.saving import STALE
    from openiop.care.actions.shared import save_shared
    from openiop.domain.decision import Refused
    from tests import make
    from tests.stages.care.writing import held

    _make_tables()
    site = make.site()
    with make.working_at(site, make.at("10:05")):
        morning = make.morning(clients=ROWS)
        session = held(morning)
    refused, failed = Counter[str](), list[str]()

    def write(word: str, row: int) -> None:
        if row == ROWS:
            draft = queries.shared.shared_draft(session, queries.shared.stored_shared(session))
            text = f"{draft.values['words']} {word}"
            save_shared(session=session, version=draft.version, words=text, by=morning.lead)
            return
        client = morning.clients[row]
        draft = queries.drafts.draft_of(queries.lookup.standing_note(session, client))
        changes = {"observed": f"{draft.values.get('observed', '')} {word}"}
        by = morning.facilitator if len(word) % 2 else morning.lead
        write_note(session=session, client=client, version=draft.version, changes=changes, by=by)

    def person(number: int) -> None:
        with make.working_at(site, make.at("10:06")):
            for edit in range(EDITS_EACH):
                word = f"w{number}x{edit}"
                for _attempt in range(TRIES_MOST):
                    try:
                        write(word, (number * EDITS_EACH + edit) % (ROWS + 1))
                        break
                    except Refused as no:
                        refused.update(reason.code for reason in no.reasons)
                    except Exception as fault:
                        failed.append(repr(fault))
                        break
        close_old_connections()
        connection.close()

    people = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    _all_at_once(people)
    with make.working_at(site, make.at("10:07")):
        texts = [
            queries.drafts.draft_of(queries.lookup.standing_note(session, client)).values.get(
                "observed", ""
            )
            for client in morning.clients
        ]
        stored = queries.shared.stored_shared(session)
        words = Counter(" ".join([*texts, stored.words if stored else ""]).split())
    asked_again = refused.pop(STALE, 0)
    told = {"asked_again": asked_again, "other_refusals": dict(refused), "failed": failed}
    print(json.dumps({"database": connection.vendor, **_lost_or_doubled(words), **told}))


def _make_tables() -> None:
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)


def _all_at_once(people: list[threading.Thread]) -> None:
    for each in people:
        each.start()
    for each in people:
        each.join()


def _lost_or_doubled(words: Counter[str]) -> dict[str, list[str]]:
    wanted = {f"w{number}x{edit}" for number in range(PEOPLE) for edit in range(EDITS_EACH)}
    return {
        "lost": sorted(wanted - set(words)),
        "doubled": sorted(word for word, times in words.items() if times > 1),
    }


if __name__ == "__main__":
    set_environment(sys.argv[1])
    import django

    django.setup()
    main()
