"""What a note asks, in two minutes or less, and which answer brings a person.

Source: domain.md 7.4 (one question each); ux.md 1.8 A2; issue: "2 minutes at most".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from openiop.domain.discharge.return_door import working_deadline
from openiop.domain.text import _
from openiop.domain.words import Word

from .notes import NoteMoment


class HowIsIt(Word):
    """How she is, in her own judgment."""

    STEADY = "steady", _("Steady")
    UP_AND_DOWN = "up_and_down", _("Up and down")
    HARD = "hard", _("Hard")
    VERY_HARD = "very_hard", _("Very hard right now")


class VisitTold(Word):
    """What she says of her first visit."""

    BEEN = "been", _("Yes, I have been there")
    AHEAD = "ahead", _("It is still ahead")
    NOT_YET = "not_yet", _("It has not come about")


class PlanHelps(Word):
    """Whether her plan helps her."""

    YES = "yes", _("Yes")
    SOME = "some", _("Some of it")
    NO = "no", _("Not really")


class Question(Word):
    """What a note may ask."""

    HOW = "how", _("How are you since you left?")
    VISIT = "visit", _("Did your first visit take place?")
    PLAN = "plan", _("Does your plan help you?")


ASKED: dict[NoteMoment, tuple[Question, ...]] = {
    NoteMoment.FIRST: (Question.HOW,),
    NoteMoment.WEEK: (Question.HOW, Question.VISIT),
    NoteMoment.MONTH: (Question.HOW, Question.VISIT, Question.PLAN),
    NoteMoment.QUARTER: (Question.HOW, Question.PLAN),
    NoteMoment.HALF_YEAR: (Question.HOW, Question.PLAN),
}
"""Each may be left out. Below them always stands "I'd like someone to call me"."""


def questions_at(moment: NoteMoment, visit_is_open: bool) -> tuple[Question, ...]:
    """What is asked at a moment; about a visit only while none has taken place.

    Source: domain.md 7.4.
    """
    return tuple(each for each in ASKED[moment] if each is not Question.VISIT or visit_is_open)


@dataclass(frozen=True)
class NoteAnswers:
    """What she answered; everything may stay empty."""

    how: HowIsIt | None = None
    visit: VisitTold | None = None
    plan: PlanHelps | None = None
    words: str = ""
    call_me: bool = False


class CallWhy(Word):
    """Why we owe her a call."""

    VERY_HARD = "very_hard", _("It is very hard for her right now")
    SHE_ASKED = "she_asked", _("She would like someone to call her")
    COMING_BACK = "coming_back", _("She would like to come back")
    VISIT_OPEN = "visit_open", _("Her first visit has not come about")
    NOTE_BY_CALL = "note_by_call", _("A caring call is due")
    NO_NOTE = "no_note", _("No note may go out: think of another way")


class CallOutcome(Word):
    """What became of a call."""

    SPOKE = "spoke", _("Spoke with her")
    SPOKE_AND_MET = "spoke_and_met", _("Spoke, and arranged to meet")
    NOT_REACHED = "not_reached", _("Not reached; tried by her safe way")
    NOT_NEEDED = "not_needed", _("She no longer wants it")


@dataclass(frozen=True)
class CallRules:
    """How soon somebody calls, in working days to the end of the day.

    Source: [product default]; nobody is told that a note is read at once.
    """

    id: str = "openiop-calls-owed/1"
    working_days: tuple[tuple[CallWhy, int], ...] = (
        (CallWhy.VERY_HARD, 0),
        (CallWhy.SHE_ASKED, 1),
        (CallWhy.COMING_BACK, 1),
        (CallWhy.VISIT_OPEN, 2),
        (CallWhy.NOTE_BY_CALL, 2),
        (CallWhy.NO_NOTE, 5),
    )


CALL_RULES = CallRules()


def call_for(answers: NoteAnswers) -> CallWhy | None:
    """Which call her answers bring; the most urgent one. Nothing she wrote is weighed by itself.

    Source: domain.md 7.4; ux.md 1.8 A2.
    """
    if answers.how is HowIsIt.VERY_HARD:
        return CallWhy.VERY_HARD
    if answers.call_me:
        return CallWhy.SHE_ASKED
    if answers.visit is VisitTold.NOT_YET:
        return CallWhy.VISIT_OPEN
    return None


def call_due_at(
    why: CallWhy,
    asked_at_local: datetime,
    weekdays: frozenset[int],
    until: time,
    rules: CallRules = CALL_RULES,
) -> datetime:
    """By when somebody has called her: the same working day when it is very hard.

    Source: [product default].
    """
    return working_deadline(asked_at_local, dict(rules.working_days)[why], weekdays, until)
