"""What a right answer to the topic on infinite width does. Read the test names first."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.special import erf

from autograder import checks
from autograder import strategies as draw
from autograder.errors import Raised
from course_lib.oracles import Oracle
from course_lib.topics import t03_infinite_width as ref

question = pytest.mark.question

FACTORS = st.sampled_from((1, 2, 2, 2)).flatmap(lambda k: draw.eighths((2, k)))
"""Matrices A; A Aᵀ is a covariance, singular if A has one column."""

DIMENSIONS = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
"""(n, k, d)"""

BATCHES = DIMENSIONS.flatmap(
    lambda s: st.tuples(draw.eighths((s[0], s[2])), draw.eighths((s[1], s[2])))
)
SIGMAS_W = st.sampled_from((0.5, 1.0, 1.5, 2.0))
SIGMAS_B = st.sampled_from((0.0, 0.25, 1.0, 1.5))

POINTS = np.array([[1.5, -0.5], [1.0, 2.0], [-0.75, 0.25]])
"""Three points in general position."""

BAD_COVARIANCES = (
    (np.array([[1.0, 0.5], [0.25, 1.0]]), "an S that is not symmetric"),
    (np.array([[1.0, 0.25], [0.5, 1.0]]), "an S with a larger entry below the diagonal"),
    (np.array([[1.0, 2.0], [2.0, 1.0]]), "an S with a negative eigenvalue"),
    (np.array([[-1.0, 0.0], [0.0, 1.0]]), "a negative variance of u"),
    (np.array([[1.0, 0.0], [0.0, -1.0]]), "a negative variance of v"),
    (np.array([[-1.0, 0.0], [0.0, -1.0]]), "two negative variances"),
    (np.array([[0.0, 0.5], [0.5, 1.0]]), "a covariance with a variable that is constant"),
    (np.array([[1.0, np.nan], [np.nan, 1.0]]), "NaN in S"),
    (np.array([[np.inf, 0.0], [0.0, 1.0]]), "an infinite variance"),
    (np.eye(3), "an S of shape (3, 3)"),
    (np.ones((1, 2)), "an S of shape (1, 2)"),
    (np.ones(4), "an S that is a vector"),
)

BAD_MATRICES = (
    (np.zeros((0, 2)), "without rows"),
    (np.ones(2), "that is a vector"),
    (np.array([[0.0, np.nan]]), "with NaN"),
    (np.array([[np.inf, 0.0]]), "with an infinite entry"),
    (np.ones((2, 3)), "with too many columns"),
)

BAD_NUMBERS = (-0.5, math.nan, math.inf)

ROUNDED = 1 + 2.3e-16
"""A correlation that rounding has pushed over 1."""


def moments(student, S):
    """Return e, de and the relative tolerance, checked to be two numbers."""
    result = student.relu_moments(S)
    e, de = checks.array(result, "(e, de)", shape=(2,))
    parts = result if isinstance(result, tuple | list) else [result]
    return float(e), float(de), checks.rtol_for(*parts)


def near(value, want, name, rtol, scale=1.0):
    """Compare numbers that are already checked, relative to `scale`."""
    error = abs(value - want)
    checks.holds(
        error <= (rtol + 1e-7) * scale,
        f"{name} is off by about {checks.power_of_ten(error)}",
    )


def cov(a, b, c):
    """Return [[a, c], [c, b]]."""
    return np.array([[a, c], [c, b]], dtype=float)


def unchanged(student, function, *args):
    """Check that a call leaves its arrays as they were."""
    _, after = student.keeping_arguments(function, *args)
    for before, now in zip(args, after, strict=True):
        if isinstance(before, np.ndarray):
            same = isinstance(now, np.ndarray) and np.array_equal(now, before)
            checks.holds(same, f"{function} changed an argument; work on a copy")


def rotation(rng, d):
    """Return a random orthogonal matrix."""
    return np.linalg.qr(rng.standard_normal((d, d)))[0]


def _numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


# -- two Gaussian moments -------------------------------------------------------------------


@question(
    "relu_moments",
    weight=4,
    hint="The factor is 1/(2π), the angle is in radians, and √(s11 s22) stands in front.",
)
@given(FACTORS)
@example(np.array([[1.0, 0.0], [1.0, 1.0]]))
@example(np.array([[1.0], [0.5]]))
def test_moments_are_those_of_the_arc_cosine_kernels(student, A):
    S = A @ A.T
    scale = math.sqrt(S[0, 0] * S[1, 1])
    e, de, rtol = moments(student, S)
    want_e, want_de = ref.relu_moments(S)

    near(e, want_e, "e", rtol, max(scale, 1e-3))
    if scale > 0:
        near(de, want_de, "de", rtol)


@question("relu_moments", weight=2, hint="P(u > 0, v > 0) = 1/4 + arcsin(ρ)/(2π): radians.")
def test_probability_of_the_quadrant_is_sheppards_formula(student, picture):
    """de is 1/4 + arcsin(ρ)/2π, Sheppard's formula, whatever the variances are."""
    rhos, values = np.arange(-7, 8) / 8, []
    picture.draw(lambda ax: _draw_quadrant(ax, rhos, values))
    for rho in rhos:
        _, de, rtol = moments(student, cov(4.0, 0.25, rho))
        values.append(de)
        near(de, 0.25 + math.asin(rho) / (2 * math.pi), f"de at ρ = {rho}", rtol)


def _draw_quadrant(ax, rhos, values):
    ax.plot(rhos[: len(values)], values, "o", label="your de")
    ax.plot([-1, 0, 1], [0, 0.25, 0.5], "k+", label="ρ = -1, 0, 1")
    ax.set(xlabel="correlation ρ", ylabel="P(u > 0, v > 0)")
    ax.legend()


@question(
    "relu_moments", hint="θ = 0: relu(u) relu(cu) = c relu(u)², and E relu(u)² = s/2."
)
def test_variables_in_proportion_have_half_the_covariance(student):
    for c in (1.0, 0.25, 3.0):
        for s in (1.0, 2.0, 0.7):
            e, de, rtol = moments(student, cov(s, c * c * s, c * s))
            near(e, c * s / 2, f"e for v = {c}u", rtol, c * s)
            near(de, 0.5, f"de for v = {c}u", rtol)


@question("relu_moments", hint="θ = π: one of u and -cu is not positive.")
def test_opposite_variables_are_never_both_positive(student):
    for c in (1.0, 0.25, 3.0):
        for s in (1.0, 2.0, 0.7):
            e, de, rtol = moments(student, cov(s, c * c * s, -c * s))
            near(e, 0.0, f"e for v = -{c}u", rtol, c * s)
            near(de, 0.0, f"de for v = -{c}u", rtol)
    e, de, rtol = moments(student, cov(1.0, 1.0, 0.0))
    near(e, 1 / (2 * math.pi), "e at θ = π/2", rtol)
    near(de, 0.25, "de at θ = π/2", rtol)


@question(
    "relu_moments",
    hint="ReLU is homogeneous: e is multiplied by the product of the factors, de stays.",
)
def test_scaling_the_variables_scales_e_and_leaves_the_probability(student):
    for rho in (-0.5, 0.125, 0.75):
        e, de, _ = moments(student, cov(1.0, 1.0, rho))
        checks.holds(e > 0 and de > 0, "e and de are positive unless v = -cu")
        for a, b in ((2.0, 0.5), (1e3, 1e-3), (1e-3, 1e-3), (1e3, 1e3), (0.25, 16.0)):
            big, same, single = moments(student, cov(a * a, b * b, a * b * rho))
            near(big, a * b * e, f"e for ({a:g}u, {b:g}v)", single, a * b)
            near(same, de, f"de for ({a:g}u, {b:g}v)", single)
            swapped, _, _ = moments(student, cov(b * b, a * a, a * b * rho))
            near(swapped, big, "e with u and v exchanged", single, a * b)


@question(
    "relu_moments",
    hint="relu(v) - relu(-v) = v, so e(s12) - e(-s12) = E relu(u) v = s12/2.",
)
def test_the_two_signs_of_the_covariance_differ_by_half_of_it(student, rng):
    for _ in range(8):
        a, b = rng.integers(2, 25, 2) / 8
        c = math.sqrt(a * b) * int(rng.integers(1, 8)) / 8
        plus, up, rtol = moments(student, cov(a, b, c))
        minus, down, _ = moments(student, cov(a, b, -c))
        near(plus - minus, c / 2, "e(s12) - e(-s12) - s12/2", rtol, math.sqrt(a * b))
        near(up + down, 0.5, "de(s12) + de(-s12) - 1/2", rtol)


@question("relu_moments", hint="∂/∂s12 E f(u) g(v) = E f'(u) g'(v), and relu' is a step.")
def test_probability_is_the_derivative_of_e_as_price_says(student):
    """∂e/∂s12 = de (Price's theorem), integrated over s12 from a to b."""
    t, weights = np.polynomial.legendre.leggauss(6)
    for s11, s22, a, b in ((1.0, 1.0, -0.5, 0.5), (2.0, 0.5, 0.125, 0.75)):
        middle, half = (a + b) / 2, (b - a) / 2
        slopes = [moments(student, cov(s11, s22, middle + half * x))[1] for x in t]
        low, _, rtol = moments(student, cov(s11, s22, a))
        high, _, _ = moments(student, cov(s11, s22, b))
        near(high - low, half * float(weights @ slopes), "the rise of e", rtol)


@question("relu_moments", hint="Clip the correlation to [-1, 1] before arccos.")
def test_a_correlation_beyond_one_by_rounding_is_accepted(student):
    for sign, want_e, want_de in ((1, 0.5, 0.5), (-1, 0.0, 0.0)):
        e, de, rtol = moments(student, cov(1.0, 1.0, sign * ROUNDED))
        near(e, want_e, f"e at correlation {sign}", rtol)
        near(de, want_de, f"de at correlation {sign}", rtol)
    e, _, rtol = moments(student, np.array([[1.0, 0.5], [0.5 + 1e-12, 1.0]]))
    near(e, ref.relu_moments(cov(1, 1, 0.5))[0], "e with an asymmetry of 1e-12", rtol)
    for scale, error in ((1e6, 5e-5), (1e-3, 5e-11)):
        S = scale * np.array([[1.0, 0.5], [0.5, 1.0]])
        S[1, 0] += error
        e, _, rtol = moments(student, S)
        want = scale * ref.relu_moments(cov(1, 1, 0.5))[0]
        near(e, want, f"e with an asymmetry of {error:g}", rtol, scale)
    for S in (cov(-1e-11, 1.0, 0.0), cov(1.0, -1e-11, 0.0)):
        e, _, _ = moments(student, S)
        near(e, 0.0, "e with a variance of -1e-11", 0.0)


@question("relu_moments", hint="With s11 = 0 the quotient s12/√(s11 s22) is 0/0.")
def test_a_variable_of_variance_zero_gives_e_zero(student):
    for S in (cov(0, 2, 0), cov(2, 0, 0), cov(0, 0, 0)):
        e, _, _ = moments(student, S)
        near(e, 0.0, "e", 0.0)


@question("relu_moments", hint="Shape, finite entries, symmetry, smallest eigenvalue.")
def test_relu_moments_refuses_what_is_no_covariance(student):
    for bad, what in BAD_COVARIANCES:
        checks.refuses(lambda: student.relu_moments(bad), what)


@question("relu_moments", weight=0.5, hint="S /= ... changes the caller's array.")
def test_relu_moments_leaves_the_covariance_unchanged(student):
    unchanged(student, "relu_moments", cov(4.0, 2.0, 1.0))


@question("q3a", hint="s11 = ‖x‖², s22 = ‖z‖², the angle in radians, the factor 1/(2π).")
def test_q3a_is_the_arc_cosine_kernel_at_the_angle(student, variant):
    _numeric(student, variant, "q3a")


# -- random features ------------------------------------------------------------------------


@question(
    "random_feature_kernel",
    weight=4,
    hint="relu(XWᵀ) relu(ZWᵀ)ᵀ divided by the number m of rows of W.",
)
@given(BATCHES, st.integers(1, 4), draw.seeds())
def test_kernel_is_the_mean_of_products_of_features(student, XZ, m, seed):
    X, Z = XZ
    W = np.random.default_rng(seed).integers(-16, 17, (m, X.shape[1])) / 8
    result = student.random_feature_kernel(X, Z, W)

    checks.close(result, ref.random_feature_kernel(X, Z, W), "K_m")


@question("random_feature_kernel", hint="1/m: a mean over features. 1/√m breaks this.")
def test_kernel_is_the_mean_of_the_kernels_of_blocks_of_features(student, rng):
    X, Z = rng.integers(-16, 17, (3, 2)) / 8, rng.integers(-16, 17, (2, 2)) / 8
    W = np.vstack([rng.integers(-16, 17, (8, 2)) / 8, [[1.0, 0.5], [-1.0, 0.25]] * 2])
    whole = checks.array(student.random_feature_kernel(POINTS, Z, W), "K", shape=(3, 2))
    parts = [
        checks.array(student.random_feature_kernel(POINTS, Z, B), "K", shape=(3, 2))
        for B in np.split(W, 3)
    ]
    checks.close(np.mean(parts, axis=0), whole, "mean over three blocks", rtol=1e-3)
    twice = student.random_feature_kernel(X, Z, np.vstack([W, W]))
    once = student.random_feature_kernel(X, Z, W)
    checks.close(twice, checks.array(once, "K", shape=(3, 2)), "K with every row twice")


@question(
    "random_feature_kernel",
    weight=2,
    hint="The limit is E relu(w·x) relu(w·z), not half or twice of it; relu, not the identity.",
)
def test_directions_spread_evenly_over_the_circle_give_the_arc_cosine_kernel(
    student, picture
):
    """Directions spread evenly over the circle give the arc-cosine kernel.

    In the plane E|w|² = 2 and the direction is uniform, so the mean over m equally spaced
    vectors of length √2 is E relu(w·x) relu(w·z) up to an error of order 1/m².
    """
    angle = 2 * np.pi * (np.arange(1024) + 0.25) / 1024
    W = math.sqrt(2) * np.column_stack([np.cos(angle), np.sin(angle)])
    between = np.linspace(0, np.pi, 9)
    X = np.column_stack([np.cos(between), np.sin(between)])
    result = student.random_feature_kernel(X, 2 * X[:1], W)
    K = checks.array(result, "K", shape=(9, 1))
    picture.draw(lambda ax: _draw_circle(ax, between, K))
    want = [[ref.relu_moments(cov(1, 4, 2 * math.cos(t)))[0]] for t in between]

    checks.close(result, want, "K", atol=1e-4)


def _draw_circle(ax, angle, K):
    ax.plot(angle, K[:, 0] / 2, "o-", label="your kernel / 2")
    ax.plot([0, np.pi], [0.5, 0], "k+", label="limit at 0 and π")
    ax.set(xlabel="angle between x and z")
    ax.legend()


@question("random_feature_kernel", hint="K(X, X) is H Hᵀ/m with H of shape (n, m).")
def test_kernel_is_positive_semidefinite_and_its_rank_at_most_the_width(student, rng):
    X = np.vstack([POINTS, rng.integers(-16, 17, (2, 2)) / 8])
    W = np.array([[1.0, 0.5], [-0.5, 1.0]])
    result = student.random_feature_kernel(X, X, W)
    K = checks.array(result, "K", shape=(5, 5))
    checks.close(K.T, K, "K transposed", rtol=checks.rtol_for(result))
    low = np.linalg.eigvalsh((K + K.T) / 2)
    top, room = low[-1], 1e-9 if not checks.is_single(result) else 1e-5
    checks.holds(top > 0.1, "K(X, X) is almost zero")
    checks.holds(low[0] >= -room * top, "K(X, X) has a negative eigenvalue")
    checks.holds(abs(low[2]) <= room * top, "two features, but the rank is larger than 2")


@question("random_feature_kernel", weight=0.5, hint="Three matrices with d columns each.")
def test_random_feature_kernel_refuses_what_does_not_fit(student):
    good = np.ones((2, 2))
    for bad, what in BAD_MATRICES:
        for i, name in enumerate("XZW"):
            args = [good, good, good]
            args[i] = bad
            checks.refuses(lambda: student.random_feature_kernel(*args), f"{name} {what}")
    empty = np.zeros((2, 0))
    checks.refuses(lambda: student.random_feature_kernel(empty, empty, empty), "no columns")


@question("random_feature_kernel", weight=0.5, hint="Work on copies.")
def test_random_feature_kernel_leaves_its_arguments_unchanged(student):
    W = np.array([[1.0, -2.0], [-0.5, 0.25]])
    unchanged(student, "random_feature_kernel", POINTS.copy(), -POINTS[:2], W)


@question(
    "q3b", hint="Var(a g) = E a² E g² - (E a)² (E g)²; the mean of m of them: over m."
)
def test_q3b_is_the_variance_of_a_mean_of_units(student, variant):
    _numeric(student, variant, "q3b")


# -- quadrature -----------------------------------------------------------------------------

COVARIANCES = (
    cov(1.0, 1.0, 0.0),
    cov(1.5, 0.5, 0.25),
    cov(0.75, 1.25, -0.875),
    cov(1.0, 1.0, 0.9375),
)
SINGULAR = (
    cov(1.0, 1.0, 1.0),
    cov(1.0, 1.0, -1.0),
    cov(0.25, 1.0, 0.5),
    cov(1.0, 0.0, 0.0),
    cov(0.0, 1.25, 0.0),
    cov(0.0, 0.0, 0.0),
)


def fn(f, name="phi"):
    """Return f as an oracle that answers at arrays of any shape."""
    return Oracle(f, shape=None, name=name)


def power(k):
    """Return t -> t^k."""
    return fn(lambda t: np.asarray(t, dtype=float) ** k)


def _quadrature(student, a, b, S, n):
    result = student.gaussian_expectation(power(a), power(b), S, n)
    checks.close(result, ref.monomial_moment(a, b, S), f"E u^{a} v^{b} with {n} nodes")


@question(
    "gaussian_expectation",
    weight=3,
    hint="Nodes for e^{-t²} are to be stretched by √2; the weights must add up to 1.",
)
def test_moments_of_monomials_are_those_of_isserlis(student):
    for S in COVARIANCES:
        for a, b in (
            (0, 0),
            (2, 0),
            (0, 2),
            (1, 1),
            (2, 2),
            (3, 1),
            (1, 3),
            (4, 2),
            (1, 0),
        ):
            _quadrature(student, a, b, S, 30)


@question(
    "gaussian_expectation",
    weight=2,
    hint="N nodes in each of both directions: exact up to the total degree 2N - 1.",
)
def test_few_nodes_are_exact_for_polynomials_of_low_degree(student):
    for S in (*COVARIANCES, SINGULAR[0]):
        for n, a, b in ((2, 1, 1), (2, 2, 0), (3, 2, 2), (3, 4, 0), (3, 1, 3), (5, 4, 4)):
            _quadrature(student, a, b, S, n)


@question("gaussian_expectation", hint="The only node of the rule with N = 1 is 0.")
def test_one_node_stands_at_the_mean(student):
    for S in COVARIANCES:
        result = student.gaussian_expectation(fn(np.cos), fn(lambda t: t**2 - 3.0), S, 1)
        checks.close(result, -3.0, "with one node")


@question(
    "gaussian_expectation",
    weight=2,
    hint="F Fᵀ = S with F a square root of S: standard deviations, not variances.",
)
def test_sines_and_exponentials_have_their_closed_forms(student):
    for S in COVARIANCES:
        (a, c), (_, b) = S
        result = student.gaussian_expectation(fn(np.sin), fn(np.sin), S, 30)
        checks.close(result, math.exp(-(a + b) / 2) * math.sinh(c), "E sin u sin v")
        result = student.gaussian_expectation(fn(np.exp), fn(np.sin), S, 30)
        checks.close(result, math.exp((a - b) / 2) * math.sin(c), "E exp(u) sin v")


@question("gaussian_expectation", hint="Williams 1997: the kernel of a net of erf units.")
def test_erf_units_have_the_kernel_of_williams(student):
    """E erf(u) erf(v) is (2/π) arcsin(2 s12/√((1 + 2 s11)(1 + 2 s22))), with 40 nodes."""
    for S in COVARIANCES:
        (a, c), (_, b) = S
        sine = 2 * c / math.sqrt((1 + 2 * a) * (1 + 2 * b))
        result = student.gaussian_expectation(fn(erf), fn(erf), S)
        checks.close(result, 2 / math.pi * math.asin(sine), "E erf(u) erf(v)")


@question(
    "gaussian_expectation",
    weight=2,
    hint="Cholesky needs S > 0. Use eigenvectors, or v = (s12/s11) u + remainder.",
)
def test_singular_covariances_are_accepted(student):
    for S in SINGULAR:
        (a, c), (_, b) = S
        result = student.gaussian_expectation(fn(np.sin), fn(np.sin), S, 30)
        checks.close(result, math.exp(-(a + b) / 2) * math.sinh(c), "E sin u sin v")
        result = student.gaussian_expectation(fn(np.cos), fn(np.exp), S, 30)
        checks.close(result, math.exp((b - a) / 2) * math.cos(c), "E cos(u) exp(v)")


@question("gaussian_expectation", hint="Clip negative eigenvalues, or pivots, at 0.")
def test_a_covariance_that_is_semidefinite_up_to_rounding_is_accepted(student):
    for c in (ROUNDED, 1 + 1e-11, -1 - 1e-11):
        result = student.gaussian_expectation(power(1), power(3), cov(1, 1, c), 12)
        checks.close(result, 3 * math.copysign(1, c), "E u v³")
    for S in (cov(-1e-11, 1.0, 0.0), cov(1.0, -1e-11, 0.0)):
        result = student.gaussian_expectation(power(2), power(2), S, 12)
        checks.close(result, 0.0, "E u² v² with a variance of -1e-11")
    S = np.array([[1.0, 0.5], [0.5 + 1e-12, 1.0]])
    result = student.gaussian_expectation(power(1), power(1), S, 12)
    checks.close(result, 0.5, "E u v with an asymmetry of 1e-12")


@question(
    "gaussian_expectation", weight=0.5, hint="Check S as in relu_moments; n_nodes >= 1."
)
def test_gaussian_expectation_refuses_what_is_no_covariance(student):
    for bad, what in BAD_COVARIANCES:
        checks.refuses(
            lambda: student.gaussian_expectation(fn(np.sin), fn(np.sin), bad, 12), what
        )
    for n in (0, -2):
        checks.refuses(
            lambda: student.gaussian_expectation(fn(np.sin), fn(np.sin), np.eye(2), n),
            f"n_nodes = {n}",
        )


@question("gaussian_expectation", weight=0.5, hint="Work on a copy of S.")
def test_gaussian_expectation_leaves_the_covariance_unchanged(student):
    unchanged(student, "gaussian_expectation", fn(np.sin), fn(np.sin), cov(1.5, 1, 0.5), 12)


# -- the kernel of a deep net ---------------------------------------------------------------


@question(
    "nngp_kernel",
    weight=6,
    hint="σ_w² and σ_b², 1/d in the first layer only, the bias in every layer, and the "
    "variances of x and of z propagated on their own.",
)
@given(BATCHES, st.integers(0, 4), SIGMAS_W, SIGMAS_B)
@example((POINTS, POINTS[1:]), 2, 1.5, 0.25)
def test_kernel_follows_the_recursion_over_the_layers(student, XZ, depth, sigma_w, sigma_b):
    X, Z = XZ
    want = ref.nngp_kernel(X, Z, depth, sigma_w, sigma_b)
    floor = max(1e-2, float(np.abs(want).max()))

    result = student.nngp_kernel(X, Z, depth, sigma_w, sigma_b)
    checks.close(result, want, "K", floor=floor)


@question("nngp_kernel", hint="depth counts hidden layers: for 0 the net is affine.")
@given(BATCHES, SIGMAS_W, SIGMAS_B)
def test_a_net_without_hidden_layers_has_an_affine_kernel(student, XZ, sigma_w, sigma_b):
    X, Z = XZ
    want = sigma_b**2 + sigma_w**2 * X @ Z.T / X.shape[1]

    checks.close(student.nngp_kernel(X, Z, 0, sigma_w, sigma_b), want, "K")


def _sampled_kernel(X, depth, sigma_w, sigma_b, width, rng):
    """Return the kernel of one random net: given a layer, the next one is Gaussian."""
    K = sigma_b**2 + sigma_w**2 * X @ X.T / X.shape[1]
    for _ in range(depth):
        h = np.linalg.cholesky(K) @ rng.standard_normal((len(X), width))
        h = np.maximum(h, 0.0)
        K = sigma_b**2 + sigma_w**2 * h @ h.T / width
    return K


@question(
    "nngp_kernel",
    weight=2,
    hint="Given the features of a layer, preactivations of the next one have the covariance "
    "σ_b² + σ_w² times the mean of products of features.",
)
def test_kernel_is_that_of_a_very_wide_random_net(student):
    """The kernel is that of a sampled net of width 20000, up to 10 %.

    Points and seed are fixed: the largest deviation of the exact kernel is about 2 %.
    """
    for depth, sigma_w, sigma_b in ((1, 1.5, 0.5), (3, 1.25, 0.25)):
        net = np.random.default_rng(303)
        want = _sampled_kernel(POINTS, depth, sigma_w, sigma_b, 20_000, net)
        result = student.nngp_kernel(POINTS, POINTS, depth, sigma_w, sigma_b)
        scale = float(np.abs(want).max())
        checks.close(
            result, want, f"K of {depth} layers", rtol=0.1, atol=0, floor=scale / 4
        )


@question("nngp_kernel", hint="A covariance: symmetric, no negative eigenvalue.")
def test_kernel_is_symmetric_and_positive_semidefinite(student):
    X = np.array(
        [
            [1, 0.5, -2],
            [0.25, 1.5, 1],
            [-1, 0.5, 0.75],
            [2, 2, -1],
            [0.5, -1, 1],
            [0.5, -1, 1],
        ]
    )
    for depth in (1, 3):
        result = student.nngp_kernel(X, X, depth, 1.25, 0.25)
        K = checks.array(result, "K", shape=(6, 6))
        single = checks.is_single(result)
        checks.holds(float(np.diag(K).min()) > 0.01, "variances must be positive (σ_b > 0)")
        checks.close(K.T, K, "K transposed", rtol=1e-3 if single else 1e-7)
        room = (1e-6 if single else 1e-9) * float(np.trace(K))
        low = float(np.linalg.eigvalsh((K + K.T) / 2)[0])
        checks.holds(low >= -room, "K(X, X) has a negative eigenvalue")


@question(
    "nngp_kernel",
    hint="K(x, z) depends on x and z alone: nothing is normalised by the batch.",
)
def test_entries_depend_on_their_two_points_alone(student, rng):
    """A block of the kernel of both batches is the kernel of the blocks, either way round."""
    X, Z = rng.integers(-16, 17, (3, 3)) / 8, rng.integers(-16, 17, (2, 3)) / 8
    X[0], Z[0] = (1.0, 0.5, -2.0), (0.5, 1.0, 1.5)
    both = np.vstack([X, Z])
    result = student.nngp_kernel(both, both, 2, 1.5, 0.5)
    K = checks.array(result, "K of both batches", shape=(5, 5))
    checks.holds(float(K[0, 0]) > 0.01, "variances must be positive (σ_b > 0)")
    block = student.nngp_kernel(X, Z, 2, 1.5, 0.5)
    checks.close(block, K[:3, 3:], "K(X, Z)", rtol=checks.rtol_for(result))
    other = student.nngp_kernel(Z, X, 2, 1.5, 0.5)
    checks.close(other, K[:3, 3:].T, "K(Z, X)", rtol=checks.rtol_for(result))
    one = student.nngp_kernel(X[:1], Z[:1], 2, 1.5, 0.5)
    checks.close(one, K[:1, 3:4], "K(x, z)", rtol=checks.rtol_for(result))


@question("nngp_kernel", hint="The law of Wx depends on the inner products of the points.")
def test_a_rotation_of_all_points_changes_nothing(student, rng):
    X, Z = rng.integers(-16, 17, (3, 3)) / 8, rng.integers(-16, 17, (2, 3)) / 8
    X[0] = (1.0, 0.5, -2.0)
    Q = rotation(rng, 3)
    result = student.nngp_kernel(X, Z, 2, 1.5, 0.5)
    K = checks.array(result, "K", shape=(3, 2))
    checks.holds(float(np.abs(K).max()) > 0.01, "K is almost zero, although σ_b > 0")
    turned = student.nngp_kernel(X @ Q, Z @ Q, 2, 1.5, 0.5)
    checks.close(turned, K, "K(XQ, ZQ)", rtol=checks.rtol_for(result))


@question("nngp_kernel", hint="Without biases the net is homogeneous: h(cx) = c h(x).")
def test_without_biases_the_kernel_is_homogeneous(student):
    for depth in (0, 2):
        result = student.nngp_kernel(POINTS, POINTS[:2], depth, 1.5, 0.0)
        K = checks.array(result, "K", shape=(3, 2))
        checks.holds(float(K[0, 0]) > 0.01, "K(x, x) must be positive")
        for c in (0.25, 3.0, 100.0):
            scaled = student.nngp_kernel(c * POINTS, POINTS[:2], depth, 1.5, 0.0)
            checks.close(scaled, c * K, f"K({c:g}x, z)", rtol=checks.rtol_for(result))


@question("nngp_kernel", hint="q_{l+1} = σ_w² q_l/2 = q_l: this is what He chose σ_w for.")
def test_he_initialisation_keeps_the_variance_in_every_depth(student):
    want = 2 * (POINTS**2).sum(axis=1) / 2
    for depth in (0, 1, 7, 60):
        result = student.nngp_kernel(POINTS, POINTS, depth, math.sqrt(2), 0.0)
        K = checks.array(result, "K", shape=(3, 3))
        checks.close(
            np.diag(K), want, f"diagonal at depth {depth}", rtol=checks.rtol_for(result)
        )


@question("nngp_kernel", hint="0/0 at a zero point; a correlation beyond ±1 by rounding.")
def test_zero_repeated_and_opposite_points_are_legal(student):
    X = np.array([[0.0, 0.0, 0.0], [0.1, 0.7, -0.3], [0.1, 0.7, -0.3], [-0.1, -0.7, 0.3]])
    for depth in (1, 2, 3):
        for sigma_w, sigma_b in ((1.5, 0.0), (1.5, 0.5), (0.0, 0.5), (0.0, 0.0)):
            want = ref.nngp_kernel(X, X, depth, sigma_w, sigma_b)
            result = student.nngp_kernel(X, X, depth, sigma_w, sigma_b)
            checks.close(result, want, f"depth {depth}, σ = {sigma_w}, {sigma_b}")
    many = np.random.default_rng(303).integers(-30, 31, (24, 5)) / 10 + 0.01
    for sigma_w, sigma_b in ((1.5, 0.5), (1.3, 0.3)):
        want = ref.nngp_kernel(many, many, 3, sigma_w, sigma_b)
        result = student.nngp_kernel(many, many, 3, sigma_w, sigma_b)
        checks.close(result, want, "K of 24 points with themselves")
    far = np.array([[1e3, 1e-3], [-2e3, 1e-3]])
    want = ref.nngp_kernel(far, X[:, :2], 2, 1.0, 0.0)
    checks.close(student.nngp_kernel(far, X[:, :2], 2, 1.0, 0.0), want, "long and short")


@question(
    "nngp_kernel", weight=0.5, hint="Two matrices with d columns; depth, σ_w, σ_b >= 0."
)
def test_nngp_kernel_refuses_what_does_not_fit(student):
    good = np.ones((2, 2))
    for bad, what in BAD_MATRICES:
        checks.refuses(lambda: student.nngp_kernel(bad, good, 1, 1.0, 1.0), f"X {what}")
        checks.refuses(lambda: student.nngp_kernel(good, bad, 1, 1.0, 1.0), f"Z {what}")
    empty = np.zeros((2, 0))
    checks.refuses(lambda: student.nngp_kernel(empty, empty, 1, 1.0, 1.0), "no columns")
    checks.refuses(lambda: student.nngp_kernel(good, good, -1, 1.0, 1.0), "depth = -1")
    for bad in BAD_NUMBERS:
        checks.refuses(lambda: student.nngp_kernel(good, good, 1, bad, 1.0), f"σ_w = {bad}")
        checks.refuses(lambda: student.nngp_kernel(good, good, 1, 1.0, bad), f"σ_b = {bad}")


@question("nngp_kernel", weight=0.5, hint="Work on copies.")
def test_nngp_kernel_leaves_its_arguments_unchanged(student):
    unchanged(student, "nngp_kernel", POINTS.copy(), -POINTS[:2], 2, 1.5, 0.5)


@question("q3c", hint="q ↦ σ_b² + σ_w² q/2, L times, from q = σ_b² + σ_w² ‖x‖²/d.")
def test_q3c_is_the_variance_after_all_hidden_layers(student, variant):
    _numeric(student, variant, "q3c")


# -- correlations ---------------------------------------------------------------------------


@question(
    "correlation_map",
    weight=4,
    hint="Both numerator and denominator contain σ_b² and σ_w²; e(ρ) contains q.",
)
@given(
    draw.eighths(bound=1.0), SIGMAS_W, SIGMAS_B, st.sampled_from((0.125, 1.0, 2.5, 40.0))
)
@example(0.5, 1.5, 0.25, 2.5)
def test_next_correlation_is_covariance_over_variance(student, rho, sigma_w, sigma_b, q):
    want = ref.correlation_map(rho, sigma_w, sigma_b, q)

    checks.close(student.correlation_map(rho, sigma_w, sigma_b, q), want, "ρ'")


@question("correlation_map", weight=2, hint="Solve q = σ_b² + σ_w² q/2 for q.")
def test_fixed_variance_is_left_unchanged_by_a_layer(student, rng):
    for sigma_w, sigma_b in ((0.0, 1.5), (1.0, 0.5), (1.4, 0.3), (0.5, 2.0), (1.2, 0.0)):
        result = student.fixed_point_q(sigma_w, sigma_b)
        q = checks.number(result, "q*")
        rtol = checks.rtol_for(result)
        layer = sigma_b**2 + sigma_w**2 * q / 2
        near(layer, q, "σ_b² + σ_w² q*/2 - q*", rtol, max(1.0, sigma_b**2))
        checks.close(result, ref.fixed_point_q(sigma_w, sigma_b), "q*")


@question("correlation_map", weight=0.5, hint="Equal inputs give equal outputs.")
def test_correlation_one_is_a_fixed_point(student):
    for sigma_w, sigma_b in ((0.5, 0.25), (1.5, 0.0), (0.0, 1.0), (3.0, 2.0)):
        for q in (0.01, 1.0, 300.0):
            checks.close(student.correlation_map(1.0, sigma_w, sigma_b, q), 1.0, "ρ'")


@question(
    "correlation_map",
    hint="Two points with equal norms in a deep net: correlations follow from layer to layer.",
)
def test_iterated_map_agrees_with_the_kernel_of_the_deep_net(student, picture):
    X = np.array([[1.5, 0.0], [-0.9, 1.2]])  # norms 1.5, correlation -0.6
    sigma_w, sigma_b = 1.25, 0.5
    K = ref.nngp_kernel(X, X, 0, sigma_w, sigma_b)
    rho, seen = K[0, 1] / K[0, 0], []
    picture.draw(lambda ax: _draw_layers(ax, seen))
    for depth in range(1, 7):
        q = float(K[0, 0])
        result = student.correlation_map(float(rho), sigma_w, sigma_b, q)
        rho = checks.number(result, "ρ'")
        seen.append(rho)
        K = ref.nngp_kernel(X, X, depth, sigma_w, sigma_b)
        checks.close(result, K[0, 1] / K[0, 0], f"correlation in layer {depth}")
        checks.holds(abs(rho) <= 1 + 1e-6, "a correlation lies in [-1, 1]")
        rho = min(1.0, max(-1.0, rho))


def _draw_layers(ax, seen):
    ax.plot(range(1, len(seen) + 1), seen, "o-", label="your ρ_l")
    ax.axhline(1, color="k", ls=":")
    ax.set(xlabel="layer l", ylabel="correlation")
    ax.legend()


@question("correlation_map", hint="χ = σ_w²/2 at q*: de = 1/2 at correlation 1.")
def test_slope_at_correlation_one_is_half_the_weight_variance(student):
    """At q* the map is 1 - χh + χ(2√2/3π) h^(3/2) + O(h^(5/2)) at 1 - h, χ = σ_w²/2."""
    h = 2.0**-8
    for sigma_w, sigma_b in ((1.0, 0.5), (1.25, 1.0), (0.5, 0.25)):
        q = ref.fixed_point_q(sigma_w, sigma_b)
        result = student.correlation_map(1 - h, sigma_w, sigma_b, q)
        fall = (1 - checks.number(result, "ρ'")) / h
        chi = sigma_w**2 / 2
        want = chi * (1 - 2 * math.sqrt(2 * h) / (3 * math.pi))
        near(fall, want, "the slope at 1", 1e-3)


@question("correlation_map", hint="σ_b = 0: σ_w and q cancel, and correlations rise to 1.")
def test_without_biases_correlations_rise_to_one_but_slowly(student, picture):
    """At σ_b = 0 the map rises to 1, with 1 - ρ_l near 9π²/(2l²), whatever σ_w and q are."""
    rho, seen = -0.75, []
    picture.draw(lambda ax: _draw_layers(ax, seen))
    for layer in range(1, 61):
        sigma_w, q = (math.sqrt(2), 1.0) if layer % 2 else (0.75, 3.0)
        after = checks.number(student.correlation_map(rho, sigma_w, 0.0, q), "ρ'")
        seen.append(after)
        checks.holds(rho < after < 1, f"layer {layer}: ρ' must lie between ρ and 1")
        rho = after
    level = (1 - rho) * 60**2 / (4.5 * math.pi**2)
    checks.holds(0.6 < level < 1.1, "1 - ρ_l is not near 9π²/(2l²) for l = 60")


@question("correlation_map", weight=0.5, hint="Clip ρ to [-1, 1] before arccos.")
def test_rho_beyond_one_by_rounding_counts_as_one(student):
    for rho in (ROUNDED, 1 + 9e-10):
        checks.close(student.correlation_map(rho, 1.5, 0.5, 2.0), 1.0, "ρ'")
        want = ref.correlation_map(-1.0, 1.5, 0.5, 2.0)
        checks.close(student.correlation_map(-rho, 1.5, 0.5, 2.0), want, "ρ' at -1")


@question("correlation_map", weight=0.5, hint="|ρ| <= 1, σ >= 0, q > 0; σ_w² < 2 for q*.")
def test_correlation_map_and_fixed_point_refuse_what_is_out_of_range(student):
    for rho in (1.001, -1.001, 5.0, math.nan, math.inf):
        checks.refuses(lambda: student.correlation_map(rho, 1.0, 1.0, 1.0), f"rho = {rho}")
    for bad in BAD_NUMBERS:
        checks.refuses(lambda: student.correlation_map(0.5, bad, 1.0, 1.0), f"σ_w = {bad}")
        checks.refuses(lambda: student.correlation_map(0.5, 1.0, bad, 1.0), f"σ_b = {bad}")
        checks.refuses(lambda: student.correlation_map(0.5, 1.0, 1.0, bad), f"q = {bad}")
        checks.refuses(lambda: student.fixed_point_q(bad, 1.0), f"fixed point, σ_w = {bad}")
        checks.refuses(lambda: student.fixed_point_q(1.0, bad), f"fixed point, σ_b = {bad}")
    checks.refuses(lambda: student.correlation_map(0.5, 1.0, 1.0, 0.0), "q = 0")
    checks.refuses(lambda: student.correlation_map(0.5, 0.0, 0.0, 1.0), "σ_w = σ_b = 0")
    for sigma_w in (1.5, 2.0, math.sqrt(2)):
        for sigma_b in (0.0, 1.0):
            checks.refuses(
                lambda: student.fixed_point_q(sigma_w, sigma_b),
                f"fixed point, σ_w = {sigma_w}",
            )


# -- regression -----------------------------------------------------------------------------


def problem(rng, n=4, k=3):
    """Return Ktt, Kst, Kss, y: blocks of a covariance of full rank, in eighths."""
    A = rng.integers(-8, 9, (n + k, n + k)) / 8
    K = A @ A.T + np.eye(n + k) / 4
    return K[:n, :n], K[n:, :n], K[n:, n:], rng.permutation(np.arange(-16, 17))[:n] / 8


def posterior(student, *args):
    """Return mean and cov of the shapes that are asked for, as float64."""
    mean, cov_ = checks.items(student.gp_posterior(*args), "(mean, cov)", 2)
    k, _ = args[1].shape
    return checks.array(mean, "mean", shape=(k,)), checks.array(cov_, "cov", shape=(k, k))


def same(got, want, what):
    """Compare two posteriors."""
    checks.close(got[0], want[0], f"mean {what}", double=True)
    checks.close(got[1], want[1], f"cov {what}", double=True)


@question(
    "gp_posterior",
    weight=4,
    hint="(Ktt + noise I)^{-1}: noise is a variance, added to Ktt and to nothing else.",
)
@given(
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from((0.0, 0.125, 1.0, 4.0)),
    draw.seeds(),
)
def test_posterior_is_the_conditional_law_of_a_gaussian(student, n, k, noise, seed):
    blocks = problem(np.random.default_rng(seed), n, k)

    want = ref.gp_posterior(*blocks, noise)
    same(posterior(student, *blocks, noise), want, "given the observations")


@question("gp_posterior", hint="Without noise the posterior passes through the data.")
def test_without_noise_the_mean_interpolates_and_nothing_is_left_uncertain(student, rng):
    Ktt, _, _, y = problem(rng)

    got = posterior(student, Ktt, Ktt, Ktt, y, 0.0)
    same(got, (y, np.zeros((4, 4))), "at the training points")


@question("gp_posterior", hint="Data reduce uncertainty: 0 ≼ cov ≼ Kss.")
def test_covariance_lies_between_zero_and_the_prior(student, rng):
    for noise in (0.0, 0.25, 2.0):
        blocks = problem(rng)
        _, cov_ = posterior(student, *blocks, noise)
        room = 1e-9 * float(np.trace(blocks[2]))
        checks.close(cov_.T, cov_, "cov transposed", rtol=1e-9)
        sym = (cov_ + cov_.T) / 2
        checks.holds(
            float(np.linalg.eigvalsh(sym)[0]) >= -room, "cov has a negative eigenvalue"
        )
        gain = np.linalg.eigvalsh(blocks[2] - sym)
        checks.holds(float(gain[0]) >= -room, "cov is larger than Kss in some direction")
        checks.holds(float(gain[-1]) > room, "cov is Kss: the data have no effect")


@question("gp_posterior", weight=0.5, hint="The order of the training points is arbitrary.")
def test_a_permutation_of_the_training_points_changes_nothing(student, rng):
    Ktt, Kst, Kss, y = problem(rng)
    y = y + 3.0
    got = posterior(student, Ktt, Kst, Kss, y, 0.5)
    p = np.array([1, 2, 3, 0])
    moved = posterior(student, Ktt[np.ix_(p, p)], Kst[:, p], Kss, y[p], 0.5)
    checks.holds(float(np.abs(got[0]).max()) > 1e-6, "mean is zero, although y is not")
    same(moved, got, "with the points in another order")


@question(
    "gp_posterior", hint="The posterior of the first data is the prior for the others."
)
def test_learning_in_two_steps_is_learning_at_once(student, rng):
    """Conditioning on two points, then on two more, is conditioning on all four."""
    Ktt, Kst, Kss, y = problem(rng)
    first, rest = slice(0, 2), slice(2, 4)
    K = np.block([[Ktt, Kst.T], [Kst, Kss]])
    mean, cov_ = posterior(student, K[first, first], K[2:, first], K[2:, 2:], y[first], 0.5)
    blocks = cov_[:2, :2], cov_[2:, :2], cov_[2:, 2:], y[rest] - mean[:2]
    second = posterior(student, *blocks, 0.5)
    at_once = posterior(student, Ktt, Kst, Kss, y, 0.5)

    same((mean[2:] + second[0], second[1]), at_once, "in two steps")


@question(
    "gp_posterior", hint="Two noisy looks at one value: their mean, half the variance."
)
def test_a_point_seen_twice_counts_as_its_mean_with_half_the_noise(student, rng):
    Ktt, Kst, Kss, y = problem(rng, 1, 3)
    one = posterior(student, Ktt, Kst, Kss, y + 1.0, 0.25)
    two = np.array([y[0] + 1.5, y[0] + 0.5])
    twice = posterior(
        student, np.full((2, 2), Ktt[0, 0]), np.repeat(Kst, 2, axis=1), Kss, two, 0.5
    )

    same(twice, one, "of a point that is seen twice")


@question("gp_posterior", weight=0.5, hint="cov is that of f, so no noise is added to Kss.")
def test_test_points_without_correlation_keep_their_prior(student, rng):
    Ktt, Kst, Kss, y = problem(rng)

    got = posterior(student, Ktt, 0 * Kst, Kss, y, 0.5)
    same(got, (np.zeros(3), Kss), "at test points that are independent of the data")


@question("gp_posterior", weight=0.5, hint="Raise ValueError, or use the pseudo-inverse.")
def test_singular_kernels_without_noise_are_refused_or_solved(student):
    """A point seen twice without noise: ValueError, or the one posterior there is."""
    Ktt, Kst, Kss = np.ones((2, 2)), np.full((1, 2), 0.5), np.ones((1, 1))
    y = np.array([2.0, 2.0])
    try:
        mean, cov_ = checks.items(student.gp_posterior(Ktt, Kst, Kss, y, 0.0), "result", 2)
    except Raised as e:
        refused = {"ValueError", "TypeError"} & set(e.bases)
        checks.holds(bool(refused), f"raise ValueError; it raised {e.type_name}")
        return
    checks.close(mean, [1.0], "mean", rtol=1e-3)
    checks.close(cov_, [[0.75]], "cov", rtol=1e-3)


@question(
    "gp_posterior", weight=0.5, hint="Axes, shapes that fit, finite entries, noise >= 0."
)
def test_gp_posterior_refuses_what_does_not_fit(student, rng):
    good = problem(rng)
    names = ("Ktt", "Kst", "Kss", "y")
    for i, name in enumerate(names):
        for bad, what in (
            (good[i][None], "one axis too many"),
            (good[i][0], "one axis too few"),
            (good[i][:-1], "one row too few"),
            (np.vstack([good[i]] * 2) if i < 3 else np.tile(good[i], 2), "twice the rows"),
            (np.where(good[i] == good[i].max(), np.nan, good[i]), "NaN"),
            (np.where(good[i] == good[i].max(), np.inf, good[i]), "an infinite entry"),
        ):
            args = [*good]
            args[i] = bad
            checks.refuses(lambda: student.gp_posterior(*args, 0.5), f"{name}: {what}")
    for i, name in enumerate(names[:3]):
        args = [*good]
        args[i] = good[i][:, :-1]
        checks.refuses(lambda: student.gp_posterior(*args, 0.5), f"{name}: too few columns")
    for i in (0, 2):  # would be broadcast in silence
        args = [*good]
        args[i] = good[i][:1, :1]
        checks.refuses(lambda: student.gp_posterior(*args, 0.5), f"{names[i]}: one entry")
    column = good[3][:, None]
    checks.refuses(lambda: student.gp_posterior(*good[:3], column, 0.5), "y as a column")
    nothing = (np.zeros((0, 0)), np.zeros((3, 0)), good[2], np.zeros(0))
    checks.refuses(lambda: student.gp_posterior(*nothing, 0.5), "no training points")
    nowhere = (good[0], np.zeros((0, 4)), np.zeros((0, 0)), good[3])
    checks.refuses(lambda: student.gp_posterior(*nowhere, 0.5), "no test points")
    for noise in BAD_NUMBERS:
        checks.refuses(lambda: student.gp_posterior(*good, noise), f"noise = {noise}")


@question("gp_posterior", weight=0.5, hint="Ktt += noise * np.eye(n) changes the caller's.")
def test_gp_posterior_leaves_its_arguments_unchanged(student, rng):
    unchanged(student, "gp_posterior", *problem(rng), 0.5)


# -- experiment -----------------------------------------------------------------------------

WIDTHS = (2**6, 2**8, 2**10, 2**12, 2**14)


def experiment(student, rng, widths, reps):
    """Return X and errors of one run, of the shapes that are asked for."""
    seed = student.rng(int(rng.integers(2**32)))
    result = checks.items(
        student.kernel_concentration(list(widths), reps, seed), "result", 2
    )
    X = checks.array(result[0], "X", shape=(8, 5))
    errors = checks.array(result[1], "errors", shape=(len(widths), reps))
    checks.holds(bool((errors > 0).all()), "an error is not positive")
    return X, errors


@pytest.mark.chance(1e-9)
@question("kernel_concentration", weight=2, hint="A mean over m features: error like 1/√m.")
def test_error_falls_like_one_over_root_of_the_width(student, rng, picture):
    """The slope of log(mean error) against log(m) is -0.5 ± 0.1, m = 2^6..2^14.

    A single error has the relative standard deviation 0.35, so the mean of 25 has 0.07 and the
    slope 0.07/4.4 = 0.016: the tolerance is 6.2 of these.
    """
    X, errors = experiment(student, rng, WIDTHS, 25)
    picture.draw(lambda ax: _draw_errors(ax, X, errors))
    slope = float(np.polyfit(np.log(WIDTHS), np.log(errors.mean(axis=1)), 1)[0])

    checks.holds(abs(slope + 0.5) <= 0.1, f"the slope is {slope:.2f}")


def _draw_errors(ax, X, errors):
    ax.loglog(WIDTHS, errors, ".", color="0.75")
    ax.loglog(WIDTHS, errors.mean(axis=1), "o-", label="your mean error")
    ax.loglog(WIDTHS, np.sqrt(ref.concentration_level(X) / WIDTHS), "k--", label="√(V/m)")
    ax.set(xlabel="width m")
    ax.legend()


@pytest.mark.chance(1e-9)
@question(
    "kernel_concentration",
    weight=3,
    hint="K is the exact kernel of the points X that you return; Frobenius norms, not squared.",
)
def test_level_of_the_error_is_the_one_that_theory_predicts(student, rng):
    """The mean of m error² is V: within [0.75, 1.45] V at m = 128, [0.55, 2.2] V at m = 1.

    At m = 128 error² has the relative standard deviation 0.9 at most and skewness 3, so the
    mean of 600 has 0.037: 6.8 below, 12 above. At m = 1 it has 2.4, so the mean of 1200 has
    0.07: 6.4 below (the law is skewed to the right), 17 above.
    """
    for m, reps, low, high in ((128, 600, 0.75, 1.45), (1, 1200, 0.55, 2.2)):
        X, errors = experiment(student, rng, (m,), reps)
        checks.holds(
            bool((np.abs(np.linalg.norm(X, axis=1) - 1) < 1e-3).all()), "points of norm 1"
        )
        level = m * float((errors**2).mean()) / ref.concentration_level(X)
        checks.holds(
            low <= level <= high, f"for m = {m} the errors are not at the level of theory"
        )


@pytest.mark.chance(1e-9)
@question(
    "kernel_concentration", hint="Normalised Gaussian vectors; rand() is never negative."
)
def test_points_are_spread_over_the_whole_sphere(student, rng):
    """40 runs give 320 points; a coordinate of their mean has the standard deviation 0.025.

    The mean of x_i x_j (i ≠ j) has 0.0095 and that of x_i² 0.0101, around 0 and 1/5.
    """
    X = np.vstack([experiment(student, rng, (1,), 1)[0] for _ in range(40)])

    checks.holds(
        bool((np.abs(np.linalg.norm(X, axis=1) - 1) < 1e-5).all()),
        "the points must lie on the unit sphere",
    )
    checks.holds(len(np.unique(X, axis=0)) == 320, "points repeat")
    checks.holds(bool((np.abs(X.mean(axis=0)) < 0.17).all()), "the points lean to one side")
    second = np.abs(X.T @ X / 320 - np.eye(5) / 5)
    checks.holds(bool((second < 0.07).all()), "the points are not uniform on the sphere")


@question("kernel_concentration", hint="Fresh weights for each width and repetition.")
def test_weights_are_drawn_anew_from_the_generator_that_is_given(student, rng):
    seed = int(rng.integers(2**31))
    runs = []
    for s in (seed, seed, seed + 1):
        result = student.kernel_concentration([8, 8, 32], 4, student.rng(s))
        X, errors = checks.items(result, "result", 2)
        runs.append(
            (
                checks.array(X, "X", shape=(8, 5)),
                checks.array(errors, "errors", shape=(3, 4)),
            )
        )
    one, again, other = runs
    checks.holds(
        np.array_equal(one[0], again[0]) and np.array_equal(one[1], again[1]),
        "the same generator must give the same result",
    )
    checks.holds(not np.array_equal(one[0], other[0]), "another generator, the same points")
    checks.holds(not np.array_equal(one[1], other[1]), "another generator, the same errors")
    checks.holds(
        len(np.unique(one[1])) == 12, "widths and repetitions must not share their weights"
    )
