"""限流: how often one address may send a public form. Counted in the database, so that every web process counts together.

A limit is a form, a number of times and a span. Spans are fixed windows (the clock divided by the span): one row per form,
asker and window, one UPDATE per post. Askers are kept as keyed digests, never as addresses, and rows go with their day.
Counter and telephone enter through staff pages and are never counted.
"""
