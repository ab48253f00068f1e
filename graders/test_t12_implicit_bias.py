"""What a right answer to the topic on implicit bias does. Read the test names first.

Most laws are certificates: optimality conditions of the limit, the log of an oracle, bounds by
linear programs. They hold for every right answer, whatever road it took.
"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from course_lib.oracles import Oracle
from course_lib.topics import t12_implicit_bias as ref

question = pytest.mark.question
few = settings(max_examples=6)

NAN, INF = math.nan, math.inf
ONES = np.ones((2, 2))

BAD_SYSTEMS = (
    (np.ones(2), np.ones(2), "an X that is a vector"),
    (np.ones((2, 2, 2)), np.ones(2), "an X with three axes"),
    (ONES, np.ones((2, 1)), "a y of shape (n_samples, 1)"),
    (ONES, np.ones(3), "a y that is too long"),
    (np.ones((3, 2)), np.ones(1), "a y that is too short"),
    (np.zeros((0, 2)), np.zeros(0), "an X without rows"),
    (np.zeros((2, 0)), np.ones(2), "an X without columns"),
    (np.array([[1.0, NAN], [1.0, 2.0]]), np.ones(2), "NaN in X"),
    (np.array([[1.0, INF], [1.0, 2.0]]), np.ones(2), "infinity in X"),
    (ONES, np.array([1.0, NAN]), "NaN in y"),
    (ONES, np.array([1.0, INF]), "infinity in y"),
)


def unchanged(student, function, *args):
    """Check that a call leaves its arrays, also those in lists, as they were."""
    before = [[np.copy(p) for p in a] if isinstance(a, list) else np.copy(a) for a in args]
    _, after = student.keeping_arguments(function, *args)
    for old, new in zip(before, after, strict=True):
        if isinstance(old, list):
            parts = checks.items(new, f"the list given to {function}", len(old))
        else:
            old, parts = [old], (new,)
        for p, q in zip(old, parts, strict=True):
            same = isinstance(q, np.ndarray | float | int) and np.array_equal(p, q)
            checks.holds(same, f"{function} changed an argument; work on a copy")


# -- least squares --------------------------------------------------------------------------

DEPENDENT = (
    ([[1.0, 2.0], [1.0, 2.0]], "two equal rows"),
    ([[1.0, 2.0, 0.0], [0.0, 0.0, 0.0]], "a row of zeros"),
    ([[0.0, 2.0], [0.0, 1.0]], "a column of zeros"),
    ([[0.0, 0.0, 0.0]], "X = 0"),
    ([[1.0, 0.0, 1.0], [0.0, 2.0, 0.0], [1.0, 2.0, 1.0]], "a row that is a sum of others"),
)


def is_clear(X):
    """Tell whether each singular value is at least 0.1, or zero beyond doubt."""
    σ = np.linalg.svd(X, compute_uv=False)
    return bool(((σ >= 0.1) | (σ <= 1e-16 * σ[0])).all())


@st.composite
def systems(draw_):
    """X of any rank, y, and a start."""
    n, d = draw_(st.integers(1, 4)), draw_(st.integers(1, 4))
    X = draw_(draw.eighths((n, d)).filter(is_clear))
    return X, draw_(draw.eighths(n)), draw_(draw.eighths(d))


def random_system(rng, n, d, rank):
    """X of this rank with singular values in [1/2, 2], a solution, and a start."""
    U = np.linalg.qr(rng.standard_normal((n, n)))[0][:, :rank]
    V = np.linalg.qr(rng.standard_normal((d, d)))[0][:, :rank]
    return U * rng.uniform(0.5, 2, rank) @ V.T, *rng.standard_normal((2, d))


@question(
    "gd_limit",
    weight=4,
    hint="w_0 + X⁺(y - X w_0): the part of w_0 in the null space of X stays, and only that part.",
)
@given(systems())
@example((np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([1.0, 3.0]), np.array([0.5, -1.0])))
def test_limit_is_the_start_corrected_by_the_pseudoinverse_of_its_residual(student, system):
    X, y, w0 = system
    want = w0 + np.linalg.pinv(X, rcond=1e-12) @ (y - X @ w0)

    checks.close(student.gd_limit(X, y, w0), want, "the limit")


@question("gd_limit", hint="How does X w_∞ compare with y if some w solves X w = y?")
def test_limit_solves_the_equation_if_it_can_be_solved(student, rng):
    for n, d in ((1, 3), (2, 5), (3, 3)):
        X, w, w0 = random_system(rng, n, d, n)
        limit = checks.array(student.gd_limit(X, X @ w, w0), "the limit", shape=(d,))
        checks.close(X @ limit, X @ w, "X w", rtol=checks.rtol_for(limit, rtol=1e-5))


@question("gd_limit", hint="At the limit the gradient X'(Xw - y) is 0.")
def test_limit_satisfies_the_normal_equations_if_no_solution_exists(student, rng):
    for n, d, rank in ((4, 2, 2), (5, 3, 2)):
        X, _, w0 = random_system(rng, n, d, rank)
        y = rng.standard_normal(n)
        value = student.gd_limit(X, y, w0)
        w = checks.array(value, "the limit", shape=(d,))
        checks.close(
            X.T @ (X @ w - y), np.zeros(d), "the gradient", rtol=checks.rtol_for(value)
        )


@question("gd_limit", weight=0.5, hint="Every gradient X'r is a combination of rows of X.")
def test_way_from_the_start_to_the_limit_lies_in_the_row_space(student, rng):
    for n, d, rank in ((1, 3, 1), (3, 5, 2), (5, 4, 3)):
        X, _, w0 = random_system(rng, n, d, rank)
        value = student.gd_limit(X, rng.standard_normal(n), w0)
        way = checks.array(value, "the limit", shape=(d,)) - w0
        null = way - np.linalg.pinv(X, rcond=1e-12) @ (X @ way)
        tolerance = checks.rtol_for(value)
        checks.close(null, np.zeros(d), "its part outside the row space", atol=tolerance)


@question(
    "gd_limit", weight=0.5, hint="The limit is the projection of w_0 on the solutions."
)
def test_no_other_solution_is_nearer_to_the_start(student, rng):
    X, w, w0 = random_system(rng, 2, 5, 2)
    value = student.gd_limit(X, X @ w, w0)
    limit = checks.array(value, "the limit", shape=(5,))
    checks.close(X @ limit, X @ w, "X w", rtol=checks.rtol_for(value))
    null = np.eye(5) - np.linalg.pinv(X) @ X
    for size in (1e-2, 0.1, 1.0):
        other = np.linalg.norm(
            limit + size * (rng.standard_normal((8, 5)) @ null) - w0, axis=1
        )
        distance, slack = np.linalg.norm(limit - w0), checks.rtol_for(value)
        checks.holds(bool((distance <= other + slack).all()), "another solution is nearer")


@question("gd_limit", hint="Run it: w <- w - η X'(Xw - y), a few hundred times.")
def test_limit_is_where_a_simulated_run_ends(student, rng, picture):
    X, w, w0 = random_system(rng, 3, 5, 2)
    y = X @ w
    path = [w0]
    for _ in range(300):
        path.append(path[-1] - 0.3 * X.T @ (X @ path[-1] - y))
    value = student.gd_limit(X, y, w0)
    limit = checks.array(value, "the limit", shape=(5,))
    picture.draw(lambda ax: _draw_run(ax, np.array(path), limit))

    checks.close(value, path[-1], "the limit")


def _draw_run(ax, path, limit):
    ax.semilogy(np.maximum(np.linalg.norm(path[:60] - limit, axis=1), 1e-9))
    ax.set(xlabel="step", ylabel="distance from your limit", title="gradient descent")


@question(
    "gd_limit", weight=0.5, hint="At a solution the gradient is 0 from the beginning."
)
def test_a_start_that_solves_the_equation_does_not_move(student, rng):
    for n, d, rank in ((1, 2, 1), (2, 4, 2), (3, 4, 2)):
        X, w, _ = random_system(rng, n, d, rank)
        checks.close(student.gd_limit(X, X @ w, w), w, "the limit")


@question(
    "gd_limit", weight=1.5, hint="X X' or X'X may be singular: use the pseudoinverse."
)
def test_rows_may_be_dependent_or_zero(student, rng):
    for rows, what in DEPENDENT:
        X = np.array(rows)
        y, w0 = rng.integers(-16, 17, len(X)) / 8, rng.integers(-16, 17, X.shape[1]) / 8
        for values in (y, X @ (w0 + 1)):
            want = ref.gd_limit(X, values, w0)
            checks.close(student.gd_limit(X, values, w0), want, f"the limit for {what}")


@question("gd_limit", hint="Check axes, lengths and finiteness first.")
def test_gd_limit_refuses_what_does_not_fit(student):
    for X, y, what in BAD_SYSTEMS:
        checks.refuses(lambda: student.gd_limit(X, y, np.ones(2)), what)
    for w0, what in (
        (np.ones(3), "a w0 that is too long"),
        (np.ones(1), "a w0 that is too short"),
        (np.ones((2, 1)), "a w0 of shape (d, 1)"),
        (np.array([1.0, NAN]), "NaN in w0"),
        (np.array([INF, 1.0]), "infinity in w0"),
    ):
        checks.refuses(lambda: student.gd_limit(ONES, np.ones(2), w0), what)


@question("gd_limit", weight=0.5, hint="w0 += ... changes the caller's array.")
def test_gd_limit_leaves_its_arguments_unchanged(student, rng):
    X, w, w0 = random_system(rng, 2, 3, 2)
    unchanged(student, "gd_limit", X, X @ w + 1, w0)


# -- numbers --------------------------------------------------------------------------------


def _numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


@question("q12a", hint="The limit is the projection of w_0 on the line, not that of 0.")
def test_q12a_is_the_first_entry_of_the_limit(student, variant):
    _numeric(student, variant, "q12a")


@question("q12b", hint="w_1 = 2α² sinh(ν x_1) gives ν, then w_2, then y. It is α², not α.")
def test_q12b_is_the_right_hand_side_of_the_equation(student, variant):
    _numeric(student, variant, "q12b")


@question("q12c", hint="w_t = ŵ ln t + O(1), with ‖ŵ‖ = 1/γ. Which points carry ŵ?")
def test_q12c_is_the_growth_of_the_norm_in_a_decade(student, variant):
    _numeric(student, variant, "q12c")


# -- hypentropy -----------------------------------------------------------------------------

MODERATE = (0.1, 0.3, 1.0, 3.0)
BIAS_X = np.array(((1, 2, 3, 1, 0, 2), (2, -1, 1, 0, 3, 1)), dtype=float)
BIAS_Y = np.array([4.0, 1.0])
LEAST_L1 = 1.4


def flow_problem(rng, n, d):
    """X with singular values in [1/2, 2], y of norm 2 in its range."""
    X, w, _ = random_system(rng, n, d, n)
    y = X @ w
    return X, 2 * y / np.linalg.norm(y)


def interpolant(student, X, y, alpha):
    """Return the student's limit as an array (d,)."""
    value = student.hypentropy_interpolant(X, y, alpha)
    return checks.array(value, f"w for alpha = {alpha:g}", shape=(X.shape[1],))


def precise(value, want, name):
    """Compare to 1e-6; float32 gets no extra room."""
    scale = max(1.0, float(np.abs(want).max()))
    checks.close(value, want, name, rtol=1e-6, atol=1e-6 * scale, double=True)


@question(
    "hypentropy_interpolant",
    weight=5,
    hint="w = 2α² sinh(X'ν): is it α², and can entries be negative?",
)
@given(draw.seeds(), st.sampled_from(((1, 2), (2, 4), (3, 6))), st.sampled_from(MODERATE))
@settings(max_examples=15)
def test_limit_of_the_flow_is_found_as_well_as_by_a_simulation(student, seed, shape, alpha):
    X, y = flow_problem(np.random.default_rng(seed), *shape)
    want = ref.hypentropy_interpolant(X, y, alpha)

    result = student.hypentropy_interpolant(X, y, alpha)
    checks.close(result, want, "w", rtol=5e-3, atol=5e-3)


@question(
    "hypentropy_interpolant",
    weight=3,
    hint="A simulation of the flow is not accurate enough: solve the dual.",
)
def test_limit_of_the_flow_is_found_to_six_digits(student, rng):
    for alpha in (*MODERATE, 10.0):
        X, y = flow_problem(rng, 2, 5)
        want = ref.hypentropy_interpolant(X, y, alpha)
        precise(student.hypentropy_interpolant(X, y, alpha), want, f"w for α = {alpha:g}")


@question("hypentropy_interpolant", weight=1.5, hint="The limit solves X w = y.")
def test_limit_of_the_flow_interpolates_to_eight_digits(student, rng):
    cases = [(np.array([[2.0]]), np.array([-3.0]), 0.5)]
    for (n, d), alpha in (((1, 3), 0.1), ((2, 5), 1.0), ((3, 3), 0.5), ((2, 4), 10.0)):
        cases.append((*flow_problem(rng, n, d), alpha))
    for X, y, alpha in cases:
        w = interpolant(student, X, y, alpha)
        residual = float(np.linalg.norm(X @ w - y))
        checks.at_most(
            residual, 1e-8 * max(1.0, np.linalg.norm(y)), "‖Xw - y‖", slack=1e-12
        )


@question(
    "hypentropy_interpolant",
    weight=1.5,
    hint="Optimality: arcsinh(w/2α²) = X'ν is a combination of the rows of X.",
)
def test_inverse_hyperbolic_sine_of_the_limit_lies_in_the_row_space(student, rng):
    for (n, d), alpha in (((1, 3), 0.5), ((2, 5), 1.0), ((2, 6), 2.0)):
        X, y = flow_problem(rng, n, d)
        w = interpolant(student, X, y, alpha)
        s = np.arcsinh(w / (2 * alpha**2))
        checks.holds(bool(np.abs(s).max() > 1e-3), "w = 0 does not interpolate")
        outside = s - np.linalg.pinv(X) @ (X @ s)
        checks.close(outside, np.zeros(d), "its part outside the row space", atol=1e-5)


@question(
    "hypentropy_interpolant",
    weight=0.5,
    hint="The limit is the interpolant of least hypentropy.",
)
def test_no_other_interpolant_has_smaller_hypentropy(student, rng):
    for alpha in (0.01, 0.3):
        X, y = flow_problem(rng, 2, 5)
        w = interpolant(student, X, y, alpha)
        checks.close(X @ w, y, "X w")
        least, null = ref.hypentropy(w, alpha), np.eye(5) - np.linalg.pinv(X) @ X
        downhill = -null @ np.arcsinh(w / (2 * alpha**2))
        ways = [*(rng.standard_normal((6, 5)) @ null), downhill]
        for v, size in itertools.product(ways, np.logspace(-5, 0, 11)):
            other = ref.hypentropy(w + size * v, alpha)
            checks.holds(least <= other + 1e-6, "another interpolant has less")


@question(
    "hypentropy_interpolant",
    weight=0.5,
    hint="Scale y by c and α² by |c|: w is scaled by c, also for c = -1.",
)
@given(draw.seeds())
@few
def test_scaling_the_data_and_the_square_of_alpha_scales_the_limit(student, seed):
    X, y = flow_problem(np.random.default_rng(seed), 1, 3)
    w = interpolant(student, X, y, 0.3)
    checks.close(X @ w, y, "X w")

    for c in (-1.0, 0.25, 9.0):
        scaled = student.hypentropy_interpolant(X, c * y, 0.3 * math.sqrt(abs(c)))
        checks.close(scaled, c * w, "w of the scaled problem")


@question(
    "hypentropy_interpolant", hint="sinh s ≈ s for large α: the solution of least 2-norm."
)
def test_large_alpha_gives_the_least_two_norm(student, rng):
    for n, d in ((1, 4), (3, 5)):
        X, y = flow_problem(rng, n, d)
        y = 10 * y
        want = np.linalg.pinv(X) @ y
        precise(student.hypentropy_interpolant(X, y, 100.0), want, "w for α = 100")


@question(
    "hypentropy_interpolant",
    weight=1.5,
    hint="Newton steps must be damped; cosh overflows at 711. The limit is nearly sparse.",
)
def test_small_alpha_gives_the_least_one_norm(student, picture):
    """As α → 0 the 1-norm goes to its least value, slowly at first."""
    alphas, excess = (0.1, 1e-2, 1e-4, 1e-8), []
    picture.draw(lambda ax: _draw_excess(ax, alphas, excess))
    for alpha in alphas:
        w = interpolant(student, BIAS_X, BIAS_Y, alpha)
        excess.append(float(np.abs(w).sum()) - LEAST_L1)
    want = [
        np.abs(ref.hypentropy_interpolant(BIAS_X, BIAS_Y, a)).sum() - LEAST_L1
        for a in alphas
    ]
    checks.close(excess, want, "‖w‖_1 above its least value", rtol=1e-6, atol=1e-5)
    checks.holds(excess[-1] < 1e-4, "at α = 1e-8 the 1-norm is nearly the least one")


def _draw_excess(ax, alphas, excess):
    ax.loglog(alphas[: len(excess)], np.maximum(np.abs(excess), 1e-9), "o-")
    ax.set(xlabel="α", ylabel="your ‖w‖_1 above its least value")


@question("hypentropy_interpolant", hint="From α = 1e-8 to 100: start Newton at 0, damped.")
def test_limit_is_found_for_very_small_alpha(student):
    for alpha in (1e-8, 1e-6, 1e-3):
        want = ref.hypentropy_interpolant(BIAS_X, BIAS_Y, alpha)
        result = student.hypentropy_interpolant(BIAS_X, BIAS_Y, alpha)
        precise(result, want, f"w for α = {alpha:g}")
    X, y = np.array([[1.0, 2.0, 0.0]]), np.array([-3.0])
    want = ref.hypentropy_interpolant(X, y, 1e-6)
    precise(student.hypentropy_interpolant(X, y, 1e-6), want, "w for α = 1e-06")


@question(
    "hypentropy_interpolant", hint="If rows are dependent, ν is not unique but X'ν is."
)
def test_dependent_equations_are_legal_and_idle_coordinates_stay_zero(student, rng):
    w0 = rng.integers(-8, 9, 2) / 8 + np.array([2.0, -3.0])
    X = np.array([[1.0, 0.0, 2.0, -1.0], [0.5, 0.0, -1.0, 1.0], [1.5, 0.0, 1.0, 0.0]])
    y = np.array([*w0, w0.sum()])
    want = ref.hypentropy_interpolant(X[:2], w0, 0.5)
    precise(student.hypentropy_interpolant(X, y, 0.5), want, "w")
    twice = np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 0.0]])
    want = ref.hypentropy_interpolant(twice[:1], np.array([3.0]), 0.5)
    precise(student.hypentropy_interpolant(twice, np.array([3.0, 3.0]), 0.5), want, "w")


@question("hypentropy_interpolant", weight=0.5, hint="At y = 0 the flow stands still.")
def test_flow_stands_still_if_the_right_hand_side_is_zero(student):
    X = np.array([[1.0, -2.0, 0.5]])
    checks.close(student.hypentropy_interpolant(X, np.zeros(1), 0.5), np.zeros(3), "w")


@question(
    "hypentropy_interpolant", hint="Check axes, lengths, finiteness, α > 0, residual."
)
def test_hypentropy_interpolant_refuses_what_has_no_answer(student):
    for X, y, what in BAD_SYSTEMS:
        checks.refuses(lambda: student.hypentropy_interpolant(X, y, 1.0), what)
    for alpha in (0.0, -0.5, NAN, INF):
        what = f"alpha = {alpha}"
        checks.refuses(lambda: student.hypentropy_interpolant(BIAS_X, BIAS_Y, alpha), what)
    for X, y in (
        (ONES, np.array([1.0, 1.5])),
        (np.array([[0.0]]), np.ones(1)),
        (np.array([[1.0], [2.0]]), np.array([1.0, 2.5])),
    ):
        checks.refuses(
            lambda: student.hypentropy_interpolant(X, y, 1.0),
            "an equation without solution",
        )


@question("hypentropy_interpolant", weight=0.5, hint="Work on copies.")
def test_hypentropy_interpolant_leaves_its_arguments_unchanged(student, rng):
    unchanged(student, "hypentropy_interpolant", *flow_problem(rng, 2, 4), 0.5)


# -- logistic loss --------------------------------------------------------------------------

POINTS = np.array((2, 4, 4, 1, -2, -6, 6, 6, -4, -3, 1, 6)).reshape(6, 2) / 2
LABELS = np.array((1, 1, -1, 1, -1, 1), dtype=float)
SVM = np.array([3.0, 2.0]) / 7
MIXED = np.array([[1.0, 0.5], [2.0, -1.0], [-1.0, 1.0], [0.5, 2.0], [-1.5, -1.0]])
MIXED_LABELS = np.array([1.0, -1.0, 1.0, 1.0, 1.0])
"""Not separable: the maximum-likelihood estimate is finite."""


@st.composite
def labelled(draw_):
    """Points, labels, a step and a number of steps."""
    n, d = draw_(st.integers(1, 4)), draw_(st.integers(1, 3))
    X, y = draw_(draw.eighths((n, d))), draw_(draw.signs(n))
    return X, y, draw_(st.integers(1, 8)) / 8, draw_(st.integers(1, 4))


def trajectory(student, X, y, eta, n, **options):
    """Return the student's iterates, shape (n + 1, d), and their relative accuracy."""
    value = student.logistic_gd(X, y, eta, n, **options)
    path = checks.array(value, "the trajectory", shape=(n + 1, X.shape[1]))
    return path, checks.rtol_for(value)


@question(
    "logistic_gd",
    weight=4,
    hint="-∇L = mean of σ(-m_i) y_i x_i: the weight is near 1 for points that are wrong.",
)
@given(labelled())
def test_steps_follow_the_gradient_of_the_mean_logistic_loss(student, problem):
    checks.close(student.logistic_gd(*problem), ref.logistic_gd(*problem), "the trajectory")


@question(
    "logistic_gd",
    weight=4,
    hint="-∇L/L = Σ p_i y_i x_i with p = softmax(-m); the t-th step is η/√t, from t = 1.",
)
@given(labelled())
def test_normalised_steps_weigh_the_points_by_the_softmin_of_their_margins(
    student, problem
):
    want = ref.logistic_gd(*problem, normalized=True)

    checks.close(student.logistic_gd(*problem, normalized=True), want, "the trajectory")


@question(
    "logistic_gd", weight=0.5, hint="The first row is w_0 = 0, for n = 0 the only one."
)
def test_without_steps_only_the_start_is_returned(student):
    for normalized in (False, True):
        path = student.logistic_gd(POINTS, LABELS, 0.5, 0, normalized=normalized)
        checks.close(path, np.zeros((1, 2)), "the trajectory")


@question(
    "logistic_gd", weight=0.5, hint="Descent lemma; smoothness is at most σ_max²/(4n)."
)
def test_loss_falls_as_the_descent_lemma_says(student, rng):
    for X, y in ((POINTS, LABELS), (MIXED, MIXED_LABELS)):
        L = np.linalg.norm(X, 2) ** 2 / (4 * len(X))
        eta = float(rng.uniform(0.5, 1.5)) / L
        path, slack = trajectory(student, X, y, eta, 30)
        checks.holds(bool((path[1] != path[0]).any()), "the path does not move")
        loss = ref.logistic_loss(X, y, path)
        gain = (1 / eta - L / 2) * (np.diff(path, axis=0) ** 2).sum(axis=1)
        checks.holds(
            bool((np.diff(loss) <= -gain + slack).all()), "the loss falls too little"
        )


@question("logistic_gd", weight=0.5, hint="Only the products y_i x_i matter.")
def test_turning_a_point_and_its_label_round_changes_nothing(student):
    flip = np.array([-1.0, 1.0, 1.0, -1.0, 1.0, 1.0])
    for normalized in (False, True):
        path, slack = trajectory(student, POINTS, LABELS, 0.5, 5, normalized=normalized)
        checks.holds(bool((path[1] != path[0]).any()), "the path does not move")
        turned = student.logistic_gd(
            flip[:, None] * POINTS, flip * LABELS, 0.5, 5, normalized=normalized
        )
        checks.close(turned, path, "the trajectory of the turned points", rtol=slack)


@question(
    "logistic_gd",
    weight=1.5,
    hint="exp(1000) overflows: write σ(-m) without e^{-m} for negative m, and subtract the "
    "smallest margin before the softmin.",
)
def test_nothing_overflows_at_margins_of_ten_thousand(student):
    X = np.array([[8.0, 0.0], [6.0, 1.0], [-1.0, 7.0]])
    y = np.array([1.0, -1.0, -1.0])
    for eta, normalized in ((64.0, False), (1024.0, False), (32.0, True), (256.0, True)):
        want = ref.logistic_gd(X, y, eta, 4, normalized=normalized)
        result = student.logistic_gd(X, y, eta, 4, normalized=normalized)
        checks.close(result, want, f"the trajectory for eta = {eta:g}")


@question(
    "logistic_gd",
    weight=1.5,
    hint="On separable data L(w_t) ~ c/t and w_t ~ ŵ ln t: each decade adds ln 10/γ.",
)
def test_on_separable_data_the_loss_falls_like_one_over_t_and_the_norm_grows_like_log_t(
    student, picture
):
    path, _ = trajectory(student, POINTS, LABELS, 0.5, 2000)
    picture.draw(lambda ax: _draw_growth(ax, path))
    ts = np.array([20, 200, 2000])
    times_t = ref.logistic_loss(POINTS, LABELS, path[ts]) * ts
    checks.holds(
        bool(((times_t > 0.35) & (times_t < 0.6)).all()), "t L(w_t) leaves its range"
    )
    growth = np.diff(np.linalg.norm(path[ts], axis=1)) / np.linalg.norm(SVM) / math.log(10)
    checks.holds(
        bool((abs(growth - 1) < 0.2).all()), "the norm does not grow like ln t / γ"
    )


def _draw_growth(ax, path):
    t = np.arange(1, len(path))
    ax.semilogx(t, np.linalg.norm(path[1:], axis=1), label="your ‖w_t‖")
    ax.semilogx(t, np.log(t) * np.linalg.norm(SVM), "k:", label="slope 1/γ per e-fold")
    ax.set(xlabel="t")
    ax.legend()


@question("logistic_gd", hint="The direction goes to that of the SVM, like 1/ln t.")
def test_on_separable_data_the_direction_turns_slowly_to_that_of_the_svm(student):
    path, _ = trajectory(student, POINTS, LABELS, 0.5, 1500)
    ts = np.array([30, 300, 1500])
    checks.holds(bool((np.abs(path[ts]).max(axis=1) > 0).all()), "the path does not move")
    angles = np.array([ref.angle(path[t], SVM) for t in ts])
    checks.holds(bool((np.diff(angles) < 0).all()), "the angle to the SVM must fall")
    product = angles * np.log(ts)
    checks.holds(
        bool((product > 0.5).all() and (product < 1.5).all()),
        "angle × ln t must stay near a constant",
    )


@question("logistic_gd", hint="Steps η/√t along -∇L/L reach the margin fast: is it 1/√t?")
def test_normalised_steps_reach_the_largest_margin_in_five_hundred_steps(student):
    path, _ = trajectory(student, POINTS, LABELS, 0.5, 500, normalized=True)
    size = float(np.linalg.norm(path[-1]))
    checks.holds(size > 1, "the weights must grow")
    margin = float((LABELS * (POINTS @ path[-1])).min()) / size
    largest = 1 / float(np.linalg.norm(SVM))
    checks.holds(margin >= 0.995 * largest, "the margin is not nearly the largest one")
    checks.at_most(margin, largest, "the margin", slack=1e-5)
    # Σ η/√t steps along Σ p_i y_i x_i, which has norm at least γ
    grown = size / (0.5 * (1 / np.sqrt(np.arange(1, 501))).sum() * largest)
    checks.holds(0.98 <= grown <= 1.1, "the weights do not grow like Σ η/√t")


@question("logistic_gd", hint="Where the points are mixed, ∇L = 0 has a finite solution.")
def test_on_mixed_data_the_path_ends_at_the_maximum_likelihood_estimate(student):
    path, slack = trajectory(student, MIXED, MIXED_LABELS, 3.0, 200)
    checks.holds(bool(np.abs(path[-1]).max() > 0.1), "the path does not move")
    z = MIXED * MIXED_LABELS[:, None]
    gradient = -(1 / (1 + np.exp(z @ path[-1]))) @ z / len(z)
    checks.close(gradient, np.zeros(2), "the gradient at the end", atol=slack)


@question("logistic_gd", weight=0.5, hint="Labels may be integers, and all equal.")
def test_integer_labels_and_a_single_label_are_legal(student):
    for y in (LABELS.astype(np.int64), np.ones(6, dtype=np.int64), -np.ones(6)):
        want = ref.logistic_gd(POINTS, y, 0.25, 3)
        checks.close(student.logistic_gd(POINTS, y, 0.25, 3), want, "the trajectory")


@question("logistic_gd", hint="Labels are -1 and 1; check them, shapes, η > 0 and n >= 0.")
def test_logistic_gd_refuses_other_labels_and_what_does_not_fit(student):
    for X, y, what in BAD_SYSTEMS:
        checks.refuses(lambda: student.logistic_gd(X, y, 0.5, 2), what)
    for y in ([0.0, 1.0], [1.0, 2.0], [1.0, -0.5]):
        checks.refuses(
            lambda: student.logistic_gd(ONES, np.array(y), 0.5, 2), f"the labels {y}"
        )
    for eta in (0.0, -1.0, NAN, INF):
        checks.refuses(
            lambda: student.logistic_gd(ONES, np.array([1.0, -1.0]), eta, 2), f"eta = {eta}"
        )
    checks.refuses(
        lambda: student.logistic_gd(ONES, np.array([1.0, -1.0]), 0.5, -1), "n = -1"
    )


@question("logistic_gd", weight=0.5, hint="X *= y[:, None] changes the caller's array.")
def test_logistic_gd_leaves_its_arguments_unchanged(student):
    unchanged(student, "logistic_gd", POINTS.copy(), LABELS.copy(), 0.5, 2)


# -- steepest descent -----------------------------------------------------------------------

NORMS = (1, 2, INF)


def dual(g, norm):
    """Return the dual norm of g."""
    return float(np.linalg.norm(g, {1: INF, 2: 2, INF: 1}[norm]))


def descend(student, grad, w0, norm, steps):
    """Run the student's method; return w_0, …, w_T, the gradients, and the accuracy."""
    value = student.steepest_descent(grad, w0, norm, steps)
    last = checks.array(value, "the last iterate", shape=w0.shape)
    checks.holds(
        grad.calls == len(steps), f"{len(steps)} steps need exactly {len(steps)} gradients"
    )
    path = np.vstack([grad.queries.reshape(-1, w0.size), last])
    slack = checks.rtol_for(value, rtol=1e-9)
    checks.close(path[0], w0, "the first query, or the result", rtol=checks.rtol_for(value))
    return path, np.array(grad.answers).reshape(-1, w0.size), slack


def are_steepest(path, gradients, norm, steps, slack):
    """Check each step by its certificate: length at most η, and no less descent than any."""
    for t, (v, g, eta) in enumerate(
        zip(np.diff(path, axis=0), gradients, steps, strict=True)
    ):
        room = slack * max(1.0, eta, float(np.abs(path).max()))
        length = float(np.linalg.norm(v, norm))
        checks.holds(length <= eta + 8 * room, f"step {t} is longer than η")
        if not g.any():
            checks.holds(length <= room, f"step {t}: the gradient is 0 and the point moves")
        short = eta * dual(g, norm) + float(g @ v)
        checks.holds(
            short <= 8 * room * max(1.0, dual(g, norm)),
            f"step {t} does not descend as much as a step of length η can",
        )


def check_steps(student, norm, problem):
    A, b, w0, steps = problem
    name = f"grad(w) = {A.tolist()} @ w - {b.tolist()}"
    grad = Oracle(lambda w: A @ w - b, shape=b.shape, name=name)
    path, gradients, slack = descend(student, grad, w0, norm, steps)
    are_steepest(path, gradients, norm, steps, slack)


@st.composite
def quadratics(draw_):
    """A, b, w0, steps; every answer is a multiple of a power of two, so ties are ties."""
    d = draw_(st.integers(1, 4))
    A = draw_(draw.eighths((d, d), bound=2))
    b, w0 = draw_(draw.eighths(d)), draw_(draw.eighths(d))
    steps = draw_(st.lists(st.integers(1, 16).map(lambda k: k / 8), min_size=1, max_size=3))
    return A, b, w0, steps


@question(
    "steepest_descent",
    weight=2,
    hint="Norm 1: the unit ball has the vertices ±e_j, so the largest entry of g moves alone.",
)
@given(quadratics())
@example((np.zeros((3, 3)), np.array([2.0, 1.0, -2.0]), np.zeros(3), [0.5, 0.25]))
def test_steps_in_the_one_norm_move_the_coordinate_of_largest_slope(student, problem):
    check_steps(student, 1, problem)


@question(
    "steepest_descent",
    weight=2,
    hint="Norm 2: -g/‖g‖, times η; the size of the gradient does not matter.",
)
@given(quadratics())
@example((np.zeros((1, 1)), np.zeros(1), np.ones(1), [0.5]))
def test_steps_in_the_two_norm_follow_the_normalised_gradient(student, problem):
    check_steps(student, 2, problem)


@question(
    "steepest_descent",
    weight=2,
    hint="Maximum norm: the unit ball is the cube, so every coordinate moves by its sign.",
)
@given(quadratics())
def test_steps_in_the_maximum_norm_follow_the_signs(student, problem):
    check_steps(student, INF, problem)


@question(
    "steepest_descent", weight=0.5, hint="argmax of |g|: one of the largest, not all."
)
def test_ties_may_be_broken_in_any_way_but_the_step_keeps_its_length(student):
    for norm in NORMS:
        for g in ([2.0, -2.0, 1.0], [-3.0, 3.0, 3.0], [0.0, 1.0, 0.0]):
            grad = Oracle(lambda w, g=g: np.array(g), shape=(3,), name=f"grad = {g}")
            path, gradients, slack = descend(student, grad, np.zeros(3), norm, [0.5, 1.5])
            are_steepest(path, gradients, norm, [0.5, 1.5], slack)


@question("steepest_descent", weight=0.5, hint="0/0: if g = 0 the point stays.")
def test_where_the_gradient_is_zero_the_point_stays(student):
    w0 = np.array([1.0, -2.0])
    for norm in NORMS:
        grad = Oracle(lambda w: np.zeros(2), shape=(2,), name="grad = 0")
        checks.close(student.steepest_descent(grad, w0, norm, [1.0, 0.5]), w0, "the result")


@question("steepest_descent", weight=0.5, hint="No step, no gradient; a step of 0 stays.")
def test_no_steps_return_the_start_without_a_question(student):
    w0 = np.array([1.0, -2.0])
    for norm in NORMS:
        grad = Oracle(lambda w: w, shape=(2,), budget=0)
        checks.close(student.steepest_descent(grad, w0, norm, []), w0, "the result")
        grad = Oracle(lambda w: w, shape=(2,), budget=1)
        checks.close(student.steepest_descent(grad, w0, norm, [0.0]), w0, "the result")


@question("steepest_descent", weight=0.5, hint="Only the direction of the gradient counts.")
def test_size_of_the_gradient_does_not_matter(student):
    w0 = np.array([1.0, -2.0, 4.0])
    for norm in NORMS:
        ends = []
        for size in (1e-9, 1.0, 1e6):
            grad = Oracle(lambda w, s=size: s * (w - np.array([0.5, 7.0, 0.0])), shape=(3,))
            end = student.steepest_descent(grad, w0, norm, [0.5, 0.25])
            ends.append(checks.array(end, "the result", shape=(3,)))
        checks.holds(bool((ends[1] != w0).any()), "the point does not move")
        for end in ends:
            checks.close(end, ends[1], "the result", rtol=1e-5)


SEPARABLE = np.array(
    [[1.0, -5.0, -3.0], [2.0, -5.0, 5.0], [0.0, 3.0, 2.0], [-1.0, 4.0, -1.0]]
)
SEPARABLE_LABELS = np.array([1.0, 1.0, -1.0, -1.0])


@question(
    "steepest_descent",
    weight=2,
    hint="The margin in the norm of the steps approaches the largest one for that norm.",
)
def test_margin_of_each_norm_approaches_its_largest_value(student, picture):
    """On the exponential loss the margin reaches 95 % of the largest one, and no more than it.

    With the steps of another norm it stays below 88 % for these points.
    """
    z = SEPARABLE * SEPARABLE_LABELS[:, None]

    def slope(w):
        m = z @ w
        p = np.exp(m.min() - m)
        return -(p / p.sum()) @ z

    steps = (0.5 / np.sqrt(np.arange(1.0, 161))).tolist()
    shares = []
    picture.draw(lambda ax: _draw_shares(ax, shares))
    for norm in NORMS:
        grad = Oracle(slope, shape=(3,), name="gradient of ln Σ exp(-m_i)")
        w = checks.array(
            student.steepest_descent(grad, np.zeros(3), norm, steps), "w", shape=(3,)
        )
        size = float(np.linalg.norm(w, norm))
        checks.holds(size > 0, "the point does not move")
        largest = ref.largest_margin(SEPARABLE, SEPARABLE_LABELS, norm)
        shares.append(float((z @ w).min()) / size / largest)
    for norm, share in zip(NORMS, shares, strict=True):
        checks.holds(share >= 0.95, f"the margin for the norm {norm:g} is too small")
        checks.at_most(share, 1.0, f"the share of the margin, norm {norm:g}", slack=1e-5)


def _draw_shares(ax, shares):
    ax.bar([f"norm {norm:g}" for norm in NORMS[: len(shares)]], shares)
    ax.axhline(1, color="k", linestyle=":")
    ax.set(ylabel="your margin / largest margin")


@question("steepest_descent", hint="Check w0, the norm, the steps, and each gradient.")
def test_steepest_descent_refuses_other_norms_and_bad_numbers(student):
    def run(w0=(1.0, 2.0), norm=2, steps=(0.5, 0.5), answer=(1.0, 1.0)):
        grad = Oracle(lambda w: np.array(answer), shape=None)
        return student.steepest_descent(grad, np.array(w0), norm, list(steps))

    for w0, what in (
        (np.ones((2, 2)), "a w0 with two axes"),
        (np.zeros(0), "an empty w0"),
        ([1.0, NAN], "NaN in w0"),
        ([1.0, INF], "infinity in w0"),
    ):
        checks.refuses(lambda: run(w0=w0), what)
    for norm in (0, 3, 1.5, -INF):
        checks.refuses(lambda: run(norm=norm), f"the norm {norm}")
    for steps in ([0.5, -1.0], [NAN], [0.5, INF]):
        checks.refuses(lambda: run(steps=steps), f"the steps {steps}")
    for norm in NORMS:
        for answer in ([1.0, NAN], [1.0, INF], [1.0, 1.0, 1.0], [1.0], [[1.0], [1.0]]):
            what = f"a gradient {answer} in two dimensions"
            checks.refuses(lambda: run(norm=norm, answer=answer), what)


@question("steepest_descent", weight=0.5, hint="w += ... changes the caller's array.")
def test_steepest_descent_leaves_the_start_unchanged(student):
    for norm in NORMS:
        grad = Oracle(lambda w: w - 3, shape=(2,))
        start = np.array([1.0, 0.5])
        _, after = student.keeping_arguments("steepest_descent", grad, start, norm, [0.5])
        same = isinstance(after[1], np.ndarray) and np.array_equal(after[1], start)
        checks.holds(same, "steepest_descent changed w0; work on a copy")


# -- deep linear nets -----------------------------------------------------------------------


def deep_problem(rng, widths, n_samples=3):
    """Factors, inputs and targets in eighths."""
    Ws = [rng.integers(-8, 9, (b, a)) / 8 for a, b in itertools.pairwise(widths)]
    X = rng.integers(-8, 9, (n_samples, widths[0])) / 8
    return Ws, X, rng.integers(-16, 17, (n_samples, widths[-1])) / 8


def factors_like(value, Ws):
    """Return the student's factors, shaped as `Ws`."""
    parts = checks.items(value, "the factors", len(Ws))
    pairs = zip(parts, Ws, strict=True)
    return [
        checks.array(p, f"W_{k}", shape=W.shape) for k, (p, W) in enumerate(pairs, start=1)
    ]


def drift(student, Ws, X, Y, eta, T):
    """Return ‖D(T) - D(0)‖ at a fixed time T, and the final factors."""
    value = student.deep_linear_gd(Ws, X, Y, eta, round(T / eta))
    end = factors_like(value, Ws)
    change = [b - a for a, b in zip(ref.imbalance(Ws), ref.imbalance(end), strict=True)]
    return math.sqrt(sum(float((c**2).sum()) for c in change)), end


@question(
    "deep_linear_gd",
    weight=5,
    hint="All factors move at once, along (W_L…W_{l+1})' G (W_{l-1}…W_1)', without 1/n_samples.",
)
@given(draw.seeds(), st.lists(st.integers(1, 3), min_size=2, max_size=5), st.integers(1, 3))
def test_steps_follow_the_gradient_of_every_factor(student, seed, widths, n):
    Ws, X, Y = deep_problem(np.random.default_rng(seed), widths)
    want = ref.deep_linear_gd(Ws, X, Y, 0.125, n)
    parts = checks.items(student.deep_linear_gd(Ws, X, Y, 0.125, n), "the factors", len(Ws))
    for k, (part, W) in enumerate(zip(parts, want, strict=True), start=1):
        checks.close(part, W, f"W_{k}")


@question(
    "deep_linear_gd", weight=3, hint="W_{l+1}' W_{l+1} - W_l W_l': both are d_l × d_l."
)
@given(draw.seeds(), st.lists(st.integers(1, 3), min_size=3, max_size=5))
def test_imbalance_compares_the_gram_matrices_of_neighbours(student, seed, widths):
    Ws, _, _ = deep_problem(np.random.default_rng(seed), widths)
    parts = checks.items(student.imbalance(Ws), "the imbalance", len(Ws) - 1)
    for k, part in enumerate(parts):
        want = Ws[k + 1].T @ Ws[k + 1] - Ws[k] @ Ws[k].T
        checks.close(part, want, f"D_{k + 1}")


@question(
    "deep_linear_gd", hint="For L = 1 this is least squares, with nothing to balance."
)
def test_one_factor_is_least_squares_and_has_nothing_to_balance(student, rng):
    (W,), X, Y = deep_problem(rng, (3, 2))
    want = W.copy()
    for _ in range(4):
        want = want - 0.125 * (X @ want.T - Y).T @ X
    (part,) = checks.items(student.deep_linear_gd([W], X, Y, 0.125, 4), "the factors", 1)
    checks.close(part, want, "W_1")
    checks.items(student.imbalance([W]), "the imbalance of one factor", 0)


@question(
    "deep_linear_gd",
    weight=1.5,
    hint="Terms of order η cancel if all factors use the same iterate.",
)
def test_imbalance_drifts_by_half_as_much_with_half_the_step(student, picture):
    X = np.eye(2)
    Ws = [np.array([[0.5, 0.75], [0.25, -0.5], [1.0, 0.5]])]
    Ws.append(np.array([[0.75, 0.5, -0.25], [0.5, -0.25, 1.0]]))
    Y = np.array([[2.0, -1.0], [0.5, 1.5]])
    etas, drifts = (0.02, 0.01), []
    picture.draw(lambda ax: _draw_drift(ax, etas[: len(drifts)], drifts))
    for eta in etas:
        change, end = drift(student, Ws, X, Y, eta, 1.0)
        drifts.append(change)
        moved = max(float(np.abs(a - b).max()) for a, b in zip(Ws, end, strict=True))
        checks.holds(moved > 0.1, "the factors do not move")
    for a, b in itertools.pairwise(drifts):
        checks.holds(0.4 * a <= b <= 0.6 * a, "the drift is not proportional to the step")


def _draw_drift(ax, etas, drifts):
    ax.loglog(etas, drifts, "o-", label="your drift at T = 1")
    ax.loglog(etas, np.array(etas) / etas[0] * max(drifts[0], 1e-12), "k:", label="slope 1")
    ax.set(xlabel="step η")
    ax.legend()


@question("deep_linear_gd", weight=0.5, hint="Balanced factors have equal Frobenius norms.")
def test_balanced_factors_keep_equal_norms_while_they_learn(student, rng):
    u, v = (x / np.linalg.norm(x) for x in rng.standard_normal((2, 3)))
    e = np.eye(3)[0]
    Ws = [0.5 * np.outer(e, u), 0.5 * np.outer(e, e), 0.5 * np.outer(v, e)]
    value = student.deep_linear_gd(Ws, np.eye(3), 2 * np.outer(u, v), 0.02, 150)
    sizes = [float(np.linalg.norm(W)) for W in factors_like(value, Ws)]
    checks.holds(min(sizes) > 1.1, "the factors must grow to reach the target")
    checks.close(sizes, np.full(3, 2 ** (1 / 3)), "the norms of the factors", rtol=1e-2)


@question("deep_linear_gd", weight=0.5, hint="Zero steps, or a target that is reached.")
def test_factors_stay_where_there_is_nothing_to_learn(student, rng):
    Ws, X, Y = deep_problem(rng, (2, 3, 2))
    for target, n in ((Y, 0), (X @ (Ws[1] @ Ws[0]).T, 5)):
        end = checks.items(student.deep_linear_gd(Ws, X, target, 0.5, n), "the factors", 2)
        for part, W in zip(end, Ws, strict=True):
            checks.close(part, W, "a factor")


@question("deep_linear_gd", hint="Check the list, the shapes of neighbours, X, Y, η and n.")
def test_deep_linear_gd_and_imbalance_refuse_what_does_not_fit(student):
    A, B, X = np.ones((3, 2)), np.ones((2, 3)), np.ones((4, 2))
    chains = (
        ([], "no factor"),
        ([A, A], "factors that do not fit together"),
        ([A, np.ones((2, 2))], "factors that do not fit together"),
        ([np.ones((1, 2)), B], "factors that do not fit together"),
        ([A, np.ones(3)], "a factor that is a vector"),
        ([A, np.full((2, 3), NAN)], "NaN in a factor"),
        ([np.full((3, 2), INF), B], "infinity in a factor"),
        ([np.zeros((0, 2)), np.zeros((2, 0))], "an empty factor"),
    )
    for Ws, what in chains:
        checks.refuses(lambda: student.imbalance(Ws), what)
        checks.refuses(lambda: student.deep_linear_gd(Ws, X, X, 0.1, 0), what)
    for args, what in (
        ((np.ones((4, 3)), X, 0.1, 0), "an X that does not fit W_1"),
        ((X, np.ones((4, 3)), 0.1, 0), "a Y that does not fit W_L"),
        ((X, np.ones((4, 1)), 0.1, 0), "a Y with one column too few"),
        ((X, np.ones((3, 2)), 0.1, 0), "a Y with fewer rows than X"),
        ((X, np.ones((1, 2)), 0.1, 0), "a Y with one row"),
        ((X, np.ones(2), 0.1, 0), "a Y that is a vector"),
        ((np.ones(2), X, 0.1, 0), "an X that is a vector"),
        ((np.zeros((0, 2)), np.zeros((0, 2)), 0.1, 0), "no samples"),
        ((np.full((4, 2), NAN), X, 0.1, 0), "NaN in X"),
        ((X, np.full((4, 2), INF), 0.1, 0), "infinity in Y"),
        ((X, X, 0.0, 1), "eta = 0"),
        ((X, X, -0.1, 0), "eta < 0"),
        ((X, X, NAN, 1), "eta = NaN"),
        ((X, X, INF, 1), "an infinite eta"),
        ((X, X, 0.1, -1), "n = -1"),
    ):
        checks.refuses(lambda: student.deep_linear_gd([A, B], *args), what)


@question("deep_linear_gd", weight=0.5, hint="W -= ... changes the caller's matrices.")
def test_deep_linear_gd_and_imbalance_leave_the_factors_unchanged(student, rng):
    Ws, X, Y = deep_problem(rng, (2, 3, 2))
    Ws, Y = [W + 0.5 for W in Ws], Y + 4
    unchanged(student, "deep_linear_gd", Ws, X + 0.5, Y, 0.25, 2)
    unchanged(student, "imbalance", Ws)


# -- experiment -----------------------------------------------------------------------------


def two_norms(student, alphas, X, y):
    """Return the student's two curves, each of shape (len(alphas),)."""
    value = student.bias_vs_alpha(list(alphas), X, y)
    return checks.array(value, "(l1, l2)", shape=(2, len(alphas)))


@question(
    "bias_vs_alpha", weight=2, hint="First ‖w‖_1, then ‖w‖_2, of the same w for each α."
)
def test_norms_are_those_of_the_hypentropy_interpolants(student, rng):
    alphas = (0.02, 0.2, 2.0)
    for n, d in ((1, 3), (2, 5), (3, 4)):
        X, y = flow_problem(rng, n, d)
        ws = [ref.hypentropy_interpolant(X, y, alpha) for alpha in alphas]
        want = [[np.linalg.norm(w, p) for w in ws] for p in (1, 2)]
        checks.close(two_norms(student, alphas, X, y), want, "(l1, l2)", rtol=1e-3)


@question(
    "bias_vs_alpha",
    weight=2,
    hint="Small α: least 1-norm. Large α: least 2-norm. Compare the curves with both limits.",
)
def test_one_norm_increases_with_alpha_from_its_least_value_and_two_norm_falls_to_its_own(
    student, picture
):
    alphas = np.logspace(-4, 1, 6)
    l1, l2 = two_norms(student, alphas.tolist(), BIAS_X, BIAS_Y)
    picture.draw(lambda ax: _draw_norms(ax, alphas, l1, l2))
    least_l2 = float(np.linalg.norm(np.linalg.pinv(BIAS_X) @ BIAS_Y))
    checks.holds(bool((np.diff(l1) > 0).all()), "the 1-norm must increase with α here")
    checks.holds(bool((np.diff(l2) < 0).all()), "the 2-norm must fall with α here")
    checks.holds(0 <= l1[0] - LEAST_L1 < 2e-3, "for small α: nearly the least 1-norm")
    checks.holds(abs(l2[-1] - least_l2) < 1e-4, "for large α: nearly the least 2-norm")


def _draw_norms(ax, alphas, l1, l2):
    ax.semilogx(alphas, l1, "o-", label="your l1")
    ax.semilogx(alphas, l2, "s-", label="your l2")
    ax.axhline(LEAST_L1, color="k", linestyle=":", label="least 1-norm")
    ax.set(xlabel="α")
    ax.legend()


@question("bias_vs_alpha", weight=2, hint="The angle of w_t, t counted from w_0 = 0.")
def test_angles_are_those_of_the_iterates_of_gradient_descent(student, rng):
    for ts in ([1, 2, 3, 10], [5, 40]):
        X = rng.integers(-16, 17, (4, 3)) / 8 + np.array([1.0, 0.0, 0.0])
        y = rng.choice((-1.0, 1.0), 4)
        direction = rng.standard_normal(3) * rng.uniform(0.5, 3)
        want = ref.angle_vs_t(ts, X, y, 0.5, direction)
        result = student.angle_vs_t(ts, X, y, 0.5, direction)
        checks.close(result, want, "the angles", rtol=1e-3, atol=1e-6)


@question("bias_vs_alpha", hint="Soudry et al.: the angle falls like 1/ln t.")
def test_angle_to_the_svm_falls_like_one_over_log_t(student):
    ts = [100, 300, 800, 2000]
    value = student.angle_vs_t(ts, POINTS, LABELS, 0.5, SVM)
    angles = checks.array(value, "the angles", shape=(4,))
    checks.holds(bool((np.diff(angles) < 0).all()), "the angle must fall")
    product = angles * np.log(ts)
    checks.holds(bool((product > 0.8).all()), "angle × ln t is too small")
    checks.holds(bool((product < 1.6).all()), "angle × ln t is too large")
    checks.holds(product.max() <= 2 * product.min(), "angle × ln t must vary little")
