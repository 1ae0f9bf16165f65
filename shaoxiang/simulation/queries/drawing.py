"""The picture of a study with its words; as SVG, or as PNG drawn from it by the printer of papers (typst)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.documents.printers import FONTS
from shaoxiang.kernel.language import in_words
from shaoxiang.simulation.rules.inputs import Kind, World
from shaoxiang.simulation.rules.picture import TICKS, Panel, Words, svg
from shaoxiang.simulation.rules.study import Study
from shaoxiang.simulation.vocabulary import Wait

PLAIN = {LimitUnit.MINUTE: 1, LimitUnit.HOUR: 60}
PIXELS_PER_INCH = 144.0


def picture(found: Study, world: World) -> str:
    """How long until a unit has arrived, for each kind."""
    panels = [
        Panel(in_words(kind.name, kind.name_en), *found.curves.get((code, Wait.ARRIVE), ([], [])), limit_minutes=_plain_limit(kind))
        for code, kind in world.kinds.items()
    ]
    words = Words(
        _("吹哨以后多久到场"), _("%(days)s 天，%(n)s 遍推演，种子 %(seed)s。这是模型，不是预报。") % {
            "days": found.plan.days, "n": found.plan.replications, "seed": found.plan.seed},
        _("现在"), _("改后"), _("到场时限（按钟表计的）"), _("一半"), {tick: _tick(tick) for tick in TICKS},
        (_("曲线：到那时已经到场的占多少。横条：浅色九成，深色一半，白线是中间一件。"), _("横轴越往右越密，一格不是一样长的时间。")),
    )
    return svg(panels, words)


def _plain_limit(kind: Kind) -> float | None:
    limit = kind.arrive_limit
    return limit.amount * PLAIN[limit.unit] if limit is not None and limit.unit in PLAIN and not kind.agreed else None


def _tick(minutes: int) -> str:
    if minutes < 60:
        return _("%(n)s 分钟") % {"n": minutes}
    return _("%(n)s 小时") % {"n": minutes // 60} if minutes < 1440 else _("%(n)s 天") % {"n": minutes // 1440}


def png(drawn: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "picture.svg").write_text(drawn.replace("'Noto Sans SC',", "'Noto Serif SC',"), encoding="utf-8")
        Path(folder, "page.typ").write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")', encoding="utf-8")
        made: bytes = typst.compile(Path(folder, "page.typ"), root=Path(folder), font_paths=[FONTS], format="png", ppi=PIXELS_PER_INCH)
    return made
