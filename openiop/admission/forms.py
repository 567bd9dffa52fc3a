"""Forms of admission: they translate what was typed; the rules decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from openiop.domain.admission import ReviewMoment
from openiop.domain.consent_texts import Paper
from openiop.domain.contact_profile import DAY_WORDS
from openiop.domain.decision import Reason
from openiop.domain.episode import LeaveReason, MoveAsked, Stage, StayEnd, StayMove
from openiop.domain.words import Word
from openiop.privacy.web import in_words

WORDS_MOST = 1000
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _choices(words: Iterable[Word], empty: str = "") -> list[tuple[str, Any]]:
    first: list[tuple[str, Any]] = [("", empty)] if empty else []
    return first + [(str(word), _(word.label)) for word in words]


def with_reasons(form: forms.Form, reasons: Sequence[Reason]) -> None:
    """Put the reasons of a refusal where they belong; what was typed stays."""
    for reason in reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, in_words(reason))


class StartForm(forms.Form):
    """Her first day, her days, her groups, and until when."""

    starts_on = forms.DateField(label=_("First day"), required=False, widget=_DATE)
    end = forms.DateField(
        label=_("Planned until"),
        required=False,
        widget=_DATE,
        help_text=_("Decided anew at each review."),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days"), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )
    therapist = forms.ChoiceField(label=_("Her therapist"), required=False)
    day_one = forms.ChoiceField(label=_("Who meets her on day one"), required=False)
    remote = forms.BooleanField(label=_("She comes by video"), required=False)

    def __init__(
        self,
        *args: Any,
        track_days: Sequence[int],
        places: Sequence[tuple[UUID, str]],
        people: Sequence[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["weekdays"].choices = [(str(day), _(DAY_WORDS[day])) for day in track_days]
        fields["groups"].choices = [(str(id_), name) for id_, name in places]
        names = [("", "-"), *((str(id_), name) for id_, name in people)]
        fields["therapist"].choices = fields["day_one"].choices = names

    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        given = self.cleaned_data
        return {
            "starts_on": given["starts_on"],
            "planned_end_on": given["end"],
            "weekdays": [int(day) for day in given["weekdays"]],
            "group_ids": [UUID(id_) for id_ in given["groups"]],
            "remote": given["remote"],
            "therapist_id": UUID(given["therapist"]) if given["therapist"] else None,
            "day_one_id": UUID(given["day_one"]) if given["day_one"] else None,
        }


MOVES_SHOWN = {
    Stage.ADMITTED: (StayMove.START,),
    Stage.IN_PROGRAM: (StayMove.LEAVE, StayMove.STEP_DOWN, StayMove.STEP_UP),
    Stage.ON_LEAVE: (StayMove.COME_BACK, StayMove.NEW_RETURN),
    Stage.ENDED: (),
}
"""What a page offers from each stage, the usual one first. How a stay ends has its own page."""


class MoveForm(forms.Form):
    """One move of a stay; only the fields that this move needs."""

    on = forms.DateField(label=_("On which day"), widget=_DATE)
    leave_reason = forms.ChoiceField(
        label=_("Why she is away"), choices=_choices(LeaveReason, "-"), required=False
    )
    return_on = forms.DateField(label=_("She comes back on"), required=False, widget=_DATE)
    weekdays = forms.MultipleChoiceField(
        label=_("On which days she comes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(day), _(word)) for day, word in enumerate(DAY_WORDS)],
    )
    end = forms.ChoiceField(label=_("How it ended"), choices=_choices(StayEnd, "-"), required=False)
    next_step = forms.CharField(
        label=_("What comes next, and with whom"), max_length=WORDS_MOST, required=False
    )
    why = forms.CharField(
        label=_("Why, in a sentence"),
        max_length=WORDS_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    NEEDS = {
        StayMove.LEAVE: ("leave_reason", "return_on"),
        StayMove.NEW_RETURN: ("return_on",),
        StayMove.STEP_UP: ("weekdays",),
        StayMove.STEP_DOWN: ("weekdays",),
        StayMove.END: ("end", "next_step"),
    }

    def __init__(
        self,
        sent: Mapping[str, Any] | None,
        *,
        move: StayMove,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(sent, prefix=str(move), initial=initial)
        self.move = move
        for name in ("leave_reason", "return_on", "weekdays", "end", "next_step"):
            if name not in self.NEEDS.get(move, ()):
                del self.fields[name]

    def asked(self) -> MoveAsked:
        """As the rule takes it."""
        given = self.cleaned_data
        leave, end = given.get("leave_reason"), given.get("end")
        return MoveAsked(
            move=self.move,
            on=given["on"],
            why=given["why"],
            leave_reason=LeaveReason(leave) if leave else None,
            return_on=given.get("return_on"),
            end=StayEnd(end) if end else None,
            next_step=given.get("next_step", ""),
            weekdays=tuple(int(day) for day in given.get("weekdays", ())),
        )


class LengthForm(forms.Form):
    """Until when a stay is planned, decided anew."""

    end_on = forms.DateField(label=_("Planned until"), required=False, widget=_DATE)
    moment = forms.ChoiceField(
        label=_("Decided at"), choices=_choices(m for m in ReviewMoment if m != "admission")
    )
    why = forms.CharField(label=_("Why, in a sentence"), max_length=WORDS_MOST, required=False)


class PaperForm(forms.Form):
    """A site's own version of a paper, in both languages; a language left empty is not there."""

    en_title = forms.CharField(label=_("Title, English"), max_length=80, required=False)
    en_summary = forms.CharField(
        label=_("Summary, English: one short sentence a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    en_body = forms.CharField(
        label=_("Text, English"), required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    es_title = forms.CharField(label=_("Title, Spanish"), max_length=80, required=False)
    es_summary = forms.CharField(
        label=_("Summary, Spanish: one short sentence a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    es_body = forms.CharField(
        label=_("Text, Spanish"), required=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    why = forms.CharField(
        label=_("What changed, and why"),
        max_length=300,
        required=False,
        help_text=_("Who signed before keeps what she signed."),
    )

    def papers(self) -> dict[str, Paper]:
        """As the action takes it."""
        found = {}
        for language in ("en", "es"):
            title, summary, body = (
                self.cleaned_data[f"{language}_{part}"].strip()
                for part in ("title", "summary", "body")
            )
            lines = tuple(line.strip() for line in summary.splitlines() if line.strip())
            if title or lines or body:
                found[language] = Paper(title, lines, body.replace("\r\n", "\n"))
        return found

    @staticmethod
    def begin(papers: dict[str, Paper]) -> dict[str, str]:
        """The text that holds, as a form begins with it."""
        return {
            f"{language}_{name}": text
            for language, paper in papers.items()
            for name, text in (
                ("title", paper.title),
                ("summary", "\n".join(paper.summary)),
                ("body", paper.body),
            )
        }
