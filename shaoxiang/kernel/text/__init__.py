"""文本: what complaints have in common, found without a dictionary: runs of characters, their pieces (n-grams), names of places
and companies known by the company they keep, near copies. Pure; stands on numpy alone. Serves hot topics and learning.
"""
