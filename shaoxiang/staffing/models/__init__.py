from shaoxiang.staffing.models.quotas import LeadershipPostQuota, QuotaChange, QuotaEntry, QuotaHolding, QuotaLock, Secondment
from shaoxiang.staffing.models.selection import (
    CadreSelection,
    CandidateSight,
    PromotionChannel,
    SelectionCandidate,
    SelectionMember,
    SelectionObjection,
)

__all__ = [
    "CadreSelection", "CandidateSight", "LeadershipPostQuota", "PromotionChannel", "QuotaChange", "QuotaEntry", "QuotaHolding", "QuotaLock", "Secondment",
    "SelectionCandidate", "SelectionMember", "SelectionObjection",
]
