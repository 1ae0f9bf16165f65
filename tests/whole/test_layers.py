"""底图 on the administrator's page: the policy of every page follows, the record holds no address and no key."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.places import checks
from shaoxiang.places.models import BaseLayer
from shaoxiang.places.queries import layers
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
XYZ = "https://tiles.example.cn/{z}/{x}/{y}.png"
FORM = {
    "name": "区级影像", "kind": "XYZ", "url": XYZ, "crs": "cgcs2000", "max_zoom": "18", "order": "10", "enabled": "on", "for_public": "on", "approval": "",
}


def policy(client: Client, address: str) -> dict[str, list[str]]:
    header = client.get(address).headers["Content-Security-Policy"]
    return {name: hosts for name, *hosts in (part.split() for part in header.split(";") if part.strip())}


def test_an_administrator_adds_a_layer_and_the_policy_names_its_host_and_no_other(settings):
    settings.MAP_KEYS = {"tianditu": "", "other": "k-e-y"}
    client = seated(people.actor("CONFIG_ADMIN"))
    assert client.post(reverse("places:layers"), {**FORM, "url": XYZ + "?token={key}"}).status_code == 302
    found = policy(Client(), "/places/")
    for directive in ("img-src", "connect-src"):
        assert [host for host in found[directive] if "example" in host] == ["https://tiles.example.cn"]
    assert found["script-src"] == ["'self'"]
    page = client.get(reverse("places:layers")).content.decode()
    assert "给居民看的底图缺审图号" in page
    assert "新增" in page
    assert any("没有审图号" in finding.text for finding in checks.checks())
    shown = Client().get("/places/").content.decode()
    assert "token=k-e-y" in shown
    [entry] = Entry.objects.filter(subject_kind="base_layer")
    assert "k-e-y" not in json.dumps(entry.facts)
    assert "tiles.example.cn" not in json.dumps(entry.facts)

    row = BaseLayer.objects.get()
    client.post(reverse("places:switch_layer", args=[row.pk]), {"off": "1"})
    layers.remembered.forget()  # what a commit does
    assert policy(Client(), "/places/")["connect-src"] == ["'self'"]
    assert "token=k-e-y" not in Client().get("/places/").content.decode()
    assert [one.what for one in layers.layer_history()] == ["停用", "新增"]


def test_the_address_of_a_download_keeps_the_strict_policy_and_a_page_without_layers_too():
    assert policy(Client(), "/places/")["img-src"] == ["'self'", "data:", "blob:"]


def test_bd09_is_refused_on_the_page_and_nothing_is_written():
    answer = seated(people.actor("SYSTEM_ADMIN")).post(reverse("places:layers"), {**FORM, "crs": "bd09"})
    assert answer.status_code == 422
    assert "BD-09 的底图（百度）不能用" in answer.content.decode()
    assert not BaseLayer.objects.exists()
    assert not Entry.objects.filter(subject_kind="base_layer").exists()


def test_a_layer_is_changed_with_history_and_residents_see_only_theirs():
    client = seated(people.actor("SYSTEM_ADMIN"))
    client.post(reverse("places:layers"), {**FORM, "for_public": ""})
    row = BaseLayer.objects.get()
    assert client.post(reverse("places:layer", args=[row.pk]), {**FORM, "for_public": "", "name": "改名", "approval": "GS(2024)0650号"}).status_code == 302
    assert [one.name for one in layers.layer_history()] == ["改名", "改名"]
    layers.remembered.forget()
    assert layers.layers_for(public=True) == []
    [shown] = layers.layers_for(public=False)
    assert (shown["name"], shown["approval"], shown["shift"]) == ("改名", "GS(2024)0650号", "wgs84")


def test_without_its_key_tianditu_is_not_offered_and_doctor_says_so(settings):
    settings.MAP_KEYS = {"tianditu": "", "other": ""}
    BaseLayer.objects.create(name="天地图", kind="TIANDITU", crs="cgcs2000", approval="GS(2024)0650号")
    layers.remembered.forget()
    assert layers.layers_for(public=False) == []
    assert layers.hosts() == []
    assert any("没有密钥" in finding.text for finding in checks.checks())


@pytest.mark.parametrize("role", ["STREET_DESK", "SECURITY_ADMIN", "AUDIT_ADMIN", "DISTRICT_LEADER"])
def test_nobody_else_opens_or_changes_layers(role):
    row = BaseLayer.objects.create(name="一层", kind="XYZ", url=XYZ, crs="wgs84")
    client = seated(people.actor(role))
    assert client.get(reverse("places:layers")).status_code == 403
    assert client.post(reverse("places:layers"), FORM).status_code == 403
    assert client.post(reverse("places:switch_layer", args=[row.pk]), {"off": "1"}).status_code == 403
    row.refresh_from_db()
    assert row.enabled


def test_a_place_is_found_by_name_with_the_box_to_show():
    found = Client().get(reverse("places:find"), {"q": "海拉尔东路"}).json()["found"]
    assert (found[0]["name"], found[0]["level"]) == ("海拉尔东路街道", "镇街")
    west, south, east, north = found[0]["box"]
    assert 111 < west < east < 112.5
    assert 40 < south < north < 41.5
    assert Client().get(reverse("places:find"), {"q": "没有这个地方"}).json() == {"found": []}
