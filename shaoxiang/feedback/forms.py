from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.feedback.rules import TEXT_MAX
from shaoxiang.feedback.vocabulary import FeedbackKind
from shaoxiang.kernel.identity.forms import PhoneField


class AskForm(forms.Form):
    """对本系统提意见: only the words are needed."""

    kind = forms.ChoiceField(
        label=_("是哪一种"), choices=[(each.value, _(each.label)) for each in FeedbackKind], widget=forms.RadioSelect, initial=FeedbackKind.PROBLEM.value,
        error_messages={"required": _("请选一种。"), "invalid_choice": _("请从三种里选一种。")},
    )
    text = forms.CharField(
        label=_("您想说的"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 5}), strip=True,
        help_text=_("哪里不好用、想要什么、什么做得好。请不要写自己和别人的姓名、电话、证件号。"),
        error_messages={"required": _("请写一两句话。"), "max_length": _("太长：最多 2000 字，请留下要点。")},
    )
    phone = PhoneField(label=_("手机号"), required=False, help_text=_("想收到答复的短信才填；只用来告诉您答复，答复后半年清除。"))
    tell_me = forms.BooleanField(label=_("有了答复，在“消息”里告诉我（工作人员登录后可选；不选就不留是谁提的）"), required=False)
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": _("请写下答复。")})
    published = forms.BooleanField(label=_("问和答都公开（号码自动遮住）"), required=False, initial=True)
