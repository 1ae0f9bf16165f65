from __future__ import annotations

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.places.models import BaseLayer
from shaoxiang.places.queries.layers import words_of
from shaoxiang.places.rules.layers import BadLayer, tiles_of
from shaoxiang.places.vocabulary import LayerKind, LayerTheme, MatrixSet, PlaceLevel


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


class LayerForm(forms.ModelForm[BaseLayer]):
    """底图."""

    class Meta:
        model = BaseLayer
        fields = (
            "name", "name_en", "kind", "theme", "url", "subdomains", "matrix_set", "crs", "max_zoom", "approval", "attribution", "for_public",
            "enabled", "order",
        )
        labels = {
            "name": _("名称"), "name_en": _("英文名称"), "url": _("瓦片网址"), "subdomains": _("子域名"), "max_zoom": _("最大级别"), "approval": _("审图号"),
            "attribution": _("来源说明"), "for_public": _("居民页也用"), "enabled": _("启用"), "order": _("排序"),
        }
        help_texts = {
            "url": _("天地图不用填。例如 https://tiles.example.cn/{z}/{x}/{y}.png；WMTS 写 {TileMatrix}、{TileCol}、{TileRow}；密钥写 {key}。"),
            "subdomains": _("网址里有 {s} 时才填，用逗号分开。"), "approval": _("例如 GS(2024)0650号。对公众展示的地图应当标明审图号。"),
            "order": _("小的在前；第一个是打开时用的。"),
        }

    kind = forms.ChoiceField(label=_("种类"), choices=[])
    theme = forms.ChoiceField(label=_("天地图图种"), choices=[], required=False)
    matrix_set = forms.ChoiceField(label=_("瓦片矩阵集"), choices=[], required=False)
    crs = forms.ChoiceField(label=_("坐标系"), choices=[], help_text=_("GCJ-02 的底图上，边界、事件和图钉都会跟着换算，存的仍是 WGS-84。"))
    max_zoom = forms.IntegerField(label=_("最大级别"), min_value=1, max_value=22, initial=18)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("kind", LayerKind), ("theme", LayerTheme), ("matrix_set", MatrixSet), ("crs", CoordinateSystem)):
            self.fields[name].choices = [(str(one), gettext(one.label)) for one in words]  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.initial.setdefault("crs", CoordinateSystem.CGCS2000.value)

    def clean_theme(self) -> str:
        return str(self.cleaned_data["theme"] or LayerTheme.VEC.value)

    def clean_matrix_set(self) -> str:
        return str(self.cleaned_data["matrix_set"] or MatrixSet.W.value)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            tiles_of(words_of(self.instance))
        except BadLayer as bad:
            self.add_error(bad.field, gettext(bad.reason))
