"""What `doctor` reads aloud about whistles."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _
from shaoxiang.whistles.queries import types_in_force
from shaoxiang.whistles.vocabulary import WhistleCode


def checks() -> Iterator[Finding]:
    """A type that is missing, or that nobody in the house may blow or approve."""
    kinds = types_in_force()
    held = {role for post in book().posts.values() for role in post.roles}
    for code in WhistleCode:
        kind = kinds.get(code.value)
        if kind is None:
            yield Finding(Level.WARN, gettext(_("没有“%(name)s”这一类哨：请装入配置，或请业务管理员设定。")) % {"name": gettext(code.label)})
            continue
        if not held & set(kind.blown_by):
            yield Finding(Level.WARN, gettext(_("没有岗位能吹“%(name)s”：请给岗位加上相应角色。")) % {"name": kind.shown_name})
        if kind.approved_by and not held & set(kind.approved_by):
            yield Finding(Level.WARN, gettext(_("没有岗位能批准“%(name)s”：请给岗位加上相应角色。")) % {"name": kind.shown_name})
