"""nbgrader's side: preprocessors, exchange and export that nbgrader_config.py names.

nbgrader is configured, never patched. What happens to one submission:

::

    submitted/  ── NormaliseSubmission   the released variant with the student's own cells in it
                ── RestoreVariant        our text as this student was given it; metadata as ours
                ── RunHiddenTests        sheet from the grading service → outputs and reports
                ── SaveSheetScores       scores from the sheet → gradebook
    autograded/ ── feedback/             the report is the output of the grade cell
"""
