"""The question as a plain form: more people here, a team there, more or fewer calls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.language import in_words
from shaoxiang.simulation.rules.changes import MOST_PEOPLE, MOST_TIMES, ON_WHISTLE, STATIONED
from shaoxiang.simulation.rules.inputs import World
from shaoxiang.simulation.rules.study import Plan
from shaoxiang.simulation.vocabulary import Do

NOT_CHOSEN = [("", _("不改"))]
TOGETHER = (("people", "department", "street"), ("team", "to"))


class QuestionForm(forms.Form):
    """Each part is optional; a part begun must be whole. Without any change it shows the district as it is."""

    people = forms.IntegerField(
        label=_("加派多少人"), required=False, min_value=-MOST_PEOPLE, max_value=MOST_PEOPLE, help_text=_("减人写负数，例如 -5。"),
    )
    department = forms.ChoiceField(label=_("哪个部门的人"), required=False)
    street = forms.ChoiceField(label=_("派到哪个镇街"), required=False)
    team = forms.ChoiceField(label=_("哪支队伍"), required=False)
    to = forms.ChoiceField(label=_("改到哪里"), required=False)
    kind = forms.ChoiceField(label=_("哪类哨"), required=False)
    times = forms.FloatField(label=_("变成现在的多少倍"), required=False, min_value=0, max_value=MOST_TIMES, help_text=_("例如 1.3 是多三成，0.5 是少一半。"))
    days = forms.TypedChoiceField(
        label=_("推演多少天"), coerce=int, choices=[(14, _("两周")), (30, _("一个月")), (90, _("三个月"))], initial=14,
    )
    replications = forms.TypedChoiceField(
        label=_("跑几遍"), coerce=int, choices=[(5, _("5 遍，快")), (10, _("10 遍")), (20, _("20 遍，看得更准"))], initial=5,
        help_text=_("遍数越多，越分得清是真差别还是偶然。长的由后台推演，一般一两分钟。"),
    )

    def __init__(self, *args: Any, world: World, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = [(code, in_words(*names)) for code, names in world.departments.items()]
        streets = [(place.code, in_words(place.name, place.name_en)) for place in world.streets.values()]
        self._choose("department", departments)
        self._choose("street", streets)
        self._choose("team", [(force.code, in_words(force.name, force.name_en)) for force in world.forces.values() if force.team])
        self._choose("to", [(ON_WHISTLE, gettext("哨响即到，各镇街都去")), *streets])
        self._choose("kind", [("ALL", gettext("各类")), *((kind.code, in_words(kind.name, kind.name_en)) for kind in world.kinds.values())])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared so above)
        field.choices = [*NOT_CHOSEN, *choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for names in TOGETHER:
            if any(given.get(name) for name in names):
                for name in names:
                    if not given.get(name) and name not in self.errors:
                        self.add_error(name, gettext("这一项还没有填：同一组的要一起填，不改就都空着。"))
        if given.get("kind") and given.get("times") is None and "times" not in self.errors:
            self.add_error("times", gettext("变成多少倍？例如 1.3。"))
        return given

    def changes(self) -> list[dict[str, Any]]:
        """The rows of a change file that say the same."""
        given, found = self.cleaned_data, []
        if given["people"]:
            found.append({"do": Do.STATION.value, "department": given["department"], "street": given["street"], "people": given["people"]})
        if given["team"] and given["to"] == ON_WHISTLE:
            found.append({"do": Do.MOVE_TEAM.value, "team": given["team"], "to": ON_WHISTLE})
        elif given["team"]:
            found.append({"do": Do.MOVE_TEAM.value, "team": given["team"], "to": STATIONED, "street": given["to"]})
        if given["times"] is not None:
            found.append({"do": Do.ARRIVALS.value, "times": given["times"], **({"type": given["kind"]} if given["kind"] not in ("", "ALL") else {})})
        return found

    def plan(self) -> Plan:
        return Plan(self.cleaned_data["days"], self.cleaned_data["replications"])
