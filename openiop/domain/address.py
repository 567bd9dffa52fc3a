"""Where she lives and where letters go: a substitute address stands in front of the real one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .decision import Decision, Reason
from .text import _
from .words import Word


class AddressKind(Word):
    """What an address is for."""

    HOME = "home", _("Where she lives")
    SUBSTITUTE = "substitute", _("Substitute address")
    MAILING = "mailing", _("Where letters go")


@dataclass(frozen=True)
class Address:
    """An address as written on an envelope."""

    street: str = ""
    more: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    number: str = ""
    """Her number in the address confidentiality program, where there is one."""

    def __bool__(self) -> bool:
        return bool(self.street.strip())

    @property
    def lines(self) -> tuple[str, ...]:
        """As on an envelope."""
        town = " ".join(part for part in (self.state, self.postal_code) if part)
        last = ", ".join(part for part in (self.city, town) if part)
        return tuple(line for line in (self.street, self.more, last) if line)


def postal_kind(known: Mapping[AddressKind, Address]) -> AddressKind | None:
    """Letters go to the substitute address if she has one, else to that for letters, else home.

    Source: domain.md 4.7 R-DV-05.
    """
    order = (AddressKind.SUBSTITUTE, AddressKind.MAILING, AddressKind.HOME)
    return next((kind for kind in order if known.get(kind)), None)


def home_is_hidden(known: Mapping[AddressKind, Address]) -> bool:
    """With a substitute address, where she lives is only for those who may need to send help.

    Source: domain.md 4.7 R-DV-05.
    """
    return bool(known.get(AddressKind.SUBSTITUTE))


def may_keep_address(address: Address) -> Decision:
    """An address has a street or a box, and a town.

    Source: [product default].
    """
    return Decision.all_of(
        (
            bool(address.street.strip()),
            Reason("street", _("Write the street or the box."), field_name="street"),
        ),
        (bool(address.city.strip()), Reason("city", _("Write the town."), field_name="city")),
    )
