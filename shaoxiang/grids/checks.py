"""What `doctor` says of grids as an organisation: grids without a worker, standards unmet, no list of duties."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.duties.queries.standing import named
from shaoxiang.grids import queries
from shaoxiang.grids.models import AdmittedWork, GridPerson
from shaoxiang.grids.rules import Holdings, standing
from shaoxiang.institutions.queries.holdings import still_holds
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.places.queries import place_book

SAID = 5


def checks() -> Iterator[Finding]:
    today = timezone.localdate()
    if not GridPerson.objects.exists():
        yield Finding(Level.WARN, _("还没有登记网格人员。"), _("由街道或社区在网格页登记，公示牌上才有网格员。"))
        return
    vacant = queries.vacant(today)
    if vacant:
        codes = "、".join(place.code for place in vacant[:SAID])
        said = _("%(n)d 个网格没有在岗的网格员（%(codes)s…）。") % {"n": len(vacant), "codes": codes}
        yield Finding(Level.WARN, said, _("在网格页登记网格员，专职兼职都可以。"))
    wanted, held = queries.standard(today), queries.holdings(None, today)
    unmet = sum(not standing(wanted, held.get(key, Holdings())).complete for key in place_book(today).grids)
    if unmet:
        yield Finding(Level.WARN, _("%(n)d 个网格没有达到建设标准。") % {"n": unmet}, _("在“网格建设”里按缺项逐个补齐；标准不合适的，由业务管理员改标准。"))
    else:
        yield Finding(Level.OK, _("所有网格都达到建设标准。"))
    groundless = [row.number for row in AdmittedWork.objects.filter(still_holds(today)) if not named(f"{row.number} {row.document}").on]
    if groundless:
        said = _("%(n)d 项准入事项既没有准入编号，也没有文号（%(numbers)s）。") % {"n": len(groundless), "numbers": "、".join(groundless[:SAID])}
        yield Finding(Level.WARN, said, _("请编办在“准入事项”里停止，仍需要的先申请职责准入。"))
    if not queries.duties_in_force(today):
        yield Finding(Level.BAD, _("没有生效的网格员职责清单，安排网格员做事只能凭准入编号。"), _("由业务管理员在“网格员职责”里发布清单。"))
