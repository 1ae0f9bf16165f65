"""名册: which level, which file, from which day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.sheets.forms import FileForm
from shaoxiang.places.forms.shapes import day
from shaoxiang.places.rules.registers import LEVELS


class RegisterForm(FileForm):
    """A table of one level."""

    level = forms.ChoiceField(label=_("层级"))
    valid_from = day(_("新增的从哪天起生效"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["level", "file", "valid_from"])
        self.fields["level"].choices = [(str(level), gettext(level.label)) for level in LEVELS]  # type: ignore[attr-defined]
        self.fields["valid_from"].required = False
        self.fields["valid_from"].help_text = gettext("表里没写生效日期的用这一天；不填就是今天。")
