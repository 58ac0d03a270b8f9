"""The QR code of a paper (GB/T 18284, ISO/IEC 18004)."""

import segno

BORDER = 4  # modules of white round it
MASK = 2
"""One of the eight masks, each right to every reader. To find the one that looks most even takes
eight times as long as all the rest of a code, and half as long as a whole paper."""


def code_of(url: str) -> segno.QRCode:
    """The code of an address."""
    return segno.make_qr(url, error="m", mask=MASK)
