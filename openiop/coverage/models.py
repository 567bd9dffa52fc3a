"""Coverage: which payer's counting rules hold for a stay, from when."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record
from openiop.clients.models import Episode
from openiop.domain.privacy import About


class Coverage(Record):
    """The payer rule set a stay is counted by; the newest row that has begun holds."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    payer_rules = models.CharField(max_length=40)
    from_on = models.DateField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "from_on"), name="coverage_once_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.payer_rules} from {self.from_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.episode.client_id,))
