"""检索: Chinese search by bigrams made here, not by the database's word parser (ADR 0004).

漏水 is found in 楼上漏水 because both hold the pair 漏水. Numbers, English words and single characters are found by their beginning.
Personal numbers never reach the index. Rights are the caller's: conditions compose with `access.visible`.
"""
