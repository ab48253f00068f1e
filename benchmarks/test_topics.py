"""CPU of one full grading of each topic: every hidden test, for the model answer."""

import numpy as np
import pytest

from autograder import variants
from autograder.catalogue import catalogue, segments
from autograder.course import REPO
from autograder.grade import Examination, pieces_of
from autograder.job import Job
from course_lib.syllabus import SYLLABUS

BUDGET_SECONDS = 2.0
GRADINGS = 5


@pytest.mark.parametrize("topic", SYLLABUS, ids=lambda t: t.stem)
def test_full_hidden_tests_of_a_topic(topic, cpu, figure):
    model = catalogue(REPO / "solutions", topic)[0]
    data = variants.to_data(topic.draw(np.random.default_rng(1)), topic)

    def job(k):
        return Job(
            topic=topic.stem, student="bench", edition="1", submission=f"{k:064x}",
            variant=data, seed=f"{k:064x}", segments=segments(model, model, topic, data),
        )  # fmt: skip

    with Examination(pieces_of(topic)) as examination:
        examination.grade(job(0))
        before = cpu()
        for k in range(1, GRADINGS + 1):
            assert not examination.grade(job(k)).is_faulty
        seconds = (cpu() - before) / GRADINGS
    figure(cpu_seconds=seconds, share_of_budget=seconds / BUDGET_SECONDS)
