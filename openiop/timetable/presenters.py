"""Words for the pages about the week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as say

from openiop.base import clock
from openiop.domain.contact import ContactLine


def moment_words(at: datetime) -> str:
    """A day and a time."""
    here = clock.local(at)
    return f"{date_format(here, 'D M j')}, {date_format(here, 'H:i')}"


def reach_words(lines: Iterable[ContactLine]) -> list[tuple[str, bool]]:
    """How she may be reached, and whether each way is open now."""
    return [(say(line.text).format(**line.params), bool(line.open_now)) for line in lines]
