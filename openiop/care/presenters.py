"""How notes are put into words and choices on the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from openiop.base import clock
from openiop.day.queries.between import BetweenLine
from openiop.domain.care.body import (
    Participation,
    PracticedHow,
    PracticedWith,
    Response,
    RiskChange,
)
from openiop.domain.care.guards import Alike
from openiop.domain.decision import Reason
from openiop.domain.text import _
from openiop.domain.words import NeedKind, Presence, Word
from openiop.measures.queries import CheckInBrief
from openiop.safety.queries.alerts import OpenAlert

from .queries.alike import AlikeView
from .queries.brief import BriefRow
from .queries.grid import AbsentLine, Row, Sheet
from .queries.my_day import MySession
from .queries.reading import ScoreSince, SessionNotePage
from .queries.shared import SharedView

STILL = {
    "no_participation": _("how she took part"),
    "no_response": _("her response"),
    "no_goal": _("goal"),
    "no_sentence": _("your sentence"),
    "risk_not_said": _("risk"),
    "risk_change": _("risk changed: sign it on its own"),
    "no_alert": _("an alert for the new concern"),
    "presence": _("attendance"),
    "not_over": _("the end of the session"),
    "name": _("another client's name is in it"),
    "alike": _("an answer: it reads like another note"),
    "partner_violence": _("a partner's violence: sign it on its own"),
    "cosign": _("a second signature: sign it on its own"),
    "no_happened": _("what happened"),
    "no_assessment": _("what you make of it"),
    "no_next_step": _("what is next"),
}
"""What a note waits for, in two or three words."""


@dataclass(frozen=True)
class AlikeGroup:
    """Notes that read alike, as one panel: each text once, and every pair of them."""

    key: str
    title: str
    texts: tuple[tuple[str, str], ...]
    """Who, and what is typed for them."""
    pairs: tuple[AlikeView, ...]
    note_ids: tuple[UUID, ...]
    action: str
    ask: str
    button: str


@dataclass(frozen=True)
class AlikePanels:
    """What reads alike and waits for an answer, and what has one."""

    groups: tuple[AlikeGroup, ...]
    answered: tuple[AlikeView, ...]


def alike_view(here: Sheet | SessionNotePage) -> AlikePanels:
    """Look-alikes as panels: one for all notes that hang together, one for each repeat of hers."""
    waiting = [pair for pair in here.alike if not pair.is_answered]
    others = [pair for pair in waiting if pair.kind is Alike.ANOTHER_CLIENT]
    panels = [
        *(_alike_group(here.session.pk, pairs) for pairs in _hanging_together(others)),
        *(_alike_pair(pair) for pair in waiting if pair.kind is not Alike.ANOTHER_CLIENT),
    ]
    return AlikePanels(tuple(panels), tuple(pair for pair in here.alike if pair.is_answered))


def _hanging_together(pairs: Sequence[AlikeView]) -> list[list[AlikeView]]:
    groups: list[tuple[set[UUID], list[AlikeView]]] = []
    for pair in pairs:
        ids = {pair.note_id, pair.other_id}
        touching = [group for group in groups if group[0] & ids]
        groups = [group for group in groups if not group[0] & ids]
        groups.append(
            (
                ids.union(*(known for known, _pairs in touching)),
                [*(each for _known, known in touching for each in known), pair],
            )
        )
    return [found for _ids, found in groups]


def _alike_pair(pair: AlikeView) -> AlikeGroup:
    title = gettext("{name} and {other}: {kind}, {n} % alike").format(
        name=pair.name, other=pair.other_name, kind=gettext(pair.kind.label), n=pair.percent
    )
    if pair.same_choices:
        title += ", " + gettext("with the same choices")
    return AlikeGroup(
        key=pair.mark[:12],
        title=title,
        texts=((pair.name, pair.typed), (pair.other_name, pair.other_typed)),
        pairs=(pair,),
        note_ids=(),
        action=reverse("care:answer_alike", args=[pair.note_id, pair.other_id]),
        ask=gettext("Write one of them anew, or say why both are right:"),
        button=gettext("Keep both"),
    )


def _alike_group(session_id: UUID, pairs: list[AlikeView]) -> AlikeGroup:
    if len(pairs) == 1:
        return _alike_pair(pairs[0])
    told = {
        note_id: (name, typed)
        for pair in pairs
        for note_id, name, typed in (
            (pair.note_id, pair.name, pair.typed),
            (pair.other_id, pair.other_name, pair.other_typed),
        )
    }
    by_text: dict[str, list[str]] = defaultdict(list)
    for name, typed in told.values():
        by_text[typed].append(name)
    return AlikeGroup(
        key=sha256("".join(sorted(pair.mark for pair in pairs)).encode()).hexdigest()[:12],
        title=ngettext(
            "{n} note reads alike", "{n} notes of this session read alike", len(told)
        ).format(n=len(told)),
        texts=tuple((", ".join(sorted(names)), typed) for typed, names in by_text.items()),
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.name, pair.other_name))),
        note_ids=tuple(told),
        action=reverse("care:answer_alike_group", args=[session_id]),
        ask=gettext("Write in each what was hers, or say why all of these are right:"),
        button=gettext("Keep them all"),
    )


A_BOUNDARY = _("A boundary")
GOAL_LETTERS = 44


@dataclass(frozen=True)
class Typed:
    """What somebody typed and could not save, to be shown again with the reason."""

    values: Mapping[str, str]
    version: str
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    """How the fields in conflict stand on the server."""


@dataclass(frozen=True)
class RowView:
    """One row of the notes grid, or the note of one individual session."""

    row: Row
    key: str
    kind: str
    state: str
    facts: str
    values: Mapping[str, str]
    version: str
    groups: Sequence[Mapping[str, Any]]
    errors: Mapping[str, str]
    clashes: Sequence[tuple[str, str, str]]
    """Field in words, the text on the server, the text typed here."""
    is_more_open: bool
    questions: Sequence[str]
    """Words in it that may be another client's name."""
    names: Sequence[str]
    """Words in it that are another client's name."""
    more: Sequence[Mapping[str, Any]] = ()
    """Choices that stand folded: with whom she practiced, how it went, partner violence."""

    @property
    def needed(self) -> int:
        """How many things a note needs."""
        return needed_in(self.row)

    @property
    def written(self) -> int:
        """How many of them are there."""
        return self.needed - len(self.row.missing)

    @property
    def is_begun(self) -> bool:
        """Whether anything is written in it."""
        return any(self.values.values())


FIELD_LABELS = {
    "participation": _("Took part"),
    "response": _("Response"),
    "goal_id": _("Goal"),
    "risk_change": _("Risk change"),
    "practiced": _("Practiced here"),
    "practiced_with": _("Practiced with"),
    "practiced_how": _("How it went"),
    "partner_violence": _("Partner violence"),
    "observed": _("Observed"),
    "her_words": _("Her words"),
    "sentence": _("Your own sentence about her"),
    "happened": _("What happened"),
    "assessment": _("What you make of it"),
    "next_step": _("What is next"),
    "topic": _("Topic"),
    "interventions": _("What was offered"),
    "words": _("About the group as a whole"),
}


def row_view(row: Row, typed: Typed | None = None) -> RowView:
    """A row ready for the page; what was typed and not saved comes before what is stored."""
    values = {**row.draft.values, **(typed.values if typed else {})}
    kind, state = row_state(row)
    theirs = typed.theirs if typed else {}
    return RowView(
        row=row,
        key=f"row-{row.client.pk}",
        kind=kind,
        state=state,
        facts=presence_words(row),
        values=values,
        version=typed.version if typed else row.version,
        groups=_chips(row, values),
        errors=typed.errors if typed else {},
        clashes=[
            (
                gettext(FIELD_LABELS[name]),
                shown_value(row, name, text),
                shown_value(row, name, values.get(name, "")),
            )
            for name, text in theirs.items()
        ],
        is_more_open=any(values.get(name) for name in FOLDED),
        more=more_chips(row, values),
        questions=[leak.term for leak in row.leaks if not leak.sure],
        names=[leak.term for leak in row.leaks if leak.sure],
    )


FOLDED = ("observed", "her_words", "practiced_with", "practiced_how", "partner_violence")


def needed_in(row: Row) -> int:
    """What a complete note holds: how she took part, her response, goal, a sentence, risk."""
    own = 3
    return own + 1 + bool(row.goals)


def row_state(row: Row) -> tuple[str, str]:
    """The shape and the words for where a note stands."""
    if row.is_signed:
        return "signed", gettext("Signed")
    if row.needs_alert:
        return "person", gettext("New concern: an alert is needed")
    if row.may_sign_with_others:
        return "done", gettext("Ready")
    if row.is_signed_alone:
        return "soon", gettext("Complete. Sign it on its own: {why}").format(
            why=alone_words(row.may_sign_with_others.reasons)
        )
    waits = still(row)
    if row.note is None:
        return "none", gettext("Not begun")
    if not waits:
        return "draft", gettext("Written by {name}").format(name=row.author_name)
    return "draft", gettext("Still: {things}").format(things=", ".join(waits))


ALONE = {
    "risk_change": _("risk changed"),
    "partner_violence": _("a partner's violence"),
    "cosign": _("a second signature follows"),
}


def alone_words(reasons: Sequence[Reason]) -> str:
    """Why a complete note is signed on its own."""
    return ", ".join(gettext(ALONE[each.code]) for each in reasons if each.code in ALONE)


def still(row: Row) -> list[str]:
    """What the reader's signature waits for, each in a few words."""
    return words_for(row.may_sign_with_others.reasons)


def words_for(reasons: Sequence[Reason]) -> list[str]:
    """Reasons in two or three words each, those that only come later left out."""
    return [gettext(STILL[reason.code]) for reason in reasons if reason.code in STILL]


def left_words(row: Row) -> str:
    """Why a note stays behind, for the line under the button."""
    if row.note is None:
        return gettext("not begun")
    if row.is_theirs and not row.missing:
        return gettext("{name} wrote it and signs it").format(name=row.author_name)
    return ", ".join(still(row))


def presence_words(row: Row) -> str:
    """How she was in the session: "Here 60 of 60 min"."""
    if row.is_unheard:
        return gettext("Not here so far")
    words = gettext(row.attended.presence.label)
    if row.attended.presence is Presence.REMOTE:
        words += ", " + (row.location or gettext("where she is was not asked yet"))
    if row.attended.presence is Presence.AWAY:
        return words
    return gettext("{presence}, {minutes} of {planned} min").format(
        presence=words, minutes=row.attended.minutes, planned=row.attended.planned_min
    )


def _chips(row: Row, values: Mapping[str, str]) -> list[Mapping[str, Any]]:
    risk = _group(
        row, "risk_change", [w for w in RiskChange if w is not RiskChange.UNKNOWN], values
    )
    goal = {
        "name": "goal_id",
        "id": f"goal_id-{row.client.pk}",
        "legend": gettext("Goal"),
        "options": [
            {
                "value": str(goal.pk),
                "label": _short(goal.her_words),
                "checked": values.get("goal_id") == str(goal.pk),
            }
            for goal in row.goals
        ],
    }
    if row.session.client_id:
        return [goal, risk]
    return [
        _group(row, "participation", list(Participation), values),
        _group(row, "response", list(Response), values),
        goal,
        {**practiced_chips(row, values), "multiple": True},
        risk,
    ]


def _group(
    row: Row, name: str, words: Sequence[Word], values: Mapping[str, str]
) -> Mapping[str, Any]:
    return {
        "name": name,
        "id": f"{name}-{row.client.pk}",
        "legend": gettext(FIELD_LABELS[name]),
        "options": [
            {"value": str(word), "label": gettext(word.label), "checked": values.get(name) == word}
            for word in words
        ],
    }


def practiced_chips(row: Row, values: Mapping[str, str]) -> Mapping[str, Any]:
    """What she rehearsed here: the skill of the unit, a boundary, both or nothing."""
    chosen = [part for part in values.get("practiced", "").split(", ") if part]
    skill = row.session.unit.skill if row.session.unit else ""
    offered = dict.fromkeys([*([skill] if skill else []), gettext(A_BOUNDARY), *chosen])
    return {
        "name": "practiced",
        "id": f"practiced-{row.client.pk}",
        "legend": gettext(FIELD_LABELS["practiced"]),
        "options": [{"value": each, "label": each, "checked": each in chosen} for each in offered],
    }


def more_chips(row: Row, values: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Choices only some notes need."""
    violence = {
        "name": "partner_violence",
        "id": f"partner_violence-{row.client.pk}",
        "legend": gettext(FIELD_LABELS["partner_violence"]),
        "multiple": True,
        "options": [
            {
                "value": "yes",
                "label": gettext("This note tells of it"),
                "checked": values.get("partner_violence") == "yes",
            }
        ],
    }
    if row.session.client_id:
        return [violence]
    return [
        _group(row, "practiced_with", list(PracticedWith), values),
        _group(row, "practiced_how", list(PracticedHow), values),
        violence,
    ]


def shown_value(row: Row, name: str, value: str) -> str:
    """A stored value as a person reads it."""
    if name == "goal_id":
        return next((goal.her_words for goal in row.goals if str(goal.pk) == value), "")
    words: dict[str, type[Word]] = {
        "participation": Participation,
        "response": Response,
        "practiced_with": PracticedWith,
        "practiced_how": PracticedHow,
        "risk_change": RiskChange,
    }
    return gettext(words[name](value).label) if name in words and value else value


def _short(text: str) -> str:
    return text if len(text) <= GOAL_LETTERS else text[: GOAL_LETTERS - 1].rstrip() + "…"


@dataclass(frozen=True)
class SharedForm:
    """The shared part as a form."""

    view: SharedView
    topic: str
    words: str
    version: str
    interventions: Mapping[str, Any]
    errors: Mapping[str, str]
    clashes: Sequence[tuple[str, str, str]]
    questions: Sequence[str]
    """Words in it that may be a client's name."""
    names: Sequence[str]
    """Words in it that are a client's name."""


def shared_view(view: SharedView, typed: Typed | None = None) -> SharedForm:
    """The shared part ready for the page; what was typed and not saved comes first."""
    values = {**view.draft.values, **(typed.values if typed else {})}
    chosen = values["interventions"].splitlines()
    theirs = typed.theirs if typed else {}
    return SharedForm(
        view=view,
        topic=values["topic"],
        words=values["words"],
        version=typed.version if typed else view.version,
        interventions={
            "name": "interventions",
            "id": "interventions",
            "legend": gettext(FIELD_LABELS["interventions"]),
            "options": [
                {"value": each, "label": each, "checked": each in chosen}
                for each in dict.fromkeys([*view.offered, *chosen])
            ],
        },
        errors=typed.errors if typed else {},
        clashes=[
            (gettext(FIELD_LABELS[name]), text.replace("\n", ", "), values[name])
            for name, text in theirs.items()
        ],
        questions=[leak.term for leak in view.leaks if not leak.sure],
        names=[leak.term for leak in view.leaks if leak.sure],
    )


@dataclass(frozen=True)
class SignBar:
    """What signing all would do now, and what stays behind, with why."""

    present: int
    ready: int
    signed: int
    left: Sequence[tuple[str, str, str]]
    """Key of the row, her name, why."""

    @property
    def is_done(self) -> bool:
        """Whether every note is signed."""
        return self.present > 0 and self.signed == self.present

    @property
    def headline(self) -> str:
        """ "8 of 9 ready", or how many are signed."""
        if self.is_done:
            return ngettext("{n} note signed", "All {n} notes signed", self.signed).format(
                n=self.signed
            )
        open_ones = self.present - self.signed
        said = gettext("{ready} of {all} ready").format(ready=self.ready, all=open_ones)
        if self.signed:
            said += " · " + gettext("{n} signed").format(n=self.signed)
        return said

    @property
    def button(self) -> str:
        """The words on the button."""
        return ngettext("Sign {n} note", "Sign {n} notes", self.ready).format(n=self.ready)


def sign_bar(here: Sheet) -> SignBar:
    """The bar of a notes page."""
    return SignBar(
        present=len(here.rows),
        ready=len(here.ready),
        signed=len(here.signed),
        left=[
            (f"row-{row.client.pk}", row.client.chosen_name, left_words(row)) for row in here.left
        ],
    )


def absent_words(line: AbsentLine) -> str:
    """The entry of somebody who was away, without the line that names the session."""
    return line.text.partition("\n")[2] or gettext("Away.")


# -- The brief -----------------------------------------------------------------------------------

FEELING_SHORT = {
    "Low or numb": _("Low, numb"),
    "Tense or on edge": _("Tense, on edge"),
    "A lot at once": _("A lot"),
}
"""The answers of more than three words; the rest is short already."""

NEED_SHORT: dict[NeedKind, str] = {
    NeedKind.QUIET_SPACE: _("quiet place"),
    NeedKind.TALK: _("to talk"),
    NeedKind.GO_GENTLY: _("gently"),
    NeedKind.PRACTICAL: _("practical help"),
    NeedKind.OTHER: _("something else"),
}


def brief_line(row: BriefRow) -> Mapping[str, Any]:
    """What to know about one woman, the most urgent first, in at most twelve words."""
    facts: list[Mapping[str, str]] = [_flag(alert) for alert in row.alerts[:1]]
    if row.private_check and not row.alerts:
        facts.append({"kind": "soon", "label": gettext("private check due")})
    if row.is_first_day:
        facts.append({"kind": "info", "label": gettext("first day")})
    if row.is_last_day:
        facts.append({"kind": "info", "label": gettext("last day")})
    if row.is_remote:
        facts.append({"kind": "remote", "label": gettext("remote")})
    facts.append(_mood(row.check_in))
    facts += [_between(line) for line in row.between[:1]]
    return {
        "name": row.client.short_name,
        "href": chart_of(row.client.pk),
        "pronouns": row.client.pronouns,
        "facts": facts,
        "words": ", ".join(gettext(NEED_SHORT[kind]) for kind in row.needs),
    }


def _between(line: BetweenLine) -> Mapping[str, str]:
    """The newest contact between sessions: when, and the skill that was coached."""
    return {"kind": "call", "label": gettext(line.skill.label).lower(), "note": ago(line.at)}


def chart_of(client_id: UUID) -> str:
    """Where her one-page view is."""
    return reverse("desk:chart", args=[client_id])


def _mood(check_in: CheckInBrief | None) -> Mapping[str, str]:
    if check_in is None:
        return {"kind": "none", "label": gettext("no check-in yet")}
    feeling = gettext(FEELING_SHORT.get(check_in.feeling, check_in.feeling))
    distress = "" if check_in.distress is None else f"{check_in.distress}/10"
    said = ", ".join(part for part in (feeling, distress) if part)
    return {"kind": "done", "label": said or gettext("skipped")}


def _flag(alert: OpenAlert) -> Mapping[str, str]:
    when = ago(alert.opened_at)
    if alert.is_taken:
        taken = gettext("taken by {who}").format(who=initials(alert.acknowledged_name))
        return {"kind": "soon", "label": gettext("alert"), "note": f"{when}, {taken}"}
    return {
        "kind": "person",
        "label": gettext("alert"),
        "note": gettext("{when}, nobody yet").format(when=when),
    }


def ago(moment: datetime) -> str:
    """A moment as people say it: "08:50", "yesterday 16:10", "Mon Nov 16"."""
    at = clock.local(moment)
    today = clock.today()
    if at.date() == today:
        return date_format(at, "H:i")
    if at.date() == today - timedelta(days=1):
        return gettext("yesterday {time}").format(time=date_format(at, "H:i"))
    return date_format(at, "D M j")


def initials(name: str) -> str:
    """The first letters of a colleague's names."""
    return "".join(part[0] for part in name.split() if part)[:3]


@dataclass(frozen=True)
class ScoreLine:
    """A score since the last session, as a sentence."""

    kind: str
    title: str
    score: str
    meaning: str
    before: str


def score_words(found: ScoreSince) -> ScoreLine:
    """ "PHQ-9 14 on Mon Nov 16", what that means, and what it was before."""
    latest, before = found.latest, found.before
    words = gettext("{score} on {day}")
    if latest.total is None:
        words = gettext("filled in on {day}, no total")
    return ScoreLine(
        kind=found.instrument.id,
        title=gettext(found.instrument.short_title),
        score=words.format(score=_number(latest.total), day=date_format(latest.on, "D M j")),
        meaning=gettext(latest.band.label) if latest.band else "",
        before=gettext("{score} on {day} before").format(
            score=_number(before.total), day=date_format(before.on, "D M j")
        )
        if before
        else "",
    )


def _number(score: float | None) -> str:
    return gettext("no score") if score is None else f"{score:g}"


# -- My day --------------------------------------------------------------------------------------


def state_words(mine: MySession) -> tuple[str, str]:
    """Shape and words for where one of my sessions stands."""
    notes = mine.notes
    match mine.state:
        case "ahead":
            return "expected", ngettext("{n} expected", "{n} expected", mine.expected).format(
                n=mine.expected
            )
        case "running":
            return "here", gettext("running")
        case "confirm":
            return "soon", gettext("attendance to confirm")
        case "signed":
            return "signed", gettext("signed")
        case "notes":
            return "draft", gettext("notes {signed}/{all}").format(
                signed=notes.signed, all=notes.present
            )


def due_words(due: datetime, is_late: bool) -> str:
    """The deadline of an older note."""
    said = ago(due)
    return (
        gettext("late since {when}").format(when=said)
        if is_late
        else gettext("due {when}").format(when=_ahead(due, said))
    )


def _ahead(moment: datetime, otherwise: str) -> str:
    at = clock.local(moment)
    tomorrow: date = clock.today() + timedelta(days=1)
    if at.date() == tomorrow:
        return gettext("tomorrow {time}").format(time=date_format(at, "H:i"))
    return otherwise
