"""How a number on a screen was made: its formula, what went in, the norm and where both come from.

Source: issue 3 ("every number on a screen opens to its formula, inputs, norm and source").
"""

from __future__ import annotations

from dataclasses import dataclass, field

from openiop.domain.text import _

from .expected_course import ExpectedCourse, share_range
from .instrument import ChangeKind, ChangeValue, Cutoff, Instrument, Method
from .nhs import NHS_RULES, NhsRules
from .progress import PROGRESS_RULES, Change, norms_of
from .scoring import ScoreResult


@dataclass(frozen=True)
class Said:
    """A marked text with what goes into its braces; show it with `|say`."""

    text: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class HowCalculated:
    """Everything somebody needs to make one number again, and to judge it."""

    words: Said
    """The formula in words."""
    formula: str
    """The formula in symbols; empty where the words are all there is to it."""
    inputs: tuple[tuple[str, str], ...]
    """What went in: a marked name, and the value as it is shown."""
    norm: str
    """Of whom the comparison numbers are, as their source says it."""
    source: str
    verified: bool | None
    """Whether the numbers were seen in a source; None where that is not the question, as in a sum
    of answers, or not noted."""


def shown(value: float | None) -> str:
    """A number without a needless point, or a dash."""
    return "-" if value is None else f"{round(value, 2):g}"


_SUMS = {
    Method.SUM: (_("The answers are added up."), "Σ answers"),
    Method.MEAN: (_("The mean of the answers."), "Σ answers / n"),
    Method.SCALED: (_("The answers are added up and multiplied by a fixed factor."), "k · Σ"),
    Method.PERCENT: (
        _("The answers as a share of the most that the questions that apply allow."),
        "100 · Σ answers / Σ highest",
    ),
    Method.ALGORITHM: (_("Named rules say what was found; there is no total."), ""),
    Method.DERIVED: (_("A rule of the questionnaire's own makes the number."), ""),
    Method.NONE: (_("Each answer stands alone; there is no total."), ""),
}


def how_total(instrument: Instrument, result: ScoreResult) -> HowCalculated:
    """How a total was made, with how many questions were answered.

    Source: instruments.md 4.
    """
    words, formula = _SUMS[instrument.method]
    if result.prorated:
        words = _(
            "Some questions are open. The total is estimated from the answered ones, as the "
            "questionnaire allows."
        )
        formula = instrument.prorating.method if instrument.prorating else formula
    ends = instrument.total_range
    inputs = [(_("answered"), f"{result.answered} / {result.of}")]
    if instrument.method is Method.SCALED:
        inputs.append((_("factor"), shown(instrument.factor)))
    if ends is not None:
        inputs.append((_("range"), f"{shown(ends.minimum)}-{shown(ends.maximum)}"))
    return HowCalculated(
        words=Said(words),
        formula=formula,
        inputs=tuple(inputs),
        norm=instrument.prorating.source if result.prorated and instrument.prorating else "",
        source=instrument.citation or instrument.source_of_wording,
        verified=False if result.prorated else None,
    )


def how_form(instrument: Instrument, value: ChangeValue | None = None) -> HowCalculated:
    """How any total of a questionnaire is made, and from how many points on it is a change.

    Why: paper opens to nothing, so what a screen opens stands under the numbers there.
    Source: issue 3 ("every number opens to its formula, inputs, norm and source").
    """
    words, formula = _SUMS[instrument.method]
    ends, inputs, sources = instrument.total_range, [], [instrument.citation]
    if ends is not None:
        inputs.append((_("range"), f"{shown(ends.minimum)}-{shown(ends.maximum)}"))
    if value is not None:
        inputs.append((_("points needed"), shown(value.threshold)))
        sources.append(_source_of(value))
    return HowCalculated(
        words=Said(words),
        formula=formula,
        inputs=tuple(inputs),
        norm=instrument.bands_note,
        source="; ".join(each.rstrip(".") for each in sources if each),
        verified=value.verified if value is not None else None,
    )


def how_band(instrument: Instrument, total: float) -> HowCalculated | None:
    """Which published range a total lies in; nothing where none is published.

    Source: instruments.md 1, build rule 5.
    """
    band = instrument.band_of(total)
    if band is None:
        return None
    return HowCalculated(
        words=Said(_("The published range the total lies in.")),
        formula=f"{shown(band.minimum)} ≤ {shown(total)} ≤ {shown(band.maximum)}",
        inputs=((_("total"), shown(total)),),
        norm=instrument.bands_note,
        source=instrument.citation,
        verified=False if instrument.bands_note else None,
    )


def how_cutoff(instrument: Instrument, cutoff: Cutoff) -> HowCalculated:
    """What a cut-off says and where it comes from.

    Source: instruments.md 1, RCI table.
    """
    return HowCalculated(
        words=Said(
            _("The published total from which the condition is likely. It is no diagnosis.")
        ),
        formula=f"{cutoff.operator} {shown(cutoff.value)}",
        inputs=((_("cut-off"), cutoff.name),),
        norm=cutoff.note,
        source=instrument.citation,
        verified=None,
    )


_BY_KIND = {
    ChangeKind.RELIABLE: _("A difference of {points} points or more counts as a change."),
    ChangeKind.NOTICEABLE: _("A difference of {points} points or more is enough to notice."),
    ChangeKind.WATCH: _("A difference of {points} points or more is worth watching."),
}


def _source_of(value: ChangeValue) -> str:
    """The name of a value, how it was made, and where it comes from."""
    parts = (value.basis, value.source)
    return f"{value.name}: " + ". ".join(part.rstrip(".") for part in parts if part)


def how_change_value(value: ChangeValue) -> HowCalculated:
    """How a number of points that makes a change was found.

    Source: instruments.md 1.
    """
    inputs = [(_("points"), shown(value.threshold))]
    if value.sd is not None:
        inputs.append((_("standard deviation"), shown(value.sd)))
    if value.reliability is not None:
        inputs.append((_("reliability"), shown(value.reliability)))
    if value.z is not None:
        inputs.append(("z", shown(value.z)))
    return HowCalculated(
        words=Said(_BY_KIND[value.kind], {"points": shown(value.threshold)}),
        formula="z · SD · √(2 · (1 - r))" if value.sd is not None else "",
        inputs=tuple(inputs),
        norm=value.sd_sample,
        source=_source_of(value),
        verified=value.verified,
    )


def how_change(instrument: Instrument, first: float, last: float, change: Change) -> HowCalculated:
    """How a difference was judged: the two totals, the value and the cut-off it was held against.

    Source: instruments.md 1.
    """
    value, cutoff = change.value, change.cutoff
    inputs = [
        (_("first"), shown(first)),
        (_("last"), shown(last)),
        (_("difference"), shown(change.difference)),
        (_("points needed"), f"{shown(value.threshold)} ({value.name})"),
    ]
    if cutoff is not None:
        inputs.append((_("cut-off"), f"{cutoff.operator} {shown(cutoff.value)} ({cutoff.name})"))
    if (norms := norms_of(instrument, value)) is not None:
        inputs += [
            (_("standard deviation"), shown(norms[0])),
            (_("reliability"), shown(norms[1])),
        ]
    return HowCalculated(
        words=Said(
            _(
                "The last total minus the first. From {points} points on, chance alone is an "
                "unlikely reason. Recovered also means: over the cut-off into health."
            ),
            {"points": shown(value.threshold)},
        ),
        formula=f"{shown(last)} - {shown(first)} = {shown(change.difference)}; "
        f"|d| ≥ {shown(value.threshold)}",
        inputs=tuple(inputs),
        norm=value.sd_sample,
        source=_source_of(value),
        verified=value.verified,
    )


def how_index(
    instrument: Instrument, first: float, last: float, sd: float, r: float
) -> HowCalculated:
    """How a reliable change index was made.

    Source: instruments.md 1.
    """
    found = next((value for value in instrument.changes if value.sd == sd), None)
    return HowCalculated(
        words=Said(
            _("The difference divided by its standard error. Beyond {z} it is more than chance."),
            {"z": shown(PROGRESS_RULES.z)},
        ),
        formula="RC = (last - first) / (SD · √(2 · (1 - r)))",
        inputs=(
            (_("first"), shown(first)),
            (_("last"), shown(last)),
            (_("standard deviation"), shown(sd)),
            (_("reliability"), shown(r)),
        ),
        norm=found.sd_sample if found else "",
        source="Jacobson and Truax 1991",
        verified=found.verified if found else False,
    )


def how_response(instrument: Instrument, first: float, last: float) -> HowCalculated | None:
    """How a response is told; nothing where the questionnaire defines none.

    Source: domain.md 7.2.
    """
    share = instrument.response_share
    if share is None:
        return None
    return HowCalculated(
        words=Said(
            _("A response is a drop of at least {percent} percent from the first total."),
            {"percent": shown(100 * share)},
        ),
        formula="(first - last) / first",
        inputs=((_("first"), shown(first)), (_("last"), shown(last))),
        norm="",
        source="domain.md 7.2 (PS-295)",
        verified=True,
    )


def how_remission(instrument: Instrument, last: float) -> HowCalculated | None:
    """How remission is told; nothing where the questionnaire defines none.

    Source: domain.md 7.2.
    """
    limit = instrument.remission_below
    if limit is None:
        return None
    return HowCalculated(
        words=Said(_("Remission is a total below {limit}."), {"limit": limit}),
        formula=f"{shown(last)} < {limit}",
        inputs=((_("last"), shown(last)),),
        norm="",
        source="domain.md 7.2 (PS-295)",
        verified=True,
    )


def how_nhs(rules: NhsRules = NHS_RULES) -> HowCalculated:
    """How recovery is told by NHS Talking Therapies.

    Source: instruments.md 1.
    """
    return HowCalculated(
        words=Said(
            _(
                "A case at the start and below both limits at the end. Only those who were a case "
                "are counted."
            )
        ),
        formula="",
        inputs=tuple(
            (form.instrument_id, f"≥ {form.case_from}, ± {form.reliable_points}")
            for form in rules.forms
        ),
        norm="NHS Talking Therapies",
        source="instruments.md 1",
        verified=False,
    )


def how_expected(course: ExpectedCourse, title: str) -> HowCalculated:
    """How an expected course was learned, and how often its flag errs.

    Source: docs/adr/0016-expected-course.md.
    """
    held_out, rules = course.held_out, course.rules
    false_alarms, found = held_out.false_alarms(rules), held_out.found(rules)
    return HowCalculated(
        words=Said(
            _(
                "From {stays} closed stays of this program: the usual change since the first "
                "total. The boundary is where {percent} of 100 stays were on the better side of "
                "it. Behind means: {count} totals in a row beyond it."
            ),
            {
                "stays": course.stays,
                "percent": shown(100 * rules.share_within),
                "count": rules.readings_in_row,
            },
        ),
        formula="first + (slope + tilt * (first - center)) * ln(1 + weeks)",
        inputs=(
            (_("center"), shown(course.center)),
            (_("slope"), shown(course.slope)),
            (_("tilt"), shown(course.tilt)),
            (_("weeks learned"), str(course.last_week)),
            (
                _("flagged, and ended better or the same"),
                _rate(held_out.flagged_well, held_out.well, false_alarms),
            ),
            (
                _("flagged, and ended worse"),
                _rate(held_out.flagged_worse, held_out.worse, found),
            ),
        ),
        norm=title,
        source="docs/adr/0016-expected-course.md",
        verified=None,
    )


def _rate(count: int, of: int, rate: float | None) -> str:
    """A share with its numbers and how sure it is; without the share where there are too few."""
    if rate is None:
        return f"{count} / {of}"
    low, high = (round(100 * end) for end in share_range(count, of))
    return f"{count} / {of} = {round(100 * rate)} % ({low}-{high} %)"
