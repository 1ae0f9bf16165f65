"""Requests of another city: taken over whole, served under its own name, given back as they came."""

from __future__ import annotations

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.open311.actions import import_requests
from shaoxiang.open311.actions.importing import FIELDS
from shaoxiang.open311.models import ForeignRequest
from shaoxiang.open311.rules.params import Refused
from shaoxiang.open311.tests.conftest import report
from shaoxiang.open311.tests.test_requests import refused
from tests import people

pytestmark = pytest.mark.django_db
CITY = "city.example"


def one(**changes):
    return {
        "service_request_id": "1", "status": "open", "service_code": "024", "service_name": "Cleaning", "requested_datetime": "2011-06-28T05:14:00-07:00",
        "lat": 37.7, "long": -122.4, "zipcode": 94110, "email": "someone@example.com", **changes,
    }


def take(*rows, code=CITY, actor=SYSTEM):
    return import_requests(json.dumps(rows).encode(), code, actor=actor, at=timezone.now())


def test_five_hundred_requests_of_san_francisco_come_back_unchanged(anybody, shared):
    path = shared / "data/open311/requests_san_francisco_2011.json"
    theirs = {row["service_request_id"]: row for row in json.loads(path.read_bytes())}
    out = io.StringIO()
    for added, unchanged in ((500, 0), (0, 500)):
        call_command("open311_import", str(path), jurisdiction="sfgov.org", json=True, stdout=out)
        assert json.loads(out.getvalue().splitlines()[-1]) == {"added": added, "changed": 0, "unchanged": unchanged}
    ours = {row["service_request_id"]: row for row in anybody.rows("requests.json", jurisdiction_id="sfgov.org")}
    assert ours == theirs
    assert anybody.rows("requests/909923.json", jurisdiction_id="sfgov.org") == [theirs["909923"]]
    closed = anybody.numbers(jurisdiction_id="sfgov.org", status="closed")
    assert len(closed) == 371
    assert len({row["service_code"] for row in anybody.rows("services.json", jurisdiction_id="sfgov.org")}) == 56
    assert len(anybody.xml("requests.xml", jurisdiction_id="sfgov.org")) == 500
    assert not Matter.objects.filter(kind="CASE").exists()
    assert anybody.numbers() == []


def test_filters_reach_an_imported_city_too(anybody):
    take(one(), one(service_request_id="2", status="closed", service_code="033", lat=None, long=None))
    assert anybody.numbers(jurisdiction_id=CITY, service_code="033") == ["2"]
    assert anybody.numbers(jurisdiction_id=CITY, lat=37.7, long=-122.4, radius=50) == ["1"]
    assert anybody.numbers(jurisdiction_id=CITY, start_date="2012-01-01T00:00:00Z") == []
    assert anybody.numbers(jurisdiction_id=CITY, page=2, page_size=1) == ["1"]
    refused(anybody.get("requests/3.json", jurisdiction_id=CITY), 404)
    refused(anybody.get("services/024.json", jurisdiction_id=CITY), 404)
    refused(anybody.post(**report(jurisdiction_id=CITY)), 403)


def test_contact_data_of_another_server_are_not_taken_over(anybody):
    take(one())
    assert set(ForeignRequest.objects.get().body) <= set(FIELDS)
    assert "someone@example.com" not in anybody.get("requests.json", jurisdiction_id=CITY).content.decode()


def test_a_later_answer_replaces_what_changed(anybody):
    take(one(), one(service_request_id="2"))
    done = take(one(status="closed"), one(service_request_id="2"))
    assert (done.added, done.changed, done.unchanged) == (0, 1, 1)
    assert anybody.numbers(jurisdiction_id=CITY, status="closed") == ["1"]
    assert Entry.objects.filter(kind="open311.imported").count() == 2


@pytest.mark.parametrize("rows", [
    [one(), one(status="done")], [one(requested_datetime="yesterday")], [one(service_request_id="")], [one(lat="north")], [one(long=1e9)], ["x"], [None],
    [one(description="a\x00b")], [one(service_code=None)],
])
def test_a_file_with_a_mistake_changes_nothing_and_says_which_row(district, rows):
    with pytest.raises(Refused) as error:
        take(*rows)
    assert str(len(rows)) in error.value.sentence % error.value.params
    assert not ForeignRequest.objects.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"{}", b"7"])
def test_what_is_no_list_is_refused(district, content, tmp_path):
    with pytest.raises(Refused):
        import_requests(content, CITY, actor=SYSTEM, at=timezone.now())
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("open311_import", str(path), jurisdiction=CITY)


def test_our_own_name_cannot_be_taken_and_not_everybody_imports(district):
    for code in ("150102", "", "x" * 81):
        with pytest.raises(Refused):
            take(one(), code=code)
    with pytest.raises(PermissionDenied):
        take(one(), actor=people.actor("STREET_DESK"))
