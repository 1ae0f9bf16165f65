"""The shape of what is typed: the request, one small form for each move, the refusal and its answers."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shaoxiang.admission import rules
from shaoxiang.admission.actions.drafting import SENDERS
from shaoxiang.admission.actions.refusals import Work
from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
from shaoxiang.admission.queries.limits import limit_words
from shaoxiang.admission.rules import Statement
from shaoxiang.admission.vocabulary import Advice, Breach, Decided, Finding, LookBack, Tenure, WorkKind
from shaoxiang.duties.vocabulary import DutyRole, VersionKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.opinions.flows import REPLY_CLOCK

PAPERS = gettext_lazy("照片、扫描件、PDF 或文档，一次一份；能看到这件事的单位才看得到。")


def pick(vocabulary: type[Vocabulary]) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices]


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "", most: int = rules.WORDS_MAX) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text)


def street_choices() -> list[tuple[int, str]]:
    kept = book()
    return [(body.id, kept.name_of(body.id)) for body in kept.bodies.values() if body.kind in UNITS]


def department_choices() -> list[tuple[int, str]]:
    kept = book()
    return [(body.id, kept.name_of(body.id)) for body in kept.bodies.values() if body.kind in SENDERS]


class RequestForm(forms.Form):
    """The request. A draft may be half-written; what is missing is named when it is submitted."""

    title = forms.CharField(label=gettext_lazy("什么工作"), max_length=rules.TITLE_MAX, help_text=gettext_lazy("一句话。这里写的就是以后清单上的样子。"))
    legal_basis = words(gettext_lazy("法律依据"), rows=2, required=False, help_text=gettext_lazy("法律、法规、规章写到条；没有依据的不能交给街道。"))
    need = words(gettext_lazy("为什么要交给街道"), required=False)
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("涉及哪些街道"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("每一个都要听意见，都要确认资源到位。"),
    )
    workload = words(gettext_lazy("工作量"), rows=2, required=False, help_text=gettext_lazy("每月多少小时，或者要几个人做。"))
    hours_a_month = forms.IntegerField(label=gettext_lazy("每月小时数"), required=False, min_value=1, max_value=100000)
    staff = words(gettext_lazy("给街道的人员"), rows=2, required=False, help_text=gettext_lazy("给每个街道几个人、什么编制。批准后要交付，街道确认。"))
    money = words(gettext_lazy("经费"), rows=2, required=False, help_text=gettext_lazy("每年多少、从哪里出、怎么拨。批准后要交付，街道确认。"))
    authority = words(gettext_lazy("给街道的权限"), rows=2, required=False, help_text=gettext_lazy("委托、赋权、查看台账等；不需要的不填。"))
    data_access = words(gettext_lazy("给街道的数据"), rows=2, required=False, help_text=gettext_lazy("系统账号、共享的数据；不需要的不填。"))
    training = words(gettext_lazy("给街道的培训"), rows=2, required=False, help_text=gettext_lazy("几次、讲什么；不需要的不填。"))
    period = words(gettext_lazy("做多久"), rows=1, required=False, help_text=gettext_lazy("从什么时候做到什么时候。"))
    standard = words(gettext_lazy("工作标准"), rows=2, required=False, help_text=gettext_lazy("做到什么样算做好。"))
    process = words(gettext_lazy("工作流程"), required=False, help_text=gettext_lazy("一步一步怎么做，找谁。"))
    keeps = words(gettext_lazy("部门自己还做什么"), rows=2, required=False, help_text=gettext_lazy("交出去不等于不管。"))
    tenure = forms.ChoiceField(label=gettext_lazy("长期还是临时"), choices=pick(Tenure), widget=forms.RadioSelect, initial=Tenure.PERMANENT.value)
    end_on = day(gettext_lazy("结束日期"), required=False, help_text=gettext_lazy("临时的才填；到那天自动结束。"))
    technique = words(gettext_lazy("技术支持"), rows=2, required=False, help_text=gettext_lazy("临时的必填：部门提供什么设备、系统、专业人员。"))
    requirements = words(gettext_lazy("具体要求"), rows=2, required=False, help_text=gettext_lazy("临时的必填：做什么、不做什么、谁负责安全。"))
    grid_work = forms.BooleanField(label=gettext_lazy("要网格员做"), required=False, help_text=gettext_lazy("准入以后登记编号，街道凭编号安排。"))
    touches_communities = forms.BooleanField(label=gettext_lazy("涉及社区"), required=False)
    community_work = words(gettext_lazy("请社区做什么"), rows=2, required=False, help_text=gettext_lazy("涉及社区的必填。"))
    no_forms = forms.BooleanField(label=gettext_lazy("确认：不要社区填报表、报数据、盖章证明"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = street_choices()  # type: ignore[attr-defined]

    def statement(self) -> Statement:
        """Of a valid form."""
        given = self.cleaned_data
        plain = {one.name: given[one.name] for one in fields_of(Statement) if one.name not in ("units", "tenure")}
        return Statement(units=tuple(given["units"]), tenure=Tenure(given["tenure"]), **plain)


def initial_of(given: Statement) -> dict[str, Any]:
    return {one.name: getattr(given, one.name) for one in fields_of(given)} | {"units": list(given.units), "tenure": given.tenure.value}


class MoveForm(forms.Form):
    """A form of one move. `arguments` are what the action of that name takes."""

    def __init__(self, *args: Any, row: AdmissionRequest | RefusalNotice, line: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.line = row, line

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoForm(MoveForm):
    pass


class WhyForm(MoveForm):
    words = words(gettext_lazy("写明理由"), rows=4)


class AttachForm(MoveForm):
    upload = forms.FileField(label=gettext_lazy("材料"), help_text=PAPERS)


class ConsultForm(MoveForm):
    days = forms.IntegerField(label=gettext_lazy("街道答复的工作日"), required=False, min_value=2, max_value=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _("不填，%(limit)s。") % {"limit": limit_words(REPLY_CLOCK)}


class OpinionForm(MoveForm):
    advice = forms.ChoiceField(label=gettext_lazy("编办建议"), choices=pick(Advice), widget=forms.RadioSelect)
    words = words(gettext_lazy("编办意见"), rows=6, help_text=gettext_lazy("三家的审查意见和每个街道的原话自动附上，不能去掉。"))
    meeting = forms.CharField(label=gettext_lazy("提交哪个会"), max_length=100)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "advice": Advice(self.cleaned_data["advice"])}


class DecideForm(MoveForm):
    decided = forms.ChoiceField(label=gettext_lazy("决定"), choices=pick(Decided), widget=forms.RadioSelect)
    meeting = forms.CharField(label=gettext_lazy("哪次会议"), max_length=100)
    decided_on = day(gettext_lazy("决定日期"))
    document = forms.CharField(label=gettext_lazy("文号"), max_length=80)
    end_on = day(gettext_lazy("结束日期"), required=False, help_text=gettext_lazy("临时准入的才填；到那天自动结束。"))
    words = words(gettext_lazy("说明"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].initial = getattr(self.row, "meeting", "")

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "decided": Decided(self.cleaned_data["decided"])}


class DeliverForm(MoveForm):
    units = forms.TypedMultipleChoiceField(label=gettext_lazy("交付给哪些街道"), coerce=int, widget=forms.CheckboxSelectMultiple)
    words = words(gettext_lazy("交付了什么"), rows=3, help_text=gettext_lazy("写清楚凭什么看得出来：文号、到账日期、账号。"), most=rules.SHORT_MAX)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = book()
        assert isinstance(self.row, AdmissionRequest)  # noqa: S101
        rows = self.row.lines.filter(pk=self.line or 0).values_list("receipts__unit_id", "receipts__state")
        open_ones = [(unit_id, kept.name_of(unit_id)) for unit_id, state in rows if state in ("WAITING", "DISPUTED")]
        self.fields["units"].choices = open_ones  # type: ignore[attr-defined]
        self.fields["units"].initial = [key for key, _name in open_ones]

    def arguments(self) -> dict[str, Any]:
        return {"line": self.line or 0, "units": tuple(self.cleaned_data["units"]), "words": self.cleaned_data["words"]}


class LineForm(MoveForm):
    def arguments(self) -> dict[str, Any]:
        return {"line": self.line or 0, **self.cleaned_data}


class DisputeForm(LineForm):
    words = words(gettext_lazy("差什么"), rows=3, most=rules.SHORT_MAX)


class ListForm(MoveForm):
    code = forms.CharField(label=gettext_lazy("清单编号"), max_length=10,
                           help_text=gettext_lazy("新的编号，如 ZR-01；别的镇街已经承担同一件事的，写那一条的编号。"))
    title = forms.CharField(label=gettext_lazy("清单上怎么写"), max_length=160, required=False, help_text=gettext_lazy("不填就用申请的名称。"))
    office_name = forms.CharField(label=gettext_lazy("街道哪个机构承办"), max_length=40)
    role = forms.ChoiceField(label=gettext_lazy("履职方式"), choices=[(one.value, gettext_lazy(one.label)) for one in (DutyRole.PRIMARY, DutyRole.COOPERATIVE)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = self.row.matter.title

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "role": DutyRole(self.cleaned_data["role"])}


class LookBackForm(MoveForm):
    outcome = forms.ChoiceField(label=gettext_lazy("怎么定"), choices=pick(LookBack), widget=forms.RadioSelect)
    words = words(gettext_lazy("一年来做得怎么样"), rows=5)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "outcome": LookBack(self.cleaned_data["outcome"])}


class ReviewForm(forms.Form):
    finding = forms.ChoiceField(label=gettext_lazy("审查结论"), choices=pick(Finding), widget=forms.RadioSelect)
    words = words(gettext_lazy("审查意见"), rows=5, required=False, help_text=gettext_lazy("不是“可以”的，要写明哪里不行、怎么改。"))

    def arguments(self) -> dict[str, Any]:
        return {"finding": Finding(self.cleaned_data["finding"]), "words": self.cleaned_data["words"]}


FORMS: dict[str, type[MoveForm]] = {
    "attach": AttachForm, "submit": NoForm, "send_back": WhyForm, "take_in": NoForm, "consult": ConsultForm, "give_opinion": OpinionForm, "approve": DecideForm,
    "deliver": DeliverForm, "confirm": LineForm, "dispute": DisputeForm, "list_it": ListForm, "register": NoForm, "register_grid": NoForm,
    "look_back": LookBackForm, "withdraw": WhyForm,
}


# --- refusals -------------------------------------------------------------------------------------------------------------


class RefusalForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("要街道做什么"), max_length=rules.TITLE_MAX, help_text=gettext_lazy("一句话。"))
    department = forms.TypedChoiceField(label=gettext_lazy("哪个部门要求的"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("怎么来的"), choices=pick(WorkKind), widget=forms.RadioSelect, initial=WorkKind.LETTER.value)
    subject = forms.CharField(label=gettext_lazy("事项编号"), max_length=24, required=False, help_text=gettext_lazy("系统里派来的才填，如 SJ20261123-0042。"))
    letter = forms.CharField(
        label=gettext_lazy("文号，或者谁、什么时候说的"), max_length=120, required=False, help_text=gettext_lazy("来文、来电、口头的才填。"),
    )
    received_on = day(gettext_lazy("哪天收到的"), required=False)
    words = words(gettext_lazy("为什么不该接"), rows=5, help_text=gettext_lazy("清单上哪里没有、缺什么。对方和编办会看到。"))
    upload = forms.FileField(label=gettext_lazy("来文、照片"), required=False, help_text=PAPERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", _("请选")), *department_choices()]  # type: ignore[attr-defined]
        self.fields["received_on"].initial = timezone.localdate()
        told = _("来文、来电、口头的才填；系统里的事，系统记着哪天到的。收到后 %(limit)s内发出；晚了也能发，会标明。")
        self.fields["received_on"].help_text = told % {"limit": limit_words(rules.REFUSE)}

    def work(self) -> Work:
        """Of a valid form."""
        given = self.cleaned_data
        return Work(WorkKind(given["kind"]), given["title"], given["words"], given["department"], given["received_on"], given["subject"], given["letter"])


class AnswerForm(MoveForm):
    words = words(gettext_lazy("想说的话"), rows=3, required=False)


class ListedForm(MoveForm):
    item_kind = forms.ChoiceField(label=gettext_lazy("在哪份清单"), choices=pick(VersionKind))
    item_code = forms.CharField(label=gettext_lazy("在哪一条"), max_length=12, help_text=gettext_lazy("写编号；不知道的，先到“在清单上吗”查。"))
    words = words(gettext_lazy("裁定的理由"), rows=4)


class StandsForm(MoveForm):
    breach = forms.ChoiceField(label=gettext_lazy("怎么处理"), choices=pick(Breach), widget=forms.RadioSelect)
    words = words(gettext_lazy("裁定的理由"), rows=4)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "breach": Breach(self.cleaned_data["breach"])}


REFUSAL_FORMS: dict[str, type[MoveForm]] = {
    "attach_proof": AttachForm, "accept": AnswerForm, "apply": AnswerForm, "escalate": WhyForm, "rule_listed": ListedForm, "rule_stands": StandsForm,
}


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("什么活"), max_length=120, help_text=gettext_lazy("写几个字，如“充电巡查”，或者清单编号。"))
