"""Diagnoses: the standing of each, and which comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

PRINCIPAL = 1
"""The rank of the diagnosis that is chiefly responsible for the stay."""
LAST_RANK = 12
"""Source: a professional claim carries at most 12 diagnosis codes (CMS-1500, item 21)."""


class DiagnosisStatus(Word):
    """How sure a diagnosis is, and whether it still holds."""

    PROVISIONAL = "provisional", _("Provisional")
    CONFIRMED = "confirmed", _("Confirmed")
    REMISSION = "remission", _("In remission")
    RESOLVED = "resolved", _("Resolved")
    RULED_OUT = "ruled_out", _("Ruled out")

    @property
    def is_standing(self) -> bool:
        """Whether it counts among her diagnoses today.

        Source: product default.
        """
        return self not in (DiagnosisStatus.RESOLVED, DiagnosisStatus.RULED_OUT)


@dataclass(frozen=True)
class StandingDiagnosis:
    """A diagnosis as the rules see it."""

    code: str
    rank: int
    status: DiagnosisStatus


def may_diagnose(
    code: str,
    is_in_table: bool,
    rank: int,
    onset_on: date | None,
    standing: Iterable[StandingDiagnosis],
    today: date,
) -> Decision:
    """A diagnosis needs a code of the table, its own rank, and no second line of the same code.

    Source: domain.md 2 (medical necessity names diagnoses); ranks are a product default.
    """
    others = tuple(standing)
    return Decision.all_of(
        (
            is_in_table,
            Reason(
                "code",
                _("We have no code {code} in the table. Choose one from the list."),
                params={"code": code},
                field_name="code",
            ),
        ),
        (
            PRINCIPAL <= rank <= LAST_RANK,
            Reason("rank", _("Give it a place from 1 to 12."), field_name="rank"),
        ),
        (
            all(each.rank != rank for each in others),
            Reason(
                "rank_taken",
                _("Another diagnosis has place {rank}. Choose another place."),
                params={"rank": rank},
                field_name="rank",
            ),
        ),
        (
            all(each.code != code for each in others),
            Reason("twice", _("This diagnosis is on her list already."), field_name="code"),
        ),
        (
            onset_on is None or onset_on <= today,
            Reason("onset", _("It cannot have begun after today."), field_name="onset_on"),
        ),
    )


def next_rank(standing: Iterable[StandingDiagnosis]) -> int:
    """The first place that is free.

    Source: product default.
    """
    taken = {each.rank for each in standing}
    return next(rank for rank in range(PRINCIPAL, LAST_RANK + 2) if rank not in taken)
