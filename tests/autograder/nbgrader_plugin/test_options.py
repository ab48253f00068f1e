"""The options of a course."""

import pytest
from traitlets import TraitError

from autograder.errors import GraderFault
from autograder.nbgrader_plugin.options import Mpdl


@pytest.mark.parametrize(
    ("percent", "grade"),
    [
        (0, 0),
        (49.99, 0),
        (50, 1),
        (69.9, 2),
        (0.7 * 100, 3),
        (89.9999, 4),
        (90, 5),
        (100, 5),
    ],
)
def test_the_grade_counts_the_thresholds_reached(percent, grade):
    assert Mpdl().course_grade(percent) == grade


def test_thresholds_that_do_not_rise_are_refused():
    with pytest.raises(TraitError, match="must rise"):
        Mpdl(grade_thresholds=[50, 60, 60, 80, 90])


@pytest.mark.parametrize("tier", ["none", "", "landlock", "nonsense"])
def test_no_score_comes_from_a_sandbox_below_the_minimum(tier):
    with pytest.raises(GraderFault, match="no score is written"):
        Mpdl(min_isolation="flat").require_isolation(tier)


@pytest.mark.parametrize("tier", ["flat", "full"])
def test_a_sandbox_of_the_minimum_or_above_is_accepted(tier):
    Mpdl(min_isolation="flat").require_isolation(tier)


def test_no_isolation_cannot_be_asked_for():
    with pytest.raises(TraitError):
        Mpdl(min_isolation="none")
