"""Shapes of a change of streets: first what and which street, then the few fields this kind asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.places.forms.shapes import day
from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.streets import communities_of, free_street_code, streets_for, unit_choices
from shaoxiang.places.rules.streets import DISSOLVE, MERGE, RENAME, SPLIT, StreetPart, StreetPlan
from shaoxiang.places.vocabulary import OF_STREETS

NEW = "new"


class FirstStreetForm(forms.Form):
    """What is to happen, and to which street."""

    kind = forms.ChoiceField(label=_("要做什么"), widget=forms.RadioSelect)
    street = forms.ChoiceField(label=_("哪个街道（镇）"), help_text=_("合并、拆分并入的，选要撤掉的那个；分设的，选要划出社区的那个。"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, gettext(kind.label)) for kind in OF_STREETS]  # type: ignore[attr-defined]
        self.fields["street"].choices = [("", gettext("请选择")), *streets_for(on)]  # type: ignore[attr-defined]


class StreetChangeForm(forms.Form):
    """A change of one kind, from one street. `plan()` of a valid form; whether it can be carried out is for the rules to say."""

    title = forms.CharField(label=_("这次变更叫什么"), max_length=80)
    effective_from = day(_("从哪天起生效"))
    document = forms.CharField(label=_("决定文件和文号"), max_length=120, required=False, help_text=_("还没有的，登记决定时再写。"))

    def __init__(self, *args: Any, kind: str, street: StreetUnit, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.street, self.on = kind, street, on
        if kind == MERGE:
            self._ask_merge()
        elif kind == SPLIT:
            self._ask_split()
        elif kind == DISSOLVE:
            self._ask_dissolve()
        else:
            self._ask_name(_("新名称"), needed=True)

    def _ask_merge(self) -> None:
        others = [one for one in streets_for(self.on) if one[0] != self.street.code]
        self.fields["target"] = forms.ChoiceField(
            label=_("并到哪里"), choices=[("", gettext("请选择")), *others, (NEW, gettext("合成一个新街道（在下面写）"))])
        self.fields["others"] = forms.MultipleChoiceField(
            label=_("还有哪些街道一起撤掉"), choices=others, required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("只撤这一个的不用勾；合成新街道的至少勾一个。"))
        self._ask_adjacent()
        self._ask_name(_("新街道的名称"), needed=False)
        self._ask_code_and_unit([self.street.code, *(code for code, _name in others)], needed=False)

    def _ask_split(self) -> None:
        self.fields["communities"] = forms.MultipleChoiceField(
            label=_("哪些社区（村）分出去"), choices=communities_of(self.street.code, self.on), widget=forms.CheckboxSelectMultiple)
        self._ask_name(_("新街道的名称"), needed=True)
        self._ask_code_and_unit([], needed=True)

    def _ask_dissolve(self) -> None:
        """Where each community goes, and which street's unit follows the unit."""
        others = [("", gettext("请选择")), *(one for one in streets_for(self.on) if one[0] != self.street.code)]
        for code, name in communities_of(self.street.code, self.on):
            self.fields[f"{TO}{code}"] = forms.ChoiceField(label=gettext("%(name)s并到") % {"name": name}, choices=others)
        self.fields["main"] = forms.ChoiceField(
            label=_("机构事务由哪个街道承接"), choices=others, help_text=_("编制、权力事项只能整体交给一个单位；从上面分到社区的街道里选。"))
        self._ask_adjacent()

    def _ask_adjacent(self) -> None:
        self.fields["adjacent"] = forms.CharField(
            label=_("接壤说明"), max_length=200, required=False, help_text=_("合到一起的街道要接壤，有边界图的按图看。没有边界图的，写明在哪里接壤。"))

    def _ask_name(self, label: Any, *, needed: bool) -> None:
        self.fields["name"] = forms.CharField(label=label, max_length=60, required=needed, help_text=_("写全称，例如“丁香路街道”。"))
        self.fields["name_en"] = forms.CharField(label=_("英文名称"), max_length=80, required=False)

    def _ask_code_and_unit(self, of: list[str], *, needed: bool) -> None:
        self.fields["code"] = forms.CharField(label=_("新街道的代码（9 位）"), max_length=9, required=needed, initial=free_street_code(self.street.code))
        units = unit_choices(self.on, of)
        more = _("办理街道事务的机构。新设的，请编办先在“机构登记”里设立。")
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("新街道由哪个机构办事"), choices=[("", gettext("请选择")), *units], coerce=int, empty_value=None, required=False, help_text=more)

    @property
    def shared(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in NEW_FIELDS or self.kind != MERGE]

    @property
    def only_new(self) -> list[forms.BoundField]:
        """Of a merger: asked only where a new street is made."""
        return [self[name] for name in NEW_FIELDS if name in self.fields] if self.kind == MERGE else []

    @property
    def wants_new(self) -> bool:
        return bool(self["target"].value() == NEW)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.kind == MERGE and given.get("target") == NEW and not str(given.get("name", "")).strip():
            self.add_error("name", gettext("合成新街道的，请写新街道的名称。"))
        if self.kind == MERGE and given.get("target") in (given.get("others") or []):
            self.add_error("others", gettext("并进去的那个街道不能同时撤掉，请去掉它的勾。"))
        return given

    def plan(self) -> StreetPlan:
        given = self.cleaned_data
        if self.kind == DISSOLVE:
            heirs = tuple((name.removeprefix(TO), str(street)) for name, street in given.items() if name.startswith(TO))
            main = StreetPart(given["main"], dict(streets_for(self.on))[given["main"]])
            return StreetPlan(self.kind, (self.street.code,), main, heirs=heirs, adjacent=given["adjacent"].strip())
        if self.kind == RENAME:
            return StreetPlan(self.kind, (self.street.code,), StreetPart(self.street.code, given["name"], given["name_en"]))
        if self.kind == MERGE and given["target"] != NEW:
            part = StreetPart(given["target"], dict(streets_for(self.on))[given["target"]])
        else:
            part = StreetPart(given["code"], given["name"], given["name_en"], given["unit"])
        if self.kind == SPLIT:
            return StreetPlan(self.kind, (self.street.code,), part, tuple(given["communities"]))
        return StreetPlan(self.kind, (self.street.code, *given["others"]), part, adjacent=given["adjacent"].strip())


TO = "to_"  # field of a community: the street it goes to
NEW_FIELDS = ("name", "name_en", "code", "unit")


def initial_of_streets(plan: StreetPlan, on: date) -> dict[str, Any]:
    """A draft as the form has it, to be changed."""
    part = plan.part
    if plan.kind == DISSOLVE:
        return {"main": part.code, "adjacent": plan.adjacent, **{f"{TO}{code}": street for code, street in plan.heirs}}
    stays = plan.kind == MERGE and part.unit is None and part.code in dict(streets_for(on)) and part.code not in plan.sources
    kept: dict[str, Any] = {"others": list(plan.sources[1:]), "communities": list(plan.communities), "adjacent": plan.adjacent}
    kept["target"] = part.code if stays else NEW
    return kept if stays else {**kept, "name": part.name, "name_en": part.name_en, "code": part.code, "unit": part.unit}
