"""What is still missing before day one, who sees to it, and whether she may start.

Every item is a stop, waivable by a role with a reason, or owed later. The same lines grey the
button and refuse the deed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .assessment.determination import needs_named_clinician
from .assessment.routes import CareLevel
from .consent import ConsentKind
from .decision import Decision, Kind, Reason
from .privacy import Role
from .text import _
from .words import Word


class Item(Word):
    """One thing that is looked at before day one."""

    SAFE_CONTACT = "safe_contact", _("How she may be reached")
    SUICIDE_SCREEN = "suicide_screen", _("Suicide screen")
    OPEN_ALERT = "open_alert", _("Safety concerns answered")
    LEVEL = "level", _("Level of care")
    LEVEL_YES = "level_yes", _("A clinician's yes to less care than recommended")
    CONSENT_TREATMENT = "consent_treatment", _("Consent: care here")
    CONSENT_GROUP = "consent_group", _("Group agreement")
    CONSENT_TELEHEALTH = "consent_telehealth", _("Consent: care by video")
    CONSENT_PRIVACY = "consent_privacy", _("Privacy notice received")
    CONSENT_FINANCIAL = "consent_financial", _("Costs and payment")
    CONSENT_MESSAGES = "consent_messages", _("Texts and e-mails: yes or no")
    EMERGENCY_CONTACT = "emergency_contact", _("Somebody to call in an emergency")
    RELEASES = "releases", _("Releases for those she wants involved")
    COVERAGE = "coverage", _("Coverage verified")
    AUTHORIZATION = "authorization", _("Authorization")
    PHYSICIAN_ORDER = "physician_order", _("Physician's order")
    BASELINE = "baseline", _("First questionnaires")
    SAFETY_PLAN = "safety_plan", _("Safety plan")
    HOSPITAL_SAFETY_PLAN = "hospital_safety_plan", _("Hospital's safety plan taken over")
    HOSPITAL_MEDICINES = "hospital_medicines", _("Hospital's medicines taken over")
    HOSPITAL_RISK = "hospital_risk", _("Hospital's words on risk read")
    SCHEDULE = "schedule", _("Days, groups and first day")
    DAY_ONE = "day_one", _("A named person for day one")
    CHILDCARE = "childcare", _("Childcare")
    TRANSPORT = "transport", _("A way to get here")
    TECH_CHECK = "tech_check", _("Video tried out")


@dataclass(frozen=True)
class ItemRule:
    """What kind of thing an item is, who sees to it, and who may go on without it."""

    kind: Kind
    owner: Role
    missing: str
    waivable_by: tuple[Role, ...] = ()
    by_hand: bool = False
    """Somebody says it is done; for the others the record says so."""
    source: str = ""


_LEAD, _DIRECTOR = Role.CLINICAL_LEAD, Role.DIRECTOR
_STOP, _WAIVABLE, _LATER = Kind.STOP, Kind.WAIVABLE, Kind.LATER

ITEMS: dict[Item, ItemRule] = {
    Item.SAFE_CONTACT: ItemRule(
        _STOP, Role.INTAKE, _("Nobody has asked her how she may be reached."), source="R-DV-01"
    ),
    Item.SUICIDE_SCREEN: ItemRule(
        _STOP, Role.THERAPIST, _("No suicide screen in the last {days} days."), source="3.4, 8.1"
    ),
    Item.OPEN_ALERT: ItemRule(
        _STOP, _LEAD, _("A safety concern waits for an answer."), source="8.4"
    ),
    Item.LEVEL: ItemRule(
        _STOP, Role.THERAPIST, _("An IOP is not the level of care she chose."), source="R-LOC-01"
    ),
    Item.LEVEL_YES: ItemRule(
        _STOP,
        _LEAD,
        _("More care was recommended ({level}). A clinician says yes, and how it is made safe."),
        source="R-LOC-01",
    ),
    Item.CONSENT_TREATMENT: ItemRule(
        _STOP, Role.INTAKE, _("She has not signed the consent to care."), source="3.4"
    ),
    Item.CONSENT_GROUP: ItemRule(
        _STOP, Role.INTAKE, _("She has not signed the group agreement."), source="R-PRIV-07"
    ),
    Item.CONSENT_TELEHEALTH: ItemRule(
        _STOP, Role.INTAKE, _("She comes by video and has not signed for it."), source="3.3"
    ),
    Item.CONSENT_PRIVACY: ItemRule(
        _WAIVABLE,
        Role.INTAKE,
        _("She has not said that she got the privacy notice."),
        (Role.PRIVACY_OFFICER, _LEAD),
        source="45 CFR 164.520(c)(2)(ii): a good-faith effort is written down",
    ),
    Item.CONSENT_FINANCIAL: ItemRule(
        _WAIVABLE,
        Role.BILLING,
        _("She has not signed about costs and payment."),
        (_DIRECTOR, _LEAD),
        source="3.4",
    ),
    Item.CONSENT_MESSAGES: ItemRule(
        _LATER, Role.INTAKE, _("She was not asked about texts and e-mails yet."), source="R-PRIV-05"
    ),
    Item.EMERGENCY_CONTACT: ItemRule(
        _WAIVABLE,
        Role.INTAKE,
        _("Nobody is named to be called in an emergency."),
        (_LEAD, Role.THERAPIST),
        source="1.2",
    ),
    Item.RELEASES: ItemRule(
        _LATER,
        Role.INTAKE,
        _("No release was made or decided against."),
        by_hand=True,
        source="4.5",
    ),
    Item.COVERAGE: ItemRule(
        _WAIVABLE, Role.BILLING, _("Coverage is not verified."), (_DIRECTOR, _LEAD), source="1.8"
    ),
    Item.AUTHORIZATION: ItemRule(
        _WAIVABLE,
        Role.BILLING,
        _("No authorization holds on her first day."),
        (_DIRECTOR, _LEAD),
        source="1.8",
    ),
    Item.PHYSICIAN_ORDER: ItemRule(
        _WAIVABLE,
        Role.PRESCRIBER,
        _("The plan wants a physician's order, and none is here."),
        (_DIRECTOR,),
        by_hand=True,
        source="1.3, 42 CFR 424.24",
    ),
    Item.BASELINE: ItemRule(
        _WAIVABLE,
        Role.THERAPIST,
        _("Not answered yet: {forms}."),
        (_LEAD, Role.THERAPIST),
        source="3.1, 7.1",
    ),
    Item.SAFETY_PLAN: ItemRule(
        _WAIVABLE,
        Role.THERAPIST,
        _("Her screen asks for a safety plan, and there is none."),
        (_LEAD,),
        source="8.3",
    ),
    Item.HOSPITAL_SAFETY_PLAN: ItemRule(
        _WAIVABLE,
        Role.THERAPIST,
        _("The hospital's safety plan is not taken over."),
        (_LEAD,),
        by_hand=True,
        source="issue, Admission",
    ),
    Item.HOSPITAL_MEDICINES: ItemRule(
        _WAIVABLE,
        Role.PRESCRIBER,
        _("The hospital's medicines are not on her list."),
        (_LEAD, Role.PRESCRIBER),
        by_hand=True,
        source="issue, Admission",
    ),
    Item.HOSPITAL_RISK: ItemRule(
        _WAIVABLE,
        Role.THERAPIST,
        _("Nobody has read what the hospital said about risk."),
        (_LEAD,),
        by_hand=True,
        source="issue, Admission",
    ),
    Item.SCHEDULE: ItemRule(
        _STOP, Role.INTAKE, _("Her first day, her days and her groups are not set."), source="6"
    ),
    Item.DAY_ONE: ItemRule(
        _WAIVABLE,
        Role.INTAKE,
        _("Nobody is named who meets her on day one."),
        (_LEAD,),
        source="issue, Arrival in the group",
    ),
    Item.CHILDCARE: ItemRule(
        _WAIVABLE,
        Role.INTAKE,
        _("She needs childcare, and it is not settled."),
        (Role.INTAKE, _LEAD),
        by_hand=True,
        source="issue, Women's practical needs",
    ),
    Item.TRANSPORT: ItemRule(
        _LATER,
        Role.INTAKE,
        _("She needs a way to get here, and it is not settled."),
        by_hand=True,
        source="issue, Women's practical needs",
    ),
    Item.TECH_CHECK: ItemRule(
        _WAIVABLE,
        Role.INTAKE,
        _("Video was not tried out with her."),
        (Role.INTAKE, _LEAD),
        by_hand=True,
        source="3.3",
    ),
}
"""Sources are sections and requirements of domain.md unless they say otherwise."""

CONSENTS: dict[Item, ConsentKind] = {
    Item.CONSENT_TREATMENT: ConsentKind.TREATMENT,
    Item.CONSENT_GROUP: ConsentKind.GROUP,
    Item.CONSENT_TELEHEALTH: ConsentKind.TELEHEALTH,
    Item.CONSENT_PRIVACY: ConsentKind.PRIVACY,
    Item.CONSENT_FINANCIAL: ConsentKind.FINANCIAL,
    Item.CONSENT_MESSAGES: ConsentKind.MESSAGES,
}
HOSPITAL = (Item.HOSPITAL_SAFETY_PLAN, Item.HOSPITAL_MEDICINES, Item.HOSPITAL_RISK)


@dataclass(frozen=True)
class AdmissionRules:
    """How fresh things have to be, and how long a stay is planned at most."""

    id: str = "openiop-admission/1"
    screen_days: int = 14
    """A suicide screen older than this is asked again. Source: product default; domain.md 3.4."""
    longest_stay_days: int = 120
    """Source: product default; domain.md 1.9 gives 6 to 12 weeks as usual."""
    ahead_days: int = 60
    """How far ahead a first day may be planned. Source: product default."""


ADMISSION_RULES = AdmissionRules()


class MarkKind(Word):
    """What somebody said about an item."""

    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")
    WAIVED = "waived", _("Goes on without it")
    OPEN = "open", _("Open again")


@dataclass(frozen=True)
class AdmissionFacts:
    """What is known about a woman on her way in."""

    safe_contact_asked: bool = False
    suicide_screen_on: date | None = None
    alert_waits: bool = False
    recommended: CareLevel | None = None
    chosen: CareLevel | None = None
    clinician_said_yes: bool = False
    """A named clinician said yes to less care than recommended, and how it is made safe."""
    answered: frozenset[ConsentKind] = frozenset()
    remote: bool = False
    has_emergency_contact: bool = False
    pays_herself: bool = False
    coverage_verified: bool = False
    authorization_needed: bool = True
    is_authorized: bool = False
    order_needed: bool = False
    forms_missing: tuple[str, ...] = ()
    safety_plan_needed: bool = False
    has_safety_plan: bool = False
    has_release: bool = False
    from_hospital: bool = False
    needs_childcare: bool = False
    has_childcare: bool = False
    needs_transport: bool = False
    has_transport: bool = False
    has_schedule: bool = False
    day_one_person: bool = False
    marks: Mapping[Item, MarkKind] = field(default_factory=dict)
    """The newest word somebody said about an item."""


class LineState(Word):
    """How an item stands."""

    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")
    WAIVED = "waived", _("Goes on without it")
    MISSING = "missing", _("Missing")


@dataclass(frozen=True)
class Line:
    """One item of the list before day one."""

    item: Item
    state: LineState
    rule: ItemRule
    missing: str
    params: dict[str, object] = field(default_factory=dict)

    @property
    def is_missing(self) -> bool:
        """Whether it still stands open."""
        return self.state is LineState.MISSING

    @property
    def reason(self) -> Reason:
        """Why not, as a rule answers."""
        rule = self.rule
        waivable = tuple(str(role) for role in rule.waivable_by)
        return Reason(str(self.item), self.missing, rule.kind, waivable, self.params)


def checklist(
    facts: AdmissionFacts, on: date, rules: AdmissionRules = ADMISSION_RULES
) -> tuple[Line, ...]:
    """Everything that is looked at before day one, and how each item stands for a start on `on`.

    What does not concern her is not needed. A word by hand closes an item only where the record
    cannot know it; a waiver closes only what may be waived. So a suicide screen and safe contact
    are never talked away, and coverage is not looked at when she chose to pay herself.

    Source: issue "the way in", Admission; domain.md 3.4; ux.md 1.4 I4.
    """
    return tuple(_line(item, rule, facts, on, rules) for item, rule in ITEMS.items())


def _line(
    item: Item, rule: ItemRule, facts: AdmissionFacts, on: date, rules: AdmissionRules
) -> Line:
    needed, done = _needed(item, facts), _done(item, facts, on, rules)
    mark = facts.marks.get(item)
    state = LineState.MISSING
    if not needed:
        state = LineState.NOT_NEEDED
    elif done or (rule.by_hand and mark is MarkKind.DONE):
        state = LineState.DONE
    elif rule.by_hand and mark is MarkKind.NOT_NEEDED:
        state = LineState.NOT_NEEDED
    elif rule.kind is not Kind.STOP and mark is MarkKind.WAIVED:
        state = LineState.WAIVED
    params: dict[str, object] = {
        "days": rules.screen_days,
        "forms": ", ".join(facts.forms_missing),
        "level": facts.recommended.label if facts.recommended else "",
    }
    return Line(item, state, rule, rule.missing, params)


def _needed(item: Item, facts: AdmissionFacts) -> bool:
    if item in HOSPITAL:
        return facts.from_hospital
    return {
        Item.LEVEL_YES: needs_named_clinician(facts.recommended, facts.chosen),
        Item.CONSENT_TELEHEALTH: facts.remote,
        Item.TECH_CHECK: facts.remote,
        Item.COVERAGE: not facts.pays_herself,
        Item.AUTHORIZATION: facts.authorization_needed and not facts.pays_herself,
        Item.PHYSICIAN_ORDER: facts.order_needed and not facts.pays_herself,
        Item.SAFETY_PLAN: facts.safety_plan_needed,
        Item.CHILDCARE: facts.needs_childcare,
        Item.TRANSPORT: facts.needs_transport,
    }.get(item, True)


def _done(item: Item, facts: AdmissionFacts, on: date, rules: AdmissionRules) -> bool:
    if item in CONSENTS:
        return CONSENTS[item] in facts.answered
    screened = facts.suicide_screen_on
    return {
        Item.SAFE_CONTACT: facts.safe_contact_asked,
        Item.SUICIDE_SCREEN: screened is not None and (on - screened).days <= rules.screen_days,
        Item.OPEN_ALERT: not facts.alert_waits,
        Item.LEVEL: facts.chosen is CareLevel.IOP,
        Item.LEVEL_YES: facts.clinician_said_yes,
        Item.EMERGENCY_CONTACT: facts.has_emergency_contact,
        Item.RELEASES: facts.has_release,
        Item.COVERAGE: facts.coverage_verified,
        Item.AUTHORIZATION: facts.is_authorized,
        Item.BASELINE: not facts.forms_missing,
        Item.SAFETY_PLAN: facts.has_safety_plan,
        Item.SCHEDULE: facts.has_schedule,
        Item.DAY_ONE: facts.day_one_person,
        Item.CHILDCARE: facts.has_childcare,
        Item.TRANSPORT: facts.has_transport,
    }.get(item, False)


def may_admit(facts: AdmissionFacts, on: date, rules: AdmissionRules = ADMISSION_RULES) -> Decision:
    """She may start when nothing that stops is missing, and what is waivable is there or waived.

    Why: starting without any of these is what harms her, or what auditors and families ask first.
    Source: issue "the way in", Admission; domain.md 2.5 R-LOC-01, 3.4.
    """
    missing = [line for line in checklist(facts, on, rules) if line.is_missing]
    return Decision(tuple(line.reason for line in missing))


def may_mark(item: Item, mark: MarkKind, roles: frozenset[Role], why: str) -> Decision:
    """An item is waived only by a role it names, with a reason; the record is never overruled.

    Source: issue "the way in": stop, waivable by role with a reason, or later.
    """
    rule = ITEMS[item]
    may_waive = rule.kind is Kind.LATER or bool(roles & set(rule.waivable_by))
    return Decision.all_of(
        (
            mark is not MarkKind.WAIVED or rule.kind is not Kind.STOP,
            Reason("stop", _("Nobody can go on without this.")),
        ),
        (
            mark is not MarkKind.WAIVED or rule.kind is Kind.STOP or may_waive,
            Reason("role", _("Somebody else decides whether to go on without this.")),
        ),
        (
            mark not in (MarkKind.DONE, MarkKind.NOT_NEEDED) or rule.by_hand,
            Reason("by_record", _("The record says whether this is done.")),
        ),
        (
            mark in (MarkKind.DONE, MarkKind.OPEN) or bool(why.strip()),
            Reason("why", _("Say why, in a sentence."), field_name="why"),
        ),
    )


@dataclass(frozen=True)
class StartAsked:
    """Her first weeks as they are planned."""

    starts_on: date | None
    planned_end_on: date | None
    weekdays: tuple[int, ...]
    track_weekdays: tuple[int, ...]
    has_track: bool = True
    full_groups: tuple[str, ...] = ()
    """Groups without a free seat on her first day."""


def may_plan_start(
    asked: StartAsked, today: date, rules: AdmissionRules = ADMISSION_RULES
) -> Decision:
    """A start has a first day on which she comes, days the track meets, and a planned end.

    Source: issue "the way in": a planned length of stay and end date; domain.md 1.9.
    """
    first, last = asked.starts_on, asked.planned_end_on
    days = ", ".join(asked.full_groups)
    return Decision.all_of(
        (asked.has_track, Reason("track", _("Choose a track."), field_name="track")),
        (first is not None, Reason("first", _("Say her first day."), field_name="starts_on")),
        (
            first is None or first >= today,
            Reason("past", _("Choose a first day that has not passed."), field_name="starts_on"),
        ),
        (
            first is None or (first - today).days <= rules.ahead_days,
            Reason(
                "ahead",
                _("A first day is planned {days} days ahead at most."),
                params={"days": rules.ahead_days},
                field_name="starts_on",
            ),
        ),
        (
            bool(asked.weekdays) and set(asked.weekdays) <= set(asked.track_weekdays),
            Reason("days", _("Choose days on which the track meets."), field_name="weekdays"),
        ),
        (
            first is None or not asked.weekdays or first.weekday() in asked.weekdays,
            Reason("off_day", _("She does not come on that weekday."), field_name="starts_on"),
        ),
        (last is not None, Reason("end", _("Say until when it is planned."), field_name="end")),
        (
            first is None or last is None or first < last,
            Reason("order", _("It ends after it begins."), field_name="end"),
        ),
        (
            first is None or last is None or (last - first).days <= rules.longest_stay_days,
            Reason(
                "long",
                _("A stay is planned for {days} days at most, then looked at anew."),
                params={"days": rules.longest_stay_days},
                field_name="end",
            ),
        ),
        (
            not asked.full_groups,
            Reason(
                "full", _("No free seat: {groups}."), params={"groups": days}, field_name="groups"
            ),
        ),
    )


class GroupForm(Word):
    """Who may join a group, and when."""

    OPEN = "open", _("Open: anybody may join at any time")
    CLOSED = "closed", _("Closed: the same women from its first day to its last")
    TRAUMA = "trauma", _("Trauma processing")

    @property
    def needs_readiness(self) -> bool:
        """Whether a seat needs a clinician's sign-off and her own informed choice."""
        return self is not GroupForm.OPEN


class SeatSaid(Word):
    """What was said about one seat, by whom."""

    READY = "ready", _("A clinician finds her ready")
    NOT_YET = "not_yet", _("A clinician says: not yet")
    CHOOSES = "chooses", _("She was told what it is, and chooses it")
    STOPS = "stops", _("She does not want it now")


def may_take_seat(form: GroupForm, clinician: SeatSaid | None, hers: SeatSaid | None) -> Decision:
    """A closed or trauma-processing seat needs a clinician's sign-off and her own choice, both.

    Each may take it back at any time; the newest word of each counts.
    Source: issue "the way in", Arrival in the group; domain.md 6.3.
    """
    if not form.needs_readiness:
        return Decision()
    return Decision.all_of(
        (
            clinician is SeatSaid.READY,
            Reason("readiness", _("A clinician has not signed that she is ready for this group.")),
        ),
        (
            hers is SeatSaid.CHOOSES,
            Reason("choice", _("She has not chosen this group, or took it back.")),
        ),
    )


class ReviewMoment(Word):
    """When the length of her stay is decided anew."""

    ADMISSION = "admission", _("At admission")
    PLAN_REVIEW = "plan_review", _("A review of her plan")
    UTILIZATION = "utilization", _("A utilization review")
    HER_WISH = "her_wish", _("She asked")
    OTHER = "other", _("Something else")


def may_plan_length(
    starts_on: date,
    end_on: date | None,
    why: str,
    today: date,
    rules: AdmissionRules = ADMISSION_RULES,
) -> Decision:
    """A planned end lies ahead and says why it was chosen; the days before stay in the history.

    Source: issue "the way in": a planned end date, re-decided at each review.
    """
    return Decision.all_of(
        (end_on is not None, Reason("end", _("Say until when."), field_name="end_on")),
        (
            end_on is None or end_on >= today,
            Reason("past", _("Choose a day that has not passed."), field_name="end_on"),
        ),
        (
            end_on is None or (end_on - max(starts_on, today)).days <= rules.longest_stay_days,
            Reason(
                "long",
                _("A stay is planned for {days} days at most, then looked at anew."),
                params={"days": rules.longest_stay_days},
                field_name="end_on",
            ),
        ),
        (bool(why.strip()), Reason("why", _("Say why, in a sentence."), field_name="why")),
    )
