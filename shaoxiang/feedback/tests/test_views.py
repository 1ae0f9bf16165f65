"""对本系统提意见: in every footer, without an account, answered in public; floods are refused kindly."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.feedback import views
from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.identity.models import VaultRecord
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def posted(client: Client | None = None, **changes):
    return (client or Client()).post("/feedback/", {"kind": "SUGGESTION", "text": "示例：希望能放大地图。", "page": "/places/", **changes})


def test_from_the_footer_to_the_answer_in_public():
    asker = Client()
    assert 'value="/track/"' in asker.get("/feedback/?from=/track/").content.decode()
    answer = posted(asker, page="/track/", text="示例：字太小，我是3号楼张阿姨，电话13900000000")
    feedback = ProductFeedback.objects.get()
    assert (feedback.kind, feedback.page, feedback.contact_id) == ("SUGGESTION", "/track/", None)
    mine = Client().get(answer["Location"]).content.decode()  # another browser: the address is all one needs
    assert feedback.number in mine
    assert "前答复您" in mine
    config = seated(people.actor("CONFIG_ADMIN"))
    assert feedback.number in config.get("/feedback/desk/").content.decode()
    assert feedback.number in config.get("/desk/").content.decode()
    page = config.get(f"/feedback/{feedback.number}/answer/").content.decode()
    assert "13900000000" not in page
    assert config.post(f"/feedback/{feedback.number}/answer/", {"answer": "", "published": "on"}).status_code == 422
    assert config.post(f"/feedback/{feedback.number}/answer/", {"answer": "示例：有“大字”按钮。", "published": "on"}).status_code == 302
    assert config.post(f"/feedback/{feedback.number}/answer/", {"answer": "再答"}).status_code == 409
    public = Client().get("/feedback/").content.decode()
    assert "有“大字”按钮" in public
    for hidden in ("13900000000", "张阿姨"):
        assert hidden not in public
    assert "有“大字”按钮" in Client().get(answer["Location"]).content.decode()


@pytest.mark.parametrize(("changes", "words"), [
    ({"text": ""}, "请写一两句话"), ({"text": "长" * 2001}, "最多 2000 字"), ({"kind": "X"}, "请从三种里选一种"), ({"phone": "12"}, "电话号码不对"),
])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changes, words):
    client = Client()
    answer = posted(client, **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ProductFeedback.objects.exists()
    if "text" not in changes:
        assert "希望能放大地图" in client.get("/feedback/").content.decode()


def test_a_telephone_goes_to_the_vault_and_nowhere_else():
    posted(phone="139 0000 0000")
    feedback = ProductFeedback.objects.get()
    assert VaultRecord.objects.get(pk=feedback.contact_id).purpose == "feedback"
    assert "13900000000" not in str(ProductFeedback.objects.values().get())


def test_only_the_administrator_comes_to_the_desk():
    posted()
    number = ProductFeedback.objects.get().number
    for role in ("STREET_DESK", "SYSTEM_ADMIN", "SUPERVISOR"):
        client = seated(people.actor(role))
        assert client.get("/feedback/desk/").status_code == 403
        assert client.get(reverse("feedback:answer", args=[number])).status_code == 404
    assert Client().get("/feedback/desk/").status_code == 302
    assert Client().get("/feedback/mine/1:forged/").status_code == 404


def test_a_flood_is_refused_and_kept_as_a_draft():
    now = timezone.now()
    for at in (now, now + views.ASKS.span):
        for _turn in range(views.ASKS.times):
            flood.count(views.ASKS, "127.0.0.1", at=at)
    client = Client()
    answer = posted(client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert 'href="tel:12345"' in answer.content.decode()
    assert "希望能放大地图" in client.get("/feedback/").content.decode()


def test_sent_twice_it_is_one():
    client = Client()
    client.get("/feedback/")
    first, second = (posted(client, once="token-1") for _turn in range(2))
    assert first["Location"] == second["Location"]
    assert ProductFeedback.objects.count() == 1


def test_the_about_page_has_version_owner_and_filing_number(settings):
    settings.SHELL = {**settings.SHELL, "owner": "示例区政务局", "filing": "示例备字2026001号"}
    page = Client().get("/feedback/about/").content.decode()
    for words in ("版本", "示例区政务局", "示例备字2026001号", "Apache-2.0"):
        assert words in page


def test_every_footer_leads_there_for_staff_too():
    assert "/feedback/?from=/cases/" in seated(people.actor("STREET_DESK")).get("/cases/").content.decode()
