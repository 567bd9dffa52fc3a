"""Questions about referrals: what was told, who waits, since when."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import blocked_by, clients_by_id, folded, open_episodes
from openiop.domain.call_screen import as_texts
from openiop.domain.callers import Caller
from openiop.domain.care.edits import Draft
from openiop.domain.duplicates import (
    PersonFacts,
    Sign,
    may_be_one_woman,
    same_digits,
    signs_alike,
)
from openiop.domain.privacy import About
from openiop.domain.referral import (
    OPEN_STATES,
    RULE_WORDS,
    CareNow,
    Concern,
    Door,
    EndReason,
    HandoffWay,
    PracticalNeed,
    ReferralForm,
    ReferralState,
    SafeToTalk,
    Source,
    TriageClass,
    contact_due_at,
    start_due_on,
)
from openiop.outbox.queries import cards_by_person, read_profile, write_profile
from openiop.privacy.models import File

from .models import (
    DuplicateAnswer,
    PossibleDuplicate,
    Referral,
    ReferralEdit,
    ReferralFile,
    ReferralFlag,
    ReferralStatus,
    ReferralTriage,
)

# What was told, as it is stored

_DATES = ("born_on", "leaves_on")


def write_form(form: ReferralForm) -> str:
    """A form as the JSON text that is sealed; her code phrase is sealed with it."""
    stored: dict[str, Any] = {
        each.name: getattr(form, each.name) for each in fields(form) if each.name != "contact"
    }
    for name in _DATES:
        stored[name] = stored[name].isoformat() if stored[name] else None
    stored["care_now"] = str(form.care_now)
    stored["safe_to_talk"] = str(form.safe_to_talk)
    stored["concerns"] = sorted(str(each) for each in form.concerns)
    stored["needs"] = sorted(str(each) for each in form.needs)
    stored["contact"] = write_profile(form.contact)
    stored["code_phrase"] = form.contact.code_phrase
    return json.dumps(stored)


def read_form(stored: str) -> ReferralForm:
    """What was told, from the sealed JSON text."""
    told: dict[str, Any] = json.loads(stored) if stored else {}
    private = {"code_phrase": told.pop("code_phrase", "")}
    contact = told.pop("contact", None)
    known = {each.name for each in fields(ReferralForm)}
    facts = {name: value for name, value in told.items() if name in known}
    for name in _DATES:
        facts[name] = date.fromisoformat(facts[name]) if facts.get(name) else None
    facts["care_now"] = CareNow(facts.get("care_now", CareNow.UNSAID))
    facts["safe_to_talk"] = SafeToTalk(facts.get("safe_to_talk", SafeToTalk.UNASKED))
    facts["concerns"] = frozenset(Concern(each) for each in facts.get("concerns", ()))
    facts["needs"] = frozenset(PracticalNeed(each) for each in facts.get("needs", ()))
    form = ReferralForm(**facts)
    return replace(form, contact=read_profile(contact, private)) if contact else form


def form_of(referral: Referral) -> ReferralForm:
    """What was told in this referral."""
    return read_form(referral.told)


# Finding equal ones without opening any


def key_of(kind: str, plain: str) -> str:
    """A keyed digest by which equal birthdays, numbers and addresses are found."""
    if not plain:
        return ""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"referral.{kind}:{plain}".encode(), sha256).hexdigest()


def keys_of(form: ReferralForm) -> dict[str, str]:
    """The digests a referral is found by."""
    return {
        "born_key": key_of("born", form.born_on.isoformat() if form.born_on else ""),
        "phone_key": key_of("phone", same_digits(form.phone)),
        "email_key": key_of("email", folded(form.email)),
    }


# One referral


def referral_or_404(referral_id: UUID) -> Referral:
    """The referral with this id."""
    found = Referral.objects.select_related("partner").filter(pk=referral_id).first()
    if found is None:
        raise Http404("No such referral.")
    return found


def about_referral(referral_id: UUID, **_: object) -> About:
    """Whom a page about a referral is about."""
    return referral_or_404(referral_id).about()


def referral_of_client(client_id: UUID) -> Referral | None:
    """The newest referral a client came in by."""
    return Referral.objects.filter(client_id=client_id).order_by("-created_at").first()


def told_by_client(client_id: UUID) -> ReferralForm | None:
    """What was told before she was a client, so that nobody asks it twice."""
    found = referral_of_client(client_id)
    return form_of(found) if found else None


def next_number(model: type[ReferralStatus] | type[ReferralTriage], referral: Referral) -> int:
    """The number of the next row of a history."""
    newest = model.objects.filter(referral=referral).order_by("-number")
    return (newest.values_list("number", flat=True).first() or 0) + 1


@dataclass(frozen=True)
class HistoryLine:
    """One step on her way in: when, by whom, and at an end what comes next for her."""

    at: datetime
    by: str
    state: ReferralState
    words: str
    end_reason: EndReason | None
    next_step: str
    handed_to: str
    way: HandoffWay | None
    reached: bool


def history_of(referral: Referral) -> list[HistoryLine]:
    """Every step so far, oldest first."""
    rows = list(ReferralStatus.objects.filter(referral=referral).order_by("number"))
    names = names_by_id(row.created_by for row in rows)
    return [_history_line(row, names) for row in rows]


def _history_line(row: ReferralStatus, names: Mapping[UUID, str]) -> HistoryLine:
    told: dict[str, Any] = json.loads(row.words) if row.words else {}
    return HistoryLine(
        at=row.created_at,
        by=names.get(row.created_by, ""),
        state=row.state,
        words=told.get("words", ""),
        end_reason=row.end_reason or None,
        next_step=told.get("next_step", ""),
        handed_to=told.get("handed_to", ""),
        way=HandoffWay(told["way"]) if told.get("way") else None,
        reached=bool(told.get("reached")),
    )


@dataclass(frozen=True)
class TriageLine:
    """One class she was put in: by which rule, or by whom and why."""

    at: datetime
    by: str
    triage: TriageClass
    by_rule: TriageClass
    rule: str
    why: str


def triages_of(referral: Referral) -> list[TriageLine]:
    """Every class so far, newest first."""
    rows = list(ReferralTriage.objects.filter(referral=referral).order_by("-number"))
    names = names_by_id(row.created_by for row in rows)
    return [
        TriageLine(
            row.created_at,
            names.get(row.created_by, ""),
            row.triage,
            row.by_rule,
            RULE_WORDS.get(row.rule, row.rule),
            row.why,
        )
        for row in rows
    ]


def flags_of(referral: Referral) -> list[ReferralFlag]:
    """Quiet flags; the oldest first."""
    return list(ReferralFlag.objects.filter(referral=referral).order_by("created_at"))


def files_of(referral: Referral) -> list[File]:
    """What came with it."""
    rows = ReferralFile.objects.filter(referral=referral).select_related("file")
    return [row.file for row in rows.order_by("created_at")]


def draft_of(referral: Referral) -> Draft:
    """The answers field by field, and in which version each last changed."""
    rows = ReferralEdit.objects.filter(referral=referral).order_by("version")
    changed_in = dict(rows.values_list("field", "version"))
    return Draft(referral.version, as_texts(form_of(referral)), changed_in)


def newest_triage(referral: Referral) -> ReferralTriage | None:
    """The class that holds, and why."""
    return ReferralTriage.objects.filter(referral=referral).order_by("-number").first()


def ended_as_duplicate(referral: Referral) -> bool:
    """Whether it was closed because it is the same as another."""
    newest = ReferralStatus.objects.filter(referral=referral).order_by("-number").first()
    return newest is not None and newest.end_reason == EndReason.DUPLICATE


# One woman, two rows


@dataclass(frozen=True)
class Alike:
    """Another row that may be about the same woman: a client, or else an earlier referral."""

    referral_id: UUID | None
    client_id: UUID | None
    signs: tuple[Sign, ...]
    is_here: bool = False
    """She has a stay in the program now."""


ROWS_COMPARED_MOST = 50


def facts_of(form: ReferralForm) -> PersonFacts:
    """What tells her from others, as a referral says it."""
    return PersonFacts(
        chosen_name=form.chosen_name,
        last_name=form.last_name,
        born_on=form.born_on,
        phone=form.phone,
        email=form.email,
    )


def client_facts(clients: Iterable[Client]) -> dict[UUID, PersonFacts]:
    """What tells clients from others."""
    found = {client.pk: client for client in clients}
    cards = cards_by_person(found)
    return {
        pk: PersonFacts(
            chosen_name=client.chosen_name,
            last_name=client.last_name,
            other_first_name=client.legal_first_name,
            born_on=client.born_on,
            phone=cards[pk].phone,
            email=cards[pk].email,
        )
        for pk, client in found.items()
    }


def alike_rows(referral: Referral, form: ReferralForm) -> list[Alike]:
    """Everybody who may be the same woman; only rows with an equal key are opened."""
    keys = {name: key for name, key in keys_of(form).items() if key}
    if not keys:
        return []
    same_key = Q()
    for name, key in keys.items():
        same_key |= Q(**{name: key})
    rows = Referral.objects.filter(same_key).exclude(pk=referral.pk)
    rows = rows.exclude(state=ReferralState.CALLING).order_by("-created_at")[:ROWS_COMPARED_MOST]
    # of two of the same moment, the one compared first stands as the earlier one
    others = [
        row
        for row in rows
        if row.created_at < referral.created_at
        or (row.created_at == referral.created_at and row.matched_version)
    ]
    client_ids = {row.client_id for row in others if row.client_id}
    about_her = Q(pk__in=client_ids)
    if form.born_on is not None:
        about_her |= Q(born_on=form.born_on)
    clients = [
        client for client in Client.objects.filter(about_her) if client.pk != referral.client_id
    ]
    here = {stay.client_id for stay in open_episodes(clock.today())} if clients else set()
    me = facts_of(form)
    found = []
    for pk, facts in client_facts(clients).items():
        signs = signs_alike(me, facts)
        if may_be_one_woman(signs):
            found.append(Alike(None, pk, signs, pk in here))
    taken = {alike.client_id for alike in found}
    for row in others:
        signs = signs_alike(me, facts_of(form_of(row)))
        if row.client_id not in {*taken, referral.client_id} - {None} and may_be_one_woman(signs):
            found.append(Alike(row.pk, None, signs))
    return found


def blocked_senders(form: ReferralForm) -> frozenset[UUID]:
    """Clients who do not want whoever stands behind this request to know that they are here."""
    callers = {
        Caller(phone=form.phone, email=form.email),
        Caller(form.sender_name, form.sender_phone, form.sender_email),
    }
    return frozenset(pk for caller in callers - {Caller()} for pk in blocked_by(caller))


def not_compared_yet() -> list[Referral]:
    """Referrals with something new that was not compared with everybody known."""
    fresh = Referral.objects.filter(matched_version__lt=F("version"))
    return list(fresh.exclude(state=ReferralState.CALLING).order_by("created_at"))


def _answers(duplicates: Iterable[PossibleDuplicate]) -> dict[UUID, DuplicateAnswer]:
    rows = DuplicateAnswer.objects.filter(duplicate__in=list(duplicates)).order_by("number")
    return {row.duplicate_id: row for row in rows}


def unanswered_duplicates(referral: Referral) -> list[PossibleDuplicate]:
    """Rows beside this one that nobody has looked at yet."""
    rows = list(PossibleDuplicate.objects.filter(referral=referral))
    answered = _answers(rows)
    return [row for row in rows if row.pk not in answered]


def same_client(referral: Referral) -> UUID | None:
    """The client a person said she is."""
    rows = list(PossibleDuplicate.objects.filter(referral=referral).select_related("other"))
    answers = _answers(rows)
    for row in rows:
        if (answer := answers.get(row.pk)) and answer.is_same:
            known = row.other_client_id or (row.other.client_id if row.other else None)
            if known is not None:
                return known
    return None


@dataclass(frozen=True)
class DuplicateLine:
    """Both rows side by side, as a person looks at them."""

    id: UUID
    signs: tuple[Sign, ...]
    other_name: str
    other_facts: PersonFacts
    other_state: ReferralState | None
    other_id: UUID | None
    other_client_id: UUID | None
    is_same: bool | None
    why: str
    answered_by: str
    answered_at: datetime | None


def duplicates_of(referral: Referral) -> list[DuplicateLine]:
    """What may be the same woman, unanswered first."""
    rows = list(PossibleDuplicate.objects.filter(referral=referral).select_related("other"))
    answers = _answers(rows)
    clients = clients_by_id(row.other_client_id for row in rows if row.other_client_id)
    facts = client_facts(clients.values())
    names = names_by_id(answer.created_by for answer in answers.values())
    lines = []
    for row in rows:
        answer = answers.get(row.pk)
        if row.other is not None:
            other = facts_of(form_of(row.other))
        elif row.other_client_id is not None:
            other = facts[row.other_client_id]
        lines.append(
            DuplicateLine(
                id=row.pk,
                signs=tuple(Sign(sign) for sign in row.signs),
                other_name=f"{other.chosen_name} {other.last_name}".strip(),
                other_facts=other,
                other_state=row.other.state if row.other else None,
                other_id=row.other_id,
                other_client_id=row.other_client_id,
                is_same=answer.is_same if answer else None,
                why=answer.why if answer else "",
                answered_by=names.get(answer.created_by, "") if answer else "",
                answered_at=answer.created_at if answer else None,
            )
        )
    return sorted(lines, key=lambda line: line.is_same is not None)


def duplicate_or_404(duplicate_id: UUID) -> PossibleDuplicate:
    """The pair with this id."""
    found = PossibleDuplicate.objects.select_related("referral", "other").filter(pk=duplicate_id)
    pair = found.first()
    if pair is None:
        raise Http404("No such pair.")
    return pair


def about_duplicate(duplicate_id: UUID, **_: object) -> About:
    """Whom a page about a pair is about."""
    return duplicate_or_404(duplicate_id).about()


# Who waits


_UNTOUCHED = (ReferralState.CALLING, ReferralState.RECEIVED)


@dataclass(frozen=True)
class Waiting:
    """One open referral on a list."""

    id: UUID
    name: str
    language: str
    state: ReferralState
    triage: TriageClass
    source: Source
    door: Door
    received_at: datetime
    since_at: datetime
    """Since when it stands where it stands."""
    due_at: datetime
    start_due_on: date | None
    """For a woman who leaves a hospital: the day by which she should have started."""
    client_id: UUID | None
    has_flag: bool = False
    """A quiet flag, or a possible duplicate nobody has looked at."""

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has been in touch with her yet."""
        return self.state in _UNTOUCHED

    @property
    def is_late(self) -> bool:
        """Whether nobody was in touch in time."""
        return self.is_untouched and self.due_at < clock.now()


_CLASS_ORDER = {triage: number for number, triage in enumerate(TriageClass)}


def waiting() -> list[Waiting]:
    """Every open referral: the most urgent class first, inside it the longest waiting first."""
    return _in_order(list(Referral.objects.filter(state__in=OPEN_STATES)))


ENDED_SHOWN_DAYS = 30


def ended_lately() -> list[tuple[Waiting, HistoryLine]]:
    """Who did not start here in the last days, and where she went; the newest first."""
    since = clock.now() - timedelta(days=ENDED_SHOWN_DAYS)
    ended = ReferralStatus.objects.filter(
        state=ReferralState.ENDED,
        created_at__gte=since,
        referral__state=ReferralState.ENDED,
    )
    steps = {row.referral_id: row for row in ended.order_by("number")}
    lines = _in_order(list(Referral.objects.filter(pk__in=list(steps))))
    told = {line.id: _history_line(steps[line.id], {}) for line in lines}
    pairs = [(line, told[line.id]) for line in lines]
    return sorted(pairs, key=lambda pair: pair[1].at, reverse=True)


SEARCHED_MOST = 2000
"""Names are sealed, so a search opens them one by one: the newest, which take well under 1 s."""


def find_referrals(words: str) -> list[Waiting]:
    """Referrals by a part of the name, or a phone number; open ones first."""
    wanted, digits = folded(words), same_digits(words)
    if not wanted:
        return []
    rows = []
    for row in Referral.objects.order_by("-created_at")[:SEARCHED_MOST]:
        form = form_of(row)
        name = folded(f"{form.chosen_name} {form.last_name}")
        is_number = len(digits) >= DIGITS_SEARCHED_LEAST and digits in same_digits(form.phone)
        if wanted in name or is_number:
            rows.append(row)
    return sorted(_in_order(rows), key=lambda line: line.state not in OPEN_STATES)


DIGITS_SEARCHED_LEAST = 4


def _in_order(rows: list[Referral]) -> list[Waiting]:
    ids = [row.pk for row in rows]
    since = _newest_status(ids)
    flagged = set(
        ReferralFlag.objects.filter(referral__in=ids).values_list("referral_id", flat=True)
    )
    answered = DuplicateAnswer.objects.filter(duplicate__referral__in=ids)
    open_pairs = PossibleDuplicate.objects.filter(referral__in=ids).exclude(
        pk__in=answered.values("duplicate_id")
    )
    flagged |= set(open_pairs.values_list("referral_id", flat=True))
    lines = [_waiting(row, since.get(row.pk, row.created_at), row.pk in flagged) for row in rows]
    return sorted(lines, key=lambda line: (_CLASS_ORDER[line.triage], line.received_at))


def _newest_status(ids: Iterable[UUID]) -> dict[UUID, datetime]:
    rows = ReferralStatus.objects.filter(referral_id__in=list(ids)).order_by("number")
    return dict(rows.values_list("referral_id", "created_at"))


def _waiting(row: Referral, since: datetime, has_flag: bool) -> Waiting:
    form = form_of(row)
    name = f"{form.chosen_name} {form.last_name[:1]}.".strip(" .")
    return Waiting(
        id=row.pk,
        name=name or gettext("No name yet"),
        language=form.language,
        state=row.state,
        triage=row.triage,
        source=row.source,
        door=row.door,
        received_at=row.created_at,
        since_at=since,
        due_at=contact_due_at(row.triage, clock.local(row.created_at)),
        start_due_on=start_due_on(form),
        client_id=row.client_id,
        has_flag=has_flag,
    )
