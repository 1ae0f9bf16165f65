"""What every form shares that takes down a report for somebody: the pin of the map, and who told it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin


class ReportingForm(forms.Form):
    """Cleaned data has `pin` (WGS-84, the device's own fix beside it, or None)."""

    def _fill(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["pin"] = read_pin(self.data)
        except BadPoint as error:
            self.add_error(None, gettext(str(error)))
        if data.get("anonymous") and (data.get("name") or data.get("phone")):
            self.add_error("anonymous", gettext("勾了匿名就不能再留姓名、电话：请去掉其中一样。"))
        return data
