"""Shape of the administrator's pages."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.duties.rules import NO_REASON
from shaoxiang.duties.rules.fields import Field, fields_of
from shaoxiang.duties.vocabulary import ChangeAct, DutyPart, EmergencyNumber, FieldKind, LimitStep, LimitUnit, ListForm, RuleKind, TypeKind, VersionKind
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.web.hearing import HeardForm

LIMIT_ROWS = 2


def _choices(vocabulary: type[Vocabulary]) -> list[tuple[str, Any]]:
    return [(member.value, _(member.label)) for member in vocabulary]


class TypeForm(forms.Form):
    """One type: what is asked for, who answers, which words speak for it."""

    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    class_code = forms.ChoiceField(label=_("大类"))
    filing_condition = forms.CharField(label=_("立案条件"), max_length=200, required=False)
    filing_condition_en = forms.CharField(label=_("立案条件英文"), max_length=300, required=False, help_text=_("空着的，看英文的人看到中文原文。"))
    closing_condition = forms.CharField(label=_("结案条件"), max_length=200, required=False)
    closing_condition_en = forms.CharField(label=_("结案条件英文"), max_length=300, required=False)
    grid_settles = forms.BooleanField(label=_("属小事，网格员可以就地处置"), required=False)
    danger = forms.BooleanField(label=_("危及安全，上报时提示紧急电话"), required=False)
    emergency_numbers = forms.MultipleChoiceField(label=_("紧急电话"), choices=_choices(EmergencyNumber), required=False,
                                                  widget=forms.CheckboxSelectMultiple)
    needs_photo = forms.BooleanField(label=_("请报事人拍一张照片（仍可不拍）"), required=False)
    photo_reason = forms.CharField(label=_("为什么需要照片"), max_length=120, required=False)
    season = forms.CharField(label=_("季节"), max_length=40, required=False, help_text=_("例如 10-15/04-15:供暖季"))
    street_item = forms.ChoiceField(label=_("街道由哪一条职责承接"), required=False)
    town_item = forms.ChoiceField(label=_("镇由哪一条职责承接"), required=False)
    powers = forms.CharField(label=_("要用哪些处罚权"), required=False, max_length=120,
                             help_text=_("权责清单上的编号，几项用顿号隔开，如 P09、P10。写了以后按赋权派单：镇街那天有这项权力就由镇街办，没有就由部门办。"))
    power_department = forms.TypedChoiceField(label=_("没有赋权的镇街由哪个部门实施"), required=False, coerce=int, empty_value=None,
                                              help_text=_("法律没有指定部门的才要选。"))
    words = forms.CharField(label=_("用词和权重"), widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=4000,
                            help_text=_("一行一个词，空格后写权重：正数表示像这一类，负数表示不像。"))

    def __init__(self, *args: Any, items: dict[str, list[tuple[str, str]]], departments: list[tuple[int, str]],
                 classes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.fields["class_code"], forms.ChoiceField):
            self.fields["class_code"].choices = classes
        self.fields["power_department"].choices = [("", _("照清单写的部门")), *departments]  # type: ignore[attr-defined]
        for scope, choices in items.items():
            chosen = self.fields[f"{scope.lower()}_item"]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
            chosen.choices = [("", _("没有（职责空白）")), *choices]


class NewTypeForm(TypeForm):
    """A type that is not there yet. Which item answers is a matter of the list: a draft says it."""

    field_order = ("code", "kind", "class_code", "class_name", "class_name_en")
    code = forms.CharField(label=_("代码"), max_length=8, help_text=_("大类代码加两位数字，如 0101、B0107；定了不能改。"))
    kind = forms.ChoiceField(label=_("种类"), choices=_choices(TypeKind))
    class_code = forms.CharField(label=_("大类代码"), max_length=4, help_text=_("两位数字，如 01；部件前面加 B，如 B01。"))  # type: ignore[assignment]
    class_name = forms.CharField(label=_("大类"), max_length=40, required=False, help_text=_("已经有的大类可以空着。"))
    class_name_en = forms.CharField(label=_("大类英文"), max_length=60, required=False)
    street_item = town_item = None  # type: ignore[assignment]

    def __init__(self, *args: Any, departments: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, items={}, departments=departments, classes=[], **kwargs)


class WhyForm(forms.Form):
    """Why a setting is changed: asked where its reach is shown, kept in the history."""

    why = forms.CharField(label=_("为什么改"), max_length=200, error_messages={"required": _(NO_REASON)}, widget=forms.Textarea(attrs={"rows": 3}),
                          help_text=_("写依据或起因，例如“区住建局来函，时限按新规范”。以后看改动记录的人都看得到，不要写个人信息。"))


class EverydayForm(forms.Form):
    """What people call a thing, and what the lists call it."""

    word = forms.CharField(label=_("平常怎么叫"), max_length=20, help_text=_("例如：低保"))
    meaning = forms.CharField(label=_("清单上的说法"), max_length=40, help_text=_("照清单上的字抄一段，例如：最低生活保障"))


class LimitForm(forms.Form):
    """One step and its time; an empty step is no row."""

    step = forms.ChoiceField(label=_("环节"), choices=[("", "—"), *_choices(LimitStep)], required=False)
    amount = forms.IntegerField(label=_("数量"), min_value=0, max_value=999, required=False)
    unit = forms.ChoiceField(label=_("单位"), choices=_choices(LimitUnit), required=False)
    closes = forms.BooleanField(label=_("办结时限"), required=False)


LimitFormSet = forms.formset_factory(LimitForm, extra=LIMIT_ROWS, max_num=8, absolute_max=8)


class CatalogueForm(forms.Form):
    """One line of the dispatch catalogue."""

    type_code = forms.ChoiceField(label=_("事项分类"))
    street_id = forms.TypedChoiceField(label=_("镇街"), required=False, coerce=int, empty_value=None)
    lead_unit_id = forms.TypedChoiceField(label=_("主责单位"), coerce=int)
    reference = forms.CharField(label=_("依据"), max_length=80,
                                help_text=_("会议纪要、裁定或商定文件的名称和文号；清单上没有、经准入交给镇街的写准入编号（ZR…）"))
    cooperating = forms.TypedMultipleChoiceField(label=_("配合单位"), required=False, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple,
                                                 help_text=_("可以选几个；镇街的机构，只有清单要它配合的才能选。"))

    def __init__(self, *args: Any, types: list[tuple[str, str]], streets: list[tuple[int, str]], bodies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("type_code", types), ("street_id", [("", _("全区")), *streets]), ("lead_unit_id", bodies), ("cooperating", bodies)):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
            chosen.choices = choices

    def clean_cooperating(self) -> tuple[int, ...]:
        """Who leads assists in nothing."""
        return tuple(key for key in dict.fromkeys(self.cleaned_data["cooperating"]) if key != self.cleaned_data.get("lead_unit_id"))


def _change_basis() -> forms.CharField:
    return forms.CharField(label=_("改动依据"), max_length=160, required=False,
                           help_text=_("这次改动依据的法律、条款或文件，如“编发〔2025〕3号”；公布后随改动一起公开。"))


class NewVersionForm(forms.Form):
    """Which list, under which title."""

    kind = forms.ChoiceField(label=_("清单"))
    form = forms.ChoiceField(label=_("体例（只用于职责清单）"), required=False, choices=[("", _("与现行一版相同")), *_choices(ListForm)],
                             help_text=_("改用三张清单体例的，起草后逐条归入；旧体例各版照样查得到，要改回去另起一份草案即可。"))
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：街道职责清单。版次在公布时按次序写上。"))

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["kind"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [(code, _(VersionKind.label_of(code))) for code in kinds]


class DescriptionForm(forms.Form):
    """The decision behind a version, and the day it begins."""

    title = forms.CharField(label=_("名称"), max_length=80)
    effective_from = forms.DateField(label=_("生效日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    decided_by = forms.CharField(label=_("决定机关"), max_length=60, required=False)
    document = forms.CharField(label=_("文号"), max_length=80, required=False)
    decided_on = forms.DateField(label=_("决定日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    redated_why = forms.CharField(label=_("为什么改成后来的日子"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                                  help_text=_("决定日期比先写的晚，或改成还没有决定时才写；和先写的日子一起，公布以后也看得到。"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PublishForm(HeardForm):
    accept_gaps = forms.BooleanField(label=_("就是这样决定的：这些分类暂时没有人承接，遇到时转区综合指挥中心协调"), required=False)


class ReviewForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SendBackForm(ReviewForm):
    words = forms.CharField(label=_("哪里要改"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class BasisForm(ReviewForm):
    document = forms.CharField(widget=forms.HiddenInput, max_length=160)
    upload = forms.FileField(label=_("原件"))


class AskRetractionForm(forms.Form):
    reason = forms.CharField(label=_("为什么撤回"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("公开页上一直看得到。"))


class RefuseRetractionForm(forms.Form):
    words = forms.CharField(label=_("为什么不撤回"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class ImportForm(forms.Form):
    file = forms.FileField(label=_("表格"), help_text=_("XLSX、XLS 或 CSV，不超过 5 MB、5000 行；表头前可以有标题，可以有合并的单元格。"))
    removes = forms.BooleanField(label=_("表里没有的条目视为取消"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ChangeForm(forms.Form):
    """One item of a draft. Its fields are those of the list."""

    act = forms.ChoiceField(label=_("改动"), choices=_choices(ChangeAct))
    code = forms.CharField(label=_("编号"), max_length=12)

    def __init__(self, *args: Any, kind: str, form: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = fields_of(kind, form)
        for one in self.columns:
            self.fields[one.name] = self._made(one)
            if one.kind is FieldKind.LIST and isinstance(self.initial.get(one.name), list):
                self.initial[one.name] = "、".join(self.initial[one.name])
        if kind in (VersionKind.STREET_DUTY, VersionKind.TOWN_DUTY):
            self.fields["answers"] = forms.CharField(label=_("承接哪些分类"), required=False, max_length=400,
                                                     help_text=_("分类代码，用顿号隔开，如 0111、0102"))
        self.fields["reason"] = forms.CharField(label=_("理由"), max_length=200, required=False)
        self.fields["change_basis"] = _change_basis()
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def _made(one: Field) -> forms.Field:
        if one.words is not None:
            return forms.ChoiceField(label=_(one.label), choices=[("", "—"), *_choices(one.words)], required=False)
        if one.kind is FieldKind.YES_NO:
            return forms.BooleanField(label=_(one.label), required=False)
        if one.kind is FieldKind.NUMBER:
            return forms.IntegerField(label=_(one.label), min_value=0, max_value=999, required=False)
        return forms.CharField(label=_(one.label), required=False, max_length=one.most if one.kind is FieldKind.TEXT else 800,
                               widget=forms.Textarea(attrs={"rows": 3}) if one.most > 200 else None,
                               help_text=_("几项之间用顿号隔开") if one.kind is FieldKind.LIST else "")

    def wish(self, answering: list[str]) -> dict[str, Any]:
        """What `change_item` takes. Types the item answers for already are no wish."""
        data = self.cleaned_data
        answers = tuple(part for part in re.split(r"[、,，\s]+", data.get("answers", "")) if part)
        return {
            "code": data["code"], "act": data["act"], "reason": data["reason"], "basis": data["change_basis"], "revision": data["revision"],
            "values": {one.name: data[one.name] for one in self.columns}, "answers": None if sorted(answers) == sorted(answering) else answers,
        }


class ReasonForm(forms.Form):
    """Why, and on what it rests: asked with every change of a draft."""

    reason = forms.CharField(label=_("理由"), max_length=200, required=False)
    change_basis = _change_basis()
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SidesForm(ReasonForm):
    """Into which of the three lists, and what each side does there."""

    part = forms.ChoiceField(label=_("归入哪张清单"), choices=_choices(DutyPart), widget=forms.RadioSelect)
    lead_department = forms.CharField(label=_("牵头部门"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "departments"}))
    department_duty = forms.CharField(label=_("部门负责什么"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    street_duty = forms.CharField(label=_("街道配合什么"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    taken_back_by = forms.CharField(label=_("收回的部门"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "departments"}))
    carried_how = forms.CharField(label=_("收回后怎么办"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    SAID = ("lead_department", "department_duty", "street_duty", "taken_back_by", "carried_how")

    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.SAID}


class ManyForm(SidesForm):
    """The same for every chosen item. What is asked for depends on the button pressed."""

    office_name = forms.ChoiceField(label=_("承办机构"), required=False)
    basis = forms.CharField(label=_("条目的依据"), max_length=160, required=False)

    def __init__(self, *args: Any, offices: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].required = False
        chosen = self.fields["office_name"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [("", "—"), *((name, name) for name in offices)]


class SplitForm(ReasonForm):
    """One item into two."""

    field_order = ("title", "new_code", "new_title", "moves", "reason", "change_basis")
    title = forms.CharField(label=_("原来这一条改写为"), max_length=160)
    new_code = forms.CharField(label=_("拆出来一条的编号"), max_length=12)
    new_title = forms.CharField(label=_("拆出来一条的职责"), max_length=160)
    moves = forms.MultipleChoiceField(label=_("哪些分类归拆出来的一条"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["moves"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = types
        if not types:
            del self.fields["moves"]


class MergeForm(ReasonForm):
    """This item into another."""

    field_order = ("into", "reason", "change_basis")
    into = forms.ChoiceField(label=_("并入哪一条"))

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["into"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [("", "—"), *items]
# --- written rules ----------------------------------------------------------------------------------------------------


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class NewRuleForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=120, help_text=_("例如：街道职责准入制度（试行）"))
    kind = forms.ChoiceField(label=_("种类"), choices=_choices(RuleKind))


class RuleForm(forms.Form):
    """What a written rule is about; `mechanism` is one of the pages the house has."""

    title = forms.CharField(label=_("名称"), max_length=120)
    title_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("种类"), choices=_choices(RuleKind))
    issued_by = forms.CharField(label=_("印发机关"), max_length=80, required=False)
    scope = forms.CharField(label=_("适用范围"), max_length=200, required=False)
    scope_en = forms.CharField(label=_("适用范围（英文）"), max_length=240, required=False)
    summary = forms.CharField(label=_("管什么"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    summary_en = forms.CharField(label=_("管什么（英文）"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    mechanism = forms.ChoiceField(label=_("在系统的哪一页落实"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["mechanism"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
        chosen.choices = [("", _("还没有")), *pages]


class RuleTextForm(forms.Form):
    text = forms.CharField(label=_("文本"), required=False, widget=forms.Textarea(attrs={"rows": 24}),
                           help_text=_("一段一行；每一条以“第一条”这样开头，章名以“第一章”开头。"))
    english = forms.CharField(label=_("英文摘要"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
                              help_text=_("给看英文的人的摘要，一段一行；以中文正文为准，可以以后再写。"))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RuleEnglishForm(forms.Form):
    """The English summary of a text that was issued."""

    english = forms.CharField(label=_("英文摘要"), required=False, widget=forms.Textarea(attrs={"rows": 14}),
                              help_text=_("给看英文的人的摘要，一段一行；以中文正文为准。"))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class IssueRuleForm(forms.Form):
    """What is said when a text is issued; a trial says until when."""

    document_number = forms.CharField(label=_("文号"), max_length=60)
    issued_on = _day(_("印发日期"))
    effective_from = _day(_("施行日期"), help_text=_("上一版到这一天为止。"))
    trial_until = _day(_("试行到"), help_text=_("到期前三十天提醒编办：转正、延长还是废止。"))
    review_on = _day(_("复核日期"), help_text=_("到期前三十天提醒编办看它还用不用。"))

    def __init__(self, *args: Any, trial: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if trial:
            self.fields["review_on"].required = False
            self.fields["review_on"].help_text = _("可以不填：试行到期时一样会提醒。")
        else:
            del self.fields["trial_until"]


class DecideRuleForm(forms.Form):
    """The reason of a decision, and the day it needs."""

    why = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    until = _day(_("试行延长到"))
    review_on = _day(_("下次复核日期"))

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, moves in (("until", ("extend",)), ("review_on", ("confirm", "keep"))):
            if move not in moves:
                del self.fields[name]
