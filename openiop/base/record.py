"""What every record of a site has: an id, a site, when and by whom it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models.sql import Query

from openiop.domain.words import Word

from . import clock
from .ids import new_id
from .models import Site
from .scope import CurrentSite, current_site_id


class WrongSite(RuntimeError):
    """A record of one site was about to be written while working for another."""


M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M]):
    """Finds only records of the site at work, and refuses to look when there is none."""

    _begun: Query | None = None

    def get_queryset(self) -> models.QuerySet[M]:
        """Every queryset of a scoped record starts here, from one prepared for its model."""
        found = super().get_queryset()
        if self._begun is None or self._begun.model is not self.model:
            self._begun = found.filter(site_id=CurrentSite()).query
        found.query = self._begun.clone()
        return found


if TYPE_CHECKING:
    _Text = models.CharField[Any, Any]
else:
    _Text = models.CharField


class WordField(_Text):
    """A column that holds one of our words and gives it back as the enum."""

    def __init__(self, *, words: type[Word] | None = None, **options: Any) -> None:
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.words = words

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Migrations see a plain column: they depend on nothing that will change."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def from_db_value(self, value: str | None, *_: object) -> Word | str | None:
        """The enum member, or empty text where nothing was chosen."""
        return self.words(value) if self.words and value else value

    def to_python(self, value: Any) -> Any:
        """The enum member for what a form or test hands in."""
        return self.words(value) if self.words and value else value

    def get_prep_value(self, value: Any) -> Any:
        """The stored text; a word that is not ours is refused here already."""
        if value in (None, ""):
            return value
        return str(self.words(value)) if self.words else str(value)


class Record(models.Model):
    """A record that belongs to a site. Records are written by actions only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # no index of its own: it would match every row of a site, and SQLite would prefer it
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        default=current_site_id,
        related_name="+",
        editable=False,
        db_index=False,
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.UUIDField(editable=False)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        """Write the record, unless it belongs to another site than the one at work."""
        if self.site_id != current_site_id():
            raise WrongSite(f"{type(self).__name__} belongs to another site.")
        super().save(*args, **options)
