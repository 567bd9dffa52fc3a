"""Questionnaires we may not ship: why, and in which range a total made elsewhere must lie."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.decision import YES, Decision, Reason
from openiop.domain.text import _

from .instrument import Direction, Sensitivity


@dataclass(frozen=True, kw_only=True)
class NotShipped:
    """One questionnaire whose wording stays with its owner."""

    id: str
    title: str
    questions: int
    range: str
    """The range of the total in the words of its source."""
    reason: str
    """Why it is not shipped, or not by default."""
    scoring: str
    """How it is scored, for whoever scores it elsewhere."""
    lowest: float | None = None
    highest: float | None = None
    """The ends of the total; None where there is no one total that could be entered."""
    is_whole: bool = True
    direction: Direction | None = None
    """Which way the total points; from knowledge, for the chart only."""
    sensitivity: Sensitivity = Sensitivity.NONE
    loinc_panel: str = ""
    loinc_total: str = ""
    loinc_verified: bool = False

    @property
    def takes_totals(self) -> bool:
        """Whether a total made elsewhere can be entered."""
        return self.lowest is not None and self.highest is not None


class UnknownForm(KeyError):
    """No questionnaire with this id is known here."""

    def __str__(self) -> str:
        return str(self.args[0])


def not_shipped(form_id: str) -> NotShipped:
    """The questionnaire with this id.

    Source: instruments_not_shipped.json.
    """
    for form in NOT_SHIPPED:
        if form.id == form_id:
            return form
    known = ", ".join(form.id for form in NOT_SHIPPED)
    raise UnknownForm(f"nothing is known of {form_id!r}; there are: {known}")


def may_enter_total(form: NotShipped, total: float) -> Decision:
    """A total made elsewhere is taken when it lies in the range; it is never moved into it.

    Source: issue 3, instruments; ranges from instruments_not_shipped.json. PROMIS: 0 to 100 as the
    widest a T score could be [product default]. HITS: 4 to 25, since the longer form ends there.
    """
    if form.lowest is None or form.highest is None:
        return Decision.refused(Reason("no_total", _NO_TOTAL, params={"title": form.title}))
    if not form.lowest <= total <= form.highest:
        params: dict[str, object] = {"lowest": form.lowest, "highest": form.highest}
        return Decision.refused(Reason("out_of_range", _OUT_OF_RANGE, params=params))
    if form.is_whole and total != int(total):
        return Decision.refused(Reason("not_whole", _("This total is a whole number.")))
    return YES


_NO_TOTAL = _("{title} has no single total that could be entered.")
_OUT_OF_RANGE = _("This total lies between {lowest} and {highest}.")

NOT_SHIPPED: tuple[NotShipped, ...] = (
    NotShipped(
        id="dast-10",
        title="DAST-10",
        questions=10,
        range="0-10",
        reason=(
            "© Skinner 1982 / CAMH, free for non-commercial clinical use with credit; not "
            "OSI-compatible"
        ),
        scoring=(
            "sum of Yes; TRAP: item 3 is reverse only in the 'always able to stop' wording; "
            "the LOINC wording 'unable to stop' is NOT reverse, yet the Argonaut artifact "
            "keeps the 'No scores 1' note; bands 0 none, 1-2 low, 3-5 moderate, 6-8 "
            "substantial, 9-10 severe"
        ),
        lowest=0,
        highest=10,
        direction=Direction.LOWER_IS_BETTER,
        loinc_panel="82666-9",
        loinc_verified=True,
        loinc_total="82667-7",
    ),
    NotShipped(
        id="audit",
        title="AUDIT",
        questions=10,
        range="0-40",
        reason="© WHO 2001, not for sale or commercial use",
        scoring="sum; bands 0-7, 8-15, 16-19, 20+",
        lowest=0,
        highest=40,
        direction=Direction.LOWER_IS_BETTER,
        loinc_panel="72110-0",
    ),
    NotShipped(
        id="epds",
        title="Edinburgh Postnatal Depression Scale",
        questions=10,
        range="0-30",
        reason=(
            "© Royal College of Psychiatrists; online distribution needs written permission; "
            "RCPsych refused embedding to CamCOPS in 2013"
        ),
        scoring=(
            "sum, items 3,5-10 reversed; >=10 possible, >=13 probable; item 10 >=1 critical; "
            "RCI 4 (Matthey 2004, from knowledge)"
        ),
        lowest=0,
        highest=30,
        direction=Direction.LOWER_IS_BETTER,
        loinc_panel="99046-5",
    ),
    NotShipped(
        id="whodas-2.0-12",
        title="WHODAS 2.0 12-item",
        questions=12,
        range="0-48 simple",
        reason="© WHO; license request/registration for electronic use",
        scoring=(
            "simple sum 12 items 0-4, or IRT-based complex scoring to 0-100; one missing item "
            "may be mean-imputed"
        ),
        lowest=0,
        highest=48,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="wsas",
        title="Work and Social Adjustment Scale",
        questions=5,
        range="0-40",
        reason="© Isaac Marks; CamCOPS ships it as data-collection only",
        scoring=(
            "sum 0-8 each; <10 subclinical, 10-20 significant, >20 moderately severe; alpha "
            ".70-.94, test-retest .73 (seen); RCI commonly 8 (from knowledge)"
        ),
        lowest=0,
        highest=40,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="dts",
        title="Distress Tolerance Scale (Simons & Gaher 2005)",
        questions=15,
        range="1-5 mean",
        reason="© Springer/authors; free for research, no software license found",
        scoring="mean of 4 subscale means; item 6 reversed; higher = more tolerance",
        lowest=1,
        highest=5,
        is_whole=False,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="dbt-wccl",
        title="DBT Ways of Coping Checklist",
        questions=59,
        range="0-3 means",
        reason="University of Washington download; no redistribution license; too long",
        scoring="DSS 38 items mean; DCS 21 items mean",
    ),
    NotShipped(
        id="bsl-23",
        title="Borderline Symptom List-23",
        questions=23,
        range="0-4 mean",
        reason="© authors; free of charge from the clinic site; redistribution not stated",
        scoring=(
            "mean; 2022-corrected grades none/low 0-0.28, mild 0.28-1.07, moderate 1.07-1.87, "
            "high 1.87-2.67, very high 2.67-3.47, extreme 3.47-4. TRAP: the indexed 2020 "
            "abstract prints older grades 0.3/0.7/1.7/2.7/3.5. Test-retest .82-.84; suicide "
            "items 11-item supplement"
        ),
        lowest=0,
        highest=4,
        is_whole=False,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="isi",
        title="Insomnia Severity Index",
        questions=7,
        range="0-28",
        reason="© Morin; Mapi Research Trust license",
        scoring="0-7,8-14,15-21,22-28; MCID 6",
        lowest=0,
        highest=28,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="ders-36",
        title="DERS",
        questions=36,
        range="36-180",
        reason="Springer 2004; long; use DERS-16",
        scoring="reverse 1,2,6,7,8,10,17,20,22,24,34",
        lowest=36,
        highest=180,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="ders-18",
        title="DERS-18",
        questions=18,
        range="18-90",
        reason="Victor & Klonsky 2016; keeps 3 reversed awareness items (1,4,6)",
        scoring="sum",
        lowest=18,
        highest=90,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="ace",
        title="ACE questionnaire",
        questions=10,
        range="0-10",
        reason=(
            "CDC module is public domain, but routine adversity scoring is not recommended as "
            "a default in trauma-informed care; no individual prognostic value"
        ),
        scoring="count",
        lowest=0,
        highest=10,
        sensitivity=Sensitivity.TRAUMA,
    ),
    NotShipped(
        id="hits",
        title="HITS / E-HITS",
        questions=4,
        range="4-20 / 5-25",
        reason="© Sherin; permission asked for use; HARK preferred",
        scoring="sum; >10 positive (>=11); E-HITS >=7",
        lowest=4,
        highest=25,
        direction=Direction.LOWER_IS_BETTER,
        sensitivity=Sensitivity.VIOLENCE,
    ),
    NotShipped(
        id="ors",
        title="Outcome Rating Scale",
        questions=4,
        range="0-40",
        reason="© Miller & Duncan; per-user license; software license paid — exclude",
        scoring="sum of four 10 cm lines; cut-off 25; RCI 5",
        lowest=0,
        highest=40,
        is_whole=False,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="srs",
        title="Session Rating Scale / Group SRS",
        questions=4,
        range="0-40",
        reason="© Miller/Duncan/Johnson; exclude",
        scoring="<36 concern",
        lowest=0,
        highest=40,
        is_whole=False,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="oq-45",
        title="OQ-45.2",
        questions=45,
        range="0-180",
        reason="OQ Measures LLC, paid; exclude",
        scoring="cut 63/64, RCI 14",
        lowest=0,
        highest=180,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="gq",
        title="Group Questionnaire",
        questions=30,
        range="subscales",
        reason="OQ Measures LLC, paid; exclude",
        scoring="-",
    ),
    NotShipped(
        id="wai-sr",
        title="Working Alliance Inventory - SR",
        questions=12,
        range="12-60",
        reason="© Horvath / Hatcher & Gillaspy; free limited license on request",
        scoring="Goal 4,6,8,11; Task 1,2,10,12; Bond 3,5,7,9",
        lowest=12,
        highest=60,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="basis-24",
        title="BASIS-24",
        questions=24,
        range="0-4 weighted",
        reason="© McLean Hospital, site license; exclude",
        scoring="weighted",
        lowest=0,
        highest=4,
        is_whole=False,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="core-om",
        title="CORE-OM",
        questions=34,
        range="0-40 clinical score",
        reason="CC BY-ND 4.0 — may ship verbatim; 34 items too long for weekly use",
        scoring="mean x10; cut-off 10; RCI 5",
        lowest=0,
        highest=40,
        is_whole=False,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="promis",
        title="PROMIS short forms (Depression 8b, Anxiety 8a, Sleep 8b ...)",
        questions=8,
        range="T 50/10",
        reason=(
            "© PHO/NIH; free for clinics, but technology vendors need a license; exclude text, "
            "allow import. T-score look-up tables also theirs"
        ),
        scoring="sum -> T table",
        lowest=0,
        highest=100,
        is_whole=False,
    ),
    NotShipped(
        id="dla-20",
        title="DLA-20",
        questions=20,
        range="1-7 mean",
        reason="© W.S. Presmanes & MTM; training and license; exclude",
        scoring="mean x10 = mGAF estimate",
        lowest=1,
        highest=7,
        is_whole=False,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="sf-12",
        title="SF-12v2",
        questions=12,
        range="PCS/MCS",
        reason="QualityMetric; paid; exclude",
        scoring="proprietary weights",
    ),
    NotShipped(
        id="gaf",
        title="GAF",
        questions=1,
        range="0-100",
        reason="© APA; permission refused to CamCOPS; dropped from DSM-5",
        scoring="clinician",
        lowest=0,
        highest=100,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="bhm-20",
        title="Behavioral Health Measure-20",
        questions=20,
        range="0-4 mean",
        reason="CelestHealth, paid; exclude",
        scoring="-",
        lowest=0,
        highest=4,
        is_whole=False,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="maas",
        title="Mindful Attention Awareness Scale",
        questions=15,
        range="1-6 mean",
        reason=(
            "author statement: public domain for research and clinical use (from knowledge); "
            "low priority. Abbreviation clashes with the Maternal Antenatal Attachment Scale"
        ),
        scoring="mean",
        lowest=1,
        highest=6,
        is_whole=False,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="csq-8",
        title="Client Satisfaction Questionnaire-8",
        questions=8,
        range="8-32",
        reason="© Attkisson / Tamalpais; paid; exclude",
        scoring="sum, 2,4,5,8 reversed",
        lowest=8,
        highest=32,
        direction=Direction.HIGHER_IS_BETTER,
    ),
    NotShipped(
        id="bdi-ii",
        title="BDI-II",
        questions=21,
        range="0-63",
        reason="Pearson; exclude (only scores may be imported)",
        scoring="sum",
        lowest=0,
        highest=63,
        direction=Direction.LOWER_IS_BETTER,
    ),
    NotShipped(
        id="stanley-brown",
        title="Stanley-Brown Safety Planning Intervention (form, not a scale)",
        questions=6,
        range="-",
        reason=(
            "written permission required for use of the form in an EHR (per SPiER audit); "
            "build a generic, differently worded safety plan"
        ),
        scoring="-",
    ),
    NotShipped(
        id="gcs",
        title="Group cohesion scales (GCS-7, HCHP, TFI-8)",
        questions=7,
        range="-",
        reason="no clear license; use the project's own group check-out",
        scoring="-",
    ),
)
