"""接口: what every address under /api shares: keys of other systems, scopes, problem documents, repeat-safe creates.

A key is a token of another system (`sx_…`), bound to a body or a post: the key's actor sees and does what that body or post may.
Creates carry an `Idempotency-Key`: the answer is stored in the transaction of the act, so a repeat after a crash gets the same
answer. Refusals are RFC 9457 problem documents in the caller's language (Accept-Language).
"""
