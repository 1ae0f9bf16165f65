"""英文摘要: for readers of English, beside the Chinese text that counts."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import documents as actions
from shaoxiang.duties.actions.documents import StaleRule
from shaoxiang.duties.queries import documents as queries
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.tests.test_documents import NOW, TEXT, on_trial, row, said, staffing, written
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_an_english_summary_is_written_with_the_draft_and_later_beside_the_issued_text():
    made = written()
    actions.write_rule(made.code, TEXT, english="  Article 1: a sample.  ", revision=made.revision, actor=staffing(), at=NOW)
    assert queries.draft_text(made).english == "Article 1: a sample."
    actions.write_rule(made.code, TEXT + "改", revision=row().revision, actor=staffing(), at=NOW)
    assert queries.draft_text(made).english == "Article 1: a sample.", "who writes the Chinese alone leaves it"
    actions.issue_rule(made.code, "try_out", said(), actor=staffing(), at=NOW)
    text = queries.last_text(row()).text
    actions.put_english(made.code, 1, "Articles 1 and 2: samples.", revision=row().revision, actor=staffing(), at=NOW)
    shown = queries.last_text(row())
    assert (shown.english, shown.text) == ("Articles 1 and 2: samples.", text)
    entry = queries.entries_of(row())[0]
    assert (entry.kind, entry.facts["version"], len(entry.facts["english_sha256"])) == ("duties.rule_english", 1, 64)


def test_who_may_not_write_rules_writes_no_english_and_the_second_of_two_is_told():
    made = on_trial()
    with pytest.raises(PermissionDenied):
        actions.put_english(made.code, 1, "No.", revision=row().revision, actor=people.actor("STREET_DESK", street=people.HOME), at=NOW)
    seen = row().revision
    actions.put_english(made.code, 1, "One.", revision=seen, actor=staffing(), at=NOW)
    with pytest.raises(StaleRule):
        actions.put_english(made.code, 1, "Two.", revision=seen, actor=staffing(), at=NOW)
    assert queries.last_text(row()).english == "One."


@pytest.mark.parametrize("english", ["第一条 示例条文，五个工作日。", "x" * 20001])
def test_chinese_in_the_english_summary_is_refused(english):
    with pytest.raises(ChangeRefused) as refused:
        actions.put_english(on_trial().code, 1, english, revision=row().revision, actor=staffing(), at=NOW)
    assert refused.value.field == "english"


def test_english_pages_show_summary_and_chinese_and_say_which_counts():
    client = seated(staffing())
    address = reverse("duties:document", args=["DUTY_ADMISSION"])
    chinese = client.get(address).content.decode()
    assert "英文摘要" not in chinese
    client.cookies["django_language"] = "en"
    english = client.get(address).content.decode()
    assert "Silence is recorded as no opinion" in english
    assert "第六条" in english
    assert 'lang="zh-Hans"' in english.split("Silence is recorded")[1], "the Chinese follows and is marked"


def test_the_page_of_the_summary_keeps_what_was_typed_and_saves():
    made, client = on_trial(), seated(staffing())
    address = reverse("duties:document_english", args=[made.code, 1])
    assert "第一条" in client.get(address).content.decode()
    refused = client.post(address, {"english": "第一条 还是中文的摘要", "revision": row().revision})
    assert refused.status_code == 422
    assert "还是中文的摘要" in refused.content.decode()
    done = client.post(address, {"english": "A summary.", "revision": row().revision})
    assert done.headers["Location"] == reverse("duties:document_version", args=[made.code, 1])
    assert queries.last_text(row()).english == "A summary."
    assert seated(people.actor("STREET_DESK", street=people.HOME)).get(address).status_code == 403
