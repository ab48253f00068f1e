"""From GradeSheets to what people read: feedback for a student, a report on a class.

=================  =====================================================================
`text`             makes text of a student harmless; text that can be pasted; CSV cells
`words`            statuses in words, shapes and colours; what to do about each
`feedback`         one question of one sheet → the fragment in its grade cell, and plain text
`analysis`         item analysis: difficulty, discrimination, misconceptions, histogram
`classreport`      all sheets of a topic → one HTML page, a table for the terminal, CSV
=================  =====================================================================

Text of a student is data: it is cleaned by `text.clean`, escaped by Jinja's autoescape, kept
from MathJax by the class ``tex2jax_ignore``, and never a template, HTML or a formula.
"""
