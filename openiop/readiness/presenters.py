"""The picture as a drawing and in words: three threads, two voices, nothing summed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from openiop.base.templatetags.words import say
from openiop.domain.contact import DAY_WORDS
from openiop.domain.decision import Weight
from openiop.domain.readiness.evidence import Evidence
from openiop.domain.readiness.picture import Stand, Topic
from openiop.domain.readiness.taper import StepShown
from openiop.domain.readiness.words import Criterion, Line, Position, Voice
from openiop.domain.text import _

from .queries.picture import Held, Standing

SIDES = (
    (Weight.FOR, _("For less support")),
    (Weight.AGAINST, _("Against, for now")),
    (
        Weight.UNKNOWN,
        _("Unknown"),
    ),
)
SHOWN_ROWS = 4

HER_CRITERIA = {
    Criterion.SYMPTOMS: _("I feel more stable"),
    Criterion.SKILLS: _("My skills are my own"),
    Criterion.HOLDS: _("I can hold on to it with less help"),
}
HER_QUESTIONS = {
    Criterion.SYMPTOMS: _("How steady do you feel?"),
    Criterion.SKILLS: _("How much are your skills your own by now?"),
    Criterion.HOLDS: _("Would it hold if you came on fewer days?"),
}
HER_HINTS = {
    Criterion.SYMPTOMS: _("Think of your mood, your sleep and your worries these two weeks."),
    Criterion.SKILLS: _("Think of hard moments outside of here, and what you did."),
    Criterion.HOLDS: _("Think of days at home, and who is there for you."),
}
HER_LINES = {
    Line.NO_HIGH_RISK: _("Staying safe"),
    Line.PRIMARY: _("Your mood questions"),
    Line.NO_WORSENING: _("Your other questions"),
    Line.NO_CRISIS: _("No emergency care"),
    Line.MEDICATION: _("Your medicine has settled"),
    Line.SKILLS_USED: _("Skills you used on your own"),
    Line.TEAM_RATING: _("What your therapist sees of your skills"),
    Line.PLAN_REHEARSED: _("You said your safety plan aloud"),
    Line.CORE_UNITS: _("Topics of your groups"),
    Line.ON_LESS: _("Some weeks on fewer days"),
    Line.FUNCTIONING: _("Daily life and your goals"),
    Line.FIRST_VISIT: _("Your first visit afterwards"),
    Line.SUPPORTS: _("People who are there for you"),
    Line.CONFIDENCE: _("How sure you feel"),
    Line.AGREES: _("You say yes to it"),
}
HER_SIDES = {
    Weight.FOR: _("in place"),
    Weight.AGAINST: _("needs more time"),
    Weight.UNKNOWN: _("we do not know yet"),
}


# The drawing


@dataclass(frozen=True)
class _Sheet:
    """Where things stand; one for a desk and paper, one for a phone."""

    width: int
    left: int
    right: int
    first: int
    row: int
    label_above: bool
    text: int


DESK = _Sheet(width=760, left=345, right=720, first=44, row=26, label_above=False, text=14)
PHONE = _Sheet(width=328, left=20, right=308, first=30, row=24, label_above=True, text=13)


def threads(
    held: Held, found: tuple[Topic, ...], *, hers: bool = False, small: bool = False
) -> SafeString:
    """Three threads with both voices; the same stands in words in the table beside it."""
    sheet = PHONE if small else DESK
    stops = [
        sheet.left + (sheet.right - sheet.left) * step // (len(Position) - 1)
        for step in range(len(Position))
    ]
    block = sheet.row * (3 if sheet.label_above else 2) + 22
    height = sheet.first + block * len(Criterion)
    apart = {topic.criterion for topic in found}
    parts = [_heads(sheet, stops)]
    for number, criterion in enumerate(Criterion):
        top = sheet.first + block * number
        parts.append(
            _thread(
                sheet=sheet,
                stops=stops,
                top=top,
                number=number + 1,
                criterion=criterion,
                held=held,
                is_apart=criterion in apart,
                hers=hers,
            )
        )
    title = gettext("Ready for less support?") if not hers else gettext("Two ways of looking")
    return format_html(
        '<svg class="threads{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        " threads--phone" if small else "",
        sheet.width,
        height,
        f"{title} {in_words(held, hers=hers)}",
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _heads(sheet: _Sheet, stops: list[int]) -> SafeString:
    anchors = ("start", "middle", "middle", "end") if sheet.label_above else ("middle",) * 4
    return format_html_join(
        "",
        '<text class="threads__head" x="{}" y="{}" text-anchor="{}" font-size="{}">{}</text>',
        (
            (
                x if anchor == "middle" else x + (-14 if anchor == "start" else 14),
                16,
                anchor,
                sheet.text - 2,
                say(position),
            )
            for x, position, anchor in zip(stops, Position, anchors, strict=True)
        ),
    )


def _thread(
    *,
    sheet: _Sheet,
    stops: list[int],
    top: int,
    number: int,
    criterion: Criterion,
    held: Held,
    is_apart: bool,
    hers: bool,
) -> SafeString:
    label = gettext(HER_CRITERIA[criterion]) if hers else say(criterion)
    rows = [top + sheet.row * (index + (1 if sheet.label_above else 0)) + 8 for index in (0, 1)]
    name = format_html(
        '<text class="threads__name" x="{}" y="{}" font-size="{}">{}</text>',
        sheet.left - 14 if sheet.label_above else 8,
        top + 12 if sheet.label_above else rows[0] + 4,
        sheet.text + 1,
        f"{number}  {label}",
    )
    seen = [held.get((criterion, voice)) for voice in Voice]
    lines = [
        _row(sheet, stops, y, voice, stand, hers)
        for y, voice, stand in zip(rows, Voice, seen, strict=True)
    ]
    between: SafeString | str = ""
    if is_apart and seen[0] and seen[1]:
        xs = [stops[stand.position.step] for stand in seen if stand]
        between = format_html(
            '<path class="threads__apart" d="M{} {} L{} {}"/>', xs[0], rows[0], xs[1], rows[1]
        )
    return format_html("<g>{}{}{}{}</g>", name, *lines, between)


def _row(
    sheet: _Sheet, stops: list[int], y: int, voice: Voice, stand: Stand | None, hers: bool
) -> SafeString:
    kind = "her" if voice is Voice.HER else "team"
    step = stand.position.step if stand else 0
    x = stops[step]
    is_open = stand is None or stand.position is Position.NOT_LOOKED_AT
    voice_word = gettext("You") if hers and voice is Voice.HER else say(voice)
    mark = (
        format_html(
            '<rect class="threads__dot" x="{}" y="{}" width="13" height="13" '
            'transform="rotate(45 {} {})"/>',
            x - 6.5,
            y - 6.5,
            x,
            y,
        )
        if voice is Voice.HER
        else format_html('<circle class="threads__dot" cx="{}" cy="{}" r="7.5"/>', x, y)
    )
    word: SafeString | str = ""
    if not sheet.label_above:
        word = format_html(
            '<text class="threads__voice" x="{}" y="{}" text-anchor="end" font-size="{}">{}</text>',
            sheet.left - 18,
            y + 4,
            sheet.text,
            voice_word,
        )
    return format_html(
        '<g class="threads__{}{}">{}<path class="threads__rail" d="M{} {} H{}"/>'
        '<path class="threads__line" d="M{} {} H{}"/>{}</g>',
        kind,
        " threads--open" if is_open else "",
        word,
        sheet.left,
        y,
        sheet.right,
        sheet.left,
        y,
        x,
        mark,
    )


def in_words(held: Held, *, hers: bool = False) -> str:
    """The picture as one line of words."""
    said = []
    for criterion in Criterion:
        label = gettext(HER_CRITERIA[criterion]) if hers else say(criterion)
        voices = ", ".join(
            f"{say(voice)} {say(_position(held.get((criterion, voice))))}" for voice in Voice
        )
        said.append(f"{label}: {voices}.")
    return " ".join(said)


def _position(stand: Stand | None) -> Position:
    return stand.position if stand else Position.NOT_LOOKED_AT


# In words


def criterion_rows(found: Standing) -> list[dict[str, Any]]:
    """Each criterion with both voices and its lines by side."""
    apart = {topic.criterion for topic in found.topics}
    return [
        {
            "criterion": criterion,
            "title": say(criterion),
            "team": _stand_row(found.held.get((criterion, Voice.TEAM))),
            "her": _stand_row(found.held.get((criterion, Voice.HER))),
            "is_topic": criterion in apart,
            "sides": [
                {
                    "side": side.value,
                    "title": gettext(title),
                    "lines": [evidence_row(e) for e in found.of(criterion) if e.side is side],
                }
                for side, title in SIDES
            ],
            "needs": [
                _filled(each.needs, each.needs_params)
                for each in found.of(criterion)
                if each.side is not Weight.FOR and each.needs
            ],
        }
        for criterion in Criterion
    ]


def _stand_row(stand: Stand | None) -> dict[str, Any]:
    return {
        "position": say(_position(stand)),
        "value": str(_position(stand)),
        "words": stand.words if stand else "",
        "on": stand.on if stand else None,
        "by": stand.by_name if stand else "",
        "rule_id": stand.rule_id if stand else "",
    }


def evidence_row(line: Evidence) -> dict[str, Any]:
    """A line in words with the rows it opens."""
    rows = [{"kind": each.kind, "id": each.id, "on": each.on} for each in line.sources]
    return {
        "title": say(line.line),
        "words": say(line),
        "side": line.side.value,
        "sources": rows[:SHOWN_ROWS],
        "rest": rows[SHOWN_ROWS:],
    }


def _filled(text: str, params: dict[str, object]) -> str:
    return gettext(text).format(**params)


def her_rows(found: Standing) -> list[dict[str, Any]]:
    """The same for her: both voices and each line in plain words, without a number."""
    return [
        {
            "criterion": str(criterion),
            "title": gettext(HER_CRITERIA[criterion]),
            "team": say(_position(found.held.get((criterion, Voice.TEAM)))),
            "her": say(_position(found.held.get((criterion, Voice.HER)))),
            "her_words": _words(found.held.get((criterion, Voice.HER))),
            "team_words": _words(found.held.get((criterion, Voice.TEAM))),
            "lines": [
                {
                    "title": gettext(HER_LINES[each.line]),
                    "says": gettext(HER_SIDES[each.side]),
                    "side": each.side.value,
                }
                for each in found.of(criterion)
            ],
        }
        for criterion in Criterion
    ]


def _words(stand: Stand | None) -> str:
    return stand.words if stand else ""


def weekdays_words(weekdays: tuple[int, ...]) -> str:
    """Mon, Wed, Thu."""
    return ", ".join(gettext(DAY_WORDS[day]) for day in weekdays)


def hours_words(minutes: int) -> str:
    """9 or 7.5."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def step_rows(steps: tuple[StepShown, ...]) -> list[dict[str, Any]]:
    """Each step of a taper with its hours, what it leaves and what to mind."""
    return [
        {
            "number": number,
            "from_on": each.step.from_on,
            "value": each.step.from_on.isoformat(),
            "weekdays": each.step.weekdays,
            "days": len(each.step.weekdays),
            "words": weekdays_words(each.step.weekdays),
            "hours": hours_words(each.minutes),
            "left": ", ".join(each.left),
            "warnings": [say(reason) for reason in each.warnings],
        }
        for number, each in enumerate(steps, start=1)
    ]


def day_words(on: date) -> str:
    """Thu Nov 26."""
    return date_format(on, "D M j")
