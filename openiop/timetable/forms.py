"""What is typed on the pages about the week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as say

from openiop.programs.models import Room


class AbsenceForm(forms.Form):
    """Somebody cannot work from a day to a day."""

    first_on = forms.DateField(
        label=say("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_on = forms.DateField(label=say("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=say("Note, if one helps (kept encrypted)"), required=False, max_length=200
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        choices = [("", say("Choose")), *((str(id_), name) for id_, name in people)]
        who = forms.ChoiceField(label=say("Who"), choices=choices)
        self.fields = {"staff_id": who, **self.fields}
        for field in self.fields.values():
            kind = "nhsuk-select" if isinstance(field, forms.ChoiceField) else "nhsuk-input"
            field.widget.attrs["class"] = kind

    def told(self) -> dict[str, Any]:
        """As the action asks for it."""
        given = self.cleaned_data
        return {**given, "staff_id": UUID(given["staff_id"])}


class MoveForm(forms.Form):
    """Another time for a session of one client."""

    on = forms.DateField(label=say("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label=say("Begins"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(
        self, *args: Any, people: Sequence[tuple[UUID, str]], rooms: Sequence[Room], **facts: Any
    ) -> None:
        super().__init__(*args, **facts)
        self.rooms = {str(room.pk): room for room in rooms}
        places = [("", say("No room yet")), *((pk, room.name) for pk, room in self.rooms.items())]
        self.fields |= {
            "staff_id": forms.ChoiceField(
                label=say("With"), choices=[(str(id_), name) for id_, name in people]
            ),
            "room_id": forms.ChoiceField(label=say("Room"), required=False, choices=places),
        }
        for field in self.fields.values():
            kind = "nhsuk-select" if isinstance(field, forms.ChoiceField) else "nhsuk-input"
            field.widget.attrs["class"] = kind

    def told(self) -> dict[str, Any]:
        """As the action asks for it."""
        given = self.cleaned_data
        return {
            "on": given["on"],
            "starts": given["starts"].strftime("%H:%M"),
            "staff_id": UUID(given["staff_id"]),
            "room": self.rooms.get(given["room_id"]),
        }
