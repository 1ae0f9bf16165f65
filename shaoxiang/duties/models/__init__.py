from shaoxiang.duties.models.lists import (
    BookVersion,
    Carrier,
    DispatchCatalogueEntry,
    DutyItem,
    EmpoweredMatter,
    EventType,
    InstitutionDocument,
    ServiceItem,
    TypeDuty,
    TypeLimit,
    TypeWord,
)
from shaoxiang.duties.models.versions import ListChange, ListVersion, SheetReading

__all__ = [
    "BookVersion", "Carrier", "DispatchCatalogueEntry", "DutyItem", "EmpoweredMatter", "EventType", "InstitutionDocument", "ListChange", "ListVersion",
    "ServiceItem", "SheetReading", "TypeDuty", "TypeLimit", "TypeWord",
]
