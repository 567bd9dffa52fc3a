"""Her own pages, opened for the first time with the code we gave her."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from openiop.accounts import actions as accounts
from openiop.domain.decision import Refused
from openiop.privacy.actor import system
from openiop.privacy.web import in_words, public_page
from openiop.public import actions

from .way_in import connection_of, status_of


@public_page
@sensitive_post_parameters("password", "code")
def begin(request: HttpRequest) -> HttpResponse:
    """She opens her own pages for the first time, with the code we gave her."""
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            actions.count_first_code(connection=connection_of(request), by=system())
            user = accounts.open_with_code(
                code=request.POST.get("code", ""),
                sign_in_name=request.POST.get("sign_in_name", ""),
                password=request.POST.get("password", ""),
                by=system(),
            )
            login(request, user, backend="openiop.accounts.backend.SignInName")
            return redirect("/")
        except Refused as refused:
            status = status_of(refused)
            for reason in refused.reasons:
                faults.setdefault(reason.field_name or "code", in_words(reason))
    context = {
        "faults": faults,
        "errors": [{"href": f"#{name}", "text": text} for name, text in faults.items()],
        "typed": request.POST,
    }
    return render(request, "public/begin.html", context, status=status)
