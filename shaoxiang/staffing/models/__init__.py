from shaoxiang.staffing.models.demands import CoordinatingBody, MatchingDemand
from shaoxiang.staffing.models.passing import QuotaPassing
from shaoxiang.staffing.models.quotas import LeadershipPostQuota, QuotaChange, QuotaEntry, QuotaHolding, QuotaLock, QuotaOpening, Secondment
from shaoxiang.staffing.models.selection import (
    CadreSelection,
    CandidateSight,
    PromotionChannel,
    SelectionCandidate,
    SelectionMember,
    SelectionObjection,
)

__all__ = [
    "CadreSelection", "CandidateSight", "CoordinatingBody", "LeadershipPostQuota", "MatchingDemand", "PromotionChannel", "QuotaChange", "QuotaEntry",
    "QuotaHolding", "QuotaLock", "QuotaOpening", "QuotaPassing", "Secondment", "SelectionCandidate", "SelectionMember", "SelectionObjection",
]
