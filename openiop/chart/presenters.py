"""The whole chart in words: entries of the timeline, and the blocks of a print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from openiop.base import clock, pdf
from openiop.base.templatetags.words import say
from openiop.domain.chart.printed import ChartPart
from openiop.domain.health.allergies import AllergyState

from .queries.printed import Printed, PrintedNote
from .queries.timeline import Entry, Timeline

DAY = "M j, Y"


def entry_rows(found: Timeline, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries of a page; sealed words are opened here, and only theirs."""
    return [
        {
            "when": date_format(clock.local(entry.at), DAY if entry.day_only else f"{DAY}, H:i"),
            "kind": say(entry.kind),
            "text": gettext(entry.text).format(
                **{name: _shown(value) for name, value in entry.params.items()}
            ),
            "words": entry.words() if entry.words else "",
            "by": found.names.get(entry.by, "") if entry.by else "",
            "href": reverse(entry.link[0], args=[entry.link[1]]) if entry.link else "",
        }
        for entry in entries
    ]


def _shown(value: object) -> str:
    if isinstance(value, date):
        return date_format(value, DAY)
    return say(value) if hasattr(value, "label") else str(value)


def _day(day: date | None) -> str:
    return date_format(day, DAY) if day else "–"  # noqa: RUF001 - the dash of an empty cell


def _moment(at: datetime) -> str:
    return date_format(clock.local(at), f"{DAY}, H:i")


def blocks(chart: Printed) -> list[pdf.Block]:
    """The print, part by part, in the order of the chart."""
    parts = chart.asked.parts
    shown: list[pdf.Block] = [*_head(chart)]
    for part, of_part in (
        (ChartPart.STAY, _stay),
        (ChartPart.DIAGNOSES, _diagnoses),
        (ChartPart.MEDICATIONS, _medications),
        (ChartPart.PEOPLE, _people),
        (ChartPart.GOALS, _goals),
        (ChartPart.MEASURES, _totals),
        (ChartPart.ATTENDANCE, _sessions),
        (ChartPart.SAFETY, _safety),
        (ChartPart.NOTES, _notes),
    ):
        if part in parts:
            of_this = list(of_part(chart))
            shown.append(pdf.Heading(say(part)))
            shown.extend(of_this or [pdf.Paragraph(gettext("Nothing in these days."), quiet=True)])
    return [*shown, *_how(chart)]


def _how(chart: Printed) -> Iterator[pdf.Block]:
    """The foot of the print: each questionnaire with its formula, its values and its source."""
    if chart.how:
        yield pdf.Heading(gettext("Where the numbers come from"))
    for form, how in chart.how:
        facts = [f"{say(name)} {value}" for name, value in how.inputs]
        parts = (
            say(how.words),
            how.formula,
            ", ".join(facts),
            how.norm,
            gettext("Source: {source}").format(source=how.source) if how.source else "",
        )
        told = " · ".join(part for part in parts if part)
        yield pdf.Paragraph(f"{form}: {told}", quiet=True)


def _head(chart: Printed) -> Iterator[pdf.Block]:
    client, asked = chart.client, chart.asked
    pairs = [
        (gettext("Client"), f"{client.chosen_name} {client.last_name}"),
        (gettext("Pronouns"), client.pronouns),
        (gettext("Born"), _day(client.born_on)),
        (
            gettext("Days"),
            gettext("{first} to {last}").format(first=_day(asked.first), last=_day(asked.last)),
        ),
    ]
    yield pdf.Facts(tuple(pair for pair in pairs if pair[1]))
    yield pdf.Paragraph(
        gettext(
            "Confidential health information. This print holds parts chosen on purpose, not the "
            "whole record. Notes not signed and notes struck are left out."
        ),
        quiet=True,
    )


def _stay(chart: Printed) -> Iterator[pdf.Block]:
    rows = tuple(
        (
            stay.track.name,
            say(stay.stage),
            _day(stay.starts_on),
            _day(stay.ended_on or stay.planned_end_on),
            chart.therapists.get(stay.therapist_id, "") if stay.therapist_id else "",
        )
        for stay in chart.stays
    )
    columns = (
        gettext("Track"),
        gettext("Stage"),
        gettext("From"),
        gettext("Until (planned or ended)"),
        gettext("Therapist"),
    )
    if rows:
        yield pdf.Table(columns, rows)


def _diagnoses(chart: Printed) -> Iterator[pdf.Block]:
    lines = chart.health.diagnoses if chart.health else ()
    columns = (
        gettext("Place"),
        gettext("Code"),
        gettext("Diagnosis"),
        gettext("How sure"),
        gettext("Since"),
        gettext("Made by"),
    )
    if lines:
        yield pdf.Table(
            columns,
            tuple(
                (
                    str(line.now.rank),
                    line.diagnosis.code,
                    line.diagnosis.title,
                    say(line.now.status),
                    _day(line.diagnosis.onset_on),
                    f"{line.made_by}, {_day(line.diagnosis.diagnosed_on)}",
                )
                for line in lines
            ),
        )
        yield pdf.Paragraph(lines[0].diagnosis.table, quiet=True)


def _medications(chart: Printed) -> Iterator[pdf.Block]:
    health = chart.health
    if health is None:
        return
    columns = (
        gettext("What"),
        gettext("How she takes it"),
        gettext("Since"),
        gettext("Prescribed by"),
        gettext("How we know"),
    )
    if health.medications:
        yield pdf.Table(
            columns,
            tuple(
                (
                    line.medication.name,
                    line.medication.dose,
                    _day(line.medication.started_on),
                    line.medication.prescriber,
                    say(line.medication.source),
                )
                for line in health.medications
            ),
        )
    else:
        yield pdf.Paragraph(gettext("No medication on her list."))
    last = next(iter(health.reviews), None)
    yield pdf.Paragraph(
        gettext("Looked through with her {on} by {name}.").format(
            on=_day(last.on), name=last.by_name
        )
        if last
        else gettext("Not looked through with her yet."),
        quiet=True,
    )
    allergies = health.allergies
    if allergies.state is AllergyState.LISTED:
        said = "; ".join(
            " ".join(part for part in (row.to, row.reaction and f"({row.reaction})") if part)
            for row in allergies.standing
        )
    elif allergies.state is AllergyState.NONE_KNOWN:
        said = gettext("None known, asked {on}").format(on=_day(allergies.asked_on))
    else:
        said = gettext("Not asked yet")
    yield pdf.Facts(((gettext("Allergies"), said),))


def _people(chart: Printed) -> Iterator[pdf.Block]:
    if chart.team:
        yield pdf.Table(
            (gettext("Care team"), gettext("Who"), gettext("What"), gettext("Since")),
            tuple(
                (say(line.part), line.name, line.does, _day(line.from_on))
                for line in chart.team
                if line.ended_on is None
            ),
        )
    if chart.contacts:
        yield pdf.Table(
            (gettext("Contact"), gettext("What they are to her"), gettext("May be shared")),
            tuple(
                (
                    line.told.name or line.told.organization,
                    say(line.told.relation),
                    "; ".join(
                        gettext("{parts} until {until}").format(
                            parts=", ".join(say(part) for part in each.parts),
                            until=_day(each.facts.until_on),
                        )
                        for each in line.standing_releases
                    )
                    or gettext("nothing"),
                )
                for line in chart.contacts
            ),
        )


def _goals(chart: Printed) -> Iterator[pdf.Block]:
    if chart.goals:
        yield pdf.List(
            tuple(
                f"{goal.number}. “{goal.her_words}” {goal.our_words}"
                + (f" ({gettext('ended')} {_day(goal.ended_on)})" if goal.ended_on else "")
                for goal in chart.goals
            )
        )
    yield from _plan(chart)


def _plan(chart: Printed) -> Iterator[pdf.Block]:
    if chart.plan_text:
        yield pdf.Heading(gettext("The plan as last signed"), level=3)
        yield pdf.Paragraph(chart.plan_text)


def _totals(chart: Printed) -> Iterator[pdf.Block]:
    if chart.totals:
        yield pdf.Table(
            (gettext("Questionnaire"), gettext("Day"), gettext("Total"), gettext("Band")),
            tuple(
                (
                    each.form,
                    _day(each.on),
                    f"{round(each.total, 1):g}"
                    + (f" ({gettext('partly answered')})" * each.prorated),
                    say(each.band),
                )
                for each in chart.totals
            ),
        )


def _sessions(chart: Printed) -> Iterator[pdf.Block]:
    if chart.sessions:
        yield pdf.Table(
            (
                gettext("Day"),
                gettext("Session"),
                gettext("How she was"),
                gettext("Minutes"),
                gettext("Planned"),
            ),
            tuple(
                (
                    _day(each.on),
                    each.name,
                    say(each.presence),
                    str(each.minutes),
                    str(each.planned_min),
                )
                for each in chart.sessions
            ),
        )


def _safety(chart: Printed) -> Iterator[pdf.Block]:
    plan = chart.safety_plan
    if plan:
        yield pdf.Paragraph(gettext("Safety plan of {on}").format(on=_moment(plan.saved_at)))
        for step in plan.steps:
            if step.lines:
                yield pdf.Heading(say(step.heading), level=3)
                yield pdf.List(tuple(step.lines))
        if plan.reason_to_live:
            yield pdf.Facts(((gettext("Worth living for"), plan.reason_to_live),))
    if chart.alerts:
        yield pdf.Table(
            (gettext("Alert"), gettext("How soon"), gettext("How it stands")),
            tuple(
                (
                    _moment(alert.opened_at),
                    say(alert.level),
                    say(alert.disposition) if alert.disposition else gettext("open"),
                )
                for alert in chart.alerts
            ),
        )


def _notes(chart: Printed) -> Iterator[pdf.Block]:
    if chart.drafts_left_out:
        words = ngettext(
            "{n} note that is not signed is left out.",
            "{n} notes that are not signed are left out.",
            chart.drafts_left_out,
        )
        yield pdf.Paragraph(words.format(n=chart.drafts_left_out))
    if chart.struck_left_out:
        words = ngettext(
            "{n} struck note is left out.", "{n} struck notes are left out.", chart.struck_left_out
        )
        yield pdf.Paragraph(words.format(n=chart.struck_left_out))
    for note in chart.notes:
        yield from _note(note)


def _note(note: PrintedNote) -> Iterator[pdf.Block]:
    yield pdf.Heading(f"{gettext(note.name)}, {_day(note.on)}", level=3)
    yield pdf.Paragraph(note.text)
    signed = gettext("Signed by {name}, {at}. Mark {mark}.").format(
        name=note.signed_as, at=_moment(note.signed_at), mark=note.mark
    )
    yield pdf.Paragraph(
        f"{signed} {gettext('Late entry.') if note.late else ''}".strip(), quiet=True
    )
    for at, who, why, words in note.addenda:
        yield pdf.Paragraph(
            gettext("Addendum by {name}, {at} ({why}): {words}").format(
                name=who, at=_moment(at), why=why, words=words
            )
        )
