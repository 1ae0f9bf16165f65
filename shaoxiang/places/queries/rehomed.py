"""The entry `places.rehomed` in words, for the timeline of any kind of matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date
from shaoxiang.places.vocabulary import AreaChangeKind

REHOMED = _("区划变更，随之转移")
_REHOMED: Mapping[str, Callable[[], str]] = {
    AreaChangeKind.MERGE.value: lambda: gettext("因%(old)s撤并，自%(day)s起由%(new)s承办"),
    AreaChangeKind.SPLIT.value: lambda: gettext("因%(old)s分设，自%(day)s起由%(new)s承办"),
    AreaChangeKind.RENAME.value: lambda: gettext("%(old)s自%(day)s起更名为%(new)s"),
    AreaChangeKind.TRANSFER.value: lambda: gettext("因%(old)s划归%(street)s，自%(day)s起由%(new)s承办"),
    AreaChangeKind.GRIDS.value: lambda: gettext("因%(old)s的网格调整，自%(day)s起由%(new)s承办"),
}
_STREETS: Mapping[str, Callable[[], str]] = {
    AreaChangeKind.STREET_MERGE.value: lambda: gettext("因%(old)s撤并，自%(day)s起由%(new)s承办"),
    AreaChangeKind.STREET_DISSOLVE.value: lambda: gettext("因%(old)s撤并，自%(day)s起由%(new)s承办"),
    AreaChangeKind.STREET_SPLIT.value: lambda: gettext("因%(old)s分设，自%(day)s起由%(new)s承办"),
    AreaChangeKind.STREET_RENAME.value: lambda: gettext("%(old)s自%(day)s起更名为%(new)s"),
}


def rehomed_words(facts: Mapping[str, Any]) -> str:
    """因××社区撤并，自×月×日起由××社区承办."""
    since = parse_date(str(facts["since"]))
    words: dict[str, object] = {"day": zh_date(since) if since else facts["since"]}
    if (of_streets := _STREETS.get(str(facts["why"]))) is not None and "street_to" in facts:
        return of_streets() % {**words, "old": name_of("street", facts.get("street_from")), "new": name_of("street", facts["street_to"])}
    say = _REHOMED.get(str(facts["why"]))
    if say is None or "community_to" not in facts or facts.get("community_from") == facts["community_to"]:
        words |= {"old": name_of("grid", facts.get("grid_from")), "new": name_of("grid", facts.get("grid_to"))}
        return gettext("因网格调整，自%(day)s起从%(old)s转到%(new)s") % words
    words |= {"old": name_of("community", facts.get("community_from")), "new": name_of("community", facts["community_to"])}
    return say() % {**words, "street": name_of("street", facts.get("street_to"))}
