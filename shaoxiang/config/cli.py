"""`shaoxiang COMMAND`: the installed command. Django's management commands under our name; dashes are welcome (verify-journal)."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxiang.config.settings")
    from django.core.management import execute_from_command_line

    command, *rest = sys.argv[1:] or ["help"]
    if not command.startswith("-"):
        command = command.replace("-", "_")
    execute_from_command_line(["shaoxiang", command, *rest])


if __name__ == "__main__":
    main()
