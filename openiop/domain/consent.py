"""What she signs before she starts: which papers, when a signature stands, what taking back does.

The texts we ship are in consent_texts.py; a site keeps its own versions.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from .decision import Decision, Reason
from .text import _
from .words import Word


class ConsentKind(Word):
    """A paper she reads and signs."""

    TREATMENT = "treatment", _("Care here")
    GROUP = "group", _("Group agreement")
    PRIVACY = "privacy", _("Privacy notice")
    TELEHEALTH = "telehealth", _("Care by video")
    MESSAGES = "messages", _("Texts and e-mails")
    FINANCIAL = "financial", _("Costs and payment")

    @property
    def may_be_declined(self) -> bool:
        """Whether "no" is an answer like any other, and nothing is owed after it.

        Source: domain.md 4.11 R-PRIV-05.
        """
        return self is ConsentKind.MESSAGES


class SignedHow(Word):
    """How a signature was given."""

    DRAWN = "drawn", _("Drawn by hand")
    TYPED = "typed", _("Typed name")
    PAPER = "paper", _("On paper")


class Device(Word):
    """On whose device it was signed."""

    HERS = "hers", _("Her own")
    OURS = "ours", _("The program's")
    NONE = "none", _("None, on paper")


AFTER_TAKING_BACK: dict[ConsentKind, str] = {
    ConsentKind.TREATMENT: _(
        "We stop planned care and talk with you about what comes next. You can sign again."
    ),
    ConsentKind.GROUP: _(
        "You do not go to groups until we have talked. Your other care can go on."
    ),
    ConsentKind.PRIVACY: _(
        "This only says that you got the notice. Your rights stay the same either way."
    ),
    ConsentKind.TELEHEALTH: _("We stop meeting by video. We look with you for another way."),
    ConsentKind.MESSAGES: _("We stop all texts and e-mails now, also those that wait to go out."),
    ConsentKind.FINANCIAL: _("We talk with you about costs before anything new is billed."),
}
"""What she reads before she takes a paper back: what happens then, without a judgment."""

POINTS_MIN = 8
"""A dot is no signature. Source: product default."""
POINTS_MAX = 4000
SIDE_MAX = 2000


def strokes_from(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The lines of a drawn signature; nothing when it cannot be read as lines.

    Source: product default.
    """
    try:
        read = json.loads(text)
        strokes = tuple(tuple((int(x), int(y)) for x, y in line) for line in read)
    except (ValueError, TypeError):
        return ()
    inside = all(0 <= x <= SIDE_MAX and 0 <= y <= SIDE_MAX for line in strokes for x, y in line)
    return strokes if inside and sum(map(len, strokes)) <= POINTS_MAX else ()


def is_signature(strokes: tuple[tuple[tuple[int, int], ...], ...]) -> bool:
    """Whether lines are more than a dot or a slip of the finger.

    Source: product default.
    """
    points = [point for line in strokes for point in line]
    return len(points) >= POINTS_MIN and len(set(points)) >= POINTS_MIN // 2


def path_of(strokes: tuple[tuple[tuple[int, int], ...], ...]) -> str:
    """The lines as an SVG path, made of numbers only.

    Source: product default.
    """
    return " ".join("M" + " L".join(f"{x} {y}" for x, y in line) for line in strokes if line)


def text_mark(text: str) -> str:
    """The fingerprint of a text, by which it is known that this very text was signed.

    Source: domain.md 4.5 R-PRIV-02.
    """
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class SignAsked:
    """A signature as it arrives."""

    kind: ConsentKind
    how: SignedHow
    name: str
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
    agrees: bool = True
    saw_mark: str = ""
    holds_mark: str = ""
    """The fingerprint of the text that holds now."""
    device: Device = Device.HERS
    has_witness: bool = False


def may_sign_consent(asked: SignAsked) -> Decision:
    """A signature stands with her name, on the very text that holds, drawn where it says drawn.

    On a device of the program, or on paper, somebody of the staff was with her.
    Source: domain.md 4.5 R-PRIV-02; ESIGN and UETA ask for intent and a kept record.
    """
    typed_or_paper = asked.how is not SignedHow.DRAWN
    return Decision.all_of(
        (
            asked.agrees or asked.kind.may_be_declined,
            Reason("no", _("This paper can only be signed. You can also leave it for later.")),
        ),
        (
            asked.saw_mark == asked.holds_mark,
            Reason("newer", _("The text changed in the meantime. Please read it once more.")),
        ),
        (
            bool(asked.name.strip()),
            Reason("name", _("Please type your name."), field_name="name"),
        ),
        (
            typed_or_paper or is_signature(asked.strokes),
            Reason(
                "drawing",
                _("Please draw your name in the box, or choose to type it."),
                field_name="drawing",
            ),
        ),
        (
            asked.device is Device.HERS or asked.has_witness,
            Reason("witness", _("Somebody of the team is there when she signs here.")),
        ),
    )


@dataclass(frozen=True)
class Signed:
    """A signature as the rules see it."""

    agreed: bool
    text_mark: str
    signed_at: datetime
    revoked_at: datetime | None = None


class ConsentState(Word):
    """How a paper stands."""

    MISSING = "missing", _("Not signed yet")
    STANDS = "stands", _("Signed")
    DECLINED = "declined", _("She said no")
    TAKEN_BACK = "taken_back", _("Taken back")
    NEWER_TEXT = "newer_text", _("Signed; there is a newer text")


def consent_state(signed: Signed | None, holds_mark: str, now: datetime) -> ConsentState:
    """How a paper stands at a moment: the newest signature counts, and taking it back ends it.

    An older text stays signed; she is shown the newer one without losing what she agreed to.
    Source: 45 CFR 164.508(b)(5); domain.md 4.5 R-PRIV-02.
    """
    if signed is None:
        return ConsentState.MISSING
    if signed.revoked_at is not None and signed.revoked_at <= now:
        return ConsentState.TAKEN_BACK
    if not signed.agreed:
        return ConsentState.DECLINED
    return ConsentState.STANDS if signed.text_mark == holds_mark else ConsentState.NEWER_TEXT


def is_answered(kind: ConsentKind, state: ConsentState) -> bool:
    """Whether nothing is owed on this paper any more.

    Source: domain.md 3.4 ("before first group"), 4.11 R-PRIV-05.
    """
    if state in (ConsentState.STANDS, ConsentState.NEWER_TEXT):
        return True
    return kind.may_be_declined and state in (ConsentState.DECLINED, ConsentState.TAKEN_BACK)
