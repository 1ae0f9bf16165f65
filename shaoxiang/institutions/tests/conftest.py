"""One street with two offices, one department, four people; a fifth who stands in for one of them; three administrators."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from shaoxiang.institutions import queries
from shaoxiang.institutions.models import Account, Assignment, Body, Delegation, Person, Plate, Post
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.web.session import POST, SINCE
from shaoxiang.places.models import Community, District, Grid, StreetUnit
from shaoxiang.places.vocabulary import StreetKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PEOPLE = {
    "王小": ("grid",), "李老": ("desk", "clerk"), "赵工": ("liaison",), "陈科": ("head",), "甲配": ("config",), "乙安": ("security",), "丙审": ("audit",),
}
PASSWORD = "brass-kettle-42"


@pytest.fixture
def cast(db):
    queries.forget_book()
    district = District.objects.create(code="150102", name="新城区")
    place = StreetUnit.objects.create(code="150102007", name="成吉思汗大街街道", kind=StreetKind.SUBDISTRICT, district=district)
    community = Community.objects.create(code="150102007001", name="示例社区", street=place)
    grids = [Grid.objects.create(code=f"15010200700100{n}", name=f"第{n}网格", community=community) for n in (1, 2)]
    street = Body.objects.create(code="S7", kind=BodyKind.STREET_OFFICE, name="成吉思汗大街街道办事处", short_name="成办",
                                 name_en="Chinggis Khan Street Office", aliases=["成吉思汗街道"], street=place, phone="0471-0000007", sample=True)
    office = Body.objects.create(code="S7-1", kind=BodyKind.INTERNAL_OFFICE, name="公共管理办公室", parent=street, unit=street, sample=True)
    other = Body.objects.create(code="S7-2", kind=BodyKind.INTERNAL_OFFICE, name="党建工作办公室", parent=street, unit=street, sample=True)
    department = Body.objects.create(code="D1", kind=BodyKind.DEPARTMENT, name="区住建局")
    Plate.objects.create(body=office, title="综合行政执法局", valid_from=date(2020, 3, 24))
    posts = SimpleNamespace(
        desk=_post("p-desk", street, "调度员", [Role.STREET_DESK]),
        head=_post("p-head", office, "主任", [Role.OFFICE_HEAD], answers=True),
        clerk=_post("p-clerk", other, "干事", [Role.OFFICE_HANDLER]),
        grid=_post("p-grid", street, "网格员", [Role.GRID_WORKER], community=community),
        liaison=_post("p-liaison", department, "联络员", [Role.DEPARTMENT_LIAISON]),
        config=_post("p-config", department, "业务管理员", [Role.CONFIG_ADMIN]),
        security=_post("p-security", department, "安全管理员", [Role.SECURITY_ADMIN]),
        audit=_post("p-audit", department, "审计管理员", [Role.AUDIT_ADMIN]),
    )
    posts.grid.grids.set(grids)
    seats, accounts = {}, {}
    for name, keys in PEOPLE.items():
        person = Person.objects.create(name=name, sample=True)
        for key in keys:
            seats[key] = Assignment.objects.create(person=person, post=getattr(posts, key), valid_from=date(2024, 1, 1))
        accounts[keys[0]] = Account.objects.create(username=keys[0], person=person)
    queries.forget_book()
    return SimpleNamespace(
        street=street, office=office, other=other, department=department, place=place, community=community, grids=grids,
        posts=posts, seats=seats, accounts=accounts,
    )


def _post(code, body, title, roles, **columns):
    return Post.objects.create(code=code, body=body, title=title, roles=[str(role) for role in roles], **columns)


def deputise(seat, person, **dates):
    return Delegation.objects.create(principal=seat, deputy=person, **({"valid_from": date(2026, 1, 1)} | dates))


@pytest.fixture
def enter(cast):
    """Sign someone in with a real password, in a real session."""

    def entering(key, password=PASSWORD, **data):
        account = cast.accounts[key]
        account.set_password(password)
        account.save()
        client = Client()
        client.answer = client.post("/institutions/sign-in/", {"username": account.username, "password": password, **data})
        return client

    return entering



def seated(actor):
    """A browser in which this actor has signed in and chosen this post."""
    client = Client()
    account = Account.objects.filter(person_id=actor.person_id).first()
    if account is None:
        account = Account.objects.create_account(f"test-{actor.person_id}", None, person=Person.objects.get(pk=actor.person_id))
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[POST], session[SINCE] = actor.assignment_id, timezone.now().timestamp()
    session.save()
    return client


def as_(cast, key, on=TODAY):
    account = Account.objects.filter(person=cast.seats[key].person).first()
    return queries.actor_of(cast.seats[key].pk, account, on)


@pytest.fixture
def staffing(cast):
    post = Post.objects.create(code="p-staff", body=cast.department, title="机构编制岗", roles=["STAFFING_OFFICE"])
    person = Person.objects.create(name="丁编")
    cast.seats["staffing"] = Assignment.objects.create(person=person, post=post, valid_from=date(2024, 1, 1))
    Account.objects.create(username="staffing", person=person)
    queries.forget_book()
    return as_(cast, "staffing")


@pytest.fixture
def matter(cast):
    return Matter.objects.create(kind="CASE", number="SJ-1", title="井盖丢失 13900000000", status="ACCEPTED", opened_at=NOON)
