"""Rows per second of `openiop score`: 100 000 made-up PCL-5 in a file, scored on one core.

    python -m bench.score               100 000 rows of the PCL-5
    python -m bench.score --rows 20000 --instrument phq-9

The whole command is timed, from reading the file to writing it, in CPU seconds and by the clock.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from openiop.cli import main as openiop
from openiop.domain.measures.registry import instrument

BLANKS = 0.01
MISTAKES = 0.0005
WRONG = "99"


def write_answers(path: Path, instrument_id: str, rows: int) -> None:
    """Random answers, a few blanks, and here and there a cell that is no answer."""
    form = instrument(instrument_id)
    dice = random.Random(instrument_id)  # noqa: S311 - repeatable rows, no secret
    offered = {item.link_id: form.values_for(item) for item in form.items}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", *offered])
        for number in range(rows):
            chances = [dice.random() for _item in offered]
            writer.writerow(
                [
                    number,
                    *(
                        WRONG
                        if chance < MISTAKES
                        else ""
                        if chance < BLANKS
                        else dice.choice(values)
                        for chance, values in zip(chances, offered.values(), strict=True)
                    ),
                ]
            )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.score", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--instrument", default="pcl-5")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openiop-score-") as place:
        file, out = Path(place) / "in.csv", Path(place) / "out.csv"
        write_answers(file, asked.instrument, asked.rows)
        cpu, began = time.process_time(), time.perf_counter()
        openiop(["score", str(file), "--instrument", asked.instrument, "-o", str(out)])
        cpu, took = time.process_time() - cpu, time.perf_counter() - began
    speed = f"{asked.rows / cpu:,.0f} rows a CPU second; load {os.getloadavg()[0]:.1f}"
    print(
        f"{asked.instrument}: {asked.rows} rows in {cpu:.2f} CPU seconds "
        f"({took:.2f} by the clock), {speed}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
