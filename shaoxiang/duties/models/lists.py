from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.duties.vocabulary import (
    DeploymentMode,
    DutyPart,
    DutyRole,
    LimitStep,
    LimitUnit,
    ListKind,
    PowerCategory,
    TypeKind,
    UnitScope,
)
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated


class EventType(Dated):
    """事项分类: an event (code 0101 …) or a component (B0107 …), with what files it, what closes it and what it asks for."""

    code = models.CharField("代码", max_length=8, unique=True)
    kind = models.CharField("种类", max_length=10, choices=TypeKind.choices, default=TypeKind.EVENT)
    class_code = models.CharField("大类代码", max_length=4)
    class_name = models.CharField("大类", max_length=40)
    class_name_en = models.CharField("大类英文", max_length=60, blank=True)
    name = models.CharField("名称", max_length=40)
    name_en = models.CharField("英文名称", max_length=80, blank=True)
    filing_condition = models.CharField("立案条件", max_length=200, blank=True)
    closing_condition = models.CharField("结案条件", max_length=200, blank=True)
    filing_condition_en = models.CharField("立案条件英文", max_length=300, blank=True)
    closing_condition_en = models.CharField("结案条件英文", max_length=300, blank=True)
    grid_settles = models.BooleanField("网格可就地处置", default=False)
    danger = models.BooleanField("危及安全", default=False)
    emergency_numbers = models.JSONField("紧急电话", default=list, blank=True)
    needs_photo = models.BooleanField("需要照片", default=False)
    photo_reason = models.CharField("为什么需要照片", max_length=120, blank=True)
    season = models.CharField("季节", max_length=40, blank=True, help_text="例如 10-15/04-15:供暖季")
    mark = models.CharField("名称核实", max_length=8, blank=True)
    limit_mark = models.CharField("时限核实", max_length=8, blank=True)
    source = models.CharField("来源", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项分类"
        ordering = ["code"]
        constraints = [models.CheckConstraint(name="event_type_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TypeLimit(Dated):
    """分类时限: one step of a type and its time. `closes`: the step that ends the handling (the longest)."""

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="limits")
    step = models.CharField("环节", max_length=16, choices=LimitStep.choices)
    amount = models.PositiveSmallIntegerField("数量", help_text="0 表示立即")
    unit = models.CharField("单位", max_length=16, choices=LimitUnit.choices)
    closes = models.BooleanField("办结时限", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "分类时限"
        ordering = ["type_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["type", "step", "valid_from"], name="type_limit_once"),
            models.CheckConstraint(name="type_limit_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.type_id} {self.step}={self.amount} {self.unit}"


class TypeWord(Dated):
    """分类用词: a word of a report that speaks for a type (positive weight) or against it (negative)."""

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="words")
    word = models.CharField("词", max_length=20)
    weight = models.SmallIntegerField("权重", default=10)

    class Meta:
        verbose_name = verbose_name_plural = "分类用词"
        ordering = ["type_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["type", "word", "valid_from"], name="type_word_once"),
            models.CheckConstraint(name="type_word_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.weight:+d}"


class EverydayName(Dated):
    """俗称: what people call a thing, and the words by which the lists call it. It outlives the versions of the lists."""

    word = models.CharField("俗称", max_length=20)
    meaning = models.CharField("清单上的说法", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "俗称"
        ordering = ["word", "id"]
        constraints = [
            models.UniqueConstraint(fields=["word", "meaning"], name="everyday_name_once", condition=Q(valid_to__isnull=True)),
            models.CheckConstraint(name="everyday_name_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.word} = {self.meaning}"


class DutyItem(Dated):
    """职责清单条目: the office that answers, in which role, with which departments, on which basis."""

    code = models.CharField("编号", max_length=12)
    list_kind = models.CharField("清单", max_length=12, choices=ListKind.choices, default=ListKind.STREET)
    unit_scope = models.CharField("适用", max_length=12, choices=UnitScope.choices, default=UnitScope.STREET)
    office_name = models.CharField("承办机构", max_length=40)
    title = models.CharField("职责", max_length=160)
    title_en = models.CharField("英文", max_length=160, blank=True)
    role = models.CharField("履职方式", max_length=12, choices=DutyRole.choices)
    part = models.CharField("归入哪张清单", max_length=12, choices=DutyPart.choices, blank=True)  # empty in the form of 2019
    lead_department = models.CharField("牵头部门", max_length=40, blank=True)
    department_duty = models.CharField("部门负责什么", max_length=400, blank=True)
    street_duty = models.CharField("街道配合什么", max_length=400, blank=True)
    taken_back_by = models.CharField("收回的部门", max_length=40, blank=True)
    carried_how = models.CharField("收回后怎么办", max_length=400, blank=True)
    departments = models.JSONField("对应部门", default=list, blank=True)
    streets = models.JSONField("只在这些镇街", default=list, blank=True)  # names; empty: in every unit the list is for
    basis = models.CharField("依据", max_length=160, blank=True)
    basis_mark = models.CharField("依据核实", max_length=8, blank=True)
    item_mark = models.CharField("条目核实", max_length=8, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "职责清单条目"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="duty_item_once"),
            models.CheckConstraint(name="duty_item_dates", condition=NOT_BACKWARDS),
            models.CheckConstraint(name="duty_item_part_is_its_role", condition=Q(part="") | Q(part=F("role"))),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class TypeDuty(Dated):
    """分类与职责: which item of the list answers for a type, in streets or in towns. `street`: only there, before what answers everywhere."""

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="duties")
    item = models.ForeignKey(DutyItem, models.PROTECT, verbose_name="职责条目", related_name="types")
    unit_scope = models.CharField("适用", max_length=12, choices=UnitScope.choices, default=UnitScope.STREET)
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="镇街", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "分类与职责"
        constraints = [
            models.UniqueConstraint(fields=["type", "unit_scope", "valid_from"], condition=Q(street=None), name="type_duty_once"),
            models.UniqueConstraint(fields=["type", "unit_scope", "street", "valid_from"], name="type_duty_once_there"),
            models.CheckConstraint(name="type_duty_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.type} → {self.item}"


class EmpoweredMatter(Dated):
    """赋权事项 (权责清单): an approval or a penalty handed to streets or towns, with law and article."""

    code = models.CharField("编号", max_length=8)
    power_type = models.CharField("权力类型", max_length=10, choices=PowerCategory.choices)
    name = models.CharField("事项", max_length=160)
    name_en = models.CharField("英文", max_length=160, blank=True)
    original_department = models.CharField("原实施部门", max_length=60)
    applies_to = models.JSONField("适用", default=list)
    law = models.CharField("法律法规", max_length=80)
    article = models.CharField("条款", max_length=40)
    amounts = models.JSONField("金额(元)", default=dict, blank=True)
    amount_rule = models.CharField("金额规则", max_length=240, blank=True)
    other_measures = models.CharField("其他措施", max_length=240, blank=True)
    includes_compulsion = models.BooleanField("含强制措施", default=False)
    responsibility = models.CharField("责任事项", max_length=600, blank=True)
    liability = models.CharField("追责情形", max_length=600, blank=True)
    supervision = models.CharField("监督方式", max_length=240, blank=True)
    item_mark = models.CharField("条目核实", max_length=8, blank=True)
    basis_mark = models.CharField("依据核实", max_length=8, blank=True)
    note = models.CharField("备注", max_length=240, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "赋权事项"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="empowered_matter_once"),
            models.CheckConstraint(name="empowered_matter_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TypePower(Dated):
    """分类与赋权事项: the penalty a type of matter calls for, by its code on the list of powers, which outlives versions (行政处罚法 24).

    `department`: who acts where no street may, where the law leaves that to the government and the list names nobody.
    """

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="powers")
    code = models.CharField("赋权事项编号", max_length=8)
    department = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="没有赋权时的实施部门", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "分类与赋权事项"
        ordering = ["type_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["type", "code", "valid_from"], name="type_power_once"),
            models.CheckConstraint(name="type_power_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.type_id} → {self.code}"


class ServiceItem(Dated):
    """公共服务事项."""

    code = models.CharField("编号", max_length=8)
    name = models.CharField("事项", max_length=120)
    name_en = models.CharField("英文", max_length=160, blank=True)
    category = models.CharField("类别", max_length=40)
    item_type = models.CharField("事项类型", max_length=40)
    served = models.JSONField("服务对象", default=list)
    handled_at = models.JSONField("办理层级", default=list)
    final_decider = models.CharField("最终决定机关", max_length=60, blank=True)
    materials = models.JSONField("材料", default=list)
    statutory_limit = models.PositiveSmallIntegerField("法定时限", null=True, blank=True)
    statutory_unit = models.CharField("法定时限单位", max_length=16, choices=LimitUnit.choices, blank=True)
    committed_limit_wd = models.PositiveSmallIntegerField("承诺时限(工作日)", null=True, blank=True)
    basis = models.CharField("依据", max_length=160, blank=True)
    item_mark = models.CharField("条目核实", max_length=8, blank=True)
    basis_mark = models.CharField("依据核实", max_length=8, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公共服务事项"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="service_item_once"),
            models.CheckConstraint(name="service_item_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class DispatchCatalogueEntry(Dated):
    """派单目录: who handles a type, everywhere or in one street, learned from a ruling or agreed. It outranks the lists."""

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", related_name="catalogue")
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="镇街", null=True, blank=True, related_name="+")
    lead = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="主责单位", related_name="+")
    cooperating = models.ManyToManyField("institutions.Body", verbose_name="配合单位", blank=True, related_name="+")
    source_code = models.CharField("来源", max_length=16, help_text="RULING 裁定 · AGREED 商定 · SEED 建库")
    source_reference = models.CharField("来源文号", max_length=80, blank=True)
    stands_on = models.CharField("准入编号或文号", max_length=80, blank=True)  # where a street's body is named that no list names

    class Meta:
        verbose_name = verbose_name_plural = "派单目录"
        ordering = ["type_id", "id"]
        constraints = [models.CheckConstraint(name="catalogue_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.type} → {self.lead}"


class Carrier(Dated):
    """承办力量: the body that carries a department's work, a duty or a type, in one street or in all, by which deployment."""

    body = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="承办机构", related_name="carries")
    mode = models.CharField("下沉方式", max_length=16, choices=DeploymentMode.choices)
    department = models.ForeignKey("institutions.Body", models.PROTECT, verbose_name="代表部门", null=True, blank=True, related_name="carried_by")
    item = models.ForeignKey(DutyItem, models.PROTECT, verbose_name="职责条目", null=True, blank=True, related_name="carriers")
    type = models.ForeignKey(EventType, models.PROTECT, verbose_name="分类", null=True, blank=True, related_name="carriers")
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="镇街", null=True, blank=True, related_name="+")
    basis = models.CharField("依据", max_length=120, blank=True)
    ended_why = models.CharField("为什么结束", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办力量"
        constraints = [models.CheckConstraint(name="carrier_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.body} ({self.mode})"


class BookVersion(models.Model):
    """One row with a new token at every change of the lists: processes see it and compile the book again."""

    token = models.CharField("版本", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "清单版本号"

    def __str__(self) -> str:
        return self.token
