"""What she and her team type about a day on the picture."""

from __future__ import annotations

from datetime import date

from django import forms


class AnnotationForm(forms.Form):
    """A day and what was going on then; what is wrong with either, the rule says."""

    on = forms.DateField(required=False, input_formats=("%Y-%m-%d", "%m/%d/%Y", "%m %d %Y"))
    words = forms.CharField(required=False)

    def day(self) -> date | None:
        """The day chosen, when it can be read."""
        self.is_valid()
        found: date | None = self.cleaned_data.get("on")
        return found

    def said(self) -> str:
        """The words."""
        self.is_valid()
        return " ".join(str(self.cleaned_data.get("words", "")).split())

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields: what was typed, or what they begin with."""
        given = self.data if self.is_bound else self.initial
        return {name: str(given.get(name, "")) for name in self.fields}
