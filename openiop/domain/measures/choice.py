"""What a site chooses about a questionnaire: whether it is used, its change value, its cut-off.

Source: issue 3 ("both are shown with their names and sources, and the site's choice is a versioned
setting"; "off until a site switches them on after reading the notice").
"""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

from .instrument import ChangeKind, ChangeValue, Cutoff, Instrument
from .progress import Change, change_between
from .schedule import OwnAsked


@dataclass(frozen=True)
class ChoiceRules:
    """What a site may not choose.

    Source: domain.md 7.1 and 8.1: the daily check-in and the suicide screen carry the safety path.
    """

    id: str = "openiop-measure-choice/1"
    always_on: tuple[str, ...] = ("iop-daily-checkin", "cssrs-screener-recent")


CHOICE_RULES = ChoiceRules()


@dataclass(frozen=True)
class Chosen:
    """How a questionnaire stands at a site."""

    instrument: Instrument
    is_on: bool
    change: ChangeValue | None
    """The reliable change that counts here; None where none is known."""
    cutoff: Cutoff | None
    number: int = 0
    """Which version of the choice it is; 0: nobody has chosen yet."""
    asked: OwnAsked = OwnAsked.BY_HAND
    """When a form of the site's own is asked; the others have their place in the schedule."""
    is_retired: bool = False
    """A form of the site's own that is given no more; what was answered stays readable."""

    def change_between(self, first: float | None, last: float | None) -> Change | None:
        """What two totals come to by what was chosen here."""
        return change_between(self.instrument, first, last, by=self.change, cutoff=self.cutoff)


def reliable_values(instrument: Instrument) -> tuple[ChangeValue, ...]:
    """The named values among which a site may choose the one that counts.

    Why: the smallest change people notice (MCID) answers another question.
    Source: instruments.md 1 ("Show both words").
    """
    return tuple(value for value in instrument.changes if value.kind is ChangeKind.RELIABLE)


def choice_before_any(instrument: Instrument) -> Chosen:
    """How a questionnaire stands before anybody has chosen: the published defaults.

    A questionnaire whose terms are uncertain is off.
    Source: issue 3, Instruments.
    """
    is_on = not instrument.off_until_noticed
    return Chosen(instrument, is_on, instrument.reliable, instrument.cutoff)


def choice_of(
    instrument: Instrument,
    *,
    is_on: bool,
    change_id: str,
    cutoff_id: str,
    number: int,
    asked: OwnAsked = OwnAsked.BY_HAND,
) -> Chosen:
    """How a questionnaire stands by a kept choice.

    A value or cut-off this version no longer knows gives way to the default.
    Source: issue 3, Safety.
    """
    change = next(
        (each for each in reliable_values(instrument) if each.id == change_id), instrument.reliable
    )
    cutoff = next((each for each in instrument.cutoffs if each.id == cutoff_id), instrument.cutoff)
    return Chosen(instrument, is_on, change, cutoff, number, asked)


def may_choose(
    instrument: Instrument,
    *,
    is_on: bool,
    notice_read: bool,
    change_id: str,
    cutoff_id: str,
    rules: ChoiceRules = CHOICE_RULES,
) -> Decision:
    """Whether a choice may be kept: only values that are published or computed, with their names.

    A questionnaire whose terms are uncertain is switched on only by somebody who read its notice;
    what carries the safety path is never switched off.
    Source: issue 3, Instruments and Safety.
    """
    changes = [value.id for value in reliable_values(instrument)] or [""]
    cutoffs = [cutoff.id for cutoff in instrument.cutoffs] or [""]
    return Decision.all_of(
        (
            notice_read or not (is_on and instrument.off_until_noticed),
            Reason("notice_not_read", _NOTICE, field_name="notice_read"),
        ),
        (
            is_on or instrument.id not in rules.always_on,
            Reason("always_on", _ALWAYS_ON, field_name="is_on"),
        ),
        (change_id in changes, Reason("change_unknown", _CHANGE, field_name="change_id")),
        (cutoff_id in cutoffs, Reason("cutoff_unknown", _CUTOFF, field_name="cutoff_id")),
    )


_NOTICE = _("Read the notice and say so first. The terms of this questionnaire are not certain.")
_ALWAYS_ON = _("The safety path needs this questionnaire. It stays on.")
_CHANGE = _("Choose one of the change values with a name.")
_CUTOFF = _("Choose one of the cut-offs with a name.")
