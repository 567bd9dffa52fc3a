"""Skills, days and weeks in words and shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from openiop.base.charts import Line, Panel, Point, trend_panels
from openiop.domain.decision import Reason
from openiop.domain.measures.group_checkout import GROUP_CHECKOUT
from openiop.domain.skills.attainment import LEVELS
from openiop.domain.skills.catalog import CATALOG, Skill, SkillDomain, by_domain
from openiop.domain.skills.climate import Climate
from openiop.domain.skills.ladder import (
    Observation,
    Rung,
    SkillStanding,
)
from openiop.domain.skills.load import DayCourse, LoadPicture, Settled, settled
from openiop.domain.skills.patterns import Bar, Factor, Patterns
from openiop.domain.skills.source import Source
from openiop.domain.skills.week import HerWeek, Sentence
from openiop.domain.text import _
from openiop.domain.words import Word
from openiop.practice.models import SmallThing
from openiop.privacy.web import in_words

SURE = {
    1: _("Not sure yet"),
    2: _("A little sure"),
    3: _("Somewhat sure"),
    4: _("Quite sure"),
    5: _("Very sure"),
}
SHORT_SENTENCES = {
    Sentence.GROUNDED: _("More grounded"),
    Sentence.FEELINGS: _("More able to manage my emotions"),
    Sentence.EQUIPPED: _("Better equipped for what comes"),
}


def chips(words: Iterable[Word], given: str = "") -> list[dict[str, Any]]:
    """Our words as chips."""
    return [
        {"value": str(word), "label": say(word.label), "checked": str(word) == given}
        for word in words
    ]


def numbers(low: int, high: int, given: int | None = None) -> list[dict[str, Any]]:
    """Whole numbers as chips or tiles."""
    return [
        {"value": n, "label": str(n), "checked": n == given, "chosen": n == given}
        for n in range(low, high + 1)
    ]


def labelled(labels: Mapping[int, str], given: int | None = None) -> list[dict[str, Any]]:
    """Numbers with words as chips."""
    return [{"value": n, "label": say(text), "checked": n == given} for n, text in labels.items()]


def agreement(given: int | None = None) -> list[dict[str, Any]]:
    """The five answers of the check-out after a group."""
    labels = {option.value: option.label for option in GROUP_CHECKOUT.options}
    return labelled(labels, given)


def number_of(skill: Skill) -> int:
    """The place of a skill in the catalog: an address that tells nothing."""
    return CATALOG.index(skill) + 1


def skill_at(number: int) -> Skill | None:
    """The skill at a place of the catalog."""
    return CATALOG[number - 1] if 1 <= number <= len(CATALOG) else None


# Her own pages


def her_line(standing: SkillStanding) -> str:
    """What the record says about a skill, said to her; nothing is counted up to anything."""
    if standing.uses:
        used = ngettext(
            "You used it {n} time in two weeks.",
            "You used it {n} times in two weeks.",
            standing.uses,
        ).format(n=standing.uses)
        helped = ngettext("It helped {n} time.", "It helped {n} times.", standing.successes).format(
            n=standing.successes
        )
        return f"{used} {helped}" if standing.successes else used
    if standing.practiced:
        on = date_format(standing.practiced[0].source.on, "MONTH_DAY_FORMAT")
        return say("You used it on {day}.").format(day=on)
    if standing.taught:
        on = date_format(standing.taught[0].source.on, "MONTH_DAY_FORMAT")
        return say("You learned it in group on {day}.").format(day=on)
    if standing.observed:
        return say("You showed it in group.")
    return ""


def her_skills(ladder: Sequence[SkillStanding]) -> dict[str, Any]:
    """Those she met already first, all of them by what they are for."""
    lines = {
        each.skill.id: {
            "skill": each.skill,
            "number": number_of(each.skill),
            "line": her_line(each),
            "is_hers": each.rung is Rung.HERS,
        }
        for each in ladder
    }
    known = [each for each in ladder if each.is_known]
    known.sort(key=lambda each: each.sources[0].on, reverse=True)
    return {
        "mine": [lines[each.skill.id] for each in known],
        "domains": [
            (domain, [lines[skill.id] for skill in skills]) for domain, skills in by_domain()
        ],
    }


# The ladder, for staff


@dataclass(frozen=True)
class EvidenceLine:
    """One row a standing rests on."""

    anchor: str
    words: str
    when: str
    href: str


@dataclass(frozen=True)
class LadderRow:
    """One skill on her therapist's page."""

    standing: SkillStanding
    rung: str
    kind: str
    sure: str
    lines: tuple[EvidenceLine, ...]
    needs: str


_RUNG_DOT = {
    Rung.UNKNOWN: "none",
    Rung.TAUGHT: "expected",
    Rung.PRACTICED: "draft",
    Rung.OBSERVED: "here",
    Rung.HERS: "done",
}


def ladder_rows(
    ladder: Sequence[SkillStanding], client_id: UUID
) -> list[tuple[SkillDomain, list[LadderRow]]]:
    """The ladder by domain, each rung with its rows."""
    rows = {each.skill.id: _ladder_row(each, client_id) for each in ladder}
    return [(domain, [rows[skill.id] for skill in skills]) for domain, skills in by_domain()]


def _ladder_row(standing: SkillStanding, client_id: UUID) -> LadderRow:
    lines = [
        *(_evidence(each.source, say("Taught in group"), client_id) for each in standing.taught),
        *(
            _evidence(
                each.source,
                " · ".join(
                    part
                    for part in (
                        say("She used it"),
                        say(each.hard.label) if each.hard else "",
                        say("It helped: {how}").format(how=say(each.helped.label).lower())
                        if each.helped
                        else "",
                    )
                    if part
                ),
                client_id,
            )
            for each in standing.practiced
        ),
        *(_evidence(each.source, _seen(each), client_id) for each in standing.observed),
    ]
    if standing.confidence:
        sure = say("How sure she feels: {n} of 5").format(n=standing.confidence.value)
        lines.append(_evidence(standing.confidence.source, sure, client_id))
    return LadderRow(
        standing=standing,
        rung=say(standing.rung.label),
        kind=_RUNG_DOT[standing.rung],
        sure=str(standing.confidence.value) if standing.confidence else "",
        lines=tuple(lines),
        needs="; ".join(_need(reason) for reason in standing.next_needs),
    )


def _need(reason: Reason) -> str:
    return in_words(reason)


def _seen(row: Observation) -> str:
    if row.how is None:
        return say("Practiced in the room, told by a signed note")
    return say("Seen by staff: {how}").format(how=say(row.how.label).lower())


def _evidence(source: Source, words: str, client_id: UUID) -> EvidenceLine:
    return EvidenceLine(
        anchor=f"{source.kind}-{source.id}",
        words=words,
        when=date_format(source.on, "M j"),
        href=href_of(source, client_id),
    )


def href_of(source: Source, client_id: UUID) -> str:
    """Where a row of evidence is opened; most stand on her skills page itself."""
    if source.kind == "rehearsal":
        return reverse("care:note", args=[source.id])
    if source.kind == "session":
        return reverse("practice:taught", args=[client_id, source.id])
    return f"{reverse('practice:of_client', args=[client_id])}#{source.kind}-{source.id}"


# Load


@dataclass(frozen=True)
class DayRow:
    """One day of distress around sessions."""

    when: str
    began: str
    sessions: tuple[str, ...]
    morning: str
    settled: str
    kind: str
    load: str


_SETTLED_DOT = {
    Settled.NO_RISE: "done",
    Settled.SETTLED: "done",
    Settled.NOT_SETTLED: "soon",
    Settled.UNKNOWN: "none",
}


def day_rows(picture: LoadPicture, most: int = 8) -> list[DayRow]:
    """Her newest days with ratings, in words."""
    return [_day_row(day) for day in picture.days[:most]]


def _day_row(day: DayCourse) -> DayRow:
    word = settled(day)
    morning = ""
    if day.next_morning is not None and day.next_morning_on is not None:
        morning = f"{day.next_morning} ({date_format(day.next_morning_on, 'D')})"
    load = ""
    if day.load is not None:
        load = say("{hours} h, {processing} min of process group, {new} new in a group").format(
            hours=_hours(day.load.therapeutic_min),
            processing=day.load.processing_min,
            new=day.load.new_members,
        )
        load = f"{say(day.load.word().label)}: {load}"
    return DayRow(
        when=date_format(day.on, "D M j"),
        began=_or_dash(day.began),
        sessions=tuple(
            f"{each.name} {_or_dash(each.before)} → {_or_dash(each.after)}" for each in day.ratings
        ),
        morning=morning or "-",
        settled=say(word.label),
        kind=_SETTLED_DOT[word],
        load=load,
    )


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def _or_dash(value: int | None) -> str:
    return "-" if value is None else str(value)


# Her three sentences


def sentences_chart(weeks: Sequence[HerWeek], *, small: bool = False) -> SafeString | None:
    """Her three sentences over the weeks, each on its own scale from 0 to 10; None before any."""
    if not any(week.rated for week in weeks):
        return None
    panels = [
        Panel(
            (Line(tuple(Point(w.week_on, w.rated.get(str(each))) for w in weeks)),),
            0,
            10,
            say(SHORT_SENTENCES[each]),
        )
        for each in Sentence
    ]
    return trend_panels(
        panels,
        title=say("Her three sentences, week by week"),
        description=sentences_words(weeks),
        width=360 if small else 640,
        height=110,
        text_size=14 if small else 15,
    )


def sentences_words(weeks: Sequence[HerWeek]) -> str:
    """The newest and the first rating of each sentence, in words."""
    said = []
    for each in Sentence:
        rated = [week.rated[str(each)] for week in weeks if str(each) in week.rated]
        if len(rated) > 1:
            said.append(
                say("{sentence}: {first} at first, {last} now.").format(
                    sentence=say(SHORT_SENTENCES[each]), first=rated[0], last=rated[-1]
                )
            )
        elif rated:
            said.append(
                say("{sentence}: {last}.").format(
                    sentence=say(SHORT_SENTENCES[each]), last=rated[0]
                )
            )
    return " ".join(said)


# Patterns

HEADINGS = {
    Factor.SLEEP: _("By sleep"),
    Factor.SKILLS: _("By skills written down"),
    Factor.GROUPS: _("After each group"),
    Factor.EVENTS: _("By days with words about them"),
    Factor.WEEKDAY: _("By day of the week"),
}
_BAR_WIDTH, _BAR_HEIGHT = 200, 14


@dataclass(frozen=True)
class BarView:
    """One bar with its words."""

    label: str
    words: str
    shape: SafeString | None


@dataclass(frozen=True)
class PictureView:
    """One plain picture."""

    heading: str
    bars: tuple[BarView, ...]
    can_be_read: bool


def pattern_views(found: Patterns) -> list[PictureView]:
    """The pictures, those that can be read first."""
    views = [
        PictureView(
            heading=say(HEADINGS[picture.factor]),
            bars=tuple(_bar(bar) for bar in picture.bars),
            can_be_read=picture.can_be_read,
        )
        for picture in found.pictures
    ]
    return sorted(views, key=lambda view: not view.can_be_read)


def _bar(bar: Bar) -> BarView:
    label = say(bar.label) if bar.is_ours else bar.label
    days = ngettext("{n} day", "{n} days", bar.n).format(n=bar.n)
    if bar.mean is None:
        return BarView(label, say("{days}: too few to say").format(days=days), None)
    words = say("{mean} of 10 on average, {days}").format(mean=f"{bar.mean:g}", days=days)
    shape = format_html(
        '<svg class="pattern-bar" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{words}"><rect width="{w}" height="{h}" rx="3" fill="#C9D3D4"/>'
        '<rect width="{n}" height="{h}" rx="3" fill="var(--teal)"/></svg>',
        w=_BAR_WIDTH,
        h=_BAR_HEIGHT,
        n=f"{bar.mean * _BAR_WIDTH / 10:.0f}",
        words=words,
    )
    return BarView(label, words, shape)


# Small things and climate


def thing_words(thing: SmallThing) -> str:
    """A small thing and how it went, for the briefs."""
    if thing.went:
        return say(thing.went.label)
    return say("not asked yet")


def climate_words(row: Climate) -> str:
    """The climate of some sessions in a sentence."""
    return say("{mean} of 5, from {n} women, {first} to {last}").format(
        mean=f"{row.mean:g}",
        n=row.women,
        first=date_format(row.first_on, "M j"),
        last=date_format(row.last_on, "M j"),
    )


def level_words(level: int) -> str:
    """A step of a goal in words."""
    return say(LEVELS[level])
