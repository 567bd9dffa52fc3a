"""`openiop …`: the one command-line entry, thin over Django's. What a command does lives elsewhere.

Django is started only by the commands that need it, so that `--help`, a mistyped option and the
supervisor itself stay quick and small.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from openiop.config.folder import DataFolder, Trouble, uses_own_database
from openiop.config.options import Options

PASSED_ON = {"audit": "audit"}
"""Commands that are Django's own underneath, with the name they have there."""

CANNOT_IMPORT = 2
"""Exit code when a file, an option or the database cannot be used; see docs/import.md."""

CANNOT_USE = 2
"""Exit code when a file, a column or an option cannot be used; see docs/measures-cli.md."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; an expected trouble is a sentence, never a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _obey(arguments)
    except Trouble as trouble:
        print(f"openiop: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _obey(arguments: list[str]) -> int:
    if arguments[:1] == ["manage"]:
        return _ask_django(arguments[1:] or ["help"])
    if arguments and arguments[0] in PASSED_ON:
        return _ask_django([PASSED_ON[arguments[0]], *arguments[1:]])
    if arguments == ["count-outcomes"]:
        return _count_outcomes()
    asked = _asked(arguments)
    if asked.command == "work":
        return _work(once=asked.once)
    if asked.command == "import":
        return _import(asked)
    if asked.command == "score":
        return _score(asked)
    if asked.command == "change":
        return _change(asked)
    if asked.command == "timetable":
        return _timetable(asked)
    from openiop.config import serve

    return serve.serve(
        port=asked.port,
        host=asked.host,
        fresh=asked.fresh,
        demo=not asked.no_demo,
    )


def _asked(arguments: list[str]) -> argparse.Namespace:
    asked, besides = _parser(arguments[0] if arguments else "").parse_known_args(arguments)
    if besides:
        Options(prog=f"openiop {asked.command}").error(
            f"unrecognized arguments: {' '.join(besides)}"
        )
    return asked


def _parser(asked_for: str) -> argparse.ArgumentParser:
    """Every command by name; options of the larger ones only where they are asked for.

    What reads their options loads a lot, and somebody may be on the phone.
    """
    parser = Options(prog="openiop", description="OpenIOP from the command line.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="the pages and the background jobs, until Ctrl-C")
    serve.add_argument("--port", default=None, metavar="N", help="otherwise PORT, otherwise 8000")
    serve.add_argument("--fresh", action="store_true", help="remove everything first, start over")
    serve.add_argument("--no-demo", action="store_true", help="an empty site, not the demo program")
    serve.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; others only behind TLS"
    )
    work = commands.add_parser("work", help="only the background jobs, until Ctrl-C")
    work.add_argument("--once", action="store_true", help="do what is due now, then stop")
    _add_import(
        commands.add_parser("import", help="clients, responses or medications, from CSV files")
    )
    large = {
        "score": (_add_score, "what the rows of a questionnaire come to"),
        "change": (_add_change, "what changed between two columns of totals"),
        "timetable": (_add_timetable, "a week solved, checked and mended"),
    }
    for name, (add, about) in large.items():
        command = commands.add_parser(name, help=about)
        if name == asked_for:
            add(command)
    commands.add_parser("audit", help="the trail: `openiop audit verify`")
    commands.add_parser("manage", help="any of Django's own commands")
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Take in clients, responses or medications. The format is described in docs/import.md."
    )
    parser.epilog = (
        "Exit code: 0 every row is in or was here already; 1 some rows were refused, the others "
        "are in; 2 stopped, because a file, an option or the database cannot be used."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a CSV file in UTF-8")
    parser.add_argument(
        "--as",
        dest="kind",
        choices=("clients", "responses", "medications"),
        help="what the rows are; otherwise told by the column names",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument("--site", default="", metavar="SLUG", help="needed when there are several")
    parser.add_argument(
        "--by", default="", metavar="NAME", help="the sign-in name of the director who imports"
    )


def _import(asked: argparse.Namespace) -> int:
    try:
        start_django(needs_database=True)
        from openiop.config import importing

        return importing.import_files(
            asked.files,
            kind=asked.kind,
            dry_run=asked.dry_run,
            site_slug=asked.site,
            sign_in_name=asked.by,
        )
    except Trouble as trouble:
        print(f"openiop import: {trouble}", file=sys.stderr)
        return CANNOT_IMPORT


def _add_score(parser: argparse.ArgumentParser) -> None:
    from openiop.config.scoring import add_score

    add_score(parser)


def _score(asked: argparse.Namespace) -> int:
    try:
        from openiop.config.scoring import score_file

        return score_file(asked)
    except Trouble as trouble:
        print(f"openiop score: {trouble}", file=sys.stderr)
        return CANNOT_USE


def _add_change(parser: argparse.ArgumentParser) -> None:
    from openiop.config.changing import add_change

    add_change(parser)


def _change(asked: argparse.Namespace) -> int:
    try:
        from openiop.config.changing import change_file

        return change_file(asked)
    except Trouble as trouble:
        print(f"openiop change: {trouble}", file=sys.stderr)
        return CANNOT_USE


def _add_timetable(parser: argparse.ArgumentParser) -> None:
    from openiop.config.timetabling import add_timetable

    add_timetable(parser)


def _timetable(asked: argparse.Namespace) -> int:
    try:
        from openiop.config.timetabling import timetable

        return timetable(asked)
    except Trouble as trouble:
        print(f"openiop timetable: {trouble}", file=sys.stderr)
        return CANNOT_USE


def _count_outcomes() -> int:
    """The server asks for it, in a process that ends: the libraries it loads are large."""
    import gc

    from openiop.domain.outcomes.compute import answered

    gc.disable()  # it ends with its answer; looking for circles among millions of rows takes longer
    sys.stdout.write(answered(sys.stdin.buffer.read()))
    return 0


def _work(*, once: bool) -> int:
    start_django()
    from openiop.config import jobs

    jobs.work(once=once)
    return 0


def _ask_django(arguments: list[str]) -> int:
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["openiop manage", *arguments])
    return 0


def start_django(*, needs_database: bool = False) -> None:
    """Load Django for the data folder in force, as `openiop serve` would."""
    folder = DataFolder.of_environment()
    if needs_database and not (folder.databases or uses_own_database()):
        raise Trouble(f"There is no database in {folder.path} yet. Start OpenIOP first: ./run")
    folder.open()
    os.environ.update(folder.environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiop.config.settings")
    import django

    django.setup()
