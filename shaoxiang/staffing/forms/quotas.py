"""The shape of what is typed: a draft, and one small form for each move."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing import rules
from shaoxiang.staffing.models import QuotaEntry
from shaoxiang.staffing.queries.demands import departments
from shaoxiang.staffing.rules import Wanted
from shaoxiang.staffing.vocabulary import QuotaType


def day(label: Any, *, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text)


class DraftForm(forms.Form):
    body = forms.TypedChoiceField(label=gettext_lazy("哪个单位"), coerce=int)
    quota_type = forms.ChoiceField(label=gettext_lazy("编制类别"), choices=[(code, gettext_lazy(label)) for code, label in QuotaType.choices])
    delta = forms.IntegerField(label=gettext_lazy("增减"), help_text=gettext_lazy("增加写正数，减少写负数。镇街编制锁定以后只增不减。"))
    effective_on = day(gettext_lazy("生效日"), help_text=gettext_lazy("今天或以后，不早于编委会会议和上一笔调整；到那天自动记入台账。"))
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=rules.WORDS_MAX, widget=forms.Textarea(attrs={"rows": 4}))
    moved_from = forms.TypedChoiceField(label=gettext_lazy("从哪个单位划来"), coerce=int, empty_value=None, required=False)
    upper_document = forms.CharField(
        label=gettext_lazy("上级批文"), max_length=60, required=False, help_text=gettext_lazy("区和镇街之间划转才要。"),
    )
    corrects = forms.ModelChoiceField(
        label=gettext_lazy("更正台账第几笔"), queryset=QuotaEntry.objects.all(), required=False, widget=forms.NumberInput,
        help_text=gettext_lazy("只有记错了才填：台账里那一笔的编号。"),
        error_messages={"invalid_choice": gettext_lazy("台账里没有这一笔：请到单位的台账里看编号。")},
    )
    right_figure = forms.IntegerField(
        label=gettext_lazy("原件上增加几名"), min_value=0, required=False, help_text=gettext_lazy("更正才填：当时会议的文件上写的数，没有增加写 0。"),
    )
    read_in = forms.CharField(
        label=gettext_lazy("原件的文号"), max_length=60, required=False, help_text=gettext_lazy("更正才填：当时会议的文号，不是新开的会。"),
    )
    demanded_by = forms.TypedChoiceField(
        label=gettext_lazy("是不是哪个部门要求对口的"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("选了部门的，登记它的要求并退回，不会拟成。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)
        bodies = [(body.pk, body.shown_name) for body in Body.objects.filter(in_force(timezone.localdate()), kind__in=kinds).order_by("order", "code")]
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["moved_from"].choices = [("", gettext("不是划转")), *bodies]  # type: ignore[attr-defined]
        self.fields["demanded_by"].choices = [("", gettext("不是")), *departments(timezone.localdate())]  # type: ignore[attr-defined]
        self.initial.setdefault("effective_on", timezone.localdate())

    def wanted(self) -> Wanted:
        """Of a valid form."""
        given = self.cleaned_data
        corrects = given["corrects"]
        return Wanted(
            given["body"], given["quota_type"], given["delta"], given["effective_on"], given["reason"], given["moved_from"], given["upper_document"],
            corrects.pk if corrects is not None else None, given["demanded_by"] is not None,
            given["right_figure"], given["read_in"],
        )


class PreviewForm(DraftForm):
    """The same, while it is being typed: the reason may still be lacking."""

    reason = forms.CharField(required=False)

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]) or "…"


class NoForm(forms.Form):
    """Nothing to fill in."""


class ApproveForm(forms.Form):
    meeting_on = day(gettext_lazy("编委会会议日期"))
    meeting_number = forms.CharField(label=gettext_lazy("会议文号"), max_length=60)


class RefusalForm(forms.Form):
    refusal = forms.CharField(label=gettext_lazy("为什么不通过"), max_length=rules.WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3}))


FORMS: dict[str, type[forms.Form]] = {"review": NoForm, "send_back": RefusalForm, "approve": ApproveForm, "reject": RefusalForm, "take_effect": NoForm}
