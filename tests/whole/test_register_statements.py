"""A page of a register asks the database as often for many rows as for few: what grows with the rows is asked for once, not row by row."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.alike import client_of, forget_books
from bench.registers import registers
from tests import guards

# blind: how many statements a page makes is decided in Python; the pages themselves are read on both databases (test_routes.py)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district"), pytest.mark.blind]
FEW, MORE = 2, 12
NAMES = (
    "duty items", "powers", "services", "types", "catalogue", "written rules", "drafts", "quota changes", "quota ledger", "matching demands",
    "coordinating bodies", "selections", "people", "offices", "offices of one street", "units", "gaps of long lists", "accounts", "change log",
    "admission requests", "refusal notices", "opinion files", "opinions asked", "decisions on powers", "handed powers", "division changes",
    "grid divisions", "areas", "base layers", "grids",
)


def statements(client: Client, address: str) -> int:
    """Of the second visit or the third, whichever asks less: now and then one of them also looks whether the worker is alive."""
    client.get(address)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200, address
        counts.append(len(counted))
    return min(counts)


def test_every_register_is_counted(district):
    assert {one.name for one in registers()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_more_rows_of_a_register_cost_no_more_statements(name):
    register = next(one for one in registers() if one.name == name)
    client, seen = client_of(register), []
    guards.aside()  # rows of lists no version published
    for n in (FEW, MORE):
        register.make(n)
        forget_books()
        seen.append({address: statements(client, address) for address in register.pages()})
    few, many = seen
    assert {address: (few[address], many[address]) for address in few if few[address] != many[address]} == {}
