"""Giving a form, saving answers one by one, finishing it. Answers that need a person raise an alert
in the same transaction, whether or not the form is ever finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import cast

from django.db.models import Max
from django.utils.translation import get_language

from openiop.base import clock, scope
from openiop.clients.models import Client
from openiop.domain.contact import home_question_in_person
from openiop.domain.decision import Decision, Refused, refuse
from openiop.domain.importing.response_row import (
    ResponseRow,
    answers_to_review,
    says_the_same,
)
from openiop.domain.measures.annotation import may_annotate, may_strike
from openiop.domain.measures.asking import may_enter_paper, may_file_form
from openiop.domain.measures.check_in_path import owed_in_person
from openiop.domain.measures.choice import may_choose
from openiop.domain.measures.instrument import Answers, Instrument, Method, Sensitivity, UnknownItem
from openiop.domain.measures.not_shipped import (
    NotShipped,
    UnknownForm,
    may_enter_total,
    not_shipped,
)
from openiop.domain.measures.own_form import (
    Attestation,
    from_questionnaire,
    may_follow,
    read_questionnaire,
)
from openiop.domain.measures.registry import UnknownInstrument
from openiop.domain.measures.schedule import OwnAsked
from openiop.domain.measures.scoring import (
    AnswerOutOfRange,
    CriticalHit,
    critical_hits,
    needs_private_check,
    score,
    strongest,
)
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.outbox.queries import profile_of
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, allows, audit_codes
from openiop.safety import actions as safety
from openiop.safety.queries.times import rules_here

from .models import (
    Administration,
    Annotation,
    Answer,
    Comment,
    Decline,
    Declined,
    EnteredTotal,
    Fits,
    MeasureChoice,
    OwnForm,
    ShortFormTexting,
    Source,
)
from .queries import (
    OWN_FORMS,
    alerts_unanswered,
    attestation_of,
    choices_here,
    form_in,
    form_of,
    instrument_here,
    kept_form,
    label_of,
    newest_choice,
    newest_own_form,
    standing_answers,
    texting_here,
)

WHOLE_FORM = "screen"
"""The link id of an alert that rests on a screen's level, not on one answer."""


GO_ON_ANYWHERE = frozenset({str(Source.PORTAL), str(Source.KIOSK), str(Source.STAFF)})
"""A form begun on one of these is gone on with on another, the same day."""

PRIVATE_TALK = "private-talk"
"""What an alert is about that rests on questions asked alone: their name stands nowhere."""

HOME = "safe_home"
"""The link id that holds back everything that would reach her home."""


def _may_answer(form: Instrument, client: Client, by: Actor) -> None:
    """Questions about violence are only for those who may ask them, never for a page of hers."""
    if form.sensitivity is Sensitivity.VIOLENCE and not allows(
        by, Permission.ASK_ABOUT_VIOLENCE, client.about()
    ):
        raise refuse("not_allowed", _("This is not open to you."))


def _code_of(form: Instrument) -> str:
    """The name of a form in the trail; one about violence has none there."""
    return PRIVATE_TALK if form.sensitivity is Sensitivity.VIOLENCE else form.id


@action(Permission.ANSWER_MEASURE, audit="measures.started")
def start_form(
    *, client: Client, instrument_id: str, source: Source = Source.PORTAL, by: Actor
) -> Administration:
    """Give her a form today; the one she has not finished yet is gone on with."""
    form = _known(instrument_id)
    _may_answer(form, client, by)
    today = clock.today()
    # one at a time for one client, so that two taps at once begin one form
    Client.objects.select_for_update().get(pk=client.pk)
    current = form_of(client.pk, form.id, today)
    if (
        current is not None
        and current.finished_at is None
        and (current.source == source or {current.source, source} <= GO_ON_ANYWHERE)
    ):
        return current
    if not choices_here()[form.id].is_on:
        raise refuse("form_off", _("This questionnaire is not used here."))
    before = Administration.objects.filter(client=client, instrument_id=form.id, on=today)
    highest = before.aggregate(highest=Max("sequence"))["highest"]
    return Administration.objects.create(
        client=client,
        instrument_id=form.id,
        instrument_version=form.version,
        on=today,
        sequence=(highest or 0) + 1,
        source=source,
        language=(get_language() or "en")[:2] if form.wording_is_ours else "en",
        created_by=by.id,
    )


@action(Permission.ANSWER_MEASURE, audit="measures.answered")
def answer(
    *,
    administration: Administration,
    answers: dict[str, int | None],
    on_site: bool,
    answered_at: datetime | None = None,
    by: Actor,
) -> Administration:
    """Save answers; None is a skipped question. What she said before is kept beside it."""
    form = instrument_here(administration.instrument_id)
    _may_answer(form, administration.client, by)
    saved = Administration.objects.select_for_update().get(pk=administration.pk)
    before = standing_answers(saved.pk)
    now = {**before, **answers}
    _check(form, now)
    at = answered_at or clock.now()
    changed = {
        link_id: value
        for link_id, value in answers.items()
        if link_id not in before or before[link_id] != value
    }
    _keep(saved, changed, at, by)
    if changed:
        # what was filed was another form than this one
        saved.reviewed_at = saved.reviewed_by = None
    _keep_result(saved, form, now)
    if saved.source != Source.IMPORTED:
        _raise_alerts(saved, form, before, changed, on_site=on_site, at=at, by=by)
        skipped = [link_id for link_id, value in answers.items() if value is None]
        _ask_in_private(saved, form, needs_private_check(form, skipped), by)
    audit_codes(instrument=_code_of(form), items=sorted(answers), changed=len(changed))
    return _as_saved(administration, saved)


@action(Permission.ANSWER_MEASURE, audit="measures.finished")
def finish(*, administration: Administration, on_site: bool, by: Actor) -> Administration:
    """Finish a form; safety questions without an answer are asked in person the same day."""
    form = instrument_here(administration.instrument_id)
    saved = Administration.objects.select_for_update().get(pk=administration.pk)
    if saved.finished_at is None:
        answers = standing_answers(saved.pk)
        saved.finished_at = clock.now()
        saved.finished_by = by.id
        _keep_result(saved, form, answers)
        if saved.source != Source.IMPORTED:
            _ask_in_private(saved, form, owed_in_person(form, answers), by)
            level = score(form, answers).alert_level
            if form.method is Method.ALGORITHM and level is Level.REVIEW:
                _alert_on_screen(
                    saved, answers, level, on_site=on_site, at=saved.finished_at, by=by
                )
    return _as_saved(administration, saved)


@action(Permission.ANSWER_MEASURE, audit="measures.submitted")
def submit(
    *,
    client: Client,
    instrument_id: str,
    answers: dict[str, int | None],
    on_site: bool,
    source: Source = Source.PORTAL,
    by: Actor,
) -> Administration:
    """A whole form at once: begun, answered and finished."""
    given = start_form(client=client, instrument_id=instrument_id, source=source, by=by)
    given = answer(administration=given, answers=answers, on_site=on_site, by=by)
    return finish(administration=given, on_site=on_site, by=by)


@action(Permission.ANSWER_MEASURE, audit="measures.commented")
def comment(
    *, administration: Administration, fits: str = "", words: str = "", by: Actor
) -> Comment:
    """Keep what she says about a result: whether it fits how she feels, and in which words."""
    if fits not in ("", *Fits.values):
        raise refuse("fits", _("Please choose one of the answers."), field_name="fits")
    if not fits and not words.strip():
        raise refuse("nothing_said", _("Choose an answer, or write a few words."))
    made = Comment(administration=administration, fits=fits, created_by=by.id)
    made.words = words.strip()
    made.save()
    return made


@action(Permission.ANNOTATE, audit="measures.annotated")
def annotate(*, client: Client, on: date | None, words: str, by: Actor) -> Annotation:
    """Keep words about a day on the chart; both she and her team read them there."""
    may_annotate(on, words, clock.today()).or_refuse()
    made = Annotation(client=client, on=cast(date, on), is_hers=by.is_client, created_by=by.id)
    made.words = words.strip()
    made.save()
    return made


@action(Permission.ANNOTATE, audit="measures.annotation_struck")
def strike_annotation(*, annotation: Annotation, by: Actor) -> Annotation:
    """Take words off the chart; the record keeps them, and who took them off."""
    saved = Annotation.objects.select_for_update().get(pk=annotation.pk)
    may_strike(
        is_hers=saved.is_hers, written_by=saved.created_by, by=by.id, by_client=by.is_client
    ).or_refuse()
    if saved.struck_at is None:
        saved.struck_at = clock.now()
        saved.struck_by = by.id
        saved.save()
    return saved


def _check(form: Instrument, answers: Answers) -> None:
    try:
        score(form, answers)
    except (AnswerOutOfRange, UnknownItem) as wrong:
        text = _("This is not one of the answers. Please choose again.")
        raise refuse("not_an_answer", text) from wrong


def _keep(form: Administration, changed: dict[str, int | None], at: datetime, by: Actor) -> None:
    Answer.objects.filter(
        administration=form, link_id__in=list(changed), replaced_at__isnull=True
    ).update(replaced_at=clock.now(), replaced_by=by.id)
    _write(form, changed, at, by)


def _write(form: Administration, answers: dict[str, int | None], at: datetime, by: Actor) -> None:
    Answer.objects.bulk_create(
        Answer(
            administration=form,
            link_id=link_id,
            value=value,
            declined=value is None,
            answered_at=at,
            created_by=by.id,
        )
        for link_id, value in answers.items()
    )


def _keep_result(saved: Administration, form: Instrument, answers: Answers) -> None:
    result = score(form, answers)
    saved.total = result.total
    saved.answered = result.answered
    saved.prorated = result.prorated
    saved.level = str(result.level) if result.level else ""
    saved.save()


def _as_saved(administration: Administration, saved: Administration) -> Administration:
    """The caller's own record shows what was saved too."""
    for name in ("finished_at", "finished_by", "total", "answered", "prorated", "level"):
        setattr(administration, name, getattr(saved, name))
    return saved


def _raise_alerts(
    saved: Administration,
    form: Instrument,
    before: Answers,
    changed: Answers,
    *,
    on_site: bool,
    at: datetime,
    by: Actor,
) -> None:
    """One alert for each answer that needs a person; one for a screen as a whole.

    An answer that needed a person and was changed adds a step to its alert, whatever it is now.
    """
    now = {**before, **changed}
    if form.sensitivity is Sensitivity.VIOLENCE:
        _alert_in_private(saved, critical_hits(form, now), changed, on_site, at, by)
        return
    if form.method is Method.ALGORITHM and form.algorithm is not None:
        level = score(form, now).alert_level
        if changed and level is not None and level is not Level.REVIEW:
            _alert_on_screen(saved, now, level, on_site=on_site, at=at, by=by)
        return
    was = {hit.link_id: hit for hit in critical_hits(form, before)}
    hits = was | {hit.link_id: hit for hit in critical_hits(form, now)}
    for link_id in changed:
        if (hit := hits.get(link_id)) is not None:
            safety.opening.raise_alert(
                client=saved.client,
                level=hit.level,
                instrument_id=form.id,
                link_id=link_id,
                administration_id=saved.pk,
                evidence={
                    **_evidence(form, link_id, now.get(link_id), hit.reason, at),
                    "by_staff": saved.source not in (Source.PORTAL, Source.KIOSK),
                },
                answered_at=at,
                on_site=on_site,
                by=by,
            )


def _evidence(
    form: Instrument, link_id: str, value: int | None, reason: str, at: datetime
) -> dict[str, object]:
    """What a clinician has to see: the question as asked and her answer in words."""
    return {
        "instrument": form.short_title,
        "question": form.item(link_id).text,
        "answer": label_of(form, link_id, value) or _("She took her answer back"),
        "value": value,
        "reason": reason,
        "given_at": at.isoformat(),
    }


def _alert_on_screen(
    saved: Administration,
    answers: Answers,
    level: Level,
    *,
    on_site: bool,
    at: datetime,
    by: Actor,
) -> None:
    form = instrument_here(saved.instrument_id)
    result = score(form, answers)
    said = [form.item(hit.link_id).text for hit in result.critical]
    safety.opening.raise_alert(
        client=saved.client,
        level=level,
        instrument_id=form.id,
        link_id=WHOLE_FORM,
        administration_id=saved.pk,
        evidence={
            "instrument": form.short_title,
            "question": form.title,
            "answer": result.level.label if result.level else "",
            "value": len(Level) - list(Level).index(level),
            "reason": result.critical[-1].reason if result.critical else "",
            "said_yes_to": said,
            "given_at": at.isoformat(),
        },
        answered_at=at,
        on_site=on_site,
        by=by,
    )


def _alert_in_private(
    saved: Administration,
    hits: tuple[CriticalHit, ...],
    changed: Answers,
    on_site: bool,
    at: datetime,
    by: Actor,
) -> None:
    """Any yes is one alert that names no question, and nothing more goes to her home."""
    if not {hit.link_id for hit in hits} & set(changed):
        return
    level = strongest(hit.level for hit in hits)
    safety.opening.raise_alert(
        client=saved.client,
        level=level or Level.MODERATE,
        instrument_id=PRIVATE_TALK,
        link_id=HOME,
        administration_id=saved.pk,
        evidence={
            "instrument": _("Private talk"),
            "question": _("Asked in private, alone with her"),
            "answer": _("She needs a private safety talk"),
            "value": 1,
            "reason": _("A private talk about her safety today; nothing is sent to her home"),
            "given_at": at.isoformat(),
        },
        answered_at=at,
        on_site=on_site,
        by=by,
    )


def _ask_in_private(
    saved: Administration, form: Instrument, link_ids: tuple[str, ...], by: Actor
) -> None:
    """Somebody asks her in person today; a screen was asked in person already."""
    if form.method is Method.ALGORITHM or form.sensitivity is Sensitivity.VIOLENCE or not link_ids:
        return
    in_person = home_question_in_person(profile_of(saved.client_id))
    for link_id in link_ids:
        safety.checks.ask_privately(
            client=saved.client,
            on=clock.today(),
            instrument_id=form.id,
            link_id=link_id,
            why="device" if in_person and link_id == "safe_home" else "skipped",
            by=by,
        )


@action(Permission.ANSWER_MEASURE, audit="measures.declined")
def decline(
    *, client: Client, instrument_id: str, why: Declined = Declined.NOT_NOW, by: Actor
) -> Decline:
    """She says no to a form this time; it comes again next time, and the no stands in its place."""
    _known(instrument_id)
    if why not in Declined.values:
        raise refuse("declined", _("Please choose one of the answers."))
    made, _new = Decline.objects.get_or_create(
        client=client,
        instrument_id=instrument_id,
        on=clock.today(),
        defaults={"why": why, "said_by_her": by.is_client, "created_by": by.id},
    )
    audit_codes(instrument=_code_of(instrument_here(instrument_id)), why=str(why))
    return made


@action(Permission.ENTER_MEASURE, audit="measures.entered_from_paper")
def enter_paper(
    *,
    client: Client,
    instrument_id: str,
    on: date | None,
    answers: dict[str, int | None],
    on_site: bool,
    by: Actor,
) -> Administration:
    """Keep a form she filled in on paper, under the day on the paper; each sheet once.

    Its answers are as old as the paper: an alert says when she gave them and when they reached us.
    """
    form = _known(instrument_id)
    today = clock.today()
    may_enter_paper(on, today).or_refuse()
    day = on or today
    if all(value is None for value in answers.values()):
        raise refuse("nothing_entered", _("Enter at least one answer."))
    Client.objects.select_for_update().get(pk=client.pk)
    _may_answer(form, client, by)
    before = form_of(client.pk, form.id, day)
    if before is not None and before.source == Source.PAPER:
        if standing_answers(before.pk) == answers:
            return before
        raise refuse("form_here", _("A paper of this form and day is here already."))
    given = Administration.objects.create(
        client=client,
        instrument_id=form.id,
        instrument_version=form.version,
        on=day,
        sequence=(before.sequence if before else 0) + 1,
        source=Source.PAPER,
        created_by=by.id,
    )
    # the paper knows the day only; noon is the middle of it, and never lies ahead
    at = min(clock.at(day, "12:00"), clock.now())
    given = answer(administration=given, answers=answers, on_site=on_site, answered_at=at, by=by)
    return finish(administration=given, on_site=on_site, by=by)


@action(Permission.ENTER_MEASURE, audit="measures.total_entered")
def enter_total(
    *, client: Client, form_id: str, on: date | None, total: float | None, by: Actor
) -> EnteredTotal:
    """Keep the total of a form whose wording we may not show; each form and day once."""
    try:
        form = not_shipped(form_id)
    except UnknownForm as unknown:
        raise refuse("unknown_form", _("We do not have this form.")) from unknown
    may_enter_paper(on, clock.today()).or_refuse()
    if total is None:
        raise refuse("no_total", _("Write the total as a number."), field_name="total")
    may_enter_total(form, total).or_refuse()
    _may_enter_total_of(form, client, by)
    day = on or clock.today()
    standing = EnteredTotal.objects.filter(client=client, form_id=form.id, on=day)
    before = standing.filter(struck_at__isnull=True).first()
    if before is not None:
        if before.total == total:
            return before
        text = _("Another total of this form and day stands here. Take it off first.")
        raise refuse("total_here", text, field_name="total")
    return EnteredTotal.objects.create(
        client=client, form_id=form.id, on=day, total=total, created_by=by.id
    )


@action(Permission.ENTER_MEASURE, audit="measures.total_struck")
def strike_total(*, entered: EnteredTotal, by: Actor) -> EnteredTotal:
    """Take off a total that was entered by mistake; the row stays, with who took it off."""
    _may_enter_total_of(not_shipped(entered.form_id), entered.client, by)
    if entered.struck_at is None:
        entered.struck_at = clock.now()
        entered.struck_by = by.id
        entered.save()
    return entered


def _may_enter_total_of(form: NotShipped, client: Client, by: Actor) -> None:
    """A total about violence is entered only by who may ask about it."""
    if form.sensitivity is Sensitivity.VIOLENCE and not allows(
        by, Permission.ASK_ABOUT_VIOLENCE, client.about()
    ):
        raise refuse("not_allowed", _("This is not open to you."))


@action(Permission.ENTER_MEASURE, audit="measures.filed")
def file_form(*, administration: Administration, by: Actor) -> Administration:
    """Somebody looked at the form; it is filed unless an alert of it waits for its outcome."""
    saved = Administration.objects.select_for_update().get(pk=administration.pk)
    _may_answer(instrument_here(saved.instrument_id), administration.client, by)
    may_file_form(alerts_unanswered(saved.pk)).or_refuse()
    if saved.reviewed_at is None:
        saved.reviewed_at = clock.now()
        saved.reviewed_by = by.id
        saved.save(update_fields=["reviewed_at", "reviewed_by"])
    return saved


def _known(instrument_id: str) -> Instrument:
    try:
        return instrument_here(instrument_id)
    except UnknownInstrument as unknown:
        raise refuse("unknown_form", _("We do not have this form.")) from unknown


@action(Permission.IMPORT, audit="measures.imported")
def record_imported(*, client: Client, filled_in: ResponseRow, by: Actor) -> Administration:
    """Keep a form from another system as it was filled in there, once; it starts no alert clock.

    A recent critical answer of which nobody said what became of it makes a review task.
    """
    form = filled_in.instrument
    Client.objects.select_for_update().get(pk=client.pk)
    before = form_of(client.pk, form.id, filled_in.on)
    if before is not None:
        if says_the_same(filled_in, kept_form(before)):
            return before
        raise refuse("form_here", _("There is another form of this kind and day here."))
    # the file knows the day only; noon is the middle of it, and never lies ahead
    at = min(clock.at(filled_in.on, "12:00"), clock.now())
    saved = Administration(
        client=client,
        instrument_id=form.id,
        instrument_version=form.version,
        on=filled_in.on,
        source=Source.IMPORTED,
        finished_at=at,
        finished_by=by.id,
        created_by=by.id,
    )
    answers: dict[str, int | None] = dict(filled_in.answers)
    _keep_result(saved, form, answers)
    _write(saved, answers | dict.fromkeys(filled_in.declined), at, by)
    for link_id in answers_to_review(filled_in, clock.today(), rules_here()):
        safety.imported.ask_review(
            client=client,
            administration_id=saved.pk,
            instrument_id=form.id,
            link_id=link_id,
            value=filled_in.answers[link_id],
            answered_on=filled_in.on,
            by=by,
        )
    audit_codes(instrument=form.id, on=filled_in.on.isoformat())
    return saved


@action(Permission.CHOOSE_MEASURES, audit="measures.chosen")
def choose_measure(
    *,
    instrument_id: str,
    after: int,
    is_on: bool,
    change_id: str = "",
    cutoff_id: str = "",
    notice_read: bool = False,
    why: str = "",
    asked: str = "",
    by: Actor,
) -> MeasureChoice:
    """Choose whether a questionnaire is used, which change counts, and which cut-off.

    `after` is the number of the choice that was seen: what somebody chose meanwhile stays.
    """
    try:
        form = instrument_here(instrument_id)
    except UnknownInstrument as unknown:
        raise refuse("unknown_form", _("We do not have this form.")) from unknown
    own = newest_own_form(form.id)
    if own is not None and own.retired_at is not None:
        raise refuse("retired", _("This questionnaire is retired. Bring it again to use it."))
    if asked not in ([str(each) for each in OwnAsked] if own else [""]):
        raise refuse("asked", _("Choose when it is asked."), field_name="asked")
    before = newest_choice(form.id)
    if (before.number if before else 0) != after:
        raise refuse("chosen_meanwhile", _("Somebody chose meanwhile. Please look again."))
    read_before = before is not None and before.notice_read_at is not None
    may_choose(
        form,
        is_on=is_on,
        notice_read=notice_read or read_before,
        change_id=change_id,
        cutoff_id=cutoff_id,
    ).or_refuse()
    read_at, read_by = (clock.now(), by.id) if notice_read else (None, None)
    if before is not None and read_before:
        read_at, read_by = before.notice_read_at, before.notice_read_by
    audit_codes(instrument=form.id, on=is_on, change=change_id, cutoff=cutoff_id)
    return MeasureChoice.objects.create(
        instrument_id=form.id,
        number=after + 1,
        is_on=is_on,
        notice_read_at=read_at,
        notice_read_by=read_by,
        change_id=change_id,
        cutoff_id=cutoff_id,
        why=why.strip()[:200],
        asked=asked,
        created_by=by.id,
    )


@action(Permission.CHOOSE_MEASURES, audit="measures.own_form_imported")
def import_own_form(*, text: str, attestation: Attestation, attested: bool, by: Actor) -> OwnForm:
    """Keep a FHIR Questionnaire the site holds the right to, with its word on that, as a version.

    The same file with the same word again adds nothing; nothing is kept of one with a fault.
    """
    if not attested:
        words = _("Say first that you stand for it that we may use this form.")
        raise refuse("not_attested", words, field_name="attested")
    if attestation.licensed_on is None or attestation.licensed_on > clock.today():
        words = _("Write the day of the license or permission. It does not lie ahead.")
        raise refuse("licensed_on", words, field_name="licensed_on")
    resource = read_questionnaire(text)
    if isinstance(resource, Decision):
        raise Refused(tuple(resource))
    form = from_questionnaire(resource, attestation)
    if isinstance(form, Decision):
        raise Refused(tuple(form))
    before = newest_own_form(form.id)
    held = form_in(before) if before else None
    if before is not None and held is not None:
        may_follow(held, form).or_refuse()
        same = replace(attestation_of(before), by_name="", on=attestation.on)
        is_same_file = read_questionnaire(before.resource) == resource
        is_held = is_same_file and same == replace(attestation, by_name="")
        if is_held and before.retired_at is None:
            audit_codes(instrument=form.id, version=before.version, added=False)
            return before
    scope.current().kept.pop(OWN_FORMS, None)
    made = OwnForm.objects.create(
        instrument_id=form.id,
        version=before.version + 1 if before else 1,
        resource=text,
        holder=attestation.holder.strip(),
        terms=attestation.terms.strip(),
        licensed_on=attestation.licensed_on,
        attested_by_name=attestation.by_name.strip(),
        attested_on=attestation.on,
        direction=str(attestation.direction or ""),
        critical_from=dict(attestation.critical_from or {}),
        ranges=[[each.minimum, each.maximum, each.label] for each in attestation.ranges],
        created_by=by.id,
    )
    audit_codes(instrument=form.id, version=made.version, added=True)
    return made


@action(Permission.CHOOSE_MEASURES, audit="measures.own_form_retired")
def retire_own_form(*, instrument_id: str, by: Actor) -> OwnForm:
    """Give a form of the site's own no more; what was answered stays and can be read."""
    form = newest_own_form(instrument_id)
    if form is None:
        raise refuse("unknown_form", _("We do not have this form."))
    if form.retired_at is None:
        scope.current().kept.pop(OWN_FORMS, None)
        form.retired_at = clock.now()
        form.retired_by = by.id
        form.save(update_fields=["retired_at", "retired_by"])
        before = newest_choice(instrument_id)
        # brought again, its notice is read again before it is used
        MeasureChoice.objects.create(
            instrument_id=instrument_id,
            number=before.number + 1 if before else 1,
            is_on=False,
            created_by=by.id,
        )
    audit_codes(instrument=instrument_id, version=form.version)
    return form


@action(Permission.CHOOSE_MEASURES, audit="measures.short_form_texting_set")
def set_texting(*, is_on: bool, after: int, by: Actor) -> ShortFormTexting | None:
    """Switch texts about short forms that leave without a tap on or off; the same again is one."""
    holds = texting_here()
    if holds.number != after:
        raise refuse("changed", _("Somebody changed this a moment ago. Please look again."))
    if holds.is_on is is_on:
        return None
    audit_codes(is_on=is_on)
    return ShortFormTexting.objects.create(number=holds.number + 1, is_on=is_on, created_by=by.id)
