from datetime import UTC, datetime

import pytest

from shaoxiang.kernel.doctor import Level
from shaoxiang.kernel.files import actions, store
from shaoxiang.kernel.files.checks import checks
from shaoxiang.kernel.files.tests.hostile import picture, upload

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_doctor_sees_lost_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    file = actions.take(upload(picture()), at=NOON)
    assert [finding.level for finding in checks()] == [Level.OK]
    store.remove(file.sha256)
    assert [(finding.level, bool(finding.cure)) for finding in checks()] == [(Level.BAD, True)]
