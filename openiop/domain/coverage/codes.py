"""Codes an intensive outpatient program asks a plan about: numbers only, in our own words.

Why: procedure and revenue code descriptions are licensed; numbers and HCPCS level II are not.
Source: domain.md 1.4, 1.5, R-PAY-07.
"""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.text import _
from openiop.domain.words import Word


class CodeSystem(Word):
    """Which list a code is from."""

    HCPCS = "hcpcs", _("Service code")
    REVENUE = "revenue", _("Revenue code")
    CONDITION = "condition", _("Condition code")


class Counted(Word):
    """What a plan counts when it pays or authorizes."""

    DAY = "day", _("Days")
    HOUR = "hour", _("Hours")
    SESSION = "session", _("Sessions")


@dataclass(frozen=True)
class IopCode:
    """A code a plan is asked about, and what it stands for in a claim."""

    code: str
    system: CodeSystem
    used_for: str
    counted: Counted = Counted.DAY
    source: str = ""


IOP_CODES = (
    IopCode("S9480", CodeSystem.HCPCS, _("mental health IOP, a day"), source="domain.md 1.5"),
    IopCode("H0015", CodeSystem.HCPCS, _("substance use IOP, a day"), source="domain.md 1.5"),
    IopCode("0905", CodeSystem.REVENUE, _("psychiatric IOP"), source="domain.md 1.4"),
    IopCode("0906", CodeSystem.REVENUE, _("substance use IOP"), source="domain.md 1.4"),
    IopCode(
        "G0410",
        CodeSystem.HCPCS,
        _("group in the program, by session"),
        Counted.SESSION,
        "domain.md 1.4 [from knowledge]",
    ),
    IopCode(
        "92",
        CodeSystem.CONDITION,
        _("marks an IOP claim to Medicare"),
        source="domain.md 1.4",
    ),
)
"""Asked about in this order; a site adds others to a worksheet by hand."""

BY_CODE = {each.code: each for each in IOP_CODES}
