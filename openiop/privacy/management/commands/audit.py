"""`openiop audit verify`: recompute the chain over the trail and say whether it is whole."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand

from openiop.privacy.queries import trail_state
from openiop.privacy.triggers import missing_triggers


class Command(BaseCommand):
    """Check the trail; exit code 1 when something was changed or a guard is missing."""

    help = "Check that nobody changed the trail."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """There is one thing to do."""
        parser.add_argument("verb", choices=("verify",))

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say what was found."""
        state, unguarded = trail_state(), missing_triggers()
        self.stdout.write(f"{state.sealed_rows} rows sealed, {state.unsealed_rows} not sealed yet.")
        for table in unguarded:
            self.stdout.write(
                f"{table} is not guarded against changes. Run `openiop manage migrate`."
            )
        if state.broken_at is not None:
            self.stdout.write(
                f"The chain is broken: a row from number {state.broken_at} on was changed."
            )
        if unguarded or state.broken_at is not None:
            sys.exit(1)
        self.stdout.write("The trail is whole.")
