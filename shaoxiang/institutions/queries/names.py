"""别名和曾用名: what else a body is or was called, so that whoever knows only the old word still finds it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext

from shaoxiang.institutions.models import Body, BodySpan


class Known(NamedTuple):
    """A name that is not the one of today. `former`: it had it once; else it is an alias or a short name."""

    name: str
    former: bool

    @property
    def words(self) -> str:
        return (gettext("曾用名 %(name)s") if self.former else gettext("别名 %(name)s")) % {"name": self.name}


def known_as(words: str) -> dict[int, Known]:
    """Body -> another name of it that holds the words; a former name goes before an alias. Few bodies have any: compared here, as no database asks alike."""
    wanted, found = words.casefold(), dict[int, Known]()
    if not wanted:
        return found
    for key, short, aliases in Body.objects.exclude(aliases=[], short_name="").values_list("pk", "short_name", "aliases"):
        name = next((one for one in (*aliases, short) if wanted in str(one).casefold()), None)
        if name is not None:
            found[key] = Known(name, former=False)
    now = dict(Body.objects.filter(pk__in=BodySpan.objects.values("body_id")).values_list("pk", "name"))
    for key, once, aliases in BodySpan.objects.order_by("valid_from").values_list("body_id", "name", "aliases"):
        name = next((one for one in (once, *aliases) if one != now.get(key) and wanted in str(one).casefold()), None)
        if name is not None:
            found[key] = Known(name, former=True)
    return found
