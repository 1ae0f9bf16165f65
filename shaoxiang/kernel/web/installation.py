"""What the shell knows of the installation; `config` puts it on the request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    name: str = ""
    demo: bool = False
    district_code: str = ""


NOT_INSTALLED = InstallationFacts()
