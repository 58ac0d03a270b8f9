"""Casework: what is asked, checked, decided and entered (《不动产登记暂行条例》第三章).

A *service* (办事指南) is data in versions; a *case* (业务) is one application pinned to a version;
its *items* (件) are the registrations that it asks for, entered together or not at all.
"""
