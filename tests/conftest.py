"""The toy topics lie on the path, so that machinery can be tried without the syllabus."""

import sys
from pathlib import Path

from autograder.environment import complete_path

for folder in ("toy", "hostile"):
    sys.path.insert(0, str(Path(__file__).parent / folder))

# Grader, answers and attacks are data of the tests, not tests.
collect_ignore_glob = ["toy/*", "hostile/attacks/*", "hostile/grade_attacked.py"]

# nbgrader calls alembic by name, also where this environment was not activated.
complete_path()
