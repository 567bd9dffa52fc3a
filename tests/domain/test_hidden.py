"""Who is told what: callers, addresses, and clients who are kept apart."""

from __future__ import annotations

import pytest

from openiop.domain.address import (
    Address,
    AddressKind,
    home_is_hidden,
    may_keep_address,
    postal_kind,
)
from openiop.domain.callers import Caller, cue_for, is_same_caller
from openiop.domain.kept_apart import Pair, may_keep_apart, may_meet

HOME = Address("12 Alder Lane", city="Testville", state="NY", postal_code="00000")
BOX = Address("Box 9", city="Testville")


@pytest.mark.parametrize(
    ("asks", "known", "same"),
    [
        (Caller("Rex Thornbush"), Caller("Rex Thornbush"), True),
        (Caller("THORNBUSH, Rex"), Caller("Rex Thornbush"), True),
        (Caller("Réx Thornbush"), Caller("Rex Thornbush"), True),
        (Caller("Rex Allan Thornbush"), Caller("Rex Thornbush"), True),
        (Caller("Rex"), Caller("Rex Thornbush"), False),
        (Caller("Rex"), Caller("Rex"), True),
        (Caller("Ray Thornbush"), Caller("Rex Thornbush"), False),
        (Caller(phone="(555) 010-0100"), Caller("Rex", "1-555-010-0100"), True),
        (Caller(phone="100"), Caller("Rex", "100"), False),
        (Caller(email="Rex@example.com "), Caller(email="rex@example.com"), True),
        (Caller(), Caller(), False),
    ],
)
def test_a_caller_is_known_by_name_number_or_mail(asks: Caller, known: Caller, same: bool) -> None:
    assert is_same_caller(asks, known) is same
    assert is_same_caller(known, asks) is same


def test_the_cue_names_nobody() -> None:
    assert cue_for(True) != cue_for(False)
    assert "{" not in cue_for(True) + cue_for(False)


@pytest.mark.parametrize(
    ("known", "kind", "hidden"),
    [
        ({}, None, False),
        ({AddressKind.HOME: HOME}, AddressKind.HOME, False),
        ({AddressKind.HOME: HOME, AddressKind.MAILING: BOX}, AddressKind.MAILING, False),
        ({AddressKind.HOME: HOME, AddressKind.SUBSTITUTE: BOX}, AddressKind.SUBSTITUTE, True),
        ({AddressKind.HOME: HOME, AddressKind.SUBSTITUTE: Address()}, AddressKind.HOME, False),
    ],
)
def test_a_substitute_address_stands_in_front(
    known: dict[AddressKind, Address], kind: AddressKind | None, hidden: bool
) -> None:
    assert postal_kind(known) is kind
    assert home_is_hidden(known) is hidden


def test_an_address_is_written_as_on_an_envelope() -> None:
    assert HOME.lines == ("12 Alder Lane", "Testville, NY 00000")
    assert may_keep_address(HOME)
    assert may_keep_address(Address()).codes == ("street", "city")


AB: Pair = frozenset("ab")


@pytest.mark.parametrize(
    ("others", "pairs", "meets"),
    [
        (["b"], [AB], False),
        (["c"], [AB], True),
        ([], [AB], True),
        (["b"], [frozenset("bc")], True),
    ],
)
def test_a_hidden_rule_names_nobody(others: list[str], pairs: list[Pair], meets: bool) -> None:
    found = may_meet("a", others, pairs)

    assert bool(found) is meets
    assert all(reason.params == {} for reason in found)
    found.or_refuse(waived=("hidden_rule",))  # the lead may decide otherwise


def test_a_client_is_not_kept_apart_from_herself() -> None:
    assert may_keep_apart("a", "b")
    assert may_keep_apart("a", "a").codes == ("same",)
