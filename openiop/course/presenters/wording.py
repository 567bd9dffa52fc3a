"""Her course in words: plain ones that say "you" for her, the named values for the team."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from openiop.course.queries.course import Measure
from openiop.domain.measures.how_calculated import (
    HowCalculated,
    how_band,
    how_change,
    how_change_value,
    how_cutoff,
    how_remission,
    how_response,
    how_total,
)
from openiop.domain.measures.instrument import Band, Direction, Instrument
from openiop.domain.measures.picture import PICTURE_RULES
from openiop.domain.measures.progress import (
    ChangeDirection,
    has_responded,
    is_in_remission,
    lesser_values,
    wording_for_client,
)
from openiop.domain.measures.scoring import score
from openiop.domain.text import _
from openiop.measures.queries import Scored

NO_VALUE, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"

HER_NAMES: dict[str, tuple[str, str, str, str]] = {
    "phq-9": (
        _("Your mood"),
        _("Your mood score moved from {first} to {last} since {on}."),
        _("Your mood score is {last}, the same as on {on}."),
        _("Your first mood score is {last}, from {on}."),
    ),
    "gad-7": (
        _("Your worry"),
        _("Your worry score moved from {first} to {last} since {on}."),
        _("Your worry score is {last}, the same as on {on}."),
        _("Your first worry score is {last}, from {on}."),
    ),
}
"""Title, moved, same, only one: as she reads them for the forms everybody fills in."""

HER_TITLES: dict[str, str] = {
    "pcl-5": _("Stress after hard events"),
    "pcl-5-week": _("Stress after hard events, this week"),
    "pc-ptsd-5": _("Stress after hard events, short"),
    "itq": _("What hard events left behind"),
    "ders-16": _("Living with strong feelings"),
    "audit-c": _("Alcohol"),
    "b-ipf": _("Daily life"),
    "core-10": _("How you have been"),
    "who-5": _("Feeling well"),
    "rses": _("How you see yourself"),
    "scs-sf": _("Being kind to yourself"),
    "brs": _("Getting back up"),
    "ucla-3": _("Feeling alone"),
    "phq-2": _("Your mood, in short"),
    "gad-2": _("Your worry, in short"),
    "hrqol-4": _("Days that were not good"),
    "noms-perception-of-care": _("How you find the program"),
    "noms-items-12-14": _("How you find the program so far"),
    "iop-group-checkout": _("After groups"),
}
OF_HERS = (
    "",
    _("Your score here moved from {first} to {last} since {on}."),
    _("Your score here is {last}, the same as on {on}."),
    _("Your first score here is {last}, from {on}."),
)
_MOVED, _SAME, _ONLY = 1, 2, 3


_A_LOOK = (_("below the line for a closer look"), _("worth a closer look together"))
_HOW_MUCH = (_("hardly any"), _("a little"), _("some"), _("a lot"), _("very much"))
_LOW_TO_HIGH = (_("low"), _("in the middle"), _("high"))
HER_BANDS: dict[str, tuple[str, ...]] = {
    "phq-9": _HOW_MUCH,
    "gad-7": _HOW_MUCH[:-1],
    "core-10": (*_HOW_MUCH[:3], _("quite a bit"), *_HOW_MUCH[3:]),
    "b-ipf": _HOW_MUCH,
    "who-5": (_("very low"), _("low"), _("good")),
    **dict.fromkeys(("rses", "scs-sf", "brs"), _LOW_TO_HIGH),
    **dict.fromkeys(("phq-2", "gad-2", "pc-ptsd-5", "pcl-5", "audit-c", "ucla-3"), _A_LOOK),
    "noms-perception-of-care": (_("not so good for you"), _("good for you")),
}
"""What she reads in place of the published names of the ranges, the lowest range first.

Why: "Severe" and "Positive screen: give PHQ-9" are said to staff; she reads how much it is.
"""


def band_words(of: Instrument, band: Band, *, for_her: bool) -> str:
    """The name of a range for its reader; one of the site's own form is the site's."""
    hers = HER_BANDS.get(of.id, ()) if for_her else ()
    if hers:
        return say(hers[of.bands.index(band)])
    return say(band.label.partition(" (")[0])


def title_of(of: Instrument, *, for_her: bool) -> str:
    """What the reader calls a questionnaire."""
    if not for_her:
        return of.short_title
    known = HER_NAMES.get(of.id)
    return say(known[0] if known else HER_TITLES.get(of.id, of.short_title))


def how_of(measure: Measure, *, for_her: bool) -> list[tuple[str, HowCalculated]]:
    """Every number of one measure, opened: the score, its range, the cut-off, the change."""
    of, last, first = measure.instrument, measure.latest, measure.baseline
    found: list[tuple[str, HowCalculated | None]] = []
    name = title_of(of, for_her=for_her)
    if last is not None and last.total is not None and of.items:
        answers = next(g.answers for g in measure.given if g.scored == last)
        label = say("{name}: the score {value}").format(name=name, value=number(last.total))
        found.append((label, how_total(of, score(of, answers))))
        band = of.band_of(last.total)
        if band is not None:
            label = say("The range “{band}”").format(band=band_words(of, band, for_her=for_her))
            found.append((label, how_band(of, last.total)))
    if measure.chosen.cutoff is not None:
        at = number(measure.chosen.cutoff.value)
        hers = _("The line for a closer look, {value}")
        words = say(hers) if for_her else say("The cut-off {value}")
        found.append((words.format(value=at), how_cutoff(of, measure.chosen.cutoff)))
    if measure.change is not None and first and last and first.total is not None:
        label = say("The change {by}").format(by=signed(measure.change.difference))
        judged = how_change(of, first.total, last.total or 0, measure.change)
        found.append((label, judged))
    elif measure.chosen.change is not None:
        at = number(measure.chosen.change.threshold)
        label = say("From {n} points on it is more than chance").format(n=at)
        found.append((label, how_change_value(measure.chosen.change)))
    if not for_her and last is not None and last.total is not None:
        since = first.total if first and first != last else None
        found += _named_states(of, since, last.total)
    return [(label, how) for label, how in found if how is not None]


def _named_states(
    of: Instrument, first: float | None, last: float
) -> list[tuple[str, HowCalculated | None]]:
    """Response and remission, where the questionnaire defines them."""
    words = {True: say("yes"), False: say("no")}
    found = []
    response = has_responded(of, first, last) if first is not None else None
    if first is not None and response is not None:
        label = say("Response: {answer}").format(answer=words[response])
        found.append((label, how_response(of, first, last)))
    remission = is_in_remission(of, last)
    if remission is not None:
        label = say("Remission: {answer}").format(answer=words[remission])
        found.append((label, how_remission(of, last)))
    return found


def sentence_of(measure: Measure, *, for_her: bool) -> str:
    """What the numbers did, before anybody looks at a line."""
    first, last = measure.baseline, measure.latest
    if last is None:
        return say("Some questions were left open, so there is no score. That is all right.")
    if not for_her:
        on = date_format(last.on, "SHORT_DATE_FORMAT")
        if first is None or first == last:
            return say("{last} on {on}.").format(last=number(last.total), on=on)
        return say("{first} → {last} on {on}.").format(
            first=number(first.total), last=number(last.total), on=on
        )
    words = HER_NAMES.get(measure.instrument.id, OF_HERS)
    since = first or last
    which = _ONLY if since == last else _SAME if since.total == last.total else _MOVED
    return say(words[which]).format(
        first=number(since.total), last=number(last.total), on=date_format(since.on, "DATE_FORMAT")
    )


def meaning_of(measure: Measure, *, for_her: bool) -> str:
    """Whether the change is more than chance, in words."""
    change = measure.change
    if change is None:
        return ""
    if for_her:
        return f"{capfirst(say(wording_for_client(change)))}."
    words = f"{capfirst(say(change.direction.label))}."
    lesser = lesser_values(measure.instrument, change)
    if not lesser:
        return words
    called = ", ".join(dict.fromkeys(say(value.kind.label) for value in lesser))
    still = say("Within chance, but {points} points are {called}.")
    return f"{words} {still.format(points=number(abs(change.difference)), called=called)}"


def is_worse(measure: Measure) -> bool:
    """Things look harder than at the start, beyond chance."""
    return measure.change is not None and measure.change.direction is ChangeDirection.WORSE


def direction_of(of: Instrument, *, for_her: bool) -> str:
    """Which way is better, said in words."""
    if of.direction is None:
        return say("Which way is better is not known here.")
    lower = of.direction is Direction.LOWER_IS_BETTER
    if for_her:
        return (
            say("A lower number means fewer hard days.")
            if lower
            else say("A higher number means more good days.")
        )
    return say("Lower is better.") if lower else say("Higher is better.")


def unknown_of(measure: Measure, *, for_her: bool) -> list[str]:
    """What the picture does not know, so that nobody reads a gap as an answer."""
    of, lines = measure.instrument, []
    blank = [each.scored for each in measure.given if each.scored.total is None]
    if blank and measure.latest is not None:
        lines.append(_blank_words(blank, for_her=for_her))
    if measure.declined_on:
        days = ", ".join(date_format(on, "SHORT_DATE_FORMAT") for on in measure.declined_on)
        words = say("You chose not to answer: {days}.") if for_her else say("Declined: {days}.")
        lines.append(words.format(days=days))
    if for_her:
        return lines
    name = of.short_title
    if not of.items:
        lines.append(
            say("{name}: totals made elsewhere; the answers are not here.").format(name=name)
        )
    if of.reliable is None:
        lines.append(
            say("{name}: no change value is published, so no change is named.").format(name=name)
        )
    elif measure.chosen.change is not None and not measure.chosen.change.verified:
        lines.append(
            say("{name}: the change value {value} has not been seen in its source yet.").format(
                name=name, value=number(measure.chosen.change.threshold)
            )
        )
    if not of.bands:
        lines.append(say("{name}: no severity bands are published.").format(name=name))
    elif of.bands_note and len(of.bands) > PICTURE_RULES.bands_of_a_cutoff:
        lines.append(f"{name}: {say(of.bands_note)}")
    return lines


def _blank_words(blank: Sequence[Scored], *, for_her: bool) -> str:
    days = ", ".join(date_format(each.on, "SHORT_DATE_FORMAT") for each in blank)
    if for_her:
        return ngettext(
            "On {n} day some questions were left open, so there is no score: {days}.",
            "On {n} days some questions were left open, so there is no score: {days}.",
            len(blank),
        ).format(n=len(blank), days=days)
    return say("No total, too many questions open: {days}.").format(days=days)


def number(total: float | None) -> str:
    """A score without a needless point."""
    return NO_VALUE if total is None else f"{round(total, 1):g}"


def signed(by: float) -> str:
    """A difference with its sign, also when it is none."""
    return f"{'+' if by > 0 else MINUS if by < 0 else '±'}{number(abs(by))}"
