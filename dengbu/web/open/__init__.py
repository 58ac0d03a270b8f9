"""The open face: anybody with a certificate or its number learns whether it is genuine and valid.

No sign-in, no script needed, and no cookie but the one that keeps the form of an objection from
being sent by other sites. Without the check code no personal data is shown. Public notices stand
here too, with the names that the law wants them to name.
"""
