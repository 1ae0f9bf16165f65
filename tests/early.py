"""Loaded before Django: tests keep their files, keys and database in a folder of their own."""

import os
import tempfile

os.environ.setdefault("SHAOXIANG_VAR", tempfile.mkdtemp(prefix="shaoxiang-test-"))
os.environ.setdefault("SHAOXIANG_REFRESH_SECONDS", "3600")  # no surprise query inside a counted block
