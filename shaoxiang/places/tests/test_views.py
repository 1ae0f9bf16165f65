import gzip
import json
import xml.dom.minidom
from datetime import date

import pytest
from django.test import Client

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.places.actions import load_geojson, note_change
from shaoxiang.places.models import Community, Grid, StreetUnit
from shaoxiang.places.queries import forget_places
from shaoxiang.places.tests.shapes import collection, feature, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client()


def text(response):
    assert response.status_code == 200
    return response.content.decode()


# --- browsing ---------------------------------------------------------------------------------------------------------


def test_the_district_lists_its_streets_with_counts(client, small_district):
    page = text(client.get("/places/"))
    assert "2 个镇街，3 个社区和村，4 个网格" in page
    assert "甲街道" in page
    assert "示意边界" in page


def test_each_level_leads_to_the_next(client, small_district):
    assert "甲二社区" in text(client.get("/places/street/990101001/"))
    assert "甲一第1网格" in text(client.get("/places/community/990101001001/"))
    grid = text(client.get("/places/grid/990101002001002/"))
    assert "公园专属网格" in grid
    assert all(name in grid for name in ("示例区", "乙镇", "乙一村"))


@pytest.mark.parametrize("address", ["grid/000000000000000/", "street/x/", "street/990101001001/", "planet/1/", "grid/'--/"])
def test_what_is_not_there_is_404(client, small_district, address):
    assert client.get(f"/places/{address}").status_code == 404


@pytest.mark.parametrize(("words", "found"), [
    ("甲二", "甲二社区"), ("甲办", "甲街道"), ("990101002001", "乙一村"), ("乙一第2", "乙一第2网格"), ("jia street", "甲街道"),
])
def test_search_by_name_alias_code_and_english(client, small_district, words, found):
    StreetUnit.objects.filter(code="990101001").update(aliases=["甲办"], name_en="Jia Street")
    page = text(client.get("/places/", {"q": words}))
    assert f">{found}</a>" in page.split("places-split")[0]


@pytest.mark.parametrize("words", ["没有这个地方", "%", "_", "' OR 1=1 --", "😀", "x" * 5000])
def test_a_search_without_result_says_so(client, small_district, words):
    assert "没有找到" in text(client.get("/places/", {"q": words}))


def test_an_ended_place_is_still_shown_with_its_successor(client, small_district):
    old, heir = Grid.objects.get(code="990101002001002"), Grid.objects.get(code="990101002001001")
    Grid.objects.filter(pk=old.pk).update(valid_to=date(2026, 1, 1), successor=heir)
    forget_places()
    page = text(client.get("/places/grid/990101002001002/"))
    assert "已失效" in page
    assert "2026年1月1日前" in page
    assert "并入" in page
    assert "由来" in text(client.get("/places/grid/990101002001001/"))
    assert old.name not in text(client.get("/places/community/990101002001/"))


def test_english_pages_show_english_names(client, small_district):
    StreetUnit.objects.filter(code="990101001").update(name_en="Jia Sub-district")
    assert "Jia Sub-district" in text(client.get("/places/", {"lang": "en"}))


def test_before_anything_is_loaded_the_page_says_what_to_do(client, db):
    assert "还没有区划" in text(client.get("/places/"))


def test_names_are_escaped(client, small_district, noon):
    Community.objects.filter(code="990101001001").update(name="<script>alert(1)</script>")
    note_change("community", actor=SYSTEM, at=noon, changed=1)
    for address in ("/places/street/990101001/", "/places/community/990101001001/", "/places/picture.svg?within=990101001"):
        assert "<script>alert" not in text(client.get(address))


def test_pages_keep_their_query_count(client, small_district, django_assert_max_num_queries):
    client.get("/places/")
    for address in ("/places/", "/places/street/990101001/", "/places/grid/990101002001002/"):
        with django_assert_max_num_queries(8):
            client.get(address)


# --- outlines ---------------------------------------------------------------------------------------------------------


def codes(response):
    return [each["properties"]["code"] for each in response.json()["features"]]


def test_outlines_of_a_level_and_within_a_place(client, small_district):
    assert codes(client.get("/places/outline.json")) == ["990101001", "990101002"]
    assert len(codes(client.get("/places/outline.json?level=grid"))) == 4
    assert codes(client.get("/places/outline.json?level=grid&within=990101001")) == ["990101001001001", "990101001002001"]
    assert codes(client.get("/places/outline.json?level=grid&within=990101002001002")) == ["990101002001002"]
    assert codes(client.get("/places/outline.json?level=street&within=990101001001")) == []
    assert codes(client.get("/places/outline.json?level=grid&within=abc")) == []


def test_an_unknown_level_is_400(client, small_district):
    assert client.get("/places/outline.json?level=galaxy").status_code == 400


def test_outlines_are_asked_about_and_not_sent_again(client, small_district, noon):
    first = client.get("/places/outline.json?level=grid")
    again = client.get("/places/outline.json?level=grid", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    load_geojson("grid", collection(feature("990101002001002", "乙一第2网格", square(3), kind="MARKET")), actor=SYSTEM, at=noon)
    changed = client.get("/places/outline.json?level=grid", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert '"special":true' in changed.content.decode()


def test_outlines_are_packed_for_who_can_unpack(client, small_district):
    packed = client.get("/places/outline.json?level=grid", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == client.get("/places/outline.json?level=grid").json()


# --- picture ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [
    "", "?within=990101001", "?within=990101001001", "?within=990101002001002", "?lon=111.605&lat=40.805", "?lon=0&lat=0", "?within=zzz", "?lang=en",
])
def test_the_picture_is_well_formed_svg(client, small_district, query):
    response = client.get(f"/places/picture.svg{query}")
    assert response["Content-Type"] == "image/svg+xml"
    svg = xml.dom.minidom.parseString(text(response)).documentElement
    assert svg.tagName == "svg"
    assert float(svg.getAttribute("height")) <= 1500


def test_the_marker_is_drawn(client, small_district):
    assert "#b3261e" not in text(client.get("/places/picture.svg"))
    assert "#b3261e" in text(client.get("/places/picture.svg?lon=111.605&lat=40.805"))


def test_a_bad_marker_is_400(client, small_district):
    assert client.get("/places/picture.svg?lon=x&lat=1").status_code == 400
    assert client.get("/places/picture.svg?lon=1").status_code == 400


def test_without_outlines_the_picture_says_so(client, db):
    assert "还没有边界数据" in text(client.get("/places/picture.svg"))


# --- locate -----------------------------------------------------------------------------------------------------------


def test_locate_answers_grid_and_sentence(client, small_district):
    answer = client.get("/places/locate.json?lon=111.605&lat=40.805")
    body = answer.json()
    assert (body["grid"], body["community"], body["street"], body["border"]) == ("990101001001001", "990101001001", "990101001", False)
    assert body["sentence"] == "甲街道 · 甲一社区 · 甲一第1网格"
    assert answer["Cache-Control"] == "no-store"


def test_locate_on_a_border_names_the_other(client, small_district):
    body = client.get("/places/locate.json?lon=111.6101&lat=40.805").json()
    assert body["border"]
    assert "甲一第1网格" in body["sentence"]
    assert {each["grid"] for each in body["candidates"]} == {"990101001001001", "990101001002001"}


def test_locate_reads_typed_points_in_other_systems(client, small_district):
    body = client.get("/places/locate.json", {"point": "40.805，111.605", "crs": "wgs84"}).json()
    assert (body["lon"], body["swapped"], body["grid"]) == (111.605, True, "990101001001001")
    shifted = client.get("/places/locate.json", {"point": "111.605,40.805", "crs": "gcj02"}).json()
    assert shifted["lon"] < 111.605
    assert shifted["raw_lon"] == 111.605


def test_named_numbers_are_never_swapped(client, small_district):
    assert client.get("/places/locate.json?lon=40.805&lat=111.605").status_code == 400


@pytest.mark.parametrize("query", ["", "?lon=&lat=", "?lon=a&lat=b", "?point=x", "?point=1,2&crs=mars", "?lon=1e999&lat=0", "?lon=1&lat=2&lat=3,4"])
def test_bad_points_are_400_with_a_cure(client, small_district, query):
    response = client.get(f"/places/locate.json{query}")
    assert response.status_code == 400
    assert response.json()["error"].endswith("。")


def test_outside_is_told_and_not_an_error(client, small_district):
    body = client.get("/places/locate.json?lon=116.4&lat=39.9").json()
    assert body["street"] is None
    assert "不在本区" in body["sentence"]


@pytest.mark.parametrize("address", ["/places/", "/places/outline.json", "/places/picture.svg", "/places/locate.json", "/places/street/990101001/"])
def test_nothing_here_is_posted_to(client, small_district, address):
    assert client.post(address).status_code == 405
