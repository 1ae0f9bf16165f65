from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shaoxiang.forces.rules import (
    AllocationLine,
    Certificate,
    TotalLine,
    certificate_number,
    certificate_state,
    counts_as_officer,
    may_form_team_of_two,
    reconcile,
)
from shaoxiang.forces.vocabulary import CertificateState, MemberKind

TODAY = date(2026, 3, 2)
OTHER = Certificate("OFFICER", "示例0003", date(2024, 3, 1), date(2029, 2, 28))
GOOD = Certificate("OFFICER", "示例0001", date(2024, 3, 1), date(2029, 2, 28))


@pytest.mark.parametrize(("until", "said"), [
    (date(2026, 3, 1), CertificateState.EXPIRED), (date(2026, 3, 2), CertificateState.EXPIRING),  # the last day still holds
    (date(2026, 5, 1), CertificateState.EXPIRING), (date(2026, 5, 2), CertificateState.VALID),  # sixty days ahead, counted by hand: 29 + 30 + 1
])
def test_a_certificate_holds_to_the_end_of_its_last_day(until, said):
    assert certificate_state(Certificate("OFFICER", "示例", date(2024, 1, 1), until), TODAY) is said


def test_a_certificate_of_tomorrow_is_none_yet():
    assert certificate_state(Certificate("OFFICER", "示例", TODAY + timedelta(days=1), date(2029, 1, 1)), TODAY) is CertificateState.NOT_YET


def test_two_officers_are_enough_and_one_with_an_auxiliary_is_not():
    auxiliary = Certificate("AUXILIARY", "示例0002", date(2024, 3, 1), date(2029, 2, 28))
    assert may_form_team_of_two([GOOD, OTHER], TODAY).enough
    assert not may_form_team_of_two([GOOD, GOOD], TODAY).enough  # two names on one certificate
    answer = may_form_team_of_two([GOOD, auxiliary, auxiliary], TODAY)
    assert (answer.enough, answer.officers, bool(answer.reason)) == (False, 1, True)


members = st.builds(
    Certificate, st.sampled_from([str(kind) for kind in MemberKind]), st.sampled_from(["", "示例1", "示例2", "示例3"]), st.just(date(2020, 1, 1)),
    st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)


@given(st.lists(members, max_size=8))
def test_an_auxiliary_never_counts_whatever_card_he_carries(people):
    assert not any(counts_as_officer(one, TODAY) for one in people if one.kind != "OFFICER")
    good = {one.number for one in people if one.kind == "OFFICER" and one.number and one.valid_until >= TODAY}
    assert may_form_team_of_two(people, TODAY).officers == len(good)


@pytest.mark.parametrize("written", ["蒙A 0001", " 蒙a0001", "蒙Ａ０００１", "蒙A0001\u3000"])
def test_a_number_written_in_another_way_is_the_same_number(written):
    assert certificate_number(written) == "蒙A0001"


TOTALS = [TotalLine("FULL_TRANSFER", 5), TotalLine("ON_WHISTLE", teams=2, departments=2)]
ROWS = [AllocationLine(1, "FULL_TRANSFER", 11, 2, 1), AllocationLine(1, "FULL_TRANSFER", 12, 3, 1), AllocationLine(2, "ON_WHISTLE", 21, 0, 1),
        AllocationLine(3, "ON_WHISTLE", 31, 0, 1)]
PEOPLE, TEAMS = {11: 2, 12: 3}, {11: 1, 12: 1, 21: 1, 31: 1}


def codes(rows=ROWS, people=PEOPLE, teams=TEAMS):
    return [(one.code, one.mode, one.stated, one.found) for one in reconcile(TOTALS, rows, people, teams)]


def test_figures_that_agree_say_nothing():
    assert codes() == []


def test_a_wrong_row_a_missing_member_and_a_missing_team_are_each_named():
    assert codes([*ROWS[:1], AllocationLine(1, "FULL_TRANSFER", 12, 4, 1), *ROWS[2:]]) == [
        ("PEOPLE", "FULL_TRANSFER", 5, 6), ("MEMBERS", "FULL_TRANSFER", 4, 3)]
    assert codes(people={11: 2, 12: 2}) == [("MEMBERS", "FULL_TRANSFER", 3, 2)]
    assert codes(teams={11: 1, 12: 1, 21: 1}) == [("NO_TEAM", "ON_WHISTLE", 1, 0)]
    assert codes(ROWS[:3]) == [("TEAMS", "ON_WHISTLE", 2, 1), ("DEPARTMENTS", "ON_WHISTLE", 2, 1)]
