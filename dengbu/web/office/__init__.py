"""The office: the examiner's queue, a case with everything side by side, the decision, the entry.

`desk` lays a case out, `drafting` prepares the list of a return; what may be decided and what it
does is casework's. The page of a unit's life stands here too, for every desk that may search.
"""
