"""Q7: whoever hands over work does not ask the street for a body, a plate, a level or posts to match his own."""

from dataclasses import replace

import pytest

from shaoxiang.admission import actions, rules
from shaoxiang.admission.models import AdmissionRequest
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.tests.test_views import WHOLE as FORM
from shaoxiang.admission.tests.walks import DAY, MONDAY, WHOLE, advised, desk, drafted, liaison, mayor, stated
from shaoxiang.admission.vocabulary import Decided
from shaoxiang.cases.tests.seats import seated

DEMAND = "示例：请各街道对口设立示例工作站"


@pytest.mark.parametrize("field", ["title", "legal_basis", "need", "staff", "process", "keeps", "requirements", "community_work", "training"])
def test_no_field_of_a_request_asks_for_it(field):
    with pytest.raises(AdmissionRefused) as refused:
        rules.check_draft(replace(WHOLE, **{field: DEMAND}))
    assert (refused.value.field, list(refused.value.missing)) == (field, [field])
    assert str(refused.value.facts["words"]) in DEMAND


def test_every_field_that_asks_is_named_at_once():
    with pytest.raises(AdmissionRefused) as refused:
        rules.check_draft(replace(WHOLE, need=DEMAND, staff="示例：专门核定编制两名"))
    assert list(refused.value.missing) == ["need", "staff"]


def test_the_article_that_forbids_it_may_be_cited():
    rules.check_draft(replace(WHOLE, legal_basis="《地方各级人民政府机构设置和编制管理条例》第七条：不得要求对口设立机构",
                              staff="示例：每个街道一人，人由部门派"))


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
class TestOfTheDistrict:
    def test_it_is_neither_opened_nor_edited_nor_handed_in(self):
        with pytest.raises(AdmissionRefused):
            drafted(stated(need=DEMAND))
        made = drafted()
        with pytest.raises(AdmissionRefused):
            actions.edit(made.number, stated(need=DEMAND), actor=liaison(), at=MONDAY)
        AdmissionRequest.objects.filter(pk=made.pk).update(need=DEMAND)  # written before it was asked
        with pytest.raises(AdmissionRefused) as refused:
            actions.submit(made.number, actor=liaison(), at=MONDAY)
        assert refused.value.field == "need"

    def test_what_was_handed_in_before_is_not_approved_but_may_be_turned_down(self):
        request = advised()
        AdmissionRequest.objects.filter(pk=request.pk).update(process=DEMAND)
        given = {"meeting": "示例会议", "decided_on": (MONDAY + 3 * DAY).date(), "document": "示例〔2026〕1号", "actor": mayor(), "at": MONDAY + 4 * DAY}
        with pytest.raises(AdmissionRefused, match="不能批准") as refused:
            actions.decide(request.number, decided=Decided.PERMANENT, **given)
        assert refused.value.field == "decided"
        assert actions.decide(request.number, decided=Decided.REJECTED, words="示例：要求对口，不准入", **given).decided == Decided.REJECTED

    def test_the_page_says_which_words_and_keeps_what_was_typed(self):
        answer = seated(liaison()).post("/admission/new/", {**FORM, "need": DEMAND, "units": [desk().unit_id]})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "《地方各级人民政府机构设置和编制管理条例》第七条" in page
        assert DEMAND in page
