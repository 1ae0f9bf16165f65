"""岗位、人员、账号: posts with roles and people with obviously invented names; work telephones from a range that cannot exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shaoxiang.institutions.models import Account, Assignment, Body, LeaderContact, Person, Post
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.places.models import Grid, StreetUnit
from shaoxiang.profiles.xincheng.bodies import CENTER
from shaoxiang.profiles.xincheng.tables import REFORM_DAY, add_missing

SURNAMES = (
    ("赵", "Zhao"), ("钱", "Qian"), ("孙", "Sun"), ("李", "Li"), ("周", "Zhou"), ("吴", "Wu"), ("郑", "Zheng"), ("王", "Wang"), ("冯", "Feng"),
    ("陈", "Chen"), ("褚", "Chu"), ("卫", "Wei"), ("蒋", "Jiang"), ("沈", "Shen"), ("韩", "Han"), ("杨", "Yang"), ("朱", "Zhu"), ("秦", "Qin"),
    ("许", "Xu"), ("何", "He"), ("吕", "Lü"), ("施", "Shi"), ("张", "Zhang"), ("孔", "Kong"), ("曹", "Cao"), ("严", "Yan"), ("华", "Hua"),
    ("金", "Jin"), ("陶", "Tao"), ("姜", "Jiang"),
)
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
HOME = "S150102006"  # 东风路街道: where the demo cast works


@dataclass(frozen=True)
class Seat:
    """A post to be: its body, title, roles, and what it answers for."""

    body: Body
    key: str
    title: str
    roles: tuple[Role, ...]
    answers: bool = False
    leader: bool = False
    grid: Grid | None = None
    order: int = 0

    @property
    def code(self) -> str:
        return f"{self.body.code}:{self.key}"


TITLES_EN = {
    "网格员": "Grid worker", "负责人": "Head", "经办岗": "Case handler", "社区受理": "Community desk", "联络员": "Liaison", "回访岗": "Call-back clerk",
    "核查岗": "Verifier", "区领导": "District leader", "主要负责人": "Principal head", "调度席": "Dispatcher", "综合窗口": "Service counter",
    "指挥调度席": "Command dispatcher", "热线坐席": "Hotline agent", "督办岗": "Supervision officer", "业务管理员": "Configuration administrator",
    "系统管理员": "System administrator", "安全管理员": "Security administrator", "审计管理员": "Audit administrator", "机构编制岗": "Staffing officer",
    "机构编制复核岗": "Staffing reviewer", "编办主任": "Head of the staffing office", "法治复核岗": "Second legal reviewer",
    "编委会秘书": "Secretary of the staffing commission", "干部岗": "Cadre officer", "法治审查岗": "Legal reviewer", "预算岗": "Budget officer",
    "指挥调度席(二)": "Command dispatcher (2)", "分管领导": "Deputy head", "分管领导(二)": "Deputy head (2)",
}


def _title_en(title: str) -> str:
    """The English of a post's title; "区领导(包联3)" is the leader in contact of three units."""
    contact = re.fullmatch(r"区领导\(包联(\d*)\)", title)
    return f"District leader (in contact {contact[1]})".replace(" )", ")") if contact else TITLES_EN.get(title, "")


# The cast that everybody meets: post code -> (account, name, English name).
CAST = {
    "C150102006001:W1": ("wang", "网格员小王", "Grid worker Xiao Wang"),
    f"{HOME}-P:DESK": ("li", "受理席老李", "Desk clerk Lao Li"),
    "DEP07:LIAISON": ("zhao", "部门联络员赵工", "Department liaison Zhao"),
    f"{CENTER}:SUPERVISOR": ("chen", "督办陈科", "Supervisor Chen"),
}
# More people one may become with one click: post code -> account.
DEMO = {
    f"{HOME}:LEADER": "leader", f"{HOME}-C:HANDLER": "urban", f"{HOME}-C:HEAD": "urban-head", f"{HOME}-P:HANDLER": "peace",
    f"{HOME}-S:HANDLER": "social", f"{HOME}-P:VERIFY": "verifier", f"{HOME}-P:CALLBACK": "callback", f"{HOME}-DQ:COUNTER": "counter",
    "C150102006001:DESK": "community", f"{HOME}-DEP01:HANDLER": "police", f"{HOME}-DEP01:HEAD": "police-head", "PQ01-DEP05:HANDLER": "market",
    "DEP06-T1:HEAD": "fire-team", "DEP06-T1:HANDLER": "fire-handler", "DEP01:HEAD": "police-chief", f"{HOME}:DEPUTY": "deputy", f"{HOME}-DEP03:HANDLER": "land",
    "DEP07:HEAD": "housing-head", "DEP12:LIAISON": "urban-bureau", "DEP06:LIAISON": "fire", "DEP26:LIAISON": "petitions", "UTL02:LIAISON": "heating",
    "S150102008-P:DESK": "desk-chinggis", "S150102008-ZF:HANDLER": "enforcement", "S150102007-P:DESK": "desk-yingxin",
    "S150102101-P:DESK": "desk-town", f"{CENTER}:DESK": "district", f"{CENTER}:HOTLINE": "hotline", f"{CENTER}:CALLBACK": "district-callback",
    "QW:LEADER01": "district-leader", "ORG11:STAFFING": "staffing", "ORG11:REVIEW": "staffing-review", "ORG11:HEAD": "staffing-head",
    "ORG11:COMMISSION": "commission", "ORG06:CADRES": "cadres", "DEP04:LEGAL": "justice", "DEP04:LEGAL2": "justice-review", "DEP18:BUDGET": "finance",
    f"{CENTER}:CONFIG": "config", f"{CENTER}:SYSTEM": "system",
    f"{CENTER}:SECURITY": "security", f"{CENTER}:AUDIT": "audit",
}


def load_people(*, demo: bool) -> None:
    """Posts that are not there yet, one invented person in each, and (on demo installations) accounts without a password."""
    seats = {seat.code: seat for seat in _seats()}
    fresh = add_missing(Post, (
        Post(body=seat.body, code=seat.code, title=seat.title, title_en=_title_en(seat.title), roles=[role.value for role in seat.roles],
             is_leader=seat.leader, answers=seat.answers, community=seat.body.community,
             valid_from=max(REFORM_DAY, seat.body.valid_from), sample=True, order=seat.order)
        for seat in seats.values()
    ))
    worked = [(post.pk, seats[code].grid) for code, post in fresh.items()]
    Post.grids.through.objects.bulk_create(
        [Post.grids.through(post_id=post_id, grid_id=grid.pk) for post_id, grid in worked if grid is not None], batch_size=500
    )
    people = Person.objects.bulk_create((_person(number, post) for number, post in enumerate(fresh.values())), batch_size=500)
    assignments = Assignment.objects.bulk_create(
        (Assignment(person=person, post=post, valid_from=post.valid_from, sample=True) for person, post in zip(people, fresh.values(), strict=True)),
        batch_size=500,
    )
    _load_contacts(assignments)
    if demo:
        _load_accounts({assignment.post.code: assignment.person for assignment in assignments})


def _person(number: int, post: Post) -> Person:
    phone = f"0471-000{number:04d}"  # no subscriber number begins with 0
    if post.code in CAST:
        _account, name, english = CAST[post.code]
        return Person(name=name, name_en=english, work_phone=phone, sample=True)
    turn, place = divmod(number, len(SURNAMES))
    surname, english = SURNAMES[place]
    label = STEMS[turn % 10] + BRANCHES[(turn // 10 + turn) % 12]
    return Person(name=f"示例·{surname}{label}", name_en=f"Sample {english} {turn + 1}", work_phone=phone, sample=True)


def _load_accounts(people: dict[str, Person]) -> None:
    names = {code: account for code, (account, _name, _english) in CAST.items()} | DEMO
    made = []
    for code, username in names.items():
        if code in people:
            account = Account(username=username, person=people[code], demo=True)
            account.set_unusable_password()
            made.append(account)
    add_missing(Account, made, key="username")


def _load_contacts(assignments: list[Assignment]) -> None:
    leaders = [row for row in assignments if row.post.code.startswith("QW:LEADER")]
    streets = list(StreetUnit.objects.order_by("code"))
    LeaderContact.objects.bulk_create(
        LeaderContact(leader=leaders[number % len(leaders)], street=street, valid_from=max(REFORM_DAY, street.valid_from), sample=True)
        for number, street in enumerate(streets) if leaders
    )


def _seats() -> Iterator[Seat]:
    bodies = list(Body.objects.filter(valid_to=None).select_related("street", "community", "parent"))
    by_code = {body.code: body for body in bodies}
    grids: dict[int, list[Grid]] = {}
    for grid in Grid.objects.filter(valid_to=None).order_by("code"):
        grids.setdefault(grid.community_id, []).append(grid)
    yield from _district_seats(by_code)
    for body in bodies:
        yield from _seats_of(body, grids)
    yield Seat(by_code["ORG11"], "HEAD", "编办主任", (Role.DEPARTMENT_HEAD,), leader=True, order=3)
    yield Seat(by_code["DEP04"], "LEGAL2", "法治复核岗", (Role.JUSTICE_BUREAU,), order=3)


def _district_seats(by_code: dict[str, Body]) -> Iterator[Seat]:
    government, center = by_code["QW"], by_code[CENTER]
    for number in range(1, 14):
        yield Seat(government, f"LEADER{number:02d}", f"区领导(包联{number})", (Role.DISTRICT_LEADER,), leader=True)
    yield Seat(center, "DESK", "指挥调度席", (Role.DISTRICT_DESK,), answers=True)
    yield Seat(center, "DESK2", "指挥调度席(二)", (Role.DISTRICT_DESK,), order=1)
    yield Seat(center, "HOTLINE", "热线坐席", (Role.HOTLINE,))
    yield Seat(center, "SUPERVISOR", "督办岗", (Role.SUPERVISOR,))
    yield Seat(center, "CALLBACK", "回访岗", (Role.CALL_BACK,))
    yield Seat(center, "VERIFY", "核查岗", (Role.VERIFIER,))
    yield Seat(center, "CONFIG", "业务管理员", (Role.CONFIG_ADMIN,))
    yield Seat(center, "SYSTEM", "系统管理员", (Role.SYSTEM_ADMIN,))
    yield Seat(center, "SECURITY", "安全管理员", (Role.SECURITY_ADMIN,))
    yield Seat(center, "AUDIT", "审计管理员", (Role.AUDIT_ADMIN,))
    yield Seat(by_code["ORG11"], "STAFFING", "机构编制岗", (Role.STAFFING_OFFICE,))
    yield Seat(by_code["ORG11"], "REVIEW", "机构编制复核岗", (Role.STAFFING_OFFICE,), order=1)
    yield Seat(by_code["ORG11"], "COMMISSION", "编委会秘书", (Role.STAFFING_COMMISSION,), order=2)
    yield Seat(by_code["ORG06"], "CADRES", "干部岗", (Role.ORGANISATION_DEPARTMENT,))
    yield Seat(by_code["DEP04"], "LEGAL", "法治审查岗", (Role.JUSTICE_BUREAU,), order=2)
    yield Seat(by_code["DEP18"], "BUDGET", "预算岗", (Role.FINANCE_BUREAU,), order=2)


def _seats_of(body: Body, grids: dict[int, list[Grid]]) -> Iterator[Seat]:
    kind = BodyKind(body.kind)
    if kind in (BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT):
        yield Seat(body, "LEADER", "主要负责人", (Role.STREET_LEADER,), leader=True)
        yield Seat(body, "DEPUTY", "分管领导", (Role.STREET_LEADER,), leader=True, order=1)
        yield Seat(body, "DEPUTY2", "分管领导(二)", (Role.STREET_LEADER,), leader=True, order=2)
    elif kind in (BodyKind.INTERNAL_OFFICE, BodyKind.AFFILIATED_INSTITUTION):
        yield Seat(body, "HEAD", "负责人", (Role.OFFICE_HEAD, Role.OFFICE_HANDLER), leader=True, order=1)
        justice = (Role.JUDICIAL_OFFICE,) if body.code.endswith("-P") else ()  # 平安建设办公室 holds 人民调解 (D-P02)
        yield Seat(body, "HANDLER", "经办岗", (Role.OFFICE_HANDLER, *justice), answers=True)
        if body.code.endswith("-P"):
            yield Seat(body, "DESK", "调度席", (Role.STREET_DESK,), order=2)
            yield Seat(body, "VERIFY", "核查岗", (Role.VERIFIER,), order=3)
            yield Seat(body, "CALLBACK", "回访岗", (Role.CALL_BACK,), order=4)
        if body.code.endswith("-DQ"):
            yield Seat(body, "COUNTER", "综合窗口", (Role.COUNTER,), order=2)
    elif kind in (BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM):
        yield Seat(body, "HEAD", "负责人", (Role.OFFICE_HEAD, Role.OFFICE_HANDLER), leader=True, order=1)
        yield Seat(body, "HANDLER", "经办岗", (Role.OFFICE_HANDLER,), answers=True)
    elif kind in (BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY):
        yield Seat(body, "HEAD", "负责人", (Role.DEPARTMENT_HEAD,), leader=True, order=1)
        yield Seat(body, "LIAISON", "联络员", (Role.DEPARTMENT_LIAISON,), answers=True)
    elif kind is BodyKind.COMMUNITY_COMMITTEE:
        yield Seat(body, "DESK", "社区受理", (Role.COMMUNITY_DESK,), answers=True)
        for number, grid in enumerate(grids.get(body.community_id or 0, []), start=1):
            yield Seat(body, f"W{number}", "网格员", (Role.GRID_WORKER,), grid=grid, order=number)
