"""The window: one screen from the search to the receipt, for the clerk with a family in front.

`finding` answers the search box, `strip` says how the unit stands, `questions` what is asked,
`reading` turns what was typed into a request of casework; rules live there, not here.
"""
