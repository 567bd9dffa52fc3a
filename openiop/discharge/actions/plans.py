"""Writing her plan for afterwards; every version is kept."""

from __future__ import annotations

from uuid import UUID

from openiop.clients.models import Episode
from openiop.discharge.models import Aftercare
from openiop.discharge.queries.plan import newest, pack, unpack
from openiop.domain.decision import refuse
from openiop.domain.discharge.aftercare import AftercareBody
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes

LETTERS_MOST = 2000


@action(Permission.PLAN_AFTERCARE, audit="discharge.aftercare_written")
def write_plan(
    *,
    episode: Episode,
    body: AftercareBody,
    responsible_id: UUID | None,
    seen_number: int,
    by: Actor,
) -> Aftercare:
    """Write a new version of her plan; what stood there before is kept."""
    before = newest(episode.pk)
    number = before.number if before else 0
    if number != seen_number:
        raise refuse("stale", _("Somebody wrote a newer version. Look again, then save."))
    for each, text in (*body.texts.items(), *body.not_needed.items()):
        if len(text) > LETTERS_MOST:
            raise refuse(
                "long",
                _("Please use at most {n} letters."),
                field_name=str(each),
                n=LETTERS_MOST,
            )
    same = (
        before is not None
        and unpack(before.body) == body
        and before.responsible_id == responsible_id
    )
    if before is not None and same:
        return before
    row = Aftercare(
        episode=episode, number=number + 1, responsible_id=responsible_id, created_by=by.id
    )
    row.body = pack(body)
    row.save(force_insert=True)
    audit_codes(number=row.number)
    return row
