"""The shape of what is typed: a proposal, one small form for each move, a line of capacity, a recall."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.vocabulary import VersionKind, VersionStatus
from shaoxiang.empowerment import queries, rules
from shaoxiang.empowerment.actions import Existing, Overturned, Proposal
from shaoxiang.empowerment.models import EmpowermentDecision, HandedPower
from shaoxiang.empowerment.queries.capacity import filled_posts
from shaoxiang.empowerment.queries.overturned import ever_handed
from shaoxiang.empowerment.queries.powers import department_of, names_of_departments
from shaoxiang.empowerment.vocabulary import CapacityKind, FollowRule, OverturnedBy, OverturnedHow, RunningCaseRule, SendBackRule, TrainingKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import posts_in
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import Vocabulary


def pick(vocabulary: type[Vocabulary]) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices]


def words(label: Any, *, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=rules.WORDS_MAX, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), help_text=help_text)


def flag(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def months() -> forms.IntegerField:
    label = gettext_lazy("几个月评估一次")
    return forms.IntegerField(label=label, min_value=rules.EVALUATE_LEAST, max_value=rules.EVALUATE_MOST, initial=rules.EVALUATE_MONTHS)


def department_choices() -> list[tuple[int, str]]:
    rows = Body.objects.filter(in_force(timezone.localdate()), kind__in=[BodyKind.DEPARTMENT.value]).order_by("order", "code")
    return [(row.pk, in_words(row.name, row.name_en)) for row in rows]


def authorities() -> list[tuple[str, str]]:
    """行政处罚法 24: the province decides."""
    congress, government = rules.provincial(settings.PROVINCE)
    facts = {"province": settings.PROVINCE}
    return [("", gettext("请选择")), (congress, gettext("%(province)s人民代表大会常务委员会") % facts), (government, gettext("%(province)s人民政府") % facts)]


class ProposalForm(forms.Form):
    units = forms.TypedMultipleChoiceField(label=gettext_lazy("交给哪些镇街"), coerce=int, widget=forms.CheckboxSelectMultiple)
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("交哪些事项"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只列本部门的，和法律没有指定部门的。只适用于镇的不会交给街道。"),
    )
    reason = words(gettext_lazy("为什么交给街道"), help_text=gettext_lazy("写明：基层急需、经常发生、容易发现和处置、专业要求合适。"))
    own_name = flag(gettext_lazy("以镇街自己的名义行使"), gettext_lazy("不勾是委托：仍以部门名义，要有委托书编号。"))
    includes_inspection = flag(gettext_lazy("连同有关的行政检查"))
    includes_compulsion = flag(gettext_lazy("连同有关的行政强制措施"), gettext_lazy("自治区的决定里写了才勾。"))
    exclusive = flag(gettext_lazy("生效后部门不再行使"))
    send_back_rule = forms.ChoiceField(label=gettext_lazy("能不能退回部门"), choices=pick(SendBackRule), widget=forms.RadioSelect)
    agreement_number = forms.CharField(label=gettext_lazy("委托书或协议编号"), max_length=80, required=False)
    evaluate_months = months()

    def __init__(self, *args: Any, department_id: int, **kwargs: Any) -> None:
        start = {"own_name": True, "includes_inspection": True, "exclusive": True, "send_back_rule": SendBackRule.ON_REQUEST.value}
        kwargs["initial"] = {**start, "evaluate_months": rules.EVALUATE_MONTHS, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        names = names_of_departments(today)
        mine = [item for item in queries.items(today) if department_of(item, names) in (None, department_id)]
        self.fields["units"].choices = [  # type: ignore[attr-defined]
            (unit.pk, in_words(unit.name, unit.name_en)) for unit in queries.street_units(today)]
        self.fields["codes"].choices = [(item.code, f"{item.code} {in_words(item.name, item.name_en)}") for item in mine]  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        """Of a valid form."""
        given = self.cleaned_data
        return Proposal(**{**given, "units": tuple(given["units"]), "codes": tuple(given["codes"])})


class ExistingForm(ProposalForm):
    """A decision in force before this system: who held the power, and the papers of that time."""

    department = forms.TypedChoiceField(label=gettext_lazy("原实施部门"), coerce=int, choices=department_choices)
    in_force_on = day(gettext_lazy("从哪天起生效"))
    plan_on = day(gettext_lazy("工作方案日期"))
    plan_meeting = forms.CharField(label=gettext_lazy("开的什么会"), max_length=100)
    plan_document = forms.CharField(label=gettext_lazy("工作方案文件"), max_length=120)
    basis_on = forms.DateField(
        label=gettext_lazy("自治区决定日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=gettext_lazy("有处罚事项的必须填。"),
    )
    basis_authority = forms.ChoiceField(label=gettext_lazy("决定机关"), choices=authorities, required=False)
    basis_document = forms.CharField(
        label=gettext_lazy("文件和文号"), max_length=120, required=False, help_text=gettext_lazy("文号例如：示例政发〔2020〕1号。"))
    published_on = day(gettext_lazy("公布日期"))
    published_where = forms.CharField(label=gettext_lazy("在哪里公布"), max_length=200)
    field_order = ("department", "units", "codes", "in_force_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, department_id=0, **kwargs)
        every = queries.items(timezone.localdate())
        self.fields["codes"].choices = [(item.code, f"{item.code} {in_words(item.name, item.name_en)}") for item in every]  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        known = {one.name for one in fields(Proposal)}
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        return Proposal(**{**given, "units": tuple(given["units"]), "codes": tuple(given["codes"])})

    def existing(self) -> Existing:
        """Of a valid form."""
        known = {one.name for one in fields(Existing)}
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        return Existing(department_id=self.cleaned_data["department"], **given)


class MoveForm(forms.Form):
    """A form of one move. `arguments` are what the action of that name takes."""

    def __init__(self, *args: Any, decision: EmpowermentDecision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision
        self.prepare()

    def prepare(self) -> None:
        pass

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoForm(MoveForm):
    pass


class WhyForm(MoveForm):
    words = words(gettext_lazy("理由"))


class PlanForm(MoveForm):
    held_on = day(gettext_lazy("会议日期"))
    meeting = forms.CharField(label=gettext_lazy("开的什么会"), max_length=100)
    document = forms.CharField(label=gettext_lazy("工作方案文件"), max_length=120, help_text=gettext_lazy("文件名和文号。"))


class BasisForm(MoveForm):
    decided_on = day(gettext_lazy("决定日期"))
    authority = forms.ChoiceField(
        label=gettext_lazy("决定机关"), choices=authorities, help_text=gettext_lazy("县级部门的处罚权交给街道，由自治区决定（行政处罚法第二十四条第一款）。"))
    document = forms.CharField(label=gettext_lazy("文件和文号"), max_length=120, help_text=gettext_lazy("文号例如：示例政发〔2020〕1号。"))


class TrainForm(MoveForm):
    held_on = day(gettext_lazy("日期"))
    given_by = forms.CharField(label=gettext_lazy("谁讲"), max_length=100)
    topic = forms.CharField(label=gettext_lazy("讲了什么"), max_length=200)
    explained = flag(gettext_lazy("讲清了办案流程"))
    attendees = forms.TypedMultipleChoiceField(label=gettext_lazy("谁参加了"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.IntegerField(label=gettext_lazy("其他参加人数"), required=False, min_value=0, max_value=500)

    def prepare(self) -> None:
        units = set(self.decision.units.values_list("unit_id", flat=True))
        people = {one.person_id: one.name for _unit, one in queries.officers_on(units, timezone.localdate())}
        self.fields["attendees"].choices = list(people.items())  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "others": self.cleaned_data["others"] or 0}


class SupportForm(TrainForm):
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=pick(TrainingKind), widget=forms.RadioSelect)
    field_order = ("kind",)


class PaperForm(MoveForm):
    name = forms.CharField(label=gettext_lazy("哪一种文书"), max_length=100, help_text=gettext_lazy("例如：行政处罚决定书、现场检查笔录。"))
    edition = forms.CharField(label=gettext_lazy("文号或版本"), max_length=60, required=False)
    file = forms.FileField(label=gettext_lazy("文件"), required=False, help_text=gettext_lazy("有就附上；没有的，写明名称和文号，街道照着找得到。"))
    replaces = forms.TypedChoiceField(label=gettext_lazy("替换哪一份"), coerce=int, empty_value=None, required=False)

    def prepare(self) -> None:
        rows = self.decision.papers.filter(ended_on__isnull=True)
        self.fields["replaces"].choices = [("", gettext_lazy("不替换")), *((row.pk, row.name) for row in rows)]  # type: ignore[attr-defined]


class PublishForm(MoveForm):
    published_on = day(gettext_lazy("公布日期"))
    where = forms.CharField(label=gettext_lazy("在哪里公布"), max_length=200, help_text=gettext_lazy("例如：区政府门户网站、镇街公示栏。"))
    version = forms.ModelChoiceField(label=gettext_lazy("在哪一版权责清单里"), queryset=ListVersion.objects.none())

    def prepare(self) -> None:
        rows = ListVersion.objects.filter(kind=VersionKind.POWER.value, status=VersionStatus.PUBLISHED.value)
        self.fields["version"].queryset = rows.order_by("-effective_from")  # type: ignore[attr-defined]


class StartForm(MoveForm):
    in_force_on = day(gettext_lazy("从哪天起"), gettext_lazy("执法证要那一天还有效。"))


class EvaluateForm(MoveForm):
    findings = words(gettext_lazy("评估意见"), rows=6, help_text=gettext_lazy("用得上吗、办得好吗、缺什么。数字按今天的留在评估里；不给人和街道排名。"))


class AmendForm(MoveForm):
    includes_inspection = flag(gettext_lazy("连同有关的行政检查"))
    includes_compulsion = flag(gettext_lazy("连同有关的行政强制措施"), gettext_lazy("自治区的决定里写了才勾。"))
    exclusive = flag(gettext_lazy("生效后部门不再行使"))
    send_back_rule = forms.ChoiceField(label=gettext_lazy("能不能退回部门"), choices=pick(SendBackRule), widget=forms.RadioSelect)
    evaluate_months = months()
    words = words(gettext_lazy("为什么这样调整"))

    def prepare(self) -> None:
        for name in ("includes_inspection", "includes_compulsion", "exclusive", "send_back_rule", "evaluate_months"):
            self.initial.setdefault(name, getattr(self.decision, name))


class RecallForm(MoveForm):
    codes = forms.MultipleChoiceField(label=gettext_lazy("收回哪些事项"), widget=forms.CheckboxSelectMultiple)
    units = forms.TypedMultipleChoiceField(label=gettext_lazy("从哪些镇街收回"), coerce=int, widget=forms.CheckboxSelectMultiple)
    effective_on = day(gettext_lazy("从哪天起收回"), gettext_lazy("这一天起不能再按它办新的。"))
    running_case_rule = forms.ChoiceField(label=gettext_lazy("正在办的怎么办"), choices=pick(RunningCaseRule), widget=forms.RadioSelect)
    receiving = forms.TypedChoiceField(label=gettext_lazy("由哪个部门接收"), coerce=int, empty_value=None, required=False)
    reason = words(gettext_lazy("为什么收回"))

    def prepare(self) -> None:
        held = self.decision.powers.filter(valid_to__isnull=True)
        self.lines = list(held.order_by("code", "unit_id"))
        names = {item.code: in_words(item.name, item.name_en) for item in queries.items(timezone.localdate())}
        codes, units, kept = dict.fromkeys(one.code for one in self.lines), dict.fromkeys(one.unit_id for one in self.lines), book()
        self.fields["codes"].choices = [(code, f"{code} {names.get(code, '')}") for code in codes]  # type: ignore[attr-defined]
        self.fields["units"].choices = [(key, kept.name_of(key)) for key in units]  # type: ignore[attr-defined]
        self.initial.setdefault("units", list(units))
        self.initial.setdefault("receiving", self.decision.department_id)
        self.fields["receiving"].choices = [("", "—"), *department_choices()]  # type: ignore[attr-defined]

    def chosen(self) -> list[HandedPower]:
        """Lines of a form looked at; all of them before anything was ticked."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return [one for one in self.lines if not given or (one.code in given["codes"] and one.unit_id in given["units"])]

    def arguments(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("codes", "units")}
        return {**given, "powers": [one.pk for one in self.chosen()]}


class SuccessionForm(forms.Form):
    """权力事项随机构整体承接."""

    effective_on = day(gettext_lazy("从哪天起承接"), gettext_lazy("今天或以后；承接单位的能力按那天查。"))
    decided_on = day(gettext_lazy("决定日期"))
    basis = forms.CharField(label=gettext_lazy("法律依据"), max_length=160, help_text=gettext_lazy("例如：行政处罚法第二十四条，和自治区撤并街道的批复。"))
    document = forms.CharField(label=gettext_lazy("决定文号"), max_length=120)
    running_case_rule = forms.ChoiceField(
        label=gettext_lazy("正在办的怎么办"), choices=pick(FollowRule), widget=forms.RadioSelect, initial=FollowRule.FOLLOW.value)


class DraftSuccessionForm(forms.Form):
    """起草: what is decided later, with its paper, once the change of streets is."""

    basis = forms.CharField(label=gettext_lazy("法律依据"), max_length=160, help_text=gettext_lazy("例如：行政处罚法第二十四条，和自治区撤并街道的批复。"))
    running_case_rule = forms.ChoiceField(
        label=gettext_lazy("正在办的怎么办"), choices=pick(FollowRule), widget=forms.RadioSelect, initial=FollowRule.FOLLOW.value)


FORMS: dict[str, type[MoveForm]] = {
    "sign": NoForm, "decline": WhyForm, "withdraw": WhyForm, "plan": PlanForm, "basis": BasisForm, "train": TrainForm, "support": SupportForm,
    "give_paper": PaperForm,
    "publish": PublishForm, "start": StartForm, "evaluate": EvaluateForm, "keep": WhyForm, "amend": AmendForm, "recall": RecallForm,
}


class ConfirmForm(forms.Form):
    """One line of a street's capacity."""

    confirmed_on = day(gettext_lazy("确认日期"))
    post = forms.TypedChoiceField(label=gettext_lazy("哪个岗位"), coerce=int, empty_value=None, required=False)
    words = forms.CharField(
        label=gettext_lazy("有什么、在哪里"), max_length=200, required=False, help_text=gettext_lazy("例如账户开户行、印章备案号、文书清单。"),
    )
    ends = flag(gettext_lazy("不再具备了"), gettext_lazy("勾上就结束这一项，依靠它的赋权会提示不足。"))

    def __init__(self, *args: Any, unit_id: int, kind: CapacityKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = book()
        if kind is CapacityKind.LEGAL_REVIEWER:
            posts = sorted(posts_in(unit_id) & filled_posts(timezone.localdate()), key=lambda key: (kept.posts[key].body_id, key))
            self.fields["post"].choices = [("", "—"), *((key, kept.post_words(key)) for key in posts)]  # type: ignore[attr-defined]
            self.fields["post"].required = True
            del self.fields["words"]
        else:
            del self.fields["post"]


class GroundForm(forms.Form):
    code = forms.ChoiceField(label=gettext_lazy("按哪一项"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


NOT_CHOSEN = ("", gettext_lazy("请选择"))


class OverturnedForm(forms.Form):
    """One decision that was annulled or changed. Nobody is named."""

    code = forms.ChoiceField(label=gettext_lazy("按哪一项作的决定"))
    unit_id = forms.TypedChoiceField(label=gettext_lazy("镇街"), coerce=int)
    number = forms.CharField(
        label=gettext_lazy("决定文号"), max_length=60, help_text=gettext_lazy("被撤销、变更的那份决定书的文号；不写当事人，也不写办案的人。"),
    )
    decided_on = day(gettext_lazy("决定日期"))
    case = forms.CharField(label=gettext_lazy("事件编号"), max_length=24, required=False, help_text=gettext_lazy("系统里有对应事件的才填。"))
    by = forms.ChoiceField(label=gettext_lazy("由谁撤销、变更"), choices=pick(OverturnedBy), widget=forms.RadioSelect)
    by_name = forms.CharField(label=gettext_lazy("机关名称"), max_length=80)
    document = forms.CharField(label=gettext_lazy("复议决定书、判决书文号"), max_length=80)
    how = forms.ChoiceField(label=gettext_lazy("结果"), choices=pick(OverturnedHow), widget=forms.RadioSelect)
    overturned_on = day(gettext_lazy("作出日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs, bodies = ever_handed(), book().bodies
        names = {item.code: in_words(item.name, item.name_en) for item in queries.items(timezone.localdate())}
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            NOT_CHOSEN, *((code, f"{code} {names.get(code, '')}".strip()) for code in dict.fromkeys(code for code, _unit in pairs))]
        units = sorted({unit for _code, unit in pairs}, key=lambda key: bodies[key].code)
        self.fields["unit_id"].choices = [  # type: ignore[attr-defined]
            NOT_CHOSEN, *((key, in_words(bodies[key].name, bodies[key].name_en)) for key in units)]

    def overturned(self) -> Overturned:
        given = self.cleaned_data
        return Overturned(**{**given, "by": OverturnedBy(given["by"]), "how": OverturnedHow(given["how"])})


class TakeOutForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("为什么勾销"), max_length=200)
