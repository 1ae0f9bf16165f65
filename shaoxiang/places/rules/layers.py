"""底图: what an administrator writes down becomes addresses of tiles, or is refused with the cure. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from shaoxiang.kernel.geo import CoordinateSystem
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.vocabulary import LayerKind, MatrixSet

TIANDITU = (
    "https://t{s}.tianditu.gov.cn/{layer}_{set}/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET={set}&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
TIANDITU_SUBDOMAINS = tuple("01234567")
NAMES_ON_TOP = {"vec": "cva", "img": "cia", "ter": "cta"}
SHIFTS = {CoordinateSystem.WGS84: "wgs84", CoordinateSystem.CGCS2000: "wgs84", CoordinateSystem.GCJ02: "gcj02"}  # centimetres apart: no shift
WMTS_NAMES = (("{TileMatrix}", "{z}"), ("{TileRow}", "{y}"), ("{TileCol}", "{x}"))
LOCAL = re.compile(r"^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$")
HOST = re.compile(r"^(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$")
SECRET_NAMES = {"tk", "ak", "key", "token", "access_token", "apikey", "api_key", "secret"}


class BadLayer(ValueError):
    """Not a base layer we can show; `field` names what to change, the message says how."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LayerWords:
    """A base layer as written down. `url`: of XYZ and WMTS; `theme`: of 天地图."""

    kind: LayerKind
    crs: CoordinateSystem
    matrix_set: MatrixSet = MatrixSet.W
    url: str = ""
    theme: str = "vec"
    subdomains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tiles:
    """What the map asks for: one list of addresses per picture, lowest first. `flipped`: rows are counted from the south (TMS)."""

    pictures: tuple[tuple[str, ...], ...]
    hosts: frozenset[str]
    shift: str  # wgs84: as stored; gcj02: everything drawn on it is shifted
    flipped: bool = False
    needs_key: bool = False


def tiles_of(layer: LayerWords) -> Tiles:
    """The addresses of a layer's tiles, `{key}` still in them. Raises BadLayer."""
    if layer.crs not in SHIFTS:
        raise BadLayer("crs", _("BD-09 的底图（百度）不能用：它的切片方案和偏移都是自己的，叠上去对不齐。请换天地图，或 GCJ-02、WGS-84、CGCS2000 的底图。"))
    if layer.kind is LayerKind.TIANDITU:
        return _tianditu(layer)
    url = layer.url.strip()
    for theirs, ours in WMTS_NAMES:
        url = re.sub(re.escape(theirs), ours, url, flags=re.IGNORECASE)
    flipped = "{-y}" in url
    url = url.replace("{-y}", "{y}")
    missing = [name for name in ("{z}", "{x}", "{y}") if name not in url]
    if missing:
        raise BadLayer("url", _("网址里要有 {z}、{x}、{y}（WMTS 写 {TileMatrix}、{TileCol}、{TileRow}），例如 https://tiles.example.cn/{z}/{x}/{y}.png。"))
    _no_secret(url)
    spread = tuple(url.replace("{s}", name) for name in layer.subdomains) if "{s}" in url else (url,)
    if not spread:
        raise BadLayer("subdomains", _("网址里有 {s}，请写上子域名，用逗号分开，例如 a,b,c。"))
    hosts = frozenset(host for host in map(_host, spread) if host)
    return Tiles((spread,), hosts, SHIFTS[layer.crs], flipped, "{key}" in url)


def _tianditu(layer: LayerWords) -> Tiles:
    if layer.crs is CoordinateSystem.GCJ02:
        raise BadLayer("crs", _("天地图是 CGCS2000，不是 GCJ-02：请选 CGCS2000。"))
    if layer.theme not in NAMES_ON_TOP:
        raise BadLayer("theme", _("天地图的图种请选矢量、影像或地形。"))
    pictures = tuple(
        tuple(TIANDITU.replace("{layer}", name).replace("{set}", layer.matrix_set.value).replace("{s}", server) for server in TIANDITU_SUBDOMAINS)
        for name in (layer.theme, NAMES_ON_TOP[layer.theme])
    )
    hosts = frozenset(f"https://t{server}.tianditu.gov.cn" for server in TIANDITU_SUBDOMAINS)
    return Tiles(pictures, hosts, "wgs84", False, True)


def _host(url: str) -> str:
    """scheme://host[:port], as the page's policy names it; "" for a path on our own host."""
    if url.startswith("/") and not url.startswith("//"):
        return ""
    parts = urlsplit(url)
    bare = parts.netloc.lower()
    if parts.scheme not in ("https", "http") or not HOST.match(bare) or "{" in bare:
        raise BadLayer("url", _("网址请以 https:// 开头，主机名写全，不带用户名和密码；本机的瓦片写 /tiles/{z}/{x}/{y}.png。"))
    if parts.scheme == "http" and not LOCAL.match(parts.hostname or ""):
        raise BadLayer("url", _("公网上的底图要用 https://；http:// 只能用于本机或内网地址。"))
    return f"{parts.scheme}://{bare}"


def _no_secret(url: str) -> None:
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        if name.lower() in SECRET_NAMES and value != "{key}":
            raise BadLayer("url", _("密钥不要写在网址里：请把它放进环境变量 SHAOXIANG_MAP_KEY（或 SHAOXIANG_MAP_KEY_FILE），网址里写 {key}。"))


def with_key(tiles: Tiles, keys: Mapping[str, str], kind: LayerKind) -> Tiles | None:
    """The addresses with the installation's key in them; None where it has none."""
    if not tiles.needs_key:
        return tiles
    key = keys.get("tianditu" if kind is LayerKind.TIANDITU else "other", "")
    if not key:
        return None
    pictures = tuple(tuple(url.replace("{key}", key) for url in urls) for urls in tiles.pictures)
    return Tiles(pictures, tiles.hosts, tiles.shift, tiles.flipped, True)
