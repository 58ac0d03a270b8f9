"""What Django's ORM lacks for a register: global ids, set-wise rows, privileges by table.

Lies between ``kernel`` (pure) and the contexts. It knows no word of the domain.
"""
