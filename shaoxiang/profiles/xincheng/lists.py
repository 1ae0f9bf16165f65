"""清单: types with limits and words, the three duty lists, empowered matters, services, type → duty, catalogue, carriers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from shaoxiang.duties.actions.publishing import seal
from shaoxiang.duties.models import (
    Carrier,
    DispatchCatalogueEntry,
    DutyItem,
    EmpoweredMatter,
    EventType,
    EverydayName,
    ListVersion,
    ServiceItem,
    TypeDuty,
    TypeEnd,
    TypeLimit,
    TypePower,
    TypeWord,
)
from shaoxiang.duties.queries.settings import EDITABLE
from shaoxiang.duties.queries.type_sheet import NewType, TypeCells
from shaoxiang.duties.rules import LimitLine
from shaoxiang.duties.vocabulary import AMOUNT_RULES, DeploymentMode, ListForm, ListKind, TypeKind, UnitScope, VersionKind, VersionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.profiles.xincheng.conditions import composed_conditions
from shaoxiang.profiles.xincheng.limits import closing_step, parse_limits
from shaoxiang.profiles.xincheng.tables import LONG_AGO, REFORM_DAY, add_missing, parts, rows

ENFORCEMENT = ("C02", "C04", "C17")  # duty items the fully transferred bureaus carry
LISTS = (
    ("duty_list", ListKind.STREET, UnitScope.STREET),
    ("town_duty_list", ListKind.TOWN, UnitScope.TOWN),
    ("institution_duty_list", ListKind.INSTITUTION, UnitScope.INSTITUTION),
)


def load_lists() -> None:
    """Everything of this room that is not there yet. Bodies must be loaded first."""
    types = _load_types()
    items = _load_items()
    _load_type_duties(types, items)
    _load_matters()
    load_type_powers()
    _load_services()
    _load_everyday_names()
    _load_catalogue(types)
    _load_versions()


def type_rows() -> list[EventType]:
    """The 61 event types and 42 component types, with what the composed table adds."""
    composed = {row["type_code"]: row for row in rows("type_duties")}
    found: list[EventType] = []
    for row in rows("event_types"):
        code = f"{row['class_code']}{row['sub_code']}"
        found.append(_type(code, TypeKind.EVENT, row, composed, {
            **(composed_conditions(code) or {"filing_condition": row["filing_condition_zh"], "closing_condition": row["closing_condition_zh"]}),
            "mark": row["item_mark"], "limit_mark": row["limit_mark"],
        }))
    counted: dict[str, int] = {}
    for row in rows("component_types"):
        counted[row["class_code"]] = counted.get(row["class_code"], 0) + 1
        code = f"B{row['class_code']}{counted[row['class_code']]:02d}"
        found.append(_type(code, TypeKind.COMPONENT, row, composed, {
            "filing_condition": "缺失、破损、移位或不能正常使用", "closing_condition": "恢复完好或更换到位",
            "filing_condition_en": "Missing, broken, displaced or out of use", "closing_condition_en": "Made good or replaced",
            "mark": row["mark"], "limit_mark": "I",
        }))
    return found


def _type(code: str, kind: TypeKind, row: dict[str, str], composed: dict[str, dict[str, str]], more: dict[str, str]) -> EventType:
    own = composed[code]
    numbers = parts(own["emergency_numbers"])
    return EventType(
        code=code, kind=kind.value, class_code=("B" if kind is TypeKind.COMPONENT else "") + row["class_code"], class_name=row["class_zh"],
        class_name_en=row["class_en"], name=row["name_zh"], name_en=row["name_en"][:1].upper() + row["name_en"][1:],
        grid_settles=own["grid_settles"] == "1", danger=bool(numbers), emergency_numbers=numbers, needs_photo=own["needs_photo"] == "1",
        photo_reason=own["photo_reason"], season=own["season"], source=row["source"][:80], valid_from=LONG_AGO,
        sample="I" in (more["mark"], more["limit_mark"]), **more,
    )


def standard_types() -> list[tuple[NewType, TypeCells]]:
    """The same for a house of its own: names by the standard, limits and words as a start (示例), and nobody who answers."""
    composed = {row["type_code"]: row for row in rows("type_duties")}
    limits = {f"{row['class_code']}{row['sub_code']}": row["limits"] for row in rows("event_types")}
    return [(_new_type(kind), _type_cells(kind, limits.get(kind.code, ""), composed[kind.code])) for kind in type_rows()]


def _new_type(kind: EventType) -> NewType:
    origin = {"mark": kind.mark, "limit_mark": kind.limit_mark, "source": kind.source, "sample": True}
    return NewType(kind.code, kind.kind, kind.class_code, kind.class_name, kind.class_name_en, origin)


def _type_cells(kind: EventType, limits: str, own: dict[str, str]) -> TypeCells:
    parsed = parse_limits(f"{limits};{own['composed_limits']}")
    closes = closing_step(parsed)
    words = {word: int(weight) for word, _colon, weight in (part.rpartition(":") for part in parts(own["words"]))}
    return TypeCells(
        _new_type(kind), {name: getattr(kind, name) for name in EDITABLE if name != "class_code"},
        limits=tuple(LimitLine(step.value, amount, unit.value, step is closes) for step, amount, unit in parsed), words=words,
    )


def _load_types() -> dict[str, EventType]:
    fresh = add_missing(EventType, type_rows())
    composed = {row["type_code"]: row for row in rows("type_duties")}
    limits = {f"{row['class_code']}{row['sub_code']}": row["limits"] for row in rows("event_types")}
    steps: list[TypeLimit] = []
    words: list[TypeWord] = []
    for code, kind in fresh.items():
        parsed = parse_limits(f"{limits.get(code, '')};{composed[code]['composed_limits']}")
        closes = closing_step(parsed)
        steps.extend(
            TypeLimit(type=kind, step=step.value, amount=amount, unit=unit.value, closes=step is closes, valid_from=LONG_AGO,
                      sample=kind.limit_mark != "Vx")
            for step, amount, unit in parsed
        )
        for part in parts(composed[code]["words"]):
            word, _colon, weight = part.rpartition(":")
            words.append(TypeWord(type=kind, word=word, weight=int(weight), valid_from=LONG_AGO, sample=True))
    TypeLimit.objects.bulk_create(steps)
    TypeWord.objects.bulk_create(words, batch_size=500)
    return fresh


def _load_items() -> dict[str, DutyItem]:
    wanted: list[DutyItem] = []
    for name, kind, scope in LISTS:
        for row in rows(name):
            wanted.append(DutyItem(
                code=row["code"], list_kind=kind.value, unit_scope=scope.value, office_name=row["office_zh"], title=row["item_zh"],
                title_en=row["item_en"], role=row["duty_role"], departments=parts(row["counterpart_departments_zh"]), basis=_basis(row["basis"]),
                basis_mark=row["basis_mark"], item_mark=row["item_mark"], order=len(wanted), valid_from=REFORM_DAY, sample=row["item_mark"] == "I",
            ))
    return add_missing(DutyItem, wanted)


def _basis(text: str) -> str:
    """Another city's rule is a reference, not a basis that binds here."""
    return text.replace(" (reference)", "（外地规定，供参考）").replace(" (example)", "（外地做法，供参考）")


def load_ends(*, on: date) -> None:
    """停用 (示例): two types that one item carries become one, a month from the day of seeding."""
    old, new = EventType.objects.get(code="0110"), EventType.objects.get(code="0114")
    TypeEnd.objects.get_or_create(type=old, defaults={"successor": new, "valid_from": on + timedelta(days=30), "sample": True})


def _load_type_duties(types: dict[str, EventType], items: dict[str, DutyItem]) -> None:
    TypeDuty.objects.bulk_create(
        TypeDuty(type=types[row["type_code"]], item=items[row[column]], unit_scope=scope.value, valid_from=REFORM_DAY, sample=True)
        for row in rows("type_duties") if row["type_code"] in types
        for column, scope in (("street_item", UnitScope.STREET), ("town_item", UnitScope.TOWN)) if row[column] in items
    )


def _load_matters() -> None:
    amounts = ("ind_min", "ind_max", "org_min", "org_max")
    add_missing(EmpoweredMatter, (
        EmpoweredMatter(
            code=row["code"], power_type=row["power_type"], name=row["name_zh"], name_en=row["name_en"], original_department=row["original_department_zh"],
            applies_to=parts(row["applies_to"]), law=row["law"], article=row["article"], amounts={key: row[key] for key in amounts if row[key]},
            amount_rule=AMOUNT_RULES.get(row["amount_rule"], row["amount_rule"]), other_measures=row["other_measures"],
            includes_compulsion=row["includes_compulsion"] == "yes", item_mark=row["item_mark"], basis_mark=row["basis_mark"], valid_from=REFORM_DAY,
            sample=row["item_mark"] == "I",  # its notes are the catalogue makers' own
        )
        for row in rows("empowered_matters")
    ))


def load_type_powers() -> None:
    """Which penalties a type of matter calls for: composed (示例); where the law lets the government say which department, the demo says which."""
    if TypePower.objects.exists():
        return
    types, departments = {kind.code: kind for kind in EventType.objects.all()}, {body.code: body for body in Body.objects.filter(code__startswith="DEP")}
    TypePower.objects.bulk_create(
        TypePower(type=types[row["type_code"]], code=code, department=departments.get(row["department"]), valid_from=REFORM_DAY, sample=True)
        for row in rows("type_powers") for code in parts(row["powers"])
    )


def _load_services() -> None:
    add_missing(ServiceItem, (
        ServiceItem(
            code=row["code"], name=row["item_zh"], name_en=row["item_en"], category=row["category_zh"], item_type=row["item_type_zh"],
            served=parts(row["served"]), handled_at=parts(row["handled_at"]),
            final_decider="" if row["final_decider_zh"] == "see guide" else row["final_decider_zh"], materials=parts(row["materials_zh"]),
            statutory_limit=int(row["statutory_limit"]) if row["statutory_limit"] else None, statutory_unit=row["limit_unit"],
            committed_limit_wd=int(row["committed_limit_wd"]) if row["committed_limit_wd"] else None, basis=_basis(row["basis"]),
            item_mark=row["item_mark"], basis_mark=row["basis_mark"], valid_from=REFORM_DAY, sample=row["item_mark"] == "I",
        )
        for row in rows("public_service_items")
    ))


def _load_everyday_names() -> None:
    """What people call a thing, and what the lists call it: composed (示例). Loaded once; what people have ended stays ended."""
    if not EverydayName.objects.exists():
        EverydayName.objects.bulk_create(
            EverydayName(word=row["word"], meaning=row["meaning"], valid_from=REFORM_DAY, sample=True) for row in rows("everyday_names")
        )


def _load_catalogue(types: dict[str, EventType]) -> None:
    bodies = {body.short_name: body for body in Body.objects.exclude(short_name="")}
    for row in rows("dispatch_catalogue"):
        if row["type_code"] not in types:
            continue
        entry = DispatchCatalogueEntry.objects.create(
            type=types[row["type_code"]], lead=bodies[row["lead"]], source_code=row["source_code"], source_reference=row["source_reference"],
            valid_from=REFORM_DAY, sample=True,
        )
        entry.cooperating.set([bodies[name] for name in parts(row["cooperating"])])


def _load_versions() -> None:
    """第一版 of every list, as issued with the reform: the rows loaded above, digested and signed."""
    issued_at = datetime.combine(REFORM_DAY, time(9), tzinfo=timezone.get_default_timezone())
    for kind in VersionKind:
        if ListVersion.objects.filter(kind=kind.value).exists():
            continue
        form = ListForm.FORM_2019.value if kind.value.endswith("_DUTY") else ""
        seal(ListVersion(
            kind=kind.value, number=1, form=form, status=VersionStatus.PUBLISHED.value, title=f"{kind.label}（第一版）", effective_from=REFORM_DAY,
            decided_by="区委编委（示例）", document="示例编发〔2020〕1号", decided_on=REFORM_DAY, sample=True,
        ), issued_at)


def load_carriers() -> None:
    """承办力量 from the bodies: bureaus, stations, teams. Loaded once, after bodies and lists."""
    if Carrier.objects.exists():
        return
    items = {item.code: item for item in DutyItem.objects.filter(code__in=[f"{scope}-{code}" for scope in "DT" for code in ENFORCEMENT])}
    wanted: list[Carrier] = []
    for bureau in Body.objects.filter(kind=BodyKind.AFFILIATED_INSTITUTION.value, name="综合行政执法局").select_related("street"):
        wanted.extend(
            Carrier(body=bureau, mode=DeploymentMode.FULL_TRANSFER.value, item=item, street=bureau.street, valid_from=REFORM_DAY, sample=True)
            for item in items.values()
        )
    for kind, mode in ((BodyKind.DISPATCHED_INSTITUTION, DeploymentMode.AREA_STATIONED), (BodyKind.EMERGENCY_TEAM, DeploymentMode.ON_WHISTLE)):
        wanted.extend(
            Carrier(body=body, mode=mode.value, department=body.parent, street=body.street, valid_from=REFORM_DAY, sample=True)
            for body in Body.objects.filter(kind=kind.value).select_related("parent", "street")
        )
    Carrier.objects.bulk_create(wanted)
