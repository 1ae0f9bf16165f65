"""Shapes of a change of communities: first what and where, then the fields that this kind asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.hearing import HeardForm
from shaoxiang.places.forms.shapes import day
from shaoxiang.places.queries.changes import CommunityChoice, community_choice, neighbours, street_choices
from shaoxiang.places.rules.changes import Part, Plan
from shaoxiang.places.vocabulary import OF_COMMUNITIES, AreaChangeKind

PARTS = 3  # what one page divides a community into at most
_NAME: dict[str, Any] = {"max_length": 60}


class FirstForm(forms.Form):
    """What is to happen, and to which community."""

    kind = forms.ChoiceField(label=_("要做什么"), widget=forms.RadioSelect)
    community = forms.ChoiceField(label=_("哪个社区（村）"), help_text=_("合并的，先选其中一个；网格划转的，选划出的那个。"))

    def __init__(self, *args: Any, communities: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, gettext(kind.label)) for kind in OF_COMMUNITIES]  # type: ignore[attr-defined]
        self.fields["community"].choices = [("", gettext("请选择")), *communities]  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """A change of one kind, from one community. `plan()` of a valid form; whether it can be carried out is for the rules to say."""

    title = forms.CharField(label=_("这次变更叫什么"), max_length=80, help_text=_("例如：丁香、红梅两社区合并。"))
    effective_from = day(_("从哪天起生效"))
    document = forms.CharField(label=_("决定文件和文号"), max_length=120, required=False, help_text=_("还没有的，登记决定时再写。"))

    def __init__(self, *args: Any, kind: str, source: CommunityChoice, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.source, self.on = kind, source, on
        getattr(self, f"_ask_{kind.lower()}")()

    def _ask_merge(self) -> None:
        near = neighbours(self.source, self.on)
        self.fields["others"] = forms.MultipleChoiceField(
            label=_("和哪些社区合并"), choices=[(one.code, in_words(one.name, one.name_en)) for one in near], widget=forms.CheckboxSelectMultiple)
        self._ask_name(_("变更以后的名称"))
        bodies = [pair for one in (self.source, *near) for pair in one.bodies]
        self.fields["body"] = forms.TypedChoiceField(label=_("合并以后由哪个居（村）委会承接"), choices=bodies, coerce=int)
        self.fields["code"] = forms.CharField(label=_("代码"), initial=self.source.code, max_length=12, help_text=_("沿用其中一个，或写新的 12 位代码。"))

    def _ask_name(self, label: Any) -> None:
        self.fields["name"] = forms.CharField(label=label, **_NAME)
        self.fields["name_en"] = forms.CharField(label=_("英文名称"), max_length=80, required=False)

    def _ask_rename(self) -> None:
        self._ask_name(_("新名称"))

    def _ask_transfer(self) -> None:
        self.fields["street"] = forms.ChoiceField(label=_("划到哪个镇街"), choices=[one for one in street_choices(self.on) if one[0] != self.source.street])

    def _ask_split(self) -> None:
        self.fields["name_1"] = forms.CharField(label=_("第 1 个：保留原代码的"), initial=self.source.name, **_NAME)
        for number in range(2, PARTS + 1):
            more: dict[str, Any] = {"help_text": _("不分第 3 个就空着。")} if number == PARTS else {}
            words = {"n": number}
            self.fields[f"name_{number}"] = forms.CharField(label=gettext("第 %(n)s 个：新社区的名称") % words, required=number == 2, **_NAME, **more)
            self.fields[f"code_{number}"] = forms.CharField(
                label=gettext("第 %(n)s 个的代码（12 位）") % words, required=False, max_length=12, initial=self.source.free_code(number - 2))
            self.fields[f"committee_{number}"] = forms.CharField(label=gettext("第 %(n)s 个要新设的居（村）委会") % words, required=False, max_length=80)
        for code, name in self.source.grids:
            self.fields[f"grid_{code}"] = forms.ChoiceField(label=name, choices=[(str(n), gettext("第 %(n)s 个") % {"n": n}) for n in range(1, PARTS + 1)])

    def _ask_grids(self) -> None:
        self.fields["other"] = forms.ChoiceField(label=_("划给哪个社区"), choices=[(one.code, one.name) for one in neighbours(self.source, self.on)])
        self.fields["moved"] = forms.MultipleChoiceField(label=_("划哪些网格"), choices=self.source.grids, widget=forms.CheckboxSelectMultiple)

    @property
    def grid_fields(self) -> list[forms.BoundField]:
        """A division's grids, asked one by one below the rest."""
        return [self[name] for name in self.fields if name.startswith("grid_")]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("grid_")]

    def plan(self) -> Plan:
        sources, parts, grids = getattr(self, f"_plan_{self.kind.lower()}")(self.cleaned_data)
        return Plan(self.kind, tuple(sources), tuple(parts), grids)

    def _part(self, source: CommunityChoice, **changes: Any) -> Part:
        given: dict[str, Any] = {"code": source.code, "name": source.name, "street": source.street, "name_en": source.name_en}
        body = {"body": source.bodies[0][0]} if source.bodies else {"new_body": source.name}
        return Part(**{**given, **body, **changes})

    def _plan_merge(self, given: dict[str, Any]) -> tuple[Iterable[str], list[Part], dict[str, str]]:
        sources = [self.source, *(one for one in neighbours(self.source, self.on) if one.code in given["others"])]
        part = Part(given["code"], given["name"], self.source.street, given["name_en"], given["body"])
        return [one.code for one in sources], [part], {grid: part.code for one in sources for grid, _name in one.grids}

    def _plan_rename(self, given: dict[str, Any]) -> tuple[Iterable[str], list[Part], dict[str, str]]:
        return [self.source.code], [self._part(self.source, name=given["name"], name_en=given["name_en"])], self._all(self.source)

    def _plan_transfer(self, given: dict[str, Any]) -> tuple[Iterable[str], list[Part], dict[str, str]]:
        return [self.source.code], [self._part(self.source, street=given["street"])], self._all(self.source)

    def _plan_split(self, given: dict[str, Any]) -> tuple[Iterable[str], list[Part], dict[str, str]]:
        parts = {"1": self._part(self.source, name=given["name_1"], name_en=self.source.name_en if given["name_1"] == self.source.name else "")}
        for number in range(2, PARTS + 1):
            if given[f"name_{number}"]:
                parts[str(number)] = Part(given[f"code_{number}"], given[f"name_{number}"], self.source.street, new_body=given[f"committee_{number}"])
        grids = {code: parts[to].code for code, _name in self.source.grids if (to := given[f"grid_{code}"]) in parts}
        return [self.source.code], list(parts.values()), grids

    def _plan_grids(self, given: dict[str, Any]) -> tuple[Iterable[str], list[Part], dict[str, str]]:
        other = community_choice(given["other"], self.on)
        assert other is not None  # noqa: S101 (one of the choices)
        grids = {**self._all(self.source), **self._all(other), **dict.fromkeys(given["moved"], other.code)}
        return [self.source.code, other.code], [self._part(self.source), self._part(other)], grids

    @staticmethod
    def _all(source: CommunityChoice) -> dict[str, str]:
        return dict.fromkeys((code for code, _name in source.grids), source.code)


def initial_of(kind: str, plan: Plan, source: str) -> dict[str, Any]:
    """A draft as the form has it, to be changed."""
    first, others = plan.parts[0], plan.parts[1:]
    kept: dict[str, Any] = {"name": first.name, "name_en": first.name_en, "code": first.code, "body": first.body, "street": first.street, "name_1": first.name,
                            "others": [code for code in plan.sources if code != source]}
    for number, part in enumerate(others, start=2):
        kept |= {f"name_{number}": part.name, f"code_{number}": part.code, f"committee_{number}": part.new_body}
    numbers = {part.code: str(number) for number, part in enumerate(plan.parts, start=1)}
    kept |= {f"grid_{grid}": numbers.get(to, "1") for grid, to in plan.grids.items()}
    if kind == AreaChangeKind.GRIDS and others:
        kept |= {"other": others[0].code, "moved": [grid for grid, to in plan.grids.items() if to == others[0].code]}
    return kept


class DecideForm(forms.Form):
    decided_by = forms.CharField(label=_("由谁决定"), max_length=80, help_text=_("例如：区人民政府。"))
    document = forms.CharField(label=_("决定文件和文号"), max_length=120)


class HeardDecideForm(HeardForm, DecideForm):
    """On which file the streets it touches were heard."""
