"""The small form each move needs, and how its fields become the action's keywords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.actions.merging import losses_of
from shaoxiang.cases.forms.fields import FilesField, QuickSelect, pick, type_groups
from shaoxiang.cases.models import HELD, Case, CaseMerge
from shaoxiang.cases.queries.choices import ExtensionChoice, answering_units, bodies_to_send, extension_choices, posts_to_assign
from shaoxiang.cases.vocabulary import CallBackResult, DeclineReason, ExclusionReason, SuspendReason
from shaoxiang.dispatch.rules import Sent
from shaoxiang.dispatch.vocabulary import CitedList, NoteKind
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.geo import BadPoint, parse_point
from shaoxiang.kernel.identity.rules import mask_public

WORDS_MAX = 2000


def words_field(label: Any, help_text: Any = "", required: bool = True, rows: int = 3) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows, "maxlength": WORDS_MAX})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=WORDS_MAX, widget=box)


class MoveForm(forms.Form):
    """One move on one case. `arguments` are the action's keywords; `uploads` are attached in the same transaction."""

    lead: ClassVar[Any] = ""
    unlisted = False  # refused because no list gives the street this: the page shows the doors

    def __init__(self, *args: Any, case: Case, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.actor = case, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the case."""

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "photos"}

    @property
    def uploads(self) -> Sequence[UploadedFile[Any]]:
        found: Sequence[UploadedFile[Any]] = self.cleaned_data.get("photos") or []
        return found


class NoForm(MoveForm):
    """Nothing to say: the button acts."""


class WordsForm(MoveForm):
    words = words_field(_("说明"))


class RecallForm(MoveForm):
    lead = _("承办单位还没有签收，可以撤回重派。")
    words = words_field(_("撤回原因"), required=False)


class DeclineForm(MoveForm):
    reason = forms.ChoiceField(label=_("不予受理的原因"), choices=pick(DeclineReason))
    words = words_field(_("给居民的说明"), _("写明为什么不受理、可以向谁反映；居民会看到这段话。"))


class AnswerForm(MoveForm):
    lead = _("问题说得清、当场答得了的，答复后就此办结。")
    words = words_field(_("给居民的答复"), rows=4)


class ClassifyForm(MoveForm):
    type_code = forms.ChoiceField(widget=QuickSelect, label=_("事项类别"), required=False)
    point = forms.CharField(label=_("经纬度"), required=False, max_length=80, help_text=_("位置不对时才填：经度,纬度，例如 111.6962,40.8563。"))
    address = forms.CharField(label=_("地点描述"), required=False, max_length=200)

    def prepare(self) -> None:
        field = self.fields["type_code"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", gettext("（还说不准，先不定）")), *type_groups(keeps=self.case.matter.subject_code)]
        field.initial = self.case.matter.subject_code
        self.fields["address"].initial = self.case.address

    def clean_point(self) -> tuple[float, float] | None:
        text = self.cleaned_data["point"]
        if not text:
            return None
        try:
            point = parse_point(text)
        except BadPoint as error:
            raise forms.ValidationError(gettext(str(error))) from None
        return point.lon, point.lat

    def arguments(self) -> dict[str, Any]:
        lon, lat = self.cleaned_data["point"] or (None, None)
        return {"type_code": self.cleaned_data["type_code"], "lon": lon, "lat": lat, "address": self.cleaned_data["address"]}


class BodyField(forms.TypedChoiceField):
    """A body to send: shown by name in groups, given as `Sent`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=lambda key: _sent(int(key)), empty_value=None, widget=QuickSelect, **kwargs)

    def fill(self, case: Case, empty: str) -> None:
        self.choices = [("", empty), *bodies_to_send(case)]


def _sent(body_id: int) -> Sent:
    return Sent(*duty_book().bodies[body_id].target)


class DispatchForm(MoveForm):
    lead_body = BodyField(label=_("派给"), required=False)
    helper_1 = BodyField(label=_("配合单位"), required=False)
    helper_2 = BodyField(label=_("另一个配合单位"), required=False)
    words = words_field(_("理由或交代"), _("改派给清单以外的单位时必须写明理由。"), required=False)

    def prepare(self) -> None:
        _fill(self, "lead_body", gettext("按清单派给上面的单位"))
        _fill(self, "helper_1", gettext("不另加"))
        _fill(self, "helper_2", gettext("不另加"))

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        helpers = [one for one in (data["helper_1"], data["helper_2"]) if one]
        return {"lead": data["lead_body"], "cooperating": helpers or None, "words": data["words"]}


def _fill(form: MoveForm, name: str, empty: str) -> None:
    field = form.fields[name]
    assert isinstance(field, BodyField)  # noqa: S101
    field.fill(form.case, empty)


class HandBackForm(MoveForm):
    lead = _("退单要援引清单条目：说明按哪一条，这件事不归本单位。")
    cited_list = forms.ChoiceField(label=_("援引哪张清单"), choices=pick(CitedList))
    cited_item = forms.CharField(label=_("条目编号"), max_length=24, help_text=_("在下面搜一搜，点选条目；也可以直接写编号。"))
    words = words_field(_("理由"), _("为什么这一条不归本单位。"))
    proposed = BodyField(label=_("建议由谁办"), required=False)

    def prepare(self) -> None:
        _fill(self, "proposed", gettext("不提建议"))

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        proposed: Sent | None = data["proposed"]
        return {
            "cited_list": CitedList(data["cited_list"]), "cited_item": data["cited_item"], "words": data["words"],
            "proposed_unit_id": proposed.unit_id if proposed else None,
        }


class UpholdForm(MoveForm):
    lead_body = BodyField(label=_("改派给"), required=False)
    words = words_field(_("裁定意见"))
    teach = forms.BooleanField(label=_("写进派单目录：以后这一类照此派"), required=False, initial=True)

    def prepare(self) -> None:
        _fill(self, "lead_body", gettext("按提出单位的建议"))

    def arguments(self) -> dict[str, Any]:
        return {"lead": self.cleaned_data["lead_body"], "words": self.cleaned_data["words"], "teach": self.cleaned_data["teach"]}


class DismissForm(MoveForm):
    words = words_field(_("裁定意见"), _("写明为什么仍由原单位办理；裁定是终局的。"))


class AssignForm(MoveForm):
    post_id = forms.TypedChoiceField(label=_("经办岗位"), coerce=int)

    def prepare(self) -> None:
        field = self.fields["post_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = posts_to_assign(self.case)


class ProgressForm(MoveForm):
    words = words_field(_("做了什么"), required=False)
    arrived = forms.BooleanField(label=_("已到现场"), required=False)
    photos = FilesField(label=_("照片或附件"), required=False)


class SuspendForm(MoveForm):
    reason = forms.ChoiceField(label=_("挂起原因"), choices=pick(SuspendReason))
    words = words_field(_("具体情况和预计恢复时间"))


class ExtendForm(MoveForm):
    amount = forms.TypedChoiceField(label=_("延长多少"), coerce=int, help_text=_("后面是延长后的最后一天。"))
    words = words_field(_("延期理由"), _("居民会看到新的日期和理由。"))

    def prepare(self) -> None:
        field = self.fields["amount"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        self.found: list[ExtensionChoice] = extension_choices(self.case)
        field.choices = [(str(one.amount), one.words) for one in self.found]


class FinishForm(MoveForm):
    outcome = words_field(_("怎么处置的，现场现在什么样"))
    answer = words_field(_("给居民的答复"), _("不写就用上面这段话。不要写别人的姓名、电话。"), required=False)
    photos = FilesField(label=_("现场照片"), required=False)


class SettleForm(MoveForm):
    lead = _("小事当场办完的，写一句就行；还会有别人来核查。")
    outcome = words_field(_("怎么处置的"))
    photos = FilesField(label=_("现场照片"), required=False)


class VerifyPassForm(MoveForm):
    words = words_field(_("核查情况"), required=False)
    photos = FilesField(label=_("核查照片"), required=False)


class VerifyFailForm(MoveForm):
    words = words_field(_("哪里没有做到位"))


class CallBackForm(MoveForm):
    result = forms.ChoiceField(label=_("回访结果"), choices=pick(CallBackResult), widget=forms.RadioSelect)
    remark = words_field(_("居民怎么说"), required=False)

    def arguments(self) -> dict[str, Any]:
        return {"result": CallBackResult(self.cleaned_data["result"]), "remark": self.cleaned_data["remark"]}


class ExcludeForm(MoveForm):
    lead = _("剔除只影响统计，不影响给居民一个交代；由第二个人复核。")
    reason = forms.ChoiceField(label=_("剔除原因"), choices=pick(ExclusionReason))
    words = words_field(_("事实和依据"))


class ConfirmExclusionForm(MoveForm):
    words = words_field(_("给居民的答复"), _("为什么不再办理、可以怎么办；居民会看到这段话。"))


class TellForm(MoveForm):
    words = words_field(_("告诉居民的话"), _("用平常话写；居民在查询页看到。"))


class SuperviseForm(MoveForm):
    kind = forms.ChoiceField(label=_("种类"), choices=pick(NoteKind))
    words = words_field(_("内容"))


class ReopenForm(MoveForm):
    words = words_field(_("哪里还没有解决"))


class UnmergeForm(MoveForm):
    words = words_field(_("为什么拆开"))

    @property
    def lead(self) -> str:
        """What goes on as it stood, and what cannot be put back."""
        link = CaseMerge.objects.filter(HELD, case=self.case).select_related("main__matter", "case").first()
        losses = losses_of(link) if link else ()
        back = gettext("拆开后，时限、承办单位和待办按并入前的样子接着走。不能还原的：")
        return back + "；".join(gettext(loss.label) for loss in losses) + "。"


class AttachForm(MoveForm):
    photos = FilesField(label=_("照片或附件"))

    def arguments(self) -> dict[str, Any]:
        return {}


class PublishForm(MoveForm):
    """What everybody will read: proposed with numbers, plates and households hidden, and hidden again when sent."""

    lead = _("公开以后谁都能看到。号码、车牌、门牌和人名已经遮住，请再看一遍，改掉还能认出人的地方。")
    public_text = words_field(_("公开的内容"), rows=5)
    public_answer = words_field(_("公开的办理结果"), rows=4, required=False)

    def prepare(self) -> None:
        self.fields["public_text"].initial = mask_public(self.case.description)[:WORDS_MAX]
        self.fields["public_answer"].initial = mask_public(self.case.answer or self.case.outcome)[:WORDS_MAX]


class KeepPrivateForm(MoveForm):
    words = words_field(_("不公开的理由"), _("反映人会看到这段话。"))


class UnpublishForm(MoveForm):
    words = words_field(_("撤下的理由"))


class AnswerRatingForm(MoveForm):
    lead = _("居民给了差评。请核实、改好，再告诉居民；经办的人看不到评价和这段话。")
    words = words_field(_("怎么核实的、怎么改的"), _("居民会看到这段话。"))


class RevealForm(forms.Form):
    """查看反映人: a reason, which is kept."""

    reason = forms.CharField(label=_("查看事由"), max_length=200, min_length=2, help_text=_("例如：联系反映人核实地点。查看会留记录。"))


class HandOverForm(MoveForm):
    lead = _("首接单位负责把结果告诉居民。确需由别的单位来说的，在这里移交；编号不变。")
    unit_id = forms.TypedChoiceField(label=_("移交给"), coerce=int, widget=QuickSelect)
    words = words_field(_("移交说明"), _("写明为什么移交、已经跟对方说好了什么；居民看不到。"))

    def prepare(self) -> None:
        field = self.fields["unit_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", gettext("（请选择）")), *answering_units(self.case.answers_unit_id)]


class SupplementForm(MoveForm):
    lead = _("来电人补充的情况记在原件上，编号不变；承办人员看得到。")
    words = words_field(_("来电人说的"))


FORMS: Mapping[str, type[MoveForm]] = {
    "accept": NoForm, "sign": NoForm, "resume": NoForm, "close": NoForm,
    "recall": RecallForm, "decline": DeclineForm, "answer": AnswerForm, "classify": ClassifyForm, "dispatch": DispatchForm,
    "hand_back": HandBackForm, "uphold": UpholdForm, "dismiss": DismissForm, "assign": AssignForm, "progress": ProgressForm,
    "suspend": SuspendForm, "extend": ExtendForm, "finish": FinishForm, "settle": SettleForm, "verify_pass": VerifyPassForm,
    "verify_fail": VerifyFailForm, "call_back": CallBackForm, "propose_exclusion": ExcludeForm, "confirm_exclusion": ConfirmExclusionForm,
    "refuse_exclusion": WordsForm, "tell_resident": TellForm, "supervise": SuperviseForm, "reopen": ReopenForm, "attach": AttachForm,
    "publish": PublishForm, "keep_private": KeepPrivateForm, "unpublish": UnpublishForm, "answer_rating": AnswerRatingForm,
    "unmerge": UnmergeForm, "refuse_merge": WordsForm, "hand_over": HandOverForm, "supplement": SupplementForm,
}
