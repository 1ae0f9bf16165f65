from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.forms.fields import day, heard, pick, unheard
from shaoxiang.forces.vocabulary import Adoption, ChangeKind, MemberKind
from shaoxiang.opinions.rules import DAYS_LEAST, DAYS_MOST


class AllocationForm(forms.Form):
    mode = forms.ChoiceField(label=gettext_lazy("下沉方式"), choices=pick(DeploymentMode))
    department_id = forms.TypedChoiceField(label=gettext_lazy("部门"), coerce=int)
    unit_id = forms.TypedChoiceField(label=gettext_lazy("承接机构或队伍"), coerce=int)
    headcount = forms.IntegerField(label=gettext_lazy("人数"), min_value=0, max_value=9999, initial=0)
    teams = forms.IntegerField(
        label=gettext_lazy("队伍数"), min_value=0, max_value=99, initial=0, help_text=gettext_lazy("人数和队伍数都是 0：从这天起不再配置。"),
    )
    since = day(gettext_lazy("从哪天起"))
    document = forms.CharField(label=gettext_lazy("依据文件"), max_length=120, help_text=gettext_lazy("写文号，如“新编办发〔2026〕9号”。"))
    heard_number = heard()

    def __init__(self, *args: Any, departments: list[tuple[int, str]], units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department_id"].choices = departments  # type: ignore[attr-defined]
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    crews = forms.IntegerField(label=gettext_lazy("可同时出动几组"), min_value=0, max_value=20)
    power = forms.CharField(label=gettext_lazy("来的人能当场决定什么"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    power_en = forms.CharField(label=gettext_lazy("同上（英文）"), max_length=300, required=False)
    phone = forms.CharField(label=gettext_lazy("值守电话"), max_length=30, required=False)
    equipment = forms.CharField(
        label=gettext_lazy("装备"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 5}), help_text=gettext_lazy("一行一样，写数量。"),
    )
    drill = forms.CharField(label=gettext_lazy("演练情况"), max_length=200, required=False)
    base_lon = forms.FloatField(
        label=gettext_lazy("驻地经度"), required=False, min_value=-180, max_value=180,
        help_text=gettext_lazy("队伍驻在哪里，画在一盘棋上；只画驻地，不画人。WGS-84，例如 111.6721。"),
    )
    base_lat = forms.FloatField(label=gettext_lazy("驻地纬度"), required=False, min_value=-90, max_value=90, help_text=gettext_lazy("例如 40.8456。"))

    def clean_equipment(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["equipment"].splitlines() if line.strip()]


class MemberForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40, required=False)
    person_id = forms.TypedChoiceField(
        label=gettext_lazy("编制上的人"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("占编制的从这里选；还没有上编的、辅助人员，只写姓名。没有上编的人有证也不算承接能力。"),
    )
    work_phone = forms.CharField(label=gettext_lazy("办公电话"), max_length=30, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("身份"), choices=pick(MemberKind), widget=forms.RadioSelect)
    on_quota = forms.BooleanField(label=gettext_lazy("占编制，计入下沉人数"), required=False, initial=True)
    certificate = forms.CharField(label=gettext_lazy("执法证号"), max_length=30, required=False)
    issued_on = day(gettext_lazy("发证日期"), required=False)
    valid_until = day(gettext_lazy("有效期至"), required=False)

    def __init__(self, *args: Any, known: bool, people: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"]
        if known or not people:
            del self.fields["person_id"]
        else:
            self.fields["person_id"].choices = [("", "—"), *people]  # type: ignore[attr-defined]


class EndMemberForm(forms.Form):
    since = day(gettext_lazy("从哪天起不在"))
    heard_number = heard()
    unheard_why = unheard()

    def __init__(self, *args: Any, auxiliary: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not auxiliary:
            del self.fields["heard_number"], self.fields["unheard_why"]


class ChangeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("事由"), choices=pick(ChangeKind), widget=forms.RadioSelect)
    person_id = forms.TypedChoiceField(label=gettext_lazy("拟任人选"), coerce=int, empty_value=None, required=False, help_text=gettext_lazy("调离的不用选。"))
    reason = forms.CharField(label=gettext_lazy("为什么调整"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    days = forms.IntegerField(
        label=gettext_lazy("给镇街几个工作日答复"), required=False, min_value=DAYS_LEAST, max_value=DAYS_MOST, help_text=gettext_lazy("不填就是五个工作日。"),
    )

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", "—"), *people.items()]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    adoption = forms.ChoiceField(label=gettext_lazy("采纳情况"), choices=[("", "—"), *pick(Adoption)], required=False)
    feedback = forms.CharField(
        label=gettext_lazy("采纳情况说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("有不同意见或建议的必填，镇街会看到。"),
    )
