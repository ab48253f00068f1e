"""What a right answer to "Nesterov acceleration" does. Read the test names first.

Oracles keep a log, so the methods are judged by where they ask and what they make of the answer.
Several momentum schedules are right: a trajectory counts if it is that of one of them. The
rates are theorems; they are checked on functions on which the usual mistakes break them.
"""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from autograder.errors import Wrong
from course_lib.oracles import Oracle
from course_lib.topics import t09_nesterov_acceleration as ref

question = pytest.mark.question
eighths_to_4 = st.integers(1, 32).map(lambda k: k / 8)
momenta = st.integers(1, 7).map(lambda k: k / 8)
SLACK = 1e-9
"""Room for rounding in a rate. Values are of order one, and every answer here is in float64."""


def quadratic(A, b, budget=None):
    """The gradient A x - b, counted."""
    name = f"grad(x) = {A.tolist()} @ x - {b.tolist()}"
    return Oracle(lambda x: A @ x - b, shape=b.shape, budget=budget, name=name)


def smooth(grad, c, kind, budget=None):
    """The gradient of a function on R^d that needs too many words to be shown."""
    return Oracle(grad, shape=c.shape, budget=budget, name=f"gradient of {kind}")


@st.composite
def problems(draw_, steps=(3, 6)):
    """A convex quadratic A, b with eigenvalues in [mu, L], a start and a number of steps."""
    d = draw_(st.integers(1, 3))
    M = draw_(draw.eighths((d, d), bound=2))
    b, x0 = draw_(draw.eighths(d)), draw_(draw.eighths(d))
    mu = draw_(st.integers(1, 8)) / 8
    A = M @ M.T + mu * np.eye(d)
    # so large that mu = L, which has a test of its own, is not among them
    return A, b, x0, float(np.trace(A)) + 0.125, mu, draw_(st.integers(*steps))


def cases(rng):
    """Four problems as above, not to be shrunk: for laws that generic inputs decide."""
    for d in (1, 2, 2, 3):
        M, mu = rng.integers(-16, 17, (d, d)) / 8, int(rng.integers(1, 9)) / 8
        A = M @ M.T + mu * np.eye(d)
        c, v = rng.integers(1, 33, (2, d)) / 8
        yield A, A @ c, c + v, float(np.trace(A)) * 1.25, mu, 5


def one_of(value, wants, name, **room):
    """Check that the value is one of those that are right; room is that of `checks.close`."""
    faults = []
    for want in wants:
        try:
            return checks.close(value, want, name, double=True, **room)
        except Wrong as fault:
            faults.append(fault)
    raise faults[0]


def accelerated(grad, x0, L, n):
    """The trajectories of the accepted schedules."""
    return [ref.agd(grad, x0, L, n, schedule=s) for s in ref.SCHEDULES.values()]


def trajectory(path, oracle, n):
    """Return a trajectory of n steps that used exactly n gradients."""
    checks.holds(oracle.calls == n, f"{n} steps need exactly {n} gradients")
    return checks.array(path, "the trajectory", shape=(n + 1, *oracle.shape))


def steps_from_where_it_asked(path, oracle, L, n):
    """Check x_{k+1} = y_k - grad(y_k) / L on the log, and y_0 = x_0; return the path."""
    x = trajectory(path, oracle, n)
    after = oracle.queries - np.array(oracle.answers) / L
    checks.close(x[1:], after, "x_{k+1}", double=True)
    checks.close(oracle.queries[0], x[0], "the first point asked", double=True)
    return x


def bad_starts(call):
    """Check that every start that is not a finite vector is refused."""
    checks.refuses(lambda: call(np.zeros((2, 2))), "a start of shape (2, 2)")
    checks.refuses(lambda: call(np.zeros(0)), "an empty start")
    checks.refuses(lambda: call(np.array([0.0, np.nan])), "a start with NaN")
    checks.refuses(lambda: call(np.array([np.inf, 0.0])), "an infinite start")


# ---- functions: each yields (kind, f - f*, gradient, minimiser, L, start)


def huber(tau):
    """Return h and h' with h'(u) = clip(u, -tau, tau)."""
    return (
        lambda u: np.where(abs(u) < tau, u**2 / 2, tau * abs(u) - tau**2 / 2),
        lambda u: np.clip(u, -tau, tau),
    )


def separable(rng, h, dh, weights):
    """Return sum_i w_i h(u_i), u = Q^T (x - c), with its gradient and c, for random Q and c."""
    d = len(weights)
    Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
    c = 3 * rng.normal(size=d)
    f = lambda x: float(weights @ h(Q.T @ (x - c)))  # noqa: E731
    return f, (lambda x: Q @ (weights * dh(Q.T @ (x - c)))), c


def log_sum_exp(rng, d):
    """Return f - f*, gradient, minimiser and L of log sum exp(+-a_i . (x - c))."""
    a = rng.normal(size=(d + 2, d))
    A, c = np.vstack([a, -a]), rng.normal(size=d)

    def f(x):
        z = A @ (x - c)
        return z.max() + math.log(np.exp(z - z.max()).mean())

    def grad(x):
        z = A @ (x - c)
        p = np.exp(z - z.max())
        return p @ A / p.sum()

    return f, grad, c, float((a**2).sum(axis=1).max())


def convex_functions(rng, n):
    """Convex functions, among them the Huber functions that are worst for n steps."""
    # On the second pass a step that forgets L is twice the longest that is stable.
    for least, most in ((0.5, 1.0), (4.0, 6.0)):
        d, L = int(rng.integers(2, 5)), float(rng.uniform(least, most))
        w = L * 10.0 ** -rng.uniform(0, 3, d)
        w[0] = L
        f, g, c = separable(rng, lambda u: u**2 / 2, lambda u: u, w)
        yield "a quadratic", f, g, c, L, c + rng.normal(size=d)
        f, g, c = separable(rng, *huber(0.25), w)
        yield "a Huber function", f, g, c, L, c + rng.normal(size=d)
        f, g, c, L = log_sum_exp(rng, d)
        yield "log-sum-exp", f, g, c, L, c + 2 * rng.normal(size=d)
    # On slope 1 a method has come by S after n steps; tau = 1 / (2 S + 1) is worst for it.
    ones = lambda x: np.ones(1)  # noqa: E731
    for S in (float(n), *(-path[-1, 0] for path in accelerated(ones, [0.0], 1.0, n))):
        h, dh = huber(1 / (2 * S + 1))
        yield "a Huber function", (lambda x: float(h(x[0]))), dh, np.zeros(1), 1.0, [1.0]


# ---- 9.1 the accelerated gradient method


@question(
    "agd",
    weight=4,
    hint="x_{k+1} = y_k - grad(y_k)/L; then t_{k+1}; then y_{k+1}, from x_{k+1} and x_k, with "
    "the momentum coefficient (t_k - 1)/t_{k+1}. The x_k are returned.",
)
@given(problems())
def test_the_trajectory_is_that_of_an_announced_schedule(student, problem):
    A, b, x0, L, _, n = problem
    path = student.agd(quadratic(A, b), x0, L, n)
    one_of(path, accelerated(lambda x: A @ x - b, x0, L, n), "the trajectory")


@question(
    "agd",
    weight=2,
    hint="Nesterov's method asks for the gradient at y_k; asked at x_k it is a heavy ball.",
)
def test_every_iterate_is_a_gradient_step_from_the_point_asked(student, rng):
    for A, b, x0, L, _, n in cases(rng):
        grad = quadratic(A, b)
        steps_from_where_it_asked(student.agd(grad, x0, L, n), grad, L, n)


@question(
    "agd",
    weight=2,
    hint="y_k = x_k + beta_k (x_k - x_{k-1}) lies beyond x_k, seen from x_{k-1}; for this "
    "method beta_k tends to 1 like 1 - 3/k.",
)
def test_the_points_asked_lie_ahead_of_the_iterates(student, rng):
    n, L = 30, 1.0
    w = np.array([1.0, 1e-2, 1e-4])
    _, g, c = separable(rng, lambda u: u**2 / 2, lambda u: u, w)
    grad = smooth(g, c, "a quadratic", budget=n)
    path = student.agd(grad, c + rng.choice([-2.0, 2.0], 3), L, n)
    x = trajectory(path, grad, n)
    moved = np.abs(grad.queries[2:] - x[2:-1]).max(axis=1) > 0
    checks.holds(bool(moved.all()), "from the third call on, y_k is not x_k")
    wants = [ref.lookaheads(x, beta(n)) for beta in ref.SCHEDULES.values()]
    one_of(grad.queries, wants, "the points asked")


@question(
    "agd",
    weight=1.5,
    hint="f(x_k) - f* <= 2 L R^2 / (k + 1)^2 for every k >= 1; the momentum must grow with k.",
)
def test_values_obey_the_accelerated_rate(student, rng):
    n = 14
    for kind, f, g, c, L, x0 in convex_functions(rng, n):
        x0 = np.array(x0)
        path = student.agd(smooth(g, c, kind, budget=n), x0, L, n)
        x = checks.array(path, "the trajectory", shape=(n + 1, len(c)))
        R2 = float((x0 - c) @ (x0 - c))
        for k in range(1, n + 1):
            bound = 2 * L * R2 / (k + 1) ** 2
            checks.at_most(f(x[k]), bound, f"f(x_{k}) - f* of {kind}", slack=SLACK)


@question(
    "agd",
    weight=2.5,
    hint="On the worst quadratic gradient descent breaks the bound after 200 steps, and so "
    "does a momentum that grows too slowly. Is 4 t^2 under the root, and the gradient at y?",
)
def test_the_rate_holds_where_gradient_descent_breaks_it(student, picture):
    n, d, L = 330, ref.DIMENSION, 1.0

    def slope(x):
        return L / 4 * (2 * x - np.append(x[1:], 0) - np.append(1, x[:-1]))

    grad = Oracle(
        slope, shape=(d,), budget=n, name=f"gradient of the worst quadratic, dimension {d}"
    )
    path = student.agd(grad, np.zeros(d), L, n)
    gap = ref.worst_gap(checks.array(path, "the trajectory", shape=(n + 1, d)), L)[1:]
    k = np.arange(1, n + 1)
    star = ref.worst_minimiser(d)
    bound = 2 * L * float(star @ star) / (k + 1) ** 2

    def drawing(ax):
        ax.loglog(k, gap, label="yours")
        ax.loglog(k, bound, "k--", label="2 L R² / (k + 1)²")
        ax.set(xlabel="k", ylabel="f(x_k) - f*", title="the worst quadratic, d = 401")
        ax.legend()

    picture.draw(drawing)
    over = np.flatnonzero(gap > bound * (1 + SLACK))
    checks.holds(over.size == 0, f"the bound fails from k = {over[:1].sum() + 1} on")


@question("agd", weight=0.25, hint="A step may not depend on the choice of axes.")
def test_turning_and_moving_the_problem_turns_and_moves_the_path(student, rng):
    for A, b, x0, L, _, n in cases(rng):
        Q = np.linalg.qr(rng.normal(size=A.shape))[0]
        c = rng.normal(size=b.shape)
        x = checks.array(
            student.agd(quadratic(A, b), x0, L, n), "the trajectory", shape=(n + 1, len(b))
        )
        turned = smooth(lambda z: Q @ (A @ (Q.T @ (z - c)) - b), b, "the turned quadratic")
        moved = student.agd(turned, Q @ x0 + c, L, n)
        checks.close(moved, x @ Q.T + c, "the path of the turned problem", double=True)


@question("agd", weight=0.25, hint="The units of f cancel in grad / L.")
def test_scaling_the_function_and_L_changes_nothing(student, rng):
    for A, b, x0, L, _, n in cases(rng):
        scale = float(rng.choice([0.125, 64.0]))
        x = checks.array(
            student.agd(quadratic(A, b), x0, L, n), "the trajectory", shape=(n + 1, len(b))
        )
        scaled = student.agd(quadratic(scale * A, scale * b), x0, scale * L, n)
        checks.close(scaled, x, f"the trajectory of {scale} f", double=True)


@question("agd", weight=0.25, hint="The trajectory always contains x_0.")
def test_no_step_returns_the_start_alone(student):
    grad = quadratic(np.eye(2), np.ones(2), budget=0)
    path = student.agd(grad, np.array([1.5, -2.0]), 1.0, 0)
    checks.close(path, [[1.5, -2.0]], "the trajectory", double=True)


@question(
    "agd",
    weight=0.5,
    hint="np.empty_like of an integer array holds integers, and in-place operators write into "
    "the array of the caller.",
)
def test_a_start_of_integers_is_a_point_like_any_other_and_stays_unchanged(student):
    A, b, x0 = np.array([[1.0, 0.5], [0.5, 2.0]]), np.array([0.25, 1.0]), np.array([3, -1])
    wants = accelerated(lambda x: A @ x - b, x0, 3.0, 4)
    path, after = student.keeping_arguments("agd", quadratic(A, b), x0, 3.0, 4)
    one_of(path, wants, "the trajectory")
    checks.holds(np.array_equal(after[1], x0), "x0 was changed")
    x0 = x0 / 2
    _, after = student.keeping_arguments("agd", quadratic(A, b), x0, 3.0, 4)
    checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("agd", weight=0.75, hint="See Raises in the docstring.")
def test_agd_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), L=1.0, n=2):
        return student.agd(quadratic(np.eye(2), np.ones(2)), np.array(x0), L, n)

    bad_starts(lambda x0: call(x0=x0))
    for L in (0.0, -1.0, math.nan, math.inf):
        checks.refuses(lambda: call(L=L), f"L = {L}")
    checks.refuses(lambda: call(n=-1), "n = -1")


@question(
    "q9a", hint="y_k = x_k + (t_{k-1} - 1)/t_k (x_k - x_{k-1}), with t_0 = 1 and y_1 = x_1."
)
def test_the_point_at_which_the_gradient_is_asked(student, variant):
    want = ref.answers(variant)["q9a"]
    checks.numeric_answer(
        student.value("q9a"), "q9a", want, rtol=ref.TOPIC.question("q9a").rtol
    )


@question("q9b", hint="Solve each bound for the number of steps and round up.")
def test_the_steps_saved_by_the_better_guarantee(student, variant):
    want = ref.answers(variant)["q9b"]
    checks.numeric_answer(
        student.value("q9b"), "q9b", want, rtol=ref.TOPIC.question("q9b").rtol
    )


# ---- 9.2 strong convexity


@question(
    "agd_strong",
    weight=3,
    hint="One coefficient for all k, (sqrt(kappa) - 1)/(sqrt(kappa) + 1), from y_1 on.",
)
@given(problems())
def test_constant_momentum_follows_its_recursion(student, problem):
    A, b, x0, L, mu, n = problem
    path = student.agd_strong(quadratic(A, b), x0, L, mu, n)
    want = ref.agd_strong(lambda x: A @ x - b, x0, L, mu, n)
    checks.close(path, want, "the trajectory", double=True)


@question(
    "agd_strong", weight=1.5, hint="The gradient is asked at y_k, and x_{k+1} starts there."
)
def test_every_step_starts_where_the_gradient_was_asked(student, rng):
    for A, b, x0, L, mu, n in cases(rng):
        grad = quadratic(A, b)
        x = steps_from_where_it_asked(student.agd_strong(grad, x0, L, mu, n), grad, L, n)
        beta = np.full(n, ref.ratio_of_roots(L, mu))
        checks.close(grad.queries, ref.lookaheads(x, beta), "the points asked", double=True)


def zigzag_gap(x):
    """Return f(x) - f* of the function whose derivative is `ref.zigzag`."""
    u = float(x[0])
    if u < 1:
        return 12.5 * u**2
    return u**2 / 2 + 24 * u - 12 if u < 2 else 12.5 * u**2 - 24 * u + 36


def strongly_convex_functions(rng):
    """Yield (kind, f - f*, gradient, minimiser, L, mu, start)."""
    for kappa in (4.0, 100.0):
        d, L = int(rng.integers(2, 5)), float(rng.uniform(0.5, 4))
        mu = L / kappa
        w = L * kappa ** -rng.uniform(0, 1, d)
        w[:2] = L, mu
        f, g, c = separable(rng, lambda u: u**2 / 2, lambda u: u, w)
        yield "a quadratic", f, g, c, L, mu, c + rng.normal(size=d)
        h, dh = huber(0.25)
        f, g, c = separable(
            rng,
            lambda u: (L - mu) * h(u) + mu * u**2 / 2,
            lambda u: (L - mu) * dh(u) + mu * u,
            np.ones(d),
        )
        yield "a Huber function plus a square", f, g, c, L, mu, c + rng.normal(size=d)
    f0, g0, c0, L0 = log_sum_exp(rng, 3)
    f1 = lambda x: f0(x) + 0.125 * float((x - c0) @ (x - c0))  # noqa: E731
    g1 = lambda x: g0(x) + 0.25 * (x - c0)  # noqa: E731
    yield "log-sum-exp plus a square", f1, g1, c0, L0 + 0.25, 0.25, c0 + rng.normal(size=3)
    slow = lambda x: float(x @ x) / 200  # noqa: E731
    yield "x^2 / 200, L = 1", slow, (lambda x: x / 100), np.zeros(1), 1.0, 0.01, np.ones(1)
    start = np.array([3.3])
    yield "the zigzag of 9.3", zigzag_gap, ref.zigzag, np.zeros(1), 25.0, 1.0, start


@question(
    "agd_strong",
    weight=1,
    hint="f(x_k) - f* <= (1 - 1/sqrt(kappa))^k (f(x_0) - f* + mu R^2 / 2), for every k.",
)
def test_values_obey_the_linear_rate(student, rng):
    n = 32
    for kind, f, g, c, L, mu, x0 in strongly_convex_functions(rng):
        path = student.agd_strong(smooth(g, c, kind, budget=n), x0, L, mu, n)
        x = checks.array(path, "the trajectory", shape=(n + 1, len(c)))
        start = f(x0) + mu / 2 * float((x0 - c) @ (x0 - c))
        for k in range(n + 1):
            bound = (1 - math.sqrt(mu / L)) ** k * start
            checks.at_most(f(x[k]), bound, f"f(x_{k}) - f* of {kind}", slack=SLACK)


@question(
    "agd_strong",
    weight=1.5,
    hint="The rate is 1 - 1/sqrt(kappa); gradient descent has 1 - 1/kappa. Is the root of "
    "kappa in both places of the momentum?",
)
def test_the_condition_number_enters_by_its_root(student, picture):
    n, L, mu = 150, 1.0, 1 / 2500
    grad = Oracle(
        lambda x: np.array([L, mu]) * x,
        shape=(2,),
        budget=n,
        name="grad(x) = (x_1, x_2 / 2500)",
    )
    path = student.agd_strong(grad, np.array([0.02, 1.0]), L, mu, n)
    x = checks.array(path, "the trajectory", shape=(n + 1, 2))
    gap = x**2 @ [L / 2, mu / 2]
    k = np.arange(n + 1)
    bound = (1 - math.sqrt(mu / L)) ** k * (gap[0] + mu / 2 * 1.0004)

    def drawing(ax):
        ax.semilogy(k, np.maximum(gap, 1e-12), label="yours")
        ax.semilogy(k, bound, "k--", label="the bound")
        ax.set(xlabel="k", ylabel="f(x_k) - f*", title="kappa = 2500")
        ax.legend()

    picture.draw(drawing)
    over = np.flatnonzero(gap > bound * (1 + SLACK))
    checks.holds(over.size == 0, f"the bound fails from k = {over[:1].sum()} on")


@question(
    "agd_strong", weight=0.5, hint="kappa = 1 means beta = 0: no momentum, and none needed."
)
def test_a_ball_is_solved_in_one_step(student, rng):
    for L in (0.5, 1.0, 3.0):
        x0, c = rng.integers(-32, 33, (2, 2)) / 8 + [[0.0], [0.0625]]
        grad = Oracle(
            lambda x: L * (x - c),
            shape=(2,),
            budget=3,
            name=f"grad(x) = {L} (x - {c.tolist()})",
        )
        path = student.agd_strong(grad, x0, L, L, 3)
        checks.close(path, [x0, c, c, c], "the trajectory", double=True)


@question(
    "agd_strong", weight=0.5, hint="However small mu > 0 is, the momentum stays below 1."
)
def test_a_tiny_mu_is_as_good_as_any(student):
    A, b, x0 = np.diag([1.0, 0.25]), np.array([0.5, -1.0]), np.array([2.0, -3.0])
    for mu in (1e-9, 1e-15):
        path = student.agd_strong(quadratic(A, b), x0, 1.0, mu, 5)
        want = ref.agd_strong(lambda x: A @ x - b, x0, 1.0, mu, 5)
        checks.close(path, want, f"the trajectory for mu = {mu}", double=True)


@question("agd_strong", weight=0.5, hint="The trajectory always contains x_0; copy it.")
def test_constant_momentum_keeps_its_start(student):
    grad = quadratic(np.eye(2), np.ones(2), budget=0)
    path = student.agd_strong(grad, np.array([1.5, -2.0]), 1.0, 0.25, 0)
    checks.close(path, [[1.5, -2.0]], "the trajectory without steps", double=True)
    for x0 in (np.array([3, -1]), np.array([1.5, -2.0])):
        grad = quadratic(np.diag([0.5, 1.0]), np.ones(2))
        path, after = student.keeping_arguments("agd_strong", grad, x0, 1.0, 0.25, 3)
        want = ref.agd_strong(lambda x: np.array([0.5, 1.0]) * x - 1, x0, 1.0, 0.25, 3)
        checks.close(path, want, "the trajectory", double=True)
        checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("agd_strong", weight=1, hint="See Raises in the docstring.")
def test_constant_momentum_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), L=1.0, mu=0.5, n=2):
        grad = quadratic(np.eye(2), np.ones(2))
        return student.agd_strong(grad, np.array(x0), L, mu, n)

    bad_starts(lambda x0: call(x0=x0))
    checks.refuses(lambda: call(mu=1.125), "mu > L")
    for mu in (0.0, -0.5, math.nan):
        checks.refuses(lambda: call(mu=mu), f"mu = {mu}")
    for L in (-1.0, math.nan, math.inf):
        checks.refuses(lambda: call(L=L), f"L = {L}")
    checks.refuses(lambda: call(n=-1), "n = -1")


# ---- 9.3 the heavy ball


@question(
    "heavy_ball", weight=2.5, hint="x_{k+1} = x_k - alpha grad(x_k) + beta (x_k - x_{k-1})."
)
@given(problems(), momenta)
def test_heavy_ball_follows_its_recursion(student, problem, beta):
    A, b, x0, L, _, n = problem
    path = student.heavy_ball(quadratic(A, b), x0, 1 / L, beta, n)
    want = ref.heavy_ball(lambda x: A @ x - b, x0, 1 / L, beta, n)
    checks.close(path, want, "the trajectory", double=True)


@question(
    "heavy_ball", weight=1.5, hint="The heavy ball asks where it is, not ahead of it."
)
def test_heavy_ball_asks_once_a_step_where_it_stands(student, rng):
    for A, b, x0, L, _, n in cases(rng):
        beta = int(rng.integers(1, 8)) / 8
        grad = quadratic(A, b)
        x = trajectory(student.heavy_ball(grad, x0, 1 / L, beta, n), grad, n)
        checks.close(x[:-1], grad.queries, "x_0, ..., x_{n-1}", double=True)
        moves = np.diff(x, axis=0)
        before = np.vstack([np.zeros_like(x0), moves[:-1]])
        want = beta * before - np.array(grad.answers) / L
        checks.close(moves, want, "x_{k+1} - x_k", double=True)


@question("heavy_ball", weight=0.5, hint="For beta = 0 it is gradient descent.")
def test_a_ball_without_weight_is_gradient_descent(student, rng):
    for A, b, x0, L, _, n in cases(rng):
        path = student.heavy_ball(quadratic(A, b), x0, 1 / L, 0.0, n)
        want = ref.agd(lambda x: A @ x - b, x0, L, n, schedule=np.zeros)
        checks.close(path, want, "the trajectory", double=True)


@question(
    "heavy_ball",
    weight=1,
    hint="At mu and at L the characteristic polynomial has the double roots r and -r, with "
    "r = sqrt(beta). Is x_{-1} = x_0, so that the first step is one of gradient descent?",
)
def test_best_parameters_give_double_roots_at_both_ends(student, rng):
    """With r = sqrt(beta): x_k = (1 + (1-r)k) r^k at mu and (1 + (1+r)k) (-r)^k at L."""
    n = 12
    for kappa in (9.0, 25.0, 49.0):
        root = math.sqrt(kappa)
        r = (root - 1) / (root + 1)
        Q = np.linalg.qr(rng.normal(size=(2, 2)))[0]
        grad = quadratic(Q @ np.diag([1.0, kappa]) @ Q.T, np.zeros(2))
        path = student.heavy_ball(grad, Q @ np.ones(2), 4 / (root + 1) ** 2, r**2, n)
        k = np.arange(n + 1)
        want = np.array([(1 + (1 - r) * k) * r**k, (1 + (1 + r) * k) * (-r) ** k])
        checks.close(path, want.T @ Q.T, f"the trajectory for kappa = {kappa}", double=True)


@question(
    "heavy_ball",
    weight=1.5,
    hint="On this function the heavy ball does not converge. A method that does is another "
    "one: Nesterov's asks for the gradient elsewhere.",
)
def test_the_heavy_ball_goes_round_in_a_cycle_of_three(student, picture):
    n = 130
    grad = Oracle(
        ref.zigzag,
        shape=(1,),
        budget=n,
        name="f' = 25 x (x < 1), x + 24 (1 <= x < 2), 25 x - 24 (x >= 2)",
    )
    path = student.heavy_ball(grad, np.array([3.3]), 1 / 9, 4 / 9, n)
    x = checks.array(path, "the trajectory", shape=(n + 1, 1))[:, 0]

    def drawing(ax):
        ax.plot(x[:40], ".-", lw=0.8)
        for point in ref.CYCLE:
            ax.axhline(point, color="k", lw=0.6, ls="--")
        ax.set(xlabel="k", ylabel="x_k", title="the minimum is at 0")

    picture.draw(drawing)
    turn = int(np.argmin(abs(ref.CYCLE - x[-1])))
    want = np.roll(ref.CYCLE, 2 - turn)  # the cycle, ending where the trajectory ends
    checks.close(x[-3:], want, "the last three of 130 points", double=True)


@question("heavy_ball", weight=0.5, hint="The trajectory always contains x_0; copy it.")
def test_the_heavy_ball_keeps_its_start(student):
    grad = quadratic(np.eye(2), np.ones(2), budget=0)
    path = student.heavy_ball(grad, np.array([1.5, -2.0]), 0.5, 0.5, 0)
    checks.close(path, [[1.5, -2.0]], "the trajectory without steps", double=True)
    for x0 in (np.array([3, -1]), np.array([1.5, -2.0])):
        grad = quadratic(np.diag([0.5, 1.0]), np.ones(2))
        path, after = student.keeping_arguments("heavy_ball", grad, x0, 0.5, 0.25, 3)
        want = ref.heavy_ball(lambda x: np.array([0.5, 1.0]) * x - 1, x0, 0.5, 0.25, 3)
        checks.close(path, want, "the trajectory", double=True)
        checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("heavy_ball", weight=1, hint="See Raises in the docstring.")
def test_heavy_ball_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), alpha=0.5, beta=0.5, n=2):
        grad = quadratic(np.eye(2), np.ones(2))
        return student.heavy_ball(grad, np.array(x0), alpha, beta, n)

    bad_starts(lambda x0: call(x0=x0))
    for alpha in (0.0, -0.5, math.nan, math.inf):
        checks.refuses(lambda: call(alpha=alpha), f"alpha = {alpha}")
    for beta in (-0.125, 1.0, math.nan):
        checks.refuses(lambda: call(beta=beta), f"beta = {beta}")
    checks.refuses(lambda: call(n=-1), "n = -1")


# ---- 9.4 the worst function


def worst(student, k, L):
    """Return Q and b as arrays."""
    Q, b = checks.items(student.worst_quadratic(k, L), "(Q, b)", 2)
    Q, b = checks.array(Q, "Q", shape=(k, k)), checks.array(b, "b", shape=(k,))
    # larger ones would overflow in what the tests make of them
    checks.holds(max(abs(Q).max(), abs(b).max()) < 1e9, "entries of Q and b are of order L")
    return Q, b


sizes = st.integers(1, 6)


@question(
    "worst_quadratic",
    weight=2.5,
    hint="Multiply the sum of squares out: every x_i^2 occurs twice, also those of the two "
    "ends. Q = (L/4) tridiag(-1, 2, -1), b = (L/4) e_1.",
)
@given(sizes.flatmap(draw.eighths), eighths_to_4)
@example(np.array([1.5]), 2.0)
def test_the_function_is_that_of_the_formula(student, x, L):
    Q, b = worst(student, len(x), L)
    squares = x[0] ** 2 + float((np.diff(x) ** 2).sum()) + x[-1] ** 2
    want = L / 4 * (squares / 2 - x[0])
    checks.close(x @ Q @ x / 2 - b @ x, want, "x^T Q x / 2 - b^T x", double=True)


@question(
    "worst_quadratic",
    weight=2,
    hint="Q is the Hessian, so it is symmetric; b is minus the gradient at 0.",
)
@given(sizes.flatmap(draw.eighths), eighths_to_4)
@example(np.array([1.5]), 2.0)
def test_the_gradient_is_that_of_the_formula(student, x, L):
    Q, b = worst(student, len(x), L)
    want = L / 4 * (2 * x - np.append(x[1:], 0) - np.append(1, x[:-1]))
    checks.close(Q @ x - b, want, "Q x - b", double=True)


@question(
    "worst_quadratic",
    weight=1,
    hint="(L/4)(2 - 2 cos(j pi/(k+1))), j = 1, ..., k: all between 0 and L.",
)
def test_the_function_is_convex_and_as_smooth_as_announced(student, rng):
    for k, L in zip((1, 2, 3, 9), rng.integers(1, 33, 4) / 8, strict=True):
        Q, _ = worst(student, k, L)
        want = L / 4 * (2 - 2 * np.cos(np.arange(1, k + 1) * np.pi / (k + 1)))
        # floor 0: the smallest eigenvalue is small by nature
        got = np.linalg.eigvalsh((Q + Q.T) / 2)
        checks.close(got, want, "the eigenvalues of Q", floor=0.0, double=True)


@question(
    "worst_quadratic",
    weight=1,
    hint="x*_i = 1 - i/(k+1), and f* = (L/8)(1/(k+1) - 1): try k = 1 by hand.",
)
def test_minimum_and_minimiser_are_those_of_the_theorem(student, rng):
    for k, L in zip((1, 2, 3, 9), rng.integers(1, 33, 4) / 8, strict=True):
        Q, b = worst(student, k, L)
        star = ref.worst_minimiser(k)
        checks.close(Q @ star, b, "Q x*", double=True)
        want = L / 8 * (1 / (k + 1) - 1)
        checks.close(star @ Q @ star / 2 - b @ star, want, "f(x*)", double=True)


@question(
    "worst_quadratic",
    weight=1,
    hint="After i gradients a method that starts at 0 knows i coordinates and no more.",
)
def test_each_gradient_uncovers_one_more_coordinate(student, rng):
    for k, L in zip((2, 3, 9), rng.integers(1, 33, 3) / 8, strict=True):
        Q, b = worst(student, k, L)
        x = np.zeros(k)
        for i in range(1, k + 1):
            x = x - (Q @ x - b) / L
            checks.holds(bool(x[i - 1] != 0), f"x_{i} does not reach coordinate {i}")
            checks.holds(not x[i:].any(), f"x_{i} reaches beyond coordinate {i}")


@question(
    "worst_quadratic",
    weight=1.5,
    hint="In dimension 2 k + 1, minimise over the first k coordinates: nobody who has seen k "
    "gradients can do better, and 3 L |x*|^2 / (32 (k+1)^2) is not reached.",
)
def test_no_span_method_beats_the_lower_bound_at_step_k(student, rng):
    for k, L in zip((1, 2, 6), rng.integers(1, 33, 3) / 8, strict=True):
        Q, b = worst(student, 2 * k + 1, L)
        least = float(np.linalg.eigvalsh((Q + Q.T) / 2)[0])  # (L/2)(1 - cos(pi/(2k+2)))
        checks.holds(least > 1e-6 * L, "Q is not positive definite")
        star = np.linalg.solve(Q, b)
        best = np.linalg.solve(Q[:k, :k], b[:k])
        gap = float(b @ star - b[:k] @ best) / 2
        checks.close(
            gap, L / (16 * (k + 1)), "the best gap at step k", floor=0.0, double=True
        )
        bound = 3 * L * float(star @ star) / (32 * (k + 1) ** 2)
        checks.holds(gap >= bound * (1 - SLACK), "a span method is below the lower bound")


@question("worst_quadratic", weight=0.5, hint="k = 1: f(x) = (L/4)(x^2 - x).")
def test_one_dimension_has_both_ends_in_one(student):
    Q, b = worst(student, 1, 2.0)
    checks.close([Q[0, 0], b[0]], [1.0, 0.5], "(Q, b) for k = 1, L = 2", double=True)


@question("worst_quadratic", weight=1, hint="See Raises in the docstring.")
def test_worst_quadratic_refuses_bad_input(student):
    for k in (0, -1, 2.5):
        checks.refuses(lambda: student.worst_quadratic(k, 1.0), f"k = {k}")
    for L in (0.0, -1.0, math.nan, math.inf):
        checks.refuses(lambda: student.worst_quadratic(3, L), f"L = {L}")


# ---- 9.5 rates on quadratics

lams = st.integers(1, 32).map(lambda k: k / 8)


def matrix(method, alpha, beta, lam):
    """Return the matrix of (x_k, x_{k-1}) -> (x_{k+1}, x_k)."""
    q = 1 - alpha * lam
    if method == "heavy_ball":
        return np.array([[q + beta, -beta], [1, 0]])
    return np.array([[(1 + beta) * q, -beta * q], [1, 0]])


@question(
    "iteration_radius",
    weight=1.5,
    hint="The largest modulus of the roots of z^2 - (1 + beta - alpha lam) z + beta.",
)
@given(eighths_to_4, momenta, lams)
def test_radius_of_the_heavy_ball_is_that_of_its_matrix(student, alpha, beta, lam):
    got = student.iteration_radius("heavy_ball", alpha, beta, lam)
    want = abs(np.linalg.eigvals(matrix("heavy_ball", alpha, beta, lam))).max()
    checks.close(got, want, "the spectral radius", double=True)


@question(
    "iteration_radius",
    weight=1.5,
    hint="With q = 1 - alpha lam: the roots of z^2 - (1 + beta) q z + beta q.",
)
@given(eighths_to_4, momenta, lams)
def test_radius_of_nesterov_is_that_of_its_matrix(student, alpha, beta, lam):
    got = student.iteration_radius("nesterov", alpha, beta, lam)
    want = abs(np.linalg.eigvals(matrix("nesterov", alpha, beta, lam))).max()
    checks.close(got, want, "the spectral radius", double=True)


@question(
    "iteration_radius",
    weight=1,
    hint="Complex roots come in pairs: their product is the determinant.",
)
def test_complex_roots_have_the_root_of_the_determinant(student, rng):
    """alpha = 1; lam is inside the interval in which the roots are complex."""
    for beta, where in zip(
        rng.integers(1, 8, 6) / 8, rng.uniform(-0.9, 0.9, 6), strict=True
    ):
        root = math.sqrt(beta)
        lam = 1 + beta + 2 * root * where  # between (1 - root)^2 and (1 + root)^2
        checks.close(
            student.iteration_radius("heavy_ball", 1.0, beta, lam),
            root,
            "heavy ball",
            double=True,
        )
        # complex for 0 < q < 4 beta / (1 + beta)^2
        q = 2 * beta / (1 + beta) ** 2 * (1 + where)
        got = student.iteration_radius("nesterov", 1.0, beta, 1 - q)
        checks.close(got, math.sqrt(beta * q), "Nesterov", double=True)


@question(
    "iteration_radius",
    weight=1,
    hint="At mu both methods are slowest. sqrt(beta) is the radius in the complex case only.",
)
def test_best_parameters_give_the_known_rates_over_the_whole_spectrum(student):
    """(sqrt(kappa) - 1)/(sqrt(kappa) + 1) and 1 - 1/sqrt(kappa), mu = 1, L = kappa."""
    for root in (2.0, 5.0, 20.0):
        kappa, r = root**2, (root - 1) / (root + 1)
        spectrum = np.linspace(1, kappa, 9)
        for method, alpha, beta, want in (
            ("heavy_ball", 4 / (root + 1) ** 2, r**2, r),
            ("nesterov", 1 / kappa, r, 1 - 1 / root),
        ):
            radii = [
                checks.number(student.iteration_radius(method, alpha, beta, lam), "radius")
                for lam in spectrum
            ]
            name = f"largest radius of {method}, kappa = {kappa}"
            checks.close(max(radii), want, name, double=True)


@question(
    "iteration_radius",
    weight=0.5,
    hint="lam = 0: nothing pulls, x_k = x_0 for ever. alpha lam = 1: Nesterov is there at once.",
)
def test_a_flat_direction_stays_and_a_full_step_arrives(student):
    for beta in (0.0, 0.25, 0.875):
        for method in ("heavy_ball", "nesterov"):
            got = student.iteration_radius(method, 0.5, beta, 0.0)
            checks.close(got, 1.0, f"{method} at lam = 0", double=True)
        got = student.iteration_radius("nesterov", 0.5, beta, 2.0)
        checks.close(got, 0.0, "nesterov at alpha lam = 1", atol=1e-6, double=True)
    got = student.iteration_radius("heavy_ball", 0.5, 0.0, 3.5)
    checks.close(got, 0.75, "gradient descent at alpha lam = 7/4", double=True)


@question(
    "iteration_radius",
    weight=1,
    hint="The modulus of a negative root counts as well: where is -1 a root?",
)
def test_stability_ends_where_a_root_reaches_minus_one(student, rng):
    """alpha lam = 2 (1 + beta) for the heavy ball, 2 (1 + beta)/(1 + 2 beta) for Nesterov."""
    for beta, alpha in rng.integers(1, 8, (5, 2)) / 8:
        for method, edge in (
            ("heavy_ball", 2 * (1 + beta)),
            ("nesterov", 2 * (1 + beta) / (1 + 2 * beta)),
        ):
            radii = [
                checks.number(student.iteration_radius(method, alpha, beta, lam), "radius")
                for lam in (0.98 * edge / alpha, edge / alpha, 1.02 * edge / alpha)
            ]
            checks.close(radii[1], 1.0, f"the radius of {method} at the edge", double=True)
            checks.holds(radii[0] < 1, f"{method} must still be stable before the edge")
            checks.holds(radii[2] > 1, f"{method} must be unstable beyond the edge")


@question("iteration_radius", weight=1, hint="See Raises in the docstring.")
def test_radius_refuses_bad_input(student):
    def call(method="nesterov", alpha=0.5, beta=0.5, lam=1.0):
        return student.iteration_radius(method, alpha, beta, lam)

    for method in ("momentum", "Nesterov", ""):
        checks.refuses(lambda: call(method=method), f"method = {method!r}")
    for alpha in (0.0, -0.5, math.nan, math.inf):
        checks.refuses(lambda: call(alpha=alpha), f"alpha = {alpha}")
    for beta in (-0.125, 1.0, math.nan):
        checks.refuses(lambda: call(beta=beta), f"beta = {beta}")
    for lam in (-0.125, math.nan, math.inf):
        checks.refuses(lambda: call(lam=lam), f"lam = {lam}")


@question(
    "q9c", hint="The first n with radius^n <= 10^-j; logarithms turn it into a quotient."
)
def test_the_iterations_that_the_spectral_radius_predicts(student, variant):
    want = ref.answers(variant)["q9c"]
    checks.numeric_answer(
        student.value("q9c"), "q9c", want, rtol=ref.TOPIC.question("q9c").rtol
    )


# ---- the experiment

HALF = (ref.DIMENSION - 1) // 2
"""The step at which the lower bound holds."""
SPAN = slice(20, 151)
"""Where slopes are fitted."""
R2 = float(ref.worst_minimiser(ref.DIMENSION) @ ref.worst_minimiser(ref.DIMENSION))


def curves(student, n):
    """Return the three curves of the experiment, shape (3, n + 1)."""
    return checks.array(student.rates(n), "rates(n)", shape=(3, n + 1))


@question(
    "rates",
    weight=2,
    hint="Step 1/L for the first two, x_0 = 0, and f* = (L/8)(1/(d+1) - 1) subtracted.",
)
def test_curves_are_those_of_the_three_methods(student, picture):
    n = 100
    got = curves(student, n)
    gd, _, heavy = ref.rates(n)

    def drawing(ax):
        ax.loglog(range(1, n + 1), np.maximum(got[:, 1:].T, 1e-9))
        ax.legend(("gradient descent", "Nesterov", "heavy ball"))
        ax.set(xlabel="k", ylabel="f(x_k) - f*")

    picture.draw(drawing)
    # Gaps are small by nature. An x* with d - 1 for d + 1 moves the last of them by 5e-6.
    exactly = {"floor": 0.0, "rtol": 1e-6, "atol": 0.0}
    checks.close(got[0], gd, "gradient descent", double=True, **exactly)
    checks.close(got[2], heavy, "the heavy ball", double=True, **exactly)
    Q, b = ref.worst_quadratic(ref.DIMENSION, 1.0)
    wants = [
        ref.worst_gap(path, 1.0)
        for path in accelerated(lambda x: Q @ x - b, np.zeros(ref.DIMENSION), 1.0, n)
    ]
    one_of(got[1], wants, "Nesterov's method", **exactly)


@question(
    "rates",
    weight=1.5,
    hint="On this function gradient descent goes like k^(-1/2) at first.",
)
def test_acceleration_doubles_the_slope(student):
    """Fitted over 20 <= k <= 150: gradient descent -1/2, Nesterov about -1."""
    got = curves(student, 150)[:, SPAN]
    checks.holds(bool((got > 0).all()), "f(x_k) - f* is positive")
    log_k = np.log(np.arange(20, 151))
    gd, fast, _ = (np.polyfit(log_k, np.log(c), 1)[0] for c in got)
    checks.holds(abs(gd + 0.5) <= 0.15, f"the slope of gradient descent is {gd:.2f}")
    checks.holds(fast < gd - 0.3, f"the slopes are {gd:.2f} and {fast:.2f}")


@question(
    "rates",
    weight=2,
    hint="f - f* <= L R^2/(4k+2) and 2 L R^2/(k+1)^2; and >= 3 L R^2/(32 (k+1)^2) at k = 200.",
)
def test_curves_stay_between_the_bounds(student):
    got = curves(student, HALF)
    k = np.arange(1, HALF + 1)
    upper = {"gradient descent": R2 / (4 * k + 2), "Nesterov's": 2 * R2 / (k + 1) ** 2}
    for curve, (name, bound) in zip(got, upper.items(), strict=False):
        checks.holds(
            bool((curve[1:] <= bound * (1 + SLACK)).all()), f"the curve {name} is too high"
        )
    lower = 3 * R2 / (32 * (HALF + 1) ** 2)
    checks.holds(bool((got[:, -1] >= lower).all()), "a curve is below the lower bound")
    checks.holds(bool((got[1] < got[0])[20:].all()), "Nesterov's method is not the faster")


@question("rates", weight=0.5, hint="All methods start at x_0 = 0, where f = 0.")
def test_all_curves_start_at_the_same_height(student):
    got = curves(student, 1)
    want = (1 - 1 / (ref.DIMENSION + 1)) / 8
    checks.close(got[:, 0], [want] * 3, "f(x_0) - f*", floor=0.0, rtol=1e-6, double=True)


@question("rates", weight=0.5, hint="See Raises in the docstring.")
def test_rates_refuses_bad_input(student):
    for n in (0, -1):
        checks.refuses(lambda: student.rates(n), f"n = {n}")
