"""The numbers of an outside, licensed level-of-care tool. Nothing of the tools themselves.

No item, anchor, threshold or sum of a tool is here: the program uses the tool where it has its
license, and writes down what came out.
Source: domain.md 2.2 and 2.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Tool(Word):
    """Which tool was used elsewhere."""

    LOCUS = "locus", _("LOCUS")
    ASAM = "asam", _("ASAM")


@dataclass(frozen=True)
class ToolShape:
    """How many numbers a tool gives and in which range; names of fields only.

    Source: domain.md 2.2 (composite 7 to 35, seven ratings 1 to 5), 2.3 (six dimensions; the
    range 0 to 4 is from knowledge of the third edition and to be checked).
    """

    numbers: tuple[str, ...]
    least: int
    most: int
    total_least: int | None = None
    total_most: int | None = None


TOOL_SHAPES: Mapping[Tool, ToolShape] = {
    Tool.LOCUS: ToolShape(("I", "II", "III", "IVA", "IVB", "V", "VI"), 1, 5, 7, 35),
    Tool.ASAM: ToolShape(("1", "2", "3", "4", "5", "6"), 0, 4),
}


@dataclass(frozen=True)
class ToolScore:
    """What came out of a tool: its numbers, its version, and the level it named."""

    tool: Tool
    version: str
    numbers: Mapping[str, int]
    total: int | None = None
    named: str = ""
    """The level as the tool names it."""


def may_keep_tool(score: ToolScore) -> Decision:
    """All its numbers, each in its range, with the version of the tool.

    Source: domain.md 2.2, 2.3.
    """
    shape = TOOL_SHAPES[score.tool]
    whole = set(score.numbers) == set(shape.numbers)
    in_range = all(shape.least <= each <= shape.most for each in score.numbers.values())
    total_fits = (
        shape.total_least is None
        or shape.total_most is None
        or (score.total is not None and shape.total_least <= score.total <= shape.total_most)
    )
    return Decision.all_of(
        (
            bool(score.version.strip()),
            Reason("version", _("Say which version of the tool."), field_name="tool_version"),
        ),
        (
            whole and in_range,
            Reason(
                "numbers",
                _("Give all {many} numbers, each from {least} to {most}."),
                params={"many": len(shape.numbers), "least": shape.least, "most": shape.most},
                field_name="tool_numbers",
            ),
        ),
        (
            total_fits,
            Reason(
                "total",
                _("The composite is a number from {least} to {most}."),
                params={"least": shape.total_least, "most": shape.total_most},
                field_name="tool_total",
            ),
        ),
    )
