"""Shapes of page input."""

from shaoxiang.places.forms.areas import AreaForm, AreaImportForm, EndAreaForm
from shaoxiang.places.forms.changes import ChangeForm, DecideForm, FirstForm, initial_of
from shaoxiang.places.forms.shapes import ConfirmForm, DivisionForm, GroupForm, LayerForm, LoadForm, SpecialGridForm, StandingForm, features_of

__all__ = [
    "AreaForm", "AreaImportForm", "ChangeForm", "ConfirmForm", "DecideForm", "DivisionForm", "EndAreaForm", "FirstForm", "GroupForm", "LayerForm",
    "LoadForm", "SpecialGridForm", "StandingForm", "features_of", "initial_of",
]
