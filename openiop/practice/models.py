"""Her log and what staff saw, small things, distress around sessions, weeks, goals, goodbyes."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.care.models import Goal
from openiop.clients.models import Client
from openiop.domain.privacy import About
from openiop.domain.skills.attainment import Voice
from openiop.domain.skills.goodbye import GoodbyeKind
from openiop.domain.skills.ladder import Helped, HowHard, SeenHow
from openiop.domain.skills.load import LoadOption
from openiop.domain.skills.one_thing import Went
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.schedule.models import Session


class SkillUse(Record):
    """One line of her log: she used a skill on a day. She may take it out again."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    skill = models.CharField(max_length=40)
    hard = WordField(words=HowHard, blank=True)
    helped = WordField(words=Helped, blank=True)
    words_sealed = sealed_column()
    words = SealedText("practice.skilluse.words")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="skill_uses"),)

    def __str__(self) -> str:
        return f"{self.skill} {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SkillSeen(Record):
    """Staff saw her use a skill: one tap on her page, or in a session."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    skill = models.CharField(max_length=40)
    how = WordField(words=SeenHow)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="skills_seen"),)

    def __str__(self) -> str:
        return f"{self.skill} seen {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SkillConfidence(Record):
    """How sure she feels of a skill, 1 to 5; the newest holds. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    skill = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "skill"), name="skill_confidence"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(value__gte=1, value__lte=5), name="confidence_1_to_5"
            ),
        )

    def __str__(self) -> str:
        return f"{self.skill} {self.value}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SmallThing(Record):
    """One small thing she wants to try before next time, and how it went when she said so."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    skill = models.CharField(max_length=40, blank=True)
    words_sealed = sealed_column()
    words = SealedText("practice.smallthing.words")
    went = WordField(words=Went, blank=True)
    went_at = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="small_things"),)

    def __str__(self) -> str:
        return f"small thing {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SessionRating(Record):
    """Her distress before and after one session, 0 to 10; skipped stays empty, never 0."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    before = models.PositiveSmallIntegerField(null=True)
    before_at = models.DateTimeField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    after_at = models.DateTimeField(null=True)
    """When she answered or skipped the question after it."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="session_ratings"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "session"), name="one_rating_a_session"),
            models.CheckConstraint(
                condition=(models.Q(before__isnull=True) | models.Q(before__lte=10))
                & (models.Q(after__isnull=True) | models.Q(after__lte=10)),
                name="distress_0_to_10",
            ),
        )

    def __str__(self) -> str:
        return f"rating {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class RiseAnswer(Record):
    """What her therapist does about a rise that does not settle. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    option = WordField(words=LoadOption)
    rule_id = models.CharField(max_length=40)
    words_sealed = sealed_column()
    words = SealedText("practice.riseanswer.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="rise_answers"),)

    def __str__(self) -> str:
        return f"{self.option} {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class HerWeek(Record):
    """Her three sentences and what she noticed in a week; the highest number holds. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    week_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    said_on = models.DateField()
    grounded = models.PositiveSmallIntegerField(null=True)
    feelings = models.PositiveSmallIntegerField(null=True)
    equipped = models.PositiveSmallIntegerField(null=True)
    told_sealed = sealed_column()
    told = SealedText("practice.herweek.told")
    """JSON text: her words by question."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "week_on", "number"), name="her_week_once"),
        )

    def __str__(self) -> str:
        return f"week of {self.week_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class GoalRating(Record):
    """How far a goal is reached, by her or by a clinician. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+")
    voice = WordField(words=Voice)
    level = models.SmallIntegerField()
    on = models.DateField()
    words_sealed = sealed_column()
    words = SealedText("practice.goalrating.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="goal_ratings"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__gte=-2, level__lte=2), name="goal_level_of_five"
            ),
        )

    def __str__(self) -> str:
        return f"{self.voice} {self.level}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ClimateTally(Record):
    """How often each step was tapped after one session; nobody's answer has a row of its own."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    counts_sealed = sealed_column()
    counts = SealedText("practice.climatetally.counts")
    """JSON text: item to step to how often."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "on"), name="climate_tallies"),)

    def __str__(self) -> str:
        return f"climate {self.on}"

    def about(self) -> About:
        """It is about nobody."""
        return About()


class ClimateGiven(Record):
    """That she answered without her name, so that nobody answers twice; never what."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "session"), name="climate_given_once"),
        )

    def __str__(self) -> str:
        return "climate given"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Chain(Record):
    """One hard moment, link by link, written by her or with her; it may be put away."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    title_sealed = sealed_column()
    title = SealedText("practice.chain.title")
    links_sealed = sealed_column()
    links = SealedText("practice.chain.links")
    """JSON text: kind, words and skill of each link."""
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="chains_of_client"),)

    def __str__(self) -> str:
        return f"chain {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Goodbye(Record):
    """Words to her group, or a letter to herself that only she opens; she may take it back."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=GoodbyeKind)
    on = models.DateField()
    words_sealed = sealed_column()
    words = SealedText("practice.goodbye.words")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("client", "kind"),
                condition=models.Q(struck_at__isnull=True),
                name="one_standing_goodbye_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return str(self.kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
