"""Small drawings written straight as SVG: the same text in, the same bytes out.

Text stays text (a reader can select, enlarge and hear it), so a drawing weighs a few kilobytes
and needs no font of its own.
"""
