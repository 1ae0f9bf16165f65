"""Pages: the whole way, refusals that say what is lacking, a recall seen first, a stranger who finds nothing, what everyone may read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import reported
from shaoxiang.duties.vocabulary import AMOUNT_RULES
from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.checks import checks
from shaoxiang.empowerment.models import EmpowermentDecision, EmpowermentRecall, HandedPower
from shaoxiang.empowerment.queries.overturned import FROM_RECORD, from_record
from shaoxiang.empowerment.queries.usage import forget
from shaoxiang.empowerment.tests.conftest import (
    CHINGGIS,
    DONGFENG,
    PENALTY,
    able,
    certified,
    housing,
    in_force,
    justice,
    leader,
    powers_list,
    proposal,
    proposed,
    staffing,
    unit,
)
from shaoxiang.empowerment.vocabulary import DecisionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.doctor import Level
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.profiles.xincheng.empowerment import empower
from shaoxiang.profiles.xincheng.month.cast import Cast
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def act(client, made, move, **form):
    return client.post(reverse("empowerment:act", args=[made.number, move]), form)


def test_the_whole_way_through_the_pages():
    able()
    department, street, office = seated(housing()), seated(leader()), seated(staffing())
    today = timezone.localdate().isoformat()
    form = {"units": [unit().pk], "codes": [PENALTY], "reason": "示例：急需", "own_name": "on", "exclusive": "on", "send_back_rule": "ON_REQUEST",
            "evaluate_months": 12}
    kept = department.post("/empowerment/decisions/new/", {**form, "codes": []})
    assert kept.status_code == 422
    assert "示例：急需" in kept.content.decode()
    assert department.post("/empowerment/decisions/new/", form).status_code == 302
    made = EmpowermentDecision.objects.get()
    assert made.number in street.get("/desk/").content.decode()
    assert act(street, made, "sign").status_code == 302
    assert act(street, made, "sign").status_code == 409
    actions.end_capacity(unit().pk, queries.unit_capacity(unit().pk, timezone.localdate()).shown()[3][0], ended_on=timezone.localdate(), actor=leader(),
                         at=timezone.now())
    plan = {"held_on": today, "meeting": "示例会", "document": "示例方案〔2026〕1号"}
    refused = act(office, made, "plan", **plan)
    assert refused.status_code == 422
    assert "没有确认行政执法专用章" in refused.content.decode()
    confirm = reverse("empowerment:confirm", args=[f"S{CHINGGIS}", "SEAL"])
    assert street.post(confirm, {"confirmed_on": today, "words": ""}).status_code == 422
    assert street.post(confirm, {"confirmed_on": today, "words": "示例章1号"}).status_code == 302
    assert act(office, made, "plan", **plan).status_code == 302
    assert act(department, made, "train", held_on=today, given_by="示例", topic="示例", explained="on", others="2").status_code == 422  # no basis yet
    assert act(office, made, "basis", decided_on=today, authority="内蒙古自治区人民政府", document="示例政发〔2026〕1号").status_code == 302
    assert act(department, made, "train", held_on=today, given_by="示例", topic="示例", explained="on", others="2").status_code == 302
    assert act(office, made, "publish", published_on=today, where="示例网站", version=powers_list().pk).status_code == 302
    assert act(office, made, "start", in_force_on=today).status_code == 302
    for client in (department, street, office):
        page = client.get(reverse("empowerment:decision", args=[made.number])).content.decode()
        assert "示例网站" in page
    matrix = street.get("/empowerment/").content.decode()
    assert "已赋权" in matrix
    assert f"/empowerment/decisions/{made.number}/" in matrix
    assert PENALTY in Client().get(reverse("empowerment:street", args=[f"S{CHINGGIS}"])).content.decode()


def test_powers_that_held_before_are_entered_with_the_papers_of_their_time():
    client = seated(staffing())
    form = {"department": housing().unit_id, "units": [unit().pk], "codes": [PENALTY], "reason": "示例", "own_name": "on", "send_back_rule": "NEVER",
            "evaluate_months": 12, "in_force_on": "2022-05-01", "plan_on": "2022-02-01", "plan_meeting": "示例", "plan_document": "示例",
            "published_on": "2022-04-01", "published_where": "示例"}
    refused = client.post("/empowerment/decisions/enter/", form)
    assert refused.status_code == 422
    assert "第二十四条" in refused.content.decode()
    basis = {"basis_on": "2022-03-01", "basis_authority": "内蒙古自治区人民政府", "basis_document": "示例政发〔2022〕1号"}
    assert client.post("/empowerment/decisions/enter/", {**form, **basis, "published_on": "2022-02-15"}).status_code == 422  # before the basis
    for wrong in ({"basis_document": "口头"}, {"basis_authority": "区城管局某科"}, {"basis_authority": ""}):
        assert client.post("/empowerment/decisions/enter/", {**form, **basis, **wrong}).status_code == 422
    assert client.post("/empowerment/decisions/enter/", {**form, **basis}).status_code == 302
    assert queries.holds(unit().pk, PENALTY, timezone.localdate()) is not None
    assert seated(housing()).get("/empowerment/decisions/enter/").status_code == 403


def test_a_stranger_finds_nothing_of_a_decision_on_its_way():
    made = proposed()
    for who in (leader(DONGFENG), people.actor("DEPARTMENT_LIAISON", body="区农业农村局"), people.actor("GRID_WORKER", street=DONGFENG)):
        client = seated(who)
        for address in (reverse("empowerment:decision", args=[made.number]), reverse("empowerment:act", args=[made.number, "sign"])):
            assert client.get(address).status_code == 404
        assert made.number not in client.get("/empowerment/").content.decode()
        assert made.number not in client.get("/empowerment/decisions/").content.decode()
        assert made.number not in client.get(reverse("empowerment:item", args=[PENALTY])).content.decode()
    looking = seated(people.actor("SUPERVISOR"))
    assert looking.get(reverse("empowerment:decision", args=[made.number])).status_code == 200
    assert act(looking, made, "sign").status_code == 403
    assert made.number not in Client().get(reverse("empowerment:item", args=[PENALTY])).content.decode()


def test_a_recall_shows_what_it_touches_before_it_is_decided():
    made = in_force()
    case = reported(at=timezone.now(), street=CHINGGIS)
    actions.ground_case(case.number, PENALTY, actor=leader(), at=timezone.now())
    client = seated(justice())
    address = reverse("empowerment:act", args=[made.number, "recall"])
    assert case.number in client.get(address).content.decode()
    form = {"codes": [PENALTY], "units": [unit().pk], "effective_on": (timezone.localdate() + timedelta(days=1)).isoformat(), "running_case_rule": "HAND_OVER",
            "receiving": housing().unit_id, "reason": "示例：用得少"}
    look = client.post(address, {**form, "step": "look"})
    assert look.status_code == 200
    assert "移交区住房和城乡建设局" in look.content.decode()
    assert not EmpowermentRecall.objects.exists()
    assert client.post(address, {**form, "receiving": ""}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert EmpowermentRecall.objects.get().running_then == 1
    assert "将收回" in client.get("/empowerment/").content.decode()


def test_the_case_page_says_on_which_power_it_stands_and_why_not():
    in_force()
    case = reported(at=timezone.now(), street=CHINGGIS)
    client = seated(leader())
    panel = reverse("empowerment:panel", args=[case.number])
    assert PENALTY in client.get(panel).content.decode()
    ground = reverse("empowerment:ground", args=[case.number])
    certified(CHINGGIS, timezone.localdate())
    refused = client.post(ground, {"code": PENALTY})
    assert refused.status_code == 422
    assert "要 2 人" in refused.content.decode()
    certified(CHINGGIS, timezone.localdate(), timezone.localdate())
    assert client.post(ground, {"code": PENALTY}).status_code == 302
    assert "写明按哪项赋权事项办理" in client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert seated(leader(DONGFENG)).post(ground, {"code": PENALTY}).status_code == 404


def test_names_of_officers_are_for_the_street_and_the_district():
    name = certified(CHINGGIS, timezone.localdate() + timedelta(days=90), timezone.localdate() + timedelta(days=90))[0].person.name
    address = reverse("empowerment:unit", args=[f"S{CHINGGIS}"])
    for who, shown in ((leader(), True), (justice(), True), (leader(DONGFENG), False), (housing(), False)):
        assert (name in seated(who).get(address).content.decode()) is shown, who.title


def test_usage_goes_out_as_a_table_that_says_where_nobody_counts():
    in_force()
    text = b"".join(seated(leader()).get("/empowerment/usage.csv").streaming_content).decode("utf-8-sig")
    assert PENALTY in text
    assert text.splitlines()[0].endswith("示例")
    assert {line.rsplit(",", 1)[1] for line in text.splitlines()[1:]} == {"否"}
    EmpowermentDecision.objects.update(sample=True)
    composed = b"".join(seated(leader()).get("/empowerment/usage.csv").streaming_content).decode("utf-8-sig")
    assert {line.rsplit(",", 1)[1] for line in composed.splitlines()[1:]} == {"是"}
    assert "还没有来源" not in text  # the record of the justice bureau counts: nought of what was recorded
    assert PENALTY not in b"".join(seated(leader(DONGFENG)).get("/empowerment/usage.csv").streaming_content).decode("utf-8-sig")
    assert "没有登记的，不等于没有" in seated(leader()).get("/empowerment/usage/").content.decode()
    forget(FROM_RECORD)
    try:
        assert "还没有来源" in b"".join(seated(leader()).get("/empowerment/usage.csv").streaming_content).decode("utf-8-sig")
        assert "不是零" in seated(leader()).get("/empowerment/usage/").content.decode()
    finally:
        queries.register_overturned(FROM_RECORD, from_record)


def test_filters_narrow_the_matrix_and_never_the_totals():
    actions.propose(proposal(street=DONGFENG), actor=housing(), at=timezone.now())
    client = seated(staffing())

    def shown(query):
        page = client.get(f"/empowerment/?{query}").content.decode()
        return [code for code in ("A03", "P01", PENALTY) if f"/empowerment/items/{code}/" in page]

    assert shown("") == ["A03", "P01", PENALTY]
    assert shown("kind=APPROVAL") == ["A03"]
    assert shown("state=PENDING") == [PENALTY]
    assert shown(f"unit={unit(DONGFENG).pk}&state=PENDING") == [PENALTY]
    assert shown(f"unit={unit().pk}&state=PENDING") == []
    assert shown("department=城市管理部门") == ["P01"]
    assert shown("kind=NONSENSE&unit=abc&state=X") == ["A03", "P01", PENALTY]


def test_the_composed_powers_are_the_sixty_of_the_seed_and_the_month_tells_every_kind_of_story():
    now = timezone.now()
    empower(Cast(now), now)
    today = timezone.localdate()
    held = dict(queries.powers_on(today).values_list("code", "power_type"))
    assert (len(held), sorted(held.values()).count("APPROVAL"), sorted(held.values()).count("PENALTY")) == (60, 5, 55)
    units = set(queries.powers_on(today).values_list("unit__code", flat=True))
    assert units == {"S150102101", "S150102008"}
    assert sum(len(one.officers) for one in queries.unit_capacities(Body.objects.filter(code__in=units).values_list("pk", flat=True), today).values()) <= 41
    statuses = set(EmpowermentDecision.objects.values_list("matter__status", flat=True))
    assert {one.value for one in (DecisionStatus.IN_FORCE, DecisionStatus.PROPOSED, DecisionStatus.CAPACITY_CHECK, DecisionStatus.RECALLED,
                                  DecisionStatus.KEPT, DecisionStatus.EVALUATED)} <= statuses
    assert all(EmpowermentDecision.objects.values_list("sample", flat=True))
    page = seated(staffing()).get("/empowerment/").content.decode()
    assert "审批 5 项，处罚 55 项" in page
    for word in ("已赋权", "正在办", "已收回"):
        assert word in page
    assert [one.level for one in checks()] == [Level.OK]
    certified(CHINGGIS, today)
    assert any("只有 1 人" in one.text for one in checks())


def test_the_interface_gives_what_holds_and_a_streets_own_decisions():
    made = in_force()
    body = Body.objects.get(code=f"S{CHINGGIS}")
    other = Body.objects.get(code=f"S{DONGFENG}")

    def asked(of, address):
        known_keys.forget()
        _key, token = keys.make_key(f"示例{of.pk} {address}"[:40], [Scope.DUTIES_READ], body_id=of.pk, post_id=None, actor=SYSTEM, at=timezone.now())
        return Client().get(f"/api/v1/empowerment/{address}", headers={"Authorization": f"Bearer {token}"})

    listed = {row["code"]: row for row in asked(body, "items").json()["items"]}
    assert len(listed) == 60
    assert listed[PENALTY]["units"] == [{"unit": f"S{CHINGGIS}", "state": "IN_FORCE", "since": made.in_force_on.isoformat(), "until": None}]
    assert [row["number"] for row in asked(body, "decisions").json()["items"]] == [made.number]
    assert asked(body, f"decisions/{made.number}").json()["items"] == [PENALTY]
    assert asked(other, "decisions").json()["items"] == []
    assert asked(other, f"decisions/{made.number}").status_code == 404
    answer = asked(other, "capacity")
    capacity = {row["unit"]: row for row in answer.json()["items"]}
    assert capacity[f"S{CHINGGIS}"]["officers"] == 2
    assert "示例·" not in answer.content.decode()
    assert HandedPower.objects.count() == 1


def test_every_fine_of_the_list_is_told_in_the_readers_language():
    items = queries.items(timezone.localdate())
    assert {item.amount_rule for item in items if item.amount_rule} <= set(AMOUNT_RULES.values())
    page = Client().get(reverse("empowerment:item", args=["P45"])).content.decode()
    assert "造价百分之五以上百分之十以下" in page
    assert "cost" not in page
