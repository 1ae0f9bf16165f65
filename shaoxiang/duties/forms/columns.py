"""对列名 of a list: as for every register, and how new items are numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.duties.rules.fields import Field
from shaoxiang.kernel.exchange.reading import Heading
from shaoxiang.kernel.sheets.forms import ColumnsForm as Columns


class ColumnsForm(Columns):
    """For the columns every new item needs, what it says where the sheet has no such column. Which are lacking is asked when the lines are read."""

    insists = False
    like = {
        "code": ("编号", "序号", "编码"), "title": ("事项", "职责"), "name": ("事项", "名称"), "office_name": ("科室", "机构", "承办"), "basis": ("依据",),
    }
    prefix_of_codes = forms.CharField(label=_("编号前面加"), max_length=8, required=False,
                                      help_text=_("例如 D-N：序号 1 就成 D-N1。同名的现有条目用现有编号。"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, headings: Sequence[Heading], columns: Iterable[Field], known: Any = None, **kwargs: Any) -> None:
        self.own = {one.name: one for one in columns}
        alike = [one.field for one in headings if one.required and one.field in self.own]
        super().__init__(*args, headings=headings, alike=alike, known=known, **kwargs)
        self.initial.setdefault("prefix_of_codes", known.fixed.get("prefix_of_codes", "") if known else "")

    def fixed_field(self, one: Heading) -> forms.Field:
        own = self.own[one.field]
        label = gettext("表里没有“%(name)s”的，新条目都写") % {"name": gettext(own.label)}
        if own.words is not None:
            return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *((member.value, gettext(member.label)) for member in own.words)])
        return forms.CharField(label=label, required=False, max_length=own.most)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    def told(self) -> dict[str, Any]:
        """As `actions.sheets.Told` takes it."""
        data = self.cleaned_data
        fixed = {name.removeprefix("fixed_"): data[name].strip() for name in data if name.startswith("fixed_") and data[name]}
        return {"places": self.places(), "fixed": fixed, "prefix": data["prefix_of_codes"].strip().upper()}
