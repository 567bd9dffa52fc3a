"""What a job does for referrals: compare new ones with everybody known."""

from __future__ import annotations

from openiop.privacy.actor import system

from .actions import look_for_duplicates
from .queries import not_compared_yet


def compare_new_referrals() -> None:
    """Look, apart from the page that sent them, whether new referrals are about somebody known."""
    for referral in not_compared_yet():
        look_for_duplicates(referral=referral, by=system())
