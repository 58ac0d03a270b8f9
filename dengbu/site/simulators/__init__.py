"""Simulators (模拟部门): the other departments, for demonstrations and tests, as one small server.

They speak what `dengbu.exchange` speaks, over real HTTP, and can be told to misbehave. Their people
and papers are made up. They know nothing of Django and nothing of our tables.
"""
