"""The pages of whoever holds groups and sessions: my day, the brief, notes, goals."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.clients.queries import about_client, client_or_404
from openiop.domain.care.edits import Draft, seen_after
from openiop.domain.care.opening import HoldKind
from openiop.domain.decision import Refused
from openiop.domain.privacy import About, Permission
from openiop.privacy.gate import allows, log_access
from openiop.privacy.remember import until_written
from openiop.privacy.web import actor_of, back_to, in_words, page
from openiop.safety.queries.people import clients_in_reach
from openiop.schedule.models import Session
from openiop.schedule.queries import about_session, left_out_by_person, session_or_404

from . import actions, presenters, queries
from .forms import AddendumForm, GoalForm, HoldForm, Sent, StrikeForm, parts_of, sent_fields
from .models import Note
from .presenters import Typed

F = TypeVar("F", AddendumForm, StrikeForm, GoalForm, HoldForm)

UNPROCESSABLE = 422
CONFLICT = 409

# -- My day and the brief ------------------------------------------------------------------------


@page(Permission.WRITE_NOTE)
def my_day(request: HttpRequest) -> HttpResponse:
    """What is next, and what do I still owe?"""
    by = actor_of(request)
    mine = until_written(("my day", by.id, by.roles), lambda: queries.my_day.my_day(by))
    signs_second = allows(by, Permission.COSIGN_NOTE, About())
    context = {
        "to_cosign": len(queries.cosign.cosign_queue(by)) if signs_second else 0,
        "mine": mine,
        "sessions": [(each, *presenters.state_words(each)) for each in mine.sessions],
        "owed": [(line, presenters.due_words(line.due_at, line.is_late)) for line in mine.owed],
        "left_out": left_out_by_person(by.id).get(by.id, 0),
    }
    return render(request, "care/my_day.html", context)


@page(Permission.WRITE_NOTE, about=about_session)
def brief(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who is coming, and what should I know about each woman before I open the door?"""
    found = queries.brief.brief(session_or_404(session_id), actor_of(request))
    log_access(actor_of(request), "care:brief", [row.client.pk for row in found.rows])
    reach = clients_in_reach(actor_of(request), Permission.SEE_ALERTS)
    context = {
        "brief": found,
        "plans_of": [row.client for row in found.rows if reach is None or row.client.pk in reach],
        "lines": [presenters.brief_line(row) for row in found.rows],
        "flags": [
            (client, presenters.ago(at), is_open)
            for client, at, is_open in (found.since.alerts if found.since else ())
        ],
    }
    return render(request, "care/brief.html", context)


# -- The notes of one session --------------------------------------------------------------------


@page(Permission.WRITE_NOTE, about=about_session)
def notes(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Is every woman's note done and hers?"""
    session = session_or_404(session_id)
    if session.client_id:
        return redirect("care:session_note", session_id)
    return _notes_page(request, session)


def _notes_page(
    request: HttpRequest,
    session: Session,
    typed: dict[UUID, Typed] | None = None,
    shared_typed: Typed | None = None,
) -> HttpResponse:
    here = queries.grid.notes_grid(session, actor_of(request))
    log_access(actor_of(request), "care:notes", [row.client.pk for row in here.rows])
    typed = typed or {}
    context = {
        "here": here,
        "session": session,
        "views": [presenters.row_view(row, typed.get(row.client.pk)) for row in here.rows],
        "shared": presenters.shared_view(here.shared, shared_typed),
        "absent": [(line, presenters.absent_words(line)) for line in here.absent],
        "bar": presenters.sign_bar(here),
        "alike": presenters.alike_view(here),
    }
    status = UNPROCESSABLE if typed or shared_typed else 200
    return render(request, "care/notes.html", context, status=status)


@page(Permission.WRITE_NOTE, about=about_session)
def notes_state(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Where each note stands now: the bar and the line of each row, after something was saved."""
    here = queries.grid.sheet(session_or_404(session_id), actor_of(request))
    context = {
        "session": here.session,
        "views": [presenters.row_view(row) for row in here.rows if not row.is_signed],
        "shared": presenters.shared_view(here.shared),
        "bar": presenters.sign_bar(here),
        "alike": presenters.alike_view(here),
        "is_update": True,
        "is_single": here.session.client_id is not None,
    }
    return render(request, "care/_state.html", context)


@require_POST
@page(Permission.WRITE_NOTE, about=about_session)
def save_shared(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep what the whole group did, field by field or at once."""
    session = session_or_404(session_id)
    sent = sent_fields(request.POST, queries.drafts.SHARED_FIELDS)
    told = dict(sent.changes)
    offered = told["interventions"].splitlines() if "interventions" in told else None
    try:
        part = actions.shared.save_shared(
            session=session,
            version=sent.seen,
            topic=told.get("topic"),
            interventions=offered,
            words=told.get("words"),
            by=actor_of(request),
        )
    except Refused as refused:
        draft = queries.shared.shared_draft(session, queries.shared.stored_shared(session))
        if sent.is_autosave:
            return _autosave_refused(sent, draft, refused)
        return _notes_page(request, session, shared_typed=_typed(sent, draft, refused))
    if sent.is_autosave:
        return _autosaved(sent, queries.shared.shared_draft(session, part))
    return redirect("care:notes", session_id)


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_row)
def write(request: HttpRequest, session_id: UUID, client_id: UUID) -> HttpResponse:
    """Keep her part of the record, field by field or the whole row at once."""
    session, client = session_or_404(session_id), client_or_404(client_id)
    sent = sent_fields(request.POST, queries.drafts.fields_of(session))
    try:
        note = actions.notes.write_note(
            session=session,
            client=client,
            version=sent.seen,
            changes=dict(sent.changes),
            by=actor_of(request),
        )
    except Refused as refused:
        draft = queries.drafts.draft_of(queries.lookup.standing_note(session, client))
        if sent.is_autosave:
            return _autosave_refused(sent, draft, refused)
        typed = {client_id: _typed(sent, draft, refused)}
        if session.client_id:
            return _session_note_page(request, session, typed[client_id])
        return _notes_page(request, session, typed)
    if sent.is_autosave:
        return _autosaved(sent, queries.drafts.draft_of(note))
    return redirect(_page_of(session, f"#row-{client_id}"))


def _autosaved(sent: Sent, draft: Draft) -> JsonResponse:
    after = seen_after(draft, sent.seen, tuple(sent.changes))
    at = clock.local_now().strftime("%H:%M")
    return JsonResponse({"version": str(after), "saved_at": at})


def _autosave_refused(sent: Sent, draft: Draft, refused: Refused) -> JsonResponse:
    if any(reason.code == actions.saving.STALE for reason in refused.reasons):
        theirs = parts_of(sent.field, draft.values.get(sent.field, ""))
        after = seen_after(draft, sent.seen, (sent.field,))
        return JsonResponse({"version": str(after), "value": theirs}, status=CONFLICT)
    words = " ".join(in_words(reason) for reason in refused.reasons)
    return JsonResponse({"message": words}, status=UNPROCESSABLE)


def _typed(sent: Sent, draft: Draft, refused: Refused) -> Typed:
    """What could not be saved, with why; saving it again then keeps it, having seen the other."""
    stale = [r.field_name for r in refused.reasons if r.code == actions.saving.STALE]
    return Typed(
        values=sent.changes,
        version=str(seen_after(draft, sent.seen, tuple(stale))),
        errors={reason.field_name: in_words(reason) for reason in refused.reasons},
        theirs={name: draft.values.get(name, "") for name in stale},
    )


def _page_of(session: Session, anchor: str = "") -> str:
    name = "care:session_note" if session.client_id else "care:notes"
    return reverse(name, args=[session.pk]) + anchor


def _back_to_row(note: Note) -> HttpResponse:
    return redirect(_page_of(note.session, f"#row-{note.client_id}"))


@require_POST
@page(Permission.WRITE_NOTE, about=about_session)
def clear_shared_name(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A word in the shared part stands for nobody."""
    actions.shared.clear_shared_name(
        session=session_or_404(session_id),
        term=request.POST.get("term", ""),
        by=actor_of(request),
    )
    return redirect("care:notes", session_id)


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_note)
def clear_note_name(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """A word in her note stands for nobody."""
    note = actions.notes.clear_note_name(
        note=queries.lookup.note_or_404(note_id),
        term=request.POST.get("term", ""),
        by=actor_of(request),
    )
    return _back_to_row(note)


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_note)
def open_alert(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Open the alert a new concern calls for."""
    note = queries.lookup.note_or_404(note_id)
    actions.notes.open_alert(note=note, by=actor_of(request))
    messages.success(request, gettext("The alert is open. Now this note can be signed on its own."))
    return _back_to_row(note)


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_row)
def take(request: HttpRequest, session_id: UUID, client_id: UUID) -> HttpResponse:
    """Her row is mine to write."""
    note = actions.notes.take_row(
        session=session_or_404(session_id),
        client=client_or_404(client_id),
        by=actor_of(request),
    )
    return _back_to_row(note)


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_pair)
def answer_alike(request: HttpRequest, note_id: UUID, other_id: UUID) -> HttpResponse:
    """Why two notes that read alike are both right."""
    note = queries.lookup.note_or_404(note_id)
    actions.notes.answer_alike(
        note=note,
        other=queries.lookup.note_or_404(other_id),
        why=request.POST.get("why", ""),
        by=actor_of(request),
    )
    return redirect(_page_of(note.session, "#alike"))


@require_POST
@page(Permission.WRITE_NOTE, about=about_session)
def answer_alike_group(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Why several notes that read alike are all right."""
    session = session_or_404(session_id)
    told = request.POST.getlist("notes")
    actions.notes.answer_alike_group(
        session=session,
        note_ids=queries.lookup.ids_in(told),
        why=request.POST.get("why", ""),
        by=actor_of(request),
    )
    return redirect(_page_of(session, "#alike"))


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_note)
def sign(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Sign one note."""
    note = queries.lookup.note_or_404(note_id)
    actions.signing.sign(note=note, by=actor_of(request))
    messages.success(
        request, gettext("{name}: the note is signed.").format(name=note.client.chosen_name)
    )
    return _back_to_row(note)


@require_POST
@page(Permission.WRITE_NOTE, about=about_session)
def sign_all(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign every note that is ready, and say what is left."""
    done = actions.signing.sign_all(session=session_or_404(session_id), by=actor_of(request))
    n = len(done.signed)
    said = ngettext("{n} note signed.", "{n} notes signed.", n).format(n=n)
    if not n:
        said = gettext("No note was ready to be signed.")
    if done.left:
        names = ", ".join(left.client.chosen_name for left in done.left)
        said += " " + gettext("Still open: {names}.").format(names=names)
    messages.success(request, said)
    return redirect("care:notes", session_id)


# -- The note of one individual session ----------------------------------------------------------


@page(Permission.WRITE_NOTE, about=about_session)
def session_note(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What happened, and what is next?"""
    session = session_or_404(session_id)
    if session.client_id is None:
        return redirect("care:notes", session_id)
    return _session_note_page(request, session)


def _session_note_page(
    request: HttpRequest, session: Session, typed: Typed | None = None
) -> HttpResponse:
    found = queries.reading.session_note_page(session, actor_of(request))
    context = {
        "found": found,
        "session": session,
        "view": presenters.row_view(found.row, typed),
        "alike": presenters.alike_view(found),
        "scores": [presenters.score_words(score) for score in found.scores],
    }
    status = UNPROCESSABLE if typed else 200
    return render(request, "care/session_note.html", context, status=status)


# -- One note to read ----------------------------------------------------------------------------


@page(Permission.SEE_CHART, about=queries.lookup.about_note)
def note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """One note as it was signed, with what was added later."""
    return _note_page(request, queries.lookup.note_or_404(note_id))


def _note_page(
    request: HttpRequest,
    note: Note,
    addendum: AddendumForm | None = None,
    strike: StrikeForm | None = None,
    hold: HoldForm | None = None,
    maybe_name: str = "",
) -> HttpResponse:
    by = actor_of(request)
    context = {
        "found": queries.reading.note_page(note, actor_of(request)),
        "note": note,
        "addendum": addendum or AddendumForm(),
        "strike": strike or StrikeForm(),
        "maybe_name": maybe_name,
        "hold": hold or HoldForm(people=queries.opening.who_may_review()),
        "opening": queries.opening.opening_view(note),
        "may_open": allows(by, Permission.OPEN_NOTE, note.about()),
        "may_cosign": allows(by, Permission.COSIGN_NOTE, note.about())
        and queries.cosign.may_cosign_note(note, by),
        "back": _page_of(note.session),
    }
    status = UNPROCESSABLE if addendum or strike or hold else 200
    return render(request, "care/note.html", context, status=status)


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_note)
def addendum(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Add words to a signed note."""
    found, form = queries.lookup.note_or_404(note_id), AddendumForm(request.POST)
    if form.is_valid():
        said = [word for word in form.cleaned_data["not_names"].split("\n") if word]
        if (word := request.POST.get("is_no_name", "")) and word not in said:
            said.append(word)
        try:
            actions.after.add_addendum(
                note=found,
                text=form.cleaned_data["text"],
                why=form.cleaned_data["why"],
                not_names=said,
                by=actor_of(request),
            )
        except Refused as refused:
            return _note_page(
                request, found, addendum=_with_errors(form, refused), maybe_name=_asked(refused)
            )
        messages.success(request, gettext("The addendum stands under the note."))
        return redirect("care:note", note_id)
    return _note_page(request, found, addendum=form)


def _asked(refused: Refused) -> str:
    """The word the page asks about, if it is only a question."""
    asked = (r.params["name"] for r in refused.reasons if r.code == "maybe_name")
    return str(next(asked, ""))


def _with_errors(form: F, refused: Refused) -> F:
    """The form with each reason at its field."""
    for reason in refused.reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


@require_POST
@page(Permission.WRITE_NOTE, about=queries.lookup.about_note)
def strike(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Take a note out of her chart, for a reason."""
    found, form = queries.lookup.note_or_404(note_id), StrikeForm(request.POST)
    if not form.is_valid():
        return _note_page(request, found, strike=form)
    try:
        actions.after.strike_note(note=found, why=form.cleaned_data["why"], by=actor_of(request))
    except Refused as refused:
        return _note_page(request, found, strike=_with_errors(form, refused))
    messages.success(request, gettext("The note is struck. It stays readable here."))
    return redirect("care:note", note_id)


# -- Second signatures, open notes ---------------------------------------------------------------


@page(Permission.COSIGN_NOTE)
def cosign_queue(request: HttpRequest) -> HttpResponse:
    """What waits for a second signature?"""
    context = {"lines": queries.cosign.cosign_queue(actor_of(request))}
    return render(request, "care/cosign.html", context)


@require_POST
@page(Permission.COSIGN_NOTE, about=queries.lookup.about_note)
def cosign(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Put the second signature under a note."""
    actions.signing.cosign(note=queries.lookup.note_or_404(note_id), by=actor_of(request))
    messages.success(request, gettext("The second signature stands under the note."))
    return redirect("care:note", note_id)


@require_POST
@page(Permission.OPEN_NOTE, about=queries.lookup.about_note)
def release(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Let her read one note that does not open by itself."""
    actions.opening.release_note(note=queries.lookup.note_or_404(note_id), by=actor_of(request))
    messages.success(request, gettext("She can read it now."))
    return redirect("care:note", note_id)


@require_POST
@page(Permission.OPEN_NOTE, about=queries.lookup.about_note)
def hold(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Hold one note back from her."""
    found = queries.lookup.note_or_404(note_id)
    form = HoldForm(request.POST, people=queries.opening.who_may_review())
    if not form.is_valid():
        return _note_page(request, found, hold=form)
    told = form.cleaned_data
    try:
        actions.opening.hold_note(
            note=found,
            kind=HoldKind(told["kind"]) if told["kind"] else None,
            why=told["why"],
            reviewer_id=UUID(told["reviewer"]) if told["reviewer"] else None,
            expires_on=told["expires_on"],
            by=actor_of(request),
        )
    except Refused as refused:
        return _note_page(request, found, hold=_with_errors(form, refused))
    messages.success(request, gettext("The note is held. It opens by itself after the last day."))
    return redirect("care:note", note_id)


@require_POST
@page(Permission.OPEN_NOTE, about=queries.opening.about_hold)
def end_hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """The reason to hold a note is gone."""
    ended = actions.opening.end_hold(
        hold=queries.opening.hold_or_404(hold_id), by=actor_of(request)
    )
    messages.success(request, gettext("The hold has ended."))
    return redirect("care:note", ended.note_id)


# -- Goals ---------------------------------------------------------------------------------------


@page(Permission.EDIT_GOALS, about=about_client)
def goals(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What does she work toward?"""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.goals.add_goal(
                client=client_or_404(client_id), **form.cleaned_data, by=actor_of(request)
            )
        except Refused as refused:
            _with_errors(form, refused)
        else:
            return redirect("care:goals", client_id)
    context = {"found": queries.goals.goals_page(client_id), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "care/goals.html", context, status=status)


@require_POST
@page(Permission.EDIT_GOALS, about=queries.goals.about_goal)
def end_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """She works toward this no longer, or has reached it."""
    actions.goals.end_goal(goal=queries.goals.goal_or_404(goal_id), by=actor_of(request))
    return redirect(back_to(request))
