"""Forms of what belongs together: merge, split, children, bulk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.actions.relations import Part
from shaoxiang.cases.forms.fields import QuickSelect, type_groups
from shaoxiang.cases.forms.moves import WORDS_MAX, words_field
from shaoxiang.cases.rules import DESCRIPTION_MAX
from shaoxiang.kernel.geo import BadPoint, parse_point

PARTS = 4


class MergeForm(forms.Form):
    """Which of the cases goes on; the others go on inside it."""

    main = forms.ChoiceField(label=_("主件（接着办的一件）"), widget=forms.RadioSelect)
    words = words_field(_("为什么是同一件"), _("同事在经过里看到；居民看到的是“已并在一起办”。"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["main"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


class PartForm(forms.Form):
    """One matter taken out of a report; an empty one is left out."""

    description = forms.CharField(
        label=_("是什么事"), required=False, max_length=DESCRIPTION_MAX, widget=forms.Textarea(attrs={"rows": 3, "maxlength": WORDS_MAX}),
    )
    type_code = forms.ChoiceField(label=_("事项类别"), required=False, widget=QuickSelect)
    address = forms.CharField(label=_("地点描述"), required=False, max_length=200)
    point = forms.CharField(label=_("经纬度"), required=False, max_length=80, help_text=_("和原件不在一处时才填：经度,纬度。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["type_code"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", gettext("（先不定，由调度研判）")), *type_groups()]

    def clean_point(self) -> tuple[float, float] | None:
        text = self.cleaned_data["point"]
        if not text:
            return None
        try:
            point = parse_point(text)
        except BadPoint as error:
            raise forms.ValidationError(gettext(str(error))) from None
        return point.lon, point.lat

    def part(self) -> Part | None:
        data = self.cleaned_data
        if not data.get("description"):
            return None
        lon, lat = data["point"] or (None, None)
        return Part(data["description"], data["type_code"], lon, lat, data["address"])


class NumberForm(forms.Form):
    """The number of a case, typed or pasted."""

    child = forms.CharField(label=_("编号"), max_length=24)

    def clean_child(self) -> str:
        return str(self.cleaned_data["child"]).strip().upper()


class BulkExtendForm(forms.Form):
    """延期 for several: the same number of days for each, within each one's cap."""

    amount = forms.IntegerField(label=_("延长几天"), min_value=1, max_value=30)
    words = words_field(_("延期理由"), _("居民会看到新的日期和理由。"))


class BulkMergeForm(MergeForm):
    """Of the chosen ones, which goes on."""


class BulkWordsForm(forms.Form):
    words = words_field(_("说明"))
