"""Count the SQL statements of one page for one demo person."""

from __future__ import annotations

import sys

from openiop.cli import start_django

if __name__ == "__main__":
    start_django()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from openiop.accounts.models import User

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(
        User.objects.get(sign_in_name=sys.argv[1]),
        backend="openiop.accounts.backend.SignInName",
    )
    browser.get(sys.argv[2])
    with CaptureQueriesContext(connection) as captured:
        browser.get(sys.argv[2])
    print(len(captured))
