from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from shaoxiang.kernel.identity.rules import BadIdentifier, mobile_number
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices.vocabulary import ChannelKind
from shaoxiang.kernel.vocabulary import Vocabulary


def pick(vocabulary: type[Vocabulary]) -> list[tuple[str, Any]]:
    return [(code, gettext(label)) for code, label in vocabulary.choices]


def secret_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=500, help_text=help_text, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))


def clock_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def checked_address(address: str) -> str:
    try:
        webhooks.check_address(address)
    except webhooks.TargetRefused as refused:
        raise forms.ValidationError(gettext(str(refused))) from None
    return address


def checked_contact(kind: str, address: str) -> str:
    """Raises ValidationError."""
    address = address.strip()
    if kind == ChannelKind.EMAIL:
        address = forms.EmailField().clean(address)
        if not address.isascii():
            raise forms.ValidationError(gettext("邮箱地址请用英文字母、数字和符号。"))
        return address
    try:
        return mobile_number(address)
    except BadIdentifier as error:
        raise forms.ValidationError(gettext(str(error))) from None
