"""消息: something happened that a post, or a person, should know. In-app is built; other channels register beside it.

Wording lives in code, by code, in both languages; a notice holds only ids, numbers, codes and dates, nothing personal.
"""
