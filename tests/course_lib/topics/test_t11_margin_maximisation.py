"""The reference of topic 11 against scikit-learn, duality, enumeration and known theorems."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.optimize import linprog, minimize
from scipy.special import logsumexp
from sklearn.svm import SVC

from course_lib.topics import t11_margin_maximisation as ref


def cloud(rng, n, d, margin, offset=0.0):
    """Draw n points at distance >= margin from a hyperplane, both classes present."""
    u = rng.standard_normal(d)
    u /= np.linalg.norm(u)
    X = rng.integers(-32, 33, (80 * n, d)) / 8
    s = X @ u - offset
    plus, minus = X[s >= margin][: n - n // 2], X[s <= -margin][: n // 2]
    y = np.repeat((1.0, -1.0), (len(plus), len(minus)))
    return np.vstack([plus, minus]), y, u


def clouds(count):
    for k in range(count):
        rng = np.random.default_rng([11, k])
        n, d = int(rng.integers(2, 25)), int(rng.integers(1, 6))
        yield (*cloud(rng, n, d, 0.25, float(rng.uniform(-1, 1))), rng)


# ---- margins


def test_margin_is_the_distance_of_the_nearest_point_in_the_dual_norm():
    """The distance is a linear program, or a projection, that knows nothing of the formula."""
    for X, y, u, rng in clouds(6):
        w, b = u * rng.uniform(0.5, 3), float(rng.normal())
        y = np.where(X @ w + b > 0, 1.0, -1.0)
        d = len(w)
        for p, dual in ((1, "maximum"), (math.inf, "sum")):
            distances = []
            for x in X:
                # |z_j| <= t_j (all t equal for the maximum norm), w·z = -(w·x + b)
                T = np.ones((d, 1)) if dual == "maximum" else np.eye(d)
                A = np.block([[np.eye(d), -T], [-np.eye(d), -T]])
                cost = np.append(np.zeros(d), np.ones(T.shape[1]))
                row = np.append(w, np.zeros(T.shape[1]))[None, :]
                free = [(None, None)] * len(cost)
                found = linprog(
                    cost, A_ub=A, b_ub=np.zeros(2 * d), A_eq=row,
                    b_eq=[-(w @ x + b)], bounds=free,
                )  # fmt: skip
                distances.append(found.fun)

            assert ref.geometric_margin(w, b, X, y, p) == pytest.approx(
                min(distances), rel=1e-9
            )


def test_euclidean_margin_is_the_distance_to_the_foot_of_the_perpendicular():
    X, w, b = np.array([[3.0, 1.0], [-1.0, -2.0]]), np.array([3.0, 4.0]), 1.0
    feet = X - ((X @ w + b) / (w @ w))[:, None] * w

    assert np.allclose(feet @ w + b, 0, atol=1e-14)
    assert ref.geometric_margin(w, b, X, [1, -1]) == pytest.approx(
        np.linalg.norm(X - feet, axis=1).min(), rel=1e-14
    )


def test_multiclass_margins_agree_with_a_double_loop():
    rng = np.random.default_rng(5)
    for _ in range(100):
        n, c = int(rng.integers(1, 6)), int(rng.integers(2, 6))
        z, y = rng.integers(-32, 33, (n, c)) / 8, rng.integers(0, c, n)
        want = [min(z[i, y[i]] - z[i, j] for j in range(c) if j != y[i]) for i in range(n)]

        assert np.array_equal(ref.multiclass_margins(z, y), want)


def test_smoothed_margin_agrees_with_logsumexp():
    rng = np.random.default_rng(6)
    for scale in (1.0, 100.0, 1e4):
        for _ in range(50):
            m = scale * rng.standard_normal(int(rng.integers(1, 9)))
            norm, L = float(rng.uniform(0.3, 4)), int(rng.integers(1, 5))

            assert ref.smoothed_margin(m, norm, L) == pytest.approx(
                -logsumexp(-m) / norm**L, rel=1e-11, abs=1e-12 * scale
            )


def test_smoothed_margin_does_not_decrease_along_gradient_descent():
    """The theorem of Lyu and Li on a net of degree 3: squares of ReLUs, so without kinks."""
    torch.manual_seed(0)
    X = torch.randn(6, 2, dtype=torch.float64)
    y = torch.sign(X[:, 0])
    X[:, 0] += 0.5 * y
    W, v = (
        torch.randn(12, 2, dtype=torch.float64),
        0.5 * torch.randn(12, dtype=torch.float64),
    )
    θ = [W.requires_grad_(), v.requires_grad_()]
    values = []
    for _ in range(1500):
        norm = math.sqrt(sum(float((t.detach() ** 2).sum()) for t in θ))
        m = y * (torch.relu(X @ W.T) ** 2 @ v)
        loss = torch.exp(-m).sum()
        if loss < 1:
            values.append(ref.smoothed_margin(m.detach().numpy(), norm, 3))
        grads = torch.autograd.grad(torch.log(loss), θ)
        with torch.no_grad():
            for t, g in zip(θ, grads, strict=True):
                t -= 0.5 / norm**4 * g  # the curvature grows like norm**4

    assert len(values) > 1000 and values[-1] > 0.05
    assert min(np.diff(values)) > 0


# ---- perceptron


def finder(X, y, rule):
    Z = y[:, None] * X

    def next_mistake(w):
        m = Z @ w
        wrong = np.flatnonzero(m <= 0)
        return (
            None if not wrong.size else (X[wrong[rule(m[wrong])]], y[wrong[rule(m[wrong])]])
        )

    return next_mistake


@pytest.mark.parametrize("rule", [np.argmin, np.argmax, lambda m: 0])
def test_perceptron_obeys_novikoffs_bound_and_separates(rule):
    for k in range(30):
        rng = np.random.default_rng([3, k])
        X, y, u = cloud(rng, int(rng.integers(2, 20)), int(rng.integers(2, 6)), 0.25)
        w, count = ref.perceptron(finder(X, y, rule), X.shape[1], 10**5)
        R, γ = np.linalg.norm(X, axis=1).max(), (y * (X @ u)).min()

        assert (y * (X @ w) > 0).all()
        assert 1 <= count <= (R / γ) ** 2
        assert count <= (R / ref.largest_margin_through_zero(X, y)) ** 2
        assert (
            w @ u >= γ * count - 1e-9 and np.linalg.norm(w) <= R * math.sqrt(count) + 1e-9
        )


@pytest.mark.parametrize("d", [1, 2, 7])
def test_orthogonal_points_attain_the_bound(d):
    w, count = ref.perceptron(finder(np.eye(d), np.ones(d), np.argmin), d, d)

    assert count == d and np.array_equal(w, np.ones(d))


def test_perceptron_gives_up_only_if_a_mistake_is_left():
    always = lambda w: (np.zeros(2), 1.0)  # noqa: E731
    with pytest.raises(ref.NotSeparable, match="mistake"):
        ref.perceptron(always, 2, 5)
    with pytest.raises(ref.NotSeparable):
        ref.perceptron(finder(np.eye(3), np.ones(3), np.argmin), 3, 2)
    w, count = ref.perceptron(lambda w: None, 2, 0)
    assert count == 0 and not w.any()
    for d, limit in ((0, 1), (-1, 1), (2, -1)):
        with pytest.raises(ValueError, match="need"):
            ref.perceptron(always, d, limit)


# ---- largest margins


def certificate(X, y, w, b, α):
    """Return the largest relative defect of the conditions that prove optimality."""
    norm = float(np.linalg.norm(w))
    return max(
        float((1 - y * (X @ w + b)).max()) / max(1.0, norm),
        float(-α.min() / α.max()),
        abs(float(α @ y)) / float(α.max()),
        float(np.linalg.norm((α * y) @ X - w)) / norm,
        abs(norm**2 - float(α.sum())) / norm**2,
    )


def test_hard_margins_are_certified_by_duality():
    for X, y, u, rng in clouds(150):
        X = (
            X
            + float(rng.choice((0.0, 1e-3, 1.0))) * y[:, None] * u
            + rng.normal(size=len(u))
        )
        assert certificate(X, y, *ref.hard_margin_svm(X, y)) < 1e-10


def test_hard_margins_agree_with_scikit_learn():
    for X, y, _, _ in clouds(40):
        w, b, _ = ref.hard_margin_svm(X, y)
        svc = SVC(C=1e8, kernel="linear", tol=1e-10, max_iter=10**6).fit(X, y)

        assert np.allclose(svc.coef_[0], w, atol=2e-5 * np.linalg.norm(w))
        assert svc.intercept_[0] == pytest.approx(b, abs=1e-4 * np.linalg.norm(w) * 10)


def test_thin_margins_are_found_to_full_accuracy():
    for margin in (1e-2, 1e-4, 1e-6):
        X = np.array([[0.0, margin], [3.0, 2.0], [0.0, -margin], [-2.0, -1.5]])
        w, b, α = ref.hard_margin_svm(X, [1, 1, -1, -1])

        assert np.linalg.norm(w) >= 0.99 / margin
        assert certificate(X, np.array([1.0, 1, -1, -1]), w, b, α) < 1e-8


def test_margin_is_half_the_distance_of_the_hulls():
    """The distance by projected gradients on the two simplices: no support vector machine."""
    for X, y, _, _ in itertools.islice(clouds(30), 8):
        P, Q = X[y > 0], X[y < 0]

        def distance(t):
            p, q = t[: len(P)] @ P, t[len(P) :] @ Q
            return ((p - q) ** 2).sum()

        sums = [
            {"type": "eq", "fun": lambda t: t[: len(P)].sum() - 1},
            {"type": "eq", "fun": lambda t: t[len(P) :].sum() - 1},
        ]
        start = np.append(np.full(len(P), 1 / len(P)), np.full(len(Q), 1 / len(Q)))
        found = minimize(
            distance, start, bounds=[(0, 1)] * len(X), constraints=sums,
            method="SLSQP", options={"ftol": 1e-14, "maxiter": 500},
        )  # fmt: skip

        w, _, _ = ref.hard_margin_svm(X, y)
        assert 2 / np.linalg.norm(w) == pytest.approx(math.sqrt(found.fun), rel=1e-5)


def test_separability_is_that_of_the_linear_program():
    refused = 0
    for k in range(150):
        rng = np.random.default_rng([8, k])
        n, d = int(rng.integers(2, 8)), int(rng.integers(1, 4))
        X = rng.integers(-3, 4, (n, d)).astype(float)
        y = rng.choice((-1.0, 1.0), n)
        y[:2] = 1, -1
        A = -y[:, None] * np.column_stack([X, np.ones(n)])
        free = [(None, None)] * (d + 1)
        separable = (
            linprog(np.zeros(d + 1), A_ub=A, b_ub=-np.ones(n), bounds=free).status == 0
        )
        if separable:
            assert certificate(X, y, *ref.hard_margin_svm(X, y)) < 1e-10
        else:
            refused += 1
            with pytest.raises(ref.NotSeparable, match="hulls"):
                ref.hard_margin_svm(X, y)

    assert 30 < refused < 130


def dual_value(X, y, norm):
    Z = y[:, None] * X
    n, d = Z.shape
    T = np.ones((d, 1)) if norm == 1 else np.eye(d)
    A = np.block([[Z.T, -T], [-Z.T, -T]])
    k = T.shape[1]
    return linprog(
        np.append(np.zeros(n), np.ones(k)), A_ub=A, b_ub=np.zeros(2 * d),
        A_eq=np.append(np.ones(n), np.zeros(k))[None, :], b_eq=[1.0],
    ).fun  # fmt: skip


def test_linear_programs_have_no_duality_gap_and_margins_are_ordered():
    for k in range(60):
        rng = np.random.default_rng([9, k])
        n, d = int(rng.integers(1, 9)), int(rng.integers(1, 6))
        X = rng.integers(-32, 33, (n, d)) / 8
        y = (
            np.sign(X @ rng.standard_normal(d) + 1e-9)
            if k % 2
            else rng.choice((-1.0, 1.0), n)
        )
        γ = {}
        for norm in (1, math.inf):
            w, γ[norm] = ref.max_margin_lp(X, y, norm)
            assert np.linalg.norm(w, norm) <= 1 + 1e-10
            assert (y * (X @ w)).min() == pytest.approx(γ[norm], abs=1e-12)
            assert γ[norm] == pytest.approx(dual_value(X, y, norm), abs=1e-10)
        γ2 = ref.largest_margin_through_zero(X, y)
        assert γ[1] <= γ2 + 1e-10 <= γ[math.inf] + 2e-10 <= d * γ[1] + 3e-10


def test_euclidean_margin_through_zero_agrees_with_scikit_learn():
    """Points and their mirror images with the opposite label force the offset to 0."""
    for k in range(20):
        rng = np.random.default_rng([10, k])
        X, y, _ = cloud(rng, 8, 3, 0.3)
        w, b, _ = ref.hard_margin_svm(np.vstack([X, -X]), np.append(y, -y))

        assert abs(b) < 1e-10
        assert ref.largest_margin_through_zero(X, y) == pytest.approx(
            1 / np.linalg.norm(w), rel=1e-10
        )


# ---- refused inputs

POINTS = np.array([[0.0, 1.0], [2.0, 3.0]])
BAD = [
    (POINTS[0], [1, -1]),
    (np.zeros((0, 2)), []),
    (POINTS, [1, -1, 1]),
    (POINTS, [[1], [-1]]),
    (POINTS, [0, 1]),
    (POINTS, [1, 2]),
    (np.array([[0.0, np.nan], [2.0, 3.0]]), [1, -1]),
    (np.array([[0.0, np.inf], [2.0, 3.0]]), [1, -1]),
]


@pytest.mark.parametrize(("X", "y"), BAD)
def test_bad_data_are_refused(X, y):
    for call in (
        lambda: ref.geometric_margin(np.ones(2), 0.0, X, y),
        lambda: ref.hard_margin_svm(X, y),
        lambda: ref.max_margin_lp(X, y, 1),
    ):
        with pytest.raises(ValueError, match=r"axes|finite|label|points"):
            call()


def test_other_bad_arguments_are_refused():
    y = np.array([1.0, -1.0])
    for call in (
        lambda: ref.geometric_margin(np.zeros(2), 0.0, POINTS, y),
        lambda: ref.geometric_margin(np.ones(3), 0.0, POINTS, y),
        lambda: ref.geometric_margin(np.ones(2), math.nan, POINTS, y),
        lambda: ref.geometric_margin(np.ones(2), 0.0, POINTS, y, 3),
        lambda: ref.hard_margin_svm(POINTS, np.ones(2)),
        lambda: ref.max_margin_lp(POINTS, y, 2),
        lambda: ref.multiclass_margins(np.ones((2, 1)), [0, 0]),
        lambda: ref.multiclass_margins(np.eye(2), [0, 2]),
        lambda: ref.multiclass_margins(np.eye(2), [0, -1]),
        lambda: ref.multiclass_margins(np.eye(2), [0.0, 1.0]),
        lambda: ref.multiclass_margins(np.eye(2), [0]),
        lambda: ref.smoothed_margin([], 1.0, 2),
        lambda: ref.smoothed_margin([1.0, math.inf], 1.0, 2),
        lambda: ref.smoothed_margin([1.0], 0.0, 2),
        lambda: ref.smoothed_margin([1.0], math.nan, 2),
        lambda: ref.smoothed_margin([1.0], 1.0, 0),
    ):
        with pytest.raises(ValueError, match=r"."):
            call()


# ---- experiment


def test_experiment_obeys_novikoff_and_never_beats_the_largest_margin():
    gammas = np.array([0.05, 0.4, 0.1])
    updates, achieved = ref.margin_vs_updates(gammas, 6, np.random.default_rng(1))

    assert updates.shape == achieved.shape == (3, 6)
    assert (updates <= 1 / gammas[:, None] ** 2).all() and (updates >= 1).all()
    assert ((achieved > 0) & (achieved <= gammas[:, None] * (1 + 1e-12))).all()
    slope = np.polyfit(np.log(gammas), np.log(updates.mean(axis=1)), 1)[0]
    assert -2.1 < slope < -1.6


def test_the_largest_margin_of_the_experiment_is_gamma():
    rng = np.random.default_rng(2)
    v = rng.standard_normal((100, 9))
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    X = np.column_stack([np.full(100, 0.2), math.sqrt(1 - 0.04) * v])

    assert ref.largest_margin_through_zero(X, np.ones(100)) == pytest.approx(0.2, rel=1e-9)
    assert sum(math.comb(99, k) for k in range(9)) / 2**99 < 1e-18


# ---- variants

VARIANTS = [ref.draw(np.random.default_rng([2024, k])) for k in range(300)]


def test_the_margin_of_three_points_agrees_with_the_support_vector_machine():
    for v in VARIANTS[:60]:
        X = np.array([v.alone, *v.pair], dtype=float)
        w, _, _ = ref.hard_margin_svm(X, [v.sign, -v.sign, -v.sign])

        assert ref.answers(v)["q11a"] == pytest.approx(1 / np.linalg.norm(w), rel=1e-10)


def test_novikoffs_bound_is_the_one_in_floating_point():
    for v in VARIANTS:
        X, y, u = (np.array(a, dtype=float) for a in (v.points, v.labels, v.u))
        γ = ref.geometric_margin(u, 0.0, X, y)
        bound = (np.linalg.norm(X, axis=1).max() / γ) ** 2

        assert γ > 0 and set(v.labels) == {-1, 1}
        assert ref.answers(v)["q11b"] == math.floor(bound)
        assert min(bound % 1, 1 - bound % 1) > 0.019


def test_the_normalised_margin_is_that_of_the_torch_net():
    for v in VARIANTS:
        W1, w2, X = (torch.tensor(a, dtype=torch.float64) for a in (v.W1, v.w2, v.inputs))
        m = torch.tensor(v.targets) * (torch.relu(X @ W1.T) @ w2)
        θ = torch.cat([W1.flatten(), w2])
        answer = ref.answers(v)["q11c"]

        assert isinstance(answer, Fraction) and m.min() > 0
        assert float(answer) == pytest.approx((m.min() / (θ @ θ)).item(), rel=1e-14)


@pytest.mark.parametrize("name", ["q11a", "q11b", "q11c"])
def test_answers_of_different_students_differ_beyond_the_tolerance(name):
    rtol = max(ref.TOPIC.question(name).rtol, 1e-9)
    a = np.array([float(ref.answers(v)[name]) for v in VARIANTS])
    alike = np.abs(a[:, None] - a) <= rtol * np.abs(a)

    assert (alike.sum() - len(a)) / (len(a) * (len(a) - 1)) < 0.005


def test_every_variant_lies_in_the_bands():
    for v in VARIANTS:
        for band in ref.TOPIC.bands:
            assert band.low <= band.of(v) <= band.high, band.name


def test_common_mistakes_give_other_numbers():
    for v in VARIANTS:
        right = {k: float(a) for k, a in ref.answers(v).items()}
        a, pair = np.array(v.alone), np.array(v.pair)
        closest = np.linalg.norm(a - pair, axis=1).min() / 2
        W1, w2 = np.array(v.W1), np.array(v.w2)
        product = right["q11c"] * ((W1**2).sum() + (w2**2).sum())
        product /= math.sqrt((W1**2).sum() * (w2**2).sum())

        assert closest > 1.01 * right["q11a"]
        assert product > 1.9 * right["q11c"]
        assert right["q11b"] >= 50 and sum(k * k for k in v.u) > 1


def test_the_statement_shows_every_number():
    v = VARIANTS[0]
    shown = ref.statement(v)

    assert all(str(k) in shown["alone"] for k in v.alone)
    assert {shown["sign"], shown["other_sign"]} == {"+1", "-1"}
    for x in v.points:
        assert f"({', '.join(map(str, x))})" in shown["rows"]


def test_the_topic_is_worth_66_points():
    assert ref.TOPIC.points == 66
    kinds = {k: sum(q.points for q in ref.TOPIC.questions if q.kind == k) for k in
             ("code", "numeric", "proof", "experiment")}  # fmt: skip
    assert kinds == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
