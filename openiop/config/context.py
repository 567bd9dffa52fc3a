"""What every page is given: the site, who reads, the clock, the way around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from openiop.accounts.models import User
from openiop.base import clock
from openiop.base.models import Heartbeat
from openiop.base.scope import has_scope
from openiop.base.web import site_of
from openiop.domain.privacy import Permission, Role, reach_of
from openiop.domain.text import _
from openiop.outbox.carriers import reaches
from openiop.privacy.actor import Actor
from openiop.safety.queries.alerts import alerts_nobody_took

JOB_LATE_AFTER = timedelta(minutes=2)
"""How long the background job may be silent before every staff page says so."""

NAV: tuple[tuple[str, str, Permission, frozenset[Role]], ...] = (
    (_("Huddle"), "desk:huddle", Permission.SEE_HUDDLE, frozenset()),
    (_("Open matters"), "desk:open_matters", Permission.SEE_NEEDS, frozenset()),
    (
        _("My clients"),
        "desk:caseload",
        Permission.SEE_OWN_CASELOAD,
        frozenset({Role.THERAPIST, Role.CLINICAL_LEAD, Role.PRESCRIBER}),
    ),
    (
        _("Team meeting"),
        "readiness:agenda",
        Permission.SEE_AGENDA,
        frozenset({Role.CLINICAL_LEAD}),
    ),
    (
        _("Measures"),
        "desk:grid",
        Permission.SEE_SCORES,
        frozenset({Role.THERAPIST, Role.CLINICAL_LEAD, Role.DIRECTOR}),
    ),
    (
        _("Pipeline"),
        "intake:pipeline",
        Permission.SEE_REFERRALS,
        frozenset({Role.INTAKE, Role.CLINICAL_LEAD, Role.DIRECTOR}),
    ),
    (
        _("Assessments"),
        "intake:assessments",
        Permission.BOOK_ASSESSMENT,
        frozenset(),
    ),
    (
        _("On the way"),
        "intake:on_the_way",
        Permission.SEE_ADMISSION,
        frozenset({Role.INTAKE, Role.CLINICAL_LEAD, Role.BILLING}),
    ),
    (
        _("Papers"),
        "intake:texts",
        Permission.WRITE_CONSENT_TEXT,
        frozenset({Role.DIRECTOR, Role.PRIVACY_OFFICER}),
    ),
    (_("My day"), "care:my_day", Permission.WRITE_NOTE, frozenset()),
    (
        _("What I owe"),
        "documents:owed",
        Permission.WRITE_DOCUMENT,
        frozenset({Role.THERAPIST, Role.FACILITATOR, Role.PRESCRIBER}),
    ),
    (_("What is late"), "documents:late", Permission.SEE_LATE, frozenset()),
    (_("Leaving"), "discharge:leaving", Permission.SEE_LEAVING, frozenset()),
    (_("Calls we owe"), "followup:calls", Permission.SEE_CALLS_OWED, frozenset()),
    (
        _("Meetings of alumnae"),
        "followup:meetings",
        Permission.RUN_ALUMNAE,
        frozenset({Role.FACILITATOR, Role.DIRECTOR}),
    ),
    (
        _("The week"),
        "timetable:week",
        Permission.SEE_WEEK,
        frozenset({Role.CLINICAL_LEAD, Role.DIRECTOR, Role.FACILITATOR, Role.FRONT_DESK}),
    ),
    (_("Day board"), "day:board", Permission.SEE_DAY_BOARD, frozenset()),
    (_("Missing today"), "day:missing", Permission.SEND_MESSAGE, frozenset({Role.FRONT_DESK})),
    (
        _("Reaching her"),
        "day:reaching",
        Permission.SEND_MESSAGE,
        frozenset({Role.THERAPIST}),
    ),
    (_("Alerts"), "safety:alerts", Permission.SEE_ALERTS, frozenset()),
    (
        _("Coverage"),
        "billing:board",
        Permission.SEE_COVERAGE,
        frozenset({Role.BILLING, Role.INTAKE}),
    ),
    (
        _("Places"),
        "schedule:places",
        Permission.SEE_PLACES,
        frozenset({Role.FRONT_DESK, Role.INTAKE}),
    ),
    (
        _("Who is calling?"),
        "discretion:caller",
        Permission.LOOK_UP_CALLER,
        frozenset({Role.FRONT_DESK, Role.INTAKE}),
    ),
    (
        _("Incident reports"),
        "safety:incidents",
        Permission.READ_INCIDENTS,
        frozenset({Role.PRIVACY_OFFICER}),
    ),
    (_("Audit"), "chart:audit", Permission.AUDIT_CHARTS, frozenset()),
    (_("Ways in"), "intake:funnel", Permission.SEE_FUNNEL, frozenset({Role.DIRECTOR})),
    (_("Outcomes"), "outcomes:board", Permission.SEE_OUTCOMES, frozenset({Role.DIRECTOR})),
    (_("Hours"), "desk:hours", Permission.SEE_HOURS, frozenset()),
    (
        _("Curriculum"),
        "curriculum:shelf",
        Permission.SEE_CURRICULUM,
        frozenset({Role.FACILITATOR, Role.CLINICAL_LEAD}),
    ),
    (
        _("Group climate"),
        "practice:climate",
        Permission.SEE_CLIMATE,
        frozenset({Role.FACILITATOR, Role.CLINICAL_LEAD, Role.DIRECTOR}),
    ),
    (_("Close the day"), "day:close", Permission.CLOSE_DAY, frozenset()),
    (_("Public pages"), "public:texts", Permission.EDIT_PUBLIC_TEXTS, frozenset({Role.DIRECTOR})),
    (_("Partners"), "public:partners", Permission.MANAGE_PARTNERS, frozenset({Role.INTAKE})),
    (_("Cannot sign in"), "public:sign_in_helps", Permission.ANSWER_SIGN_IN_HELP, frozenset()),
)
"""Label, page, the permission that opens it, and roles it is shown to when not to all of them."""


ALWAYS_SHOWN = "safety:alerts"
LETTERS_IN_THE_LINE = 130
"""How many letters the line at the top holds at 1366 pixels, names of program and reader too."""
LETTERS_BETWEEN, LETTERS_OF_MORE = 3.5, 9.5


@dataclass(frozen=True)
class Nav:
    """The way around: pages in the line at the top, and those under "More"."""

    first: tuple[tuple[str, str, bool], ...]
    more: tuple[tuple[str, str, bool], ...]

    @property
    def is_here_in_more(self) -> bool:
        """Whether the page that is open stands under "More"."""
        return any(current for _label, _url, current in self.more)


def nav_for(actor: Actor, path: str, site_name: str = "") -> Nav:
    """The pages this person works with, in the order of her day; what fits in one line first.

    Alerts always stand in the line. What does not fit is one tap away, under "More".
    """
    pages = _pages_of(actor, path)
    always = reverse(ALWAYS_SHOWN)
    room = LETTERS_IN_THE_LINE - len(site_name) - len(actor.name)
    sizes = {url: len(label) + LETTERS_BETWEEN for label, url, _current in pages}
    if sum(sizes.values()) <= room + LETTERS_OF_MORE:
        return Nav(tuple(pages), ())
    left, shown = room - sizes.get(always, 0), {always}
    for _label, url, _current in pages:
        if url == always:
            continue
        if left < sizes[url]:
            break
        shown.add(url)
        left -= sizes[url]
    return Nav(
        tuple(page for page in pages if page[1] in shown),
        tuple(page for page in pages if page[1] not in shown),
    )


def _pages_of(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    shown = []
    for label, name, permission, only_for in NAV:
        if reach_of(actor.roles, permission) and (not only_for or only_for & actor.roles):
            url = reverse(name)
            words = gettext(label)
            if name == "safety:alerts" and (waiting := alerts_nobody_took(actor)):
                words = f"{words} ({waiting})"
            shown.append((words, url, path.startswith(url)))
    here = max((url for _words, url, current in shown if current), key=len, default="")
    return [(words, url, url == here) for words, url, _current in shown]


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The context every template may rely on."""
    if not has_scope():
        return {}
    site = site_of(request)
    actor: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "site": site,
        "actor": actor,
        "clock": clock.local_now(),
        "demo_clock": site.is_demo,
        "text_size": text_size_for(request),
        "app_name": gettext("My week"),
        "alerts_reach": reaches(site.is_demo),
    }
    if actor and actor.is_staff:
        context["nav"] = nav_for(actor, request.path, site.name)
        context["job_late"] = _job_late()
    return context


def text_size_for(request: HttpRequest) -> str:
    """How large she wants to read: her own choice when signed in, else this browser's."""
    if getattr(request, "actor", None) is not None and isinstance(request.user, User):
        return str(request.user.text_size)
    return request.COOKIES.get("openiop_text", "100")


def _job_late() -> Any:
    """When the background job was last seen, if that is too long ago."""
    last = Heartbeat.objects.filter(job="worker").values_list("beat_at", flat=True).first()
    if last is None:
        return clock.now()
    return last if clock.wall() - last > JOB_LATE_AFTER else None
