"""The reference of topic 1 against NumPy, SciPy, enumeration, and the theorems."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import interpolate, optimize, stats

from course_lib import nets
from course_lib.oracles import OracleMisused
from course_lib.topics import t01_universal_approximation as ref


def at(net, t):
    return nets.relu_net(net, np.reshape(t, (-1, 1)))[:, 0]


def tables(seed, count, most=8):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        m = int(rng.integers(2, most))
        yield rng, np.cumsum(rng.uniform(0.05, 1, m)) - 2, rng.normal(size=m)


def draw_net(rng, h=5):
    net = [
        (rng.normal(size=(h, 1)), rng.normal(size=h)),
        (rng.normal(size=(1, h)), np.ones(1)),
    ]
    net[0][0][0] = 0.0
    return net


# ---- interpolation


def test_interpolant_agrees_with_numpy_and_scipy():
    for rng, x, y in tables(1, 200):
        t = np.concatenate([x, rng.uniform(x[0], x[-1], 50)])
        net = ref.relu_interpolant(x, y)

        assert nets.hidden_units(net) == len(x) - 1
        assert np.allclose(ref.interpolate(x, y, t), np.interp(t, x, y), rtol=0, atol=1e-12)
        assert np.allclose(at(net, t), np.interp(t, x, y), rtol=0, atol=1e-10)
        spline = interpolate.make_interp_spline(x, y, k=1)
        assert np.allclose(at(net, t), spline(t), rtol=0, atol=1e-10)


def test_jumps_are_those_of_the_derivative():
    for _, x, y in tables(2, 50):
        slope = interpolate.make_interp_spline(x, y, k=1).derivative()
        middle = (x[1:] + x[:-1]) / 2

        assert np.allclose(
            np.cumsum(ref.jumps(x, y)), slope(middle), rtol=1e-10, atol=1e-10
        )


def test_interpolant_a_million_away_keeps_its_digits():
    rng = np.random.default_rng(3)
    for shift in (1e6, -1e6):
        x = shift + np.cumsum(rng.integers(1, 17, 6)) / 8
        y = rng.normal(size=6)
        t = rng.uniform(x[0], x[-1], 100)

        assert np.allclose(
            at(ref.relu_interpolant(x, y), t), np.interp(t, x, y), atol=1e-10
        )


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0.0], [1.0]),
        ([], []),
        ([0.0, 2.0, 1.0], [0.0, 1.0, 2.0]),
        ([0.0, 1.0, 1.0], [0.0, 1.0, 2.0]),
        ([0.0, 1.0, 2.0], [0.0, 1.0]),
        ([[0.0, 1.0]], [[0.0, 1.0]]),
        ([0.0, math.nan], [0.0, 1.0]),
        ([0.0, 1.0], [0.0, math.inf]),
    ],
)
def test_what_is_no_table_is_refused(x, y):
    good = ref.relu_interpolant([0.0, 1.0], [0.0, 1.0])
    for call in (
        lambda: ref.relu_interpolant(x, y),
        lambda: ref.sup_distance(good, x, y),
    ):
        with pytest.raises(ValueError, match=r"knots"):
            call()


# ---- distance


def test_distance_agrees_with_a_fine_grid_and_is_never_below_it():
    for rng, x, y in tables(4, 60):
        net = draw_net(rng)
        t = np.linspace(x[0], x[-1], 200_001)
        grid = np.abs(at(net, t) - np.interp(t, x, y)).max()
        distance = ref.sup_distance(net, x, y)

        assert grid - 1e-12 <= distance <= grid + 1e-2 * (t[1] - t[0]) * 1e3


def test_distance_agrees_with_linear_programs_on_the_pieces():
    """On a piece between breakpoints an affine function is maximised by its ends: SciPy's LP."""
    for rng, x, y in tables(5, 10, most=4):
        net = draw_net(rng, 3)
        (W, b), _ = net
        w = W[:, 0]
        cuts = [-c / v for v, c in zip(w, b, strict=True) if v]
        points = sorted([*x, *(t for t in cuts if x[0] < t < x[-1])])
        best = 0.0
        for left, right in itertools.pairwise(points):
            d = at(net, [left, right]) - np.interp([left, right], x, y)
            slope = (d[1] - d[0]) / (right - left)
            for sign in (1, -1):
                lp = optimize.linprog([-sign * slope], bounds=[(left, right)])
                best = max(best, sign * (d[0] - slope * left) - lp.fun)

        assert ref.sup_distance(net, x, y) == pytest.approx(best, rel=1e-9)


def test_distance_is_a_metric_on_interpolants():
    for rng, x, y in tables(6, 50):
        u, v = rng.normal(size=(2, len(x)))
        one, other = ref.relu_interpolant(x, y), ref.relu_interpolant(x, u)

        assert ref.sup_distance(one, x, y) < 1e-10
        assert ref.sup_distance(one, x, u) == pytest.approx(
            ref.sup_distance(other, x, y), rel=1e-9
        )
        assert ref.sup_distance(one, x, u) == pytest.approx(np.abs(y - u).max(), rel=1e-9)
        total = ref.sup_distance(one, x, u) + ref.sup_distance(other, x, v)
        assert ref.sup_distance(one, x, v) <= total + 1e-9


def test_nets_that_are_no_functions_of_one_variable_with_one_hidden_layer_are_refused():
    one, two = np.ones((1, 1)), np.ones((2, 1))
    good = [(two, np.zeros(2)), (two.T, np.zeros(1))]
    for net in (
        [(one, np.zeros(1))],
        [*good, (one, np.zeros(1))],
        [(np.ones((2, 2)), np.zeros(2)), (two.T, np.zeros(1))],
        [(two, np.zeros(2)), (np.ones((2, 2)), np.zeros(2))],
        [(two * np.nan, np.zeros(2)), (two.T, np.zeros(1))],
    ):
        with pytest.raises(ValueError, match=r"hidden layer|finite"):
            ref.sup_distance(net, [0.0, 1.0], [0.0, 1.0])


# ---- Lipschitz

HOW = (
    lambda low, high, t: 0.0,
    lambda low, high, t: high,
    lambda low, high, t: low,
    lambda low, high, t: high if t % 2 else low,
    lambda low, high, t: (low + high) / 2,
)


def test_interpolation_is_within_eps_of_everything_consistent_within_the_budget():
    rng = np.random.default_rng(7)
    for _ in range(100):
        L = float(rng.uniform(0.1, 5))
        eps = L / (2 * (rng.integers(1, 12) - rng.uniform(0.05, 0.95)))
        walk = lambda low, high, t: low + rng.random() * (high - low)  # noqa: E731
        for how in (*HOW, walk):
            f = ref.LipschitzAdversary(L, how, start=0.5, budget=ref.budget(L, eps))
            net = ref.approximate_lipschitz(f, L, eps)

            assert f.inconsistency() < 1e-12
            assert nets.hidden_units(net) <= ref.budget(L, eps)
            assert ref.worst_case_error(net, f.points, f.answers, L) <= eps + 1e-12


def test_worst_case_is_that_of_a_fine_grid():
    rng = np.random.default_rng(8)
    for _ in range(60):
        L = float(rng.uniform(0.5, 3))
        q = rng.random(int(rng.integers(1, 7)))
        f = ref.LipschitzAdversary(
            L, lambda low, high, t: low + rng.random() * (high - low)
        )
        y = [f(t) for t in q]
        net = draw_net(rng)
        t = np.linspace(0, 1, 20_001)
        cone = L * np.abs(t[:, None] - q)
        got = at(net, t)
        grid = max(
            ((y + cone).min(axis=1) - got).max(), (got - (y - cone).max(axis=1)).max()
        )
        exact = ref.worst_case_error(net, q, y, L)

        assert grid - 1e-12 <= exact <= grid + 1e-2


def test_worst_case_of_equal_answers_on_n_equal_cells_is_L_over_2n():
    for n, L in itertools.product((1, 2, 5, 9), (0.5, 3.0)):
        q = np.arange(n + 1) / n
        net = ref.relu_interpolant(q, np.zeros(n + 1))
        middles = (np.arange(n) + 0.5) / n

        assert ref.worst_case_error(net, q, np.zeros(n + 1), L) == pytest.approx(
            L / (2 * n)
        )
        assert ref.worst_case_error(net, middles, np.zeros(n), L) == pytest.approx(
            L / (2 * n)
        )


def test_no_queries_do_better_than_L_over_2n_against_the_answer_zero():
    """Whatever n points are asked, some function is L/(2n) from 0 and another from the other side."""
    rng = np.random.default_rng(9)
    for _ in range(200):
        n = int(rng.integers(1, 8))
        q = rng.random(n)
        for level in rng.normal(size=3) / 10:
            net = [(np.ones((1, 1)), np.zeros(1)), (np.zeros((1, 1)), np.array([level]))]
            assert ref.worst_case_error(net, q, np.zeros(n), 1.0) >= 1 / (2 * n) - 1e-12


def test_without_a_query_everything_is_possible():
    net = ref.approximate_lipschitz(lambda t: 3.0, 0.0, 1.0)

    assert nets.hidden_units(net) == 1 and np.all(at(net, [0.0, 0.3, 1.0]) == 3.0)
    assert ref.worst_case_error(net, [], [], 1.0) == math.inf
    assert ref.worst_case_error(net, [0.5, 0.5], [3.0, 3.0], 0.0) == 0.0


def test_the_adversary_refuses_points_outside_the_interval():
    f = ref.LipschitzAdversary(1.0, HOW[0])
    f(1 + 1e-12)

    assert f.points.tolist() == [1.0] and f.inconsistency() == 0.0
    with pytest.raises(OracleMisused, match="outside"):
        f(1.01)
    assert f.violation


@pytest.mark.parametrize(
    ("L", "eps"),
    [
        (-1.0, 0.5),
        (1.0, 0.0),
        (1.0, -1.0),
        (math.nan, 1.0),
        (1.0, math.nan),
        (math.inf, 1.0),
    ],
)
def test_bad_constants_and_accuracies_are_refused(L, eps):
    with pytest.raises(ValueError, match="need L"):
        ref.approximate_lipschitz(lambda t: 0.0, L, eps)


# ---- bump


def test_bump_is_one_on_the_box_zero_outside_and_between():
    rng = np.random.default_rng(10)
    for d in (1, 2, 3, 5):
        for _ in range(10):
            lo = rng.normal(size=d)
            hi = lo + rng.uniform(0, 2, d) * (rng.random(d) < 0.8)
            delta = float(rng.uniform(0.05, 1))
            net = ref.box_bump(lo, hi, delta)
            X = rng.uniform(lo - 2 * delta, hi + 2 * delta, (4000, d))
            X[:500] = np.clip(X[:500], lo, hi)
            got = nets.relu_net(net, X)[:, 0]
            distance = np.maximum(np.maximum(lo - X, X - hi), 0).max(axis=1)

            assert nets.hidden_units(net) == 4 * d + 1 and len(net) == 3
            assert np.allclose(got[distance == 0], 1, atol=1e-12)
            assert np.allclose(got[distance >= delta], 0, atol=1e-12)
            assert got.min() >= 0 and got.max() <= 1 + 1e-12


def test_bump_is_the_lukasiewicz_conjunction_of_trapezoids():
    rng = np.random.default_rng(11)
    lo, hi, delta = np.array([0.0, -1.0]), np.array([1.0, 0.5]), 0.5
    X = rng.uniform(-3, 3, (1000, 2))
    g = [
        np.interp(X[:, i], [lo[i] - delta, lo[i], hi[i], hi[i] + delta], [0, 1, 1, 0])
        for i in range(2)
    ]
    want = np.maximum(g[0] + g[1] - 1, 0)

    assert np.allclose(
        nets.relu_net(ref.box_bump(lo, hi, delta), X)[:, 0], want, atol=1e-12
    )


@pytest.mark.parametrize(
    ("lo", "hi", "delta"),
    [
        ([0.0], [1.0], 0.0),
        ([0.0], [1.0], -1.0),
        ([0.0], [1.0], math.nan),
        ([1.0], [0.0], 1.0),
        ([0.0], [1.0, 2.0], 1.0),
        ([], [], 1.0),
        ([[0.0]], [[1.0]], 1.0),
        ([math.nan], [1.0], 1.0),
        ([0.0], [math.inf], 1.0),
    ],
)
def test_boxes_that_are_none_are_refused(lo, hi, delta):
    with pytest.raises(ValueError, match=r"corners|delta"):
        ref.box_bump(lo, hi, delta)


# ---- rank


def test_generic_polynomial_units_span_the_polynomials():
    rng = np.random.default_rng(12)
    for k, d in itertools.product((1, 2, 3), (1, 2, 3)):
        n = math.comb(d + k, k) + 3
        W, b, X = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=(n, d))

        assert ref.feature_rank(lambda t: t**k, W, b, X) == math.comb(d + k, k)


def test_rank_agrees_with_exact_elimination_on_integers():
    rng = np.random.default_rng(13)
    for _ in range(100):
        n, m = (int(v) for v in rng.integers(1, 6, 2))
        W, b = rng.integers(-2, 3, (m, 2)), rng.integers(-2, 3, m)
        X = rng.integers(-2, 3, (n, 2))
        rows = [
            [Fraction(max(int(w @ x) + int(c), 0)) for w, c in zip(W, b, strict=True)]
            for x in X
        ]
        rank = 0
        for column in range(m):
            pivot = next((r for r in range(rank, n) if rows[r][column]), None)
            if pivot is None:
                continue
            rows[rank], rows[pivot] = rows[pivot], rows[rank]
            for r in range(rank + 1, n):
                f = rows[r][column] / rows[rank][column]
                rows[r] = [a - f * p for a, p in zip(rows[r], rows[rank], strict=True)]
            rank += 1

        assert ref.feature_rank(lambda t: np.maximum(t, 0), W, b, X) == rank


def test_rank_agrees_with_numpy_and_does_not_see_the_scale():
    rng = np.random.default_rng(14)
    W, b, X = rng.normal(size=(9, 2)), rng.normal(size=9), rng.normal(size=(8, 2))
    for factor in (1.0, 1e6, 1e-6):
        Phi = factor * (X @ W.T + b) ** 2
        rank = ref.feature_rank(lambda t: factor * t**2, W, b, X)

        assert rank == 6 == np.linalg.matrix_rank(Phi, rtol=1e-9)


def test_rank_of_nothing_is_zero_and_bad_features_are_refused():
    W, b, X = np.ones((3, 2)), np.zeros(3), np.ones((4, 2))

    assert ref.feature_rank(lambda t: 0 * t, W, b, X) == 0
    for args in (
        (W, b, np.ones((4, 3))),
        (W, np.zeros(1), X),
        (np.ones(2), np.zeros(1), X),
        (W, b, np.ones((0, 2))),
        (np.ones((0, 2)), np.zeros(0), X),
        (W, b, X * np.nan),
        (W, b, X, -1.0),
        (W, b, X, 1.0),
    ):
        with pytest.raises(ValueError, match=r"need|finite|rtol"):
            ref.feature_rank(np.abs, *args)


# ---- monomials


def test_error_of_exponentials_is_k_over_24_h_squared():
    x = np.linspace(-1, 1, 401)
    for k, b0 in itertools.product((1, 2, 3, 4), (0.0, -1.0, 0.7)):
        errors = []
        for h in (0.1, 0.05):
            w, b, a = ref.monomial_net(math.exp(b0), k, h, b0)
            errors.append(np.abs(np.exp(np.outer(x, w) + b) @ a - x**k).max())

        assert math.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.02)
        assert errors[1] == pytest.approx(k / 24 * 0.05**2, rel=0.02)


def test_differences_are_exact_on_polynomials_of_degree_k_plus_one():
    x = np.linspace(-1, 1, 21)
    for k in range(6):
        w, b, a = ref.monomial_net(math.factorial(k), k, 0.5, 0.0)
        powers = (np.outer(x, w) + b) ** k

        assert np.allclose(powers @ a, x**k, atol=1e-9)
        assert w.shape == b.shape == a.shape == (k + 1,)


@pytest.mark.parametrize(
    ("dk", "k", "h", "b0"),
    [
        (0.0, 1, 0.1, 0.0),
        (1.0, 1, 0.0, 0.0),
        (1.0, 1, -0.1, 0.0),
        (1.0, -1, 0.1, 0.0),
        (1.0, 1.5, 0.1, 0.0),
        (math.nan, 1, 0.1, 0.0),
        (1.0, 1, 0.1, math.inf),
    ],
)
def test_vanishing_derivatives_bad_steps_and_degrees_are_refused(dk, k, h, b0):
    with pytest.raises(ValueError, match=r"dk|integer"):
        ref.monomial_net(dk, k, h, b0)


# ---- experiment


def test_rates_agree_with_optimisation_cell_by_cell():
    functions = (lambda t: np.sin(2 * np.pi * t), lambda t: np.abs(t - 1 / 3), np.sqrt)
    ns = [1, 2, 3, 4, 5, 8, 13]
    rates = ref.uat_rates(ns)
    for n, column in zip(ns, rates.T, strict=True):
        x = np.arange(n + 1) / n
        for f, got in zip(functions, column, strict=True):
            t = np.union1d(np.linspace(0, 1, 4000 * n + 1), [1 / 3])
            want = np.abs(f(t) - np.interp(t, x, f(x))).max()

            assert want - 1e-12 <= got <= want + 1e-7


def test_slopes_are_minus_two_minus_one_minus_one_half():
    ns = [2**j for j in range(3, 11)]
    slopes = [np.polyfit(np.log(ns), np.log(row), 1)[0] for row in ref.uat_rates(ns)]

    assert np.allclose(slopes, [-2, -1, -0.5], atol=0.02)


@pytest.mark.parametrize("ns", [[], [0], [8, -1], [2.5], 8])
def test_bad_numbers_of_cells_are_refused(ns):
    with pytest.raises(ValueError, match=r"integers|cell"):
        ref.uat_rates(ns)


# ---- variants

VARIANTS = [ref.draw(np.random.default_rng([2024, k])) for k in range(300)]


def test_the_number_of_cells_is_enough_and_one_less_is_not():
    for v in VARIANTS:
        n = ref.answers(v)["q1a"]
        M = Fraction(round(100 * v.curvature), 100)
        eps = Fraction(v.eps_digit, 10**v.eps_power)

        assert M / (8 * n**2) <= eps < M / (8 * (n - 1) ** 2)


def test_the_error_of_a_parabola_attains_M_h_squared_over_8():
    M, n = 7.0, 12
    x = np.arange(n + 1) / n
    t = np.linspace(0, 1, 24 * n + 1)

    error = np.abs(M * t**2 / 2 - np.interp(t, x, M * x**2 / 2)).max()
    assert error == pytest.approx(M / (8 * n**2), rel=1e-12)


def test_the_bernstein_error_is_that_of_the_binomial_expectation():
    for v in VARIANTS[:20]:
        a, b, c = v.quadratic
        n, t = v.degree, np.linspace(0, 1, 1001)
        k = np.arange(n + 1)
        values = a * (k / n) ** 2 + b * k / n + c
        B = stats.binom.pmf(k, n, t[:, None]) @ values

        error = np.abs(B - (a * t**2 + b * t + c)).max()
        assert float(ref.answers(v)["q1b"]) == pytest.approx(error, rel=1e-9)


def test_the_coefficient_solves_the_system_of_the_interpolant():
    for v in VARIANTS[:50]:
        x, y = np.array(v.knots, dtype=float), np.array(v.values, dtype=float)
        Phi = np.column_stack([np.ones(5), np.maximum(x[:, None] - x[:-1], 0)])

        coefficients = np.linalg.solve(Phi, y)
        assert float(ref.answers(v)["q1c"]) == pytest.approx(
            coefficients[v.knot + 1], rel=1e-9
        )


@pytest.mark.parametrize("name", ["q1a", "q1b", "q1c"])
def test_answers_of_different_students_differ(name):
    assert len({ref.answers(v)[name] for v in VARIANTS}) >= 0.95 * len(VARIANTS)


def test_every_variant_lies_in_the_bands_and_no_slope_is_the_jump():
    for v in VARIANTS:
        for band in ref.TOPIC.bands:
            assert band.low <= band.of(v) <= band.high, band.name
        s = np.diff(v.values) / np.diff(v.knots)
        a = float(ref.answers(v)["q1c"])
        assert 0 not in (a, s[v.knot], s[v.knot - 1])
        assert a not in (s[v.knot], s[v.knot - 1])


def test_the_statement_shows_every_number():
    v = VARIANTS[0]
    shown = ref.statement(v)

    assert shown["knots"] == " & ".join(map(str, v.knots))
    assert shown["values"] == " & ".join(map(str, v.values))
    assert shown["at_knot"] == str(v.knots[v.knot])
    assert f"{v.quadratic[0]:.2f}" in shown["quadratic"]
    assert str(v.eps_digit) in shown["eps"] and f"-{v.eps_power}" in shown["eps"]


def test_the_topic_is_worth_66_points():
    assert ref.TOPIC.points == 66
