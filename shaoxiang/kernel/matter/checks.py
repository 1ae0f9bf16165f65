"""What `doctor` says of matters: are the counts of the map in place and right."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.matter import cells
from shaoxiang.kernel.matter.models import Matter


def checks() -> Iterable[Finding]:
    if not cells.is_installed():
        yield Finding(Level.BAD, _("地图计数的触发器不在，地图上的数会不准。"), _("运行 shaoxiang migrate：触发器会装回，并重新计数。"))
        return
    there, held = Matter.objects.filter(lon__isnull=False).count(), cells.held()
    if there != held:
        words = {"held": held, "there": there}
        yield Finding(Level.BAD, _("地图计数 %(held)d 件，实有 %(there)d 件。") % words, _("运行 shaoxiang recount：从事项重新计数。"))
    else:
        yield Finding(Level.OK, _("地图计数与事项一致：%(n)d 件。") % {"n": held})
