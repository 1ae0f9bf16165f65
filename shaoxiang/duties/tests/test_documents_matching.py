"""Q7: a written rule does not ask a street for a body, a plate, a level or posts to match a department's own."""

import pytest
from django.urls import reverse

from shaoxiang.cases.tests.seats import seated
from shaoxiang.duties.actions import documents as actions
from shaoxiang.duties.models import InstitutionDocument, RuleText
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.documents import check_asks_no_match
from shaoxiang.duties.tests.test_documents import NOW, TEXT, said, staffing, written
from shaoxiang.kernel.journal.models import Entry

DEMAND = "第三条 各街道应当对应设立示例服务中心，并加挂牌子。"


@pytest.mark.parametrize(("text", "where"), [
    (DEMAND, "第三条，"), ("各街道要配齐示例专干，与区示例局上下对口。", ""), (f"{TEXT}\n第四条 统一核定编制两名。", "第四条，"),
])
def test_the_refusal_names_the_article_and_the_words(text, where):
    with pytest.raises(ChangeRefused) as refused:
        check_asks_no_match({"text": text})
    assert (refused.value.field, refused.value.facts["where"]) == ("text", where)
    assert str(refused.value.facts["words"]) in text


@pytest.mark.parametrize("text", [
    "第九条 任何部门不得要求街道对口设立机构、加挂牌子。", "第十条 严禁以任何理由，要求镇街对口设立机构。", TEXT, "", "第二条 街道明确专人负责对口联系。",
])
def test_a_rule_that_forbids_it_or_does_not_speak_of_it_passes(text):
    check_asks_no_match({"text": text})


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
class TestOfTheDistrict:
    def test_neither_text_nor_name_nor_scope_nor_summary_asks_for_it(self):
        made = written()
        with pytest.raises(ChangeRefused) as refused:
            actions.write_rule(made.code, DEMAND, revision=made.revision, actor=staffing(), at=NOW)
        assert refused.value.field == "text"
        for field in ("title", "scope", "summary"):
            with pytest.raises(ChangeRefused) as refused:
                actions.describe_rule(made.code, {field: "要求各街道设立示例站"}, revision=made.revision, actor=staffing(), at=NOW)
            assert refused.value.field == field
        with pytest.raises(ChangeRefused) as refused:
            actions.open_rule(title="各街道须设立示例中心的通知", kind="INSTITUTION", actor=staffing(), at=NOW)
        assert refused.value.field == "title"
        assert InstitutionDocument.objects.get(pk=made.pk).revision == made.revision

    def test_a_draft_from_before_is_not_issued(self):
        made = written()
        RuleText.objects.filter(document=made).update(text=DEMAND)
        with pytest.raises(ChangeRefused, match="第七条"):
            actions.issue_rule(made.code, "try_out", said(), actor=staffing(), at=NOW)
        assert not Entry.objects.filter(kind="duties.rule_try_out", subject_id=made.pk).exists()

    def test_the_page_says_which_words_and_keeps_what_was_typed(self):
        made = written()
        address = reverse("duties:document_text", args=[made.code])
        answer = seated(staffing()).post(address, {"text": DEMAND, "english": "", "revision": made.revision})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "《地方各级人民政府机构设置和编制管理条例》第七条" in page
        assert "第三条，写着“各街道应当对应设立”" in page

    def test_a_name_that_asks_for_it_is_refused_on_its_page_too(self):
        answer = seated(staffing()).post(reverse("duties:document_new"), {"title": "各街道须设立示例中心的通知", "kind": "INSTITUTION"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "《地方各级人民政府机构设置和编制管理条例》第七条" in page
        assert "各街道须设立示例中心的通知" in page

    def test_every_rule_of_the_demo_passes(self):
        for one in RuleText.objects.exclude(number=None):
            check_asks_no_match({"text": one.text})
