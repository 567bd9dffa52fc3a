"""A questionnaire a site brings itself, as a FHIR Questionnaire, with its word on the license.

Source: issue 3, instruments; instruments.md 5 point 13; FHIR R4 and R5 Questionnaire.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Band,
    Critical,
    Direction,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
)

MOST_QUESTIONS = 200
MOST_ANSWERS = 50
LONGEST_TEXT = 2000
"""Characters of a question. All three [product default]: beyond them it is no sum-scored form."""
LARGEST_VALUE = 1000
"""Of an answer, above and below 0 [product default]."""
LONGEST_FILE = 200_000
"""Characters of the whole file [product default]: a form of 200 questions has half of them."""
DEEPEST = 40
"""Levels of brackets in the file [product default]: a form in groups needs about ten."""
ID_LETTERS_MAX = 36

PREFIX = "own-"
"""Before the id of a form of the site's own, so that it can never pass for one we ship."""

OWN_TIER = "site"

_WEIGHTS = frozenset(
    f"http://hl7.org/fhir/StructureDefinition/{name}"
    for name in ("ordinalValue", "itemWeight", "questionnaire-ordinalValue")
)
_ENDS = {
    "http://hl7.org/fhir/StructureDefinition/minValue": "lowest",
    "http://hl7.org/fhir/StructureDefinition/maxValue": "highest",
}
_CALCULATED = "sdc-questionnaire-calculatedExpression"
_HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
_RANGE = re.compile(r"(-?\d{1,4})\s*(?:-|\N{EN DASH}|to)\s*(-?\d{1,4})\s*[:,]?\s+(\S.*)")
RANGE_LETTERS_MAX = 60
"""Of the name of a range [product default]: it stands in the picture."""
_LINK_ID = re.compile(r"[A-Za-z0-9._/-]{1,40}")


@dataclass(frozen=True)
class Attestation:
    """What somebody at the site says about the license of a form."""

    holder: str
    """Who owns the wording."""
    terms: str
    """On what terms the site uses it, and where that is written."""
    by_name: str
    on: date
    direction: Direction | None = None
    """Which way the total points, if it is to be charted as better or worse."""
    critical_from: Mapping[str, int] | None = None
    """Questions with an answer a clinician must see, and the lowest such answer."""
    licensed_on: date | None = None
    """The day of the license or permission."""
    ranges: tuple[Band, ...] = ()
    """The ranges of the total as its owner publishes them; none where none is said."""


def read_questionnaire(text: str) -> Mapping[str, Any] | Decision:
    """The text of a file as the resource in it, or where and why it cannot be read.

    Why: what is read twice in two ways, or only in part, is not the form its owner published.
    Source: issue 3, instruments; RFC 8259 for JSON.
    """
    if len(text) > LONGEST_FILE:
        params: dict[str, object] = {"most": LONGEST_FILE // 1000}
        return Decision.refused(
            Reason(
                "file_too_long", _("The file has more than {most} thousand signs."), params=params
            )
        )
    too_deep = Reason("file_too_deep", _("The file has too many brackets inside each other."))
    try:
        found = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except _Unclear as unclear:
        return Decision.refused(unclear.reason)
    except json.JSONDecodeError as wrong:
        where: dict[str, object] = {"line": wrong.lineno, "column": wrong.colno}
        words = _("Line {line}, sign {column}: the file is not valid JSON there.")
        return Decision.refused(Reason("not_json", words, params=where))
    except ValueError:
        return Decision.refused(Reason("bad_number", _("The file has a number that is too long.")))
    except RecursionError:
        return Decision.refused(too_deep)
    if not isinstance(found, Mapping):
        return Decision.refused(
            Reason("not_a_questionnaire", _("This is not a FHIR Questionnaire."))
        )
    return Decision.refused(too_deep) if _depth(found) > DEEPEST else found


class _Unclear(Exception):
    """Something in the file may be read in two ways."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _value in pairs]
        name = next(each for each in names if names.count(each) > 1)
        place = next((str(v) for n, v in pairs if n == "linkId" and isinstance(v, str)), "?")
        words = _("{question}: {name} is written twice.")
        raise _Unclear(
            Reason("written_twice", words, params={"question": place[:40], "name": name[:40]})
        )
    return made


def _no_number(name: str) -> float:
    raise _Unclear(Reason("bad_number", _("{name} is not a number."), params={"name": name}))


def _depth(found: Any) -> int:
    deepest, level = 0, [found]
    while level:
        deepest += 1
        inner: list[Any] = []
        for each in level:
            if isinstance(each, Mapping):
                inner += each.values()
            elif isinstance(each, list):
                inner += each
        level = [each for each in inner if isinstance(each, Mapping | list)]
    return deepest


def read_ranges(text: str) -> tuple[Band, ...] | Decision:
    """Ranges of a total as they are typed, one a line: "0-9 Low"; a line that is none is named.

    Source: instruments.md 1, build rule 5: no range is shown where none is published.
    """
    bands, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _RANGE.fullmatch(line.strip())
        if found is None or len(found[3]) > RANGE_LETTERS_MAX:
            words = _("Line {number} of the ranges is not like this: 0-9 Low")
            params: dict[str, object] = {"number": number}
            faults.append(Reason("bad_range", words, params=params, field_name="ranges"))
        else:
            bands.append(Band(int(found[1]), int(found[2]), found[3]))
    return Decision.refused(*faults) if faults else tuple(bands)


def _faults_of_ranges(bands: Sequence[Band], lowest: int, highest: int) -> Iterator[Reason]:
    """Every total lies in exactly one range, from the lowest there can be to the highest."""
    begins = [lowest, *(band.maximum + 1 for band in bands[:-1])]
    fits = all(
        band.minimum == begin and band.maximum >= band.minimum
        for band, begin in zip(bands, begins, strict=False)
    )
    if bands and not (fits and bands[-1].maximum == highest):
        words = _("The ranges have to follow each other without a gap, from {lowest} to {highest}.")
        params: dict[str, object] = {"lowest": lowest, "highest": highest}
        yield Reason("ranges", words, params=params, field_name="ranges")


def may_follow(before: Instrument, after: Instrument) -> Decision:
    """A new version of a site's form may change its words, not what its total is made of.

    Why: totals of two different sums in one line would look like a change in her.
    Source: issue 3, instruments (versioned) [product default].
    """
    was = {item.link_id: set(_values_of(item)) for item in before.items}
    now = {item.link_id: set(_values_of(item)) for item in after.items}
    text = _(
        "A form with this id is here, with other questions or other answer values. Give the "
        "changed form an id of its own, so that totals of both do not stand in one line."
    )
    return Decision.all_of((was == now, Reason("other_form", text)))


def from_questionnaire(
    resource: Mapping[str, Any], attestation: Attestation
) -> Instrument | Decision:
    """A sum-scored FHIR Questionnaire becomes a questionnaire of the site, or every fault is named.

    Each question needs an id, a text and answers that are whole numbers: those of the ordinal
    extension, or 0, 1, 2 ... in the order of the answers. The total is their sum and needs every
    answer. A question that is asked only sometimes, may be answered more than once, or takes free
    text cannot be taken in. Calculated and display items are left out. Nothing is critical unless
    the attestation names it.

    Why: a form taken in by half would give totals that nobody published.
    Source: issue 3, instruments; instruments.md 5 point 13.
    """
    faults = list(_faults_of(resource, attestation))
    items: list[Item] = []
    for number, entry in enumerate(_questions(resource), start=1):
        made = _item(entry, attestation, number)
        if isinstance(made, Item):
            items.append(made)
        else:
            faults += made
    faults += _faults_together(items, attestation)
    if faults:
        return Decision.refused(*faults)
    title = _words(resource, "title")
    ends = [_values_of(item) for item in items]
    total = Range(sum(map(min, ends)), sum(map(max, ends)))
    faults += _faults_of_ranges(attestation.ranges, total.minimum, total.maximum)
    if faults:
        return Decision.refused(*faults)
    return Instrument(
        id=PREFIX + _slug(resource),
        version=_words(resource, "version") or "1",
        title=title,
        short_title=title[:30],
        construct=_words(resource, "purpose")[:200],
        respondent="self",
        window="",
        instructions=_words(resource, "description"),
        items=tuple(items),
        method=Method.SUM,
        total_range=total,
        bands=attestation.ranges,
        bands_note=_("The ranges are those the site names.") if attestation.ranges else "",
        prorating=Prorating(
            max_missing=0, method="none", source="a form of the site's own: no rule for blanks"
        ),
        direction=attestation.direction,
        minutes=max(0.5, len(items) / 5),
        licence=Licence(
            tier=OWN_TIER,
            ship_text=False,
            notice=_words(resource, "copyright") or f"© {attestation.holder}. {attestation.terms}",
            note=f"{attestation.terms} ({attestation.by_name}, {attestation.on.isoformat()})",
        ),
        off_until_noticed=True,
        source_of_wording="a FHIR Questionnaire brought by the site",
        unverified=("Wording and answer values come from the site's own file.",),
        languages=((_words(resource, "language") or "en")[:2],),
    )


def _values_of(item: Item) -> Sequence[int]:
    if item.range is None:
        return [option.value for option in item.options]
    return range(item.range.minimum, item.range.maximum + 1)


# --- the form as a whole --------------------------------------------------------------------------


def _faults_of(resource: Mapping[str, Any], attestation: Attestation) -> Iterator[Reason]:
    if resource.get("resourceType") != "Questionnaire":
        yield Reason("not_a_questionnaire", _("This is not a FHIR Questionnaire."))
    if not _words(resource, "title"):
        yield Reason("no_title", _("The form has no title."))
    if not _slug(resource):
        yield Reason("no_id", _("The form has no id or name made of letters and numbers."))
    if not (attestation.holder.strip() and attestation.terms.strip()):
        yield Reason(
            "no_license",
            _("Say who owns the form and on what terms you use it."),
            field_name="holder",
        )
    if not attestation.by_name.strip():
        yield Reason(
            "no_name", _("Somebody has to stand for the license by name."), field_name="by_name"
        )
    questions = list(_questions(resource))
    yield from _faults_of_parts(resource)
    if not questions:
        yield Reason("no_questions", _("The form has no question with answers."))
    if len(questions) > MOST_QUESTIONS:
        params: dict[str, object] = {"most": MOST_QUESTIONS}
        text = _("The form has more than {most} questions.")
        yield Reason("too_many_questions", text, params=params)


def _faults_of_parts(of: Mapping[str, Any], place: str = "") -> Iterator[Reason]:
    """What would be lost, or asked differently, if a part was taken in as it stands."""
    here = _words(of, "linkId")[:40] or place
    for name in ("item", "answerOption", "enableWhen", "extension", "code"):
        value = of.get(name)
        if value is not None and len(_list(of, name)) != (
            len(value) if isinstance(value, list) else -1
        ):
            yield _fault(
                "not_a_list", _("{question}: {name} is no list of parts."), here, name=name
            )
    if of.get("modifierExtension"):
        why = _("{question}: it has an extension that changes its meaning.")
        yield _fault("modifier", why, here)
    urls = {each.get("url") for each in _list(of, "extension")}
    if _HIDDEN in urls and not _is_calculated(of):
        why = _("{question}: it is hidden in the form, which cannot be taken in.")
        yield _fault("hidden", why, here)
    if of.get("type") == "group":
        if _list(of, "enableWhen"):
            why = _("{question}: this group is asked only sometimes, which cannot be taken in.")
            yield _fault("enable_when", why, here)
        if of.get("repeats") is True:
            why = _("{question}: this group may be answered more than once.")
            yield _fault("repeats", why, here)
    for number, entry in enumerate(_list(of, "item"), start=1):
        yield from _faults_of_parts(entry, f"{here}.{number}" if here else str(number))


def _faults_together(items: Sequence[Item], attestation: Attestation) -> Iterator[Reason]:
    link_ids = [item.link_id for item in items]
    for link_id in dict.fromkeys(each for each in link_ids if link_ids.count(each) > 1):
        yield _fault("twice", _("{question}: this id is there twice."), link_id)
    values = {item.link_id: _values_of(item) for item in items}
    for link_id, lowest in (attestation.critical_from or {}).items():
        if link_id not in values:
            text = _("{question}: an answer to it is to be seen, but there is no such question.")
            yield _fault("critical_unknown", text, link_id)
        elif lowest not in values[link_id]:
            text = _("{question}: {lowest} is not one of its answers.")
            yield _fault("critical_no_answer", text, link_id, lowest=lowest)


def _slug(resource: Mapping[str, Any]) -> str:
    named = _words(resource, "id") or _words(resource, "name")
    return re.sub(r"[^a-z0-9]+", "-", named.casefold()).strip("-")[:ID_LETTERS_MAX]


def _questions(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every item that asks something, out of its groups, in order."""
    for entry in _list(resource, "item"):
        if entry.get("type") not in ("group", "display") and not _is_calculated(entry):
            yield entry
        yield from _questions(entry)


def _is_calculated(entry: Mapping[str, Any]) -> bool:
    urls = [str(each.get("url", "")) for each in _list(entry, "extension")]
    return entry.get("readOnly") is True or any(url.endswith(_CALCULATED) for url in urls)


# --- one question ---------------------------------------------------------------------------------


def _item(entry: Mapping[str, Any], attestation: Attestation, number: int) -> Item | list[Reason]:
    link_id = _words(entry, "linkId")
    faults: list[Reason] = []
    if not _LINK_ID.fullmatch(link_id):
        text = _(
            "Question number {number} has no id, too long a one, or one with other signs than "
            "letters and numbers."
        )
        faults.append(Reason("no_link_id", text, params={"number": number}))
        link_id = link_id[:40] or f"({number})"
    text = _words(entry, "text")
    if not text or len(text) > LONGEST_TEXT:
        faults.append(
            _fault("no_text", _("{question}: it has no text, or too long a one."), link_id)
        )
    if _list(entry, "enableWhen"):
        why = _("{question}: it is asked only sometimes, which cannot be taken in.")
        faults.append(_fault("enable_when", why, link_id))
    if entry.get("repeats") is True:
        why = _("{question}: it may be answered more than once, which cannot be taken in.")
        faults.append(_fault("repeats", why, link_id))
    options: tuple[Option, ...] = ()
    numbers: Range | None = None
    if entry.get("type") in ("choice", "coding"):
        made = _options(entry, link_id)
        if isinstance(made, Reason):
            faults.append(made)
        else:
            options = made
    elif entry.get("type") == "integer":
        numbers = _range(entry)
        if numbers is None:
            why = _("{question}: it takes a number, but not from where to where.")
            faults.append(_fault("no_range", why, link_id))
    else:
        why = _("{question}: questions of this kind ({kind}) cannot be taken in.")
        faults.append(_fault("kind", why, link_id, kind=str(entry.get("type", "?"))[:20]))
    if faults:
        return faults
    lowest = (attestation.critical_from or {}).get(link_id)
    critical = None
    if lowest is not None:
        critical = Critical(">=", lowest, _("An answer the site wants seen today"), Level.MODERATE)
    return Item(
        link_id,
        text,
        options=options,
        range=numbers,
        loinc=_loinc(entry),
        critical=critical,
        safety_question=critical is not None,
    )


def _options(entry: Mapping[str, Any], link_id: str) -> tuple[Option, ...] | Reason:
    listed = _list(entry, "answerOption")
    if not 1 < len(listed) <= MOST_ANSWERS:
        return _fault("no_answers", _("{question}: its answers are not listed in it."), link_id)
    weights = [_weight(each) for each in listed]
    if None in weights and any(weight is not None for weight in weights):
        return _fault("some_weights", _("{question}: only some answers have a value."), link_id)
    made: list[Option] = []
    for place, (each, weight) in enumerate(zip(listed, weights, strict=True)):
        label, code = _label(each)
        value = place if weight is None else weight
        if not label or isinstance(value, float) or abs(value) > LARGEST_VALUE:
            return _fault(
                "bad_answer", _("{question}: an answer has no words, or no whole number."), link_id
            )
        made.append(Option(value, label, code))
    for parts in ([o.value for o in made], [o.label.casefold() for o in made]):
        if len(set(parts)) < len(parts):
            return _fault("same_answers", _("{question}: two answers are the same."), link_id)
    return tuple(made)


def _weight(option: Mapping[str, Any]) -> int | float | None:
    """The number of an answer: a whole one as int, another one as float, none as None."""
    if _whole(option.get("valueInteger")) is not None:
        return _whole(option.get("valueInteger"))
    coding = option.get("valueCoding")
    extensions = [*_list(option, "extension")]
    if isinstance(coding, Mapping):
        extensions += _list(coding, "extension")
    for each in extensions:
        if each.get("url") in _WEIGHTS:
            number = each.get("valueDecimal", each.get("valueInteger"))
            if isinstance(number, bool) or not isinstance(number, int | float):
                return nan
            return int(number) if float(number).is_integer() else float(number)
    return None


def _label(option: Mapping[str, Any]) -> tuple[str, str]:
    coding = option.get("valueCoding")
    if isinstance(coding, Mapping):
        is_loinc = coding.get("system") == "http://loinc.org"
        return _words(coding, "display"), _words(coding, "code") if is_loinc else ""
    if _whole(option.get("valueInteger")) is not None:
        return str(option["valueInteger"]), ""
    return _words(option, "valueString"), ""


def _range(entry: Mapping[str, Any]) -> Range | None:
    ends: dict[str, int] = {}
    for each in _list(entry, "extension"):
        name, number = _ENDS.get(str(each.get("url"))), _whole(each.get("valueInteger"))
        if name and number is not None:
            ends[name] = number
    if len(ends) < len(_ENDS) or not 0 < ends["highest"] - ends["lowest"] <= MOST_ANSWERS:
        return None
    if max(map(abs, ends.values())) > LARGEST_VALUE:
        return None
    return Range(ends["lowest"], ends["highest"])


def _loinc(entry: Mapping[str, Any]) -> str:
    codes = (each for each in _list(entry, "code") if each.get("system") == "http://loinc.org")
    return next((_words(each, "code") for each in codes), "")


# --- reading what may be anything -----------------------------------------------------------------


def _words(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _list(of: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = of.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _fault(code: str, text: str, link_id: str, **params: object) -> Reason:
    shown: dict[str, object] = {"question": link_id or "?"}
    return Reason(code, text, params=shown | params, field_name=link_id)
