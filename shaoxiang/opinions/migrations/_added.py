"""What was changed of what must be asked, and why, is only added to: held by the database itself. Django does not load this file as a migration."""

from __future__ import annotations

from shaoxiang.kernel import db

TABLE = "opinions_scopechange"
GUARD = db.Guard((TABLE,), appended=(TABLE,))
install, remove, stands = GUARD.install, GUARD.remove, GUARD.stands
