"""Words about a date on the chart: what was going on that day, by her or by the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _


@dataclass(frozen=True)
class AnnotationRules:
    """How long words on a chart may be.

    Source: ux.md 4.6, annotations listed under the chart [product default].
    """

    id: str = "openiop-annotation/1"
    version: str = "1"
    most_letters: int = 240


ANNOTATION_RULES = AnnotationRules()


def may_annotate(
    on: date | None, words: str, today: date, rule_set: AnnotationRules = ANNOTATION_RULES
) -> Decision:
    """A mark on the chart has a day that has come and a few words.

    Source: ux.md 4.6, annotations by staff and by her.
    """
    return Decision.all_of(
        (
            on is not None,
            Reason("no_day", _("Please choose a day. Example: 3 14 2027"), field_name="on"),
        ),
        (
            on is None or on <= today,
            Reason("not_yet", _("This day has not come yet."), field_name="on"),
        ),
        (
            bool(words.strip()),
            Reason("no_words", _("Please write a few words."), field_name="words"),
        ),
        (
            len(words.strip()) <= rule_set.most_letters,
            Reason(
                "too_long",
                _("Please use at most {most} letters."),
                params={"most": rule_set.most_letters},
                field_name="words",
            ),
        ),
    )


def may_strike(*, is_hers: bool, written_by: UUID, by: UUID, by_client: bool) -> Decision:
    """Her words are hers: only she takes them back; words of the team only who wrote them.

    Why: a chart both look at stays true only when nobody edits the other's voice.
    Source: ux.md 4.6; domain.md 4.1, open notes.
    """
    return Decision.all_of(
        (
            by_client or not is_hers,
            Reason("hers", _("These are her own words. Only she can take them back.")),
        ),
        (
            is_hers or not by_client,
            Reason("theirs", _("Your team wrote this. You can ask them about it.")),
        ),
        (
            is_hers or by_client or written_by == by,
            Reason("another", _("Somebody else wrote this. Only she can take it back.")),
        ),
    )
