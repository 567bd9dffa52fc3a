"""What anybody may read before asking for anything."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as say

from openiop.domain.public import PublicPage
from openiop.privacy.web import public_page
from openiop.programs.queries import program
from openiop.public.queries import pages

READING_ORDER = tuple(PublicPage)


@public_page
def text(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the site's own words, or ours."""
    wanted = pages.page_called(name)
    if wanted is None:
        raise Http404("No such page.")
    shown = pages.standing(wanted, (get_language() or "en")[:2])
    here = program()
    context = {
        "page": wanted,
        "body": pages.as_html(shown.body),
        "others": [each for each in READING_ORDER if each is not wanted],
        "questions": _questions() if wanted is PublicPage.RIGHT_FOR_ME else (),
        "phone": here.on_call_phone if here else "",
        "about": here,
    }
    return render(request, "public/text.html", context)


def _questions() -> tuple[tuple[str, str], ...]:
    """Four plain questions, for her alone: nothing is counted, sent or kept."""
    return (
        (
            say("Is it hard to work, to look after yourself, or to be with people?"),
            say("For example: getting up, eating, going to work, answering friends."),
        ),
        (
            say("Do you know what helps, but it slips away between visits?"),
            say("For example: it works in the talk, and at home it is gone."),
        ),
        (
            say("Would it help to see someone more than once a week?"),
            say("For example: because a week is too long to wait."),
        ),
        (
            say("Can you get through the days, but not alone?"),
            say("For example: it is heavy, and with support you hold on."),
        ),
    )
