"""What all faces share: the look, the parts, their words, the answer to faults, and sign-in.

A page extends `shared/professional.html` (desks, 14 px) or `shared/phone.html` (phones and open
pages, 16 px), says `{% load parts %}`, and hands the values of `parts` and `clock` to the tags of
`templatetags.small` and `templatetags.blocks`. Its view is decorated with `access.acting`, takes
the actor, and lets `Faults` out unless it shows its form again: `problem` finds the answer
(RFC 9457). Buttons and links name their key (`data-key`), rows are `data-row`, the button that
sends is `data-send`, a form that must not be lost is `data-guard`. No inline script or style: a
width goes into an SVG attribute. `/_parts` of the demonstration shows every part in every state.
"""
