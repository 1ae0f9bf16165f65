"""产品意见: what anybody says about the product itself, and its answer.

The State Council's rules on government applications (国办函〔2026〕12号) want a complaint and suggestion function: a link in every footer, no account,
an answer within a term, questions and answers published. Stands on institutions and the kernel.
"""
