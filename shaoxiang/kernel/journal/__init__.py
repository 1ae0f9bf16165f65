"""记录: one entry per write, in the write's own transaction. Timeline and audit trail; append-only; a keyed chain per subject.

Facts are ids, codes and digests: free text and people stay in room tables and the vault, so that blurring never breaks the chain.
"""
