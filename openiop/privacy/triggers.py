"""Triggers that keep the trail and signatures append-only, on both databases.

SQLite drops triggers silently when a migration rebuilds a table: they are laid again after every
migrate and checked at start.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

APPEND_ONLY = (
    "privacy_auditevent",
    "privacy_auditseal",
    "privacy_accesslog",
    "safety_alertstep",
    "safety_safetytimes",
    "day_outreachlook",
    "measures_measurechoice",
    "measures_shortformtexting",
    "programs_documentationtimes",
    "programs_licenseentry",
    "programs_termsentry",
    "timetable_movedgroup",
    "documents_documentsignature",
    "documents_documentaddendum",
    "letters_lettertext",
    "care_signature",
    "care_cosignature",
    "care_alikeanswer",
    "care_addendum",
    "plans_plansignature",
    "plans_planreview",
    "practice_skillconfidence",
    "practice_riseanswer",
    "practice_herweek",
    "practice_goalrating",
    "clients_namechange",
    "clients_addresschange",
    "clients_stagemove",
    "admission_consenttext",
    "admission_consentsignature",
    "admission_consentrevocation",
    "admission_itemmark",
    "admission_itemowner",
    "admission_lesscareyes",
    "admission_startplan",
    "admission_groupsetting",
    "admission_seatword",
    "admission_seatoffer",
    "admission_offerending",
    "admission_admission",
    "admission_plannedlength",
    "coverage_letterstep",
    "coverage_benefitcheck",
    "coverage_authorization",
    "coverage_feetableversion",
    "coverage_selfpay",
    "coverage_costestimate",
    "public_pagetext",
    "schedule_wish",
    "schedule_placeoffer",
    "schedule_placeday",
    "schedule_placemark",
    "day_remotedoor",
    "referral_referralstatus",
    "referral_referraltriage",
    "referral_referraledit",
    "referral_statusconsent",
    "referral_duplicateanswer",
    "assessment_assessordetail",
    "assessment_levelofcare",
    "assessment_handoff",
    "outcomes_frozenreport",
    "discharge_aftercare",
    "discharge_appointmentstep",
    "discharge_sending",
    "discharge_followupchoice",
    "followup_calltry",
    "followup_confirmed",
    "followup_meetinganswer",
    "readiness_stand",
    "readiness_herword",
    "readiness_told",
    "readiness_agreement",
    "readiness_taperplan",
    "readiness_readinessnumbers",
)

FROZEN_ONCE = {
    "plans_planversion": "frozen_at",
    "measures_ownform": "retired_at",
    "assessment_assessment": "completed_at",
    "discharge_summary": "signed_at",
}
"""Tables whose rows change until this column is filled, and never after; none is ever deleted."""


def lay_triggers(**_: Any) -> None:
    """Lay the triggers on every append-only table that exists; safe to repeat."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in APPEND_ONLY:
            if table in present:
                for statement in _statements(table):
                    cursor.execute(statement)
        for table, column in FROZEN_ONCE.items():
            if table in present:
                for statement in _frozen_statements(table, column):
                    cursor.execute(statement)


def missing_triggers() -> list[str]:
    """Append-only tables without their triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT DISTINCT event_object_table FROM information_schema.triggers")
        guarded = {row[0] for row in cursor.fetchall()}
        present = set(connection.introspection.table_names(cursor))
    wanted = (*APPEND_ONLY, *FROZEN_ONCE)
    return [table for table in wanted if table in present and table not in guarded]


def _statements(table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for deed in ("UPDATE", "DELETE")
        ]
    return [
        _REFUSES,
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION openiop_append_only()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION openiop_append_only()",
    ]


_REFUSES = (
    "CREATE OR REPLACE FUNCTION openiop_append_only() RETURNS trigger AS $$ BEGIN "
    "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = "
    "'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
)


def _frozen_statements(table: str, column: str) -> list[str]:
    if connection.vendor == "sqlite":
        stop = f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_frozen BEFORE UPDATE ON {table} "
            f"WHEN OLD.{column} IS NOT NULL {stop}",
            f"CREATE TRIGGER IF NOT EXISTS {table}_kept BEFORE DELETE ON {table} {stop}",
        ]
    return [
        _REFUSES,
        f"CREATE OR REPLACE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (OLD.{column} IS NOT NULL) EXECUTE FUNCTION openiop_append_only()",
        f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION openiop_append_only()",
    ]
