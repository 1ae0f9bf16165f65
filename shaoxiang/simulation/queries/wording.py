"""A study in words and tables, in the reader's language: the same for the command, the page and a saved HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shaoxiang.kernel.language import in_words
from shaoxiang.simulation.rules.changes import UNITS, Change, ChangeRefused
from shaoxiang.simulation.rules.inputs import Assumption, World
from shaoxiang.simulation.rules.statistics import Compared, Estimate, Group
from shaoxiang.simulation.rules.study import Study
from shaoxiang.simulation.vocabulary import Do, Mark

SMALLER_IS_BETTER = frozenset({"ack_median", "arrive_median", "arrive_p90", "finish_median", "queue_mean"})
COMPARED = ("arrive_median", "arrive_p90", "arrive_on_time", "queue_mean", "finish_median", "finish_on_time", "used")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: cells, the first names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with the name of its column, as a narrow screen shows it."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def what_it_is() -> list[str]:
    """Said before any figure."""
    return [
        _("这是一个模型，不是预报：它拿本区最近的来件、力量和时限，让同样的来件在改动前、改动后各跑几遍，看差别。"),
        _("标“示例假设”的输入没有记录可依，是设定的；换成本区的数字以后，结果会变。"),
        _("只看力量够不够、摆在哪里合适；不评价任何人，也不给单位排名次。"),
    ]


def duration(minutes: float) -> str:
    """23 分钟, 3.4 小时, 2.1 天."""
    size = abs(minutes)
    if size < 100:
        return _("%(n)s 分钟") % {"n": f"{minutes:.0f}" if size >= 9.5 or size == 0 else f"{minutes:.1f}"}
    if size < 2880:
        return _("%(n)s 小时") % {"n": f"{minutes / 60:.1f}"}
    return _("%(n)s 天") % {"n": f"{minutes / 1440:.1f}"}


def figure(name: str, value: float) -> str:
    """One figure by its measure."""
    if name.endswith("on_time") or name == "used":
        return f"{100 * value:.0f}%"
    return duration(value) if name.endswith(("_median", "_p90", "_mean")) else f"{value:.0f}"


def shown(name: str, found: Estimate | None) -> str:
    return "—" if found is None else figure(name, found.mean)


def difference(name: str, found: Estimate | None) -> str:
    """−12 分钟 ± 4; shares in percentage points."""
    if found is None:
        return "—"
    sign = "+" if found.mean > 0 else "−" if found.mean < 0 else ""
    if name.endswith("on_time") or name == "used":
        words = _("%(sign)s%(n)s 个百分点") % {"sign": sign, "n": f"{abs(100 * found.mean):.1f}"}
        return words if found.margin is None else f"{words} ± {100 * found.margin:.1f}"
    words = f"{sign}{duration(abs(found.mean))}"
    return words if found.margin is None else f"{words} ± {duration(found.margin)}"


def is_slight(name: str, found: Estimate) -> bool:
    """Too little to be seen in the figures shown."""
    return abs(found.mean) < (0.0005 if name.endswith("on_time") or name == "used" else 0.5)


def verdict(name: str, found: Estimate | None) -> str:
    """Better, worse, or not to be told from chance."""
    if found is None or found.margin is None:
        return _("只跑了一遍，说不准")
    if is_slight(name, found):
        return _("没有差别")
    if not found.is_told_from_noise:
        return _("分不清，可能是偶然")
    if name == "used":
        return _("更忙") if found.mean > 0 else _("更闲")
    return _("变好") if (found.mean < 0) == (name in SMALLER_IS_BETTER) else _("变差")


def measure_words(name: str) -> str:
    return {
        "arrive_median": _("到场：一半在…以内"), "arrive_p90": _("到场：九成在…以内"), "arrive_on_time": _("按时到场"), "queue_mean": _("等班组：平均"),
        "finish_median": _("办完：一半在…以内"), "finish_on_time": _("按时办完"), "used": _("班组占用"),
    }[name]


def headline(found: Study, base: World) -> list[str]:
    """What the change does to each kind's arrival, in a sentence each; one sentence where nothing can be told."""
    said = []
    for code, kind in base.kinds.items():
        for name in ("arrive_on_time", "arrive_p90"):
            one = found.of(Group("kind", code), name)
            if one.difference is not None and one.difference.is_told_from_noise and not is_slight(name, one.difference):
                facts = {"kind": in_words(kind.name, kind.name_en), "what": measure_words(name), "now": shown(name, one.base), "then": shown(name, one.changed)}
                said.append(_("%(kind)s：%(what)s，%(now)s → %(then)s，%(verdict)s") % {**facts, "verdict": verdict(name, one.difference)})
                break
    return said or [_("各类哨到场的快慢，改动前后分不清有没有差别：可以多跑几遍再看，也可能这样改用处不大。")]


def kinds_table(found: Study, world: World) -> Table:
    columns = (
        _("类型"), _("次数"), _("签收（一半）"), _("到场（一半）"), _("到场（九成）"), _("按时到场"), _("等班组（平均）"), _("办完（一半）"),
        _("按时办完"), _("被调走"),
    )
    names = ("calls", "ack_median", "arrive_median", "arrive_p90", "arrive_on_time", "queue_mean", "finish_median", "finish_on_time", "called_away")
    rows = [
        (in_words(kind.name, kind.name_en), *(shown(name, found.of(Group("kind", code), name).base) for name in names))
        for code, kind in world.kinds.items() if Group("kind", code) in found.figures
    ]
    note = _("“一半”“九成”：一半、九成的单位在这个时间以内；从吹哨算起。没有时限的不算按时率。")
    return Table(_("现在：各类哨（平均每 %(days)s 天）") % {"days": found.plan.days}, columns, tuple(rows), note)


def streets_table(found: Study, world: World, changed: World | None) -> Table:
    compared = changed is not None and changed.more == world.more
    columns = [_("镇街"), _("次数"), _("到场（一半）"), _("到场（九成）"), _("按时到场")]
    if compared:
        columns += [_("改后：到场（九成）"), _("改后：按时到场"), _("按时到场的差别")]
    rows = []
    for code, place in world.streets.items():
        group = Group("street", code)
        if group not in found.figures:
            continue
        names = ("calls", "arrive_median", "arrive_p90", "arrive_on_time")
        row = [in_words(place.name, place.name_en), *(shown(name, found.of(group, name).base) for name in names)]
        if compared:
            on_time = found.of(group, "arrive_on_time")
            row += [shown("arrive_p90", found.of(group, "arrive_p90").changed), shown("arrive_on_time", on_time.changed)]
            row.append(verdict("arrive_on_time", on_time.difference))
        rows.append(tuple(row))
    return Table(_("各镇街"), tuple(columns), tuple(rows))


def forces_table(found: Study, base: World, changed: World | None) -> Table:
    """忙闲 by department: how many crews, and how much of their time they are out."""
    columns = [_("单位"), _("班组（白天/夜里）"), _("班组占用"), _("等班组（平均）")]
    if changed is not None:
        columns += [_("改后：班组"), _("改后：占用"), _("占用的差别")]
    rows = []
    for code in sorted({**base.departments, **(changed.departments if changed else {})}):
        group = Group("department", code)
        used = found.of(group, "used")
        if used.base is None and used.changed is None:
            continue
        row = [in_words(*base.departments[code]), crews(base, code), shown("used", used.base), shown("queue_mean", found.of(group, "queue_mean").base)]
        if changed is not None:
            row += [crews(changed, code), shown("used", used.changed), verdict("used", used.difference)]
        rows.append(tuple(row))
    return Table(_("各部门的力量忙闲"), tuple(columns), tuple(rows), _("占用：班组在外的时间占当班时间的比例，按清单次序列出，不是名次。"))


def crews(world: World, department: str) -> str:
    forces = [force for force in world.forces.values() if force.department == department]
    return f"{sum(force.day_crews for force in forces)}/{sum(force.night_crews for force in forces)}"


def changes_table(found: Study, base: World, changed: World) -> Table:
    """Everything that can be told from chance, of all, of each kind, of each department.

    Where volumes change, kinds are compared alone: among more emergencies, all together arrive sooner, and nobody has come sooner.
    """
    mixed = changed.more != base.more
    groups = [] if mixed else [(Group("all"), _("全部"))]
    groups += [(Group("kind", code), in_words(kind.name, kind.name_en)) for code, kind in base.kinds.items()]
    groups += [(Group("department", code), in_words(*names)) for code, names in base.departments.items()]
    rows = []
    for group, name in groups:
        for measure in COMPARED if group.by != "department" or not mixed else ("used",):
            one = found.of(group, measure)
            told = one.difference is not None and one.difference.is_told_from_noise and not is_slight(measure, one.difference)
            if one.difference is None or (group.by != "all" and not told):
                continue
            rows.append((name, *compared_row(measure, one)))
    columns = (_("范围"), _("看什么"), _("现在"), _("改后"), _("相差（95% 的把握）"), _("判断"))
    note = _("同样的来件改动前后各跑 %(n)s 遍，一遍一遍地比；没有列出的，差别分不清是不是偶然。") % {"n": found.plan.replications}
    if mixed:
        note = f"{note}{_('来件量变了，各类混在一起不好比，只一类一类地比。')}"
    return Table(_("改动前后"), columns, tuple(rows), note)


def compared_row(name: str, one: Compared) -> tuple[str, ...]:
    return (measure_words(name), shown(name, one.base), shown(name, one.changed), difference(name, one.difference), verdict(name, one.difference))


def inputs_table(assumptions: Iterable[Assumption]) -> Table:
    order = [Mark.RECORDED, Mark.LIST, Mark.COMPOSED]
    rows = [(_(each.mark.label), assumed(each)) for each in sorted(assumptions, key=lambda each: order.index(each.mark))]
    return Table(_("输入从哪里来"), (_("来处"), _("输入")), tuple(rows))


def assumed(one: Assumption) -> str:
    params = {name: _param(name, value) for name, value in one.params.items()}
    if "kind_en" in params:
        params["kind"] = in_words(params["kind"], params["kind_en"])
    return _(one.sentence).format(**params)


def _param(name: str, value: str | float) -> str:
    if isinstance(value, str):
        return value
    return duration(value) if name == "median" else f"{value:.10g}"


def changes_words(changes: Sequence[Change], world: World) -> list[str]:
    """What is changed, one sentence each."""
    return [_change_words(change, world) for change in changes]


def _change_words(change: Change, world: World) -> str:
    said = {name: _known(name, str(value), world) for name, value in change.said.items()}
    where = said.get("street", _("全区镇街"))
    if change.do is Do.STATION:
        return _("%(street)s派驻的%(department)s人员 %(people)s 人") % {**said, "people": f"{int(change.said['people']):+d}"}
    if change.do is Do.MOVE_TEAM:
        return (_("%(team)s派驻到%(street)s") if "street" in said else _("%(team)s改为哨响即到各镇街")) % said
    if change.do is Do.ADD_TEAM:
        return _("%(department)s增加一支队伍，去%(where)s") % {**said, "where": where}
    if change.do is Do.CREWS:
        return _("%(force)s的班组改为：%(crews)s") % {**said, "crews": " / ".join(words % said for name, words in _crews_words() if name in said)}
    if change.do is Do.LIMIT:
        return _("%(type)s的时限改为：%(limits)s") % {**said, "limits": " / ".join(_limit_words(name, said[name]) for name in said if name != "type")}
    return _("%(where)s的%(type)s来件量变为 %(times)s 倍") % {"where": where, "type": said.get("type", _("各类")), "times": said["times"]}


def _crews_words() -> list[tuple[str, str]]:
    return [("day", _("白天 %(day)s 个")), ("night", _("夜里 %(night)s 个"))]


def _limit_words(field: str, amount: str) -> str:
    """到场 20 分钟."""
    step, unit = field.split("_", 1)
    words = {"ack": _("签收"), "arrive": _("到场"), "finish": _("办完")}[step]
    return f"{words} {amount} {_(UNITS[unit].label)}"


def _known(field: str, said: str, world: World) -> str:
    """What is meant by a code or a name, in the reader's language."""
    known: dict[str, tuple[str, str]] = {}
    if field == "street":
        known = {code: (place.name, place.name_en) for code, place in world.streets.items()}
    elif field == "department":
        known = dict(world.departments)
    elif field in ("team", "force"):
        known = {code: (force.name, force.name_en) for code, force in world.forces.items()}
    elif field == "type":
        known = {code: (kind.name, kind.name_en) for code, kind in world.kinds.items()}
    names = known.get(said) or next((names for names in known.values() if said in names), None)
    return in_words(*names) if names else said


def refusal(refused: ChangeRefused) -> str:
    """Where, what, and the cure."""
    sentence = _(refused.sentence).format(**refused.params)
    if refused.line and refused.field:
        return _("第 %(line)s 行，%(field)s：%(sentence)s") % {"line": refused.line, "field": refused.field, "sentence": sentence}
    return _("第 %(line)s 行：%(sentence)s") % {"line": refused.line, "sentence": sentence} if refused.line else sentence


def tables(found: Study, base: World, changed: World | None) -> list[Table]:
    parts = [changes_table(found, base, changed)] if changed is not None else []
    return [*parts, kinds_table(found, base), streets_table(found, base, changed), forces_table(found, base, changed), inputs_table(base.assumptions)]
