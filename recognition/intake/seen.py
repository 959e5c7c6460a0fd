"""Forms that know what they were drawn with, so that nobody overwrites a colleague unknowingly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from recognition.domain.errors import Overtaken
from recognition.domain.seen import mark


def in_words(value: Any) -> str:
    """Return a stored value as a person reads it in a sentence."""
    match value:
        case bool():
            return _("Có") if value else _("Không")
        case date():
            return date_format(value, "d/m/Y")
        case Decimal():
            return str(number_format(value.normalize() if value % 1 else value.to_integral_value()))
    return str(value) if value not in (None, "") else _("(để trống)")


class SeenForm(forms.Form):
    """A form with a hidden box that holds a mark of each value it was drawn with.

    ``shown`` has these values, by the names of the fields; they are what the form begins with too.
    """

    def __init__(self, *args: Any, shown: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {**shown, **self.initial}
        if shown:
            marks = {name: self.mark_of(value) for name, value in shown.items()}
            self.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=json.dumps(marks, sort_keys=True)
            )

    @staticmethod
    def mark_of(value: Any) -> Any:
        """Return what is remembered of a value: of a choice of several the choice itself."""
        return sorted(value) if isinstance(value, list) else mark(value)

    @property
    def seen(self) -> dict[str, Any]:
        """What the (validated) form was drawn with; of what cannot be read nothing was seen."""
        try:
            found = json.loads(self.cleaned_data.get("seen", ""))
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        lists = {name: value for name, value in found.items() if isinstance(value, list)}
        texts = {name: value for name, value in found.items() if isinstance(value, str)}
        return texts | {name: [one for one in value if isinstance(one, str)] for name, value in lists.items()}

    def tell(self, error: Overtaken) -> None:
        """Say at each box what a colleague stored meanwhile; saving again replaces it knowingly."""
        marks = self.seen
        for name, stored in error.stored.items():
            self.add_error(
                name,
                _("Đồng nghiệp vừa lưu: %(stored)s. Lưu lần nữa thì nội dung trong ô thay nội dung ấy.")
                % {"stored": in_words(stored)},
            )
            marks[name] = mark(stored)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = json.dumps(marks, sort_keys=True)
        self.data = data
