"""Pure decisions about forces: what holds a crew, who may count as an officer, how a roster is drawn, whether the figures agree."""

from shaoxiang.forces.rules.engagement import ForceEngaged, ForceRefused, availability, holds_crew, may_release
from shaoxiang.forces.rules.figures import AllocationLine, Mismatch, TotalLine, reconcile
from shaoxiang.forces.rules.members import (
    Certificate,
    TeamOfTwo,
    certificate_number,
    certificate_state,
    counts_as_officer,
    may_form_team_of_two,
    officers_among,
)
from shaoxiang.forces.rules.roster import Hours, Slot, Taken, gaps, off_hours, overlap, rota, slots_of

__all__ = [
    "AllocationLine", "Certificate", "ForceEngaged", "ForceRefused", "Hours", "Mismatch", "Slot", "Taken", "TeamOfTwo", "TotalLine", "availability",
    "certificate_number", "certificate_state", "counts_as_officer", "gaps", "holds_crew", "may_form_team_of_two", "may_release", "off_hours",
    "officers_among", "overlap", "reconcile", "rota", "slots_of",
]
