"""Shapes of what is typed."""

from shaoxiang.forces.forms.orders import AskReleaseForm, ReasonForm, SendForm, WordsForm
from shaoxiang.forces.forms.register import AllocationForm, ChangeForm, EndMemberForm, MemberForm, RecordForm, TeamForm
from shaoxiang.forces.forms.roster import AbsenceForm, DrawForm, RotationForm, ShiftForm, SwapForm

__all__ = [
    "AbsenceForm", "AllocationForm", "AskReleaseForm", "ChangeForm", "DrawForm", "EndMemberForm", "MemberForm", "ReasonForm", "RecordForm",
    "RotationForm", "SendForm",
    "ShiftForm", "SwapForm", "TeamForm", "WordsForm",
]
