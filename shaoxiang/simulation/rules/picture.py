"""A picture of a study as SVG: for each kind, how many have arrived after how long, now and after the change. Attributes only, no style: any page may show it.

Time runs along a logarithmic axis from one minute to thirty days. Words are handed in, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from xml.sax.saxutils import escape, quoteattr

WIDTH, LEFT, RIGHT, TOP = 960, 104, 36, 104
CURVE, STRIP, GAP = 104, 16, 72
SHORTEST, LONGEST = 1.0, 43_200.0
TICKS = (1, 5, 15, 30, 60, 240, 1440, 4320, 14_400, 43_200)
INK, QUIET, GRID, PAPER = "#1f2933", "#5b6773", "#dfe4ea", "#ffffff"
NOW, THEN, LATE = "#3b6ea8", "#c2570c", "#a61b29"
FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Noto Serif SC',sans-serif"


@dataclass(frozen=True, slots=True)
class Panel:
    """One kind. Percentiles 0 to 100 in minutes; `limit_minutes` where the limit is a plain time."""

    title: str
    now: Sequence[float]
    then: Sequence[float] = ()
    limit_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    subtitle: str
    now: str
    then: str
    limit: str
    half: str
    ticks: Mapping[int, str]
    legend: tuple[str, ...]


def svg(panels: Sequence[Panel], words: Words) -> str:
    """The whole picture; kinds without a call are left out."""
    panels = [panel for panel in panels if panel.now or panel.then]
    changed = any(panel.then for panel in panels)
    each = CURVE + STRIP * (2 if changed else 1) + GAP
    height = TOP + each * len(panels) + 30 + 18 * len(words.legend)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label={quoteattr(words.title)} font-family="{FONT}" font-size="14">',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        _text(24, 34, words.title, size=20, weight="600"), _text(24, 58, words.subtitle, fill=QUIET, size=13),
        *_key(words, changed, 80),
    ]
    for place, panel in enumerate(panels):
        parts += _panel(panel, TOP + 26 + place * each, words, changed)
    parts += [_text(24, height - 14 - 18 * (len(words.legend) - 1 - place), line, fill=QUIET, size=12) for place, line in enumerate(words.legend)]
    return "\n".join([*parts, "</svg>"])


def x_of(minutes: float) -> float:
    share = log(min(max(minutes, SHORTEST), LONGEST) / SHORTEST) / log(LONGEST / SHORTEST)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _key(words: Words, changed: bool, y: float) -> list[str]:
    parts = [f'<line x1="24" y1="{y}" x2="52" y2="{y}" stroke="{NOW}" stroke-width="3"/>', _text(58, y + 5, words.now)]
    if changed:
        parts += [f'<line x1="140" y1="{y}" x2="168" y2="{y}" stroke="{THEN}" stroke-width="3" stroke-dasharray="7 4"/>', _text(174, y + 5, words.then)]
    return [*parts, f'<line x1="270" y1="{y - 8}" x2="270" y2="{y + 8}" stroke="{LATE}" stroke-width="2"/>', _text(278, y + 5, words.limit)]


def _panel(panel: Panel, top: float, words: Words, changed: bool) -> list[str]:
    bottom = top + CURVE
    strips = bottom + 12
    end = strips + STRIP * (2 if changed else 1)
    parts = [_text(24, top - 12, panel.title, size=15, weight="600")]
    for share in (0, 50, 100):
        y = round(bottom - CURVE * share / 100, 1)
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{share}%", fill=QUIET, size=11, anchor="end"))
    for tick in TICKS:
        x = x_of(tick)
        parts.append(f'<line x1="{x}" y1="{top}" x2="{x}" y2="{end}" stroke="{GRID}"/>')
        parts.append(_text(x, end + 15, words.ticks[tick], fill=QUIET, size=11, anchor="middle"))
    if panel.limit_minutes is not None:
        x = x_of(panel.limit_minutes)
        parts.append(f'<line x1="{x}" y1="{top - 4}" x2="{x}" y2="{end}" stroke="{LATE}" stroke-width="2"/>')
    for curve, colour, dash in ((panel.now, NOW, ""), (panel.then, THEN, ' stroke-dasharray="7 4"')):
        if curve:
            points = " ".join(f"{x_of(minutes)},{round(bottom - CURVE * percent / 100, 1)}" for percent, minutes in enumerate(curve))
            parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"{dash}/>')
    for place, (curve, colour, name) in enumerate(((panel.now, NOW, words.now), (panel.then, THEN, words.then))):
        if curve and (changed or place == 0):
            parts += _strip(curve, colour, name, strips + place * STRIP)
    return parts


def _strip(curve: Sequence[float], colour: str, name: str, y: float) -> list[str]:
    """Nine of ten pale (5 % to 95 %), the middle half dark, the median white."""
    pale, dark, middle = (curve[5], curve[95]), (curve[25], curve[75]), curve[50]
    return [
        _text(LEFT - 8, y + 11, name, fill=QUIET, size=11, anchor="end"),
        _bar(*pale, y + 4, 6, colour, ' fill-opacity="0.3"'), _bar(*dark, y + 2, 10, colour, ""),
        f'<rect x="{x_of(middle) - 1.5}" y="{y}" width="3" height="14" fill="{PAPER}" stroke="{INK}" stroke-width="0.75"/>',
    ]


def _bar(start: float, end: float, y: float, height: float, colour: str, more: str) -> str:
    x = x_of(start)
    return f'<rect x="{x}" y="{y}" width="{max(1.0, round(x_of(end) - x, 1))}" height="{height}" rx="2" fill="{colour}"{more}/>'


def _text(x: float, y: float, words: str, *, fill: str = INK, size: int = 14, anchor: str = "start", weight: str = "400") -> str:
    return f'<text x="{x}" y="{y}" fill="{fill}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'
