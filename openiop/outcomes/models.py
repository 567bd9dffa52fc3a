"""Reports that were frozen: what they stood on, by which rules, and what they came to."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.privacy.sealed import SealedText, sealed_column


class FrozenReport(Record):
    """A report as it stood on a day, with every line it was counted from. Append-only, by trigger.

    No name stands in it; a line knows a stay by its id, and is sealed like the record it is from.
    """

    number = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    as_of_on = models.DateField()
    track_id = models.UUIDField(null=True)
    """The only track it is about; None: all of them."""
    rules = models.CharField(max_length=60)
    libraries = models.CharField(max_length=120)
    """With which versions of the libraries it was counted."""
    fingerprint = models.CharField(max_length=64)
    """Of the lines; another one as soon as a single fact differs."""
    frozen_at = models.DateTimeField()
    frozen_by = models.UUIDField()
    asked_sealed = sealed_column()
    asked = SealedText("outcomes.frozenreport.asked")
    """JSON text: how each questionnaire was judged, and the tracks with their names."""
    lines_sealed = sealed_column()
    lines = SealedText("outcomes.frozenreport.lines")
    """The lines, as JSON text packed small."""
    results_sealed = sealed_column()
    results = SealedText("outcomes.frozenreport.results")
    """The report itself, as JSON text with every digit."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="frozen_report_once_a_number"),
            models.CheckConstraint(
                condition=models.Q(first_on__lte=models.F("last_on")), name="frozen_report_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"report {self.number}"
