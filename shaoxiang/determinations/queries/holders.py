"""谁具体负责一条: the posts named for an item of a list, and who sits there. Shown beside the item (`duties.queries.related`)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from shaoxiang.determinations.models import PostDuty
from shaoxiang.duties.models import DutyItem
from shaoxiang.duties.queries.related import Item, Related
from shaoxiang.duties.vocabulary import DutyRole
from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words


def holders(actor: Actor, item: Item, on: date) -> list[Related]:
    """One line per unit and post; those of the actor's own unit first. Where a department leads, that they assist. Three statements."""
    if not item.kind.endswith("_DUTY"):
        return []
    named = PostDuty.objects.filter(in_force(on), in_force(on, "post__"), list_kind=item.kind.removesuffix("_DUTY"), item=item.code)
    rows = list(named.select_related("post__body__unit").order_by("post__body__unit__order", "post__order", "pk"))
    people: dict[int, list[str]] = defaultdict(list)
    for row in Assignment.objects.filter(in_force(on), post__in=[row.post_id for row in rows]).select_related("person").order_by("pk"):
        people[row.post_id].append(str(row.person.shown_name))
    rows.sort(key=lambda row: row.post.body.unit_id != actor.unit_id)
    listed = DutyItem.objects.filter(in_force(on), list_kind=item.kind.removesuffix("_DUTY"), code=item.code)
    assists = f" · {_('配合')}" if listed.exclude(role=DutyRole.PRIMARY.value).exists() else ""
    return [
        Related(_words(row.post), "determinations:office", (row.post.body.code,), ("、".join(people[row.post_id]) or _("岗位空缺")) + assists) for row in rows
    ]


def _words(post: Post) -> str:
    """Unit, office and post in the reader's language."""
    body = post.body
    named = [in_words(body.unit.name, body.unit.name_en)] if body.unit else []
    return " · ".join((*named, in_words(body.name, body.name_en), in_words(post.title, post.title_en)))
