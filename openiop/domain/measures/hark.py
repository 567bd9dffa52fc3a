"""HARK: four questions about violence by a partner, asked alone and kept restricted."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Band,
    Critical,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
    Reliability,
    Sensitivity,
)

HARK = Instrument(
    id="hark",
    version="1",
    title="HARK (Humiliation, Afraid, Rape, Kick)",
    short_title="HARK",
    construct="intimate partner violence screen (developed with women)",
    respondent="clinician-asked, alone; never on a shared device",
    window="past year",
    instructions=(
        "Only ask when the client is alone and a response protocol exists. Results are a "
        "restricted note: hidden from portal, family views, exports and payer packets."
    ),
    items=(
        Item(
            "q1",
            "Within the last year, have you been humiliated or emotionally abused in other "
            "ways by your partner or ex-partner?",
            loinc="76500-8",
            critical=Critical(
                "==",
                1,
                _(
                    "She is hurt or afraid in her relationship: a private talk, no letter, text or "
                    "voicemail to her home"
                ),
                Level.MODERATE,
            ),
            wording_verified=True,
        ),
        Item(
            "q2",
            "Within the last year, have you been afraid of your partner or ex-partner?",
            loinc="76501-6",
            critical=Critical(
                "==",
                1,
                _(
                    "She is hurt or afraid in her relationship: a private talk, no letter, text or "
                    "voicemail to her home"
                ),
                Level.MODERATE,
            ),
            wording_verified=True,
        ),
        Item(
            "q3",
            "Within the last year, have you been raped or forced to have any kind of sexual "
            "activity by your partner or ex-partner?",
            loinc="76502-4",
            critical=Critical(
                "==",
                1,
                _(
                    "She is hurt or afraid in her relationship: a private talk, no letter, text or "
                    "voicemail to her home"
                ),
                Level.MODERATE,
            ),
            wording_verified=True,
        ),
        Item(
            "q4",
            "Within the last year, have you been kicked, hit, slapped, or otherwise "
            "physically hurt by your partner or ex-partner?",
            loinc="76503-2",
            critical=Critical(
                "==",
                1,
                _(
                    "She is hurt or afraid in her relationship: a private talk, no letter, text or "
                    "voicemail to her home"
                ),
                Level.MODERATE,
            ),
            wording_verified=True,
        ),
    ),
    options=(
        Option(0, "No", "LA32-8"),
        Option(1, "Yes", "LA33-6"),
    ),
    method=Method.SUM,
    total_range=Range(0, 4),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted; any yes still fires",
    ),
    bands=(
        Band(0, 0, _("Not disclosed")),
        Band(1, 4, _("Positive")),
    ),
    cutoffs=(Cutoff("any", "Sohal 2007", 1, ">=", "sensitivity .81, specificity .95"),),
    reliability=Reliability(
        source="abstract of Sohal 2007, seen",
        note="sensitivity .81, specificity .95 from 1 on",
    ),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    loinc_panel="76499-3",
    loinc_total="76504-0",
    loinc_verified=True,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="Published open access, BMC Family Practice, CC BY 2.0. Sohal 2007.",
        note="Attribute Sohal 2007. The license is from knowledge.",
    ),
    sensitivity=Sensitivity.VIOLENCE,
    citation="Sohal H, Eldridge S, Feder G. BMC Fam Pract 2007;8:49.",
    source_of_wording=(
        "public EHR source (LOINC wording); accuracy figures from the article abstract (seen)"
    ),
    unverified=("The license (CC BY) was not read at the source.",),
    spanish="Whether an official Spanish version exists is not known.",
    schedule=(
        "admission, private",
        "again if relationship changes",
    ),
)
