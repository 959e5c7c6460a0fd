"""Form fields of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.core.vietnamese import normalize


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = AdminAutoHeightTextInput

    def __init__(self, *, encoder: Any = None, decoder: Any = None, **options: Any) -> None:
        # A JSON column hands these over; lines need neither.
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return [line for part in str(value or "").splitlines() if (line := normalize(part))]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


def field_for(db_field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """Return the form field of a column: Wagtail's widgets, and lists of texts as lines."""
    if isinstance(db_field, models.JSONField) and db_field.default is list:
        return db_field.formfield(form_class=LinesField, **options)
    field: forms.Field | None = formfield_for_dbfield(db_field, **options)
    return field
