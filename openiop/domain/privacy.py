"""Who may do and see what: roles, permissions, and the table that joins them; deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from .text import _
from .words import Word


class Role(Word):
    """What a person is in the program; she may be several things."""

    DIRECTOR = "director", _("Director")
    CLINICAL_LEAD = "clinical_lead", _("Clinical lead")
    THERAPIST = "therapist", _("Therapist")
    FACILITATOR = "facilitator", _("Group facilitator")
    PRESCRIBER = "prescriber", _("Prescriber")
    INTAKE = "intake", _("Intake")
    FRONT_DESK = "front_desk", _("Front desk")
    BILLING = "billing", _("Utilization review and billing")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    CLIENT = "client", _("Client")
    ALUMNA = "alumna", _("Alumna")
    REFERRAL_PARTNER = "referral_partner", _("Referral partner")


NOT_STAFF = frozenset({Role.CLIENT, Role.ALUMNA, Role.REFERRAL_PARTNER})
"""Who signs in without working here."""


class Reach(Enum):
    """How far a permission reaches."""

    SITE = "site"
    """Everybody at this site."""
    TEAM = "team"
    """Clients this person has a tie to, and sessions she holds."""
    SELF = "self"
    """Only herself."""


class Permission(Enum):
    """One per verb, plus the views."""

    SEE_DAY_BOARD = "day.see_board"
    RECORD_ARRIVAL = "day.record_arrival"
    SEE_SAFE_CONTACT = "contact.see"
    EDIT_SAFE_CONTACT = "contact.edit"
    SEND_MESSAGE = "outbox.send"
    RUN_GROUP = "day.run_group"
    ANSWER_NEED = "day.answer_need"
    SEE_NEEDS = "day.see_needs"
    CLOSE_DAY = "day.close"
    WRITE_NOTE = "care.write_note"
    SEE_CHART = "care.see_chart"
    COSIGN_NOTE = "care.cosign_note"
    OPEN_NOTE = "care.open_note"
    EDIT_GOALS = "care.edit_goals"
    SEE_OWN_CASELOAD = "care.see_caseload"
    SEE_SCORES = "measures.see_scores"
    ANNOTATE = "measures.annotate"
    SEE_ALERTS = "safety.see_alerts"
    ANSWER_ALERT = "safety.answer_alert"
    EDIT_SAFETY_PLAN = "safety.edit_plan"
    ASSESS_RISK = "safety.assess_risk"
    COSIGN_RISK = "safety.cosign_risk"
    MANAGE_SAFETY = "safety.manage"
    SET_OWN_CALL = "outbox.set_own_call"
    FILE_INCIDENT = "safety.file_incident"
    READ_INCIDENTS = "safety.read_incidents"
    SEE_HUDDLE = "desk.see_huddle"
    SEE_HOURS = "day.see_hours"
    SEE_AUDIT = "privacy.see_audit"
    AUDIT_CHARTS = "chart.audit"
    MANAGE_PROGRAM = "programs.manage"
    REGISTER_CLIENT = "clients.register"
    IMPORT = "clients.import"
    MOVE_DEMO_CLOCK = "base.move_demo_clock"
    USE_PORTAL = "portal.use"
    CHECK_IN = "day.check_in"
    ANSWER_MEASURE = "measures.answer"
    ENTER_MEASURE = "measures.enter"
    ASK_ABOUT_VIOLENCE = "measures.ask_about_violence"
    HAND_OUT_CODE = "kiosk.hand_out_code"
    CHOOSE_MEASURES = "measures.choose"
    SEE_HEALTH = "health.see"
    EDIT_MEDICATIONS = "health.edit_medications"
    DIAGNOSE = "health.diagnose"
    SEE_PEOPLE = "clients.see_people"
    EDIT_PEOPLE = "clients.edit_people"
    REVOKE_RELEASE = "clients.revoke_release"
    PRINT_CHART = "chart.print"
    KEEP_CONTACT = "day.keep_contact"
    WRITE_DOCUMENT = "documents.write"
    REVIEW_DOCUMENTS = "documents.review"
    SEE_LATE = "documents.see_late"
    MANAGE_DOCUMENTATION = "programs.manage_documentation"
    KEEP_LICENSES = "programs.keep_licenses"
    WRITE_PRIVATE_NOTE = "private_notes.write"
    WRITE_LETTER = "letters.write"
    ASK_FOR_LETTER = "letters.ask"
    AGREE_TO_LETTER = "letters.agree"
    SIGN_OWN_PLAN = "plans.sign_own"
    TALK_ABOUT_PLAN = "plans.talk_about"
    KEEP_PRACTICE = "practice.keep"
    OBSERVE_SKILL = "practice.observe"
    WRITE_CHAIN = "practice.write_chain"
    RATE_GOAL = "practice.rate_goal"
    ANSWER_RISE = "practice.answer_rise"
    SEE_CLIMATE = "practice.see_climate"
    SEE_CURRICULUM = "curriculum.see"
    EDIT_CURRICULUM = "curriculum.edit"
    REFER = "referral.refer"
    SEND_AS_PARTNER = "referral.send_as_partner"
    EDIT_PUBLIC_TEXTS = "public.edit_texts"
    ANSWER_SIGN_IN_HELP = "public.answer_sign_in_help"
    MANAGE_PARTNERS = "public.manage_partners"
    SEE_REFERRALS = "referral.see"
    WORK_REFERRALS = "referral.work"
    SEE_FUNNEL = "referral.see_funnel"
    SEE_OUTCOMES = "outcomes.see"
    FREEZE_REPORT = "outcomes.freeze"
    SEE_COVERAGE = "coverage.see"
    EDIT_COVERAGE = "coverage.edit"
    SET_FEES = "coverage.set_fees"
    SEE_LEGAL_NAMES = "clients.see_legal_names"
    EDIT_NAMES = "clients.edit_names"
    SEE_ADDRESSES = "clients.see_addresses"
    SEE_HIDDEN_HOME = "clients.see_hidden_home"
    EDIT_ADDRESSES = "clients.edit_addresses"
    BLOCK_PEOPLE = "clients.block_people"
    LOOK_UP_CALLER = "clients.look_up_caller"
    SEE_KEPT_APART = "clients.see_kept_apart"
    KEEP_APART = "clients.keep_apart"
    SEE_WISHES = "schedule.see_wishes"
    EDIT_WISHES = "schedule.edit_wishes"
    SEE_PLACES = "schedule.see_places"
    BOOK_PLACES = "schedule.book_places"
    OFFER_PLACES = "schedule.offer_places"
    SETTLE_LOST_PLACE = "schedule.settle_lost_place"
    OFFER_SLOTS = "assessment.offer_slots"
    BOOK_ASSESSMENT = "assessment.book"
    ASSESS = "assessment.assess"
    HAND_OFF = "assessment.hand_off"
    MOVE_STAY = "clients.move_stay"
    SEE_ADMISSION = "admission.see"
    INVITE_CLIENT = "accounts.invite_client"
    WORK_ADMISSION = "admission.work"
    WAIVE_BEFORE_START = "admission.waive"
    SAY_YES_TO_LESS = "admission.say_yes_to_less"
    ADMIT = "admission.admit"
    PLAN_LENGTH = "admission.plan_length"
    WRITE_CONSENT_TEXT = "admission.write_consent_text"
    SIGN_OWN_CONSENT = "admission.sign_own"
    TAKE_CONSENT = "admission.take_consent"
    REVOKE_CONSENT = "admission.revoke_consent"
    GUARD_SEAT = "admission.guard_seat"
    CHOOSE_OWN_SEAT = "admission.choose_own_seat"
    STOP_SEAT = "admission.stop_seat"
    WORK_WAITLIST = "admission.work_waitlist"
    ANSWER_OWN_OFFER = "admission.answer_own_offer"
    SEE_LEAVING = "discharge.see_leaving"
    SEE_AFTERCARE = "discharge.see_aftercare"
    PLAN_AFTERCARE = "discharge.plan_aftercare"
    BOOK_VISITS = "discharge.book_visits"
    SIGN_SUMMARY = "discharge.sign_summary"
    CHOOSE_FOLLOW_UP = "discharge.choose_follow_up"
    READ_OWN_AFTERCARE = "discharge.read_own"
    SEE_CALLS_OWED = "followup.see_calls"
    MAKE_CALL_OWED = "followup.make_call"
    ASK_FOR_CALL = "followup.ask_for_call"
    OPEN_RETURN_DOOR = "followup.open_door"
    RUN_ALUMNAE = "followup.run_alumnae"
    USE_ALUMNA_PAGES = "followup.use_alumna_pages"
    SET_READINESS = "readiness.set"
    SAY_READINESS = "readiness.say"
    PLAN_TAPER = "readiness.plan_taper"
    SEE_AGENDA = "readiness.see_agenda"
    SIGN_BARRIERS = "readiness.sign_barriers"
    SET_READINESS_RULES = "readiness.set_rules"
    SEE_WEEK = "timetable.see_week"
    MEND_WEEK = "timetable.mend"
    PLAN_WEEK = "timetable.plan"
    KEEP_TERMS = "programs.keep_terms"
    SEE_TIME_OFFERS = "timetable.see_offers"
    ANSWER_TIME_OFFER = "timetable.answer_offer"
    APPROVE_TIME_OFFER = "timetable.approve_offer"
    KEEP_OWN_CALENDAR = "timetable.keep_own_calendar"
    TURN_ON_CALENDAR = "timetable.turn_on_calendar"
    WORK_JOBS = "system.work_jobs"


@dataclass(frozen=True)
class About:
    """Whom a page or a deed is about: clients by id, and the staff who hold the session."""

    client_ids: tuple[UUID, ...] = ()
    staff_ids: tuple[UUID, ...] = ()


_SITE, _TEAM, _SELF = Reach.SITE, Reach.TEAM, Reach.SELF
_CLINICIANS_OF_HERS = {
    Role.CLINICAL_LEAD: _SITE,
    Role.THERAPIST: _TEAM,
    Role.FACILITATOR: _TEAM,
    Role.PRESCRIBER: _TEAM,
}
_STAFF = tuple(role for role in Role if role not in NOT_STAFF)

POLICY: dict[Permission, dict[Role, Reach]] = {
    Permission.SEE_DAY_BOARD: {
        Role.FRONT_DESK: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
        Role.THERAPIST: _SITE,
        Role.FACILITATOR: _SITE,
    },
    Permission.RECORD_ARRIVAL: {
        Role.FRONT_DESK: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _SITE,
        Role.FACILITATOR: _SITE,
        Role.CLIENT: _SELF,
    },
    Permission.SEE_SAFE_CONTACT: {
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
        Role.DIRECTOR: _SITE,
        **_CLINICIANS_OF_HERS,
    },
    Permission.EDIT_SAFE_CONTACT: {
        Role.INTAKE: _SITE,
        Role.CLIENT: _SELF,
        Role.ALUMNA: _SELF,
        **_CLINICIANS_OF_HERS,
    },
    Permission.SEND_MESSAGE: {Role.FRONT_DESK: _SITE, Role.INTAKE: _SITE, **_CLINICIANS_OF_HERS},
    Permission.RUN_GROUP: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    Permission.SEE_NEEDS: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    Permission.ANSWER_NEED: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    Permission.CLOSE_DAY: {Role.CLINICAL_LEAD: _SITE, Role.DIRECTOR: _SITE},
    Permission.WRITE_NOTE: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    # whose credential allows it is asked by the rule of co-signing, on top of the role
    Permission.COSIGN_NOTE: {Role.CLINICAL_LEAD: _SITE},
    # letting her read a note, or holding it: whoever writes notes about her
    Permission.OPEN_NOTE: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    Permission.SEE_CHART: dict(_CLINICIANS_OF_HERS),
    Permission.EDIT_GOALS: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    Permission.SEE_OWN_CASELOAD: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _SITE,
        Role.FACILITATOR: _SITE,
        Role.PRESCRIBER: _SITE,
    },
    Permission.SEE_SCORES: {Role.DIRECTOR: _SITE, **_CLINICIANS_OF_HERS},
    Permission.ANNOTATE: {Role.CLIENT: _SELF, **_CLINICIANS_OF_HERS},
    Permission.SEE_ALERTS: {Role.DIRECTOR: _SITE, **_CLINICIANS_OF_HERS},
    Permission.ANSWER_ALERT: {Role.DIRECTOR: _SITE, **_CLINICIANS_OF_HERS},
    Permission.EDIT_SAFETY_PLAN: {Role.CLIENT: _SELF, Role.ALUMNA: _SELF, **_CLINICIANS_OF_HERS},
    Permission.ASSESS_RISK: dict(_CLINICIANS_OF_HERS),
    Permission.COSIGN_RISK: {
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.MANAGE_SAFETY: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.SET_OWN_CALL: dict.fromkeys(_STAFF, _SITE),
    Permission.FILE_INCIDENT: dict.fromkeys(_STAFF, _SITE),
    Permission.READ_INCIDENTS: {
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.PRIVACY_OFFICER: _SITE,
    },
    Permission.SEE_HUDDLE: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.SEE_HOURS: {
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.BILLING: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    # who audits reads what was signed and who opened it, and changes nothing
    Permission.AUDIT_CHARTS: {Role.PRIVACY_OFFICER: _SITE},
    Permission.SEE_AUDIT: {Role.PRIVACY_OFFICER: _SITE, Role.DIRECTOR: _SITE},
    Permission.MANAGE_PROGRAM: {Role.DIRECTOR: _SITE},
    Permission.REGISTER_CLIENT: {
        Role.INTAKE: _SITE,
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
    },
    Permission.IMPORT: {Role.DIRECTOR: _SITE},
    Permission.MOVE_DEMO_CLOCK: dict.fromkeys((*_STAFF, Role.CLIENT, Role.ALUMNA), _SITE),
    # an alumna keeps what is hers: safety plan, records, letters, how she may be reached
    Permission.USE_PORTAL: {Role.CLIENT: _SELF, Role.ALUMNA: _SELF},
    Permission.CHECK_IN: {Role.CLIENT: _SELF},
    Permission.ANSWER_MEASURE: {Role.CLIENT: _SELF, **_CLINICIANS_OF_HERS},
    Permission.ENTER_MEASURE: dict(_CLINICIANS_OF_HERS),
    Permission.ASK_ABOUT_VIOLENCE: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.HAND_OUT_CODE: {Role.FRONT_DESK: _SITE, **_CLINICIANS_OF_HERS},
    Permission.CHOOSE_MEASURES: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    # what she takes and reacts to is for those who treat her; the front desk sees none of it
    Permission.SEE_HEALTH: dict(_CLINICIANS_OF_HERS),
    Permission.EDIT_MEDICATIONS: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # a diagnosis is a licensed person's judgment
    Permission.DIAGNOSE: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # intake takes down her people before anybody treats her
    Permission.SEE_PEOPLE: {Role.INTAKE: _SITE, **_CLINICIANS_OF_HERS},
    Permission.EDIT_PEOPLE: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # whoever hears that she takes it back writes it down at once; she may herself
    Permission.REVOKE_RELEASE: {
        Role.INTAKE: _SITE,
        Role.PRIVACY_OFFICER: _SITE,
        Role.CLIENT: _SELF,
        Role.ALUMNA: _SELF,
        **_CLINICIANS_OF_HERS,
    },
    # paper leaves the house: those who answer for her treatment
    Permission.PRINT_CHART: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # whoever coaches her between sessions writes it down
    Permission.KEEP_CONTACT: dict(_CLINICIANS_OF_HERS),
    # which kinds, her credentials decide: domain/care/note_kinds.py
    Permission.WRITE_DOCUMENT: dict(_CLINICIANS_OF_HERS),
    Permission.REVIEW_DOCUMENTS: {Role.CLINICAL_LEAD: _SITE},
    # what is owed to whom, by name and day, without a word of what stands in it
    Permission.SEE_LATE: {Role.CLINICAL_LEAD: _SITE, Role.DIRECTOR: _SITE},
    Permission.KEEP_LICENSES: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.MANAGE_DOCUMENTATION: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    # each reads her own only, whatever her roles; see private_notes
    Permission.WRITE_PRIVATE_NOTE: {
        Role.CLINICAL_LEAD: _TEAM,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.WRITE_LETTER: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.ASK_FOR_LETTER: {
        Role.CLIENT: _SELF,
        Role.ALUMNA: _SELF,
        Role.INTAKE: _SITE,
        **_CLINICIANS_OF_HERS,
    },
    # consent is hers alone
    Permission.AGREE_TO_LETTER: {Role.CLIENT: _SELF, Role.ALUMNA: _SELF},
    # her signature and her words about her plan are hers alone
    Permission.SIGN_OWN_PLAN: {Role.CLIENT: _SELF},
    Permission.TALK_ABOUT_PLAN: {Role.CLIENT: _SELF},
    # her log, her ratings, her letters: nobody writes them for her
    Permission.KEEP_PRACTICE: {Role.CLIENT: _SELF},
    # whoever is in the room with her sees what she does
    Permission.OBSERVE_SKILL: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    Permission.WRITE_CHAIN: {
        Role.CLIENT: _SELF,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
    },
    # the second voice beside hers
    Permission.RATE_GOAL: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    Permission.ANSWER_RISE: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    # groups, never a client
    Permission.SEE_CLIMATE: {
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _SITE,
        Role.FACILITATOR: _SITE,
    },
    # titles, order and handouts; nothing about a client
    Permission.SEE_CURRICULUM: {
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _SITE,
        Role.FACILITATOR: _SITE,
    },
    Permission.EDIT_CURRICULUM: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    # a request for help is nobody's client yet: who answers it sees it, nobody else
    Permission.REFER: {Role.INTAKE: _SITE, Role.CLINICAL_LEAD: _SITE, Role.DIRECTOR: _SITE},
    Permission.SEE_REFERRALS: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
    },
    Permission.WORK_REFERRALS: {Role.INTAKE: _SITE, Role.CLINICAL_LEAD: _SITE},
    # numbers, without a name
    Permission.SEE_FUNNEL: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE, Role.INTAKE: _SITE},
    # numbers of the whole program; whose stay stands behind one, SEE_SCORES decides
    Permission.SEE_OUTCOMES: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    # what is frozen may leave the program: who answers for it
    Permission.FREEZE_REPORT: {Role.DIRECTOR: _SITE},
    # her own referrals only; see public.queries
    Permission.SEND_AS_PARTNER: {Role.REFERRAL_PARTNER: _SELF},
    # what strangers read; nothing about a client
    Permission.EDIT_PUBLIC_TEXTS: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.ANSWER_SIGN_IN_HELP: {Role.INTAKE: _SITE, Role.FRONT_DESK: _SITE},
    Permission.MANAGE_PARTNERS: {Role.INTAKE: _SITE, Role.DIRECTOR: _SITE},
    # who pays is for those who work with payers and those who answer for the program
    Permission.SEE_COVERAGE: {
        Role.INTAKE: _SITE,
        Role.BILLING: _SITE,
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
    },
    Permission.EDIT_COVERAGE: {Role.INTAKE: _SITE, Role.BILLING: _SITE},
    Permission.SET_FEES: {Role.DIRECTOR: _SITE},
    # legal names are for registration and bills (R-DV-04); everybody else reads her chosen one
    Permission.SEE_LEGAL_NAMES: {Role.INTAKE: _SITE, Role.BILLING: _SITE},
    Permission.EDIT_NAMES: {Role.INTAKE: _SITE},
    Permission.SEE_ADDRESSES: {
        Role.INTAKE: _SITE,
        Role.BILLING: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
    },
    # behind a substitute address the real one is for those who may have to send help (R-DV-05)
    Permission.SEE_HIDDEN_HOME: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    Permission.EDIT_ADDRESSES: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
    },
    Permission.BLOCK_PEOPLE: {Role.INTAKE: _SITE, Role.CLIENT: _SELF, **_CLINICIANS_OF_HERS},
    # the answer is a cue and names no client
    Permission.LOOK_UP_CALLER: {
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.BILLING: _SITE,
    },
    # a hidden rule: those who plan against it, and nobody else (R-DV-11)
    Permission.SEE_KEPT_APART: {Role.CLINICAL_LEAD: _SITE, Role.INTAKE: _SITE},
    Permission.KEEP_APART: {Role.CLINICAL_LEAD: _SITE, Role.INTAKE: _SITE},
    Permission.SEE_WISHES: {
        Role.INTAKE: _SITE,
        Role.DIRECTOR: _SITE,
        **_CLINICIANS_OF_HERS,
    },
    Permission.EDIT_WISHES: {
        Role.INTAKE: _SITE,
        Role.CLIENT: _SELF,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
    },
    Permission.SEE_PLACES: {
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
    },
    # groups, rooms and loads; no client is named on it
    Permission.SEE_WEEK: dict.fromkeys(_STAFF, _SITE),
    # who stands in for whom is a clinician's decision
    Permission.MEND_WEEK: {Role.CLINICAL_LEAD: _SITE},
    # a proposal names clients and what their days fit around; it is published by whoever answers
    # for the care in it
    Permission.PLAN_WEEK: {Role.CLINICAL_LEAD: _SITE},
    # hours and limits of staff: those who employ and those who plan
    Permission.KEEP_TERMS: {Role.CLINICAL_LEAD: _SITE, Role.DIRECTOR: _SITE},
    # who is asked about another time, and who calls her
    Permission.SEE_TIME_OFFERS: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
    },
    # she answers herself, or says it to whoever speaks with her
    Permission.ANSWER_TIME_OFFER: {
        Role.CLIENT: _SELF,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
    },
    Permission.APPROVE_TIME_OFFER: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    # her own sessions on her own device, without a client's name
    Permission.KEEP_OWN_CALENDAR: dict.fromkeys(_STAFF, _SITE),
    # whether her times stand in a calendar outside is hers alone
    Permission.TURN_ON_CALENDAR: {Role.CLIENT: _SELF},
    Permission.BOOK_PLACES: {
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
    },
    Permission.OFFER_PLACES: {Role.DIRECTOR: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.SETTLE_LOST_PLACE: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
    },
    # clinicians offer their own times; intake and the lead anybody's
    Permission.OFFER_SLOTS: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.BOOK_ASSESSMENT: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # whose credentials and license allow it is asked by domain/assessment/determination.py
    Permission.ASSESS: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # a warm handoff is the work of whoever reaches the next person first
    Permission.HAND_OFF: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # leave, more or fewer days, an end: those who answer for her treatment
    Permission.MOVE_STAY: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    # a code for her own pages, handed over in person, on the phone, or by a safe way
    Permission.INVITE_CLIENT: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FRONT_DESK: _SITE,
    },
    Permission.SEE_ADMISSION: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
        Role.BILLING: _SITE,
        Role.PRIVACY_OFFICER: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.WORK_ADMISSION: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
        Role.BILLING: _SITE,
        Role.PRIVACY_OFFICER: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # which item, the rule of each item says: domain/admission.py
    Permission.WAIVE_BEFORE_START: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.DIRECTOR: _SITE,
        Role.PRIVACY_OFFICER: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # less care than recommended is a clinician's yes, by name
    Permission.SAY_YES_TO_LESS: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.ADMIT: {Role.INTAKE: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.PLAN_LENGTH: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    Permission.WRITE_CONSENT_TEXT: {Role.DIRECTOR: _SITE, Role.PRIVACY_OFFICER: _SITE},
    Permission.SIGN_OWN_CONSENT: {Role.CLIENT: _SELF},
    # she signs on a device of the program or on paper, with somebody beside her
    Permission.TAKE_CONSENT: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FRONT_DESK: _SITE,
    },
    # whoever hears that she takes it back writes it down at once; she may herself
    Permission.REVOKE_CONSENT: {
        Role.INTAKE: _SITE,
        Role.PRIVACY_OFFICER: _SITE,
        Role.CLIENT: _SELF,
        Role.ALUMNA: _SELF,
        **_CLINICIANS_OF_HERS,
    },
    Permission.GUARD_SEAT: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    Permission.CHOOSE_OWN_SEAT: {Role.CLIENT: _SELF},
    # also in the middle of a session, by whoever leads it
    Permission.STOP_SEAT: {
        Role.CLIENT: _SELF,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.FACILITATOR: _TEAM,
    },
    Permission.WORK_WAITLIST: {Role.INTAKE: _SITE, Role.CLINICAL_LEAD: _SITE},
    Permission.ANSWER_OWN_OFFER: {Role.CLIENT: _SELF},
    # who leaves when, and whom she is put through to; nothing clinical stands there
    Permission.SEE_LEAVING: {
        Role.FRONT_DESK: _SITE,
        Role.INTAKE: _SITE,
        Role.BILLING: _SITE,
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _SITE,
        Role.FACILITATOR: _SITE,
        Role.PRESCRIBER: _SITE,
    },
    Permission.SEE_AFTERCARE: dict(_CLINICIANS_OF_HERS),
    # those who answer for her treatment
    Permission.PLAN_AFTERCARE: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # intake knows the places outside and calls them
    Permission.BOOK_VISITS: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # a clinician's name stands under it
    Permission.SIGN_SUMMARY: {
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    # whether anybody writes to her afterwards is hers alone
    Permission.CHOOSE_FOLLOW_UP: {Role.CLIENT: _SELF, Role.ALUMNA: _SELF},
    Permission.READ_OWN_AFTERCARE: {Role.CLIENT: _SELF, Role.ALUMNA: _SELF},
    Permission.SEE_CALLS_OWED: {
        Role.INTAKE: _SITE,
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.MAKE_CALL_OWED: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
        Role.PRESCRIBER: _TEAM,
    },
    Permission.ASK_FOR_CALL: {Role.ALUMNA: _SELF},
    # whoever hears first that she wants to come back reads to her what is known
    Permission.OPEN_RETURN_DOOR: {
        Role.INTAKE: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.THERAPIST: _TEAM,
    },
    # days and places of meetings; who comes is counted there
    Permission.RUN_ALUMNAE: {
        Role.DIRECTOR: _SITE,
        Role.CLINICAL_LEAD: _SITE,
        Role.FACILITATOR: _SITE,
    },
    Permission.USE_ALUMNA_PAGES: {Role.ALUMNA: _SELF},
    # a clinician's position on how much support she needs; people decide, nothing is computed
    Permission.SET_READINESS: dict(_CLINICIANS_OF_HERS),
    # her own position; a clinician writes it down when both look at one screen
    Permission.SAY_READINESS: {Role.CLIENT: _SELF, **_CLINICIANS_OF_HERS},
    # fewer days, and what to do when something turns harder: those who answer for her treatment
    Permission.PLAN_TAPER: {Role.CLINICAL_LEAD: _SITE, Role.THERAPIST: _TEAM},
    # each brings her own clients to the meeting
    Permission.SEE_AGENDA: {Role.DIRECTOR: _SITE, **_CLINICIANS_OF_HERS},
    # never alone: the rule asks for a second person on top
    Permission.SIGN_BARRIERS: {Role.CLINICAL_LEAD: _SITE, Role.DIRECTOR: _SITE},
    Permission.SET_READINESS_RULES: {Role.CLINICAL_LEAD: _SITE, Role.DIRECTOR: _SITE},
    Permission.WORK_JOBS: {},
}


def reach_of(roles: frozenset[Role], permission: Permission) -> Reach | None:
    """The widest reach any of `roles` has for `permission`, or None: not at all.

    Source: domain.md 4.1, 164.308(a)(4).
    """
    reaches = {POLICY[permission][role] for role in roles if role in POLICY[permission]}
    return next((reach for reach in (_SITE, _TEAM, _SELF) if reach in reaches), None)


def may(
    roles: frozenset[Role],
    permission: Permission,
    *,
    about: About,
    own_id: UUID,
    client_id: UUID | None,
    tied_to: frozenset[UUID],
) -> bool:
    """Whether a person with `roles` may use `permission` on `about`.

    `own_id` is her staff identity, `client_id` her own record when she is a client, `tied_to` the
    clients she works with today. A team reach needs either a tie to every client concerned or that
    she holds the session herself; a self reach only ever touches her own record.

    Why: access follows the work (HIPAA minimum necessary, 164.502(b)), not the job title alone.
    Source: domain.md 4.1, 164.308(a)(3)-(4).
    """
    granted = {POLICY[permission][role] for role in roles if role in POLICY[permission]}
    if Reach.SITE in granted:
        return True
    if Reach.TEAM in granted and (
        own_id in about.staff_ids
        or (about.client_ids and set(about.client_ids) <= tied_to)
        or not (about.client_ids or about.staff_ids)
    ):
        return True
    return Reach.SELF in granted and set(about.client_ids) <= ({client_id} if client_id else set())
