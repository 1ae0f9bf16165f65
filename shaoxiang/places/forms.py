from __future__ import annotations

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.places.vocabulary import PlaceLevel


class LoadForm(forms.Form):
    """A GeoJSON file of one level. `cleaned_data["file"]` is the parsed JSON."""

    level = forms.ChoiceField(label=_("层级"), choices=[])
    file = forms.FileField(label=_("边界文件"), help_text=_("GeoJSON 要素集合，WGS-84 经纬度，UTF-8 编码。"))
    valid_from = forms.DateField(
        label=_("新增的从哪天起生效"), required=False, help_text=_("不填就是今天。"), widget=forms.DateInput(attrs={"type": "date"})
    )
    allow_flaws = forms.BooleanField(label=_("有问题也导入能用的部分"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (PlaceLevel.GRID, PlaceLevel.COMMUNITY, PlaceLevel.STREET)
        self.fields["level"].choices = [(str(level), gettext(level.label)) for level in levels]  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.UPLOAD_MAX_BYTES:
            megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
            raise forms.ValidationError(gettext("文件超过 %(n)d MB。请分镇街导出，逐个导入。") % {"n": megabytes})
        try:
            return json.loads(file.read().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise forms.ValidationError(gettext("文件不是 UTF-8 编码的 JSON。请以 GeoJSON、UTF-8 重新导出。")) from None
