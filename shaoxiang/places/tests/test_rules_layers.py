"""底图: what may be configured, and what the map is told."""

from __future__ import annotations

import pytest

from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.places.rules.layers import BadLayer, LayerWords, tiles_of, with_key
from shaoxiang.places.vocabulary import LayerKind, MatrixSet

WGS, GCJ, BD, CGCS = CoordinateSystem.WGS84, CoordinateSystem.GCJ02, CoordinateSystem.BD09, CoordinateSystem.CGCS2000
XYZ = "https://tiles.example.cn/{z}/{x}/{y}.png"


def layer(url: str = XYZ, crs: CoordinateSystem = WGS, kind: LayerKind = LayerKind.XYZ, **more) -> LayerWords:
    return LayerWords(kind, crs, url=url, **more)


# --- rules -------------------------------------------------------------------------------------------------------------


def test_tianditu_is_its_picture_and_the_names_on_top_from_eight_hosts():
    tiles = tiles_of(layer("", CGCS, LayerKind.TIANDITU, theme="img", matrix_set=MatrixSet.C))
    assert len(tiles.hosts) == 8
    assert "https://t0.tianditu.gov.cn" in tiles.hosts
    assert [urls[3].split("?")[0] for urls in tiles.pictures] == ["https://t3.tianditu.gov.cn/img_c/wmts", "https://t3.tianditu.gov.cn/cia_c/wmts"]
    assert with_key(tiles, {"tianditu": ""}, LayerKind.TIANDITU) is None
    keyed = with_key(tiles, {"tianditu": "abc"}, LayerKind.TIANDITU)
    assert keyed.pictures[0][0].endswith("&tk=abc")
    assert "LAYER=img&" in keyed.pictures[0][0]
    assert "TILEMATRIXSET=c&" in keyed.pictures[0][0]


def test_wmts_and_tms_names_become_the_same_three():
    wmts = "https://gis.example.cn/wmts?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={tilecol}"
    assert tiles_of(layer(wmts, kind=LayerKind.WMTS)).pictures == (("https://gis.example.cn/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}",),)
    assert tiles_of(layer("https://tiles.example.cn/{z}/{x}/{-y}.png")).flipped


@pytest.mark.parametrize(("crs", "shift"), [(WGS, "wgs84"), (CGCS, "wgs84"), (GCJ, "gcj02")])
def test_only_gcj02_shifts(crs, shift):
    assert tiles_of(layer(crs=crs)).shift == shift


@pytest.mark.parametrize(("given", "field", "words"), [
    (layer(crs=BD), "crs", "BD-09"), (layer("https://tiles.example.cn/{z}/{x}.png"), "url", "{y}"), (layer("http://tiles.example.cn/{z}/{x}/{y}.png"), "url", "https"),
    (layer("javascript:alert(1)//{z}{x}{y}"), "url", "https"), (layer("//tiles.example.cn/{z}/{x}/{y}"), "url", "https"),
    (layer("https://me:pw@tiles.example.cn/{z}/{x}/{y}"), "url", "密码"), (layer("https://tiles.example.cn;script-src *//{z}/{x}/{y}"), "url", "https"),
    (layer("https://*.example.cn/{z}/{x}/{y}"), "url", "https"), (layer("https://tiles.example.cn/{z}/{x}/{y}?tk=0123456789"), "url", "SHAOXIANG_MAP_KEY"),
    (layer("https://{s}.example.cn/{z}/{x}/{y}.png"), "subdomains", "{s}"), (layer("", GCJ, LayerKind.TIANDITU), "crs", "CGCS2000"),
])
def test_what_cannot_be_shown_rightly_is_refused_with_the_cure(given, field, words):
    with pytest.raises(BadLayer) as refused:
        tiles_of(given)
    assert refused.value.field == field
    assert words in refused.value.reason


@pytest.mark.parametrize(("url", "hosts"), [
    ("/tiles/{z}/{x}/{y}.png", set()), ("http://127.0.0.1:9000/{z}/{x}/{y}.png", {"http://127.0.0.1:9000"}), ("http://192.168.3.4/{z}/{x}/{y}.png", {"http://192.168.3.4"}),
    ("https://Tiles.Example.cn/{z}/{x}/{y}.png?token={key}", {"https://tiles.example.cn"}),
])
def test_the_hosts_are_exactly_those_of_the_addresses(url, hosts):
    assert tiles_of(layer(url)).hosts == hosts
