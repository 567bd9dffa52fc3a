"""What kinds of things stand in a chart, for filters of the timeline and of search."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Word


class ChartKind(Word):
    """A kind of thing in a chart."""

    SESSION = "session", _("Sessions")
    NOTE = "note", _("Notes")
    MEASURE = "measure", _("Questionnaires")
    CHECK_IN = "check_in", _("Check-ins")
    SAFETY = "safety", _("Safety")
    PLAN = "plan", _("Goals and plan")
    HER_WORDS = "her_words", _("Her words")
    HEALTH = "health", _("Health")
    PEOPLE = "people", _("People and releases")
    REACHING = "reaching", _("Reaching her")
    LETTER = "letter", _("Letters")
    STAY = "stay", _("Her stay")
