"""`openiop import`: files in, one transaction a row, and a report of what was not taken in.

The report names rows and columns, never a name or another cell's words: it is printed, and kept in
the logs of whatever runs the command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, OperationalError
from tqdm import tqdm

from openiop.accounts.queries import actor_who_signs_in_as, sign_in_names_with_role
from openiop.base import clock
from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.clients.models import Client
from openiop.clients.queries import clients_by_external_id, stays_of, weekdays_of
from openiop.coverage.actions import import_covered_client
from openiop.coverage.queries import rules_by_client
from openiop.domain.decision import Decision, Reason, Refused
from openiop.domain.importing.client_row import ClientRow, HereFacts, client_row, differences
from openiop.domain.importing.medication_row import medication_of_client
from openiop.domain.importing.response_row import (
    KeptForm,
    ResponseRow,
    answers_to_review,
    response_row,
    says_the_same,
)
from openiop.domain.importing.table import Kind, Row, Table, read_table
from openiop.domain.privacy import About, Permission, Role
from openiop.domain.text import _
from openiop.health.actions import take_in_medication
from openiop.health.queries import takes_already
from openiop.measures.actions import record_imported
from openiop.measures.queries import form_of, kept_form
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import allows
from openiop.privacy.web import in_words
from openiop.programs.queries import tracks
from openiop.safety.queries.times import rules_here

from .folder import Trouble

ALL_IN, SOME_REFUSED = 0, 1
"""Exit codes; the third, for a file or option that cannot be used, is the command line's."""

_STOPPED = (
    "The database cannot be used ({what}). The rows taken in so far are safe; import the same file "
    "again and it goes on from there."
)


Known = dict[str, Client | None]
"""Clients by their number; in a dry run None stands for one who would be here by then."""


@dataclass
class Report:
    """What became of the rows of one file."""

    new: int = 0
    already_here: int = 0
    refused: int = 0
    to_review: int = 0
    lines: list[str] = field(default_factory=list)

    def refuse(self, row: Row, reasons: Iterable[Reason]) -> None:
        """Count a row that stays out, and say why for each cell."""
        self.refused += 1
        for reason in reasons:
            column = f", column {reason.field_name}" if reason.field_name else ""
            self.lines.append(f"Row {row.number}{column}: {in_words(reason)}")


class Intake(Protocol):
    """How the rows of one file go in."""

    def take(self, row: Row, report: Report) -> None:
        """Take one row in, or count it as here already, or refuse it."""


def import_files(
    names: Sequence[str],
    *,
    kind: str | None,
    dry_run: bool,
    site_slug: str,
    sign_in_name: str,
    show: Callable[[str], None] = print,
) -> int:
    """Import files in the order given; one that cannot be read stops all before any row goes in."""
    tables = [(name, _table(name, Kind(kind) if kind else None)) for name in names]
    with entered(_site(site_slug).scope()):
        by = _importer(sign_in_name)
        known: Known = dict(clients_by_external_id())
        refused = 0
        for name, table in tables:
            try:
                report = _import(table, _INTAKES[table.kind](by, dry_run, known))
            except OperationalError as error:
                raise Trouble(_STOPPED.format(what=error)) from error
            _show(name, table, report, dry_run, show)
            refused += report.refused
    return SOME_REFUSED if refused else ALL_IN


def _table(name: str, kind: Kind | None) -> Table:
    try:
        content = Path(name).expanduser().read_bytes()
    except OSError as error:
        raise Trouble(f"{name} cannot be read ({error.strerror}).") from None
    table = read_table(content, kind)
    if isinstance(table, Reason):
        raise Trouble(f"{name}: {in_words(table)}")
    return table


def _site(slug: str) -> Site:
    try:
        sites = list(Site.objects.order_by("slug"))
    except DatabaseError:
        raise Trouble("The database is not set up yet. Start OpenIOP first: ./run") from None
    known = ", ".join(site.slug for site in sites)
    if not sites:
        raise Trouble("There is no site here yet. Start OpenIOP first: ./run")
    if not slug and len(sites) > 1:
        raise Trouble(f"There are several sites here. Say which with --site: {known}.")
    found = [site for site in sites if slug in ("", site.slug)]
    if not found:
        raise Trouble(f"There is no site {slug} here. There are: {known}.")
    return found[0]


def _importer(sign_in_name: str) -> Actor:
    if not sign_in_name:
        return system()
    actor = actor_who_signs_in_as(sign_in_name)
    if actor is None:
        raise Trouble(f"Nobody signs in as {sign_in_name} at this site.")
    if not allows(actor, Permission.IMPORT, About()):
        raise Trouble(f"{sign_in_name} may not import; a director may.")
    return actor


def _import(table: Table, intake: Intake) -> Report:
    report = Report()
    # shown on a terminal only, and gone when done
    for row in tqdm(table.rows, desc=str(table.kind), unit=" rows", disable=None, leave=False):
        if row.uneven:
            report.refuse(row, (row.uneven,))
            continue
        try:
            intake.take(row, report)
        except Refused as refused:
            report.refuse(row, refused.reasons)
    return report


def _show(
    name: str, table: Table, report: Report, dry_run: bool, show: Callable[[str], None]
) -> None:
    show(f"{name} ({table.kind})")
    if table.ignored:
        show(f"  Columns nobody reads: {', '.join(table.ignored)}")
    for line in report.lines:
        show(f"  {line}")
    if report.to_review:
        days = rules_here().imported_answer_recent_days
        show(f"  Critical answers of the last {days} days to review: {report.to_review}")
    counts = f"{report.new} new, {report.already_here} already here, {report.refused} refused"
    show(f"  {counts}" + (" (a dry run: nothing was written)" if dry_run else ""))


class _Clients:
    """Clients go in once by their number; one who is here is left as she is."""

    def __init__(self, by: Actor, dry_run: bool, known: Known) -> None:
        self._by = by
        self._dry_run = dry_run
        self._known = known
        self._tracks = {track.name: track for track in tracks()}
        self._therapists = sign_in_names_with_role(Role.THERAPIST, Role.CLINICAL_LEAD)
        self._here = HereFacts(clock.today(), tuple(self._tracks), tuple(self._therapists))
        self._seen: dict[str, tuple[Row, ClientRow]] = {}

    def take(self, row: Row, report: Report) -> None:
        """Take in the client of a row."""
        read = client_row(row.cells, self._here)
        if isinstance(read, Decision):
            report.refuse(row, read)
            return
        if (seen := self._seen.get(read.external_id)) is not None:
            _refuse_or_count(row, _other_same_id(read, *seen), report)
            return
        if read.external_id in self._known:
            self._left_as_she_is(row, read, report)
        else:
            self._known[read.external_id] = self._taken_in(read)
            report.new += 1
        self._seen[read.external_id] = (row, read)

    def _taken_in(self, read: ClientRow) -> Client | None:
        if self._dry_run:
            return None
        return import_covered_client(
            row=read,
            track=self._tracks.get(read.track),
            therapist_id=self._therapists.get(read.therapist),
            by=self._by,
        )

    def _left_as_she_is(self, row: Row, read: ClientRow, report: Report) -> None:
        report.already_here += 1
        client = self._known[read.external_id]
        columns = differences(read, self._as_here(client, read)) if client else ()
        if columns:
            report.lines.append(
                f"Row {row.number}: already here and left as she is; "
                f"the file differs in {', '.join(columns)}"
            )

    def _as_here(self, client: Client, read: ClientRow) -> ClientRow:
        """Who is here, told as a file would."""
        today = self._here.today
        stays = stays_of(client.pk)
        same_start = [stay for stay in stays if stay.starts_on == read.starts_on]
        stay = next(reversed(same_start or stays), None)
        card = card_of(client.pk)
        names = {id_: name for name, id_ in self._therapists.items()}
        therapist_id = stay.therapist_id if stay else None
        counted_on = (stay.ended_on or max(today, stay.starts_on)) if stay else today
        return ClientRow(
            external_id=client.external_id,
            chosen_name=client.chosen_name,
            last_name=client.last_name,
            legal_first_name=client.legal_first_name,
            pronouns=client.pronouns,
            born_on=client.born_on,
            language=client.language,
            track=stay.track.name if stay else "",
            starts_on=stay.starts_on if stay else None,
            ended_on=stay.ended_on if stay else None,
            weekdays=tuple(weekdays_of(stay.pk, today)) if stay else (),
            payer_rules=rules_by_client([client.pk], counted_on)[client.pk].id,
            therapist=names.get(therapist_id, "") if therapist_id else "",
            phone=card.phone,
            email=card.email,
            call_allowed=card.profile.call,
            text_allowed=card.profile.text,
            email_allowed=card.profile.email,
            post_allowed=card.profile.post,
            voicemail=card.profile.voicemail,
        )


_OTHER_FORM_HERE = Reason(
    "form_here", _("Other answers are here already for this form and this day.")
)


class _Responses:
    """Filled-in forms go in once by client, form and day."""

    def __init__(self, by: Actor, dry_run: bool, known: Known) -> None:
        self._by = by
        self._dry_run = dry_run
        self._known = known
        self._today = clock.today()
        self._rules = rules_here()
        self._seen: dict[tuple[object, ...], tuple[Row, ResponseRow]] = {}

    def take(self, row: Row, report: Report) -> None:
        """Take in the form of a row."""
        read = response_row(row.cells, self._known, self._today)
        if isinstance(read, Decision):
            report.refuse(row, read)
            return
        key = (read.client_id, read.instrument.id, read.on)
        if (seen := self._seen.get(key)) is not None:
            _refuse_or_count(row, _other_same_form(read, *seen), report)
            return
        client = self._known[read.client_id]
        form = form_of(client.pk, read.instrument.id, read.on) if client else None
        if form is not None:
            other = None if says_the_same(read, kept_form(form)) else _OTHER_FORM_HERE
            _refuse_or_count(row, other, report)
            return
        # in a dry run she may only be about to be here
        if client is not None and not self._dry_run:
            record_imported(client=client, filled_in=read, by=self._by)
        report.new += 1
        report.to_review += len(answers_to_review(read, self._today, self._rules))
        self._seen[key] = (row, read)


class _Medications:
    """Medications go in once by client, name and dose; what stands on her list is left as it is."""

    def __init__(self, by: Actor, dry_run: bool, known: Known) -> None:
        self._by = by
        self._dry_run = dry_run
        self._known = known
        self._today = clock.today()

    def take(self, row: Row, report: Report) -> None:
        """Take in the medication of a row."""
        read = medication_of_client(row.cells, self._known, self._today)
        if isinstance(read, Decision):
            report.refuse(row, read)
            return
        client_id, told = read
        client = self._known[client_id]
        # in a dry run she may only be about to be here
        if client is None:
            report.new += 1
        elif self._dry_run:
            is_here = takes_already(client.pk, told.name, told.dose)
            report.new, report.already_here = (
                report.new + (not is_here),
                report.already_here + is_here,
            )
        elif take_in_medication(client=client, row=told, by=self._by):
            report.new += 1
        else:
            report.already_here += 1


def _refuse_or_count(row: Row, other: Reason | None, report: Report) -> None:
    """A row that says what is here already is counted; one that says something else stays out."""
    if other is None:
        report.already_here += 1
    else:
        report.refuse(row, (other,))


def _other_same_id(read: ClientRow, row: Row, before: ClientRow) -> Reason | None:
    columns = differences(read, before)
    params: dict[str, object] = {"row": row.number, "columns": ", ".join(columns)}
    text = _("Row {row} of this file has the same number and says something else: {columns}.")
    return Reason("twice", text, params=params, field_name="id") if columns else None


def _other_same_form(read: ResponseRow, row: Row, before: ResponseRow) -> Reason | None:
    if says_the_same(read, KeptForm(before.answers, before.declined, imported=True)):
        return None
    text = _("Row {row} of this file gives other answers for the same form and day.")
    return Reason("twice", text, params={"row": row.number})


_INTAKES: dict[Kind, Callable[[Actor, bool, Known], Intake]] = {
    Kind.CLIENTS: _Clients,
    Kind.RESPONSES: _Responses,
    Kind.MEDICATIONS: _Medications,
}
