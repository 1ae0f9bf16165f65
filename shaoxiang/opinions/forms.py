"""The shape of what is typed: a new file, one small form for each move, and a line of the list of what must be asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from shaoxiang.duties.rules import NO_REASON
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.opinions import queries, rules
from shaoxiang.opinions.actions import Question
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.vocabulary import ASKABLE, DecisionGround, LegalFinding, PlanStage, Power, Uptake, View


def pick(vocabulary: type[Vocabulary]) -> list[tuple[str, Any]]:
    return [(code, gettext_lazy(label)) for code, label in vocabulary.choices]


def powers() -> list[tuple[str, Any]]:
    return [(power.value, gettext_lazy(power.label)) for power in ASKABLE]


def words(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=rules.WORDS_MAX, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def street_choices(without: frozenset[int] = frozenset()) -> list[tuple[int, str]]:
    kept = book()
    return [(body.id, kept.name_of(body.id)) for body in kept.bodies.values() if body.kind in UNITS and body.id not in without]


class FileForm(forms.Form):
    power = forms.ChoiceField(label=gettext_lazy("哪项权力"), choices=powers)
    scope = forms.TypedChoiceField(
        label=gettext_lazy("属于哪类必须征求意见的事项"), coerce=int, empty_value=None, required=False, help_text=gettext_lazy("不在范围里也可以问。"),
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("规划到了哪一步"), choices=[("", gettext_lazy("不是规划")), *pick(PlanStage)], required=False,
        help_text=gettext_lazy("只有规划参与要选。"),
    )
    title = forms.CharField(label=gettext_lazy("什么事"), max_length=rules.TITLE_MAX)
    text = words(gettext_lazy("内容和想问什么"), rows=6, help_text=gettext_lazy("写清楚要定什么、影响街道什么；材料立卷以后再附。"))
    whole = forms.BooleanField(label=gettext_lazy("全区的事：每个街道（镇）都要问"), required=False)
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("涉及哪些街道"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("事情在谁的地面上，就要问谁；写到的街道、社区没有列进来的，会提醒您，列进来以前不能上会。"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("答复工作日"), required=False, min_value=rules.DAYS_LEAST, max_value=rules.DAYS_MOST,
        help_text=gettext_lazy("不填就按范围里写的；范围里也没有的，按时限设定。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = _("英文") != "英文"
        self.scopes = {row.pk: row for row in queries.scopes_in_force(timezone.localdate())}
        shown = [(key, row.title_en if english and row.title_en else row.title) for key, row in self.scopes.items()]
        self.fields["scope"].choices = [("", _("不在范围里")), *shown]  # type: ignore[attr-defined]
        self.fields["units"].choices = street_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("whole") and not given.get("units") and "units" not in self.errors:
            self.add_error("units", _("请选涉及的街道；涉及全区的，勾上面的“全区”。"))
        return given

    def question(self) -> Question:
        """Of a valid form."""
        given = self.cleaned_data
        return Question(
            Power(given["power"]), given["title"], tuple(given["units"]), given["text"], PlanStage(given["stage"]) if given["stage"] else None,
            self.scopes.get(given["scope"]), given["days"], whole=given["whole"],
        )


class SelectionForm(forms.Form):
    text = words(
        gettext_lazy("想问镇街什么"), rows=6,
        help_text=gettext_lazy("写到的人选，被问到的镇街都看得到；选配还没有公示的，写岗位和条件就够。"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("答复工作日"), required=False, min_value=rules.DAYS_LEAST, max_value=rules.DAYS_MOST,
        help_text=gettext_lazy("不填就按范围里写的；范围里也没有的，五个工作日。"),
    )


class MoveForm(forms.Form):
    """A form of one move of a file. `arguments` are what the action of that name takes."""

    def __init__(self, *args: Any, file: OpinionFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NoForm(MoveForm):
    pass


class ConcernForm(MoveForm):
    units = forms.TypedMultipleChoiceField(label=gettext_lazy("再列入哪些街道"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = frozenset(self.file.concerned.values_list("unit_id", flat=True))
        self.fields["units"].choices = street_choices(there)  # type: ignore[attr-defined]


class AttachForm(MoveForm):
    upload = forms.FileField(label=gettext_lazy("材料"), help_text=gettext_lazy("问到的街道也看得到。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.file.requests.exclude(view="").count()
        told = [gettext("问到的街道也看得到。")]
        if said:
            again = gettext("已经答复的 %(n)d 个街道要看了再答，各有 %(days)d 个工作日；原来的话留着，印在汇总里。")
            told.append(again % {"n": said, "days": self.file.days})
        if self.file.legal_sent_at is not None:
            told.append(gettext("已经送合法性审查的，重新审查。"))
        self.fields["upload"].help_text = " ".join(told)


class PublishForm(MoveForm):
    where = forms.CharField(label=gettext_lazy("在哪里公开"), max_length=200, help_text=gettext_lazy("例如：区政府门户网站、社区公示栏。"))
    days = forms.IntegerField(
        label=gettext_lazy("公开几日"), min_value=rules.COMMENT_LEAST, max_value=rules.COMMENT_MOST,
        help_text=gettext_lazy("一般不少于三十日。公开以后不能再缩短。"),
    )
    why = words(
        gettext_lazy("为什么短于三十日"), rows=3, required=False,
        help_text=gettext_lazy("只有情况紧急才填：理由印在公告里，谁都看得到。最短七日（示例）。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("days", queries.usual_comment())


class WhyForm(MoveForm):
    words = words(gettext_lazy("理由"))


class FindingForm(MoveForm):
    finding = forms.ChoiceField(label=gettext_lazy("审查结论"), choices=pick(LegalFinding), widget=forms.RadioSelect)
    words = words(gettext_lazy("审查意见"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only_words = self.file.ground == DecisionGround.WORDS
        shown = [pair for pair in pick(LegalFinding) if only_words or pair[0] != LegalFinding.NOT_DECISION]
        self.fields["finding"].choices = shown  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"finding": LegalFinding(self.cleaned_data["finding"]), "words": self.cleaned_data["words"]}


class MeetingForm(MoveForm):
    meeting = forms.CharField(label=gettext_lazy("提交哪个会"), max_length=100, help_text=gettext_lazy("街道意见汇总会编号，随件一起提交。"))


FORMS: dict[str, type[MoveForm]] = {
    "concern": ConcernForm, "attach": AttachForm, "ask": NoForm, "publish": PublishForm, "submit_legal": NoForm,
    "find_legal": FindingForm, "send_to_meeting": MeetingForm, "close_file": NoForm, "drop": WhyForm,
}


class AnswerForm(forms.Form):
    view = forms.ChoiceField(label=gettext_lazy("街道的意见"), choices=pick(View), widget=forms.RadioSelect)
    words = words(gettext_lazy("原话"), rows=6, required=False, help_text=gettext_lazy("照原话附在提交会议的材料里，一字不改。同意的可以不写。"))

    def arguments(self) -> dict[str, Any]:
        return {"view": View(self.cleaned_data["view"]), "words": self.cleaned_data["words"]}


class FeedbackForm(forms.Form):
    uptake = forms.ChoiceField(label=gettext_lazy("采纳情况"), choices=pick(Uptake), widget=forms.RadioSelect)
    words = words(gettext_lazy("怎么采纳的，或者为什么没有采纳"), rows=5)

    def arguments(self) -> dict[str, Any]:
        return {"uptake": Uptake(self.cleaned_data["uptake"]), "words": self.cleaned_data["words"]}


class ReasonForm(forms.Form):
    """Why a line is changed: asked where its reach is shown."""

    why = forms.CharField(label=gettext_lazy("为什么改"), max_length=200, error_messages={"required": gettext_lazy(NO_REASON)},
                          widget=forms.Textarea(attrs={"rows": 3}))


class ScopeForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("事项"), max_length=100)
    title_en = forms.CharField(label=gettext_lazy("英文"), max_length=160, required=False)
    power = forms.ChoiceField(label=gettext_lazy("哪项权力"), choices=powers)
    days = forms.IntegerField(label=gettext_lazy("答复工作日"), min_value=rules.DAYS_LEAST, max_value=rules.DAYS_MOST)
    decision = forms.BooleanField(
        label=gettext_lazy("按重大决策办"), required=False,
        help_text=gettext_lazy("要公开征求意见、合法性审查（重大行政决策程序暂行条例第三条），不管归在哪项权力。"),
    )
    marks = forms.CharField(
        label=gettext_lazy("事由里的字样"), max_length=200, required=False,
        help_text=gettext_lazy("用空格分开。归在别处、事由里却写着这些字的，也按重大决策办。"),
    )
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=200)
    ends = forms.BooleanField(label=gettext_lazy("从今天起不再必须征求"), required=False)

    def arguments(self) -> dict[str, Any]:
        """All but the reason, which is asked beside what it reaches (`ReasonForm`)."""
        return {**self.cleaned_data, "power": Power(self.cleaned_data["power"])}
