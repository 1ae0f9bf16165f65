"""Typed readers of the environment. A bad value stops the start with one sentence that names the variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSetting(SystemExit):
    """One clear sentence on standard error; the start ends with status 1."""


def text(name: str, default: str = "") -> str:
    """The variable, or the contents of the file named by NAME_FILE."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE={path} 读不出来（{error.strerror}）。 / cannot be read.") from None
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", None):
        return default
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise BadSetting(f"{name}={value}: 请写 1 或 0。 / write 1 or 0.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name}={value}: 应为整数。 / must be a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret(name: str, keys: Path) -> str:
    """A key from the environment, or from `keys`/name (made there once, mode 0600)."""
    given = text(name)
    if given:
        return given
    path = keys / name.removeprefix("SHAOXIANG_").lower()
    try:
        if not path.exists():
            _make_key(path)
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(
            f"密钥 {path} 读写不了（{error.strerror}）：请改目录权限，或用 SHAOXIANG_VAR 指到可写的目录。\n"
            f"Key {path} cannot be read or made: mend the folder's rights, or point SHAOXIANG_VAR to a writable folder."
        ) from None
    if not value:
        raise BadSetting(f"密钥文件 {path} 是空的：请从备份恢复。 / The key file is empty: restore it from a backup.")
    return value


def _make_key(path: Path) -> None:
    """Appears whole or not at all: written aside, then linked; whoever is second finds the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def database(url: str, var: Path) -> dict[str, object]:
    """DATABASE_URL -> Django's settings. sqlite:///path (default var/shaoxiang.sqlite3) or postgres://user:pw@host:port/name."""
    if not url:
        url = f"sqlite:///{var / 'shaoxiang.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = parts.path.removeprefix("/")  # sqlite:///relative, sqlite:////absolute
        if not name:
            raise BadSetting("DATABASE_URL=sqlite: 请写文件名，如 sqlite:///var/shaoxiang.sqlite3。 / name a file.")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": None,  # re-opening the file per request costs more than the request
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-32000;",
            },
            "TEST": {"NAME": str(Path(name).with_suffix(".test.sqlite3"))},  # a file: shared memory locks whole tables
        }
    if parts.scheme in ("postgres", "postgresql"):
        options = dict(parse_qsl(parts.query))
        schema = os.environ.get("SHAOXIANG_SCHEMA", "")
        if schema:
            options["options"] = f"-c search_path={schema}"
        host = options.pop("host", "") or unquote(parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise BadSetting(f"DATABASE_URL={parts.scheme}://…: 只支持 sqlite 和 postgres。 / only sqlite and postgres.")
