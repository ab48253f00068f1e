"""Item analysis agrees with its definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from autograder.reports import analysis

small = st.integers(-50, 50).map(float)


@given(st.lists(st.tuples(small, small), min_size=3, max_size=12))
def test_correlation_is_that_of_numpy(pairs):
    x, y = zip(*pairs, strict=True)
    r = analysis.correlation(x, y)

    if np.std(x) == 0 or np.std(y) == 0:
        assert r is None
    else:
        assert r == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-9)
        assert -1 <= r <= 1


def test_correlation_with_a_pass_mark_is_point_biserial():
    x, y = [0, 1, 1, 0, 1], [3.0, 7.5, 6.0, 5.0, 9.0]

    assert analysis.correlation(x, y) == pytest.approx(stats.pointbiserialr(x, y).statistic)


def test_two_points_always_lie_on_a_line_so_they_tell_nothing():
    assert analysis.correlation([0, 1], [3, 4]) is None


def fail(*tests):
    return {t: {"status": "wrong", "hint": f"about {t}"} for t in tests}


@pytest.fixture
def a_class(sheet):
    """Four students: the first two know everything but for one test."""
    return [
        sheet("a"),
        sheet("b", fail("test_q7a")),
        sheet("c", fail("test_gradient_rows_sum_to_zero", "mlp_backward")),
        sheet("d", fail("test_gradient_rows_sum_to_zero", "mlp_backward", "test_q7a")),
    ]


def test_difficulty_is_the_share_that_passed(topic, a_class):
    items = {i.name: i for i in analysis.hidden_test_items(topic, a_class)}

    assert items["test_gradient_rows_sum_to_zero"].difficulty == 0.5
    assert items["test_loss_of_uniform_logits_is_log_c"].difficulty == 1
    assert items["test_q7a"].statuses == {"passed": 2, "wrong": 2}


def test_discrimination_leaves_the_item_itself_out(topic, a_class):
    """Question 7.1: points 8, 8, 6, 6 against the rest 17, 14, 3, 0."""
    items = {i.name: i for i in analysis.question_items(topic, a_class)}
    expected = np.corrcoef([1, 1, 0.75, 0.75], [17, 14, 3, 0])[0, 1]

    assert items["softmax_cross_entropy"].discrimination == pytest.approx(expected)


def test_discrimination_of_a_test_is_point_biserial_with_the_rest(topic, a_class):
    items = {i.name: i for i in analysis.hidden_test_items(topic, a_class)}
    totals = [s.points for s in a_class]
    passed = np.array([1, 1, 0, 0])
    rest = np.array(totals) - 8 * passed / 4

    assert items["test_gradient_rows_sum_to_zero"].discrimination == pytest.approx(
        np.corrcoef(passed, rest)[0, 1]
    )


def test_a_test_that_nobody_failed_is_named(topic, a_class):
    items = {i.name: i for i in analysis.hidden_test_items(topic, a_class)}

    assert items["test_loss_of_uniform_logits_is_log_c"].remark == "nobody failed it"
    assert items["test_loss_of_uniform_logits_is_log_c"].discrimination is None


def test_faults_of_ours_are_left_out(topic, sheet, samples):
    items = {
        i.name: i for i in analysis.question_items(topic, [sheet("a"), samples["fault"]])
    }
    tests = analysis.hidden_test_items(topic, [sheet("a"), samples["fault"]])

    assert items["mlp_backward"].count == 1
    assert items["mlp_backward"].difficulty == 1
    assert all(t.count == 1 for t in tests if t.question == "mlp_backward")


def test_a_proof_has_no_outcome_before_it_is_marked(topic, a_class):
    item = analysis.question_items(topic, a_class)[-1]

    assert (item.count, item.difficulty, item.remark) == (0, None, "no outcome yet")


def test_items_stand_in_the_order_of_the_notebook(topic, a_class):
    questions = [i.question for i in analysis.hidden_test_items(topic, a_class)]

    assert questions == sorted(questions, key=[q.name for q in topic.questions].index)


def test_a_misconception_counts_students_not_tests(a_class, sheet):
    hint = {"status": "wrong", "hint": "the mask"}
    twice = sheet("e", {"mlp_backward": hint})
    found = {m.hint: m for m in analysis.misconceptions([twice, sheet("f")])}

    assert (found["the mask"].students, found["the mask"].share) == (1, 0.5)


def test_misconceptions_come_most_frequent_first(a_class):
    counts = [m.students for m in analysis.misconceptions(a_class)]

    assert counts == sorted(counts, reverse=True)
    assert counts


def test_the_histogram_counts_every_sheet_once(a_class):
    counts = analysis.histogram(a_class)

    assert len(counts) == 10
    assert sum(counts) == 4
    assert counts[9] == 1  # 25 of the 25 points that are decided


def test_mean_median_and_deviation():
    assert analysis.spread([1.0, 2.0, 6.0]) == pytest.approx((3.0, 2.0, np.std([1, 2, 6])))
    assert analysis.spread([1.0, 2.0]) == (1.5, 1.5, 0.5)
    assert analysis.spread([]) is None


def test_an_empty_class_has_no_statistics(topic):
    assert analysis.hidden_test_items(topic, []) == ()
    assert analysis.misconceptions([]) == ()
    assert sum(analysis.histogram([])) == 0
    assert all(i.count == 0 for i in analysis.question_items(topic, []))
