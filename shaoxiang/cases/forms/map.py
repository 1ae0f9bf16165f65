"""What a map asks: a window, and for the heat a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.queries.heat import Period
from shaoxiang.kernel.geo import BBox


class WindowForm(forms.Form):
    """The window of a map: west, south, east, north in WGS-84 degrees, and its zoom (0–22) where it is known."""

    bbox = forms.CharField(max_length=120)
    zoom = forms.FloatField(required=False, min_value=0, max_value=24)

    def clean_bbox(self) -> BBox:
        try:
            west, south, east, north = (float(part) for part in self.cleaned_data["bbox"].split(","))
        except ValueError:
            raise forms.ValidationError(_("范围应为 西,南,东,北 四个数。")) from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise forms.ValidationError(_("范围应为 西,南,东,北 四个数。"))
        return west, south, east, north


class HeatForm(forms.Form):
    """时段: a day, a week or a month, and a day in it. What cannot be read is this week."""

    period = forms.ChoiceField(label=_("时段"), required=False, choices=[(one.value, _(one.label)) for one in Period])
    on = forms.DateField(label=_("哪一天"), required=False)

    def chosen(self, today: date) -> tuple[Period, date]:
        self.is_valid()
        found: dict[str, Any] = getattr(self, "cleaned_data", {})
        return Period(found.get("period") or Period.WEEK.value), min(found.get("on") or today, today)
