"""The reference of topic 13 against enumeration, closed forms, other libraries and theorems."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.optimize import linprog, minimize
from scipy.stats import binom

from course_lib.topics import t13_rademacher_complexity as ref
from course_lib.topics.t13_rademacher_complexity.inputs import all_signs, half_signs

TOL = {"rtol": 1e-10, "atol": 1e-12}
BAD_MATRICES = (
    np.zeros((0, 2)),
    np.zeros((2, 0)),
    np.ones(3),
    np.ones((2, 2, 2)),
    [[np.nan, 1.0]],
    [[np.inf, 1.0]],
)


def enumerated(A, absolute=False):
    """The definition, one sign vector after another, without numpy."""
    A = [[float(x) for x in row] for row in A]
    n = len(A[0])
    total = 0.0
    for σ in itertools.product((-1, 1), repeat=n):
        values = [math.fsum(s * x for s, x in zip(σ, row, strict=True)) for row in A]
        total += max(map(abs, values)) if absolute else max(values)
    return total / 2**n / n


def random_classes(count, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        N, n = rng.integers(1, 6), rng.integers(1, 7)
        yield rng.standard_normal((N, n))


# -- finite classes


def test_signs_are_all_sign_vectors_and_half_of_them_up_to_the_sign():
    for n in (1, 2, 5, 12):
        every = {tuple(σ) for σ in all_signs(n)}
        half = {tuple(σ) for block in half_signs(n) for σ in block}

        assert every == set(itertools.product((-1.0, 1.0), repeat=n))
        assert len(half) == 2 ** (n - 1)
        assert half | {tuple(-s for s in σ) for σ in half} == every


@pytest.mark.parametrize("absolute", [False, True])
def test_complexity_is_that_of_the_definition(absolute):
    for A in random_classes(40):
        assert np.isclose(ref.rademacher_exact(A, absolute), enumerated(A, absolute), **TOL)


def test_complexity_of_fourteen_points_agrees_with_torch_over_all_signs():
    A = np.random.default_rng(3).standard_normal((30, 14))
    signs = torch.cartesian_prod(*[torch.tensor([1.0, -1.0], dtype=torch.float64)] * 14)

    want = (signs @ torch.tensor(A).T).amax(dim=1).mean().item() / 14
    assert np.isclose(ref.rademacher_exact(A), want, **TOL)


def test_random_walk_has_its_closed_form_and_its_binomial_sum():
    for n in range(1, 15):
        k = np.arange(n + 1)
        want = float(np.abs(n - 2 * k) @ binom.pmf(k, n, 0.5))

        assert np.isclose(float(ref.mean_abs_sum(n)), want, **TOL)
        A = 1.75 * np.array([np.ones(n), -np.ones(n)])
        assert np.isclose(ref.rademacher_exact(A), 1.75 * want / n, **TOL)


def test_calculus_of_the_complexity():
    rng = np.random.default_rng(5)
    R = ref.rademacher_exact
    for A in random_classes(40, seed=1):
        n = A.shape[1]
        B, v, c = rng.standard_normal((3, n)), rng.standard_normal(n), rng.standard_normal()
        hull = rng.dirichlet(np.ones(len(A)), 4) @ A
        total = (A[:, None] + B).reshape(-1, n)

        assert R(A) >= 0
        assert np.isclose(R(A + 100 * v), R(A), **TOL)
        assert np.isclose(R(c * A), abs(c) * R(A), **TOL)
        assert np.isclose(R(np.vstack([A, hull])), R(A), **TOL)
        assert np.isclose(R(total), R(A) + R(B), **TOL)
        assert np.isclose(R(np.vstack([A, -A])), R(A, absolute=True), **TOL)
        assert R(np.vstack([A, B])) >= R(A) - 1e-12
    assert R(np.array(list(itertools.product((-1, 1), repeat=4)))) == 1
    assert R([[3.0, -4.0]]) == 0


def test_massart_is_a_bound_and_zero_for_one_function():
    for A in random_classes(100, seed=2):
        for center in (False, True):
            bound = ref.massart_bound(A, center=center)

            assert ref.rademacher_exact(A) <= bound + 1e-12
            assert (bound == 0) == (len(A) == 1)


def test_massart_agrees_with_the_formula_over_a_set_of_tuples():
    for A in random_classes(40, seed=3):
        twice = np.vstack([A, A[0]])
        rows = set(map(tuple, A))
        mean = [math.fsum(c) / len(rows) for c in zip(*rows, strict=True)]
        for center, middle in ((False, [0.0] * A.shape[1]), (True, mean)):
            radius = max(math.dist(a, middle) for a in rows)
            want = radius * math.sqrt(2 * math.log(len(rows))) / A.shape[1]

            assert np.isclose(ref.massart_bound(A, center), want, **TOL)
            assert np.isclose(ref.massart_bound(twice, center), want, **TOL)


def test_centred_massart_bound_is_translation_invariant_but_may_be_the_larger_one():
    A = np.array([[0.0, 1.0], [0.0, -1.0], [1.0, 0.0]])

    assert np.isclose(ref.massart_bound(A + 7, True), ref.massart_bound(A, True), **TOL)
    assert ref.massart_bound(A, True) > ref.massart_bound(A, False)


# -- linear classes


def test_cross_polytope_agrees_with_the_class_of_its_vertices_and_a_linear_program():
    rng = np.random.default_rng(7)
    for n, d in ((1, 1), (3, 2), (4, 5)):
        X = rng.standard_normal((n, d))
        exact, upper = ref.rademacher_linear(X, 1.5, 1)
        vertices = 1.5 * np.vstack([X.T, -X.T])
        values = []
        for σ in all_signs(n):  # w = u - v, u, v >= 0, sum(u + v) <= B
            cost = np.concatenate([-(σ @ X), σ @ X])
            lp = linprog(cost, A_ub=np.ones((1, 2 * d)), b_ub=[1.5], bounds=(0, None))
            values.append(-lp.fun)

        assert np.isclose(exact, enumerated(vertices), **TOL)
        assert np.isclose(exact, np.mean(values) / n, rtol=1e-7)
        assert np.isclose(upper, ref.massart_bound(vertices), **TOL)
        assert exact <= upper


def test_euclidean_ball_agrees_with_torch_and_with_a_maximiser():
    rng = np.random.default_rng(8)
    for n, d in ((1, 1), (3, 2), (5, 4)):
        X = rng.standard_normal((n, d))
        exact, upper = ref.rademacher_linear(X, 0.5, 2)
        sums = torch.tensor(all_signs(n) @ X)

        assert np.isclose(exact, 0.5 * sums.norm(dim=1).mean().item() / n, **TOL)
        assert np.isclose(upper, 0.5 / n * math.sqrt(np.trace(X @ X.T)), **TOL)
        σ = all_signs(n)[-1]
        ball = {"type": "ineq", "fun": lambda w: 0.25 - w @ w}
        best = minimize(
            lambda w, s=σ @ X: -(w @ s), np.full(d, 0.1), constraints=ball, method="SLSQP"
        )
        assert np.isclose(-best.fun, 0.5 * np.linalg.norm(σ @ X), rtol=1e-5)


def test_khinchin_kahane_holds_and_is_attained_by_two_equal_points():
    for X in random_classes(60, seed=4):
        exact, upper = ref.rademacher_linear(X, 1.0, 2)

        assert upper / math.sqrt(2) <= exact + 1e-12 <= upper + 2e-12
    exact, upper = ref.rademacher_linear([[1.0], [1.0]], 1.0, 2)
    assert np.isclose(exact, upper / math.sqrt(2), **TOL)


def test_orthogonal_points_of_any_lengths_attain_the_euclidean_bound():
    rng = np.random.default_rng(9)
    Q = np.linalg.qr(rng.standard_normal((6, 4)))[0].T * rng.uniform(0.1, 3, (4, 1))
    exact, upper = ref.rademacher_linear(Q, 2.0, 2)

    assert np.isclose(exact, upper, **TOL)


def test_log_d_in_place_of_log_two_d_would_be_no_bound():
    exact, _ = ref.rademacher_linear([[1.0]], 1.0, 1)

    assert exact > math.sqrt(2 * math.log(1))


# -- Monte Carlo


def test_monte_carlo_asks_once_a_draw_at_signs_and_reports_the_sample_error():
    A = np.random.default_rng(1).standard_normal((4, 6))
    log = []

    def sup_oracle(σ):
        log.append((σ.copy(), (A @ σ).max()))
        return log[-1][1]

    mean, stderr = ref.rademacher_mc(sup_oracle, 6, 5000, np.random.default_rng(2))
    values = torch.tensor([v for _, v in log]) / 6

    assert len(log) == 5000
    assert all(set(σ) <= {-1.0, 1.0} for σ, _ in log)
    assert np.isclose(mean, values.mean().item(), **TOL)
    assert np.isclose(stderr, values.std(correction=1).item() / math.sqrt(5000), **TOL)
    assert abs(mean - enumerated(A)) <= 6 * stderr  # the seed is fixed


# -- contraction


@pytest.mark.parametrize(
    ("phi", "L"),
    [
        (lambda t: np.maximum(t, 0), 1.0),
        (lambda t: np.tanh(t) + 3, 1.0),
        (np.abs, 1.0),
        (lambda t: -2 * t, 2.0),
        (lambda t: np.sin(3 * t), 3.0),
        (lambda t: 0 * t + 7, 0.0),
    ],
)
def test_contraction_lemma_holds_whatever_phi_of_zero_is(phi, L):
    for A in random_classes(40, seed=6):
        lhs, rhs = ref.contraction_holds(A, phi, L)

        assert np.isclose(lhs, enumerated(phi(A)), **TOL)
        assert np.isclose(rhs, L * enumerated(A), **TOL)
        assert lhs <= rhs + 1e-12


def test_lipschitz_constant_is_checked_over_all_pairs_and_with_equality():
    A = np.array([[0.0, 9.0, -9.0], [-9.0, 9.0, 1.0]])
    jump = lambda t: np.where((t > 0.5) & (t < 5), 3.0, 0.0)  # noqa: E731

    assert np.array_equal(ref.contract(A, np.abs, 1.0), np.abs(A))
    assert np.array_equal(ref.contract(A, jump, 3.0), jump(A))
    for L in (0.0, 1.0, 2.999):
        with pytest.raises(ValueError, match="Lipschitz"):
            ref.contract(A, jump, L)


def test_counterexample_beats_every_constant_and_is_lipschitz():
    for c in (1.0, 2.0, 37.5, 1e4):
        A, values = ref.contraction_counterexample(c)
        s, v = A.ravel(), values.ravel()

        assert (np.abs(v[:, None] - v) <= np.abs(s[:, None] - s) + 1e-15).all()
        assert (A == 0).any() and (values[A == 0] != 0).all()
        assert enumerated(values, absolute=True) > c * enumerated(A, absolute=True) > 0


def test_without_absolute_values_there_is_no_such_counterexample():
    A, values = ref.contraction_counterexample(10.0)

    assert ref.rademacher_exact(values) <= ref.rademacher_exact(A) + 1e-12


# -- bounds


def test_golowich_constant_is_the_optimum_of_its_proof():
    """n R <= min over λ of D ln 2 / λ + λ v / 2 + √v, where v = (∏M)² n B²."""
    for D, B, n in ((1, 1.0, 4), (3, 2.0, 50), (7, 0.5, 9)):
        M = np.linspace(0.5, 2, D)
        v = (M.prod() * B) ** 2 * n
        λ = np.exp(np.linspace(-8, 8, 400_001))
        best = (D * math.log(2) / λ + λ * v / 2).min() + math.sqrt(v)

        assert np.isclose(ref.golowich_bound(M, B, n), best / n, rtol=1e-8)


def test_golowich_bound_is_above_linear_classes_and_sampled_nets():
    rng = np.random.default_rng(11)
    for D in (1, 2, 4):
        M = rng.uniform(0.5, 2, D)
        X = rng.standard_normal((6, 5))
        B = np.linalg.norm(X, axis=1).max()
        outputs = []
        for _ in range(300):
            h = torch.tensor(X)
            for j in range(D):
                W = torch.tensor(rng.standard_normal((1 if j == D - 1 else 4, h.shape[1])))
                h = (torch.relu(h) if j else h) @ (W * M[j] / W.norm()).T
            outputs.append(h[:, 0].numpy())

        assert ref.rademacher_exact(np.array(outputs)) <= ref.golowich_bound(M, B, 6)
        if D == 1:
            assert ref.rademacher_linear(X, M[0], 2)[0] <= ref.golowich_bound(M, B, 6)


def test_bounds_agree_with_their_formulas_in_torch():
    M = [0.5, 2.0, 3.0]
    want = (
        1.5 * (math.sqrt(2 * math.log(2) * 3) + 1) * torch.tensor(M).prod() / math.sqrt(20)
    )
    risk = 0.125 + 2 * 0.25 + 3 * torch.tensor(math.log(2 / 0.05) / 80).double().sqrt()

    assert np.isclose(ref.golowich_bound(M, 1.5, 20), want.item(), rtol=1e-7)
    assert np.isclose(ref.risk_bound(0.125, 0.25, 40, 0.05), risk.item(), rtol=1e-7)


def test_risk_bound_covers_more_often_than_it_promises():
    """Thresholds on [0, 1] against fair coins: every function has risk 1/2. The seed is fixed."""
    rng = np.random.default_rng(12)
    n, delta, missed = 8, 0.5, 0
    for _ in range(200):
        x, y = rng.random(n), rng.integers(0, 2, n)
        predictions = (np.sort(x)[:, None] <= x) * 1.0
        losses = (predictions != y) * 1.0
        rad = ref.rademacher_exact(losses)
        missed += any(ref.risk_bound(e, rad, n, delta) < 0.5 for e in losses.mean(axis=1))

    assert missed <= delta * 200


def test_symmetrisation_holds_with_the_factor_two_by_enumeration():
    """All samples of three points of a four-point space: both sides are exact."""
    rng = np.random.default_rng(13)
    F = rng.random((5, 4))  # five functions on four equally likely points
    gaps, complexities = [], []
    for sample in itertools.product(range(4), repeat=3):
        values = F[:, sample]
        gaps.append((F.mean(axis=1) - values.mean(axis=1)).max())
        complexities.append(ref.rademacher_exact(values))

    assert np.mean(gaps) <= 2 * np.mean(complexities)


# -- experiment


def test_experiment_has_slope_minus_one_half_and_the_ordering_of_the_theorem():
    ns = np.array([4, 16, 64, 256])
    rad, upper, gap = ref.rad_vs_n(ns.tolist(), 30, np.random.default_rng(0))
    slope = np.polyfit(np.log(ns), np.log(rad.mean(axis=1)), 1)[0]

    assert np.allclose(upper, 1 / np.sqrt(ns)[:, None], **TOL)
    assert abs(slope + 0.5) < 0.02
    assert (rad.mean(axis=1) < upper.mean(axis=1)).all()
    assert (gap <= rad + 3 * np.sqrt(math.log(40) / (2 * ns))[:, None]).all()
    # S/√n tends to a Gaussian in R³: E‖S‖/√n tends to √(8/(3π))
    limit = math.sqrt(8 / (3 * math.pi))
    assert np.allclose(rad.mean(axis=1)[1:] * np.sqrt(ns[1:]), limit, rtol=0.04)


def test_gap_of_the_experiment_is_the_supremum_over_the_ball():
    rng = np.random.default_rng(4)
    X = rng.standard_normal((9, 3))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    y = rng.choice((-1.0, 1.0), 9)
    w = rng.standard_normal((20_000, 3))
    w /= np.linalg.norm(w, axis=1, keepdims=True)

    gaps = 0.5 - ((1 - y * (w @ X.T)) / 2).mean(axis=1)
    norm = np.linalg.norm(y @ X) / 18
    assert norm * 0.999 <= gaps.max() <= norm + 1e-12


# -- refusals


@pytest.mark.parametrize("bad", BAD_MATRICES)
def test_what_is_no_class_is_refused(bad):
    for call in (
        lambda: ref.rademacher_exact(bad),
        lambda: ref.massart_bound(bad),
        lambda: ref.rademacher_linear(bad, 1.0, 2),
        lambda: ref.contract(bad, np.tanh, 1.0),
        lambda: ref.contraction_holds(bad, np.tanh, 1.0),
    ):
        with pytest.raises(ValueError, match="must be"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: ref.rademacher_exact(np.ones((2, 15))),
        lambda: ref.rademacher_linear(np.ones((15, 2)), 1.0, 2),
        lambda: ref.contraction_holds(np.ones((2, 15)), np.tanh, 1.0),
        lambda: ref.rademacher_linear(np.eye(2), -1.0, 2),
        lambda: ref.rademacher_linear(np.eye(2), np.nan, 2),
        lambda: ref.rademacher_linear(np.eye(2), 1.0, 3),
        lambda: ref.rademacher_mc(np.sum, 2, 1, np.random.default_rng(0)),
        lambda: ref.rademacher_mc(np.sum, 0, 5, np.random.default_rng(0)),
        lambda: ref.contract(np.eye(2), np.tanh, -1.0),
        lambda: ref.contract(np.eye(2), np.tanh, np.inf),
        lambda: ref.contraction_counterexample(0.5),
        lambda: ref.contraction_counterexample(np.nan),
        lambda: ref.golowich_bound([], 1.0, 3),
        lambda: ref.golowich_bound([-1.0], 1.0, 3),
        lambda: ref.golowich_bound([1.0], -1.0, 3),
        lambda: ref.golowich_bound([1.0], 1.0, 0),
        lambda: ref.risk_bound(-0.1, 0.1, 3, 0.1),
        lambda: ref.risk_bound(0.1, np.nan, 3, 0.1),
        lambda: ref.risk_bound(0.1, 0.1, 0, 0.1),
        lambda: ref.risk_bound(0.1, 0.1, 3, 0.0),
        lambda: ref.risk_bound(0.1, 0.1, 3, 1.0),
    ],
)
def test_parameters_outside_their_ranges_are_refused(call):
    with pytest.raises(ValueError, match=r"need|must|n <= 14"):
        call()


# -- variants


def variants(count=300):
    return [ref.draw(np.random.default_rng([13, k])) for k in range(count)]


def test_numeric_answers_agree_with_independent_computations():
    for v in variants(60):
        answers = ref.answers(v)
        moved = [
            [
                Fraction(round(100 * v.scale), 100) * a + s
                for a, s in zip(r, v.shift, strict=True)
            ]
            for r in v.rows
        ]
        values = [
            max(sum(s * x for s, x in zip(σ, row, strict=True)) for row in moved)
            for σ in itertools.product((-1, 1), repeat=3)
        ]
        walk = [abs(sum(σ)) for σ in itertools.product((-1, 1), repeat=v.sign_n)]

        assert answers["q13a"] == sum(values) / 24
        assert np.isclose(
            float(answers["q13b"]), v.sign_c * np.mean(walk) / v.sign_n, rtol=1e-12
        )
        n = answers["q13c"]
        bounds = [
            v.radius * v.entry * math.sqrt(m) * math.sqrt(2 * math.log(2 * v.dim)) / m
            for m in (n - 1, n)
        ]
        assert bounds[1] <= v.eps < bounds[0]


def test_answers_of_three_hundred_variants_are_distinct_and_the_bands_hold():
    drawn = variants()

    for name in ("q13a", "q13b", "q13c"):
        assert len({ref.answers(v)[name] for v in drawn}) >= 285, name
    for band in ref.TOPIC.bands:
        assert all(band.low <= band.of(v) <= band.high for v in drawn), band.name


def test_the_shift_and_the_sign_of_the_scale_would_show_in_a_wrong_answer():
    """With absolute values, without 1/n, or with the factor 2/n the answer is another one."""
    for v in variants(60):
        answer = float(ref.answers(v)["q13a"])
        moved = v.scale * np.array(v.rows, dtype=float) + np.array(v.shift)

        assert np.isclose(ref.rademacher_exact(moved), answer, **TOL)
        assert abs(ref.rademacher_exact(moved, absolute=True) / answer - 1) > 1e-6


def test_statement_shows_every_number_that_an_answer_needs():
    for v in variants(20):
        text = ref.statement(v)

        assert eval(text["rows"]) == [list(row) for row in v.rows]
        assert float(text["scale"]) == v.scale
        assert float(text["sign_c"]) == v.sign_c
        assert float(text["eps"]) == v.eps
        assert float(text["entry"]) == v.entry
        assert int(text["dim"]) == v.dim


def test_the_sheet_has_the_points_of_a_topic():
    kinds = {}
    for q in ref.TOPIC.questions:
        kinds[q.kind] = kinds.get(q.kind, 0) + q.points

    assert kinds == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
