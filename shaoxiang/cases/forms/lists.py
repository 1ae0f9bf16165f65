"""The filter of the case list; also read by the export and the map."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.forms.fields import QuickSelect, pick, type_groups
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, Source
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries.desks import center
from shaoxiang.places.queries import place_book

ANY = [("", _("不限"))]
OFTEN = ("q", "light", "status", "type", "street", "mine")
LIGHTS = [("OPEN", _("未结")), ("OVERDUE", _("超期")), ("DUE_SOON", _("临期")), ("CLOSED", _("已结"))]


class FilterForm(forms.Form):
    """Every field is optional; a value that cannot be read is named and chooses nothing."""

    q = forms.CharField(label=_("关键词"), required=False, max_length=60)
    light = forms.ChoiceField(widget=QuickSelect, label=_("时限"), required=False, choices=ANY + LIGHTS)
    status = forms.ChoiceField(widget=QuickSelect, label=_("状态"), required=False, choices=ANY + pick(CaseStatus))
    type = forms.ChoiceField(widget=QuickSelect, label=_("类别"), required=False)
    source = forms.ChoiceField(widget=QuickSelect, label=_("来源"), required=False, choices=ANY + pick(Source))
    kind = forms.ChoiceField(widget=QuickSelect, label=_("诉求种类"), required=False, choices=ANY + pick(AppealKind))
    street = forms.TypedChoiceField(widget=QuickSelect, label=_("镇街"), required=False, coerce=int, empty_value=None)
    community = forms.TypedChoiceField(widget=QuickSelect, label=_("社区"), required=False, coerce=int, empty_value=None)
    grid = forms.IntegerField(label=_("网格"), required=False, widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(widget=QuickSelect, label=_("责任单位"), required=False, coerce=int, empty_value=None)
    office = forms.IntegerField(label=_("责任科室"), required=False, widget=forms.HiddenInput)
    opened_from = forms.DateField(label=_("上报自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    opened_to = forms.DateField(label=_("上报至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    mine = forms.BooleanField(label=_("等我办的"), required=False)
    danger = forms.BooleanField(label=_("危急"), required=False)
    uncounted = forms.BooleanField(label=_("街道已拒收，不计入考核"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "filter_%s")
        super().__init__(*args, **kwargs)
        book, duties = place_book(), duty_book()
        chosen_street = str(self.data.get("street", "")) if self.is_bound else ""
        self._fill("type", type_groups(past=True))
        self._fill("street", [(str(one.id), one.name) for one in book.streets.values()])
        self._fill("community", [(str(one.id), one.name) for one in book.communities.values() if not chosen_street or str(one.street_id) == chosen_street])
        streets = {one.unit_id for one in duties.streets.values()}
        units = [line for line in duties.bodies.values() if line.id == line.unit_id and (line.is_department or line.id in streets or line.id == center())]
        self._fill("unit", [(str(line.id), line.name) for line in units])

        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"

    def _fill(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [*ANY, *choices]

    @property
    def often(self) -> list[forms.BoundField]:
        return [self[name] for name in OFTEN]

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in OFTEN]

    @property
    def asks_seldom(self) -> bool:
        """Does the filter use one of the fields that are folded away?"""
        return any(field.name in self.chosen for field in self.seldom)

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}


class SaveFilterForm(forms.Form):
    name = forms.CharField(label=_("存为常用"), max_length=30)
    query = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)
