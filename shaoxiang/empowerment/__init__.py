"""赋权: powers handed to streets, from proposal through the check of capacity to use, evaluation and recall.

Law: 行政处罚法 (2021) 24: the province decides which penalty powers of county departments go to towns and streets able to take them, has it evaluated
regularly and publishes it (第一款); who takes a power builds up its capacity and keeps to scope and procedure (第二款); the governments and
departments concerned coordinate, guide and supervise (第三款). Stands on duties (the list of
powers), forces (officers and their certificates) and cases (what a power is used for). The penalties room asks `queries.holds` and registers usage.
"""
