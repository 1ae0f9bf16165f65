from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from shaoxiang.grids.vocabulary import AssetKind, Employment, Looked, Rhythm, Season, TaskOutcome
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated


class GridPerson(Dated):
    """网格人员: who holds which role on a grid, from a day to a day. A post of the institutions (then whoever sits in it), or, for roles that
    residents hold (楼栋长 …), a working name without telephone: they are reached through the grid worker.
    """

    grid = models.ForeignKey("places.Grid", models.PROTECT, verbose_name="网格", related_name="people")
    role = models.CharField("角色", max_length=24)  # WORKER, or a role code of the standard
    employment = models.CharField("用工", max_length=12, choices=Employment.choices, blank=True)  # of a WORKER
    post = models.ForeignKey("institutions.Post", models.PROTECT, verbose_name="岗位", related_name="grid_roles", null=True, blank=True)
    name = models.CharField("姓名", max_length=40, blank=True)
    covers = models.CharField("负责范围", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网格人员"
        constraints = [
            models.CheckConstraint(name="grid_person_dates", condition=NOT_BACKWARDS),
            models.CheckConstraint(name="grid_person_one", condition=Q(post__isnull=False, name="") | (Q(post__isnull=True) & ~Q(name=""))),
            models.CheckConstraint(name="grid_worker_in_post", condition=~Q(role="WORKER") | (Q(post__isnull=False) & ~Q(employment=""))),
        ]

    def __str__(self) -> str:
        return f"{self.grid_id} {self.role}"


class GridAsset(Dated):
    """队伍、阵地: the team and the place of 一队一阵."""

    grid = models.ForeignKey("places.Grid", models.PROTECT, verbose_name="网格", related_name="assets")
    kind = models.CharField("种类", max_length=8, choices=AssetKind.choices)
    name = models.CharField("名称", max_length=60)
    where = models.CharField("地点", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网格队伍和阵地"
        constraints = [models.CheckConstraint(name="grid_asset_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.name


class GridPartyBranch(Dated):
    """网格党支部: a Party organisation of kind grid branch, kept here until the Party-building room exists; it then holds the tree."""

    name = models.CharField("名称", max_length=60)
    secretary = models.ForeignKey("institutions.Post", models.PROTECT, verbose_name="书记岗位", related_name="branches", null=True, blank=True)
    members = models.PositiveSmallIntegerField("党员数", default=0)
    grids = models.ManyToManyField("places.Grid", verbose_name="网格", related_name="branches", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网格党支部"
        constraints = [models.CheckConstraint(name="grid_branch_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.name


class GridStandard(Dated):
    """网格建设标准 (五长一队一阵), one row a version. `roles`: [{code, label, label_en}]. `supervision_phone` stands on the public card."""

    version = models.PositiveIntegerField("版本", unique=True)
    roles: models.JSONField[Any, Any] = models.JSONField("角色", default=list)
    teams = models.PositiveSmallIntegerField("队伍数", default=1)
    places = models.PositiveSmallIntegerField("阵地数", default=1)
    supervision_phone = models.CharField("监督电话", max_length=30, blank=True)
    document = models.CharField("依据文件", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网格建设标准"
        constraints = [
            models.CheckConstraint(name="grid_standard_dates", condition=NOT_BACKWARDS),
            models.CheckConstraint(name="grid_standard_version", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class WorkerDuty(Dated):
    """网格员职责清单, one row a duty of a version; the list is published and replaced as a whole."""

    version = models.PositiveIntegerField("版本")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("职责", max_length=60)
    title_en = models.CharField("英文", max_length=120, blank=True)
    text = models.CharField("说明", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=160, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "网格员职责"
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="worker_duty_once"),
            models.CheckConstraint(name="worker_duty_dates", condition=NOT_BACKWARDS),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AdmittedWork(Dated):
    """准入事项: work outside the duty list, admitted under a number for a street (or all) and a time. The admission room writes it, the staffing office may."""

    number = models.CharField("准入编号", max_length=40, unique=True)
    title = models.CharField("事项", max_length=80)
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="镇街", related_name="admitted_work", null=True, blank=True)
    decided_by = models.CharField("决定机关", max_length=80)
    document = models.CharField("决定文件", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "准入事项"
        constraints = [models.CheckConstraint(name="admitted_work_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.number


class GridTask(models.Model):
    """网格任务: something asked of a grid worker, under one of his duties or an admitted number. Status, place and due time are the matter's."""

    matter = models.OneToOneField("matter.Matter", models.PROTECT, primary_key=True, related_name="grid_task")
    text = models.TextField("要做什么")
    duty = models.ForeignKey(WorkerDuty, models.PROTECT, verbose_name="职责", related_name="tasks", null=True, blank=True)
    admitted = models.ForeignKey(AdmittedWork, models.PROTECT, verbose_name="准入事项", related_name="tasks", null=True, blank=True)
    post_id = models.BigIntegerField("网格员岗位")
    assigned_post_id = models.BigIntegerField("安排人岗位", null=True, blank=True)
    result = models.TextField("结果", blank=True)
    outcome = models.CharField("了结", max_length=12, choices=TaskOutcome.choices, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "网格任务"
        constraints = [
            models.CheckConstraint(
                name="grid_task_one_ground",
                condition=Q(duty__isnull=False, admitted__isnull=True) | Q(duty__isnull=True, admitted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class PatrolPlan(Dated):
    """巡查计划: where to go in words, what to look at, how often, in which season. `points`: list of short texts."""

    grid = models.ForeignKey("places.Grid", models.PROTECT, verbose_name="网格", related_name="patrol_plans")
    title = models.CharField("名称", max_length=60)
    way = models.CharField("路线（用话写）", max_length=200, blank=True)
    points = models.JSONField("看什么", default=list)
    rhythm = models.CharField("多久一次", max_length=12, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    season = models.CharField("季节", max_length=8, choices=Season.choices, default=Season.ALL)

    class Meta:
        verbose_name = verbose_name_plural = "巡查计划"
        constraints = [models.CheckConstraint(name="patrol_plan_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.title


class PatrolRecord(models.Model):
    """巡查记录: the day, what was looked at, what was found. By design no hour, no position, no duration, no person."""

    plan = models.ForeignKey(PatrolPlan, models.PROTECT, verbose_name="巡查计划", related_name="records")
    on = models.DateField("日期")
    looked_at = models.JSONField("看了什么", default=list)
    found = models.CharField("发现", max_length=12, choices=Looked.choices, default=Looked.FINE)
    note = models.CharField("说明", max_length=200, blank=True)
    matters = models.ManyToManyField("matter.Matter", verbose_name="事件", related_name="patrols", blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "巡查记录"
        indexes = [models.Index(fields=["plan", "-on", "-id"], name="patrol_record_newest")]

    def __str__(self) -> str:
        return f"{self.on} {self.found}"
