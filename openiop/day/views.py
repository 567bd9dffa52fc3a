"""The day at the front desk, in the room and at its close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.admission.queries.seats import forms_of_groups
from openiop.base import clock
from openiop.base.web import day_asked_for
from openiop.clients.models import Client
from openiop.clients.queries import about_client, client_or_404, clients_by_id, find_clients
from openiop.domain.day.outreach import Barrier, Decided
from openiop.domain.day.presence import late_by, left_by
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.privacy import Permission, reach_of
from openiop.domain.text import _
from openiop.domain.words import AwayReason, Channel, Presence
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor
from openiop.privacy.gate import allows, log_access
from openiop.privacy.remember import until_written
from openiop.privacy.web import actor_of, in_words, page
from openiop.schedule.models import Session
from openiop.schedule.queries import about_session, session_or_404

from . import actions, presenters, queries

# -- Day board ------------------------------------------------------------------------------------


def _day(request: HttpRequest) -> date:
    return day_asked_for(request.GET.get("on", ""), clock.today())


@page(Permission.SEE_DAY_BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """Who is here, who is expected, who is missing?"""
    actor, day = actor_of(request), _day(request)
    words = request.GET.get("find", "").strip()
    shown = until_written(("day board", day), lambda: queries.board.day_board(day))
    hits = set(queries.board.named_like(words, shown)) if words else None
    on_board = {row.client.pk for row in shown.rows}
    context = {
        "board": shown,
        "table": presenters.board_table(
            shown,
            may_mark=reach_of(actor.roles, Permission.RECORD_ARRIVAL) is not None,
            contact_of=queries.board.reach_of_reader(actor, Permission.SEE_SAFE_CONTACT),
            only=hits,
        ),
        "find": words,
        "others": [
            found.client
            for found in (find_clients(words, day) if words else ())
            if found.in_program and found.client.pk not in on_board
        ],
        "is_today": day == clock.today(),
        "may_mark": reach_of(actor.roles, Permission.RECORD_ARRIVAL) is not None,
        "address": f"{reverse('day:board')}?{urlencode({'on': day.isoformat()})}",
    }
    if request.GET.get("part") == "table":
        return render(request, "day/_board.html", context)
    wall = "day/wall.html" if request.GET.get("wall") else "day/board.html"
    return render(request, wall, context)


@require_POST
@page(Permission.RECORD_ARRIVAL)
def find(request: HttpRequest) -> HttpResponse:
    """Letters and Enter: a single hit that is expected is marked as here."""
    words = request.POST.get("find", "").strip()
    hits = queries.board.found_on_board(words, clock.today()) if words else []
    if len(hits) == 1:
        return _mark(request, client_or_404(hits[0]), "arrive")
    return redirect(f"{reverse('day:board')}?{urlencode({'find': words})}")


@require_POST
@page(Permission.RECORD_ARRIVAL, about=about_client)
def arrive(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Mark one row: here, remote, away, left, or take that back."""
    return _mark(request, client_or_404(client_id), request.POST.get("do", "arrive"))


_MARKED = {
    "arrive": _("{name} is here."),
    "remote": _("{name} is here by video."),
    "away": _("{name} is away today. She told us."),
    "left": _("{name} has left."),
    "undo_arrival": _("Taken back. {name} is expected."),
    "undo_away": _("Taken back. {name} is expected."),
    "undo_left": _("Taken back. {name} is still here."),
}


def _mark(request: HttpRequest, client: Client, do: str) -> HttpResponse:
    by, on = actor_of(request), clock.today()
    deeds: dict[str, Callable[[], object]] = {
        "arrive": lambda: actions.arrive(client=client, on=on, by=by),
        "remote": lambda: actions.arrive(client=client, on=on, remote=True, by=by),
        "away": lambda: actions.tell_away(client=client, on=on, reason=AwayReason.UNSAID, by=by),
        "left": lambda: actions.leave(client=client, on=on, in_closing_round=False, by=by),
        "undo_arrival": lambda: actions.undo_arrival(client=client, on=on, by=by),
        "undo_away": lambda: actions.come_after_all(client=client, on=on, by=by),
        "undo_left": lambda: actions.undo_leaving(client=client, on=on, by=by),
    }
    if do not in deeds:
        raise refuse("unknown", _("Please choose one of the buttons."))
    deeds[do]()
    messages.success(request, gettext(_MARKED[do]).format(name=client.chosen_name))
    return redirect((request.POST.get("back") == "missing" and "day:missing") or "day:board")


# -- Missing today --------------------------------------------------------------------------------


@page(Permission.SEND_MESSAGE)
def missing(request: HttpRequest) -> HttpResponse:
    """Who is not here yet, and how is it safe to reach her?"""
    actor = actor_of(request)
    reach = queries.board.reach_of_reader(actor, Permission.SEND_MESSAGE)
    today = clock.today()
    shown = until_written(("missing", today), lambda: queries.missing.missing_page(today))
    cards = presenters.missing_cards(shown.lines, reach)
    log_access(actor, "day:missing", [card.id for card in cards])
    context = {
        "cards": cards,
        "shown": shown,
        "outcomes": (TryOutcome.REACHED, TryOutcome.NO_ANSWER),
        "longer": len(queries.outreach.reaching(reach)),
    }
    return render(request, "day/missing.html", context)


@page(Permission.SEND_MESSAGE)
def reaching(request: HttpRequest) -> HttpResponse:
    """Whom has nobody heard from for longer, and who does what next?"""
    return _reaching(request)


def _reaching(
    request: HttpRequest, open_id: UUID | None = None, refused: Refused | None = None
) -> HttpResponse:
    actor = actor_of(request)
    reach = queries.board.reach_of_reader(actor, Permission.SEND_MESSAGE)
    cards = presenters.reaching_cards(queries.outreach.reaching(reach))
    log_access(actor, "day:reaching", [card.line.client.pk for card in cards])
    context = {
        "cards": cards,
        "may_look": bool(reach_of(actor.roles, Permission.ANSWER_ALERT)),
        "outcomes": (TryOutcome.REACHED, TryOutcome.NO_ANSWER),
        "decisions": Decided,
        "barriers": Barrier,
        "open_id": open_id,
        "typed": request.POST,
        "errors": [
            {"href": f"#look-{open_id}", "text": in_words(reason)} for reason in refused.reasons
        ]
        if refused
        else [],
    }
    return render(request, "day/reaching.html", context, status=422 if refused else 200)


@require_POST
@page(Permission.SEND_MESSAGE, about=queries.outreach.about_outreach)
def tried_again(request: HttpRequest, outreach_id: UUID) -> HttpResponse:
    """Write down a call on a later day."""
    actions.try_again(
        outreach=queries.outreach.outreach_or_404(outreach_id),
        outcome=_outcome(request),
        by=actor_of(request),
    )
    messages.success(request, gettext("Written down."))
    return redirect("day:reaching")


@require_POST
@page(Permission.ANSWER_ALERT, about=queries.outreach.about_outreach)
def look(request: HttpRequest, outreach_id: UUID) -> HttpResponse:
    """Decide how to go on."""
    try:
        actions.look_at_outreach(
            outreach=queries.outreach.outreach_or_404(outreach_id),
            **presenters.look_given(request.POST),
            by=actor_of(request),
        )
    except Refused as refused:
        return _reaching(request, outreach_id, refused)
    messages.success(request, gettext("Saved."))
    return redirect("day:reaching")


@page(Permission.SEE_SAFE_CONTACT, about=about_client)
def contact(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """May I say who is calling?"""
    client = client_or_404(client_id)
    context = {
        "client": client,
        "card": presenters.contact_card(queries.board.reached(card_of(client_id))),
        "missing": "day:missing" in _opens(actor_of(request))
        and queries.missing.missing_from(client_id, clock.today()) is not None,
        "may_hand_out": allows(actor_of(request), Permission.HAND_OUT_CODE, client.about()),
    }
    return render(request, "day/contact.html", context)


@require_POST
@page(Permission.SEND_MESSAGE, about=about_client)
def text(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Queue the neutral text."""
    client = client_or_404(client_id)
    actions.text_her(client=client, on=clock.today(), by=actor_of(request))
    messages.success(
        request, gettext("The text to {name} is on its way.").format(name=client.chosen_name)
    )
    return redirect("day:missing")


@require_POST
@page(Permission.SEND_MESSAGE, about=about_client)
def tried(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Write down a call."""
    client = client_or_404(client_id)
    actions.record_try(
        client=client,
        on=clock.today(),
        channel=Channel.CALL,
        outcome=_outcome(request),
        by=actor_of(request),
    )
    messages.success(request, gettext("Written down."))
    return redirect("day:missing")


def _outcome(request: HttpRequest) -> TryOutcome:
    try:
        return TryOutcome(request.POST.get("outcome", ""))
    except ValueError:
        raise refuse("unknown", _("Please choose one of the buttons.")) from None


# -- The room -------------------------------------------------------------------------------------


@page(Permission.RUN_GROUP, about=about_session)
def room(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who is here?"""
    shown = queries.room.room_page(session_or_404(session_id))
    log_access(actor_of(request), "day:room", [line.client.pk for line in shown.lines])
    context = {
        "room": shown,
        "rows": presenters.room_rows(shown),
        "minute_chips": presenters.MINUTE_CHIPS,
        "guarded": _is_guarded(shown.session.group_id),
    }
    return render(request, "day/room.html", context)


def _is_guarded(group_id: UUID | None) -> bool:
    """Whether she may leave this group for good with one quiet tap."""
    return group_id is not None and forms_of_groups([group_id])[group_id].needs_readiness


@page(Permission.RUN_GROUP, about=about_session)
def room_now(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The clock and the count alone, for refreshing without touching the roster."""
    shown = queries.room.room_page(session_or_404(session_id))
    return render(request, "day/_room_now.html", {"room": shown, "clock": clock.local_now()})


@require_POST
@page(Permission.RUN_GROUP, about=about_session)
def confirm(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Confirm everybody not confirmed yet."""
    session = session_or_404(session_id)
    confirmed = actions.confirm_all(session=session, by=actor_of(request))
    messages.success(request, gettext("{n} confirmed.").format(n=len(confirmed)))
    return redirect("day:room", session_id)


@require_POST
@page(Permission.RUN_GROUP, about=queries.room.about_room)
def in_room(request: HttpRequest, session_id: UUID, client_id: UUID) -> HttpResponse:
    """One tap on one woman: how she is in this session."""
    session, client = session_or_404(session_id), client_or_404(client_id)
    _in_room(request, session, client, actor_of(request))
    return redirect(f"{reverse('day:room', args=[session_id])}#c-{client_id}")


def _in_room(request: HttpRequest, session: Session, client: Client, by: Actor) -> None:
    do = request.POST.get("do", "")
    words = request.POST.get("words", "")
    if do == "out":
        actions.step_out(session=session, client=client, with_whom=words, by=by)
    elif do == "back":
        actions.come_back(session=session, client=client, by=by)
    elif do == "location":
        actions.confirm_location(client=client, on=session.on, words=words, by=by)
    elif do in list(Presence):
        presence = Presence(do)
        from_at = late_by(session.starts_at, _minutes(request)) if do == Presence.LATE else None
        to_at = left_by(session.ends_at, _minutes(request)) if do == Presence.LEFT_EARLY else None
        actions.set_presence(
            session=session,
            client=client,
            presence=presence,
            from_at=from_at,
            to_at=to_at,
            by=by,
        )
    else:
        raise refuse("unknown", _("Please choose one of the buttons."))


MINUTES_DIGITS = 4


def _minutes(request: HttpRequest) -> int:
    typed = request.POST.get("minutes") or request.POST.get("other_minutes", "")
    if not typed.isdecimal() or len(typed) > MINUTES_DIGITS:
        raise refuse("minutes", _("How many minutes? A whole number, such as 15."))
    return int(typed)


# -- The close ------------------------------------------------------------------------------------


@page(Permission.CLOSE_DAY)
def close(request: HttpRequest) -> HttpResponse:
    """Does everybody leave seen?"""
    return _close(request, _day(request), {}, ())


def _close(
    request: HttpRequest, day: date, typed: presenters.Typed, reasons: tuple[Reason, ...]
) -> HttpResponse:
    shown = until_written(("close", day), lambda: queries.close.close_page(day))
    context = {
        "page": shown,
        "tracks": presenters.close_tracks(shown, typed, _opens(actor_of(request))),
        "due": presenters.due_choices(shown),
        "errors": [
            {"href": f"#r-{each.params.get('client_id', '')}", "text": in_words(each)}
            for each in reasons
        ],
        "is_today": day == clock.today(),
        "is_ahead": day > clock.today(),
    }
    log_access(actor_of(request), "day:close", [x.client.pk for t in shown.tracks for x in t.lines])
    return render(request, "day/close.html", context, status=422 if reasons else 200)


_SETTLED_ON = {
    "safety:alerts": Permission.SEE_ALERTS,
    "safety:checks": Permission.SEE_ALERTS,
    "desk:open_matters": Permission.SEE_NEEDS,
    "day:missing": Permission.SEND_MESSAGE,
}


def _opens(actor: Actor) -> set[str]:
    """The pages on which this person may settle what is still open."""
    return {name for name, needed in _SETTLED_ON.items() if reach_of(actor.roles, needed)}


def _posted_day(request: HttpRequest) -> date:
    return day_asked_for(request.POST.get("on", ""), clock.today())


def _to_close(day: date) -> HttpResponse:
    return redirect(f"{reverse('day:close')}?{urlencode({'on': day.isoformat()})}")


@require_POST
@page(Permission.CLOSE_DAY)
def left(request: HttpRequest) -> HttpResponse:
    """They have left: one of them, or all who were in the closing round; or one has not."""
    day, by = _posted_day(request), actor_of(request)
    clients = list(clients_by_id(_ids(request.POST.getlist("client"))).values())
    if request.POST.get("do") == "undo" and clients:
        actions.keep_here(client=clients[0], on=day, by=by)
        return _to_close(day)
    in_round = request.POST.get("do") == "closing"
    count = actions.let_go(clients=clients, on=day, in_closing_round=in_round, by=by)
    messages.success(request, presenters.left_in_words(count))
    return _to_close(day)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise refuse("unknown", _("Please choose one of the buttons.")) from None


@require_POST
@page(Permission.CLOSE_DAY)
def seen_off(request: HttpRequest) -> HttpResponse:
    """How she was when she left without the closing round."""
    day = _posted_day(request)
    (client_id,) = _ids([request.POST.get("client", "")])
    actions.see_off(
        client=client_or_404(client_id),
        on=day,
        words=request.POST.get("words", ""),
        by=actor_of(request),
    )
    return _to_close(day)


@require_POST
@page(Permission.CLOSE_DAY)
def close_day(request: HttpRequest) -> HttpResponse:
    """Close the day, or say in words what still keeps it open; what was typed is kept."""
    day = _posted_day(request)
    typed = _typed(request)
    (track_id,) = _ids([request.POST.get("track", "")])
    try:
        actions.close_day(
            track=queries.close.track_or_404(track_id),
            on=day,
            handovers=_handovers(typed),
            by=actor_of(request),
        )
    except Refused as refused:
        return _close(request, day, typed, refused.reasons)
    messages.success(
        request, presenters.closed_in_words(queries.close.was_handed_over(track_id, day))
    )
    return _to_close(day)


def _typed(request: HttpRequest) -> presenters.Typed:
    """The hand-over fields of the form, named `part:client:matter`."""
    typed: presenters.Typed = {}
    for name, value in request.POST.items():
        part, _colon, rest = name.partition(":")
        client_id, _colon, code = rest.partition(":")
        if part in ("to", "words", "due") and code and _is_id(client_id):
            typed.setdefault((client_id, code), {})[part] = str(value)
    return typed


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _handovers(typed: presenters.Typed) -> list[dict[str, Any]]:
    return [
        {
            "client_id": UUID(client_id),
            "code": code,
            "to_id": said.get("to", ""),
            "words": said.get("words", ""),
            "due_at": _instant(said.get("due", "")),
        }
        for (client_id, code), said in typed.items()
        if said.get("to") or said.get("words", "").strip()
    ]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
