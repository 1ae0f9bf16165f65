"""Streets are not merged unheard: the decision names a file that was sent and asked each of them. No reason stands for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.rules import About, HeardFile, OpinionRefused, beside_the_point, not_heard
from shaoxiang.opinions.tests.conftest import DAY, asked, asker, desk, of
from shaoxiang.opinions.vocabulary import Power, View
from shaoxiang.places import actions as places
from shaoxiang.places.models import DivisionChange, StreetUnit
from shaoxiang.places.queries.streets import street_plan_of
from shaoxiang.places.rules.changes import ChangeRefused
from shaoxiang.places.rules.streets import StreetPart, StreetPlan
from shaoxiang.places.vocabulary import AreaChangeKind
from tests import people
from tests.streets import second

WHY = "示例：只改代码，街道的事一件不动"


@pytest.mark.parametrize(("number", "why", "found", "words", "left_out"), [
    ("", None, None, "理由不能代替", ()),
    ("JC1", None, HeardFile(True, frozenset({1})), "没有问到", (2,)),
    ("JC1", None, HeardFile(True, frozenset({1, 2})), "", ()),
    ("", "", None, "为什么不用", ()),
    ("", "示例：短", None, "为什么不用", ()),
    ("", WHY, None, "", ()),
    ("JC1", WHY, None, "没有编号", ()),
    ("JC1", WHY, HeardFile(False, frozenset({1, 2})), "还没有提交会议", ()),
    ("JC1", "", HeardFile(True, frozenset({1})), "没有问到", (2,)),
    ("JC1", "", HeardFile(True, frozenset({1, 2, 3})), "", ()),
])
def test_a_file_that_was_sent_and_asked_each_of_them_or_words(number, why, found, words, left_out):
    reason, missing, _name = not_heard(number, why, found, {1, 2})
    assert (words in reason) if words else (reason == "")
    assert missing == left_out


def about(title, *, power=Power.INTEGRATED_COORDINATION, at, streets=(people.HOME, people.NEXT)):
    units = [desk(street).unit_id for street in streets]
    return actions.ask(power=power, title=title, units=units, asked_by=asker(), at=at)


def merger(admin, at=None) -> DivisionChange:
    target = StreetUnit.objects.filter(code=people.NEXT).order_by("-valid_from").first()
    plan = StreetPlan(AreaChangeKind.STREET_MERGE.value, (people.HOME,), StreetPart(target.code, target.name))
    day = timezone.localdate() + timedelta(days=40)
    return places.draft_change(plan, title="示例的撤并", effective_from=day, actor=admin, at=at or timezone.now())


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_two_streets_are_not_merged_before_both_were_heard():
    admin, now = people.actor("CONFIG_ADMIN"), timezone.now()
    change = merger(admin, now - 40 * DAY)
    given = {"decided_by": "区人民政府（示例）", "document": "示例〔2026〕1号", "actor": second(), "at": now}
    for more, words in (({}, "理由不能代替"), ({"heard_number": "JC20000101-0001"}, "没有编号")):
        with pytest.raises(ChangeRefused, match=words):
            places.decide_change(change.pk, **given, **more)
    one = about("示例的撤并", at=now - 30 * DAY, streets=(people.HOME,))
    with pytest.raises(ChangeRefused, match="还没有提交会议"):
        places.decide_change(change.pk, **given, heard_number=one.number)
    actions.answer(of(one).number, view=View.OPPOSE, words="示例：不同意", actor=desk(), at=now - 29 * DAY)
    actions.send_to_meeting(one.number, meeting="示例", actor=asker(), at=now - 20 * DAY)
    with pytest.raises(ChangeRefused, match="没有问到"):
        places.decide_change(change.pk, **given, heard_number=one.number)
    for file, words in (
        (asked(Power.RESOURCE_ALLOCATION, at=now - 30 * DAY), "另一项权力"), (about("示例：慰问品发放", at=now - 30 * DAY), "没有写到“示例的撤并”"),
        (about("示例的撤并", at=now - 50 * DAY), "以前问的"),
    ):
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=now - 10 * DAY)
        with pytest.raises(ChangeRefused) as refused:
            places.decide_change(change.pk, **given, heard_number=file.number)
        assert words in refused.value.reason % refused.value.facts
    both = about("示例的撤并", at=now - 30 * DAY)
    actions.send_to_meeting(both.number, meeting="示例", actor=asker(), at=now - 10 * DAY)  # silence to the end is no consent, and keeps nobody
    decided = places.decide_change(change.pk, **given, heard_number=both.number)
    assert (decided.status, decided.heard_number) == ("DECIDED", both.number)
    assert Entry.objects.get(kind="places.change_decided", subject_id=change.pk).facts["heard"] == both.number


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_who_was_asked_before_the_plan_was_rewritten_did_not_see_it():
    admin, now = people.actor("CONFIG_ADMIN"), timezone.now()
    change = merger(admin, now - 40 * DAY)
    file = about("示例的撤并", at=now - 30 * DAY)
    actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=now - 10 * DAY)
    given = {"title": change.title, "effective_from": change.effective_from, "document": "", "actor": admin}
    places.redraft_change(change.pk, street_plan_of(change), at=now - 5 * DAY, **given)
    given = {"decided_by": "区人民政府（示例）", "document": "示例〔2026〕1号", "actor": second(), "at": now}
    with pytest.raises(ChangeRefused) as refused:
        places.decide_change(change.pk, **given, heard_number=file.number)
    assert "以前问的" in refused.value.reason


POINT = About(frozenset({Power.INTEGRATED_COORDINATION}), ("示例的撤并", "锡林北路街道"), timezone.make_aware(datetime(2026, 11, 2)), ("change", 7))


@pytest.mark.parametrize(("power", "said", "day", "subject", "words"), [
    ("INTEGRATED_COORDINATION", "关于 示例的撤并", 3, None, ""),
    ("INTEGRATED_COORDINATION", "锡林北路街道并入", 2, None, ""),
    ("INTEGRATED_COORDINATION", "示例的撤并", 2, ("change", 7), ""),
    ("INTEGRATED_COORDINATION", "示例的撤并", 1, ("change", 7), "以前问的"),
    ("RESOURCE_ALLOCATION", "示例的撤并", 2, ("change", 7), "另一项权力"),
    ("INTEGRATED_COORDINATION", "春节慰问品", 2, ("change", 7), "没有写到"),
    ("INTEGRATED_COORDINATION", "示例的撤并", 3, ("change", 8), "另一件事"),
    ("RESOURCE_ALLOCATION", "示例的撤并", 3, None, "另一项权力"),
    ("INTEGRATED_COORDINATION", "示例的撤并", 1, None, "以前问的"),
    ("INTEGRATED_COORDINATION", "慰问品发放", 3, None, "没有写到"),
])
def test_a_file_speaks_for_the_matter_it_was_opened_from_or_that_it_names_after_it_was_drafted(power, said, day, subject, words):
    found = HeardFile(True, frozenset(), power, said, timezone.make_aware(datetime(2026, 11, day)), subject)
    reason, _name = beside_the_point(found, POINT)
    assert (words in reason) if words else (reason == "")


@pytest.mark.parametrize(("said", "lacks"), [("D017 清雪，D020 停车", ""), ("清雪和停车", ""), ("D017", "D020 停车"), ("停车", "D017 清雪")])
def test_a_file_names_every_item_by_its_code_or_its_title(said, lacks):
    point = replace(POINT, each=(("D017", "清雪"), ("D020", "停车")))
    found = HeardFile(True, frozenset(), "INTEGRATED_COORDINATION", f"示例的撤并：{said}", timezone.make_aware(datetime(2026, 11, 3)), ("change", 7))
    reason, name = beside_the_point(found, point)
    assert name == lacks
    assert ("这一条" in reason) is bool(lacks)


def test_where_the_draft_is_too_long_for_a_letter_it_goes_along():
    point = replace(POINT, papered=True)
    found = HeardFile(True, frozenset(), "INTEGRATED_COORDINATION", "示例的撤并", timezone.make_aware(datetime(2026, 11, 3)), ("change", 7))
    assert "没有附草案" in beside_the_point(found, point)[0]
    assert beside_the_point(replace(found, papers=1), point) == ("", "")


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_from_the_change_to_the_question_and_back_with_the_number_filled_in():
    """The page has the way; the file is filled in, opened from the change, and its number stands in the form once it went to its meeting."""
    admin, office, now = people.actor("CONFIG_ADMIN"), people.actor("STAFFING_OFFICE"), timezone.now()
    change = merger(admin, now - DAY)
    page, ask = f"/places/changes/{change.pk}/", f"/opinions/files/about/division_change/{change.pk}/"
    assert ask not in seated(admin).get(page).content.decode(), "an administrator keeps the register and asks nobody"
    client = seated(office)
    text = client.get(page).content.decode()
    assert ask in text
    assert "unheard_why" not in text
    form = client.get(ask)
    assert "示例的撤并" in form.content.decode()
    units = sorted(desk(street).unit_id for street in (people.HOME, people.NEXT))
    assert sorted(form.context["form"].initial["units"]) == units
    opened = client.post(ask, {"power": "INTEGRATED_COORDINATION", "title": "示例的撤并", "text": "示例", "units": units})
    assert opened.status_code == 302
    file = OpinionFile.objects.select_related("matter").get()
    assert (file.subject_kind, file.subject_id) == ("division_change", change.pk)
    assert page in client.get(f"/opinions/files/{file.number}/").content.decode(), "and back"
    actions.send_out(file.number, actor=office, at=now)
    assert file.number in client.get(page).content.decode()
    for street in (people.HOME, people.NEXT):
        actions.answer(of(file, street).number, view=View.AGREE, words="", actor=desk(street), at=now)
    actions.send_to_meeting(file.number, meeting="示例", actor=office, at=now)
    assert f'value="{file.number}"' in client.get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_the_page_asks_for_the_number_keeps_what_was_typed_and_takes_no_reason():
    admin = people.actor("CONFIG_ADMIN")
    change, client = merger(admin), seated(second())
    page = f"/places/changes/{change.pk}/"
    assert "征求街道意见的编号" in client.get(page).content.decode()
    form = {"decided_by": "区人民政府（示例）", "document": "示例〔2026〕1号", "heard_number": "", "unheard_why": WHY}
    refused = client.post(f"{page}decide/", form)
    assert refused.status_code == 422
    assert "理由不能代替" in refused.content.decode()
    assert "示例〔2026〕1号" in refused.content.decode()
    change.refresh_from_db()
    assert change.status == "DRAFT"


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_a_street_asks_its_neighbours_only_from_what_it_brings_up_and_never_itself():
    units = [desk(people.NEXT).unit_id]
    with pytest.raises(OpinionRefused, match="从要协调的那一件上"):
        actions.ask(power=Power.INTEGRATED_COORDINATION, title="示例", units=units, asked_by=desk(), at=timezone.now())
    with pytest.raises(OpinionRefused, match="不用问自己"):
        actions.ask(power=Power.INTEGRATED_COORDINATION, title="示例", units=[desk().unit_id], asked_by=desk(), at=timezone.now(), subject=("coordination", 1))
    assert seated(desk()).get("/opinions/files/new/").status_code == 403
    assert seated(desk()).get("/opinions/files/about/division_change/1/").status_code == 404
