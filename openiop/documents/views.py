"""Pages for documents: write, read, review, what is owed, contacts, and the clocks."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from openiop.base import clock
from openiop.care.forms import AddendumForm, HoldForm, StrikeForm
from openiop.care.queries.lookup import about_note as whom_a_note_is_about
from openiop.care.queries.lookup import note_or_404
from openiop.care.queries.opening import who_may_review
from openiop.care.queries.signed import signed_by_note
from openiop.clients.queries import about_client, client_or_404
from openiop.day import actions as day
from openiop.day.queries.between import about_between, contact_between_or_404, contacts_between
from openiop.domain.care.clock_setting import CLOCK_LIMITS
from openiop.domain.care.edits import seen_after
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.care.opening import HoldKind
from openiop.domain.decision import Refused
from openiop.domain.privacy import Permission, reach_of
from openiop.privacy.web import actor_of, in_words, page
from openiop.programs import actions as programs
from openiop.programs.queries import (
    about_member,
    clocks_here,
    clocks_history,
    license_ending,
    license_history,
    licenses_ending,
    member_or_404,
)
from openiop.schedule.queries import left_out_by_person, uncovered_between

from . import actions, presenters, queries
from .forms import ClocksForm, ContactForm, LicenseForm, QuestionForm, sent_document
from .models import Document
from .presenters import Typed

F = TypeVar("F", bound=django_forms.Form)

UNPROCESSABLE, CONFLICT = 422, 409
STALE = "stale"
LOOK_AHEAD = timedelta(days=35)
"""As far ahead as sessions are planned, and some days more."""

# -- A chart's documents ---------------------------------------------------------------------------


@page(Permission.WRITE_DOCUMENT, about=about_client)
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What has been written about her, and what may I write?"""
    actor, client = actor_of(request), client_or_404(client_id)
    lines = queries.reading.documents_of_client(client_id)
    context = {
        "client": client,
        "lines": [presenters.chart_line(line, actor.id) for line in lines],
        "kinds": [kind for kind, may in queries.compose.kinds_for(actor) if may],
        "contacts": [presenters.between_row(line) for line in contacts_between(client_id, 10)],
        "may_keep_private": reach_of(actor.roles, Permission.WRITE_PRIVATE_NOTE) is not None,
        "may_write_letters": reach_of(actor.roles, Permission.WRITE_LETTER) is not None,
    }
    return render(request, "documents/of_client.html", context)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=about_client)
def begin(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Begin a document of a kind."""
    wanted = request.POST.get("kind", "")
    if wanted not in [str(each) for each in NoteKind]:
        return redirect("documents:of_client", client_id)
    made = actions.begin(
        client=client_or_404(client_id), kind=NoteKind(wanted), by=actor_of(request)
    )
    return redirect("documents:write", made.pk)


# -- Writing --------------------------------------------------------------------------------------


@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def write(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What does this note still need?"""
    found = queries.lookup.document_or_404(document_id)
    if found.signed_at or found.struck_at or found.author_id != actor_of(request).id:
        return redirect("documents:read", document_id)
    return _write_page(request, found)


def _write_page(
    request: HttpRequest, document: Document, typed: Typed | None = None
) -> HttpResponse:
    here = queries.compose.compose(document, actor_of(request))
    view = presenters.compose_view(here, typed)
    context = {
        "document": document,
        "client": document.client,
        "view": view,
        "blocks": presenters.blocks(view),
        "asked": queries.reading.questions_about(document=document),
        "today": clock.today(),
    }
    status = UNPROCESSABLE if typed else 200
    return render(request, "documents/write.html", context, status=status)


@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def state(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What is still missing, after something was saved."""
    document = queries.lookup.document_or_404(document_id)
    view = presenters.compose_view(queries.compose.compose(document, actor_of(request)))
    context = {"document": document, "view": view, "blocks": presenters.blocks(view)}
    return render(request, "documents/_state.html", context)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def save(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Keep what was written, field by field or at once."""
    found = queries.lookup.document_or_404(document_id)
    sent = sent_document(request.POST, queries.compose.fields_of(found))
    try:
        kept = actions.keep(
            document=found, version=sent.seen, changes=dict(sent.changes), by=actor_of(request)
        )
    except Refused as refused:
        draft = queries.compose.draft_of(found)
        stale = [r.field_name for r in refused.reasons if r.code == STALE]
        if not sent.is_autosave:
            typed = Typed(
                values=sent.changes,
                version=str(seen_after(draft, sent.seen, tuple(stale))),
                errors={reason.field_name: in_words(reason) for reason in refused.reasons},
                theirs={name: draft.values.get(name, "") for name in stale},
            )
            return _write_page(request, found, typed)
        if stale:
            after = str(seen_after(draft, sent.seen, (sent.field,)))
            theirs = [draft.values.get(sent.field, "")]
            return JsonResponse({"version": after, "value": theirs}, status=CONFLICT)
        said = " ".join(in_words(reason) for reason in refused.reasons)
        return JsonResponse({"message": said}, status=UNPROCESSABLE)
    if sent.is_autosave:
        seen = seen_after(queries.compose.draft_of(kept), sent.seen, tuple(sent.changes))
        at = clock.local_now().strftime("%H:%M")
        return JsonResponse({"version": str(seen), "saved_at": at})
    return redirect("documents:write", document_id)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def assemble(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Make the sentences of a weekly summary anew."""
    document = queries.lookup.document_or_404(document_id)
    actions.assemble_again(document=document, by=actor_of(request))
    return redirect("documents:write", document_id)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def clear_name(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A word in it stands for nobody."""
    actions.clear_name(
        document=queries.lookup.document_or_404(document_id),
        term=request.POST.get("term", ""),
        by=actor_of(request),
    )
    return redirect("documents:write", document_id)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def open_alert(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Open the alert a new concern calls for."""
    document = queries.lookup.document_or_404(document_id)
    actions.open_alert(document=document, by=actor_of(request))
    messages.success(request, gettext("The alert is open. Now this note can be signed."))
    return redirect("documents:write", document_id)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def sign(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Sign it."""
    document = queries.lookup.document_or_404(document_id)
    actions.sign(document=document, by=actor_of(request))
    messages.success(request, gettext("The note is signed."))
    return redirect("documents:read", document_id)


# -- Reading --------------------------------------------------------------------------------------


@page(Permission.SEE_CHART, about=queries.lookup.about_document)
def read(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One document as it was signed, with its versions, questions and addenda."""
    return _read_page(request, queries.lookup.document_or_404(document_id))


def _read_page(
    request: HttpRequest,
    document: Document,
    addendum: AddendumForm | None = None,
    strike: StrikeForm | None = None,
    maybe_name: str = "",
    hold: HoldForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.reading.document_page(document)
    is_open = document.cosign_due and document.cosigned_at is None and document.signed_at
    is_lead = reach_of(actor.roles, Permission.REVIEW_DOCUMENTS) is not None
    is_author = document.author_id == actor.id
    context = {
        "found": found,
        "document": document,
        "titles": dict(found.section_titles),
        "addendum": addendum or AddendumForm(),
        "strike": strike or StrikeForm(),
        "maybe_name": maybe_name,
        "may_write": reach_of(actor.roles, Permission.WRITE_DOCUMENT) is not None,
        "may_review": bool(is_open and is_lead and not is_author),
        "may_write_anew": bool(is_open and is_author and found.questions),
        "is_author": is_author,
        "opening": queries.opening.opening_view(document),
        "hold": hold or HoldForm(people=who_may_review()),
        "may_open": reach_of(actor.roles, Permission.OPEN_NOTE) is not None,
    }
    status = UNPROCESSABLE if addendum or strike or hold else 200
    return render(request, "documents/read.html", context, status=status)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def addendum(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Add words to a signed document."""
    found, form = queries.lookup.document_or_404(document_id), AddendumForm(request.POST)
    if not form.is_valid():
        return _read_page(request, found, addendum=form)
    said = [word for word in form.cleaned_data["not_names"].split("\n") if word]
    if (word := request.POST.get("is_no_name", "")) and word not in said:
        said.append(word)
    try:
        actions.add_addendum(
            document=found,
            text=form.cleaned_data["text"],
            why=form.cleaned_data["why"],
            not_names=said,
            by=actor_of(request),
        )
    except Refused as refused:
        asked = (r.params["name"] for r in refused.reasons if r.code == "maybe_name")
        return _read_page(
            request, found, addendum=_with_errors(form, refused), maybe_name=str(next(asked, ""))
        )
    messages.success(request, gettext("The addendum stands under the note."))
    return redirect("documents:read", document_id)


def _with_errors(form: F, refused: Refused) -> F:
    """The form with each reason at its field."""
    for reason in refused.reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def strike(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take a document out of her chart, for a reason."""
    found, form = queries.lookup.document_or_404(document_id), StrikeForm(request.POST)
    if not form.is_valid():
        return _read_page(request, found, strike=form)
    try:
        actions.strike(document=found, why=form.cleaned_data["why"], by=actor_of(request))
    except Refused as refused:
        return _read_page(request, found, strike=_with_errors(form, refused))
    messages.success(request, gettext("The note is struck. It stays readable here."))
    return redirect("documents:read", document_id)


# -- Supervision ----------------------------------------------------------------------------------


@page(Permission.REVIEW_DOCUMENTS)
def review(request: HttpRequest) -> HttpResponse:
    """Which notes wait for my second signature?"""
    lines = queries.owed.to_review(actor_of(request))
    context = {
        "rows": [presenters.review_row(line) for line in lines],
        "sessions": len(queries.owed.notes_to_review(actor_of(request))),
    }
    return render(request, "documents/review.html", context)


@require_POST
@page(Permission.REVIEW_DOCUMENTS, about=queries.lookup.about_document)
def ask(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Give a document back with a question."""
    actions.ask(
        document=queries.lookup.document_or_404(document_id),
        words=request.POST.get("words", ""),
        section=request.POST.get("section", ""),
        by=actor_of(request),
    )
    messages.success(request, gettext("Given back with your question."))
    return redirect("documents:read", document_id)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_question)
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer a question about one's own note."""
    question = queries.lookup.question_or_404(question_id)
    form = QuestionForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else request.POST.get("words", "")
    actions.answer(question=question, words=words, by=actor_of(request))
    if question.note_id:
        return redirect("documents:about_note", question.note_id)
    return redirect("documents:read", question.document_id)


@require_POST
@page(Permission.WRITE_DOCUMENT, about=queries.lookup.about_document)
def write_anew(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Write a new version; the signed one stays."""
    document = queries.lookup.document_or_404(document_id)
    actions.write_anew(document=document, by=actor_of(request))
    return redirect("documents:write", document_id)


@require_POST
@page(Permission.REVIEW_DOCUMENTS, about=queries.lookup.about_document)
def cosign(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Put the second signature under a document."""
    document = queries.lookup.document_or_404(document_id)
    actions.cosign(document=document, by=actor_of(request))
    messages.success(request, gettext("Co-signed. It is final now."))
    return redirect("documents:read", document_id)


@page(Permission.SEE_CHART, about=whom_a_note_is_about)
def about_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Questions about the note of one session, before its second signature."""
    note, actor = note_or_404(note_id), actor_of(request)
    is_lead = reach_of(actor.roles, Permission.REVIEW_DOCUMENTS) is not None
    if request.method == "POST":
        words = request.POST.get("words", "")
        actions.ask_about_note(note=note, words=words, by=actor)
        messages.success(request, gettext("Given back with your question."))
        return redirect("documents:about_note", note_id)
    signed, addenda = signed_by_note([note])
    may_ask = note.cosign_due and not queries.lookup.is_note_cosigned(note.pk)
    context = {
        "note": note,
        "signed": signed.get(note.pk),
        "addenda": addenda[note.pk],
        "questions": queries.reading.questions_about(note=note),
        "may_review": bool(is_lead and may_ask and note.author_id != actor.id),
        "is_author": note.author_id == actor.id,
    }
    return render(request, "documents/about_note.html", context)


# -- Letting her read it --------------------------------------------------------------------------


@require_POST
@page(Permission.OPEN_NOTE, about=queries.lookup.about_document)
def release(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Let her read one document that does not open by itself."""
    actions.release(document=queries.lookup.document_or_404(document_id), by=actor_of(request))
    messages.success(request, gettext("She can read it now."))
    return redirect("documents:read", document_id)


@require_POST
@page(Permission.OPEN_NOTE, about=queries.lookup.about_document)
def hold(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Hold one document back from her."""
    found = queries.lookup.document_or_404(document_id)
    form = HoldForm(request.POST, people=who_may_review())
    if not form.is_valid():
        return _read_page(request, found, hold=form)
    told = form.cleaned_data
    try:
        actions.hold(
            document=found,
            kind=HoldKind(told["kind"]) if told["kind"] else None,
            why=told["why"],
            reviewer_id=UUID(told["reviewer"]) if told["reviewer"] else None,
            expires_on=told["expires_on"],
            by=actor_of(request),
        )
    except Refused as refused:
        return _read_page(request, found, hold=_with_errors(form, refused))
    messages.success(request, gettext("The note is held. It opens by itself after the last day."))
    return redirect("documents:read", document_id)


@require_POST
@page(Permission.OPEN_NOTE, about=queries.opening.about_hold)
def end_hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """The reason to hold a document is gone."""
    ended = actions.end_hold(hold=queries.opening.hold_or_404(hold_id), by=actor_of(request))
    messages.success(request, gettext("The hold has ended."))
    return redirect("documents:read", ended.document_id)


# -- What is owed ----------------------------------------------------------------------------------


@page(Permission.WRITE_DOCUMENT)
def owed(request: HttpRequest) -> HttpResponse:
    """What do I still owe, and what is first?"""
    actor = actor_of(request)
    rows = [presenters.owed_row(line) for line in queries.owed.owed(actor.id)]
    context = {
        "late": [row for row in rows if row["line"].is_late],
        "ahead": [row for row in rows if not row["line"].is_late],
        "license": presenters.license_words(license_ending(actor.id)),
        "may_write_letters": reach_of(actor.roles, Permission.WRITE_LETTER) is not None,
    }
    return render(request, "documents/owed.html", context)


@page(Permission.SEE_LATE)
def late(request: HttpRequest) -> HttpResponse:
    """What is late, and whose is it?"""
    found = [line for line in queries.owed.owed() if line.is_late]
    found.sort(key=lambda line: (line.staff_name, line.due_at))
    context = {
        "people": [
            (name, [presenters.owed_row(line) for line in lines])
            for name, lines in groupby(found, key=lambda line: line.staff_name)
        ],
        "count": len(found),
        "licenses": licenses_ending(),
        "uncovered": uncovered_between(clock.today(), clock.today() + LOOK_AHEAD),
        "reviews": [
            row
            for row in map(presenters.review_row, queries.owed.to_review(actor_of(request)))
            if row["is_late"]
        ],
        "notes_late": sum(line.is_late for line in queries.owed.notes_to_review(actor_of(request))),
        "may_review": reach_of(actor_of(request).roles, Permission.REVIEW_DOCUMENTS) is not None,
    }
    return render(request, "documents/late.html", context)


@page(Permission.MANAGE_DOCUMENTATION)
def clocks(request: HttpRequest) -> HttpResponse:
    """By when is each document owed here?"""
    form = ClocksForm(request.POST or None, clocks=clocks_here())
    if request.method == "POST" and form.is_valid():
        try:
            programs.set_clocks(
                clocks=form.new_clocks(), why=form.cleaned_data["why"], by=actor_of(request)
            )
        except Refused as refused:
            _with_errors(form, refused)
        else:
            messages.success(request, gettext("Saved as a new version."))
            return redirect("documents:clocks")
    labels: dict[str, Any] = {limit.field: gettext(limit.label) for limit in CLOCK_LIMITS.clocks}
    labels["individual_format"] = gettext("Notes of individual sessions")
    history = [
        (
            version,
            [
                gettext("{what}: {value}").format(
                    what=labels[name], value=getattr(version.clocks, name)
                )
                for name in version.changed
            ],
        )
        for version in clocks_history()
    ]
    context = {"form": form, "history": history}
    return render(request, "documents/clocks.html", context, status=422 if form.errors else 200)


@page(Permission.KEEP_LICENSES)
def staff(request: HttpRequest) -> HttpResponse:
    """Who may sign and lead, and whose license ends soon?"""
    rows = [presenters.staff_row(line) for line in queries.staff.staff_lines()]
    return render(request, "documents/staff.html", {"rows": rows})


@page(Permission.KEEP_LICENSES, about=about_member)
def license_of(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """What are her credentials, and until when does her license run?"""
    member = member_or_404(staff_id)
    initial = {"credentials": member.credentials, "until_on": member.license_until_on}
    form = LicenseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            programs.set_license(member=member, by=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            _with_errors(form, refused)
        else:
            messages.success(request, gettext("Saved."))
            if left_out_by_person(member.pk):
                return redirect("schedule:leading")
            return redirect("documents:staff")
    context = {
        "member": member,
        "form": form,
        "row": presenters.staff_row(queries.staff.staff_line(member)),
        "history": license_history(member),
    }
    return render(request, "documents/license.html", context, status=422 if form.errors else 200)


# -- Between sessions ------------------------------------------------------------------------------


@page(Permission.KEEP_CONTACT, about=about_client)
def contact(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What did we do between sessions?"""
    client = client_or_404(client_id)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = day.keep_contact(client=client, note=form.note(), by=actor_of(request))
        except Refused as refused:
            _with_errors(form, refused)
        else:
            said = gettext("Kept. It stands in the next brief.")
            if kept.risk == "concern":
                said = gettext("Kept, and an alert is open. Somebody answers it now.")
            messages.success(request, said)
            return redirect("documents:contact", client_id)
    groups = [
        {
            "name": name,
            "legend": form.fields[name].label,
            "options": [
                {"value": value, "label": gettext(label), "checked": form[name].value() == value}
                for value, label in form.fields[name].choices  # type: ignore[attr-defined] # a ChoiceField
            ],
            "error": " ".join(str(each) for each in form.errors.get(name, [])),
        }
        for name in ("way", "skill", "risk", "outcome")
    ]
    context = {
        "client": client,
        "form": form,
        "groups": groups,
        "contacts": [presenters.between_row(line) for line in contacts_between(client_id)],
    }
    return render(request, "documents/contact.html", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.KEEP_CONTACT, about=about_between)
def strike_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Take a contact out, for a reason."""
    row = contact_between_or_404(contact_id)
    day.strike_contact(contact=row, why=request.POST.get("why", ""), by=actor_of(request))
    return redirect("documents:contact", row.client_id)
