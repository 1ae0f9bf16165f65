import io
import threading
from datetime import timedelta

import docx
import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.documents import actions, registry
from shaoxiang.kernel.documents.forms import draw_case_slip
from shaoxiang.kernel.documents.models import DocumentNumber, IssuedDocument
from shaoxiang.kernel.documents.registry import CASE_SLIP
from shaoxiang.kernel.documents.tests.slips import NOON, slip
from shaoxiang.kernel.files import actions as files
from shaoxiang.kernel.files import store
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

A4 = (595, 842)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def matter(db):
    return open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=NOON)


def words_of_docx(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)


def pages_of_pdf(content):
    return PdfReader(io.BytesIO(content)).pages


SHOWN = [
    "新城区事件交办单", "SJ20260302-0001", "示例：井盖破损影响通行", "示例街道办事处", "示例部门乙", "派单目录0203", "示例制度第九条", "2026年3月9日",
    "2026年3月2日 12:00", "陈科",
]


def test_the_slip_in_word_says_everything_and_can_be_edited(matter):
    words = words_of_docx(actions.render(CASE_SLIP, matter, slip(), fmt="docx"))
    for shown in SHOWN:
        assert shown in words
    assert "<b>&amp;</b> #emph[x]" in words
    assert "139****0000" in words
    assert "13900000000" not in words
    assert "{{" not in words
    assert "{%" not in words


def test_the_slip_in_pdf_is_one_a4_page(matter):
    content = actions.render(CASE_SLIP, matter, slip(), fmt="pdf")
    [page] = pages_of_pdf(content)
    words = page.extract_text().replace(" ", "").replace("\n", "")
    for shown in SHOWN:
        assert shown.replace(" ", "") in words
    assert "<b>&amp;</b>#emph[x]" in words
    assert "139****0000" in words
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4


@pytest.mark.parametrize("changed", [
    {"cooperating": [], "ground": [], "clocks": [], "description": "", "place": None},
    {"title": "长" * 120, "description": "第一行\n" * 400, "place": "路" * 200, "cooperating": ["单位" * 20] * 9, "ground": ["依据" * 60] * 9,
     "clocks": [{"label": "办结", "due": NOON, "law": "第一条" * 30}] * 9},
    {"title": "\x00\x0b\ud800\u202e💧 { } {{ number }} {% if %} \\ \" ' $ # * _", "description": "ᠮᠣᠩᠭᠣᠯ مرحبا ]]> </w:t>"},
])
def test_empty_long_and_odd_texts_stay_on_one_page(matter, changed):
    assert len(pages_of_pdf(actions.render(CASE_SLIP, matter, slip(**changed), fmt="pdf"))) == 1
    assert "新城区事件交办单" in words_of_docx(actions.render(CASE_SLIP, matter, slip(**changed), fmt="docx"))


def test_a_template_in_a_text_is_only_text(matter):
    assert "{{ number }}" in words_of_docx(actions.render(CASE_SLIP, matter, slip(title="{{ number }}"), fmt="docx"))


def test_an_absent_field_is_named(matter):
    given = slip()
    del given["lead"]
    with pytest.raises(ValueError, match="lead"):
        actions.render(CASE_SLIP, matter, given)


def test_the_owning_room_fills_the_paper(matter, monkeypatch):
    monkeypatch.setattr(registry, "_builders", {})
    with pytest.raises(KeyError):
        actions.render(CASE_SLIP, matter)
    registry.register(CASE_SLIP, lambda of: slip(number=of.number))
    assert matter.number in words_of_docx(actions.render(registry.kind_of("CASE_SLIP"), matter))


def test_papers_are_numbered_without_gaps_per_unit_and_year(matter):
    def number(**changed):
        return actions.issue(CASE_SLIP, matter, slip(), **{"unit_id": 1, "by": SYSTEM, "at": NOON, **changed}).number

    assert [number(), number(), number(unit_id=2), number(at=NOON + timedelta(days=366)), number(mark="新城交办")] == [
        "交办〔2026〕1号", "交办〔2026〕2号", "交办〔2026〕1号", "交办〔2027〕1号", "新城交办〔2026〕3号",
    ]


def test_an_issued_paper_is_kept_and_on_the_record(matter):
    paper = actions.issue(CASE_SLIP, matter, slip(), unit_id=1, by=SYSTEM, at=NOON)
    with store.opened(paper.file.sha256) as file:
        assert "交办〔2026〕1号" in pages_of_pdf(file.read())[0].extract_text()
    entry = Entry.objects.get(kind="documents.issued")
    assert entry.facts == {"document": paper.pk, "kind": "CASE_SLIP", "year": 2026, "ordinal": 1, "sha256": paper.file.sha256}
    assert files.remove_orphans(NOON + timedelta(days=9)) == 0


def test_a_failed_issue_gives_no_number_away(matter):
    with pytest.raises(ValueError, match="lacks"), transaction.atomic():
        actions.issue(CASE_SLIP, matter, {}, unit_id=1, by=SYSTEM, at=NOON)
    assert not DocumentNumber.objects.exists()
    assert actions.issue(CASE_SLIP, matter, slip(), unit_id=1, by=SYSTEM, at=NOON).ordinal == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_issuing_at_once_take_turns():
    matter = open_matter(MatterKind.CASE, title="井盖破损", status="REPORTED", at=NOON)

    def issue_three():
        try:
            for _turn in range(3):
                actions.issue(CASE_SLIP, matter, slip(), unit_id=1, by=SYSTEM, at=NOON)
        finally:
            connection.close()

    desks = [threading.Thread(target=issue_three) for _desk in range(3)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(IssuedDocument.objects.values_list("ordinal", flat=True)) == list(range(1, 10))


def test_the_shipped_template_is_the_drawn_one():
    drawn = io.BytesIO()
    draw_case_slip.draw().save(drawn)
    assert words_of_docx(drawn.getvalue()) == words_of_docx(draw_case_slip.PATH.read_bytes())
