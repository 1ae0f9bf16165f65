from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.kernel.access import Actor
from shaoxiang.staffing import access, queries, rules
from shaoxiang.staffing.forms.people import units
from shaoxiang.staffing.forms.quotas import day
from shaoxiang.staffing.forms.selection import pick, words
from shaoxiang.staffing.queries.demands import departments
from shaoxiang.staffing.vocabulary import Demanded


class DemandForm(forms.Form):
    department = forms.TypedChoiceField(label=gettext_lazy("哪个部门要求的"), coerce=int)
    unit = forms.TypedChoiceField(label=gettext_lazy("向哪个镇街"), coerce=int)
    what = forms.ChoiceField(label=gettext_lazy("要求什么"), choices=pick(Demanded), widget=forms.RadioSelect)
    document = forms.CharField(label=gettext_lazy("文号或场合"), max_length=100, required=False)
    words = words(gettext_lazy("对方怎么说的"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        own = [body for body in queries.units_for(actor, today) if body.kind in rules.STREET_KINDS]
        if not actor.has_role(*map(str, access.OFFICE)):
            own = [body for body in own if body.pk == actor.unit_id]
        self.fields["department"].choices = [("", gettext("请选择")), *departments(today)]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(body.pk, body.shown_name) for body in own]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"department_id": given["department"], "unit_id": given["unit"], "what": Demanded(given["what"]), "document": given["document"],
                "words": given["words"]}


class CoordinatingForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80, help_text=gettext_lazy("例如：某项工作领导小组。"))
    lead = forms.TypedChoiceField(label=gettext_lazy("日常工作由谁承担"), coerce=int, help_text=gettext_lazy("不单独核定编制，用承担单位自己的人。"))
    starts = day(gettext_lazy("设立日"))
    ends = day(gettext_lazy("撤销日"), help_text=gettext_lazy("到这一天自动撤销，最长五年。"))
    document = forms.CharField(label=gettext_lazy("设立文号"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", gettext("请选择")), *units()]  # type: ignore[attr-defined]
        self.initial.setdefault("starts", timezone.localdate())

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"lead_id": given.pop("lead"), **given}
