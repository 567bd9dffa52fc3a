"""Recording who pays, what the plan said and authorized, and what it may cost her."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from openiop.base import clock
from openiop.clients.actions import import_client
from openiop.clients.models import Client, Episode
from openiop.clients.queries import stays_of
from openiop.domain.coverage.authorization import (
    AuthorizationStatus,
    Authorized,
    may_record,
)
from openiop.domain.coverage.benefits import Benefits, may_keep
from openiop.domain.coverage.estimate import ESTIMATE_RULES, Days
from openiop.domain.coverage.policy import LeakStep, PayerKind
from openiop.domain.coverage.self_pay import FeeTable, fee_a_day, may_choose, may_set_table
from openiop.domain.day.attendance import PAYER_RULES
from openiop.domain.decision import refuse
from openiop.domain.importing.client_row import ClientRow
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.programs.models import Track

from .models import (
    Authorization,
    BenefitCheck,
    CostEstimate,
    Coverage,
    FeeTableVersion,
    LetterStep,
    Policy,
    SelfPay,
)
from .queries import (
    PolicyTold,
    estimate_for,
    fee_table,
    next_check_number,
    next_table_number,
    policies_of,
    self_pay_of,
    write_benefits,
)


@action(Permission.REGISTER_CLIENT, audit="coverage.recorded")
def record_coverage(*, episode: Episode, payer_rules: str, from_on: date, by: Actor) -> Coverage:
    """Count her hours by a payer's rules from a day on."""
    if payer_rules not in PAYER_RULES:
        raise refuse("payer_rules", _("We have no counting rules called {name}."), name=payer_rules)
    return Coverage.objects.create(
        episode=episode, payer_rules=payer_rules, from_on=from_on, created_by=by.id
    )


@action(Permission.IMPORT, audit="coverage.client_imported")
def import_covered_client(
    *, row: ClientRow, track: Track | None, therapist_id: UUID | None, by: Actor
) -> Client:
    """Take in a client from a file, together with the rules her hours are counted by."""
    client = import_client(row=row, track=track, therapist_id=therapist_id, by=by)
    if row.payer_rules:
        for episode in stays_of(client.pk):
            record_coverage(
                episode=episode, payer_rules=row.payer_rules, from_on=episode.starts_on, by=by
            )
    return client


@action(Permission.EDIT_COVERAGE, audit="coverage.policy_added")
def add_policy(*, client: Client, payer_kind: PayerKind, told: PolicyTold, by: Actor) -> Policy:
    """Take down a policy; the first one pays first, a further one after it."""
    if not told.payer.strip():
        raise refuse("payer", _("Write the name of the plan."), field_name="payer")
    standing = Policy.objects.filter(client=client, struck_at__isnull=True)
    taken = set(standing.values_list("rank", flat=True))
    row = Policy(
        client=client,
        rank=next(n for n in range(1, len(taken) + 2) if n not in taken),
        payer_kind=payer_kind,
        created_by=by.id,
    )
    row.told = told.packed()
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_COVERAGE, audit="coverage.policy_struck")
def strike_policy(*, policy: Policy, why: str, by: Actor) -> Policy:
    """The policy is no longer hers or was entered wrongly; it stays, struck, with the reason."""
    if not why.strip():
        raise refuse("why", _("Say why."), field_name="why")
    policy.struck_at, policy.struck_by, policy.struck_why = clock.now(), by.id, why.strip()
    policy.save()
    return policy


@action(Permission.EDIT_COVERAGE, audit="coverage.letter_step")
def record_letter_step(
    *, policy: Policy, step: LeakStep, on: date, words: str = "", by: Actor
) -> LetterStep:
    """Write down what was done so that the plan's letters do not tell on her."""
    if on > clock.today():
        raise refuse("future", _("This day is still to come."), field_name="on")
    row = LetterStep(policy=policy, step=step, on=on, created_by=by.id)
    row.words = words.strip()
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_COVERAGE, audit="coverage.benefits_verified")
def keep_benefits(
    *,
    policy: Policy,
    benefits: Benefits,
    spoke_with: str = "",
    reference: str = "",
    words: str = "",
    by: Actor,
) -> BenefitCheck:
    """Keep what the plan said; earlier worksheets stay as they were."""
    may_keep(benefits, clock.today()).or_refuse()
    row = BenefitCheck(
        policy=policy,
        number=next_check_number(policy.pk),
        verified_on=benefits.verified_on,
        created_by=by.id,
    )
    row.told = json.dumps(
        write_benefits(benefits)
        | {
            "spoke_with": spoke_with.strip(),
            "reference": reference.strip(),
            "words": words.strip(),
        }
    )
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_COVERAGE, audit="coverage.authorization_recorded")
def record_authorization(
    *,
    policy: Policy,
    facts: Authorized,
    number: str = "",
    words: str = "",
    replaces: Authorization | None = None,
    by: Actor,
) -> Authorization:
    """Record what the plan authorized; a correction stands in the place of what it corrects."""
    may_record(facts).or_refuse()
    if replaces is not None and not words.strip():
        raise refuse("words", _("Say what changed, or what was wrong."), field_name="words")
    if facts.status.allows and not number.strip():
        raise refuse("number", _("Write the number the plan gave."), field_name="number")
    row = Authorization(
        policy=policy,
        replaces=replaces,
        status=facts.status,
        code=facts.code,
        counted=facts.counted,
        units=facts.units,
        most_a_week=facts.most_a_week,
        from_on=facts.from_on,
        until_on=facts.until_on,
        created_by=by.id,
    )
    row.number, row.words = number.strip(), words.strip()
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_COVERAGE, audit="coverage.authorization_withdrawn")
def withdraw_authorization(*, authorization: Authorization, why: str, by: Actor) -> Authorization:
    """It was entered by mistake, or withdrawn: a row in its place says so."""
    facts = Authorized(
        status=AuthorizationStatus.WITHDRAWN,
        counted=authorization.counted,
        units=0,
        from_on=authorization.from_on,
        until_on=authorization.until_on,
        code=authorization.code,
    )
    return record_authorization(
        policy=authorization.policy,
        facts=facts,
        number=authorization.number,
        words=why,
        replaces=authorization,
        by=by,
    )


@action(Permission.SET_FEES, audit="coverage.fees_set")
def set_fees(*, table: FeeTable, from_on: date, by: Actor) -> FeeTableVersion:
    """Set the site's own fees from a day on; what was agreed with a client before stays."""
    may_set_table(table).or_refuse()
    stored = {
        "full_fee": str(table.full_fee_a_day),
        "bands": [[band.up_to_percent, str(band.fee_a_day)] for band in table.bands],
        "guideline_year": table.guideline_year,
        "guideline_one": str(table.guideline_one),
        "guideline_each_more": str(table.guideline_each_more),
    }
    return FeeTableVersion.objects.create(
        number=next_table_number(), from_on=from_on, table=stored, created_by=by.id
    )


@action(Permission.EDIT_COVERAGE, audit="coverage.self_pay_chosen")
def choose_self_pay(
    *,
    client: Client,
    from_on: date,
    household: int | None = None,
    income: Decimal | None = None,
    words: str = "",
    by: Actor,
) -> SelfPay:
    """She pays herself from a day on, by the site's table; telling an income is up to her."""
    may_choose(household, income).or_refuse()
    version = fee_table(from_on)
    if version is None:
        raise refuse("no_table", _("The program has set no fees yet. The director can do that."))
    fee = fee_a_day(version.table, household, income)
    told = {
        "household": household,
        "income": str(income) if income is not None else None,
        "words": words.strip(),
    }
    return _keep_self_pay(client, from_on, told, (version.number, fee), by)


@action(Permission.EDIT_COVERAGE, audit="coverage.self_pay_ended")
def end_self_pay(*, client: Client, from_on: date, words: str = "", by: Actor) -> SelfPay:
    """She no longer pays herself; what was agreed before stays readable."""
    told = {"household": None, "income": None, "words": words.strip()}
    return _keep_self_pay(client, from_on, told, None, by)


def _keep_self_pay(
    client: Client,
    from_on: date,
    told: Mapping[str, object],
    fee: tuple[int, Decimal] | None,
    by: Actor,
) -> SelfPay:
    before = self_pay_of(client.pk)
    row = SelfPay(
        client=client,
        number=before.number + 1 if before else 1,
        chosen=fee is not None,
        from_on=from_on,
        table_number=fee[0] if fee else None,
        fee_a_day=fee[1] if fee else Decimal(0),
        created_by=by.id,
    )
    row.told = json.dumps(told)
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_COVERAGE, audit="coverage.estimate_given")
def give_estimate(*, client: Client, days: Days, by: Actor) -> CostEstimate:
    """Give her the estimate as it is known now; she reads it on her own page from this moment."""
    if not 1 <= days.low <= days.high:
        raise refuse("days", _("Write the fewest and the most days, like 16 and 24."))
    worked_out = estimate_for(client.pk, days)
    if worked_out is None:
        raise refuse("nothing", _("First fill in the worksheet, or agree on self-pay."))
    own = self_pay_of(client.pk)
    pays_herself = own is not None and own.chosen
    newest = next((line.newest for line in policies_of(client.pk)), None)
    row = CostEstimate(
        client=client,
        number=CostEstimate.objects.filter(client=client).count() + 1,
        created_by=by.id,
    )
    row.told = json.dumps(
        {
            "rules": ESTIMATE_RULES.id,
            "days": [worked_out.days.low, worked_out.days.high],
            "low": str(worked_out.low),
            "high": str(worked_out.high) if worked_out.high is not None else None,
            "figures": {
                str(line.kind): [str(line.figure.amount), str(line.figure.source)]
                for line in worked_out.lines
            },
            "open": [[reason.code, reason.text] for reason in worked_out.open],
            "verified_on": newest.benefits.verified_on.isoformat()
            if newest and not pays_herself
            else None,
            "pays_herself": pays_herself,
            "fee_a_day": str(own.fee_a_day) if own and pays_herself else None,
        }
    )
    row.save(force_insert=True)
    return row
