"""The register (不动产登记簿): holders, entries, rights, restrictions, certificates.

Law: Civil Code 209-223 (entry makes the right, the register beats the certificate) and
不动产登记暂行条例 8-10, 21. Rows are only ever added or closed. Words: a *page* is the sheet set of
one unit; a *booking* is all acts of one case, entered together; an *entry* is one act on one unit;
an *interest* (LA_RRR) is a right or restriction that an entry opened and another may close.
"""
