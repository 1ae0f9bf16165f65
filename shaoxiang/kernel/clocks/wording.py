"""The lines of an explanation put into words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shaoxiang.kernel.clocks.rules import Line, Refusal
from shaoxiang.kernel.clocks.table import known
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.language import in_words, reads_english
from shaoxiang.kernel.vocabulary import Vocabulary
from shaoxiang.kernel.workdays.rules import SHANGHAI

TEXTS = {
    "BASIS": gettext_noop("“{label}”：{sense} {amount}（{law} 第 {article} 条）。"),
    "BASIS_LAW": gettext_noop("“{label}”：{sense} {amount}（{law}）。"),
    "BASIS_OWN": gettext_noop("“{label}”：{sense} {amount}（本区设定）。"),
    "EXTENDED": gettext_noop("经批准延长 {amount}，合计 {total}。"),
    "FROM_DAY": gettext_noop("起算：{start}。开始的当日不计入，自 {next} 起算（民法典 第二百零一条）。"),
    "FROM_DAY_BACK": gettext_noop("以 {start} 为准往前倒数，当日不计入。"),
    "FROM_TIME": gettext_noop("起算：{start}，按时刻连续计算，节假日照算（民法典 第二百零一条）。"),
    "FROM_TIME_BACK": gettext_noop("以 {start} 为准往前倒数。"),
    "FROM_WORKING_TIME": gettext_noop("起算：{start}，只计工作时间。"),
    "SUSPENDED_DAYS": gettext_noop("中止：{from} 至 {to}，不计入 {amount}。"),
    "SUSPENDED_TIME": gettext_noop("中止：{from} 至 {to}，不计入 {minutes} 分钟。"),
    "WORKING_DAYS": gettext_noop("第 {amount} 个工作日是 {day}，其间跳过休息日 {rest} 天。"),
    "WORKING_DAYS_BACK": gettext_noop("往前第 {amount} 个工作日是 {day}，其间跳过休息日 {rest} 天。"),
    "CALENDAR_DAYS": gettext_noop("连续计算 {amount} 日，到 {day}，节假日不扣除。"),
    "CALENDAR_DAYS_BACK": gettext_noop("往前连续计算 {amount} 日，到 {day}，节假日不扣除。"),
    "MONTHS": gettext_noop("{amount}后的对应日是 {day}（民法典 第二百零二条）。"),
    "MONTHS_SHORT": gettext_noop("{amount}后的那个月没有对应日，以月末 {day} 为准（民法典 第二百零二条）。"),
    "HOLIDAY": gettext_noop("其中{name}放假：{from} 至 {to}，共 {count} 天。"),
    "SWAPS": gettext_noop("其中调休上班，照算工作日：{days}。"),
    "MOVED": gettext_noop("{day} 是{name}，顺延到其后第一个工作日 {to}（民法典 第二百零三条）。"),
    "MOVED_BACK": gettext_noop("{day} 是{name}，提前到其前一个工作日 {to}，以免对方的时间变短。"),
    "LAST_DAY": gettext_noop("最后一日：{day}，当日 24:00 截止（民法典 第二百零三条）。"),
    "ENDS": gettext_noop("到期：{at}。"),
    "WARNS": gettext_noop("自 {at} 起提示临期。"),
    "PROVISIONAL": gettext_noop("{years}年的放假安排尚未公布，暂按周一至周五上班估算；公布后自动重算。"),
}
AMOUNTS = {
    (Unit.DAY, DayType.WORKING): gettext_noop("{n} 个工作日"),
    (Unit.DAY, DayType.CALENDAR): gettext_noop("{n} 日（自然日）"),
    (Unit.DAY, DayType.CLOCK): gettext_noop("{n} 个 24 小时"),
    (Unit.SECOND, DayType.CLOCK): gettext_noop("{n} 秒"),
    (Unit.MINUTE, DayType.CLOCK): gettext_noop("{n} 分钟"),
    (Unit.MINUTE, DayType.WORKING): gettext_noop("{n} 分钟（工作时间）"),
    (Unit.HOUR, DayType.CLOCK): gettext_noop("{n} 小时"),
    (Unit.HOUR, DayType.WORKING): gettext_noop("{n} 个工作时"),
    (Unit.WORKING_HOUR, DayType.WORKING): gettext_noop("{n} 个工作时"),
    (Unit.MONTH, DayType.CALENDAR): gettext_noop("{n} 个月"),
    (Unit.YEAR, DayType.CALENDAR): gettext_noop("{n} 年"),
}
LAWS = (
    gettext_noop("行政处罚法(2021)"),
    gettext_noop("行政许可法(2019)"),
    gettext_noop("行政强制法(2011)"),
    gettext_noop("行政复议法(2023)"),
    gettext_noop("行政诉讼法(2017)"),
    gettext_noop("民事诉讼法(2023)"),
    gettext_noop("信访工作条例(2022)"),
    gettext_noop("政府信息公开条例(2019)"),
    gettext_noop("安阳市政务服务条例"),
    gettext_noop("北京市接诉即办(地方标准征求意见稿报道2021)"),
    gettext_noop("北京市接诉即办工作条例"),
    gettext_noop("济南条例/潍坊条例/安阳条例"),
    gettext_noop("遂宁做法"),
    gettext_noop("平谷做法"),
    gettext_noop("重大行政决策程序暂行条例(2019)"),
    gettext_noop("人民调解法"),
    gettext_noop("居住证暂行条例"),
    gettext_noop("基层政务公开标准目录(阿巴嘎旗/溪湖区)"),
)


def explain_text(lines: Iterable[Line]) -> list[str]:
    """Each line as a sentence in the language in force."""
    return [_sentence(line) for line in lines]


def amount_text(amount: int, unit: Unit | str, day_type: DayType | str) -> str:
    """20 个工作日 / 20 working days."""
    return _(AMOUNTS[Unit(unit), DayType(day_type)]).format(n=amount)


def label_of(code: str, label: str) -> str:
    """The clock's name in the reader's language; `label` as stored where the table has none."""
    row = known().get(code)
    if row is not None and label in (row.spec.label, code):  # by its code alone, where the stored name is not at hand
        return row.label_en if reads_english() else row.spec.label
    return _(label)


def suspended_since(at: datetime) -> str:
    return _("现在中止中，自 {at} 起不计时；恢复后重新计算到期时间。").format(at=moment_text(at))


def said(error: Exception) -> str:
    """A refusal in the reader's language."""
    text = error.args[0] if error.args else ""
    return _(text.msgid).format(**text.params) if isinstance(text, Refusal) else _(str(text))


def day_text(day: date) -> str:
    if reads_english():
        return f"{day.day} {day:%b %Y}"
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{day_text(local.date())} {clock}"


def _sentence(line: Line) -> str:
    params = dict(line.params)
    shown: dict[str, str] = {name: _shown(value) for name, value in params.items()}
    if line.code in ("BASIS", "BASIS_LAW", "BASIS_OWN"):
        shown["label"] = label_of(str(params["code"]), str(params["label"]))
        shown["law"] = _(str(params["law"])) if params["law"] else ""
        shown["article"] = _("、").join(part.strip() for part in str(params["article"]).split(";"))
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
    return value if isinstance(value, int) else 0


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


def either(chinese: str, english: str) -> str:
    """A text the table carries in both languages."""
    return in_words(chinese, english)
