"""Q7 as a rule: which words ask a street to match a department, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.staffing import rules
from shaoxiang.staffing.rules.matching import PLATES


@pytest.mark.parametrize(("words", "found"), [
    ("与市场局对口设立机构", ("与市场局对口",)),
    ("上下对口，统一要求街道成立专班", ("上下对口", "要求街道成立")),
    ("加挂示例工作站牌子", ("加挂示例工作站牌子",)),
    ("按要求镇街设立示例中心", ("要求镇街设立",)),
    ("请各街道应当配备专职人员两名", ("各街道应当配备",)),
    ("要求街道增加事业编制三名", ("要求街道增加事业编制",)),
    ("比照区局级别设置示例中心", ("比照区局级别设置",)),
    ("统一提高规格", ("统一提高规格",)),
    ("为本系统工作专门核定编制", ("专门核定编制",)),
    ("与区示例局对口，承担相应职责", ("与区示例局对口",)),
    # forbidden is not demanded
    ("任何部门不得要求镇街对口设立机构", ()),
    ("不得以任何理由，要求街道对口设立机构", ()),
    ("取消对口设立的专班", ()),
    ("清理要求街道加挂的各类牌子", ()),
    # and a forbidding sentence lends nothing to the next
    ("不得推诿，要求街道对口设立专班", ("要求街道对口设立",)),
    ("不得推诿。各街道要配齐人员", ("各街道要配齐",)),
    # work of the street itself
    ("下放事项增加，执法力量不足", ()), ("对口支援结束，人员返回", ()), ("辖区新建小区入住", ()), ("街道设下列内设机构", ()),
    ("按照职责分工配备办案装备", ()), ("要求街道按期答复", ()), ("加强与区直部门对口联系", ()), ("行政编制和事业编制只增不减", ()), ("", ()),
])
def test_q7_words_that_ask_a_street_to_match_are_named_and_others_are_free(words, found):
    assert rules.matching_words(words) == found
    assert rules.cites_matching(words) is bool(found)


def test_q7_the_plates_of_a_unit_are_its_own_where_its_document_is_written():
    assert rules.matching_words("党群服务中心加挂退役军人服务站牌子", plates=False) == ()
    assert rules.matching_words("按区示例局要求街道加挂示例站牌子", plates=False) != ()


@given(st.text(alphabet="对口设立要求街道各镇不得加挂牌子编制，。统一与局级别取消", max_size=40))
def test_q7_whatever_is_found_stands_in_the_words_and_less_is_found_without_plates(words):
    found, fewer = rules.matching_words(words), rules.matching_words(words, plates=False)
    assert all(one in words for one in found)
    assert set(fewer) <= set(found)
    assert all(PLATES.search(one) for one in set(found) - set(fewer))
