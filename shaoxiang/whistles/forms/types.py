"""A new version of a type, and the numbers of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, Role
from shaoxiang.whistles.actions.settings import role_codes
from shaoxiang.whistles.forms.fields import pick
from shaoxiang.whistles.models import WhistleType
from shaoxiang.whistles.rules import Limit, Step, TypeChange
from shaoxiang.whistles.vocabulary import Level

MOST = 999
ROLES = tuple(role for role in Role if role not in THREE_ADMINISTRATORS)


def roles(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    choices = [(role.value, _(role.label)) for role in ROLES]
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text)


def amount(label: Any, *, required: bool = True, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST, required=required)


def unit(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=pick(LimitUnit), required=False)


class TypeForm(forms.Form):
    """Every part of a type that a district may change; the ladder as one row for each level, empty: not told."""

    blown_by = roles(_("谁能吹"))
    blown_through = roles(_("谁能经街道吹"), _("写好以后由街道批准。"))
    approved_by = roles(_("谁批准"), _("一个都不选：不用批准。"))
    confirm_minutes = forms.IntegerField(label=_("社区吹的，街道几分钟内确认"), min_value=1, max_value=120)
    ack_amount = amount(_("签收时限"))
    ack_unit = unit(_("签收时限的单位"))
    arrive_amount = amount(_("报到时限"), required=False)
    arrive_unit = unit(_("报到时限的单位"))
    arrive_agreed = forms.BooleanField(label=_("可以约定到场时间"), required=False)
    finish_amount = amount(_("办结时限"), required=False)
    finish_unit = unit(_("办结时限的单位"))
    objection_stops = forms.BooleanField(label=_("提出异议的单位，自己的时限停下"), required=False)
    reason = forms.CharField(label=_("为什么改"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in Level:
            name = level.value.lower()
            self.fields[f"ladder_{name}"] = forms.BooleanField(label=gettext(level.label), required=False)
            self.fields[f"after_{name}"] = amount(gettext("%(level)s：上一级之后多久") % {"level": gettext(level.label)}, required=False, least=0)
            self.fields[f"unit_{name}"] = unit(gettext("%(level)s：单位") % {"level": gettext(level.label)})

    @property
    def rungs(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        names = [level.value.lower() for level in Level]
        return [(self[f"ladder_{name}"], self[f"after_{name}"], self[f"unit_{name}"]) for name in names]

    @property
    def limits(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"{name}_amount"], self[f"{name}_unit"]) for name in ("ack", "arrive", "finish")]

    def change(self) -> TypeChange:
        """Of a valid form."""
        data = self.cleaned_data
        ladder = [
            Step(level, data[f"after_{level.value.lower()}"] or 0, LimitUnit(data[f"unit_{level.value.lower()}"] or LimitUnit.MINUTE))
            for level in Level if data[f"ladder_{level.value.lower()}"]
        ]
        return TypeChange(
            blown_by=data["blown_by"], blown_through=data["blown_through"], approved_by=data["approved_by"],
            ack=Limit(data["ack_amount"], LimitUnit(data["ack_unit"] or LimitUnit.MINUTE)), arrive=self._limit("arrive"), arrive_agreed=data["arrive_agreed"],
            finish=self._limit("finish"), confirm_minutes=data["confirm_minutes"], objection_stops=data["objection_stops"], ladder=ladder,
            reason=data["reason"], roles=role_codes(),
        )

    def _limit(self, name: str) -> Limit | None:
        found = self.cleaned_data[f"{name}_amount"]
        return Limit(found, LimitUnit(self.cleaned_data[f"{name}_unit"] or LimitUnit.MINUTE)) if found else None


def initial_of(kind: WhistleType) -> dict[str, Any]:
    """The version in force as the form shows it."""
    given: dict[str, Any] = {
        name: getattr(kind, name) for name in (
            "blown_by", "blown_through", "approved_by", "confirm_minutes", "ack_amount", "ack_unit", "arrive_amount", "arrive_unit", "arrive_agreed",
            "finish_amount", "finish_unit", "objection_stops",
        )
    }
    for step in kind.ladder:
        name = str(step["level"]).lower()
        given |= {f"ladder_{name}": True, f"after_{name}": step["amount"], f"unit_{name}": step["unit"]}
    return {**given, "seen": kind.number}


class NumberForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=32)
    value = forms.IntegerField(label=_("改为"), min_value=0, max_value=100_000)
