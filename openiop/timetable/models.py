"""Proposals for a week, times offered to clients, addresses for calendar apps."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.calendar import CalendarWord
from openiop.domain.privacy import About
from openiop.domain.time_offer import OfferState, OfferWhy
from openiop.domain.timetable.proposal import ProposalState
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.programs.models import Room
from openiop.schedule.models import Session


class Proposal(Record):
    """A week as it could be, worked out in the background. Nothing of it holds until published."""

    first_on = models.DateField()
    """The day it begins with; it ends with that week."""
    own_minutes = models.PositiveSmallIntegerField(default=0)
    """Whoever lacks a session of her own is given one of so many minutes; 0: nobody is."""
    seconds = models.PositiveSmallIntegerField()
    state = WordField(words=ProposalState)
    stop_asked = WordField(words=ProposalState, blank=True)
    """Somebody wants it to end: `ready` with the best so far, `stopped` without it."""
    told = models.JSONField(default=dict)
    """Numbers only: seconds, objective, bound, gap and what it does now."""
    asked_sealed = sealed_column()
    asked = SealedText("timetable.proposal.asked")
    """The problem as JSON text: times and ids, no name and no reason."""
    answer_sealed = sealed_column()
    answer = SealedText("timetable.proposal.answer")
    """The timetable as JSON text; for an impossible week its clash and the ways out."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "state"), name="proposals_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, published_by__isnull=True)
                | models.Q(published_at__isnull=False, published_by__isnull=False),
                name="proposal_published_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"week of {self.first_on}, {self.state}"

    def about(self) -> About:
        """A week is about nobody in particular."""
        return About()


class TimeOffer(Record):
    """Another time, or a first one, offered to a client for a session of her own."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    """The one that would move; None: she has none yet."""
    staff_id = models.UUIDField()
    on = models.DateField()
    starts = models.CharField(max_length=5)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    why = WordField(words=OfferWhy)
    state = WordField(words=OfferState)
    needs = models.JSONField(default=list)
    """What a clinician has to say yes to first, as codes."""
    owner_id = models.UUIDField()
    """Who sees to it that she hears of it and answers."""
    answer_until = models.DateTimeField()
    needs_call = models.BooleanField(default=False)
    """No safe message could leave: her owner tells her."""
    message_sent_at = models.DateTimeField(null=True)
    message_sent_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("site", "state"), name="time_offers_by_state"),
            models.Index(fields=("client", "state"), name="time_offers_of_client"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("session",),
                condition=models.Q(
                    state__in=("needs_yes", "open", "agreed"), session__isnull=False
                ),
                name="one_offer_for_a_session",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="time_offer_answered_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"offer, {self.state}"

    def about(self) -> About:
        """Whom this record is about; its owner may always work on it."""
        return About(client_ids=(self.client_id,), staff_ids=(self.owner_id,))


class MovedGroup(Record):
    """One meeting of a group was moved on its day, and who was asked. Append-only, by trigger."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    starts_before = models.DateTimeField()
    starts_now = models.DateTimeField()
    asked = models.JSONField(default=list)
    """Ids of the clients who were asked and said yes."""
    why_sealed = sealed_column()
    why = SealedText("timetable.movedgroup.why")
    """Why it moved although somebody was not asked or a rule stood against it."""

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"moved: {self.session}"

    def about(self) -> About:
        """Whom this record is about: who holds it."""
        return self.session.about()


class CalendarFeed(Record):
    """A secret address for a calendar app, of one clinician or one client, until it is ended.

    Who holds the address sees the times, so only a keyed digest of it is kept.
    """

    staff_id = models.UUIDField(null=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    key_digest = models.CharField(max_length=64)
    word = WordField(words=CalendarWord, default=CalendarWord.APPOINTMENT.value)
    """What a client's times are called; no other word leaves."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "key_digest"), name="calendar_key_once"),
            models.UniqueConstraint(
                fields=("site", "staff_id"),
                condition=models.Q(ended_at__isnull=True, staff_id__isnull=False),
                name="one_open_calendar_of_staff",
            ),
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(ended_at__isnull=True),
                name="one_open_calendar_of_hers",
            ),
            models.CheckConstraint(
                condition=models.Q(staff_id__isnull=True, client__isnull=False)
                | models.Q(staff_id__isnull=False, client__isnull=True),
                name="calendar_is_somebodys",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="calendar_ended_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return "calendar address"

    def about(self) -> About:
        """Whom this record is about."""
        if self.client_id is not None:
            return About(client_ids=(self.client_id,))
        return About(staff_ids=(self.staff_id,) if self.staff_id else ())
