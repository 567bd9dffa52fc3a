"""What has to be done before the pages are served; done in children of the supervisor.

In a child, so that the supervisor itself never opens the database and an interruption ends cleanly.
"""

from __future__ import annotations

import hashlib
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from openiop.config.folder import ROOT
from openiop.config.web import load

NOT_EMPTY = 3
"""Exit code: a demo was asked for, and the database already holds a site."""


def tell(settings: dict[str, str]) -> None:
    """Tell the demo story where `settings` say; it was told when the exit code is 0."""
    os.environ.update(settings)
    load()
    from django.db import connection

    if connection.introspection.table_names():
        _migrate()
    else:
        _lay_tables()
    if _holds_a_site():
        sys.exit(NOT_EMPTY)
    _tell_the_story()
    _close()


def get_ready(says: Connection) -> None:
    """Tables, the site, styles and scripts as this version wants them; says who can sign in."""
    load()
    _migrate()
    _have_a_site()
    _collect_static()
    says.send(_sign_ins())
    _close()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _close() -> None:
    """Closing the last connection folds the write-ahead log into the database file."""
    from django.db import connections

    connections.close_all()


def _lay_tables() -> None:
    """A new demo gets its tables straight from the models, all migrations noted as run.

    Why: playing eighty migrations takes ten seconds, and the end is the same (tested by
    `test_migrations_match_the_models`). A site for real use plays them.
    """
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    kept = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {each.label: None for each in apps.get_app_configs()}
    try:
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    finally:
        settings.MIGRATION_MODULES = kept
    call_command("migrate", fake=True, verbosity=0, interactive=False)


def _holds_a_site() -> bool:
    from openiop.base.models import Site

    return Site.objects.exists()


def _have_a_site() -> None:
    """An empty installation gets its one site; a demo goes on from where its clock stood."""
    from openiop.base.models import Site
    from openiop.base.sites import open_site

    if not Site.objects.exists():
        open_site(name="My program", slug="main", zone="America/New_York", is_demo=False)
    if Site.objects.filter(is_demo=True).exists():
        from openiop.demo import story

        story.wake_clock()


def _tell_the_story() -> None:
    from tqdm import tqdm

    from openiop.demo import story

    bar_format = "{desc:<34.34} {bar:24} {percentage:3.0f} %"
    with tqdm(total=1, bar_format=bar_format, disable=None, leave=False) as bar:

        def progress(done: int, of: int, words: str) -> None:
            bar.total = of
            bar.set_description_str(words, refresh=False)
            bar.update(done - bar.n)

        story.tell(progress=progress)


def _sign_ins() -> list[dict[str, str]]:
    from openiop.base.models import Site

    if not Site.objects.filter(is_demo=True).exists():
        return []
    from openiop.demo import story

    return [{"role": str(sign_in.role), "name": str(sign_in.name)} for sign_in in story.sign_ins()]


def _collect_static() -> None:
    """Gather styles and scripts, only when one of them changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT).parent / ".static-stamp"
    now = _static_version()
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(now)


def _static_version() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "openiop").glob("*/static/**/*")):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
