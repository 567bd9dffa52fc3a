"""Deeds that touch several stages at once."""

from __future__ import annotations

from openiop.clients.models import Client
from openiop.day.queries.door import is_on_site
from openiop.domain.decision import refuse
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER, triage
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.measures.actions import submit
from openiop.measures.models import Administration, Source
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.safety.actions.answering import record_screen
from openiop.safety.queries.alerts import under_way


@action(Permission.ANSWER_ALERT, audit="desk.screened")
def screen(*, client: Client, answers: dict[str, int | None], by: Actor) -> Administration:
    """Keep the suicide screen a clinician asked; it belongs to the alert under way or opens one."""
    if all(value is None for value in answers.values()):
        raise refuse("nothing_asked", _("Choose at least one answer."), field_name="q1")
    given = submit(
        client=client,
        instrument_id=CSSRS_SCREENER.id,
        answers=answers,
        on_site=is_on_site(client.pk),
        source=Source.STAFF,
        by=by,
    )
    alert = under_way(client.pk)
    if alert is not None:
        found = triage(answers)
        record_screen(
            alert=alert,
            found=ScreenLevel(found.level),
            level=found.alert,
            administration_id=given.pk,
            by=by,
        )
    return given
