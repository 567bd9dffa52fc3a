"""Results over time, today's check-ins, and which forms are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import scope
from openiop.clients.models import Episode
from openiop.clients.queries import coming_days, stays_begun_by_client
from openiop.domain.decision import Decision
from openiop.domain.episode import Stage
from openiop.domain.importing.response_row import KeptForm
from openiop.domain.measures.asking import LETTERS
from openiop.domain.measures.choice import Chosen, choice_before_any, choice_of
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.expected_course import (
    COURSE_RULES,
    ClosedStay,
    ExpectedCourse,
    Reading,
    TooFew,
    Track,
    WeekBand,
    facts_to_learn,
    learned,
    track_of,
)
from openiop.domain.measures.group_checkout import GROUP_CHECKOUT
from openiop.domain.measures.how_calculated import HowCalculated, how_form
from openiop.domain.measures.instrument import (
    Answers,
    Band,
    Direction,
    Instrument,
    Sensitivity,
)
from openiop.domain.measures.not_shipped import NotShipped, not_shipped
from openiop.domain.measures.own_form import (
    PREFIX,
    Attestation,
    from_questionnaire,
    read_questionnaire,
)
from openiop.domain.measures.registry import INSTRUMENTS, UnknownInstrument
from openiop.domain.measures.schedule import (
    SCHEDULE,
    AskingFacts,
    Given,
    OwnAsked,
    WeekPlan,
    plan_week,
    with_own_forms,
)
from openiop.domain.measures.scoring import critical_hits
from openiop.domain.privacy import About
from openiop.domain.text import _
from openiop.safety.models import Alert

from .models import (
    Administration,
    Annotation,
    Answer,
    Comment,
    Decline,
    EnteredTotal,
    MeasureChoice,
    OwnForm,
    ShortFormTexting,
    Source,
)

OWN_FORMS = "measures.own_forms"
"""Where the site's own forms are kept for one request."""


@dataclass(frozen=True)
class OwnHere:
    """The newest version of a form the site brought itself."""

    row: OwnForm
    instrument: Instrument
    letter: str
    """What stands for it in her addresses; never given to another form."""

    @property
    def is_retired(self) -> bool:
        """Whether it is given no more."""
        return self.row.retired_at is not None


def own_forms_here() -> dict[str, OwnHere]:
    """The forms this site brought itself, retired ones too; read once for each request."""
    kept = scope.current().kept
    if OWN_FORMS not in kept:
        newest: dict[str, OwnForm] = {}
        for row in OwnForm.objects.order_by("created_at", "version"):
            newest[row.instrument_id] = row
        kept[OWN_FORMS] = {
            id_: OwnHere(row, form, f"z{place}")
            for place, (id_, row) in enumerate(newest.items(), start=1)
            if (form := form_in(row)) is not None
        }
    found: dict[str, OwnHere] = kept[OWN_FORMS]
    return found


def form_in(row: OwnForm) -> Instrument | None:
    """The questionnaire in a kept file, by the number of its version here."""
    resource = read_questionnaire(row.resource)
    if isinstance(resource, Decision):
        return None
    made = from_questionnaire(resource, attestation_of(row))
    return replace(made, version=str(row.version)) if isinstance(made, Instrument) else None


def attestation_of(row: OwnForm) -> Attestation:
    """The word of the site that stands for a version."""
    return Attestation(
        holder=row.holder,
        terms=row.terms,
        by_name=row.attested_by_name,
        on=row.attested_on,
        direction=Direction(row.direction) if row.direction else None,
        critical_from=row.critical_from,
        licensed_on=row.licensed_on,
        ranges=tuple(Band(low, high, label) for low, high, label in row.ranges),
    )


def newest_own_form(instrument_id: str) -> OwnForm | None:
    """The version that holds."""
    return OwnForm.objects.filter(instrument_id=instrument_id).order_by("-version").first()


def instruments_here() -> dict[str, Instrument]:
    """Every questionnaire known at this site: the shipped ones, then its own."""
    return INSTRUMENTS | {id_: own.instrument for id_, own in own_forms_here().items()}


def instrument_here(instrument_id: str, version: str = "") -> Instrument:
    """The questionnaire with this id; one of the site's own as it was worded in `version`."""
    shipped = INSTRUMENTS.get(instrument_id)
    if shipped is not None:
        return shipped
    own = own_forms_here().get(instrument_id)
    if own is None:
        raise UnknownInstrument(f"no questionnaire {instrument_id!r} is known at this site")
    if version in ("", own.instrument.version) or not version.isdecimal():
        return own.instrument
    row = OwnForm.objects.filter(instrument_id=instrument_id, version=int(version)).first()
    return (form_in(row) if row else None) or own.instrument


def known_here(instrument_id: str) -> Instrument | None:
    """The questionnaire with this id, if this site knows it."""
    shipped = INSTRUMENTS.get(instrument_id)
    if shipped is not None:
        return shipped
    own = own_forms_here().get(instrument_id) if instrument_id.startswith(PREFIX) else None
    return own.instrument if own else None


def letters_here() -> dict[str, str]:
    """The forms she may answer herself, by the letter in the address."""
    return LETTERS | {own.letter: id_ for id_, own in own_forms_here().items()}


@dataclass(frozen=True)
class Scored:
    """One finished form of a client and what it came to."""

    administration_id: UUID
    instrument_id: str
    on: date
    total: float | None
    answered: int
    prorated: bool
    source: Source
    finished_at: datetime
    level: str = ""

    @property
    def band(self) -> Band | None:
        """The published band of the total."""
        of = None if self.total is None else known_here(self.instrument_id)
        return of.band_of(self.total) if of and self.total is not None else None


@dataclass(frozen=True)
class Words:
    """A marked text with what goes into its braces; show it with `|say`."""

    text: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckInBrief:
    """Today's check-in of one client in a few words; safety answers are not in it."""

    administration_id: UUID
    feeling: str
    """The label of "How am I right now?", marked for translation; empty when skipped."""
    distress: int | None
    skills: str
    sleep: int | None
    at: datetime
    """When the latest answer came."""
    finished: bool

    @property
    def words(self) -> tuple[Words, ...]:
        """For rosters: feeling, distress, sleep, as far as she said."""
        said = [Words(self.feeling)] if self.feeling else []
        if self.distress is not None:
            said.append(Words(_("distress {n} of 10"), {"n": self.distress}))
        if self.sleep is not None:
            said.append(Words(_("slept {n} h"), {"n": self.sleep}))
        return tuple(said)


def standing_answers(administration_id: UUID) -> dict[str, int | None]:
    """The answers of a form as they stand; a skipped question is there, with None."""
    return answers_by_form([administration_id])[administration_id]


def answers_by_form(ids: Iterable[UUID]) -> dict[UUID, dict[str, int | None]]:
    """Standing answers by form."""
    found: dict[UUID, dict[str, int | None]] = {id_: {} for id_ in ids}
    rows = Answer.objects.filter(administration_id__in=list(found), replaced_at__isnull=True)
    for form_id, link_id, value in rows.values_list("administration_id", "link_id", "value"):
        found[form_id][link_id] = value
    return found


def form_of(client_id: UUID, instrument_id: str, day: date) -> Administration | None:
    """The newest form of this kind she began on `day`, finished or not."""
    return (
        Administration.objects.select_related("client")
        .filter(client_id=client_id, instrument_id=instrument_id, on=day)
        .order_by("-sequence")
        .first()
    )


def series_by_client(
    ids: Iterable[UUID], instrument_ids: Iterable[str]
) -> dict[UUID, dict[str, list[Scored]]]:
    """All finished forms of some kinds by client and kind, oldest first; one statement."""
    kinds = list(instrument_ids)
    shown = [kind for kind in kinds if kind not in PRIVATE_KINDS]
    found: dict[UUID, dict[str, list[Scored]]] = {id_: {kind: [] for kind in kinds} for id_ in ids}
    rows = (
        Administration.objects.filter(
            client_id__in=list(found), instrument_id__in=shown, finished_at__isnull=False
        )
        .order_by("on", "sequence")
        .values_list("client_id", "instrument_id", "pk", *_RESULT)
    )
    for client_id, kind, pk, on, total, answered, prorated, source, finished_at, level in rows:
        found[client_id][kind].append(
            Scored(pk, kind, on, total, answered, prorated, Source(source), finished_at, level)
        )
    return found


_RESULT = ("on", "total", "answered", "prorated", "source", "finished_at", "level")


def series(client_id: UUID, instrument_id: str) -> list[Scored]:
    """Her finished forms of one kind, oldest first."""
    return series_by_client([client_id], [instrument_id])[client_id][instrument_id]


def latest_by_client(ids: Iterable[UUID], instrument_id: str) -> dict[UUID, Scored]:
    """The newest finished form of one kind by client; nobody is in it who has none."""
    by_client = series_by_client(ids, [instrument_id])
    return {
        id_: kinds[instrument_id][-1] for id_, kinds in by_client.items() if kinds[instrument_id]
    }


def checkins_on(day: date, ids: Iterable[UUID]) -> dict[UUID, CheckInBrief]:
    """The check-ins of `day` by client, finished or still on the way; two statements."""
    forms = Administration.objects.filter(
        client_id__in=list(ids), instrument_id=DAILY_CHECKIN.id, on=day
    ).order_by("sequence")
    newest = {form.client_id: form for form in forms}
    by_form: dict[UUID, dict[str, int | None]] = defaultdict(dict)
    latest: dict[UUID, datetime] = {}
    rows = Answer.objects.filter(
        administration_id__in=[form.pk for form in newest.values()], replaced_at__isnull=True
    ).values_list("administration_id", "link_id", "value", "answered_at")
    for form_id, link_id, value, answered_at in rows:
        by_form[form_id][link_id] = value
        latest[form_id] = max(answered_at, latest.get(form_id, answered_at))
    return {
        client_id: _brief(form, by_form[form.pk], latest.get(form.pk, form.created_at))
        for client_id, form in newest.items()
    }


def _brief(form: Administration, answers: Answers, at: datetime) -> CheckInBrief:
    return CheckInBrief(
        administration_id=form.pk,
        feeling=label_of(DAILY_CHECKIN, "feeling", answers.get("feeling")),
        distress=answers.get("mood"),
        skills=label_of(DAILY_CHECKIN, "skills", answers.get("skills")),
        sleep=answers.get("sleep_hours"),
        at=form.finished_at or at,
        finished=form.finished_at is not None,
    )


def label_of(of: Instrument, link_id: str, value: int | None) -> str:
    """The words of an answer; empty when there is none."""
    options = of.options_for(of.item(link_id))
    return next((option.label for option in options if option.value == value), "")


WEEKLY_PAIR = {"phq-9", "gad-7"}


def minutes_here(choices: Mapping[str, Chosen] | None = None) -> dict[str, float]:
    """The forms this program may put before a client, and how many minutes each takes."""
    return {
        id_: chosen.instrument.minutes
        for id_, chosen in (choices_here() if choices is None else choices).items()
        if chosen.is_on and chosen.instrument.has_wording
    }


INSTEAD_OF_THE_PAIR = "core-10"
EVEN_WEEKS = "pcl-5-week"


def weekly_here(choices: Mapping[str, Chosen]) -> tuple[str, ...]:
    """The questionnaires asked every week here: the pair, or the one form in its place."""
    pair = tuple(sorted(kind for kind in WEEKLY_PAIR if choices[kind].is_on))
    instead = (INSTEAD_OF_THE_PAIR,) if choices[INSTEAD_OF_THE_PAIR].is_on else ()
    return pair or instead


def followed_here(choices: Mapping[str, Chosen]) -> tuple[str, ...]:
    """The questionnaires whose change is looked at week by week."""
    return weekly_here(choices) + ((EVEN_WEEKS,) if choices[EVEN_WEEKS].is_on else ())


def declined_last(ids: Iterable[UUID], kinds: Iterable[str]) -> dict[tuple[UUID, str], date]:
    """When each client last said no to each of these forms; one statement."""
    rows = Decline.objects.filter(client_id__in=list(ids), instrument_id__in=list(kinds))
    found = rows.order_by("on").values_list("client_id", "instrument_id", "on")
    return {(client_id, kind): on for client_id, kind, on in found}


def under_review(ids: Iterable[UUID]) -> set[UUID]:
    """Who of these has a safety concern without an answer yet; she is asked no form. One statement.

    Who reads "form due" of her learns nothing of a concern: it is not due while one is open.
    """
    rows = Alert.objects.filter(client_id__in=list(ids), closed_at__isnull=True, disposition="")
    return set(rows.values_list("client_id", flat=True))


def plans_by_client(ids: Iterable[UUID], day: date) -> dict[UUID, WeekPlan]:
    """What is asked of each client in the week of `day`; the same few statements for any number."""
    wanted = list(ids)
    reviewed = under_review(wanted)
    choices = choices_here()
    minutes = minutes_here(choices)
    own = {id_: choices[id_].asked for id_ in own_forms_here() if choices[id_].is_on}
    rules = with_own_forms(own, SCHEDULE)
    kinds = rules.instrument_ids
    # a program that wants one weekly form switches the pair off
    instead = not WEEKLY_PAIR & set(minutes)
    finished: dict[UUID, list[Given]] = defaultdict(list)
    rows = (
        Administration.objects.filter(
            client_id__in=wanted, instrument_id__in=kinds, finished_at__isnull=False, on__lte=day
        )
        .order_by("on", "sequence")
        .values_list("client_id", "instrument_id", "on", "total")
    )
    for client_id, kind, on, total in rows:
        finished[client_id].append(Given(kind, on, total))
    declined: dict[UUID, list[Given]] = defaultdict(list)
    said_no = Decline.objects.filter(client_id__in=wanted, on__lte=day)
    for client_id, kind, on in said_no.values_list("client_id", "instrument_id", "on"):
        declined[client_id].append(Given(kind, on))
    stays = stays_begun_by_client(wanted, day)
    monday = day - timedelta(days=day.weekday())
    coming = coming_days(monday, monday + timedelta(days=6), wanted)
    return {
        id_: plan_week(
            AskingFacts(
                today=day,
                minutes=minutes,
                starts_on=stay.starts_on if stay else None,
                planned_end_on=stay.planned_end_on if stay else None,
                ended_on=stay.ended_on if stay else None,
                coming=frozenset(coming.get(id_, ())),
                finished=tuple(finished[id_]),
                declined=tuple(declined[id_]),
                under_review=id_ in reviewed,
                weekly_instead=instead,
            ),
            rules,
        )
        for id_ in wanted
        for stay in [stays.get(id_)]
    }


def plan_of_week(client_id: UUID, day: date) -> WeekPlan:
    """What is asked of one client in the week of `day`."""
    return plans_by_client([client_id], day)[client_id]


def forms_due_by_client(ids: Iterable[UUID], day: date) -> dict[UUID, list[Instrument]]:
    """The questionnaires each client is asked to fill in on `day`, besides the check-in."""
    return {
        id_: [instrument_here(form.instrument_id) for form in plan.asked_on(day)]
        for id_, plan in plans_by_client(ids, day).items()
    }


def forms_due(client_id: UUID, day: date) -> list[Instrument]:
    """The questionnaires she is asked for on `day`, besides the check-in."""
    return forms_due_by_client([client_id], day)[client_id]


PRIVATE_KINDS = frozenset(
    kind.id for kind in INSTRUMENTS.values() if kind.sensitivity is Sensitivity.VIOLENCE
)
"""Forms about violence: in no series, chart, list or export; only on their own page."""


def alerts_unanswered(administration_id: UUID) -> int:
    """How many alerts rest on a form and have no outcome yet."""
    return Alert.objects.filter(administration_id=administration_id, disposition="").count()


@dataclass(frozen=True)
class FormOnFile:
    """A form of a client with how it stands for the team."""

    administration: Administration
    instrument: Instrument
    alert_ids: tuple[UUID, ...]
    """Alerts that rest on it and have no outcome yet."""
    entered_by: str
    reviewed_by: str

    @property
    def is_finished(self) -> bool:
        """Whether it was finished; one broken off is kept as far as it went."""
        return self.administration.finished_at is not None


def forms_on_file(client_id: UUID, first: date, *, private: bool = False) -> list[FormOnFile]:
    """Her forms since a day, newest first; those about violence only for who asks for them."""
    kinds = set(instruments_here()) - {DAILY_CHECKIN.id, GROUP_CHECKOUT.id}
    kinds = kinds & PRIVATE_KINDS if private else kinds - PRIVATE_KINDS
    rows = list(
        Administration.objects.select_related("client")
        .filter(client_id=client_id, instrument_id__in=kinds, on__gte=first)
        .order_by("-on", "-created_at")
    )
    alerts: dict[UUID, list[UUID]] = defaultdict(list)
    unanswered = Alert.objects.filter(
        administration_id__in=[row.pk for row in rows], disposition=""
    )
    for alert_id, form_id in unanswered.values_list("pk", "administration_id"):
        alerts[form_id].append(alert_id)
    names = names_by_id(id_ for row in rows for id_ in (row.created_by, row.reviewed_by) if id_)
    return [
        FormOnFile(
            administration=row,
            instrument=instrument_here(row.instrument_id),
            alert_ids=tuple(alerts[row.pk]),
            entered_by=names.get(row.created_by, ""),
            reviewed_by=names.get(row.reviewed_by, "") if row.reviewed_by else "",
        )
        for row in rows
    ]


def form_or_404(administration_id: UUID) -> Administration:
    """The form with this id."""
    found = Administration.objects.select_related("client").filter(pk=administration_id).first()
    if found is None:
        raise Http404("No such form.")
    return found


def about_form(administration_id: UUID, **_parts: object) -> About:
    """Whom a page about a form is about."""
    return form_or_404(administration_id).about()


@dataclass(frozen=True)
class TotalLine:
    """The total of a form whose wording we may not show."""

    entered: EnteredTotal
    form: NotShipped
    by: str


def totals_of(client_id: UUID, *, private: bool = False) -> list[TotalLine]:
    """Totals entered for her, newest first; those about violence only for who may ask about it."""
    rows = EnteredTotal.objects.select_related("client").filter(
        client_id=client_id, struck_at__isnull=True
    )
    lines = [(row, not_shipped(row.form_id)) for row in rows.order_by("-on", "form_id")]
    names = names_by_id(row.created_by for row, _form in lines)
    return [
        TotalLine(row, form, names.get(row.created_by, ""))
        for row, form in lines
        if private or form.sensitivity is not Sensitivity.VIOLENCE
    ]


def total_or_404(total_id: UUID) -> EnteredTotal:
    """The entered total with this id."""
    found = EnteredTotal.objects.select_related("client").filter(pk=total_id).first()
    if found is None:
        raise Http404("No such total.")
    return found


def about_total(total_id: UUID, **_parts: object) -> About:
    """Whom a page about an entered total is about."""
    return total_or_404(total_id).about()


def declines_of(client_id: UUID, first: date) -> list[Decline]:
    """Forms she declined since a day, newest first."""
    rows = Decline.objects.filter(client_id=client_id, on__gte=first)
    return list(rows.exclude(instrument_id__in=PRIVATE_KINDS).order_by("-on"))


def comments_by_form(ids: Iterable[UUID]) -> dict[UUID, list[Comment]]:
    """What she said about results, by form, oldest first."""
    found: dict[UUID, list[Comment]] = defaultdict(list)
    rows = Comment.objects.filter(administration_id__in=list(ids)).order_by("created_at", "pk")
    for row in rows:
        found[row.administration_id].append(row)
    return dict(found)


def annotations_of(client_id: UUID) -> list[Annotation]:
    """What stands on her chart about single days, in the order of the days."""
    rows = Annotation.objects.filter(client_id=client_id, struck_at__isnull=True)
    return list(rows.order_by("on", "created_at", "pk"))


def annotation_or_404(client_id: UUID, annotation_id: str) -> Annotation:
    """The words with this id on the chart of this client."""
    try:
        wanted = UUID(annotation_id)
    except ValueError as unreadable:
        raise Http404("No such words.") from unreadable
    rows = Annotation.objects.select_related("client")
    found = rows.filter(pk=wanted, client_id=client_id).first()
    if found is None:
        raise Http404("No such words.")
    return found


def kept_form(form: Administration) -> KeptForm:
    """What stands on a form, to be laid beside a row of a file."""
    rows = Answer.objects.filter(administration_id=form.pk, replaced_at__isnull=True)
    answers = {row.link_id: row for row in rows}
    return KeptForm(
        answers={link: row.value for link, row in answers.items() if row.value is not None},
        declined=frozenset(link for link, row in answers.items() if row.declined),
        imported=form.source == Source.IMPORTED,
    )


@dataclass(frozen=True)
class ImportedCritical:
    """A line of the chart: an imported answer that would have raised an alert when it was given."""

    administration_id: UUID
    instrument_id: str
    link_id: str
    on: date
    question: str
    answer: str
    """The words of the answer."""
    reason: str
    """Why a clinician has to see it."""


def imported_critical_by_client(ids: Iterable[UUID]) -> dict[UUID, list[ImportedCritical]]:
    """Critical answers among imported ones by client, newest first; two statements."""
    forms = list(
        Administration.objects.filter(
            client_id__in=list(ids), source=Source.IMPORTED, finished_at__isnull=False
        )
        .exclude(instrument_id__in=PRIVATE_KINDS)
        .order_by("-on", "instrument_id")
    )
    answers = answers_by_form(form.pk for form in forms)
    found: dict[UUID, list[ImportedCritical]] = defaultdict(list)
    for form in forms:
        asked = instrument_here(form.instrument_id)
        for hit in critical_hits(asked, answers[form.pk]):
            found[form.client_id].append(
                ImportedCritical(
                    administration_id=form.pk,
                    instrument_id=form.instrument_id,
                    link_id=hit.link_id,
                    on=form.on,
                    question=asked.item(hit.link_id).text,
                    answer=label_of(asked, hit.link_id, hit.value),
                    reason=hit.reason,
                )
            )
    return dict(found)


def choices_here() -> dict[str, Chosen]:
    """How every questionnaire stands at this site; one statement, and one for its own forms."""
    newest = {row.instrument_id: row for row in MeasureChoice.objects.order_by("number")}
    return {id_: _chosen(form, newest.get(id_)) for id_, form in instruments_here().items()}


def _chosen(form: Instrument, row: MeasureChoice | None) -> Chosen:
    own = own_forms_here().get(form.id)
    if row is None:
        found = choice_before_any(form)
    else:
        found = choice_of(
            form,
            is_on=row.is_on,
            change_id=row.change_id,
            cutoff_id=row.cutoff_id,
            number=row.number,
            asked=OwnAsked(row.asked) if own else OwnAsked.BY_HAND,
        )
    if own is not None and own.is_retired:
        return replace(found, is_on=False, is_retired=True)
    return found


def how_of_kinds(kinds: Iterable[str]) -> tuple[tuple[str, HowCalculated], ...]:
    """How any total of each of these is made, by the value this program goes by; each form once."""
    choices = choices_here()
    return tuple(
        (known.short_title, how_form(known, choices[kind].change if kind in choices else None))
        for kind in dict.fromkeys(kinds)
        if (known := known_here(kind)) is not None
    )


@dataclass(frozen=True)
class Texting:
    """Whether texts about short forms leave without a tap, and who said so last."""

    number: int
    is_on: bool
    set_at: datetime | None
    set_by_name: str


def texting_here() -> Texting:
    """How this site set it; off until somebody switches it on."""
    row = ShortFormTexting.objects.order_by("-number").first()
    if row is None:
        return Texting(0, False, None, "")
    return Texting(
        row.number, row.is_on, row.created_at, names_by_id([row.created_by]).get(row.created_by, "")
    )


def choice_or_404(instrument_id: str) -> Chosen:
    """How this questionnaire stands at this site."""
    form = known_here(instrument_id)
    if form is None:
        raise Http404("No such questionnaire.")
    return _chosen(form, newest_choice(instrument_id))


def newest_choice(instrument_id: str) -> MeasureChoice | None:
    """The choice that holds for a questionnaire, if anybody has chosen."""
    return MeasureChoice.objects.filter(instrument_id=instrument_id).order_by("-number").first()


@dataclass(frozen=True)
class PastChoice:
    """One choice of the history, with who made it and the names of what was chosen."""

    row: MeasureChoice
    by: str
    change: str
    cutoff: str


def choices_of(instrument_id: str) -> list[PastChoice]:
    """Every choice about a questionnaire, the newest first."""
    rows = list(MeasureChoice.objects.filter(instrument_id=instrument_id).order_by("-number"))
    names, form = names_by_id({row.created_by for row in rows}), instrument_here(instrument_id)
    changes = {value.id: value.name for value in form.changes}
    cutoffs = {cutoff.id: cutoff.name for cutoff in form.cutoffs}
    return [
        PastChoice(
            row=row,
            by=names.get(row.created_by, ""),
            change=changes.get(row.change_id, row.change_id),
            cutoff=cutoffs.get(row.cutoff_id, row.cutoff_id),
        )
        for row in rows
    ]


# The expected course


STAYS_LOOKED_AT = 2 * COURSE_RULES.stays_used_max
"""Of the stays that are over, the newest ones; some of them have too few totals to teach."""
BASELINE_DAYS_BEFORE = 14
"""A first total may lie so many days before the stay began."""


def courses_here(
    choices: Mapping[str, Chosen], kinds: Iterable[str], day: date
) -> dict[str, ExpectedCourse | TooFew]:
    """What the closed stays teach about some questionnaires; two statements, one without stays."""
    facts = {
        kind: fact
        for kind in kinds
        if (chosen := choices.get(kind))
        and (fact := facts_to_learn(chosen.instrument, chosen.change, chosen.cutoff))
    }
    over = Episode.objects.filter(stage=Stage.ENDED, ended_on__lt=day).order_by("-ended_on", "pk")
    stays = list(over.values_list("client_id", "starts_on", "ended_on")[:STAYS_LOOKED_AT])
    if len(stays) < COURSE_RULES.stays_min:
        return {kind: TooFew(len(stays), COURSE_RULES.stays_min) for kind in facts}
    totals: dict[tuple[UUID, str], list[tuple[date, float]]] = defaultdict(list)
    rows = Administration.objects.filter(
        client_id__in={client_id for client_id, _starts, _ends in stays},
        instrument_id__in=list(facts),
        finished_at__isnull=False,
        total__isnull=False,
    ).order_by("on", "sequence")
    for client_id, kind, on, total in rows.values_list("client_id", "instrument_id", "on", "total"):
        totals[client_id, kind].append((on, float(total or 0)))
    return {
        kind: learned(
            fact,
            tuple(
                stay
                for client_id, starts_on, ended_on in stays
                if (stay := _closed_stay(totals[client_id, kind], starts_on, ended_on)) is not None
            ),
        )
        for kind, fact in facts.items()
    }


def _closed_stay(
    totals: list[tuple[date, float]], starts_on: date, ended_on: date | None
) -> ClosedStay | None:
    first = starts_on - timedelta(days=BASELINE_DAYS_BEFORE)
    inside = [each for each in totals if first <= each[0] <= (ended_on or each[0])]
    return ClosedStay(inside[0][1], _readings(inside)) if inside else None


def _readings(totals: list[tuple[date, float]]) -> tuple[Reading, ...]:
    return tuple(Reading((on - totals[0][0]).days / 7, total) for on, total in totals[1:])


def track_in(
    course: ExpectedCourse | TooFew | None, scored: Iterable[Scored], starts_on: date
) -> Track:
    """Whether the totals of a stay go about as expected; not said where nothing is learned."""
    if not isinstance(course, ExpectedCourse):
        return Track.NOT_SAID
    first = starts_on - timedelta(days=BASELINE_DAYS_BEFORE)
    totals = [(each.on, each.total) for each in scored if each.total is not None]
    inside = [each for each in totals if each[0] >= first]
    if not inside:
        return Track.NOT_SAID
    return track_of(course, inside[0][1], _readings(inside))


@dataclass(frozen=True)
class CourseHere:
    """One questionnaire of a client beside the expected course."""

    chosen: Chosen
    course: ExpectedCourse | TooFew | None
    """None where no change is known for the questionnaire, so that none can be learned."""
    track: Track
    baseline: tuple[date, float] | None

    @property
    def bands(self) -> tuple[tuple[date, WeekBand], ...]:
        """The course from her own first total on, with the day of each week."""
        if not isinstance(self.course, ExpectedCourse) or self.baseline is None:
            return ()
        on, total = self.baseline
        return tuple((on + timedelta(weeks=band.week), band) for band in self.course.bands(total))


def courses_of(
    client_id: UUID, kinds: Sequence[str], starts_on: date, day: date
) -> list[CourseHere]:
    """Her totals of some questionnaires beside the expected course; constant statements."""
    choices, found = choices_here(), series_by_client([client_id], kinds)[client_id]
    courses = courses_here(choices, kinds, day)
    first = starts_on - timedelta(days=BASELINE_DAYS_BEFORE)
    made = []
    for kind in kinds:
        known = [(s.on, s.total) for s in found[kind] if s.total is not None and s.on >= first]
        made.append(
            CourseHere(
                chosen=choices[kind],
                course=courses.get(kind),
                track=track_in(courses.get(kind), found[kind], starts_on),
                baseline=known[0] if known else None,
            )
        )
    return made


def course_of(client_id: UUID, instrument_id: str, starts_on: date, day: date) -> CourseHere:
    """Her totals of one questionnaire beside the expected course."""
    return courses_of(client_id, [instrument_id], starts_on, day)[0]
