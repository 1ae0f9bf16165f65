"""网格组织 of the demo district: workers, 五长一队一阵, branches, patrol plans, the ten duties, admitted work; tasks by the real actions. All 示例."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from shapely.geometry import shape

from shaoxiang.grids import actions
from shaoxiang.grids.models import AdmittedWork, GridAsset, GridPartyBranch, GridPerson, GridStandard, GridTask, PatrolPlan, PatrolRecord, WorkerDuty
from shaoxiang.grids.rules import CHIEF, DEFAULT_ROLES, WORKER
from shaoxiang.grids.vocabulary import AssetKind, Employment, Looked, Rhythm, Season
from shaoxiang.institutions.models import Account, Assignment, Post
from shaoxiang.institutions.queries import actor_of
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.places import actions as places
from shaoxiang.places.models import Grid
from shaoxiang.places.vocabulary import DivisionSource
from shaoxiang.profiles.xincheng.tables import REFORM_DAY

PATTERN = "仿《滨州市社会治理网格化服务管理条例》第三条编（示例）"
HOME = "150102006"  # 东风路街道: where the demo cast works
# 职责: title, words, English. Composed after the list in the domain notes; nothing enforcement-like among them.
DUTIES = (
    ("基础信息采集核对", "走访时核对变化，系统里已有的不重复填。", "Basic information: check what changed, never type again what is known"),
    ("社情民意收集反映", "听居民说什么，记下来，转给能办的人。", "Opinions of residents: listen, note, pass on"),
    ("安全隐患发现上报", "看到隐患就报，能当场处理的当场处理。", "Hidden dangers: report, settle on the spot what can be"),
    ("矛盾纠纷发现和先期劝解", "早发现、早劝解，劝不了的交人民调解。", "Disputes: notice early, calm, hand to mediation"),
    ("政策法规宣传", "用大白话讲，不摊派、不计次数。", "Publicity of law and policy, in plain words"),
    ("便民服务代办", "帮走不动、不会用手机的人办。", "Help with service applications"),
    ("特殊群体走访联系", "独居老人、残疾人、困境儿童，按需要去。", "Contact with vulnerable people, as needed"),
    ("突发情况先报告", "先打 110、119、120，再报社区和街道。", "First report of emergencies: call 110, 119, 120 first"),
    ("事项办理结果核实", "看看办好了没有，如实说。", "Verification of handled matters"),
    ("参与平安建设活动", "防火、防汛、防诈骗的宣传和巡看。", "Public safety activities"),
)
SPECIAL_IN = "150102008"  # 成吉思汗大街街道
SPECIAL = (
    ("MARKET", "农贸市场专属网格（示例）", "Market grid (sample)"), ("PARK", "公园专属网格（示例）", "Park grid (sample)"),
    ("SCHOOL", "学校专属网格（示例）", "School grid (sample)"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金陶姜"


def load_grids() -> None:
    """Lists, people, teams, branches and plans, in bulk; safe to repeat (nothing is added where people are registered already)."""
    if GridPerson.objects.exists():
        return
    _load_lists()
    grids = list(Grid.objects.filter(valid_to=None, geometry__isnull=False).select_related("community__street").defer("geometry").order_by("code"))
    workers: dict[int, int] = dict(Post.grids.through.objects.filter(post__valid_to=None).values_list("grid_id", "post_id"))
    desks: dict[int | None, int] = dict(Post.objects.filter(valid_to=None, roles__icontains="COMMUNITY_DESK").values_list("body__community_id", "pk"))
    _load_people(grids, workers, desks)
    _load_assets(grids)
    _load_branches(grids, desks)
    _load_plans(grids)


def _load_lists() -> None:
    roles = [{"code": code, "label": label, "label_en": english} for code, label, english in DEFAULT_ROLES]
    GridStandard.objects.create(
        version=1, roles=roles, teams=1, places=1, supervision_phone="", document="五长一队一阵：名称为推定（示例）", valid_from=REFORM_DAY, sample=True,
    )
    WorkerDuty.objects.bulk_create(
        WorkerDuty(version=1, number=number, title=title, text=text, title_en=english, basis=PATTERN, valid_from=REFORM_DAY, sample=True)
        for number, (title, text, english) in enumerate(DUTIES, start=1)
    )


def _load_people(grids: list[Grid], workers: dict[int, int], desks: dict[int | None, int]) -> None:
    """Reform grids nearly whole; some lack a role, five have just lost their worker; the newer streets have workers only."""
    rows: list[GridPerson] = []
    today = timezone.localdate()
    for number, grid in enumerate(grids):
        since = max(REFORM_DAY, grid.valid_from)
        if grid.pk in workers:
            part = Employment.PART_TIME if number % 9 == 4 else Employment.FULL_TIME
            gone = today - timedelta(days=10) if number % 80 == 37 else None
            rows.append(GridPerson(grid=grid, role=WORKER, employment=part.value, post_id=workers[grid.pk], valid_from=since, valid_to=gone, sample=True))
        if not grid.community.street.reform_unit:
            continue
        if grid.community_id in desks:
            rows.append(GridPerson(grid=grid, role=CHIEF, post_id=desks[grid.community_id], valid_from=since, sample=True))
        for turn, (code, _label, _english) in enumerate(DEFAULT_ROLES[1:]):
            if (number + 3 * turn) % 17 == 5:
                continue  # nobody yet: the list of what is missing has something to say
            name = f"示例·{SURNAMES[(number + 7 * turn) % len(SURNAMES)]}{'大姐' if number % 2 else '师傅'}"
            covers = {"BUILDING_CHIEF": "1号楼", "UNIT_CHIEF": "1号楼2单元"}.get(code, "")
            rows.append(GridPerson(grid=grid, role=code, name=name, covers=covers, valid_from=date(2024, 3, 1), sample=True))
    GridPerson.objects.bulk_create(rows, batch_size=1000)


def _load_assets(grids: list[Grid]) -> None:
    rows = []
    for number, grid in enumerate(grids):
        if not grid.community.street.reform_unit:
            continue
        if number % 23 != 11:
            rows.append(GridAsset(grid=grid, kind=AssetKind.TEAM.value, name="党员志愿服务队（示例）", valid_from=date(2024, 3, 1), sample=True))
        if number % 29 != 13:
            rows.append(GridAsset(
                grid=grid, kind=AssetKind.PLACE.value, name="党群驿站（示例）", where="社区服务用房一层", valid_from=date(2024, 3, 1), sample=True,
            ))
    GridAsset.objects.bulk_create(rows, batch_size=1000)


def _load_branches(grids: list[Grid], desks: dict[int | None, int]) -> None:
    """One branch a community, covering its grids."""
    of: dict[int, list[Grid]] = {}
    for grid in grids:
        if grid.community.street.reform_unit:
            of.setdefault(grid.community_id, []).append(grid)
    branches = GridPartyBranch.objects.bulk_create(
        (
            GridPartyBranch(
                name=f"{held[0].community.name}网格党支部（示例）"[:60], secretary_id=desks.get(pk), members=12 + pk % 19, valid_from=date(2024, 3, 1),
                sample=True,
            )
            for pk, held in of.items()
        ), batch_size=500,
    )
    through = GridPartyBranch.grids.through
    through.objects.bulk_create(
        (through(gridpartybranch_id=branch.pk, grid_id=grid.pk) for branch, held in zip(branches, of.values(), strict=True) for grid in held), batch_size=1000,
    )


def _load_plans(grids: list[Grid]) -> None:
    rows = []
    for number, grid in enumerate(grids):
        if not grid.community.street.reform_unit:
            continue
        rows.append(PatrolPlan(
            grid=grid, title="日常巡查（示例）", way="从东门进，沿主路到北门，再看背街", points=["消防通道", "楼道堆物", "井盖和路灯", "沿街乱堆乱放"],
            rhythm=Rhythm.WEEKLY.value, season=Season.ALL.value, valid_from=date(2024, 3, 1), sample=True,
        ))
        if number % 3 == 0:
            rows.append(PatrolPlan(
                grid=grid, title="供暖期巡查（示例）", way="换热站、老旧楼", points=["换热站门口", "顶层住户", "阀门井"], rhythm=Rhythm.MONTHLY.value,
                season=Season.HEATING.value, valid_from=date(2024, 10, 1), sample=True,
            ))
    PatrolPlan.objects.bulk_create(rows, batch_size=1000)


# --- life ---------------------------------------------------------------------------------------------------------------


def live(*, anchor: datetime) -> int:
    """A few weeks of tasks and patrols up to `anchor`, by the room's own actions, plus one special grid drawn and decided. Returns the tasks."""
    if GridTask.objects.exists():
        return 0
    known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    _records(timezone.localtime(anchor).date())
    _admitted(anchor)
    made = _tasks(anchor)
    _special_grids(anchor)
    Pending.objects.filter(entry_id__gt=known).delete()
    return made


def _records(today: date) -> None:
    """Two rounds a plan in one street in four of the grids; what was found, in a word."""
    rows = []
    for number, plan in enumerate(PatrolPlan.objects.order_by("pk")):
        if number % 4:
            continue
        found = Looked.SETTLED if number % 12 == 4 else Looked.FINE
        rows += [PatrolRecord(plan=plan, on=today - timedelta(days=3 + number % 5), looked_at=plan.points[:3], found=found.value,
                              note="楼道纸箱已请住户搬走（示例）" if found is Looked.SETTLED else "", sample=True),
                 PatrolRecord(plan=plan, on=today - timedelta(days=10 + number % 5), looked_at=plan.points, found=Looked.FINE.value, sample=True)]
    PatrolRecord.objects.bulk_create(rows, batch_size=1000)


def _admitted(anchor: datetime) -> None:
    today = timezone.localtime(anchor).date()
    AdmittedWork.objects.bulk_create([
        AdmittedWork(number="ZR-2026-001", title="人口抽样调查入户协助（示例）", valid_from=today - timedelta(days=30), valid_to=today + timedelta(days=30),
                     decided_by="区委编办（示例）", document="新编办发〔2026〕1号（示例）", sample=True),
        AdmittedWork(number="ZR-2025-017", title="旧设备更新摸底协助（示例）", valid_from=today - timedelta(days=300), valid_to=today - timedelta(days=60),
                     decided_by="区委编办（示例）", document="新编办发〔2025〕17号（示例）", sample=True),
    ])


def _seat(code: str) -> Actor | None:
    """Whoever sits in the post."""
    row = Assignment.objects.filter(post__code=code, valid_to=None).select_related("person").first()
    account = Account.objects.filter(person=row.person).first() if row else None
    return actor_of(row.pk, account, timezone.localdate()) if row and account else None


def _tasks(anchor: datetime) -> int:
    """In the home street: two out, one done, one closed, one sent back as on no list."""
    desk, worker = _seat(f"S{HOME}-P:DESK"), _seat("C150102006001:W1")
    if desk is None or worker is None:
        return 0
    grid = Grid.objects.filter(pk__in=worker.grid_ids).first()
    duties = list(WorkerDuty.objects.order_by("number"))
    if grid is None:
        return 0
    today = timezone.localtime(anchor).date()

    def given(days: int, text: str, duty: int | None, admitted: str = "", ahead: int = 5) -> GridTask:
        at = anchor - timedelta(days=days, hours=2)
        due = max(timezone.localtime(at).date(), today + timedelta(days=ahead))
        return actions.assign_task(
            grid.code, text=text, duty=duties[duty - 1].pk if duty else None, admitted=admitted, due_on=due, actor=desk, at=at, sample=True,
        )

    closed = given(9, "示例：北区两户独居老人，入冬前去看看窗户漏不漏风，缺什么记下来。", 7, ahead=0)
    actions.take_move(closed.matter.number, "finish", actor=worker, at=anchor - timedelta(days=7), words="示例：都去过了，一户要换密封条，已帮着报修。")
    actions.take_move(closed.matter.number, "accept_done", actor=desk, at=anchor - timedelta(days=6))
    done = given(4, "示例：上次修好的东门路灯，晚上看看亮不亮。", 9)
    actions.take_move(done.matter.number, "finish", actor=worker, at=anchor - timedelta(days=1), words="示例：看过了，三盏都亮。")
    given(2, "示例：把防一氧化碳中毒的提示送到平房住户手里。", 10, ahead=3)
    given(1, "示例：陪同调查员入户，帮着敲门、说明来意。", None, "ZR-2026-001", ahead=12)
    back = given(1, "示例：统计各家宽带是哪家公司的，填表上报。", 1, ahead=2)
    actions.take_move(back.matter.number, "return_unlisted", actor=worker, at=anchor - timedelta(hours=5))
    return 5


def _special_grids(anchor: datetime) -> None:
    """Three grids become special ones, decided like any division (their number stays as it is); a fourth is drawn and waits to be decided."""
    drawn = Grid.objects.filter(valid_to=None, community__street__code=SPECIAL_IN, geometry__isnull=False)
    rows = list(drawn.select_related("community").order_by("code")[:32])
    if len(rows) < 32:
        return
    features = [
        {"type": "Feature", "geometry": row.geometry, "properties": {
            "code": row.code, "community": row.community.code, "name": name, "name_en": english, "kind": kind,
        }}
        for row, (kind, name, english) in zip(rows[1::10], SPECIAL, strict=False)
    ]
    day = timezone.localdate(anchor)
    division = places.draw_division(
        {"type": "FeatureCollection", "features": features}, title="市场、公园、学校改设专属网格（示例）", source=DivisionSource.DISTRICT.value,
        effective_on=day, whole=False, actor=SYSTEM, at=anchor, sample=True,
    )
    places.confirm_division(division.pk, decided_by="区人民政府（示例）", document="新政办发〔2026〕9号（示例）", actor=SYSTEM, at=anchor)
    actions.carry_over(division.pk, actor=SYSTEM, at=anchor)
    row = rows[5]
    ground = shape(row.geometry)
    outline = ground.intersection(ground.representative_point().buffer(0.0015, cap_style=3))
    if outline.geom_type == "Polygon":
        places.carve_grid(
            row.community.code, name="医院专属网格（示例）", kind="HOSPITAL", outline=outline.__geo_interface__, effective_on=day + timedelta(days=14),
            actor=SYSTEM, at=anchor, sample=True,
        )
