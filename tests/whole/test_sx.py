"""`./sx` on a poor machine: each trouble gets one clear sentence and its cure. Real processes; only pip and apt are stand-ins."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path):
    """A copy of `sx` whose requirements are empty, so that an environment takes a second and no network."""
    shutil.copy(ROOT / "sx", tmp_path / "sx")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("# nothing\n")
    (tmp_path / "requirements" / "test.txt").write_text("# nothing either\n")
    (tmp_path / "shaoxiang").mkdir()
    (tmp_path / "shaoxiang" / "__init__.py").touch()
    (tmp_path / "shaoxiang" / "__main__.py").write_text("import sys; print('shaoxiang', *sys.argv[1:])\n")
    return tmp_path


def sx(house, *arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SX_", "SHAOXIANG_", "PYTHONPATH"))}
    return subprocess.run([house / "sx", *arguments], env={**clean, **environment}, capture_output=True, text=True, cwd="/")


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_alone_it_lists_its_habits_in_both_languages(house):
    done = sx(house)
    assert done.returncode == 0
    for name in ("up", "test", "prepare", "do", "check", "fix", "seed", "doctor", "map", "api", "shots", "bench", "backup", "restore"):
        assert f"  {name} " in done.stdout
    assert "备份" in done.stdout
    assert "back up" in done.stdout


def test_an_unknown_habit_is_named(house):
    done = sx(house, "fly")
    assert done.returncode == 2
    assert "没有“fly”这一项" in done.stderr


def test_it_makes_the_environment_once_and_runs_the_command_in_it(house):
    first = sx(house, "do", "clock", "--json")
    assert (first.returncode, first.stdout.strip()) == (0, "shaoxiang clock --json"), first.stderr
    assert "环境" in first.stderr
    second = sx(house, "doctor")
    assert (second.stdout.strip(), second.stderr) == ("shaoxiang doctor", "")


def test_an_environment_left_half_made_is_made_again(house):
    (house / ".venv" / "bin").mkdir(parents=True)
    program(house / ".venv" / "bin" / "python", "#!/bin/sh\nexit 1\n")
    assert sx(house, "doctor").stdout.strip() == "shaoxiang doctor"


def test_an_environment_without_its_stamp_is_finished(house):
    sx(house, "doctor")
    (house / ".venv" / "stamp-run").unlink()
    again = sx(house, "doctor")
    assert again.stdout.strip() == "shaoxiang doctor"
    assert (house / ".venv" / "stamp-run").exists()


def test_changed_pins_are_installed(house):
    sx(house, "doctor")
    before = (house / ".venv" / "stamp-run").read_text()
    (house / "requirements" / "run.txt").write_text("# still nothing\n")
    sx(house, "doctor")
    assert (house / ".venv" / "stamp-run").read_text() != before


def test_a_failed_installation_says_so_and_leaves_no_stamp(house):
    (house / "requirements" / "run.txt").write_text("no-such-thing==1 --hash=sha256:" + "0" * 64 + "\n")
    done = sx(house, "doctor", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 2
    assert "pip install 没有成功" in done.stderr
    assert "run this again" in done.stderr
    assert not (house / ".venv" / "stamp-run").exists()


def test_an_unhashed_pin_is_refused(house):
    (house / "requirements" / "run.txt").write_text("Django==5.2.19\n")
    assert "hash" in sx(house, "doctor").stderr.lower()


def test_an_old_python_is_one_sentence(house, tmp_path):
    old = program(tmp_path / "bin" / "python3", "#!/bin/sh\nexit 1\n")
    done = sx(house, "up", PATH=f"{old.parent}:{_only('sh', tmp_path)}")
    assert done.returncode == 2
    assert "需要 Python 3.11" in done.stderr
    assert "apt install python3" in done.stderr


def test_a_missing_venv_module_is_one_sentence(house, tmp_path):
    """A Python whose ensurepip is gone, as on Debian without python3-venv; nobody can call apt."""
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "ensurepip.py").write_text("raise ImportError('Debian keeps it in python3-venv')\n")
    done = sx(house, "up", PYTHONPATH=str(tmp_path / "hide"), PATH=f"{Path(sys.executable).parent}:{_only('sh', tmp_path)}")
    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr


def _only(name, tmp_path):
    """A folder with nothing but that program on the path: no apt."""
    folder = tmp_path / "only"
    folder.mkdir(exist_ok=True)
    link = folder / name
    if not link.exists():
        link.symlink_to(shutil.which(name))
    return folder


def test_uv_asked_for_and_absent_is_one_sentence(house, tmp_path):
    done = sx(house, "up", SX_UV="1", PATH=f"{Path(sys.executable).parent}:{_only('sh', tmp_path)}")
    assert done.returncode == 2
    assert "找不到 uv" in done.stderr


def test_an_unwritable_folder_is_one_sentence(house):
    done = sx(house, "up", SX_VENV="/proc/shaoxiang/.venv")
    assert done.returncode == 2
    assert "不能在 /proc/shaoxiang 写文件" in done.stderr
    assert "SX_VENV" in done.stderr


def shaoxiang(*arguments, **environment):
    return subprocess.run([sys.executable, "-m", "shaoxiang", *arguments], env={**os.environ, **environment}, capture_output=True, text=True, cwd=ROOT)


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = shaoxiang("up", "--port", str(port), SHAOXIANG_VAR=str(tmp_path))
    assert done.returncode == 1
    assert f"端口 {port} 用不了" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_one_sentence():
    done = shaoxiang("prepare", SHAOXIANG_VAR="/proc/shaoxiang")
    assert done.returncode == 1
    assert "SHAOXIANG_VAR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_one_sentence(tmp_path):
    done = shaoxiang("prepare", SHAOXIANG_VAR=str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "数据库用不了" in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", "oracle://x"), ("SHAOXIANG_HTTPS", "maybe"), ("SHAOXIANG_UPLOAD_MAX_BYTES", "big")])
def test_a_bad_setting_stops_the_start_by_name(tmp_path, name, value):
    done = shaoxiang("prepare", **{"SHAOXIANG_VAR": str(tmp_path), name: value})
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_keys_are_made_once_and_for_the_owner_only(tmp_path):
    for _ in range(2):
        assert shaoxiang("check", SHAOXIANG_VAR=str(tmp_path)).returncode == 0
    keys = sorted((tmp_path / "keys").iterdir())
    assert [key.name for key in keys] == ["journal_key", "secret_key", "vault_index_key", "vault_key"]
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert len({key.read_text() for key in keys}) == 4


def test_an_empty_key_file_stops_the_start(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "journal_key").touch()
    done = shaoxiang("check", SHAOXIANG_VAR=str(tmp_path))
    assert done.returncode == 1
    assert "从备份恢复" in done.stderr
