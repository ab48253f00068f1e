"""The eight cases of the notebook, as hidden tests."""

import numpy as np
import pytest

from autograder import checks

question = pytest.mark.question


@question("softmax")
def test_softmax_of_two_zeros_is_a_half_each(student, variant):
    checks.close(student.softmax(np.zeros(2)), [0.5, 0.5], "softmax")


@question("softmax")
def test_softmax_of_a_thousand_is_finite(student, variant):
    checks.array(student.softmax(np.array([1000.0, 0.0])), "softmax", shape=(2,))


@question("relu")
def test_relu_keeps_the_positive_part(student, variant):
    checks.close(student.relu(np.array([-1.0, 2.0])), [0.0, 2.0], "relu")


@question("relu")
def test_relu_of_zero_is_zero(student, variant):
    checks.close(student.relu(np.array([0.0])), [0.0], "relu")


@question("squared_error")
def test_squared_error_is_a_mean(student, variant):
    got = student.squared_error(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    checks.close(got, 2.0, "squared_error")


@question("squared_error")
def test_squared_error_of_equals_is_zero(student, variant):
    checks.close(student.squared_error(np.zeros(3), np.zeros(3)), 0.0, "squared_error")


@question("norm")
def test_norm_of_three_and_four_is_five(student, variant):
    checks.close(student.norm(np.array([3.0, 4.0])), 5.0, "norm")


@question("norm")
def test_norm_of_zero_is_zero(student, variant):
    checks.close(student.norm(np.zeros(2)), 0.0, "norm")
