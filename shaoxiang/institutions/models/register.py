from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, BodyKind, DeputyReason, HandoverStatus
from shaoxiang.kernel.dated import NOT_BACKWARDS, Dated
from shaoxiang.kernel.language import in_words


def _holds(role: str) -> Contains:
    """The JSON list as text: the one form of "contains" that both databases accept in a constraint."""
    return Contains(Cast("roles", TextField()), Value(f'"{role}"'))


def _never_both() -> Q:
    """三员分立 as a condition: of the three administrators' roles at most one."""
    first, second, third = sorted(str(role) for role in THREE_ADMINISTRATORS)
    pairs = Q(_holds(first), _holds(second)) | Q(_holds(first), _holds(third)) | Q(_holds(second), _holds(third))
    return ~pairs


class Body(Dated):
    """机构: a street, a department, an office, an institution, a team. `unit` is the street or department it belongs to (itself if it is one)."""

    code = models.CharField("代码", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=24, choices=BodyKind.choices)
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    short_name = models.CharField("简称", max_length=20, blank=True)
    aliases = models.JSONField("别称", default=list, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上级机构", related_name="children", null=True, blank=True)
    unit = models.ForeignKey("self", models.PROTECT, verbose_name="所属单位", related_name="members", null=True, blank=True)
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="属地镇街", related_name="bodies", null=True, blank=True)
    community = models.ForeignKey("places.Community", models.PROTECT, verbose_name="社区", related_name="bodies", null=True, blank=True)
    area = models.ForeignKey("places.EnforcementArea", models.PROTECT, verbose_name="执法片区", related_name="bodies", null=True, blank=True)
    agricultural = models.BooleanField("涉农", default=False)
    phone = models.CharField("对外电话", max_length=30, blank=True)
    address = models.CharField("对外地址", max_length=120, blank=True)
    open_hours = models.CharField("对外时间", max_length=80, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    revision = models.PositiveIntegerField("修订", default=0)  # each change counts one: two editors never overwrite each other

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(name="body_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the reader's language."""
        return in_words(self.name, self.name_en)


class Plate(Dated):
    """挂牌: an extra name on a body; no body of its own."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="机构", related_name="plates")
    title = models.CharField("牌子", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "挂牌"
        constraints = [models.CheckConstraint(name="plate_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return self.title


class Post(Dated):
    """岗位: a seat in a body, with the roles it holds and the places it answers for. Roles are data, changed with history."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="机构", related_name="posts")
    code = models.CharField("代码", max_length=60, unique=True)
    title = models.CharField("岗位名称", max_length=60)
    title_en = models.CharField("英文岗位名称", max_length=80, blank=True)
    roles = models.JSONField("角色", default=list)
    is_leader = models.BooleanField("领导职务", default=False)
    answers = models.BooleanField("责任人", default=False, help_text="本机构事项默认的责任岗位")
    community = models.ForeignKey("places.Community", models.PROTECT, verbose_name="社区", related_name="posts", null=True, blank=True)
    grids = models.ManyToManyField("places.Grid", verbose_name="负责网格", related_name="posts", blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    revision = models.PositiveIntegerField("修订", default=0)  # each change counts one: two editors never overwrite each other

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="post_dates", condition=NOT_BACKWARDS),
            models.CheckConstraint(name="post_one_administrator", condition=_never_both()),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.title}"

    @property
    def shown_title(self) -> str:
        """The title in the reader's language, where it has one in it."""
        return in_words(self.title, self.title_en)


class Person(models.Model):
    """工作人员: working name and working telephone only; private data of people live in the vault."""

    name = models.CharField("姓名", max_length=40)
    name_en = models.CharField("英文姓名", max_length=60, blank=True)
    work_phone = models.CharField("办公电话", max_length=30, blank=True)
    sample = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the reader's language."""
        return in_words(self.name, self.name_en)


class Assignment(Dated):
    """任职: a person in a post, from a day to a day. Its key is who acted, in the journal."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="assignments")

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [models.CheckConstraint(name="assignment_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"


class Delegation(Dated):
    """AB岗: while it holds, the deputy may act in the post of the principal. Ended early, its last day is moved; one that never held a day is taken off."""

    principal = models.ForeignKey(Assignment, models.PROTECT, verbose_name="A岗", related_name="delegations_out")
    deputy = models.ForeignKey(Person, models.PROTECT, verbose_name="B岗", related_name="delegations_in")
    reason = models.CharField("事由", max_length=12, choices=DeputyReason.choices, blank=True)
    arranged_by = models.BigIntegerField("安排人任职", null=True, blank=True)
    arranged_at = models.DateTimeField("安排时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        constraints = [models.CheckConstraint(name="delegation_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal}"


class Handover(models.Model):
    """交接: one person leaves a post, another takes it, on one day and in one act."""

    matter = models.OneToOneField("matter.Matter", models.PROTECT, verbose_name="事项", related_name="handover", null=True, blank=True)  # none: older ones
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="handovers")
    leaving = models.ForeignKey(Assignment, models.PROTECT, verbose_name="交出人", related_name="handovers_out")
    successor = models.ForeignKey(Person, models.PROTECT, verbose_name="接手人", related_name="handovers_in")
    planned_on = models.DateField("交接日")
    status = models.CharField("状态", max_length=12, choices=HandoverStatus.choices, default=HandoverStatus.OPEN)
    started_at = models.DateTimeField("开始时间")
    started_by = models.BigIntegerField("发起人任职", null=True, blank=True)
    signed_at = models.DateTimeField("交清时间", null=True, blank=True)
    completed_at = models.DateTimeField("接手时间", null=True, blank=True)
    message = models.CharField("退回或取消的说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接"
        constraints = [
            models.UniqueConstraint(fields=["leaving"], name="handover_one_open", condition=Q(status__in=["OPEN", "PASSED"])),
            models.CheckConstraint(name="handover_done_has_time", condition=~Q(status="DONE") | Q(completed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.leaving} → {self.successor}"


class HandoverLine(models.Model):
    """交接项: one thing that goes with the post, as counted; `key` names it within its source."""

    handover = models.ForeignKey(Handover, models.CASCADE, verbose_name="交接", related_name="lines")
    source = models.CharField("类别", max_length=24)
    key = models.BigIntegerField("对象")
    words = models.CharField("内容", max_length=200)
    passed_at = models.DateTimeField("交出时间", null=True, blank=True)
    note = models.CharField("交代", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接项"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["handover", "source", "key"], name="handover_line_once")]

    def __str__(self) -> str:
        return self.words


class LeaderContact(Dated):
    """领导包联: a district leader linked with a street; escalations reach him."""

    leader = models.ForeignKey(Assignment, models.PROTECT, verbose_name="区领导", related_name="contacts")
    street = models.ForeignKey("places.StreetUnit", models.PROTECT, verbose_name="镇街", related_name="contacts")

    class Meta:
        verbose_name = verbose_name_plural = "领导包联"
        constraints = [models.CheckConstraint(name="contact_dates", condition=NOT_BACKWARDS)]

    def __str__(self) -> str:
        return f"{self.leader} · {self.street}"


class AccountManager(BaseUserManager["Account"]):
    def create_account(self, username: str, password: str | None, *, person: Person | None = None, demo: bool = False) -> Account:
        account = self.model(username=username, person=person, demo=demo)
        account.set_password(password)  # None: unusable
        account.save()
        return account


class Account(AbstractBaseUser):
    """账号: how a person signs in. Rights never hang on it: they hang on the posts the person holds."""

    username = models.CharField("账号", max_length=60, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员", related_name="accounts", null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    demo = models.BooleanField("演示账号", default=False)
    one_time_until = models.DateTimeField("一次性密码有效至", null=True, blank=True)  # set: must choose a password of one's own first

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.username


class Installation(models.Model):
    """The one row that says what this installation is. `demo` is written at seeding only; production refuses to start with it."""

    district_code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=60)
    profile = models.CharField("配置", max_length=40)
    demo = models.BooleanField("演示", default=False)
    seeded_at = models.DateTimeField("建库时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "安装"

    def __str__(self) -> str:
        return self.name


class BookStamp(models.Model):
    """The one row that changes whenever bodies, posts, people, roles or accounts change: every process looks at it and reads anew."""

    stamp = models.CharField(max_length=32)

    class Meta:
        db_table = "institutions_stamp"

    def __str__(self) -> str:
        return self.stamp
