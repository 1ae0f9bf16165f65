"""Fields of an item of each list: their names, lengths, words, and the form of list they belong to; and what is written into them, checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shaoxiang.duties.rules.settings import ChangeRefused
from shaoxiang.duties.vocabulary import AppliesTo, DutyPart, DutyRole, FieldKind, HandledAt, LimitUnit, ListForm, PowerCategory, Served, VersionKind
from shaoxiang.kernel.identity.rules import narrow
from shaoxiang.kernel.vocabulary import Vocabulary, _

NOT_A_WORD = _("不是规定的用词，可以写：%(words)s。")
CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:]+)?")
_BROKEN = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item: its name in the table, its label, how long, how written, from which words."""

    name: str
    label: str
    most: int = 160
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    words: type[Vocabulary] | None = None
    form: str = ""  # the form that knows the field; "": every form
    prose: bool = False  # a name or a sentence: digits alone are a slip of the spreadsheet

    @property
    def words_name(self) -> str:
        """As templates name it: another room may have a vocabulary of the same name."""
        return f"duties.{self.words.__name__}" if self.words is not None else ""

    @property
    def empty(self) -> Any:
        return {FieldKind.LIST: [], FieldKind.YES_NO: False, FieldKind.NUMBER: None}.get(self.kind, "")


_THREE_PART = (
    Field("part", _("归入哪张清单"), 12, words=DutyPart, form=ListForm.THREE_PART.value),
    Field("lead_department", _("牵头部门"), 40, form=ListForm.THREE_PART.value),
    Field("department_duty", _("部门负责什么"), 400, form=ListForm.THREE_PART.value, prose=True),
    Field("street_duty", _("街道配合什么"), 400, form=ListForm.THREE_PART.value, prose=True),
    Field("taken_back_by", _("收回的部门"), 40, form=ListForm.THREE_PART.value),
    Field("carried_how", _("收回后怎么办"), 400, form=ListForm.THREE_PART.value, prose=True),
)
_DUTY = (
    Field("office_name", _("承办机构"), 40, required=True, prose=True),
    Field("title", _("职责"), required=True, prose=True),
    Field("title_en", _("英文")),
    Field("role", _("履职方式"), 12, required=True, words=DutyRole, form=ListForm.FORM_2019.value),
    *_THREE_PART,
    Field("departments", _("对应部门"), 40, FieldKind.LIST),
    Field("basis", _("依据")),
    Field("streets", _("只在这些镇街"), 40, FieldKind.LIST),
)
FIELDS: dict[str, tuple[Field, ...]] = {
    **{kind.value: _DUTY for kind in (VersionKind.STREET_DUTY, VersionKind.TOWN_DUTY, VersionKind.INSTITUTION_DUTY)},
    VersionKind.POWER.value: (
        Field("name", _("事项"), required=True, prose=True), Field("name_en", _("英文")),
        Field("power_type", _("权力类型"), 10, required=True, words=PowerCategory),
        Field("original_department", _("原实施部门"), 60, required=True), Field("applies_to", _("适用"), 20, FieldKind.LIST, words=AppliesTo),
        Field("law", _("法律法规"), 80, required=True), Field("article", _("条款"), 40, required=True),
        Field("amount_rule", _("金额规则"), 240),
        Field("other_measures", _("其他措施"), 240), Field("includes_compulsion", _("含强制措施"), kind=FieldKind.YES_NO),
        Field("responsibility", _("责任事项"), 600, prose=True), Field("liability", _("追责情形"), 600, prose=True),
        Field("supervision", _("监督方式"), 240), Field("note", _("备注"), 240),
    ),
    VersionKind.SERVICE.value: (
        Field("name", _("事项"), 120, required=True, prose=True), Field("name_en", _("英文")), Field("category", _("类别"), 40, required=True),
        Field("item_type", _("事项类型"), 40, required=True), Field("served", _("服务对象"), 40, FieldKind.LIST, words=Served),
        Field("handled_at", _("办理层级"), 40, FieldKind.LIST, words=HandledAt),
        Field("final_decider", _("最终决定机关"), 60), Field("materials", _("材料"), 80, FieldKind.LIST),
        Field("statutory_limit", _("法定时限"), kind=FieldKind.NUMBER), Field("statutory_unit", _("法定时限单位"), 16, words=LimitUnit),
        Field("committed_limit_wd", _("承诺时限(工作日)"), kind=FieldKind.NUMBER), Field("basis", _("依据")), Field("note", _("备注"), 200),
    ),
}


# Other names of the columns in the sheets that offices have; matched after our own.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": ("条目编号", "职责编号", "事项编号", "事项编码", "代码", "编码"),
    "office_name": ("责任科室", "承办科室", "责任机构", "承办单位", "内设机构", "科室"),
    "title": ("职责事项", "事项名称", "职责名称", "事项", "职责内容", "主要职责", "工作事项"),
    "role": ("履职类型", "职责类型"), "departments": ("对口部门", "上级部门", "配合部门"),
    "basis": ("设定依据", "法律依据", "职责依据", "政策依据"),
    "streets": ("只在", "适用镇街", "实施镇街", "适用范围"), "name": ("事项名称", "权力名称", "职权名称", "服务事项", "名称"),
    "power_type": ("权力类别", "职权类型", "职权类别", "类别"), "original_department": ("实施主体", "行使主体", "实施部门"),
    "law": ("法律依据", "实施依据"), "article": ("条文", "具体条款"), "responsibility": ("对应责任", "责任"),
    "liability": ("追责情形及依据", "追责依据", "问责情形"),
    "supervision": ("监督渠道", "监督电话"), "category": ("服务类别", "分类"), "item_type": ("事项性质",), "served": ("办理对象",),
    "handled_at": ("办理地点",), "materials": ("申请材料", "所需材料"), "final_decider": ("决定机关",), "reason": ("调整理由",), "change_basis": ("调整依据",),
}


class NotAWord(ChangeRefused):
    """A word that is none of those the field takes: `words`, Chinese msgids."""

    def __init__(self, one: Field) -> None:
        self.words = tuple(member.label for member in one.words or ())
        super().__init__(one.name, NOT_A_WORD, words="、".join(self.words))


def fields_of(kind: str, form: str = "") -> tuple[Field, ...]:
    """The fields people see and write in that form of the list."""
    return tuple(one for one in FIELDS[kind] if not one.form or one.form == (form or ListForm.FORM_2019.value))


def checked(kind: str, code: str, values: Mapping[str, Any], *, whole: bool, form: str = "") -> dict[str, Any]:
    """The values as they will be stored. `whole`: an addition, so every required field of the form must be there. Raises ChangeRefused."""
    if not CODE.fullmatch(code) or len(code) > (12 if kind.endswith("_DUTY") else 8):
        raise ChangeRefused("code", _("编号只用大写字母、数字和短横，如 D-C16，不要太长。"))
    fields, known = {one.name: one for one in fields_of(kind, form)}, {one.name: one for one in FIELDS[kind]}
    if set(values) - set(fields):
        unknown = "、".join(sorted(known[name].label if name in known else name for name in set(values) - set(fields)))
        raise ChangeRefused("code", _("这种体例的清单没有这些栏目：%(names)s。请去掉，或者换一份草案。"), names=unknown)
    made, refused = _each(fields, values, whole=whole)
    if refused:
        raise refused[0]
    return made


def all_wrong(kind: str, values: Mapping[str, Any], *, whole: bool, form: str = "") -> list[ChangeRefused]:
    """Everything that is wrong in the fields of an item, not only the first."""
    fields = {one.name: one for one in fields_of(kind, form)}
    return _each(fields, {name: value for name, value in values.items() if name in fields}, whole=whole)[1]


def _each(fields: Mapping[str, Field], values: Mapping[str, Any], *, whole: bool) -> tuple[dict[str, Any], list[ChangeRefused]]:
    made: dict[str, Any] = {}
    refused = []
    for name, value in values.items():
        try:
            made[name] = _value(fields[name], value)
        except ChangeRefused as wrong:
            refused.append(wrong)
    wrong_ones = {one.field for one in refused}
    if whole:
        for one in fields.values():
            if one.name not in wrong_ones:
                made.setdefault(one.name, one.empty)
    refused += [ChangeRefused(name, _("没有填写。")) for name, value in made.items() if fields[name].required and not value]
    return made, refused


def _value(one: Field, value: Any) -> Any:
    if one.kind is FieldKind.LIST:
        if not isinstance(value, str | list | tuple):
            raise ChangeRefused(one.name, _("几项之间用顿号隔开"))
        parts = [_text(one, part) for part in re.split(r"[、,，;；\n]+", value if isinstance(value, str) else "、".join(value))]
        parts = [part for part in parts if part]
        if any(len(part) > one.most for part in parts) or len(parts) > 20:
            raise ChangeRefused(one.name, _("太长：请写短一些。"))
        return [_word(one, part) for part in parts] if one.words is not None else parts
    if one.kind is FieldKind.YES_NO:
        return _yes(one, value)
    if one.kind is FieldKind.NUMBER:
        return _whole_number(one, value)
    text = _text(one, str(value or ""))
    if len(text) > one.most:
        raise ChangeRefused(one.name, _("太长：请写短一些。"))
    return _word(one, text) if one.words is not None and text else text


def _text(one: Field, value: str) -> str:
    """Half-width digits, single blanks, lines kept; what a spreadsheet made of the words is not taken for words."""
    lines = (" ".join(line.split()) for line in narrow(value).splitlines())
    text = "\n".join(line for line in lines if line)
    if _BROKEN.search(text):
        raise ChangeRefused(one.name, _("公式出错了（#REF! 一类）：请在表格里改成写好的文字。"))
    if _DAY.fullmatch(text) or (one.prose and text.isdecimal()):
        raise ChangeRefused(one.name, _("只有日期或数字：可能是表格软件自动改的。请把这一列设成“文本”，再写一次原来的话。"))
    return text


def _yes(one: Field, value: Any) -> bool:
    if value in (True, "是", "yes", "1", "有"):
        return True
    if value in (False, "", None, "否", "no", "0", "无"):
        return False
    raise ChangeRefused(one.name, _("请写“是”或“否”。"))


def _whole_number(one: Field, value: Any) -> int | None:
    if value in ("", None):
        return None
    if not str(value).isdecimal() or int(value) > 999:
        raise ChangeRefused(one.name, _("请写 0 到 999 的整数。"))
    return int(value)


def _word(one: Field, text: str) -> str:
    """A code, or its Chinese word."""
    assert one.words is not None  # noqa: S101
    for member in one.words:
        if text in (member.value, member.label, f"行政{member.label}"):
            return str(member.value)
    raise NotAWord(one)


