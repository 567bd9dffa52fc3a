"""What a note must hold, when it may be signed, and what a signature freezes.

The parts of a note are in `body`, how it reads in `wording`, other people's names in `names`; all
of it can be imported from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.text import _
from openiop.domain.words import Level

from .body import (
    AbsenceFacts,
    GroupNoteBody,
    IndividualNoteBody,
    NoteFacts,
    Participation,
    PracticedHow,
    PracticedWith,
    Response,
    RiskChange,
    SharedPart,
)
from .names import Leak, RosterName, name_leaks
from .wording import render_absence, render_group_note, render_individual_note

__all__ = [
    "NOTE_RULES",
    "AbsenceFacts",
    "GroupNoteBody",
    "IndividualNoteBody",
    "Leak",
    "NoteFacts",
    "NoteRules",
    "Participation",
    "PracticedHow",
    "PracticedWith",
    "Response",
    "RiskChange",
    "RosterName",
    "SharedPart",
    "SignFacts",
    "content_hash",
    "gaps",
    "has_own_sentence",
    "may_sign",
    "may_sign_in_bulk",
    "name_leaks",
    "render_absence",
    "render_group_note",
    "render_individual_note",
]


@dataclass(frozen=True)
class NoteRules:
    """What counts as a sentence.

    Source: [product default]; domain.md 3.5 asks for an individual part, not for its length.
    """

    id: str = "openiop-note/1"
    sentence_words_min: int = 3
    new_concern_level: Level = Level.MODERATE
    """How soon a new concern in a note needs a person: today, before she leaves."""


NOTE_RULES = NoteRules()


def has_own_sentence(text: str, rules: NoteRules = NOTE_RULES) -> bool:
    """An own sentence has at least three words.

    Source: [product default], ux.md 2.
    """
    words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
    return len(words) >= rules.sentence_words_min


def gaps(
    body: GroupNoteBody | IndividualNoteBody,
    plan_has_goals: bool = True,
    rules: NoteRules = NOTE_RULES,
) -> Decision:
    """What a note still lacks, one reason per field.

    A group note needs how she took part, how she responded and an own sentence; an individual note
    what happened, what it means and what is next. Both need a goal and a word on risk. Before her
    plan has a goal the link is owed, and does not stop the note.
    Source: domain.md 3.5, 3.7 R-DOC-03; ux.md 2.
    """
    own = _group_gaps(body, rules) if isinstance(body, GroupNoteBody) else _session_gaps(body)
    goal = (
        _gap("no_goal", _("Choose the goal this was about."), "goal_id")
        if plan_has_goals
        else Reason(
            "no_goal_yet",
            _("Her plan has no goal yet. Link this note when it does."),
            Kind.LATER,
            field_name="goal_id",
        )
    )
    return own & Decision.all_of((bool(body.goal_id), goal)) & _risk_said(body.risk_change)


def _gap(code: str, text: str, field_name: str) -> Reason:
    return Reason(code, text, field_name=field_name)


def _group_gaps(body: GroupNoteBody, rules: NoteRules) -> Decision:
    return Decision.all_of(
        (
            body.participation is not None,
            _gap("no_participation", _("Choose how she took part."), "participation"),
        ),
        (
            body.response is not None,
            _gap("no_response", _("Choose how she responded."), "response"),
        ),
        (
            has_own_sentence(body.sentence, rules),
            _gap("no_sentence", _("Write one sentence of your own about her."), "sentence"),
        ),
    )


def _session_gaps(body: IndividualNoteBody) -> Decision:
    return Decision.all_of(
        (
            bool(body.happened.strip()),
            _gap("no_happened", _("Say what happened."), "happened"),
        ),
        (
            bool(body.assessment.strip()),
            _gap("no_assessment", _("Say what you make of it."), "assessment"),
        ),
        (
            bool(body.next_step.strip()),
            _gap("no_next_step", _("Say what is next."), "next_step"),
        ),
    )


def _risk_said(change: RiskChange) -> Decision:
    return Decision.all_of(
        (
            change is not RiskChange.UNKNOWN,
            _gap("risk_not_said", _("Say whether risk changed."), "risk_change"),
        ),
    )


@dataclass(frozen=True)
class SignFacts:
    """What is known about a note when its author wants to sign it."""

    author_opened: bool
    own_sentence: bool
    goal_linked: bool
    already_signed: bool
    is_author: bool
    risk_change: RiskChange
    alert_open_for_risk: bool
    """An alert was raised for the new risk in this note."""
    presence_confirmed: bool
    is_absent: bool
    plan_has_goals: bool = True
    names_another_client: bool = False
    """A name the author has not yet taken out, or said is nobody's."""
    session_over: bool = True
    """Minutes are final only when the session is over."""
    alike_unanswered: bool = False
    """It is like another note, and the author has not said why yet."""
    partner_violence: bool = False
    cosign_due: bool = False
    """Its author's credentials ask for a second signature."""


def may_sign(facts: SignFacts) -> Decision:
    """Only the author signs, once, a note she opened herself and wrote her own sentence in.

    It needs a goal, a word on risk, confirmed presence, a session that is over, no other client's
    name, and an answer for each note it is like. New risk needs its alert first. A woman who was
    away gets an absence entry, never a note; a signed note is corrected by an addendum.
    Source: domain.md 3.5, 3.7 R-DOC-01 to R-DOC-04; issue, part 4.
    """
    if facts.is_absent:
        text = _("She was away. She gets an absence entry, not a note.")
        return Decision.refused(Reason("absent", text))
    if facts.already_signed:
        text = _("This note is signed. Add an addendum to correct it.")
        return Decision.refused(Reason("signed", text))
    has_alert = facts.alert_open_for_risk or facts.risk_change is not RiskChange.NEW
    return Decision.all_of(
        (facts.is_author, Reason("not_author", _("Only the author signs a note."))),
        (facts.author_opened, Reason("not_opened", _("Open the note and read it first."))),
        (
            facts.own_sentence,
            _gap("no_sentence", _("Write one sentence of your own about her."), "sentence"),
        ),
        (
            facts.goal_linked or not facts.plan_has_goals,
            _gap("no_goal", _("Choose the goal this was about."), "goal_id"),
        ),
        (
            facts.presence_confirmed,
            Reason("presence", _("Confirm who was here before you sign.")),
        ),
        (
            facts.session_over,
            Reason("not_over", _("The session is not over yet. Sign when it is.")),
        ),
        (
            has_alert,
            _gap("no_alert", _("You marked a new concern. Open an alert first."), "risk_change"),
        ),
        (
            not facts.names_another_client,
            Reason("name", _("Another client's name is in this note.")),
        ),
        (
            not facts.alike_unanswered,
            Reason("alike", _("This note is like another one. Look at both, then answer.")),
        ),
    ) & _risk_said(facts.risk_change)


def may_sign_in_bulk(facts: SignFacts) -> Decision:
    """A note enters "sign all" when it may be signed and nothing asks for a look at it alone.

    That is a change in risk, violence by a partner, and a second signature it will need.
    Source: issue, part 4; issue, "Group session record".
    """
    changed = facts.risk_change in (RiskChange.NEW, RiskChange.LESS)
    return may_sign(facts) & Decision.all_of(
        (
            not changed,
            _gap("risk_change", _("Risk changed in this note. Sign it on its own."), "risk_change"),
        ),
        (
            not facts.partner_violence,
            Reason("partner_violence", _("It tells of a partner's violence. Sign it on its own.")),
        ),
        (
            not facts.cosign_due,
            Reason("cosign", _("It needs a second signature. Sign it on its own.")),
        ),
    )


def content_hash(text: str, salt: str) -> str:
    """The fingerprint a signature keeps, so that any later change of the text shows.

    Why: salted, so that nobody can guess a short note from its fingerprint.
    Source: domain.md 3.7 R-DOC-04.
    """
    return sha256(f"{len(salt)}:{salt}{text}".encode()).hexdigest()
