"""No code and no note of the catalogue's makers on what people read."""

import csv
import hashlib
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.versions import published_rows
from shaoxiang.duties.queries.wording import body_words, source_words, words_in
from shaoxiang.duties.rules.fields import checked
from shaoxiang.duties.rules.known import KNOWN
from shaoxiang.duties.rules.versions import FIELDS, titled
from shaoxiang.duties.vocabulary import PowerCategory

POWER = {one.name: one for one in FIELDS["POWER"]}
SERVICE = {one.name: one for one in FIELDS["SERVICE"]}
CODES = ("street、", "street；", ">street<", "community_assist", "person", "APPROVAL", "amount not fixed", "real item", "posted in the community", "composed")


@pytest.mark.parametrize(("field", "value", "words"), [
    (POWER["applies_to"], ["street", "town"], "街道、镇"), (POWER["power_type"], "INSPECTION", "检查"), (POWER["includes_compulsion"], True, "是"),
    (POWER["amount_rule"], "up to 20,000 yuan", "二万元以下。"), (POWER["amount_rule"], "二万元以下。", "二万元以下。"), (POWER["amount_rule"], "", ""),
    (SERVICE["served"], ["person", "org"], "个人、法人和其他组织"), (SERVICE["handled_at"], ["street", "community_assist"], "街道（镇）、社区（村）协助"),
    (SERVICE["statutory_limit"], None, ""), (SERVICE["materials"], ["申请书"], "申请书"), (SERVICE["handled_at"], ["别的"], "别的"),
])
def test_fields_are_told_in_words(field, value, words):
    with translation.override("zh-hans"):
        assert words_in(field, value) == words


def test_where_a_type_comes_from_is_told_in_words():
    assert source_words("composed") == "示例编制，没有公开来源"
    assert source_words("W28; W20 for utility 24 h").startswith("数字化城市管理")
    assert (source_words("本区规定"), source_words("")) == ("本区规定", "")


def test_words_of_a_sheet_are_read_as_codes():
    said = {"power_type": "行政检查", "applies_to": "街道、镇", "responsibility": "依法检查", "supervision": "12345"}
    made = checked("POWER", "P99", said, whole=False)
    assert made == {**said, "power_type": "INSPECTION", "applies_to": ["street", "town"]}
    assert {kind.label for kind in PowerCategory} >= {"审批", "处罚", "强制", "检查", "确认"}


@pytest.mark.parametrize(("title", "number", "made"), [
    ("街道职责清单（第二版）", 3, "街道职责清单（第三版）"), ("清单第 2 版", 12, "清单第十二版"), ("清单", 3, "清单"),
    ("第十版", 20, "第二十版"), ("第一版", 100, "第100版"),
])
def test_a_title_says_the_edition_it_became(title, number, made):
    assert titled(title, number) == made


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(("kind", "code", "words"), [("POWER", "A01", "镇"), ("POWER", "P15", "街道、镇"), ("SERVICE", "S001", "社区（村）协助")])
def test_pages_and_files_say_no_code(kind, code, words):
    client, version = Client(), ListVersion.objects.get(kind=kind, number=1)
    page = client.get(reverse("duties:item", args=[kind, code])).content.decode()
    table = b"".join(client.get(reverse("duties:version_download", args=[version.pk, "csv"])).streaming_content).decode("utf-8-sig")
    assert words in page
    assert words in table
    assert [one for one in CODES if one in table] == []
    assert "备注" not in table
    beside = client.get(reverse("duties:version_download", args=[version.pk, "json"])).json()["words"]
    assert words in " ".join(beside[code].values())
    if kind == "POWER":
        assert "追责情形" in table
        assert "监督方式" in page
    assert "composed" not in client.get(reverse("duties:type", args=["0608"])).content.decode()


def test_what_a_list_says_in_its_own_words_is_read_as_written():
    with translation.override("en"):
        assert words_in(SERVICE["materials"], ["街道写的别的材料"]) == "街道写的别的材料"
    assert words_in(SERVICE["materials"], ["身份证", "户口簿"]) == "身份证、户口簿"
    assert {"养老服务", "身份证", "城市管理部门"} <= KNOWN


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
def test_a_department_is_read_in_english_by_any_name_a_list_calls_it():
    with translation.override("en"):
        assert body_words("区人社局") == "Human Resources and Social Security Bureau"
        assert body_words("区没有的局") == "区没有的局"
    assert body_words("区人社局") == "区人社局"


@pytest.mark.django_db
@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("kind", ["STREET_DUTY", "POWER", "SERVICE"])
def test_the_table_says_of_each_item_whether_it_is_composed_and_what_was_signed_is_as_it_was(kind):
    client, version = Client(), ListVersion.objects.get(kind=kind, number=1)
    table = b"".join(client.get(reverse("duties:version_download", args=[version.pk, "csv"])).streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(table))
    assert head[-1] == "示例"
    assert {line[0]: line[-1] for line in lines} == {row.code: "是" if row.sample else "否" for row in published_rows(version)}
    signed = client.get(reverse("duties:version_download", args=[version.pk, "json"])).json()
    assert hashlib.sha256(signed["text"].encode()).hexdigest() == version.digest
    assert "示例" not in {name for item in signed["words"].values() for name in item}
