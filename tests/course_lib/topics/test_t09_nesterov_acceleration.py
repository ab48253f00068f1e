"""The reference of topic 9 against PEPit's exact worst cases, SciPy, PyTorch and theorems."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import torch

from course_lib.topics import t09_nesterov_acceleration as ref

REPO = Path(__file__).parents[3]
TABLE = json.loads((REPO / "tests/ground_truth/worst_case_pepit.json").read_text())["rows"]
SOLVER = 1e-4
"""Relative accuracy of the semidefinite programs behind the table."""


def worst_cases(example):
    rows = [r for r in TABLE if r["example"] == example]
    return [pytest.param(r["args"], r["worst_case"], id=str(r["args"])) for r in rows]


def huber(tau):
    """Return f and f' of the Huber function with f'(x) = clip(x, -tau, tau)."""
    return (
        lambda x: x**2 / 2 if abs(x) < tau else tau * abs(x) - tau**2 / 2,
        lambda x: np.clip(x, -tau, tau),
    )


def run_on_worst_huber(schedule, n):
    """Return f(x_n) - f* from x_0 = 1, L = 1, with the threshold that is worst for n steps."""
    path = ref.agd(lambda x: np.ones(1), [0.0], 1.0, n, schedule=schedule)
    f, g = huber(1 / (1 - 2 * path[-1, 0]))
    return f(ref.agd(g, [1.0], 1.0, n, schedule=schedule)[-1, 0])


def quadratics(count, seed=9):
    """Yield A, b, x_0, x*, L, mu for random quadratics."""
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        d = int(rng.integers(1, 6))
        lam = np.exp(rng.uniform(-6, 1, d))
        Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
        A = Q @ np.diag(lam) @ Q.T
        star = rng.normal(size=d)
        yield A, A @ star, star + rng.normal(size=d), star, lam.max(), lam.min()


# ---- exact worst cases


@pytest.mark.parametrize(("args", "worst"), worst_cases("wc_accelerated_gradient_convex"))
def test_agd_attains_the_worst_case_of_pepit_on_a_huber_function(args, worst):
    got = run_on_worst_huber(ref.SCHEDULES["(t_{k-1} - 1) / t_k"], args["n"])

    assert got == pytest.approx(worst, rel=SOLVER)


@pytest.mark.parametrize(("args", "worst"), worst_cases("wc_gradient_descent"))
def test_gradient_descent_attains_its_worst_case_on_a_huber_function(args, worst):
    assert run_on_worst_huber(np.zeros, args["n"]) == pytest.approx(worst, rel=SOLVER)


@pytest.mark.parametrize(
    ("args", "worst"), worst_cases("wc_accelerated_gradient_strongly_convex")
)
def test_agd_strong_is_never_above_the_worst_case_of_pepit(args, worst):
    """Distances are measured by f(x_0) - f* + mu R^2 / 2, as PEPit does."""
    mu, n = args["mu"], args["n"]
    largest = 0.0
    for lam in np.linspace(mu, 1, 40):
        for tau in (0.01, 0.05, 0.1, 0.2, 0.5, 1.0):
            h, dh = huber(tau)
            f = lambda x: (lam - mu) * h(x) + mu * x**2 / 2  # noqa: E731
            g = lambda x: (lam - mu) * dh(x) + mu * x  # noqa: E731
            x = ref.agd_strong(g, [1.0], 1.0, mu, n)[-1, 0]
            largest = max(largest, f(x) / (f(1.0) + mu / 2))

    assert largest <= worst * (1 + SOLVER)
    assert largest >= worst / 3


@pytest.mark.parametrize(("args", "worst"), worst_cases("wc_heavy_ball_momentum"))
def test_heavy_ball_is_never_above_the_worst_case_of_pepit(args, worst):
    largest = 0.0
    for lam in np.linspace(args["mu"], 1, 200):
        x = ref.heavy_ball(lambda x: lam * x, [1.0], args["alpha"], args["beta"], args["n"])
        largest = max(largest, x[-1, 0] ** 2)

    assert worst / 2 <= largest <= worst * (1 + SOLVER)


# ---- the schedules and the rates


def test_times_are_the_roots_and_at_least_half_of_k_plus_two():
    t = ref.times(500)

    assert t[0] == 1
    assert np.allclose(t[1:] ** 2 - t[1:], t[:-1] ** 2, rtol=1e-13)
    assert (t >= (np.arange(501) + 2) / 2).all()


@pytest.mark.parametrize("name", ref.SCHEDULES)
def test_every_accepted_schedule_obeys_the_bound_of_the_notebook(name):
    """On random quadratics, and on the Huber function that is worst for each n."""
    n = 60
    for A, b, x0, star, L, _ in quadratics(40):
        path = ref.agd(lambda x: A @ x - b, x0, L, n, schedule=ref.SCHEDULES[name]) - star
        gap = (path @ A * path).sum(axis=1)[1:] / 2
        R2 = ((x0 - star) ** 2).sum()
        assert (gap <= 2 * L * R2 / (np.arange(1, n + 1) + 1) ** 2).all()
    for m in range(1, 40):
        assert run_on_worst_huber(ref.SCHEDULES[name], m) <= 2 / (m + 1) ** 2


def test_energy_of_the_proof_never_grows():
    t = ref.times(40)
    for A, b, x0, star, L, _ in quadratics(40):
        e = ref.agd(lambda x: A @ x - b, x0, L, 40) - star
        u = t[:-1, None] * e[1:] - (t[:-1, None] - 1) * e[:-1]
        gap = (e @ A * e).sum(axis=1)[1:] / 2
        energy = t[:-1] ** 2 * gap + L / 2 * (u**2).sum(axis=1)

        start = L / 2 * (e[0] @ e[0])
        assert energy[0] <= start * (1 + 1e-12)
        assert (np.diff(energy) <= 1e-12 * start).all()


def test_agd_strong_obeys_its_rate_and_ends_at_the_minimum_of_scipy():
    for A, b, x0, star, L, mu in quadratics(40):
        e = ref.agd_strong(lambda x: A @ x - b, x0, L, mu, 50) - star
        gap = (e @ A * e).sum(axis=1) / 2
        rate = (1 - math.sqrt(mu / L)) ** np.arange(51)
        assert (gap <= rate * (gap[0] + mu / 2 * (e[0] @ e[0])) * (1 + 1e-9) + 1e-14).all()

    a = np.array([[1.0, 2.0], [-1.5, 0.5], [0.25, -1.0]])
    f = lambda x: np.log(np.exp(a @ x).sum()) + x @ x / 4  # noqa: E731
    g = lambda x: a.T @ (np.exp(a @ x) / np.exp(a @ x).sum()) + x / 2  # noqa: E731
    truth = scipy.optimize.minimize(f, np.ones(2), jac=g, method="BFGS", tol=1e-12).x
    L = np.linalg.norm(a, axis=1).max() ** 2 + 0.5

    assert np.allclose(ref.agd_strong(g, np.ones(2), L, 0.5, 400)[-1], truth, atol=1e-6)


def test_the_lookaheads_of_agd_strong_are_the_iterates_of_torch():
    A, b, x0, *_ = next(quadratics(1))
    L, mu, n = np.linalg.eigvalsh(A)[-1], 0.01, 12
    path = ref.agd_strong(lambda x: A @ x - b, x0, L, mu, n)
    β = ref.ratio_of_roots(L, mu)
    y = torch.tensor(x0)
    optimiser = torch.optim.SGD([y], lr=1 / L, momentum=β, nesterov=True)
    points = []
    for _ in range(n):
        points.append(y.numpy().copy())
        y.grad = torch.tensor(A) @ y - torch.tensor(b)
        optimiser.step()

    assert np.allclose(ref.lookaheads(path, np.full(n, β)), points, rtol=1e-12)


def test_heavy_ball_is_the_momentum_of_torch():
    A, b, x0, *_ = next(quadratics(1))
    x = torch.tensor(x0)
    optimiser = torch.optim.SGD([x], lr=0.2, momentum=0.7)
    points = [x0]
    for _ in range(12):
        x.grad = torch.tensor(A) @ x - torch.tensor(b)
        optimiser.step()
        points.append(x.numpy().copy())

    got = ref.heavy_ball(lambda x: A @ x - b, x0, 0.2, 0.7, 12)
    assert np.allclose(got, points, rtol=1e-12)


# ---- the zigzag


def test_the_cycle_is_one_exactly_and_attracts_the_heavy_ball():
    def slope(x):
        return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24

    u, v, w = (Fraction(c, 1225) for c in (792, -2208, 2592))
    for before, here, after in ((u, v, w), (v, w, u), (w, u, v)):
        assert here - slope(here) / 9 + Fraction(4, 9) * (here - before) == after
    assert np.allclose(ref.CYCLE, [float(u), float(v), float(w)], rtol=1e-15)

    path = ref.heavy_ball(ref.zigzag, [3.3], 1 / 9, 4 / 9, 130)[:, 0]
    turn = int(np.argmin(abs(ref.CYCLE - path[-1])))
    assert np.allclose(path[-3:], np.roll(ref.CYCLE, 2 - turn), atol=1e-12)


def test_nesterov_converges_where_the_heavy_ball_does_not():
    assert abs(ref.agd_strong(ref.zigzag, [3.3], 25.0, 1.0, 150)[-1, 0]) < 1e-12


def test_the_zigzag_is_strongly_convex_and_smooth():
    x = np.linspace(-1, 4, 4001)
    slopes = np.diff(ref.zigzag(x)) / np.diff(x)

    assert slopes.min() >= 1 - 1e-9 and slopes.max() <= 25 + 1e-9


# ---- the worst quadratic


@pytest.mark.parametrize("L", [1.0, 2.5])
@pytest.mark.parametrize("k", [1, 2, 3, 10, 51])
def test_the_worst_quadratic_is_the_formula_with_its_known_minimum(k, L):
    def f(x):
        squares = x[0] ** 2 + ((x[:-1] - x[1:]) ** 2).sum() + x[-1] ** 2
        return L / 4 * (squares / 2 - x[0])

    zero = torch.zeros(k, dtype=torch.float64)
    Q, b = ref.worst_quadratic(k, L)
    star = np.linalg.solve(Q, b)
    lam = np.linalg.eigvalsh(Q)
    x = np.random.default_rng(k).normal(size=k)

    assert np.allclose(Q, torch.autograd.functional.hessian(f, zero), rtol=1e-13)
    assert np.allclose(b, -torch.autograd.functional.jacobian(f, zero), rtol=1e-13)
    assert np.allclose(star, ref.worst_minimiser(k), rtol=1e-10)
    assert f(torch.tensor(star)) == pytest.approx(L / 8 * (1 / (k + 1) - 1), rel=1e-12)
    assert star @ star <= (k + 1) / 3
    j = np.arange(1, k + 1)
    assert np.allclose(lam, L / 4 * (2 - 2 * np.cos(j * np.pi / (k + 1))), rtol=1e-10)
    assert lam[-1] <= L
    gap = float(f(torch.tensor(x))) - L / 8 * (1 / (k + 1) - 1)
    assert ref.worst_gap(x, L) == pytest.approx(gap, rel=1e-12)


@pytest.mark.parametrize(("k", "ratio"), [(2, 1.31), (10, 1.07), (50, 1.01)])
def test_the_best_span_method_is_just_above_the_lower_bound(k, ratio):
    Q, b = ref.worst_quadratic(2 * k + 1, 1.0)
    x = np.concatenate([np.linalg.solve(Q[:k, :k], b[:k]), np.zeros(k + 1)])
    star = ref.worst_minimiser(2 * k + 1)
    bound = 3 * (star @ star) / (32 * (k + 1) ** 2)

    assert ref.worst_gap(x, 1.0) == pytest.approx(1 / (16 * (k + 1)), rel=1e-10)
    assert ref.worst_gap(x, 1.0) / bound == pytest.approx(ratio, abs=0.06)
    assert ref.worst_gap(x, 1.0) >= bound


# ---- the spectral radius


def test_radius_is_that_of_two_unit_steps_of_the_method_itself():
    rng = np.random.default_rng(5)
    for _ in range(300):
        α, β, λ = rng.uniform(0.01, 2), rng.uniform(0, 0.999), rng.uniform(0, 3)
        for method in ("heavy_ball", "nesterov"):
            columns = []
            for x, before in ((1.0, 0.0), (0.0, 1.0)):
                y = x + β * (x - before)
                columns.append([y - α * λ * (x if method == "heavy_ball" else y), x])
            truth = abs(np.linalg.eigvals(np.array(columns).T)).max()

            got = ref.iteration_radius(method, α, β, λ)
            assert got == pytest.approx(truth, rel=1e-7)  # double roots halve the digits


@pytest.mark.parametrize("kappa", [4.0, 25.0, 1e4])
def test_the_largest_radii_over_the_spectrum_are_the_known_rates(kappa):
    root = math.sqrt(kappa)
    r = (root - 1) / (root + 1)
    spectrum = np.linspace(1, kappa, 401)
    ball = [
        ref.iteration_radius("heavy_ball", 4 / (root + 1) ** 2, r**2, s) for s in spectrum
    ]
    nesterov = [ref.iteration_radius("nesterov", 1 / kappa, r, s) for s in spectrum]

    assert max(ball) == pytest.approx(r, rel=1e-7)
    assert max(nesterov) == pytest.approx(1 - 1 / root, rel=1e-7)


# ---- the experiment


def test_rates_agree_with_polynomials_of_the_eigenvalues():
    d, n = ref.DIMENSION, 30
    j = np.arange(1, d + 1)
    lam = np.sin(j * np.pi / (2 * (d + 1))) ** 2
    basis = np.sqrt(2 / (d + 1)) * np.sin(np.outer(j, j) * np.pi / (d + 1))
    c = basis @ ref.worst_minimiser(d)
    s = math.sqrt(lam[0])
    paths = (
        ref.heavy_ball(lambda p: lam * p, np.ones(d), 1.0, 0.0, n),
        ref.agd(lambda p: lam * p, np.ones(d), 1.0, n),
        ref.heavy_ball(
            lambda p: lam * p,
            np.ones(d),
            4 / (1 + s) ** 2,
            ((1 - s) / (1 + s)) ** 2,
            n,
        ),
    )
    for curve, path in zip(ref.rates(n), paths, strict=True):
        assert np.allclose(curve, (path * c) ** 2 @ lam / 2, rtol=1e-10)


def test_gradient_descent_breaks_the_accelerated_bound_and_acceleration_does_not():
    """What the separating test of the grader rests on, with its margin."""
    d, n = ref.DIMENSION, 330
    gd, accelerated, _ = ref.rates(n)
    star = ref.worst_minimiser(d)
    k = np.arange(1, n + 1)
    bound = 2 * (star @ star) / (k + 1) ** 2

    assert np.flatnonzero(gd[1:] > bound)[0] + 1 == pytest.approx(198, abs=1)
    assert gd[-1] > 2 * bound[-1]
    assert (accelerated[1:] < 0.25 * bound).all()
    assert (gd[1:] <= (star @ star) / (4 * k + 2)).all()
    slopes = [
        np.polyfit(np.log(k[19:150]), np.log(c[20:151]), 1)[0] for c in (gd, accelerated)
    ]
    assert np.allclose(slopes, [-0.507, -1.04], atol=0.01)


# ---- refused input


def _flat(x):
    return np.zeros(np.shape(x))


@pytest.mark.parametrize(
    "call",
    [
        lambda: ref.agd(_flat, np.zeros((2, 2)), 1.0, 1),
        lambda: ref.agd(_flat, [], 1.0, 1),
        lambda: ref.agd(_flat, [np.nan], 1.0, 1),
        lambda: ref.agd(_flat, [0.0], 0.0, 1),
        lambda: ref.agd(_flat, [0.0], np.nan, 1),
        lambda: ref.agd(_flat, [0.0], np.inf, 1),
        lambda: ref.agd(_flat, [0.0], 1.0, -1),
        lambda: ref.agd(_flat, [0.0], 1.0, 1.5),
        lambda: ref.agd(lambda x: np.zeros((1, 1)), [0.0], 1.0, 1),
        lambda: ref.agd(lambda x: np.array([np.nan]), [0.0], 1.0, 1),
        lambda: ref.agd_strong(_flat, [0.0], 1.0, 0.0, 1),
        lambda: ref.agd_strong(_flat, [0.0], 1.0, 1.5, 1),
        lambda: ref.agd_strong(_flat, [0.0], 1.0, np.nan, 1),
        lambda: ref.agd_strong(_flat, [0.0], np.inf, 1.0, 1),
        lambda: ref.agd_strong(_flat, [0.0], 1.0, 0.5, -1),
        lambda: ref.heavy_ball(_flat, [0.0], 0.0, 0.5, 1),
        lambda: ref.heavy_ball(_flat, [0.0], 1.0, 1.0, 1),
        lambda: ref.heavy_ball(_flat, [0.0], 1.0, -0.1, 1),
        lambda: ref.heavy_ball(_flat, [0.0], 1.0, np.nan, 1),
        lambda: ref.worst_quadratic(0, 1.0),
        lambda: ref.worst_quadratic(2.5, 1.0),
        lambda: ref.worst_quadratic(3, -1.0),
        lambda: ref.iteration_radius("Nesterov", 1.0, 0.5, 1.0),
        lambda: ref.iteration_radius("nesterov", 0.0, 0.5, 1.0),
        lambda: ref.iteration_radius("nesterov", 1.0, 1.0, 1.0),
        lambda: ref.iteration_radius("nesterov", 1.0, 0.5, -1.0),
        lambda: ref.iteration_radius("nesterov", 1.0, 0.5, np.nan),
        lambda: ref.rates(0),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match=r"need|method|oracle"):
        call()


# ---- variants

VARIANTS = [ref.draw(np.random.default_rng([2026, k])) for k in range(300)]


def test_the_point_asked_is_that_of_exact_polynomials():
    """y_j = p_j(lam / L) x_0 with the polynomial p_j built by numpy, coefficient by coefficient."""
    t = ref.times(10)
    for v in VARIANTS:
        r = np.polynomial.Polynomial([1.0, -1.0])
        x = y = np.polynomial.Polynomial([1.0])
        for k in range(v.j):
            new = r * y
            x, y = new, new + (t[k] - 1) / t[k + 1] * (new - x)

        assert ref.answers(v)["q9a"] == pytest.approx(v.x0 * y(v.lam_a / v.L_a), rel=1e-9)


def test_the_steps_saved_are_those_of_a_search_with_fractions():
    for v in VARIANTS:
        need = Fraction(v.L_b * v.R**2) / Fraction(v.eps_digits, 10**v.eps_places)

        def first(guaranteed):
            low, high = -1, 1
            while not guaranteed(high):
                low, high = high, 2 * high
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if guaranteed(middle) else (middle, high)
            return high

        n = first(lambda n: need <= 4 * n + 2)
        k = first(lambda k: 2 * need <= (k + 1) ** 2)
        assert ref.answers(v)["q9b"] == n - k


def test_the_iterations_are_those_of_the_matrix():
    for v in VARIANTS:
        q, β = 1 - v.alpha * v.lam, v.beta
        top = [q + β, -β] if v.method == "heavy_ball" else [(1 + β) * q, -β * q]
        rho = abs(np.linalg.eigvals([top, [1, 0]])).max()
        n = ref.answers(v)["q9c"]

        assert rho**n <= 10.0**-v.digits < rho ** (n - 1)


@pytest.mark.parametrize("name", ["q9a", "q9b", "q9c"])
def test_answers_of_different_students_differ(name):
    rtol = max(ref.TOPIC.question(name).rtol, 1e-9)
    values = np.sort([float(ref.answers(v)[name]) for v in VARIANTS])
    new = np.diff(values) > rtol * np.abs(values[1:])

    assert 1 + new.sum() >= 0.95 * len(VARIANTS)


def test_every_variant_lies_in_the_bands():
    for v in VARIANTS:
        for band in ref.TOPIC.bands:
            assert band.low <= band.of(v) <= band.high, band.name


def test_both_methods_and_both_kinds_of_roots_occur():
    kinds = {(v.method, (1 - v.alpha * v.lam + v.beta) ** 2 < 4 * v.beta) for v in VARIANTS}

    assert len(kinds) == 4


def test_no_variant_can_be_answered_by_a_known_mistake():
    for v in VARIANTS:
        right = ref.answers(v)
        other = "nesterov" if v.method == "heavy_ball" else "heavy_ball"
        rho = ref.iteration_radius(other, v.alpha, v.beta, v.lam)
        wrong = math.ceil(v.digits * math.log(10) / -math.log(rho))
        assert abs(right["q9c"] - wrong) >= 2
        path = ref.agd(lambda x: v.lam_a * x, [v.x0], v.L_a, v.j)
        assert abs(path[-1, 0] - right["q9a"]) > 0.01 * abs(right["q9a"])


def test_the_statement_shows_the_numbers_exactly():
    for v in VARIANTS:
        shown = ref.statement(v)
        for name in (
            "L_a",
            "lam_a",
            "x0",
            "j",
            "L_b",
            "R",
            "alpha",
            "beta",
            "lam",
            "digits",
        ):
            assert float(shown[name]) == getattr(v, name)
            assert "e" not in shown[name]


def test_the_topic_is_worth_66_points():
    assert ref.TOPIC.points == 66
    kinds = [(q.kind, q.points) for q in ref.TOPIC.questions]
    assert sum(p for kind, p in kinds if kind == "code") == 40
