from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.places.vocabulary import (
    AreaChangeKind,
    AreaChangeStatus,
    ChangeKind,
    CommunityKind,
    DivisionStatus,
    GridKind,
    GridLevel,
    LayerKind,
    LayerTheme,
    MatrixSet,
    StreetKind,
)


class Place(Dated):
    """Shared by every level: code, names, outline (GeoJSON geometry, WGS-84, longitude first), what it became."""

    code = models.CharField("代码", max_length=15)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, blank=True)
    aliases = models.JSONField("别称", default=list, blank=True)
    geometry = models.JSONField("边界", null=True, blank=True)
    illustrative = models.BooleanField("示意边界", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class District(Place):
    """区 (市辖区)."""

    class Meta:
        verbose_name = verbose_name_plural = "区"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="district_once"),
            models.CheckConstraint(name="district_dates", condition=NOT_BACKWARDS),
        ]


class StreetUnit(Place):
    """镇街: a sub-district or a town. `reform_unit`: one of the nine of the 2019-20 reform."""

    district = models.ForeignKey(District, models.PROTECT, verbose_name="区", related_name="streets")
    kind = models.CharField("种类", max_length=16, choices=StreetKind.choices)
    reform_unit = models.BooleanField("改革单位", default=False)
    agricultural = models.BooleanField("涉农", default=False)
    successor = models.ForeignKey("self", models.PROTECT, verbose_name="承继", related_name="predecessors", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "镇街"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="street_once"),
            models.CheckConstraint(name="street_dates", condition=NOT_BACKWARDS),
        ]


class Community(Place):
    """社区 or 村."""

    street = models.ForeignKey(StreetUnit, models.PROTECT, verbose_name="镇街", related_name="communities")
    kind = models.CharField("种类", max_length=16, choices=CommunityKind.choices, default=CommunityKind.RESIDENTIAL)
    successor = models.ForeignKey("self", models.PROTECT, verbose_name="承继", related_name="predecessors", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "社区(村)"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="community_once"),
            models.CheckConstraint(name="community_dates", condition=NOT_BACKWARDS),
        ]


class Grid(Place):
    """网格: one place belongs to exactly one lowest grid. `parent`: the larger grid it is part of, where levels are used."""

    community = models.ForeignKey(Community, models.PROTECT, verbose_name="社区", related_name="grids")
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上级网格", related_name="parts", null=True, blank=True)
    level = models.CharField("层级", max_length=8, choices=GridLevel.choices, default=GridLevel.SMALL)
    kind = models.CharField("种类", max_length=12, choices=GridKind.choices, default=GridKind.ORDINARY)
    households = models.PositiveIntegerField("户数(约)", null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, verbose_name="承继", related_name="predecessors", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网格"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="grid_once"),
            models.CheckConstraint(name="grid_dates", condition=NOT_BACKWARDS),
        ]


class EnforcementArea(Place):
    """执法片区: ground that a stationed unit serves; may span streets. One row is one version; a change is a new row with the same code.

    Of a street, the whole, unless some of its `communities` are named: then those alone.
    """

    streets = models.ManyToManyField(StreetUnit, verbose_name="镇街", related_name="areas")
    communities = models.ManyToManyField(Community, verbose_name="只含其中的社区(村)", related_name="areas", blank=True)
    document = models.CharField("决定文件", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "执法片区"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_once"),
            models.CheckConstraint(name="area_dates", condition=NOT_BACKWARDS),
        ]


class PlaceChange(models.Model):
    """区划变更: one row per recorded change of places. The newest `token` tells every process whether its compiled book is still good."""

    token = models.CharField("版本", max_length=32, unique=True)
    at = models.DateTimeField("时间")
    level = models.CharField("层级", max_length=12, blank=True)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    digest = models.CharField("文件摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划变更"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.level}"


class BaseLayer(models.Model):
    """底图: the picture under the district's own outlines. Changed by administrators, history in the journal; the key is never here."""

    name = models.CharField("名称", max_length=30, unique=True)
    name_en = models.CharField("英文名称", max_length=60, blank=True)
    kind = models.CharField("种类", max_length=12, choices=LayerKind.choices)
    theme = models.CharField("图种", max_length=4, choices=LayerTheme.choices, default=LayerTheme.VEC)
    url = models.CharField("网址", max_length=500, blank=True)
    subdomains = models.CharField("子域名", max_length=60, blank=True)
    matrix_set = models.CharField("瓦片矩阵集", max_length=1, choices=MatrixSet.choices, default=MatrixSet.W)
    crs = models.CharField("坐标系", max_length=10)
    max_zoom = models.PositiveSmallIntegerField("最大级别", default=18)
    approval = models.CharField("审图号", max_length=40, blank=True)
    attribution = models.CharField("来源", max_length=60, blank=True)
    for_public = models.BooleanField("居民页也用", default=False)
    enabled = models.BooleanField("启用", default=True)
    order = models.PositiveSmallIntegerField("排序", default=10)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "底图"
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(name="base_layer_addressed", condition=Q(kind=LayerKind.TIANDITU.value) | ~Q(url=""))]

    def __str__(self) -> str:
        return self.name


class GridDivision(models.Model):
    """网格调整: a drawing proposed, compared with what is in force, decided, and holding from a day. A decided one is never edited.

    `proposal`: {"grids": [{code, community, name, name_en, level, kind, households, geometry}], "whole": [community codes]}; the grids of a
    community in "whole" that are not in the drawing end.
    """

    title = models.CharField("名称", max_length=80)
    status = models.CharField("状态", max_length=12, choices=DivisionStatus.choices, default=DivisionStatus.DRAFT)
    effective_on = models.DateField("生效日期")
    proposal = models.JSONField("方案", default=dict)
    digest = models.CharField("文件摘要", max_length=64, blank=True)
    drawn_at = models.DateTimeField("提出时间")
    drawn_by = models.BigIntegerField("提出人任职", null=True, blank=True)
    decided_by = models.CharField("决定机关", max_length=80, blank=True)
    document = models.CharField("决定文件", max_length=120, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    confirmed_by = models.BigIntegerField("确认人任职", null=True, blank=True)
    open_matters = models.PositiveIntegerField("在办事项", null=True, blank=True, help_text="确认时所涉网格里还没有办结的事项数")
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "网格调整"
        constraints = [
            models.CheckConstraint(
                name="division_decided_by_somebody",
                condition=~models.Q(status=DivisionStatus.CONFIRMED.value) | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GridSuccession(models.Model):
    """承继: one line of a decided division. `share`: percent of the old ground that came to `after`."""

    division = models.ForeignKey(GridDivision, models.PROTECT, verbose_name="网格调整", related_name="lines")
    kind = models.CharField("变动", max_length=8, choices=ChangeKind.choices)
    before = models.ForeignKey(Grid, models.PROTECT, verbose_name="原网格", related_name="passed_to", null=True, blank=True)
    after = models.ForeignKey(Grid, models.PROTECT, verbose_name="现网格", related_name="came_from", null=True, blank=True)
    share = models.PositiveSmallIntegerField("占原面积%", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "网格承继"
        constraints = [
            models.CheckConstraint(name="succession_of_something", condition=models.Q(before__isnull=False) | models.Q(after__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class DivisionChange(models.Model):
    """区划变更: communities or whole streets merged, divided, renamed or moved, from a day on. `plan`: see `rules.changes.Plan`, `rules.streets.StreetPlan`.

    Its rows are made on its day, by the system.

    `trouble`: code of what stood in the way on the day (it waits until that is mended); `moved`: running matters that went with it.
    """

    title = models.CharField("名称", max_length=80)
    kind = models.CharField("种类", max_length=16, choices=AreaChangeKind.choices)
    status = models.CharField("状态", max_length=10, choices=AreaChangeStatus.choices, default=AreaChangeStatus.DRAFT)
    effective_from = models.DateField("生效日期")
    plan = models.JSONField("方案", default=dict)
    document = models.CharField("决定文件", max_length=120, blank=True)
    decided_by = models.CharField("决定机关", max_length=80, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.BigIntegerField("起草人任职", null=True, blank=True)
    drafted_person = models.BigIntegerField("起草人", null=True, blank=True)
    changed_by = models.BigIntegerField("最后改动人任职", null=True, blank=True)
    changed_person = models.BigIntegerField("最后改动人", null=True, blank=True)
    heard_number = models.CharField("征求街道意见的编号", max_length=24, blank=True)
    unheard_why = models.CharField("为什么不用征求街道意见", max_length=300, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    confirmed_by = models.BigIntegerField("登记决定的人任职", null=True, blank=True)
    confirmed_person = models.BigIntegerField("登记决定的人", null=True, blank=True)
    effected_at = models.DateTimeField("生效时间", null=True, blank=True)
    trouble = models.BooleanField("到期没能生效", default=False)
    moved = models.PositiveIntegerField("随之转移的在办事项", default=0)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "街道和社区区划变更"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_decided_by_somebody", condition=~Q(status__in=["DECIDED", "EFFECTIVE"]) | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            # changes decided before the second person was asked for name nobody
            models.CheckConstraint(name="change_second_person", condition=Q(confirmed_person=None) | (
                (Q(drafted_person=None) | ~Q(drafted_person=F("confirmed_person"))) & (Q(changed_person=None) | ~Q(changed_person=F("confirmed_person")))
            )),
            models.CheckConstraint(name="change_effected", condition=Q(status="EFFECTIVE", effected_at__isnull=False) | ~Q(status="EFFECTIVE")),
        ]

    def __str__(self) -> str:
        return self.title


def _one_level(*levels: str) -> Q:
    """Before and after of one level, and of no other."""
    found = Q()
    for level in levels:
        found |= Q(**{f"{one}_{side}__isnull": one != level for one in levels for side in ("before", "after")})
    return found


class DivisionLine(models.Model):
    """One place of a change in effect: which row it was, which it is. A community divided has a line for each part, its first heir first.

    A street divided goes on as the row it was; its line names the new one.
    """

    change = models.ForeignKey(DivisionChange, models.PROTECT, verbose_name="区划变更", related_name="lines")
    street_before = models.ForeignKey(StreetUnit, models.PROTECT, verbose_name="原街道", related_name="+", null=True, blank=True)
    street_after = models.ForeignKey(StreetUnit, models.PROTECT, verbose_name="现街道", related_name="+", null=True, blank=True)
    community_before = models.ForeignKey(Community, models.PROTECT, verbose_name="原社区", related_name="+", null=True, blank=True)
    community_after = models.ForeignKey(Community, models.PROTECT, verbose_name="现社区", related_name="+", null=True, blank=True)
    grid_before = models.ForeignKey(Grid, models.PROTECT, verbose_name="原网格", related_name="+", null=True, blank=True)
    grid_after = models.ForeignKey(Grid, models.PROTECT, verbose_name="现网格", related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划变更明细"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="division_line_whole", condition=_one_level("street", "community", "grid"))]

    def __str__(self) -> str:
        before = self.street_before_id or self.community_before_id or self.grid_before_id
        return f"{before} → {self.street_after_id or self.community_after_id or self.grid_after_id}"


class MapOverlay(Dated):
    """叠加图层: a department's own areas laid over the grids for reading. It decides nothing and finds no grid."""

    title = models.CharField("名称", max_length=80)
    owner = models.CharField("部门", max_length=80)
    shapes = models.JSONField("图形", default=dict)
    digest = models.CharField("文件摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "叠加图层"
        constraints = [models.CheckConstraint(name="overlay_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.title
