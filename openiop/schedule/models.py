"""Groups and their curriculum, sessions, seats; what her days fit around, and places to book."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.care.curriculum import Modality
from openiop.domain.places import LostHow, PlaceKind, PlaceState
from openiop.domain.privacy import About
from openiop.domain.words import SessionKind
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.programs.models import Room, Track


class Unit(Record):
    """One unit of the curriculum: what is taught, in our own words."""

    kind = WordField(words=SessionKind)
    modality = WordField(words=Modality, default="own")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    """The track whose curriculum it belongs to; None: every track without one of its own."""
    any_order = models.BooleanField(default=True)
    """False: it comes after the unit before it of the same approach."""
    needs = models.JSONField(default=list)
    """Ids of further units that come before it."""
    retired_on = models.DateField(null=True)
    """No longer planned or suggested from this day on; what was taught stays."""
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    about_it = models.CharField(max_length=300, blank=True)
    interventions = models.JSONField(default=list)
    skill = models.CharField(max_length=80, blank=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "kind", "number"),
                condition=models.Q(track__isnull=True),
                name="unit_number_once",
            ),
            models.UniqueConstraint(
                fields=("site", "track", "kind", "number"),
                condition=models.Q(track__isnull=False),
                name="unit_number_once_a_track",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Group(Record):
    """A group that meets each week at the same times, or a block such as a break."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=SessionKind)
    name = models.CharField(max_length=80)
    starts = models.CharField(max_length=5)
    minutes = models.PositiveSmallIntegerField()
    weekdays = models.JSONField(default=list)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    lead_id = models.UUIDField(null=True)
    co_lead_id = models.UUIDField(null=True)
    max_size = models.PositiveSmallIntegerField(default=12)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class Session(Record):
    """One meeting on one date: of a group, or of one client with one clinician."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    kind = WordField(words=SessionKind)
    name = models.CharField(max_length=80)
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    lead_id = models.UUIDField(null=True)
    co_lead_id = models.UUIDField(null=True)
    covers_for_id = models.UUIDField(null=True)
    """Whom the lead stands in for today, so that she reads "since you were last here"."""
    canceled_at = models.DateTimeField(null=True)
    canceled_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="session_by_day"),)
        constraints = (
            models.UniqueConstraint(fields=("group", "on"), name="group_meets_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_takes_time"
            ),
            models.CheckConstraint(
                condition=models.Q(canceled_at__isnull=True, canceled_by__isnull=True)
                | models.Q(canceled_at__isnull=False, canceled_by__isnull=False),
                name="session_canceled_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.on}"

    @property
    def minutes(self) -> int:
        """How long it is planned to take."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def about(self) -> About:
        """Whom this record is about: who holds it, and the client when it is hers alone."""
        return About(
            client_ids=(self.client_id,) if self.client_id else (),
            staff_ids=tuple(id_ for id_ in (self.lead_id, self.co_lead_id) if id_),
        )


class LeftOut(Record):
    """Somebody does not lead a session because her license ends before its day."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    staff_id = models.UUIDField()
    license_until_on = models.DateField()
    """The last day of her license, as it was on file then."""
    was_lead = models.BooleanField()
    """False: she was to lead it together with somebody."""
    back_at = models.DateTimeField(null=True)
    back_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "back_at"), name="left_out_open"),)
        constraints = (
            models.UniqueConstraint(
                fields=("session", "staff_id"),
                condition=models.Q(back_at__isnull=True),
                name="left_out_once",
            ),
            models.CheckConstraint(
                condition=models.Q(back_at__isnull=True, back_by__isnull=True)
                | models.Q(back_at__isnull=False, back_by__isnull=False),
                name="left_out_back_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"left out of {self.session}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(staff_ids=(self.staff_id,))


class Absence(Record):
    """Somebody on staff cannot work from a day to a day; for everybody who plans."""

    staff_id = models.UUIDField()
    first_on = models.DateField()
    last_on = models.DateField()
    note_sealed = sealed_column()
    note = SealedText("schedule.absence.note")
    """For those who plan; the reason is nobody else's."""
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "last_on"), name="absences_by_end"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="absence_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="absence_back_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"away from {self.first_on} to {self.last_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(staff_ids=(self.staff_id,))


class Seat(Record):
    """A client's seat in a group, from a day until another."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    ended_with_stay = models.BooleanField(default=False)
    until_before_on = models.DateField(null=True)
    """Where it ended with her stay: until when it was planned before, if it was."""
    despite_sealed = sealed_column()
    despite = SealedText("schedule.seat.despite")
    """Why the lead gave this seat although a hidden rule stood against it."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("group", "client", "from_on"), name="seat_once"),
        )

    def __str__(self) -> str:
        return f"{self.client} in {self.group}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Wish(Record):
    """What her days have to fit around, as she said it last; the newest holds. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    told_sealed = sealed_column()
    told = SealedText("schedule.wish.told")
    """JSON text; see domain/wishes.py."""

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=("client", "number"), name="wish_once"),)

    def __str__(self) -> str:
        return f"wishes, version {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class PlaceOffer(Record):
    """How many places of a kind a weekday holds from a date on; the newest holds. Append-only."""

    kind = WordField(words=PlaceKind)
    from_on = models.DateField()
    weekdays = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.capacity} for {self.kind}"


class PlaceDay(Record):
    """How many places a date holds instead, with the reason. The newest holds. Append-only."""

    kind = WordField(words=PlaceKind)
    on = models.DateField()
    capacity = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=200)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="place_days"),)

    def __str__(self) -> str:
        return f"{self.capacity} for {self.kind} on {self.on}"


class PlaceBooking(Record):
    """Places booked for a client on the days she comes, from a day until another."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=PlaceKind)
    count = models.PositiveSmallIntegerField(default=1)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    words_sealed = sealed_column()
    words = SealedText("schedule.placebooking.words")
    """What whoever looks after it needs: first names and ages, or where to pick her up."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "kind"), name="places_by_kind"),)
        constraints = (
            models.UniqueConstraint(
                fields=("client", "kind"),
                condition=models.Q(until_on__isnull=True),
                name="one_open_booking_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.count} for {self.kind}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class PlaceMark(Record):
    """On a place's own arrivals list: here, not coming, picked up. Newest holds. Append-only."""

    booking = models.ForeignKey(PlaceBooking, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    state = WordField(words=PlaceState)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="place_marks_of_day"),)

    def __str__(self) -> str:
        return str(self.state)

    def about(self) -> About:
        """Whom this record is about."""
        return self.booking.about()


class LostPlace(Record):
    """A place she had fell away on a date: an open matter with an owner until a way is found."""

    booking = models.ForeignKey(PlaceBooking, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    owner_id = models.UUIDField()
    how = WordField(words=LostHow, blank=True)
    words_sealed = sealed_column()
    words = SealedText("schedule.lostplace.words")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "settled_at"), name="lost_places_open"),)
        constraints = (
            models.UniqueConstraint(fields=("booking", "on"), name="lost_once"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="lost_place_settled_by",
            ),
        )

    def __str__(self) -> str:
        return f"lost on {self.on}"

    def about(self) -> About:
        """Whom this record is about; its owner may always settle it."""
        return About(client_ids=(self.booking.client_id,), staff_ids=(self.owner_id,))
