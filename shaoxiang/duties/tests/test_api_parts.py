"""The three parts over the interface: what is undecided, deciding, taking back; who may not; two at once."""

from __future__ import annotations

import pytest

from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.tests.test_api_versions import Caller, anybody, office  # noqa: F401
from shaoxiang.institutions.models import Post
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.whole.test_api import a_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def drafted(office, form="THREE_PART") -> str:  # noqa: F811
    answer = office.send("post", "", {"kind": "STREET_DUTY", "title": "示例新体例", "form": form})
    return f"/{answer.json()['id']}"


def decided(office, path, *codes, revision=0, **said):  # noqa: F811
    return office.send("post", f"{path}/parts", {"revision": revision, "codes": list(codes), "part": "PRIMARY", **said})


def test_every_item_begins_undecided_and_is_read_page_by_page(office):  # noqa: F811
    path, codes, cursor = drafted(office), [], ""
    while cursor is not None:
        body = office.get(f"{path}/parts", state="OPEN", limit=40, cursor=cursor).json()
        codes, cursor = codes + [one["code"] for one in body["items"]], body["next"]
    assert codes == sorted(DutyItem.objects.filter(list_kind="STREET", valid_to=None).values_list("code", flat=True))
    assert (body["progress"]["total"], body["progress"]["decided"]) == (len(codes), 0)
    assert body["items"][0]["lacking"] == ["part"]


def test_deciding_says_what_is_still_lacking_and_undo_takes_it_back(office):  # noqa: F811
    path = drafted(office)
    first = decided(office, path, "d-c16", "D-C17", basis="区委编委会议（示例）").json()
    assert (first["decided"], first["primary"], first["revision"]) == (2, 2, 1)
    half = decided(office, path, "D-C16", revision=1, part="COOPERATIVE", lead_department="区住建局", street_duty="巡查上报").json()
    assert (half["decided"], half["cooperative"]) == (1, 0)
    (item,) = (one for one in office.get(f"{path}/parts").json()["items"] if one["code"] == "D-C16")
    assert (item["part"], item["lacking"], item["said"]["lead_department"]) == ("COOPERATIVE", ["department_duty"], "区住建局")
    assert (item["changed"], item["basis"], item["state"]) == (True, "区委编委会议（示例）", "OPEN")

    back = office.send("post", f"{path}/parts/D-C16/undo", {"revision": half["revision"]})
    assert back.status_code == 200
    assert back.json()["revision"] == half["revision"] + 1
    (item,) = (one for one in office.get(f"{path}/parts").json()["items"] if one["code"] == "D-C16")
    assert (item["part"], item["changed"], item["lacking"]) == (None, False, ["part"])
    again = office.send("post", f"{path}/parts/D-C16/undo", {"revision": back.json()["revision"]})
    assert again.status_code == 422
    assert again.json()["errors"][0]["field"] == "body.code"
    matter = ListVersion.objects.get(pk=path[1:]).matter_id
    kinds = Entry.objects.filter(subject_id=matter, subject_kind="matter").order_by("seq").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["duties.items_changed", "duties.items_changed", "duties.version_changed"]


def test_who_comes_second_is_told_and_nothing_is_lost(office):  # noqa: F811
    path = drafted(office)
    decided(office, path, "D-C16")
    late = decided(office, path, "D-C17")
    assert late.status_code == 409
    assert {"field": "body.changes", "message": "D-C16"} in late.json()["errors"]
    assert office.send("post", f"{path}/parts/D-C16/undo", {"revision": 0}).status_code == 409
    assert office.get(f"{path}/parts").json()["progress"]["decided"] == 1


@pytest.mark.parametrize(("body", "status", "field"), [
    ({"codes": ["D-NONE"]}, 422, "body.code"), ({"codes": []}, 422, "body.codes"), ({"part": "NOBODY"}, 422, "body.part"),
    ({"part": "COOPERATIVE", "lead_department": "没有的局"}, 422, "body.lead_department"), ({"unknown": 1}, 422, "body.unknown"),
])
def test_what_does_not_fit_is_named_and_nothing_is_written(office, body, status, field):  # noqa: F811
    path = drafted(office)
    answer = office.send("post", f"{path}/parts", {"revision": 0, "codes": ["D-C16"], "part": "PRIMARY", **body})
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert office.get(f"{path}/parts").json()["progress"]["revision"] == 0


def test_publishing_an_unfinished_draft_names_the_items(office):  # noqa: F811
    path = drafted(office)
    decided(office, path, "D-C16")
    today = office.get(path).json()
    assert today["revision"] == 1
    from shaoxiang.duties.tests.test_api_versions import decision

    office.send("put", f"{path}/decision", decision(1))
    answer = office.send("post", f"{path}/publish", {"revision": 2})
    assert answer.status_code == 422
    assert {"field": "parts", "message": "D-C17"} in answer.json()["errors"]


def test_the_other_form_and_a_published_version_are_conflicts(office):  # noqa: F811
    assert office.get(f"{drafted(office, 'FORM_2019')}/parts").status_code == 409
    assert office.get(f"/{ListVersion.objects.get(kind='STREET_DUTY', number=1).pk}/parts").status_code == 409


def test_strangers_find_no_draft_and_a_key_without_the_scope_decides_nothing(office, anybody):  # noqa: F811
    path = drafted(office)
    street = Post.objects.get(pk=people.actor("STREET_DESK", street=people.HOME).post_id)
    stranger = Caller(a_key(Scope.DUTIES_READ, Scope.DUTIES_WRITE, post=street)[1])
    assert stranger.get(f"{path}/parts").status_code == 404
    assert decided(stranger, path, "D-C16").status_code == 404
    assert anybody.get(f"{path}/parts").status_code == 404
    post = Post.objects.get(pk=people.actor("STAFFING_OFFICE").post_id)
    reader = Caller(a_key(Scope.DUTIES_READ, post=post)[1])
    assert reader.get(f"{path}/parts").status_code == 200
    assert decided(reader, path, "D-C16").status_code == 403
