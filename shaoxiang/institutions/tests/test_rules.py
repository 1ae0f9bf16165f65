import pytest

from shaoxiang.institutions import rules
from shaoxiang.institutions.vocabulary import Role

BUSINESS, ADMINISTRATORS = rules.BUSINESS_ROLES, rules.ADMINISTRATORS


@pytest.mark.parametrize(
    ("before", "after", "may_change", "elsewhere"),
    [
        ([], ["NOT_A_ROLE"], BUSINESS, []),
        (["GRID_WORKER"], ["GRID_WORKER", "SECURITY_ADMIN"], BUSINESS, []),  # the business administrator makes no administrators
        (["SECURITY_ADMIN"], [], BUSINESS, []),  # nor unmakes them
        ([], ["VERIFIER"], ADMINISTRATORS, []),  # the security administrator gives no business role
        ([], ["SYSTEM_ADMIN", "AUDIT_ADMIN"], ADMINISTRATORS, []),
        ([], ["AUDIT_ADMIN"], ADMINISTRATORS, [["SECURITY_ADMIN"]]),  # the same person elsewhere
    ],
)
def test_roles_that_may_not_be_given(before, after, may_change, elsewhere):
    with pytest.raises(rules.RolesRefused):
        rules.check_roles(before, after, may_change=may_change, elsewhere=elsewhere)


def test_roles_come_back_in_the_order_of_the_list():
    assert rules.check_roles([], ["VERIFIER", "GRID_WORKER"], may_change=BUSINESS) == ["GRID_WORKER", "VERIFIER"]


def test_every_role_is_changed_by_somebody():
    assert set(Role) == BUSINESS | ADMINISTRATORS
    assert not BUSINESS & ADMINISTRATORS


@pytest.mark.parametrize(("holdings", "clashing"), [
    ([["SYSTEM_ADMIN"], ["GRID_WORKER"]], False),
    ([["SYSTEM_ADMIN"], ["SYSTEM_ADMIN"]], False),
    ([["SYSTEM_ADMIN"], ["AUDIT_ADMIN"]], True),
    ([], False),
])
def test_one_person_is_never_two_of_the_three(holdings, clashing):
    assert rules.clash(*holdings) is clashing
