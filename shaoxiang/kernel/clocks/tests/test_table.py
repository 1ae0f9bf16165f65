"""The authored table against the reading it was authored from (`data/legal_clocks.csv`), row by row."""

import csv
from pathlib import Path

import pytest

from shaoxiang.kernel.clocks.table import authored
from shaoxiang.kernel.clocks.vocabulary import DayType, Direction, Domain, Extension, Sense, SuspensionReason, Unit

SOURCE = {row["code"]: row for row in csv.DictReader((Path(__file__).parent / "data" / "legal_clocks.csv").open(encoding="utf-8"))}
TABLE = authored()
ROWS = [pytest.param(SOURCE[code], id=code) for code in SOURCE]
BEIJING = "北京市接诉即办(地方标准征求意见稿报道2021)"


def test_every_row_of_the_source_is_authored_in_its_order():
    assert list(TABLE) == list(SOURCE)
    assert len(TABLE) == 71


@pytest.mark.parametrize("row", ROWS)
def test_names_law_and_article_are_those_of_the_source(row):
    one = TABLE[row["code"]]
    assert (one.spec.label, one.label_en, one.spec.domain) == (row["name_zh"], row["name_en"], row["domain"])
    law = {"同上": BEIJING, "-": ""}.get(row["law"], row["law"])  # "as above" stands before the Beijing rows it means
    assert (one.spec.law, one.spec.article) == (law, "" if row["article"] == "-" else row["article"])
    assert one.trigger_en == row["trigger_en"]
    assert Domain(one.spec.domain)


@pytest.mark.parametrize("row", ROWS)
def test_amount_unit_and_day_type_are_those_of_the_source(row):
    spec, mark = TABLE[row["code"]].spec, TABLE[row["code"]].mark
    if row["code"] == "HOT_CALLBACK":  # no number in the text: three working days are composed, and the row says so
        assert (row["amount"], row["day_type"]) == ("0", "-")
        assert (spec.amount, spec.unit, spec.day_type, mark) == (3, Unit.DAY, DayType.WORKING, "I")
        return
    assert (spec.amount, spec.unit, spec.day_type) == (int(row["amount"]), Unit(row["unit"].upper()), DayType(row["day_type"].upper()))
    assert mark == row["mark"]


@pytest.mark.parametrize("row", ROWS)
def test_what_the_source_says_in_prose_of_extension_is_precise_here(row):
    spec = TABLE[row["code"]].spec
    prose = row["extension"]
    if prose[:2].strip().isdigit() and "years" not in prose:
        assert (spec.extension, spec.extension_cap) == (Extension.CAPPED, int(prose[:2]))
    else:
        assert spec.extension_cap is None
        expected = {
            "": Extension.NONE,
            "5 years if life/health or financial safety is touched AND harm resulted": Extension.NONE,  # a clock of its own
            "with deferral/instalments: counts from their end (行政处罚法72)": Extension.NONE,  # another start
            "immediate for spills on roads, rivers, public places (art. 52)": Extension.NONE,
            "shorter if urgent, with reasons": Extension.NONE,
            "deferral or instalments on application": Extension.DECIDED,
        }
        assert spec.extension == expected.get(prose, Extension.OTHER_LAW)
    assert bool(spec.approver_role) == (spec.extension is not Extension.NONE)


EXCLUDED = {
    "hearing, bidding, auction, inspection, testing, quarantine, appraisal, expert review (told in writing)": (
        "HEARING", "BIDDING", "AUCTION", "INSPECTION", "TESTING", "QUARANTINE", "APPRAISAL", "EXPERT_REVIEW"
    ),
    "as above": ("HEARING", "BIDDING", "AUCTION", "INSPECTION", "TESTING", "QUARANTINE", "APPRAISAL", "EXPERT_REVIEW"),
    "testing, inspection, quarantine, appraisal (period told in writing)": ("TESTING", "INSPECTION", "QUARANTINE", "APPRAISAL"),
    "third-party consultation": ("THIRD_PARTY",),
    "hearing time": ("HEARING",),
    "on water: from landing": (),  # another start, in `trigger`
}


@pytest.mark.parametrize("row", ROWS)
def test_suspension_reasons_are_the_closed_lists_of_the_source(row):
    spec = TABLE[row["code"]].spec
    expected = ("FORCE_MAJEURE",) if "stops for force majeure" in row["extension"] else EXCLUDED[row["excluded_time"]] if row["excluded_time"] else ()
    assert spec.suspension_codes == expected
    assert all(SuspensionReason(code) for code in spec.suspension_codes)


@pytest.mark.parametrize("row", ROWS)
def test_lead_times_and_waiting_periods(row):
    one = TABLE[row["code"]]
    lead = "lead time" in row["note"].lower()
    assert one.spec.direction == (Direction.BACKWARD if lead else Direction.FORWARD)
    waits = "minimum" in row["note"] or row["code"] in {"CMP_URGE_COURT", "CMP_SURCHARGE_WAIT", "SRV_PUBLIC_NOTICE"}
    assert one.spec.sense == (Sense.WAIT if waits else Sense.LIMIT)
    assert bool(one.spec.on_expiry) == bool(row["on_expiry"])


def test_only_law_read_in_its_text_binds_and_composed_rows_say_so():
    binding = {code for code, one in TABLE.items() if one.binding}
    assert all(SOURCE[code]["mark"] == "V" for code in binding)
    assert not {code for code in binding if code.startswith(("WHI_", "ADM_", "HOT_", "SVC_"))}
    assert {code for code, one in TABLE.items() if one.composed} == {
        "HOT_CALLBACK", "WHI_ACK", "WHI_ROUTINE", "WHI_OBJECT", "WHI_RULE", "ADM_STREET_REPLY", "ADM_REVIEW"
    }
    assert len(binding) == 51
