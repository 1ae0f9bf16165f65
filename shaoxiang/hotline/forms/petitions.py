"""信访事项: registering one, and the small form each move needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.hotline.models import Petition
from shaoxiang.hotline.queries.choices import organs, pick
from shaoxiang.hotline.rules.petitions import CONTENT_MAX
from shaoxiang.hotline.vocabulary import NotAccepted, Opinion, PetitionForm, PetitionGround

WORDS_MAX = 5000


def words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 4}))


class RegisterForm(forms.Form):
    content = forms.CharField(
        label=_("请求、事实和理由"), max_length=CONTENT_MAX, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("口头提出的也要如实记下（信访工作条例第十九条）。不要在这里写姓名、电话。"),
    )
    grounds = forms.MultipleChoiceField(
        label=_("为什么是信访事项"), widget=forms.CheckboxSelectMultiple, help_text=_("一条都说不上的，按普通诉求登记，办得更快。"),
    )
    form = forms.ChoiceField(label=_("信访形式"), widget=forms.RadioSelect, initial=PetitionForm.CALL.value)
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=10000, initial=1, help_text=_("多人走访应当推选代表，代表不超过 5 人。"))
    name = forms.CharField(label=_("姓名（名称）"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(label=_("电话"), required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}))
    address = forms.CharField(
        label=_("住址"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("姓名、住址不清的照样登记，但是没法书面告知。"),
    )
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("grounds", pick(PetitionGround)), ("form", pick(PetitionForm))):
            field = self.fields[name]
            assert isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField))  # noqa: S101
            field.choices = choices

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "content": data["content"], "grounds": data["grounds"], "form": data["form"], "people": data["people"],
            "petitioner": {name: data[name] for name in ("name", "phone", "address")},
        }


class PetitionMove(forms.Form):
    """One move on one petition; `arguments` are the action's keywords."""

    lead: ClassVar[Any] = ""

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.petition = petition
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the petition."""

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


class TransferForm(PetitionMove):
    lead = _("自收到之日起 15 日内转送、交办有权处理的机关、单位（第二十二条）。")
    organ_unit_id = forms.TypedChoiceField(label=_("转给"), coerce=int)
    words = words(_("转送意见"), required=False)
    not_the_reported = forms.BooleanField(label=_("确认：这个单位不是被反映的单位（第三十条）"), required=False)

    def prepare(self) -> None:
        self.choose("organ_unit_id", [("", gettext("（请选择）")), *organs()])
        if PetitionGround.AGAINST_OFFICIALS not in self.petition.grounds:
            del self.fields["not_the_reported"]


class WordsForm(PetitionMove):
    words = words(_("说明"))


class RefuseForm(PetitionMove):
    lead = _("书面告知信访人为什么不受理、应当到哪里去（第二十三条）。")
    reason = forms.ChoiceField(label=_("不予受理的情形"))
    words = words(_("告知信访人的内容"))

    def prepare(self) -> None:
        self.choose("reason", pick(NotAccepted))


class ExtendForm(PetitionMove):
    lead = _("情况复杂的，经负责人批准可以延长，最多 30 日，并告知信访人理由（第三十四条）。")
    days = forms.IntegerField(label=_("延长天数"), min_value=1, max_value=30)
    words = words(_("延期理由"))


class DecideForm(PetitionMove):
    lead = _("自受理之日起 60 日内办结；写明事实、依据和结论，并告知可以请求复查（第三十四条）。")
    opinion = forms.ChoiceField(label=_("结论"))
    words = words(_("处理意见"))

    def prepare(self) -> None:
        self.choose("opinion", pick(Opinion))


class AskForm(PetitionMove):
    lead = _("信访人自收到书面答复之日起 30 日内可以提出。")
    words = words(_("信访人的请求和理由"), required=False)


class CloseForm(PetitionMove):
    words = words(_("说明"), required=False)
    agreed = forms.BooleanField(label=_("信访人已书面同意结束"), required=False)


FORMS: Mapping[str, type[PetitionMove]] = {
    "transfer": TransferForm, "object": WordsForm, "take_back": WordsForm, "insist": WordsForm, "accept": WordsForm, "refuse": RefuseForm, "extend": ExtendForm,
    "decide": DecideForm, "ask_review": AskForm, "review": WordsForm, "ask_recheck": AskForm, "recheck": WordsForm, "close": CloseForm,
}


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("查看事由"), max_length=200)
