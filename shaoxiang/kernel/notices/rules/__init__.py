"""Decisions about notices: what may stand in one, which channel wants it, when it may ring, when it is tried again, how a gateway is asked."""

from shaoxiang.kernel.notices.rules.params import MAX_CHARS, PERSONAL, UNKNOWN, Param, Params, PersonalInNotice, check_params

__all__ = ["MAX_CHARS", "PERSONAL", "UNKNOWN", "Param", "Params", "PersonalInNotice", "check_params"]
