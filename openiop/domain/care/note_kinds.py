"""The kinds of note beside the group note: their sections, who writes them, and what they lack.

Every kind is one `KindShape` row. Signing, freezing, adding and striking are the same for all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import YES, Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .body import RiskChange


class Discipline(Word):
    """What somebody is trained and licensed for."""

    THERAPY = "therapy", _("Therapy")
    PRESCRIBING = "prescribing", _("Prescribing")
    NURSING = "nursing", _("Nursing")
    CASE_MANAGEMENT = "case_management", _("Case management")
    PEER = "peer", _("Peer support")


class NoteKind(Word):
    """What kind of note it is."""

    INDIVIDUAL = "individual", _("Individual session")
    ASSESSMENT = "assessment", _("Biopsychosocial assessment")
    PRESCRIBER = "prescriber", _("Prescriber visit")
    FAMILY = "family", _("Family session")
    CASE_MANAGEMENT = "case_management", _("Case management contact")
    PEER = "peer", _("Peer support")
    WEEKLY = "weekly", _("Weekly summary")


class NoteFormat(Word):
    """How an individual session is written down; a program chooses one."""

    DAP = "dap", _("DAP: data, assessment, plan")
    BIRP = "birp", _("BIRP: behavior, intervention, response, plan")
    SOAP = "soap", _("SOAP: subjective, objective, assessment, plan")


class Place(Word):
    """How they met."""

    HERE = "here", _("In person")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    ELSEWHERE = "elsewhere", _("Somewhere else")


@dataclass(frozen=True)
class Section:
    """One part of a note: its heading, what belongs in it, and whether it must be there."""

    id: str
    title: str
    hint: str = ""
    required: bool = True
    if_empty: str = ""
    """What the signed text says when nothing was written; empty: the heading is left out."""
    lines: int = 3


@dataclass(frozen=True)
class KindShape:
    """What one kind of note holds, and who may write it.

    Source: domain.md 3.4, 3.5; who may write what is a [product default], state law decides.
    """

    kind: NoteKind
    sections: tuple[Section, ...]
    written_by: frozenset[Discipline]
    needs_goal: bool = True
    needs_risk: bool = True
    needs_minutes: bool = True


_DAP = (
    Section("data", _("Data"), _("What she brought, what was done."), lines=4),
    Section("assessment", _("Assessment"), _("What you make of it.")),
    Section("plan", _("Plan"), _("What is next."), lines=2),
)
_BIRP = (
    Section("behavior", _("Behavior"), _("What she said and did."), lines=3),
    Section("intervention", _("Intervention"), _("What you offered.")),
    Section("response", _("Response"), _("What she did with it.")),
    Section("plan", _("Plan"), _("What is next."), lines=2),
)
_SOAP = (
    Section("subjective", _("Subjective"), _("As she tells it."), lines=3),
    Section("objective", _("Objective"), _("What you saw, and scores.")),
    Section("assessment", _("Assessment"), _("What you make of it.")),
    Section("plan", _("Plan"), _("What is next."), lines=2),
)
FORMATS: Mapping[NoteFormat, tuple[Section, ...]] = {
    NoteFormat.DAP: _DAP,
    NoteFormat.BIRP: _BIRP,
    NoteFormat.SOAP: _SOAP,
}

SESSION_HEADINGS: Mapping[NoteFormat, tuple[str, str, str]] = {
    NoteFormat.DAP: (_("What happened"), _("Assessment"), _("Next")),
    NoteFormat.BIRP: (_("Behavior and intervention"), _("Response"), _("Plan")),
    NoteFormat.SOAP: (_("Subjective and objective"), _("Assessment"), _("Plan")),
}
"""The three parts of the note of a session on the week, as each format calls them."""

_HER_WORDS = Section("her_words", _("Her words"), required=False, lines=1)

NOTE_KINDS: Mapping[NoteKind, KindShape] = {
    NoteKind.INDIVIDUAL: KindShape(
        NoteKind.INDIVIDUAL,
        (*_DAP, _HER_WORDS),
        frozenset({Discipline.THERAPY, Discipline.PRESCRIBING, Discipline.NURSING}),
    ),
    NoteKind.ASSESSMENT: KindShape(
        NoteKind.ASSESSMENT,
        (
            Section("reason", _("Why she comes"), _("In her own words first.")),
            Section("strengths", _("Strengths and what matters to her")),
            Section("now", _("How it is now"), _("Symptoms, sleep, appetite, day.")),
            Section("care_before", _("Care before"), _("What helped, what did not.")),
            Section("body", _("Health and medication"), lines=2),
            Section("substances", _("Alcohol and other substances"), lines=2),
            Section("people", _("People around her"), _("Family, partner, children, friends.")),
            Section(
                "life",
                _("Daily life"),
                _("Home, work, money, childcare, transport, the law."),
            ),
            Section(
                "culture",
                _("Culture, language, faith, identity"),
                _("What she wants us to know."),
                required=False,
                lines=2,
            ),
            Section(
                "trauma",
                _("What happened to her"),
                _(
                    "Only if she wants to, in her own time. Leave it empty otherwise: the "
                    "assessment is complete without it."
                ),
                required=False,
                if_empty=_("In her own time. It was not asked for."),
            ),
            Section("risk", _("Safety"), _("Ideation, plan, intent, means, what protects her.")),
            Section("status", _("Mental status")),
            Section("summary", _("What you make of it"), _("Your formulation."), lines=4),
            Section("advice", _("What you recommend"), lines=2),
        ),
        frozenset({Discipline.THERAPY, Discipline.PRESCRIBING}),
        needs_goal=False,
    ),
    NoteKind.PRESCRIBER: KindShape(
        NoteKind.PRESCRIBER,
        (
            Section("since", _("Since the last visit"), _("As she tells it.")),
            Section(
                "taken", _("Medication"), _("What she takes, what it does, what it costs her.")
            ),
            Section("status", _("Mental status")),
            Section("body", _("Vital signs and tests"), required=False, lines=1),
            Section("assessment", _("Assessment"), _("What you make of it.")),
            Section("plan", _("Plan"), _("What changes, what was explained, the next visit.")),
            _HER_WORDS,
        ),
        frozenset({Discipline.PRESCRIBING}),
        needs_goal=False,
    ),
    NoteKind.FAMILY: KindShape(
        NoteKind.FAMILY,
        (
            Section(
                "who",
                _("Who took part"),
                _("By what they are to her: her mother, her partner."),
                lines=1,
            ),
            Section("agreed", _("What she agreed may be talked about"), lines=2),
            Section("happened", _("What was talked about")),
            Section("response", _("How she and they responded")),
            Section("plan", _("Plan"), _("What is next."), lines=2),
            _HER_WORDS,
        ),
        frozenset({Discipline.THERAPY, Discipline.PRESCRIBING}),
    ),
    NoteKind.CASE_MANAGEMENT: KindShape(
        NoteKind.CASE_MANAGEMENT,
        (
            Section(
                "need", _("What it was about"), _("Housing, money, childcare, transport."), lines=2
            ),
            Section("contact", _("With whom"), _("A person or an office."), lines=1),
            Section("done", _("What was done")),
            Section("plan", _("What is next, and who does it"), lines=2),
        ),
        frozenset({Discipline.CASE_MANAGEMENT, Discipline.THERAPY, Discipline.NURSING}),
    ),
    NoteKind.PEER: KindShape(
        NoteKind.PEER,
        (
            Section("together", _("What you did together")),
            Section("her_words", _("Her words"), _("What she said about it."), required=False),
            Section("plan", _("What she wants to do next"), lines=2),
        ),
        frozenset({Discipline.PEER}),
    ),
    NoteKind.WEEKLY: KindShape(
        NoteKind.WEEKLY,
        (
            Section("assessment", _("What you make of the week")),
            Section("plan", _("What is next"), lines=2),
        ),
        frozenset({Discipline.THERAPY, Discipline.PRESCRIBING, Discipline.NURSING}),
        needs_goal=False,
        needs_risk=False,
        needs_minutes=False,
    ),
}
"""Every kind of note; a diagnosis or an assessment is nothing a peer is asked for."""


def rules_of_kind(kind: NoteKind, note_format: NoteFormat = NoteFormat.DAP) -> KindShape:
    """What a kind of note holds; an individual session in the format it was begun in.

    Source: issue, "Individual notes (DAP, BIRP, SOAP by site setting)".
    """
    rules = NOTE_KINDS[kind]
    if kind is not NoteKind.INDIVIDUAL:
        return rules
    return KindShape(kind, (*FORMATS[note_format], _HER_WORDS), rules.written_by)


@dataclass(frozen=True)
class ScopeRules:
    """Which letters behind a name stand for which discipline.

    Source: [product default]; titles differ by state, a program checks them with its counsel.
    """

    id: str = "openiop-scope/1"
    letters: tuple[tuple[Discipline, frozenset[str]], ...] = (
        (
            Discipline.THERAPY,
            frozenset(
                {
                    *("LCSW", "LICSW", "LISW", "LCSW-S", "LMSW", "MSW", "LSW", "LPC", "LPCC"),
                    *("LCPC", "LMHC", "LPC-S", "LPCA", "LMFT", "LMFT-S", "AMFT", "PSYD", "PHD"),
                    *("MA", "MS", "MED", "ATR", "ATR-BC", "MT-BC", "OTR", "OTR/L"),
                }
            ),
        ),
        (
            Discipline.PRESCRIBING,
            frozenset({"MD", "DO", "PMHNP", "PMHNP-BC", "NP", "APRN", "CNS", "PA-C"}),
        ),
        (Discipline.NURSING, frozenset({"RN", "LPN", "LVN", "BSN"})),
        (Discipline.CASE_MANAGEMENT, frozenset({"BSW", "CCM", "CM", "QMHP"})),
        (
            Discipline.PEER,
            frozenset({"CPS", "CPSS", "CPRS", "NCPS", "PRSS", "CPRP"}),
        ),
    )


SCOPE_RULES = ScopeRules()


def disciplines_of(credentials: str, rules: ScopeRules = SCOPE_RULES) -> frozenset[Discipline]:
    """The disciplines the letters behind a name stand for; none when no letter is known.

    Source: [product default].
    """
    told = {each.upper().replace(".", "") for each in re.split(r"[\s,;]+", credentials) if each}
    return frozenset(discipline for discipline, letters in rules.letters if told & letters)


def may_write_kind(kind: NoteKind, credentials: str, rules: ScopeRules = SCOPE_RULES) -> Decision:
    """A kind of note is written by those disciplines whose work it is.

    Source: issue, "Supervision"; [product default].
    """
    if disciplines_of(credentials, rules) & NOTE_KINDS[kind].written_by:
        return YES
    return Decision.refused(
        Reason(
            "scope",
            _("With the credentials on file for you, this kind of note is not yours to write."),
        )
    )


@dataclass(frozen=True)
class KindBody:
    """What has been written in a note of any kind."""

    texts: Mapping[str, str]
    goal_id: str | None = None
    risk_change: RiskChange = RiskChange.UNKNOWN
    minutes: int | None = None


def gaps_in(rules: KindShape, body: KindBody, plan_has_goals: bool = True) -> Decision:
    """What a note still lacks: each required section, its goal, a word on risk, the minutes.

    What happened to her is never required.
    Source: domain.md 3.4, 3.5, 3.7 R-DOC-03; issue, "trauma history skippable, never required".
    """
    checks = [
        (
            bool(body.texts.get(section.id, "").strip()),
            Reason(
                f"no_{section.id}",
                _("{section}: still empty."),
                params={"section": _Title(section.title)},
                field_name=section.id,
            ),
        )
        for section in rules.sections
        if section.required
    ]
    checks.append(
        (
            not rules.needs_goal or not plan_has_goals or bool(body.goal_id),
            Reason("no_goal", _("Choose the goal this was about."), field_name="goal_id"),
        )
    )
    checks.append(
        (
            not rules.needs_risk or body.risk_change is not RiskChange.UNKNOWN,
            Reason("risk_not_said", _("Say whether risk changed."), field_name="risk_change"),
        )
    )
    checks.append(
        (
            not rules.needs_minutes or bool(body.minutes),
            Reason("no_minutes", _("Say how many minutes it took."), field_name="minutes"),
        )
    )
    return Decision.all_of(*checks)


@dataclass(frozen=True)
class _Title:
    """A heading inside a sentence, so that the page can say it in the reader's language."""

    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class KindFacts:
    """The facts around a note of any kind."""

    on: date
    place: Place
    minutes: int | None = None
    goal_words: str = ""
    sources: tuple[str, ...] = ()
    """A weekly summary: the sentences made from signed facts that the author kept."""


@dataclass(frozen=True)
class KindSignFacts:
    """What is known about a note when its author wants to sign it."""

    is_author: bool
    already_signed: bool
    in_scope: Decision
    license_stands: Decision
    complete: Decision
    risk_change: RiskChange
    alert_open_for_risk: bool
    names_another_client: bool = False


def may_sign_kind(facts: KindSignFacts) -> Decision:
    """Its author signs it once, complete, within her scope and license, and with no other's name.

    A new concern needs its alert first.
    Source: domain.md 3.5, 3.7 R-DOC-03, R-DOC-04; issue, "Supervision".
    """
    if facts.already_signed:
        text = _("This note is signed. Add an addendum to correct it.")
        return Decision.refused(Reason("signed", text))
    has_alert = facts.alert_open_for_risk or facts.risk_change is not RiskChange.NEW
    return (
        Decision.all_of(
            (facts.is_author, Reason("not_author", _("Only the author signs a note."))),
            (
                has_alert,
                Reason(
                    "no_alert",
                    _("You marked a new concern. Open an alert first."),
                    field_name="risk_change",
                ),
            ),
            (
                not facts.names_another_client,
                Reason("name", _("Another client's name is in this note.")),
            ),
        )
        & facts.in_scope
        & facts.license_stands
        & facts.complete
    )


def render_kind(rules: KindShape, facts: KindFacts, body: KindBody) -> str:
    """A note of any kind as plain text: facts first, then each section under its heading.

    Source: domain.md 3.5, 3.7 R-DOC-04; style of ux.md 1.3.
    """
    head = [f"{rules.kind.label}, {facts.on.isoformat()}, {facts.place.label.lower()}"]
    if rules.kind is NoteKind.WEEKLY:
        head = [f"{rules.kind.label}, week of {facts.on.isoformat()}"]
    if facts.minutes:
        head[0] += f", {facts.minutes} minutes"
    parts = [head[0] + "."]
    if facts.goal_words:
        parts.append(f"Goal: {facts.goal_words}")
    if facts.sources:
        parts.append("From signed records:\n" + "\n".join(f"- {line}" for line in facts.sources))
    for section in rules.sections:
        text = body.texts.get(section.id, "").strip() or section.if_empty
        if text:
            parts.append(f"{section.title}:\n{text}")
    if rules.needs_risk:
        parts.append(f"Risk: {body.risk_change.label.lower()}.")
    return "\n\n".join(parts)
