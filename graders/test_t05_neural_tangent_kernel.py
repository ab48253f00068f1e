"""What a right answer to the topic on the tangent kernel does. Read the test names first."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from course_lib.topics import t05_neural_tangent_kernel as ref

question = pytest.mark.question

NAN, INF = float("nan"), float("inf")
ROOT = math.sqrt(2.0)
"""σ_w for which the variance is the same in every layer (σ_b = 0)."""


def eighths(rng, *shape):
    """Multiples of 1/8 in [-4, 4]."""
    return rng.integers(-32, 33, shape) / 8.0


def unchanged(student, function, *args):
    """Check that a call leaves its array arguments as they were."""
    _, after = student.keeping_arguments(function, *args)
    for was, now in zip(args, after, strict=True):
        if isinstance(was, np.ndarray):
            same = isinstance(now, np.ndarray) and np.array_equal(was, now)
            checks.holds(same, f"{function} changed an argument; work on a copy")


def psd(value, name):
    """Check that a square matrix is symmetric positive semidefinite, up to rounding, and not 0."""
    K = checks.array(value, name, ndim=2)
    checks.holds(K.shape[0] == K.shape[1], f"{name} is not square")
    rounding = 1e-6 if checks.is_single(value) else 1e-9
    size = float(np.abs(K).max())
    checks.holds(size > 0, f"{name} is zero")
    symmetric = bool(np.abs(K - K.T).max() <= 10 * rounding * size)
    checks.holds(symmetric, f"{name} is not symmetric")
    least = float(np.linalg.eigvalsh((K + K.T) / 2)[0])
    positive = least >= -rounding * abs(float(np.trace(K)))
    checks.holds(positive, f"{name} has a negative eigenvalue")
    return K


def no_kinks(W, *batches):
    """Tell whether no preactivation of these weights is 0."""
    return all(bool((np.abs(B @ W.T) > 1e-2).all()) for B in batches)


def nets(rng, m, d, n, k):
    """Return (a, W, X, Z) in eighths without a preactivation at the kink, and no a_k = ±1.

    Any point of X and any of Z share a unit that both switch on: no entry of the kernel is 0.
    """
    while True:
        a = rng.choice((-1, 1), m) * rng.choice((0.5, 0.75, 1.25, 1.5, 2.0), m)
        W, X, Z = eighths(rng, m, d), eighths(rng, n, d), eighths(rng, k, d)
        shared = (X @ W.T > 0) @ (Z @ W.T > 0).T
        if no_kinks(W, X, Z) and bool(shared.all()):
            return a, W, X, Z


# -- the kernel of a finite net -------------------------------------------------------------


@st.composite
def small_nets(draw_):
    """A net with one to three units, without a preactivation at the kink."""
    m, d, n, k = (draw_(st.integers(1, top)) for top in (3, 2, 2, 2))
    a = draw_(draw.eighths(m, nonzero=True))
    parts = st.tuples(*(draw.eighths((rows, d)) for rows in (m, n, k)))
    W, X, Z = draw_(parts.filter(lambda p: no_kinks(*p)))
    return a, W, X, Z


def gradients(a, W, X):
    """Return the Jacobian by the parameters, shape (n, m(d + 1)): first a, then W by rows."""
    m = len(a)
    z = X @ W.T
    by_W = ((z > 0) * a)[:, :, None] * X[:, None, :]
    return np.hstack([np.maximum(z, 0), by_W.reshape(len(X), -1)]) / math.sqrt(m)


@question(
    "empirical_ntk",
    weight=5,
    hint="Two terms: the gradients by a and by W. Both carry 1/√m, so the kernel carries 1/m; the "
    "second one has a_k² and x·z.",
)
@given(small_nets())
def test_kernel_is_the_gram_matrix_of_the_gradients(student, net):
    a, W, X, Z = net
    want = gradients(a, W, X) @ gradients(a, W, Z).T

    checks.close(student.empirical_ntk(a, W, X, Z), want, "result")


@question("empirical_ntk", weight=1, hint="Compare with central differences of f.")
def test_kernel_is_that_of_difference_quotients_of_the_net(student, rng):
    """The kernel is that of the derivatives of the net, taken numerically."""
    a, W, X, Z = nets(rng, 4, 3, 3, 2)

    def values(θ):
        outer, inner = θ[:4], θ[4:].reshape(4, 3)
        return np.maximum(np.vstack([X, Z]) @ inner.T, 0) @ outer / 2

    θ, h = np.concatenate([a, W.ravel()]), 2.0**-12
    J = np.array([(values(θ + h * e) - values(θ - h * e)) / (2 * h) for e in np.eye(16)]).T

    checks.close(student.empirical_ntk(a, W, X, Z), J[:3] @ J[3:].T, "result")


@question("empirical_ntk", weight=0.5, hint="It is J J^T.")
def test_kernel_is_positive_semidefinite_and_its_rank_is_at_most_the_parameters(
    student, rng
):
    for m, d, n in ((1, 1, 6), (2, 1, 8), (1, 2, 7), (3, 4, 5)):
        a, W, X, _ = nets(rng, m, d, n, 1)
        value = student.empirical_ntk(a, W, X, X)
        K = psd(value, "the kernel of a batch with itself")
        scale = np.linalg.eigvalsh(K)
        p = m * (d + 1)
        rounding = 1e-5 if checks.is_single(value) else 1e-9
        small = bool((np.abs(scale[: max(n - p, 0)]) <= rounding * scale[-1]).all())
        checks.holds(small, f"{p} parameters, but the rank of the {n}x{n} kernel is larger")


@question("empirical_ntk", weight=0.5, hint="The outer weights enter as a_k².")
def test_signs_of_the_outer_weights_do_not_matter(student, rng):
    a, W, X, Z = nets(rng, 5, 2, 3, 3)
    before = checks.array(student.empirical_ntk(a, W, X, Z), "kernel", shape=(3, 3))
    checks.holds(bool(before.any()), "the kernel is zero")

    for signs in ([1, -1, -1, 1, -1], [-1] * 5):
        flipped = student.empirical_ntk(a * signs, W, X, Z)
        checks.close(flipped, before, "kernel with other signs of a")


@question("empirical_ntk", weight=0.5, hint="Each entry depends on its two points alone.")
def test_kernel_of_two_batches_is_a_block_of_the_kernel_of_their_union(student, rng):
    a, W, X, Z = nets(rng, 4, 3, 3, 2)
    both = np.vstack([X, Z])
    block = checks.array(student.empirical_ntk(a, W, X, Z), "kernel", shape=(3, 2))
    checks.holds(bool(block.any()), "the kernel is zero")

    union = checks.array(student.empirical_ntk(a, W, both, both), "union", shape=(5, 5))
    checks.close(union[:3, 3:], block, "block of the union")
    checks.close(union[3:, :3], block.T, "block of the union")


@question(
    "empirical_ntk",
    weight=1,
    hint="Units whose directions are spread evenly average as Gaussian ones do: the limit is the "
    "arc-cosine kernel. Is it 1/m, not 1/√m or 1/m²?",
)
def test_a_thousand_units_spread_evenly_give_the_kernel_of_infinite_width(student, rng):
    """In the plane, 1000 evenly spread units give the limit kernel to four digits."""
    φ = 2 * math.pi * (np.arange(1000) + rng.uniform(0.3, 0.7)) / 1000
    W = ROOT * np.stack([np.cos(φ), np.sin(φ)], axis=1)
    a = rng.choice((-1.0, 1.0), 1000)
    α = rng.uniform(0, 2 * math.pi, 4)
    X = np.stack([np.cos(α), np.sin(α)], axis=1) * rng.uniform(0.5, 2, (4, 1))
    want = ref.ntk(ROOT * X, ROOT * X, 1, 1.0, 0.0)

    checks.close(student.empirical_ntk(a, W, X, X), want, "result", rtol=5e-3)


@question(
    "empirical_ntk",
    weight=0.5,
    hint="relu'(0) is your choice in [0, 1], but it is one number: do not mix > and >=.",
)
def test_at_the_kink_one_value_of_the_derivative_is_used_everywhere(student):
    """w·x = 0 for the first point; the value of relu'(0) is read off and must be used throughout."""
    a, W = np.array([2.0, 1.5]), np.array([[1.0, -1.0], [2.0, 1.0]])
    X = np.array([[1.0, 1.0], [1.0, 0.5], [2.0, 2.0], [-1.0, 2.0]])
    K = checks.array(student.empirical_ntk(a, W, X, X), "result", shape=(4, 4))
    off, on = (float(ref.empirical_ntk(a, W, X, X, s)[0, 1]) for s in (0.0, 1.0))
    slope = (K[0, 1] - off) / (on - off)
    checks.holds(
        -1e-3 <= slope <= 1 + 1e-3, "relu'(0) comes out as a number outside [0, 1]"
    )

    want = ref.empirical_ntk(a, W, X, X, min(max(slope, 0.0), 1.0))
    checks.close(K, want, "result (relu'(0) is not the same everywhere)", rtol=2e-3)


@question("empirical_ntk", weight=0.5, hint="Compare the shapes before anything else.")
def test_empirical_ntk_refuses_arrays_that_do_not_fit(student):
    a, W = np.array([1.0, 2.0]), np.array([[1.0, 0.5], [0.5, 2.0]])
    X, Z = np.array([[1.0, 2.0]]), np.array([[1.0, 1.0], [2.0, 3.0]])
    for bad, what in (
        ((np.ones(1), W, X, Z), "one outer weight for two units"),
        ((np.ones(3), W, X, Z), "three outer weights for two units"),
        ((np.ones((2, 1)), W, X, Z), "outer weights in a column"),
        ((a, np.ones(2), X, Z), "inner weights in a vector"),
        ((a, np.ones((2, 3)), X, Z), "weights with three features, points with two"),
        ((a, W, np.ones(2), Z), "a point in place of a batch X"),
        ((a, W, X, np.ones(2)), "a point in place of a batch Z"),
        ((a, W, X, np.ones((2, 1))), "another number of features in Z"),
        ((a, np.ones((2, 1)), np.ones((1, 1)), Z), "another number of features in X"),
        ((np.zeros(0), np.zeros((0, 2)), X, Z), "a net without units"),
        ((a, W, np.zeros((0, 2)), Z), "an empty batch X"),
        ((a, W, X, np.zeros((0, 2))), "an empty batch Z"),
        ((a, np.zeros((2, 0)), np.zeros((1, 0)), np.zeros((2, 0))), "no features"),
        ((np.array([1.0, NAN]), W, X, Z), "NaN in a"),
        ((a, np.array([[1.0, INF], [0.5, 2.0]]), X, Z), "infinity in W"),
        ((a, W, np.array([[NAN, 1.0]]), Z), "NaN in X"),
        ((a, W, X, np.array([[1.0, 1.0], [-INF, 3.0]])), "infinity in Z"),
    ):
        checks.refuses(lambda: student.empirical_ntk(*bad), what)


@question("empirical_ntk", weight=0.25, hint="Work on copies.")
def test_empirical_ntk_leaves_its_arguments_unchanged(student, rng):
    unchanged(student, "empirical_ntk", *nets(rng, 3, 2, 3, 2))


# -- infinite width -------------------------------------------------------------------------

SIGMAS = st.sampled_from(
    ((ROOT, 0.0), (1.0, 1.0), (1.5, 0.5), (0.75, 0.25), (2.0, 0.0), (0.5, 1.5))
)


@st.composite
def batches(draw_, least=1):
    """Two batches with the same one to three features."""
    n, k, d = (draw_(st.integers(least, 3)) for _ in range(3))
    return draw_(st.tuples(draw.eighths((n, d)), draw.eighths((k, d))))


@question(
    "ntk",
    weight=6,
    hint="Θ^(l+1) = K^(l+1) + σ_w² ė(K^l) Θ^l: the new K and the old ė; σ_w² stands in front of ė, "
    "too; σ_b² is added in every layer; K^0 has 1/d.",
)
@given(batches(), st.integers(0, 4), SIGMAS)
def test_kernel_obeys_the_recursion(student, pair, depth, sigmas):
    want = ref.ntk(*pair, depth, *sigmas)

    checks.close(student.ntk(*pair, depth, *sigmas), want, "result", double=True)


@question(
    "ntk", weight=1, hint="It is a Gram matrix of gradients, and so is what K leaves."
)
def test_kernel_and_what_it_adds_to_the_process_kernel_are_positive_semidefinite(
    student, rng
):
    for depth, sigmas in ((1, (ROOT, 0.0)), (2, (1.0, 1.0)), (3, (1.5, 0.25))):
        X = eighths(rng, 6, 3)
        X[1], X[2] = X[0], -2 * X[0]  # a point twice, and an antipodal one
        T = psd(student.ntk(X, X, depth, *sigmas), "Θ(X, X)")
        checks.holds(T.shape == (6, 6), f"six points, but Θ(X, X) has the shape {T.shape}")
        psd(T - ref.nngp_kernel(X, X, depth, *sigmas), "Θ(X, X) - K(X, X)")


@question("ntk", weight=0.5, hint="Only norms and inner products enter.")
def test_rotating_all_points_changes_nothing(student, rng):
    X, Z = eighths(rng, 3, 3) + 0.0625, eighths(rng, 2, 3) + 0.0625
    Q = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    before = checks.array(student.ntk(X, Z, 2, 1.25, 0.5), "kernel", shape=(3, 2))
    checks.holds(bool(np.ptp(before) > 1e-6), "the kernel is the same for all points")

    checks.close(student.ntk(X @ Q, Z @ Q, 2, 1.25, 0.5), before, "rotated", double=True)


@question(
    "ntk",
    weight=0.5,
    hint="The variances K^l(x, x) belong to the points, not to the batch: update them on their own.",
)
def test_kernel_of_two_batches_is_a_block_of_the_kernel_of_the_union(student, rng):
    X, Z = eighths(rng, 3, 2), eighths(rng, 4, 2)
    both = np.vstack([X, Z])
    block = checks.array(student.ntk(X, Z, 3, 1.25, 0.5), "kernel", shape=(3, 4))
    checks.holds(bool(np.ptp(block) > 1e-6), "the kernel is the same for all points")

    union = checks.array(student.ntk(both, both, 3, 1.25, 0.5), "union", shape=(7, 7))
    checks.close(union[:3, 3:], block, "block of the union", double=True)
    checks.close(union[3:, :3], block.T, "block of the union", double=True)


@question("ntk", weight=0.5, hint="Without biases a ReLU net is homogeneous in its input.")
@given(batches(), st.integers(0, 3), st.sampled_from((0.25, 2.0, 3.0)))
def test_without_biases_the_kernel_scales_with_each_point(student, pair, depth, c):
    X, Z = (P + 4.125 for P in pair)  # no point is zero
    before = checks.array(
        student.ntk(X, Z, depth, 1.5, 0.0), "kernel", shape=(len(X), len(Z))
    )
    checks.holds(bool((before > 0).all()), "the kernel of points in one quadrant is > 0")

    scaled = student.ntk(c * X, Z, depth, 1.5, 0.0)
    checks.close(scaled, c * before, "kernel with X scaled", double=True)


@question(
    "ntk",
    weight=1,
    hint="Θ = u κ_0(u) + κ_1(u) for unit vectors: κ_1 alone is the process kernel.",
)
def test_one_hidden_layer_on_the_circle_gives_the_two_arc_cosine_kernels(student, picture):
    """On the circle, depth 1: Θ = u κ_0(u) + κ_1(u), where u is the cosine of the angle."""
    θ = np.linspace(0, math.pi, 25)
    Z = np.stack([np.cos(θ), np.sin(θ)], axis=1)
    want = (2 * (math.pi - θ) * np.cos(θ) + np.sin(θ)) / math.pi
    result = student.ntk(Z[:1], Z, 1, ROOT, 0.0)
    got = checks.array(result, "result", shape=(1, 25))
    picture.draw(lambda ax: _draw_profile(ax, θ, got[0]))

    checks.close(got, want[None], "result", double=True)


def _draw_profile(ax, θ, got):
    κ0 = (math.pi - θ) / math.pi
    κ1 = (np.sin(θ) + (math.pi - θ) * np.cos(θ)) / math.pi
    ax.plot(θ, κ0, ":", label="κ_0")
    ax.plot(θ, κ1, ":", label="κ_1")
    ax.plot(θ, got, "o-", markersize=3, label="your kernel")
    ax.set(xlabel="angle", title="unit vectors, depth 1")
    ax.legend()


@question(
    "ntk",
    weight=1,
    hint="Rounding makes cos θ = 1 + 2e-16 for a point with itself: clip before arccos.",
)
def test_a_point_with_itself_gives_the_closed_form_of_the_diagonal(student, rng):
    """At σ_w² = 2, σ_b = 0 the diagonal is (L + 1) K^0(x, x): no NaN from arccos."""
    X = rng.standard_normal((40, 3)) * rng.uniform(0.1, 9, (40, 1))
    norms = np.linalg.norm(X, axis=1)
    q = 2 * norms**2 / 3
    for depth in (0, 1, 2, 5):
        T = checks.array(student.ntk(X, X, depth, ROOT, 0.0), "Θ(X, X)", shape=(40, 40))
        checks.close(np.diag(T), (depth + 1) * q, "diagonal of Θ(X, X)", double=True)
        tripled = checks.array(
            student.ntk(X, 3 * X[:2], depth, ROOT, 0.0), "Θ(X, 3X)", shape=(40, 2)
        )
        checks.close(
            np.diag(tripled), 3 * (depth + 1) * q[:2], "Θ(x, 3x)", floor=0, double=True
        )
    # Rounding makes some of these cosines less than -1, too.
    T = checks.array(student.ntk(X, -3 * X, 1, ROOT, 0.0), "Θ(X, -3X)", shape=(40, 40))
    small = bool((np.abs(np.diag(T)) <= 1e-6 * q).all())
    checks.holds(small, "Θ(x, -3x) is not 0 for one hidden layer without biases")


@question(
    "ntk",
    weight=0.5,
    hint="A variance 0 gives 0/0 in cos θ: there e = 0. Antipodal points have θ = π.",
)
def test_zero_points_antipodal_points_and_zero_weights_are_no_exceptions(student):
    X = np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, -2.0]])
    for depth in (0, 1, 3):
        for sigmas in ((ROOT, 0.0), (1.0, 0.5), (0.0, 1.5), (0.0, 0.0)):
            want = ref.ntk(X, X, depth, *sigmas)
            value = student.ntk(X, X, depth, *sigmas)
            checks.close(value, want, f"depth {depth}, σ = {sigmas}", double=True)


@question("ntk", weight=0.5, hint="A float32 anywhere in the recursion costs four digits.")
def test_points_close_together_keep_the_accuracy_of_float64(student):
    """Nearly parallel points: the angle itself must be right, not only its cosine."""
    θ = 10.0 ** -np.arange(2, 6)
    Z = np.stack([np.cos(θ), np.sin(θ)], axis=1)
    got = student.ntk(np.array([[1.0, 0.0]]), Z, 1, ROOT, 0.0)
    want = (2 * (math.pi - θ) * np.cos(θ) + np.sin(θ)) / math.pi

    checks.close(got, want[None], "result", rtol=1e-7, atol=0.0, double=True)


@question("ntk", weight=0.75, hint="Check shapes, finiteness, depth and both sigmas first.")
def test_ntk_refuses_bad_batches_and_parameters(student):
    X, Z = np.array([[1.0, 2.0]]), np.array([[1.0, 1.0], [2.0, 3.0]])
    for bad, what in (
        ((np.ones(2), Z, 1, 1.0, 0.0), "a point in place of a batch X"),
        ((X, np.ones(2), 1, 1.0, 0.0), "a point in place of a batch Z"),
        ((X, np.ones((2, 3)), 1, 1.0, 0.0), "different numbers of features"),
        ((X, np.ones((2, 1)), 1, 1.0, 0.0), "different numbers of features"),
        ((np.zeros((0, 2)), Z, 1, 1.0, 0.0), "an empty batch X"),
        ((X, np.zeros((0, 2)), 1, 1.0, 0.0), "an empty batch Z"),
        ((np.zeros((1, 0)), np.zeros((2, 0)), 1, 1.0, 0.5), "points without features"),
        ((np.array([[NAN, 1.0]]), Z, 1, 1.0, 0.0), "NaN in X"),
        ((X, np.array([[1.0, INF]]), 1, 1.0, 0.0), "infinity in Z"),
        ((X, Z, -1, 1.0, 0.0), "a negative depth"),
        ((X, Z, 1, -1.0, 0.0), "a negative sigma_w"),
        ((X, Z, 1, 1.0, -0.5), "a negative sigma_b"),
        ((X, Z, 1, NAN, 0.0), "NaN as sigma_w"),
        ((X, Z, 1, 1.0, INF), "an infinite sigma_b"),
        ((X, Z, 1, INF, 0.0), "an infinite sigma_w"),
        ((X, Z, 1, 1.0, NAN), "NaN as sigma_b"),
    ):
        checks.refuses(lambda: student.ntk(*bad), what)


@question("ntk", weight=0.25, hint="Work on copies.")
def test_ntk_leaves_the_batches_unchanged(student, rng):
    unchanged(student, "ntk", eighths(rng, 3, 2), eighths(rng, 2, 2), 2, 1.5, 0.5)


@question(
    "q5a", hint="Both terms? K^0 = x·z here, and the norms go with the first power each."
)
def test_q5a_is_the_kernel_of_the_two_points(student, variant):
    _numeric(student, variant, "q5a")


@question("q5b", hint="f(0) - y is an eigenvector: of which eigenvalue?")
def test_q5b_is_the_time_in_which_the_residual_falls(student, variant):
    _numeric(student, variant, "q5b")


@question("q5c", hint="Two eigenvalues; which is the larger one depends on a sign.")
def test_q5c_is_two_over_the_largest_eigenvalue(student, variant):
    _numeric(student, variant, "q5c")


def _numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


# -- the flow -------------------------------------------------------------------------------


def flow_problem(rng, n=4, k=3, rank=None):
    """Return (Ktt, Kst, y, f0t, f0s); the rank of Ktt is `rank`, Kst acts on its null space too."""
    rank = n if rank is None else rank
    basis = np.linalg.qr(rng.standard_normal((n, n)))[0][:, :rank]
    K = (basis * rng.uniform(0.5, 3.0, rank)) @ basis.T
    vectors = (eighths(rng, length) for length in (n, n, k))
    return (K + K.T) / 2, eighths(rng, k, n), *vectors


def pair_of(value, n, k):
    """Return the two results as arrays, and whether they are in single precision."""
    ft, fs = checks.items(value, "the result", 2)
    single = checks.is_single([ft, fs])
    return (
        checks.array(ft, "ft", shape=(n,)),
        checks.array(fs, "fs", shape=(k,)),
        single,
    )


def close_pair(value, want):
    """Compare (ft, fs) with the right pair."""
    ft, fs = checks.items(value, "the result", 2)
    checks.close(ft, want[0], "ft")
    checks.close(fs, want[1], "fs")


@st.composite
def flows(draw_):
    """A kernel G G^T in eighths, often singular, and a flow with it."""
    n, k, r = (draw_(st.integers(1, 3)) for _ in range(3))
    G = draw_(draw.eighths((n, r), bound=1.5))
    rest = st.tuples(*(draw.eighths(shape) for shape in ((k, n), n, n, k)))
    return (G @ G.T, *draw_(rest))


@question(
    "kernel_flow",
    weight=4,
    hint="The residual f - y decays by e^(-ηλt) along each eigenvector. Signs? Is there a 1/n that "
    "does not belong here?",
)
@given(flows(), st.sampled_from((0.125, 0.5, 2.0)), st.sampled_from((0.0, 0.5, 1.0, 3.0)))
def test_flow_is_the_solution_of_the_differential_equation(student, problem, eta, t):
    close_pair(student.kernel_flow(*problem, eta, t), ref.kernel_flow(*problem, eta, t))


@question(
    "kernel_flow",
    weight=2,
    hint="f(t) = f(0) - η K ∫ (f - y) ds: the loss is half the sum, not the mean, and η stands in "
    "front of both equations.",
)
def test_flow_solves_its_integral_equation(student, rng):
    """f(t) - f(0) is the integral of -η K (f - y), taken over the student's own values."""
    K, cross, y, f0t, f0s = flow_problem(rng)
    eta, t = 0.375, 2.5
    nodes, weights = np.polynomial.legendre.leggauss(9)
    integral = np.zeros(4)
    for s, w in zip((nodes + 1) * t / 2, weights * t / 2, strict=True):
        inside = student.kernel_flow(K, cross, y, f0t, f0s, eta, float(s))
        integral += w * (pair_of(inside, 4, 3)[0] - y)

    result = student.kernel_flow(K, cross, y, f0t, f0s, eta, t)
    close_pair(result, (f0t - eta * K @ integral, f0s - eta * cross @ integral))


def rounded_kernel():
    """Return a kernel with the largest eigenvalue 3 whose symmetry is that of rounded numbers."""
    K = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 1.0]])
    K[0, 1] += 1e-12
    return K


@question("kernel_flow", weight=0.5, hint="At t = 0 nothing has happened.")
def test_flow_starts_at_the_initial_values(student, rng):
    K, cross, y, f0t, f0s = flow_problem(rng, rank=3)
    close_pair(student.kernel_flow(K, cross, y, f0t, f0s, 0.75, 0.0), (f0t, f0s))


@question("kernel_flow", weight=0.5, hint="Start again from where the flow has come.")
def test_two_flows_in_a_row_are_one_longer_flow(student, rng):
    K, cross, y, f0t, f0s = flow_problem(rng)
    value = student.kernel_flow(K, cross, y, f0t, f0s, 0.5, 0.75)
    ft, fs, single = pair_of(value, 4, 3)
    checks.holds(
        bool(np.abs(ft - f0t).max() > 1e-3 and np.abs(fs - f0s).max() > 1e-3),
        "the values have not moved",
    )
    longer = pair_of(student.kernel_flow(K, cross, y, f0t, f0s, 0.5, 1.75), 4, 3)

    rtol = checks.RTOL_SINGLE if single else checks.RTOL
    second = pair_of(student.kernel_flow(K, cross, y, ft, fs, 0.5, 1.0), 4, 3)
    checks.close(second[0], longer[0], "ft in two parts", rtol=rtol)
    checks.close(second[1], longer[1], "fs in two parts", rtol=rtol)


@question(
    "kernel_flow",
    weight=1,
    hint="For t -> ∞ the training values reach y, the test values those of kernel regression.",
)
def test_flow_interpolates_after_a_long_time(student, rng):
    K, cross, y, f0t, f0s = flow_problem(rng)
    limit = f0s + cross @ np.linalg.solve(K, y - f0t)

    close_pair(student.kernel_flow(K, cross, y, f0t, f0s, 1.5, 1000.0), (y, limit))


@question(
    "kernel_flow",
    weight=2,
    hint="(1 - e^(-ηλt))/λ tends to ηt for λ -> 0: an inverse does not exist, a pseudoinverse and "
    "lstsq leave that part out.",
)
def test_singular_kernel_leaves_the_null_space_at_rest_and_moves_the_test_points(
    student, rng
):
    """On the null space of Ktt the training values rest; the test values move at constant speed."""
    for n, rank in ((4, 2), (5, 4), (3, 1), (2, 0)):
        problem = flow_problem(rng, n=n, rank=rank)
        for t in (0.5, 40.0):
            close_pair(
                student.kernel_flow(*problem, 0.75, t), ref.kernel_flow(*problem, 0.75, t)
            )
    twice = np.ones((2, 2))  # a training point that occurs twice
    y, cross = np.array([1.0, 3.0]), np.array([[2.0, -1.0]])
    result = student.kernel_flow(twice, cross, y, np.zeros(2), np.zeros(1), 1.0, 2.0)
    moved = 1 - math.exp(-4.0)
    # On (1, 1), λ = 2, the residual is -2; on (1, -1), λ = 0, it is 1 and stays so.
    close_pair(result, ([2 * moved] * 2, [moved - 3 * 2.0]))


@question("kernel_flow", weight=0.75, hint="Check shapes, finiteness, symmetry, η and t.")
def test_kernel_flow_refuses_what_is_no_flow(student):
    K, cross = np.array([[2.0, 1.0], [1.0, 2.0]]), np.ones((3, 2))
    y, f0t, f0s = np.array([1.0, 2.0]), np.zeros(2), np.zeros(3)
    tail = (1.0, 0.5)
    lopsided = np.array([[2.0, 1.0], [1.0 + 1e-6, 2.0]])
    for bad, what in (
        ((np.ones((2, 3)), cross, y, f0t, f0s, *tail), "a Ktt that is not square"),
        ((np.ones(2), cross, y, f0t, f0s, *tail), "a vector as Ktt"),
        ((lopsided, cross, y, f0t, f0s, *tail), "a Ktt that is not symmetric"),
        ((K, np.ones((3, 3)), y, f0t, f0s, *tail), "a Kst with too many columns"),
        ((K, np.ones((3, 1)), y, f0t, f0s, *tail), "a Kst with one column"),
        ((K, np.ones(2), y, f0t, np.zeros(1), *tail), "a vector as Kst"),
        ((K, np.zeros((0, 2)), y, f0t, np.zeros(0), *tail), "no test points"),
        (
            (np.zeros((0, 0)), np.zeros((3, 0)), *[np.zeros(0)] * 2, f0s, *tail),
            "no training points",
        ),
        ((K, cross, np.ones(3), f0t, f0s, *tail), "three targets for two points"),
        ((K, cross, np.ones(1), f0t, f0s, *tail), "one target for two points"),
        ((K, cross, y[:, None], f0t, f0s, *tail), "targets in a column"),
        ((K, cross, y, np.zeros(1), f0s, *tail), "one initial value for two points"),
        ((K, cross, y, f0t[:, None], f0s, *tail), "initial values in a column"),
        (
            (K, cross, y, f0t, np.zeros(2), *tail),
            "two initial values for three test points",
        ),
        ((K, cross, y, f0t, np.zeros(1), *tail), "one initial value for three test points"),
        ((K, cross, y, f0t, np.zeros((3, 1)), *tail), "test values in a column"),
        ((np.diag([1.0, NAN]), cross, y, f0t, f0s, *tail), "NaN in Ktt"),
        ((np.diag([1.0, INF]), cross, y, f0t, f0s, *tail), "infinity in Ktt"),
        ((K, np.full((3, 2), INF), y, f0t, f0s, *tail), "infinity in Kst"),
        ((K, cross, np.array([NAN, 1.0]), f0t, f0s, *tail), "NaN in y"),
        ((K, cross, y, np.array([INF, 1.0]), f0s, *tail), "infinity in f0t"),
        ((K, cross, y, f0t, np.array([0.0, NAN, 1.0]), *tail), "NaN in f0s"),
        ((K, cross, y, f0t, f0s, 0.0, 0.5), "η = 0"),
        ((K, cross, y, f0t, f0s, -1.0, 0.5), "a negative η"),
        ((K, cross, y, f0t, f0s, NAN, 0.5), "NaN as η"),
        ((K, cross, y, f0t, f0s, INF, 0.5), "an infinite η"),
        ((K, cross, y, f0t, f0s, 1.0, -0.5), "a negative time"),
        ((K, cross, y, f0t, f0s, 1.0, NAN), "NaN as time"),
        ((K, cross, y, f0t, f0s, 1.0, INF), "an infinite time"),
    ):
        checks.refuses(lambda: student.kernel_flow(*bad), what)
    for scale in (2.0**-40, 2.0**40):
        bad = (scale * lopsided, cross, y, f0t, f0s, 1 / scale, 0.5)
        checks.refuses(
            lambda: student.kernel_flow(*bad), f"a lopsided Ktt of size {scale:.0e}"
        )


@question(
    "kernel_flow",
    weight=0.5,
    hint="Symmetric up to rounding: relative to the largest entry.",
)
def test_kernels_of_every_size_may_be_rounded(student):
    y, f0t, f0s = np.array([1.0, 2.0, 0.5]), np.zeros(3), np.zeros(2)
    cross = np.array([[1.0, 0.5, 2.0], [0.0, 1.0, -1.0]])
    for scale in (2.0**-40, 1.0, 2.0**40):
        K = scale * rounded_kernel()
        problem = (K, scale * cross, y, f0t, f0s, 1 / scale, 0.5)
        close_pair(student.kernel_flow(*problem), ref.kernel_flow(*problem))


@question("kernel_flow", weight=0.25, hint="f0t -= y changes the caller's array.")
def test_kernel_flow_leaves_its_arguments_unchanged(student, rng):
    unchanged(student, "kernel_flow", *flow_problem(rng), 0.5, 1.0)


# -- gradient descent -----------------------------------------------------------------------


@question("kernel_gd", weight=2, hint="2/λ_max, the largest eigenvalue and not the trace.")
@given(st.integers(1, 3).flatmap(lambda n: draw.eighths((n, n))))
def test_stable_step_is_two_over_the_largest_eigenvalue(student, G):
    K = G @ G.T + np.eye(len(G)) / 8
    want = 2 / np.linalg.eigvalsh(K)[-1]

    checks.close(student.max_stable_step(K), want, "result", floor=0.0, atol=1e-12)


@question(
    "kernel_gd", weight=3, hint="r_(j+1) = (I - ηK) r_j with r = f - y; return f, not r."
)
@given(flows(), st.sampled_from((0.125, 0.25, 0.5)), st.integers(0, 4))
def test_values_after_n_steps_are_those_of_the_iteration(student, problem, eta, n):
    K, _, y, f0, _ = problem
    f = f0
    for _ in range(n):
        f = f - eta * K @ (f - y)

    checks.close(student.kernel_gd(K, y, f0, eta, n), f, "result")


@question(
    "kernel_gd",
    weight=1.5,
    hint="Along the top eigenvector one step multiplies the residual by 1 - ηλ_max: -0.98, or -1.02.",
)
def test_a_step_just_below_the_stable_one_contracts_and_one_just_above_diverges(
    student, rng, picture
):
    """99 % of the stable step contracts, 101 % of it diverges along the top eigenvector."""
    K, _, y, _, _ = flow_problem(rng)
    _, basis = np.linalg.eigh(K)
    step = checks.number(student.max_stable_step(K), "max_stable_step(K)")
    curves = []
    picture.draw(lambda ax: _draw_residuals(ax, curves))
    for factor in (0.99, 1.01):
        norms = []
        for n in (0, 1, 2, 7, 150):
            value = student.kernel_gd(K, y, y + basis[:, -1], factor * step, n)
            f = checks.array(value, f"f_{n} with {factor} of the stable step", shape=(4,))
            norms.append(float(np.linalg.norm(f - y)))
        curves.append((factor, norms))
        contracts = norms[-1] < 0.1 if factor < 1 else norms[-1] > 10
        word = "contract" if factor < 1 else "diverge"
        checks.holds(contracts, f"{factor} of your stable step does not {word}")
        want = abs(1 - 2 * factor) ** np.array([0, 1, 2, 7, 150])
        single = checks.is_single(value)
        rtol = 1e-2 if single else 1e-5
        checks.close(norms, want, f"residuals with {factor} of the step", rtol=rtol)


def _draw_residuals(ax, curves):
    for factor, norms in curves:
        ax.semilogy([0, 1, 2, 7, 150], norms, "o-", label=f"{factor} of your stable step")
    ax.axhline(1, color="k", linewidth=0.8)
    ax.set(xlabel="n", ylabel="residual", title="along the top eigenvector")
    ax.legend()


@question("kernel_gd", weight=0.5, hint="The null space of K does not move, for any step.")
def test_a_point_that_occurs_twice_keeps_its_mean_residual(student):
    """With two equal points the mean of the values reaches the mean of the targets."""
    K, y = np.ones((2, 2)), np.array([1.0, 3.0])
    result = student.kernel_gd(K, y, np.array([0.5, 0.5]), 0.25, 80)

    checks.close(result, [2.0, 2.0], "result")


@question("kernel_gd", weight=0.75, hint="Two functions, and each of them checks.")
def test_descent_refuses_bad_kernels_steps_and_counts(student):
    K, y = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, 2.0])
    f0 = np.zeros(2)
    kernels = (
        (np.ones((2, 3)), "a K that is not square"),
        (np.ones(2), "a vector as K"),
        (np.zeros((0, 0)), "an empty K"),
        (np.array([[2.0, 1.0], [1.0 + 1e-6, 2.0]]), "a K that is not symmetric"),
        (np.diag([1.0, NAN]), "NaN in K"),
        (np.diag([1.0, INF]), "infinity in K"),
    )
    for bad, what in kernels:
        size = len(bad)
        checks.refuses(lambda: student.max_stable_step(bad), what)
        checks.refuses(
            lambda: student.kernel_gd(bad, np.ones(size), np.zeros(size), 0.5, 2), what
        )
    for scale in (2.0**-40, 2.0**40):
        bad = scale * np.array([[2.0, 1.0], [1.0 + 1e-6, 2.0]])
        checks.refuses(
            lambda: student.max_stable_step(bad), f"a lopsided K of size {scale:.0e}"
        )
    for bad, what in ((np.zeros((2, 2)), "K = 0"), (-K, "a negative definite K")):
        checks.refuses(lambda: student.max_stable_step(bad), what)
    for bad, what in (
        ((K, np.ones(3), f0, 0.5, 2), "three targets for two points"),
        ((K, np.ones(1), f0, 0.5, 2), "one target for two points"),
        ((K, y[:, None], f0, 0.5, 2), "targets in a column"),
        ((K, y, np.zeros(3), 0.5, 2), "three initial values for two points"),
        ((K, y, np.zeros(1), 0.5, 2), "one initial value for two points"),
        ((K, y, f0[:, None], 0.5, 2), "initial values in a column"),
        ((K, np.array([NAN, 1.0]), f0, 0.5, 2), "NaN in y"),
        ((K, y, np.array([INF, 0.0]), 0.5, 2), "infinity in f0"),
        ((K, y, f0, 0.0, 2), "η = 0"),
        ((K, y, f0, -0.5, 2), "a negative η"),
        ((K, y, f0, NAN, 2), "NaN as η"),
        ((K, y, f0, INF, 2), "an infinite η"),
        ((K, y, f0, 0.5, -1), "a negative number of steps"),
    ):
        checks.refuses(lambda: student.kernel_gd(*bad), what)


@question(
    "kernel_gd", weight=0.5, hint="Symmetric up to rounding: relative to the largest entry."
)
def test_stable_steps_of_kernels_of_every_size_are_inverse_to_it(student):
    for scale in (2.0**-40, 1.0, 2.0**40):
        got = student.max_stable_step(scale * rounded_kernel())
        checks.close(checks.number(got, "the step") * scale, 2 / 3, "step times size of K")


@question("kernel_gd", weight=0.25, hint="f -= ... changes the caller's f0: copy it first.")
def test_descent_leaves_its_arguments_unchanged(student, rng):
    K, _, y, f0, _ = flow_problem(rng)
    unchanged(student, "max_stable_step", K)
    unchanged(student, "kernel_gd", K, y, f0, 0.125, 3)


# -- linearisation --------------------------------------------------------------------------


def tanh_case(rng, n=3, d=2, m=4):
    """Return (maker's steps, model, θ_0) for a tanh net."""
    X = eighths(rng, n, d)
    model = ref.tanh_net(X, m)
    steps = [("const", X), ("const", m), ("call", "tanh_model", 0, 1)]
    return steps, model, eighths(rng, model.p) / 2


def ring_case(rng, n=5):
    """Return (maker's steps, model, θ_0) for a net with local connections."""
    x = eighths(rng, n) + 0.0625
    steps = [("const", x), ("call", "ring_model", 0)]
    return steps, ref.ring_net(x), eighths(rng, n) / 4


def linearized(student, case, deltas, *, meddle=False):
    """Return g(δ) for all δ, and the number of calls of f; all of it in one round trip.

    Args:
        student: the proxy.
        case: what `tanh_case` or `ring_case` gave.
        deltas: arrays (p,).
        meddle: overwrite theta0 by zeros after `linearize`.
    """
    steps, _, θ = case
    steps = list(steps)
    f = len(steps) - 1
    steps += [("const", student.tensor(θ.copy())), ("call", "linearize", f, f + 1)]
    g = f + 2
    if meddle:
        steps.append(("method", "zero_", f + 1))
    wants = []
    for δ in deltas:
        steps += [
            ("const", student.tensor(δ)),
            ("method", "__call__", g, len(steps)),
        ]
        wants.append(len(steps) - 1)
    steps.append(("get", "calls", f))
    *values, calls = student.program(steps, [*wants, len(steps) - 1])
    return values, calls


def close_values(values, want, scale=1.0):
    """Compare values of g to nine digits."""
    for value, target in zip(values, want, strict=True):
        checks.close(value, target, "g(δ)", rtol=1e-9, atol=1e-9 * scale, double=True)


@question(
    "linearize",
    weight=3,
    hint="g(δ) = f(θ_0) + J δ: the value at θ_0 belongs to it, and J is taken at θ_0.",
)
def test_g_is_the_value_plus_the_derivative_in_the_direction(student, rng):
    for case in (
        tanh_case(rng),
        tanh_case(rng, 1, 1, 2),
        ring_case(rng),
        ring_case(rng, 1),
    ):
        _, model, θ = case
        deltas = [eighths(rng, model.p) for _ in range(3)]
        values, _ = linearized(student, case, deltas)

        close_values(values, [model.value(θ) + model.jvp(θ, δ) for δ in deltas])


@question("linearize", weight=0.5, hint="g(0) = f(θ_0), and g - g(0) is linear.")
def test_g_is_affine_and_meets_f_at_zero(student, rng):
    case = tanh_case(rng)
    _, model, θ = case
    u, v = eighths(rng, model.p), eighths(rng, model.p)
    values, _ = linearized(student, case, [0 * u, u, v, 3 * u - 2 * v])
    zero, at_u, at_v, both = (checks.array(w, "g(δ)", shape=(3,)) for w in values)
    close_values([zero], [model.value(θ)])
    moved = float(np.abs(at_u - zero).max()) > 1e-9
    checks.holds(moved, "g does not depend on δ")

    close_values([both - zero], [3 * (at_u - zero) - 2 * (at_v - zero)], 100.0)


@question("linearize", weight=0.5, hint="Taylor: f(θ_0 + εv) - g(εv) is of second order.")
def test_error_of_the_linearisation_falls_by_four_when_the_step_is_halved(student, rng):
    while True:
        case = tanh_case(rng)
        _, model, θ = case
        v = eighths(rng, model.p) / 4
        steps = [2.0**-9, 2.0**-10]

        def second_order(h, model=model, θ=θ, v=v):
            return model.value(θ + h * v) - model.value(θ) - h * model.jvp(θ, v)

        true = [float(np.linalg.norm(second_order(h))) for h in steps]
        if true[1] > 1e-8 and 3.8 <= true[0] / true[1] <= 4.2:
            break
    values, _ = linearized(student, case, [h * v for h in steps])
    errors = [
        float(np.linalg.norm(model.value(θ + h * v) - checks.array(g, "g(δ)", shape=(3,))))
        for h, g in zip(steps, values, strict=True)
    ]

    quarter = errors[1] > 0 and 3.5 <= errors[0] / errors[1] <= 4.5
    checks.holds(quarter, "halving the step does not divide the error by four")


@question("linearize", weight=0.5, hint="⟨u, J δ⟩ = ⟨J^T u, δ⟩: is it J, or its transpose?")
def test_derivative_is_adjoint_to_reverse_mode(student, rng):
    for case in (tanh_case(rng), ring_case(rng)):
        _, model, θ = case
        u, δ = eighths(rng, model.n), eighths(rng, model.p)
        values, _ = linearized(student, case, [δ, 0 * δ])
        at, zero = (checks.array(v, "g(δ)", shape=(model.n,)) for v in values)

        close_values([u @ (at - zero)], [model.vjp(θ, u) @ δ], 100.0)


@question(
    "linearize",
    weight=1.5,
    hint="J has p n entries. Forward mode needs none of them: torch.func.jvp(f, (θ_0,), (δ,)).",
)
def test_a_hundred_thousand_parameters_and_values_are_not_too_many(student, rng):
    """p = n = 10^5: the Jacobian would fill 80 GB."""
    x, θ, δ = rng.uniform(0.5, 1.5, (3, 100_000))
    model = ref.ring_net(x)
    case = [("const", x), ("call", "ring_model", 0)], model, θ
    values, _ = linearized(student, case, [δ])

    close_values(values, [model.value(θ) + model.jvp(θ, δ)])


@question("linearize", weight=0.5, hint="One pass gives the value and the derivative.")
def test_linearize_and_one_value_call_f_at_most_four_times(student, rng):
    case = tanh_case(rng)
    _, model, θ = case
    δ = eighths(rng, model.p)
    values, calls = linearized(student, case, [δ])
    close_values(values, [model.value(θ) + model.jvp(θ, δ)])
    calls = checks.integer(calls, "f.calls")
    checks.holds(calls <= 4, f"f was called {calls} times; the budget is 4")


@question(
    "linearize",
    weight=0.75,
    hint="Quotients of differences lose the digits that f(θ_0) takes; automatic differentiation "
    "does not.",
)
def test_derivative_is_exact_beside_a_large_constant(student, rng):
    """One saturated unit adds 10^8 to f and nothing to its derivative."""
    n, d, m = 3, 2, 4
    steps, model, θ = tanh_case(rng, n, d, m)
    δ = eighths(rng, model.p)
    W, b, a = m * d, m * d + m, model.p
    θ[W - d : W], θ[b - 1], θ[a - 1] = 0.0, 40.0, 2e8
    δ[a - 1] = 0.0
    values, _ = linearized(student, (steps, model, θ), [δ, 0 * δ])
    at, zero = (checks.array(v, "g(δ)", shape=(n,)) for v in values)

    checks.close(
        at - zero, model.jvp(θ, δ), "g(δ) - g(0)", rtol=0.0, atol=5e-7, double=True
    )


@question("linearize", weight=0.25, hint="theta0.detach().clone()")
def test_g_does_not_follow_later_changes_of_theta0(student, rng):
    for case in (tanh_case(rng), ring_case(rng)):
        _, model, θ = case
        δ = eighths(rng, model.p)
        values, _ = linearized(student, case, [δ], meddle=True)

        close_values(values, [model.value(θ) + model.jvp(θ, δ)])


@question(
    "linearize", weight=0.5, hint="Check theta0 at once, and the shape of delta in g."
)
def test_linearize_refuses_what_is_no_vector_of_parameters(student):
    x = np.ones(3)
    fine = np.zeros(3)
    for θ, what in (
        (np.zeros((3, 1)), "theta0 in a column"),
        (np.zeros((1, 3)), "theta0 in a row"),
        (np.array(1.0), "a number as theta0"),
        (np.zeros(0), "an empty theta0"),
        (np.array([0.0, NAN, 1.0]), "NaN in theta0"),
        (np.array([0.0, INF, 1.0]), "infinity in theta0"),
    ):
        steps = [
            ("const", x),
            ("call", "ring_model", 0),
            ("const", student.tensor(θ)),
            ("call", "linearize", 1, 2),
        ]
        checks.refuses(lambda: student.program(steps, []), what)
    for δ, what in (
        (np.zeros(2), "a delta that is too short"),
        (np.zeros(4), "a delta that is too long"),
        (np.zeros(1), "a delta with one entry"),
        (np.zeros((3, 1)), "a delta in a column"),
        (np.array(0.0), "a number as delta"),
    ):
        case = [("const", x), ("call", "ring_model", 0)], None, fine
        checks.refuses(lambda: linearized(student, case, [δ]), what)


# -- experiment -----------------------------------------------------------------------------


def triple(value, k):
    """Return (drift, distance, loss) as arrays of length k."""
    names = ("drift", "distance", "loss")
    parts = checks.items(value, "the result", 3)
    return [checks.array(p, n, shape=(k,)) for p, n in zip(parts, names, strict=True)]


@question(
    "ntk_drift",
    weight=3,
    hint="Is η = 1/λ_max of the kernel at the start? Are both layers trained, on half the sum?",
)
@pytest.mark.chance(1e-9)
def test_first_steps_of_a_wide_net_are_those_of_the_infinitely_wide_one(student, rng):
    """At width 2^16 the loss and the way of the parameters are those of the limit kernel."""
    width = 2**16
    for n_steps in (1, 3):
        seed = student.rng(int(rng.integers(2**32)))
        _, distance, loss = triple(student.ntk_drift([width], n_steps, seed), 1)
        way, limit = ref.lazy_prediction(n_steps)
        name = f"after {n_steps} steps"
        room = {"floor": 0.0, "atol": 0.0}
        checks.close(loss, [limit], f"loss {name}", rtol=0.12, **room)
        checks.close(256 * distance, [way], f"√m times distance {name}", rtol=0.05, **room)


@question(
    "ntk_drift", weight=2, hint="Is the distance relative to ‖θ_0‖, over both layers?"
)
@pytest.mark.chance(1e-9)
def test_distance_of_the_parameters_has_slope_minus_one_half(student, rng, picture):
    drift, distance, loss, widths = _sweep(student, rng)
    picture.draw(lambda ax: _draw_sweep(ax, widths, drift, distance))
    slope = np.polyfit(np.log(widths), np.log(distance), 1)[0]
    checks.holds(-0.59 <= slope <= -0.43, "the slope of the distance is not -1/2")
    checks.holds(bool((loss < 0.02).all()), "the nets are not trained to a small loss")


@question(
    "ntk_drift",
    weight=2,
    hint="Compare Θ_T with Θ_0 in the Frobenius norm, and divide by that of Θ_0.",
)
@pytest.mark.chance(1e-9)
def test_drift_of_the_kernel_decays_at_least_as_fast(student, rng, picture):
    """The drift has a slope near -0.7, and the size that theory and practice give."""
    drift, distance, _, widths = _sweep(student, rng)
    picture.draw(lambda ax: _draw_sweep(ax, widths, drift, distance))
    slope = np.polyfit(np.log(widths), np.log(drift), 1)[0]
    checks.holds(-0.87 <= slope <= -0.48, "the drift has another slope")
    size = float(np.exp(np.log(drift).mean()))
    checks.holds(TYPICAL / 1.4 <= size <= 1.4 * TYPICAL, "the drift has another size")


TYPICAL = 0.0430
"""Geometric mean of the drift over the widths of `_sweep`, from 200 sweeps."""

WIDTHS = (64, 512, 4096)
REPEATS = 12


def _sweep(student, rng):
    seed = student.rng(int(rng.integers(2**32)))
    asked = [m for m in WIDTHS for _ in range(REPEATS)]
    parts = triple(student.ntk_drift(asked, 20, seed), len(asked))
    drift, distance, loss = (p.reshape(len(WIDTHS), REPEATS) for p in parts)
    checks.holds(bool((drift > 0).all()), "the kernel of a net that is trained changes")
    checks.holds(bool((distance > 0).all()), "the parameters have not moved")
    fresh = all(len(np.unique(row)) == REPEATS for row in distance)
    checks.holds(fresh, "a width that occurs twice is drawn anew, but two nets are equal")
    means = (np.exp(np.log(p).mean(axis=1)) for p in (drift, distance))
    return *means, np.median(loss, axis=1), np.array(WIDTHS, dtype=float)


def _draw_sweep(ax, widths, drift, distance):
    ax.loglog(widths, distance, "o-", label="distance")
    ax.loglog(widths, drift, "s-", label="drift")
    ax.loglog(widths, distance[0] * np.sqrt(widths[0] / widths), "k--", label="slope -1/2")
    ax.set(xlabel="width")
    ax.legend()


@question("ntk_drift", weight=0.5, hint="Chance comes from rng alone, and all of it.")
def test_the_same_generator_gives_the_same_nets_and_another_one_others(student):
    one, again, other = (
        triple(student.ntk_drift([8, 32], 4, student.rng(s)), 2) for s in (3, 3, 4)
    )
    for name, a, b, c in zip(("drift", "distance", "loss"), one, again, other, strict=True):
        checks.close(b, a, f"{name} with the same rng", rtol=1e-9, atol=1e-12)
        checks.holds(bool((a != c).all()), f"{name} is the same for another rng")


@question(
    "ntk_drift", weight=1, hint="The second half has the same w_k and the opposite a_k."
)
def test_without_steps_nothing_changes_and_the_net_is_zero(student):
    drift, distance, loss = triple(student.ntk_drift([2, 30], 0, student.rng(1)), 2)
    checks.close(drift, [0.0, 0.0], "drift")
    checks.close(distance, [0.0, 0.0], "distance")
    checks.close(loss, [2.5, 2.5], "loss at the start")


@question("ntk_drift", weight=0.5, hint="Half of the units need a partner.")
def test_odd_widths_and_negative_steps_are_refused(student):
    for widths, n_steps, what in (
        ([8, 7], 2, "an odd width"),
        ([1], 2, "width 1"),
        ([0, 8], 2, "width 0"),
        ([-2], 2, "a negative width"),
        ([8], -1, "a negative number of steps"),
    ):
        checks.refuses(lambda: student.ntk_drift(widths, n_steps, student.rng(0)), what)
