"""Dengbu (登簿): an open real-estate registration platform.

A request becomes a case; a case that passes its rules becomes entries in the register in one atomic
booking; an entry yields a certificate and a leaf in the evidence log. ``ARCHITECTURE.md`` draws it.
"""
