"""What the pages about times, the level of care and handing on send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.routes import CareLevel, Finding
from openiop.domain.assessment.slots import SLOT_RULES, ClinicianGender, SlotPlace
from openiop.domain.assessment.tool import TOOL_SHAPES, Tool, ToolScore
from openiop.domain.decision import Reason
from openiop.domain.referral import HandoffWay
from openiop.domain.words import Word

from .actions.levels import Decided, HandedOn
from .presenters import said
from .queries.content import RATHER_NOT

LANGUAGES = (("en", say("English")), ("es", say("Spanish")))


def _words(of: Iterable[Word]) -> list[tuple[str, Any]]:
    return [(str(each), say(each.label)) for each in of]


def with_reasons(form: forms.Form, reasons: Iterable[Reason]) -> None:
    """Put every reason of a refusal beside its field; what was typed stays."""
    for reason in reasons:
        name = reason.field_name if reason.field_name in form.fields else None
        form.add_error(name, said(reason))


class SlotForm(forms.Form):
    """A time for an assessment, once or each week."""

    clinician = forms.ChoiceField(label=say("With"))
    on = forms.DateField(
        label=say("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "nhsuk-input"}),
        error_messages={"invalid": say("We could not read that date.")},
    )
    at = forms.TimeField(
        label=say("Begins"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "nhsuk-input"}),
        error_messages={"invalid": say("We could not read that time. Example: 14:30")},
    )
    minutes = forms.IntegerField(label=say("Minutes"), initial=SLOT_RULES.minutes)
    weeks = forms.IntegerField(
        label=say("For how many weeks"), initial=1, help_text=say("1: this day only.")
    )
    place = forms.ChoiceField(label=say("Where"), choices=_words(SlotPlace))

    def __init__(
        self, *args: Any, clinicians: list[tuple[UUID, str]], own_id: UUID, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        known = [(str(pk), name) for pk, name in clinicians]
        cast(forms.ChoiceField, self.fields["clinician"]).choices = known
        if str(own_id) in dict(known):
            self.initial.setdefault("clinician", str(own_id))

    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        got = self.cleaned_data
        return {
            "clinician_id": UUID(got["clinician"]),
            "on": got["on"],
            "at": got["at"].strftime("%H:%M"),
            "minutes": got["minutes"],
            "weeks": got["weeks"],
            "place": SlotPlace(got["place"]),
        }


class AssessorForm(forms.Form):
    """What a clinician says about herself for women who ask."""

    languages = forms.MultipleChoiceField(
        label=say("I meet women in"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    gender = forms.ChoiceField(
        label=say("I am"), choices=_words(ClinicianGender), widget=forms.RadioSelect
    )


class DecisionForm(forms.Form):
    """The level of care, as a person decides it."""

    moment = forms.ChoiceField(label=say("When"), choices=_words(Moment))
    recommended = forms.ChoiceField(
        label=say("Recommended"),
        choices=_words(CareLevel),
        widget=forms.RadioSelect,
        required=False,
    )
    why_not_lower = forms.CharField(
        label=say("Why weekly care is not enough"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=3000,
    )
    why_not_higher = forms.CharField(
        label=say("Why a day program or hospital is not needed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=3000,
    )
    disagreement = forms.CharField(
        label=say("If you differ from the rule: why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=3000,
    )
    offered = forms.ChoiceField(
        label=say("Offered"), choices=_words(CareLevel), widget=forms.RadioSelect, required=False
    )
    preference_words = forms.CharField(
        label=say("What she says about it, in her words"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=3000,
    )
    preference_unsaid = forms.BooleanField(
        label=say("She was asked and would rather not say"), required=False
    )
    chosen = forms.ChoiceField(
        label=say("She chooses"),
        choices=[("", say("She is thinking it over")), *_words(CareLevel)],
        widget=forms.RadioSelect,
        required=False,
    )
    variance = forms.ChoiceField(
        label=say("If the levels differ: why"),
        choices=[("", say("They do not differ")), *_words(Variance)],
        required=False,
    )
    mitigation = forms.CharField(
        label=say("If it is less care than recommended: what makes it safe enough"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=3000,
    )
    next_step = forms.CharField(
        label=say("If it is not an IOP: the next step for her"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    handed_to = forms.CharField(
        label=say("Who takes it from here"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    tool = forms.ChoiceField(
        label=say("Outside tool, used under your license"),
        choices=[("", say("None")), *_words(Tool)],
        required=False,
        help_text=say("Only its numbers are kept here. The tool itself is not part of this."),
    )
    tool_version = forms.CharField(
        label=say("Version of the tool"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    tool_numbers = forms.CharField(
        label=say("Its numbers, in its order"),
        required=False,
        max_length=60,
        help_text=say("LOCUS: I, II, III, IVA, IVB, V, VI. ASAM: dimensions 1 to 6."),
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    tool_total = forms.IntegerField(
        label=say("Composite (LOCUS)"),
        required=False,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input"}),
    )
    tool_named = forms.CharField(
        label=say("Level as the tool names it"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )

    def clean_tool_numbers(self) -> list[int]:
        """The numbers, however they are set apart."""
        text = str(self.cleaned_data["tool_numbers"]).replace(",", " ").replace(";", " ")
        parts = text.split()
        if not all(part.isdecimal() for part in parts):
            raise forms.ValidationError(gettext("Write numbers. Example: 3 3 2 3 2 3 2"))
        return [int(part) for part in parts]

    def moment_given(self) -> Moment:
        """When it is decided."""
        return Moment(self.cleaned_data["moment"])

    def decided(self) -> Decided:
        """As the action takes it."""
        got: Mapping[str, Any] = self.cleaned_data

        def level(name: str) -> CareLevel | None:
            return CareLevel(got[name]) if got.get(name) else None

        return Decided(
            recommended=level("recommended"),
            offered=level("offered"),
            chosen=level("chosen"),
            preference_asked=bool(got["preference_words"].strip() or got["preference_unsaid"]),
            preference_words=got["preference_words"],
            why_not_lower=got["why_not_lower"],
            why_not_higher=got["why_not_higher"],
            disagreement=got["disagreement"],
            variance=Variance(got["variance"]) if got.get("variance") else None,
            mitigation=got["mitigation"],
            next_step=got["next_step"],
            handed_to=got["handed_to"],
            tool=self._tool(got),
        )

    def _tool(self, got: Mapping[str, Any]) -> ToolScore | None:
        if not got.get("tool"):
            return None
        tool = Tool(got["tool"])
        names, numbers = TOOL_SHAPES[tool].numbers, got.get("tool_numbers", [])
        fits = len(names) == len(numbers)
        return ToolScore(
            tool,
            got["tool_version"],
            dict(zip(names, numbers, strict=True)) if fits else {},
            got.get("tool_total"),
            got["tool_named"],
        )


def decision_start(
    values: Mapping[str, str], before: Mapping[str, str], moment: Moment
) -> dict[str, str]:
    """What a new decision begins with: her preference as told, the words of the one before."""
    start = {name: text for name, text in before.items() if name != "disagreement"}
    start["moment"] = str(moment)
    if values.get("preference_words"):
        start["preference_words"] = values["preference_words"]
    if values.get("preference") == RATHER_NOT:
        start["preference_unsaid"] = "on"
    return start


class HandoffForm(forms.Form):
    """A try to hand her on."""

    to = forms.CharField(
        label=say("To whom: the person and the place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    how = forms.ChoiceField(
        label=say("How"), choices=_words(HandoffWay), widget=forms.RadioSelect, required=False
    )
    reached = forms.ChoiceField(
        label=say("Were they reached?"),
        choices=[("yes", say("Yes, they have her")), ("no", say("Not yet"))],
        widget=forms.RadioSelect,
        required=False,
    )
    next_step = forms.CharField(
        label=say("The next step for her, with its day"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
    words = forms.CharField(
        label=say("Anything else (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    return_door = forms.BooleanField(
        label=say("She knows that she may come back, and how"), required=False
    )

    def handed(self, finding: Finding | None) -> HandedOn:
        """As the action takes it."""
        got = self.cleaned_data
        return HandedOn(
            to=got["to"],
            how=HandoffWay(got["how"]) if got["how"] else None,
            reached=None if not got["reached"] else got["reached"] == "yes",
            next_step=got["next_step"],
            words=got["words"],
            finding=finding,
            return_door=got["return_door"],
        )


class ReasonForm(forms.Form):
    """Why a time changes, in a few words."""

    why = forms.CharField(
        label=say("Why (optional)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )
