"""What a right answer to "Optimisation and stochastic gradient descent" does.

Oracles count their calls and keep a log, so most laws are checked on the log itself: where was
the gradient asked, and what was made of the answer. Steps, starts and kinks are multiples of
1/8, so that no right answer is pushed over a kink by rounding.
"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats

from autograder import checks
from autograder import strategies as draw
from course_lib.oracles import Oracle, OracleMisused, ResistingMaximum, Script
from course_lib.topics import t06_stochastic_gradient_descent as ref

question = pytest.mark.question
fractions_of_8 = st.integers(1, 8).map(lambda k: k / 8)
# Laws that hold for all inputs or fail for nearly all: the value tests beside them sweep more.
few = settings(max_examples=8)
momenta = st.integers(1, 7).map(lambda k: k / 8)


# Three gradients of two coordinates, mostly smaller and smaller: the largest v is an early one.
fading = draw.eighths((3, 2), nonzero=True).map(
    lambda g: g * np.array([[4.0], [2.0], [1.0]])
)


def quadratic(A, b, budget=None):
    """The gradient A x - b, counted."""
    name = f"grad(x) = {A.tolist()} @ x - {b.tolist()}"
    return Oracle(lambda x: A @ x - b, shape=b.shape, budget=budget, name=name)


@st.composite
def problems(draw_, steps=(1, 4)):
    """A quadratic A, b (A symmetric, of any sign), a start, a step and a number of steps."""
    d = draw_(st.integers(1, 3))
    M = draw_(draw.eighths((d, d), bound=2))
    b, x0 = draw_(draw.eighths(d)), draw_(draw.eighths(d))
    return (M + M.T) / 2, b, x0, draw_(fractions_of_8), draw_(st.integers(*steps))


def sequence(g, budget=None):
    """An oracle whose t-th answer is row t of g, wherever it is asked."""
    name = f"grad: its answers are {g.tolist()} in turn"
    return Script(lambda x, t: g[t % len(g)], shape=g.shape[1:], budget=budget, name=name)


def replay(g):
    """The same answers for the reference."""
    rows = iter(g)
    return lambda x: next(rows)


def step_plan(f, first, name):
    """A step size that depends on the time; times are integers from `first` on."""

    def plan(t):
        if t < first or t != round(t):
            raise OracleMisused(f"{name} was asked for the time {t:g}")
        return f(t)

    return Oracle(plan, shape=(), name=name)


def asked_at_the_iterates(path, oracle, n):
    """Check that the n gradients were asked at x_0, ..., x_{n-1}; return the path."""
    checks.holds(oracle.calls == n, f"{n} steps need exactly {n} gradients")
    rows = checks.array(path, "the trajectory", shape=(n + 1, None))
    asked = oracle.queries.reshape(rows[:-1].shape)
    checks.close(rows[:-1], asked, "x_0, ..., x_{n-1}", rtol=checks.rtol_for(path))
    return rows


def bad_starts(call):
    """Check that every start that is not a finite vector is refused."""
    checks.refuses(lambda: call(np.zeros((2, 2))), "a start of shape (2, 2)")
    checks.refuses(lambda: call(np.zeros(0)), "an empty start")
    checks.refuses(lambda: call(np.array([0.0, np.nan])), "a start with NaN")
    checks.refuses(lambda: call(np.array([np.inf, 0.0])), "an infinite start")


def bad_answers(call):
    """Check that NaN, infinity and a wrong shape are refused, also in the last answer."""
    for bad, what in (
        (np.array([1.0, np.nan]), "NaN"),
        (np.array([np.inf, 1.0]), "infinity"),
        (np.ones((2, 1)), "shape (2, 1) where (2,) is due"),
    ):
        for when in (0, 2):
            grad = Script(
                lambda x, t: bad if t == when else np.ones(2),
                shape=None,
                name=f"answers {what}",
            )
            checks.refuses(lambda: call(grad), f"an oracle that answers {what}")


# ---- 6.1 gradient descent


@question(
    "gradient_descent",
    weight=4,
    hint="x_{k+1} = x_k - eta * grad(x_k), a new array each time.",
)
@given(problems())
def test_every_step_follows_the_negative_gradient(student, problem):
    A, b, x0, eta, n = problem
    path = student.gradient_descent(quadratic(A, b), x0, eta, n)
    checks.close(
        path, ref.gradient_descent(lambda x: A @ x - b, x0, eta, n), "the trajectory"
    )


@question("gradient_descent", weight=0.5, hint="One gradient a step, none at x_n.")
@few
@given(problems(steps=(1, 6)))
def test_gradient_descent_asks_once_a_step_where_it_stands(student, problem):
    A, b, x0, eta, n = problem
    grad = quadratic(A, b)
    asked_at_the_iterates(student.gradient_descent(grad, x0, eta, n), grad, n)


def smooth_convex(rng):
    """Random f, grad, minimiser with known L: quadratic, Huber in rotated axes, pseudo-Huber."""
    for kind in ("quadratic", "Huber", "pseudo-Huber") * 2:
        d = int(rng.integers(1, 5))
        Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
        c = rng.normal(size=d) * 3
        L = float(rng.uniform(0.5, 4))
        w = L * rng.uniform(0.05, 1, d)
        w[0] = L
        if kind == "quadratic":
            h, dh = (lambda u: u**2 / 2), (lambda u: u)
        elif kind == "Huber":
            h = lambda u: np.where(abs(u) < 0.5, u**2 / 2, 0.5 * abs(u) - 0.125)  # noqa: E731
            dh = lambda u: np.clip(u, -0.5, 0.5)  # noqa: E731
        else:
            h, dh = (lambda u: np.sqrt(1 + u**2) - 1), (lambda u: u / np.sqrt(1 + u**2))
        f = lambda x: float(w @ h(Q.T @ (x - c)))  # noqa: E731
        yield kind, f, (lambda x: Q @ (w * dh(Q.T @ (x - c)))), c, L


@question(
    "gradient_descent", weight=2.5, hint="With eta = 1/L: f(x_n) - f* <= L R^2 / (4 n + 2)."
)
def test_values_obey_the_rate_of_drori_and_teboulle(student, rng):
    n = 8
    for kind, f, g, c, L in smooth_convex(rng):
        x0 = c + rng.normal(size=c.shape)
        path = student.gradient_descent(
            Oracle(g, shape=c.shape, name=f"gradient of a {kind} function"), x0, 1 / L, n
        )
        x = checks.array(path, "the trajectory", shape=(n + 1, len(c)))
        bound = L * float((x0 - c) @ (x0 - c)) / (4 * n + 2)
        slack = checks.rtol_for(path, rtol=1e-9)
        checks.at_most(f(x[-1]), bound, f"f(x_{n}) - f* of a {kind} function", slack=slack)
    # From far away, steps of one length would not arrive.
    grad = Oracle(lambda x: 4 * x, shape=(1,), name="grad(x) = 4 x")
    path = student.gradient_descent(grad, np.array([100.0]), 0.25, n)
    x = checks.array(path, "the trajectory", shape=(n + 1, 1))
    bound = 4 * 100.0**2 / (4 * n + 2)
    checks.at_most(2 * float(x[-1, 0]) ** 2, bound, f"f(x_{n}) - f* of f(x) = 2 x^2")


@question(
    "gradient_descent",
    weight=2,
    hint="On this function every step of 1/L keeps the same slope, and the rate is attained.",
)
@few
@given(st.sampled_from((1, 2, 3, 5, 8)), fractions_of_8, draw.eighths(nonzero=True))
def test_worst_huber_function_attains_the_rate(student, n, L, x0):
    tau = abs(x0) / (2 * n + 1)
    grad = Oracle(
        lambda x: L * np.clip(x, -tau, tau),
        shape=(1,),
        name=f"grad(x) = {L} * clip(x, -{tau!r}, {tau!r})",
    )
    path = student.gradient_descent(grad, np.array([x0]), 1 / L, n)
    u = abs(checks.array(path, "the trajectory", shape=(n + 1, 1))[-1, 0])
    value = L * u**2 / 2 if u < tau else L * tau * u - L * tau**2 / 2
    bound, rtol = L * x0**2 / (4 * n + 2), checks.rtol_for(path)
    checks.close(value, bound, f"f(x_{n}) - f*", floor=0.0, rtol=rtol)


@question("gradient_descent", weight=1, hint="A step may not depend on the choice of axes.")
@few
@given(problems(), draw.seeds())
def test_turning_and_moving_the_problem_turns_and_moves_the_path(student, problem, seed):
    A, b, x0, eta, n = problem
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.normal(size=A.shape))[0]
    c = rng.normal(size=b.shape)
    assume((A @ x0 != b).any())
    path = student.gradient_descent(quadratic(A, b), x0, eta, n)
    x = checks.array(path, "the trajectory", shape=(n + 1, len(b)))
    checks.holds(
        bool((x[1] != x[0]).any()), "the path does not move where the slope is not 0"
    )
    g = Oracle(
        lambda z: Q @ (A @ (Q.T @ (z - c)) - b), shape=b.shape, name="the turned gradient"
    )
    moved = student.gradient_descent(g, Q @ x0 + c, eta, n)
    checks.close(moved, x @ Q.T + c, "the path of the turned problem")


@question("gradient_descent", weight=0.5, hint="The trajectory always contains x_0.")
def test_no_step_returns_the_start_alone(student):
    grad = quadratic(np.eye(2), np.ones(2), budget=0)
    path = student.gradient_descent(grad, np.array([1.5, -2.0]), 0.5, 0)
    checks.close(path, [[1.5, -2.0]], "the trajectory")


@question(
    "gradient_descent", weight=0.5, hint="np.empty_like of an integer array holds integers."
)
def test_a_start_of_integers_is_a_point_like_any_other(student):
    A, b, x0 = np.array([[1.0, 0.5], [0.5, 2.0]]), np.array([0.25, 1.0]), np.array([3, -1])
    path = student.gradient_descent(quadratic(A, b), x0, 0.125, 3)
    checks.close(
        path, ref.gradient_descent(lambda x: A @ x - b, x0, 0.125, 3), "the trajectory"
    )


@question(
    "gradient_descent", weight=0.5, hint="x -= ... writes into the array of the caller."
)
def test_gradient_descent_leaves_its_start_unchanged(student):
    x0 = np.array([1.0, -2.0])
    grad = quadratic(np.eye(2), np.ones(2))
    _, after = student.keeping_arguments("gradient_descent", grad, x0, 0.5, 3)
    checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("gradient_descent", weight=0.5, hint="See Raises in the docstring.")
def test_gradient_descent_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), eta=0.5, n=2):
        return student.gradient_descent(
            quadratic(np.eye(2), np.ones(2)), np.array(x0), eta, n
        )

    bad_starts(lambda x0: call(x0=x0))
    for eta in (0.0, -0.5, math.nan, math.inf):
        checks.refuses(lambda: call(eta=eta), f"eta = {eta}")
    checks.refuses(lambda: call(n=-1), "n = -1")


@question("gradient_descent", weight=0.5, hint="Look at every answer before using it.")
def test_gradient_descent_refuses_answers_that_are_no_gradients(student):
    bad_answers(lambda grad: student.gradient_descent(grad, np.zeros(2), 0.5, 3))


@question(
    "q6a", hint="The error shrinks by (kappa - 1)/(kappa + 1) a step, in the worst case."
)
def test_the_number_of_steps_is_the_smallest(student, variant):
    want = ref.answers(variant)["q6a"]
    checks.numeric_answer(
        student.value("q6a"), "q6a", want, rtol=ref.TOPIC.question("q6a").rtol
    )


# ---- 6.2 momentum


@question("sgd_momentum", weight=2.5, hint="v = beta v + g without a factor 1 - beta.")
@given(problems(), momenta)
def test_heavy_ball_follows_its_recursion(student, problem, beta):
    A, b, x0, eta, n = problem
    path = student.sgd_momentum(quadratic(A, b), x0, eta, beta, n)
    want = ref.sgd_momentum(lambda x: A @ x - b, x0, eta, beta, n)
    checks.close(path, want, "the trajectory")


@question("sgd_momentum", weight=2.5, hint="x_{k+1} = x_k - eta (g_k + beta v_{k+1}).")
@given(problems(), momenta)
def test_nesterov_momentum_follows_its_recursion(student, problem, beta):
    A, b, x0, eta, n = problem
    path = student.sgd_momentum(quadratic(A, b), x0, eta, beta, n, nesterov=True)
    want = ref.sgd_momentum(lambda x: A @ x - b, x0, eta, beta, n, nesterov=True)
    checks.close(path, want, "the trajectory")


@question(
    "sgd_momentum", weight=1, hint="The differences d_k obey d_{k+1} = beta d_k - eta g_k."
)
@few
@given(problems(steps=(2, 5)), momenta)
def test_heavy_ball_differences_obey_polyaks_equation(student, problem, beta):
    A, b, x0, eta, n = problem
    grad = quadratic(A, b)
    path = student.sgd_momentum(grad, x0, eta, beta, n)
    moves = np.diff(asked_at_the_iterates(path, grad, n), axis=0)
    before = np.vstack([np.zeros_like(x0), moves[:-1]])
    want = beta * before - eta * np.array(grad.answers)
    checks.close(moves, want, "x_{k+1} - x_k", rtol=checks.rtol_for(path))


@question("sgd_momentum", weight=0.5, hint="For beta = 0 both forms are gradient descent.")
@few
@given(problems())
def test_without_momentum_it_is_gradient_descent(student, problem):
    A, b, x0, eta, n = problem
    want = ref.gradient_descent(lambda x: A @ x - b, x0, eta, n)
    for nesterov in (False, True):
        path = student.sgd_momentum(quadratic(A, b), x0, eta, 0.0, n, nesterov)
        checks.close(path, want, "the trajectory")


@question(
    "sgd_momentum", weight=1.5, hint="v_k = (1 - beta^k)/(1 - beta) g; what is its sum?"
)
@few
@given(draw.eighths(2, nonzero=True), momenta)
def test_a_constant_slope_is_run_down_with_growing_speed(student, g, beta):
    n, eta = 9, 0.25
    speeds = (1 - beta ** np.arange(1, n + 2)) / (1 - beta)  # v_1, ..., v_{n+1}
    for nesterov, used in ((False, speeds[:-1]), (True, speeds[1:])):
        want = -eta * np.concatenate([[0.0], np.cumsum(used)])[:, None] * g
        path = student.sgd_momentum(sequence(g[None]), np.zeros(2), eta, beta, n, nesterov)
        checks.close(path, want, "the trajectory on a linear function")


@question(
    "sgd_momentum", weight=1, hint="eta_k multiplies the velocity; it is not stored in it."
)
@few
@given(problems(steps=(2, 4)), momenta)
def test_a_changing_step_multiplies_the_whole_velocity(student, problem, beta):
    A, b, x0, eta, n = problem
    plan = lambda k: eta / (1 + k)  # noqa: E731
    for nesterov in (False, True):
        schedule = step_plan(plan, 0, f"eta(k) = {eta} / (1 + k)")
        path = student.sgd_momentum(quadratic(A, b), x0, schedule, beta, n, nesterov)
        want = ref.sgd_momentum(lambda x: A @ x - b, x0, plan, beta, n, nesterov)
        checks.close(path, want, "the trajectory")


@question("sgd_momentum", weight=0.5, hint="The trajectory always contains x_0.")
def test_momentum_without_steps_returns_the_start_alone(student):
    grad = quadratic(np.eye(2), np.ones(2), budget=0)
    path = student.sgd_momentum(grad, np.array([1.5, -2.0]), 0.5, 0.5, 0)
    checks.close(path, [[1.5, -2.0]], "the trajectory")


@question("sgd_momentum", weight=0.5, hint="x -= ... writes into the array of the caller.")
def test_momentum_leaves_its_start_unchanged(student):
    x0 = np.array([1.0, -2.0])
    grad = quadratic(np.eye(2), np.ones(2))
    _, after = student.keeping_arguments("sgd_momentum", grad, x0, 0.5, 0.5, 3)
    checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("sgd_momentum", weight=1, hint="See Raises in the docstring.")
def test_momentum_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), eta=0.5, beta=0.5, n=2):
        grad = quadratic(np.eye(2), np.ones(2))
        return student.sgd_momentum(grad, np.array(x0), eta, beta, n)

    bad_starts(lambda x0: call(x0=x0))
    for eta in (0.0, math.inf):
        checks.refuses(lambda: call(eta=eta), f"eta = {eta}")
    checks.refuses(lambda: call(n=-1), "n = -1")
    for beta in (-0.125, 1.0, math.nan):
        checks.refuses(lambda: call(beta=beta), f"beta = {beta}")
    bad_answers(lambda grad: student.sgd_momentum(grad, np.zeros(2), 0.5, 0.5, 3))


# ---- 6.3 Adam


@question("adam", weight=3, hint="Bias correction, t from 1, eps outside the root.")
@given(problems(steps=(2, 5)), momenta, momenta, fractions_of_8)
def test_adam_follows_its_recursion(student, problem, beta1, beta2, eps):
    A, b, x0, eta, n = problem
    path = student.adam(quadratic(A, b), x0, eta, beta1, beta2, eps, n)
    want = ref.adam(lambda x: A @ x - b, x0, eta, beta1, beta2, eps, n)
    checks.close(path, want, "the trajectory")


@question("adam", weight=2, hint="With t = 1 the corrections undo 1 - beta exactly.")
@few
@given(draw.eighths(3, nonzero=True), momenta, momenta)
def test_first_step_is_eta_times_the_sign(student, g, beta1, beta2):
    for second in (beta2, 0.0):
        path = student.adam(sequence(g[None]), np.zeros(3), 0.25, beta1, second, 0.0, 1)
        checks.close(path, [np.zeros(3), -0.25 * np.sign(g)], "the trajectory")


@question("adam", weight=1, hint="For eps = 0 the quotient does not change under f -> c f.")
@few
@given(
    draw.eighths((4, 2), nonzero=True),
    momenta,
    momenta,
    st.sampled_from((0.001, 32.0, 1e4)),
)
def test_scaling_the_function_changes_nothing_if_eps_is_zero(student, g, beta1, beta2, c):
    path = student.adam(sequence(g), np.zeros(2), 0.25, beta1, beta2, 0.0, 4)
    x = checks.array(path, "the trajectory", shape=(5, 2))
    checks.holds(bool(np.abs(x[1:]).max() > 0), "the trajectory does not move")
    scaled = student.adam(sequence(c * g), np.zeros(2), 0.25, beta1, beta2, 0.0, 4)
    checks.close(scaled, x, f"the trajectory of {c} f")


@question("adam", weight=1, hint="m and v are arrays: each coordinate has its own.")
@few
@given(draw.eighths((3, 2), nonzero=True), momenta, momenta)
def test_coordinates_do_not_see_one_another(student, g, beta1, beta2):
    both = student.adam(sequence(g), np.zeros(2), 0.5, beta1, beta2, 0.125, 3)
    x = checks.array(both, "the trajectory", shape=(4, 2))
    checks.holds(bool(np.abs(x[1]).min() > 0), "a coordinate with a gradient does not move")
    for i in (0, 1):
        alone = student.adam(
            sequence(g[:, i : i + 1]), np.zeros(1), 0.5, beta1, beta2, 0.125, 3
        )
        checks.close(alone, x[:, i : i + 1], f"the trajectory of coordinate {i} alone")


@question("adam", weight=1, hint="0/0 counts as 0 here: see the docstring.")
def test_a_coordinate_without_gradient_stays_put(student):
    g = np.array([[1.0, 0.0], [-0.5, 0.0], [2.0, 0.0]])
    for eps, amsgrad in itertools.product((0.125, 0.0), (False, True)):
        start = np.array([1.0, -3.0])
        path = student.adam(sequence(g), start, 0.25, 0.5, 0.75, eps, 3, amsgrad)
        x = checks.array(path, "the trajectory", shape=(4, 2))
        checks.holds(bool((x[:, 1] == -3.0).all()), "the second coordinate moved")
        checks.holds(bool((x[1:, 0] != 1.0).all()), "the first coordinate did not move")


@question(
    "adam", weight=2, hint="AMSGrad: running maximum of v itself, corrected afterwards."
)
@given(fading, momenta, momenta, fractions_of_8)
def test_amsgrad_divides_by_the_running_maximum(student, g, beta1, beta2, eps):
    path = student.adam(sequence(g), np.zeros(2), 0.5, beta1, beta2, eps, 3, amsgrad=True)
    want = ref.adam(replay(g), np.zeros(2), 0.5, beta1, beta2, eps, 3, amsgrad=True)
    checks.close(path, want, "the trajectory")


@question("adam", weight=1, hint="eta(t) is asked for t = 1, 2, ...")
@few
@given(fading, momenta, fractions_of_8)
def test_a_step_plan_counts_from_one(student, g, beta, eta):
    plan = lambda t: eta / t  # noqa: E731
    schedule = step_plan(plan, 1, f"eta(t) = {eta} / t")
    path = student.adam(sequence(g), np.zeros(2), schedule, beta, 0.75, 0.125, 3)
    want = ref.adam(replay(g), np.zeros(2), plan, beta, 0.75, 0.125, 3)
    checks.close(path, want, "the trajectory")


@question("adam", weight=1, hint="x_t = project(x_{t-1} - step): after every step.")
@given(fading, draw.eighths(2, bound=1), momenta)
def test_every_iterate_of_adam_is_projected(student, g, x0, beta):
    onto = lambda x: np.clip(x, -1, 1)  # noqa: E731
    box = Oracle(onto, shape=(2,), name="x -> clip(x, -1, 1)")
    path = student.adam(sequence(g), x0, 1.0, beta, 0.75, 0.125, 3, project=box)
    want = ref.adam(replay(g), x0, 1.0, beta, 0.75, 0.125, 3, project=onto)
    checks.close(path, want, "the trajectory")


def run_against_reddi(student, picture, amsgrad):
    """Run on [-1, 1] with slopes C, -1, -1, C, ...; their mean is positive, so -1 is best."""
    C, n = 3.0, 60
    grad = Script(
        lambda x, t: np.array([C if t % 3 == 0 else -1.0]),
        shape=(1,),
        budget=n,
        name=f"grad: {C}, -1, -1, {C}, -1, -1, ... in turn",
    )
    plan = step_plan(lambda t: 0.5 / math.sqrt(t), 1, "eta(t) = 0.5 / sqrt(t)")
    box = Oracle(lambda x: np.clip(x, -1, 1), shape=(1,), name="x -> clip(x, -1, 1)")
    path = student.adam(
        grad, np.zeros(1), plan, 0.0, 1 / (1 + C**2), 1e-8, n, amsgrad, project=box
    )
    x = checks.array(path, "the trajectory", shape=(n + 1, 1))[:, 0]

    def drawing(ax):
        ax.plot(x, ".-", lw=0.8)
        ax.axhline(-1, color="k", lw=0.8, ls="--")
        ax.set(
            xlabel="t", ylabel="x_t", title="slopes 3, -1, -1, ...: the minimum is at -1"
        )

    picture.draw(drawing)
    checks.holds(bool((np.abs(x) <= 1).all()), "the trajectory leaves [-1, 1]")
    return x[-3:]


@question(
    "adam", weight=1, hint="Adam forgets the large gradient: this is its known failure."
)
def test_adam_is_led_to_the_wrong_end_by_rare_large_gradients(student, picture):
    last = run_against_reddi(student, picture, amsgrad=False)
    checks.holds(
        bool((last > 0.9).all()), "Adam should end within 0.1 of +1 on this oracle"
    )


@question(
    "adam", weight=1, hint="AMSGrad remembers the largest v and gets to the right end."
)
def test_amsgrad_reaches_the_right_end_all_the_same(student, picture):
    last = run_against_reddi(student, picture, amsgrad=True)
    checks.holds(
        bool((last < -0.9).all()), "AMSGrad should end within 0.1 of -1 on this oracle"
    )


@question("adam", weight=0.5, hint="One gradient a step, none at x_n.")
@few
@given(problems(steps=(0, 4)), st.booleans())
def test_adam_asks_once_a_step_where_it_stands(student, problem, amsgrad):
    A, b, x0, eta, n = problem
    grad = quadratic(A, b)
    path = student.adam(grad, x0, eta, 0.5, 0.75, 0.125, n, amsgrad)
    checks.close(asked_at_the_iterates(path, grad, n)[0], x0, "x_0")


@question("adam", weight=0.5, hint="x -= ... writes into the array of the caller.")
def test_adam_leaves_its_start_unchanged(student):
    x0 = np.array([1.0, -2.0])
    grad = quadratic(np.eye(2), np.ones(2))
    _, after = student.keeping_arguments("adam", grad, x0, 0.5, 0.5, 0.75, 0.125, 3)
    checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("adam", weight=1, hint="See Raises in the docstring.")
def test_adam_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), eta=0.5, beta1=0.5, beta2=0.75, eps=0.125, n=2):
        grad = quadratic(np.eye(2), np.ones(2))
        return student.adam(grad, np.array(x0), eta, beta1, beta2, eps, n)

    bad_starts(lambda x0: call(x0=x0))
    for eta in (0.0, math.inf):
        checks.refuses(lambda: call(eta=eta), f"eta = {eta}")
    checks.refuses(lambda: call(n=-1), "n = -1")
    for eps in (-0.125, math.inf):
        checks.refuses(lambda: call(eps=eps), f"eps = {eps}")
    for beta in (-0.125, 1.0, math.nan):
        checks.refuses(lambda: call(beta1=beta), f"beta1 = {beta}")
        checks.refuses(lambda: call(beta2=beta), f"beta2 = {beta}")
    bad_answers(lambda grad: student.adam(grad, np.zeros(2), 0.5, 0.5, 0.75, 0.125, 3))


@question("q6b", hint="Write down m_1, v_1, x_1, m_2, v_2, x_2 one after another.")
def test_two_steps_of_adam_by_hand(student, variant):
    want = ref.answers(variant)["q6b"]
    checks.numeric_answer(
        student.value("q6b"), "q6b", want, rtol=ref.TOPIC.question("q6b").rtol
    )


# ---- 6.4 minibatches


def batches_of(value):
    """Return the batches of an epoch as lists of ints."""
    out = []
    for i, batch in enumerate(checks.items(value, "the epoch")):
        entries = checks.array(batch, f"batch {i}", ndim=1)
        checks.holds(
            bool((entries == np.round(entries)).all()), f"batch {i} holds no indices"
        )
        out.append([int(j) for j in entries])
    return out


epochs = (st.integers(1, 12), st.integers(1, 15), draw.seeds())


@question("minibatches", weight=2, hint="Without replacement: shuffle once, then cut.")
@given(*epochs)
def test_an_epoch_visits_every_index_once(student, n, size, seed):
    batches = batches_of(student.minibatches(n, size, student.rng(seed)))
    seen = sorted(itertools.chain.from_iterable(batches))
    checks.holds(seen == list(range(n)), "the batches are not a partition of range(n)")
    checks.holds(max(map(len, batches)) <= size, "a batch is longer than batch_size")


@question(
    "minibatches", weight=2, hint="The last batch holds the rest, neither more nor less."
)
@given(*epochs)
@example(7, 3, 0)  # 3, 3, 1, where batches of balanced sizes have 3, 2, 2
def test_all_batches_but_the_last_are_full(student, n, size, seed):
    sizes = [len(b) for b in batches_of(student.minibatches(n, size, student.rng(seed)))]
    want = [size] * (n // size) + ([n % size] if n % size else [])
    checks.holds(sizes == want, f"the sizes of the batches are {sizes}")


@question(
    "minibatches", weight=0.5, hint="Batch means count |B|/n each, the short one less."
)
@few
@given(st.integers(1, 10), st.integers(1, 12), draw.seeds(), st.data())
def test_batch_gradients_weighted_by_size_give_the_full_gradient(
    student, n, size, seed, data
):
    g = data.draw(draw.eighths((n, 2)))
    batches = batches_of(student.minibatches(n, size, student.rng(seed)))
    for b in batches:
        checks.holds(
            len(b) > 0 and set(b) <= set(range(n)), "a batch is not within range(n)"
        )
    whole = sum(len(b) / n * g[b].mean(axis=0) for b in batches)
    checks.close(whole, g.mean(axis=0), "the weighted sum of the batch means")


@question(
    "minibatches", weight=1, hint="All randomness comes from rng, none from elsewhere."
)
def test_the_generator_decides_the_epoch(student):
    first, again, other = (
        batches_of(student.minibatches(30, 7, student.rng(s))) for s in (1, 1, 2)
    )
    checks.holds(first == again, "the same state of rng gives different epochs")
    checks.holds(first != other, "a different state of rng gives the same epoch")


@question("minibatches", weight=1, hint="Draw from rng as it is; do not copy or reseed it.")
def test_a_second_epoch_of_the_same_generator_differs(student):
    steps = [
        ("const", student.rng(5)),
        ("const", 30),
        ("const", 7),
        ("call", "minibatches", 1, 2, 0),
        ("call", "minibatches", 1, 2, 0),
    ]
    one, two = (batches_of(e) for e in student.program(steps, [3, 4]))
    checks.holds(one != two, "two epochs of one generator are the same")


@pytest.mark.chance(1e-10)
@question(
    "minibatches", weight=1.5, hint="Some ways to split are too frequent: rng.permutation."
)
def test_every_split_is_equally_likely(student, rng):
    """1000 epochs of 5 in batches of 2, 2, 1: each of the 30 splits has its fair share."""
    total, cells = 1000, 30
    steps = [("const", student.rng(int(rng.integers(2**32)))), ("const", 5), ("const", 2)]
    steps += [("call", "minibatches", 1, 2, 0)] * total
    counts: dict[tuple, int] = {}
    for epoch in student.program(steps, range(3, total + 3)):
        split = tuple(tuple(sorted(b)) for b in batches_of(epoch))
        counts[split] = counts.get(split, 0) + 1
    # exact binomial tail, all cells together less than 1e-10
    limit = stats.binom.isf(1e-10 / cells, total, 1 / cells)
    checks.holds(
        max(counts.values()) <= limit, "some splits of the indices are far too frequent"
    )


@question("minibatches", weight=0.5, hint="No data, no batch.")
def test_no_data_gives_no_batch(student):
    checks.holds(
        batches_of(student.minibatches(0, 3, student.rng(0))) == [], "n = 0 gives []"
    )


@question("minibatches", weight=0.5, hint="See Raises in the docstring.")
def test_minibatches_refuses_bad_input(student):
    for n, size in ((5, 0), (5, -1), (-1, 2)):
        checks.refuses(
            lambda: student.minibatches(n, size, student.rng(0)),
            f"n = {n}, batch_size = {size}",
        )


# ---- 6.5 averaging


def pair(value, d):
    """Return what averaged_sgd returned as raw values and as two arrays of shape (d,)."""
    last, mean = checks.items(value, "(x_T, x_bar)", 2)
    arrays = (
        checks.array(last, "x_T", shape=(d,)),
        checks.array(mean, "x_bar", shape=(d,)),
    )
    return last, mean, *arrays


@question(
    "averaged_sgd", weight=2, hint="Average x_0, ..., x_{T-1}: the points that were asked."
)
@given(problems(steps=(1, 5)))
def test_last_iterate_and_average_are_right(student, problem):
    A, b, x0, eta, T = problem
    last, mean, *_ = pair(student.averaged_sgd(quadratic(A, b), x0, eta, T), len(b))
    want_last, want_mean = ref.averaged_sgd(lambda x: A @ x - b, x0, eta, T)
    checks.close(last, want_last, "x_T")
    checks.close(mean, want_mean, "x_bar")


@question("averaged_sgd", weight=1.5, hint="T gradients, and x_bar is the mean of where.")
@few
@given(problems(steps=(1, 6)))
def test_average_is_that_of_the_points_that_were_asked(student, problem):
    A, b, x0, eta, T = problem
    grad = quadratic(A, b)
    last, mean, *_ = pair(student.averaged_sgd(grad, x0, eta, T), len(b))
    checks.holds(grad.calls == T, f"T = {T} needs exactly {T} gradients")
    checks.close(mean, grad.queries.mean(axis=0), "x_bar")
    checks.close(last, grad.queries[-1] - eta * grad.answers[-1], "x_T")


@question("averaged_sgd", weight=2, hint="All 2^10 noises at once: one in each coordinate.")
def test_expectation_over_all_signs_is_exact_and_obeys_the_bound(student):
    T, eta, s, start = 10, 0.125, 0.5, 0.75
    noise = s * np.array(list(itertools.product((1.0, -1.0), repeat=T)))
    grad = Script(
        lambda x, t: np.sign(x) + noise[:, t],
        shape=(2**T,),
        budget=T,
        name="grad(x) = sign(x) +- 1/2, one sequence of signs in each of 2^10 coordinates",
    )
    _, mean, _, x_bar = pair(student.averaged_sgd(grad, np.full(2**T, start), eta, T), 2**T)
    bound = (start**2 + T * eta**2 * (1 + s**2)) / (2 * T * eta)
    checks.at_most(float(np.abs(x_bar).mean()), bound, "E f(x_bar) for f = |x|")

    x = total = np.full(2**T, start)
    for t in range(T - 1):
        x = x - eta * (np.sign(x) + noise[:, t])
        total = total + x
    checks.close(mean, total / T, "x_bar on some path of the noise")


@question(
    "averaged_sgd", weight=1, hint="x_T may not enter the average: the bound would fail."
)
@given(draw.eighths(3), draw.eighths(3), fractions_of_8, st.integers(1, 4), st.data())
def test_the_bound_holds_on_every_path(student, x0, c, eta, T, data):
    """f = |x - c| in each coordinate, and any slope where x = c."""
    at_kink = [data.draw(draw.signs(3)) for _ in range(T)]
    grad = Script(
        lambda x, t: np.where(x == c, at_kink[t], np.sign(x - c)),
        shape=(3,),
        name=f"a subgradient of |x_i - c_i| in each coordinate, c = {c.tolist()}",
    )
    value = student.averaged_sgd(grad, x0, eta, T)
    _, mean, _, x_bar = pair(value, 3)
    slack = checks.rtol_for(mean, rtol=1e-9)
    for i in range(3):
        bound = (x0[i] - c[i]) ** 2 / (2 * T * eta) + eta / 2
        checks.at_most(
            abs(x_bar[i] - c[i]), bound, f"f(x_bar) - f* (coordinate {i})", slack=slack
        )


@question(
    "averaged_sgd",
    weight=0.5,
    hint="Nothing learnt of the last coordinate: x_bar = 0 there.",
)
@few
@given(st.integers(1, 9))
def test_the_resisting_oracle_attains_the_bound(student, T):
    G, R = 2.0, 3.0
    grad = ResistingMaximum(
        T, G=G, budget=T, name=f"a resisting subgradient of 2 max x_i, n = {T}"
    )
    value = student.averaged_sgd(grad, np.zeros(T), R / (G * math.sqrt(T)), T)
    _, mean, _, x_bar = pair(value, T)
    gap = grad.function()(x_bar) + G * R / math.sqrt(T)
    rtol = checks.rtol_for(mean)
    checks.close(gap, G * R / math.sqrt(T), "f(x_bar) - f*", floor=0.0, rtol=rtol)


@question("averaged_sgd", weight=1.5, hint="x_{k+1} = project(x_k - eta g_k), every step.")
@given(problems(steps=(2, 5)))
def test_every_step_is_projected(student, problem):
    A, b, x0, eta, T = problem
    onto = lambda x: x / max(1.0, float(np.linalg.norm(x)))  # noqa: E731
    ball = Oracle(onto, shape=b.shape, name="x -> x / max(1, |x|)")
    x0 = x0 / 16
    value = student.averaged_sgd(quadratic(A, b), x0, eta, T, project=ball)
    last, mean, *_ = pair(value, len(b))
    want_last, want_mean = ref.averaged_sgd(lambda x: A @ x - b, x0, eta, T, project=onto)
    checks.close(last, want_last, "x_T")
    checks.close(mean, want_mean, "x_bar")


@question("averaged_sgd", weight=0.5, hint="total = x0 followed by total += x changes x0.")
def test_averaging_leaves_its_start_unchanged(student):
    x0 = np.array([1.0, -2.0])
    grad = quadratic(np.eye(2), np.ones(2))
    _, after = student.keeping_arguments("averaged_sgd", grad, x0, 0.5, 3)
    checks.holds(np.array_equal(after[1], x0), "x0 was changed")


@question("averaged_sgd", weight=1, hint="See Raises in the docstring.")
def test_averaging_refuses_bad_input(student):
    def call(x0=(1.0, 2.0), eta=0.5, T=2):
        return student.averaged_sgd(quadratic(np.eye(2), np.ones(2)), np.array(x0), eta, T)

    bad_starts(lambda x0: call(x0=x0))
    for eta in (0.0, -0.5, math.nan, math.inf):
        checks.refuses(lambda: call(eta=eta), f"eta = {eta}")
    for T in (0, -1):
        checks.refuses(lambda: call(T=T), f"T = {T}")
    bad_answers(lambda grad: student.averaged_sgd(grad, np.zeros(2), 0.5, 3))


# ---- 6.6 moments


@st.composite
def chains(draw_):
    """Eigenvalues, start, eta, sigma, k with every eta lam in (0, 2)."""
    d = draw_(st.integers(1, 3))
    lams = np.array(draw_(st.lists(st.integers(1, 15), min_size=d, max_size=d))) / 8
    x0 = draw_(draw.eighths(d, nonzero=True))
    return lams, draw_(fractions_of_8), draw_(fractions_of_8), draw_(st.integers(1, 9)), x0


def moments(student, lams, eta, sigma, k, x0):
    """Return mean and variance, raw, after a look at their number."""
    value = student.sgd_quadratic_moments(lams, eta, sigma, k, x0)
    return checks.items(value, "(mean, var)", 2)


@question(
    "sgd_quadratic_moments", weight=1, hint="The noise has mean 0: what happens to x_0?"
)
@few
@given(chains())
def test_mean_shrinks_by_the_same_factor_every_step(student, chain):
    lams, eta, sigma, k, x0 = chain
    want = ref.sgd_quadratic_moments(*chain)[0]
    for noise in (sigma, 0.0):
        mean, _ = moments(student, lams, eta, noise, k, x0)
        checks.close(mean, want, f"the mean for sigma = {noise}")


@question(
    "sgd_quadratic_moments", weight=2.5, hint="A geometric sum of q = (1 - eta lam)^2."
)
@given(chains())
def test_variance_is_a_geometric_sum(student, chain):
    _, var = moments(student, *chain)
    # floor 0: variances are small by nature
    checks.close(var, ref.sgd_quadratic_moments(*chain)[1], "the variance", floor=0.0)


@question("sgd_quadratic_moments", weight=1, hint="var_{k+1} = q var_k + eta^2 sigma^2.")
@few
@given(chains())
def test_one_more_step_multiplies_and_adds(student, chain):
    lams, eta, sigma, k, x0 = chain
    mean, var = (
        checks.array(m, "a moment", shape=x0.shape) for m in moments(student, *chain)
    )
    then = moments(student, lams, eta, sigma, k + 1, x0)
    checks.close(then[0], (1 - eta * lams) * mean, "the mean one step later")
    next_var = (1 - eta * lams) ** 2 * var + (eta * sigma) ** 2
    checks.close(then[1], next_var, "the variance one step later", floor=0.0)


@question("sgd_quadratic_moments", weight=1.5, hint="Try k = 1 and k = 2 by hand.")
def test_moments_are_those_of_all_sign_sequences(student):
    k, eta, sigma = 8, 0.25, 1.5
    lams, x0 = np.array([0.5, 2.0, 5.0, 10.0]), np.array([1.0, -2.0, 0.5, 0.25])
    signs = np.array(list(itertools.product((1.0, -1.0), repeat=k)))
    x = np.tile(x0, (2**k, 1))
    for t in range(k):
        x = (1 - eta * lams) * x - eta * sigma * signs[:, t : t + 1]
    mean, var = moments(student, lams, eta, sigma, k, x0)
    checks.close(mean, x.mean(axis=0), "the mean over all 2^8 signs")
    checks.close(var, x.var(axis=0), "the variance over all 2^8 signs", floor=0.0)


@question(
    "sgd_quadratic_moments", weight=1, hint="q = 1 for eta lam = 0 or 2: a random walk."
)
def test_flat_and_bouncing_directions_are_random_walks(student):
    lams, x0 = np.array([0.0, 8.0, 4.0]), np.array([1.0, -2.0, 3.0])
    for k in (1, 5, 6):
        mean, var = moments(student, lams, 0.25, 0.5, k, x0)
        bounce = (-1.0) ** k
        checks.close(mean, [1.0, -2.0 * bounce, 0.0], "the mean at eta lam = 0, 2, 1")
        checks.close(var, [k / 64, k / 64, 1 / 64], "the variance there", floor=0.0)


@question(
    "sgd_quadratic_moments", weight=0.5, hint="Before the first step nothing is random."
)
def test_no_step_leaves_the_start_without_variance(student):
    lams, x0 = np.array([0.0, 1.0, 4.0]), np.array([1.0, -2.0, 3.0])
    mean, var = moments(student, lams, 0.5, 2.0, 0, x0)
    checks.close(mean, x0, "the mean")
    checks.close(var, np.zeros(3), "the variance")


@question("sgd_quadratic_moments", weight=1.5, hint="eta sigma^2 / (lam (2 - eta lam)).")
@few
@given(chains())
def test_the_limit_is_the_stationary_law(student, chain):
    lams, eta, sigma, _, x0 = chain
    want = ref.sgd_quadratic_moments(lams, eta, sigma, math.inf, x0)[1]
    for start in (x0, 0 * x0):  # the limit forgets the start, also one at 0
        mean, var = moments(student, lams, eta, sigma, math.inf, start)
        checks.close(mean, np.zeros_like(x0), "the mean in the limit")
        checks.close(var, want, "the variance in the limit", floor=0.0)


@question("sgd_quadratic_moments", weight=0.5, hint="Work on copies.")
def test_moments_leave_their_arguments_unchanged(student):
    lams, x0 = np.array([0.5, 1.0]), np.array([1.0, -2.0])
    for k in (3, math.inf):
        _, after = student.keeping_arguments("sgd_quadratic_moments", lams, 0.5, 2.0, k, x0)
        checks.holds(np.array_equal(after[0], lams), "lams was changed")
        checks.holds(np.array_equal(after[4], x0), "x0 was changed")


@question(
    "sgd_quadratic_moments", weight=0.5, hint="A limit needs 0 < eta lam < 2 everywhere."
)
def test_without_a_stationary_law_the_limit_is_refused(student):
    for lam in (0.0, 4.0, 5.0):
        lams, x0 = np.array([1.0, lam]), np.ones(2)
        checks.refuses(
            lambda: student.sgd_quadratic_moments(lams, 0.5, 1.0, math.inf, x0),
            f"k = inf with eta lam = {lam / 2}",
        )


@question("sgd_quadratic_moments", weight=0.5, hint="See Raises in the docstring.")
def test_moments_refuse_bad_input(student):
    def call(lams=(0.5, 1.0), eta=0.5, sigma=1.0, k=3, x0=(1.0, 2.0)):
        return student.sgd_quadratic_moments(np.array(lams), eta, sigma, k, np.array(x0))

    checks.refuses(
        lambda: call(lams=(0.5, 1.0, 2.0)), "three eigenvalues for two coordinates"
    )
    checks.refuses(lambda: call(lams=(0.5,)), "one eigenvalue for two coordinates")
    checks.refuses(lambda: call(x0=(1.0,)), "two eigenvalues for one coordinate")
    checks.refuses(lambda: call(lams=(0.5, -1.0)), "a negative eigenvalue")
    checks.refuses(lambda: call(lams=(0.5, math.nan)), "an eigenvalue NaN")
    checks.refuses(lambda: call(x0=(math.nan, 1.0)), "a start with NaN")
    for eta in (0.0, math.inf):
        checks.refuses(lambda: call(eta=eta), f"eta = {eta}")
    for sigma in (-1.0, math.inf):
        checks.refuses(lambda: call(sigma=sigma), f"sigma = {sigma}")
    checks.refuses(lambda: call(k=-1), "k = -1")


@question("q6c", hint="The limit of 6.6, for one coordinate.")
def test_the_stationary_variance_of_the_variant(student, variant):
    want = ref.answers(variant)["q6c"]
    checks.numeric_answer(
        student.value("q6c"), "q6c", want, rtol=ref.TOPIC.question("q6c").rtol
    )


# ---- the experiment


def floors(student, etas, T, reps, seed):
    """Return the two curves of the experiment as arrays."""
    value = student.noise_floor(np.array(etas), T, reps, student.rng(seed))
    plateau, averaged = checks.items(value, "(plateau, averaged)", 2)
    shape = (len(etas),)
    plateau = checks.array(plateau, "plateau", shape=shape)
    averaged = checks.array(averaged, "averaged", shape=shape)
    positive = bool((plateau > 0).all() and (averaged > 0).all())
    checks.holds(positive, "mean squares are positive")
    return plateau, averaged


ETAS = (0.02, 0.04, 0.08)


@pytest.mark.chance(1e-9)
@question(
    "noise_floor", weight=2, hint="sum_i eta / (lam_i (2 - eta lam_i)), after the start."
)
def test_plateau_is_that_of_the_formula(student, rng, picture):
    """The mean of |x_k|^2 over T/2 < k <= T is within 10 % of its expectation."""
    plateau, _ = floors(student, ETAS, 500, 250, int(rng.integers(2**32)))
    want = np.array([ref.plateau(eta, 500) for eta in ETAS])

    def drawing(ax):
        ax.loglog(ETAS, plateau, "o-", label="yours")
        ax.loglog(ETAS, want, "k--", label="expectation")
        ax.set(xlabel="eta", ylabel="mean of |x_k|^2")
        ax.legend()

    picture.draw(drawing)
    # One standard error is 1.4 % at the smallest step (Gaussian fourth moments).
    checks.close(plateau, want, "plateau", rtol=0.1, floor=0.0)


@pytest.mark.chance(1e-9)
@question("noise_floor", weight=1, hint="The floor of |x|^2 is proportional to eta.")
def test_plateau_grows_in_proportion_to_the_step(student, rng):
    """The log-log slope of the plateau against eta is 1 within 0.1."""
    plateau, _ = floors(student, (0.02, 0.08), 500, 250, int(rng.integers(2**32)))
    slope = math.log(plateau[1] / plateau[0]) / math.log(4)
    checks.holds(abs(slope - 1) <= 0.1, f"the log-log slope is {slope:.2f}")


@pytest.mark.chance(1e-9)
@question("noise_floor", weight=2, hint="Square the norm of the average, not the reverse.")
def test_averaging_removes_the_floor_like_one_over_T(student, rng):
    """The log-log slope of the averaged iterate against T is -1 within 0.15."""
    T = (64, 1024)
    got = [floors(student, (0.4,), t, 250, int(rng.integers(2**32)))[1][0] for t in T]
    slope = math.log(got[1] / got[0]) / math.log(T[1] / T[0])
    checks.holds(abs(slope + 1) <= 0.15, f"the log-log slope is {slope:.2f}")
    # One standard error is 3.7 %.
    want = [ref.mean_square_of_average(0.4, t) for t in T]
    checks.close(got, want, "averaged", rtol=0.25, floor=0.0)


@pytest.mark.chance(1e-9)
@question(
    "noise_floor",
    weight=1,
    hint="x_0 = 0; late are x_k with T/2 < k <= T; T points in x_bar.",
)
def test_short_runs_start_at_zero_and_count_every_point_once(student, rng):
    """For T = 2 and T = 4 both results are within 10 % of their expectations."""
    etas, reps = (0.02, 0.08), 4000
    for T in (2, 4):
        plateau, averaged = floors(student, etas, T, reps, int(rng.integers(2**32)))
        # One standard error is 1 %: eight squares of Gaussians, 4000 times.
        want = [ref.plateau(eta, T) for eta in etas]
        checks.close(plateau, want, f"plateau for T = {T}", rtol=0.1, floor=0.0)
        want = [ref.mean_square_of_average(eta, T) for eta in etas]
        checks.close(averaged, want, f"averaged for T = {T}", rtol=0.1, floor=0.0)


@question("noise_floor", weight=1, hint="All randomness comes from rng, and there is some.")
def test_the_experiment_draws_from_its_generator(student):
    first, again, other = (floors(student, (0.1, 0.2), 8, 3, s) for s in (1, 1, 2))
    checks.holds(
        all(np.array_equal(a, b) for a, b in zip(first, again, strict=True)),
        "the same state of rng gives different results",
    )
    checks.holds(
        all((a != b).all() for a, b in zip(first, other, strict=True)),
        "a different state of rng gives the same result",
    )
