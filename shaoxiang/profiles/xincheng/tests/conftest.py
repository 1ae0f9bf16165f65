"""The whole district, loaded once for every module that asks for it and taken back at its end."""

from datetime import UTC, datetime

import pytest

from conftest import empty_tables
from shaoxiang.profiles.xincheng.seed import load_district
from tests import district as laid

NOON = datetime(2026, 3, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole_district(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock():
        if laid.stands():
            empty_tables()
        outer = transaction.atomic()
        outer.__enter__()
        try:
            load_district(at=NOON)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
