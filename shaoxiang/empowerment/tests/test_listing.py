"""What in-force and recall write into a draft of the list of powers, and what they leave alone; templates given with a decision."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.test_resident import photo
from shaoxiang.duties import actions as lists
from shaoxiang.duties.models import EmpoweredMatter, ListVersion
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.models import TemplateDocument
from shaoxiang.empowerment.rules import EmpowermentRefused, held_note
from shaoxiang.empowerment.tests.conftest import (
    CHINGGIS,
    DAY,
    DONGFENG,
    NOON,
    PENALTY,
    TODAY,
    farming,
    fresh,
    housing,
    in_force,
    justice,
    known,
    leader,
    proposal,
    signed,
    staffing,
    unit,
)
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
SECOND = "P54"
A, B = date(2024, 1, 1), date(2025, 6, 1)


@pytest.mark.parametrize(("note", "holders", "expected"), [
    ("", [("甲街道", A, None)], "行使：甲街道（2024-01-01 起）。"),
    ("镇用地。", [("甲街道", A, None), ("乙镇", A, B)], "镇用地。行使：甲街道（2024-01-01 起），乙镇（2024-01-01 起，2025-06-01 收回）。"),
    ("镇用地。行使：甲街道（2020-01-01 起）。", [], "镇用地。行使：现在没有镇街。"),
    ("", [(f"很长名字的示例街道{n}", A, None) for n in range(12)], "行使：12 个镇街，名单和日期见赋权公开页。"),
])
def test_the_note_of_an_item_says_who_exercises_it_and_keeps_what_else_it_said(note, holders, expected):
    assert held_note(note, holders) == expected
    assert held_note(held_note(note, holders), holders) == expected


def taken_back(made, on=TODAY + DAY, actor=None, powers=None):
    return actions.recall(made.number, effective_on=on, reason="示例：用得少", running_case_rule="FINISH", receiving=None, actor=actor or justice(), at=NOON,
                          powers=powers)


def drafts():
    return ListVersion.objects.filter(kind="POWER", status="DRAFT").order_by("pk")


def test_coming_into_force_is_written_into_a_draft_and_published_by_nobody():
    made = in_force(PENALTY, SECOND)
    [draft] = drafts()
    assert fresh(made).list_draft == draft
    assert {row.code: (row.act, row.values["note"]) for row in draft.changes.all()} == {
        code: ("AMEND", f"行使：{unit().name}（2026-11-04 起）。") for code in (PENALTY, SECOND)}
    assert all(row.reason.startswith(made.number) and row.basis == made.basis_document for row in draft.changes.all())
    assert not EmpoweredMatter.objects.filter(note__contains="行使").exists()
    assert Entry.objects.get(kind="empowerment.start").facts["list"] == draft.pk


def test_a_recall_strikes_off_what_no_street_exercises_and_says_who_still_does():
    made = in_force(PENALTY, SECOND)
    actions.register_existing(proposal(PENALTY, street=DONGFENG), known(), actor=SYSTEM, at=NOON)
    done = taken_back(made)
    [draft] = drafts()  # the one the first day was written into, extended
    assert done.list_draft == draft
    rows = {row.code: row for row in draft.changes.all()}
    assert rows[SECOND].act == "REMOVE"
    assert rows[PENALTY].act == "AMEND"
    assert rows[PENALTY].values["note"] == f"行使：{unit(DONGFENG).name}（{(TODAY - 900 * DAY).isoformat()} 起）。"
    assert "2026-11-05 起收回：示例：用得少" in rows[SECOND].reason


def test_what_is_on_its_way_to_another_street_stays_on_the_list():
    made = in_force(SECOND)
    actions.propose(proposal(SECOND, street=DONGFENG), actor=housing(), at=NOON)
    taken_back(made)
    row = drafts().get().changes.get(code=SECOND)
    assert (row.act, row.values["note"]) == ("AMEND", "行使：现在没有镇街。")


def test_what_a_person_wrote_of_the_item_stays_in_the_draft():
    made = in_force()
    draft = drafts().get()
    lists.change_item(draft.pk, PENALTY, act="AMEND", values={"name": "示例新名称", "note": "示例说明。"}, reason="改名", revision=draft.revision,
                      actor=staffing(), at=NOON)
    taken_back(made)
    row = draft.changes.get(code=PENALTY)
    assert (row.act, row.values["name"], row.values["note"]) == ("AMEND", "示例新名称", "示例说明。行使：现在没有镇街。")
    assert row.reason.startswith("改名；FQ")


def test_an_item_somebody_strikes_off_stays_struck():
    made = in_force()
    draft = drafts().get()
    lists.change_item(draft.pk, PENALTY, act="REMOVE", values={}, reason="自治区收回", revision=draft.revision, actor=staffing(), at=NOON)
    taken_back(made)
    row = draft.changes.get(code=PENALTY)
    assert (row.act, row.reason) == ("REMOVE", "自治区收回")


def test_a_draft_already_decided_is_left_as_it_was_decided():
    made = in_force()
    decided = drafts().get()
    lists.describe(decided.pk, title="示例", effective_from=TODAY + 30 * DAY, decided_by="示例", document="示例〔2026〕1号", decided_on=TODAY,
                   revision=decided.revision, actor=staffing(), at=NOON)
    done = taken_back(made)
    assert done.list_draft != decided
    assert decided.changes.get(code=PENALTY).act == "AMEND"
    assert drafts().count() == 2


def test_published_the_list_says_what_the_recall_decided():
    now, today = timezone.now(), timezone.localdate()
    made = actions.register_existing(proposal(), known(), actor=SYSTEM, at=now)
    done = actions.recall(made.number, effective_on=today, reason="示例", running_case_rule="FINISH", receiving=None, actor=justice(), at=now)
    draft = done.list_draft
    lists.describe(draft.pk, title="示例", effective_from=today, decided_by="示例", document="示例〔2026〕1号", decided_on=today, revision=draft.revision,
                   actor=staffing(), at=now)
    publish(draft.pk, actor=staffing(), at=now)
    assert PENALTY not in {item.code for item in queries.items(today)}
    page = seated(justice()).get(reverse("empowerment:decision", args=[made.number])).content.decode()
    assert "已写进公布的清单" in page


def test_the_page_leads_who_may_draft_to_the_draft_and_tells_the_others():
    made = in_force()
    taken_back(made)
    link = reverse("duties:version", args=[drafts().get().pk])
    assert link in seated(justice()).get(reverse("empowerment:decision", args=[made.number])).content.decode()
    street = seated(leader()).get(reverse("empowerment:decision", args=[made.number])).content.decode()
    assert "已写进权责清单草案" in street
    assert link not in street


# --- templates ----------------------------------------------------------------------------------------------------------


def test_justice_names_a_template_and_the_department_attaches_the_next_in_its_place():
    made = signed()
    actions.give_paper(made.number, name="示例：处罚决定书", edition="2026 版", actor=justice(), at=NOON)
    first = TemplateDocument.objects.get()
    actions.give_paper(made.number, name="示例：处罚决定书", file=photo("a.jpg"), replaces=first.pk, actor=housing(), at=NOON + DAY)
    first.refresh_from_db()
    assert first.ended_on == TODAY + DAY
    assert [(one.name, one.attachment_id is not None) for one in queries.papers_of(unit().pk)] == [("示例：处罚决定书", True)]
    assert Attachment.objects.get(matter_id=made.pk).public is False
    facts = Entry.objects.filter(kind="empowerment.give_paper").latest("seq").facts
    assert facts["replaces"] == first.pk
    assert facts["file_sha256"]
    with pytest.raises(EmpowermentRefused, match="换过了"):
        actions.give_paper(made.number, name="示例", replaces=first.pk, actor=housing(), at=NOON + DAY)


def test_who_does_not_hand_over_gives_no_template_and_none_is_given_after_the_end():
    made = signed()
    with pytest.raises(PermissionDenied):
        actions.give_paper(made.number, name="示例", actor=leader(), at=NOON)
    with pytest.raises(type(made).DoesNotExist):
        actions.give_paper(made.number, name="示例", actor=farming(), at=NOON)
    actions.withdraw(made.number, words="示例", actor=housing(), at=NOON)
    with pytest.raises(MoveRefused):
        actions.give_paper(made.number, name="示例", actor=justice(), at=NOON)


def test_the_form_takes_a_file_and_refuses_what_is_none_with_its_cure():
    made = signed()
    client, address = seated(justice()), reverse("empowerment:act", args=[made.number, "give_paper"])
    assert 'enctype="multipart/form-data"' in client.get(address).content.decode()
    bad = client.post(address, {"name": "示例", "file": SimpleUploadedFile("a.exe", b"MZ\x00")})
    assert bad.status_code == 422
    assert not TemplateDocument.objects.exists()
    assert client.post(address, {"name": "示例：笔录", "file": photo("b.jpg")}).status_code == 302
    paper = TemplateDocument.objects.get()
    file = reverse("files:download", args=[paper.attachment_id])
    assert file in client.get(reverse("empowerment:unit", args=[f"S{CHINGGIS}"])).content.decode()
    assert seated(leader()).get(file).status_code == 200
    assert seated(leader(DONGFENG)).get(file).status_code == 404
    assert file not in seated(leader(DONGFENG)).get(reverse("empowerment:unit", args=[f"S{CHINGGIS}"])).content.decode()
