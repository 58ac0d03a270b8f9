"""What other papers of the office are printed with: its words, its fonts, its pages."""

from dengbu.casework.papers import words
from dengbu.casework.papers.fixed import form, sheet
from dengbu.casework.papers.glyphs import require_glyphs
from dengbu.casework.papers.render import qr_svg, typeset

__all__ = ["form", "qr_svg", "require_glyphs", "sheet", "typeset", "words"]
