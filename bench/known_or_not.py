"""Does the time of an answer tell whether a woman is known? Public doors, asked both ways.

    OPENIOP_DATA=<folder of a demo> python -m bench.known_or_not [pairs]

Runs in one process on a copy of the demo (made with `bench.folder`), each pair in random order and
from an address of its own, so that no limit is met. `slower` is the share of pairs in which the
known woman's answer took longer: 0.50 tells nothing. With 300 pairs chance alone moves it by about
0.06 either way. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

from openiop.cli import start_django

PAIRS = 300
KNOWN_SIGN_IN, NOBODY = "client", "nobody-here"
WORD, OTHER_WORD, NO_CODE = "sunflower", "moonflower", "00000000"


def measure(name: str, ask: Callable[[bool, str], None], pairs: int) -> None:
    """Ask both ways so many times and print how the two compare."""
    lots = random.Random(1)  # noqa: S311 - an order, not a secret
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(pairs):
        order = [True, False]
        lots.shuffle(order)
        for is_known in order:
            address = f"10.{number // 250}.{number % 250}.{int(is_known) + 1}"
            begun = time.perf_counter()
            ask(is_known, address)
            taken[is_known].append(1000 * (time.perf_counter() - begun))
    slower = sum(a > b for a, b in zip(taken[True], taken[False], strict=True)) / pairs
    medians = [statistics.median(taken[is_known]) for is_known in (False, True)]
    print(
        f"{name:28} stranger {medians[0]:7.1f} ms  known {medians[1]:7.1f} ms  slower {slower:.2f}"
    )


def main(pairs: int) -> None:
    """Every door of the matrix in tests/stages/public."""
    from django.test import Client as Browser

    from openiop.accounts.models import User
    from openiop.base.models import Site
    from openiop.base.scope import entered
    from openiop.privacy.actor import system
    from openiop.public.actions import keep_draft, save_for_later

    site = Site.objects.get()
    with entered(site.scope()):
        assert User.objects.filter(sign_in_name=KNOWN_SIGN_IN).exists()  # noqa: S101
        draft = keep_draft(
            draft=None, step="reach", typed={}, language="en", connection="bench", by=system()
        )
        code = save_for_later(draft=draft, word=WORD, by=system())

    def post(path: str, typed: dict[str, str], address: str) -> None:
        Browser(SERVER_NAME="localhost", REMOTE_ADDR=address).post(path, typed)

    def sign_in(is_known: bool, address: str) -> None:
        name = KNOWN_SIGN_IN if is_known else NOBODY
        post("/sign-in/", {"sign_in_name": name, "password": "not hers"}, address)

    def come_back(is_known: bool, address: str) -> None:
        typed = {"code": code if is_known else NO_CODE, "word": OTHER_WORD}
        post("/start/come-back/", typed, address)

    def sign_in_help(is_known: bool, address: str) -> None:
        post("/sign-in/help/", {"said": KNOWN_SIGN_IN if is_known else NOBODY}, address)

    for name, ask in (
        ("wrong password", sign_in),
        ("wrong word or no such code", come_back),
        ("help with signing in", sign_in_help),
    ):
        measure(name, ask, pairs)


if __name__ == "__main__":
    start_django()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
