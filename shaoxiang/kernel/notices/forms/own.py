"""我的提醒."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.notices.forms.fields import checked_contact, pick
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.vocabulary import ChannelKind, QuietMode, Wish


class MineForm(forms.Form):
    email = forms.CharField(label=_("工作邮箱"), required=False, max_length=120, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    email_wish = forms.ChoiceField(label=_("邮件要哪些"))
    no_email = forms.BooleanField(label=_("删掉留着的邮箱"), required=False)
    mobile = forms.CharField(label=_("工作手机"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))
    mobile_wish = forms.ChoiceField(label=_("短信要哪些"))
    no_mobile = forms.BooleanField(label=_("删掉留着的手机号"), required=False)
    mode = forms.ChoiceField(label=_("免打扰"), widget=forms.RadioSelect)
    start = forms.TimeField(label=_("从"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("到"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    language = forms.ChoiceField(label=_("邮件和短信用什么文字"), choices=[("zh-hans", "中文"), ("en", "English")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in (("email_wish", Wish), ("mobile_wish", Wish), ("mode", QuietMode)):
            self.fields[name].choices = pick(vocabulary)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return checked_contact(ChannelKind.EMAIL, self.cleaned_data["email"]) if self.cleaned_data["email"] else ""

    def clean_mobile(self) -> str:
        return checked_contact(ChannelKind.SMS, self.cleaned_data["mobile"]) if self.cleaned_data["mobile"] else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mode") == QuietMode.OWN and not self.errors and not (given.get("start") and given.get("end")):
            self.add_error("start" if not given.get("start") else "end", gettext("自己定时段的，从几点到几点都要填。"))
        return given

    def address(self, name: str) -> str | None:
        """As `set_contact` takes it: None as it is, "" away."""
        return "" if self.cleaned_data[f"no_{name}"] else self.cleaned_data[name] or None

    @property
    def hours(self) -> QuietHours | None:
        start: time | None = self.cleaned_data["start"]
        end: time | None = self.cleaned_data["end"]
        return QuietHours(start, end) if start is not None and end is not None else None
