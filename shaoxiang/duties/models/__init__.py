from shaoxiang.duties.models.changes import SettingChange
from shaoxiang.duties.models.documents import InstitutionDocument, RuleReview, RuleText
from shaoxiang.duties.models.ends import TypeEnd
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
from shaoxiang.duties.models.retractions import Retracting, Retraction
from shaoxiang.duties.models.versions import BasisPaper, ListChange, ListVersion, SheetReading

__all__ = [
    "BasisPaper", "BookVersion", "Carrier", "DispatchCatalogueEntry", "DutyItem", "EmpoweredMatter", "EventType", "EverydayName",
    "InstitutionDocument", "ListChange", "ListVersion", "Retracting", "Retraction", "RuleReview", "RuleText", "ServiceItem", "SettingChange",
    "SheetReading", "TypeDuty", "TypeEnd", "TypeLimit", "TypePower", "TypeWord",
]
