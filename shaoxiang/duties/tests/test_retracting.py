"""A version published for a day to come is taken back by two people before that day, and the list is as if it had never been."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import ask_retraction, change_item, confirm, draft_version, publish, rebase, refuse_retraction, retract, send_for_review
from shaoxiang.duties.actions.retracting import lapse_retractions
from shaoxiang.duties.migrations import _guards
from shaoxiang.duties.models import Carrier, DutyItem, ListVersion, Retraction, TypeDuty
from shaoxiang.duties.queries import compile_book, sealing
from shaoxiang.duties.queries.versions import base_items, items_on, running
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests import reviewing
from shaoxiang.duties.tests.test_guards import said
from shaoxiang.duties.tests.test_matter import MONDAY, decided, office, reworded
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people
from tests.hearing import heard_on_list

BEGINS, DAY = date(2026, 12, 1), timedelta(days=1)
REASON = "示例：附件印错了一页，条目和会上定的不一样"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def rows() -> dict[str, list[dict]]:
    return {model.__name__: [model_to_dict(one) for one in model.objects.order_by("pk")] for model in (DutyItem, TypeDuty, Carrier)}


def published_for(begins: date, at: datetime) -> ListVersion:
    """Version 2 of the street list: one item amended, one removed, one new that takes a type over; one item is carried."""
    codes = sorted(base_items("STREET_DUTY"))
    answering = TypeDuty.objects.filter(unit_scope="STREET", valid_to=None).exclude(item__code__in=codes[:2]).select_related("item", "type").first()
    item = DutyItem.objects.get(code=codes[0], valid_to=None)
    Carrier.objects.create(body=Body.objects.get(code="DEP07"), mode="FULL_TRANSFER", item=item, valid_from=date(2020, 3, 24))
    version = draft_version("STREET_DUTY", title="示例新版", actor=office(), at=at)
    fresh = {"office_name": answering.item.office_name, "title": "示例：新的一件事", "role": "PRIMARY"}
    for code, act, values, more in (
        (codes[0], "AMEND", reworded("STREET_DUTY", codes[0], "示例改写"), {}), (codes[1], "REMOVE", {}, {}),
        ("D-C98", "ADD", fresh, {"basis": "某发〔2026〕3号", "answers": (answering.type.code,)}),
    ):
        version.refresh_from_db()
        change_item(version.pk, code, act=act, values=values, reason="", revision=version.revision, actor=office(), at=at, **more)
    version.refresh_from_db()
    version.was = rows()
    published = reviewing.publish(decided(version=version, begins=begins, on=timezone.localdate(at), at=at).pk, actor=office(), at=at, accept_gaps=True)
    published.was = version.was
    return published


@pytest.fixture
def ahead(district, db) -> ListVersion:
    """From 1 December."""
    return published_for(BEGINS, MONDAY)


def taken_back(version: ListVersion) -> ListVersion:
    ask_retraction(version.pk, reason=REASON, actor=office(), at=MONDAY + DAY)
    return retract(version.pk, actor=office(1), at=MONDAY + DAY)


def waiting(version) -> list[tuple[str, int | None]]:
    return list(DeskRow.objects.filter(OPEN, matter_id=version.matter_id).order_by("post_id").values_list("what", "post_id"))


def test_the_rows_are_as_if_it_had_never_been_published(ahead):
    assert rows() != ahead.was
    before, items = compile_book(BEGINS), items_on("STREET_DUTY", BEGINS)
    assert "D-C98" in items
    version = taken_back(ahead)
    assert rows() == ahead.was
    assert "D-C98" not in items_on("STREET_DUTY", BEGINS)
    assert compile_book(BEGINS).duties != before.duties
    version = ListVersion.objects.select_related("matter").get(pk=version.pk)
    assert (version.status, version.matter.status, running("STREET_DUTY").number) == ("RETRACTED", "RETRACTED", 1)
    facts = Entry.objects.get(kind="duties.version_retracted").facts
    assert (facts["number"], facts["asked_by"], "reason" in facts) == (2, office().assignment_id, False)


def test_a_type_given_to_another_item_meanwhile_keeps_that(ahead):
    changed = TypeDuty.objects.filter(unit_scope="STREET", valid_to=BEGINS).first()
    other = DutyItem.objects.filter(list_kind="STREET", valid_to=None, role="PRIMARY", valid_from__lt=BEGINS).exclude(pk=changed.item_id).first()
    TypeDuty.objects.filter(pk=changed.pk).update(valid_to=date(2026, 11, 3))
    meanwhile = TypeDuty.objects.create(type=changed.type, item=other, unit_scope="STREET", valid_from=date(2026, 11, 3), valid_to=BEGINS)
    taken_back(ahead)
    meanwhile.refresh_from_db()
    assert meanwhile.valid_to is None
    assert TypeDuty.objects.filter(type=changed.type, unit_scope="STREET", valid_to=None).count() == 1


def test_it_asks_a_second_person_by_person_and_lies_on_that_desk(ahead):
    ask_retraction(ahead.pk, reason=REASON, actor=office(), at=MONDAY)
    assert ("retract", office(1).post_id) in waiting(ahead)
    assert ("retract", office().post_id) not in waiting(ahead)
    for stranger in (people.actor("STREET_LEADER"), people.actor("CONFIG_ADMIN")):
        with pytest.raises(PermissionDenied):
            retract(ahead.pk, actor=stranger, at=MONDAY)
    with pytest.raises(ChangeRefused, match="另一位同志"):
        retract(ahead.pk, actor=office(), at=MONDAY)
    with pytest.raises(MoveRefused):
        ask_retraction(ahead.pk, reason=REASON, actor=office(1), at=MONDAY)
    refuse_retraction(ahead.pk, words="示例：印的是对的", actor=office(1), at=MONDAY)
    assert (waiting(ahead), running("STREET_DUTY").pk) == ([], ahead.pk)
    with pytest.raises(ChangeRefused, match="没有人提请"):
        retract(ahead.pk, actor=office(1), at=MONDAY)
    assert taken_back(ahead).status == "RETRACTED", "it may be asked again"


def test_not_without_a_reason_not_from_its_day_on_and_nobody_is_asked_any_more(ahead):
    with pytest.raises(ChangeRefused, match="十个字"):
        ask_retraction(ahead.pk, reason="错了", actor=office(), at=MONDAY)
    with pytest.raises(PermissionDenied):
        ask_retraction(ahead.pk, reason=REASON, actor=people.actor("STREET_LEADER"), at=MONDAY)
    ask_retraction(ahead.pk, reason=REASON, actor=office(), at=MONDAY)
    assert lapse_retractions(now=MONDAY + DAY) == 0
    on_its_day = MONDAY + 29 * DAY
    with pytest.raises(ChangeRefused, match="已经生效"):
        retract(ahead.pk, actor=office(1), at=on_its_day)
    assert (lapse_retractions(now=on_its_day), lapse_retractions(now=on_its_day), waiting(ahead)) == (1, 0, [])
    assert Retraction.objects.get().state == "REFUSED"


def test_the_first_version_and_one_that_was_followed_stay(ahead):
    with pytest.raises(ChangeRefused, match="已经生效"):
        ask_retraction(ahead.base_id, reason=REASON, actor=office(), at=MONDAY)
    later = draft_version("STREET_DUTY", title="示例", actor=office(), at=MONDAY)
    change_item(later.pk, "D-C98", act="AMEND", values=reworded("STREET_DUTY", "D-C98", "再改"), reason="", revision=0, actor=office(), at=MONDAY)
    later.refresh_from_db()
    later = reviewing.publish(decided(version=later, begins=BEGINS + DAY).pk, actor=office(), at=MONDAY)
    with pytest.raises(ChangeRefused, match="后面的那一版"):
        ask_retraction(ahead.pk, reason=REASON, actor=office(), at=MONDAY)
    taken_back(later)
    assert taken_back(ahead).status == "RETRACTED"


def test_its_number_is_not_given_again_and_a_draft_on_it_is_brought_onto_the_list(ahead):
    draft = draft_version("STREET_DUTY", title="示例", actor=office(), at=MONDAY)
    code = sorted(base_items("STREET_DUTY"))[3]
    change_item(draft.pk, code, act="AMEND", values=reworded("STREET_DUTY", code, "又改"), reason="", revision=0, actor=office(), at=MONDAY)
    draft.refresh_from_db()
    draft = decided(version=draft, begins=BEGINS)
    taken_back(ahead)
    with pytest.raises(ChangeRefused, match="改到最新一版上"):
        send_for_review(draft.pk, actor=office(), at=MONDAY + DAY)
    rebase(draft.pk, actor=office(), at=MONDAY + DAY)
    send_for_review(draft.pk, actor=office(), at=MONDAY + DAY)
    confirm(draft.pk, actor=office(1), at=MONDAY + DAY)
    number = heard_on_list(draft.pk, at=MONDAY + DAY)
    assert publish(draft.pk, actor=office(), at=MONDAY + DAY, heard_number=number).number == 3, "and its day is free again"


def test_what_was_signed_stays_to_be_checked(ahead):
    text = sealing.text_of(ahead)
    version = ListVersion.objects.get(pk=taken_back(ahead).pk)
    assert sealing.text_of(version) == text
    assert sealing.is_untouched(version)
    assert sealing.touched_versions() == []


def test_everybody_reads_on_its_page_that_it_was_taken_back_and_why(client):
    ahead = published_for(timezone.localdate() + 20 * DAY, timezone.now())
    page, act = reverse("duties:version", args=[ahead.pk]), (lambda move: reverse("duties:version_retract", args=[ahead.pk, move]))
    assert "提请撤回" not in client.get(page).content.decode()
    one, other = seated(office()), seated(office(1))
    refused = one.post(act("ask"), {"reason": "错了"})
    assert (refused.status_code, "错了</textarea>" in refused.content.decode(), "十个字" in refused.content.decode()) == (422, True, True)
    assert one.post(act("ask"), {"reason": REASON}).status_code == 302
    assert one.post(act("confirm"), {}).status_code == 422
    assert REASON not in client.get(page).content.decode(), "not before it is done"
    assert REASON in other.get(page).content.decode()
    assert other.post(act("confirm"), {}).status_code == 302
    text = client.get(page).content.decode()
    assert (REASON in text, "没有生效" in text, "D-C98" in text) == (True, True, True)
    assert "已撤回，没有生效" in client.get(reverse("duties:versions")).content.decode()
    assert client.get(reverse("duties:version_download", args=[ahead.pk, "json"])).json()["digest"] == ahead.digest
    assert client.get(reverse("duties:version_download", args=[ahead.pk, "csv"])).status_code == 404
    assert seated(people.actor("STREET_LEADER")).post(act("ask"), {"reason": REASON}).status_code in (403, 404)


def forged(version: ListVersion, **changes: str) -> None:
    """A row as if two people had taken the version back."""
    row = {"version_id": str(version.pk), "state": "'DONE'", "reason": "'示例'", "asked_by": "1", "asked_at": "'2026-11-02 00:00:00+00:00'",
           "confirmed_by": "2", "done_at": "'2026-11-02 00:00:00+00:00'", "done_on": "'2026-11-02'", "refusal": "''",
           "text": "''", **changes}
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO duties_retraction ({', '.join(row)}) VALUES ({', '.join(row.values())})")


def test_nothing_but_exactly_this_goes_back(ahead):
    assert _guards.stands()
    connection.check_constraints()  # what a commit asks: the version was published yesterday, not in the same breath
    back = f"UPDATE duties_listversion SET status = 'RETRACTED' WHERE id = {ahead.pk}"
    assert not said(back), "nobody took it back"
    for wrong in ({"confirmed_by": "1"}, {"confirmed_by": "NULL"}, {"asked_person": "5", "confirmed_person": "5"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            forged(ahead, **wrong)
    with transaction.atomic():
        forged(ahead, done_on="'2026-12-01'")
        assert not said(back), "on its day"
        transaction.set_rollback(True)
    with transaction.atomic():
        forged(ahead, state="'ASKED'")
        assert not said(back), "asked, not confirmed"
        transaction.set_rollback(True)
    forged(ahead)
    for more in (", title = '偷改'", ", number = 9", ", effective_from = '2026-12-02'", ", digest = 'x'"):
        assert not said(back.replace(" WHERE", f"{more} WHERE")), more
    for other in ("'DRAFT'", "'WITHDRAWN'"):
        assert not said(back.replace("'RETRACTED'", other))
    item = DutyItem.objects.get(code="D-C98")
    assert not said(f"DELETE FROM duties_dutyitem WHERE id = {item.pk}"), "its rows stand while it is published"
    assert not said("DELETE FROM duties_retraction")
    assert not said("UPDATE duties_retraction SET reason = '偷改'")
    assert said(back)


def test_what_was_taken_back_stands_still_too(ahead):
    taken_back(ahead)
    for sql in (
        "UPDATE duties_listversion SET status = 'PUBLISHED' WHERE status = 'RETRACTED'",
        "UPDATE duties_listversion SET title = '偷改' WHERE status = 'RETRACTED'",
        "DELETE FROM duties_listversion WHERE status = 'RETRACTED'", f"DELETE FROM duties_listchange WHERE version_id = {ahead.pk}",
        f"UPDATE duties_listchange SET reason = '偷改' WHERE version_id = {ahead.pk}", "UPDATE duties_retraction SET reason = '偷改'",
        "DELETE FROM duties_retraction",
    ):
        assert not said(sql), sql


def test_not_before_what_followed_it(ahead):
    later = draft_version("STREET_DUTY", title="示例", actor=office(), at=MONDAY)
    change_item(later.pk, "D-C98", act="AMEND", values=reworded("STREET_DUTY", "D-C98", "再改"), reason="", revision=0, actor=office(), at=MONDAY)
    later.refresh_from_db()
    reviewing.publish(decided(version=later, begins=BEGINS + DAY).pk, actor=office(), at=MONDAY)
    forged(ahead)
    assert not said(f"UPDATE duties_listversion SET status = 'RETRACTED' WHERE id = {ahead.pk}")
