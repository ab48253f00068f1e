"""The reference of the topic on infinite width against independent truths."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.integrate import dblquad, quad
from scipy.special import erf
from scipy.stats import multivariate_normal
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

from course_lib.topics import t03_infinite_width as ref

TOL = {"rtol": 1e-10, "atol": 1e-12}
TABLE = Path(__file__).parents[2] / "ground_truth" / "t03_infinite_width.json"

NOT_COVARIANCES = [
    [[1.0, 0.5], [0.25, 1.0]],
    [[1.0, 2.0], [2.0, 1.0]],
    [[-1.0, 0.0], [0.0, 1.0]],
    [[0.0, 0.5], [0.5, 1.0]],
    [[1.0, np.nan], [np.nan, 1.0]],
    [[np.inf, 0.0], [0.0, 1.0]],
    np.eye(3),
    [1.0, 2.0],
]
NOT_BATCHES = [
    np.zeros((0, 2)),
    np.zeros((2, 0)),
    [1.0, 2.0],
    [[np.nan, 1.0]],
    [[np.inf, 1.0]],
]


def covariances(count, seed=0):
    """Yield well-conditioned random covariances."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        A = rng.standard_normal((2, 2))
        yield A @ A.T


# -- Gaussian moments


def test_moments_agree_with_a_one_dimensional_integral():
    """Given u, v is Gaussian: E relu(v) is known, and one integral over u > 0 is left."""
    for S in covariances(10):
        (a, c), (_, b) = S
        slope, rest = c / a, math.sqrt(b - c * c / a)

        def density(u, a=a):
            return math.exp(-u * u / (2 * a)) / math.sqrt(2 * math.pi * a)

        def positive(u, k=slope / rest):
            return 0.5 * (1 + math.erf(k * u / math.sqrt(2)))

        def part(u, slope=slope, rest=rest, positive=positive):
            bump = math.exp(-((slope * u / rest) ** 2) / 2) / math.sqrt(2 * math.pi)
            return slope * u * positive(u) + rest * bump

        top = 12 * math.sqrt(a)
        e = quad(lambda u: u * part(u) * density(u), 0, top, epsabs=1e-13, epsrel=1e-13)[0]
        de = quad(lambda u: positive(u) * density(u), 0, top, epsabs=1e-13, epsrel=1e-13)[0]

        assert np.allclose(ref.relu_moments(S), (e, de), rtol=1e-10, atol=1e-11)


def test_probability_agrees_with_scipys_orthants():
    for S in covariances(10, seed=1):
        quadrant = multivariate_normal(cov=S).cdf([0, 0])

        assert np.isclose(ref.relu_moments(S)[1], quadrant, atol=1e-6)


def test_moments_agree_with_polar_coordinates():
    """(u, v) = F r (cos t, sin t): E r² = 2, and the angle is uniform."""
    for S in covariances(5, seed=2):
        F = np.linalg.cholesky(S)

        def product(t, F=F):
            u, v = F @ (math.cos(t), math.sin(t))
            return max(u, 0) * max(v, 0) / math.pi

        kinks = np.sort(np.mod([math.pi / 2, -math.pi / 2, *_zeros(F[1])], 2 * math.pi))
        grid = [0, *kinks, 2 * math.pi]
        want = sum(quad(product, p, q)[0] for p, q in itertools.pairwise(grid))

        assert np.isclose(ref.relu_moments(S)[0], want, **TOL)


def _zeros(row):
    t = math.atan2(-row[0], row[1])
    return t, t + math.pi


def test_moments_have_their_values_at_angles_zero_and_pi_and_with_variance_zero():
    assert np.allclose(ref.relu_moments(np.ones((2, 2))), (0.5, 0.5), **TOL)
    assert np.allclose(ref.relu_moments([[4, -2], [-2, 1]]), (0, 0), **TOL)
    assert np.allclose(ref.relu_moments(np.eye(2)), (1 / (2 * np.pi), 1 / 4), **TOL)
    rounded = 1 + 2.3e-16
    assert np.allclose(
        ref.relu_moments([[1, rounded], [rounded, 1]]), (0.5, 0.5), atol=1e-7
    )
    for S in ([[0, 0], [0, 2]], [[2, 0], [0, 0]], np.zeros((2, 2))):
        e, de = ref.relu_moments(S)
        assert e == 0 and math.isfinite(de)


def test_price_theorem_holds_by_automatic_differentiation():
    for S in covariances(10, seed=3):
        c = torch.tensor(S[0, 1], requires_grad=True)
        scale = math.sqrt(S[0, 0] * S[1, 1])
        t = torch.acos(c / scale)
        e = scale * (torch.sin(t) + (math.pi - t) * torch.cos(t)) / (2 * math.pi)
        e.backward()

        assert np.allclose(ref.relu_moments(S), (e.item(), c.grad.item()), **TOL)


# -- kernels


def test_nngp_kernel_agrees_with_neural_tangents():
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    assert len(table["kernels"]) == 36
    for case in table["kernels"]:
        got = ref.nngp_kernel(*(case[k] for k in ("X", "Z", "depth", "sigma_w", "sigma_b")))

        assert np.allclose(got, case["nngp"], rtol=1e-10, atol=1e-10)


def test_nngp_kernel_is_the_limit_of_sampled_nets():
    """Full nets of width 512, 1500 of them with one output each; the seed is fixed."""
    rng = np.random.default_rng(4)
    X = np.array([[1.0, -0.5, 0.25], [0.5, 1.0, -1.0]])
    sigma_w, sigma_b, outputs = 1.3, 0.4, []
    for _ in range(1500):
        h = torch.tensor(X)
        for width, fan_in in ((512, 3), (512, 512), (1, 512)):
            W, b = rng.standard_normal((width, fan_in)), rng.standard_normal(width)
            h = torch.relu(h) if fan_in == 512 else h
            h = sigma_w * h @ torch.tensor(W).T / math.sqrt(
                fan_in
            ) + sigma_b * torch.tensor(b)
        outputs.append(h[:, 0].numpy())
    sampled = np.cov(np.array(outputs).T)
    exact = ref.nngp_kernel(X, X, 2, sigma_w, sigma_b)

    error = np.sqrt((np.outer(exact.diagonal(), exact.diagonal()) + exact**2) / 1500)
    assert (np.abs(sampled - exact) < 6 * error).all()


def test_nngp_kernel_obeys_its_laws():
    rng = np.random.default_rng(5)
    X, Z = rng.standard_normal((6, 4)), rng.standard_normal((3, 4))
    Q = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    for depth in (0, 1, 3, 10):
        K = ref.nngp_kernel(X, X, depth, 1.3, 0.2)
        assert np.linalg.eigvalsh(K)[0] >= -1e-12 * np.trace(K)
        assert np.allclose(K, K.T, **TOL)
        cross = ref.nngp_kernel(X, Z, depth, 1.3, 0.2)
        both = np.vstack([X, Z])
        assert np.allclose(
            ref.nngp_kernel(both, both, depth, 1.3, 0.2)[:6, 6:], cross, **TOL
        )
        assert np.allclose(ref.nngp_kernel(Z, X, depth, 1.3, 0.2).T, cross, **TOL)
        assert np.allclose(ref.nngp_kernel(X @ Q, Z @ Q, depth, 1.3, 0.2), cross, **TOL)
        free = ref.nngp_kernel(X, Z, depth, 1.3, 0.0)
        assert np.allclose(ref.nngp_kernel(3 * X, Z, depth, 1.3, 0.0), 3 * free, **TOL)
        he = ref.nngp_kernel(X, X, depth, math.sqrt(2), 0.0)
        assert np.allclose(np.diag(he), (X**2).sum(axis=1) / 2, **TOL)


def test_random_feature_kernel_agrees_with_loops_and_tends_to_the_arc_cosine_kernel():
    rng = np.random.default_rng(6)
    X, Z, W = (rng.standard_normal((n, 2)) for n in (3, 2, 5))
    relu = torch.nn.ReLU()
    want = relu(torch.tensor(X @ W.T)) @ relu(torch.tensor(W @ Z.T)) / 5
    assert np.allclose(ref.random_feature_kernel(X, Z, W), want.numpy(), **TOL)

    angle = 2 * np.pi * np.arange(100_000) / 100_000
    W = math.sqrt(2) * np.column_stack([np.cos(angle), np.sin(angle)])
    want = [[ref.relu_moments([[x @ x, x @ z], [x @ z, z @ z]])[0] for z in Z] for x in X]
    assert np.allclose(ref.random_feature_kernel(X, Z, W), want, atol=1e-8)


def test_correlation_map_agrees_with_the_kernel_and_fixes_one():
    for sigma_w, sigma_b, q, rho in ((1.3, 0.4, 2.0, -0.3), (0.5, 0.0, 1.0, 0.7)):
        e = ref.relu_moments([[q, rho * q], [rho * q, q]])[0]
        want = (sigma_b**2 + sigma_w**2 * e) / (sigma_b**2 + sigma_w**2 * q / 2)

        assert np.isclose(ref.correlation_map(rho, sigma_w, sigma_b, q), want, **TOL)
        assert ref.correlation_map(1 + 1e-12, sigma_w, sigma_b, q) == 1


def test_slope_at_one_is_half_the_weight_variance_at_the_fixed_point():
    for sigma_w, sigma_b in ((1.0, 0.5), (1.3, 0.2)):
        q = ref.fixed_point_q(sigma_w, sigma_b)
        assert np.isclose(sigma_b**2 + sigma_w**2 * q / 2, q, **TOL)
        for h in (2.0**-8, 2.0**-14):
            slope = (1 - ref.correlation_map(1 - h, sigma_w, sigma_b, q)) / h
            want = sigma_w**2 / 2 * (1 - 2 * math.sqrt(2 * h) / (3 * math.pi))
            assert abs(slope - want) < h


def test_correlations_rise_to_one_like_the_inverse_square_of_the_layer():
    rho, layers = -0.75, 20_000
    for _ in range(layers):
        rho = ref.correlation_map(rho, math.sqrt(2), 0.0, 1.0)

    assert np.isclose((1 - rho) * layers**2, 4.5 * math.pi**2, rtol=0.01)


# -- quadrature and conditioning


def test_quadrature_is_exact_for_the_pairings_of_isserlis():
    for S in [*covariances(5, seed=7), np.ones((2, 2)), np.diag([1.0, 0.0])]:
        for a in range(6):
            for b in range(6 - a):
                got = ref.gaussian_expectation(
                    lambda t, a=a: t**a, lambda t, b=b: t**b, S, 3
                )
                assert np.isclose(got, ref.monomial_moment(a, b, S), rtol=1e-10, atol=1e-10)
    S = [[1.0, 0.5], [0.5, 2.0]]
    assert np.isclose(ref.monomial_moment(2, 2, S), 1 * 2 + 2 * 0.25, **TOL)
    assert np.isclose(ref.monomial_moment(4, 0, S), 3, **TOL)
    assert np.isclose(ref.monomial_moment(1, 3, S), 3 * 0.5 * 2, **TOL)


def test_quadrature_agrees_with_closed_forms_and_with_scipy():
    for S in covariances(6, seed=8):
        S = S / max(S.max(), 1)
        (a, c), (_, b) = S
        sine = ref.gaussian_expectation(np.sin, np.sin, S)
        assert np.isclose(sine, math.exp(-(a + b) / 2) * math.sinh(c), **TOL)
        units = ref.gaussian_expectation(erf, erf, S)
        angle = math.asin(2 * c / math.sqrt((1 + 2 * a) * (1 + 2 * b)))
        assert np.isclose(units, 2 / math.pi * angle, atol=1e-6)
    S = np.array([[1.0, 0.5], [0.5, 1.25]])
    law = multivariate_normal(cov=S)
    want = dblquad(lambda v, u: np.tanh(u) * np.cos(v) * u * law.pdf([u, v]), -8, 8, -9, 9)[
        0
    ]
    got = ref.gaussian_expectation(lambda t: t * np.tanh(t), np.cos, S, 60)
    assert np.isclose(got, want, atol=1e-6)


def test_sixty_nodes_are_wrong_for_relu_as_the_notebook_says():
    relu = lambda t: np.maximum(t, 0)  # noqa: E731
    S = np.array([[1.0, 0.3], [0.3, 1.0]])
    error = ref.gaussian_expectation(relu, relu, S, 60) - ref.relu_moments(S)[0]

    assert 1e-5 < abs(error) < 1e-2


def test_posterior_agrees_with_scikit_learn_and_with_the_precision_matrix():
    rng = np.random.default_rng(9)
    X, Xs, y = (
        rng.standard_normal((5, 2)),
        rng.standard_normal((3, 2)),
        rng.standard_normal(5),
    )
    kernel = RBF(0.7)
    model = GaussianProcessRegressor(kernel, alpha=0.3, optimizer=None).fit(X, y)
    mean, cov = ref.gp_posterior(kernel(X), kernel(Xs, X), kernel(Xs), y, 0.3)
    want_mean, want_cov = model.predict(Xs, return_cov=True)

    assert np.allclose(mean, want_mean, **TOL)
    assert np.allclose(cov, want_cov, **TOL)
    both = kernel(np.vstack([X, Xs])) + np.diag([0.3] * 5 + [0.0] * 3)
    precision = np.linalg.inv(both)
    assert np.allclose(cov, np.linalg.inv(precision[5:, 5:]), rtol=1e-8, atol=1e-9)


def test_posterior_without_noise_interpolates_and_refuses_singular_kernels():
    K = np.array([[2.0, 0.5], [0.5, 1.0]])
    mean, cov = ref.gp_posterior(K, K, K, [1.0, -3.0], 0.0)
    assert np.allclose(mean, [1, -3], **TOL) and np.allclose(cov, 0, **TOL)
    with pytest.raises(ValueError, match="positive definite"):
        ref.gp_posterior(np.ones((2, 2)), np.ones((1, 2)), [[1.0]], [1.0, 1.0], 0.0)


# -- experiment


def test_level_of_the_error_is_exact_at_every_width():
    """E error² = V/m. The seed is fixed; the tolerance is at least six standard errors."""
    for m, reps, room in ((1, 4000, 0.3), (16, 4000, 0.12), (256, 1500, 0.15)):
        X, errors = ref.kernel_concentration([m], reps, np.random.default_rng(10 + m))
        level = m * (errors**2).mean() / ref.concentration_level(X)

        assert abs(level - 1) < room
    assert np.allclose(np.linalg.norm(X, axis=1), 1, **TOL)


def test_fourth_moments_in_the_level_agree_with_quadrature():
    """E relu(u)² relu(v)² by a one-dimensional integral over the angle: E r⁴ = 8."""
    for c in (-0.6, 0.0, 0.3, 0.9):
        X = np.array([[1.0, 0.0], [c, math.sqrt(1 - c * c)]])
        t = 2 * np.pi * (np.arange(200_000) + 0.5) / 200_000
        u, v = np.maximum(X @ [np.cos(t), np.sin(t)], 0)
        K = 2 * np.array([[np.mean(p * q) for q in (u, v)] for p in (u, v)])
        fourth = 8 * np.array([[np.mean(p * p * q * q) for q in (u, v)] for p in (u, v)])
        want = (fourth - K**2).sum() / (K**2).sum()

        assert np.isclose(ref.concentration_level(X), want, rtol=1e-8)


def test_error_has_slope_minus_one_half():
    widths = [2**k for k in range(6, 13)]
    _, errors = ref.kernel_concentration(widths, 30, np.random.default_rng(0))
    slope = np.polyfit(np.log(widths), np.log(errors.mean(axis=1)), 1)[0]

    assert abs(slope + 0.5) < 0.05


# -- refusals


@pytest.mark.parametrize("bad", NOT_COVARIANCES)
def test_what_is_no_covariance_is_refused(bad):
    with pytest.raises(ValueError, match="must"):
        ref.relu_moments(bad)
    with pytest.raises(ValueError, match="must"):
        ref.gaussian_expectation(np.sin, np.sin, bad)


@pytest.mark.parametrize("bad", [*NOT_BATCHES, np.ones((2, 3))])
def test_what_is_no_batch_is_refused(bad):
    good = np.ones((2, 2))
    for call in (
        lambda: ref.nngp_kernel(bad, good, 1, 1.0, 1.0),
        lambda: ref.nngp_kernel(good, bad, 1, 1.0, 1.0),
        lambda: ref.random_feature_kernel(bad, good, good),
        lambda: ref.random_feature_kernel(good, bad, good),
        lambda: ref.random_feature_kernel(good, good, bad),
    ):
        with pytest.raises(ValueError, match="must"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: ref.nngp_kernel([[1.0]], [[1.0]], -1, 1.0, 1.0),
        lambda: ref.nngp_kernel([[1.0]], [[1.0]], 1, -1.0, 1.0),
        lambda: ref.nngp_kernel([[1.0]], [[1.0]], 1, 1.0, np.nan),
        lambda: ref.gaussian_expectation(np.sin, np.sin, np.eye(2), 0),
        lambda: ref.correlation_map(1.1, 1.0, 1.0, 1.0),
        lambda: ref.correlation_map(np.nan, 1.0, 1.0, 1.0),
        lambda: ref.correlation_map(0.5, 1.0, 1.0, 0.0),
        lambda: ref.correlation_map(0.5, 0.0, 0.0, 1.0),
        lambda: ref.correlation_map(0.5, -1.0, 1.0, 1.0),
        lambda: ref.fixed_point_q(math.sqrt(2), 1.0),
        lambda: ref.fixed_point_q(1.0, -1.0),
        lambda: ref.gp_posterior([[1.0]], [[1.0]], [[1.0]], [1.0], -1.0),
        lambda: ref.gp_posterior([[1.0]], [[1.0]], [[1.0]], [1.0, 2.0], 1.0),
        lambda: ref.gp_posterior([[1.0]], [[1.0, 2.0]], [[1.0]], [1.0], 1.0),
        lambda: ref.gp_posterior([[1.0]], [[1.0]], [[1.0]], [[1.0]], 1.0),
        lambda: ref.kernel_concentration([0], 1, np.random.default_rng(0)),
        lambda: ref.kernel_concentration([1], 0, np.random.default_rng(0)),
    ],
)
def test_parameters_outside_their_ranges_are_refused(call):
    with pytest.raises(ValueError, match=r"must|need|shapes"):
        call()


# -- variants


def variants(count=300):
    return [ref.draw(np.random.default_rng([3, k])) for k in range(count)]


def test_numeric_answers_agree_with_independent_computations():
    for v in variants(60):
        answers = ref.answers(v)
        x = np.full((1, 4), math.sqrt(v.size))
        kernel = ref.nngp_kernel(x, x, v.depth, v.sigma_w, v.sigma_b)[0, 0]
        c = v.norm_x * v.norm_z * math.cos(v.twelfths * math.pi / 12)
        e, _ = ref.relu_moments([[v.norm_x**2, c], [c, v.norm_z**2]])

        def moment(k, s=v.norm_p):
            def integrand(t):
                return (s * t) ** k * math.exp(-t * t / 2) / math.sqrt(2 * math.pi)

            return quad(integrand, 0, 12)[0]

        second = (v.std_a**2 + v.mean_a**2) * moment(2)
        variance = (second - (v.mean_a * moment(1)) ** 2) / v.width

        assert np.isclose(answers["q3c"], kernel, **TOL)
        assert np.isclose(answers["q3a"], e, **TOL)
        assert np.isclose(answers["q3b"], variance, rtol=1e-8)


def test_answers_of_three_hundred_variants_are_distinct_and_the_bands_hold():
    drawn = variants()

    for name in ("q3c", "q3a", "q3b"):
        values = np.sort([ref.answers(v)[name] for v in drawn])
        rtol = ref.TOPIC.question(name).rtol
        alone = np.diff(values) > rtol * values[1:]
        assert alone.mean() >= 0.95, name
    for band in ref.TOPIC.bands:
        assert all(band.low <= band.of(v) <= band.high for v in drawn), band.name


def test_common_mistakes_give_another_number_in_every_variant():
    for v in variants():
        answers = ref.answers(v)
        far = 10 * ref.TOPIC.question("q3c").rtol
        short = ref.nngp_kernel(
            [[math.sqrt(v.size)]], [[math.sqrt(v.size)]], v.depth - 1, v.sigma_w, v.sigma_b
        )
        without = v.norm_p**2 * v.std_a**2 / 2 / v.width

        assert abs(short[0, 0] / answers["q3c"] - 1) > far
        assert abs(without / answers["q3b"] - 1) > far
        assert abs(v.norm_x * v.norm_z - 1) > far


def test_statement_shows_every_number_that_an_answer_needs():
    for v in variants(40):
        text = ref.statement(v)

        for name in ("size", "sigma_w", "sigma_b", "norm_x", "norm_z", "mean_a", "std_a"):
            assert float(text[name]) == getattr(v, name)
        assert float(text["norm_p"]) == v.norm_p
        assert (int(text["width"]), int(text["depth"])) == (v.width, v.depth)
        over, under = text["angle"].removeprefix("\\frac{").removesuffix("}").split("}{")
        factor = over.replace("\\pi", "") or "1"
        assert int(factor) * 12 == v.twelfths * int(under)


def test_the_sheet_has_the_points_of_a_topic():
    kinds = {}
    for q in ref.TOPIC.questions:
        kinds[q.kind] = kinds.get(q.kind, 0) + q.points

    assert kinds == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
