"""What has to be done with Django before the pages are served; run by the supervisor as a child.

In a child, so that the supervisor itself stays a few megabytes and an interruption ends cleanly.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from openiop.config.folder import ROOT
from openiop.config.orphans import stop_when_orphaned

NOT_EMPTY = 3
"""Exit code: a demo was asked for, and the database already holds a site."""


def main(step: str, answer: Path) -> int:
    """Do `step` ("tell" the demo story or get "ready"); leave the sign-ins in `answer`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiop.config.settings")
    os.environ["OPENIOP_COLLECTING"] = "yes"
    stop_when_orphaned()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    if step == "tell" and not connection.introspection.table_names():
        _lay_tables()
    else:
        call_command("migrate", verbosity=0, interactive=False)
    if step == "tell":
        if _holds_a_site():
            return NOT_EMPTY
        _tell_the_story()
    else:
        _have_a_site()
        _collect_static()
        answer.write_text(json.dumps(_sign_ins()))
    # closing the last connection folds the write-ahead log into the database file
    connections.close_all()
    return 0


def _lay_tables() -> None:
    """A new demo gets its tables straight from the models, all migrations noted as run.

    Why: playing eighty migrations takes half a minute, and the end is the same (tested by
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
