"""The lines of an explanation put into words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from shaoxiang.kernel.clocks.rules import Line, Refusal
from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.workdays.rules import SHANGHAI

TEXTS = {
    "BASIS": noop("“{label}”：{sense} {amount}（{law} 第 {article} 条）。"),
    "BASIS_OWN": noop("“{label}”：{sense} {amount}（本区设定）。"),
    "EXTENDED": noop("经批准延长 {amount}，合计 {total}。"),
    "FROM_DAY": noop("起算：{start}。开始的当日不计入，自 {next} 起算（民法典 第二百零一条）。"),
    "FROM_DAY_BACK": noop("以 {start} 为准往前倒数，当日不计入。"),
    "FROM_TIME": noop("起算：{start}，按时刻连续计算，节假日照算（民法典 第二百零一条）。"),
    "FROM_TIME_BACK": noop("以 {start} 为准往前倒数。"),
    "FROM_WORKING_TIME": noop("起算：{start}，只计工作时间。"),
    "SUSPENDED_DAYS": noop("中止：{from} 至 {to}，不计入 {amount}。"),
    "SUSPENDED_TIME": noop("中止：{from} 至 {to}，不计入 {minutes} 分钟。"),
    "WORKING_DAYS": noop("第 {amount} 个工作日是 {day}，其间跳过休息日 {rest} 天。"),
    "WORKING_DAYS_BACK": noop("往前第 {amount} 个工作日是 {day}，其间跳过休息日 {rest} 天。"),
    "CALENDAR_DAYS": noop("连续计算 {amount} 日，到 {day}，节假日不扣除。"),
    "CALENDAR_DAYS_BACK": noop("往前连续计算 {amount} 日，到 {day}，节假日不扣除。"),
    "MONTHS": noop("{amount}{unit}后的对应日是 {day}（民法典 第二百零二条）。"),
    "MONTHS_SHORT": noop("{amount}{unit}后的那个月没有对应日，以月末 {day} 为准（民法典 第二百零二条）。"),
    "HOLIDAY": noop("其中{name}放假：{from} 至 {to}，共 {count} 天。"),
    "SWAPS": noop("其中调休上班，照算工作日：{days}。"),
    "MOVED": noop("{day} 是{name}，顺延到其后第一个工作日 {to}（民法典 第二百零三条）。"),
    "MOVED_BACK": noop("{day} 是{name}，提前到其前一个工作日 {to}，以免对方的时间变短。"),
    "LAST_DAY": noop("最后一日：{day}，当日 24:00 截止（民法典 第二百零三条）。"),
    "ENDS": noop("到期：{at}。"),
    "WARNS": noop("自 {at} 起提示临期。"),
    "PROVISIONAL": noop("{years}年的放假安排尚未公布，暂按周一至周五上班估算；公布后自动重算。"),
}
AMOUNTS = {
    (Unit.DAY, DayType.WORKING): noop("{n} 个工作日"),
    (Unit.DAY, DayType.CALENDAR): noop("{n} 日（自然日）"),
    (Unit.DAY, DayType.CLOCK): noop("{n} 个 24 小时"),
    (Unit.SECOND, DayType.CLOCK): noop("{n} 秒"),
    (Unit.MINUTE, DayType.CLOCK): noop("{n} 分钟"),
    (Unit.MINUTE, DayType.WORKING): noop("{n} 分钟（工作时间）"),
    (Unit.HOUR, DayType.CLOCK): noop("{n} 小时"),
    (Unit.HOUR, DayType.WORKING): noop("{n} 个工作时"),
    (Unit.WORKING_HOUR, DayType.WORKING): noop("{n} 个工作时"),
    (Unit.MONTH, DayType.CALENDAR): noop("{n} 个月"),
    (Unit.YEAR, DayType.CALENDAR): noop("{n} 年"),
}
LAWS = (
    noop("行政处罚法(2021)"), noop("行政许可法(2019)"), noop("行政强制法(2011)"), noop("行政复议法(2023)"), noop("行政诉讼法(2017)"),
    noop("民事诉讼法(2023)"), noop("信访工作条例(2022)"), noop("政府信息公开条例(2019)"), noop("安阳市政务服务条例"),
    noop("北京市接诉即办(地方标准征求意见稿报道2021)"), noop("北京市接诉即办工作条例"), noop("济南条例/潍坊条例/安阳条例"),
    noop("遂宁做法"), noop("平谷做法"), noop("重大行政决策程序暂行条例(2019)"), noop("人民调解法"), noop("居住证暂行条例"),
    noop("基层政务公开标准目录(阿巴嘎旗/溪湖区)"),
)


def explain_text(lines: Iterable[Line]) -> list[str]:
    """Each line as a sentence in the language in force."""
    return [_sentence(line) for line in lines]


def amount_text(amount: int, unit: Unit | str, day_type: DayType | str) -> str:
    """20 个工作日 / 20 working days."""
    return _(AMOUNTS[Unit(unit), DayType(day_type)]).format(n=amount)


def label_of(code: str, label: str) -> str:
    """The clock's name in the reader's language; `label` as stored where the table has none."""
    row = authored().get(code)
    if row is not None and row.spec.label == label and (get_language() or "").startswith("en"):
        return row.label_en
    return _(label)


def suspended_since(at: datetime) -> str:
    return _("现在中止中，自 {at} 起不计时；恢复后重新计算到期时间。").format(at=moment_text(at))


def said(error: Exception) -> str:
    """A refusal in the reader's language."""
    text = error.args[0] if error.args else ""
    return _(text.msgid).format(**text.params) if isinstance(text, Refusal) else _(str(text))


def day_text(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def moment_text(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{day_text(local.date())} {clock}"


def _sentence(line: Line) -> str:
    params = dict(line.params)
    shown: dict[str, str] = {name: _shown(value) for name, value in params.items()}
    if line.code in ("BASIS", "BASIS_OWN"):
        shown["label"] = label_of(str(params["code"]), str(params["label"]))
        shown["law"] = _(str(params["law"])) if params["law"] else ""
    if "day_type" in params:
        unit, day_type = Unit(str(params["unit"])), DayType(str(params["day_type"]))
        shown["amount"] = amount_text(_number(params["amount"]), unit, day_type)
        if "total" in params:
            shown["total"] = amount_text(_number(params["total"]), unit, day_type)
    if line.code in ("MOVED", "MOVED_BACK"):
        shown["name"] = _(str(params["name"])) if params["name"] else shown["kind"]
    elif line.code == "HOLIDAY":
        shown["name"] = _(str(params["name"])) if params["name"] else ""
    return _(TEXTS[line.code]).format(**shown)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _shown(value: object) -> str:
    if isinstance(value, Vocabulary):
        return _(value.label)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, tuple):
        return _("、").join(_shown(part) for part in value)
    return str(value)
