"""Papers as fixed pages for OFD (GB/T 33190-2016): text set, wrapped and placed in millimetres.

The PDF of the same paper is set by typst, which writes no OFD. What a page says is taken from the
same values; how it looks follows the same form.
"""
