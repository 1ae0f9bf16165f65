"""吹哨 in one short form. The room says what is missing, in its own words; a draft may have gaps, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin
from shaoxiang.whistles.forms.fields import moment, pick, subject_groups
from shaoxiang.whistles.queries.calling import Chosen, TypeChoice
from shaoxiang.whistles.rules import KNOWN_MAX, Call, UnitAsked

MARKED = ("type_code", "subject_code", "address", "known", "power_needed", "cited_list", "cited_item")  # needed before it is blown


class CallForm(forms.Form):
    type_code = forms.ChoiceField(label=_("吹哪一类哨"))
    subject_code = forms.ChoiceField(label=_("哪一类问题"))
    address = forms.CharField(label=_("到哪里去"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    known = forms.CharField(
        label=_("已经知道的情况"), max_length=KNOWN_MAX, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("看到了什么、有没有人受伤、街道已经做了什么。不要写反映人的姓名、电话。"),
    )
    life = forms.BooleanField(label=_("有人有生命危险"), required=False)
    going_on = forms.BooleanField(label=_("违法行为正在发生"), required=False)
    agreed_at = moment(_("约定到场时间"), required=False)
    power_needed = forms.CharField(
        label=_("需要对方的什么权力"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "list": "powers"}),
        help_text=_("街道自己为什么办不了。点一个，或者自己写。"),
    )
    cited_list = forms.ChoiceField(label=_("依据哪张清单"), choices=pick(CitedList))
    cited_item = forms.CharField(label=_("条目编号"), max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    units = forms.CharField(label=_("叫哪些单位"), required=False)  # stands for the rows of units, which name themselves

    def __init__(self, *args: Any, types: list[TypeChoice], **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self._fill("type_code", [(one.code, one.name) for one in types])
        self._fill("subject_code", [("", gettext("（请选）")), *subject_groups()])

    def _fill(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def full_clean(self) -> None:
        """What is empty is refused by the room, which says how to cure it; here only the marks of what is needed are shown."""
        for name in MARKED:
            self.fields[name].required = False
        super().full_clean()
        for name in MARKED:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["pin"] = None
        try:
            data["pin"] = read_pin(self.data)
        except BadPoint as error:
            self.add_error("address", gettext(str(error)))
        if data.get("agreed_at") is not None and timezone.is_naive(data["agreed_at"]):
            data["agreed_at"] = timezone.make_aware(data["agreed_at"])
        return data

    def call(self, case_id: int | None) -> Call:
        """Of a form whose fields could all be read."""
        data, chosen = self.cleaned_data, chosen_units(self.data)
        pin = data["pin"]
        return Call(
            type_code=data["type_code"], known=data["known"].strip(), address=data["address"].strip(), subject_code=data["subject_code"],
            power_needed=data["power_needed"].strip(), cited_list=data["cited_list"] if data["cited_item"].strip() else "",
            cited_item=data["cited_item"].strip(), lon=pin.lon if pin else None, lat=pin.lat if pin else None, life=data["life"],
            units=tuple(UnitAsked(body, body == chosen.lead, chosen.tasks.get(body, "")) for body in chosen.bodies),
            going_on=data["going_on"], agreed_at=data["agreed_at"], case_id=case_id,
        )


def chosen_units(data: Mapping[str, Any]) -> Chosen:
    """The rows that are ticked, of a post or of a kept draft. Who is the only one leads."""
    bodies = tuple(dict.fromkeys(int(key) for key in listed(data, "unit") if key.isdecimal() and len(key) < 18))
    lead = str(data.get("lead") or "")
    leading = int(lead) if lead.isdecimal() and len(lead) < 18 else None
    if len(bodies) == 1:
        leading = bodies[0]
    tasks = {body: str(data.get(f"task_{body}") or "").strip() for body in bodies}
    return Chosen(bodies, leading, {body: task for body, task in tasks.items() if task})


def listed(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of a name: of a QueryDict, or of a kept draft, where one value stands alone."""
    if hasattr(data, "getlist"):
        found: list[str] = data.getlist(name)
        return found
    value = data.get(name)
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)] if value not in (None, "") else []


