from __future__ import annotations

import json
from datetime import date
from typing import Any, BinaryIO, cast

import shapely
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from shapely.errors import ShapelyError

from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, RowError, each, read_table
from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.places.models import BaseLayer, Community, Grid
from shaoxiang.places.queries.layers import words_of
from shaoxiang.places.rules.layers import BadLayer, tiles_of
from shaoxiang.places.rules.outlines import LINE
from shaoxiang.places.vocabulary import (
    CommunityKind,
    DivisionSource,
    GridKind,
    GridLevel,
    LayerKind,
    LayerTheme,
    MatrixSet,
    PlaceLevel,
    StreetKind,
)

TABLE = (
    Heading("code", ("网格代码", "代码", "code")), Heading("name", ("名称", "网格名称", "name")),
    Heading("community", ("社区代码", "community"), required=False), Heading("street", ("镇街代码", "street"), required=False),
    Heading("name_en", ("英文名称", "name_en"), required=False),
    Heading("level", ("层级", "level"), required=False), Heading("kind", ("种类", "kind"), required=False),
    Heading("households", ("户数", "households"), required=False), Heading("wkt", ("边界", "WKT", "wkt")),
)


MANY = 50  # mistakes of one table told at once


class LoadForm(forms.Form):
    """A GeoJSON file of one level. `cleaned_data["file"]` is the parsed JSON."""

    level = forms.ChoiceField(label=_("层级"), choices=[])
    file = forms.FileField(label=_("边界文件"), help_text=_("GeoJSON 要素集合，或一张表（CSV、XLSX，边界写成 WKT）；WGS-84 经纬度。"))
    valid_from = forms.DateField(
        label=_("新增的从哪天起生效"), required=False, help_text=_("不填就是今天。"), widget=forms.DateInput(attrs={"type": "date"})
    )
    allow_flaws = forms.BooleanField(label=_("下级还没有画全，有缝隙也导入"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (PlaceLevel.GRID, PlaceLevel.COMMUNITY, PlaceLevel.STREET)
        self.fields["level"].choices = [(str(level), gettext(level.label)) for level in levels]  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        tidy_size(file)
        return features_of(file)


def tidy_size(file: UploadedFile[bytes]) -> None:
    if file.size is not None and file.size > settings.UPLOAD_MAX_BYTES:
        raise forms.ValidationError(gettext("文件超过 %(n)d MB。请分镇街导出，逐个导入。") % {"n": settings.UPLOAD_MAX_BYTES // (1024 * 1024)})


def features_of(file: UploadedFile[bytes]) -> object:
    """A GeoJSON file, or a table (CSV, XLSX) whose outlines are written as WKT, as one FeatureCollection. Raises ValidationError."""
    if (file.name or "").lower().endswith((".csv", ".xlsx", ".xls")):
        try:
            made, errors = each(read_table(cast("BinaryIO", file), TABLE), _feature)
        except RowError as error:
            raise forms.ValidationError([str(one) for one in error.every[:MANY]]) from None
        if errors:
            raise forms.ValidationError([str(error) for error in errors[:MANY]])
        return {"type": "FeatureCollection", "features": made}
    try:
        return json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise forms.ValidationError(gettext("文件不是 UTF-8 编码的 JSON。请以 GeoJSON、UTF-8 重新导出。")) from None


def _feature(row: Any) -> dict[str, Any]:
    try:
        shape = shapely.from_wkt(row.text("wkt", needed=True))
    except ShapelyError:
        raise row.error("wkt", gettext("不是 WKT。"), gettext("请写成 POLYGON((经度 纬度, …)) 的样子。")) from None
    households = row.number("households")
    given = {name: row.text(name) for name in ("code", "name", "name_en", "community", "street")}
    given |= {"level": _code_of(GridLevel, row.text("level")), "kind": row.text("kind")}
    for kinds in (GridKind, CommunityKind, StreetKind):
        given["kind"] = _code_of(kinds, given["kind"])
    properties: dict[str, Any] = {LINE: row.line, **{name: value for name, value in given.items() if value}}
    if households is not None:
        properties["households"] = int(households)
    return {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}


def _code_of(words: Any, text: str) -> str:
    """A code, or the 中文 people write instead."""
    return next((str(each) for each in words if text and text in (str(each), each.label)), text)


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # as browsers want it, in any language


class DivisionForm(forms.Form):
    """A drawing of grids and whose it is. `cleaned_data["file"]` is a FeatureCollection."""

    title = forms.CharField(label=_("这次调整叫什么"), max_length=80)
    source = forms.ChoiceField(label=_("谁划的"), choices=[], widget=forms.RadioSelect)
    owner = forms.CharField(label=_("部门名称"), max_length=80, required=False, help_text=_("部门的图才要写。"))
    file = forms.FileField(label=_("网格文件"), help_text=_("GeoJSON 要素集合，或一张表（CSV、XLSX，边界写成 WKT）；WGS-84 经纬度。"))
    effective_on = day(_("从哪天起生效"))
    whole = forms.BooleanField(label=_("文件里写到的社区，以文件为准：没写到的网格撤销"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(str(each), gettext(each.label)) for each in DivisionSource]  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        tidy_size(file)
        return features_of(file)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") == DivisionSource.DEPARTMENT and not data.get("owner"):
            self.add_error("owner", gettext("请写明是哪个部门的图。"))
        return data


class ConfirmForm(forms.Form):
    decided_by = forms.CharField(label=_("由谁决定"), max_length=80, help_text=_("例如：区人民政府。"))
    document = forms.CharField(label=_("决定文件和文号"), max_length=120, required=False)


class SpecialGridForm(forms.Form):
    """专属网格: cut out of the grids it lies in. `cleaned_data["outline"]` is a GeoJSON geometry."""

    community = forms.CharField(label=_("社区代码"), max_length=12, help_text=_("十二位，在区划网格页可以查到。"))
    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("种类"), choices=[])
    households = forms.IntegerField(label=_("户数（约）"), min_value=0, max_value=1_000_000, required=False)
    outline = forms.CharField(label=_("边界"), widget=forms.Textarea, max_length=200_000, help_text=_("GeoJSON 的几何（Polygon），WGS-84，先经度后纬度。"))
    effective_on = day(_("从哪天起生效"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [each for each in GridKind if each != GridKind.ORDINARY]
        self.fields["kind"].choices = [(str(each), gettext(each.label)) for each in kinds]  # type: ignore[attr-defined]

    def clean_community(self) -> str:
        code = str(self.cleaned_data["community"]).strip()
        if not Community.objects.filter(code=code, valid_to=None).exists():
            raise forms.ValidationError(gettext("没有这个社区代码，请到区划网格页查。"))
        return code

    def clean_outline(self) -> object:
        try:
            given = json.loads(self.cleaned_data["outline"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(gettext("边界读不懂。请贴 GeoJSON 的几何（Polygon），WGS-84 经纬度。")) from None
        if isinstance(given, dict) and given.get("type") == "Feature":
            return given.get("geometry")
        return given


class GroupForm(forms.Form):
    """大网格、中网格: some grids of one community taken together."""

    name = forms.CharField(label=_("名称"), max_length=60)
    level = forms.ChoiceField(label=_("层级"), choices=[])
    parts = forms.MultipleChoiceField(label=_("包括哪些网格"), choices=[], widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, community: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (GridLevel.LARGE, GridLevel.MEDIUM)
        self.fields["level"].choices = [(str(each), gettext(each.label)) for each in levels]  # type: ignore[attr-defined]
        free = Grid.objects.filter(in_force(on), community__code=community, parent__isnull=True).defer("geometry").order_by("code")
        self.fields["parts"].choices = [(row.code, f"{row.name} {row.code}") for row in free]  # type: ignore[attr-defined]


class StandingForm(forms.Form):
    """One grid: under which larger one it stands, and, where it has no ground of its own, the day it ends."""

    parent = forms.CharField(label=_("上级网格代码"), max_length=15, required=False, help_text=_("不填就是没有上级。"))
    end_on = forms.DateField(
        label=_("撤销日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("只有不单独画边界的上级网格才能直接撤销。"),
    )


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
