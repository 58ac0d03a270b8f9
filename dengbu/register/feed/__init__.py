"""The register as a stream of changes (变更流), and a register rebuilt from it elsewhere.

``docs/algorithms/changes.md`` says what is promised and why it holds.
"""
