"""Every address for everyone: nothing breaks, nobody comes in unasked, no row of another street is shown anywhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from shaoxiang.admission.tests.rows import route_values as of_admission
from shaoxiang.cases import actions
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import photo
from shaoxiang.cases.tests.walks import STREET_TYPE, fresh, handled, handler_of, reported
from shaoxiang.coordination.tests.rows import route_values
from shaoxiang.determinations.actions import put_on_desks
from shaoxiang.determinations.models import ThreeDeterminationVersion
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.actions import draft_version
from shaoxiang.duties.actions.documents import ask_for_review
from shaoxiang.duties.models import Carrier, DispatchCatalogueEntry, EverydayName, InstitutionDocument, ListVersion, RuleReview, RuleText
from shaoxiang.empowerment.models import EmpowermentDecision, OverturnedDecision
from shaoxiang.empowerment.tests.conftest import proposed as proposed_power
from shaoxiang.forces.actions import send_force
from shaoxiang.forces.models import Absence, ForceOrder, Member, Shift
from shaoxiang.institutions.models import Account, Body, Delegation, Post
from shaoxiang.institutions.vocabulary import THREE_ADMINISTRATORS, BodyKind, Role
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.interface import actions as keys
from shaoxiang.kernel.interface import queries as known_keys
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.tests.conftest import asked as asked_opinion
from shaoxiang.places.actions import draft_change
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.rules.changes import Part, Plan
from shaoxiang.simulation.models import SimulationRun
from shaoxiang.staffing.models import CadreSelection, PromotionChannel, QuotaHolding
from shaoxiang.staffing.tests.test_selection import moved, named, staff
from shaoxiang.whistles.flows import WHISTLE_FLOW
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.tests import walks as whistle_walks
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

WHO_REPORTS = "居民没有账号，谁都可以反映和查询；一件事要编号加查询码才打得开"
CARD = "网格公示牌是公开的；街道、社区的面板对访客是空的"
# Addresses that answer a visitor who is not signed in with 200, each with its reason.
PUBLIC = {
    "resident:counters": "电话和窗口人人可查", "resident:strip": WHO_REPORTS, "resident:phone": WHO_REPORTS, "resident:code": WHO_REPORTS,
    "resident:mine": "凭手机验证码，没有的先要号码", "resident:public": "反映人同意、审核过的才公开",
    "feedback:ask": "谁都可以对本系统提意见（国办函〔2026〕12号）", "feedback:about": "版本、主办、备案号要让人看到",
    "resident:portal": WHO_REPORTS, "resident:report": WHO_REPORTS, "resident:hints": WHO_REPORTS, "resident:types": WHO_REPORTS, "resident:track": WHO_REPORTS,
    "resident:similar_photo": "附近已公开的同类事件的小图；没有凭据答 400",
    "api-docs": "接口说明是给对接单位看的", "api:openapi-json": "接口说明是给对接单位看的",
    "web:sw": "离线用的脚本，没有数据", "web:manifest": "装到手机桌面用的名字和图标", "field:shell": "离线外壳，没有任何人的数据",
    "web:preferences": "语言和字号人人可换", "web:styleguide": "组件样张，没有数据", "web:health": "给监控用，只说好坏",
    "places:district": "区划网格是公开的", "places:street": "区划网格是公开的", "places:community": "区划网格是公开的", "places:grid": "区划网格是公开的",
    "places:find": "区划网格是公开的", "places:outline": "区划网格是公开的", "places:picture": "区划网格是公开的", "places:locate": "居民上报时要用",
    **dict.fromkeys((f"determinations:{name}" for name in ("index", "unit", "show", "compare", "paper")), "印发的三定规定人人可看，拟稿看不到"),
    "duties:index": "清单依法公开", "duties:items": "清单依法公开", "duties:matters": "清单依法公开", "duties:services": "清单依法公开",
    "duties:everyday": "俗称对照表人人可看",
    "duties:item": "清单每一条的来历依法公开", "duties:types": "清单依法公开", "duties:type": "清单依法公开", "duties:catalogue": "派单目录依法公开",
    "duties:carriers": "由谁承办人人可看",
    **dict.fromkeys((f"duties:{name}" for name in ("documents", "document", "document_version", "document_paper")), "印发的制度文件人人可看，拟稿看不到"),
    "duties:versions": "清单各版依法公开", "duties:version": "清单各版依法公开", "duties:version_download": "清单各版依法公开",
    **dict.fromkeys((f"empowerment:{name}" for name in ("streets", "street", "item")), "决定应当公布（行政处罚法第二十四条）：镇街有哪些权力人人可看"),
    "duties:version_check": "清单各版依法公开",
    "grids:card": CARD, "grids:card_print": CARD, "grids:card_code": CARD, "grids:place_panel": CARD, "grids:duties": "网格员职责清单是公开的",
    "staffing:notices": "任前公示是给人看的，期满自动撤下",
    "institutions:reform": "改革前后的机构数是公开的", "institutions:sign_in": "登录页", "institutions:demo": "演示环境的登录页",
}
ASKS_FOR_THE_CODE = {"matter", "confirm", "reopen", "withdraw", "rate", "add", "consent", "erase", "data"}  # resident:…: 403, with the form for number and code


BY_LINK = {  # a signed link, a secret address, or a case or a notice that is public: any other address is gone
    "resident:rating", "resident:public_case", "feedback:mine", "coordination:feed", "forces:calendar", "staffing:notice",
}


@dataclass(frozen=True, slots=True)
class Route:
    name: str
    pattern: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)


def routes() -> list[Route]:
    """Every pattern of the house."""

    def walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from walk(each, prefix + str(each.pattern), each.namespace or space)
            elif isinstance(each, URLPattern):
                yield Route(f"{space}:{each.name}" if space else str(each.name), prefix + str(each.pattern))

    return list(walk(get_resolver(), "", ""))


@pytest.fixture
def case() -> Case:
    """A case of the home street, signed by its handler, with a photo."""
    found = reported(at=timezone.now() - timedelta(hours=2))
    handler = handler_of(found)
    actions.sign(found.number, actor=handler, at=timezone.now() - timedelta(hours=1))
    actions.attach(found.number, actor=handler, at=timezone.now(), upload=photo(), role=AttachmentRole.HANDLE)
    send_force(found.number, Body.objects.get(code="DEP06-T1").pk, priority=Priority.JOINT, task="示例", actor=people.actor("STREET_DESK", street=people.HOME),
               at=timezone.now())
    return fresh(found)


@pytest.fixture
def whistle(case: Case) -> Whistle:
    """A whistle of the home street from that case: one team has acknowledged, one has not."""
    at = timezone.now() - timedelta(minutes=3)
    found = whistle_walks.blown(at=at, case_id=case.pk, known="示例哨里的话")
    whistle_walks.actions.acknowledge(
        found.number, whistle_walks.lead(found).pk, actor=whistle_walks.of_body(whistle_walks.fire()), at=timezone.now(),
    )
    return found


def of_whistles() -> dict[str, object]:
    """Parameters of the whistles' addresses, where there is one."""
    found = Whistle.objects.select_related("matter").first()
    if found is None:
        return {"whistles:type_edit.code": "ROUTINE", "order": 1}
    named = ("whistles:whistle", "whistles:printed", "whistles:edit", "whistles:act", "whistles:unit_act", "api:read_whistle", "api:take_unit_move",
             "api:take_whistle_move")
    return {
        **{f"{name}.number": found.number for name in named}, "order": whistle_walks.lead(found).pk, "whistles:act.move": "note",
        "whistles:unit_act.move": "arrive", "whistles:type_edit.code": "ROUTINE", "api:take_unit_move.move": "arrive", "api:take_whistle_move.move": "note",
    }


def of_determinations() -> dict[str, object]:
    put_on_desks(now=timezone.now())
    draft = ThreeDeterminationVersion.objects.filter(status="DRAFT").first()
    issued = ThreeDeterminationVersion.objects.filter(unit=draft.unit, status="ISSUED").first() if draft else None
    keys = (draft.pk, issued.pk) if draft and issued else (1, 1)
    return {
        **{f"determinations:{name}.pk": keys[0] for name in ("edit", "act")},
        **{f"determinations:{name}.pk": keys[1] for name in ("show", "compare", "paper")}, "determinations:compare.other": keys[1],
        "determinations:edit.part": "FUNCTIONS", "determinations:matter.number": draft.matter.number if draft and draft.matter else "SD1",
        "determinations:paper.form": "docx", "determinations:act.move": "withdraw", "determinations:office.code": f"S{people.HOME}-C",
        **{f"determinations:{name}.code": f"S{people.HOME}" for name in ("unit", "draft", "gaps", "naming_import", "naming_blank")},
        "api:read_determination.pk": keys[1],
    }


def fillers(case: Case) -> dict[str, object]:
    """What to write for a parameter; a name with its route goes before the bare name."""
    return {
        "number": case.number, "move": "progress", "key": "0c5e3f2a-upload", "form": "csv", "year": "2026", "text": "2026-10-01", "pk": 1,
        "cases:slip.form": "docx", "cases:step_done.code": "CHECK", "cases:save_limit.code": "CASE_SIGN",
        "clocks:setting.code": "CASE_SIGN", "duties:type.code": STREET_TYPE, "duties:type_edit.code": STREET_TYPE, "duties:type_touched.code": STREET_TYPE,
        "duties:type_end.code": STREET_TYPE,
        **{f"api:{name}.code": STREET_TYPE for name in ("read_type", "list_type_changes", "end_type", "resume_type")}, "duties:type_resume.code": STREET_TYPE,
        "grids:place_panel.level": "grid", **dict.fromkeys(
            (f"grids:{name}.code" for name in ("grid", "task_new", "person_new", "asset_new", "branch", "plan_new", "patrols", "card", "card_print",
                                               "card_code", "place_panel")), people.point_in()[2]),
        "api:read_grid_card.code": people.point_in()[2], "places:standing.code": people.point_in()[2], "places:group_new.code": people.point_in()[2][:12],
        "places:division_picture.side": "before",
        "places:street.code": people.HOME, "places:community.code": people.point_in()[2][:12], "places:grid.code": people.point_in()[2],
        "institutions:body.code": Body.objects.get(kind=BodyKind.COMMAND_CENTER).code, "api:read_body.code": Body.objects.first().code,
        **dict.fromkeys((f"institutions:{name}.code" for name in ("log", "touches", "change")), f"S{people.HOME}-C"), "institutions:change.act": "rename",
        **dict.fromkeys((f"api:{name}.pk" for name in ("read_handover", "confirm_handover")), 1),
        "institutions:bulk.of": "bodies", "institutions:import.kind": "bodies", "institutions:import_blank.kind": "posts",
        "institutions:export.kind": "posts", "institutions:export.form": "csv",
        "institutions:post.pk": Post.objects.first().pk, "institutions:post_change.pk": Post.objects.first().pk, "institutions:post_change.act": "change",
        "institutions:unit_chart.code": f"S{people.HOME}", "institutions:handover.pk": Post.objects.first().pk,
        "institutions:handover_print.pk": Post.objects.first().pk, "institutions:post_roles.pk": Post.objects.first().pk,
        "institutions:deputy_end.pk": Delegation.objects.values_list("pk", flat=True).first() or 1,
        "institutions:account.pk": Account.objects.first().pk,
        "institutions:account_switch.pk": Account.objects.first().pk, "institutions:account_reset.pk": Account.objects.first().pk,
        **dict.fromkeys(
            (f"forces:{name}.code" for name in ("force", "team", "member_new", "members_import", "members_blank",
                                               "roster", "rotation", "draw", "shift_new", "absence_new")), "DEP06-T1",
        ),
        "forces:change_new.code": "PQ01-DEP05", "institutions:serve_area.code": "PQ01-DEP05", "api:read_roster.code": "DEP06-T1", "act": "agree",
        "forces:change_act.act": "answer", "api:move_force_order.move": "arrive", "forces:order_move.move": "arrive",
        **{f"places:{name}.pk": drafted_change().pk for name in ("change", "change_edit", "change_decide", "change_withdraw")},
        **dict.fromkeys((f"places:{name}.code" for name in ("area", "area_change", "area_end")), "PQ01"),
        **{f"forces:{name}.pk": ForceOrder.objects.values_list("pk", flat=True).first() or 1 for name in ("order", "order_move", "ask_release", "asked")},
        **{f"forces:{name}.pk": Shift.objects.values_list("pk", flat=True).first() or 1 for name in ("shift", "shift_cancel", "swap_new")},
        **{f"forces:{name}.pk": Member.objects.values_list("pk", flat=True).first() or 1 for name in ("member", "member_end")},
        "forces:absence_cancel.pk": Absence.objects.values_list("pk", flat=True).first() or 1,
        "simulation:run.pk": SimulationRun.objects.create(asked_at=timezone.now(), days=14, replications=5, seed=7).pk,
        **dict.fromkeys((f"duties:{name}.pk" for name in ("version", "version_check", "version_download", "version_retract")),
                        ListVersion.objects.get(kind="STREET_DUTY", number=1).pk),
        **dict.fromkeys((f"duties:version_{name}.pk" for name in (
            "describe", "item", "import", "act", "columns", "reading", "enter", "sheet", "items", "many", "decide", "split", "merge",
            "touched", "review", "basis")),
                        draft_version("STREET_DUTY", title="草案（示例）", actor=sitting(Role.STAFFING_OFFICE), at=timezone.now()).pk),
        "duties:version_review.move": "confirm",
        "duties:version_retract.move": "ask",
        "duties:version_by_number.number": ListVersion.objects.select_related("matter").get(kind="STREET_DUTY", number=1).matter.number,
        **dict.fromkeys((f"duties:{name}.code" for name in ("item", "version_decide", "version_split", "version_merge")), "D-C16"),
        "duties:item.kind": "STREET_DUTY", "api:undo_list_part.code": "D-C16",
        "fmt": "json", "kind": "EMAIL", "token": "1-none", "open311:definition.code": STREET_TYPE,
        "staffing:unit.code": f"S{people.HOME}", "staffing:pass_whole.code": f"S{people.HOME}", "staffing:lock_unit.code": f"S{people.HOME}",
        "staffing:place.code": f"S{people.HOME}",
        "staffing:held.code": f"S{people.HOME}", "staffing:ledger.code": f"S{people.HOME}", "staffing:ledger.kind": "INSTITUTIONAL",
        "staffing:place.which": "here", "staffing:export.form": "csv", "staffing:act.move": "review",
        **of_cadres(),
        "files:download.pk": Attachment.objects.get().pk, "files:thumbnail.pk": Attachment.objects.get().pk,
        **route_values(case), **of_determinations(),

        **of_opinions(), **of_documents(), **of_empowerment(), **of_admission(case.number),
        "duties:types_blank.form": "csv", "duties:catalogue_blank.form": "xlsx", "duties:carriers_blank.form": "csv",
        "duties:carrier_end.pk": Carrier.objects.values_list("pk", flat=True).first() or 1,
        "duties:everyday_end.pk": EverydayName.objects.values_list("pk", flat=True).first() or 1,
        "duties:catalogue_end.pk": DispatchCatalogueEntry.objects.values_list("pk", flat=True).first() or 1, **of_whistles(),
    }


def drafted_change() -> DivisionChange:
    """A community that is to bear another name, made where there is none yet."""
    code, street = people.point_in()[2][:12], people.HOME
    plan = Plan("RENAME", (code,), (Part(code, "新名社区（示例）", street, new_body="新名社区居委会（示例）"),), {})
    return DivisionChange.objects.filter(status="DRAFT").first() or draft_change(
        plan, title="更名（示例）", effective_from=timezone.localdate(), actor=people.actor("CONFIG_ADMIN"), at=timezone.now(), sample=True)


def of_cadres() -> dict[str, object]:
    """A selection with one candidate, made where there is none yet."""
    found = CadreSelection.objects.select_related("matter").first()
    if found is None:
        found = moved(at=timezone.now())
        named(found, staff("示例人选"))
    held = QuotaHolding.objects.filter(valid_to=None).values_list("pk", flat=True).first() or 1
    return {
        "staffing:channels_blank.form": "csv",
        "staffing:channel_end.pk": PromotionChannel.objects.filter(valid_to=None).values_list("pk", flat=True).first() or 1,
        "staffing:import_blank.form": "csv", "staffing:over_table.form": "csv", "staffing:release.pk": held, "staffing:second.pk": held,
        "staffing:selection.number": found.number, "staffing:notice.number": found.number,
        "opinions:about.kind": "division_change", "opinions:about.key": drafted_change().pk,
        "opinions:about_selection.number": found.number, "api:read_quota_unit.code": f"S{people.HOME}",
        "staffing:selection_act.number": found.number, "staffing:selection_act.move": "drop_candidate", "staffing:nominate.number": found.number,
    }


def of_opinions() -> dict[str, object]:
    """A file on which the home street is asked, made where there is none yet."""
    file = OpinionFile.objects.select_related("matter").first() or asked_opinion(at=timezone.now(), streets=(people.HOME,))
    request = file.requests.get().number
    return {
        **{f"opinions:{name}.number": file.number for name in ("file", "act", "summary", "notice")}, "opinions:act.move": "send_to_meeting",
        "opinions:summary.form": "page", "opinions:scope.code": "FIVE_YEAR_PLAN", "opinions:request.number": request,
        "opinions:request_move.number": request, "opinions:request_move.move": "open", "api:answer_opinion.number": request,
        "api:read_opinion.number": request, "api:give_opinion_feedback.number": request, "api:read_opinion_file.number": file.number,
        "api:ask_opinion_file.number": file.number,
    }


def of_documents() -> dict[str, object]:
    """A composed rule on trial, with a draft and a review that is due."""
    code = "DUTY_ADMISSION"
    RuleText.objects.get_or_create(document=InstitutionDocument.objects.get(code=code), number=None, defaults={"text": "第一条 示例"})
    InstitutionDocument.objects.filter(code=code).update(trial_until=timezone.localdate())
    ask_for_review(code, at=timezone.now())
    names = (
        "document", "document_describe", "document_text", "document_act", "document_version", "document_paper", "document_figure", "document_english",
    )
    return {
        **{f"duties:{name}.code": code for name in names}, "duties:document_figure.figure": "refused",
        "duties:document_act.move": "amend", "version": 1, "duties:document_paper.form": "docx",
        "duties:rule_review.number": RuleReview.objects.latest("pk").matter.number,
        **{f"api:{name}.code": code for name in ("read_rule", "describe_rule", "write_rule", "put_rule_english", "issue_rule", "decide_rule")},
        "api:put_rule_english.number": 1,
    }


def of_empowerment() -> dict[str, object]:
    """A proposal to the home street, made where there is none yet."""
    made = EmpowermentDecision.objects.select_related("matter").first() or proposed_power(street=people.HOME, at=timezone.now())
    today = timezone.localdate()
    overturned, _made = OverturnedDecision.objects.get_or_create(number="示例罚决1号", document="示例行初1号", defaults={
        "power": made.powers.order_by("pk").first(), "decided_on": today, "by": "COURT", "by_name": "示例法院", "how": "ANNULLED", "overturned_on": today,
        "recorded_at": timezone.now(),
    })
    return {
        "empowerment:take_out.pk": overturned.pk, "api:strike_overturned.pk": overturned.pk,
        **{f"empowerment:{name}.number": made.number for name in ("decision", "act")}, "empowerment:act.move": "sign",
        "api:read_empowerment.number": made.number,
        **{f"empowerment:{name}.code": f"S{people.HOME}" for name in ("street", "unit", "confirm", "pass_on")}, "empowerment:confirm.kind": "SEAL",
        "empowerment:sheet_blank.form": "csv", "empowerment:capacity_blank.form": "csv",
        "empowerment:item.code": "P53",
    }


def addresses(case: Case) -> list[tuple[Route, str]]:
    values = fillers(case)
    return [
        (route, reverse(route.name, kwargs={name: values.get(f"{route.name}.{name}", values.get(name)) for name in route.parameters}))
        for route in routes()
    ]


def asked(client: Client, method: str, address: str, **data: object):
    """The answer, read to its end; whatever was written is undone."""
    client.raise_request_exception = False
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        if isinstance(answer, StreamingHttpResponse):
            answer.content_read = b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def text_of(answer) -> str:
    return (getattr(answer, "content_read", None) or answer.content).decode("utf-8", "replace")


@pytest.fixture(autouse=True)
def _no_key_from_the_test_before():
    known_keys.forget()


def sitting(role: Role) -> Actor:
    """Somebody of the role, of the home street where the role is a street's."""
    try:
        return people.actor(role.value, street=people.HOME)
    except LookupError:
        return people.actor(role.value)


def at_work(actor: Actor) -> Client:
    """Seated, and looked up once: `asked` undoes what a page keeps in the session, so every page would look up the actor again."""
    client = seated(actor)
    client.get("/notices/")
    return client


# --- every address x every role ----------------------------------------------------------------------------------------


# PostgreSQL is asked as every role; SQLite as those who between them open every kind of page: its answers differ by statement, not by who asks.
BETWEEN_THEM = {
    Role.GRID_WORKER, Role.STREET_DESK, Role.STREET_LEADER, Role.DEPARTMENT_LIAISON, Role.HOTLINE, Role.STAFFING_OFFICE, Role.ORGANISATION_DEPARTMENT,
    Role.JUSTICE_BUREAU, Role.DISTRICT_LEADER, Role.CONFIG_ADMIN, Role.SECURITY_ADMIN,
}
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
ASKED_AS = [role for role in Role if ON_POSTGRES or role in BETWEEN_THEM]


@pytest.mark.parametrize(("turn", "role"), list(enumerate(ASKED_AS)), ids=[role.value for role in ASKED_AS])
def test_no_address_breaks_for_any_role(case, whistle, turn, role):
    """GET for each role, and an empty POST for some. The answer is a page, a way to go or a refusal, never a fault."""
    broken = []
    client = at_work(sitting(role))
    for route, address in addresses(case):
        if turn and (route.name in PUBLIC or route.name.startswith(("api:", "resident:"))):
            continue  # the same for everybody: once is enough
        for method in ("get", "post") if turn % 5 == 0 else ("get",):
            status = asked(client, method, address).status_code
            if status >= 500:
                broken.append(f"{role} {method} {address}: {status}")
            if route.name == "institutions:sign_out":
                client = at_work(sitting(role))
    assert broken == []


def test_every_move_may_be_asked_for_by_anybody(case):
    broken = []
    for role in (Role.STREET_DESK, Role.DEPARTMENT_HEAD, Role.HOTLINE, Role.CONFIG_ADMIN):
        client = at_work(sitting(role))
        for move in CASE_FLOW.by_name:
            answer = asked(client, "post", reverse("cases:act", args=[case.number, move]))
            if answer.status_code not in (302, 403, 404, 409, 422):
                broken.append(f"{role} {move}: {answer.status_code}")
    assert broken == []


def test_a_visitor_is_asked_to_sign_in_except_where_all_may_read(case):
    surprises, used, client = [], set(), Client()
    for route, address in addresses(case):
        get = asked(client, "get", address)
        post = asked(client, "post", address)
        space, _colon, name = route.name.partition(":")
        if route.name in PUBLIC:
            used.add(route.name)
            # 400: a question without its words; 404: nobody chosen
            allowed = get.status_code in (200, 302, 400, 405) and post.status_code in (200, 302, 404, 405, 422)
        elif space == "api":
            allowed = {get.status_code, post.status_code} <= {401, 404, 405}
        elif route.name in BY_LINK:
            allowed = get.status_code in (404, 410)
        elif space == "open311" and name != "settings":  # another city's software: what was given for publication, errors as arrays
            allowed = get.status_code in (200, 404) and post.status_code in (400, 403, 404, 405)
        elif space == "resident":
            allowed = get.status_code in (403, 405) if name in ASKS_FOR_THE_CODE else get.status_code in (302, 405)
        elif space == "files":
            allowed = {get.status_code, post.status_code} <= {404, 405}
        else:
            ways = [answer for answer in (get, post) if answer.status_code != 405]
            allowed = bool(ways) and all((answer.status_code == 302 and "/sign-in/" in answer["Location"]) or name == "sign_out" for answer in ways)
        if not allowed:
            surprises.append(f"{route.name} {address}: GET {get.status_code} {get.get('Location', '')}, POST {post.status_code} {post.get('Location', '')}")
        assert case.description not in text_of(get)
        assert case.tracking_code not in text_of(get)
    assert surprises == []
    assert used == set(PUBLIC)


# --- another street ----------------------------------------------------------------------------------------------------

STREET_ROLES = (Role.STREET_DESK, Role.STREET_LEADER, Role.OFFICE_HANDLER, Role.VERIFIER, Role.CALL_BACK, Role.COUNTER, Role.COMMUNITY_DESK, Role.GRID_WORKER)


def test_whoever_sits_in_another_street_finds_nothing_of_the_case(case):
    """Page, moves, papers, reporter, steps, files: 404, so that not even its being there is told."""
    seen: list[str] = []
    values = fillers(case)
    moves = {reverse("cases:act", args=[case.number, move]) for move in CASE_FLOW.by_name if move not in ("confirm", "withdraw", "supplement", "rate")}
    own = {address for route, address in addresses(case) if route.name.startswith(("cases:", "field:", "forces:")) and "number" in route.parameters}
    files = {reverse(name, args=[values[f"{name}.pk"]]) for name in ("files:download", "files:thumbnail")}
    for role in STREET_ROLES:
        client = at_work(people.actor(role.value, street=people.NEXT))
        for address in sorted(own | moves | files if role == Role.STREET_DESK else own | files):
            for method in ("get", "post"):
                status = asked(client, method, address).status_code
                if status not in (404, 405):
                    seen.append(f"{role} {method} {address}: {status}")
    assert seen == []


def test_whoever_sits_in_another_street_or_a_unit_not_called_finds_nothing_of_the_whistle(case, whistle):
    order = whistle_walks.lead(whistle).pk
    own = [address for route, address in addresses(case) if route.name.startswith("whistles:") and {"number", "order"} & set(route.parameters)]
    own += [reverse("whistles:act", args=[whistle.number, move]) for move in WHISTLE_FLOW.by_name]
    own += [reverse("whistles:unit_act", args=[whistle.number, order, move]) for move in ("acknowledge", "claim_done", "object", "rule_stands")]
    strangers = [people.actor(role.value, street=people.NEXT) for role in STREET_ROLES] + [whistle_walks.of_body(whistle_walks.health())]
    assert len(own) > 20
    seen = [
        f"{who.title} {method} {address}: {status}" for who in strangers for client in (at_work(who),) for address in own for method in ("get", "post")
        if (status := asked(client, method, address).status_code) not in (404, 405)
    ]
    assert seen == []
    for who in strangers:
        for address in ("/whistles/", "/whistles/?q=示例哨", "/desk/", f"/whistles/panel/{case.number}/"):
            assert "示例哨里的话" not in text_of(asked(seated(who), "get", address))
    assert "示例哨里的话" in text_of(asked(seated(people.actor("STREET_DESK", street=people.HOME)), "get", "/whistles/"))


def spoken(case: Case) -> tuple[str, str]:
    return case.number, case.description


@pytest.fixture
def two_streets() -> tuple[list[Case], list[Case]]:
    """Cases of the home street and of the next, at work, with words of their own."""
    now = timezone.now()
    home = [reported(at=now - timedelta(hours=n + 1), description=f"示例甲街垃圾{n}堆在路口") for n in range(3)]
    other = [reported(at=now - timedelta(hours=n + 1), street=people.NEXT, description=f"示例乙街垃圾{n}堆在路口") for n in range(3)]
    assert {one.matter.street_id for one in home}.isdisjoint({one.matter.street_id for one in other})
    return [fresh(one) for one in home], [fresh(one) for one in other]


SHOWING_ROWS = ("/desk/", "/cases/", "/cases/?q=垃圾", "/cases/map/", "/cases/map/points.geojson", "/search/?q=垃圾", "/search/?q=示例乙街", "/notices/",
                "/field/", "/field/tasks/", "/field/kit.json", "/forces/duty/", "/forces/orders/", "/board/", "/board/parts/", "/board/decisions/",
                "/board/forces/", "/board/marks.geojson", "/whistles/", "/coordination/", "/cases/new/earlier/?phone=13900000000")


def test_no_list_search_or_map_shows_a_row_of_another_street(two_streets):
    _home, other = two_streets
    for role in STREET_ROLES:
        client = seated(people.actor(role.value, street=people.HOME))
        for address in SHOWING_ROWS:
            answer = asked(client, "get", address) if "earlier" not in address else asked(client, "post", "/cases/new/earlier/", phone="13900000000")
            assert answer.status_code in (200, 403), (role, address)
            for words in (word for one in other for word in spoken(one)):
                assert words not in text_of(answer), (role, address, words)
        assert [one.number for one in other if asked(client, "get", f"/search/?q={one.number}").status_code == 302] == []


def test_the_desk_of_the_street_does_see_its_own(two_streets):
    """Or the test before would hold for an empty page."""
    home, _other = two_streets
    client = seated(people.actor("STREET_DESK", street=people.HOME))
    for address in ("/cases/", "/cases/?q=垃圾", "/cases/map/points.geojson", "/search/?q=垃圾"):
        assert all(one.number in text_of(asked(client, "get", address)) for one in home), address
    assert asked(client, "get", f"/search/?q={home[0].number}").status_code == 302


def test_an_export_holds_the_rows_of_the_list_and_no_other(two_streets):
    for street, mine, others in ((people.HOME, *two_streets), (people.NEXT, *two_streets[::-1])):
        answer = asked(seated(people.actor("STREET_DESK", street=street)), "post", "/cases/export/csv/")
        assert answer.status_code == 200
        assert all(one.number in text_of(answer) for one in mine)
        assert not any(word in text_of(answer) for one in others for word in spoken(one))


def key_of(street: str) -> dict[str, str]:
    body = Body.objects.get(street__code=street, kind=BodyKind.STREET_OFFICE)
    _key, token = keys.make_key(f"示例系统{ApiKey.objects.count()}", list(Scope), body_id=body.pk, post_id=None, actor=SYSTEM, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


def test_the_interface_of_a_street_gives_its_own_rows_only(two_streets):
    home, other = two_streets
    headers, client = key_of(people.HOME), Client()
    for address in ("/api/v1/cases?limit=100", "/api/v1/cases?q=垃圾", "/api/v1/desk"):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200
        assert not any(one.number in answer.content.decode() for one in other), address
    assert {row["number"] for row in client.get("/api/v1/cases?limit=100", headers=headers).json()["items"]} == {one.number for one in home}
    for one in other:
        assert client.get(f"/api/v1/cases/{one.number}", headers=headers).status_code == 404
        for move in ("sign", "dispatch", "finish"):
            body = json.dumps({"outcome": "示例"})
            assert client.post(f"/api/v1/cases/{one.number}/moves/{move}", body, content_type="application/json", headers=headers).status_code in (404, 422)
            assert fresh(one).status == one.status


def test_the_three_administrators_see_no_case(two_streets, case):
    for role in sorted(THREE_ADMINISTRATORS):
        client = seated(people.actor(role.value))
        for address in (*SHOWING_ROWS[:-1], f"/search/?q={two_streets[0][0].number[:8]}"):
            answer = asked(client, "get", address)
            assert answer.status_code in (200, 403), (role, address)
            assert not any(word in text_of(answer) for one in (case, *two_streets[0], *two_streets[1]) for word in spoken(one)), (role, address)
        assert asked(client, "get", reverse("cases:case", args=[case.number])).status_code == 404
        assert asked(client, "post", "/cases/export/csv/").status_code == 403
        assert asked(client, "get", reverse("files:download", args=[Attachment.objects.get().pk])).status_code == 404


def test_a_notice_of_another_post_is_not_there(case):
    mine = handler_of(case)
    notice = Notice.objects.create(post_id=mine.post_id, matter_id=case.pk, code="cases.dispatched", params={}, created_at=timezone.now())
    address = reverse("notices:open", args=[notice.pk])
    stranger = seated(people.actor("STREET_DESK", street=people.NEXT))
    assert {asked(stranger, method, address).status_code for method in ("get", "post")} <= {404, 405}
    assert 302 in {asked(seated(mine), method, address).status_code for method in ("get", "post")}


# --- cost --------------------------------------------------------------------------------------------------------------

LISTS = ("/desk/", "/cases/", "/cases/?q=垃圾", "/cases/map/", "/cases/map/points.geojson", "/search/?q=垃圾", "/notices/")


def queries_of(client: Client) -> dict[str, int]:
    """Statements a page needs: the fewer of two visits, for now and then one of them also looks whether the worker is alive."""
    counts = {}
    for address in LISTS:
        client.get(address)
        visits = []
        for _turn in range(2):
            with CaptureQueriesContext(connection) as counted:
                assert client.get(address).status_code == 200
            visits.append(len(counted))
        counts[address] = min(visits)
    return counts


def test_more_rows_cost_no_more_queries():
    now, made = timezone.now(), 0
    client = seated(people.actor("STREET_DESK", street=people.HOME))

    def until(wanted: int) -> dict[str, int]:
        nonlocal made
        for turn in range(made, wanted):
            kind = (STREET_TYPE, "", "B0103")[turn % 3]
            reported(kind, at=now - timedelta(minutes=turn), description=f"示例垃圾 {turn}")
        made = wanted
        return queries_of(client)

    few, many = until(10), until(60)
    assert {address: (few[address], many[address]) for address in LISTS if many[address] > few[address]} == {}


def test_the_handled_are_told_apart():
    """One whose work it was does not verify it, whatever other role he holds."""
    case, handler = handled(at=timezone.now() - timedelta(days=1))
    answer = asked(seated(handler), "post", reverse("cases:act", args=[case.number, "verify_pass"]))
    assert answer.status_code == 403
