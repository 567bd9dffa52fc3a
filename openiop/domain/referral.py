"""Referrals: what is asked before a woman is a client, and the words of her way in.

Source: issue, "Referral and self-referral"; domain.md 2.5 and 9 (intake coordinator).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .contact_profile import NEW_CLIENT, ContactProfile
from .decision import Decision, Reason
from .text import _
from .wishes import Gender, Getting, Mode, Need, Wishes
from .words import Word


class Door(Word):
    """How a referral came in."""

    PUBLIC = "public", _("Public page")
    PHONE = "phone", _("Phone call")
    PARTNER = "partner", _("Partner page")
    PAPER = "paper", _("Letter or fax")


class Source(Word):
    """Who sent her."""

    SELF = "self", _("Herself")
    HOSPITAL = "hospital", _("Hospital")
    THERAPIST = "therapist", _("Therapist or doctor")
    SHELTER = "shelter", _("Shelter or advocate")
    FAMILY = "family", _("Family or friend")
    OTHER = "other", _("Somebody else")


class ReferralState(Word):
    """Where a referral stands on its way to the first day."""

    CALLING = "calling", _("Call not finished")
    RECEIVED = "received", _("New")
    CONTACTED = "contacted", _("Contacted")
    ASSESSMENT_BOOKED = "assessment_booked", _("Assessment booked")
    ASSESSED = "assessed", _("Assessed")
    COVERAGE = "coverage", _("Insurance")
    START_DATE = "start_date", _("Start date")
    ADMITTED = "admitted", _("Started")
    ENDED = "ended", _("Not a fit")


OPEN_STATES = (
    ReferralState.CALLING,
    ReferralState.RECEIVED,
    ReferralState.CONTACTED,
    ReferralState.ASSESSMENT_BOOKED,
    ReferralState.ASSESSED,
    ReferralState.COVERAGE,
    ReferralState.START_DATE,
)
"""States in which somebody here still owes her the next step."""


class TriageClass(Word):
    """How soon a person has to be in touch."""

    CRISIS = "crisis", _("Crisis")
    URGENT = "urgent", _("Urgent")
    PRIORITY = "priority", _("Priority")
    STANDARD = "standard", _("Standard")


class CareNow(Word):
    """The care she has at the moment."""

    NONE = "none", _("No care now")
    WEEKLY = "weekly", _("Weekly or less often")
    PROGRAM = "program", _("Another day program")
    HOSPITAL = "hospital", _("In a hospital")
    RESIDENTIAL = "residential", _("Living in a program")
    UNSAID = "unsaid", _("Not said")


class Concern(Word):
    """What was said that decides how soon somebody calls; a referral never asks it by itself."""

    SUICIDE_INTENT = "suicide_intent", _("Thoughts of suicide with intent or a plan")
    SUICIDE_RECENT = "suicide_recent", _("Suicidal behavior in the past 3 months")
    SUICIDE_THOUGHTS = "suicide_thoughts", _("Thoughts of suicide")
    HARM_OTHERS = "harm_others", _("Intent to harm somebody")
    PSYCHOSIS_MANIA = "psychosis_mania", _("Signs of psychosis or mania")
    WITHDRAWAL = "withdrawal", _("Risk of withdrawal")
    MEDICAL = "medical", _("Medically unstable")
    HOME_NOT_SAFE = "home_not_safe", _("Not safe where she stays")
    PERINATAL = "perinatal", _("Pregnant, or a baby under one year")
    NO_SUPPORT = "no_support", _("Nobody around her")


class PracticalNeed(Word):
    """What has to be arranged so that she can come."""

    CHILDCARE = "childcare", _("Childcare")
    INFANT = "infant", _("A baby comes along")
    LACTATION = "lactation", _("Time and a place to nurse or pump")
    SCHOOL_RUN = "school_run", _("School run")
    SHIFT_WORK = "shift_work", _("Shift work")
    TRANSPORT = "transport", _("A way to get here")
    COURT = "court", _("Custody or court dates")
    WOMAN_CLINICIAN = "woman_clinician", _("A woman as her clinician")
    INTERPRETER = "interpreter", _("An interpreter")
    ACCESS = "access", _("Access needs")
    REMOTE = "remote", _("To take part by video")


class SafeToTalk(Word):
    """The first answer of a call."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNASKED = "unasked", _("Not asked")


@dataclass(frozen=True)
class ReferralForm:
    """Everything a referral may tell. Only a name is ever needed; the rest may stay unsaid."""

    chosen_name: str = ""
    last_name: str = ""
    pronouns: str = ""
    born_on: date | None = None
    phone: str = ""
    email: str = ""
    language: str = "en"
    contact: ContactProfile = NEW_CLIENT
    """How she may be reached; nobody asked yet unless `contact.asked`."""
    safe_to_talk: SafeToTalk = SafeToTalk.UNASKED
    call_back: str = ""
    """When a better time is, in words."""
    unsafe_people: str = ""
    """Who must not learn of it."""
    reason: str = ""
    """What brings her, in her words or the sender's. No trauma history is asked for."""
    goal: str = ""
    """What she wants from it, in her words."""
    care_now: CareNow = CareNow.UNSAID
    care_where: str = ""
    """The hospital, program or clinician she is with."""
    leaves_on: date | None = None
    """The day she left or will leave a hospital or program."""
    concerns: frozenset[Concern] = frozenset()
    concerns_asked: bool = False
    """Somebody asked her; otherwise nothing said means nothing known."""
    needs: frozenset[PracticalNeed] = frozenset()
    needs_words: str = ""
    payer: str = ""
    member_number: str = ""
    self_pay: bool = False
    sender_name: str = ""
    sender_organization: str = ""
    sender_phone: str = ""
    sender_email: str = ""
    she_agreed: bool = False
    """The sender confirms that she agreed to be referred."""
    status_agreed: bool = False
    """She agreed that the sender may see status words."""
    safety_plan: str = ""
    """The hospital's safety plan, as text."""
    medicines: str = ""
    risk: str = ""
    """The sender's words about risk."""


_ARRANGED = frozenset(
    {
        PracticalNeed.INFANT,
        PracticalNeed.TRANSPORT,
        PracticalNeed.WOMAN_CLINICIAN,
        PracticalNeed.REMOTE,
        PracticalNeed.LACTATION,
    }
)
"""Needs that the form about her days has a place of their own for."""


def wishes_told(form: ReferralForm) -> Wishes:
    """What her days have to fit around, as far as it was told on the way in.

    Needs without hours or dates yet (work, school run, court, childcare) stand in words: somebody
    asks her for the times.
    Why: she is never asked twice.
    Source: domain.md 5 (never require retelling); ux.md 3.1, A7.
    """
    needs = form.needs
    in_words = sorted(str(each.label) for each in needs - _ARRANGED)
    return Wishes(
        getting=Getting.NEEDS_RIDE if PracticalNeed.TRANSPORT in needs else None,
        brings_infant=PracticalNeed.INFANT in needs,
        mode=Mode.TELEHEALTH if PracticalNeed.REMOTE in needs else Mode.EITHER,
        gender=Gender.WOMAN if PracticalNeed.WOMAN_CLINICIAN in needs else None,
        needs=frozenset({Need.LACTATION}) if PracticalNeed.LACTATION in needs else frozenset(),
        words=". ".join(filter(None, (", ".join(in_words), form.needs_words.strip()))),
    )


@dataclass(frozen=True)
class IncomingFile:
    """A file that came with a referral: the name it was called and its bytes."""

    name: str
    content: bytes


class EndReason(Word):
    """Why a referral ends without a first day. None of them ends without a next step."""

    CRISIS_ROUTE = "crisis_route", _("Needs help at once elsewhere")
    HIGHER_LEVEL = "higher_level", _("Needs more care than we give")
    TOO_LITTLE_NEED = "too_little_need", _("Weekly care is enough")
    OTHER_SERVICE = "other_service", _("Another service fits better")
    PREFERS_OTHER = "prefers_other", _("She prefers another program")
    NOT_NOW = "not_now", _("Not now; she may come back")
    COVERAGE = "coverage", _("Insurance or cost")
    NOT_REACHED = "not_reached", _("We could not reach her")
    DUPLICATE = "duplicate", _("Same referral as another")


class HandoffWay(Word):
    """How she was handed on."""

    CALL_TOGETHER = "call_together", _("We called together")
    WE_CALLED = "we_called", _("We called ahead")
    WENT_ALONG = "went_along", _("Somebody went along")
    LETTER = "letter", _("A letter she agreed to")
    SHE_CALLS = "she_calls", _("She calls herself, and we check back")


class FlagKind(Word):
    """A quiet flag: seen by intake only, never told outside."""

    KNOWN_CLIENT = "known_client", _("May be a client here")
    FORMER_CLIENT = "former_client", _("May have been a client here")
    BLOCKED_PERSON = "blocked_person", _("May come from somebody she does not want to know")
    SAME_SENDER_TWICE = "same_sender_twice", _("Sent more than once")


@dataclass(frozen=True)
class TriageRules:
    """How soon somebody is in touch, by class, in hours the intake desk works.

    Source: domain.md 2.5 (clocks of findings), domain.md 9 (receipt within a business hour),
    domain.md 7.5 (follow-up within 7 days after a hospital stay); the hours are a
    [product default].
    """

    id: str = "openiop-referral/1"
    opens: time = time(8, 0)
    closes: time = time(17, 0)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    crisis_minutes: int = 15
    """Around the clock: a crisis does not wait until the desk opens."""
    urgent_working_minutes: int = 4 * 60
    priority_working_minutes: int = 9 * 60
    standard_working_minutes: int = 2 * 9 * 60
    receipt_working_minutes: int = 60
    step_down_days: int = 7
    """From leaving the hospital to the first day."""


TRIAGE_RULES = TriageRules()


@dataclass(frozen=True)
class Triage:
    """A class, and the rule that fired, by its code and in words."""

    triage: TriageClass
    rule: str
    words: str


_BY_CONCERN = (
    (Concern.SUICIDE_INTENT, TriageClass.CRISIS),
    (Concern.SUICIDE_RECENT, TriageClass.CRISIS),
    (Concern.HARM_OTHERS, TriageClass.CRISIS),
    (Concern.PSYCHOSIS_MANIA, TriageClass.URGENT),
    (Concern.WITHDRAWAL, TriageClass.URGENT),
    (Concern.MEDICAL, TriageClass.URGENT),
    (Concern.HOME_NOT_SAFE, TriageClass.URGENT),
    (Concern.SUICIDE_THOUGHTS, TriageClass.URGENT),
)

STEP_DOWN, PERINATAL_RULE, ALONE = "step_down", "perinatal", "no_support"
NOT_ASKED, NOTHING_URGENT, BY_HAND = "not_asked", "nothing_urgent", "by_hand"

RULE_WORDS = {
    **{str(concern): concern.label for concern, _class in _BY_CONCERN},
    STEP_DOWN: _("She leaves a hospital or a program of more care"),
    PERINATAL_RULE: Concern.PERINATAL.label,
    ALONE: Concern.NO_SUPPORT.label,
    NOT_ASKED: _("Nobody asked about safety yet; the first call asks"),
    NOTHING_URGENT: _("Asked about safety; nothing that needs somebody sooner"),
    BY_HAND: _("Decided by a person"),
}
"""What each rule of triage is called."""


def triage_of(form: ReferralForm) -> Triage:
    """The soonest class any told fact asks for: crisis, urgent, priority, else standard.

    Why: nothing said is not the same as nothing there, so a standard class says whether she was
    asked.
    Source: domain.md 2.5 (now and same-day findings); domain.md 7.5 (7 days after a hospital
    stay); order inside a class is a [product default].
    """
    for concern, triage in _BY_CONCERN:
        if concern in form.concerns:
            return _fired(triage, str(concern))
    if form.care_now in (CareNow.HOSPITAL, CareNow.RESIDENTIAL, CareNow.PROGRAM):
        return _fired(TriageClass.PRIORITY, STEP_DOWN)
    if Concern.PERINATAL in form.concerns:
        return _fired(TriageClass.PRIORITY, PERINATAL_RULE)
    if Concern.NO_SUPPORT in form.concerns:
        return _fired(TriageClass.PRIORITY, ALONE)
    return _fired(TriageClass.STANDARD, NOTHING_URGENT if form.concerns_asked else NOT_ASKED)


_SOONEST_FIRST = tuple(TriageClass)


def triage_follows(rule: str, standing: TriageClass, ruled: Triage) -> bool:
    """New facts change the class; what a person decided yields only to something more urgent.

    Source: issue, "room to disagree with a reason"; [product default].
    """
    if rule != BY_HAND:
        return (standing, rule) != (ruled.triage, ruled.rule)
    return _SOONEST_FIRST.index(ruled.triage) < _SOONEST_FIRST.index(standing)


def _fired(triage: TriageClass, rule: str) -> Triage:
    return Triage(triage, rule, RULE_WORDS[rule])


def contact_due_at(
    triage: TriageClass, received: datetime, rules: TriageRules = TRIAGE_RULES
) -> datetime:
    """When somebody has to have been in touch; `received` is local time.

    Source: domain.md 2.5; hours are a [product default].
    """
    if triage is TriageClass.CRISIS:
        return received + timedelta(minutes=rules.crisis_minutes)
    minutes = {
        TriageClass.URGENT: rules.urgent_working_minutes,
        TriageClass.PRIORITY: rules.priority_working_minutes,
        TriageClass.STANDARD: rules.standard_working_minutes,
    }[triage]
    return after_working_minutes(received, minutes, rules)


def after_working_minutes(
    start: datetime, minutes: int, rules: TriageRules = TRIAGE_RULES
) -> datetime:
    """The moment at which the intake desk has been open for so many minutes since `start`.

    Source: [product default].
    """
    at, left = start, timedelta(minutes=minutes)
    while True:
        opens = datetime.combine(at.date(), rules.opens, at.tzinfo)
        closes = datetime.combine(at.date(), rules.closes, at.tzinfo)
        at = max(at, opens)
        if at.weekday() in rules.weekdays and at < closes:
            if left <= closes - at:
                return at + left
            left -= closes - at
        at = opens + timedelta(days=1)


def start_due_on(form: ReferralForm, rules: TriageRules = TRIAGE_RULES) -> date | None:
    """The day by which a woman who leaves a hospital should have started: within 7 days.

    Source: domain.md 7.5 (HEDIS FUH: an IOP visit counts); issue, "hospital step-down target".
    """
    if form.leaves_on is None or form.care_now not in (CareNow.HOSPITAL, CareNow.RESIDENTIAL):
        return None
    return form.leaves_on + timedelta(days=rules.step_down_days)


def may_retriage(by_rule: TriageClass, wanted: TriageClass, why: str) -> Decision:
    """A person may decide otherwise than the rule, saying why.

    Source: issue, "room to disagree with a reason".
    """
    return Decision.all_of(
        (
            wanted is by_rule or bool(why.strip()),
            Reason("why", _("Say why you see it differently."), field_name="why"),
        )
    )


def may_receive(form: ReferralForm, door: Door) -> Decision:
    """A referral needs a name and a way to reach her or its sender; a sender says she agreed.

    Source: issue, "Referral and self-referral"; [product default].
    """
    reach = (form.phone, form.email, form.sender_phone, form.sender_email)
    return Decision.all_of(
        (
            bool(form.chosen_name.strip()),
            Reason("name", _("Tell us a name to call you by."), field_name="chosen_name"),
        ),
        (
            any(each.strip() for each in reach),
            Reason("reach", _("Tell us a phone number or an e-mail."), field_name="phone"),
        ),
        (
            door is not Door.PARTNER or form.she_agreed,
            Reason("agreed", _("Confirm that she agreed to this."), field_name="she_agreed"),
        ),
    )


def may_end(
    state: ReferralState, reason: EndReason | None, next_step: str, handed_to: str
) -> Decision:
    """A referral ends with a reason, a named next step and to whom she was handed on.

    Source: domain.md 2.5 R-LOC-01: "Not admitted" always ends in a named next step and a warm
    handoff, not a rejection.
    """
    return Decision.all_of(
        (state in OPEN_STATES, Reason("not_open", _("This referral is not open any more."))),
        (
            reason is not None,
            Reason("reason", _("Say why she does not start here."), field_name="reason"),
        ),
        (
            bool(next_step.strip()),
            Reason("next_step", _("Name the next step for her."), field_name="next_step"),
        ),
        (
            bool(handed_to.strip()),
            Reason("handed_to", _("Name who takes it from here."), field_name="handed_to"),
        ),
    )
