"""What a letter may say, when it is due, and what must have happened before it goes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class LetterKind(Word):
    """What a letter is for."""

    WORK = "work", _("Work")
    SCHOOL = "school", _("School")
    COURT = "court", _("Court")
    LEAVE = "leave", _("Leave")
    DISABILITY = "disability", _("Disability")


class Letterhead(Word):
    """What stands above a letter; the neutral one names nobody."""

    NEUTRAL = "neutral", _("Neutral: only a phone number")
    PROGRAM = "program", _("The program's name")


class LetterFact(Word):
    """One fact a letter may tell; each is chosen on purpose."""

    ATTENDS = "attends", _("That she has appointments here")
    SINCE = "since", _("Since when")
    UNTIL = "until", _("Until when it is planned")
    DAYS = "days", _("On which weekdays and at what time")
    ATTENDED = "attended", _("On how many days she came in the last four weeks")
    RETURN = "return", _("From when she can work or study again")
    LIMITS = "limits", _("What she can and cannot do now")
    LEVEL = "level", _("That it is an intensive outpatient program")
    DIAGNOSIS = "diagnosis", _("Her diagnosis")
    PROGRESS = "progress", _("How treatment is going")

    @property
    def is_clinical(self) -> bool:
        """Whether it tells about her health; none of these is chosen beforehand.

        Source: 45 CFR 164.502(b) minimum necessary; domain.md 5 R-DV-10.
        """
        return self in CLINICAL


CLINICAL = frozenset(
    {LetterFact.LIMITS, LetterFact.LEVEL, LetterFact.DIAGNOSIS, LetterFact.PROGRESS}
)
WRITTEN_BY_HAND = frozenset(
    {LetterFact.RETURN, LetterFact.LIMITS, LetterFact.DIAGNOSIS, LetterFact.PROGRESS}
)
"""Facts no record of ours says by itself: the writer words them."""


class LetterStatus(Word):
    """How far a letter is."""

    ASKED = "asked", _("Asked for")
    DRAFTED = "drafted", _("Drafted, she can read it")
    PREVIEWED = "previewed", _("She has read it")
    CONSENTED = "consented", _("She agrees")
    DECLINED = "declined", _("She does not agree")
    SENT = "sent", _("Sent by hand")
    STRUCK = "struck", _("Struck")


@dataclass(frozen=True)
class LetterFacts:
    """What the records say about her, in words ready for a letter."""

    full_name: str
    since: date | None = None
    until: date | None = None
    days: str = ""
    attended: int | None = None


@dataclass(frozen=True)
class LetterBody:
    """What was chosen for one letter."""

    kind: LetterKind
    recipient: str
    letterhead: Letterhead = Letterhead.NEUTRAL
    facts: frozenset[LetterFact] = frozenset()
    by_hand: Mapping[LetterFact, str] = field(default_factory=dict)
    ends_with: str = ""


def letter_due_on(asked_on: date, needed_by: date | None, within_days: int) -> date:
    """A letter is due on the day she needs it, else so many days after it was asked for.

    Source: issue, "Letters: register with due dates"; the days are a [product default].
    """
    return needed_by or asked_on + timedelta(days=within_days)


def may_draft(body: LetterBody) -> Decision:
    """A letter has a recipient and at least one fact, and what is worded by hand has its words.

    Nothing is in it that was not chosen.
    Source: issue, "minimum facts"; 45 CFR 164.502(b).
    """
    unsaid = [
        fact for fact in body.facts & WRITTEN_BY_HAND if not body.by_hand.get(fact, "").strip()
    ]
    return Decision.all_of(
        (
            bool(body.recipient.strip()),
            Reason("recipient", _("Say to whom it goes."), field_name="recipient"),
        ),
        (bool(body.facts), Reason("facts", _("Choose what it tells."), field_name="facts")),
        (
            not unsaid,
            Reason("by_hand", _("Write the words for what you chose."), field_name="by_hand"),
        ),
    )


def letter_sentences(
    body: LetterBody, known: LetterFacts
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """The sentences of a letter, each with what stands in it: only the facts that were chosen.

    Why: the letter goes out in English; whoever reads another language reads them in hers first.
    Source: issue, "minimum facts"; 45 CFR 164.502(b).
    """
    chosen, name = body.facts, {"name": known.full_name}
    since = known.since if LetterFact.SINCE in chosen else None
    until = known.until if LetterFact.UNTIL in chosen else None
    told: list[tuple[str, dict[str, Any]]] = []
    if LetterFact.ATTENDS in chosen:
        words = {
            (False, False): _("{name} has regular appointments with us."),
            (True, False): _("{name} has regular appointments with us since {since}."),
            (False, True): _("{name} has regular appointments with us, planned until {until}."),
            (True, True): _(
                "{name} has regular appointments with us since {since}, planned until {until}."
            ),
        }[since is not None, until is not None]
        told.append((words, name | {"since": since, "until": until}))
    else:
        told.append((_("This letter is about {name}."), name))
        if since:
            told.append((_("We know her since {since}."), {"since": since}))
        if until:
            told.append((_("This is planned until {until}."), {"until": until}))
    if LetterFact.DAYS in chosen and known.days:
        told.append((_("The appointments are on {days}."), {"days": known.days}))
    if LetterFact.LEVEL in chosen:
        told.append((_("They are part of an intensive outpatient program."), {}))
    if LetterFact.ATTENDED in chosen and known.attended is not None:
        words = (
            _("In the last four weeks she came on 1 day.")
            if known.attended == 1
            else _("In the last four weeks she came on {n} days.")
        )
        told.append((words, {"n": known.attended}))
    return tuple(told)


def words_by_hand(body: LetterBody) -> tuple[str, ...]:
    """What the writer worded herself, in order.

    Source: issue, "minimum facts".
    """
    return tuple(
        body.by_hand[fact].strip()
        for fact in LetterFact
        if fact in body.facts and fact in WRITTEN_BY_HAND and body.by_hand.get(fact, "").strip()
    )


def letter_text(body: LetterBody, known: LetterFacts) -> str:
    """The letter as she previews it and as it is printed: only the facts that were chosen.

    Source: issue, "minimum facts"; 45 CFR 164.502(b).
    """
    sentences = [
        words.format(
            **{
                key: _day(value) if isinstance(value, date) else value
                for key, value in told.items()
            }
        )
        for words, told in letter_sentences(body, known)
    ]
    parts = [
        f"To: {body.recipient.strip()}",
        " ".join([*sentences, *words_by_hand(body)]),
    ]
    if body.ends_with.strip():
        parts.append(body.ends_with.strip())
    return "\n\n".join(parts)


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def clinical_facts(facts: Collection[LetterFact]) -> tuple[LetterFact, ...]:
    """Which of the chosen facts tell about her health, in order: the page asks about each.

    Source: 45 CFR 164.502(b).
    """
    return tuple(fact for fact in LetterFact if fact in facts and fact.is_clinical)


def may_consent(status: LetterStatus, has_read_this_version: bool) -> Decision:
    """She agrees to a letter only after she has read it exactly as it will go out.

    Source: issue, "she previews, consent per recipient".
    """
    return Decision.all_of(
        (
            status in (LetterStatus.DRAFTED, LetterStatus.PREVIEWED, LetterStatus.DECLINED),
            Reason("not_drafted", _("There is nothing to agree to yet.")),
        ),
        (has_read_this_version, Reason("not_read", _("Please read the letter first."))),
    )


def may_send(status: LetterStatus, agreed_to_this_version: bool) -> Decision:
    """A letter is printed and handed over only with her consent to this text for this recipient.

    A text changed afterwards needs her again.
    Source: issue, "consent per recipient"; 45 CFR 164.508.
    """
    return Decision.all_of(
        (
            status is not LetterStatus.SENT,
            Reason("sent", _("This letter went out already.")),
        ),
        (status is not LetterStatus.STRUCK, Reason("struck", _("This letter was struck."))),
        (
            agreed_to_this_version,
            Reason("consent", _("She has not agreed to this text for this recipient.")),
        ),
    )
