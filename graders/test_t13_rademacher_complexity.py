"""What a right answer to the topic on Rademacher complexity does. Read the test names first."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from autograder.errors import Wrong
from course_lib.oracles import Oracle
from course_lib.topics import t13_rademacher_complexity as ref

question = pytest.mark.question


def classes(least, points):
    """Classes of `least` to 4 functions, entries in eighths; `points` draws their number."""
    return st.tuples(st.integers(least, 4), points).flatmap(draw.eighths)


def is_proper(A):
    """Tell whether there are two different functions, so that the complexity is positive."""
    return bool((A[0] != A).any())


CLASSES = classes(1, st.integers(1, 4))
PROPER = classes(2, st.integers(1, 4)).filter(is_proper)
DISTINCT = CLASSES.map(lambda A: np.unique(A, axis=0))
PAIRS = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        classes(2, st.just(n)).filter(is_proper),
        st.integers(1, 3).flatmap(lambda N: draw.eighths((N, n))),
    )
)
"""Two classes on the same points, the first one proper."""

BELOW_ZERO = np.array([[-1.0, -2.0], [-3.0, 0.0]])
"""A proper class whose mean is negative: its complexity is positive all the same."""

BAD_CLASSES = (
    (np.zeros((0, 3)), "a class without functions"),
    (np.zeros((2, 0)), "a sample without points"),
    (np.ones(3), "a vector in place of a matrix"),
    (np.array([[0.0, np.nan], [1.0, 2.0]]), "NaN in the class"),
    (np.array([[0.0, np.inf], [1.0, 2.0]]), "an infinite entry"),
)

SMALL = {"floor": 0.0, "atol": 1e-12}
"""Quantities that are small by nature are compared relatively (rounding: 1e-12)."""


def complexity(value, want, name, n):
    """Compare a complexity on n points; two other conventions are told by name."""
    got = checks.number(value, name)
    if want > 1e-3:
        twice, n_times = (abs(got - k * want) <= 1e-3 * want for k in (2, n))
        if twice and n_times:
            raise Wrong(
                f"{name}: twice too large: is 1/n missing, or is this the convention 2/n?"
            )
        if twice:
            raise Wrong(
                f"{name}: this is the convention 2/n of Bartlett, Mendelson; ours is 1/n"
            )
        if n_times and n > 1:
            raise Wrong(f"{name}: the factor 1/n is missing")
    checks.close(value, want, name)


def positive(value, name):
    """Return a complexity that cannot be 0, as the class has two different functions."""
    got = checks.number(value, name)
    checks.holds(
        got > 0, f"{name}: a class of two different functions has positive complexity"
    )
    return got


def unchanged(student, function, A, *args):
    """Check that a call leaves its first argument as it was."""
    _, after = student.keeping_arguments(function, A, *args)
    same = isinstance(after[0], np.ndarray) and np.array_equal(after[0], A)
    checks.holds(same, f"{function} changed its argument; work on a copy")


# -- the complexity of a finite class -------------------------------------------------------


@question(
    "rademacher_exact",
    weight=5,
    hint="The maximum is taken for each sign vector, inside the expectation; the factor is 1/n, "
    "and there is no absolute value unless it is asked for.",
)
@given(CLASSES)
def test_complexity_is_the_mean_over_all_signs_of_the_maximum(student, A):
    complexity(student.rademacher_exact(A), ref.rademacher_exact(A), "result", A.shape[1])


@question("rademacher_exact", weight=2, hint="With absolute=True: the maximum of |σ·a|.")
@given(CLASSES)
def test_with_absolute_the_maximum_is_that_of_the_absolute_values(student, A):
    result = student.rademacher_exact(A, absolute=True)

    complexity(result, ref.rademacher_exact(A, absolute=True), "result", A.shape[1])


@question(
    "rademacher_exact",
    weight=2,
    hint="The maximum over {c1, -c1} is c|σ_1 + … + σ_n|: a random walk.",
)
def test_two_opposite_constant_vectors_give_the_mean_distance_of_a_random_walk(
    student, rng, picture
):
    ns, values = [], []
    picture.draw(lambda ax: _draw_random_walk(ax, ns, values))
    for n in (1, 2, 3, 4, 5, 7, 9, 10, 12):
        c = int(rng.integers(1, 40)) / 8
        result = student.rademacher_exact(c * np.array([np.ones(n), -np.ones(n)]))
        ns.append(n)
        values.append(checks.number(result, f"n = {n}") / c)

        complexity(result, c * float(ref.mean_abs_sum(n)) / n, f"n = {n}", n)


def _draw_random_walk(ax, ns, values):
    fine = np.linspace(1, 12, 100)
    ax.fill_between(
        fine, 1 / np.sqrt(2 * fine), 1 / np.sqrt(fine), alpha=0.2, label="Khinchin"
    )
    ax.plot(ns, values, "o-", label="your value / c")
    ax.set(xlabel="n", title="the class {c1, -c1}")
    ax.legend()


@question(
    "rademacher_exact",
    weight=0.5,
    hint="Some row agrees with σ everywhere, so the maximum is n.",
)
def test_the_class_of_all_sign_vectors_has_complexity_one(student):
    for n in range(1, 6):
        cube = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))
        complexity(student.rademacher_exact(cube), 1.0, f"n = {n}", n)


@question(
    "rademacher_exact", weight=0.5, hint="E σ·a = 0. An absolute value would spoil this."
)
@given(st.integers(1, 5).flatmap(lambda n: draw.eighths((1, n))))
def test_a_single_function_has_complexity_zero(student, A):
    checks.close(student.rademacher_exact(A), 0.0, "result")


@question("rademacher_exact", weight=0.5, hint="σ·(a + v) = σ·a + σ·v, and E σ·v = 0.")
@given(PROPER, st.data())
def test_translation_of_the_class_changes_nothing(student, A, data):
    v = data.draw(draw.eighths(A.shape[1]))
    before = positive(student.rademacher_exact(A), "complexity of A")

    checks.close(student.rademacher_exact(A + v), before, "complexity of A + v")


@question(
    "rademacher_exact", weight=0.5, hint="σ and -σ have the same law, so R(-A) = R(A)."
)
@given(PROPER, st.sampled_from((-2.0, -1.0, 0.5, 3.0)))
def test_complexity_scales_with_the_absolute_value_of_the_factor(student, A, c):
    before = positive(student.rademacher_exact(A), "complexity of A")

    checks.close(student.rademacher_exact(c * A), abs(c) * before, "complexity of cA")


@question("rademacher_exact", weight=0.5, hint="A linear function is largest at a vertex.")
@given(PROPER, draw.seeds())
@example(BELOW_ZERO, 0)
def test_points_of_the_convex_hull_change_nothing(student, A, seed):
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(A)), 3)
    before = positive(student.rademacher_exact(A), "complexity of A")

    larger = student.rademacher_exact(np.vstack([weights @ A, A]))
    checks.close(larger, before, "complexity of A with points of its hull")


@question(
    "rademacher_exact", weight=0.5, hint="max over a + b is max over a plus max over b."
)
@given(PAIRS)
@example((BELOW_ZERO, BELOW_ZERO))
def test_complexity_of_a_minkowski_sum_is_the_sum_of_complexities(student, pair):
    A, B = pair
    total = (A[:, None, :] + B).reshape(-1, A.shape[1])
    parts = positive(student.rademacher_exact(A), "complexity of A")
    parts += checks.number(student.rademacher_exact(B), "complexity of B")

    checks.close(student.rademacher_exact(total), parts, "complexity of A + B")


@question(
    "rademacher_exact", weight=0.5, hint="A ∪ -A makes the absolute value superfluous."
)
@given(PROPER)
def test_absolute_values_are_the_same_as_adding_the_negatives(student, A):
    both = positive(student.rademacher_exact(np.vstack([A, -A])), "complexity of A and -A")

    checks.close(student.rademacher_exact(A, absolute=True), both, "with absolute=True")


@question("rademacher_exact", weight=0.5, hint="The maximum over more functions is larger.")
@given(PAIRS)
@example((BELOW_ZERO, BELOW_ZERO))
def test_a_larger_class_has_no_smaller_complexity(student, pair):
    larger = positive(
        student.rademacher_exact(np.vstack(pair)), "complexity of the larger class"
    )
    value = student.rademacher_exact(pair[0])

    rounding = checks.rtol_for(value)
    checks.at_most(value, larger, "complexity of the smaller class", slack=rounding)


@question(
    "rademacher_exact", hint="All 2^14 = 16384 sign vectors: is each of them visited once?"
)
def test_fourteen_points_are_not_too_many(student, rng):
    A = rng.integers(-32, 33, (20, 14)) / 8

    complexity(student.rademacher_exact(A), ref.rademacher_exact(A), "result", 14)


@question("rademacher_exact", hint="Check ndim, size, finiteness and n <= 14 first.")
def test_rademacher_exact_refuses_what_is_no_class(student):
    for bad, what in (*BAD_CLASSES, (np.ones((2, 15)), "more than 14 points")):
        checks.refuses(lambda: student.rademacher_exact(bad), what)


@question("rademacher_exact", weight=0.5, hint="A -= ... changes the caller's array.")
def test_rademacher_exact_leaves_the_class_unchanged(student, rng):
    unchanged(student, "rademacher_exact", rng.integers(-32, 33, (3, 4)) / 8)


@question("q13a", hint="Which rules remove the shift and the scale? Is there a 1/n?")
def test_q13a_is_the_complexity_of_the_moved_class(student, variant):
    _numeric(student, variant, "q13a")


@question("q13b", hint="E|S_n| for n steps of a random walk, times c/n.")
def test_q13b_is_the_complexity_of_the_two_constant_vectors(student, variant):
    _numeric(student, variant, "q13b")


def _numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


# -- Massart --------------------------------------------------------------------------------


@question(
    "massart_bound",
    weight=3,
    hint="The largest Euclidean norm of a row, times √(2 ln N), over n; ln is natural.",
)
@given(DISTINCT)
def test_bound_is_the_largest_norm_times_root_two_log_n_over_n(student, A):
    checks.close(student.massart_bound(A), ref.massart_bound(A), "result", **SMALL)


@question(
    "massart_bound", weight=3, hint="With center=True subtract the mean of the rows first."
)
@given(DISTINCT)
def test_with_center_the_norms_are_distances_from_the_mean_row(student, A):
    want = ref.massart_bound(A, center=True)

    checks.close(student.massart_bound(A, center=True), want, "result", **SMALL)


@question(
    "massart_bound",
    weight=1.5,
    hint="A class is a set: a function written twice counts once.",
)
@given(PROPER, st.booleans())
def test_a_row_written_twice_counts_once(student, A, center):
    A = np.unique(A, axis=0)
    twice = np.vstack([A, A[:1]])

    result = student.massart_bound(twice, center=center)
    checks.close(result, ref.massart_bound(A, center=center), "result", **SMALL)


@question("massart_bound", weight=0.5, hint="ln 1 = 0.")
@given(st.integers(1, 5).flatmap(lambda n: draw.eighths((1, n))), st.booleans())
def test_bound_of_a_single_function_is_zero(student, A, center):
    checks.close(student.massart_bound(A, center=center), 0.0, "result")


@question("massart_bound", weight=0.5, hint="Norms scale with |c|.")
@given(PROPER, st.sampled_from((-2.0, -1.0, 0.5, 3.0)))
def test_bound_scales_with_the_absolute_value_of_the_factor(student, A, c):
    before = positive(student.massart_bound(A), "bound of A")

    checks.close(student.massart_bound(c * A), abs(c) * before, "bound of cA")


@question("massart_bound", weight=0.5, hint="The mean row moves with the class.")
@given(PROPER, st.data())
def test_centred_bound_does_not_see_translations(student, A, data):
    v = data.draw(draw.eighths(A.shape[1]))
    before = positive(student.massart_bound(A, center=True), "centred bound of A")

    checks.close(
        student.massart_bound(A + v, center=True), before, "centred bound of A + v"
    )


@question(
    "massart_bound", hint="This is the lemma; {1, -1} on one point shows that 2 is needed."
)
def test_bound_is_at_least_the_exact_complexity(student, rng):
    cases = [
        np.array([[1.0], [-1.0]]),
        np.array(list(itertools.product((-1.0, 1.0), repeat=3))),
    ]
    cases += [
        rng.integers(-32, 33, (N, n)) / 8 for N, n in ((2, 1), (3, 2), (5, 6), (9, 4))
    ]
    for A, center in itertools.product(cases, (False, True)):
        value = student.massart_bound(A, center=center)
        bound, rounding = checks.number(value, "bound"), checks.rtol_for(value)
        exact = ref.rademacher_exact(A)
        checks.at_most(
            exact, bound, "complexity", slack=rounding, why="your bound is below it"
        )


@question("massart_bound", hint="Is it 1/n or 1/√n? There is no limit on n here.")
def test_bound_keeps_its_relative_accuracy_on_a_thousand_points(student, rng):
    A = rng.integers(-32, 33, (7, 1000)) / 2**13

    checks.close(student.massart_bound(A), ref.massart_bound(A), "result", **SMALL)


@question("massart_bound", hint="Check ndim, size and finiteness first.")
def test_massart_bound_refuses_what_is_no_class(student):
    for bad, what in BAD_CLASSES:
        checks.refuses(lambda: student.massart_bound(bad), what)


@question("massart_bound", weight=0.5, hint="A -= ... changes the caller's array.")
def test_massart_bound_leaves_the_class_unchanged(student, rng):
    unchanged(student, "massart_bound", rng.integers(-32, 33, (3, 4)) / 8, True)


# -- linear classes -------------------------------------------------------------------------

POINTS = st.tuples(st.integers(1, 4), st.integers(1, 3)).flatmap(draw.eighths)
RADII = st.sampled_from((0.5, 1.0, 3.0))


@question(
    "rademacher_linear",
    weight=3,
    hint="p = 2: the supremum over the ball is B‖Σσ_i x_i‖_2; the bound has the root of a sum of "
    "squares.",
)
@given(POINTS, RADII)
def test_euclidean_ball_gives_the_mean_norm_and_the_root_of_the_sum_of_squares(
    student, X, B
):
    result = student.rademacher_linear(X, B, 2)

    checks.close(result, ref.rademacher_linear(X, B, 2), "(exact, upper)")


@question(
    "rademacher_linear",
    weight=3,
    hint="p = 1: the dual norm is the maximum norm; the ball has the 2d vertices ±B e_j, whose "
    "values on the sample are the columns ±B X_j.",
)
@given(POINTS, RADII)
def test_cross_polytope_is_the_finite_class_of_its_vertices(student, X, B):
    """For p = 1 the value is that of the class of columns ±B X_j, the bound Massart's."""
    exact = ref.rademacher_exact(B * np.vstack([X.T, -X.T]))
    n, d = X.shape
    upper = B / n * math.sqrt(2 * math.log(2 * d)) * np.sqrt((X**2).sum(axis=0)).max()

    checks.close(student.rademacher_linear(X, B, 1), (exact, upper), "(exact, upper)")


@question(
    "rademacher_linear", hint="‖Σσ_i x_i‖ does not depend on σ if the x_i are orthogonal."
)
def test_orthogonal_points_attain_the_euclidean_bound(student, rng):
    for n, d in ((2, 2), (3, 5), (5, 5)):
        Q = np.linalg.qr(rng.standard_normal((d, n)))[0].T * rng.uniform(0.5, 3, (n, 1))
        bound = 2 / n * math.sqrt(float((Q**2).sum()))
        checks.close(student.rademacher_linear(Q, 2.0, 2), (bound, bound), "(exact, upper)")


@question("rademacher_linear", hint="Jensen loses at most a factor √2 (Khinchin-Kahane).")
def test_exact_value_is_between_the_bound_over_root_two_and_the_bound(
    student, rng, picture
):
    ns, pairs = [], []
    picture.draw(lambda ax: _draw_khinchin(ax, ns, pairs))
    for n in (2, 3, 5, 8, 10):
        X = rng.standard_normal((n, 1 + n % 3))
        exact, upper, rounding = _pair(student.rademacher_linear(X, 1.0, 2))
        ns.append(n)
        pairs.append((exact, upper))
        checks.holds(upper > 0, "upper must be positive if some point is not 0")
        checks.at_most(exact, upper, "exact", slack=rounding, why="it is above upper")
        checks.at_most(
            upper / math.sqrt(2), exact, "upper/√2", slack=rounding, why="it is above exact"
        )


def _draw_khinchin(ax, ns, pairs):
    exact, upper = np.array(pairs).T
    ax.fill_between(
        ns, upper / math.sqrt(2), upper, alpha=0.2, label="where Khinchin puts it"
    )
    ax.plot(ns, exact, "o-", label="your exact value")
    ax.set(xlabel="n", title="p = 2")
    ax.legend()


@question("rademacher_linear", hint="With one point n times, Σσ_i x_i = S_n x.")
def test_one_point_repeated_gives_the_random_walk_times_its_norm(student, rng):
    x = rng.integers(1, 33, 3) / 8
    for n in (1, 2, 5, 9):
        for p, dual in ((1, np.inf), (2, 2)):
            exact, _, rounding = _pair(
                student.rademacher_linear(np.tile(x, (n, 1)), 1.5, p)
            )
            want = 1.5 * float(ref.mean_abs_sum(n)) / n * float(np.linalg.norm(x, dual))
            checks.close(exact, want, f"exact, n = {n}, p = {p}", rtol=rounding)


@question("rademacher_linear", hint="A finite net of the ball is a smaller class.")
def test_a_fine_net_of_the_disc_approaches_the_exact_value_from_below(student, rng):
    t = np.arange(64) * (2 * np.pi / 64)
    X = rng.integers(-32, 33, (6, 2)) / 8
    below = ref.rademacher_exact(2.0 * np.column_stack([np.cos(t), np.sin(t)]) @ X.T)
    exact, _, rounding = _pair(student.rademacher_linear(X, 2.0, 2))

    # The net misses a direction by an angle of at most π/64.
    above = below / math.cos(np.pi / 64)
    checks.at_most(
        below, exact, "the complexity of a net", slack=rounding, why="it is above exact"
    )
    checks.at_most(exact, above, "exact", slack=rounding, why="a fine net is far below")


@question("rademacher_linear", hint="d = 1 has two vertices: ln 2d, not ln d.")
def test_massarts_bound_for_the_cross_polytope_holds_in_every_dimension(student, rng):
    for n, d in ((1, 1), (3, 2), (2, 4), (6, 5)):
        X = rng.integers(1, 33, (n, d)) / 8
        exact, upper, rounding = _pair(student.rademacher_linear(X, 1.0, 1))
        checks.holds(exact > 0, "exact must be positive if some point is not 0")
        checks.at_most(exact, upper, "exact", slack=rounding, why="it is above upper")


@question(
    "rademacher_linear", weight=0.5, hint="Both values are proportional to B, not to B²."
)
@given(POINTS.filter(lambda X: X.any()), st.sampled_from((1, 2)))
def test_both_values_are_proportional_to_the_radius(student, X, p):
    *one, _ = _pair(student.rademacher_linear(X, 1.0, p))
    checks.holds(one[0] > 0, "exact must be positive if some point is not 0")

    checks.close(student.rademacher_linear(X, 2.5, p), np.multiply(2.5, one), "B = 2.5")
    checks.close(student.rademacher_linear(X, 0.0, p), (0.0, 0.0), "B = 0")


@question(
    "rademacher_linear", hint="All 2^14 = 16384 sign vectors: is each of them visited once?"
)
def test_fourteen_points_of_a_linear_class_are_not_too_many(student, rng):
    for n, d in ((14, 4), (3, 20)):
        X = rng.integers(-32, 33, (n, d)) / 8
        for p in (1, 2):
            want = ref.rademacher_linear(X, 1.0, p)
            checks.close(
                student.rademacher_linear(X, 1.0, p), want, f"n = {n}, d = {d}, p = {p}"
            )


@question("rademacher_linear", hint="Check X, n <= 14, B >= 0 and p in (1, 2) first.")
def test_rademacher_linear_refuses_bad_samples_radii_and_exponents(student):
    X = np.array([[1.0, 2.0], [0.5, -1.0]])
    for bad, what in (*BAD_CLASSES, (np.ones((15, 2)), "more than 14 points")):
        checks.refuses(lambda: student.rademacher_linear(bad, 1.0, 2), what)
    for B in (-1.0, math.nan, math.inf):
        checks.refuses(lambda: student.rademacher_linear(X, B, 2), f"B = {B}")
    for p in (0, 3, 1.5):
        checks.refuses(lambda: student.rademacher_linear(X, 1.0, p), f"p = {p}")


@question("rademacher_linear", weight=0.5, hint="X *= ... changes the caller's array.")
def test_rademacher_linear_leaves_the_sample_unchanged(student, rng):
    unchanged(student, "rademacher_linear", rng.integers(-32, 33, (3, 4)) / 8, 2.0, 2)


def _pair(value):
    """Return exact, upper, and the relative rounding error that their precision allows."""
    exact, upper = checks.array(value, "(exact, upper)", shape=(2,))
    return float(exact), float(upper), checks.rtol_for(value)


@question("q13c", hint="Column norms grow like √n; solve for n, then round up.")
def test_q13c_is_the_least_number_of_points(student, variant):
    _numeric(student, variant, "q13c")


# -- Monte Carlo ----------------------------------------------------------------------------


def sup_over(A):
    """Return an oracle for the supremum over the rows of A."""
    return Oracle(lambda σ: float((A @ σ).max()), shape=(A.shape[1],), name="sup_oracle")


def run_mc(student, A, n_draws, seed):
    """Return the oracle after a run of rademacher_mc, and what came out."""
    oracle = sup_over(A)
    result = student.rademacher_mc(oracle, A.shape[1], n_draws, student.rng(seed))
    values = checks.array(result, "(mean, stderr)", shape=(2,))
    single = checks.rtol_for(result)
    checks.holds(oracle.calls > 0, "sup_oracle was never called")
    return oracle, float(values[0]), float(values[1]), single


@question(
    "rademacher_mc",
    weight=2,
    hint="One sign vector, one call of the oracle, for each draw.",
)
def test_each_draw_asks_the_oracle_once_with_a_vector_of_signs(student, rng):
    for n, m in ((1, 2), (3, 10), (40, 25)):
        A = rng.integers(-32, 33, (4, n)) / 8
        oracle, *_ = run_mc(student, A, m, int(rng.integers(2**32)))
        checks.holds(
            oracle.calls == m, f"{oracle.calls} calls of sup_oracle for n_draws = {m}"
        )
        checks.holds(
            bool((np.abs(oracle.queries) == 1).all()),
            "sup_oracle was asked at a vector not of ±1",
        )


@question("rademacher_mc", weight=2, hint="The mean of the oracle's answers, times 1/n.")
def test_mean_is_the_mean_of_the_answers_over_n(student, rng):
    for n, m in ((6, 9), (40, 25), (1000, 4)):
        A = rng.standard_normal((4, n))
        oracle, mean, _, rtol = run_mc(student, A, m, int(rng.integers(2**32)))
        checks.holds(oracle.calls == m, "ask the oracle once a draw")
        checks.close(mean, np.mean(oracle.answers) / n, "mean", rtol=rtol)


@question(
    "rademacher_mc",
    weight=2,
    hint="Sample standard deviation (divisor n_draws - 1) of answer/n, over √n_draws.",
)
def test_stderr_is_the_sample_deviation_over_the_root_of_the_draws(student, rng):
    for n, m in ((6, 9), (40, 25), (12, 5)):  # that all draws agree: probability < 1e-14
        A = rng.standard_normal((4, n))
        oracle, _, stderr, rtol = run_mc(student, A, m, int(rng.integers(2**32)))
        checks.holds(oracle.calls == m, "ask the oracle once a draw")
        want = np.std(oracle.answers, ddof=1) / n / math.sqrt(m)
        checks.holds(want > 1e-9, "all sign vectors of a run gave the same answer")
        checks.close(stderr, want, "stderr", rtol=rtol, floor=0.0)


@pytest.mark.chance(2e-9)
@question(
    "rademacher_mc",
    weight=2,
    hint="Every sign is a fair coin of its own: within a vector, and from one call to the next.",
)
def test_signs_are_fair_and_independent_within_and_between_draws(student, rng):
    """Signs are fair, independent of one another and between draws.

    Each statistic is a sum of N independent fair signs for a right answer: above 7 √N with
    probability at most 2 exp(-49/2) < 5e-11 (Hoeffding), over fewer than 60 statistics.
    """
    m = 150
    for n in (2, 5):
        oracle, *_ = run_mc(student, np.eye(n), m, int(rng.integers(2**32)))
        σ = oracle.queries
        checks.holds(
            σ.shape == (m, n) and bool((np.abs(σ) == 1).all()), "ask once a draw, at signs"
        )
        sums = {f"sign {i} of each vector": σ[:, i] for i in range(n)}
        sums |= {
            f"products of signs {i} and {j}": σ[:, i] * σ[:, j]
            for i, j in itertools.combinations(range(n), 2)
        }
        for i in range(n):
            next_, after = σ[1:, i] * σ[:-1, i], σ[2:, i] * σ[:-2, i]
            sums[f"products of sign {i} in draws 2k and 2k + 1"] = next_[::2]
            sums[f"products of sign {i} in draws 2k + 1 and 2k + 2"] = next_[1::2]
            sums[f"products of sign {i} in draws k and k + 2"] = after
        for what, s in sums.items():
            checks.holds(abs(s.sum()) <= 7 * math.sqrt(len(s)), f"not fair coins: {what}")


@question("rademacher_mc", hint="Maximum first, then the mean: not the other way round.")
def test_estimate_is_near_the_exact_complexity(student, rng):
    """The estimate is near the exact complexity, as every single answer is.

    The class: all sign vectors, moved by at most 1/16 in each entry, so that the supremum is
    within n/16 of n whatever the signs are.
    """
    n = 4
    cube = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))
    A = cube + rng.integers(-1, 2, cube.shape) / 16
    _, mean, _, _ = run_mc(student, A, 200, int(rng.integers(2**32)))

    error = abs(mean - ref.rademacher_exact(A))
    checks.holds(error <= 2 / 16, "mean is too far from the exact complexity")


@question(
    "rademacher_mc", hint="Draw from the argument rng; do not seed anything yourself."
)
def test_all_chance_comes_from_the_generator_that_is_given(student, rng):
    A = rng.integers(-32, 33, (4, 30)) / 8
    seed = int(rng.integers(2**31))
    first, again, other = (
        run_mc(student, A, 4, s)[0].queries for s in (seed, seed, seed + 1)
    )
    checks.holds(
        np.array_equal(first, again), "the same generator must give the same sign vectors"
    )
    # 120 fair signs agree by chance with probability 2^-120.
    checks.holds(
        not np.array_equal(first, other), "another generator gave the same sign vectors"
    )


@question("rademacher_mc", hint="One draw has no sample deviation; check before you ask.")
def test_rademacher_mc_refuses_fewer_than_two_draws_or_one_point(student):
    for n, m in ((2, 1), (2, 0), (0, 5), (-1, 5)):
        oracle = Oracle(lambda σ: float(np.sum(σ)), shape=(None,), name="sup_oracle")
        checks.refuses(
            lambda: student.rademacher_mc(oracle, n, m, student.rng(1)),
            f"n = {n}, n_draws = {m}",
        )


# -- contraction ----------------------------------------------------------------------------

MAPS = {
    "relu": (lambda t: np.maximum(t, 0.0), 1.0),
    "tanh + 3": (lambda t: np.tanh(t) + 3.0, 1.0),
    "|t|": (np.abs, 1.0),
    "-2t": (lambda t: -2.0 * t, 2.0),
    "clip to [-1, 1]": (lambda t: np.clip(t, -1.0, 1.0), 1.0),
    "sin(3t)": (lambda t: np.sin(3.0 * t), 3.0),
    "constant 7": (lambda t: 0.0 * t + 7.0, 0.0),
}
"""Functions and their Lipschitz constants, all of them exact."""


def phi(function):
    """Return a function as students are given it: vectorised on arrays of any shape."""
    return Oracle(function, shape=None, name="phi")


@question(
    "contract", weight=2, hint="φ is applied to every entry of A; L only has to be true."
)
@given(CLASSES, st.sampled_from(sorted(MAPS)))
@example(np.array([[1.0, -2.0, 1.0]]), "tanh + 3")
def test_contract_applies_phi_to_every_entry(student, A, name):
    function, L = MAPS[name]

    checks.close(student.contract(A, phi(function), L), function(A), f"phi = {name}")


@question(
    "contract",
    hint="Equality |φ(s) - φ(t)| = L|s - t| is allowed, and so are equal entries, L = 0 and "
    "φ(0) ≠ 0.",
)
def test_every_lipschitz_function_is_let_through(student):
    A = np.array([[1.0, -2.0, 1.0], [0.0, 1.0, 3.0]])
    for name, (function, L) in MAPS.items():
        checks.close(student.contract(A, phi(function), L), function(A), f"phi = {name}")
    checks.close(student.contract(A, phi(np.abs), 5.0), np.abs(A), "phi = |t|, L = 5")

    # Rounding puts 0.1·3 - 0.1·2 above 0.1; in units of 1/128 by less than 1e-9, even in float32.
    A = np.array([[2.0, 3.0]]) / 128
    result = student.contract(A, phi(lambda t: 0.1 * t), 0.1)
    checks.close(result, 0.1 * A, "phi = t/10, L = 1/10")


@question("contract", weight=1.5, hint="Compare |φ(s) - φ(t)| with L|s - t|, and raise.")
def test_a_function_with_too_large_a_slope_is_refused(student):
    A = np.arange(-3.0, 3.0, 0.5).reshape(3, 4)
    steep = {
        "2t with L = 1": (lambda t: 2.0 * t, 1.0),
        "-t with L = 0.9": (lambda t: -t, 0.9),
        "a step with L = 1": (lambda t: np.where(t > 0.25, 2.0, 0.0), 1.0),
        "t^2 with L = 4": (np.square, 4.0),
        "t/1000 with L = 0": (lambda t: t / 1000, 0.0),
    }
    for name, (function, L) in steep.items():
        result = student.contract(A, phi(function), 20.0)
        checks.close(result, function(A), f"phi: {name.split(' with ')[0]}, L = 20")
        checks.refuses(lambda: student.contract(A, phi(function), L), name)
        checks.refuses(lambda: student.contraction_holds(A, phi(function), L), name)


@question(
    "contract",
    hint="Every pair counts: entries of different rows and columns, far apart in the array.",
)
def test_a_jump_between_entries_of_different_rows_and_columns_is_refused(student):
    """A jump between two entries that stand far apart in the array is refused."""
    A = np.array([[0.0, 9.0, -9.0], [-8.0, 8.0, 1.0]])

    def jump(t):
        return np.where((t > 0.5) & (t < 5), 3.0, 0.0)

    checks.close(student.contract(A, phi(jump), 4.0), jump(A), "φ(0) = 0, φ(1) = 3, L = 4")
    checks.refuses(
        lambda: student.contract(A, phi(jump), 1.0), "φ(0) = 0, φ(1) = 3 with L = 1"
    )


@question(
    "contract",
    weight=2.5,
    hint="Left: the complexity of the class φ∘A. Right: L times the complexity of A.",
)
@given(PROPER, st.sampled_from(sorted(MAPS)))
@example(np.array([[1.0, -2.0], [1.0, 0.5]]), "tanh + 3")
def test_contraction_holds_returns_both_sides_of_the_inequality(student, A, name):
    function, L = MAPS[name]
    want = (ref.rademacher_exact(function(A)), L * ref.rademacher_exact(A))

    checks.close(
        student.contraction_holds(A, phi(function), L), want, f"(lhs, rhs), {name}"
    )


@question("contract", weight=0.5, hint="No absolute values on either side.")
def test_the_left_side_never_exceeds_the_right_one(student, rng):
    for name, (function, L) in MAPS.items():
        A = rng.integers(-32, 33, (4, 5)) / 8
        result = student.contraction_holds(A, phi(function), L)
        lhs, rhs = checks.array(result, "(lhs, rhs)", shape=(2,))
        checks.holds((rhs > 0) == (L > 0), "rhs is positive, except for L = 0")
        rounding = checks.rtol_for(result)
        checks.at_most(
            lhs, float(rhs), f"lhs for {name}", slack=rounding, why="it is above rhs"
        )


@question("contract", weight=0.5, hint="Check A and L >= 0 before anything else.")
def test_contract_refuses_bad_classes_and_constants(student):
    for bad, what in BAD_CLASSES:
        checks.refuses(lambda: student.contract(bad, np.tanh, 1.0), what)
    for L in (-1.0, math.nan, math.inf):
        for A in (np.eye(2), np.array([[1.0, 2.0], [-3.0, 0.5]]), np.ones((1, 1))):
            checks.refuses(lambda: student.contract(A, np.tanh, L), f"L = {L}")
    checks.refuses(
        lambda: student.contraction_holds(np.ones((2, 15)), np.tanh, 1.0),
        "more than 14 points",
    )


@question("contract", weight=0.5, hint="A[:] = phi(A) changes the caller's array.")
def test_contract_leaves_the_class_unchanged(student, rng):
    A = rng.permutation(np.arange(-6.0, 6.0)).reshape(3, 4)
    unchanged(student, "contract", A, phi(np.abs), 1.0)


def witness(student, *constant):
    """Return both complexities, with absolute values, of a valid pair (A, φ∘A)."""
    result = student.contraction_counterexample(*constant)
    both = checks.array(result, "(A, values)", ndim=3)
    checks.holds(len(both) == 2, "return two arrays of one shape: A and the values φ(A)")
    A, image = both
    N, n = A.shape
    checks.holds(
        1 <= N <= 64 and 1 <= n <= 8, f"A has shape {A.shape}; N <= 64 and n <= 8 are asked"
    )
    checks.holds(bool((A == 0).any()), "A has no entry 0, so it does not show φ(0)")
    checks.holds(bool((image[A == 0] != 0).all()), "φ(0) must not be 0")
    s, v = A.ravel(), image.ravel()
    rise = np.abs(v[:, None] - v) - np.abs(s[:, None] - s)
    rounding = 1e-5 if checks.is_single(result) else 1e-9
    checks.holds(float(rise.max()) <= rounding, "no 1-Lipschitz function has these values")
    before, after = (ref.rademacher_exact(M, absolute=True) for M in (A, image))
    checks.holds(before > 0, "A is all zero, so its complexity is 0")
    return before, after


@question("contraction_counterexample", hint="Some entry of A is 0; its value is φ(0) ≠ 0.")
def test_values_are_those_of_a_lipschitz_function_that_is_not_zero_at_zero(student):
    witness(student)


@question(
    "contraction_counterexample",
    weight=2,
    hint="What does adding a constant to φ do to |σ·a|? Which class has a small complexity?",
)
def test_inequality_with_absolute_values_and_constant_one_fails(student):
    before, after = witness(student)

    checks.holds(
        after > before * (1 + 1e-9),
        "the inequality holds for your class: no counterexample",
    )


@question(
    "contraction_counterexample",
    weight=2,
    hint="The class may depend on the constant: make A small while φ(0) stays.",
)
def test_inequality_with_absolute_values_fails_for_every_constant(student, rng):
    for constant in (2.0, float(rng.integers(100, 1000)), 1e12):
        before, after = witness(student, constant)
        checks.holds(
            after > constant * before * (1 + 1e-9),
            f"the inequality holds with {constant:g}",
        )


@question("contraction_counterexample", weight=0.5, hint="Check the constant first.")
def test_constants_below_one_are_refused(student):
    for constant in (0.5, -1.0, math.nan, math.inf):
        checks.refuses(
            lambda: student.contraction_counterexample(constant), f"the constant {constant}"
        )


# -- deep nets and the risk -----------------------------------------------------------------


@question(
    "golowich_bound",
    weight=2,
    hint="B (√(2 ln 2 · D) + 1) ∏M_j / √n: D counts all matrices, the root contains D.",
)
def test_net_bound_is_the_formula_of_golowich_rakhlin_and_shamir(student, rng):
    for D, n in ((1, 1), (2, 10), (3, 1000), (8, 50_000), (1, 7)):
        M = (rng.integers(1, 25, D) / 8).tolist()
        B = int(rng.integers(1, 33)) / 8
        result = student.golowich_bound(M, B, n)
        checks.close(result, ref.golowich_bound(M, B, n), f"D = {D}, n = {n}", **SMALL)


@question("golowich_bound", weight=0.5, hint="1/√n.")
def test_four_times_the_points_halve_the_net_bound(student, rng):
    M = (rng.integers(4, 25, 3) / 8).tolist()
    for n in (1, 25, 300):
        before = positive(student.golowich_bound(M, 1.5, n), "bound")
        checks.close(
            student.golowich_bound(M, 1.5, 4 * n), before / 2, "with 4n points", floor=0.0
        )


@question("golowich_bound", weight=0.5, hint="Norms enter through their product only.")
def test_net_bound_is_homogeneous_in_each_norm_and_in_the_size_of_the_points(student, rng):
    M = rng.integers(4, 25, 3) / 8
    before = positive(student.golowich_bound(M.tolist(), 1.5, 9), "bound")
    for j in range(3):
        scaled = np.where(np.arange(3) == j, 2.5 * M, M).tolist()
        checks.close(student.golowich_bound(scaled, 1.5, 9), 2.5 * before, f"2.5 M_{j + 1}")
    checks.close(student.golowich_bound(M.tolist(), 6.0, 9), 4 * before, "4 B")
    checks.close(student.golowich_bound([0.0, 1.0], 1.5, 9), 0.0, "a norm that is 0")
    checks.close(student.golowich_bound(M.tolist(), 0.0, 9), 0.0, "B = 0")


@question("golowich_bound", hint="A bound may be large; it may not be below the truth.")
def test_net_bound_is_at_least_the_complexity_of_many_nets(student, rng):
    """The bound is at least the complexity of a class of nets with these norms.

    Orthogonal points; linear functions (D = 1), or nets that pass one feature on, aimed at
    every set of points, with random nets among them.
    """
    n, B = 8, 2.0
    X = B * np.linalg.qr(rng.standard_normal((n, n)))[0]
    for M in ([1.5], [1.5, 0.5], [1.5, 2.0, 1.0]):
        truth = M[0] * B / math.sqrt(n)
        if len(M) > 1:
            outputs = nets_outputs(X, M, rng)
            truth = ref.rademacher_exact(np.vstack([outputs, -outputs]))
        value = student.golowich_bound(M, B, n)
        bound, rounding = checks.number(value, "bound"), checks.rtol_for(value)
        checks.at_most(
            truth, bound, "complexity of nets", slack=rounding, why="your bound is below it"
        )


def nets_outputs(X, M, rng):
    """Return outputs, one net a row, of ReLU nets whose Frobenius norms are M_1, …, M_D."""
    n, d = X.shape
    sets = np.array(list(itertools.product((0.0, 1.0), repeat=n)))[1:]
    w = np.vstack([sets @ X, rng.standard_normal((40, d))])
    H = M[0] * np.maximum(w / np.linalg.norm(w, axis=1, keepdims=True) @ X.T, 0.0)
    return H * math.prod(M[1:])  # later layers: M_j in the corner, zero elsewhere


@question("golowich_bound", weight=2, hint="emp + 2 rad + 3 √(ln(2/δ)/(2n)), not clipped.")
def test_risk_bound_is_the_one_sided_bound_with_the_empirical_complexity(student, rng):
    for n, delta in ((1, 0.5), (10, 0.1), (1000, 0.05), (10**8, 1e-6)):
        emp, rad = rng.integers(0, 9, 2) / 8
        result = student.risk_bound(float(emp), float(rad), n, delta)
        checks.close(
            result, ref.risk_bound(emp, rad, n, delta), f"n = {n}, delta = {delta}"
        )
        result = student.risk_bound(0.0, 0.0, n, delta)
        want = ref.risk_bound(0.0, 0.0, n, delta)
        checks.close(result, want, f"emp = rad = 0, n = {n}, delta = {delta}", **SMALL)


@question(
    "golowich_bound", weight=0.5, hint="Slope 1 in emp, 2 in rad: symmetrisation costs 2."
)
def test_risk_bound_is_affine_in_the_empirical_risk_and_the_complexity(student):
    base = positive(student.risk_bound(0.25, 0.5, 40, 0.1), "bound")

    checks.close(student.risk_bound(0.5, 0.5, 40, 0.1), base + 0.25, "emp + 1/4")
    checks.close(student.risk_bound(0.25, 0.75, 40, 0.1), base + 0.5, "rad + 1/4")


@question("golowich_bound", hint="Ranges: M_j, B, emp, rad >= 0, n >= 1, 0 < delta < 1.")
def test_bounds_refuse_parameters_outside_their_ranges(student):
    for args, what in (
        (([], 1.0, 5), "no layers"),
        (([1.0, -2.0], 1.0, 5), "a negative norm"),
        (([1.0, math.nan], 1.0, 5), "a norm that is NaN"),
        (([1.0, math.inf], 1.0, 5), "an infinite norm"),
        (([1.0], -1.0, 5), "B < 0"),
        (([1.0], math.nan, 5), "B = NaN"),
        (([1.0], math.inf, 5), "an infinite B"),
        (([1.0], 1.0, 0), "n = 0"),
    ):
        checks.refuses(lambda: student.golowich_bound(*args), what)
    for args, what in (
        ((-0.1, 0.1, 5, 0.1), "emp < 0"),
        ((0.1, -0.1, 5, 0.1), "rad < 0"),
        ((math.nan, 0.1, 5, 0.1), "emp = NaN"),
        ((0.1, math.nan, 5, 0.1), "rad = NaN"),
        ((math.inf, 0.1, 5, 0.1), "an infinite emp"),
        ((0.1, math.inf, 5, 0.1), "an infinite rad"),
        ((0.1, 0.1, 0, 0.1), "n = 0"),
        ((0.1, 0.1, 5, 0.0), "delta = 0"),
        ((0.1, 0.1, 5, 1.0), "delta = 1"),
        ((0.1, 0.1, 5, math.nan), "delta = NaN"),
    ):
        checks.refuses(lambda: student.risk_bound(*args), what)


# -- experiment -----------------------------------------------------------------------------

NS = (4, 16, 64, 256)
MORE_NS = (*NS, 60, 61, 62, 63, 65)
"""More repetitions of moderate n, for a sharper mean."""

REPS = 30


def experiment(student, rng, ns=NS):
    """Return rad, upper and gap of one run, each of shape (len(ns), REPS)."""
    result = student.rad_vs_n(list(ns), REPS, student.rng(int(rng.integers(2**32))))
    return checks.array(result, "(rad, upper, gap)", shape=(3, len(ns), REPS))


def slope(means):
    """Return the slope of log(means) against log(n)."""
    return float(np.polyfit(np.log(NS), np.log(means), 1)[0])


def _draw_curves(ax, curves):
    for name, values in zip(("rad", "upper", "gap"), curves, strict=True):
        mean = values.mean(axis=1)
        ax.loglog(NS, np.where(mean > 0, mean, np.nan), "o-", label=f"your {name}")
    ax.loglog(NS, 1 / np.sqrt(NS), "k:", label="slope -1/2")
    ax.set(xlabel="n")
    ax.legend()


@question(
    "rad_vs_n", hint="Points on the unit sphere: the sum of their squared norms is n."
)
def test_upper_bound_is_one_over_root_n_in_every_repetition(student, rng):
    _, upper, _ = experiment(student, rng)
    want = np.repeat(1 / np.sqrt(np.array(NS, dtype=float))[:, None], REPS, axis=1)

    checks.close(upper, want, "upper", floor=0.0, rtol=1e-3)  # float32 is welcome


@pytest.mark.chance(2e-9)
@question(
    "rad_vs_n",
    weight=2,
    hint="Average over many σ: one draw (such as y) is no average. Are the points on the sphere "
    "of R^3?",
)
def test_complexity_lies_between_the_bound_over_root_two_and_the_bound(
    student, rng, picture
):
    """The complexity lies between upper/√2 and upper, up to the error of 200 draws.

    Given X the variance of ‖Σσ_i x_i‖/√n is at most 1/2 (Khinchin), so 0.35 is at least 7
    standard errors of 200 draws; there are 270 entries. The mean over 30 repetitions is about
    0.92/√n with a standard error below 0.01/√n.

    In R^3 the mean over the points is √(8/3π) (1 + 1/(20n) + O(1/n²))/√n: the projection of
    Σσ_i x_i on a line is a sum of uniform variables (Archimedes), whose mean absolute value,
    half of the norm's, is known (Edgeworth). The relative standard error of 240 entries with
    n >= 16 is 0.0019, so 0.012 are 6.3; in R^2 and R^4 the mean differs by 4 % and 2 %.
    """
    curves = experiment(student, rng, MORE_NS)
    picture.draw(lambda ax: _draw_curves(ax, curves[:, : len(NS)]))
    n = np.array(MORE_NS)[:, None]
    ratio = curves[0] * np.sqrt(n)

    inside = (ratio > 1 / math.sqrt(2) - 0.35) & (ratio < 1.35)
    checks.holds(bool(inside.all()), "rad is not between upper/√2 and upper")
    checks.holds(bool((ratio.mean(axis=1) < 1).all()), "mean rad > upper")
    level = (ratio / (1 + 1 / (20 * n)))[1:].mean() / math.sqrt(8 / (3 * math.pi))
    checks.holds(abs(level - 1) <= 0.012, "mean rad is not that of the sphere in R^3")


@pytest.mark.chance(1e-10)
@question(
    "rad_vs_n", weight=2, hint="Is the factor 1/n there, and is σ drawn anew for every n?"
)
def test_complexity_falls_like_one_over_root_n(student, rng, picture):
    curves = experiment(student, rng)
    picture.draw(lambda ax: _draw_curves(ax, curves))
    means = curves[0].mean(axis=1)

    checks.holds(bool((means > 0).all()), "rad must be positive")
    checks.holds(abs(slope(means) + 0.5) <= 0.1, f"the slope of rad is {slope(means):.2f}")


@pytest.mark.chance(2e-10)
@question(
    "rad_vs_n",
    weight=2,
    hint="sup_w (1/2 - empirical risk) = sup_w Σ y_i w·x_i / (2n): a norm.",
)
def test_gap_falls_like_one_over_root_n_at_half_the_level_of_the_complexity(
    student, rng, picture
):
    """The gap falls like 1/√n, at half the level of the complexity.

    E‖Σy_i x_i‖² = n, so 4n gap² has mean 1; its law is close to χ²/3 with 3 degrees of freedom
    (lighter for small n), so the mean of 120 is outside [0.59, 1.6] with probability 5e-11.
    """
    curves = experiment(student, rng)
    picture.draw(lambda ax: _draw_curves(ax, curves))
    gap = curves[2]
    means = gap.mean(axis=1)

    checks.holds(
        bool((np.ptp(gap, axis=1) > 0).all()), "the gaps of all repetitions are equal"
    )
    checks.holds(bool((gap >= 0).all()), "the gap is at least that of w = 0, which is 0")
    level = means * np.sqrt(NS)
    checks.holds(
        bool(((level > 0.2) & (level < 0.72)).all()), "the gap is not at the right level"
    )
    square = float((4 * gap**2 * np.array(NS)[:, None]).mean())
    checks.holds(0.59 <= square <= 1.6, "the gap is not at the right level")
    checks.holds(
        abs(slope(means) + 0.5) <= 0.2, f"the slope of the gap is {slope(means):.2f}"
    )


@pytest.mark.chance(1e-10)
@question(
    "rad_vs_n", hint="The loss class has half the complexity: gap <= rad + deviation."
)
def test_gap_obeys_the_theorem_in_every_repetition(student, rng):
    """The gap is at most 2R + 3√(ln(2/δ)/2n), δ = 0.05, with R = rad/2 of the loss class."""
    rad, _, gap = experiment(student, rng)
    deviation = 3 * np.sqrt(math.log(2 / 0.05) / (2 * np.array(NS)))[:, None]

    checks.holds(bool((rad > 0).all()), "rad must be positive")
    checks.holds(
        bool((gap <= rad + deviation).all()), "a gap is above the bound of the theorem"
    )


@question(
    "rad_vs_n", hint="New points and labels for every n and repetition, all from rng."
)
def test_repetitions_are_drawn_anew_from_the_generator_that_is_given(student, rng):
    seed = int(rng.integers(2**31))
    runs = [
        checks.array(student.rad_vs_n([5, 9], 3, student.rng(s)), "result", shape=(3, 2, 3))
        for s in (seed, seed, seed + 1)
    ]
    checks.holds(
        np.array_equal(runs[0], runs[1]), "the same generator must give the same result"
    )
    checks.holds(not np.array_equal(runs[0][2], runs[2][2]), "another generator, same gaps")
    for gaps in runs[0][2]:
        checks.holds(len(set(gaps.tolist())) == 3, "repetitions must not share their data")
