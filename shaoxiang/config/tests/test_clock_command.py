import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from shaoxiang.kernel.clocks import specs
from shaoxiang.kernel.workdays import queries
from shaoxiang.kernel.workdays.models import Day
from shaoxiang.kernel.workdays.vocabulary import DayKind


@pytest.fixture(autouse=True)
def _tables_are_read_anew():
    yield
    specs.remembered.forget()
    queries.remembered.forget()


def answer(*arguments):
    out = StringIO()
    call_command("clock", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_a_clock_answers_with_its_end_and_its_reasons():
    found = answer("LIC_DECIDE", "--start", "2026-03-02T10:00", "--suspend", "2026-03-09/2026-03-16", "--extend", "10")
    assert found["due_at"] == "2026-04-22T00:00:00+08:00"
    assert found["last_day"] == "2026-04-21"
    assert found["provisional"] is False
    assert found["explanation"][0] == "“许可决定”：最长期限 20 个工作日（行政许可法(2019) 第 42、45、82 条）。"
    assert "中止：2026年3月9日 00:00 至 2026年3月16日 00:00，不计入 5 个工作日。" in found["explanation"]


@pytest.mark.django_db
def test_without_json_it_reads_as_sentences():
    out = StringIO()
    call_command("clock", "pen_delivery", "--start", "2026-09-24", stdout=out)
    assert "最后一日：2026年10月12日" in out.getvalue()


@pytest.mark.django_db
def test_it_answers_in_english():
    with override("en"):
        found = answer("LIC_DECIDE", "--start", "2026-03-02")
    assert found["label"] == "Decide"


@pytest.mark.django_db
def test_a_year_not_announced_is_provisional_and_says_so():
    found = answer("REC_APPLY", "--start", "2026-12-01")
    assert found["provisional"] is True
    assert "2027年的放假安排尚未公布" in found["explanation"][-1]


@pytest.mark.django_db
def test_the_calendar_of_the_database_comes_first():
    Day.objects.create(date=date(2026, 3, 5), is_workday=False, kind=DayKind.HOLIDAY)
    assert answer("REC_REVIEW", "--start", "2026-03-02")["last_day"] == "2026-03-10"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["NO_SUCH"], "没有代码为"),
        (["LIC_DECIDE", "--start", "gestern"], "不是日期或时间"),
        (["LIC_DECIDE", "--start", "9999-12-31T23:00Z"], "不是日期或时间"),
        (["LIC_DECIDE", "--start", "1890-01-01"], "2000 年至 2099 年"),
        (["LIC_DECIDE", "--extend", "11"], "最多延长 10"),
        (["LIC_DECIDE", "--extend", "viel"], "整数"),
        (["LIC_DECIDE", "--extend=-1"], "大于零"),
        (["PEN_EVIDENCE_HOLD", "--extend", "1"], "不得延长"),
        (["PEN_PAY", "--extend", "1" + "0" * 30], "2000 年至 2099 年"),
        (["LIC_DECIDE", "--suspend", "2026-03-05"], "开始/结束"),
        (["LIC_DECIDE", "--suspend", "2026-03-05/2026-03-01"], "结束须晚于开始"),
        (["PEN_HEARING_NOTICE", "--suspend", "2026-03-01/2026-03-02"], "不能中止"),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("clock", *arguments)
    assert refused.value.returncode == 2
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.django_db
def test_the_sweep_command_says_what_it_found():
    out = StringIO()
    call_command("sweep", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"warned": 0, "overdue": 0, "elapsed": 0}
    call_command("sweep", stdout=out)
    assert "超期 0 件" in out.getvalue()


@pytest.mark.parametrize("url", ["sqlite:///{folder}/empty.sqlite3", "postgres://nobody@127.0.0.1:9/none"])
def test_it_works_without_a_database(tmp_path, url):
    environment = {**os.environ, "DATABASE_URL": url.format(folder=tmp_path), "SHAOXIANG_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "shaoxiang", "clock", "LIC_DECIDE", "--start", "2026-03-02", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["due_at"] == "2026-03-31T00:00:00+08:00"


def test_a_bad_code_leaves_with_status_two_on_the_command_line(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "SHAOXIANG_VAR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "shaoxiang", "clock", "X"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().count("\n") == 0
