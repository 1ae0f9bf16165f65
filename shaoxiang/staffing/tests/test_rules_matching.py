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


@pytest.mark.parametrize("words", [
    "请街道设立统计站并挂牌", "挂牌成立街道物业管理站", "街道须组建与我局相对应的机构", "各街道比照区局设置科室", "街道设食安委办公室",
    "各镇街要参照区里成立工作专班",
    "街道应明确专人专岗对接我局工作", "请街道配备2名专职安全员，占街道编制", "每个街道配一名专职统计员", "每个街道至少有一名副科级干部专职负责",
])
def test_q7_a_demand_is_a_demand_in_the_words_departments_use(words):
    assert rules.cites_matching(words)


@pytest.mark.parametrize("words", [
    "街道设下列内设机构", "街道党政综合办公室负责信访", "请街道配合检查", "街道配备灭火器材", "各街道安排人员值班", "街道综合行政执法局设在平安建设办公室",
    "由街道便民服务中心受理", "请街道党群服务中心张贴通知", "街道城市管理办公室组建巡查小组",
    "各街道的职能配置、内设机构和人员编制",
])
def test_q7_work_of_a_street_s_own_offices_is_no_demand(words):
    assert not rules.cites_matching(words)


@given(st.text(alphabet="对口设立要求街道各镇不得加挂牌子编制，。统一与局级别取消", max_size=40))
def test_q7_whatever_is_found_stands_in_the_words_and_less_is_found_without_plates(words):
    found, fewer = rules.matching_words(words), rules.matching_words(words, plates=False)
    assert all(one in words for one in found)
    assert set(fewer) <= set(found)
    assert all(PLATES.search(one) for one in set(found) - set(fewer))
