"""The small form each move needs, and how its fields become the action's keywords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind, OrderState
from shaoxiang.forces.queries import Readiness, callable_bodies, readiness
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.geo import BadPoint
from shaoxiang.kernel.geo.pin import read_pin
from shaoxiang.whistles.forms.fields import moment, pick, words
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.rules import SCORES, TASK_MAX, UnitAsked
from shaoxiang.whistles.vocabulary import ArrivedHow, ArriveMode, CancelReason, Point, SuspendReason

SCORE_WORDS = {1: _("1 很差"), 2: _("2 较差"), 3: _("3 一般"), 4: _("4 较好"), 5: _("5 很好")}
YES_NO = [("yes", _("是")), ("no", _("否"))]
CAN_DECIDE = [("yes", _("能")), ("no", _("不能，要回去请示"))]
HOW = {
    ArriveMode.ON_SITE: (ArrivedHow.ON_SITE,), ArriveMode.ON_SITE_OR_ANSWER: (ArrivedHow.ON_SITE, ArrivedHow.ANSWERED),
    ArriveMode.MEETING: (ArrivedHow.AT_MEETING, ArrivedHow.ON_SITE),
}


class MoveForm(forms.Form):
    """One move on one whistle. `arguments` are the action's keywords; `order` where it is about one unit."""

    lead: ClassVar[Any] = ""
    warn: ClassVar[Any] = ""

    def __init__(self, *args: Any, whistle: Whistle, actor: Actor, order: DispatchOrder | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whistle, self.actor, self.order = whistle, actor, order
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the whistle."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def fill(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


class NoForm(MoveForm):
    """Nothing to say: the button acts."""


class ApproveForm(MoveForm):
    lead = _("批准后马上吹出去，各单位的时限从现在起算。")
    words = words(_("意见"), required=False)


class RefuseForm(MoveForm):
    words = words(_("为什么不批准，可以怎么办"), help_text=_("起草的人看得到。"))


class NoteForm(MoveForm):
    words = words(_("进展"), help_text=_("叫来的单位都看得到。"))


class WordsForm(MoveForm):
    words = words(_("情况"))


class AddUnitForm(MoveForm):
    lead = _("加叫的单位是配合单位，有自己的时限；主责不变。")
    body_id = forms.TypedChoiceField(label=_("加叫谁"), coerce=int)
    task = forms.CharField(label=_("请它做什么"), max_length=TASK_MAX, required=False)
    words = words(_("说明"), required=False, rows=2)

    def prepare(self) -> None:
        self.fill("body_id", [("", gettext("（请选）")), *body_choices(self.whistle.matter.street_id, without=called(self.whistle))])

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"asked": UnitAsked(data["body_id"], False, data["task"].strip()), "words": data["words"]}


def called(whistle: Whistle) -> set[int]:
    """Bodies that are called and not released."""
    rows = DispatchOrder.objects.filter(matter_id=whistle.pk, ended_at__isnull=True).values_list("unit_id", "office_id")
    return {office or unit for unit, office in rows}


def body_choices(street_id: int | None, without: set[int]) -> list[tuple[str, str]]:
    """Whom a street may call, with how ready each is."""
    at = timezone.now()
    keys = [key for key in callable_bodies(street_id or 0, at=at) if key not in without]
    ready, names = readiness(keys, at=at), book()
    return [(str(key), f"{names.name_of(key)}（{_readiness(ready[key])}）") for key in keys]


def _readiness(ready: Readiness) -> str:
    return gettext("空闲") if ready.free else gettext("在办 %(n)d 件") % {"n": len(ready.busy)}


class ReleaseForm(MoveForm):
    lead = _("它的力量马上空出来；主责单位和别的单位接着办。")
    words = words(_("为什么可以撤"), rows=2)

    def arguments(self) -> dict[str, Any]:
        assert self.order is not None  # noqa: S101 (the page names the unit)
        return {"order_id": self.order.pk, "words": self.cleaned_data["words"]}


class ArriveForm(MoveForm):
    how = forms.ChoiceField(label=_("怎么报到的"), widget=forms.RadioSelect)
    can_decide = forms.ChoiceField(label=_("来的人能不能当场拍板"), choices=CAN_DECIDE, widget=forms.RadioSelect, required=False)
    words = words(_("说明"), required=False, rows=2, help_text=_("答复代替到场的，写明怎么办、什么时候办。"))

    def prepare(self) -> None:
        ways = HOW[ArriveMode(self.whistle.type.arrive_mode)]
        self.fill("how", pick(ArrivedHow, only=tuple(way.value for way in ways)))
        self.fields["how"].initial = ways[0].value

    @property
    def asks_place(self) -> bool:
        """Only where nobody knows yet where it is (W9)."""
        return self.whistle.matter.lon is None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["pin"] = None
        if self.asks_place:
            try:
                data["pin"] = read_pin(self.data)
            except BadPoint as error:
                self.add_error(None, gettext(str(error)))
        return data

    def arguments(self) -> dict[str, Any]:
        data, pin = self.cleaned_data, self.cleaned_data["pin"]
        return {
            "how": ArrivedHow(data["how"]), "can_decide": {"yes": True, "no": False}.get(data["can_decide"]), "words": data["words"],
            "lon": pin.lon if pin else None, "lat": pin.lat if pin else None,
        }


class BeginForm(MoveForm):
    words = words(_("正在做什么"), required=False, rows=2)


class ClaimForm(MoveForm):
    words = words(_("做了什么，现场现在什么样"), help_text=_("这是报完成；办没办好由街道到现场核查。"))


class ObjectForm(MoveForm):
    cited_list = forms.ChoiceField(label=_("援引哪张清单"), choices=pick(CitedList))
    cited_item = forms.CharField(label=_("条目编号"), max_length=24, help_text=_("在下面搜一搜，点选条目；也可以直接写编号。"))
    words = words(_("理由"), help_text=_("为什么这一条不归本单位。"))
    proposed_unit_id = forms.TypedChoiceField(label=_("建议由谁来"), coerce=int, empty_value=None, required=False)

    def prepare(self) -> None:
        own = {self.order.office_id or self.order.unit_id} if self.order else set()
        self.fill("proposed_unit_id", [("", gettext("不提建议")), *body_choices(self.whistle.matter.street_id, without=own)])

    @property
    def lead(self) -> str:
        if not self.whistle.type.objection_stops:
            return gettext("应急哨：异议不停到场，请先来，边办边裁。提异议要援引清单条目；裁定是最终的，写进派单目录。")
        return gettext("提异议要援引清单条目。裁定前本单位的时限停下，别的单位照走；裁定是最终的，写进派单目录。")


class RuleForm(MoveForm):
    lead = _("裁定是最终的，会写进派单目录，以后同类照办。")
    words = words(_("裁定意见"), help_text=_("双方都看得到。"))


class ReassignForm(RuleForm):
    body_id = forms.TypedChoiceField(label=_("改派给谁"), coerce=int)
    field_order = ["body_id", "words"]

    def prepare(self) -> None:
        self.fill("body_id", [("", gettext("（请选）")), *body_choices(self.whistle.matter.street_id, without=called(self.whistle))])
        if self.order is not None:
            proposed = self.order.objections.filter(ruled_at__isnull=True).values_list("proposed_unit_id", flat=True).first()
            self.fields["body_id"].initial = proposed


class VerifyPassForm(MoveForm):
    lead = _("到现场看过，问题确实解决了，才算通过。")
    on_site = forms.BooleanField(label=_("到现场看过"), required=False)
    words = words(_("现场情况"), required=False)


class GoOnForm(MoveForm):
    order_ids = forms.TypedMultipleChoiceField(
        label=_("还要谁继续办"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("一个都不选：都要继续。"),
    )
    words = words(_("哪里没有做到位，还要做什么"))

    def prepare(self) -> None:
        names = book()
        done = DispatchOrder.objects.filter(matter_id=self.whistle.pk, ended_at__isnull=True, state=OrderState.DONE).order_by("pk")
        field = self.fields["order_ids"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101
        field.choices = [(str(order.pk), names.name_of(order.office_id or order.unit_id)) for order in done]


class CloseForm(MoveForm):
    lead = _("办结后双方互评：街道评每个单位，单位评这次吹哨。")
    words = words(_("结果，一句话"), required=False, rows=2)


class SuspendForm(MoveForm):
    lead = _("中止期间所有单位的时限都停下；到了这一天自动恢复。")
    reason = forms.ChoiceField(label=_("为什么中止"), choices=pick(SuspendReason), widget=forms.RadioSelect)
    until = moment(_("中止到"), help_text=_("最长 90 天。"))
    words = words(_("具体情况"), rows=2)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "reason": SuspendReason(self.cleaned_data["reason"])}


class CancelForm(MoveForm):
    warn = _("取消后各单位马上撤，已经出发的会收到通知。")
    reason = forms.ChoiceField(label=_("为什么取消"), choices=pick(CancelReason), widget=forms.RadioSelect)
    words = words(_("说明"), rows=2)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "reason": CancelReason(self.cleaned_data["reason"])}


class LinkForm(MoveForm):
    earlier_number = forms.CharField(label=_("前哨的编号"), max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class SuggestForm(MoveForm):
    lead = _("按这次哨的内容起草一份攻坚哨，关联以前的每一次；补齐以后报区指挥中心批准。")


class SuperviseForm(MoveForm):
    kind = forms.ChoiceField(label=_("种类"), choices=pick(NoteKind), widget=forms.RadioSelect, initial=NoteKind.REMIND.value)
    words = words(_("内容"))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "kind": NoteKind(self.cleaned_data["kind"])}


class AppraiseUnitForm(MoveForm):
    lead = _("四项都要评。对方马上看得到，可以申辩；评了不能改。")
    reasons = words(_("理由"), required=False, help_text=_("有一项 2 分或更低，必须写理由。"))

    def prepare(self) -> None:
        for point in Point:
            self.fields[point.value.lower()] = forms.TypedChoiceField(
                label=gettext(point.label), coerce=int, empty_value=None, choices=[(str(score), SCORE_WORDS[score]) for score in SCORES],
                widget=forms.RadioSelect, error_messages={"required": gettext("四项都要打分，1 到 5 分。")},
            )
        self.order_fields([*(point.value.lower() for point in Point), "reasons"])

    @property
    def points(self) -> list[forms.BoundField]:
        return [self[point.value.lower()] for point in Point]

    def arguments(self) -> dict[str, Any]:
        assert self.order is not None  # noqa: S101 (the page names the unit)
        scores = {point.value: self.cleaned_data[point.value.lower()] for point in Point}
        return {"order_id": self.order.pk, "scores": scores, "reasons": self.cleaned_data["reasons"]}


class AnswerForm(MoveForm):
    lead = _("分数不改；看到分数的人也会看到这段话。只能说一次。")
    words = words(_("申辩"))


class AppraiseWhistleForm(MoveForm):
    lead = _("说真话才能少吹冤枉哨。选了“否”的请写明理由。")
    needed = forms.ChoiceField(label=_("确有必要吗"), choices=YES_NO, widget=forms.RadioSelect)
    clear = forms.ChoiceField(label=_("情况讲清楚了吗"), choices=YES_NO, widget=forms.RadioSelect)
    addressed = forms.ChoiceField(label=_("找对单位了吗"), choices=YES_NO, widget=forms.RadioSelect)
    words = words(_("说明"), required=False, rows=2)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**{name: data[name] == "yes" for name in ("needed", "clear", "addressed")}, "words": data["words"]}


OF_THE_WHOLE: Mapping[str, type[MoveForm]] = {
    "blow": NoForm, "submit": NoForm, "approve": ApproveForm, "refuse": RefuseForm, "confirm": NoForm, "add_unit": AddUnitForm, "release_unit": ReleaseForm,
    "note": NoteForm, "verify_pass": VerifyPassForm, "verify_fail": GoOnForm, "close": CloseForm, "reopen": GoOnForm, "appraise_unit": AppraiseUnitForm,
    "suspend": SuspendForm, "resume": NoForm, "cancel": CancelForm, "link": LinkForm, "suggest_key_issue": SuggestForm, "supervise": SuperviseForm,
}
OF_A_UNIT: Mapping[str, type[MoveForm]] = {
    "acknowledge": NoForm, "arrive": ArriveForm, "begin_work": BeginForm, "claim_done": ClaimForm, "object": ObjectForm, "rule_stands": RuleForm,
    "rule_reassigned": ReassignForm, "rule_withdrawn": RuleForm, "answer_appraisal": AnswerForm, "appraise_whistle": AppraiseWhistleForm,
}
