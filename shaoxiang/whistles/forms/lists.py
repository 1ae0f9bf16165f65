"""The filter of the list of whistles; also read by the export. The names are kept: other pages link to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries import place_book
from shaoxiang.whistles.forms.fields import pick
from shaoxiang.whistles.queries.types import types_in_force
from shaoxiang.whistles.vocabulary import WhistleCode, WhistleStatus

ANY = [("", _("不限"))]
OFTEN = ("q", "status", "type", "unit", "street")
CHECKS = ("late", "waiting", "running", "mine", "by_community", "uncounted")
UNITS = (BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY, BodyKind.DISTRICT_ORGAN, BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT)


class FilterForm(forms.Form):
    """Every field is optional; a value that cannot be read is named and chooses nothing."""

    q = forms.CharField(label=_("关键词"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("状态"), required=False, choices=ANY + pick(WhistleStatus))
    type = forms.ChoiceField(label=_("类型"), required=False)
    unit = forms.TypedChoiceField(label=_("叫了哪个单位"), required=False, coerce=int, empty_value=None)
    street = forms.TypedChoiceField(label=_("镇街"), required=False, coerce=int, empty_value=None)
    late = forms.BooleanField(label=_("有单位超时"), required=False)
    waiting = forms.BooleanField(label=_("有单位没签收"), required=False)
    running = forms.BooleanField(label=_("没办结的"), required=False)
    mine = forms.BooleanField(label=_("等我办的"), required=False)
    by_community = forms.BooleanField(label=_("社区吹的"), required=False)
    uncounted = forms.BooleanField(label=_("街道已拒收，不计入考核"), required=False)
    opened_from = forms.DateField(label=_("从哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    opened_to = forms.DateField(label=_("到哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    community = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    office = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "filter_%s")
        super().__init__(*args, **kwargs)
        known = types_in_force()
        self._fill("type", [(code.value, known[code.value].shown_name if code.value in known else _(code.label)) for code in WhistleCode])
        self._fill("street", [(str(one.id), name_of("street", one.id)) for one in sorted(place_book().streets.values(), key=lambda one: one.code)])
        self._fill("unit", [(str(one.id), in_words(one.name, one.name_en)) for one in book().bodies.values() if one.kind in UNITS])
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
    def checks(self) -> list[forms.BoundField]:
        return [self[name] for name in CHECKS]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self["opened_from"], self["opened_to"]]

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
