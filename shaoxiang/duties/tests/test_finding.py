"""One search of every list: what people call a thing is found, in a handful of statements however long the lists are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties import actions
from shaoxiang.duties.models import DutyItem, EverydayName
from shaoxiang.duties.queries.finding import find
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.places.models import StreetUnit
from tests import guards, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def home() -> int:
    return people.actor("STREET_DESK", street=people.HOME).unit_id


def home_street() -> str:
    return StreetUnit.objects.get(code=people.HOME).name


def codes(words: str, unit_id: int | None = None) -> list[str]:
    return [one.listed.code for one in find(words, timezone.localdate(), unit_id)]


@pytest.mark.parametrize(("words", "wanted"), [
    ("低保", {"D-S01", "S001"}), ("五保", {"D-S02", "S002"}), ("残疾证", {"S016"}), ("老年卡", {"D-S08"}), ("入党", {"D-J01"}), ("打架", {"D-P06"}),
    ("井盖", {"D-C16", "P23"}), ("违建", {"D-C05", "P45"}), ("停水", {"D-C16"}), ("狗咬人", {"D-C14"}), ("油烟", {"D-C10", "P36"}), ("小额救助", {"A05"}),
    ("公租房怎么申请", {"S035"}), ("noise", {"D-C11"}),
])
def test_what_people_call_a_thing_is_found(words, wanted):
    assert wanted <= set(codes(words, home()))


def test_the_nearest_comes_first_and_what_a_type_leads_to_says_by_which():
    found = find("低保", timezone.localdate(), home())
    assert (found[0].listed.code, found[0].everyday) == ("D-S01", "低保")
    led = next(one for one in find("爆管", timezone.localdate(), home()) if one.type_code == "0402")
    assert (led.listed.code, led.led_by[:4]) == ("D-C16", "0402")


def test_a_code_typed_whole_is_meant_alone():
    assert codes("D-C05") == codes("d-c05") == ["D-C05"]
    assert codes("0402", home())[0] == "D-C16"
    assert "D-S01" not in codes("0402", home())


def test_a_unit_is_answered_from_its_own_lists_and_what_is_on_none_is_not_found():
    town = Body.objects.get(kind="TOWN_GOVERNMENT", street__reform_unit=True).pk
    assert not [code for code in codes("违建", town) if code.startswith("D-")]
    assert "T-C05" in codes("违建", town)
    assert not [code for code in codes("违建", home()) if code.startswith("T-")]
    assert codes("代征车船税") == codes("") == []


def test_the_statements_do_not_grow_with_the_lists():
    today = timezone.localdate()
    find("低保", today, home())  # the books and the lists of the day are read once
    with CaptureQueriesContext(connection) as few:
        find("低保", today, home())
    guards.aside()
    DutyItem.objects.bulk_create(
        DutyItem(code=f"X-{n:04d}", title=f"示例：第{n}条 最低生活保障", role="PRIMARY", office_name="示例", valid_from=today) for n in range(300)
    )
    actions.raise_version()
    find("低保", today, home())
    with CaptureQueriesContext(connection) as many:
        assert len(find("低保", today, home())) > 300
    assert len(many) == len(few) < 15


def test_what_is_published_is_found_at_once_and_what_was_taken_back_no_more():
    """The lists of the day are held in memory: what is in force on a day and for a street is said as the tables say it."""
    today, next_street = timezone.localdate(), people.actor("STREET_DESK", street=people.NEXT).unit_id
    assert codes("示例冷僻词") == []
    guards.aside()
    row = DutyItem.objects.create(code="X-1", title="示例冷僻词的登记", role="PRIMARY", office_name="示例", valid_from=today, streets=[home_street()])
    actions.raise_version()
    assert codes("示例冷僻词") == codes("示例冷僻词", home()) == ["X-1"]
    assert codes("示例冷僻词", next_street) == []
    assert find("示例冷僻词", today - timedelta(days=1)) == []
    row.delete()
    actions.raise_version()
    assert codes("示例冷僻词") == []


def test_an_everyday_name_is_added_found_at_once_and_ended(client):
    admin, now = people.actor("CONFIG_ADMIN"), timezone.now()
    assert codes("吃低保的") != codes("困难户")
    row = actions.name_everyday(word="困难户", meaning="最低生活保障", actor=admin, at=now)
    assert "D-S01" in codes("困难户")
    entry = Entry.objects.get(kind="duties.everyday_named")
    assert (entry.subject_kind, entry.subject_id, entry.facts) == ("everyday_name", row.pk, {"words_sha256": digest("困难户 = 最低生活保障")})
    with pytest.raises(ChangeRefused, match="已经有了"):
        actions.name_everyday(word="困难户", meaning="最低生活保障", actor=admin, at=now)
    actions.end_everyday(row.pk, actor=admin, at=now)
    assert "D-S01" not in codes("困难户")
    old = EverydayName.objects.get(word="低保")
    actions.end_everyday(old.pk, actor=admin, at=now)
    old.refresh_from_db()
    assert old.valid_to == timezone.localdate()
    yesterday = timezone.localdate() - timedelta(days=1)
    assert find("低保", yesterday)[0].listed.code == "D-S01", "what it led to then stays readable"


@pytest.mark.parametrize("role", ["STAFFING_OFFICE", "STREET_DESK", "DEPARTMENT_LIAISON"])
def test_only_who_keeps_the_words_of_types_keeps_them(role):
    actor = people.actor(role)
    with pytest.raises(PermissionDenied):
        actions.name_everyday(word="困难户", meaning="最低生活保障", actor=actor, at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.end_everyday(EverydayName.objects.first().pk, actor=actor, at=timezone.now())


def test_the_table_is_open_and_whoever_keeps_it_writes_there(client):
    address = reverse("duties:everyday")
    page = client.get(address, {"q": "低保"}).content.decode()
    assert "最低生活保障" in page
    assert 'name="meaning"' not in page
    office = seated(people.actor("CONFIG_ADMIN"))
    new = reverse("duties:everyday_new")
    assert client.post(new).status_code == 302
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(new).status_code == 403
    refused = office.post(new, {"word": "困难户", "meaning": "清单上没有的"})
    assert refused.status_code == 422
    assert "困难户" in refused.content.decode()
    assert office.post(new, {"word": "困难户", "meaning": "最低生活保障"}).status_code == 302
    row = EverydayName.objects.get(word="困难户")
    assert seated(people.actor("STREET_DESK", street=people.HOME)).post(reverse("duties:everyday_end", args=[row.pk])).status_code == 403
    assert office.post(reverse("duties:everyday_end", args=[row.pk])).status_code == 302
    assert office.post(reverse("duties:everyday_end", args=[row.pk])).status_code == 404
    EverydayName.objects.filter(word="低保").update(meaning="早先的说法")
    assert "现在清单上没有这个说法" in client.get(address, {"q": "低保"}).content.decode()
