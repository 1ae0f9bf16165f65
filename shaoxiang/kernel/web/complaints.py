"""What every form says of a field left empty or filled amiss, in the words people use. A field that knows better says so itself (`error_messages`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

_NOT_THERE = _("请从列出的里面选。")
SAID: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("请填写。")},
    forms.BooleanField: {"required": _("请打勾。")},
    forms.ChoiceField: {"required": _("请选一项。"), "invalid_choice": _NOT_THERE},
    forms.MultipleChoiceField: {"required": _("请至少选一项。"), "invalid_choice": _NOT_THERE},
    forms.ModelChoiceField: {"required": _("请选一项。"), "invalid_choice": _NOT_THERE},
    forms.FileField: {"required": _("请选一个文件。"), "missing": _("请选一个文件。"), "empty": _("文件是空的，请换一个。")},
    forms.IntegerField: {"invalid": _("请写整数，例如 12。")},
    forms.DecimalField: {"invalid": _("请写数字，例如 12.5。")},
    forms.DateField: {"invalid": _("日期不对，请照 2026-03-24 的样子写。")},
}
LIMITS: dict[type[validators.BaseValidator], Any] = {
    validators.MaxLengthValidator: _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。"),
    validators.MinLengthValidator: _("至少 %(limit_value)d 个字，现在有 %(show_value)d 个。"),
    validators.MaxValueValidator: _("不能大于 %(limit_value)s。"),
    validators.MinValueValidator: _("不能小于 %(limit_value)s。"),
}


def say_plainly() -> None:
    """Once, at the start: fields made from now on take these words instead of the framework's."""
    for field, words in SAID.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
    for limit, word in LIMITS.items():
        limit.message = word
