"""One cell of an imported row: text, a date, yes or no. A cell is understood or refused, not bent.

Every reader takes the words of a cell that is not blank and gives the fact, or the reason why not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from openiop.domain.decision import Reason
from openiop.domain.text import _

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True)
class ImportRules:
    """Outside these bounds a date or a text is a slip, not a fact. All are [product defaults]."""

    id: str = "openiop-import/1"
    earliest_year: int = 1900
    latest_start_days_ahead: int = 366
    name_letters: int = 60
    """As long as a name on a board may be; the database keeps no longer one."""
    pronouns_letters: int = 30
    address_letters: int = 120


IMPORT_RULES = ImportRules()


class Cells:
    """The cells of one row, read one by one; the reasons against them are collected."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = {column: words_of(cell) for column, cell in cells.items()}
        self.reasons: list[Reason] = []

    def words(self, column: str) -> str:
        """The words of a cell; empty when it is blank or its column is not there."""
        return self._cells.get(column, "")

    @property
    def given(self) -> frozenset[str]:
        """The columns in which something stands."""
        return frozenset(column for column, words in self._cells.items() if words)

    def read(self, column: str, reader: Callable[[str], T | Reason], blank: D) -> T | D:
        """What `reader` makes of a cell; `blank` where nothing stands or it is wrong."""
        words = self.words(column)
        if not words:
            return blank
        found = reader(words)
        if isinstance(found, Reason):
            self.refuse(column, found)
            return blank
        return found

    def text(self, column: str, longest: int) -> str:
        """The words of a cell, if they are not too long."""

        def not_too_long(words: str) -> str | Reason:
            if any(not letter.isprintable() for letter in words):
                return Reason("unprintable", _("There are signs in this cell that are no letters."))
            too_long = _("This is too long: {letters} letters, and {longest} fit.")
            params: dict[str, object] = {"letters": len(words), "longest": longest}
            return words if len(words) <= longest else Reason("long", too_long, params=params)

        return self.read(column, not_too_long, "")

    def refuse(self, column: str, reason: Reason) -> None:
        """Hold a reason against a cell."""
        self.reasons.append(replace(reason, field_name=column))


def words_of(cell: str) -> str:
    """A cell's words with single spaces, whatever line ends, tabs and marks stand around them."""
    plain = unicodedata.normalize("NFC", cell)
    return " ".join(plain.replace("\ufeff", "").replace("\u200b", "").split())


_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_US = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def day_of(words: str) -> date | Reason:
    """A date as 2026-11-18 or 11/18/2026, month first; nothing else is guessed at.

    Source: issue 2, real input.
    """
    if iso := _ISO.fullmatch(words):
        year, month, day = (int(part) for part in iso.groups())
    elif us := _US.fullmatch(words):
        month, day, year = (int(part) for part in us.groups())
    else:
        text = _("This is not a date we can read. Write 2026-11-18 or 11/18/2026.")
        return Reason("not_a_date", text)
    try:
        found = date(year, month, day)
    except ValueError:
        text = _("There is no such day. Write 2026-11-18 or 11/18/2026, with the month first.")
        return Reason("no_such_day", text)
    if found.year < IMPORT_RULES.earliest_year:
        text = _("This date lies before {year}; it must be a slip.")
        return Reason("too_early", text, params={"year": IMPORT_RULES.earliest_year})
    return found


def day_until(last: date) -> Callable[[str], date | Reason]:
    """A reader of dates that are not after `last`."""

    def read(words: str) -> date | Reason:
        found = day_of(words)
        if isinstance(found, date) and found > last:
            return Reason("to_come", _("This day is still to come."))
        return found

    return read


_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


def yes_or_no(words: str) -> bool | Reason:
    """Yes or no, as spreadsheets write them."""
    said = words.casefold()
    if said in _YES or said in _NO:
        return said in _YES
    return Reason("not_yes_or_no", _("Write yes or no."))
