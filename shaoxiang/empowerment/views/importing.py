"""从表格一次登记已经生效的赋权: lines of the same papers become one decision; and 承接能力, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from shaoxiang.duties.models import EmpoweredMatter
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.actions.importing_capacity import HEADINGS as CAPACITY
from shaoxiang.empowerment.actions.importing_capacity import Confirmed
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.queries.importing import HEADINGS, Entered
from shaoxiang.empowerment.queries.powers import department_of, names_of_departments
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import names


class DecisionsSheet(Sheet):
    code = "empowerment.decisions"
    title = _("从表格一次登记已经生效的赋权")
    lede = _("先试一遍：有一行不对就什么也不写，并说清哪一行、哪一列、怎么改。全对了，再一次写入；同一份文件、同一天的，合成一个决定。")
    up = (_("赋权办理"), "empowerment:decisions")
    strict = True
    head = (_("原实施部门"), _("镇街"), _("事项"), _("生效日期"), _("表格第几行"))
    alike = frozenset({"units", "in_force_on", "plan_on", "plan_meeting", "plan_document", "published_on", "published_where"})
    hints = (
        _("编号：一行写一项（P09）、几项（P09、P10）或一段（P01-P13）。"), _("镇街：全称，几个用顿号隔开；都有的写“全部镇街”。只适用于镇的事项不会交给街道。"),
        _("有处罚的，自治区的决定必须填日期、机关（自治区人大常委会或者自治区人民政府）和文号（行政处罚法第二十四条）。"),
        _("不写“是”或“否”的，按以镇街自己名义、部门不再行使、不连同强制措施登记。"),
    )

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["register"])

    def headings(self) -> Sequence[Heading]:
        return HEADINGS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return actions.import_decisions(rows, actor=hand.actor, at=hand.at)

    def line(self, made: Entered) -> Sequence[Any]:
        units, codes = made.proposal.units, made.proposal.codes
        listed = "、".join(names.name_of("body", key) for key in units)
        streets = ngettext("%(n)s 个镇街：%(listed)s", "%(n)s 个镇街：%(listed)s", len(units)) % {"n": len(units), "listed": listed}
        items = ngettext("%(n)s 项：%(listed)s", "%(n)s 项：%(listed)s", len(codes)) % {"n": len(codes), "listed": " ".join(codes)}
        lines = f"{made.lines[0]} …" if len(made.lines) > 1 else made.lines[0]
        return names.name_of("body", made.known.department_id), streets, items, made.known.in_force_on, lines

    def found(self, taken: Taken) -> str:
        facts = {"rows": taken.lines, "n": len(taken.made), "lines": sum(one.count for one in taken.made)}
        return gettext("试过了：%(rows)s 行，合成 %(n)s 个决定，%(lines)s 条赋权") % facts

    def ask(self, taken: Taken) -> str:
        return ngettext("登记这 %(n)s 个决定", "登记这 %(n)s 个决定", len(taken.made)) % {"n": len(taken.made)}

    def done(self, taken: Taken) -> str:
        words = ngettext("已登记 %(n)s 个赋权决定，从现在起按它们派单。", "已登记 %(n)s 个赋权决定，从现在起按它们派单。", len(taken.made))
        return words % {"n": len(taken.made)}

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        """One line for every item no street holds yet, with what the list already says of it."""
        held = set(queries.powers_on(hand.today).values_list("code", flat=True))
        known = names_of_departments(hand.today)

        def department(item: EmpoweredMatter) -> str:
            return item.original_department if department_of(item, known) is not None else ""

        filled: dict[str, Any] = {"codes": "code", "department": department}
        columns = [Column(gettext(one.shown), filled.get(one.field, lambda _item: "")) for one in HEADINGS]
        columns.insert(1, Column(gettext("事项"), "name"))
        return columns, [item for item in queries.items(hand.today) if item.code not in held]


class CapacitySheet(Sheet):
    """The blank sheet: every street and every item, with what stands."""

    code = "empowerment.capacity"
    title = _("从表格登记承接能力")
    up = (_("承接能力"), "empowerment:capacity")
    most = 500
    head = (_("镇街"), _("项目"), _("会怎样"), _("确认日期"), _("岗位、说明"))
    alike = frozenset({"confirmed_on"})
    hints = (
        _("表样就是现在的情况：改过再导入，没有变的不动。法制审核岗写岗位代码，其余写有什么、在哪里。"),
        _("执法人员不在这里：按队伍名册里当天有效的执法证数。镇街只登记本镇街的，编办、司法局都能登记。"),
    )

    def allow(self, hand: Hand) -> None:
        """Somebody who may confirm for some street."""
        if not any(allowed(hand.actor, access.GRANTS["confirm"], unit) for unit in queries.street_units(hand.today)):
            raise PermissionDenied

    def headings(self) -> Sequence[Heading]:
        return CAPACITY

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return actions.import_capacity(rows, actor=hand.actor, at=hand.at)

    def line(self, made: Confirmed) -> Sequence[Any]:
        row = made.row
        words = "" if row is None else book().post_words(row.post_id) if row.post_id is not None else row.words
        return names.name_of("body", made.unit_id), gettext(made.kind.label), gettext(made.act), row.confirmed_on if row is not None else "", words

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        units = [unit for unit in queries.street_units(hand.today) if allowed(hand.actor, access.GRANTS["confirm"], unit)]
        stand = {(row.unit_id, row.kind): row for row in CapacityConfirmation.objects.filter(ended_on__isnull=True).select_related("post")}
        cells: dict[str, Any] = {
            "unit": lambda pair: pair[0].name, "kind": lambda pair: gettext(pair[1].label),
            "confirmed_on": lambda pair: row.confirmed_on if (row := stand.get((pair[0].pk, pair[1].value))) else "",
            "post": lambda pair: row.post.code if (row := stand.get((pair[0].pk, pair[1].value))) and row.post else "",
            "words": lambda pair: row.words if (row := stand.get((pair[0].pk, pair[1].value))) else "", "ends": lambda _pair: "",
        }
        return [Column(gettext(one.shown), cells[one.field]) for one in CAPACITY], [(unit, kind) for unit in units for kind in CapacityKind]


def _chosen(request: HttpRequest) -> DecisionsSheet:
    return DecisionsSheet()


def _capacity(request: HttpRequest) -> CapacitySheet:
    return CapacitySheet()


sheet, blank = views.page(_chosen), views.blank(_chosen)
capacity_sheet, capacity_blank = views.page(_capacity), views.blank(_capacity)
