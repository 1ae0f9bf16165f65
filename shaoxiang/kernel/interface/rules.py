from __future__ import annotations

import hashlib

PREFIX_LENGTH = 11  # "sx_" and eight characters: shown on the page, told on the telephone
TOKEN_MARK = "sx_"  # noqa: S105 (how every token begins, no secret)


def digest(token: str) -> str:
    """SHA-256 of a token. Tokens carry 256 random bits, so neither salt nor stretching is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Which request an Idempotency-Key stood for."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()
