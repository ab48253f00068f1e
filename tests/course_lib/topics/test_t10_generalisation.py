"""The reference of topic 10 against enumeration, refits, linear programs and other libraries."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.optimize import brentq, linprog
from scipy.stats import binom, special_ortho_group
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from course_lib.topics import t10_generalisation as ref
from course_lib.topics.t10_generalisation.sheet import SURFACES

TOL = {"rtol": 1e-10, "atol": 1e-12}
BAD_MATRICES = (
    np.zeros((0, 2)),
    np.zeros((2, 0)),
    np.ones(3),
    np.ones((2, 2, 2)),
    [[np.nan, 1.0]],
    [[np.inf, 1.0]],
)


# -- finite classes


def test_sample_size_is_the_least_integer_that_satisfies_the_bound():
    rng = np.random.default_rng(0)
    assert ref.sample_size(0.05, 0.05, 1000) == 2120
    for _ in range(300):
        eps, delta = rng.uniform(0.01, 0.99, 2)
        card = int(rng.integers(1, 10**6))
        n = ref.sample_size(eps, delta, card)

        assert 2 * card * math.exp(-2 * n * eps**2) <= delta * (1 + 1e-12)
        assert 2 * card * math.exp(-2 * (n - 1) * eps**2) > delta
        assert ref.gap_bound(n, delta, card) <= eps * (1 + 1e-12)
        if n > 1:
            assert ref.gap_bound(n - 1, delta, card) > eps


def test_gap_agrees_with_torch_and_does_not_overflow():
    want = torch.sqrt(torch.log(torch.tensor(2 * 77 / 0.03, dtype=torch.float64)) / 82)

    assert np.isclose(ref.gap_bound(41, 0.03, 77), want.item(), **TOL)
    logs = math.log(2) + 300 * math.log(10) + 300 * math.log(10)
    assert np.isclose(ref.gap_bound(1000, 1e-300, 1e300), math.sqrt(logs / 2000), **TOL)
    assert np.isclose(ref.sample_size(0.001, 1e-300, 1e300), logs / 2e-6, rtol=1e-8)


def test_exact_binomial_tails_are_covered():
    """The worst coin is p = 1/2 up to rounding; its tails are far below Hoeffding's bound."""
    for eps, delta, card in ((0.2, 0.1, 1), (0.1, 0.05, 300), (0.07, 0.5, 10**5)):
        n = ref.sample_size(eps, delta, card)
        for p in (0.5, 0.3, 0.05):
            k = np.arange(n + 1)
            far = binom.pmf(k, n, p)[np.abs(k / n - p) > eps].sum()

            assert -math.expm1(card * math.log1p(-far)) <= delta


# -- half-spaces


def hull_residual(points, z):
    """Return 0 if z is a convex combination of the points, by a linear program."""
    equations = np.vstack([points.T, np.ones(len(points))])
    lp = linprog(np.zeros(len(points)), A_eq=equations, b_eq=np.append(z, 1.0))
    return 0.0 if lp.status == 0 else math.inf


def test_radon_point_is_in_both_hulls_in_general_and_special_position():
    rng = np.random.default_rng(1)
    cases = [rng.standard_normal((d + 2, d)) for d in (1, 2, 3, 7) for _ in range(5)]
    cases += [rng.integers(-1, 2, (d + 2, d)) / 1.0 for d in (1, 2, 3) for _ in range(20)]
    cases += [np.ones((4, 2)), np.zeros((3, 1)), np.outer(range(5), [1.0, 2.0, 3.0])]
    for P in cases:
        I, J, z = ref.radon_partition(P)

        assert I and J and not set(I) & set(J)
        assert hull_residual(P[I], z) == hull_residual(P[J], z) == 0


def test_radon_partition_of_a_square_are_its_diagonals():
    square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    I, J, z = ref.radon_partition(square)

    assert sorted([I, J]) == [[0, 2], [1, 3]]
    assert np.allclose(z, [1.0, 1.0], **TOL)


def by_programs(X):
    """Return the number of dichotomies, one linear program for each labelling."""
    n, d = X.shape
    count = 0
    for y in itertools.product((1.0, -1.0), repeat=n):
        signed = -np.array(y)[:, None] * X
        lp = linprog(np.zeros(d), A_ub=signed, b_ub=-np.ones(n), bounds=(None, None))
        count += lp.status == 0
    return count


def test_dichotomies_and_shattered_sets_agree_with_linear_programs():
    rng = np.random.default_rng(2)
    for _ in range(40):
        n, d = rng.integers(1, 6), rng.integers(1, 4)
        X = rng.integers(-2, 3, (n, d)).astype(float)
        lifted = np.column_stack([X, np.ones(n)])

        assert ref.count_dichotomies(X) == by_programs(X)
        assert ref.is_shattered(X) == (by_programs(lifted) == 2**n)
        assert ref.count_dichotomies(lifted) == by_programs(lifted)


def test_general_position_has_covers_count_and_a_plane_its_2n_sectors():
    rng = np.random.default_rng(3)
    for n in range(1, 9):
        for d in range(1, 6):
            X = rng.standard_normal((n, d))

            assert ref.count_dichotomies(X) == ref.cover_count(n, d)
        assert ref.cover_count(n, 2) == 2 * n
        assert ref.cover_count(n, n) == 2**n


def test_covers_count_obeys_its_recursion():
    for n, d in itertools.product(range(1, 12), range(2, 8)):
        total = ref.cover_count(n, d) + ref.cover_count(n, d - 1)

        assert ref.cover_count(n + 1, d) == total


def test_spheres_separate_as_many_dichotomies_as_covers_count_says():
    rng = np.random.default_rng(4)
    X = rng.standard_normal((6, 2))
    features = np.column_stack([np.square(X).sum(axis=1), X, np.ones(6)])

    assert by_programs(features) == ref.cover_count(6, 2 + 2)
    assert by_programs(features[:, 1:]) == ref.cover_count(6, 2 + 1)


def test_thin_triangles_are_shattered():
    for height in (1.0, 2.0**-10, 1e-4):
        assert ref.is_shattered([[0.0, 0.0], [1.0, 0.0], [0.5, height]])
    assert not ref.is_shattered([[0.0, 0.0], [1.0, 0.0], [0.5, 0.0]])


# -- spectral complexity


def by_torch(weights, refs):
    product, total = 1.0, 0.0
    for A, M in zip(weights, refs, strict=True):
        a, m = torch.tensor(A), torch.tensor(M)
        s = torch.linalg.matrix_norm(a, 2).item()
        mixed = (a.T - m.T).norm(dim=0).sum().item()  # columns of the transpose
        product *= s
        total += (mixed / s) ** (2 / 3)
    return product * total**1.5


def test_spectral_complexity_agrees_with_torch():
    rng = np.random.default_rng(5)
    for widths in ((3, 2), (2, 4, 3), (4, 3, 3, 1)):
        A = [rng.standard_normal((o, i)) for i, o in itertools.pairwise(widths)]
        M = [rng.standard_normal(a.shape) for a in A]

        assert np.isclose(ref.spectral_complexity(A, M), by_torch(A, M), **TOL)
        zeros = [np.zeros(a.shape) for a in A]
        assert np.isclose(ref.spectral_complexity(A), by_torch(A, zeros), **TOL)


def test_spectral_complexity_is_homogeneous_and_sees_rotations_of_the_outputs_only():
    rng = np.random.default_rng(6)
    A = [rng.standard_normal((4, 3)), rng.standard_normal((2, 4))]
    R, Q = ref.spectral_complexity(A), special_ortho_group.rvs(3, random_state=1)

    assert np.isclose(ref.spectral_complexity([3 * A[0], A[1]]), 3 * R, **TOL)
    assert np.isclose(ref.spectral_complexity([3 * A[0], A[1] / 3]), R, **TOL)
    assert np.isclose(ref.spectral_complexity([A[0] @ Q, A[1]]), R, **TOL)
    turned = np.array([[0.6, -0.8], [0.8, 0.6]]) @ A[1]
    assert abs(ref.spectral_complexity([A[0], turned]) / R - 1) > 1e-3
    assert ref.spectral_complexity(A, A) == 0
    one = ref.spectral_complexity([A[0]], [A[0] / 2])
    assert np.isclose(one, np.linalg.norm(A[0] / 2, axis=1).sum(), **TOL)


# -- kl inverse


def test_kl_inverse_agrees_with_a_root_finder_and_undoes_the_entropy():
    rng = np.random.default_rng(7)
    for _ in range(200):
        q, p = np.sort(rng.uniform(0.001, 0.999, 2))
        c = q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p))
        if p - q > 1e-3:
            assert np.isclose(ref.kl_inverse(q, c), p, rtol=0, atol=1e-10)
        c = rng.uniform(1e-3, 8) * (1 - q)

        def excess(u, q=q, c=c):  # p = 1 - exp(-u)
            return q * math.log(q / -math.expm1(-u)) + (1 - q) * (math.log1p(-q) + u) - c

        u = brentq(excess, -math.log1p(-q) + 1e-13, 100, xtol=1e-15)
        assert np.isclose(ref.kl_inverse(q, c), -math.expm1(-u), rtol=0, atol=1e-10)


def test_kl_inverse_has_its_closed_forms_and_obeys_pinsker():
    for c in (0.0, 1e-10, 0.3, 2.0, 40.0, 1000.0):
        assert np.isclose(ref.kl_inverse(0.0, c), 1 - math.exp(-c), **TOL)
        assert ref.kl_inverse(1.0, c) == 1
        for q in (0.0, 0.1, 0.5, 0.99):
            p = ref.kl_inverse(q, c)

            assert q <= p <= min(1.0, q + math.sqrt(c / 2)) + 1e-12
            if 0 < c <= 12 * (1 - q):
                assert abs(ref.binary_kl(q, p) - c) < 1e-9
    assert [ref.kl_inverse(q, 0.0) for q in (0.0, 0.3, 1.0)] == [0.0, 0.3, 1.0]


def test_answers_for_large_bounds_are_next_to_one():
    for q, c in ((0.5, 40.0), (0.5, 1e6), (0.999, 1.0)):
        p = ref.kl_inverse(q, c)

        assert 1 - 1e-12 < p <= 1


# -- least squares


def refitted(X, y, lam):
    errors = []
    for i in range(len(X)):
        others = np.delete(X, i, axis=0)
        gram = others.T @ others + lam * np.eye(X.shape[1])
        errors.append(y[i] - X[i] @ np.linalg.pinv(gram) @ others.T @ np.delete(y, i))
    return float(np.mean(np.square(errors)))


def test_leave_one_out_agrees_with_refits_and_with_scikit_learn():
    rng = np.random.default_rng(8)
    for n, d in ((2, 1), (6, 2), (4, 4), (3, 7)):
        X, y = rng.standard_normal((n, d)), rng.standard_normal(n)
        for lam in (0.125, 1.0, 30.0):
            value = ref.loo_error_ridge(X, y, lam)
            model = Ridge(alpha=lam, fit_intercept=False)
            predicted = cross_val_predict(model, X, y, cv=LeaveOneOut())

            assert np.isclose(value, refitted(X, y, lam), **TOL)
            assert np.isclose(value, np.mean((y - predicted) ** 2), rtol=1e-8)
    assert np.isclose(ref.loo_error_ridge([[2.0, 1.0]], [3.0], 1.0), 9.0, **TOL)


def test_leave_one_out_without_a_penalty_works_for_every_rank():
    rng = np.random.default_rng(9)
    X, y = rng.standard_normal((9, 3)), rng.standard_normal(9)
    for points in (X, X[:, :1] @ np.ones((1, 3)), np.column_stack([X, X])):
        value = ref.loo_error_ridge(points, y, 0.0)

        assert np.isclose(value, refitted(points, y, 0.0), rtol=1e-9)
        assert np.isclose(value, ref.loo_error_ridge(points, y, 1e-9), rtol=1e-6)
    assert np.isclose(ref.loo_error_ridge(X, y, 1e13), np.mean(y**2), rtol=1e-9)


def test_a_leverage_of_one_is_refused_only_without_a_penalty():
    for X in (np.eye(3), np.ones((1, 1)), [[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]]):
        y = np.ones(len(X))
        with pytest.raises(ValueError, match="leverage"):
            ref.loo_error_ridge(X, y, 0.0)
        assert ref.loo_error_ridge(X, y, 0.5) > 0


def test_minimum_norm_solution_agrees_with_torch_and_with_the_limit_of_ridge():
    rng = np.random.default_rng(10)
    for n, d, rank in ((5, 3, 3), (3, 5, 3), (6, 6, 2), (4, 7, 2)):
        X = rng.standard_normal((n, rank)) @ rng.standard_normal((rank, d))
        y = rng.standard_normal(n)
        w = ref.min_norm_ls(X, y)
        want = torch.linalg.pinv(torch.tensor(X), rtol=1e-9) @ torch.tensor(y)

        assert np.allclose(w, want.numpy(), **TOL)
        ridge = np.linalg.solve(X.T @ X + 1e-7 * np.eye(d), X.T @ y)
        assert np.allclose(w, ridge, rtol=1e-3)
        for c in (1e-6, 1e6):
            assert np.allclose(ref.min_norm_ls(c * X, y), w / c, rtol=1e-10)
    assert np.array_equal(ref.min_norm_ls(np.zeros((2, 3)), np.ones(2)), np.zeros(3))


def test_risk_agrees_with_monte_carlo_on_both_sides_of_the_peak():
    """The seed is fixed; each mean of 4000 is within four standard errors."""
    rng = np.random.default_rng(11)
    for n, d, sigma, b in ((20, 5, 1.5, 2.0), (8, 30, 0.5, 2.0), (10, 40, 2.0, 1.0)):
        risks = []
        for _ in range(4000):
            X = rng.standard_normal((n, d))
            β = np.zeros(d)
            β[0] = b
            w = ref.min_norm_ls(X, X @ β + sigma * rng.standard_normal(n))
            risks.append(float(np.square(w - β).sum()))
        error = np.mean(risks) - ref.ols_risk(n, d, sigma, b)

        assert abs(error) <= 4 * np.std(risks) / math.sqrt(len(risks))


def test_risk_is_infinite_at_the_peak_and_tends_to_the_norm_of_the_weights():
    for n, d in ((5, 4), (5, 5), (5, 6), (1, 2)):
        assert ref.ols_risk(n, d, 1.0, 1.0) == math.inf
    assert np.isclose(ref.ols_risk(5, 10**9, 1.0, 3.0), 9.0, rtol=1e-7)
    assert ref.ols_risk(10, 8, 2.0, 1.0) == ref.ols_risk(10, 8, 2.0, 7.0) == 32.0


# -- experiment


def test_experiment_interpolates_peaks_and_descends_twice():
    n, ds = 20, [4, 10, 20, 30, 60, 100]
    train, test = ref.double_descent(n, ds, 1.0, 300, np.random.default_rng(12))
    theory = [ref.ols_risk(n, d, 1.0, 1.0) for d in ds]

    assert (train[3:] < 1e-18).all() and np.median(train[2]) < 1e-18
    assert np.allclose(train[:2].mean(axis=1), [1 - 4 / n, 1 - 10 / n], rtol=0.1)
    means, medians = test.mean(axis=1), np.median(test, axis=1)
    away = [0, 1, 3, 4, 5]
    assert np.allclose(means[away], np.array(theory)[away], rtol=0.15)
    assert medians.argmax() == 2 and (np.diff(medians[2:]) < 0).all()


def test_experiment_without_noise_misses_the_hidden_part_of_the_weights():
    train, test = ref.double_descent(20, [5, 40], 0.0, 300, np.random.default_rng(13))

    assert (train < 1e-18).all() and (test[0] < 1e-18).all()
    assert abs(test[1].mean() - 0.5) < 0.03


# -- refusals


@pytest.mark.parametrize("bad", BAD_MATRICES)
def test_what_is_no_matrix_is_refused(bad):
    y = np.ones(len(bad))
    for call in (
        lambda: ref.radon_partition(bad),
        lambda: ref.count_dichotomies(bad),
        lambda: ref.is_shattered(bad),
        lambda: ref.spectral_complexity([bad]),
        lambda: ref.loo_error_ridge(bad, y, 1.0),
        lambda: ref.min_norm_ls(bad, y),
    ):
        with pytest.raises(ValueError, match="must"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: ref.sample_size(0.0, 0.1, 5),
        lambda: ref.sample_size(1.0, 0.1, 5),
        lambda: ref.sample_size(0.1, np.nan, 5),
        lambda: ref.sample_size(0.1, 0.1, 0.5),
        lambda: ref.sample_size(0.1, 0.1, np.inf),
        lambda: ref.gap_bound(0, 0.1, 5),
        lambda: ref.gap_bound(5, 1.0, 5),
        lambda: ref.gap_bound(5, 0.1, np.nan),
        lambda: ref.radon_partition(np.ones((3, 2))),
        lambda: ref.radon_partition(np.ones((5, 2))),
        lambda: ref.count_dichotomies(np.eye(9)),
        lambda: ref.is_shattered(np.eye(9)),
        lambda: ref.spectral_complexity([]),
        lambda: ref.spectral_complexity([np.ones((3, 2)), np.ones((1, 2))]),
        lambda: ref.spectral_complexity([np.zeros((3, 2))]),
        lambda: ref.spectral_complexity([np.eye(2)], []),
        lambda: ref.spectral_complexity([np.eye(2)], [np.ones((2, 1))]),
        lambda: ref.kl_inverse(-0.1, 1.0),
        lambda: ref.kl_inverse(1.1, 1.0),
        lambda: ref.kl_inverse(np.nan, 1.0),
        lambda: ref.kl_inverse(0.5, -1.0),
        lambda: ref.kl_inverse(0.5, np.inf),
        lambda: ref.loo_error_ridge(np.eye(2), np.ones(3), 1.0),
        lambda: ref.loo_error_ridge(np.eye(2), np.ones((2, 1)), 1.0),
        lambda: ref.loo_error_ridge(np.eye(2), np.ones(2), -1.0),
        lambda: ref.loo_error_ridge(np.eye(2), [1.0, np.nan], 1.0),
        lambda: ref.min_norm_ls(np.eye(2), np.ones(3)),
        lambda: ref.min_norm_ls(np.eye(2), [1.0, np.inf]),
        lambda: ref.ols_risk(0, 5, 1.0, 1.0),
        lambda: ref.ols_risk(5, 0, 1.0, 1.0),
        lambda: ref.ols_risk(5, 2, 0.0, 1.0),
        lambda: ref.ols_risk(5, 2, np.nan, 1.0),
        lambda: ref.ols_risk(5, 2, 1.0, -1.0),
    ],
)
def test_arguments_outside_their_ranges_are_refused(call):
    with pytest.raises(ValueError, match=r"must|need|chain|may be"):
        call()


# -- variants


def variants(count=300):
    return [ref.draw(np.random.default_rng([10, k])) for k in range(count)]


def test_numeric_answers_agree_with_independent_computations():
    for v in variants(60):
        answers = ref.answers(v)
        n = answers["q10a"]
        nats = [2 * m * v.eps**2 + math.log(v.delta / 2) for m in (n - 1, n)]
        assert nats[0] < v.bits * v.parameters * math.log(2) <= nats[1]

        # Cover's recursion C(n + 1, D) = C(n, D) + C(n, D - 1), C(1, D) = 2
        row = [0] + [2] * (v.dim + list(SURFACES).index(v.surface))
        for _ in range(v.points - 1):
            row = [0] + [a + b for a, b in itertools.pairwise(row)]
        assert answers["q10b"] == row[-1]

        noise = Fraction(v.variance[0], v.variance[1])
        risks = [
            v.signal * Fraction(d - v.n, d) + noise * Fraction(v.n, d - v.n - 1)
            for d in range(v.n + 2, 12 * v.n)
        ]
        assert answers["q10c"] == min(risks)
        assert risks.index(min(risks)) < len(risks) - 1


def test_answers_of_three_hundred_variants_are_distinct_and_the_bands_hold():
    drawn = variants()

    for name in ("q10a", "q10b", "q10c"):
        assert len({ref.answers(v)[name] for v in drawn}) >= 285, name
    for band in ref.TOPIC.bands:
        assert all(band.low <= band.of(v) <= band.high for v in drawn), band.name


def test_likely_mistakes_give_other_numbers():
    for v in variants(100):
        n, count, risk = (ref.answers(v)[name] for name in ("q10a", "q10b", "q10c"))
        one_side = math.log(1 / v.delta) + v.bits * v.parameters * math.log(2)

        assert math.ceil(one_side / (2 * v.eps**2)) != n
        D = v.dim + SURFACES[v.surface][0]
        for other in (D - 1, D + 1):
            assert ref.cover_count(v.points, other) != count
        assert risk < v.signal


def test_statement_shows_every_number_that_an_answer_needs():
    for v in variants(20):
        text = ref.statement(v)

        assert float(text["eps"]) == v.eps
        assert float(text["delta"]) == v.delta
        for name in ("bits", "parameters", "points", "dim", "n", "signal"):
            assert int(text[name]) == getattr(v, name)
        assert text["surface"] == v.surface
        assert [int(k) for k in text["variance"][6:-1].split("}{")] == list(v.variance)


def test_the_sheet_has_the_points_of_a_topic():
    kinds = {}
    for q in ref.TOPIC.questions:
        kinds[q.kind] = kinds.get(q.kind, 0) + q.points

    assert kinds == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
