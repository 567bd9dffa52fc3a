"""What a page sends, read into words the actions understand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as lazy

from openiop.base import clock
from openiop.domain.decision import Decision, Refused, refuse
from openiop.domain.measures.instrument import Direction
from openiop.domain.measures.own_form import LONGEST_FILE, Attestation, read_ranges
from openiop.domain.text import _

from .models import HOLDER_LETTERS_MAX, NAME_LETTERS_MAX, TERMS_LETTERS_MAX

BYTES_A_SIGN = 4
"""At most, in UTF-8."""
CRITICAL = "critical:"
"""Before the id of a question, in the name of the field that says from which answer on."""
_DIRECTIONS = (
    ("", lazy("Not said: its total has no line in the picture")),
    (str(Direction.LOWER_IS_BETTER), lazy("A lower total is better")),
    (str(Direction.HIGHER_IS_BETTER), lazy("A higher total is better")),
)


class OwnFormForm(forms.Form):
    """The file of a questionnaire, and the word of the site on its license."""

    file = forms.FileField(
        label=lazy("The file: a FHIR Questionnaire in JSON"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"}),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    holder = forms.CharField(
        label=lazy("Who gave the license or permission?"),
        required=False,
        max_length=HOLDER_LETTERS_MAX,
    )
    terms = forms.CharField(
        label=lazy("Which license or permission, and where is it kept?"),
        required=False,
        max_length=TERMS_LETTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    licensed_on = forms.DateField(
        label=lazy("The day of the license or permission"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    by_name = forms.CharField(
        label=lazy("Your full name, as you would sign"),
        required=False,
        max_length=NAME_LETTERS_MAX,
    )
    direction = forms.ChoiceField(
        label=lazy("Which way does the total point?"),
        required=False,
        choices=_DIRECTIONS,
        widget=forms.RadioSelect,
    )
    ranges = forms.CharField(
        label=lazy("Which ranges of the total does its owner publish?"),
        help_text=lazy("One a line, with its name. Example: 0-9 Low. Leave it empty if none."),
        required=False,
        max_length=1000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attested = forms.BooleanField(
        label=lazy("I stand for it that we may use this form, with this wording, with clients."),
        required=False,
    )

    def brought(self) -> str:
        """The text of the file: of the one sent now, or of the one that was read before."""
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is None:
            text: str = self.cleaned_data["text"]
            if not text:
                raise refuse("no_file", _("Choose the file of the form."), field_name="file")
            return text.replace("\r\n", "\n")
        if (file.size or 0) > LONGEST_FILE * BYTES_A_SIGN:
            most = LONGEST_FILE // 1000
            words = _("The file has more than {most} thousand signs.")
            raise refuse("file_too_long", words, field_name="file", most=most)
        try:
            read: bytes = file.read()
            return read.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as wrong:
            words = _("Byte {place}: the file is not written in UTF-8 there.")
            raise refuse("not_utf8", words, field_name="file", place=wrong.start + 1) from wrong

    def hold(self, text: str) -> None:
        """Keep the text for the next page: a browser sends a chosen file once only."""
        self.data = {name: self.data[name] for name in self.data} | {"text": text}

    def attestation(self) -> Attestation:
        """What the site says about it, with the answers it wants seen."""
        given = self.cleaned_data
        ranges = read_ranges(given["ranges"])
        if isinstance(ranges, Decision):
            raise Refused(tuple(ranges))
        return Attestation(
            holder=given["holder"],
            terms=given["terms"],
            by_name=given["by_name"],
            on=clock.today(),
            direction=Direction(given["direction"]) if given["direction"] else None,
            critical_from=critical_given(self.data),
            licensed_on=given["licensed_on"],
            ranges=ranges,
        )


def critical_given(posted: Mapping[str, Any]) -> dict[str, int]:
    """From which answer on a clinician must see it, by question, as far as it was said."""
    found = {
        name.removeprefix(CRITICAL): value
        for name in posted
        if name.startswith(CRITICAL) and (value := str(posted[name]).strip())
    }
    try:
        return {link_id: int(value) for link_id, value in found.items()}
    except ValueError as wrong:
        raise refuse("not_an_answer", _("This is not one of the answers.")) from wrong
