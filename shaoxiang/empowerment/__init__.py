"""赋权: powers handed to streets, from proposal through the check of capacity to use, evaluation and recall.

Law: 行政处罚法 (2021) 24 (a provincial decision, published, to those able to take the power, evaluated regularly). Stands on duties (the list of
powers), forces (officers and their certificates) and cases (what a power is used for). The penalties room asks `queries.holds` and registers usage.
"""
