"""Shape of the channels' pages. Secrets are never filled in again: an empty one stays as it was."""

from shaoxiang.kernel.notices.forms.arranging import ArrangeForm, GiveUpForm, QuietForm, TryForm
from shaoxiang.kernel.notices.forms.connecting import CONNECT, ConnectForm, connect_form
from shaoxiang.kernel.notices.forms.own import MineForm

__all__ = ["CONNECT", "ArrangeForm", "ConnectForm", "GiveUpForm", "MineForm", "QuietForm", "TryForm", "connect_form"]
