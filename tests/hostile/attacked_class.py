"""A course whose assignment everybody attacks, on the road of every other submission."""

import json
import shutil
from pathlib import Path

import t98_attacked
import t99_toy
from attack_catalogue import notebook
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from autograder import build
from autograder.answering import write_answers
from autograder.course import REPO, Course
from autograder.ledger import frozen_variant
from autograder.released import student_notebook
from autograder.variants import to_data

TOPIC = t98_attacked.TOPIC
STEM = TOPIC.stem
TOY = Path(t99_toy.__file__).parent


class Class:
    """A course directory with students, and what they hand in."""

    def __init__(self, root: Path, students) -> None:
        root.mkdir(parents=True)
        shutil.copy(REPO / "nbgrader_config.py", root)
        self.course = Course(root)
        with Gradebook(self.course.db_url, self.course.course_id) as book:
            for student in students:
                book.add_student(student)
        build.build(TOPIC, root, template=TOY / "t99_toy.md.j2")
        assert self.api().generate_assignment(STEM)["success"]

    def api(self) -> NbGraderAPI:
        config = self.course.config.copy()
        config.CourseDirectory.root = str(self.course.root)
        return NbGraderAPI(config=config)

    def variant(self, student):
        return to_data(frozen_variant(self.course, TOPIC, student), TOPIC)

    def hand_in(self, student, segments):
        released = student_notebook(self.course, TOPIC, student)
        path = self.course.submission(student, STEM)
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(write_answers(released, segments)), encoding="utf-8")
        (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")

    def scores(self, student):
        """The points of each question, as the gradebook has them."""
        with Gradebook(self.course.db_url, self.course.course_id) as book:
            grades = book.find_submission(STEM, student).notebooks[0].grades
            return {g.name.removesuffix("_tests"): g.auto_score for g in grades}


RIGHT = (
    "def mean(x):\n    if len(x) == 0:\n        raise ValueError('no sample')\n"
    "    return sum(x) / len(x)"
)


def right(variant):
    """The cells of a student who is right."""
    return notebook(variant, RIGHT)
