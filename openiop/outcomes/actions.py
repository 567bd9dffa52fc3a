"""Freezing a report, and letting its numbers leave the program."""

from __future__ import annotations

from openiop.base import clock
from openiop.domain.outcomes.export import ExportRow, export_rows
from openiop.domain.outcomes.frozen import canonical
from openiop.domain.privacy import Permission
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes

from .models import FrozenReport
from .queries.counting import Counted, libraries_here
from .queries.frozen import as_frozen, packed


@action(Permission.FREEZE_REPORT, audit="outcomes.frozen")
def freeze_report(*, counted: Counted, by: Actor) -> FrozenReport:
    """Keep a report with every line it was counted from, so that it can be counted again."""
    last = FrozenReport.objects.order_by("-number").values_list("number", flat=True).first()
    row = FrozenReport(
        number=(last or 0) + 1,
        first_on=counted.window.first,
        last_on=counted.window.last,
        as_of_on=counted.window.as_of,
        track_id=counted.track_id,
        rules=counted.report["rules"],
        libraries=libraries_here(),
        fingerprint=counted.fingerprint,
        frozen_at=clock.now(),
        frozen_by=by.id,
        created_by=by.id,
    )
    row.asked = canonical({"specs": counted.specs, "tracks": counted.tracks})
    row.lines = packed(counted.lines)
    row.results = canonical(counted.report)
    row.save()
    audit_codes(number=row.number, fingerprint=row.fingerprint)
    return row


@action(Permission.FREEZE_REPORT, audit="outcomes.exported")
def export_report(*, report: FrozenReport, by: Actor) -> tuple[ExportRow, ...]:
    """The numbers of a frozen report without the small ones; that they left is in the trail."""
    found = as_frozen(report)
    rows = export_rows(found.report, found.tracks)
    audit_codes(number=report.number, rows=len(rows))
    return rows
