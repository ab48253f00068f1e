"""Oracles count, copy and notice misuse; an adversary is consistent in the end."""

import numpy as np
import pytest

from course_lib.oracles import (
    Adversary,
    Oracle,
    OracleBudgetExceeded,
    OracleFault,
    OracleMisused,
    ResistingMaximum,
    Script,
)


def square(x):
    return 2.0 * x


class WalkAway(Adversary):
    """Derivatives of |x - c|: the sign points to the larger side of what is left of [-1, 1]."""

    def __init__(self):
        super().__init__(shape=())
        self.low, self.high = -1.0, 1.0

    def answer(self, x):
        if x <= self.low or (x < self.high and self.high - x >= x - self.low):
            self.low = max(self.low, x)
            return -1.0
        self.high = min(self.high, x)
        return 1.0

    def function(self):
        c = (self.low + self.high) / 2
        return lambda x: float(np.sign(x - c))


def test_calls_and_log_follow_the_queries():
    grad = Oracle(square, shape=(2,))
    grad(np.array([1.0, 2.0]))
    grad([0, 1])

    assert grad.calls == 2
    np.testing.assert_array_equal(grad.queries, [[1.0, 2.0], [0.0, 1.0]])
    np.testing.assert_array_equal(grad.answers, [[2.0, 4.0], [0.0, 2.0]])
    assert grad.violation == ""


def test_neither_the_query_nor_the_answer_is_shared():
    kept = np.zeros(2)
    grad = Oracle(lambda x: kept, shape=(2,))
    x = np.ones(2)
    answer = grad(x)
    answer += 7.0
    x += 7.0

    np.testing.assert_array_equal(kept, [0.0, 0.0])
    np.testing.assert_array_equal(grad.queries, [[1.0, 1.0]])
    np.testing.assert_array_equal(grad.answers, [[0.0, 0.0]])


def test_a_function_cannot_change_the_logged_query():
    def rude(x):
        x += 1.0
        return x

    grad = Oracle(rude, shape=(1,))
    grad(np.zeros(1))

    np.testing.assert_array_equal(grad.queries, [[0.0]])


def test_arrays_inside_tuples_are_copied_too():
    kept = np.zeros(2)
    both = Oracle(lambda x: (1.0, kept), shape=(2,))
    both(np.zeros(2))[1][0] = 5.0

    np.testing.assert_array_equal(kept, [0.0, 0.0])


def test_a_scalar_oracle_gets_a_float():
    seen = []
    f = Oracle(lambda x: seen.append(x) or x, shape=())
    f(np.float32(0.5))
    f(np.array(2))

    assert [type(x) for x in seen] == [float, float]


def test_the_budget_is_the_number_of_answers():
    grad = Oracle(square, shape=(), budget=2)
    grad(1.0)
    grad(1.0)

    with pytest.raises(OracleBudgetExceeded):
        grad(1.0)
    assert grad.calls == 2
    assert "more than 2 times" in grad.violation


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros(3),
        np.zeros((2, 1)),
        0.0,
        [0.0, np.nan],
        [np.inf, 0.0],
        np.array([1j, 0]),
        [[1.0], [1.0, 2.0]],
        None,
        "ab",
        {"x": 1},
        [object(), object()],
        [10**400, 0],
    ],
)
def test_anything_but_a_finite_point_of_the_right_shape_is_misuse(bad):
    grad = Oracle(square, shape=(2,))

    with pytest.raises(OracleMisused):
        grad(bad)
    assert grad.violation
    assert grad.calls == 0


def test_keywords_and_several_arguments_are_misuse():
    for call in (lambda f: f(x=0.0), lambda f: f(0.0, 1.0), lambda f: f()):
        grad = Oracle(square, shape=())
        with pytest.raises(OracleMisused):
            call(grad)
        assert grad.violation


def test_after_a_violation_every_call_raises_the_same_fault():
    grad = Oracle(square, shape=())
    with pytest.raises(OracleMisused):
        grad(np.nan)
    first = grad.violation

    with pytest.raises(OracleMisused):
        grad(1.0)
    assert grad.violation == first
    assert grad.calls == 0


def test_a_function_may_refuse_a_point_outside_its_domain():
    def f(x):
        if x < 0:
            raise OracleMisused("f is defined for x >= 0")
        return x

    oracle = Oracle(f, shape=())
    with pytest.raises(OracleFault) as caught:
        oracle(-1.0)
    assert caught.value.student_text == "f is defined for x >= 0" == oracle.violation


def test_an_oracle_may_answer_nan_on_purpose():
    grad = Oracle(lambda x: np.full(2, np.nan), shape=(2,))

    assert np.isnan(grad(np.zeros(2))).all()
    assert grad.violation == ""


def test_any_shape_is_welcome_where_none_is_asked_for():
    phi = Oracle(np.abs, shape=None)
    rows = Oracle(np.abs, shape=(None, 2))

    assert phi(np.zeros((2, 3))).shape == (2, 3)
    assert phi(-1.0) == 1.0
    assert rows(np.zeros((5, 2))).shape == (5, 2)
    with pytest.raises(OracleMisused):
        rows(np.zeros((5, 3)))


def test_a_script_counts_time_from_zero():
    times = []
    grad = Script(lambda x, t: times.append(t) or x, shape=())
    for _ in range(3):
        grad(0.0)

    assert times == [0, 1, 2]


def test_an_adversary_is_one_function_in_the_end():
    rng = np.random.default_rng(1)
    adversary = WalkAway()
    for x in rng.uniform(-1.5, 1.5, 30):
        adversary(x)

    assert adversary.calls == 30
    assert adversary.inconsistency() == 0.0


def test_a_lying_adversary_is_found_out():
    class Liar(WalkAway):
        def answer(self, x):
            return 0.5

    liar = Liar()
    liar(0.25)

    assert liar.inconsistency() > 0.4


def test_the_resisting_maximum_is_never_beaten_by_a_method_that_follows_it():
    n, G, R = 7, 2.0, 3.0
    grad = ResistingMaximum(n, G=G)
    f, x, seen = grad.function(), np.zeros(n), []
    rng = np.random.default_rng(2)
    for _ in range(n):
        seen.append(f(x))
        x = x - rng.uniform(0.1, 1.0) * grad(x)

    assert min(seen) >= 0.0
    assert grad.inconsistency() == 0.0
    np.testing.assert_allclose(
        f(np.full(n, -R / np.sqrt(n))), -G * R / np.sqrt(n), rtol=1e-15
    )


def test_every_answer_of_the_resisting_maximum_is_a_subgradient():
    grad = ResistingMaximum(4, G=1.5)
    f = grad.function()
    rng = np.random.default_rng(3)
    for _ in range(20):
        x, z = rng.integers(-2, 3, (2, 4)) / 2
        assert f(z) >= f(x) + grad(x) @ (z - x)
