"""How a note reads: the same chips always give the same plain words.

Why: variation would only disguise cloned notes; the author's sentence is what is hers.
A note is a record in the language it is signed in, so this text is not translated when shown.
"""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import AwayReason, Presence

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

_TOOK_PART = {
    Participation.QUIET: _("She was quiet."),
    Participation.LISTENED: _("She listened."),
    Participation.SHARED: _("She shared."),
    Participation.LED: _("She led a part."),
}
_RESPONDED = {
    Response.TRIED: _("She tried what was offered."),
    Response.PRACTICED: _("She practiced what was offered."),
    Response.CONNECTED: _("She connected it to her own life."),
    Response.QUESTIONED: _("She questioned what was offered."),
    Response.NOT_TODAY: _("She chose not to today."),
}
_RISK = {
    RiskChange.UNKNOWN: "",
    RiskChange.NONE: _("Risk: no change noticed."),
    RiskChange.NEW: _("Risk: a new concern, see the alert of this day."),
    RiskChange.LESS: _("Risk: less than before."),
}
_PRACTICED_WITH = {
    PracticedWith.MEMBER: _("with a group member"),
    PracticedWith.LEADER: _("with the group leader"),
    PracticedWith.ALL: _("before the whole group"),
}
_PRACTICED_HOW = {
    PracticedHow.WELL: _("It went well."),
    PracticedHow.HARD: _("It was hard, and she did it."),
    PracticedHow.STOPPED: _("She stopped, and that was respected."),
}
_PRESENCE = {
    Presence.HERE: _("Here {minutes} of {planned} minutes."),
    Presence.LATE: _("Came late, here {minutes} of {planned} minutes."),
    Presence.LEFT_EARLY: _("Left early, here {minutes} of {planned} minutes."),
    Presence.REMOTE: _("Took part remotely, {minutes} of {planned} minutes."),
    Presence.AWAY: _("Away."),
}


def render_group_note(shared: SharedPart, body: GroupNoteBody, facts: NoteFacts) -> str:
    """A group note holds the session's facts, the shared part and her own part, in that order.

    Source: domain.md 3.5; ux.md 2.
    """
    session = _lines(
        _session(facts),
        _labeled(_("Led by"), ", ".join(shared.facilitators)),
        _labeled(_("In the group"), _count(facts.attendance_count)),
        _labeled(_("Curriculum"), shared.unit),
        _labeled(_("Topic"), shared.topic),
        _labeled(_("What was offered"), ", ".join(shared.interventions)),
        shared.text.strip(),
    )
    chips = " ".join(
        words
        for words in (
            _TOOK_PART[body.participation] if body.participation else "",
            _RESPONDED[body.response] if body.response else "",
        )
        if words
    )
    hers = _lines(
        _presence(facts),
        _labeled(_("Goal"), facts.goal_words),
        chips,
        _practiced(body),
        _labeled(_("Observed"), body.observed),
        _quoted(body.her_words),
        body.sentence.strip(),
        _RISK[body.risk_change],
    )
    return f"{session}\n\n{hers}"


PLAIN_HEADINGS = (_("What happened"), _("Assessment"), _("Next"))


def render_individual_note(
    body: IndividualNoteBody,
    facts: NoteFacts,
    headings: tuple[str, str, str] = PLAIN_HEADINGS,
) -> str:
    """An individual note says what happened, what it means and what is next.

    The three parts are called as the program's format calls them (DAP, BIRP, SOAP).
    Source: ux.md 1.3, T3.
    """
    happened, meant, planned = headings
    session = _lines(_session(facts), _presence(facts), _labeled(_("Goal"), facts.goal_words))
    hers = _lines(
        _labeled(happened, body.happened),
        _quoted(body.her_words),
        _labeled(meant, body.assessment),
        _labeled(planned, body.next_step),
        body.sentence.strip(),
        _RISK[body.risk_change],
    )
    return f"{session}\n\n{hers}"


def render_absence(facts: AbsenceFacts) -> str:
    """A woman who was away has an absence entry with the reason she gave, never a note.

    That it was not safe to come is not written out: an entry may be read at home.
    Source: domain.md 3.7 R-DOC-01, 4.7 R-DV-10; ux.md 2.
    """
    if facts.reason is AwayReason.PROGRAM_CANCELLED:
        why = _("The program canceled this session.")
    elif facts.reason in (AwayReason.UNSAID, AwayReason.SAFETY):
        why = _("Away. She told us.")
    elif facts.reason is AwayReason.NO_CONTACT:
        why = _("Away. Not heard from yet.")
    elif facts.reason is AwayReason.NOT_IN_SESSION:
        why = _("Here that day, not in this session.")
    else:
        why = _("Away. She told us: {reason}.").format(reason=facts.reason.label.lower())
    return _lines(
        f"{facts.on}. {facts.kind.label}.", why, _labeled(_("Reaching out"), facts.outreach)
    )


def _practiced(body: GroupNoteBody) -> str:
    """A rehearsal reads as one line; without a skill or boundary there was none."""
    if not body.practiced.strip():
        return ""
    whom = f", {_PRACTICED_WITH[body.practiced_with]}" if body.practiced_with else ""
    went = f" {_PRACTICED_HOW[body.practiced_how]}" if body.practiced_how else ""
    return _labeled(_("Practiced here"), f"{body.practiced.strip()}{whom}.{went}")


def _session(facts: NoteFacts) -> str:
    times = f", {facts.starts}-{facts.ends}" if facts.starts and facts.ends else ""
    place = f", {facts.place}" if facts.place else ""
    return f"{facts.on}. {facts.kind.label}{times}{place}."


def _presence(facts: NoteFacts) -> str:
    said = _PRESENCE[facts.presence].format(minutes=facts.minutes, planned=facts.planned_minutes)
    if facts.presence is Presence.REMOTE and facts.location_confirmed:
        said += " " + _("Her location was confirmed.")
    return said


def _count(count: int | None) -> str:
    return "" if count is None else str(count)


def _labeled(label: str, words: str) -> str:
    return f"{label}: {words.strip()}" if words.strip() else ""


def _quoted(words: str) -> str:
    return _('In her words: "{words}"').format(words=words.strip()) if words.strip() else ""


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
