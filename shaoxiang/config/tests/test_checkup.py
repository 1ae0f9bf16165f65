import json
import os
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from shaoxiang.config import checkup
from shaoxiang.kernel import db
from shaoxiang.kernel.doctor import Level
from shaoxiang.kernel.jobs import actions as jobs

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def levels(findings):
    return [finding.level for finding in findings]


@pytest.mark.django_db
def test_missing_guards_are_bad():
    assert levels(checkup.guards(NOON)) == [Level.OK]
    db.remove_append_only("journal_entry")
    assert levels(checkup.guards(NOON)) == [Level.BAD]


@pytest.mark.django_db
def test_a_sleeping_worker_is_told():
    assert levels(checkup.worker(NOON)) == [Level.WARN]
    jobs.beat("w1", now=NOON, pid=1)
    assert levels(checkup.worker(NOON)) == [Level.OK]


@pytest.mark.django_db
def test_a_year_not_announced_is_bad_this_year_and_a_warning_for_the_next():
    assert levels(checkup.workdays(datetime(2026, 6, 1, tzinfo=UTC))) == [Level.OK, Level.WARN]
    assert levels(checkup.workdays(datetime(2027, 6, 1, tzinfo=UTC))) == [Level.BAD, Level.WARN]


def test_a_key_others_may_read_is_bad(settings, tmp_path):
    settings.KEYS = tmp_path
    key = tmp_path / "journal_key"
    key.write_text("x")
    os.chmod(key, 0o600)
    assert Level.BAD not in levels(checkup.environment())
    os.chmod(key, 0o644)
    assert [finding.cure for finding in checkup.environment() if finding.level is Level.BAD] == [f"chmod 600 {key}"]


@pytest.mark.django_db
def test_an_empty_database_is_told_with_its_cure(capsys):
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    bad = [finding for finding in answer["findings"] if finding["level"] == "BAD"]
    assert bad
    assert all(finding["cure"] for finding in bad)
