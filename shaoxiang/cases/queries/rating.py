"""评价链接: an address that opens one thing only, the five grades of one handling of one matter, and only for a while."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shaoxiang.cases.models import Case

SALT = "shaoxiang.rating"
GOOD_FOR = timedelta(days=30)


class LinkExpired(Exception):
    """Cut, too old, or the matter was handled anew since: the grades of then are asked for no more."""


def token_of(case: Case) -> str:
    """Signed, dated, and of this handling: after a reopening an older one is void."""
    return signing.TimestampSigner(salt=SALT).sign(f"{case.pk}.{case.reopened}")


def case_of(token: str) -> Case:
    """Raises LinkExpired."""
    try:
        key, reopened = signing.TimestampSigner(salt=SALT).unsign(token, max_age=GOOD_FOR).split(".")
        return Case.objects.select_related("matter").get(pk=int(key), reopened=int(reopened))
    except (signing.BadSignature, ValueError, Case.DoesNotExist):
        raise LinkExpired from None


def path_of(case: Case) -> str:
    return reverse("resident:rating", args=[token_of(case)])


def link_of(case: Case, base: str = "") -> str:
    """The whole address, for a text message; "" where nobody has said under which address residents reach the house."""
    base = base or settings.ADDRESS
    return f"{base.rstrip('/')}{path_of(case)}" if base else ""
