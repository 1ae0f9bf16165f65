from __future__ import annotations

from django.core import signing
from django.db.models import QuerySet

from shaoxiang.feedback import access
from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, visible

SALT = "shaoxiang.feedback"
ORDER = ("-answered_at", "-matter_id")


def published() -> QuerySet[ProductFeedback]:
    """Questions and answers everybody may read."""
    return ProductFeedback.objects.filter(published=True).select_related("matter")


def for_desk(actor: Actor) -> QuerySet[ProductFeedback]:
    return ProductFeedback.objects.filter(visible(actor, access.GRANTS["view"])).select_related("matter")


def answering_unit() -> int | None:
    """The unit whose administrator answers; None where no post holds the role yet."""
    known = book()
    posts = (post for post in known.posts.values() if Role.CONFIG_ADMIN in post.roles)
    return next((known.unit_of(post.body_id) for post in posts if known.people_in(post.id)), None)


def token_of(feedback: ProductFeedback) -> str:
    """Opens this one feedback to whoever wrote it: the address given when it was sent."""
    return signing.Signer(salt=SALT).sign(str(feedback.pk))


def of_token(token: str) -> ProductFeedback | None:
    try:
        key = int(signing.Signer(salt=SALT).unsign(token))
    except signing.BadSignature:
        return None
    return ProductFeedback.objects.select_related("matter").filter(pk=key).first()
