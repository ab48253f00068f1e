"""The reference against independent truths: the topic's tests of course_lib, run apart.

They hold the tables of other people's programs, closed forms, enumerations and the sums of
torch, scipy and scikit-learn (`docs/decisions` says which, and how close). Here it only counts
that there are some, that all ran, and that all passed.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from autograder.course import REPO
from autograder.verify.plan import Section, Subject

LIMIT_SECONDS = 600.0


def check_reference(subject: Subject) -> Section:
    """Run the reference tests of a topic in a process of their own."""
    section = Section("reference")
    files = [f for f in subject.reference if f.exists()]
    if not files:
        section.find(f"there is no tests/course_lib/topics/test_{subject.topic.stem}.py")
        return section
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable, "-m", "pytest", *map(str, files), "-q", "-p", "no:cacheprovider",
            f"--junitxml={report}", "--rootdir", str(REPO),
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPO), *sys.path])}
        try:
            done = subprocess.run(
                command, cwd=REPO, env=environment, capture_output=True, timeout=LIMIT_SECONDS,
                check=False, text=True, errors="replace",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            section.find(
                f"the tests of the reference took longer than {LIMIT_SECONDS:.0f} s"
            )
            return section
        if not report.exists():
            section.find(
                "the tests of the reference could not be run", detail=done.stdout[-800:]
            )
            return section
        _read(section, ET.parse(report).getroot())
    return section


def _read(section: Section, root: ET.Element) -> None:
    cases = list(root.iter("testcase"))
    passed = 0
    for case in cases:
        bad = [child for child in case if child.tag in ("failure", "error", "skipped")]
        passed += not bad
        for child in bad:
            section.find(
                f"{case.get('name')}: {child.tag}: {(child.get('message') or '')[:200]}",
                subject=case.get("classname") or "", detail=(child.text or "")[-800:],
            )  # fmt: skip
    section.figures = {"tests": len(cases), "passed": passed}
    if not passed:
        section.find("no test of the reference ran")
