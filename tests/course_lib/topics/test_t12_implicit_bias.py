"""The reference of topic 12 against torch, scipy, sklearn, simulation and theorems."""

import itertools
import math
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp
from scipy.optimize import minimize
from sklearn.svm import SVC

from course_lib.topics import t12_implicit_bias as ref

TOL = {"rtol": 1e-10, "atol": 1e-10}
NAN, INF = math.nan, math.inf
ANY_REASON = r"must|need|fit|label|separable|solution|factor"
ROOT = Path(__file__).parents[3]

POINTS = np.array(
    [[1.0, 2.0], [2.0, 0.5], [-1.0, -3.0], [3.0, 3.0], [-2.0, -1.5], [0.5, 3.0]]
)
LABELS = np.array([1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
SVM = np.array([3.0, 2.0]) / 7
BIAS_X = np.array([[1.0, 2.0, 3.0, 1.0, 0.0, 2.0], [2.0, -1.0, 1.0, 0.0, 3.0, 1.0]])
BIAS_Y = np.array([4.0, 1.0])

BAD_SYSTEMS = (
    (np.ones(2), np.ones(2)),
    (np.ones((2, 2)), np.ones(3)),
    (np.ones((2, 2)), np.ones((2, 1))),
    (np.zeros((0, 2)), np.zeros(0)),
    ([[NAN, 1.0]], [1.0]),
    ([[1.0, 1.0]], [INF]),
)


@pytest.fixture
def rng():
    return np.random.default_rng(12)


# -- least squares


def test_limit_is_the_end_of_a_long_run(rng):
    for n, d, rank in ((1, 3, 1), (3, 5, 3), (5, 3, 3), (4, 4, 2)):
        U, V = (np.linalg.qr(rng.standard_normal((k, rank)))[0] for k in (n, d))
        X = U * rng.uniform(0.5, 2, rank) @ V.T
        y, w = rng.standard_normal(n), rng.standard_normal(d)
        want = ref.gd_limit(X, y, w)
        eta = 1 / np.linalg.norm(X, 2) ** 2
        shrink = np.eye(d) - eta * X.T @ X  # w_{2t} from w_t: the affine map is squared
        shift = eta * X.T @ y
        for _ in range(10):
            shrink, shift = shrink @ shrink, shift + shrink @ shift

        assert np.allclose(shrink @ w + shift, want, rtol=1e-7, atol=1e-7)


def test_limit_is_the_projection_of_the_start_on_the_least_squares_solutions(rng):
    for n, d in ((2, 5), (5, 2), (3, 3)):
        X, y, w0 = (
            rng.standard_normal((n, d)),
            rng.standard_normal(n),
            rng.standard_normal(d),
        )
        w = ref.gd_limit(X, y, w0)
        torch_w = w0 + torch.linalg.pinv(torch.tensor(X)).numpy() @ (y - X @ w0)

        assert np.allclose(w, torch_w, **TOL)
        assert np.allclose(X.T @ (X @ w - y), 0, atol=1e-10)
        null = np.eye(d) - np.linalg.pinv(X) @ X
        assert np.allclose(null @ (w - w0), 0, atol=1e-10)


def test_limit_of_dependent_rows_is_what_every_pseudoinverse_gives(rng):
    for rows in (
        [[1, 2], [1, 2]],
        [[1, 2, 0], [0, 0, 0]],
        [[0, 2], [0, 1]],
        [[0, 0, 0]],
        [[1, 0, 1], [0, 2, 0], [1, 2, 1]],
    ):
        X = np.array(rows, dtype=float)
        y, w0 = rng.integers(-16, 17, len(X)) / 8, rng.integers(-16, 17, X.shape[1]) / 8
        want = ref.gd_limit(X, y, w0)

        assert np.allclose(w0 + np.linalg.pinv(X) @ (y - X @ w0), want, **TOL)
        assert np.allclose(w0 + np.linalg.lstsq(X, y - X @ w0, rcond=None)[0], want, **TOL)


# -- hypentropy


def test_interpolant_is_the_limit_of_the_simulated_flow(rng):
    for alpha in (0.2, 1.0):
        X, w = rng.standard_normal((2, 4)), rng.standard_normal(4)
        y = X @ w

        def flow(t, uv, X=X, y=y):
            u, v = uv[:4], uv[4:]
            g = X.T @ (X @ (u**2 - v**2) - y)
            return np.concatenate([-2 * u * g, 2 * v * g])

        end = solve_ivp(
            flow, (0, 300), np.full(8, alpha), method="LSODA", rtol=1e-11, atol=1e-13
        ).y[:, -1]
        limit = end[:4] ** 2 - end[4:] ** 2
        assert np.allclose(X @ limit, y, atol=1e-8), "the simulation has arrived"
        assert np.allclose(ref.hypentropy_interpolant(X, y, alpha), limit, atol=1e-7)


def test_interpolant_satisfies_the_optimality_conditions(rng):
    for alpha, (n, d) in itertools.product(
        (1e-8, 1e-4, 0.01, 0.3, 1.0, 10.0, 100.0), ((1, 1), (1, 4), (3, 6), (3, 3))
    ):
        X = rng.standard_normal((n, d))
        y = X @ rng.standard_normal(d)
        w = ref.hypentropy_interpolant(X, y, alpha)
        s = np.arcsinh(w / (2 * alpha**2))

        assert np.allclose(X @ w, y, **TOL)
        assert np.allclose(np.linalg.pinv(X) @ (X @ s), s, rtol=1e-9, atol=1e-9)


def test_interpolant_minimises_the_hypentropy_also_for_scipy(rng):
    X, alpha = rng.standard_normal((2, 5)), 0.3
    y = X @ rng.standard_normal(5)
    null = np.linalg.svd(X)[2][2:]
    start = np.linalg.pinv(X) @ y
    best = minimize(
        lambda c: ref.hypentropy(start + c @ null, alpha), np.zeros(3), tol=1e-12
    )

    assert np.allclose(
        ref.hypentropy_interpolant(X, y, alpha), start + best.x @ null, atol=1e-5
    )


def test_interpolant_goes_from_the_least_one_norm_to_the_least_two_norm(rng):
    alphas = (1e-8, 1e-4, 1e-2, 1e-1)
    l1, _ = ref.bias_vs_alpha(alphas, BIAS_X, BIAS_Y)
    large = ref.hypentropy_interpolant(BIAS_X, BIAS_Y, 100.0)

    assert math.isclose(ref.least_l1_norm(BIAS_X, BIAS_Y), 1.4, rel_tol=1e-9)
    assert np.allclose(BIAS_X @ [0, 0.2, 1.2, 0, 0, 0], BIAS_Y)
    assert (np.diff(l1) > 0).all()
    assert 0 <= l1[0] - 1.4 < 1e-6
    assert np.allclose(large, np.linalg.pinv(BIAS_X) @ BIAS_Y, atol=1e-9)


def test_one_norm_need_not_increase_with_alpha_on_all_data():
    """So the notebook claims it of its own data only."""
    rng = np.random.default_rng(0)
    alphas = np.logspace(-4, 1, 40)
    falls = 0
    for _ in range(150):
        X, y = rng.standard_normal((2, 5)), rng.standard_normal(2)
        falls += bool((np.diff(ref.bias_vs_alpha(alphas, X, y)[0]) < -1e-6).any())
    assert 0 < falls < 75


def test_interpolant_allows_dependent_rows_and_refuses_inconsistent_ones():
    twice = [[1.0, 2.0, 0.0], [1.0, 2.0, 0.0]]
    once = ref.hypentropy_interpolant(twice[:1], [3.0], 0.5)

    assert np.allclose(ref.hypentropy_interpolant(twice, [3.0, 3.0], 0.5), once, **TOL)
    assert once[2] == 0
    assert not ref.hypentropy_interpolant([[0.0, 0.0]], [0.0], 0.5).any()
    for X, y in ((twice, [3.0, 3.1]), ([[0.0]], [1.0])):
        with pytest.raises(ValueError, match="no solution"):
            ref.hypentropy_interpolant(X, y, 0.5)


# -- logistic loss


def torch_path(X, y, eta, n, normalized):
    z = torch.tensor(X * y[:, None])
    w = torch.zeros(X.shape[1], dtype=torch.float64, requires_grad=True)
    path = [w.detach().numpy().copy()]
    for t in range(1, n + 1):
        if normalized:
            value, step = torch.logsumexp(-z @ w, 0), eta / math.sqrt(t)
        else:
            value, step = torch.nn.functional.softplus(-z @ w).mean(), eta
        (g,) = torch.autograd.grad(value, w)
        w = (w - step * g).detach().requires_grad_(True)
        path.append(w.detach().numpy().copy())
    return np.array(path)


@pytest.mark.parametrize("normalized", [False, True])
def test_steps_are_those_of_automatic_differentiation(rng, normalized):
    for n, d, eta in ((1, 1, 0.5), (4, 3, 1.0), (6, 2, 30.0)):
        X, y = rng.standard_normal((n, d)), rng.choice((-1.0, 1.0), n)

        want = torch_path(X, y, eta, 20, normalized)
        assert np.allclose(ref.logistic_gd(X, y, eta, 20, normalized), want, **TOL)


def test_nothing_overflows_at_margins_of_ten_thousand():
    X, y = np.array([[8.0, 0.0], [6.0, 1.0], [-1.0, 7.0]]), np.array([1.0, -1.0, -1.0])
    with np.errstate(over="raise", invalid="raise"):
        for eta, normalized in ((1024.0, False), (256.0, True)):
            path = ref.logistic_gd(X, y, eta, 4, normalized)
            assert np.allclose(path, torch_path(X, y, eta, 4, normalized), **TOL)
            assert np.abs(path @ X.T).max() > 1e3


def test_path_on_separable_data_behaves_as_soudry_et_al_prove():
    path = ref.logistic_gd(POINTS, LABELS, 0.5, 20_000)
    ts = np.array([200, 2000, 20_000])
    times_t = ref.logistic_loss(POINTS, LABELS, path[ts]) * ts
    growth = np.diff(np.linalg.norm(path[ts], axis=1)) / np.linalg.norm(SVM) / math.log(10)
    product = ref.angle_vs_t(ts, POINTS, LABELS, 0.5, SVM) * np.log(ts)

    assert times_t.max() < 1.2 * times_t.min()
    assert (abs(growth - 1) < 0.1).all()
    assert product.max() < 1.2 * product.min()


def test_angle_agrees_with_the_arc_cosine_and_is_accurate_where_that_is_not(rng):
    for _ in range(20):
        a, b = rng.standard_normal((2, 3))
        want = math.acos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
        assert math.isclose(ref.angle(a, b), want, rel_tol=1e-7)
    assert math.isclose(ref.angle([1.0, 1e-9], [2.0, 0.0]), 1e-9, rel_tol=1e-9)
    assert math.isclose(ref.angle([1.0, 0.0], [-3.0, 0.0]), math.pi)


# -- margins and steepest descent


def separable(rng, n, d):
    X = rng.integers(-5, 6, (n, d)) + rng.uniform(-0.1, 0.1, (n, d))
    w = rng.standard_normal(d)
    return X, np.sign(X @ w)


def test_svm_vector_is_that_of_sklearn_and_of_scipy(rng):
    """SVC has a bias; with every point and its negative the best one is 0."""
    for n, d in ((3, 2), (6, 2), (5, 3)):
        X, y = separable(rng, n, d)
        w = ref.svm_direction(X, y)
        svc = SVC(kernel="linear", C=1e8, tol=1e-10)
        svc.fit(np.vstack([X, -X]), np.concatenate([y, -y]))
        z = X * y[:, None]

        assert np.allclose(w, svc.coef_[0], rtol=1e-4, atol=1e-5)
        constraints = {"type": "ineq", "fun": lambda v, z=z: z @ v - 1}
        best = minimize(lambda v: v @ v, w + 0.1, constraints=constraints, tol=1e-14)
        assert np.allclose(w, best.x, atol=1e-5)
        assert math.isclose((z @ w).min(), 1, rel_tol=1e-9)


def test_svm_vector_of_the_notebook_is_three_sevenths_and_two_sevenths():
    assert np.allclose(ref.svm_direction(POINTS, LABELS), SVM, **TOL)


def test_largest_margin_equals_its_dual_the_least_dual_norm_of_the_hull(rng):
    for n, d in ((3, 2), (4, 3)):
        X, y = separable(rng, n, d)
        z = X * y[:, None]
        for norm, dual in ((1, INF), (2, 2), (INF, 1)):
            γ = ref.largest_margin(X, y, norm)
            p = rng.dirichlet(np.ones(n), 4000)
            assert (np.linalg.norm(p @ z, dual, axis=1) >= γ - 1e-9).all(), "weak duality"
            w = rng.standard_normal((4000, d))
            margins = (w @ z.T).min(axis=1) / np.linalg.norm(w, norm, axis=1)
            assert margins.max() <= γ + 1e-9
            assert margins.max() >= 0.85 * γ


@pytest.mark.parametrize("norm", [1, 2, INF])
def test_step_of_steepest_descent_attains_the_dual_norm(rng, norm):
    dual = {1: INF, 2: 2, INF: 1}[norm]
    for _ in range(20):
        g = rng.standard_normal(4)
        v = ref.steepest_descent(lambda w, g=g: g, np.zeros(4), norm, [1.0])

        assert math.isclose(np.linalg.norm(v, norm), 1)
        assert math.isclose(-g @ v, np.linalg.norm(g, dual))
    assert not ref.steepest_descent(lambda w: 0 * w, np.zeros(4), norm, [1.0]).any()
    assert ref.steepest_descent(lambda w: 1 / 0, [1.0, 2.0], norm, []).tolist() == [1, 2]


def test_margin_of_steepest_descent_approaches_the_largest_of_its_norm_only():
    X = np.array([[1.0, -5.0, -3.0], [2.0, -5.0, 5.0], [0.0, 3.0, 2.0], [-1.0, 4.0, -1.0]])
    y = np.array([1.0, 1.0, -1.0, -1.0])
    z = X * y[:, None]

    def slope(w):
        p = np.exp((z @ w).min() - z @ w)
        return -(p / p.sum()) @ z

    for norm in (1, 2, INF):
        γ = ref.largest_margin(X, y, norm)
        for other in (1, 2, INF):
            steps = 0.5 / np.sqrt(np.arange(1, 161))
            w = ref.steepest_descent(slope, np.zeros(3), other, steps)
            share = (z @ w).min() / np.linalg.norm(w, norm) / γ
            assert share <= 1 + 1e-9
            assert (share > 0.97) if norm == other else (share < 0.9)


# -- deep linear nets


def test_gradients_are_those_of_automatic_differentiation(rng):
    for widths in ((2, 3), (3, 2, 4), (2, 3, 1, 2)):
        Ws = [rng.standard_normal((b, a)) for a, b in itertools.pairwise(widths)]
        X, Y = rng.standard_normal((5, widths[0])), rng.standard_normal((5, widths[-1]))
        leaves = [torch.tensor(W, requires_grad=True) for W in Ws]
        out = torch.tensor(X)
        for W in leaves:
            out = out @ W.T
        (0.5 * ((out - torch.tensor(Y)) ** 2).sum()).backward()

        for W, new, leaf in zip(
            Ws, ref.deep_linear_gd(Ws, X, Y, 0.01, 1), leaves, strict=True
        ):
            assert np.allclose(new, W - 0.01 * leaf.grad.numpy(), **TOL)


def test_imbalance_changes_by_the_second_order_term_only(rng):
    Ws = [rng.standard_normal(s) for s in ((3, 2), (2, 3), (2, 2))]
    X, Y = rng.standard_normal((4, 2)), rng.standard_normal((4, 2))
    changes = []
    for eta in (1e-3, 2e-3):
        new = ref.deep_linear_gd(Ws, X, Y, eta, 1)
        changes.append(
            [a - b for a, b in zip(ref.imbalance(new), ref.imbalance(Ws), strict=True)]
        )

    for small, large in zip(*changes, strict=True):
        assert np.allclose(4 * small, large, rtol=1e-6, atol=1e-12)


def test_imbalance_drifts_by_half_as_much_with_half_the_step(rng):
    Ws = [rng.uniform(0.3, 0.9, s) for s in ((3, 2), (2, 3))]
    Y = np.array([[2.0, -1.0], [0.5, 1.5]])
    drifts = []
    for eta in (0.01, 0.005, 0.0025):
        end = ref.deep_linear_gd(Ws, np.eye(2), Y, eta, round(1 / eta))
        drifts.append(np.linalg.norm(ref.imbalance(end)[0] - ref.imbalance(Ws)[0]))

    assert 0.45 < drifts[1] / drifts[0] < 0.55
    assert 0.45 < drifts[2] / drifts[1] < 0.55


def test_one_factor_has_no_imbalance_and_no_step_returns_copies():
    W = np.ones((2, 3))
    (same,) = ref.deep_linear_gd([W], np.ones((1, 3)), np.ones((1, 2)), 0.1, 0)

    assert ref.imbalance([W]) == []
    assert np.array_equal(same, W)
    assert same is not W


# -- refused input


@pytest.mark.parametrize(("X", "y"), BAD_SYSTEMS)
def test_bad_systems_are_refused_everywhere(X, y):
    for call in (
        lambda: ref.gd_limit(X, y, np.ones(2)),
        lambda: ref.hypentropy_interpolant(X, y, 1.0),
        lambda: ref.logistic_gd(X, y, 0.5, 1),
        lambda: ref.svm_direction(X, y),
        lambda: ref.least_l1_norm(X, y),
    ):
        with pytest.raises(ValueError, match=ANY_REASON):
            call()


def test_parameters_outside_their_ranges_are_refused():
    X, y = np.eye(2), np.array([1.0, -1.0])
    ok, Y = [np.ones((3, 2)), np.ones((2, 3))], np.ones((2, 2))
    calls = [
        lambda: ref.gd_limit(X, y, np.ones(3)),
        lambda: ref.gd_limit(X, y, [NAN, 1.0]),
        lambda: ref.logistic_gd(X, [0.0, 1.0], 0.5, 1),
        lambda: ref.logistic_gd(X, y, 0.5, -1),
        lambda: ref.steepest_descent(lambda w: w, np.ones((2, 2)), 2, [1.0]),
        lambda: ref.steepest_descent(lambda w: w, np.ones(2), 3, [1.0]),
        lambda: ref.steepest_descent(lambda w: w, np.ones(2), 2, [-1.0]),
        lambda: ref.steepest_descent(lambda w: w * NAN, np.ones(2), 2, [1.0]),
        lambda: ref.steepest_descent(lambda w: np.ones(3), np.ones(2), 2, [1.0]),
        lambda: ref.imbalance([]),
        lambda: ref.imbalance([ok[0], ok[0]]),
        lambda: ref.deep_linear_gd(ok, np.ones((2, 3)), Y, 0.1, 1),
        lambda: ref.deep_linear_gd(ok, Y, np.ones((2, 3)), 0.1, 1),
        lambda: ref.deep_linear_gd(ok, Y, np.ones((3, 2)), 0.1, 1),
        lambda: ref.deep_linear_gd(ok, Y, Y, 0.1, -1),
        lambda: ref.svm_direction([[1.0], [-1.0]], [1, 1]),
        lambda: ref.largest_margin([[1.0], [-1.0]], [1, 1], 1),
        lambda: ref.least_l1_norm([[0.0]], [1.0]),
    ]
    calls += [lambda a=a: ref.hypentropy_interpolant(X, y, a) for a in (0, -1, NAN, INF)]
    for eta in (0.0, -1.0, NAN, INF):
        calls += [
            lambda e=eta: ref.logistic_gd(X, y, e, 1),
            lambda e=eta: ref.deep_linear_gd(ok, Y, Y, e, 1),
        ]
    for call in calls:
        with pytest.raises(ValueError, match=ANY_REASON):
            call()


# -- variants and the sheet

VARIANTS = [ref.draw(np.random.default_rng(k)) for k in range(300)]


def test_answers_agree_with_a_computation_of_another_kind():
    for v in VARIANTS[:60]:
        answers = ref.answers(v)
        a = [Fraction(k) for k in v.a]
        normal = [[a[0], a[1]], [-a[1], a[0]]]  # a·w = rhs and w - w_0 parallel to a
        right = [Fraction(v.rhs), -a[1] * v.start[0] + a[0] * v.start[1]]
        det = normal[0][0] * normal[1][1] - normal[0][1] * normal[1][0]
        first = (right[0] * normal[1][1] - normal[0][1] * right[1]) / det
        assert answers["q12a"] == first

        y = answers["q12b"]
        w = ref.hypentropy_interpolant([v.x], [y], v.alpha)
        assert math.isclose(w[0], v.first, rel_tol=1e-9)

        z = np.array(v.points) * np.array(v.labels)[:, None]
        angles = np.linspace(0, 2 * np.pi, 20_001)
        u = np.stack([np.cos(angles), np.sin(angles)])
        best = angles[(z @ u).min(axis=0).argmax()]
        angles = np.linspace(best - 1e-3, best + 1e-3, 20_001)
        margin = (z @ np.stack([np.cos(angles), np.sin(angles)])).min(axis=0).max()
        assert math.isclose(answers["q12c"], math.log(10) / margin, rel_tol=1e-4)


def test_norm_grows_by_the_answer_in_a_decade_of_gradient_descent():
    v = VARIANTS[0]
    path = ref.logistic_gd(v.points, v.labels, 0.05, 20_000)
    growth = np.linalg.norm(path[20_000]) - np.linalg.norm(path[2000])

    assert math.isclose(growth, ref.answers(v)["q12c"], rel_tol=0.05)


@pytest.mark.parametrize("name", ["q12a", "q12b", "q12c"])
def test_answers_of_two_students_differ(name):
    values = np.array([float(ref.answers(v)[name]) for v in VARIANTS])
    room = max(ref.TOPIC.question(name).rtol, 1e-9) * np.abs(values)
    same = (np.abs(values[:, None] - values) <= room).sum() - len(values)

    assert same <= 0.05 * len(values) * (len(values) - 1)
    most = max(int((np.abs(values - x) <= 2e-3 * abs(x)).sum()) for x in values)
    assert most <= 15, "no answer is worth guessing"


def test_every_variant_lies_in_the_bands():
    for v in VARIANTS:
        for band in ref.TOPIC.bands:
            assert band.low <= float(band.of(v)) <= band.high, band.name


def test_tempting_wrong_numbers_are_never_right():
    for v in VARIANTS:
        answers = ref.answers(v)
        a, w0 = np.array(v.a), np.array(v.start)
        first = float(answers["q12a"])
        for wrong in (a[0] * v.rhs / (a @ a), w0[0] + a[0] * v.rhs / (a @ a)):
            assert abs(wrong - first) > 1e-6
        x, y = np.array(v.x), answers["q12b"]
        assert abs(v.first / x[0] * (x @ x) / y - 1) > 1e-2
        rate = math.asinh(v.first / (2 * v.alpha)) / x[0]
        assert abs(x @ np.sinh(rate * x) * 2 * v.alpha / y - 1) > 1e-2
        assert abs(math.log(10) ** 2 / answers["q12c"] ** 2 - 1) > 0.1


def test_statement_writes_the_equations_with_their_signs():
    v = VARIANTS[0]
    text = ref.statement(v)

    assert re.fullmatch(r"-?\d+\\,w_1 [+-]\d+\\,w_2 = -?\d+", text["equation"])
    assert re.fullmatch(r"-?\d+\\,w_1 [+-]\d+\\,w_2 = y", text["flow_equation"])
    assert float(text["alpha"]) == v.alpha
    assert float(text["first"]) == v.first
    assert text["table"].count("x_") == 3


def test_points_add_up_and_data_of_the_notebook_are_those_tested_here():
    by_kind = {}
    for q in ref.TOPIC.questions:
        by_kind[q.kind] = by_kind.get(q.kind, 0) + q.points
    source = ROOT / "source" / ref.TOPIC.stem / f"{ref.TOPIC.stem}.md.j2"
    text = source.read_text(encoding="utf-8")

    assert by_kind == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
    for name, value in (("BIAS_X", BIAS_X), ("BIAS_Y", BIAS_Y), ("POINTS", POINTS)):
        assert f"{name} = np.array({value.tolist()})" in text
    assert f"LABELS = np.array({LABELS.tolist()})" in text
    assert "SVM = np.array([3.0, 2.0]) / 7" in text
