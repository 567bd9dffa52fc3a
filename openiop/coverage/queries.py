"""Who pays, what the plan said, what was authorized, and whose counting rules hold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404

from openiop.base import clock
from openiop.clients.queries import kept_away_by_client
from openiop.domain.callers import Caller, is_same_caller
from openiop.domain.coverage.authorization import Authorized
from openiop.domain.coverage.benefits import (
    Answer,
    Benefits,
    Figure,
    FigureKind,
    FigureSource,
    Question,
    is_verified,
)
from openiop.domain.coverage.codes import Counted
from openiop.domain.coverage.estimate import Days, Estimate, EstimateLine, estimate, own_estimate
from openiop.domain.coverage.policy import Holder, LeakFacts, LeakStep, PayerKind, claim_may_leave
from openiop.domain.coverage.self_pay import Band, FeeTable
from openiop.domain.coverage.standing import CoverageFacts
from openiop.domain.day.attendance import PAYER_RULES, PayerRules
from openiop.domain.decision import Decision, Reason
from openiop.domain.privacy import About

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

DEFAULT_RULES = "commercial-9h"


def rules_by_client(client_ids: Iterable[UUID], day: date) -> dict[UUID, PayerRules]:
    """The payer rules each client is counted by on `day`; the default where none is known."""
    wanted = list(client_ids)
    rules = dict.fromkeys(wanted, PAYER_RULES[DEFAULT_RULES])
    rows = (
        Coverage.objects.filter(episode__client_id__in=wanted, from_on__lte=day)
        .order_by("from_on")
        .values_list("episode__client_id", "payer_rules")
    )
    rules.update({client_id: PAYER_RULES[name] for client_id, name in rows})
    return rules


# Policies


@dataclass(frozen=True, kw_only=True)
class PolicyTold:
    """What is known of a policy."""

    payer: str
    holder: Holder
    member_number: str = ""
    group_number: str = ""
    holder_name: str = ""
    phone: str = ""

    def packed(self) -> str:
        """As stored."""
        return json.dumps(vars(self))


@dataclass(frozen=True)
class PolicyLine:
    """A policy with everything that hangs on it."""

    row: Policy
    told: PolicyTold
    steps: tuple[LetterStep, ...]
    letters: Decision
    """Whether a claim may leave, given where the plan writes to."""
    checks: tuple[BenefitLine, ...]
    """Worksheets, the newest first."""

    @property
    def kind(self) -> PayerKind:
        """What kind of payer it is."""
        return PayerKind(self.row.payer_kind)

    @property
    def newest(self) -> BenefitLine | None:
        """The worksheet that holds."""
        return self.checks[0] if self.checks else None

    @property
    def verified(self) -> Decision:
        """Whether coverage is verified today, and what is still to ask."""
        return is_verified(self.newest.benefits if self.newest else None, clock.today())


@dataclass(frozen=True)
class BenefitLine:
    """A worksheet as it was on its day."""

    number: int
    benefits: Benefits
    spoke_with: str
    reference: str
    words: str
    at: datetime
    by: UUID


def policies_of(client_id: UUID) -> list[PolicyLine]:
    """Her policies, the one that pays first first."""
    return policies_by_client([client_id]).get(client_id, [])


def policies_by_client(client_ids: Iterable[UUID]) -> dict[UUID, list[PolicyLine]]:
    """The policies of each of these clients, in order; five statements, however many."""
    rows = list(
        Policy.objects.filter(client_id__in=list(client_ids), struck_at__isnull=True).order_by(
            "rank"
        )
    )
    ids = [row.pk for row in rows]
    steps: dict[UUID, list[LetterStep]] = {}
    for step in LetterStep.objects.filter(policy_id__in=ids).order_by("on", "created_at"):
        steps.setdefault(step.policy_id, []).append(step)
    checks: dict[UUID, list[BenefitLine]] = {}
    for check in BenefitCheck.objects.filter(policy_id__in=ids).order_by("-number"):
        checks.setdefault(check.policy_id, []).append(_benefit_line(check))
    unsafe = kept_away_by_client({row.client_id for row in rows})
    lines: dict[UUID, list[PolicyLine]] = {}
    for row in rows:
        kept_away = [
            Caller(told.name, told.phone, told.email) for told in unsafe.get(row.client_id, [])
        ]
        line = _policy_line(row, steps.get(row.pk, []), checks.get(row.pk, []), kept_away)
        lines.setdefault(row.client_id, []).append(line)
    return lines


def _policy_line(
    row: Policy, steps: list[LetterStep], checks: list[BenefitLine], unsafe: list[Caller]
) -> PolicyLine:
    stored = json.loads(row.told)
    told = PolicyTold(**stored | {"holder": Holder(stored["holder"])})
    must_not_know = any(is_same_caller(Caller(told.holder_name), each) for each in unsafe)
    facts = LeakFacts(told.holder, must_not_know, frozenset(LeakStep(each.step) for each in steps))
    return PolicyLine(row, told, tuple(steps), claim_may_leave(facts), tuple(checks))


def _benefit_line(check: BenefitCheck) -> BenefitLine:
    told = json.loads(check.told)
    return BenefitLine(
        number=check.number,
        benefits=read_benefits(check.verified_on, told),
        spoke_with=told.get("spoke_with", ""),
        reference=told.get("reference", ""),
        words=told.get("words", ""),
        at=check.created_at,
        by=check.created_by,
    )


def read_benefits(verified_on: date, told: dict[str, Any]) -> Benefits:
    """A worksheet from what is stored."""
    return Benefits(
        verified_on=verified_on,
        answers={Question(q): Answer(a) for q, a in told.get("answers", {}).items()},
        figures=_read_figures(told.get("figures", {})),
        codes=frozenset(told.get("codes", ())),
        days_most=told.get("days_most"),
    )


def _read_figures(stored: dict[str, list[str]]) -> dict[FigureKind, Figure]:
    return {
        FigureKind(kind): Figure(Decimal(amount), FigureSource(source))
        for kind, (amount, source) in stored.items()
    }


def write_benefits(benefits: Benefits) -> dict[str, Any]:
    """A worksheet in the form that is stored; amounts as text, so that no cent is lost."""
    return {
        "answers": {str(q): str(a) for q, a in benefits.answers.items()},
        "figures": {
            str(kind): [str(figure.amount), str(figure.source)]
            for kind, figure in benefits.figures.items()
        },
        "codes": sorted(benefits.codes),
        "days_most": benefits.days_most,
    }


def policy_or_404(policy_id: UUID) -> Policy:
    """The policy with this id; a struck one is there no longer."""
    rows = Policy.objects.select_related("client")
    found = rows.filter(pk=policy_id, struck_at__isnull=True).first()
    if found is None:
        raise Http404("No such policy.")
    return found


def about_policy(policy_id: UUID, **_: object) -> About:
    """Whom a page about a policy is about."""
    return policy_or_404(policy_id).about()


def next_check_number(policy_id: UUID) -> int:
    """The number the next worksheet of a policy gets."""
    return BenefitCheck.objects.filter(policy_id=policy_id).count() + 1


# Authorizations


@dataclass(frozen=True)
class AuthorizationLine:
    """An authorization that stands, with what it replaced; the newest first."""

    row: Authorization
    facts: Authorized
    number: str
    words: str
    client_id: UUID
    earlier: tuple[Authorization, ...]


def authorizations_by_client(client_ids: Iterable[UUID]) -> dict[UUID, list[AuthorizationLine]]:
    """What plans authorized for each of these clients, the latest end first; one statement."""
    rows = list(
        Authorization.objects.select_related("policy").filter(
            policy__client_id__in=list(client_ids)
        )
    )
    by_id = {row.pk: row for row in rows}
    replaced = {row.replaces_id for row in rows if row.replaces_id}
    lines: dict[UUID, list[AuthorizationLine]] = {}
    standing = sorted((r for r in rows if r.pk not in replaced), key=_ends, reverse=True)
    for row in standing:
        earlier, before = [], row
        while before.replaces_id is not None:
            before = by_id[before.replaces_id]
            earlier.append(before)
        line = AuthorizationLine(
            row, authorized(row), row.number, row.words, row.policy.client_id, tuple(earlier)
        )
        lines.setdefault(row.policy.client_id, []).append(line)
    return lines


WEEK_DAYS = 7


def most_days_by_client(client_ids: Iterable[UUID], monday: date) -> dict[UUID, int]:
    """How many days of the week that begins on `monday` are paid for, 7 where nothing limits it.

    By the payer's own rules and by what was authorized a week; three statements.
    """
    wanted = list(client_ids)
    last = monday + timedelta(days=WEEK_DAYS - 1)
    rules, lines = rules_by_client(wanted, monday), authorizations_by_client(wanted)
    own = self_pay_by_client(wanted)
    found = {}
    for client_id in wanted:
        held = [
            line.facts
            for line in lines.get(client_id, [])
            if line.facts.status.allows
            and line.facts.from_on <= last
            and line.facts.until_on >= monday
            and line.facts.counted is Counted.DAY
        ]
        limits = [each.most_a_week for each in held if each.most_a_week is not None]
        most = max(limits) if limits and len(limits) == len(held) else WEEK_DAYS
        pays_herself = client_id in own and own[client_id].chosen
        payers = rules[client_id].max_days_per_week or WEEK_DAYS
        found[client_id] = WEEK_DAYS if pays_herself else min(most, payers)
    return found


def _ends(row: Authorization) -> tuple[date, datetime]:
    return row.until_on, row.created_at


def authorized(row: Authorization) -> Authorized:
    """An authorization as the rules see it."""
    return Authorized(
        status=row.status,
        counted=row.counted,
        units=row.units,
        from_on=row.from_on,
        until_on=row.until_on,
        code=row.code,
        most_a_week=row.most_a_week,
    )


def authorization_or_404(authorization_id: UUID) -> Authorization:
    """The authorization with this id, unless it was corrected since."""
    rows = Authorization.objects.select_related("policy__client")
    found = rows.filter(pk=authorization_id).first()
    if found is None or Authorization.objects.filter(replaces=found).exists():
        raise Http404("No such authorization.")
    return found


def about_authorization(authorization_id: UUID, **_: object) -> About:
    """Whom a page about an authorization is about."""
    return authorization_or_404(authorization_id).about()


# Paying herself


@dataclass(frozen=True)
class TableVersion:
    """A version of the site's fees; number 0 while it has set none."""

    number: int
    from_on: date | None
    table: FeeTable


def fee_table(day: date) -> TableVersion | None:
    """The fees that hold on `day`; None while the site has set none."""
    rows = FeeTableVersion.objects.filter(from_on__lte=day).order_by("from_on", "number")
    row = rows.last()
    return _table_version(row) if row else None


def fee_tables() -> list[TableVersion]:
    """Every version of the fees, the newest first."""
    return [_table_version(row) for row in FeeTableVersion.objects.order_by("-number")]


def _table_version(row: FeeTableVersion) -> TableVersion:
    stored = row.table
    table = FeeTable(
        full_fee_a_day=Decimal(stored["full_fee"]),
        bands=tuple(Band(int(limit), Decimal(fee)) for limit, fee in stored["bands"]),
        guideline_year=int(stored["guideline_year"]),
        guideline_one=Decimal(stored["guideline_one"]),
        guideline_each_more=Decimal(stored["guideline_each_more"]),
    )
    return TableVersion(row.number, row.from_on, table)


def next_table_number() -> int:
    """The number the next version of the fees gets."""
    return FeeTableVersion.objects.count() + 1


@dataclass(frozen=True)
class SelfPayLine:
    """What was agreed about paying herself."""

    chosen: bool
    from_on: date
    fee_a_day: Decimal
    table_number: int | None
    household: int | None
    income: Decimal | None
    words: str
    number: int


def self_pay_of(client_id: UUID) -> SelfPayLine | None:
    """What holds about paying herself; None while nobody asked."""
    return self_pay_by_client([client_id]).get(client_id)


def self_pay_by_client(client_ids: Iterable[UUID]) -> dict[UUID, SelfPayLine]:
    """What holds about paying herself for each of these clients; one statement."""
    rows = SelfPay.objects.filter(client_id__in=list(client_ids)).order_by("number")
    return {row.client_id: _self_pay_line(row) for row in rows}


def _self_pay_line(row: SelfPay) -> SelfPayLine:
    told = json.loads(row.told)
    return SelfPayLine(
        chosen=row.chosen,
        from_on=row.from_on,
        fee_a_day=row.fee_a_day,
        table_number=row.table_number,
        household=told["household"],
        income=Decimal(told["income"]) if told["income"] is not None else None,
        words=told["words"],
        number=row.number,
    )


# What it may cost her


def estimate_for(client_id: UUID, days: Days) -> Estimate | None:
    """Her share by what is known now: her own fee if she pays herself, else by her first policy."""
    own = self_pay_of(client_id)
    if own is not None and own.chosen:
        return own_estimate(own.fee_a_day, days)
    first = next(iter(policies_of(client_id)), None)
    return estimate(first.newest.benefits, days) if first and first.newest else None


@dataclass(frozen=True)
class GivenEstimate:
    """An estimate as she was given it."""

    number: int
    estimate: Estimate
    on: date
    verified_on: date | None
    pays_herself: bool
    fee_a_day: Decimal | None
    by: UUID


def given_estimates(client_id: UUID) -> list[GivenEstimate]:
    """The estimates she was given, the newest first."""
    rows = CostEstimate.objects.filter(client_id=client_id).order_by("-number")
    return [_given(row) for row in rows]


def _given(row: CostEstimate) -> GivenEstimate:
    told = json.loads(row.told)
    figures = _read_figures(told["figures"])
    return GivenEstimate(
        number=row.number,
        estimate=Estimate(
            days=Days(*told["days"]),
            low=Decimal(told["low"]),
            high=Decimal(told["high"]) if told["high"] is not None else None,
            lines=tuple(EstimateLine(kind, figure) for kind, figure in figures.items()),
            open=tuple(Reason(code, text) for code, text in told["open"]),
        ),
        on=clock.local(row.created_at).date(),
        verified_on=date.fromisoformat(told["verified_on"]) if told["verified_on"] else None,
        pays_herself=told["pays_herself"],
        fee_a_day=Decimal(told["fee_a_day"]) if told["fee_a_day"] is not None else None,
        by=row.created_by,
    )


# For admission


def coverage_facts(client_id: UUID, day: date) -> CoverageFacts:
    """What admission asks about the money side, for a first day; see `coverage_ready`."""
    own = self_pay_of(client_id)
    policies = policies_of(client_id)
    first = next(iter(policies), None)
    said = first.newest.benefits if first and first.newest else None
    lines = authorizations_by_client([client_id]).get(client_id, [])
    return CoverageFacts(
        has_policy=first is not None,
        verified=first.verified if first else Decision(),
        authorization=said.said(Question.AUTHORIZATION) if said else Answer.NOT_KNOWN,
        is_authorized=any(line.facts.holds_on(day) for line in lines),
        order_needed=bool(said)
        and said is not None
        and said.said(Question.PHYSICIAN_ORDER) is Answer.YES,
        pays_herself=own is not None and own.chosen,
        letters=first.letters if first else Decision(),
    )
