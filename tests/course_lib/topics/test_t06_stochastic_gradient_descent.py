"""The references of topic 6 against torch, PEPit, enumeration, exact arithmetic and theorems."""

import itertools
import json
import math
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from course_lib.oracles import ResistingMaximum
from course_lib.topics import t06_stochastic_gradient_descent as sgd

PEPIT = Path(__file__).parents[2] / "ground_truth" / "worst_case_pepit.json"


def quadratic(rng, d):
    M = rng.normal(size=(d, d))
    A, b = M @ M.T / d, rng.normal(size=d)
    return A, b, lambda x: A @ x - b


def torch_path(make, grad, x0, n, plan=None, first=0):
    x = torch.tensor(x0, dtype=torch.float64)
    optimiser = make([x])
    path = [x.numpy().copy()]
    for k in range(n):
        x.grad = torch.from_numpy(np.array(grad(x.numpy().copy())))
        if plan is not None:
            optimiser.param_groups[0]["lr"] = plan(k + first)
        optimiser.step()
        path.append(x.numpy().copy())
    return np.array(path)


@pytest.fixture
def rng():
    return np.random.default_rng(6)


# ---- gradient descent


@pytest.mark.parametrize("d", [1, 2, 5])
def test_gradient_descent_is_torch_sgd(rng, d):
    _, _, grad = quadratic(rng, d)
    x0 = rng.normal(size=d)
    want = torch_path(lambda p: torch.optim.SGD(p, lr=0.3), grad, x0, 20)

    np.testing.assert_allclose(sgd.gradient_descent(grad, x0, 0.3, 20), want, atol=1e-13)


def huber_value(n, L, R):
    tau = R / (2 * n + 1)
    path = sgd.gradient_descent(lambda x: L * np.clip(x, -tau, tau), [R], 1 / L, n)
    u = abs(path[-1, 0])
    return L * u**2 / 2 if u < tau else L * tau * u - L * tau**2 / 2


def test_worst_huber_function_attains_the_worst_case_of_pepit():
    """The semidefinite program of PEPit knows nothing of the Huber function; they agree."""
    rows = json.loads(PEPIT.read_text())["rows"]
    table = {
        r["args"]["n"]: r["worst_case"]
        for r in rows
        if r["example"] == "wc_gradient_descent"
    }

    assert len(table) >= 5
    for n, worst in table.items():
        # PEPit's solver is accurate to about 1e-6.
        assert huber_value(n, 1.0, 1.0) == pytest.approx(worst, rel=1e-5)
        assert huber_value(n, 1.0, 1.0) == pytest.approx(1 / (4 * n + 2), rel=1e-12)


def test_worst_value_scales_with_L_and_R():
    assert huber_value(4, 3.0, 2.0) == pytest.approx(3.0 * 4.0 / 18.0, rel=1e-12)


def test_strongly_convex_rate_is_attained_on_a_quadratic_with_both_eigenvalues():
    L, mu, n = 7.0, 0.5, 11
    lam = np.array([mu, L])
    path = sgd.gradient_descent(lambda x: lam * x, [1.0, 1.0], 2 / (L + mu), n)

    np.testing.assert_allclose(np.abs(path[-1]), ((L - mu) / (L + mu)) ** n, rtol=1e-12)


# ---- momentum and Adam


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("planned", [False, True])
def test_momentum_is_torch_sgd(rng, nesterov, planned):
    _, _, grad = quadratic(rng, 4)
    x0 = rng.normal(size=4)
    plan = (lambda k: 0.2 / (1 + k)) if planned else None
    want = torch_path(
        lambda p: torch.optim.SGD(p, lr=0.2, momentum=0.8, nesterov=nesterov),
        grad,
        x0,
        25,
        plan,
    )

    got = sgd.sgd_momentum(grad, x0, plan or 0.2, 0.8, 25, nesterov)
    np.testing.assert_allclose(got, want, atol=1e-13)


def test_nesterov_momentum_shows_the_look_ahead_points():
    """x_k of PyTorch is y_k = z_k + beta (z_k - z_{k-1}) of z_{k+1} = y_k - eta grad(y_k)."""
    rng = np.random.default_rng(0)
    _, _, grad = quadratic(rng, 3)
    z = y = before = rng.normal(size=3)
    ys = [y]
    for _ in range(15):
        before, z = z, y - 0.1 * grad(y)
        y = z + 0.7 * (z - before)
        ys.append(y)

    got = sgd.sgd_momentum(grad, ys[0], 0.1, 0.7, 15, nesterov=True)
    np.testing.assert_allclose(got, ys, atol=1e-12)


@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.25), (0.0, 0.9)])
def test_adam_is_torch_adam(rng, amsgrad, betas):
    _, _, grad = quadratic(rng, 4)
    x0 = rng.normal(size=4)
    plan = lambda t: 0.3 / math.sqrt(t)  # noqa: E731
    want = torch_path(
        lambda p: torch.optim.Adam(p, betas=betas, eps=0.1, amsgrad=amsgrad),
        grad,
        x0,
        30,
        plan,
        1,
    )

    got = sgd.adam(grad, x0, plan, *betas, 0.1, 30, amsgrad)
    np.testing.assert_allclose(got, want, atol=1e-12)


def test_a_coordinate_without_gradient_stays_put_even_if_eps_is_zero():
    path = sgd.adam(lambda x: np.array([1.0, 0.0]), [0.0, 5.0], 0.1, 0.9, 0.99, 0.0, 4)

    np.testing.assert_array_equal(path[:, 1], 5.0)


@pytest.mark.parametrize("C", [3.0, 5.0, 10.0])
@pytest.mark.parametrize("n", [60, 3000])
def test_adam_fails_and_amsgrad_does_not_on_the_example_of_reddi_kale_and_kumar(C, n):
    def run(amsgrad):
        slopes = itertools.cycle([C, -1.0, -1.0])
        plan = lambda t: 0.5 / math.sqrt(t)  # noqa: E731
        box = lambda x: np.clip(x, -1, 1)  # noqa: E731
        return sgd.adam(
            lambda x: [next(slopes)],
            [0.0],
            plan,
            0.0,
            1 / (1 + C**2),
            1e-8,
            n,
            amsgrad,
            box,
        )[-3:, 0]

    assert (run(False) > 0.9).all()
    assert (run(True) < -0.9).all()


# ---- batches and averages


def test_every_permutation_of_four_comes_up_as_often_as_any_other():
    """Seeded; the largest of 24 counts is compared with its exact 1e-6 quantile."""
    from scipy.stats import binom

    rng = np.random.default_rng(1)
    seen = [tuple(np.concatenate(sgd.minibatches(4, 3, rng)).tolist()) for _ in range(4800)]
    counts = [seen.count(p) for p in itertools.permutations(range(4))]

    assert sum(counts) == 4800
    assert max(counts) <= binom.isf(1e-6 / 24, 4800, 1 / 24)
    assert min(counts) >= binom.ppf(1e-6 / 24, 4800, 1 / 24)


@pytest.mark.parametrize(("n", "size"), [(0, 3), (1, 1), (7, 3), (6, 3), (3, 9), (5, 1)])
def test_batches_partition_the_indices(n, size):
    batches = sgd.minibatches(n, size, np.random.default_rng(n))

    assert sorted(int(i) for b in batches for i in b) == list(range(n))
    assert [len(b) for b in batches] == [min(size, n - i) for i in range(0, n, size)]


def test_average_is_the_mean_of_the_trajectory_without_its_last_point(rng):
    _, _, grad = quadratic(rng, 3)
    x0 = rng.normal(size=3)
    path = sgd.gradient_descent(grad, x0, 0.1, 12)
    last, mean = sgd.averaged_sgd(grad, x0, 0.1, 12)

    np.testing.assert_allclose(last, path[-1], atol=1e-14)
    np.testing.assert_allclose(mean, path[:-1].mean(axis=0), atol=1e-14)


def test_expected_value_of_the_average_obeys_the_bound_exactly():
    """All 2^10 sign sequences, one after another, in rational arithmetic."""
    T, eta, s, start = 10, Fraction(1, 8), Fraction(1, 2), Fraction(3, 4)
    total = Fraction(0)
    means = []
    for signs in itertools.product((1, -1), repeat=T):
        x, mean = start, Fraction(0)
        for e in signs:
            mean += x / T
            x -= eta * ((x > 0) - (x < 0) + s * e)
        means.append(mean)
        total += abs(mean)
    noise = np.array(list(itertools.product((1.0, -1.0), repeat=T))) / 2
    steps = iter(noise.T)
    _, got = sgd.averaged_sgd(
        lambda x: np.sign(x) + next(steps), np.full(2**T, 0.75), 0.125, T
    )

    np.testing.assert_allclose(got, [float(m) for m in means], atol=1e-15)
    assert total / 2**T <= (start**2 + T * eta**2 * (1 + s**2)) / (2 * T * eta)


@pytest.mark.parametrize("T", [1, 2, 9, 40])
def test_the_resisting_oracle_attains_the_bound_of_the_proof(T):
    G, R = 2.0, 3.0
    grad = ResistingMaximum(T, G=G)
    _, mean = sgd.averaged_sgd(grad, np.zeros(T), R / (G * math.sqrt(T)), T)
    f = grad.function()
    best = f(np.full(T, -R / math.sqrt(T)))

    assert f(mean) - best == pytest.approx(R * G / math.sqrt(T), rel=1e-12)
    assert grad.inconsistency() == 0.0


def test_averaging_the_last_iterate_too_can_break_the_bound():
    """f = |x|, start at the minimiser, subgradient 1 there: why x_T stays out."""
    eta = 0.5
    last, mean = sgd.averaged_sgd(lambda x: np.ones(1), [0.0], eta, 1)

    assert abs(mean[0]) <= eta / 2 < abs(last[0])


# ---- moments


@pytest.mark.parametrize("k", [0, 1, 2, 7, 200])
def test_moments_are_those_of_the_recursion(k):
    lams = np.array([0.0, 1e-9, 0.3, 1.0, 1.999999, 2.0, 2.2])
    mean, var = np.arange(1.0, 8.0), np.zeros(7)
    for _ in range(k):
        mean, var = (1 - lams) * mean, (1 - lams) ** 2 * var + 9.0
    got = sgd.sgd_quadratic_moments(lams, 1.0, 3.0, k, np.arange(1.0, 8.0))

    np.testing.assert_allclose(got[0], mean, rtol=1e-10)
    np.testing.assert_allclose(got[1], var, rtol=1e-10)


def test_stationary_variance_is_the_integral_of_the_spectral_density():
    """An independent road: var = 1/(2 pi) int |eta sigma / (e^{iw} - a)|^2 dw."""
    for eta, lam, sigma in ((0.1, 1.0, 2.0), (0.5, 3.0, 0.3), (1.0, 1.9, 1.0)):
        a = 1 - eta * lam
        density = lambda w: (eta * sigma) ** 2 / (1 - 2 * a * math.cos(w) + a * a)  # noqa: E731
        integral = quad(density, 0, math.pi, epsabs=1e-13, epsrel=1e-13)[0] / math.pi
        var = sgd.sgd_quadratic_moments([lam], eta, sigma, math.inf, [1.0])[1][0]

        assert var == pytest.approx(integral, rel=1e-10)


def test_mean_square_of_the_average_is_that_of_the_covariance_matrix():
    for eta, T in ((0.4, 7), (0.1, 30)):
        want = 0.0
        for lam in sgd.LAMS:
            a = 1 - eta * lam
            # x = -eta N xi, row k of N holds a^(k-1-j) for j < k
            N = np.array(
                [[a ** (k - 1 - j) if j < k else 0.0 for j in range(T)] for k in range(T)]
            )
            want += float(eta * N.mean(axis=0) @ (eta * N.mean(axis=0)))
        assert sgd.mean_square_of_average(eta, T) == pytest.approx(want, rel=1e-10)


def test_plateau_approaches_the_stationary_law():
    for eta in (0.02, 0.2):
        want = float(np.sum(eta / (sgd.LAMS * (2 - eta * sgd.LAMS))))
        assert sgd.plateau(eta, 4000) == pytest.approx(want, rel=1e-10)


def test_average_forgets_the_step_size():
    for eta in (0.1, 0.5):
        assert 10**6 * sgd.mean_square_of_average(eta, 10**6) == pytest.approx(
            5.0, rel=1e-4
        )


# ---- refused input


@pytest.mark.parametrize("x0", [np.zeros((2, 1)), np.zeros(0), 0.0, [math.nan], [math.inf]])
def test_a_start_that_is_no_finite_vector_is_refused(x0):
    grad = lambda x: x  # noqa: E731
    for call in (
        lambda: sgd.gradient_descent(grad, x0, 0.1, 1),
        lambda: sgd.sgd_momentum(grad, x0, 0.1, 0.5, 1),
        lambda: sgd.adam(grad, x0, 0.1, 0.5, 0.5, 0.1, 1),
        lambda: sgd.averaged_sgd(grad, x0, 0.1, 1),
        lambda: sgd.sgd_quadratic_moments([1.0], 0.1, 1.0, 1, x0),
    ):
        with pytest.raises(ValueError, match="x0"):
            call()


@pytest.mark.parametrize(
    "answer", [[1.0, math.nan], [math.inf, 0.0], [1.0], [[1.0], [2.0]]]
)
def test_an_answer_that_is_no_finite_vector_is_refused(answer):
    grad = lambda x: answer  # noqa: E731
    for call in (
        lambda: sgd.gradient_descent(grad, [0.0, 0.0], 0.1, 1),
        lambda: sgd.sgd_momentum(grad, [0.0, 0.0], 0.1, 0.5, 1),
        lambda: sgd.adam(grad, [0.0, 0.0], 0.1, 0.5, 0.5, 0.1, 1),
        lambda: sgd.averaged_sgd(grad, [0.0, 0.0], 0.1, 1),
    ):
        with pytest.raises(ValueError, match="oracle"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda g: sgd.gradient_descent(g, [0.0], 0.0, 1),
        lambda g: sgd.gradient_descent(g, [0.0], math.nan, 1),
        lambda g: sgd.gradient_descent(g, [0.0], 0.1, -1),
        lambda g: sgd.gradient_descent(g, [0.0], 0.1, 1.5),
        lambda g: sgd.sgd_momentum(g, [0.0], 0.1, 1.0, 1),
        lambda g: sgd.sgd_momentum(g, [0.0], 0.1, math.nan, 1),
        lambda g: sgd.adam(g, [0.0], 0.1, -0.1, 0.5, 0.1, 1),
        lambda g: sgd.adam(g, [0.0], 0.1, 0.5, 1.0, 0.1, 1),
        lambda g: sgd.adam(g, [0.0], 0.1, 0.5, 0.5, -0.1, 1),
        lambda g: sgd.averaged_sgd(g, [0.0], 0.1, 0),
        lambda g: sgd.minibatches(-1, 1, np.random.default_rng(0)),
        lambda g: sgd.minibatches(3, 0, np.random.default_rng(0)),
        lambda g: sgd.sgd_quadratic_moments([1.0, 2.0], 0.1, 1.0, 1, [0.0]),
        lambda g: sgd.sgd_quadratic_moments([-1.0], 0.1, 1.0, 1, [0.0]),
        lambda g: sgd.sgd_quadratic_moments([1.0], 0.1, -1.0, 1, [0.0]),
        lambda g: sgd.sgd_quadratic_moments([1.0], 0.1, 1.0, -1, [0.0]),
        lambda g: sgd.sgd_quadratic_moments([0.0], 0.1, 1.0, math.inf, [0.0]),
        lambda g: sgd.sgd_quadratic_moments([2.0], 1.0, 1.0, math.inf, [0.0]),
    ],
)
def test_a_parameter_out_of_range_is_refused(call):
    with pytest.raises(ValueError, match=r"need|no stationary"):
        call(lambda x: x)


# ---- variants

VARIANTS = [sgd.draw(np.random.default_rng([6, i])) for i in range(300)]


def distinct(values, rtol):
    ordered = sorted(values)
    return 1 + sum(b - a > rtol * abs(b) for a, b in itertools.pairwise(ordered))


@pytest.mark.parametrize("name", ["q6a", "q6b", "q6c"])
def test_answers_of_different_students_differ(name):
    values = [float(sgd.answers(v)[name]) for v in VARIANTS]

    assert distinct(values, sgd.TOPIC.question(name).rtol) >= 0.95 * len(values)


def test_every_variant_lies_in_the_bands():
    for v in VARIANTS:
        for band in sgd.TOPIC.bands:
            assert band.low <= band.of(v) <= band.high, band.name


def test_the_same_generator_draws_the_same_variant():
    assert sgd.draw(np.random.default_rng(3)) == sgd.draw(np.random.default_rng(3))


def test_the_number_of_steps_is_right_in_forty_digits():
    with localcontext() as context:
        context.prec = 40
        for v in VARIANTS:
            L, mu = Decimal(v.L), Decimal(str(v.mu))
            exact = v.j * Decimal(10).ln() / ((L + mu) / (L - mu)).ln()
            assert sgd.answers(v)["q6a"] == math.ceil(exact)


def test_the_number_of_steps_is_the_smallest_in_exact_arithmetic():
    for v in [v for v in VARIANTS if sgd.answers(v)["q6a"] < 2000][:10]:
        mu, n = Fraction(str(v.mu)), int(sgd.answers(v)["q6a"])
        q = (v.L - mu) / (v.L + mu)

        assert q**n <= Fraction(1, 10**v.j) < q ** (n - 1)


def test_two_steps_of_adam_agree_with_torch():
    for v in VARIANTS[:100]:
        answers = iter([v.g1, v.g2])
        path = torch_path(
            lambda p: torch.optim.Adam(
                p, lr=v.eta_adam, betas=(v.beta1, v.beta2), eps=v.eps
            ),
            lambda x: np.array([float(next(answers))]),
            [0.0],
            2,
        )
        assert sgd.answers(v)["q6b"] == pytest.approx(path[-1, 0], rel=1e-10)


def test_the_noise_floor_is_the_fixed_point_of_the_recursion():
    for v in VARIANTS:
        eta, lam, sigma = (Fraction(str(x)) for x in (v.eta, v.lam, v.sigma))
        var = eta * sigma**2 / (lam * (2 - eta * lam))

        assert (1 - eta * lam) ** 2 * var + (eta * sigma) ** 2 == var
        assert sgd.answers(v)["q6c"] == pytest.approx(float(var), rel=1e-10)


def test_no_variant_forgives_a_known_mistake():
    for v in VARIANTS:
        right = sgd.answers(v)
        assert abs(right["q6c"] - v.eta * v.sigma**2 / (2 * v.lam)) > 0.01 * right["q6c"]
        kappa = v.L / v.mu
        assert math.ceil(v.j * math.log(10) / -math.log1p(-1 / kappa)) != right["q6a"]
        same_sign_steps = -v.eta_adam * (np.sign(v.g1) + np.sign(v.g2))
        assert abs(right["q6b"] - same_sign_steps) > 1e-3 * abs(right["q6b"])
