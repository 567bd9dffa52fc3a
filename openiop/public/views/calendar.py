"""A calendar under its secret address, for an app that cannot sign in."""

from __future__ import annotations

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from openiop.domain.public import Ask, may_ask_again
from openiop.privacy.actor import system
from openiop.privacy.web import public_page
from openiop.public import actions
from openiop.public.queries.way_in import tries_of
from openiop.timetable.queries.feed import calendar_by_key, file_of

from .way_in import connection_of

WAIT_S = 3600
TOO_MANY = 429


@public_page
@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody's own sessions as a calendar file; an address we do not know opens nothing."""
    connection = connection_of(request)
    if not may_ask_again(Ask.CALENDAR, tries_of(connection, Ask.CALENDAR)):
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(WAIT_S)})
    feed = calendar_by_key(key)
    if feed is None:
        actions.count_calendar_miss(connection=connection, by=system())
        raise Http404("No calendar stands here.")
    body = file_of(feed).encode()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"ETag": etag, "Cache-Control": "private, no-cache"},
    )
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
