"""What a right answer to the toy topic does."""

import numpy as np
import pytest
import t99_toy as ref
from hypothesis import given

from autograder import checks
from autograder import strategies as draw

question = pytest.mark.question


@question("mean", weight=3, hint="Divide by n.")
@given(x=draw.eighths(3))
def test_mean_of_three_numbers_is_a_third_of_their_sum(student, variant, x):
    checks.close(student.mean(x), x.sum() / 3, "mean(x)")


@question("mean", weight=2, hint="A constant has no spread around it.")
def test_mean_of_a_constant_sample_is_the_constant(student, variant, rng):
    c = float(rng.integers(1, 9))
    checks.close(student.mean(np.full(5, c)), c, "mean(x)")


@question("mean", hint="Look before you divide.")
def test_an_empty_sample_is_refused(student, variant):
    checks.refuses(lambda: student.mean(np.empty(0)), "an empty sample")


@question("q99a", hint="Weights multiply and divide.")
def test_weighted_mean_of_the_sample(student, variant):
    rtol = ref.TOPIC.question("q99a").rtol
    checks.numeric_answer(
        student.value("q99a"), "q99a", ref.answers(variant)["q99a"], rtol=rtol
    )


@question("distances", hint="Sum over the sample, not over the candidates.")
def test_distances_are_sums_over_the_sample(student, variant, rng, picture):
    x, cs = rng.integers(-4, 5, size=6) / 2.0, np.linspace(-3, 3, 5)
    got = student.distances(x, cs)
    picture.draw(lambda ax: ax.plot(cs, checks.array(got, "D", shape=(5,))))
    checks.close(got, ref.distances(x, cs), "D")
