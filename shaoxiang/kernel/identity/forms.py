"""Form fields for personal numbers: they hand on the number as it is compared, and refuse with a sentence that cures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.identity import rules


class PhoneField(forms.CharField):
    """电话: mobile or landline, typed in any way people type it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, "widget": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}), **kwargs})

    @sensitive_variables()
    def clean(self, value: Any) -> str:
        given: str = super().clean(value)
        try:
            return rules.phone_number(given) if given else ""
        except rules.BadIdentifier as error:
            raise ValidationError(_(str(error)), code="phone") from None


class CitizenIdField(forms.CharField):
    """身份证号 (GB 11643)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, **kwargs})

    @sensitive_variables()
    def clean(self, value: Any) -> str:
        given: str = super().clean(value)
        try:
            if given:
                rules.citizen_id(given)
        except rules.BadIdentifier as error:
            raise ValidationError(_(str(error)), code="citizen_id") from None
        return rules.compact(given)
