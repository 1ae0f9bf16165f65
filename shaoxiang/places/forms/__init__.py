"""Shapes of page input."""

from shaoxiang.places.forms.areas import AreaForm, EndAreaForm
from shaoxiang.places.forms.changes import ChangeForm, DecideForm, FirstForm, HeardDecideForm, initial_of
from shaoxiang.places.forms.registers import RegisterForm
from shaoxiang.places.forms.shapes import ConfirmForm, DivisionForm, GroupForm, LayerForm, LoadForm, SpecialGridForm, StandingForm, features_of
from shaoxiang.places.forms.streets import FirstStreetForm, StreetChangeForm, initial_of_streets

__all__ = [
    "AreaForm",
    "ChangeForm",
    "ConfirmForm",
    "DecideForm",
    "DivisionForm",
    "EndAreaForm",
    "FirstForm",
    "FirstStreetForm",
    "GroupForm",
    "HeardDecideForm",
    "LayerForm",
    "LoadForm",
    "RegisterForm",
    "SpecialGridForm",
    "StandingForm",
    "StreetChangeForm",
    "features_of",
    "initial_of",
    "initial_of_streets",
]
