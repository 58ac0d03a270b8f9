"""Benchmarks: each prints one JSON object a line with ``bench`` and its figures.

Ratios are taken in one run against a floor that the benchmark itself measures. They run in a
database of their own (``DENGBU_HOME``/bench).
"""
