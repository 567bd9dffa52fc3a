"""What an assessment holds: its fields, what came from the referral, and the facts for the rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from openiop.assessment.models import Assessment
from openiop.base import clock
from openiop.domain.assessment.level import (
    LEVEL_RULES,
    CameFrom,
    CareFacts,
    ContactNeed,
    Containment,
    DailySign,
    MeasureFact,
    Tried,
)
from openiop.domain.assessment.routes import ASKED, CareLevel, Finding, Known
from openiop.domain.care.edits import Draft
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.instrument import ScreenLevel, Sensitivity
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.schedule import SCHEDULE
from openiop.domain.measures.scoring import score
from openiop.domain.referral import CareNow, Concern, Door, ReferralForm
from openiop.domain.words import Level
from openiop.measures.models import Administration
from openiop.measures.queries import standing_answers
from openiop.referral.models import Referral
from openiop.referral.queries import form_of
from openiop.safety.queries.risk import assessments_of

RATHER_NOT = "rather_not"
"""She was asked which care she would like, and would rather not say."""

_NUMBERS = ("0", "1", "2", "3", "4")
_YES_NO = (str(Known.YES), str(Known.NO))

TEXTS = (
    "goal",
    "preference_words",
    "work_words",
    "relationships_words",
    "self_care_words",
    "skills_words",
    "contact_words",
    "containment_words",
    "history_words",
    "supports",
    "findings_words",
)
"""Fields of free text. Examples stand in her own words."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "preference": (*(str(each) for each in CareLevel), RATHER_NOT),
    "work": _NUMBERS,
    "relationships": _NUMBERS,
    "self_care": _NUMBERS,
    "skills": _NUMBERS,
    "contact": tuple(str(each) for each in ContactNeed),
    "containment": tuple(str(each) for each in Containment),
    "came_from": tuple(str(each) for each in CameFrom),
    "tried": tuple(str(each) for each in Tried),
    "gets_worse": _YES_NO,
    **{f"daily_{each}": _YES_NO for each in DailySign},
    **{f"finding_{each}": _YES_NO for each in ASKED},
}
"""Fields with a few answers; an empty one was not asked."""

DATES = ("came_on",)
FIELDS = (*TEXTS, *CHOICES, *DATES)

_FINDINGS_TOLD: Mapping[Concern, Finding] = {
    Concern.SUICIDE_INTENT: Finding.SUICIDE,
    Concern.SUICIDE_RECENT: Finding.SUICIDE,
    Concern.HARM_OTHERS: Finding.HARM_OTHERS,
    Concern.PSYCHOSIS_MANIA: Finding.PSYCHOSIS_MANIA,
    Concern.WITHDRAWAL: Finding.WITHDRAWAL,
    Concern.MEDICAL: Finding.MEDICAL,
}
"""What was told before and stands as found until a clinician has asked."""

_CAME_FROM: Mapping[CareNow, CameFrom] = {
    CareNow.HOSPITAL: CameFrom.INPATIENT,
    CareNow.RESIDENTIAL: CameFrom.RESIDENTIAL,
    CareNow.PROGRAM: CameFrom.PHP,
    CareNow.NONE: CameFrom.NOWHERE,
    CareNow.WEEKLY: CameFrom.NOWHERE,
}


def told_before(form: ReferralForm) -> dict[str, str]:
    """The fields a referral answers already, so that nobody asks them twice."""
    found: dict[str, str] = {}
    if form.goal.strip():
        found["goal"] = form.goal.strip()
    if form.care_now in _CAME_FROM:
        found["came_from"] = str(_CAME_FROM[form.care_now])
    if form.leaves_on is not None:
        found["came_on"] = form.leaves_on.isoformat()
    for concern in form.concerns & set(_FINDINGS_TOLD):
        found[f"finding_{_FINDINGS_TOLD[concern]}"] = str(Known.YES)
    if Concern.HOME_NOT_SAFE in form.concerns and Concern.NO_SUPPORT in form.concerns:
        found[f"finding_{Finding.HOME}"] = str(Known.YES)
    return found


CARRIED_OVER = ("goal", "supports", "came_from", "came_on", "tried", "preference_words")
"""What an earlier assessment told and a new one begins with; how she is now is asked anew."""


def carried_over(before: Mapping[str, str]) -> dict[str, str]:
    """What a new assessment takes over from the one before, so that nobody asks it twice."""
    return {name: before[name] for name in CARRIED_OVER if before.get(name)}


def document_start(referral: Referral) -> dict[str, str]:
    """What the biopsychosocial document begins with, each part naming where it comes from.

    Nothing about what happened to her is taken over: that is hers to tell, in her own time.
    """
    form, day = form_of(referral), referral.received_on.isoformat()
    by = "She told us on the phone" if referral.door is Door.PHONE else "From the referral"
    arranged = [each.label.lower() for each in sorted(form.needs)]
    told = {
        "reason": form.reason,
        "care_before": form.care_where,
        "body": form.medicines and f"Medicines: {form.medicines}",
        "life": "; ".join(part for part in (", ".join(arranged), form.needs_words) if part),
        "risk": form.risk,
    }
    return {name: f"{by}, {day}: {text.strip()}" for name, text in told.items() if text.strip()}


def stored(draft: Draft) -> str:
    """A draft as the JSON text that is sealed."""
    return json.dumps(
        {"fields": dict(draft.values), "changed_in": dict(draft.changed_in)}, sort_keys=True
    )


def draft_of(assessment: Assessment) -> Draft:
    """An assessment as it stands."""
    told = json.loads(assessment.content) if assessment.content else {}
    return Draft(assessment.version, told.get("fields", {}), told.get("changed_in", {}))


@dataclass(frozen=True)
class Screen:
    """The newest C-SSRS of a client, and the level that holds after a clinician looked at it."""

    form_id: UUID
    on: date
    found: ScreenLevel
    """What the screen itself came to, in its own words."""
    level: Level
    """`REVIEW` when the screen is not complete."""
    is_lowered: bool = False
    """A co-signed risk assessment after it came to less."""


def screen_of(client_id: UUID, assessment: Assessment | None) -> Screen | None:
    """The newest finished C-SSRS with what holds now; one from long before says nothing."""
    around = clock.local(assessment.created_at).date() if assessment else clock.today()
    rows = Administration.objects.filter(
        client_id=client_id,
        instrument_id=CSSRS_SCREENER.id,
        finished_at__isnull=False,
        on__gte=around - timedelta(days=LEVEL_RULES.screen_days),
    )
    newest = rows.order_by("-on", "-created_at").first()
    if newest is None or newest.finished_at is None:
        return None
    asked = score(CSSRS_SCREENER, standing_answers(newest.pk)).alert_level
    level, found = asked or Level.LOW, ScreenLevel(newest.level or ScreenLevel.INCOMPLETE)
    for line in assessments_of(client_id):
        if line.made_at < newest.finished_at:
            break
        if line.holds is not None and not line.waits_for_cosign:
            lowered = level is Level.HIGH and line.holds is not Level.HIGH
            return Screen(newest.pk, newest.on, found, line.holds, lowered)
    return Screen(newest.pk, newest.on, found, level)


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "")
    return int(text) if text in _NUMBERS else None


def measures_of(client_id: UUID, assessment: Assessment | None) -> tuple[MeasureFact, ...]:
    """The newest total of each form of the baseline that has a cut-off; one statement."""
    around = clock.local(assessment.created_at).date() if assessment else clock.today()
    known = {
        form.id: form
        for form in INSTRUMENTS.values()
        if form.cutoff is not None and form.sensitivity is not Sensitivity.VIOLENCE
    }
    rows = Administration.objects.filter(
        client_id=client_id,
        instrument_id__in=SCHEDULE.instrument_ids,
        finished_at__isnull=False,
        total__isnull=False,
        on__gte=around - timedelta(days=LEVEL_RULES.measure_days),
    )
    newest = {row.instrument_id: row for row in rows.order_by("on", "sequence")}
    found = []
    for id_ in dict.fromkeys(SCHEDULE.instrument_ids):
        row, form = newest.get(id_), known.get(id_)
        if row is None or form is None or form.cutoff is None or row.total is None:
            continue
        cutoff = form.cutoff
        found.append(
            MeasureFact(
                id_, form.short_title, row.total, row.on, cutoff.value, cutoff.is_met(row.total)
            )
        )
    return tuple(found)


def care_facts(
    values: Mapping[str, str],
    screen: Screen | None,
    measures: tuple[MeasureFact, ...] = (),
) -> CareFacts:
    """The facts of an assessment as the rule wants them; an incomplete screen says nothing."""
    came_on = values.get("came_on", "")
    complete = screen is not None and screen.level is not Level.REVIEW
    return CareFacts(
        work=_number(values, "work"),
        relationships=_number(values, "relationships"),
        self_care=_number(values, "self_care"),
        skills=_number(values, "skills"),
        contact=ContactNeed(values["contact"]) if values.get("contact") else None,
        containment=Containment(values["containment"]) if values.get("containment") else None,
        daily={each: Known(values.get(f"daily_{each}", "")) for each in DailySign},
        findings={each: Known(values.get(f"finding_{each}", "")) for each in ASKED},
        screen=screen.level if screen and complete else None,
        screened_on=screen.on if screen else None,
        came_from=CameFrom(values["came_from"]) if values.get("came_from") else None,
        came_on=date.fromisoformat(came_on) if came_on else None,
        tried=Tried(values["tried"]) if values.get("tried") else None,
        gets_worse=Known(values.get("gets_worse", "")),
        measures=measures,
    )
