"""The message catalogs: `python -m tools.messages` brings them up to date, `--check` only looks.

Fresh means: every marked string that a client can meet is in the catalog and translated, and the
compiled catalog, which is what people see, says the same as the one translators edit.

Staff pages are English, so what only staff read stays out of the catalogs: `STAFF_ONLY` names it.
A new file is taken for one that clients read until it is named there.
"""

from __future__ import annotations

import argparse
import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.core.management.commands import makemessages

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "openiop"
LANGUAGES = ("es",)
STAFF_ONLY = (
    "admission/forms.py",
    "admission/queries/*",
    "asking/*",
    "assessment/*",
    "billing/*",
    "base/templates/base/staff.html",
    "base/templates/base/parts/demo_clock.html",
    *(
        f"base/templates/components/{name}.html"
        for name in (
            *("day_board", "note_row", "pagination", "roster_row", "safe_contact_card"),
            *("saved_line",),
        )
    ),
    # `care/*` would leave out every folder of that name, also domain/care
    "care/?*",
    "chart/*",
    "clients/*",
    "config/*",
    "course/presenters/grid.py",
    "course/presenters/items.py",
    "course/queries/grid.py",
    # as with `care/*`: domain/coverage holds sentences she reads
    "coverage/?*",
    "curriculum/*",
    "day/presenters.py",
    "day/queries/*",
    "day/views.py",
    "day/templates/*",
    "demo/*",
    "desk/*",
    # her plan and her choice are hers to read, and the papers made of them
    *(f"discharge/actions/{name}.py" for name in ("ending", "plans", "summaries", "visits")),
    *(
        f"discharge/templates/discharge/{name}.html"
        for name in (
            *("_clocks", "_loop", "_rows", "_visits", "edit", "end", "leaving", "plan", "step"),
            *("summary", "visits"),
        )
    ),
    "discretion/*",
    "documents/*",
    # all but the plan of care, which she reads and signs
    *(
        f"domain/care/{name}.py"
        for name in (
            *("between", "body", "clock_setting", "clocks", "cosign", "curriculum", "guards"),
            *("note", "note_kinds", "opening", "supervision", "wording"),
        )
    ),
    "domain/address.py",
    "domain/admission.py",
    "domain/assessment/*",
    "domain/callers.py",
    "domain/chart/*",
    # how she may be reached is said to staff here; her own choices stand in contact_profile
    "domain/contact.py",
    *(
        f"domain/coverage/{name}.py"
        for name in ("authorization", "benefits", "codes", "policy", "self_pay", "standing")
    ),
    "domain/day/close.py",
    "domain/day/morning.py",
    "domain/day/outreach.py",
    "domain/day/payer_rules.py",
    "domain/day/presence.py",
    "domain/discharge/return_door.py",
    "domain/discharge/summary.py",
    "domain/duplicates.py",
    "domain/episode.py",
    "domain/funnel.py",
    "domain/health/*",
    "domain/huddle.py",
    "domain/importing/*",
    "domain/incident.py",
    "domain/kept_apart.py",
    "domain/license.py",
    "domain/measures/asking.py",
    "domain/measures/choice.py",
    "domain/measures/expected_course.py",
    # licensed instruments are shown as published; what is marked in them are words for staff,
    # the names of the ranges too: she reads words of her own in their place
    *(
        f"domain/measures/{name}.py"
        for name in (
            *("asq", "audit_c", "b_ipf", "brs", "cgi", "core_10", "cssrs_screener", "gad_2"),
            *("gad_7", "hark", "hrqol_4", "itq", "noms_perception_of_care", "pc_ptsd_5", "pcl_5"),
            *("phq_2", "phq_9", "rses", "scs_sf", "taps_1", "ucla_3", "who_5"),
        )
    ),
    "domain/measures/instrument.py",
    "domain/measures/not_shipped.py",
    "domain/measures/own_form.py",
    "domain/measures/schedule.py",
    "domain/measures/scored_rows.py",
    "domain/measures/scoring.py",
    "domain/neutral.py",
    "domain/private_check.py",
    # words.py holds how she says it herself, picture.py what is wrong with an answer of hers
    *(
        f"domain/readiness/{name}.py"
        for name in ("agenda", "barriers", "evidence", "lines", "rules", "taper")
    ),
    "domain/release.py",
    "domain/risk_assessment.py",
    "domain/safety.py",
    "domain/safety_answer.py",
    "domain/safety_times.py",
    "domain/second_look.py",
    "domain/staff_call.py",
    "domain/absence.py",
    "domain/timetable/*",
    "domain/waitlist.py",
    "followup/queries.py",
    *(
        f"followup/templates/followup/{name}.html"
        for name in ("_notes", "call", "calls", "door", "meetings")
    ),
    "health/*",
    "intake/*",
    "kiosk/templates/kiosk/code.html",
    "kiosk/templates/kiosk/hand_out.html",
    *(
        f"letters/templates/letters/{name}.html"
        for name in ("_rows", "letter", "of_client", "register")
    ),
    "measures/forms.py",
    "measures/queries.py",
    "measures/views.py",
    "measures/templates/measures/own_form.html",
    "measures/templates/measures/questionnaire.html",
    "measures/templates/measures/questionnaires.html",
    # of both the package and domain/outcomes
    "outcomes/*",
    "plans/forms.py",
    "plans/presenters.py",
    "plans/views.py",
    "plans/templates/*",
    "practice/actions/seen.py",
    "practice/views/staff.py",
    *(
        f"practice/templates/practice/{name}.html"
        for name in (
            *("_in_brief", "_tabs", "climate", "her_chain", "her_patterns", "her_view"),
            *("in_brief", "of_client", "taught"),
        )
    ),
    "private_notes/*",
    "public/views/texts.py",
    # her own side stands in the portal and, looking together, on the screen turned to her
    *(f"readiness/actions/{name}.py" for name in ("barriers", "numbers", "tapering")),
    "readiness/queries/*",
    "readiness/tasks.py",
    *(
        f"readiness/templates/readiness/{name}.html"
        for name in (
            *("_line", "agenda", "ask", "before_end", "numbers", "picture", "position", "source"),
            "taper",
        )
    ),
    *(f"readiness/views/{name}.py" for name in ("before_end", "fewer_days", "meeting", "picture")),
    "referral/*",
    "safety/forms.py",
    "safety/presenters.py",
    "safety/queries/*",
    "safety/views.py",
    "safety/templates/*",
    "timetable/*",
    "schedule/actions.py",
    "schedule/presenters.py",
    "schedule/queries.py",
    "schedule/views.py",
    *(
        f"schedule/templates/schedule/{name}.html"
        for name in (
            *("_uncovered", "book", "edit_wishes", "leading", "lost", "offers", "places"),
            "wishes",
        )
    ),
)
"""Files, from the package on, whose words no client and nobody without an account reads."""


def _run(*command: str, cwd: Path) -> None:
    # with settings in sight Django would write into the catalogs of the repository, not of `cwd`
    settings = {"PYTHONPATH": str(ROOT)}
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | settings
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _extract(package: Path) -> None:
    (package / "locale").mkdir(exist_ok=True)
    _run(sys.executable, "-m", "tools.messages", "--extract-here", cwd=package)


def extract_here() -> int:
    """Bring the catalogs of the working folder up to date; run by `_extract`, in its own process.

    Own, because Django's extraction works where it is started and asks for no settings.
    """
    command = makemessages.Command()
    # our pages call gettext by a shorter name where `_` marks words for later
    command.xgettext_options = [*command.xgettext_options, "--keyword=say"]
    call_command(
        command,
        locale=list(LANGUAGES),
        ignore_patterns=list(STAFF_ONLY),
        no_obsolete=True,
        no_wrap=True,
        add_location="file",
        verbosity=0,
    )
    return 0


def _compile(catalog: Path, target: Path) -> gettext.GNUTranslations:
    _run("msgfmt", "--check-format", "-o", str(target), str(catalog), cwd=ROOT)
    with target.open("rb") as file:
        return gettext.GNUTranslations(file)


def _entries(translations: gettext.GNUTranslations) -> dict[object, str]:
    catalog: dict[object, str] = vars(translations)["_catalog"]
    return {key: words for key, words in catalog.items() if key != ""}


def _ids(catalog: Path) -> set[str]:
    """Every string of a catalog, translated or not."""
    with tempfile.TemporaryDirectory() as place:
        everything = Path(place) / "everything.po"
        # a catalog compiles only what is translated, so each string becomes its own translation
        _run("msgen", "-o", str(everything), str(catalog), cwd=ROOT)
        return {str(key) for key in _entries(_compile(everything, Path(place) / "messages.mo"))}


def _open(catalog: Path) -> list[str]:
    """The strings of a catalog without a translation somebody stands for."""
    with tempfile.TemporaryDirectory() as place:
        left = Path(place) / "left.po"
        for wanted in ("--untranslated", "--only-fuzzy"):
            part = Path(place) / f"{wanted}.po"
            _run("msgattrib", wanted, "--clear-fuzzy", "-o", str(part), str(catalog), cwd=ROOT)
        parts = [path for path in Path(place).glob("--*.po") if path.exists()]
        if not parts:
            return []
        _run("msgcat", "-o", str(left), *map(str, parts), cwd=ROOT)
        return sorted(_ids(left))


def update() -> int:
    """Rewrite the catalogs from the code and compile them."""
    _extract(PACKAGE)
    for language in LANGUAGES:
        catalog = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
        done = _compile(catalog, catalog.with_suffix(".mo"))
        print(f"{language}: {len(_entries(done))} of {len(_ids(catalog))} strings translated")
    return 0


def check() -> int:
    """Say what is not fresh; 0 when all is."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "openiop"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        _extract(copy)
        for language in LANGUAGES:
            inside = Path("locale") / language / "LC_MESSAGES" / "django.po"
            catalog, extracted = PACKAGE / inside, copy / inside
            compiled = catalog.with_suffix(".mo")
            if not (catalog.exists() and compiled.exists()):
                faults.append(f"{language}: there is no catalog yet")
                continue
            gone, come = _ids(catalog) - _ids(extracted), _ids(extracted) - _ids(catalog)
            faults += [f"{language}: not in the catalog: {words!r}" for words in sorted(come)[:10]]
            faults += [f"{language}: no longer used: {words!r}" for words in sorted(gone)[:10]]
            faults += [f"{language}: {words!r} is not translated" for words in _open(catalog)[:10]]
            with compiled.open("rb") as file:
                shown = _entries(gettext.GNUTranslations(file))
            if shown != _entries(_compile(catalog, Path(place) / "messages.mo")):
                faults.append(f"{language}: django.mo was not compiled from django.po")
    for fault in faults:
        print(fault)
    if faults:
        print("Run: .venv/bin/python -m tools.messages")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools.messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is not fresh")
    parser.add_argument("--extract-here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.extract_here:
        return extract_here()
    return check() if asked.check else update()


if __name__ == "__main__":
    sys.exit(main())
