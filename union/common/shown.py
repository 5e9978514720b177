"""What a step form carries of the record it was opened on: nobody decides on what he has not seen.

The page puts the record's version into the form (`carry_version`), the service compares it under the lock of
the row (`VersionedModel.check_shown`). A POST without a version brings `NOT_SHOWN`, which no record has.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

FIELD = "version"
NOT_SHOWN = 0

F = TypeVar("F", bound=forms.BaseForm)


class ShownVersionField(forms.IntegerField):
    """The hidden version; nothing, or nonsense, is `NOT_SHOWN`."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput(attrs={"id": False}), required=False)

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or NOT_SHOWN
        except ValidationError:
            return NOT_SHOWN


def carry_version(form: F, row: Any) -> F:
    """Let ``form`` carry the version of ``row``, hidden; `post_form` writes it, ``cleaned_data`` has it."""
    form.fields[FIELD] = ShownVersionField()
    form.initial[FIELD] = row.version
    return form


def posted_version(request: HttpRequest) -> int:
    """Return the version a one-button form brought."""
    return ShownVersionField().clean(request.POST.get(FIELD))
