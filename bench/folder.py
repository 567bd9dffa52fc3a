"""Make a data folder with the demo story, and the story copied a number of times."""

from __future__ import annotations

import sys

from openiop.cli import start_django

if __name__ == "__main__":
    start_django()
    from django.core.management import call_command

    from bench.many import multiply
    from openiop.base.scope import entered
    from openiop.demo import story

    call_command("migrate", verbosity=0)
    site = story.tell()
    with entered(site.scope()):
        multiply(int(sys.argv[1]))
