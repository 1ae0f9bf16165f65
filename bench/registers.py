"""The registers of every room, filled in the mould of one real row: a test counts statements with few rows and with many, here the time is taken at 5,000.

    python -m bench.registers [name …]       on any database that holds the district; what it composes is rolled back
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bench.alike import SOME, Register, alike, client_of, forget_books, numbered, units_of

TURNS, SLOW_MS = 5, 50


def registers() -> list[Register]:
    return [*of_lists(), *of_staffing(), *of_institutions(), *of_procedures(), *of_places()]


def _at(name: str, *args: Any) -> str:
    from django.urls import reverse

    return reverse(name, args=args)


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def of_lists() -> list[Register]:
    from django.utils import timezone

    from shaoxiang.duties.actions import draft_version
    from shaoxiang.duties.models import (
        DispatchCatalogueEntry,
        DutyItem,
        EmpoweredMatter,
        EventType,
        InstitutionDocument,
        ListVersion,
        ServiceItem,
    )
    from shaoxiang.institutions.models import Body
    from tests import people

    def listed(model: Any, **which: Any) -> Callable[[int], Any]:
        return lambda n: alike(model.objects.filter(valid_to=None, **which).first(), n, code=numbered("Z", model), valid_from=_today())

    def types(n: int) -> None:
        row = EventType.objects.filter(valid_to=None).first()
        children = [(list(getattr(row, name).all()), "type_id") for name in ("limits", "words", "duties")]
        alike(row, n, code=numbered("Z", EventType), name="示例分类", children=children)

    def catalogue(n: int) -> None:
        row = DispatchCatalogueEntry.objects.first() or DispatchCatalogueEntry.objects.create(
            type=EventType.objects.first(), lead=Body.objects.get(code="DEP05"), source_code="AGREED", sample=True)
        if not row.cooperating.exists():
            row.cooperating.add(Body.objects.get(code="DEP06"))
        links = DispatchCatalogueEntry.cooperating.through.objects.filter(dispatchcatalogueentry_id=row.pk)
        alike(row, n, children=[(list(links), "dispatchcatalogueentry_id")])

    def documents(n: int) -> None:
        row = InstitutionDocument.objects.first()
        alike(row, n, code=numbered("Z", InstitutionDocument), children=[(list(row.texts.all()), "document_id")])

    def drafts(n: int) -> None:
        row = ListVersion.objects.filter(status="DRAFT").first() or draft_version(
            "STREET_DUTY", title="草案（示例）", actor=people.actor("STAFFING_OFFICE"), at=timezone.now())
        alike(row, n)

    return [
        Register("duty items", "", listed(DutyItem, list_kind="STREET"), lambda: (
            _at("duties:index"), _at("duties:items"), _at("duties:items") + "?q=巡查", _at("duties:items") + "?part=PRIMARY",
            _at("duties:item", "STREET_DUTY", "D-C16"))),
        Register("powers", "", listed(EmpoweredMatter), lambda: (
            _at("duties:matters"), _at("duties:matters") + "?q=示例", _at("duties:matters") + "?power=PENALTY", _at("empowerment:streets"))),
        Register("services", "", listed(ServiceItem), lambda: (_at("duties:services"), _at("duties:services") + "?q=证")),
        Register("types", "", types, lambda: (_at("duties:types"), _at("duties:types") + "?q=示例")),
        Register("catalogue", "", catalogue, lambda: (_at("duties:catalogue"), _at("duties:catalogue") + "?q=示例")),
        Register("written rules", "", documents, lambda: (_at("duties:documents"), _at("duties:documents") + "?q=准入")),
        Register("drafts", "STAFFING_OFFICE", drafts, lambda: (_at("duties:versions"),), SOME),
    ]


def of_staffing() -> list[Register]:
    from django.utils import timezone

    from shaoxiang.institutions.models import Assignment, Body, Person, Post
    from shaoxiang.staffing.models import CadreSelection, CoordinatingBody, MatchingDemand, QuotaChange, QuotaEntry, QuotaHolding
    from shaoxiang.staffing.tests.conftest import drafted
    from shaoxiang.staffing.tests.test_selection import moved, named, staff
    from tests import people

    home = f"S{people.HOME}"

    def changes(n: int) -> None:
        alike(QuotaChange.objects.filter(matter__status="DRAFT").first() or drafted(at=timezone.now(), effective_on=_today() + timedelta(days=30)), n,
              body_id=units_of(n))

    def entries(n: int) -> None:
        row = QuotaEntry(quota_type="INSTITUTIONAL", effective_on=_today() - timedelta(days=30), sample=True)
        alike(row, n, delta=1, body_id=units_of(n))

    def demands(n: int) -> None:
        row = MatchingDemand.objects.first() or MatchingDemand.objects.create(
            department=Body.objects.get(code="DEP05"), unit=Body.objects.get(code=home), what="BODY", words="示例", received_on=_today(), sample=True)
        alike(row, n)

    def coordinating(n: int) -> None:
        row = CoordinatingBody.objects.first() or CoordinatingBody.objects.create(
            name="示例领导小组", lead=Body.objects.get(code="DEP05"), document="示例", valid_to=_today() + timedelta(days=90), sample=True)
        alike(row, n)

    def cadres(n: int) -> None:
        row = CadreSelection.objects.first()
        if row is None:
            row = moved(at=timezone.now())
            named(row, staff("示例人选"))
        alike(row, n, children=[(list(row.candidates.all()), "selection_id")])

    def people_there(n: int) -> None:
        """On the quota of a unit and in a post of the home street."""
        post, units = Post.objects.filter(body__unit__code=home, valid_to=None).first(), units_of(n)
        persons = alike(Person(name="示例人员", sample=True), n)
        QuotaHolding.objects.bulk_create((
            QuotaHolding(person=one, body_id=units(turn), quota_type="INSTITUTIONAL", sample=True) for turn, one in enumerate(persons)), batch_size=500)
        Assignment.objects.bulk_create((Assignment(person=one, post=post, sample=True) for one in persons[:SOME]), batch_size=500)

    return [
        Register("quota changes", "STAFFING_OFFICE", changes, lambda: (_at("staffing:changes"), _at("staffing:unit", home))),
        Register("quota ledger", "STAFFING_OFFICE", entries, lambda: (_at("staffing:index"), _at("staffing:unit", home))),
        Register("matching demands", "STAFFING_OFFICE", demands, lambda: (_at("staffing:demands"),)),
        Register("coordinating bodies", "STAFFING_OFFICE", coordinating, lambda: (_at("staffing:coordinating"),), SOME),
        Register("selections", "ORGANISATION_DEPARTMENT", cadres, lambda: (_at("staffing:cadres"),)),
        Register("people", "STAFFING_OFFICE", people_there, lambda: (
            _at("staffing:unit", home), _at("staffing:place", home, "here"), _at("staffing:index"), _at("staffing:index") + "?view=work",
            _at("institutions:chart"), _at("institutions:body", home))),
    ]


def of_institutions() -> list[Register]:
    from django.utils import timezone

    from shaoxiang.duties.models import DutyItem
    from shaoxiang.institutions.models import Account, Assignment, Body, BodyChange, Person, Post
    from tests import people

    home = f"S{people.HOME}"

    def offices(n: int) -> None:
        street = Body.objects.get(code=home)
        mould = Body(code="", kind="INTERNAL_OFFICE", name="示例科室", parent=street, unit=street, street_id=street.street_id, sample=True)
        made = alike(mould, n, code=numbered("Z", Body))
        alike(Post(title="示例岗", roles=["OFFICE_HANDLER"], sample=True), n, body_id=lambda turn: made[turn].pk, code=lambda turn: f"{made[turn].code}-P")

    def units(n: int) -> None:
        row = Body.objects.get(code="DEP05")
        alike(row, n, code=numbered("ZD", Body), name="示例部门")

    def duties(n: int) -> None:
        alike(DutyItem.objects.filter(valid_to=None, list_kind="STREET", streets=[]).first(), n, code=numbered("Y", DutyItem), valid_from=_today())

    def accounts(n: int) -> None:
        post = Post.objects.filter(body__unit__code=home, valid_to=None).first()
        persons = alike(Person(name="示例人员", sample=True), n)
        names = numbered("示例", Account)
        Account.objects.bulk_create((Account(username=names(turn), person=one, password="!") for turn, one in enumerate(persons)), batch_size=500)
        Assignment.objects.bulk_create((Assignment(person=one, post=post, sample=True) for one in persons), batch_size=500)

    def log(n: int) -> None:
        row = BodyChange(body=Body.objects.get(code=home), act="RENAME", on=_today(), message="示例", before={"name": "甲"}, after={"name": "乙"},
                         at=timezone.now(), by=people.actor("STAFFING_OFFICE").assignment_id, sample=True)
        alike(row, n)

    register = "institutions:register"
    return [
        Register("offices", "STAFFING_OFFICE", offices, lambda: (
            _at(register), _at(register) + "?view=list", _at(register) + "?sort=-name", _at(register) + "?q=示例科室")),
        Register("offices of one street", "STAFFING_OFFICE", offices, lambda: (
            _at("institutions:body", home), _at("institutions:unit_chart", home), _at("determinations:unit", home), _at("determinations:who")), SOME),
        Register("units", "STAFFING_OFFICE", units, lambda: (
            _at(register), _at("institutions:chart"), _at("staffing:index"), _at("staffing:over"), _at("determinations:index"), _at("determinations:all_gaps")),
            SOME),
        Register("gaps of long lists", "STAFFING_OFFICE", duties, lambda: (
            _at("determinations:all_gaps"), _at("determinations:gaps", home), _at("determinations:unit", home))),
        Register("accounts", "SECURITY_ADMIN", accounts, lambda: (_at("institutions:accounts"), _at("institutions:roles"))),
        Register("change log", "STAFFING_OFFICE", log, lambda: (_at("institutions:log", home), _at("institutions:body", home))),
    ]


def of_procedures() -> list[Register]:
    """Rooms whose rows are matters: admission, opinions, empowerment."""
    from django.utils import timezone

    from shaoxiang.admission.models import AdmissionRequest, RefusalNotice
    from shaoxiang.admission.tests.walks import DAY, refused, stated, taken_in
    from shaoxiang.empowerment.models import EmpowermentDecision
    from shaoxiang.empowerment.tests.conftest import proposed
    from shaoxiang.opinions.models import OpinionFile
    from shaoxiang.opinions.tests.conftest import asked
    from tests import people

    def requests(n: int) -> None:
        row = AdmissionRequest.objects.select_related("matter").first() or taken_in(stated(people.HOME), at=timezone.now() - DAY)
        alike(row, n, children=[(list(row.reviews.all()), "request_id"), (list(row.units.all()), "request_id")])

    def refusals(n: int) -> None:
        alike(RefusalNotice.objects.select_related("matter").first() or refused(at=timezone.now()), n)

    def files(n: int) -> None:
        row = OpinionFile.objects.select_related("matter").first() or asked(at=timezone.now(), streets=(people.HOME,))
        alike(row, n, children=[(list(row.requests.select_related("matter")), "file_id"), (list(row.concerned.all()), "file_id")])

    def decisions(n: int) -> None:
        row = EmpowermentDecision.objects.select_related("matter").first() or proposed(street=people.HOME, at=timezone.now())
        lines = list(row.powers.all())
        for line in lines:
            line.valid_from = line.valid_to = None
        alike(row, n, children=[(list(row.units.all()), "decision_id"), (lines, "decision_id")])

    return [
        Register("admission requests", "STAFFING_OFFICE", requests, lambda: (_at("admission:list"), _at("admission:list") + "?q=示例")),
        Register("refusal notices", "STREET_DESK", refusals, lambda: (_at("admission:refusals"),)),
        Register("opinion files", "DEPARTMENT_LIAISON", files, lambda: (_at("opinions:files"), _at("opinions:list"))),
        Register("opinions asked", "STREET_DESK", files, lambda: (_at("opinions:list"), _at("opinions:files"))),
        Register("decisions on powers", "JUSTICE_BUREAU", decisions, lambda: (_at("empowerment:decisions"),)),
        Register("handed powers", "JUSTICE_BUREAU", decisions, lambda: (
            _at("empowerment:index"), _at("empowerment:usage"), _at("empowerment:capacity"), _at("empowerment:item", "P53"),
            _at("empowerment:street", f"S{people.HOME}")), SOME),
    ]


def of_places() -> list[Register]:
    from django.utils import timezone

    from shaoxiang.places.actions import draft_change
    from shaoxiang.places.models import BaseLayer, DivisionChange, EnforcementArea, Grid, GridDivision
    from shaoxiang.places.rules.changes import Part, Plan
    from tests import people

    community = people.point_in()[2][:12]

    def changes(n: int) -> None:
        row = DivisionChange.objects.first()
        if row is None:
            plan = Plan("RENAME", (community,), (Part(community, "新名社区（示例）", people.HOME, new_body="新名社区居委会（示例）"),), {})
            row = draft_change(plan, title="更名（示例）", effective_from=_today(), actor=people.actor("CONFIG_ADMIN"), at=timezone.now(), sample=True)
        alike(row, n)

    def divisions(n: int) -> None:
        row = GridDivision.objects.first() or GridDivision.objects.create(title="示例", effective_on=_today(), drawn_at=timezone.now(), sample=True)
        alike(row, n, status="DRAFT", decided_at=None)

    def areas(n: int) -> None:
        row = EnforcementArea.objects.first()
        links = [(list(through.objects.filter(enforcementarea_id=row.pk)), "enforcementarea_id")
                 for through in (EnforcementArea.streets.through, EnforcementArea.communities.through)]
        alike(row, n, code=numbered("ZP", EnforcementArea), children=links)

    def layers(n: int) -> None:
        alike(BaseLayer(name="", kind="XYZ", url="https://example.org/{z}/{x}/{y}.png", crs="wgs84", enabled=False, sample=True), n,
              name=numbered("示例图层", BaseLayer))

    def grids(n: int) -> None:
        alike(Grid.objects.filter(community__code=community).first(), n, code=numbered(f"{community[:6]}Z", Grid))

    return [
        Register("division changes", "CONFIG_ADMIN", changes, lambda: (_at("places:changes"),)),
        Register("grid divisions", "CONFIG_ADMIN", divisions, lambda: (_at("places:divisions"),)),
        Register("areas", "CONFIG_ADMIN", areas, lambda: (_at("places:areas"),), SOME),
        Register("base layers", "CONFIG_ADMIN", layers, lambda: (_at("places:layers"),), SOME),
        Register("grids", "CONFIG_ADMIN", grids, lambda: (
            _at("places:district"), _at("places:street", people.HOME), _at("places:community", community), _at("places:load"), _at("places:load_register")),
            SOME),
    ]


def measure(only: Sequence[str] = (), say: Callable[[str], Any] = print) -> dict[str, float]:
    """CPU milliseconds a page of this process (SQLite works inside it, PostgreSQL beside it) with ROWS rows more, the best of some turns."""
    from django.db import transaction

    from bench.lists import _ms
    from tests import guards

    found: dict[str, float] = {}
    for register in registers():
        if only and register.name not in only:
            continue
        with transaction.atomic():
            guards.aside()  # rows of lists no version published; rolled back with them
            register.make(register.rows)
            forget_books()
            client = client_of(register)
            client.defaults["SERVER_NAME"] = "localhost"
            for address in register.pages():
                name = f"{register.name}: {address}"
                found[name] = _ms(partial(client.get, address), TURNS)
                say(f"{name:<70}{found[name]:>9.1f}{' *' if found[name] > SLOW_MS else ''}")
            transaction.set_rollback(True)
    forget_books()
    return found


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxiang.config.settings")
    django.setup()
    measure(sys.argv[1:])
