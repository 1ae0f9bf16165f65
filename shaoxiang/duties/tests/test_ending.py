"""A type is ended from a day, with its reason; what is open finishes under it; it may come back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shaoxiang.duties.actions import end_type, import_types, resume_type, try_out, write_catalogue
from shaoxiang.duties.actions.versions import check_answers
from shaoxiang.duties.checks import findings
from shaoxiang.duties.models import EventType, SettingChange, TypeDuty, TypeEnd, TypeWord
from shaoxiang.duties.queries import compile_book, duty_book, ground_text
from shaoxiang.duties.queries.settings import history_of
from shaoxiang.duties.queries.type_sheet import cells_of
from shaoxiang.duties.rules import ChangeRefused, GroundStep, suggest
from shaoxiang.duties.tests.test_catalogue import ADMIN
from shaoxiang.duties.tests.test_types import sheet
from shaoxiang.duties.tests.test_views import LONG_AGO, pothole, signed_in  # noqa: F401
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.journal.models import Entry

pytestmark = pytest.mark.django_db
STRANGER = Actor(ActorKind.PERSON, assignment_id=2, roles=frozenset({"STREET_DESK"}))


@pytest.fixture(autouse=True)
def cover(pothole):  # noqa: F811
    """Another type the department leads by the same item."""
    kind = EventType.objects.create(code="0112", class_code="01", class_name="市容环境", name="井盖缺失", name_en="Missing cover", valid_from=LONG_AGO)
    TypeDuty.objects.create(type=kind, item=TypeDuty.objects.get().item, valid_from=LONG_AGO)
    return kind


def today():
    return timezone.localdate()


def end(*, since=None, successor="0112", why="示例：并到井盖一类", actor=ADMIN, code="0111"):
    return end_type(code, since=since or today(), successor=successor, why=why, actor=actor, at=timezone.now())


def resume(*, since=None, why="示例：又要用", actor=ADMIN):
    return resume_type("0111", since=since or today(), why=why, actor=actor, at=timezone.now())


def test_from_its_day_on_it_is_not_offered_and_its_name_stays():
    since = today() + timedelta(days=3)
    end(since=since)
    before, after = compile_book(since - timedelta(days=1)), compile_book(since)
    assert "0111" in before.offered
    assert "0111" not in after.offered
    assert (after.types["0111"].name, after.types["0111"].successor, after.chosen("0111")) == ("道路破损", "0112", "0112")
    assert [one.type_code for one in suggest("路上有坑洼", before)] == ["0111"]
    assert suggest("路上有坑洼", after) == []


def test_it_leaves_the_day_the_reason_and_a_proof():
    kind = end()
    [step] = history_of(kind)
    assert (step.kind, step.why) == ("duties.type_ended", "示例：并到井盖一类")
    assert ("停用与恢复", "照常使用", f"自 {today().isoformat()} 起停用，以后用 0112 井盖缺失") in step.told
    entry = Entry.objects.get()
    assert (entry.facts["code"], entry.facts["since"], entry.facts["successor"]) == ("0111", today().isoformat(), "0112")
    assert "示例" not in str(entry.facts)


def test_while_an_item_of_a_list_hangs_on_it_it_needs_another_in_its_place():
    with pytest.raises(ChangeRefused, match="D-C16") as said, transaction.atomic():
        end(successor="")
    assert said.value.field == "successor"
    TypeDuty.objects.filter(type__code="0111").update(valid_to=today() + timedelta(days=9))
    with pytest.raises(ChangeRefused, match="新一版"), transaction.atomic():
        end(successor="")
    end(successor="", since=today() + timedelta(days=9))
    assert TypeEnd.objects.get().successor is None


@pytest.mark.parametrize(("given", "field"), [
    ({"since": date(2020, 1, 1)}, "since"), ({"since": date(2099, 1, 1)}, "since"), ({"successor": "9999"}, "successor"), ({"successor": "0111"}, "successor"),
    ({"why": " "}, "why"),
])
def test_what_is_wrong_is_said_at_its_field(given, field):
    with pytest.raises(ChangeRefused) as said, transaction.atomic():
        end(**given)
    assert said.value.field == field
    assert not TypeEnd.objects.exists()
    assert not Entry.objects.exists()


def test_nobody_else_ends_a_type_and_none_ends_twice():
    with pytest.raises(PermissionDenied), transaction.atomic():
        end(actor=STRANGER)
    end()
    with pytest.raises(ChangeRefused, match="已经停用"), transaction.atomic():
        end()
    with pytest.raises(PermissionDenied), transaction.atomic():
        resume(actor=STRANGER)
    assert TypeEnd.objects.count() == 1


def test_it_comes_back_from_a_day_and_the_days_between_are_told_as_they_were():
    TypeEnd.objects.create(type=EventType.objects.get(code="0111"), valid_from=date(2026, 1, 1))
    resume()
    assert "0111" in duty_book().offered
    assert "0111" not in compile_book(date(2026, 1, 1)).offered
    assert "0111" in compile_book(date(2025, 12, 31)).offered
    with pytest.raises(ChangeRefused, match="没有停用"), transaction.atomic():
        resume()
    assert Entry.objects.get().kind == "duties.type_resumed"


def test_an_end_to_come_is_taken_back_without_a_trace_in_the_book():
    end(since=today() + timedelta(days=5))
    resume()
    assert not TypeEnd.objects.exists()
    assert SettingChange.objects.count() == 2


def test_nothing_new_is_written_for_it():
    end()
    body = Body.objects.create(code="DEP1", kind="DEPARTMENT", name="区住建局", valid_from=LONG_AGO)
    with pytest.raises(ChangeRefused, match="停用"), transaction.atomic():
        write_catalogue("0111", lead_unit_id=body.pk, street_id=None, reference="示例纪要 XT20260101-0001", actor=ADMIN, at=timezone.now())
    with pytest.raises(ChangeRefused, match="0111"):
        check_answers("STREET_DUTY", ("0111", "0112"))
    check_answers("STREET_DUTY", ("0112",))


def test_the_doctor_names_an_ended_type_that_a_list_still_carries_without_another():
    end()
    assert "ENDED_STILL_LISTED" not in [code for code, _words, _facts in findings(today())]
    TypeEnd.objects.update(successor=None)
    [facts] = [facts for code, _words, facts in findings(today()) if code == "ENDED_STILL_LISTED"]
    assert facts["items"] == "D-C16"


def test_a_look_writes_nothing():
    trial = try_out(end, "0111", at=timezone.now())
    assert [one.part for one in trial.told] == ["停用与恢复"]
    assert not TypeEnd.objects.exists()
    assert "0111" in duty_book().offered


def test_a_sheet_ends_types_and_the_register_comes_back_as_it_went_out():
    kind = EventType.objects.get(code="0111")
    line = {**cells_of(kind), "ends_on": (today() + timedelta(days=1)).isoformat(), "successor": "0112"}
    taken = import_types(sheet(line), why="示例：来函", actor=ADMIN, at=timezone.now())
    assert [(one.kind.code, one.act, sorted(one.parts)) for one in taken.made] == [("0111", "停用", ["ended"])], taken.errors
    assert cells_of(kind)["successor"] == "0112"
    assert import_types(sheet(cells_of(kind)), why="示例：来函", actor=ADMIN, at=timezone.now()).made == []
    lone = import_types(sheet({**cells_of(kind), "ends_on": ""}), why="示例：来函", actor=ADMIN, at=timezone.now())
    assert "没有写从哪天停用" in str(lone.errors[0])


def test_the_page_shows_what_hangs_on_it_before_it_asks_why():
    client, address = signed_in("CONFIG_ADMIN"), reverse("duties:type_end", args=["0111"])
    first = client.get(address).content.decode()
    assert "D-C16" in first
    assert "停用这一类" not in first
    refused = client.post(address, {"since": today().isoformat(), "successor": ""})
    assert refused.status_code == 422
    assert "D-C16" in refused.content.decode()
    form = {"since": today().isoformat(), "successor": "0112"}
    looked = client.post(address, form)
    assert "停用这一类" in looked.content.decode()
    assert not TypeEnd.objects.exists()
    unsaid = client.post(address, {**form, "looked": looked.context["mark"], "why": ""})
    assert unsaid.status_code == 422
    assert client.post(address, {**form, "looked": looked.context["mark"], "why": "示例：来函"}).status_code == 302
    page = client.get(reverse("duties:type", args=["0111"])).content.decode()
    assert "起停用" in page
    assert "0112 井盖缺失" in page
    assert reverse("duties:type_resume", args=["0111"]) in page
    assert "已经停用" in client.get(reverse("duties:types")).content.decode()
    back = reverse("duties:type_resume", args=["0111"])
    looked = client.post(back, {"since": today().isoformat()})
    assert client.post(back, {"since": today().isoformat(), "looked": looked.context["mark"], "why": "示例：又要用"}).status_code == 302
    assert not TypeEnd.objects.exists()


def test_only_who_keeps_the_types_opens_the_page():
    client = signed_in("STREET_DESK")
    assert client.get(reverse("duties:type_end", args=["0111"])).status_code == 403
    assert reverse("duties:type_end", args=["0111"]) not in client.get(reverse("duties:type", args=["0111"])).content.decode()


def test_the_reason_of_a_dispatch_says_that_the_type_was_ended():
    facts = {"since": "2026-12-01", "code": "0112", "name": "井盖缺失", "name_en": "Missing cover"}
    assert ground_text([GroundStep("TYPE_ENDED", facts)]) == ["这一类自 2026-12-01 起停用，新来的用 0112 井盖缺失；以前来的照原来的办完。"]
    assert "不再用它" in ground_text([GroundStep("TYPE_ENDED", {**facts, "code": ""})])[0]
    assert TypeWord.objects.exists()
