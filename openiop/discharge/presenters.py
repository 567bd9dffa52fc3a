"""Papers of leaving: hers in plain words, and the summary for the next clinician."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, override

from openiop.base import clock
from openiop.base.pdf import (
    Block,
    Facts,
    Heading,
    List,
    Paragraph,
    SignHere,
    Table,
    document,
)
from openiop.clients.queries import names_of
from openiop.discharge.models import Summary
from openiop.discharge.queries.plan import Told
from openiop.discharge.queries.summaries import unpack
from openiop.domain.crisis import LIFELINE, ways_in
from openiop.domain.discharge.aftercare import RETURN_WORDS, Element
from openiop.domain.discharge.summary import Chapter, Sentence
from openiop.domain.discharge.visits import VisitState
from openiop.domain.text import _
from openiop.programs.queries import program

HER_HEADINGS: dict[Element, str] = {
    Element.SKILLS: _("What helps me"),
    Element.SUPPORTS: _("People who are there for me"),
    Element.GROUPS: _("Groups and places"),
    Element.WORK: _("Work or school"),
    Element.CHILDCARE: _("Childcare and money"),
    Element.GOALS: _("What I work toward"),
    Element.SUPPLY: _("My medicine lasts until"),
    Element.PRESCRIBER: _("Who prescribes my medicine now"),
    Element.RETURN: _("When I would come back"),
}
HER_VISITS = {
    VisitState.REQUESTED: _("We have asked. They have not answered yet."),
    VisitState.ACCEPTED: _("They expect you."),
    VisitState.KEPT: _("You have been there."),
    VisitState.NOT_HELD: _("It did not take place. We look for another time with you."),
}


def her_visits(told: Told) -> list[dict[str, str]]:
    """Her visits in plain words, the next one first."""
    return [
        {
            "who": visit.with_whom,
            "what": gettext(visit.kind.label),
            "when": date_format(clock.local(visit.starts_at), "DATETIME_FORMAT")
            if visit.starts_at
            else "",
            "place": visit.place,
            "phone": visit.phone,
            "state": gettext(HER_VISITS.get(visit.now.state, "")),
        }
        for visit in told.visits
        if visit.is_standing
    ]


def her_parts(told: Told) -> list[dict[str, object]]:
    """The written parts of her plan, with headings in her words; empty ones are left out."""
    lines = {each.element: each.lines for each in told.elements}
    return [
        {"element": str(element), "title": gettext(words), "lines": lines[element]}
        for element, words in HER_HEADINGS.items()
        if lines[element]
    ]


def her_pdf(told: Told, summary: Summary | None) -> bytes:
    """Her plan for afterwards on paper, in plain words and her language."""
    language = told.client.language if told.client.language in ("en", "es") else "en"
    with override(language):
        return document(
            gettext("My plan for afterwards"),
            list(_hers(told, summary)),
            "",
            clock.now(),
            foot="",
        )


def _hers(told: Told, summary: Summary | None) -> Iterable[Block]:
    yield Paragraph(told.client.chosen_name)
    kept = unpack(summary.body) if summary and summary.signed_at else ()
    plain = [
        each.plain for each in kept if each.is_kept and each.plain and each.chapter is Chapter.STAY
    ]
    if plain:
        yield Paragraph(" ".join(plain))
    visits = her_visits(told)
    if visits:
        yield Heading(gettext("My next visits"))
        yield Table(
            (gettext("Who"), gettext("When"), gettext("Where"), gettext("How it stands")),
            tuple(
                (
                    f"{each['who']} ({each['what']})",
                    each["when"] or gettext("not set yet"),
                    ", ".join(part for part in (each["place"], each["phone"]) if part),
                    each["state"],
                )
                for each in visits
            ),
        )
    if told.responsible:
        text = gettext("Until your first visit, {name} here is there for you.")
        yield Paragraph(text.format(name=told.responsible))
    signs = [each for each in told.body.signs if each.sign]
    if signs:
        yield Heading(gettext("My early signs, and what I do"))
        yield Table(
            (gettext("I notice"), gettext("I do"), gettext("I tell")),
            tuple((each.sign, each.deed, each.tell) for each in signs),
        )
    if told.body.hard_times:
        yield Heading(gettext("Times that may be hard"))
        yield Paragraph(told.body.hard_times)
    if told.medications:
        yield Heading(gettext("My medicine"))
        yield List(tuple(f"{row.name} {row.dose}".strip() for row in told.medications))
    for part in her_parts(told):
        yield Heading(str(part["title"]))
        lines = part["lines"]
        yield List(tuple(lines) if isinstance(lines, tuple) else ())
    yield from _her_safety(told)
    yield Heading(gettext("Coming back"))
    yield Paragraph(gettext(RETURN_WORDS))
    here = program()
    if here is not None:
        yield Paragraph(gettext("Our phone: {phone}").format(phone=here.on_call_phone))


def _her_safety(told: Told) -> Iterable[Block]:
    plan = told.safety_plan
    yield Heading(gettext("When it gets very hard"))
    ways = ", ".join(gettext(way.label) for way in ways_in(LIFELINE, (get_language() or "en")[:2]))
    yield Paragraph(f"{gettext(LIFELINE.name)}: {ways}. {gettext('Day and night.')}")
    if plan is None:
        return
    for step in plan.steps:
        if step.lines:
            yield Heading(gettext(step.heading), level=3)
            yield List(step.lines)
    if plan.reason_to_live:
        yield Paragraph(plan.reason_to_live)


def by_chapter(sentences: Sequence[Sentence]) -> list[tuple[Chapter, list[Sentence]]]:
    """The sentences that are kept, chapter by chapter."""
    kept = [each for each in sentences if each.is_kept]
    found = [(chapter, [s for s in kept if s.chapter is chapter]) for chapter in Chapter]
    return [(chapter, rows) for chapter, rows in found if rows]


def clinical_pdf(summary: Summary, sentences: Sequence[Sentence], printed_by: str) -> bytes:
    """The summary for the next clinician: only the sentences given, with who signed it."""
    episode = summary.episode
    client = episode.client
    here = program()
    with override("en"):
        blocks: list[Block] = [
            Facts(
                (
                    (
                        "Client",
                        names_of(client).legal or f"{client.chosen_name} {client.last_name}",
                    ),
                    ("Born", date_format(client.born_on, "M j, Y") if client.born_on else "–"),  # noqa: RUF001
                    ("First day", date_format(episode.starts_on, "M j, Y")),
                    (
                        "Last day",
                        date_format(last, "M j, Y")
                        if (last := episode.ended_on or episode.planned_end_on)
                        else "–",  # noqa: RUF001
                    ),
                )
            )
        ]
        for chapter, rows in by_chapter(sentences):
            blocks.append(Heading(chapter.label))
            blocks += [Paragraph(each.text) for each in rows]
        if summary.signed_at is not None:
            at = date_format(clock.local(summary.signed_at), "M j, Y, H:i")
            blocks.append(Paragraph(f"Signed by {summary.signed_as}, {at}."))
        else:
            blocks.append(SignHere("Not signed yet: a draft"))
        blocks.append(
            Paragraph(
                "Shared under a release she signed. Parts she did not release are not in it.",
                quiet=True,
            )
        )
        return document(
            "Discharge summary",
            blocks,
            printed_by,
            clock.now(),
            letterhead=(here.name, here.on_call_phone) if here else (),
        )
