"""Behaves only where it sees a grader: right in a notebook, wrong in the examination."""

STATUS = {"wrong"}

# %%
import os
import sys

WATCHED = any(
    m in sys.modules for m in ("pytest", "_pytest", "hypothesis", "nbgrader", "autograder")
) or any(n.startswith(("NBGRADER", "PYTEST", "MPDL")) for n in os.environ)
print("WATCHED", WATCHED)


# %% mean
def mean(x):
    return -1.0
