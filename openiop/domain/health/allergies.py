"""What she reacts to. "None known" is something she said, not an empty list."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Word


class AllergyKind(Word):
    """What kind of thing she reacts to."""

    MEDICATION = "medication", _("Medication")
    FOOD = "food", _("Food")
    OTHER = "other", _("Something else")


class Severity(Word):
    """How strong the reaction was."""

    UNKNOWN = "unknown", _("Not known")
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe")


class AllergyState(Word):
    """What the chart may say about allergies."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    NONE_KNOWN = "none_known", _("None known")
    LISTED = "listed", _("Listed")


def allergy_state(standing: int, none_known: bool) -> AllergyState:
    """A listed allergy always wins; "none known" is only said when somebody asked and heard so.

    Why: an empty list that is read as "no allergies" harms people.
    Source: product default.
    """
    if standing:
        return AllergyState.LISTED
    return AllergyState.NONE_KNOWN if none_known else AllergyState.NOT_ASKED
