"""Psychotherapy notes: their author's alone, in no other page, search, print, export or trail."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.core import serializers
from django.test import Client as Browser
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from openiop.base import clock
from openiop.base.models import Site
from openiop.care.actions.signing import sign
from openiop.domain.decision import Refused
from openiop.domain.privacy import POLICY, Permission, Role
from openiop.domain.words import SessionKind
from openiop.privacy.actions import tie
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AccessLog, AuditEvent, TieKind
from openiop.privacy.sealed import unseal
from openiop.private_notes import actions, queries
from openiop.private_notes.models import PrivateNote
from tests import make
from tests.stages.care.writing import held, ready

pytestmark = pytest.mark.django_db

MOMENT = make.at("14:00")
ASKED, HIDDEN = "Quincunx", "marigold"
SENTINEL = f"{ASKED} {HIDDEN}"
"""The first word is looked for; the second shows whether anything was found."""
PACKAGE = Path(__file__).parents[3] / "openiop"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    a_site = make.site(is_demo=True)
    seconds = int((MOMENT - clock.wall()).total_seconds())
    Site.objects.filter(pk=a_site.pk).update(clock_offset_seconds=seconds)
    with make.working_at(a_site, MOMENT):
        yield


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(clients=2)


def tied(actor: Actor, morning: make.Morning) -> Actor:
    for client in morning.clients:
        tie(
            staff_id=actor.id,
            client_id=client.pk,
            kind=next(iter(TieKind)),
            from_on=make.WEDNESDAY - timedelta(days=30),
            by=system(),
        )
    return actor


@pytest.fixture
def author(morning: make.Morning) -> Actor:
    return tied(make.staff(Role.THERAPIST, name="Ada Author"), morning)


@pytest.fixture
def note(morning: make.Morning, author: Actor) -> PrivateNote:
    return actions.write(client=morning.clients[0], text=f"My thought: {SENTINEL}.", by=author)


def signed_in(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
    return browser


def _addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield f"{space}{entry.name}", entry


def every_place(ids: dict[str, object]) -> list[str]:
    """Every address that opens with the ids at hand, each name filled with what it asks for."""
    found = []
    for name, entry in _addresses(get_resolver()):
        wanted = entry.pattern.converters
        told = {key: ids[key] for key in wanted if key in ids}
        if len(told) == len(wanted):
            try:
                found.append(reverse(name, kwargs=told))
            except NoReverseMatch:
                continue
    return [place for place in found if "sign-out" not in place]


def test_its_author_reads_it_and_nobody_else_finds_it_on_any_page(
    morning: make.Morning, author: Actor, note: PrivateNote
) -> None:
    session = held(morning)
    group_note = ready(session, morning.clients[0], morning.facilitator)
    sign(note=group_note, by=morning.facilitator)
    ids: dict[str, object] = {
        "client_id": morning.clients[0].pk,
        "session_id": morning.session(SessionKind.SKILLS).pk,
        "note_id": note.pk,
    }
    own = signed_in(author)
    mine = own.get(reverse("private_notes:of_client", args=[morning.clients[0].pk]))
    assert SENTINEL in mine.content.decode()

    others = {
        role: tied(make.staff(role, name=f"Other {role}"), morning)
        for role in Role
        if role not in (Role.CLIENT, Role.ALUMNA)
    }
    readers = [signed_in(actor) for actor in (*others.values(), morning.lead, morning.director)]
    readers.append(signed_in(make.client_actor(morning.clients[0])))
    places = every_place(ids)
    assert len(places) > 40
    told = [
        (place, number)
        for number, reader in enumerate(readers)
        for place in places
        if HIDDEN.encode() in b"".join(reader.get(f"{place}?q={ASKED}&words={ASKED}"))
    ]

    assert told == []


def test_not_even_its_author_meets_it_outside_its_own_pages(
    morning: make.Morning, author: Actor, note: PrivateNote
) -> None:
    ids: dict[str, object] = {"client_id": morning.clients[0].pk, "note_id": note.pk}
    browser = signed_in(author)

    told = [
        place
        for place in every_place(ids)
        if not place.startswith("/staff/own/")
        and b"My thought" in b"".join(browser.get(f"{place}?q={ASKED}"))
    ]

    assert told == []


@pytest.mark.parametrize("name", ["change", "put_away"])
def test_a_colleague_of_hers_gets_no_such_note(
    morning: make.Morning, note: PrivateNote, name: str
) -> None:
    colleague = tied(make.staff(Role.THERAPIST), morning)

    shown = signed_in(colleague).post(
        reverse(f"private_notes:{name}", args=[note.pk]), {"text": "x", "version": "1"}
    )

    assert shown.status_code == 404
    assert queries.own_notes(morning.clients[0].pk, colleague) == []
    with pytest.raises(Refused, match="not_author"):
        actions.change(note=note, version=1, text="Mine now.", by=colleague)


def test_the_trail_and_the_access_log_hold_no_word_of_it(author: Actor, note: PrivateNote) -> None:
    actions.change(note=note, version=1, text=f"Again {SENTINEL}", by=author)
    actions.put_away(note=note, by=author)

    rows = serializers.serialize("json", [*AuditEvent.objects.all(), *AccessLog.objects.all()])

    assert "private_notes.written" in rows
    assert SENTINEL not in rows


def test_no_row_of_any_table_holds_it_readable(author: Actor, note: PrivateNote) -> None:
    told = [
        model.__name__
        for model in apps.get_models()
        for row in model._base_manager.all()
        for value in row.__dict__.values()
        if SENTINEL in (bytes(value).decode("latin-1") if isinstance(value, bytes) else str(value))
    ]

    assert told == []


def test_the_key_of_everything_else_does_not_open_it(note: PrivateNote) -> None:
    sealed = bytes(note.text_sealed or b"")
    assert sealed.startswith(b"p1:")
    place = f"private_notes.privatenote.text:{note.pk}"

    with pytest.raises((InvalidTag, KeyError)):
        unseal(sealed, place)
    with pytest.raises(InvalidTag):
        unseal(sealed.replace(b"p1:", b"k1:", 1), place)
    assert SENTINEL in unseal(sealed, place, "PRIVATE_NOTE_KEYS")


def test_no_other_package_reads_them() -> None:
    readers = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = str(path.relative_to(PACKAGE))
        if name.startswith("private_notes/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
            elif isinstance(node, ast.Import):
                modules = [each.name for each in node.names]
            if any(each.startswith("openiop.private_notes") for each in modules):
                readers.append(name)

    assert set(readers) <= {"demo/documents.py"}


def test_a_server_without_the_key_takes_none(
    morning: make.Morning, author: Actor, settings: pytest.FixtureRequest
) -> None:
    settings.PRIVATE_NOTE_KEYS = ""  # type: ignore[attr-defined] # the settings fixture

    with pytest.raises(Refused, match="no_key"):
        actions.write(client=morning.clients[0], text="x", by=author)


def test_two_windows_do_not_overwrite_each_other(author: Actor, note: PrivateNote) -> None:
    actions.change(note=note, version=1, text="First.", by=author)

    with pytest.raises(Refused, match="stale"):
        actions.change(note=note, version=1, text="Second.", by=author)


def test_those_who_do_not_treat_her_have_no_such_pages() -> None:
    assert set(POLICY[Permission.WRITE_PRIVATE_NOTE]) == {
        Role.THERAPIST,
        Role.PRESCRIBER,
        Role.CLINICAL_LEAD,
    }


def test_an_unknown_note_is_not_there(author: Actor) -> None:
    place = reverse("private_notes:change", args=[UUID(int=7)])

    assert signed_in(author).get(place).status_code == 404
