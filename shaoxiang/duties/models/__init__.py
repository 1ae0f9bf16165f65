from shaoxiang.duties.models.documents import InstitutionDocument, RuleReview, RuleText
from shaoxiang.duties.models.lists import (
    BookVersion,
    Carrier,
    DispatchCatalogueEntry,
    DutyItem,
    EmpoweredMatter,
    EventType,
    EverydayName,
    ServiceItem,
    TypeDuty,
    TypeLimit,
    TypePower,
    TypeWord,
)
from shaoxiang.duties.models.versions import ListChange, ListVersion, SheetReading

__all__ = [
    "BookVersion", "Carrier", "DispatchCatalogueEntry", "DutyItem", "EmpoweredMatter", "EventType", "EverydayName", "InstitutionDocument", "ListChange",
    "ListVersion", "RuleReview", "RuleText", "ServiceItem", "SheetReading", "TypeDuty", "TypeLimit", "TypePower", "TypeWord",
]
