"""Alerts, steps and safe contact in the words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from openiop.base import clock
from openiop.base.templatetags.words import say
from openiop.domain.contact import DAY_WORDS, how_to_reach, may_contact, next_safe_time
from openiop.domain.decision import Reason
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.moments import seconds_between, whole_minutes
from openiop.domain.risk_assessment import Access, Ideation, Intent, PlanState
from openiop.domain.safety import Action, Disposition, cssrs_response, reached_late
from openiop.domain.safety_said import SheSaid
from openiop.domain.safety_times import IN_ORDER, SAFETY_LIMITS, stored_times
from openiop.domain.staff_call import CallBy
from openiop.domain.text import _
from openiop.domain.words import Channel, Level, Word
from openiop.outbox.carriers import Reaches
from openiop.outbox.models import CallState
from openiop.outbox.queries import NOT_REACHED, CallLine, ContactCard

from .queries.alerts import OpenAlert, StepLine
from .queries.answering import AnsweredAlert, AnsweringPage
from .queries.people import ShiftLine
from .queries.times import TimesVersion

HOUR_MIN, DAY_MIN = 60, 24 * 60
JUST_NOW_MIN = 15
"""So long "reached us now" is said of an answer that came late."""


def clock_time(at: datetime) -> str:
    """09:05 today, with the day on other days."""
    local = clock.local(at)
    shape = "H:i" if local.date() == clock.today() else "D M j, H:i"
    return date_format(local, shape)


def span(minutes: int) -> str:
    """Minutes as people say them: 3 min, 2 h 10 min, 4 days."""
    if minutes < HOUR_MIN:
        return gettext("{n} min").format(n=minutes)
    if minutes < DAY_MIN:
        hours, rest = divmod(minutes, HOUR_MIN)
        words = gettext("{h} h {n} min") if rest else gettext("{h} h")
        return words.format(h=hours, n=rest)
    days = minutes // DAY_MIN
    return ngettext("{n} day", "{n} days", days).format(n=days)


def due_words(alert: OpenAlert, now: datetime) -> str:
    """By when somebody has to take it, and how long that still is."""
    seconds = seconds_between(now, alert.due_at)
    at = clock_time(alert.due_at)
    if seconds < 0:
        late = span(max(1, whole_minutes(-seconds)))
        return gettext("{span} late, was due {at}").format(span=late, at=at)
    left = span(whole_minutes(seconds))
    return gettext("take by {at}, {span} left").format(at=at, span=left)


def is_late(alert: OpenAlert, now: datetime) -> bool:
    """Whether nobody took it in time."""
    return not alert.is_taken and now > alert.due_at


@dataclass(frozen=True)
class AlertRow:
    """One alert of the list, in words."""

    alert: OpenAlert
    kind: str
    state: str
    place: str
    asked: str
    said: str
    """When she said it, and when it reached us if that was later."""

    @property
    def is_late(self) -> bool:
        """Whether her answer reached us well after she gave it."""
        return reached_late(self.alert.answered_at, self.alert.opened_at)


def alert_row(alert: OpenAlert, now: datetime) -> AlertRow:
    """How one alert reads in a list."""
    if alert.waits_for_second_look:
        on = date_format(alert.second_look_on, "D M j") if alert.second_look_on else ""
        kind, state = "soon", gettext("second look {on}").format(on=on)
    elif alert.is_taken and alert.acknowledged_at:
        at = clock_time(alert.acknowledged_at)
        kind, state = "info", gettext("taken {at}, not answered yet").format(at=at)
    else:
        waits = alert.level is not Level.HIGH and not is_late(alert, now)
        kind, state = "soon" if waits else "person", due_words(alert, now)
    place = gettext("in the house") if alert.on_site else gettext("not in the house")
    return AlertRow(alert, kind, state, place, _asked(alert), said_words(alert, now))


def said_words(alert: OpenAlert, now: datetime) -> str:
    """When she said it; an answer that came late says how old it is and when it reached us."""
    if not reached_late(alert.answered_at, alert.opened_at):
        return gettext("said {at}").format(at=clock_time(alert.answered_at))
    ago = span(whole_minutes(seconds_between(alert.answered_at, now)))
    if seconds_between(alert.opened_at, now) < JUST_NOW_MIN * 60:
        return gettext("answered {ago} ago, reached us now").format(ago=ago)
    at = clock_time(alert.opened_at)
    return gettext("answered {ago} ago, reached us {at}").format(ago=ago, at=at)


def _asked(alert: OpenAlert) -> str:
    if not alert.escalations:
        return ""
    names = ", ".join(
        f"{done.name} ({say(done.role)}, {clock_time(done.at)}"
        f"{', ' + gettext('late') if done.late else ''})"
        for done in alert.escalations
    )
    return gettext("Also asked: {names}").format(names=names)


def alert_rows(alerts: Iterable[OpenAlert]) -> dict[str, list[AlertRow]]:
    """The alerts by what they wait for: somebody, an answer, a second look."""
    now = clock.now()
    groups: dict[str, list[AlertRow]] = {"open": [], "taken": [], "second_look": []}
    for alert in alerts:
        waits = "open" if not alert.is_taken else "taken"
        groups["second_look" if alert.waits_for_second_look else waits].append(
            alert_row(alert, now)
        )
    return groups


_STEP_KINDS = {"escalated": "person", "she_said": "hers", "closed": "done", "disposed": "done"}


def timeline(steps: Iterable[StepLine]) -> list[dict[str, Any]]:
    """What happened with an alert, for the timeline component."""
    return [
        {
            "when": clock_time(step.at),
            "by": step.by_name,
            "text": _step_text(step),
            "kind": _STEP_KINDS.get(step.kind, ""),
        }
        for step in steps
    ]


def _step_text(step: StepLine) -> str:
    words = _step_words(step)
    if not step.words:
        return words
    if step.kind == "answer_changed":
        before = gettext("before: {answer}").format(answer=say(step.words))
        return f"{words} ({before})"
    return f"{words}: {step.words}" if words else step.words


def _step_words(step: StepLine) -> str:
    who = {"name": step.to_name, "role": say(step.to_role) if step.to_role else ""}
    match step.kind:
        case "opened":
            return gettext("Opened, with {name}").format(name=step.to_name)
        case "she_said":
            return f"“{say(SheSaid(step.code))}”"
        case "did":
            return say(Action(step.code))
        case "disposed":
            return say(Disposition(step.code))
        case "screened":
            found = ScreenLevel(step.code)
            says = gettext("Suicide screen: {found}").format(found=say(found))
            return f"{says}. {say(cssrs_response(step.code))}"
        case "escalated":
            late = gettext(", late because the background job was not running") if step.late else ""
            asked = gettext("Nobody had taken it: {name} ({role}) asked as well").format(**who)
            return asked + late
        case "asked":
            return gettext("Waits for {name} ({role})").format(**who)
        case "assessed":
            level = gettext(Level(step.code).label)
            return gettext("Risk assessment: {level}").format(level=level)
        case "cosigned":
            level = gettext(Level(step.code).label)
            return gettext("Second signature under {level}").format(level=level)
        case "taken_over":
            return gettext("Taken over from {name}").format(name=step.to_name)
        case _:
            return gettext(_PLAIN[step.kind])


_CALL_WORDS = {
    CallState.WAITING: _("is being called"),
    CallState.TRYING: _("is being called"),
    CallState.SENT: _("was called"),
    CallState.FAILED: _("could not be called yet; it is tried again"),
    CallState.GIVEN_UP: _("could not be called"),
    CallState.WITHDRAWN: _("was not called: somebody took it first"),
    CallState.NO_CONTACT: _("was not called: she has set no way"),
    CallState.NO_CHANNEL: _("was not called: no channel is set up"),
}


def call_lines(calls: Iterable[tuple[str, CallLine]], how_far: Reaches) -> list[dict[str, str]]:
    """Whom we called and what came of it; a call written to a file reached nobody, and says so."""
    went_wrong = (*NOT_REACHED, CallState.FAILED)
    words = dict(_CALL_WORDS)
    if how_far is not Reaches.PEOPLE:
        words[CallState.SENT] = _("was not reached: the call was written to a file")
    return [
        {
            "kind": "person" if call.state in went_wrong else "info",
            "text": f"{name} {gettext(words[call.state])}",
            "when": clock_time(call.sent_at or call.asked_at),
        }
        for name, call in calls
    ]


def way_options(chosen: CallBy | None) -> list[dict[str, Any]]:
    """The ways to be called, and none, as chips."""
    none = {"value": "", "label": gettext("Do not call me"), "checked": chosen is None}
    return [*chip_options(CallBy, chosen), none]


def days_in_words(weekdays: Iterable[int]) -> str:
    """Weekdays as people say them."""
    return ", ".join(gettext(DAY_WORDS[n]) for n in sorted(weekdays))


def shift_lines(shifts: Iterable[ShiftLine]) -> list[dict[str, Any]]:
    """The on-call list in words."""
    return [
        {
            "id": line.id,
            "name": line.name,
            "days": days_in_words(line.shift.weekdays),
            "hours": f"{line.shift.starts:%H:%M}-{line.shift.ends:%H:%M}",
            "is_now": line.is_now,
            "way": gettext(line.way.label) if line.way else "",
        }
        for line in shifts
    ]


def times_lines(history: Iterable[TimesVersion]) -> list[dict[str, Any]]:
    """The versions of the program's own times, each with what it changed."""
    return [
        {
            "version": version,
            "changes": [
                f"{_time_label(name)}: {_time_value(version, name)}" for name in version.changed
            ],
        }
        for version in history
    ]


OTHER_TIMES = ("moderate_on_site_min", "second_look_within_h", "plan_review_every_days")
"""Times that do not follow each other."""


def urgent_fields(form: BaseForm) -> list[tuple[str, list[BoundField]]]:
    """The times that follow each other, in the house and not, as rows of a table."""
    places = (gettext("In the house"), gettext("Not in the house"))
    return [
        (place, [form[name] for name in names])
        for place, names in zip(places, IN_ORDER, strict=True)
    ]


def day_choices(chosen: Iterable[object] | None) -> list[dict[str, Any]]:
    """Weekdays as chips."""
    marked = {str(each) for each in chosen or ()}
    return [
        {"value": n, "label": gettext(word), "checked": str(n) in marked}
        for n, word in enumerate(DAY_WORDS)
    ]


_OTHER_TIMES = {
    "monitored_weekdays": _("Somebody reads on"),
    "monitored_from": _("From"),
    "monitored_until": _("Until"),
    "closed_on": _("Days on which nobody reads"),
}


def _time_label(name: str) -> str:
    labels = {limit.field: limit.label for limit in SAFETY_LIMITS.times} | _OTHER_TIMES
    return gettext(labels[name])


def _time_value(version: TimesVersion, name: str) -> str:
    value = stored_times(version.rules)[name]
    if name == "monitored_weekdays":
        return days_in_words(value)
    units = {limit.field: limit.unit for limit in SAFETY_LIMITS.times}
    if name in units:
        return f"{value} {gettext(units[name])}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def answering_rows(shown: AnsweringPage) -> list[dict[str, Any]]:
    """The figures of a month, all alerts first, then by level."""
    whole = {"label": gettext("All"), "figures": shown.whole}
    levels = [
        {"label": gettext(level.label), "figures": figures} for level, figures in shown.by_level
    ]
    return [whole, *levels]


def late_lines(late: Iterable[AnsweredAlert]) -> list[dict[str, Any]]:
    """Alerts taken late or not at all, each with by how much."""
    now = clock.now()
    lines = []
    for each in late:
        facts = each.facts
        over = span(max(1, whole_minutes(seconds_between(facts.due_at, facts.taken_at or now))))
        words = (
            gettext("taken {span} late") if facts.taken_at else gettext("not taken, {span} late")
        )
        lines.append({"alert": each, "words": words.format(span=over)})
    return lines


_ASKED: tuple[tuple[str, str, type[Word]], ...] = (
    ("ideation", _("What she thinks about"), Ideation),
    ("intent", _("Whether she means to act"), Intent),
    ("plan", _("Whether there is a plan"), PlanState),
    ("access", _("Whether it is within reach"), Access),
)


def assess_groups(typed: dict[str, Any]) -> list[dict[str, Any]]:
    """The four questions of an assessment as chips."""
    return [
        {"name": name, "legend": gettext(legend), "options": chip_options(words, typed.get(name))}
        for name, legend, words in _ASKED
    ]


_PLAIN = {
    "acknowledged": _("Taken"),
    "answer_changed": _("She changed her answer"),
    "second_look": _("Second look"),
    "closed": _("Closed"),
}


def chip_options(words: Iterable[Word], chosen: object) -> list[dict[str, Any]]:
    """Our words as chips."""
    return [{"value": str(w), "label": say(w), "checked": w == chosen} for w in words]


def day_options(days: Iterable[date], chosen: date | None) -> list[dict[str, Any]]:
    """Days as chips; the first is chosen when nothing was."""
    options = list(days)
    wanted = chosen if chosen in options else next(iter(options), None)
    return [
        {"value": day.isoformat(), "label": _day_words(day), "checked": day == wanted}
        for day in options
    ]


def _day_words(day: date) -> str:
    words = date_format(day, "D M j")
    return gettext("Today, {day}").format(day=words) if day == clock.today() else words


def errors_of(reasons: Iterable[Reason], prefix: str = "") -> list[dict[str, str]]:
    """A refusal for the error summary; each line leads to its field."""
    return [
        {
            "href": f"#{prefix + reason.field_name if reason.field_name else 'main'}",
            "text": say(reason),
        }
        for reason in reasons
    ]


def form_errors(form: BaseForm) -> list[dict[str, str]]:
    """What could not be read, for the error summary."""
    return [
        {
            "href": f"#{form[name].auto_id}",
            "text": f"{form.fields[name].label}: {gettext(str(text))}",
        }
        for name, texts in form.errors.items()
        for text in texts
        if name in form.fields
    ]


_OPEN = {
    Channel.CALL: _("call"),
    Channel.TEXT: _("text"),
    Channel.EMAIL: _("e-mail"),
}


def contact_card(card: ContactCard) -> dict[str, Any]:
    """The safe-contact card of one client, as its component wants it; it never says why."""
    now = clock.local_now()
    profile = card.profile
    open_now = [ch for ch in _OPEN if may_contact(profile, ch, now)]
    may_call = Channel.CALL in open_now and bool(card.phone)
    facts = _facts(say(line) for line in how_to_reach(profile, now))
    ever_by_phone = any(next_safe_time(profile, ch, now) for ch in (Channel.CALL, Channel.TEXT))
    if card.phone and ever_by_phone:
        facts.insert(0, (gettext("Safe number"), card.phone))
    if card.safe_people:
        facts.append((gettext("May be told"), card.safe_people))
    if card.unsafe_people:
        facts.append((gettext("Never confirm she is here to"), card.unsafe_people))
    return {
        "allowed_now": bool(open_now),
        "now_text": _now_text(open_now, card, now),
        "facts": facts,
        "acts": [{"href": f"tel:{card.phone}", "label": gettext("Call her safe number")}]
        if may_call
        else [],
    }


def _facts(sentences: Iterable[str]) -> list[tuple[str, str]]:
    """ "Call: only Mon 9:00-12:00." as label and value; whole sentences stand together below."""
    parts = [(sentence, sentence.partition(": ")) for sentence in sentences]
    facts = [(label, value) for _whole, (label, found, value) in parts if found]
    plain = " ".join(whole for whole, (_label, found, _value) in parts if not found)
    return [*facts, (gettext("Please note"), plain)] if plain else facts


def _now_text(open_now: list[Channel], card: ContactCard, now: datetime) -> str:
    if open_now:
        ways = gettext(" or ").join(gettext(_OPEN[ch]) for ch in open_now)
        return gettext("Right now you may {ways}.").format(ways=ways)
    times = [(at, ch) for ch in _OPEN if (at := next_safe_time(card.profile, ch, now))]
    if not times:
        return gettext("Do not contact her. Wait until she is here, or ask her therapist.")
    at, channel = min(times, key=lambda pair: pair[0])
    return gettext("Do not contact her now. You may {way} from {at}.").format(
        way=gettext(_OPEN[channel]), at=date_format(at, "D H:i")
    )
