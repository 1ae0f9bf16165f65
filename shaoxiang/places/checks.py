"""What `doctor` says of places: is there a district, does every grid have a community, do the outlines fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.places.models import Community, District, DivisionChange, Grid, StreetUnit
from shaoxiang.places.queries import flaw_words, outlines_in_force
from shaoxiang.places.queries.layers import layer_lines
from shaoxiang.places.queries.streets import still_left
from shaoxiang.places.rules import compare
from shaoxiang.places.vocabulary import ENDING, AreaChangeStatus, PlaceLevel

SAID = 5  # flaws of one level read aloud; the load page lists them all


def checks() -> Iterable[Finding]:
    today = timezone.localdate()
    if not District.objects.filter(in_force(today)).exists() or not Grid.objects.filter(in_force(today)).exists():
        yield Finding(Level.BAD, _("还没有区划网格，点位查不到网格。"), _("运行 shaoxiang load_places，或由业务管理员在“导入边界”里导入。"))
        return
    found = [*_orphans(today), *_undrawn(today), *_outlines(today)]
    yield from found
    if not found:
        count = Grid.objects.filter(in_force(today)).count()
        yield Finding(Level.OK, _("区划网格完整：%(n)d 个网格，没有缝隙、重叠和缺上级。") % {"n": count})
    yield from _layers()
    for change in DivisionChange.objects.filter(status=AreaChangeStatus.DECIDED, trouble=True):
        words = {"title": change.title}
        yield Finding(Level.BAD, _("“%(title)s”到了生效那天没能生效。") % words, _("在“街道和社区区划变更”里看挡在前面的问题：改好，或撤回再起草。"))
    for change in DivisionChange.objects.filter(status=AreaChangeStatus.EFFECTIVE, kind__in=ENDING):
        for unit in still_left(change, SYSTEM):
            words = {"name": unit.name, "title": change.title}
            yield Finding(Level.WARN, _("%(name)s的街道已经撤并，办事处还没有撤销。") % words,
                          _("在“%(title)s”那一页看名下还有什么，逐项交清，再撤销它。") % words)
    if Grid.objects.filter(in_force(today), illustrative=True).exists():
        yield Finding(Level.WARN, _("网格边界是示意的，不是正式边界。"), _(
            "正式启用前导入民政部门确认的边界，并在公开地图上标审图号（SHAOXIANG_MAP_APPROVAL）。"
        ))


def _layers() -> Iterator[Finding]:
    """底图 that cannot be shown, or may not be shown to the public as they are."""
    for line in layer_lines():
        name = {"name": line.row.name}
        if line.row.enabled and line.trouble:
            yield Finding(Level.WARN, _("底图“%(name)s”用不了：") % name + line.trouble, _("在“底图”页改正或停用。"))
        if line.row.enabled and line.no_key:
            yield Finding(Level.WARN, _("底图“%(name)s”没有密钥，不会显示。") % name, _("设 SHAOXIANG_TIANDITU_KEY（天地图）或 SHAOXIANG_MAP_KEY，再重启。"))
        if line.no_approval:
            yield Finding(Level.WARN, _("底图“%(name)s”给居民看，却没有审图号。") % name, _("在“底图”页填审图号，或取消“居民页也用”。"))


def _orphans(today: date) -> Iterator[Finding]:
    """Rows in force whose parent is not: `place_book` leaves them out."""
    rows = (
        (_("社区（村）"), Community.objects.filter(in_force(today)).exclude(in_force(today, "street__"))),
        (_("网格"), Grid.objects.filter(in_force(today)).exclude(in_force(today, "community__"))),
        (_("镇街"), StreetUnit.objects.filter(in_force(today)).exclude(in_force(today, "district__"))),
    )
    for words, orphans in rows:
        for code in orphans.values_list("code", flat=True)[:SAID]:
            text = _("%(level)s %(code)s 的上级已失效，点位查不到它。") % {"level": words, "code": code}
            yield Finding(Level.BAD, text, _("重新导入它，写明现在的上级代码；或给它写失效日期。"))


def _undrawn(today: date) -> Iterator[Finding]:
    grouping = Grid.objects.filter(in_force(today), parent__isnull=False).values("parent_id")  # drawn by their parts
    missing = Grid.objects.filter(in_force(today), geometry__isnull=True).exclude(pk__in=grouping).count()
    if missing:
        yield Finding(Level.WARN, _("%(n)d 个网格没有边界，点位查不到它们。") % {"n": missing}, _("在“导入边界”里导入它们的边界。"))


def _outlines(today: date) -> Iterator[Finding]:
    above = PlaceLevel.DISTRICT
    for level in (PlaceLevel.STREET, PlaceLevel.COMMUNITY, PlaceLevel.GRID):
        rows = outlines_in_force(level, today)
        parents = {code: shape for code, (_parent, shape) in outlines_in_force(above, today).items()}
        shapes = {code: shape for code, (_parent, shape) in rows.items()}
        flaws = compare(shapes, {code: parent for code, (parent, _shape) in rows.items()}, parents)
        for flaw in flaws[:SAID]:
            yield Finding(Level.WARN, *flaw_words(flaw))
        above = level
