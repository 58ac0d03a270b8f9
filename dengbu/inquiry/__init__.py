"""Inquiry (登记信息查询): named look-ups of the register, each with purpose, number and trace.

Civil Code 218 and 219, 不动产登记暂行条例 27: holders and people with an interest may ask and copy;
whoever learns something must not spread it. What each may be told is data of the office
(`catalogue/inquiry.toml`). An answer is what the register said at one moment: it is kept as it was
given, is bound to the evidence log, and can be checked by anybody who has its number and code.
"""
