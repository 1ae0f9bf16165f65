"""导入边界 through the page: who may, the dry run, the load, what is refused."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shaoxiang.institutions.models import Account, Assignment, Body, Person, Post
from shaoxiang.institutions.queries import forget_book
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.places.models import District, StreetUnit
from shaoxiang.places.tests.shapes import STREETS, collection, feature, square

pytestmark = pytest.mark.django_db
PASSWORD = "brass-kettle-42"


@pytest.fixture(autouse=True)
def place(db):
    return District.objects.create(code="990101", name="示例区", valid_from=date(2020, 1, 1))


def entered(role):
    body = Body.objects.create(code=f"B-{role}", kind=BodyKind.DEPARTMENT, name="示例部门", sample=True)
    post = Post.objects.create(code=f"p-{role}", body=body, title="示例岗位", roles=[str(role)])
    person = Person.objects.create(name="示例人员", sample=True)
    Assignment.objects.create(person=person, post=post, valid_from=date(2024, 1, 1))
    account = Account.objects.create(username=f"u-{role}", person=person)
    account.set_password(PASSWORD)
    account.save()
    forget_book()
    client = Client()
    client.post("/institutions/sign-in/", {"username": account.username, "password": PASSWORD})
    return client


def file(data):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return SimpleUploadedFile("streets.geojson", body, content_type="application/geo+json")


def post(client, data, button="check", **fields):
    return client.post("/places/load/", {"level": "street", "file": file(data), button: "1", **fields})


def test_check_first_then_load():
    client = entered(Role.CONFIG_ADMIN)
    assert client.get("/places/load/").status_code == 200
    checked = post(client, STREETS)
    assert checked.status_code == 200
    assert "新增 2" in checked.content.decode()
    assert "没有写入" in checked.content.decode()
    assert not StreetUnit.objects.exists()
    loaded = post(client, STREETS, "load")
    assert loaded.status_code == 200
    assert StreetUnit.objects.count() == 2


def test_flaws_are_listed_with_their_cure_and_nothing_is_written():
    client = entered(Role.CONFIG_ADMIN)
    data = collection(feature("990101001", "甲街道", square(0)), feature("990101002", "乙街道", square(0)), feature("990102001", "外区", square(3)))
    answer = post(client, data, "load")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "重叠" in page
    assert "先导入上一级" in page
    assert not StreetUnit.objects.exists()
    assert post(client, data, "load", allow_flaws="on").status_code == 422
    assert not StreetUnit.objects.exists()


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b"[" * 200_000, b'"text"', b"[]", b'{"type":"FeatureCollection","features":7}'])
def test_what_is_no_geojson_is_refused_with_a_cure(data):
    answer = post(entered(Role.CONFIG_ADMIN), data)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_too_large_a_file_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 100
    answer = post(entered(Role.CONFIG_ADMIN), STREETS)
    assert answer.status_code == 422
    assert "MB" in answer.content.decode()


def test_other_posts_are_refused():
    client = entered(Role.STREET_DESK)
    assert client.get("/places/load/").status_code == 403
    assert post(client, STREETS, "load").status_code == 403
    assert not StreetUnit.objects.exists()


def test_a_visitor_signs_in_first():
    answer = Client().get("/places/load/")
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


def test_the_way_there_is_shown_to_the_administrator_only():
    assert "/places/load/" in entered(Role.CONFIG_ADMIN).get("/places/").content.decode()
    assert "/places/load/" not in Client().get("/places/").content.decode()
