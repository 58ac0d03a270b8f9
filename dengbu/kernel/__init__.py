"""Pure values on which every other storey stands.

Unit codes, identity numbers, money, shares, areas, certificate and case numbers, working days,
clauses of law, faults, and one canonical way to write them as bytes. Nothing here imports Django,
a database, settings or a clock: the time is always an argument. A value checks itself when it is
made, so whoever holds one need not check it again; input that cannot become a value raises
`dengbu.kernel.fault.Faults`, which tells a person everything that is wrong at once.

Import from the modules by name (`from dengbu.kernel.unit_code import UnitCode`).
"""
