"""The browser the stories run in, and the Chinese fonts its pages need: by apt when root, else it says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess

ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def path() -> str | None:
    """Where chromium is: SHAOXIANG_CHROMIUM, else the usual names."""
    for name in (os.environ.get("SHAOXIANG_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


def has_chinese_fonts() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True).stdout.strip())


def missing() -> list[str]:
    """Debian packages still wanted, after trying apt when root."""

    def wanted() -> list[str]:
        return (["chromium"] if path() is None else []) + (["fonts-noto-cjk", "fontconfig"] if not has_chinese_fonts() else [])

    packages = wanted()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], **quiet)
        packages = wanted()
    return packages
