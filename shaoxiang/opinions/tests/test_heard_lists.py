"""No list is published past the streets: the version names the file on which they were heard, item by item. No reason stands for it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties import actions as lists
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.hearing import concern_of
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.reviewing import confirmed
from shaoxiang.duties.tests.test_matter import MONDAY, decided, drafted, office
from shaoxiang.duties.tests.test_views import signed_in  # noqa: F401
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.opinions import actions
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.tests.conftest import DAY, asker
from shaoxiang.opinions.vocabulary import Power
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def reviewed(kind: str = "STREET_DUTY", **how) -> ListVersion:
    version = decided(version=drafted(kind, at=MONDAY - 40 * DAY), **how)
    return confirmed(version.pk, actor=office(), at=MONDAY)


def units(kind: str) -> list[int]:
    return list(Body.objects.filter(kind=kind, valid_to=None).values_list("pk", flat=True))


def heard_by(unit_ids: list[int], sent: bool = True, late: int = 0) -> str:
    text = "、".join(next(iter(base_items(kind))) for kind in ("STREET_DUTY", "TOWN_DUTY"))  # what `drafted` rewords
    file = actions.ask(
        power=Power.INTEGRATED_COORDINATION, title="示例新版：改一条", units=unit_ids, asked_by=asker(), at=MONDAY - 30 * DAY, text=text)
    if sent:  # silence to the end is no consent, and keeps nobody
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY - (5 - late) * DAY)
    return file.number


def test_the_list_of_streets_is_published_once_every_street_was_heard():
    version = reviewed()
    streets = units("STREET_OFFICE")
    for how, words in (
        ({}, "理由不能代替"), ({"heard_number": "JC20000101-0001"}, "没有编号"),
        ({"heard_number": heard_by(streets, sent=False)}, "还没有提交会议"), ({"heard_number": heard_by(streets[1:])}, "没有问到"),
        ({"heard_number": heard_by(streets, late=3)}, "先听意见再决定"),
    ):
        with pytest.raises(ChangeRefused, match=words) as refused:
            lists.publish(version.pk, actor=office(), at=MONDAY, **how)
        assert refused.value.field == "heard_number"
    number = heard_by(streets)
    version = lists.publish(version.pk, actor=office(), at=MONDAY, heard_number=number)
    assert (version.number, version.heard_number) == (2, number)
    assert Entry.objects.get(kind="duties.version_published").facts["heard"] == number


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


def test_an_item_changed_after_the_streets_were_asked_is_asked_again():
    version = drafted("STREET_DUTY", at=MONDAY - 40 * DAY)
    number = heard_by(units("STREET_OFFICE"))
    another = concern_of(version, MONDAY.date()).codes[0]
    code = next(code for code in base_items("STREET_DUTY") if code != another)
    lists.change_item(version.pk, code, act="REMOVE", values={}, reason="", basis="某发〔2026〕3号", revision=version.revision, actor=office(), at=MONDAY)
    version = decided(version=ListVersion.objects.get(pk=version.pk))
    confirmed(version.pk, actor=office(), at=MONDAY)
    with pytest.raises(ChangeRefused) as refused:
        lists.publish(version.pk, actor=office(), at=MONDAY, heard_number=number, accept_gaps=True)
    assert "以前问的" in refused.value.reason, "whether it is another item or the same in other words"


def test_the_draft_s_page_has_the_way_the_question_names_every_item_and_the_number_comes_back_by_itself(client):
    version, office_page = reviewed(), seated(office())
    page, ask = reverse("duties:version", args=[version.pk]), reverse("opinions:about", args=["list_version", version.pk])
    text = office_page.get(page).content.decode()
    assert "公布以前要听意见的镇街" in text
    assert ask in text
    form = office_page.get(ask).context["form"].initial
    assert all(code in form["text"] for code in concern_of(version, MONDAY.date()).codes)
    assert sorted(form["units"]) == sorted(units("STREET_OFFICE"))
    assert office_page.post(ask, form).status_code == 302
    file = OpinionFile.objects.select_related("matter").get()
    actions.send_out(file.number, actor=office(), at=MONDAY - 30 * DAY)
    actions.send_to_meeting(file.number, meeting="示例", actor=office(), at=MONDAY - 5 * DAY)
    assert f'value="{file.number}"' in office_page.get(page).content.decode()
    act = reverse("duties:version_act", args=[version.pk, "publish"])
    said = {"revision": version.revision, "heard_number": "", "unheard_why": "示例：只改错字，街道的事一件不动"}
    refused = office_page.post(act, said)
    assert refused.status_code == 422
    assert "理由不能代替" in refused.content.decode()
    assert office_page.post(act, {**said, "heard_number": file.number}).status_code == 302
    assert file.number in client.get(page).content.decode(), "of everybody, without signing in"


def test_a_street_neither_publishes_nor_asks_about_a_draft():
    version = reviewed()
    client = seated(people.actor("STREET_LEADER"))
    assert client.post(reverse("duties:version_act", args=[version.pk, "publish"]), {"heard_number": "JC1"}).status_code == 404
    assert client.get(reverse("opinions:about", args=["list_version", version.pk])).status_code == 404
