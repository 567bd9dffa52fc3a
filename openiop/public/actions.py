"""What pages without an account write: texts of the site, requests begun and sent, counts.

No deed here looks anybody up: a stranger and a woman we know take the same path.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from openiop.accounts.actions import invite
from openiop.base import clock
from openiop.clients.queries import folded
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission, Role
from openiop.domain.public import (
    CODE_LETTERS,
    PUBLIC_RULES,
    Ask,
    PublicPage,
    code_as_typed,
    may_ask_again,
    may_be_her_word,
)
from openiop.domain.referral import (
    Door,
    IncomingFile,
    ReferralForm,
    Source,
    may_receive,
)
from openiop.domain.text import _
from openiop.domain.upload import may_attach
from openiop.followup.actions import open_note
from openiop.followup.models import CaringNote
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.referral.actions import receive
from openiop.referral.models import Partner, PartnerMember, Referral

from .models import Draft, PageText, SignInHelp, Try
from .queries.pages import versions
from .queries.way_in import Typed, draft_by_code, keyed, tries_of, typed_in

# The site's own texts


@action(Permission.EDIT_PUBLIC_TEXTS, audit="public.text_written")
def write_text(
    *, page: PublicPage, language: str, body: str, number: int, by: Actor
) -> PageText | None:
    """A new version of a page; empty: ours stands again. `number` is the version that was read."""
    known = versions(page, language)
    newest = known[0] if known else None
    words = body.replace("\r\n", "\n").strip()
    if number != (newest.number if newest else 0):
        raise refuse(
            "changed",
            _("Somebody else changed this page. Look at it again, then save."),
            field_name="body",
        )
    if words == (newest.body if newest else ""):
        return newest
    audit_codes(page=str(page), language=language, own=bool(words))
    return PageText.objects.create(
        page=page, language=language, number=number + 1, body=words, created_by=by.id
    )


# A request for help


@action(Permission.WORK_JOBS, audit="public.draft_kept")
def keep_draft(
    *,
    draft: Draft | None,
    step: str,
    typed: Typed,
    language: str,
    connection: str,
    by: Actor,
) -> Draft:
    """Keep what was typed in one step; the first step begins a request."""
    if draft is None:
        _count(Ask.DRAFT, connection, by)
        draft = Draft(
            language=language,
            ends_at=clock.now() + timedelta(hours=PUBLIC_RULES.unsaved_hours),
            created_by=by.id,
        )
    draft.language = language
    draft.answers = json.dumps({**typed_in(draft), step: typed})
    draft.save()
    return draft


@action(Permission.WORK_JOBS, audit="public.draft_saved")
def save_for_later(*, draft: Draft, word: str, by: Actor) -> str:
    """A code to come back with, together with a word she chose; a new code ends the one before."""
    may_be_her_word(word).or_refuse()
    code = "".join(secrets.choice(CODE_LETTERS) for _n in range(PUBLIC_RULES.code_letters))
    draft.code_key = keyed("code", code)
    draft.word_hash = make_password(_folded(word))
    draft.ends_at = clock.now() + timedelta(days=PUBLIC_RULES.saved_days)
    draft.save()
    return code


@action(Permission.WORK_JOBS, audit="public.code_typed")
def come_back(*, code: str, word: str, connection: str, by: Actor) -> Draft | None:
    """The request saved under a code and a word; None for anything else, in the same steps.

    A wrong word, an unknown code and one that is over cost the same: one look, one hash, one count.
    """
    _count(Ask.CODE, connection, by)
    found = draft_by_code(code_as_typed(code))
    is_open = found is not None and found.sent_at is None and found.ends_at > clock.now()
    fits = check_password(_folded(word), found.word_hash if found and is_open else _nobodys())
    opened = found if is_open and fits else None
    audit_codes(opened=opened is not None)
    return opened


@cache
def _nobodys() -> str:
    """A hash no word fits, as dear to check as a real one."""
    return make_password(secrets.token_hex(16))


def _folded(word: str) -> str:
    return " ".join(word.casefold().split())


@action(Permission.WORK_JOBS, audit="public.draft_sent")
def send_draft(
    *,
    draft: Draft,
    answers: ReferralForm,
    files: Sequence[IncomingFile],
    connection: str,
    by: Actor,
) -> Referral:
    """Send a request, once: what was typed leaves the page's own table for the referral."""
    if draft.sent_at is None:
        _count(Ask.SEND, connection, by)
        _look_at(files)
    referral = receive(
        source=Source.SELF,
        answers=answers,
        files=files,
        request_id=draft.pk,
        door=Door.PUBLIC,
        by=by,
    )
    if draft.sent_at is None:
        draft.answers = ""
        draft.word_hash = ""
        draft.sent_at, draft.sent_by = clock.now(), by.id
        draft.save()
    return referral


@action(Permission.WORK_JOBS, audit="public.draft_forgotten")
def forget_draft(*, draft: Draft, by: Actor) -> None:
    """She takes back what she began: nothing of it is left."""
    draft.delete()


@action(Permission.WORK_JOBS, audit="public.old_forgotten")
def forget_what_is_over(*, by: Actor) -> int:
    """Requests nobody sent in time, and counts of yesterday, are gone; gives how many requests."""
    now = clock.now()
    gone, _each = Draft.objects.filter(ends_at__lte=now).delete()
    kept_since = now - timedelta(hours=PUBLIC_RULES.tries_kept_hours)
    Try.objects.filter(created_at__lte=kept_since).delete()
    return gone


# A referral by somebody else


@action(Permission.WORK_JOBS, audit="public.referral_sent")
def send_without_account(
    *,
    source: Source,
    answers: ReferralForm,
    files: Sequence[IncomingFile],
    request_id: UUID,
    connection: str,
    by: Actor,
) -> Referral:
    """A hospital, a therapist or a shelter sends a woman here, without an account."""
    may_receive(answers, Door.PARTNER).or_refuse()
    _look_at(files)
    _count(Ask.SEND, connection, by)
    return receive(
        source=source,
        answers=answers,
        files=files,
        request_id=request_id,
        door=Door.PARTNER,
        by=by,
    )


@action(Permission.SEND_AS_PARTNER, audit="public.partner_sent")
def send_as_partner(
    *,
    partner: Partner,
    answers: ReferralForm,
    files: Sequence[IncomingFile],
    request_id: UUID,
    by: Actor,
) -> Referral:
    """Somebody of a partner sends a woman here."""
    _look_at(files)
    return receive(
        source=partner.kind,
        answers=answers,
        files=files,
        request_id=request_id,
        door=Door.PARTNER,
        partner=partner,
        by=by,
    )


@action(Permission.MANAGE_PARTNERS, audit="public.partner_added")
def add_partner(*, name: str, kind: Source, phone: str = "", email: str = "", by: Actor) -> Partner:
    """An organization that sends women here; two of one name would be mixed up."""
    named = " ".join(name.split())
    if not named:
        raise refuse("empty", _("Give the place a name."), field_name="name")
    if any(
        folded(each) == folded(named) for each in Partner.objects.values_list("name", flat=True)
    ):
        raise refuse("taken", _("A place of this name is there already."), field_name="name")
    return Partner.objects.create(
        name=named, kind=kind, phone=phone.strip(), email=email.strip(), created_by=by.id
    )


@action(Permission.MANAGE_PARTNERS, audit="public.partner_member_added")
def add_partner_member(
    *, partner: Partner, sign_in_name: str, display_name: str, password: str, by: Actor
) -> PartnerMember:
    """Somebody of a partner gets a sign-in; she sees nothing but what she may be told."""
    given = {"sign_in_name": sign_in_name.strip(), "display_name": display_name.strip()}
    empty = [name for name, text in given.items() if not text]
    if empty:
        raise refuse("empty", _("Please fill this in."), field_name=empty[0])
    try:
        validate_password(password)
    except ValidationError as weak:
        raise refuse("password", " ".join(weak.messages), field_name="password") from None
    user = invite(
        sign_in_name=given["sign_in_name"],
        display_name=given["display_name"],
        roles=(Role.REFERRAL_PARTNER,),
        password=password,
        by=by,
    )
    return PartnerMember.objects.create(partner=partner, staff_id=user.pk, created_by=by.id)


@action(Permission.MANAGE_PARTNERS, audit="public.partner_member_ended")
def end_partner_member(*, member: PartnerMember, by: Actor) -> PartnerMember:
    """She sends for them no more: from now on her sign-in shows nothing."""
    member.until_on = clock.today() - timedelta(days=1)
    member.save()
    return member


def _look_at(files: Sequence[IncomingFile]) -> None:
    if len(files) > PUBLIC_RULES.files_most:
        raise refuse(
            "too_many_files",
            _("Please send at most {n} files."),
            field_name="files",
            n=PUBLIC_RULES.files_most,
        )
    for each in files:
        may_attach(each.content).or_refuse()


# A hello after she left


@action(Permission.WORK_JOBS, audit="public.hello_tried")
def open_hello(*, link: str, code: str, connection: str, by: Actor) -> CaringNote | None:
    """The note behind a link and her code; None for anything else, in the same steps."""
    _count(Ask.HELLO_CODE, connection, by)
    return open_note(link=link, code=code, by=by)


# Signing in


@action(Permission.WORK_JOBS, audit="public.sign_in_help_asked")
def ask_for_sign_in_help(*, said: str, connection: str, by: Actor) -> SignInHelp:
    """Somebody cannot sign in: kept for a person to look up, whoever she is."""
    _count(Ask.SIGN_IN_HELP, connection, by)
    row = SignInHelp(created_by=by.id)
    row.said = said
    row.save(force_insert=True)
    return row


@action(Permission.ANSWER_SIGN_IN_HELP, audit="public.sign_in_help_answered")
def answer_sign_in_help(*, row: SignInHelp, by: Actor) -> SignInHelp:
    """Somebody here has looked into it."""
    if row.answered_at is None:
        row.answered_at, row.answered_by = clock.now(), by.id
        row.save()
    return row


@action(Permission.WORK_JOBS, audit="public.first_code_typed")
def count_first_code(*, connection: str, by: Actor) -> None:
    """A code for her own pages was typed, right or wrong; too many from one connection wait."""
    _count(Ask.FIRST_CODE, connection, by)


@action(Permission.WORK_JOBS, audit="public.calendar_missed")
def count_calendar_miss(*, connection: str, by: Actor) -> None:
    """An address of a calendar that opens nothing was asked for; too many from one connection wait.

    Only misses are counted: an app that looks every few minutes is no guesser.
    """
    _count(Ask.CALENDAR, connection, by)


def _count(what: Ask, connection: str, by: Actor) -> None:
    may_ask_again(what, tries_of(connection, what)).or_refuse()
    Try.objects.create(what=what, connection=connection, created_by=by.id)
