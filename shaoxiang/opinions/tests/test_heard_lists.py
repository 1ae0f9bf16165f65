"""No list is published past the streets: the version names the file on which they were heard, or says why they were not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties import actions as lists
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.hearing import concern_of
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.reviewing import confirmed
from shaoxiang.duties.tests.test_matter import MONDAY, decided, drafted, office
from shaoxiang.duties.tests.test_views import signed_in  # noqa: F401
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions
from shaoxiang.opinions.tests.conftest import DAY, asker
from shaoxiang.opinions.vocabulary import Power
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
WHY = "示例：只改错字，街道的事一件不动"


def reviewed(kind: str = "STREET_DUTY", **how) -> ListVersion:
    version = decided(version=drafted(kind, at=MONDAY - 40 * DAY), **how)
    return confirmed(version.pk, actor=office(), at=MONDAY)


def units(kind: str) -> list[int]:
    return list(Body.objects.filter(kind=kind, valid_to=None).values_list("pk", flat=True))


def heard_by(unit_ids: list[int], sent: bool = True) -> str:
    file = actions.ask(
        power=Power.INTEGRATED_COORDINATION, title="示例新版：改一条", units=unit_ids, asked_by=asker(), at=MONDAY - 30 * DAY, text="示例：改一条")
    if sent:  # silence to the end is no consent, and keeps nobody
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY - DAY)
    return file.number


def test_the_list_of_streets_is_published_once_every_street_was_heard():
    version = reviewed()
    streets = units("STREET_OFFICE")
    for how, words in (
        ({}, "为什么不用"), ({"unheard_why": "短"}, "为什么不用"), ({"heard_number": "JC20000101-0001"}, "没有编号"),
        ({"heard_number": heard_by(streets, sent=False)}, "还没有提交会议"), ({"heard_number": heard_by(streets[1:])}, "没有问到"),
    ):
        with pytest.raises(ChangeRefused, match=words) as refused:
            lists.publish(version.pk, actor=office(), at=MONDAY, **how)
        assert refused.value.field == "heard_number"
    number = heard_by(streets)
    version = lists.publish(version.pk, actor=office(), at=MONDAY, heard_number=number, unheard_why=WHY)
    assert (version.number, version.heard_number, version.unheard_why) == (2, number, "")
    facts = Entry.objects.get(kind="duties.version_published").facts
    assert (facts["heard"], facts["unheard_sha256"]) == (number, None)


def test_a_town_is_heard_on_the_list_of_towns_and_a_street_is_not():
    version = reviewed("TOWN_DUTY")
    assert lists.publish(version.pk, actor=office(), at=MONDAY, heard_number=heard_by(units("TOWN_GOVERNMENT"))).number == 2


def test_a_service_reworded_asks_nobody_and_a_new_one_at_the_window_asks_them_all():
    assert concern_of(drafted("SERVICE"), MONDAY.date()).codes == ()
    version = lists.draft_version("SERVICE", title="示例", actor=office(), at=MONDAY)
    values = {"name": "示例：代办申报", "category": "示例", "item_type": "示例", "handled_at": ["street"]}
    lists.change_item(version.pk, "S900", act="ADD", values=values, reason="", basis="某发〔2026〕3号", revision=0, actor=office(), at=MONDAY)
    concern = concern_of(version, MONDAY.date())
    assert (concern.codes, len(concern.streets)) == (("S900",), len(units("STREET_OFFICE")) + len(units("TOWN_GOVERNMENT")))


def test_the_preview_names_the_streets_the_form_keeps_what_was_typed_and_everybody_reads_the_reason_afterwards(client):
    version = reviewed()
    page, office_page = reverse("duties:version", args=[version.pk]), seated(office())
    text = office_page.get(page).content.decode()
    assert "公布以前要听意见的镇街" in text
    assert 'name="heard_number"' in text
    act, said = reverse("duties:version_act", args=[version.pk, "publish"]), {"revision": version.revision, "heard_number": "", "unheard_why": "急"}
    refused = office_page.post(act, said)
    assert refused.status_code == 422
    assert "为什么不用" in refused.content.decode()
    assert "急</textarea>" in refused.content.decode()
    assert office_page.post(act, {**said, "unheard_why": WHY}).status_code == 302
    assert WHY in client.get(page).content.decode(), "of everybody, without signing in"


def test_a_street_may_not_publish_with_a_reason_either():
    version = reviewed()
    assert seated(people.actor("STREET_LEADER")).post(reverse("duties:version_act", args=[version.pk, "publish"]), {"unheard_why": WHY}).status_code == 404
