"""What a right answer to the topic on generalisation does. Read the test names first."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import nnls
from scipy.stats import binom, chi2

from autograder import checks
from autograder import strategies as draw
from course_lib.topics import t10_generalisation as ref

question = pytest.mark.question

SMALL = {"floor": 0.0, "atol": 1e-300}
"""Quantities that are small by nature are compared relatively."""

DOUBLE = {"double": True, "rtol": 1e-6, "atol": 0.0, "floor": 0.0}
"""Where float64 is required, of quantities that are not near zero."""

BAD_MATRICES = (
    (np.zeros((0, 2)), "a matrix without rows"),
    (np.zeros((3, 0)), "a matrix without columns"),
    (np.ones(3), "a vector in place of a matrix"),
    (np.ones((2, 2, 2)), "three axes in place of two"),
    (np.array([[0.0, np.nan], [1.0, 2.0]]), "NaN among the points"),
    (np.array([[0.0, np.inf], [1.0, 2.0]]), "an infinite coordinate"),
)


def eighths(rng, *shape):
    """Return multiples of 1/8 in [-4, 4], all at once."""
    return rng.integers(-32, 33, shape) / 8


def unchanged(student, function, *args):
    """Check that a call leaves its array arguments as they were."""
    kept = [np.copy(a) for a in args]
    _, after = student.keeping_arguments(function, *args)
    for old, new in zip(kept, after, strict=True):
        same = np.array_equal(old, new) and isinstance(new, np.ndarray) == bool(old.ndim)
        checks.holds(same, f"{function} changed its argument; work on a copy")


def _numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


# -- finite classes -------------------------------------------------------------------------

CLASSES = (
    (0.05, 0.01, 10**6),
    (0.1, 0.25, 1),
    (0.9, 0.9, 1),
    (0.02, 0.001, 7),
    (0.5, 0.125, 2.0**40),
    (0.0005, 0.05, 12345),
)
"""(ε, δ, |H|)."""


def logarithm(delta, card):
    """Return ln(2|H|/δ)."""
    return math.log(2) + math.log(card) - math.log(delta)


def size(student, eps, delta, card):
    """Return a sample size of the student's, an integer >= 1."""
    n = checks.integer(student.sample_size(eps, delta, card), "sample_size")
    checks.holds(n >= 1, "a sample has at least one point")
    return n


def require_smallest(student, eps, delta, card):
    """Check by the inequality: it holds for n, and not for n - 1 (rounding: 1e-9)."""
    n = size(student, eps, delta, card)
    need = logarithm(delta, card) / (2 * eps**2)
    checks.holds(n >= need * (1 - 1e-9), "2|H| exp(-2nε²) is larger than δ: n is too small")
    checks.holds(n - 1 < need * (1 + 1e-9), "a smaller n would do")


@question(
    "sample_size",
    weight=4,
    hint="Both sides of Hoeffding's inequality: ln(2|H|/δ), over 2ε²; then round up.",
)
def test_sample_size_is_the_smallest_for_which_the_bound_holds(student, rng):
    for eps, delta, card in CLASSES:
        require_smallest(student, eps, delta, card)
    for _ in range(8):
        eps, delta = rng.uniform(0.02, 0.5), rng.uniform(0.001, 0.9)
        require_smallest(student, float(eps), float(delta), int(rng.integers(1, 5000)))


@question(
    "sample_size",
    weight=4,
    hint="√(ln(2|H|/δ)/(2n)): two sides, the union over |H|, and no clipping.",
)
def test_gap_is_the_accuracy_that_the_bound_gives(student, rng):
    for n, delta, card in ((1, 0.5, 1), (1, 0.01, 1000), (40, 0.1, 3), (10**12, 1e-6, 9)):
        want = math.sqrt(logarithm(delta, card) / (2 * n))
        checks.close(student.gap_bound(n, delta, card), want, f"n = {n}", **SMALL)
    for _ in range(8):
        n, card = (int(k) for k in rng.integers(1, 5000, 2))
        delta = float(rng.uniform(0.001, 0.9))
        want = math.sqrt(logarithm(delta, card) / (2 * n))
        checks.close(student.gap_bound(n, delta, card), want, f"n = {n}", **SMALL)


@question("sample_size", hint="Solve one inequality for n, and for ε.")
def test_gap_of_the_sample_size_is_the_accuracy_asked_for(student):
    for eps, delta, card in CLASSES:
        n = size(student, eps, delta, card)
        value = student.gap_bound(n, delta, card)
        checks.close(
            value, math.sqrt(logarithm(delta, card) / (2 * n)), f"gap, n = {n}", **SMALL
        )
        checks.at_most(value, eps, "gap of the sample size", slack=checks.rtol_for(value))


@question("sample_size", weight=0.5, hint="|H| enters through its logarithm.")
def test_doubling_the_class_adds_a_constant_number_of_points(student):
    """Doubling the class adds ln 2/(2ε²) points, whatever its size is."""
    for eps, card in ((0.01, 5), (0.02, 10**9), (0.003, 1)):
        more = size(student, eps, 0.1, 2 * card) - size(student, eps, 0.1, card)
        error = abs(more - math.log(2) / (2 * eps**2))
        checks.holds(error <= 1 + 1e-6, "a class twice as large asks for ln 2/(2ε²) more")


@question("sample_size", weight=0.5, hint="ε enters as ε².")
def test_half_the_error_asks_for_four_times_the_points(student):
    for eps, delta, card in ((0.1, 0.05, 50), (0.02, 0.3, 10**5)):
        n = size(student, eps, delta, card)
        four = size(student, eps / 2, delta, card)
        checks.holds(abs(four - 4 * n) <= 4, "half of ε does not ask for 4n points")


@question("sample_size", hint="The union bound is for all of H: is the size too small?")
def test_all_functions_are_near_their_means_as_often_as_promised(student):
    """|H| independent coins are all within ε with probability at least 1 - δ (exact tails)."""
    for eps, delta, card in ((0.1, 0.1, 1), (0.1, 0.05, 200), (0.05, 0.2, 10**4)):
        n = size(student, eps, delta, card)
        gap = checks.number(student.gap_bound(n, delta, card), "gap")
        checks.holds(1 <= n < 10**7, "the sample size is far too large")
        for width in (eps, gap):
            tail = 2 * float(binom.cdf(math.ceil(n * (0.5 - width)) - 1, n, 0.5))
            missed = -math.expm1(card * math.log1p(-min(tail, 0.5)))
            checks.holds(missed <= delta, "some function is off with probability above δ")


@question("sample_size", hint="ln(2|H|/δ) = ln 2 + ln|H| - ln δ does not overflow.")
def test_classes_of_any_size_and_tiny_failure_probabilities_are_possible(student):
    for eps, delta, card in (
        (0.01, 0.05, 1e300),
        (0.3, 1e-300, 1e300),
        (0.02, 1e-300, 3),
        (0.25, 0.5, 10**18),
    ):
        require_smallest(student, eps, delta, card)
        want = math.sqrt(logarithm(delta, card) / 2000)
        checks.close(student.gap_bound(1000, delta, card), want, "gap", **SMALL)


@question(
    "sample_size", hint="Open intervals for ε and δ, card >= 1, n >= 1; think of NaN."
)
def test_bounds_for_finite_classes_refuse_arguments_outside_their_ranges(student):
    for bad in (0.0, 1.0, -0.1, 1.5, math.nan):
        checks.refuses(lambda: student.sample_size(bad, 0.1, 5), f"eps = {bad}")
        checks.refuses(lambda: student.sample_size(0.1, bad, 5), f"delta = {bad}")
        checks.refuses(lambda: student.gap_bound(10, bad, 5), f"delta = {bad}")
    for bad in (0, 0.5, -3, math.nan, math.inf):
        checks.refuses(lambda: student.sample_size(0.1, 0.1, bad), f"card = {bad}")
        checks.refuses(lambda: student.gap_bound(10, 0.1, bad), f"card = {bad}")
    for bad in (0, -4):
        checks.refuses(lambda: student.gap_bound(bad, 0.1, 5), f"n = {bad}")


@question("q10a", hint="ln|H| is bits · parameters · ln 2; both sides of the inequality.")
def test_q10a_is_the_sample_size_of_the_net(student, variant):
    _numeric(student, variant, "q10a")


# -- Radon ----------------------------------------------------------------------------------


def indices(value, name, n):
    """Return a nonempty set of row indices."""
    out = [checks.integer(i, name) for i in checks.array(value, name, shape=(None,))]
    checks.holds(len(out) > 0, f"{name} must not be empty")
    checks.holds(all(0 <= i < n for i in out), f"{name} holds an index outside 0..{n - 1}")
    return set(out)


def require_partition(student, P):
    """Check a partition by its certificate: the point is a convex combination of both parts."""
    result = checks.items(student.radon_partition(P), "(I, J, point)", 3)
    first, second = (
        indices(part, name, len(P)) for part, name in zip(result, "IJ", strict=False)
    )
    point = checks.array(result[2], "point", shape=(P.shape[1],))
    checks.holds(not first & second, "I and J must be disjoint")
    size = float(np.abs(P).max()) or 1.0
    allowed = 1e-3 if checks.is_single(result[2]) else 1e-7
    for part, name in ((first, "I"), (second, "J")):
        rows = np.column_stack([P[sorted(part)] / size, np.ones(len(part))])
        distance = nnls(rows.T, np.append(point / size, 1.0))[1]
        checks.holds(distance <= allowed, f"point is not in the convex hull of P[{name}]")


@question(
    "radon_partition",
    weight=5,
    hint="Find a ≠ 0 with Σa_i p_i = 0 and Σa_i = 0: the positive part against the negative part, "
    "each divided by its sum.",
)
@given(st.integers(1, 4).flatmap(lambda d: draw.eighths((d + 2, d))))
@example(np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [1.0, 1.0]]))
@example(np.array([[1.0, 2.0], [-3.0, 1.0], [2.0, -2.0], [4.0, 4.0]]))
def test_the_point_lies_in_the_convex_hulls_of_both_parts(student, P):
    require_partition(student, P)


@question(
    "radon_partition",
    weight=2,
    hint="The dependence may have coefficients that are 0, and there may be many dependences.",
)
def test_points_in_special_position_have_a_partition_too(student, rng):
    line = np.outer([3.0, -1.0, 0.5, 2.0, 2.0], [1.0, -2.0, 0.5])
    plane = eighths(rng, 6, 2) @ np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, -1.0]])
    for P in (
        np.ones((4, 2)),
        np.zeros((3, 1)),
        np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 3.0], [1.0, 0.0]]),
        line,
        plane,
        np.array(
            [
                [1.0, 1.0, 1.0],
                [0.0, 0.0, 0.0],
                [2.0, 2.0, 2.0],
                [5.0, 0.0, 0.0],
                [0.0, 5.0, 0.0],
            ]
        ),
    ):
        require_partition(student, P)


@question(
    "radon_partition", hint="Σa_i = 0 is one of the equations, not only Σa_i p_i = 0."
)
def test_far_away_and_tiny_points_have_a_partition(student, rng):
    for d in (1, 2, 4):
        P = eighths(rng, d + 2, d)
        for moved in (P + 1000.0, P - 64.0, P / 2**20, P * 2**20):
            require_partition(student, moved)


@question("radon_partition", weight=0.5, hint="The larger d is, the more points there are.")
def test_many_dimensions_are_possible(student, rng):
    for d in (8, 15):
        require_partition(student, rng.standard_normal((d + 2, d)))


@question("radon_partition", hint="Check ndim, the number of rows and finiteness first.")
def test_radon_partition_refuses_what_is_not_d_plus_two_points(student):
    for bad, what in (
        (np.ones(3), "a vector in place of a matrix"),
        (np.arange(6.0).reshape(3, 2), "d + 1 points"),
        (np.arange(10.0).reshape(5, 2), "d + 3 points"),
        (np.array([[0.0], [1.0], [np.nan]]), "NaN among the points"),
        (np.array([[0.0], [1.0], [np.inf]]), "an infinite coordinate"),
    ):
        checks.refuses(lambda: student.radon_partition(bad), what)


@question("radon_partition", weight=0.5, hint="P -= ... changes the caller's array.")
def test_radon_partition_leaves_the_points_unchanged(student, rng):
    unchanged(student, "radon_partition", eighths(rng, 5, 3))


# -- dichotomies ----------------------------------------------------------------------------


def general(rng, n, d, affine=False):
    """Return n points of R^d in general position (affinely, if asked), far from any other."""
    while True:
        X = eighths(rng, n, d)
        rows = np.column_stack([X, np.ones(n)]) if affine else X
        parts = itertools.combinations(rows, min(rows.shape))
        if all(np.linalg.cond(np.array(part)) < 1000 for part in parts):
            return X


def count(student, X):
    """Return the student's count."""
    return checks.integer(student.count_dichotomies(X), "count_dichotomies")


@question(
    "count_dichotomies",
    weight=3,
    hint="Homogeneous half-spaces: no b. Cover: 2 Σ_{k<d} C(n-1, k), where d is the dimension.",
)
def test_points_in_general_position_have_covers_count(student, rng):
    for n, d in ((1, 1), (1, 3), (2, 2), (3, 1), (3, 2), (5, 2), (4, 3), (6, 3), (3, 5)):
        X = general(rng, n, d)
        got = count(student, X)
        checks.holds(got == ref.cover_count(n, d), f"a wrong number for n = {n}, d = {d}")


SPECIAL = (
    np.array([[1.0, 0, 0], [0, 1.0, 0], [1.0, 1.0, 0], [0, 0, 1.0]]),
    np.array([[1.0, 0, 0], [0, 1.0, 0], [1.0, 1.0, 0], [1.0, -1.0, 0], [2.0, 1.0, 0]]),
    np.array([[1.0, 2.0], [2.0, 4.0], [-1.0, -2.0], [3.0, 1.0]]),
    np.array([[2.0, 1.0, 0.5], [2.0, 1.0, 0.5], [0, 1.0, 1.0], [1.0, 0, -1.0]]),
    np.array([[1.0, 1, 0, 0], [1, -1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, -1]]),
    np.array([[-1.0], [2.0], [0.5], [-3.0]]),
)
"""Points that are not in general position."""


@question(
    "count_dichotomies",
    weight=2.5,
    hint="Cover's formula needs general position. Is every inequality strict?",
)
def test_points_in_special_position_have_fewer_dichotomies(student):
    for X in SPECIAL:
        got = count(student, X)
        checks.holds(got == ref.count_dichotomies(X), "a wrong number of dichotomies")


@question("count_dichotomies", weight=0.5, hint="y w·0 > 0 has no solution.")
def test_a_zero_row_leaves_no_dichotomy(student):
    others = np.array([[1.0, 0.5], [0.25, -2.0]])
    for place in (0, 1, 2):
        X = np.insert(others, place, 0.0, axis=0)
        checks.holds(count(student, X) == 0, "a zero row can be put on no side")
    checks.holds(count(student, others) == 4, "two independent points have all dichotomies")


@question("count_dichotomies", weight=0.5, hint="A parallel row is on a side already.")
def test_parallel_rows_flips_and_scales_change_nothing(student):
    X = np.array([[1.0, 0.5], [-1.0, 2.0], [2.0, 1.5]])
    before = count(student, X)
    checks.holds(before == 6, "three points of the plane in general position")
    for more in (X, -0.5 * X[:1], 8.0 * X[1:2]):
        checks.holds(count(student, np.vstack([X, more])) == before, "with parallel rows")
    scaled = X * np.array([[-1.0], [0.125], [64.0]])
    checks.holds(count(student, scaled) == before, "with rows turned round and scaled")


@question("count_dichotomies", weight=0.5, hint="All 256 labellings, each looked at once.")
def test_eight_points_are_not_too_many(student, rng):
    checks.holds(
        count(student, general(rng, 8, 3)) == ref.cover_count(8, 3), "n = 8, d = 3"
    )


@question(
    "count_dichotomies",
    weight=3,
    hint="Shattered means all labellings, with affine half-spaces: w·x + b.",
)
def test_points_are_shattered_if_and_only_if_they_are_affinely_independent(student, rng):
    cases = [
        (np.array([[2.0]]), True),
        (np.array([[0.0, 0.0]]), True),
        (np.array([[1.0], [3.0]]), True),
        (np.array([[1.0], [3.0], [2.0]]), False),
        (np.array([[1.0, 1.0], [2.0, 2.0]]), True),
        (np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]), False),
        (np.array([[1.0, 0.0], [2.0, 5.0], [1.0, 0.0]]), False),
        (np.array([[0, 0, 1.0], [1.0, 0, 1.0], [0, 1.0, 1.0], [1.0, 1.0, 1.0]]), False),
        (np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], [3.0, -1.0, -1.0]]), False),
    ]
    for n, d in ((3, 2), (4, 2), (4, 3), (5, 3), (3, 3), (2, 6)):
        cases.append((general(rng, n, d, affine=True), n <= d + 1))
    for X, want in cases:
        got = checks.boolean(student.is_shattered(X), "is_shattered")
        checks.holds(got == want, f"a wrong answer for {len(X)} points in R^{X.shape[1]}")


@question(
    "count_dichotomies",
    hint="A linear program decides it; a perceptron may need millions of steps.",
)
def test_a_thin_triangle_is_shattered_and_a_flat_one_is_not(student):
    for height, want in ((2.0**-10, True), (0.0, False)):
        X = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, height]])
        got = checks.boolean(student.is_shattered(X), "is_shattered")
        checks.holds(got == want, f"a wrong answer for height {height:.0e}")
        lifted = np.column_stack([X, np.ones(3)])
        checks.holds(
            count(student, lifted) == (8 if want else 6), f"a wrong number, {height:.0e}"
        )


@question("count_dichotomies", hint="Check ndim, size, finiteness and n <= 8 first.")
def test_dichotomies_of_bad_or_too_many_points_are_refused(student):
    for bad, what in (*BAD_MATRICES, (np.eye(9), "nine points")):
        checks.refuses(lambda: student.count_dichotomies(bad), what)
        checks.refuses(lambda: student.is_shattered(bad), what)


@question("count_dichotomies", weight=0.5, hint="X *= ... changes the caller's array.")
def test_counting_leaves_the_points_unchanged(student):
    for function in ("count_dichotomies", "is_shattered"):
        unchanged(student, function, np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.0]]))


@question("q10b", hint="Count the features: w has d entries; is there a b, and an a?")
def test_q10b_is_covers_count_in_the_space_of_features(student, variant):
    _numeric(student, variant, "q10b")


# -- spectral complexity --------------------------------------------------------------------

WIDTHS = ((3, 2), (2, 4, 3), (3, 1, 2), (4, 3, 3, 1), (2, 5, 2, 3, 2))


def random_weights(rng, widths):
    """Return matrices whose norms differ from layer to layer, none of them small."""
    shapes = [(out, in_) for in_, out in itertools.pairwise(widths)]
    return [eighths(rng, *s) + np.eye(*s) * 5 * (i + 1) for i, s in enumerate(shapes)]


def complexity(student, A, M=None):
    """Return a spectral complexity, which must be positive."""
    R = checks.number(student.spectral_complexity(A, M), "spectral complexity")
    checks.holds(R > 0, "the spectral complexity is positive unless A = M")
    return R


@question(
    "spectral_complexity",
    weight=4,
    hint="Spectral norms (largest singular values) in the product; sums of norms of the rows of A; "
    "exponents 2/3 inside, 3/2 outside.",
)
def test_complexity_without_references_is_that_of_the_definition(student, rng):
    for widths in WIDTHS:
        A = random_weights(rng, widths)
        got = student.spectral_complexity(A)
        checks.close(got, ref.spectral_complexity(A), f"widths {widths}", **SMALL)


@question(
    "spectral_complexity",
    weight=3,
    hint="A - M stands in the (2, 1)-norm only; the spectral norms are those of A.",
)
def test_references_are_subtracted_in_the_mixed_norm_only(student, rng):
    for widths in WIDTHS:
        A = random_weights(rng, widths)
        M = [a + eighths(rng, *a.shape) / 4 for a in A]
        got = student.spectral_complexity(A, M)
        checks.close(got, ref.spectral_complexity(A, M), f"widths {widths}", **SMALL)


@question("spectral_complexity", weight=0.5, hint="For L = 1 the spectral norm cancels.")
def test_complexity_of_one_layer_is_the_sum_of_the_norms_of_its_rows(student, rng):
    for shape in ((1, 4), (4, 1), (3, 5), (5, 3)):
        A, M = eighths(rng, *shape) + 1 / 16, eighths(rng, *shape)
        want = sum(float(np.linalg.norm(row)) for row in A - M)
        checks.close(student.spectral_complexity([A], [M]), want, f"shape {shape}", **SMALL)


@question("spectral_complexity", weight=0.5, hint="Each layer enters with degree one.")
def test_scaling_one_layer_scales_the_complexity(student, rng):
    A = random_weights(rng, (3, 4, 2, 2))
    before = complexity(student, A)
    for j in range(3):
        scaled = [2.5 * a if i == j else a for i, a in enumerate(A)]
        checks.close(
            student.spectral_complexity(scaled), 2.5 * before, f"2.5 A_{j + 1}", **SMALL
        )


@question("spectral_complexity", weight=0.5, hint="relu nets cA_1, A_2/c are the same net.")
def test_moving_a_factor_between_layers_changes_nothing(student, rng):
    A = random_weights(rng, (3, 4, 2))
    before = complexity(student, A)
    got = student.spectral_complexity([8.0 * A[0], A[1] / 8.0])
    checks.close(got, before, "8 A_1 and A_2/8", **SMALL)


@question(
    "spectral_complexity",
    weight=0.5,
    hint="Rows of A, one for each unit: rotating the inputs keeps their norms.",
)
def test_rotations_of_the_inputs_change_nothing_and_those_of_the_outputs_do(student, rng):
    A = random_weights(rng, (3, 4, 2))
    Q = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    before = complexity(student, A)
    checks.close(student.spectral_complexity([A[0] @ Q, A[1]]), before, "rotated", **SMALL)

    one = np.array([[3.0, 4.0], [0.0, 0.0]])
    turned = np.array([[0.6, -0.8], [0.8, 0.6]]) @ one
    checks.close(student.spectral_complexity([one]), 5.0, "outputs as they are")
    checks.close(student.spectral_complexity([turned]), 7.0, "outputs rotated")


@question("spectral_complexity", weight=0.5, hint="Only the distance from M counts.")
def test_a_net_at_its_reference_has_complexity_zero(student, rng):
    A = random_weights(rng, (3, 4, 2))
    checks.close(student.spectral_complexity(A, A), 0.0, "A = M")
    complexity(student, A, [A[0], 0.5 * A[1]])


@question("spectral_complexity", weight=0.5, hint="The relative error counts: no clipping.")
def test_small_and_deep_nets_keep_their_relative_accuracy(student):
    for L, d, c in ((1, 3, 1e-3), (6, 2, 0.125), (10, 4, 2.0)):
        want = c**L * d * L**1.5
        got = student.spectral_complexity([c * np.eye(d)] * L)
        checks.close(got, want, f"{L} layers {c} I", **SMALL)


@question("spectral_complexity", hint="Check shapes, the chain, refs, zeros and NaN first.")
def test_spectral_complexity_refuses_what_is_no_net(student):
    A = [np.ones((3, 2)), np.ones((1, 3))]
    for weights, refs, what in (
        ([], None, "no layer"),
        ([np.ones(3)], None, "a vector in place of a matrix"),
        ([np.ones((3, 2)), np.ones((1, 2))], None, "widths that do not fit"),
        ([np.ones((2, 3)), np.ones((3, 1))], None, "matrices in the order (in, out)"),
        ([np.ones((3, 2)), np.zeros((1, 3))], None, "a zero matrix"),
        ([np.array([[1.0, np.nan]])], None, "NaN"),
        ([np.array([[1.0, np.inf]])], None, "infinity"),
        (A, [np.ones((3, 2))], "fewer references than layers"),
        (A, [*A, np.ones((1, 1))], "more references than layers"),
        (A, [np.ones((3, 2)), np.ones((1, 1))], "a reference of another shape"),
        (A, [np.ones((3, 2)), np.array([[np.nan, 1.0, 1.0]])], "NaN in a reference"),
    ):
        checks.refuses(lambda: student.spectral_complexity(weights, refs), what)


@question("spectral_complexity", weight=0.5, hint="A -= M changes the caller's arrays.")
def test_spectral_complexity_leaves_weights_and_references_unchanged(student, rng):
    A, M = random_weights(rng, (3, 4, 2)), random_weights(rng, (3, 4, 2))
    M = [m / 2 for m in M]
    _, after = student.keeping_arguments("spectral_complexity", A, M)
    for old, new in zip((A, M), after, strict=True):
        same = (
            isinstance(new, list) and len(new) == 2 and all(map(np.array_equal, old, new))
        )
        checks.holds(same, "spectral_complexity changed its argument; work on a copy")


# -- kl inverse -----------------------------------------------------------------------------

NEAR = {"double": True, "rtol": 0.0, "atol": 1e-7}
"""What the question announces."""


@question(
    "kl_inverse",
    weight=3,
    hint="kl(q‖p), not kl(p‖q), and the root above q; bisect on [q, 1].",
)
@given(st.integers(1, 62), st.integers(1, 62))
@example(32, 31)
def test_relative_entropy_is_undone(student, i, j):
    """The answer to (q, kl(q‖p)) is p, for q < p in (0, 1)."""
    q, p = min(i, j) / 64, (max(i, j) + 1) / 64
    checks.close(student.kl_inverse(q, ref.binary_kl(q, p)), p, "result", **NEAR)


@question(
    "kl_inverse",
    weight=2,
    hint="An interval of 1e-9 is not enough near 1: bisect until it no longer shrinks.",
)
def test_relative_entropy_at_the_answer_is_the_bound_to_nine_digits(student, picture):
    curve = []
    picture.draw(lambda ax: _draw_kl(ax, curve))
    for q in (0.0, 1e-6, 0.02, 0.25, 0.5, 0.75, 0.96875):
        for c in (1e-4, 0.05, 1 - q, 11.75 * (1 - q)):
            p = checks.number(student.kl_inverse(q, c), "p")
            curve.append((q, c, p))
            checks.holds(q <= p < 1, "p must be in [q, 1)")
            checks.holds(abs(ref.binary_kl(q, p) - c) <= 1e-9, "kl(q‖p) is not c to 1e-9")


def _draw_kl(ax, curve):
    for q in sorted({q for q, _, _ in curve}):
        ax.plot(*zip(*[(c, p) for r, c, p in curve if r == q], strict=True), "o-")
    ax.set(xlabel="c", ylabel="your p", title="one curve for each q")


@question(
    "kl_inverse", hint="kl(0‖p) = -ln(1 - p); kl(q‖q) = 0; at q = 1 there is no room."
)
def test_answers_at_the_ends_have_a_closed_form(student):
    for c in (1e-10, 0.25, 1.0, 5.0):
        checks.close(student.kl_inverse(0.0, c), -math.expm1(-c), "q = 0", **NEAR)
        checks.close(student.kl_inverse(1.0, c), 1.0, "q = 1", **NEAR)
    for q in (0.0, 0.25, 0.875, 1.0):
        checks.close(student.kl_inverse(q, 0.0), q, "c = 0", **NEAR)


@question("kl_inverse", weight=0.5, hint="Pinsker: kl(q‖p) >= 2(p - q)².")
def test_answer_grows_with_the_bound_and_obeys_pinsker(student):
    for q in (0.0, 0.125, 0.5, 0.875):
        last = q
        for c in (0.01, 0.1, 0.5, 1.0, 3.0):
            p = checks.number(student.kl_inverse(q, c), "p")
            checks.holds(p > last, "p must grow with c")
            checks.at_most(p, q + math.sqrt(c / 2), "p", slack=1e-7, why="Pinsker")
            last = p


@question(
    "kl_inverse", weight=0.5, hint="Near q the entropy is about (p - q)²/(2q(1 - q))."
)
def test_small_bounds_move_the_answer_by_a_square_root(student):
    for q in (0.25, 0.5, 0.9375):
        for c in (1e-10, 1e-8, 1e-6):
            checks.close(student.kl_inverse(q, c), ref.kl_inverse(q, c), "p", **NEAR)


@question("kl_inverse", weight=0.5, hint="For large c the answer rounds to 1: no log(0).")
def test_large_bounds_leave_nothing_out_but_one(student):
    for q, c in ((0.0, 700.0), (0.5, 40.0), (0.5, 1e6), (0.999, 1.0), (0.96875, 2.0)):
        p = checks.number(student.kl_inverse(q, c), "p")
        checks.holds(q <= p <= 1, "p must be in [q, 1]")
        checks.close(p, ref.kl_inverse(q, c), "p", **NEAR)


@question("kl_inverse", hint="q in [0, 1], c >= 0 and finite; NaN fails every comparison.")
def test_kl_inverse_refuses_arguments_outside_their_ranges(student):
    for q, c in (
        (-0.125, 1.0), (1.125, 1.0), (math.nan, 1.0),
        (0.5, -1.0), (0.5, math.nan), (0.5, math.inf), (0.0, -1.0), (1.0, -1.0),
    ):  # fmt: skip
        checks.refuses(lambda: student.kl_inverse(q, c), f"q = {q}, c = {c}")


# -- leaving one out ------------------------------------------------------------------------


def refitted(X, y, lam):
    """Return the mean squared error of n fits, each without one point."""
    errors = []
    for i in range(len(X)):
        others = np.delete(X, i, axis=0)
        rows = np.vstack([others, math.sqrt(lam) * np.eye(X.shape[1])])
        target = np.append(np.delete(y, i), np.zeros(X.shape[1]))
        errors.append(y[i] - X[i] @ np.linalg.lstsq(rows, target, rcond=None)[0])
    return float(np.mean(np.square(errors)))


def labelled(rng, n, d):
    """Return points and labels that no linear function fits."""
    return eighths(rng, n, d), eighths(rng, n) + 1 / 16


@question(
    "loo_error_ridge",
    weight=4,
    hint="Residual over 1 - h_ii, squared, mean; the penalty is λ‖w‖² next to ‖Xw - y‖², with no n.",
)
def test_shortcut_agrees_with_refitting_without_each_point(student, rng):
    for n, d in ((1, 1), (1, 3), (2, 2), (5, 2), (4, 4), (3, 6), (9, 3)):
        for lam in (0.125, 1.0, 6.5):
            X, y = labelled(rng, n, d)
            got = student.loo_error_ridge(X, y, lam)
            name = f"n = {n}, d = {d}, lam = {lam}"
            checks.close(got, refitted(X, y, lam), name, **DOUBLE)


@question("loo_error_ridge", weight=1.5, hint="λ = 0: H projects on the range of X.")
def test_least_squares_without_a_penalty_agrees_with_refitting(student, rng):
    for n, d in ((4, 1), (6, 2), (9, 3)):
        for _ in range(2):
            while True:
                X, y = labelled(rng, n, d)
                h = np.square(np.linalg.qr(X)[0]).sum(axis=1)
                if np.linalg.cond(X) < 50 and h.max() < 0.97:
                    break
            got = student.loo_error_ridge(X, y, 0.0)
            checks.close(got, refitted(X, y, 0.0), f"n = {n}, d = {d}", **DOUBLE)


@question(
    "loo_error_ridge",
    hint="X^T X is singular, but every point is in the span of the others: lstsq, pinv or SVD.",
)
def test_deficient_rank_without_a_penalty_is_no_obstacle(student):
    for X in (
        np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]]),
        np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 3.0, 0.0]]),
        np.array(
            [
                [1.0, 2.0, 0, 0, 0],
                [1.0, -1.0, 0, 0, 0],
                [0.5, 1.0, 0, 0, 0],
                [2.0, 0, 0, 0, 0],
            ]
        ),
    ):
        y = np.array([1.0, 3.0, -2.0, 0.5])[: len(X)]
        want = refitted(X, y, 0.0)
        for c in (1.0, 2.0**-40, 2.0**40):
            name = f"X of shape {X.shape}, scaled by {c:.0e}"
            checks.close(student.loo_error_ridge(c * X, y, 0.0), want, name, **DOUBLE)


@question("loo_error_ridge", weight=0.5, hint="For λ -> ∞ the prediction is 0.")
def test_an_enormous_penalty_leaves_the_mean_square_of_the_labels(student, rng):
    for n, d in ((4, 2), (2, 5)):
        X, y = labelled(rng, n, d)
        got = student.loo_error_ridge(X, y, 1e9)
        checks.close(got, float(np.mean(y**2)), "lam = 1e9", **DOUBLE)


@question("loo_error_ridge", weight=0.5, hint="Degree 2 in y; invariant under (cX, c²λ).")
def test_error_scales_with_the_labels_and_not_with_the_units_of_the_points(student, rng):
    X, y = labelled(rng, 5, 2)
    before = checks.number(student.loo_error_ridge(X, y, 0.5), "error")
    checks.holds(before > 0, "the error is positive")
    order = rng.permutation(5)
    checks.close(student.loo_error_ridge(X, 4 * y, 0.5), 16 * before, "4y", **DOUBLE)
    checks.close(student.loo_error_ridge(4 * X, y, 8.0), before, "4X, 16 lam", **DOUBLE)
    got = student.loo_error_ridge(X[order], y[order], 0.5)
    checks.close(got, before, "points in another order", **DOUBLE)


@question(
    "loo_error_ridge", hint="h_ii = 1: without point i its prediction is undetermined."
)
def test_a_leverage_of_one_is_refused_without_a_penalty_only(student, rng):
    alone = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]])
    for X in (alone, np.array([[2.0]]), np.eye(3), rng.standard_normal((3, 5))):
        y = np.arange(1.0, len(X) + 1)
        checks.refuses(lambda: student.loo_error_ridge(X, y, 0.0), "a leverage of 1")
        got = student.loo_error_ridge(X, y, 2.0)
        checks.close(got, refitted(X, y, 2.0), "lam = 2", **DOUBLE)


@question("loo_error_ridge", hint="One factorisation, then all residuals and leverages.")
def test_six_hundred_points_take_less_than_a_second(student, rng):
    X, y = rng.standard_normal((600, 300)), rng.standard_normal(600)
    before = student.cpu_seconds()
    got = student.loo_error_ridge(X, y, 10.0)
    used = student.cpu_seconds() - before
    checks.close(got, ref.loo_error_ridge(X, y, 10.0), "n = 600, d = 300", **DOUBLE)
    checks.holds(used < 1.0, f"{used:.1f} s of CPU for n = 600, d = 300")


@question("loo_error_ridge", hint="Check X, the shape of y, finiteness and λ first.")
def test_loo_error_refuses_bad_samples_and_penalties(student):
    X, y = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 1.0]]), np.ones(3)
    for bad, what in BAD_MATRICES:
        checks.refuses(lambda: student.loo_error_ridge(bad, np.ones(len(bad)), 1.0), what)
    for bad, what in (
        (np.ones(2), "a label missing"),
        (np.ones((3, 1)), "labels in a column"),
        (np.array([1.0, np.nan, 1.0]), "a label that is NaN"),
        (np.array([1.0, np.inf, 1.0]), "an infinite label"),
    ):
        checks.refuses(lambda: student.loo_error_ridge(X, bad, 1.0), what)
    for lam in (-1.0, math.nan, math.inf):
        checks.refuses(lambda: student.loo_error_ridge(X, y, lam), f"lam = {lam}")


@question("loo_error_ridge", weight=0.5, hint="X /= ... changes the caller's array.")
def test_loo_error_leaves_the_sample_unchanged(student, rng):
    unchanged(student, "loo_error_ridge", *labelled(rng, 4, 2), 1.0)


# -- interpolation --------------------------------------------------------------------------


def of_rank(rng, n, d, rank):
    """Return a matrix of this rank, far from any smaller one."""
    U = np.linalg.qr(rng.standard_normal((n, rank)))[0]
    V = np.linalg.qr(rng.standard_normal((d, rank)))[0]
    return (U * rng.uniform(0.5, 4.0, rank)) @ V.T


def require_min_norm(student, X, y, name):
    """Check by the two properties that determine the solution, relative to its size."""
    w = checks.array(student.min_norm_ls(X, y), name, shape=(X.shape[1],))
    s, V = np.linalg.svd(X)[1:]
    rank = int((s > 1e-9 * s[0]).sum())
    top = max(float(s[0]), 1e-300)
    gradient = float(np.linalg.norm(X.T @ (X @ w - y)))
    scale = top * float(np.linalg.norm(y))
    checks.holds(
        gradient <= 1e-8 * scale, f"{name}: X^T(Xw - y) is not 0: no least squares solution"
    )
    outside = float(np.linalg.norm(V[rank:] @ w))
    size = float(np.linalg.norm(y)) / top
    checks.holds(
        outside <= 1e-8 * size,
        f"{name}: w has a part in the kernel of X: not of least norm",
    )


@question("min_norm_ls", weight=1.5, hint="X^T X w = X^T y.")
def test_more_points_than_unknowns_give_the_least_squares_solution(student, rng):
    for n, d in ((1, 1), (3, 1), (4, 4), (7, 3)):
        require_min_norm(student, of_rank(rng, n, d, d), eighths(rng, n) + 1 / 16, "w")


@question(
    "min_norm_ls",
    weight=2,
    hint="d > n: X^T X is singular, and inv returns noise; w = X^T (X X^T)^{-1} y.",
)
def test_fewer_points_than_unknowns_are_interpolated_with_the_smallest_norm(student, rng):
    for n, d in ((1, 3), (2, 3), (4, 9), (3, 20)):
        require_min_norm(student, of_rank(rng, n, d, n), eighths(rng, n) + 1 / 16, "w")


@question(
    "min_norm_ls", weight=2, hint="Neither X^T X nor X X^T is invertible: SVD or lstsq."
)
def test_deficient_rank_gives_the_solution_of_smallest_norm(student, rng):
    for X in (
        np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]]),
        np.array([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [2.0, 0.0, 4.0]]),
        np.array([[1.0, 2.0, 0.0, 0.0], [2.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]),
        np.array([[2.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]),
    ):
        require_min_norm(student, X, eighths(rng, len(X)) + 1 / 16, "w")
    w = checks.array(student.min_norm_ls(np.zeros((2, 3)), np.ones(2)), "w", shape=(3,))
    checks.holds(bool((np.abs(w) <= 1e-12).all()), "X = 0 has the smallest solution 0")


@question("min_norm_ls", hint="What counts as zero depends on the largest singular value.")
def test_the_scale_of_the_points_does_not_matter(student, rng):
    for c in (1e-6, 1e6):
        for n, d, rank in ((5, 2, 2), (2, 5, 2)):
            X = c * of_rank(rng, n, d, rank)
            require_min_norm(student, X, eighths(rng, n) + 1 / 16, f"scale {c:.0e}")
    X = np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]])
    for c in (2.0**-20, 2.0**20):
        require_min_norm(student, c * X, np.array([1.0, 3.0, 2.0]), f"scale {c:.0e}")


@question("min_norm_ls", weight=0.5, hint="(X^T X + λI)^{-1} X^T y for λ -> 0.")
def test_solution_is_the_limit_of_ridge_regression(student, rng):
    line = np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]])
    for X in (of_rank(rng, 5, 3, 3), of_rank(rng, 3, 5, 3), line):
        d, y = X.shape[1], eighths(rng, len(X)) + 1 / 16
        limit = [np.linalg.solve(X.T @ X + λ * np.eye(d), X.T @ y) for λ in (1e-6, 2e-6)]
        want = 2 * limit[0] - limit[1]
        checks.close(
            student.min_norm_ls(X, y), want, "w", double=True, rtol=1e-6, atol=1e-6
        )


@question("min_norm_ls", weight=1.5, hint="σ²d/(n - d - 1): only noise, and no 1/n.")
def test_risk_before_the_peak_is_that_of_least_squares(student):
    for n, d, sigma, b in (
        (3, 1, 1.0, 2.0),
        (10, 8, 0.5, 1.0),
        (100, 7, 3.0, 0.0),
        (10**6, 5, 0.125, 9.0),
    ):
        want = sigma**2 * d / (n - d - 1)
        checks.close(student.ols_risk(n, d, sigma, b), want, f"n = {n}, d = {d}", **SMALL)


@question(
    "min_norm_ls", weight=2, hint="‖β‖²(1 - n/d) is the hidden part of β; noise n/(d-n-1)."
)
def test_risk_behind_the_peak_has_a_hidden_part_and_noise(student):
    for n, d, sigma, b in (
        (1, 3, 1.0, 2.0),
        (8, 10, 0.5, 3.0),
        (7, 100, 3.0, 0.0),
        (5, 10**6, 0.125, 0.25),
    ):
        want = b**2 * (1 - n / d) + sigma**2 * n / (d - n - 1)
        checks.close(student.ols_risk(n, d, sigma, b), want, f"n = {n}, d = {d}", **SMALL)


@question("min_norm_ls", hint="The mean is infinite for d = n - 1, n and n + 1.")
def test_risk_at_the_peak_is_infinite(student):
    for n, d in ((5, 5), (5, 4), (5, 6), (1, 1), (1, 2)):
        risk = checks.number(student.ols_risk(n, d, 0.5, 1.0), "risk", finite=False)
        checks.holds(risk == math.inf, f"the risk is infinite for n = {n}, d = {d}")


@question("min_norm_ls", hint="Ranges: n, d >= 1, σ > 0, ‖β‖ >= 0; samples as announced.")
def test_least_squares_and_its_risk_refuse_bad_input(student):
    X = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 1.0]])
    for bad, what in BAD_MATRICES:
        checks.refuses(lambda: student.min_norm_ls(bad, np.ones(len(bad))), what)
    for bad, what in (
        (np.ones(2), "a label missing"),
        (np.ones((3, 1)), "labels in a column"),
        (np.array([1.0, np.nan, 1.0]), "a label that is NaN"),
        (np.array([1.0, np.inf, 1.0]), "an infinite label"),
    ):
        checks.refuses(lambda: student.min_norm_ls(X, bad), what)
    for args in (
        (0, 5, 1.0, 1.0), (5, 0, 1.0, 1.0), (-3, 5, 1.0, 1.0),
        (9, 2, 0.0, 1.0), (9, 2, -1.0, 1.0), (9, 2, math.nan, 1.0), (9, 2, math.inf, 1.0),
        (2, 9, 1.0, -1.0), (2, 9, 1.0, math.nan), (2, 9, 1.0, math.inf),
        (5, 5, -1.0, 1.0), (9, 2, 1.0, -1.0),
    ):  # fmt: skip
        checks.refuses(
            lambda: student.ols_risk(*args), "n, d, σ, ‖β‖ = {}, {}, {}, {}".format(*args)
        )


@question("min_norm_ls", weight=0.5, hint="X /= ... changes the caller's array.")
def test_least_squares_leaves_the_sample_unchanged(student, rng):
    unchanged(student, "min_norm_ls", *labelled(rng, 4, 2))


@question("q10c", hint="The minimum is near d = (n + 1)/(1 - σ/‖β‖): try its neighbours.")
def test_q10c_is_the_least_risk_behind_the_peak(student, variant):
    _numeric(student, variant, "q10c")


# -- experiment -----------------------------------------------------------------------------

N = 20
REPS = 120


def run(student, rng, ds, sigma, n=N, reps=REPS):
    """Return train and test of one run, each of shape (len(ds), reps)."""
    seed = student.rng(int(rng.integers(2**32)))
    result = student.double_descent(n, list(ds), sigma, reps, seed)
    train, test = (
        checks.items(result, "(train, test)", 2)
        if isinstance(result, list | tuple)
        else checks.array(result, "(train, test)", shape=(2, len(ds), reps))
    )
    shape = (len(ds), reps)
    return checks.array(train, "train", shape=shape), checks.array(
        test, "test", shape=shape
    )


def _draw_risks(ax, ds, test, sigma):
    theory = [ref.ols_risk(N, d, sigma, 1.0) for d in ds]
    ax.loglog(ds, np.maximum(np.median(test, axis=1), 1e-9), "o", label="your median")
    ax.loglog(ds, theory, "k-", label="mean, by theory")
    ax.set(xlabel="d", ylabel="excess risk")
    ax.legend()


@pytest.mark.chance(9e-10)
@question(
    "double_descent", weight=1.5, hint="‖Xw - y‖²/n on the sample, with noise σ, not σ²."
)
def test_training_error_before_the_peak_is_what_the_noise_leaves(student, rng):
    """Given X, n train/σ² has the law χ² with n - d degrees of freedom (Cochran).

    Its variance is 2(n - d); noise of one fixed length would leave less than a tenth of it for
    d = 1. The sample variance of 120 is below 0.25 of it with probability 1e-12 (as that of 90 normals).
    """
    ds = (1, 4, 10, 18)
    train, _ = run(student, rng, ds, 2.0)
    spread = float(np.var(N * train[0] / 4.0, ddof=1)) / (2 * (N - 1))
    checks.holds(spread >= 0.25, "train hardly varies: is the noise drawn for each point?")
    for d, errors in zip(ds, train, strict=True):
        checks.holds(bool((errors >= 0).all()), "train is a mean of squares")
        total, law = N * float(errors.sum()) / 4.0, chi2((N - d) * REPS)
        checks.holds(
            law.ppf(1e-10) <= total <= law.isf(1e-10), f"mean of train for d = {d}"
        )


@pytest.mark.chance(1e-10)
@question(
    "double_descent", hint="Once d >= n the residual is rounding: lstsq, pinv, not inv."
)
def test_training_error_vanishes_once_there_are_as_many_unknowns_as_points(student, rng):
    train, _ = run(student, rng, (N, N + 6, 2 * N, 5 * N), 1.0)
    checks.holds(bool((train >= 0).all()), "train is a mean of squares")
    checks.holds(bool((train[1:] < 1e-18).all()), "train is not below 1e-18 for d > n")
    checks.holds(bool(np.median(train[0]) < 1e-18), "train is not below 1e-18 for d = n")


@pytest.mark.chance(1e-10)
@question(
    "double_descent",
    weight=2,
    hint="‖w - β‖² with mean σ²d/(n - d - 1); not the error on the sample.",
)
def test_risk_before_the_peak_is_that_of_theory(student, rng, picture):
    """Ratios to theory, capped at 6: the mean of 360 is within 0.33 of 1.

    Chernoff's bound with the moment generating function of 60,000 simulated ratios: 2e-11.
    """
    ds = (4, 7, 10)
    _, test = run(student, rng, ds, 4.0)
    picture.draw(lambda ax: _draw_risks(ax, ds, test, 4.0))
    theory = np.array([[ref.ols_risk(N, d, 4.0, 1.0)] for d in ds])
    checks.holds(bool((test >= 0).all()), "test is a squared norm")
    mean = float(np.minimum(test / theory, 6.0).mean())
    checks.holds(abs(mean - 1) <= 0.33, "the mean of test is not that of theory for d < n")


@pytest.mark.chance(1e-10)
@question(
    "double_descent",
    weight=2,
    hint="‖β‖ = 1: 1 - n/d of β is hidden, and noise adds σ²n/(d - n - 1). Is w of least norm?",
)
def test_risk_behind_the_peak_is_that_of_theory(student, rng, picture):
    """Ratios to theory, capped at 6: the mean of 360 is within 0.15 of 1 (1e-13, as before).

    Each mean of 120 is within 0.33 of 1: 8 standard errors for d = 40, more for the others.
    """
    ds = (40, 60, 100)
    _, test = run(student, rng, ds, 2.0)
    picture.draw(lambda ax: _draw_risks(ax, ds, test, 2.0))
    theory = np.array([[ref.ols_risk(N, d, 2.0, 1.0)] for d in ds])
    means = np.minimum(test / theory, 6.0).mean(axis=1)
    checks.holds(abs(float(means.mean()) - 1) <= 0.15, "the mean of test is not theory's")
    checks.holds(bool((np.abs(means - 1) <= 0.33).all()), "a mean of test is not theory's")


@pytest.mark.chance(1e-9)
@question(
    "double_descent", hint="σ = 0: β is found for d <= n, and 1 - n/d of it hidden after."
)
def test_without_noise_only_the_hidden_part_of_the_weights_is_missed(student, rng):
    """For d > n the risk has the law Beta((d - n)/2, n/2): all in (0, 1), mean 1 - n/d.

    d = 40: the standard error of the mean of 120 is 0.01; d = 80: 0.007.
    """
    ds = (3, 12, 40, 80)
    train, test = run(student, rng, ds, 0.0)
    checks.holds(bool((test[:2] < 1e-18).all()), "without noise β is found if d < n")
    checks.holds(bool((train < 1e-18).all()), "without noise nothing is left on the sample")
    checks.holds(bool(((test[2:] > 0) & (test[2:] < 1)).all()), "0 < test < 1 for d > n")
    for d, risks in zip(ds[2:], test[2:], strict=True):
        error = abs(float(risks.mean()) - (1 - N / d))
        checks.holds(error <= 0.065, f"the mean of test is not 1 - n/d for d = {d}")


@pytest.mark.chance(1e-11)
@question("double_descent", hint="The peak is at d = n; then the risk comes down again.")
def test_risk_peaks_where_interpolation_begins_and_descends_twice(student, rng, picture):
    """The risk peaks at d = n, and descends behind it.

    Medians of 120: 0.9 (d = 10), 42 (20), 2.2 (30), 1.1 (60). They are in this order but for a
    probability of 4e-12: 1.5 is the 0.2 quantile at d = 30 and the 0.9 quantile at d = 60.
    """
    ds = (10, N, 30, 60)
    _, test = run(student, rng, ds, 1.0)
    picture.draw(lambda ax: _draw_risks(ax, ds, test, 1.0))
    before, peak, after, late = (float(m) for m in np.median(test, axis=1))
    checks.holds(peak > 2 * max(before, after), "there is no peak at d = n")
    checks.holds(after > late, "the risk does not descend behind the peak")


@question("double_descent", hint="Data anew for every d and repetition, all from rng.")
def test_repetitions_are_drawn_afresh_from_the_generator_that_is_given(student, rng):
    seed = int(rng.integers(2**31))
    runs = []
    for s in (seed, seed, seed + 1):
        result = student.double_descent(6, [3, 9, 9], 0.5, 3, student.rng(s))
        runs.append(checks.array(result, "result", shape=(2, 3, 3)))
    # Threads may add in another order, so that the last digits differ.
    same, other = (np.allclose(runs[0][1], r[1], rtol=1e-6) for r in runs[1:])
    checks.holds(same, "the same generator, another result")
    checks.holds(not other, "another generator, the same result")
    risks = runs[0][1]
    checks.holds(len(set(risks.ravel().tolist())) == 9, "repetitions must not share data")
