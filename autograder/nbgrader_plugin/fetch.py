"""The student's side of the exchange: `nbgrader fetch_assignment` gives one's own notebook.

This file needs nbgrader and nothing else of the course. Students must not be able to import
`course_lib`, the answer key; so on a server where they have a Python of their own, copy this
file alone into it, for instance as ``mpdl_fetch.py``, and let their nbgrader_config.py say::

    c.CourseDirectory.course_id = "mpdl"
    c.Exchange.root = "/srv/exchange"
    c.ExchangeFactory.fetch_assignment = "mpdl_fetch.FetchVariant"
"""

import os

from nbgrader.exchange.default import ExchangeFetchAssignment
from nbgrader.utils import get_username

VARIANTS = "variants"
"""Folder of the course in the exchange: variants/<student>/<assignment>."""


class FetchVariant(ExchangeFetchAssignment):
    """Fetches the notebook that was released to this student."""

    def init_src(self) -> None:
        """Take the variant of this student in place of the common release."""
        super().init_src()
        student = self.coursedir.student_id
        if student in ("", "*"):
            student = get_username()
        stem = self.coursedir.assignment_id
        own = os.path.join(self.course_path, VARIANTS, student, stem)
        if os.sep in student or not os.path.isdir(own):
            self.fail(
                f"{stem} was not released to {student!r}: ask your teacher to add you to the "
                "course and to release it again"
            )
        self.src_path = own
