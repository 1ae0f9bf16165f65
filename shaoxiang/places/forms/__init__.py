"""Shapes of page input."""

from shaoxiang.places.forms.areas import AreaForm, AreaImportForm, EndAreaForm
from shaoxiang.places.forms.shapes import ConfirmForm, DivisionForm, GroupForm, LayerForm, LoadForm, SpecialGridForm, StandingForm, features_of

__all__ = [
    "AreaForm", "AreaImportForm", "ConfirmForm", "DivisionForm", "EndAreaForm", "GroupForm", "LayerForm", "LoadForm", "SpecialGridForm",
    "StandingForm", "features_of",
]
