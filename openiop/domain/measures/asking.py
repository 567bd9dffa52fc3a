"""Where a questionnaire may be answered, which question is next, and the code for a device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

from .instrument import Answers, Instrument, Item, Sensitivity

LETTERS: dict[str, str] = {
    "a": "phq-9",
    "b": "gad-7",
    "c": "pc-ptsd-5",
    "d": "pcl-5",
    "e": "pcl-5-week",
    "f": "lec-5",
    "g": "itq",
    "h": "ders-16",
    "i": "b-ipf",
    "j": "audit-c",
    "k": "taps-1",
    "l": "hrqol-4",
    "m": "core-10",
    "n": "noms-perception-of-care",
    "o": "scs-sf",
    "p": "rses",
    "q": "ucla-3",
    "r": "phq-2",
    "s": "gad-2",
    "t": "noms-items-12-14",
}
"""The forms she may answer herself, by the letter in the address: a browser's history tells
nothing. A letter is never given to another form. Source: ux.md 3.5 P1."""


class Way(Enum):
    """How answers are given."""

    PHONE = "phone"
    DEVICE = "device"
    """A device of the program, opened by a short code."""
    STAFF = "staff"
    """Staff ask her, or enter what she wrote on paper."""


@dataclass(frozen=True)
class AskingRules:
    """What is kept off shared devices, and how the short code behaves.

    Source: instruments.md 2, LEC-5 never on a kiosk; ux.md 3.7 M8, a code of 4 digits; the times
    and the number of tries [product default].
    """

    id: str = "openiop-asking/1"
    version: str = "1"
    never_on_a_device: tuple[str, ...] = ("lec-5",)
    own_pages: tuple[str, ...] = ("iop-daily-checkin", "iop-group-checkout")
    """Asked on pages of their own, never as a form among others."""
    code_digits: int = 4
    code_valid_minutes: int = 10
    idle_seconds: int = 120
    """After so long without a tap the device goes back to its start."""
    session_minutes: int = 60
    """A code that was typed opens its forms for so long at most."""
    wrong_tries: int = 5
    """From one device, within `lock_minutes`."""
    wrong_tries_here: int = 20
    """From all devices of the site together, within `lock_minutes`."""
    lock_minutes: int = 10


ASKING_RULES = AskingRules()


def may_be_answered(instrument: Instrument, way: Way, rule_set: AskingRules = ASKING_RULES) -> bool:
    """Questions about violence are asked by staff alone with her; the LEC-5 not on shared devices.

    What a clinician asks or rates is for staff; a form without its wording is for nobody. Anything
    she answers herself, staff may also ask her, or enter from paper.
    Source: instruments.md 2, trauma-informed rules; domain.md 4.7 R-DV-10.
    """
    if not instrument.has_wording or instrument.id in rule_set.own_pages:
        return False
    if way is Way.STAFF:
        return True
    if instrument.sensitivity is Sensitivity.VIOLENCE or not instrument.is_self_report:
        return False
    return way is Way.PHONE or instrument.id not in rule_set.never_on_a_device


def asked_items(instrument: Instrument, answers: Answers) -> tuple[Item, ...]:
    """The questions her answers lead to so far, in order.

    Source: ux.md 3.7 M2, the published order is kept.
    """
    return tuple(item for item in instrument.items if instrument.is_asked(item, answers))


def next_question(instrument: Instrument, answers: Answers) -> int | None:
    """The number of the first question that was neither answered nor skipped; None at the end.

    Source: ux.md 3.7 M3, she goes on where she left, on whichever device.
    """
    numbered = enumerate(instrument.items, start=1)
    return next(
        (
            number
            for number, item in numbered
            if item.link_id not in answers and instrument.is_asked(item, answers)
        ),
        None,
    )


def question_before(instrument: Instrument, answers: Answers, number: int) -> int | None:
    """The question asked before this one; None before the first.

    Source: ux.md 3.7 M3, going back always works.
    """
    before = [
        n
        for n, item in enumerate(instrument.items, start=1)
        if n < number and instrument.is_asked(item, answers)
    ]
    return before[-1] if before else None


def may_try_a_code(
    wrong_here: Iterable[datetime],
    wrong_on_site: Iterable[datetime],
    now: datetime,
    rule_set: AskingRules = ASKING_RULES,
) -> bool:
    """After a few wrong codes a device waits, and after many on a site all of them wait.

    Why: four digits are guessed soon; who waits is told nothing about any code.
    Source: ux.md 3.7 M8; the numbers [product default].
    """
    since = now - timedelta(minutes=rule_set.lock_minutes)
    here = sum(1 for at in wrong_here if at > since)
    on_site = sum(1 for at in wrong_on_site if at > since)
    return here < rule_set.wrong_tries and on_site < rule_set.wrong_tries_here


def may_ask_about_violence(*, alone: bool, private_place: bool) -> Decision:
    """Questions about violence are asked only when she is alone and the place is private.

    Source: domain.md 4.7; instruments.md 2, HARK only alone with a protocol.
    """
    return Decision.all_of(
        (
            alone,
            Reason("not_alone", _("Confirm that she is alone with you."), field_name="alone"),
        ),
        (
            private_place,
            Reason(
                "not_private",
                _("Confirm that nobody can hear or see you."),
                field_name="private_place",
            ),
        ),
    )


def may_text_again(sent_on: date | None) -> Decision:
    """One text for one short form; a second would be a push.

    Source: instruments.md 2; ux.md 3.7 [product default].
    """
    text = _("She got this text on {on}. A second one would press her.")
    reason = Reason("texted", text, params={"on": sent_on})
    return Decision.all_of((sent_on is None, reason))


def may_file_form(alerts_unanswered: int) -> Decision:
    """A form whose answer raised an alert is filed only after the alert has its outcome.

    Source: issue 3, safety; domain.md 8.2 R-SAF-01.
    """
    return Decision.all_of(
        (
            alerts_unanswered == 0,
            Reason(
                "alert_open",
                _("An alert rests on this form. Write down what was done first."),
            ),
        )
    )


def may_enter_paper(on: date | None, today: date) -> Decision:
    """The paper carries a day that has come.

    Source: ux.md 3.7 M8, paper entry.
    """
    return Decision.all_of(
        (
            on is not None,
            Reason(
                "no_day",
                _("Please write the day on the paper. Example: 3 14 2027"),
                field_name="on",
            ),
        ),
        (
            on is None or on <= today,
            Reason("not_yet", _("This day has not come yet."), field_name="on"),
        ),
    )


def paper_adds_up(total: float | None, on_paper: float | None) -> Decision:
    """The sum written on a paper is the sum of its answers; an empty one is not compared.

    Why: a slip of one key is found while the paper is still in hand.
    Source: ux.md 3.7 M8 [product default].
    """
    same = on_paper is None or total == on_paper
    return Decision.all_of(
        (
            same,
            Reason(
                "another_total" if total is not None else "no_total",
                _(
                    "The answers add up to {total}, the paper says {on_paper}. Look at the answers "
                    "again; leave the sum empty if the paper is wrong."
                )
                if total is not None
                else _("With these blanks there is no sum. Leave the sum of the paper empty."),
                params={}
                if total is None
                else {"total": f"{total:g}", "on_paper": f"{on_paper:g}"}
                if on_paper is not None
                else {},
                field_name="total_on_paper",
            ),
        )
    )
