"""How waiting, a call and a referral are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from openiop.base import clock
from openiop.domain.call_screen import JOIN, NONE_OF_THESE, SCRIPT
from openiop.domain.contact_profile import SayWho, Voicemail
from openiop.domain.funnel import Funnel
from openiop.domain.public import PartOfDay
from openiop.domain.referral import (
    CareNow,
    Concern,
    PracticalNeed,
    ReferralForm,
    ReferralState,
    SafeToTalk,
    TriageClass,
    start_due_on,
)
from openiop.domain.words import Channel, Word
from openiop.referral.queries import Waiting

COLUMNS = (
    ReferralState.RECEIVED,
    ReferralState.CONTACTED,
    ReferralState.ASSESSMENT_BOOKED,
    ReferralState.ASSESSED,
    ReferralState.COVERAGE,
    ReferralState.START_DATE,
)

KINDS = {
    TriageClass.CRISIS: "person",
    TriageClass.URGENT: "person",
    TriageClass.PRIORITY: "soon",
    TriageClass.STANDARD: "info",
}

_HOUR_MINUTES, _DAY_HOURS = 60, 24
_IN_HOURS_UP_TO = 48


# The pipeline


@dataclass(frozen=True)
class PipelineLine:
    """One woman in a column."""

    waiting: Waiting
    kind: str
    age: str
    stands: str
    """How long it stands where it stands, where that is another time."""
    due: str
    """What is owed next, in words; empty when nothing has a clock."""


@dataclass(frozen=True)
class PipelineColumn:
    """One step of the way in, and who stands there."""

    state: ReferralState
    lines: tuple[PipelineLine, ...]
    late: int


def pipeline_line(line: Waiting) -> PipelineLine:
    """One woman, with her ages in words."""
    age, stands = age_words(line.received_at), age_words(line.since_at)
    due = ""
    if line.is_untouched:
        at = clock.local(line.due_at)
        words = gettext("Contact was due {at}") if line.is_late else gettext("Contact by {at}")
        due = words.format(at=_day_and_time(at))
    elif line.start_due_on is not None:
        words = gettext("To start by {day}: 7 days after the hospital")
        due = words.format(day=date_format(line.start_due_on, "D M j"))
    return PipelineLine(line, KINDS[line.triage], age, "" if stands == age else stands, due)


def pipeline_columns(lines: Sequence[Waiting]) -> list[PipelineColumn]:
    """The steps in order; who has a call that broke off stands above them, not here."""
    return [
        PipelineColumn(
            state,
            tuple(pipeline_line(line) for line in lines if line.state is state),
            sum(line.is_late for line in lines if line.state is state),
        )
        for state in COLUMNS
    ]


def age_words(since: datetime) -> str:
    """How long ago, in the largest unit that says enough."""
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    if minutes < _HOUR_MINUTES:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = minutes // _HOUR_MINUTES
    if hours < _IN_HOURS_UP_TO:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return gettext("{n} days").format(n=hours // _DAY_HOURS)


def _day_and_time(at: datetime) -> str:
    if at.date() == clock.today():
        return date_format(at, "H:i")
    return date_format(at, "D M j, H:i")


# The call


def script_lines(language: str, name: str) -> dict[str, list[str]]:
    """What is said at each point of the call, in her language."""
    with translation.override(language):
        return {
            part.key: [gettext(line).format(name=name) for line in part.lines] for part in SCRIPT
        }


def _options(words: Iterable[Word], chosen: str) -> list[dict[str, Any]]:
    picked = chosen.split(JOIN)
    return [
        {"value": str(word), "label": gettext(word.label), "checked": str(word) in picked}
        for word in words
    ]


def call_choices(texts: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The choices of each question, with what was told so far."""
    none = {
        "value": NONE_OF_THESE,
        "label": gettext("Asked: none of these"),
        "checked": texts["concerns"] == NONE_OF_THESE,
    }
    shared = {
        "value": "shared",
        "label": gettext("Somebody else uses her phone"),
        "checked": texts["device"] == "shared",
    }
    say_who = [
        {"value": str(SayWho.YES), "label": gettext("Yes"), "checked": texts["say_who"] == "yes"},
        {"value": str(SayWho.NO), "label": gettext("No"), "checked": texts["say_who"] == "no"},
    ]
    return {
        "safe_to_talk": _options((SafeToTalk.YES, SafeToTalk.NO), texts["safe_to_talk"]),
        "ways": _options((Channel.CALL, Channel.TEXT, Channel.EMAIL), texts["ways"]),
        "times": _options(PartOfDay, texts["times"]),
        "voicemail": _options(Voicemail, texts["voicemail"]),
        "say_who": say_who,
        "device": [shared],
        "concerns": [none, *_options(Concern, texts["concerns"])],
        "care_now": _options(
            (each for each in CareNow if each is not CareNow.UNSAID), texts["care_now"]
        ),
        "needs": _options(PracticalNeed, texts["needs"]),
    }


# One referral


def told_lines(form: ReferralForm) -> list[tuple[str, str]]:
    """What was told, as label and value; what nobody said is left out."""
    start = start_due_on(form)
    concerns = ", ".join(gettext(each.label) for each in sorted(form.concerns))
    asked = gettext("Asked: nothing of the list")
    care = "" if form.care_now is CareNow.UNSAID else gettext(form.care_now.label)
    sender = ", ".join(filter(None, (form.sender_name, form.sender_organization)))
    sender_reach = " ".join(filter(None, (form.sender_phone, form.sender_email)))
    lines = (
        (gettext("Birthday"), date_format(form.born_on, "M j, Y") if form.born_on else ""),
        (gettext("Pronouns"), form.pronouns),
        (gettext("Language"), gettext("Spanish") if form.language == "es" else ""),
        (gettext("Safety"), concerns or (asked if form.concerns_asked else "")),
        (gettext("Care now"), care),
        (gettext("Where"), form.care_where),
        (gettext("Leaves on"), date_format(form.leaves_on, "M j, Y") if form.leaves_on else ""),
        (gettext("To start by"), date_format(start, "M j, Y") if start else ""),
        (gettext("Needs"), ", ".join(gettext(each.label) for each in sorted(form.needs))),
        (gettext("About that"), form.needs_words),
        (gettext("Insurance"), gettext("Pays herself") if form.self_pay else form.payer),
        (gettext("Member number"), form.member_number),
        (gettext("A better time"), form.call_back),
        (gettext("Sent by"), sender),
        (gettext("Reach the sender"), sender_reach),
        (gettext("Risk, by the sender"), form.risk),
        (gettext("Safety plan, by the sender"), form.safety_plan),
        (gettext("Medicines, by the sender"), form.medicines),
    )
    return [(label, value) for label, value in lines if value]


# The way in, in numbers


def _span(time: timedelta | None) -> str:
    if time is None:
        return gettext("none yet")
    hours = time.total_seconds() / 3600
    if hours < _IN_HOURS_UP_TO:
        return gettext("{n} h").format(n=f"{hours:.1f}")
    return gettext("{n} days").format(n=f"{hours / _DAY_HOURS:.1f}")


def _share(part: int, whole: int, is_few: bool) -> str:
    """A share of few is not said: it would look like a rate."""
    return "" if is_few or not whole else f"{round(100 * part / whole)} %"


def funnel_view(board: Funnel) -> dict[str, Any]:
    """The board in words; shares only where there are enough to make one."""
    whole = board.reached[0][1]
    return {
        "is_few": board.is_few,
        "steps": [
            {"label": gettext(step.label), "n": n, "share": _share(n, whole, board.is_few)}
            for step, n in board.reached
        ],
        "ages": [
            {
                "label": gettext(age.stretch.label),
                "median": _span(age.median),
                "ninetieth": _span(age.ninetieth),
                "n": age.n,
                "is_few": age.is_few,
            }
            for age in board.ages
        ],
        "reasons": [(gettext(reason.label), n) for reason, n in board.reasons],
        "sources": board.sources,
        "in_time": board.contacted_in_time,
        "was_due": board.contact_was_due,
        "in_time_share": _share(board.contacted_in_time, board.contact_was_due, board.is_few),
    }
