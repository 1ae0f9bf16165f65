"""The rules as tables and for any input: nothing missing passes, no order of findings matters, nothing unconfirmed is listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.admission import rules
from shaoxiang.admission.flows import ADMISSION_FLOW, REFUSAL_FLOW
from shaoxiang.admission.rules import STATED, SUPPLIED, AdmissionRefused, Receipt, Statement
from shaoxiang.admission.vocabulary import (
    OVER,
    REFUSALS_OVER,
    UNCOUNTED,
    AdmissionStatus,
    Breach,
    Decided,
    Finding,
    ReceiptState,
    RefusalStatus,
    ResourceKind,
    ReviewKind,
    Tenure,
    WorkKind,
)

TODAY = date(2026, 11, 2)
FULL = Statement(**dict.fromkeys((*STATED, *SUPPLIED), "示例"), units=(1,))
S = AdmissionStatus


# --- the way, as a table ----------------------------------------------------------------------------------------------

TABLE = {
    "edit": ({S.DRAFT, S.RETURNED}, None),
    "attach": ({S.DRAFT, S.RETURNED, S.DELIVERING}, None),
    "submit": ({S.DRAFT, S.RETURNED}, S.COMPLETENESS),
    "send_back": ({S.COMPLETENESS, S.REVIEWS}, S.RETURNED),
    "take_in": ({S.COMPLETENESS}, S.REVIEWS),
    "review": ({S.REVIEWS}, None),
    "consult": ({S.REVIEWS, S.CONSULTATION}, S.CONSULTATION),
    "heard": ({S.CONSULTATION}, S.OFFICE_OPINION),
    "give_opinion": ({S.OFFICE_OPINION}, S.DECISION),
    "approve": ({S.DECISION}, S.DELIVERING),
    "reject": ({S.DECISION}, S.REJECTED),
    "deliver": ({S.DELIVERING}, None),
    "confirm": ({S.DELIVERING}, None),
    "dispute": ({S.DELIVERING}, None),
    "list_it": ({S.DELIVERING}, S.LISTED),
    "unlist": ({S.LISTED}, S.DELIVERING),
    "publish": ({S.LISTED}, S.PUBLISHED),
    "unpublish": ({S.PUBLISHED}, S.DELIVERING),  # the version that listed it was taken back before its day
    "register": ({S.DELIVERING}, S.PUBLISHED),
    "register_grid": ({S.PUBLISHED}, None),
    "look_back": ({S.PUBLISHED}, S.REVIEWED),
    "end": ({S.PUBLISHED}, S.ENDED),
    "withdraw": ({S.DRAFT, S.RETURNED, S.COMPLETENESS, S.REVIEWS}, S.WITHDRAWN),
}


def test_the_way_of_a_request_is_this_table():
    assert {move.name: (set(move.sources), move.target) for move in ADMISSION_FLOW} == TABLE


def test_a3_every_way_to_the_decision_leads_through_the_hearing_of_the_streets():
    """Take the consultation away and nothing behind it can be reached."""
    reached, more = {S.DRAFT}, True
    while more:
        fresh = {move.target for move in ADMISSION_FLOW for source in move.sources if source in reached and move.target and move.target != S.CONSULTATION}
        more = bool(fresh - reached)
        reached |= fresh
    assert reached == {S.DRAFT, S.RETURNED, S.COMPLETENESS, S.REVIEWS, S.WITHDRAWN}


def test_a1_every_way_to_a_list_leads_through_a_decision():
    reached, more = {S.DRAFT}, True
    while more:
        fresh = {move.target for move in ADMISSION_FLOW for source in move.sources if source in reached and move.target and move.name != "approve"}
        more = bool(fresh - reached)
        reached |= fresh
    assert not reached & {S.DELIVERING, S.LISTED, S.PUBLISHED}


def test_what_has_ended_has_no_move_left():
    assert {status for status in S if not ADMISSION_FLOW.open_moves(status)} == {S(code) for code in OVER}
    assert {status for status in RefusalStatus if not REFUSAL_FLOW.open_moves(status)} == {RefusalStatus(code) for code in REFUSALS_OVER}


# --- statements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(STATED))
def test_a2_each_missing_statement_is_named(name):
    assert rules.missing_statements(FULL, TODAY) == {}
    missing = rules.missing_statements(replace(FULL, **{name: "  "}), TODAY)
    assert missing == {name: STATED[name]}
    with pytest.raises(AdmissionRefused) as refused:
        rules.check_complete(replace(FULL, **{name: ""}), TODAY)
    assert refused.value.field == name


@given(st.sets(st.sampled_from(sorted(STATED))))
def test_a2_all_that_is_missing_is_named_at_once(names):
    assert set(rules.missing_statements(replace(FULL, **dict.fromkeys(names, "")), TODAY)) == names


def test_a2_nobody_affected_is_a_missing_statement_too():
    assert list(rules.missing_statements(replace(FULL, units=()), TODAY)) == ["units"]


@pytest.mark.parametrize("name", ["staff", "money", "technique", "requirements", "standard", "process"])
def test_a5_temporary_work_is_supplied_by_the_department(name):
    short = replace(FULL, tenure=Tenure.TEMPORARY, end_on=TODAY + timedelta(days=30))
    assert rules.missing_statements(short, TODAY) == {}
    assert list(rules.missing_statements(replace(short, **{name: ""}), TODAY)) == [name]


@pytest.mark.parametrize(("tenure", "end_on", "field"), [
    (Tenure.TEMPORARY, None, ["end_on"]), (Tenure.TEMPORARY, TODAY, ["end_on"]), (Tenure.TEMPORARY, TODAY + timedelta(days=1), []),
    (Tenure.PERMANENT, TODAY + timedelta(days=1), ["end_on"]), (Tenure.PERMANENT, None, []),
])
def test_a5_temporary_work_has_a_last_day_and_permanent_work_has_none(tenure, end_on, field):
    assert list(rules.missing_statements(replace(FULL, tenure=tenure, end_on=end_on), TODAY)) == field


@pytest.mark.parametrize(("work", "no_forms", "fields"), [
    ("示例", True, []), ("", True, ["community_work"]), ("示例", False, ["no_forms"]), ("", False, ["community_work", "no_forms"]),
])
def test_a10_communities_are_asked_for_no_forms_and_for_nothing_unnamed(work, no_forms, fields):
    given_ = replace(FULL, touches_communities=True, community_work=work, no_forms=no_forms)
    assert list(rules.missing_statements(given_, TODAY)) == fields


def test_a_draft_may_be_half_written_but_has_a_name():
    rules.check_draft(Statement(title="示例"))
    with pytest.raises(AdmissionRefused):
        rules.check_draft(Statement(title=" "))
    with pytest.raises(AdmissionRefused):
        rules.check_draft(Statement(title="示例", need="长" * (rules.WORDS_MAX + 1)))


# --- the three, in any order ------------------------------------------------------------------------------------------

FINDINGS = st.fixed_dictionaries({kind: st.sampled_from(list(Finding)) for kind in ReviewKind})


@given(FINDINGS, st.permutations(list(ReviewKind)))
def test_the_three_findings_may_come_in_any_order(findings, order):
    held: dict[ReviewKind, Finding | None] = dict.fromkeys(ReviewKind)
    for turn, kind in enumerate(order):
        assert rules.may_consult(held)  # not before the last
        assert not rules.reviews_done(held.values())
        held[kind] = findings[kind]
        assert rules.reviews_done(held.values()) == (turn == 2)
    assert bool(rules.may_consult(held)) == (findings[ReviewKind.LEGALITY] == Finding.OBJECT)


@pytest.mark.parametrize("finding", [Finding.CHANGE, Finding.OBJECT])
def test_a_finding_against_says_why(finding):
    rules.check_finding(Finding.SUPPORT, "")
    with pytest.raises(AdmissionRefused):
        rules.check_finding(finding, " ")


@pytest.mark.parametrize(("change", "field"), [
    ({"meeting": " "}, "meeting"), ({"decided_on": None}, "decided_on"), ({"document": ""}, "document"), ({"document": "口头"}, "document"),
    ({"decided_on": TODAY + timedelta(days=1)}, "decided_on"), ({"decided_on": TODAY - timedelta(days=10)}, "decided_on"),
    ({"decided": Decided.TEMPORARY}, "end_on"), ({"end_on": TODAY + timedelta(days=9)}, "end_on"),
])
def test_a_decision_has_its_meeting_its_day_its_number_and_its_end(change, field):
    whole = {"decided": Decided.PERMANENT, "meeting": "示例", "decided_on": TODAY, "document": "示例〔2026〕1号", "end_on": None, "today": TODAY,
             "since": TODAY - timedelta(days=9)}
    rules.check_decision(**whole)
    rules.check_decision(**whole | {"decided_on": TODAY - timedelta(days=9)})  # the day it was submitted
    with pytest.raises(AdmissionRefused) as refused:
        rules.check_decision(**(whole | change))
    assert refused.value.field == field


# --- resources --------------------------------------------------------------------------------------------------------


def test_a4_approval_obliges_money_and_people_always():
    kinds = [kind for kind, _words in rules.resource_lines(Statement(money="示例", staff="示例"))]
    assert kinds == [ResourceKind.MONEY, ResourceKind.POSTS]
    assert len(rules.resource_lines(replace(FULL, authority="示例", data_access="示例", training="示例"))) == 5


@given(st.lists(st.builds(Receipt, st.integers(1, 5), st.integers(1, 3), st.sampled_from(list(ReceiptState)))))
def test_a6_nothing_is_listed_while_a_line_is_unconfirmed(receipts):
    assert (not rules.unconfirmed(receipts)) == all(one.state == ReceiptState.CONFIRMED for one in receipts)


# --- the refusal ------------------------------------------------------------------------------------------------------

LETTER = {"kind": WorkKind.LETTER, "title": "示例", "words": "示例", "received_on": TODAY, "letter": "示例", "named": False, "today": TODAY}


@pytest.mark.parametrize(("change", "field"), [
    ({"title": ""}, "title"), ({"words": " "}, "words"), ({"received_on": None}, "received_on"), ({"received_on": TODAY + timedelta(days=1)}, "received_on"),
    ({"letter": ""}, "letter"), ({"kind": WorkKind.CASE}, "subject"),
])
def test_a_refusal_says_what_when_and_which(change, field):
    rules.check_refusal(**LETTER)
    rules.check_refusal(**(LETTER | {"kind": WorkKind.CASE, "letter": "", "named": True}))
    with pytest.raises(AdmissionRefused) as refused:
        rules.check_refusal(**(LETTER | change))
    assert refused.value.field == field


def test_a9_a_breach_is_words_and_no_money():
    assert {breach.value for breach in Breach} == {"CORRECTION", "CRITICISM"}
    with pytest.raises(AdmissionRefused):
        rules.check_ruling(False, False, False, "示例")
    with pytest.raises(AdmissionRefused):
        rules.check_ruling(False, False, True, " ")
    rules.check_ruling(False, False, True, "示例")


def test_a_ruling_that_it_is_on_a_list_names_the_item():
    with pytest.raises(AdmissionRefused) as refused:
        rules.check_ruling(True, False, False, "示例")
    assert refused.value.field == "item"


def test_a7_work_counts_again_only_when_it_is_on_a_list_or_was_admitted():
    assert {status for status in RefusalStatus if status not in UNCOUNTED} == {RefusalStatus.ON_LIST, RefusalStatus.ADMITTED}
