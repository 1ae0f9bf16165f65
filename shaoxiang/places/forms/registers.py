"""名册: which level, which file, from which day."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.exchange.reading import RowError
from shaoxiang.places.forms.shapes import day, tidy_size
from shaoxiang.places.queries.registers import RegisterTable, register_table
from shaoxiang.places.rules.registers import LEVELS
from shaoxiang.places.vocabulary import PlaceLevel


class RegisterForm(forms.Form):
    """A table of one level. `cleaned_data["file"]` is a RegisterTable."""

    level = forms.ChoiceField(label=_("层级"))
    file = forms.FileField(label=_("名册"), help_text=_("CSV 或 XLSX。要有“代码”和“名称”两列；可以有：上级代码、生效日期、英文名称、种类、别称、户数。"))
    valid_from = day(_("新增的从哪天起生效"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(str(level), gettext(level.label)) for level in LEVELS]  # type: ignore[attr-defined]
        self.fields["valid_from"].required = False
        self.fields["valid_from"].help_text = gettext("表里没写生效日期的用这一天；不填就是今天。")

    def clean_file(self) -> RegisterTable:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        tidy_size(file)
        try:
            return register_table(cast("BinaryIO", file), PlaceLevel(self.cleaned_data.get("level", PlaceLevel.GRID)))
        except RowError as error:
            raise forms.ValidationError(str(error)) from None
