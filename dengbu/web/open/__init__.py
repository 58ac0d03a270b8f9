"""The open face: anybody with a certificate or its number learns whether it is genuine and valid.

No sign-in, no cookie, no script needed. Without the check code no personal data is shown.
"""
