"""The law's conditions, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from shaoxiang.mediation import rules
from shaoxiang.mediation.flows import CONFIRM_CLOCK, MEDIATION_FLOW
from shaoxiang.mediation.rules import Application, MediationRefused, PartyGiven
from shaoxiang.mediation.vocabulary import ENDED, RUNNING, DisputeKind, MediationStatus, Side

DAY = date(2026, 11, 2)


def application(**changes):
    parties = [PartyGiven(Side.FIRST, {"name": "示例甲"}), PartyGiven(Side.SECOND, {"name": "示例乙"})]
    return Application(**{"dispute": DisputeKind.NEIGHBOUR, "facts": "示例：楼上漏水", "parties": parties, **changes})


def test_an_application_names_both_sides_and_the_facts():
    rules.check(application())
    for changes in ({"facts": " "}, {"facts": "x" * 5001}, {"parties": [PartyGiven(Side.FIRST, {"name": "示例甲"})]}, {"parties": []}):
        with pytest.raises(MediationRefused):
            rules.check(application(**changes))


@pytest.mark.parametrize(("consents", "mediator", "words"), [
    (["GIVEN", "WAITING"], True, "双方都同意"), (["GIVEN", "REFUSED"], True, "不得调解"), (["GIVEN", "GIVEN"], False, "还没有调解员"), ([], True, "双方都同意"),
])
def test_without_the_will_of_both_and_a_mediator_nothing_is_accepted(consents, mediator, words):
    with pytest.raises(MediationRefused) as refused:
        rules.may_accept(consents, has_mediator=mediator)
    assert words in refused.value.reason


def test_with_both_it_is():
    rules.may_accept(["GIVEN", "GIVEN"], has_mediator=True)


def test_whoever_stepped_aside_does_not_come_back():
    rules.may_mediate(7, {8})
    with pytest.raises(MediationRefused):
        rules.may_mediate(7, {7})


@pytest.mark.parametrize(("text", "performance_on", "effective_on", "field"), [
    (" ", None, DAY, "agreement"), ("x" * 5001, None, DAY, "agreement"), ("修好", None, date(2026, 11, 3), "effective_on"),
    ("修好", date(2026, 11, 1), DAY, "performance_on"),
])
def test_an_agreement_has_words_and_days_in_order(text, performance_on, effective_on, field):
    with pytest.raises(MediationRefused) as refused:
        rules.check_agreement(text, performance_on, effective_on, today=DAY)
    assert refused.value.field == field


def test_a_good_agreement_passes():
    rules.check_agreement("三日内修好。", DAY, DAY, today=DAY)


def test_a_long_text_is_printed_whole():
    text = "第一条 " + "长" * 900 + "\n\n第二条 短"
    found = rules.pieces(text)
    assert list(found) == ["1", "2", "3", "4"]
    assert "".join(found.values()) == text.replace("\n\n", "")
    assert max(map(len, found.values())) <= rules.CHUNK


def test_every_ended_status_is_final_and_every_running_one_may_call_the_police():
    assert {move.name for status in ENDED for move in MEDIATION_FLOW.open_moves(status)} == set()
    assert all("tell_police" in {move.name for move in MEDIATION_FLOW.open_moves(status)} for status in RUNNING)
    assert set(ENDED) | set(RUNNING) == set(MediationStatus)


def test_the_thirty_days_run_from_the_agreement_until_the_court_is_asked():
    assert MEDIATION_FLOW.by_name["agree"].starts == (CONFIRM_CLOCK,)
    assert MEDIATION_FLOW.by_name["apply_confirmation"].stops == (CONFIRM_CLOCK,)
    assert all(move.rule.startswith("人民调解法") for move in MEDIATION_FLOW)
