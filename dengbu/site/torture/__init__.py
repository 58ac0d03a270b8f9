"""``dengbu torture``: clerks, banks and courts on few units, while parts are killed.

In a server of its own. Whatever was acknowledged must be in the register exactly once, and every
invariant must hold, whoever was killed when.
"""
