"""Stock data (存量数据): the register in the tables of the national database standard.

Source: TD/T 1066-2021 不动产登记数据库标准. National names live here and nowhere else in the
register: ``national/*.toml`` says for each table and column what it is to us, and import and export
both read it. Words: a *row* is a line of a file; a *case* (业务号 YWH) is what is taken or refused
whole, since a booking is; a row that is not taken is *quarantined* with all its reasons.
"""
