from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.kernel.doctor import Level
from shaoxiang.kernel.identity import actions
from shaoxiang.kernel.identity.checks import checks

pytestmark = pytest.mark.django_db


def levels():
    return [finding.level for finding in checks()]


def test_the_doctor_sees_a_wrong_key_and_a_term_not_kept(settings):
    now = timezone.now()
    actions.keep({"name": "孙阿姨"}, purpose="cases.report", at=now)
    assert levels() == [Level.OK]
    settings.VAULT_KEY = "another"
    assert levels() == [Level.BAD]
    actions.keep({"name": "李四"}, purpose="cases.report", at=now, blur_after=now - timedelta(days=3))
    assert levels() == [Level.OK, Level.WARN]
