"""The message catalogs: `python -m tools.messages` brings them up to date, `--check` only looks.

Fresh means: every marked string of the code and the templates is in the catalog, and the compiled
catalog, which is what people see, says the same as the one translators edit.
"""

from __future__ import annotations

import argparse
import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "openiop"
LANGUAGES = ("es",)


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _extract(package: Path) -> None:
    (package / "locale").mkdir(exist_ok=True)
    languages = [word for language in LANGUAGES for word in ("-l", language)]
    _run(
        sys.executable, "-m", "django", "makemessages", *languages,
        "--no-obsolete", "--no-wrap", "--add-location", "file", cwd=package,
    )  # fmt: skip


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
    return check() if parser.parse_args().check else update()


if __name__ == "__main__":
    sys.exit(main())
