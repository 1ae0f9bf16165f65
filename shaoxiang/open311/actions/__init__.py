"""Writes of the room."""

from shaoxiang.open311.actions.importing import import_requests
from shaoxiang.open311.actions.posting import Posted, post_request
from shaoxiang.open311.actions.settings import set_open_post
from shaoxiang.open311.actions.updating import receive_update

__all__ = ["Posted", "import_requests", "post_request", "receive_update", "set_open_post"]
