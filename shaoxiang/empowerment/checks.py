"""What `doctor` reads aloud about handed powers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.models import TypePower
from shaoxiang.duties.vocabulary import PowerType
from shaoxiang.empowerment import queries
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.empowerment.queries.coming import in_trouble
from shaoxiang.empowerment.queries.powers import ended_units
from shaoxiang.empowerment.rules import EVALUATE_CLOCK
from shaoxiang.forces.rules.members import SOON
from shaoxiang.kernel.clocks.models import OPEN, RunningClock
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.web.names import name_of


def lacks(on: date) -> Iterator[str]:
    """Each street that holds powers it is not able to use that day, and what it lacks."""
    types: dict[int, set[str]] = {}
    for unit_id, kind in queries.powers_on(on).exclude(unit__in=ended_units(on)).values_list("unit_id", "power_type").distinct():
        types.setdefault(unit_id, set()).add(kind)
    for unit_id, capacity in sorted(queries.unit_capacities(types, on).items()):
        yield from queries.missing_words(capacity.missing(types[unit_id]))


def checks() -> Iterator[Finding]:
    today = timezone.localdate()
    found = [Finding(Level.WARN, words) for words in lacks(today)]
    found += _soon_short(today)
    held = set(queries.powers_on(today).values_list("code", flat=True))
    idle = [item.code for item in queries.items(today) if item.code not in held]
    if idle and held:
        found.append(Finding(Level.WARN, gettext("清单上的 %(codes)s 没有一个镇街在行使。") % {"codes": "、".join(idle)},
                             gettext("收回了的，请起草新的一版权责清单删去；该赋权的，由部门提出。")))
    listed = {item.code for item in queries.items(today)}
    gone = sorted(held - listed)
    if gone:
        words = gettext("%(codes)s 已经不在清单上，却还有镇街持有。") % {"codes": "、".join(gone)}
        found.append(Finding(Level.BAD, words, gettext("请决定收回，或恢复清单条目。")))
    lost = sorted(set(TypePower.objects.filter(in_force(today)).values_list("code", flat=True)) - listed)
    if lost:
        words = gettext("%(codes)s 已经不在清单上，却还有事项分类写着要用它。") % {"codes": "、".join(lost)}
        found.append(Finding(Level.WARN, words, gettext("请业务管理员在事项分类的修改页上换成现行清单的编号，或删去。")))
    bare = HandedPower.objects.filter(power_type=PowerType.PENALTY.value, valid_from__isnull=False, decision__basis_on__isnull=True).count()
    if bare:
        words = gettext("有 %(n)d 条处罚赋权没有自治区的决定（行政处罚法第二十四条）。") % {"n": bare}
        found.append(Finding(Level.BAD, words, gettext("请核对依据；没有的应当收回。")))
    late = RunningClock.objects.filter(OPEN, code=EVALUATE_CLOCK, due_at__lt=timezone.now()).count()
    if late:
        found.append(Finding(Level.WARN, gettext("有 %(n)d 个赋权决定过了评估时间。") % {"n": late}, gettext("请司法局在赋权页评估。")))
    for left in queries.left_powers(today):
        words = gettext("%(unit)s的街道已经撤并，%(n)d 项权力左挂在它名下，没有镇街能行使：%(codes)s。") % {
            "unit": left.unit.shown_name, "n": len(left.lines), "codes": "、".join(left.codes)}
        found.append(Finding(Level.WARN, words, gettext("请编办或司法局在赋权事项页登记“权力事项随机构整体承接”，或者收回。")))
    for made in in_trouble(today).select_related("from_unit", "to_unit"):
        words = gettext("%(unit)s的权力已经由%(heir)s承接，撤并街道的区划变更却没有生效。") % {
            "unit": made.from_unit.shown_name, "heir": made.to_unit.shown_name}
        found.append(Finding(Level.BAD, words, gettext("请把区划变更里挡着的先解决，让它生效；不撤并了的，由部门收回后重新赋权。")))
    yield from found or [Finding(Level.OK, gettext("赋权事项 %(n)d 项，承接能力和依据都齐。") % {"n": len(held)})]


def _soon_short(today: date) -> list[Finding]:
    """Able today, not able within two months: a new certificate takes an examination and a month."""
    rows = queries.powers_on(today).filter(power_type=PowerType.PENALTY.value)
    units = sorted(set(rows.values_list("unit_id", flat=True)))
    now, then = queries.unit_capacities(units, today), queries.unit_capacities(units, today + SOON)
    return [
        Finding(Level.WARN, gettext("%(unit)s两个月内执法证到期，到时有效的不足 2 人。") % {"unit": name_of("body", key)}, gettext("请现在就安排换证或调配。"))
        for key in units if now[key].valid >= 2 > then[key].valid
    ]
