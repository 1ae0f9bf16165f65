"""Tables of bodies, posts and people: dry run, every bad line with its cure, nothing written until clean, out and in again without a difference."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.institutions.actions import trial
from shaoxiang.institutions.actions.bulk import change_many
from shaoxiang.institutions.models import Account, Assignment, Body, BodyChange, Person, Post
from shaoxiang.institutions.queries import sheets
from shaoxiang.institutions.rules import ChangeRefused, Decision
from shaoxiang.institutions.tests.conftest import NOON, TODAY, as_, seated
from shaoxiang.institutions.views.importing import RegisterSheet
from shaoxiang.kernel.exchange.export import export
from shaoxiang.kernel.exchange.reading import read_table
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.sheets.actions import take
from shaoxiang.kernel.sheets.sheet import Hand

pytestmark = pytest.mark.django_db
DECISION = Decision(TODAY, "机构改革", "新编发〔2026〕3号")
BODIES, POSTS = "代码,名称,种类,上级代码,挂牌,涉农,撤销日期", "岗位代码,机构代码,岗位名称,责任人,撤销日期"
PEOPLE = "人员编号,姓名,办公电话,岗位代码,任职日期,离任日期"


def table(*lines):
    return io.BytesIO("\n".join(lines).encode())


def taken(kind, file, actor):
    rows = list(read_table(file, sheets.headings(kind)))
    given = {"on": DECISION.on, "message": DECISION.message, "document": DECISION.document}
    return take(RegisterSheet(kind), rows, Hand(actor, NOON, given, dry=False))


def sent_out(kind, form="csv", on=TODAY):
    return io.BytesIO(b"".join(export(sheets.columns(kind), list(sheets.rows(kind, sheets.Asked(on))), form, "x").streaming_content))


@pytest.mark.parametrize("kind", ["bodies", "posts", "people"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_without_a_difference(cast, staffing, kind, form):
    found = taken(kind, sent_out(kind, form), staffing)
    assert found.lines > 2
    assert (found.made, found.errors) == ([], [])


def test_new_lines_open_and_changed_lines_change_parents_first(cast, staffing):
    found = taken("bodies", table("机构改革后的机构（示例）", BODIES, "S7-9-1,数据组,所属事业单位,S7-9,,否,", "S7-9,数据办公室,内设党政机构,S7,大数据中心,否,",
                                  "S7-1,城市管理办公室,内设党政机构,S7,综合行政执法局,是,"), staffing)
    assert found.errors == []
    assert sorted((change.act, change.body.code) for change in found.made) == [
        ("ATTRIBUTES", "S7-1"), ("OPEN", "S7-9"), ("OPEN", "S7-9-1"), ("RENAME", "S7-1"),
    ]
    assert Body.objects.get(code="S7-9-1").unit == cast.street
    assert Entry.objects.filter(kind="institutions.body_open").count() == 2


def test_people_come_in_without_accounts(cast, staffing):
    accounts = Account.objects.count()
    known = cast.seats["clerk"].person
    found = taken("people", table(PEOPLE, ",新来的,0471-0000099,p-head,2026-03-02,", f"{known.pk},{known.name},0471-0000098,p-clerk,2024-01-01,"), staffing)
    assert found.errors == []
    assert Assignment.objects.get(person__name="新来的").post == cast.posts.head
    assert Person.objects.get(pk=known.pk).work_phone == "0471-0000098"
    assert Account.objects.count() == accounts


# lines of a sheet -> (kind, the bytes, what the error says)
BROKEN = {
    "unknown kind": ("bodies", f"{BODIES}\nS7-9,数据办公室,处室,S7,,否,".encode(), "第 2 行“种类”"),
    "unknown parent": ("bodies", f"{BODIES}\nS7-9,数据办公室,内设党政机构,NOBODY,,否,".encode(), "第 2 行“上级代码”"),
    "bad code": ("bodies", f"{BODIES}\ns7/9,数据办公室,内设党政机构,S7,,否,".encode(), "第 2 行“代码”"),
    "twice": ("bodies", f"{BODIES}\nS7-9,甲办,内设党政机构,S7,,否,\nS7-9,乙办,内设党政机构,S7,,否,".encode(), "第 3 行“代码”：和第 2 行重复"),
    "bad date": ("bodies", f"{BODIES}\nS7-1,公共管理办公室,内设党政机构,S7,综合行政执法局,否,明年".encode(), "第 2 行“撤销日期”"),
    "still held": ("bodies", f"{BODIES}\nS7-1,公共管理办公室,内设党政机构,S7,综合行政执法局,否,2026-04-01".encode(), "在岗的人 1"),
    "unknown body": ("posts", f"{POSTS}\nX:1,NOBODY,经办,否,".encode(), "第 2 行“机构代码”"),
    "two who answer": ("posts", f"{POSTS}\nS7-1:2,S7-1,经办,是,".encode(), "第 2 行“责任人”"),
    "neither yes nor no": ("posts", f"{POSTS}\nS7-1:2,S7-1,经办,大概,".encode(), "第 2 行“责任人”"),
    "unknown post": ("people", f"{PEOPLE}\n,新来的,,NOBODY,2026-03-02,".encode(), "第 2 行“岗位代码”"),
    "namesake": ("people", f"{PEOPLE}\n,王小,,p-head,2026-03-02,".encode(), "第 2 行“人员编号”"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_says_which_line_and_writes_nothing(cast, staffing, name):
    kind, content, words = BROKEN[name]
    before = (Body.objects.count(), Post.objects.count(), Person.objects.count())
    told = [str(error) for error in taken(kind, io.BytesIO(content), staffing).errors]
    assert words in "".join(told)
    assert (Body.objects.count(), Post.objects.count(), Person.objects.count()) == before
    assert not BodyChange.objects.exists()
    assert not Entry.objects.exists()


def test_one_bad_line_keeps_the_good_ones_out(cast, staffing):
    found = taken("bodies", table(BODIES, "S7-9,数据办公室,内设党政机构,S7,,否,", "S7-8,丙办公室,内设党政机构,NOBODY,,否,"), staffing)
    assert [error.line for error in found.errors] == [3]
    assert not Body.objects.filter(code="S7-9").exists()


def test_everything_wrong_in_a_line_is_told_at_once(cast, staffing):
    found = taken("bodies", table(BODIES, "S7-9,,处室,NOBODY,,大概,"), staffing)
    assert [error.column for error in found.errors] == ["名称", "种类", "上级代码", "涉农"]


def test_others_import_nothing(cast):
    with pytest.raises(PermissionDenied):
        taken("bodies", table(BODIES, "S7-9,数据办公室,内设党政机构,S7,,否,"), as_(cast, "desk"))


def test_the_list_is_filtered_and_goes_out_as_filtered(cast, staffing):
    client = seated(staffing)
    page = client.get(reverse("institutions:register"), {"kind": "INTERNAL_OFFICE", "unit": "S7"}).content.decode()
    assert "公共管理办公室" in page
    assert "区住建局</a>" not in page
    assert '<option value="INTERNAL_OFFICE" selected>' in page
    sent = b"".join(client.get(reverse("institutions:export", args=["bodies", "csv"]), {"kind": "INTERNAL_OFFICE"}).streaming_content).decode()
    assert [line[0] for line in csv.reader(io.StringIO(sent))][1:] == ["S7-1", "S7-2"]
    empty = client.get(reverse("institutions:register"), {"of": "posts", "state": "VACANT", "q": "网格员"}).content.decode()
    assert "没有符合的" in empty


def test_many_are_changed_at_once_after_a_look(cast, staffing):
    client, address = seated(staffing), reverse("institutions:bulk", args=["bodies"])
    given = {"chosen": [f"{cast.office.pk}:0", f"{cast.other.pk}:0"], "what": "agricultural", "value": "是", "on": timezone.localdate().isoformat(),
             "document": "", "message": "涉农街道"}
    assert client.post(address, given).context["lines"]
    assert not BodyChange.objects.exists()
    assert client.post(address, {**given, "step": "apply"}).status_code == 302
    assert Body.objects.filter(agricultural=True).count() == 2


def test_of_many_one_refused_keeps_all_as_they_are(cast, staffing):
    post = Post.objects.create(code="S7-2:X", body=cast.other, title="空岗", roles=[], valid_from=TODAY - timedelta(days=9))
    chosen = {post.pk: 0, cast.posts.head.pk: 0}
    found = change_many("posts", chosen, "close", "", decision=Decision(TODAY, "撤并"), actor=staffing, at=NOON)
    assert list(found.refused) == [cast.posts.head.pk]
    assert Post.objects.get(pk=post.pk).valid_to is None
    with pytest.raises(ChangeRefused, match="勾选"):
        trial(lambda: change_many("posts", {}, "close", "", decision=Decision(TODAY, "撤并"), actor=staffing, at=NOON))
