"""The only configuration of nbgrader: values, and why. Copy it into any course directory.

Paths are relative to the course directory, so that a copy of it is a course of its own.
"""

c = get_config()

# ---- the course ---------------------------------------------------------------------------

# Part of every variant and of the path in the exchange: never change it during a course.
c.CourseDirectory.course_id = "mpdl"

# A new edition gives every student new numbers. Change it when the course is given again.
c.Mpdl.edition = "2026-autumn"

# Percent of all points from which the course grade is 1, 2, 3, 4, 5.
c.Mpdl.grade_thresholds = [50.0, 60.0, 70.0, 80.0, 90.0]

# Scores from a weaker sandbox are refused; `mpdl doctor` shows what this machine gives.
c.Mpdl.min_isolation = "flat"

# ---- what is copied -----------------------------------------------------------------------

# Templates must not reach students; pages, scripts and drawings of students must not reach
# feedback/, where a browser would run them. The first four are nbgrader's own.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback",
    "*.j2", "*.md", "*.html", "*.htm", "*.xhtml", "*.svg", "*.js", "*.mjs",
]  # fmt: skip

# ---- log ----------------------------------------------------------------------------------

# Of an error of ours the log shows its one line, not its traceback.
c.Application.logging_config = {
    "filters": {"one_line": {"()": "autograder.nbgrader_plugin.log.OneLine"}},
    "handlers": {"console": {"filters": ["one_line"]}},
}

# ---- release ------------------------------------------------------------------------------

# nbgrader's own list with KeepStubs where it has ClearSolutions: our answer cells hold stubs.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "autograder.nbgrader_plugin.release_cells.KeepStubs",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# ---- exchange -----------------------------------------------------------------------------

# A folder that students can reach. On a shared server set an absolute path here.
c.Exchange.root = "exchange"

# Due dates and time stamps are shown in the time of the course.
c.Exchange.timezone = "Europe/Helsinki"
c.NbGraderAPI.timezone = "Europe/Helsinki"

# Every student is given a notebook with numbers of their own. (Students on a shared server
# get a copy of fetch.py and a configuration of their own; fetch.py says how.)
c.ExchangeFactory.release_assignment = "autograder.nbgrader_plugin.exchange.ReleaseVariants"
c.ExchangeFactory.fetch_assignment = "autograder.nbgrader_plugin.fetch.FetchVariant"
c.ExchangeFactory.submit = "autograder.nbgrader_plugin.fetch.SubmitWithReceipt"

# A submission that holds links or pipes would read our files, or stop the collection.
c.ExchangeFactory.collect = "autograder.nbgrader_plugin.exchange.CollectPlainFiles"

# ---- autograde ----------------------------------------------------------------------------

# A damaged file is one clear line in the log.
c.Autograde.exporter_class = "autograder.nbgrader_plugin.reading.SubmissionExporter"

# A student that nobody registered is a spelling mistake more often than a new student.
c.Autograde.create_student = False

# First of all the released cells in the released order, with the student's answers in them:
# outputs, duplicates, deletions, tags, kernels and foreign grade cells are gone before nbgrader
# looks. That is why ClearOutput, DeduplicateIds, OverwriteKernelspec and CheckCellMetadata, a
# good part of nbgrader's own time, are not needed.
c.Autograde.sanitize_preprocessors = [
    "autograder.nbgrader_plugin.normalise.NormaliseSubmission",
    "autograder.nbgrader_plugin.variant_cells.RestoreVariant",
]

# No Execute: student code runs in the sandbox of RunHiddenTests and nowhere else. LimitOutput
# and IgnorePattern are left out because outputs are capped there and are not parsed for marks.
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_plugin.hidden_tests.RunHiddenTests",
    "autograder.nbgrader_plugin.scores.SaveSheetScores",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Without this line a late submission costs nothing; the class says how much it costs.
# c.AssignLatePenalties.plugin_class = "late_penalty.LatePenalty"

# ---- feedback and export ------------------------------------------------------------------

# Raw HTML in a student's Markdown is shown as text, here and in formgrader. (sanitize_html
# cleans outputs only, which are ours, and would cut tables and figures out of the reports.)
c.HTMLExporter.filters = {
    "markdown2html": "autograder.nbgrader_plugin.safe_html.markdown_to_html",
}

# ",Safe" keeps \href and \style of a student's formula harmless. A copy of MathJax 2.7 on
# your own server may stand here instead.
c.HTMLExporter.mathjax_url = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/latest.js?config=TeX-AMS_CHTML-full,Safe"

# A column for each question, totals, late penalty, course grade.
c.ExportApp.plugin_class = "autograder.nbgrader_plugin.export.CourseExport"
