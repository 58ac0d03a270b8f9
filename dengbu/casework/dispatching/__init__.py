"""Dispatch that can be verified (可核验的随机派件): ledger, days, interests, publication.

``days`` are the seeds and public values, ``ledger`` what each draw read and gave, ``interests`` who
keeps away, ``publishing`` what anybody verifies, ``fairness`` what staff and inspectors see.
"""
