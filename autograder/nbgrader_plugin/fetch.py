"""The student's side of the exchange: a notebook of one's own, and a receipt for what is handed in.

This file needs nbgrader and nothing else of the course. Students must not be able to import
`course_lib`, the answer key; so on a server where they have a Python of their own, copy this
file alone into it, for instance as ``mpdl_fetch.py``, and let their nbgrader_config.py say::

    c.CourseDirectory.course_id = "mpdl"
    c.Exchange.root = "/srv/exchange"
    c.ExchangeFactory.fetch_assignment = "mpdl_fetch.FetchVariant"
    c.ExchangeFactory.submit = "mpdl_fetch.SubmitWithReceipt"
"""

import hashlib
import os
import re
from pathlib import Path

from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeSubmit
from nbgrader.utils import get_username

VARIANTS = "variants"
"""Folder of the course in the exchange: variants/<student>/<assignment>."""

RECEIPTS = "receipts"
"""Folder beside the student's assignments."""


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


class SubmitWithReceipt(ExchangeSubmit):
    """Submits, and writes a receipt: what was handed in (its digest), and when."""

    def copy_files(self) -> None:
        """Write the receipt of the copy that lies in the exchange."""
        super().copy_files()
        stem = self.coursedir.assignment_id
        copy = Path(self.inbound_path) / self.assignment_filename / f"{stem}.ipynb"
        if not copy.is_file():
            return  # nbgrader has warned that the notebook is missing
        digest = hashlib.sha256(copy.read_bytes()).hexdigest()
        folder = Path(self.src_path).parent / RECEIPTS
        folder.mkdir(exist_ok=True)
        when = re.sub(r"[^0-9A-Za-z]+", "-", str(self.timestamp)).strip("-")
        path = folder / f"{stem}_{when}.txt"
        path.write_text(
            f"course      {self.coursedir.course_id}\nassignment  {stem}\n"
            f"handed in   {self.timestamp}\nSHA-256     {digest}\n",
            encoding="utf-8",
        )
        self.log.info("Receipt: %s (SHA-256 %s...)", path, digest[:12])


def digest_of_receipt(text: str) -> str:
    """Return the SHA-256 that a receipt names, or ''."""
    found = re.search(r"^SHA-256\s+([0-9a-f]{64})\s*$", text, re.MULTILINE)
    return found.group(1) if found else ""
