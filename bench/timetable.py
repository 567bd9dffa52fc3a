"""First week, objective, bound and memory of `openiop timetable solve`, size by size.

    python -m bench.timetable                     24, 60 and 120 clients
    python -m bench.timetable --sizes 240 --seconds 60

`planted` is the cost of the week the instance was built around, which is what a careful person
working by hand would have: every client admitted, no thought given to gaps or avoided hours.
CPU seconds are of the whole run with both workers; on a busy machine they say more than the clock.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

from openiop.domain.timetable.check import check
from openiop.domain.timetable.generate import Recipe, generate
from openiop.domain.timetable.solve import Effort, solve

SECONDS = {24: 10.0, 60: 10.0, 120: 60.0, 240: 120.0, 480: 180.0}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[24, 60, 120])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--seconds", type=float, default=None)
    asked = parser.parse_args()
    print("clients seed planted first(s) objective bound gap cpu(s) MB breaches")
    for clients in asked.sizes:
        for seed in asked.seeds:
            made = generate(Recipe(clients, seed=seed))
            planted = check(made.problem, made.planted).objective
            seconds = asked.seconds or SECONDS.get(clients, 60.0)
            used = time.process_time()
            found = solve(made.problem, Effort(seconds=seconds, seed=seed), time.monotonic)
            used = time.process_time() - used
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            if found.verdict is None:
                print(clients, seed, float(planted), "none", "-", float(found.bound), flush=True)
                continue
            cost = found.verdict.objective
            gap = float((cost - found.bound) / cost) if cost else 0.0
            first = f"{found.first_seconds or 0:.1f}"
            told = (clients, seed, f"{float(planted):g}", first, f"{float(cost):g}")
            rest = (f"{float(found.bound):g}", f"{gap:.1%}", f"{used:.0f}", memory)
            print(*told, *rest, len(found.verdict.breaches), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
