"""The next draft as it is prepared: every duty of the list stands in it, or is told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.determinations.models import DeterminationLine
from shaoxiang.determinations.queries import versions
from shaoxiang.determinations.queries.missing import missing_duties
from shaoxiang.determinations.tests.test_actions import NOW, TODAY, drafted, home, office, staffing
from shaoxiang.determinations.vocabulary import PartKind
from shaoxiang.institutions.actions import rename_body
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.rules import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def renamed(name="城市建设和管理办公室"):
    body = office()
    decision = Decision(TODAY - timedelta(days=1), "机构调整", "新编发〔2026〕8号（示例）")
    rename_body(body.pk, name, decision=decision, revision=body.revision, actor=staffing(), at=NOW)
    return name


def offices_of(version):
    return {one.kind: one for one in versions.parts_of(version)}[PartKind.OFFICES].lines


def test_a_renamed_office_keeps_its_duties_in_the_next_draft():
    before = [line.code for line in offices_of(drafted_before()) if line.office == "城市管理办公室"]
    name = renamed()
    version = drafted()
    lines = [line for line in offices_of(version) if line.office == name]
    assert [line.code for line in lines] == before
    assert len(before) > 10
    assert missing_duties(home(), every_line(version), TODAY) == []


def test_the_duties_of_an_office_that_is_not_there_are_told_on_the_draft():
    Body.objects.filter(pk=office().pk).update(valid_to=TODAY)
    version = drafted()
    page = seated(staffing()).get(reverse("determinations:show", args=[version.pk])).content.decode()
    found = missing_duties(home(), every_line(version), TODAY)
    assert {one.office for one in found} == {None}
    assert {one.item.office_name for one in found} == {"城市管理办公室"}
    assert len(found) > 10
    assert "清单里有、这一稿没写的职责" in page
    assert "清单写的“城市管理办公室”本单位没有设" in page


def test_a_duty_dropped_from_the_draft_is_told_with_the_office_it_belongs_to():
    version = drafted()
    assert missing_duties(home(), every_line(version), TODAY) == []
    DeterminationLine.objects.filter(part__version=version, code="D-C02").delete()
    assert [(one.item.code, one.office) for one in missing_duties(home(), every_line(version), TODAY)] == [("D-C02", office())]
    assert "D-C02" in seated(staffing()).get(reverse("determinations:show", args=[version.pk])).content.decode()


def every_line(version):
    return [line for one in versions.parts_of(version) for line in one.lines]


def drafted_before():
    return versions.in_force_version(home().pk, TODAY)
