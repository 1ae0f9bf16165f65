"""第一天: a real district begins. Four forms (places, bodies, posts, people) are read, checked whole, then written in one act;
the first administrators (三员) and the business administrator get accounts with one-time passwords.
"""
