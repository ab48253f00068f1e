"""The machinery: variants, notebooks, sandbox, checks, grading, nbgrader plug-ins, reports, commands."""
