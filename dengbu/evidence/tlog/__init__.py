"""The public formats of the log, as others read them: pure functions over bytes.

C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature, tlog-witness and tlog-proof
(c2sp.org), over the Merkle tree of RFC 6962. Nothing here knows a database, a clock or a setting.
"""
