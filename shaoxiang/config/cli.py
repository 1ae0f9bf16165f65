"""`shaoxiang COMMAND`: the installed command. Django's management commands under our name; dashes are welcome (verify-journal)."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxiang.config.settings")
    command, *rest = sys.argv[1:] or ["help"]
    if command in ("help", "-h", "--help") and not rest:
        listing()
        return
    from django.core.management import execute_from_command_line

    if not command.startswith("-"):
        command = command.replace("-", "_")
    execute_from_command_line(["shaoxiang", command, *rest])


def listing() -> None:
    """Our own commands with their one line; Django's others are there too, unlisted but for three."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    print("shaoxiang COMMAND [ARGS]    (shaoxiang COMMAND --help)\n")
    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app.startswith("shaoxiang."):
            print(f"  {name.replace('_', '-'):<16} {load_command_class(app, name).help}")
    print("\n  migrate, check, shell, dbshell: Django")


if __name__ == "__main__":
    main()
