"""What a right answer to the topic on margin maximisation does. Read the test names first.

Largest margins are judged by certificates (feasibility, duality, the log of an oracle), so that
every method that finds them is right. Coordinates are multiples of 1/8 wherever a student may
have to redo a failing example by hand.
"""

import functools
import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from autograder import checks
from autograder import strategies as draw
from autograder.errors import Raised, StudentFault, Wrong
from course_lib.oracles import Adversary, Oracle, Script
from course_lib.topics import t11_margin_maximisation as ref

question = pytest.mark.question
# Laws that hold for all inputs or fail for nearly all: the value tests beside them sweep more.
few = settings(max_examples=8)

BAD_DATA = (
    (np.zeros((0, 2)), np.zeros(0), "no points"),
    (np.ones(2), np.array([1.0, -1.0]), "a vector in place of the points"),
    (np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([1.0, -1.0, 1.0]), "3 labels of 2 points"),
    (np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[1.0], [-1.0]]), "labels of shape (2, 1)"),
    (np.array([[0.0, np.nan], [2.0, 3.0]]), np.array([1.0, -1.0]), "NaN in a point"),
    (np.array([[0.0, np.inf], [2.0, 3.0]]), np.array([1.0, -1.0]), "an infinite coordinate"),
    (np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([1.0, 2.0]), "a label 2"),
    (np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([1.0, np.nan]), "a label that is NaN"),
)  # fmt: skip
ZERO_ONE = (np.array([[0.0, 1.0], [2.0, 3.0], [1.0, 4.0]]), np.array([0, 1, 1]))


def cloud(rng, n, d, margin, offset=0.0):
    """Return n points in eighths, their labels, and the unit normal that separates them.

    Both classes have n // 2 points or one more, at distance >= margin from the hyperplane
    u·x = offset.
    """
    while True:
        u = rng.standard_normal(d)
        u /= np.linalg.norm(u)
        X = rng.integers(-32, 33, (60 * n, d)) / 8
        s = X @ u - offset
        plus, minus = X[s >= margin][: n - n // 2], X[s <= -margin][: n // 2]
        if len(plus) + len(minus) == n:
            order = rng.permutation(n)
            y = np.repeat((1.0, -1.0), (len(plus), len(minus)))
            return np.vstack([plus, minus])[order], y[order], u


def unchanged(student, function, before, *args):
    """Check that a call leaves its first arguments, the arrays `before`, as they were."""
    _, after = student.keeping_arguments(function, *[a.copy() for a in before], *args)
    for old, new in zip(before, after, strict=False):
        same = isinstance(new, np.ndarray) and np.array_equal(new, old)
        checks.holds(same, f"{function} changed an argument; work on a copy")


def numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


# -- the margin of a hyperplane -------------------------------------------------------------


@st.composite
def hyperplanes(draw_, *, off=False):
    """Draw w, b, X, y; with `off` no margin is 0, whatever b is forgotten or averages are taken."""
    n, d = draw_(st.integers(1, 4)), draw_(st.integers(1, 3))
    w = draw_(draw.eighths(d).filter(np.any))
    X, y, b = draw_(draw.eighths((n, d))), draw_(draw.signs(n)), draw_(draw.eighths())
    if off and not (X @ w + b).all():
        b += 1 / 128  # products of eighths are multiples of 1/64
    assume(not off or bool((y * (X @ w + b)).sum() and (X @ w).all()))
    return w, b, X, y


BEHIND = (
    np.array([2.0, 1.0]),
    -4.0,
    np.array([[1.0, 0.5], [3.0, 1.0], [-1.0, 0.0]]),
    np.array([1.0, 1.0, -1.0]),
)
"""One point is on the wrong side, because of the offset; the mean is on the right one."""
AHEAD = (BEHIND[0], BEHIND[1], BEHIND[2][1:], BEHIND[3][1:])


def positive_size(value, name):
    """Return a margin that cannot be 0, since no point lies on the hyperplane."""
    got = checks.number(value, name)
    checks.holds(got != 0, f"{name} is 0, but no point lies on the hyperplane")
    return got


@question(
    "geometric_margin",
    weight=3.5,
    hint="The least value of y_i (w·x_i + b), divided by ‖w‖_2. The offset is no part of the norm.",
)
@given(hyperplanes())
@example(BEHIND)
@example(AHEAD)
def test_margin_is_the_least_signed_distance_over_the_euclidean_norm(student, data):
    checks.close(student.geometric_margin(*data), ref.geometric_margin(*data), "result")


@question(
    "geometric_margin",
    weight=3.5,
    hint="ord=1 divides by Σ|w_j|, ord=inf by max|w_j|: the norm of w itself, not its dual.",
)
@given(hyperplanes(), st.sampled_from((1, 2, math.inf)))
@example(BEHIND, 1)
@example(AHEAD, math.inf)
def test_ord_names_the_norm_of_w_itself(student, data, p):
    result = student.geometric_margin(*data, ord=p)

    checks.close(result, ref.geometric_margin(*data, ord=p), "result")


@question(
    "geometric_margin",
    hint="Measured in the dual norm, γ is how far every point may move before one arrives.",
)
@few
@given(hyperplanes(off=True), st.sampled_from((1, 2, math.inf)))
@example(BEHIND, 1)
@example(BEHIND, 2)
@example(AHEAD, math.inf)
def test_points_moved_by_the_margin_in_the_dual_norm_just_reach_the_hyperplane(
    student, data, p
):
    w, b, X, y = data
    γ = positive_size(student.geometric_margin(w, b, X, y, p), "the margin")
    v = {1: np.sign(w), 2: w / np.linalg.norm(w)}.get(p)
    if v is None:
        v = np.where(np.arange(w.size) == np.abs(w).argmax(), np.sign(w), 0.0)

    moved = X - γ * y[:, None] * v
    result = student.geometric_margin(w, b, moved, y, p)
    checks.close(result, 0.0, "the margin after the move")


@question("geometric_margin", hint="(cw, cb) is the same hyperplane for every c > 0.")
@few
@given(hyperplanes(off=True), st.sampled_from((2.0**-20, 0.25, 3.0, 2.0**20)))
@example(BEHIND, 3.0)
@example(BEHIND, 2.0**-20)
@example(AHEAD, 2.0**20)
def test_scaling_w_and_b_changes_nothing(student, data, c):
    w, b, X, y = data
    before = positive_size(student.geometric_margin(w, b, X, y), "the margin")

    checks.close(student.geometric_margin(c * w, c * b, X, y), before, "margin of (cw, cb)")


@question("geometric_margin", weight=0.5, hint="w·(x + t) + (b - w·t) = w·x + b.")
@few
@given(hyperplanes(off=True), draw.eighths(3))
@example(BEHIND, np.array([1.0, 0.0, 0.0]))
def test_translation_of_points_and_hyperplane_changes_nothing(student, data, shift):
    w, b, X, y = data
    t = shift[: w.size]
    before = positive_size(student.geometric_margin(w, b, X, y), "the margin")

    after = student.geometric_margin(w, b - float(w @ t), X + t, y)
    checks.close(after, before, "the margin after the translation")


@question("geometric_margin", weight=0.5, hint="(-w, -b) and -y: both signs change.")
@few
@given(hyperplanes(off=True))
@example(BEHIND)
@example(AHEAD)
def test_flipping_the_labels_and_the_hyperplane_changes_nothing(student, data):
    w, b, X, y = data
    before = positive_size(student.geometric_margin(w, b, X, y), "the margin")

    checks.close(student.geometric_margin(-w, -b, X, -y), before, "the flipped margin")


@question("geometric_margin", hint="The minimum of signed distances: no absolute value.")
@given(hyperplanes(off=True))
@example(BEHIND)
@example(AHEAD)
def test_margin_is_negative_exactly_if_a_point_is_on_the_wrong_side(student, data):
    w, b, X, y = data
    γ = positive_size(student.geometric_margin(w, b, X, y), "the margin")

    wrong = bool((y * (X @ w + b) < 0).any())
    checks.holds(
        (γ < 0) == wrong, "the sign of the margin does not say who is misclassified"
    )


@question("geometric_margin", weight=0.5, hint="Labels 0 and 1 would count one class as 0.")
def test_labels_zero_and_one_are_refused(student):
    checks.refuses(
        lambda: student.geometric_margin(np.ones(2), 0.5, *ZERO_ONE), "labels 0, 1"
    )


@question(
    "geometric_margin", hint="Check w, X, y, b and ord first; w = 0 is no hyperplane."
)
def test_geometric_margin_refuses_bad_data_and_w_zero(student):
    X, y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([1.0, -1.0])
    w = np.array([1.0, -2.0])
    for points, labels, what in BAD_DATA:
        checks.refuses(lambda: student.geometric_margin(w, 0.5, points, labels), what)
    for bad, what in (
        (np.zeros(2), "w = 0"),
        (np.ones(3), "w of length 3 with points of R^2"),
        (np.ones((2, 2)), "a matrix in place of w"),
        (np.array([1.0, np.nan]), "NaN in w"),
    ):
        checks.refuses(lambda: student.geometric_margin(bad, 0.5, X, y), what)
    checks.refuses(lambda: student.geometric_margin(w, math.inf, X, y), "an infinite b")
    for p in (0, 3, -1):
        checks.refuses(lambda: student.geometric_margin(w, 0.5, X, y, p), f"ord = {p}")


@question("geometric_margin", weight=0.5, hint="w /= ... changes the caller's array.")
def test_geometric_margin_leaves_its_arguments_unchanged(student, rng):
    w, X = rng.integers(1, 33, 3) / 8, rng.integers(-32, 33, (4, 3)) / 8
    _, after = student.keeping_arguments("geometric_margin", w, 0.5, X, np.ones(4))
    same = all(np.array_equal(a, b) for a, b in ((after[0], w), (after[2], X)))
    checks.holds(same, "geometric_margin changed an argument; work on a copy")


@question(
    "q11a",
    hint="The nearest point need not be one of the two; and the margin is half a distance.",
)
def test_q11a_is_the_largest_margin_of_the_three_points(student, variant):
    numeric(student, variant, "q11a")


# -- the perceptron -------------------------------------------------------------------------

ORDERS = {
    "the first mistake": lambda m, t: 0,
    "the worst mistake": lambda m, t: m.argmin(),
    "the slightest mistake": lambda m, t: m.argmax(),
    "the worst and the slightest by turns": lambda m, t: (
        m.argmin() if t % 2 else m.argmax()
    ),
    "every mistake in turn": lambda m, t: t % len(m),
}
"""Which mistake is told, given their margins m and the time t."""


def telling(X, y, order, budget=2000):
    """Return an oracle that tells a mistake of w on X, y."""
    Z = y[:, None] * X

    def next_mistake(w, t):
        m = Z @ w
        wrong = np.flatnonzero(m <= 0)
        if not wrong.size:
            return None
        i = wrong[ORDERS[order](m[wrong], t)]
        return X[i], float(y[i])

    name = f"next_mistake: {order} on X = {X.tolist()}, y = {y.tolist()}"
    return Script(next_mistake, shape=(X.shape[1],), budget=budget, name=name)


class Resisting(Adversary):
    """Tells a new point ±e_i as long as there is one; its label is whatever w gets wrong.

    The points $s_i e_i$ have R = 1 and margin $1/√d$, so Novikoff allows d mistakes; and every
    method makes d mistakes here, whatever it does.
    """

    def __init__(self, d):
        super().__init__(
            shape=(d,), budget=20 * d + 1, name=f"next_mistake on ±e_1..±e_{d}"
        )
        self.told = {}

    def answer(self, w):
        """Return a point of a new coordinate, or an old one that is wrong again, or None."""
        for i, w_i in enumerate(w):
            if i not in self.told:
                self.told[i] = -1.0 if w_i > 0 else 1.0
                return np.eye(len(w))[i], self.told[i]
        for i, y in self.told.items():
            if y * w[i] <= 0:
                return np.eye(len(w))[i], y
        return None

    def function(self):
        """Return w -> the coordinates of the points that w gets wrong, labels fixed by now."""
        return lambda w: [i for i, y in self.told.items() if y * w[i] <= 0]

    def defect(self, w, answer):
        """Return 0 if the answer is true of the points that were fixed in the end."""
        wrong = self.function()(w)
        if answer is None:
            return float(len(wrong))
        x, y = answer
        i = int(np.argmax(x))
        return float(y != self.told[i] or i not in wrong)


def run(student, oracle, d, max_updates):
    """Return w and n_updates, after a look at the log: one update for each mistake told."""
    w, n = checks.items(student.perceptron(oracle, d, max_updates), "(w, n_updates)", 2)
    w, n = checks.array(w, "w", shape=(d,)), checks.integer(n, "n_updates")
    checks.holds(oracle.calls > 0, "next_mistake was never called")
    checks.holds(oracle.answers[-1] is None, "you stopped while there were mistakes")
    return w, n


SMALL_SETS = (
    (np.array([[0.5]]), np.array([-1.0])),
    (np.array([[2.0, 0.0], [-1.5, 1.0]]), np.array([1.0, 1.0])),
    (np.array([[1.0, 0.0], [0.5, -2.0]]), np.array([1.0, -1.0])),
)
"""For any method that is not the perceptron, one of them is a trap."""


def training_sets(rng):
    """Yield X, y, u, order: n points of R^d, and a unit normal that separates them."""
    for order in ORDERS:
        for X, y in SMALL_SETS:
            u = ref.hard_margin_svm(np.vstack([X, -X]), np.append(y, -y))[0]
            yield X, y, u / np.linalg.norm(u), order
        for n, d in ((6, 2), (10, 3), (8, 5)):
            yield *cloud(rng, n, d, 0.25), order


@question(
    "perceptron",
    weight=3,
    hint="Start at w = 0, add y x for each mistake, and nothing else: w = Σ y x over the mistakes.",
)
def test_every_query_is_the_sum_of_y_x_over_the_mistakes_told_so_far(student, rng):
    for X, y, _, order in training_sets(rng):
        oracle = telling(X, y, order)
        d = X.shape[1]
        run(student, oracle, d, 1000)
        steps = [label * x for x, label in filter(None, oracle.answers)]
        sums = np.cumsum([np.zeros(d), *steps], axis=0)

        checks.close(oracle.queries, sums[: oracle.calls], "the points where you asked")


@question(
    "perceptron",
    weight=2,
    hint="The w that has no mistake, and one update for every mistake: the last call is none.",
)
def test_the_result_is_the_w_without_mistakes_and_the_number_of_mistakes(student, rng):
    for X, y, _, order in training_sets(rng):
        oracle = telling(X, y, order)
        w, n = run(student, oracle, X.shape[1], 1000)

        checks.close(w, oracle.queries[-1], "w, against your last query,")
        told = sum(a is not None for a in oracle.answers)
        checks.holds(n == told, f"n_updates = {n}, but {told} mistakes were told")


@question(
    "perceptron", weight=1.5, hint="(R/γ)²: each update adds γ to w·u, at most R² to ‖w‖²."
)
def test_mistakes_are_at_most_the_square_of_radius_over_margin(student, rng, picture):
    bounds, counts = [], []
    picture.draw(lambda ax: _draw_mistakes(ax, bounds, counts))
    for X, y, u, order in training_sets(rng):
        w, n = run(student, telling(X, y, order), X.shape[1], 1000)
        R, γ = np.linalg.norm(X, axis=1).max(), (y * (X @ u)).min()
        bounds.append((R / γ) ** 2)
        counts.append(n)

        checks.holds(n >= 1, "w = 0 is a mistake at every point, so there is an update")
        checks.at_most(n, bounds[-1], f"the number of updates, telling {order},")
        checks.holds(bool((y * (X @ w) > 0).all()), "w is still wrong at some point")


def _draw_mistakes(ax, bounds, counts):
    ax.loglog(bounds, np.maximum(counts, 0.8), "o", label="your updates")
    ax.loglog(bounds, bounds, "k:", label="Novikoff: (R/γ)²")
    ax.set(xlabel="(R/γ)²")
    ax.legend()


@question(
    "perceptron",
    hint="w_T·u >= γT and ‖w_T‖ <= R√T at each step: this is Novikoff's proof.",
)
def test_every_iterate_obeys_both_inequalities_of_the_proof(student, rng):
    for X, y, u, order in training_sets(rng):
        oracle = telling(X, y, order)
        run(student, oracle, X.shape[1], 1000)
        R, γ = np.linalg.norm(X, axis=1).max(), (y * (X @ u)).min()
        checks.holds(
            oracle.calls >= 2, "w = 0 is a mistake at every point; ask there first"
        )
        for T, w in enumerate(oracle.queries):
            checks.at_most(γ * T, float(w @ u), f"γT, against w·u, for T = {T},")
            checks.at_most(
                np.linalg.norm(w), R * math.sqrt(T), f"‖w‖, against R√T, T = {T},"
            )


@question(
    "perceptron", hint="R = 1, γ = 1/√d: d updates are necessary, and d updates are enough."
)
def test_an_adversary_forces_exactly_as_many_updates_as_the_theorem_allows(student):
    for d in (1, 2, 5, 12):
        oracle = Resisting(d)
        w, n = run(student, oracle, d, 10 * d)
        if oracle.inconsistency() != 0:
            raise RuntimeError("the adversary contradicts itself")

        checks.holds(n == d, f"{n} updates on d = {d} orthogonal points; it should take d")
        signs = [oracle.told[i] for i in range(d)]
        checks.close(w, signs, "w, the sum of the labelled points,")


@question(
    "perceptron",
    hint="After the last update that is allowed, ask once more: there may be no mistake left.",
)
def test_success_on_the_last_query_counts(student):
    for d in (1, 3, 6):
        oracle = Resisting(d)
        _, n = run(student, oracle, d, d)
        checks.holds(n == d, f"n_updates = {n} on {d} orthogonal points")
    oracle = Oracle(lambda w: None, shape=(3,), budget=1, name="next_mistake: always None")
    w, n = run(student, oracle, 3, 0)
    checks.holds(n == 0 and not w.any(), "without mistakes w = 0 and n_updates = 0")


def gives_up(call, what):
    """Check that a call raises NotSeparable, or another exception that is a ValueError."""
    try:
        value = call()
    except Raised as e:
        if e.type_name == "NotSeparable" or "ValueError" in e.bases:
            return
        raise Wrong(f"{what} must raise NotSeparable; it raised {e.type_name}") from None
    except StudentFault:
        raise
    raise Wrong(f"{what} must raise NotSeparable; it returned {checks.kind_of(value)}")


@question(
    "perceptron",
    weight=1.5,
    hint="No w may be returned that has a mistake: count the updates, and give up by raising.",
)
def test_perceptron_gives_up_after_max_updates(student):
    square = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
    sets = (
        (square, np.array([1.0, 1.0, -1.0, -1.0]), "the four points of XOR"),
        (np.array([[2.0, 0.5]] * 2), np.array([1.0, -1.0]), "one point with both labels"),
        (np.array([[0.0, 0.0]]), np.array([1.0]), "the point 0, which is always a mistake"),
    )
    for (X, y, what), limit in itertools.product(sets, (0, 1, 17)):
        oracle = telling(X, y, "the first mistake", budget=limit + 1)
        gives_up(lambda: student.perceptron(oracle, 2, limit), what)
        checks.holds(
            oracle.calls >= limit,
            f"you gave up after {oracle.calls} calls, not {limit} updates",
        )
    short = Resisting(4)
    gives_up(lambda: student.perceptron(short, 4, 3), "four mistakes and max_updates = 3")


@question("perceptron", weight=0.5, hint="d >= 1 and max_updates >= 0.")
def test_perceptron_refuses_dimension_zero_and_negative_limits(student):
    for d, limit in ((0, 5), (-1, 5), (2, -1)):
        # After one update of a positive number of coordinates there is no mistake left.
        oracle = Script(
            lambda w, t: None if t else (np.ones(max(1, w.size)), 1.0),
            shape=None,
            name="next_mistake",
        )
        checks.refuses(
            lambda: student.perceptron(oracle, d, limit), f"d = {d}, max_updates = {limit}"
        )


@question("q11b", hint="Is u of norm 1? The bound is a square; round down.")
def test_q11b_is_the_largest_number_of_updates_the_theorem_allows(student, variant):
    numeric(student, variant, "q11b")


# -- the largest margin ---------------------------------------------------------------------

FEASIBLE = 1e-5
"""Announced room in y_i (w·x_i + b) >= 1, times max(1, ‖w‖): a distance."""
LENGTH = 1e-5
"""Relative; the announced duality gap allows about 3e-6."""
SAME = 1e-2
"""w is known to 1.4e-3 if ‖w‖² is known to 1e-6 (strong convexity), so two w to 3e-3."""


def plane(student, X, y, what):
    """Return w, b, α if (w, b) is, by feasibility and length, the hyperplane of largest margin."""
    parts = checks.items(student.hard_margin_svm(X, y), "(w, b, alpha)", 3)
    w = checks.array(parts[0], "w", shape=(X.shape[1],))
    b = checks.number(parts[1], "b")
    α = checks.array(parts[2], "alpha", shape=(len(X),))
    norm = float(np.linalg.norm(w))
    least = float((y * (X @ w + b)).min())
    if least < 1 - FEASIBLE * max(1.0, norm):
        size = checks.power_of_ten(1 - least)
        raise Wrong(f"{what}: y_i (w·x_i + b) is below 1 by about {size} for some i")
    best = float(np.linalg.norm(ref.hard_margin_svm(X, y)[0]))
    checks.at_most(norm, best, f"{what}: the norm of w", slack=LENGTH, why="margin 1/‖w‖")
    return w, b, α


def certified(student, X, y, what):
    """Return w, b, α if α proves that (w, b) has the largest margin."""
    w, b, α = plane(student, X, y, what)
    size, square = float(α.max()), float(w @ w)
    for holds, message in (
        (size > 0, "no alpha is positive"),
        (α.min() >= -1e-9 * size, "an alpha is negative"),
        (abs(α @ y) <= 1e-7 * size, "Σ alpha_i y_i is not 0"),
        (
            np.linalg.norm((α * y) @ X - w) <= 1e-6 * math.sqrt(square),
            "w is not Σ alpha_i y_i x_i",
        ),
        (
            abs(square - α.sum()) <= 1e-6 * square,
            "there is a duality gap: Σ alpha_i is not ‖w‖²",
        ),
    ):
        checks.holds(bool(holds), f"{what}: {message}")
    return w, b, α


EDGE = (
    np.array([[1.0, 2.0], [2.0, -1.5], [3.0, 0.5], [-1.0, 0.5], [-2.0, -2.0], [-3.0, 1.0]]),
    np.array([1.0, 1.0, 1.0, -1.0, -1.0, -1.0]),
)
"""The nearest points of the hulls are a point and the inside of an edge."""
PAIR = (
    np.array([[2.0, 2.0], [3.0, 4.0], [4.0, 1.0], [0.5, 0.0], [-1.0, 1.0], [0.0, -2.0]]),
    EDGE[1],
)
"""The nearest points of the hulls are two of the points; their bisector misses the origin."""


def separable_sets(rng):
    """Yield X, y, what: sets of several shapes with margins of order one."""
    yield *EDGE, "a point and an edge"
    yield *PAIR, "a pair of points"
    for n, d in ((2, 1), (3, 2), (9, 1), (20, 3), (40, 5)):
        X, y, _ = cloud(rng, n, d, 0.25, offset=float(rng.uniform(-1, 1)))
        yield X, y, f"{n} points of R^{d}"


@question(
    "hard_margin_svm",
    weight=4,
    hint="All points at y_i (w·x_i + b) >= 1, and no shorter w: no slack, no penalty on b.",
)
def test_hyperplane_is_feasible_and_no_other_has_a_larger_margin(student, rng):
    for X, y, what in separable_sets(rng):
        plane(student, X, y, what)


@question(
    "hard_margin_svm",
    weight=4,
    hint="KKT: alpha >= 0, Σ alpha_i y_i = 0, w = Σ alpha_i y_i x_i, and Σ alpha_i = ‖w‖².",
)
def test_multipliers_certify_that_the_margin_is_the_largest(student, rng):
    for X, y, what in separable_sets(rng):
        certified(student, X, y, what)


@question(
    "hard_margin_svm", hint="The hyperplane bisects the segment: w = 2(p - q)/‖p - q‖²."
)
def test_two_points_are_separated_by_their_bisector(student, rng):
    for d in (1, 2, 4):
        p, q = rng.integers(1, 33, d) / 8, -rng.integers(1, 33, d) / 8
        w, b, α = plane(student, np.array([q, p]), np.array([-1.0, 1.0]), "two points")
        want = 2 * (p - q) / ((p - q) @ (p - q))
        checks.close(w, want, "w", rtol=SAME, floor=float(np.abs(want).max()), atol=0)
        checks.close(w @ (p + q) / 2 + b, 0.0, "w·m + b at the midpoint m", rtol=SAME)
        both = [float(w @ w) / 2] * 2
        checks.close(α, both, "alpha", rtol=SAME, floor=0.0)


@question(
    "hard_margin_svm",
    weight=1.5,
    hint="Many points may lie on the margin. Then alpha is not unique; any certificate will do.",
)
def test_many_support_vectors_do_no_harm(student):
    grid = np.array([[i / 2, j] for i in range(-4, 5) for j in (-1.0, 1.0, 2.5)])
    certified(student, grid, np.sign(grid[:, 1]), "two rows of points")
    corners = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
    certified(student, corners, corners[:, 0].copy(), "the corners of a cube")
    X, y = (np.concatenate([a, a, a[:4]]) for a in EDGE)
    certified(student, X, y, "points that are there twice")


@question("hard_margin_svm", hint="1/‖w‖ is half the distance of the two convex hulls.")
def test_twice_the_margin_is_the_distance_of_the_hulls(student, rng, picture):
    for X, y in (EDGE, PAIR, cloud(rng, 11, 2, 0.25, offset=0.5)[:2]):
        found = []
        picture.draw(lambda ax: _draw_plane(ax, X, y, found))
        w, b, _ = checks.items(student.hard_margin_svm(X, y), "(w, b, alpha)", 3)
        found += [checks.array(w, "w", shape=(2,)), checks.number(b, "b")]
        norm = float(np.linalg.norm(found[0]))

        checks.holds(norm > 0, "w = 0 is no hyperplane")
        distance = planar_distance(X[y > 0], X[y < 0])
        checks.close(2 / norm, distance, "2/‖w‖", rtol=1e-4, floor=0.0)


def planar_distance(P, Q):
    """Return the distance of two disjoint hulls in the plane: that of a point and a segment."""

    def from_segments(points, ends):
        s, t = ends[:, None, None], ends[None, :, None]
        edge = t - s
        square = np.maximum((edge**2).sum(-1, keepdims=True), 1e-300)
        share = np.clip(((points - s) * edge).sum(-1, keepdims=True) / square, 0, 1)
        return np.linalg.norm(points - s - share * edge, axis=-1).min()

    return float(min(from_segments(P, Q), from_segments(Q, P)))


def _draw_plane(ax, X, y, found):
    for label, marker in ((1, "o"), (-1, "s")):
        ax.plot(*X[y == label].T, marker, label=f"y = {label:+d}")
    if len(found) == 2 and found[0].any():
        (w, b), lim = found, np.array([-5.0, 5.0])
        foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        for shift, style in ((0, "k-"), (1, "k:"), (-1, "k:")):
            line = foot + shift * w / (w @ w) + lim[:, None] * along
            ax.plot(*line.T, style, label="yours" if shift == 0 else None)
    ax.set(xlim=(-4.5, 4.5), ylim=(-4.5, 4.5), aspect="equal")
    ax.legend()


@question(
    "hard_margin_svm",
    hint="X + t moves the hyperplane: same w, b - w·t. b is not penalised.",
)
def test_translation_moves_the_hyperplane_with_the_points(student):
    X, y = PAIR
    w, b, _ = plane(student, X, y, "6 points of R^2")
    for t in (np.array([3.0, -5.0]), np.array([-20.0, 8.0])):
        v, c, _ = plane(student, X + t, y, f"the points moved by {t}")
        room = SAME * float(np.linalg.norm(w))
        checks.close(v, w, "w after the translation", rtol=0, atol=room)
        shift = b - float(w @ t)
        checks.close(c, shift, "b", rtol=0, atol=room * float(np.abs(X + t).max()) * 2)


@question("hard_margin_svm", hint="w turns with the points; cX gives w/c and the same b.")
def test_rotation_turns_w_and_scaling_divides_it(student, rng):
    X, y = np.column_stack([EDGE[0], np.zeros(6)]), EDGE[1]
    w, b, _ = plane(student, X, y, "6 points of R^3")
    room = SAME * float(np.linalg.norm(w))
    Q = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    v, c, _ = plane(student, X @ Q.T, y, "the points turned")
    checks.close(v, Q @ w, "w of the turned points", rtol=0, atol=room)
    checks.close(c, b, "b of the turned points", rtol=0, atol=8 * room)
    for factor in (16.0, 1 / 16):
        v, c, _ = plane(student, factor * X, y, f"{factor:g} X")
        checks.close(factor * v, w, f"{factor:g} w of {factor:g} X", rtol=0, atol=room)
        checks.close(c, b, f"b of {factor:g} X", rtol=0, atol=8 * room)


@question("hard_margin_svm", weight=0.5, hint="A set of points has no order.")
def test_the_order_of_the_points_and_of_the_labels_does_not_matter(student, rng):
    X, y = EDGE
    w, b, _ = plane(student, X, y, "6 points of R^2")
    room = SAME * float(np.linalg.norm(w))
    order = rng.permutation(6)
    v, c, _ = plane(student, X[order], y[order], "the points in another order")
    checks.close(v, w, "w", rtol=0, atol=room)
    checks.close(c, b, "b", rtol=0, atol=8 * room)
    v, c, _ = plane(student, X, -y, "the opposite labels")
    checks.close(v, -w, "w of the opposite labels", rtol=0, atol=room)
    checks.close(c, -b, "b of the opposite labels", rtol=0, atol=8 * room)


@question(
    "hard_margin_svm",
    hint="A margin of 1/1000 is a margin: no fixed C, no coarse tolerance.",
)
def test_a_margin_of_one_thousandth_is_found(student, rng):
    X, y, u = cloud(rng, 12, 2, 0.25)
    flat = X - np.outer(X @ u, u)
    far = np.abs(X @ u) - np.abs(X @ u).min()
    # The nearest point of each class is put opposite to the other, at distance 1/500.
    i, j = (int(np.where(y == s, far, np.inf).argmin()) for s in (1, -1))
    flat[[i, j]] = 0.0
    far[[i, j]] = 0.0
    X = flat + np.outer(y * (far + 1e-3), u)

    plane(student, X, y, "a margin of 0.001")


@question(
    "hard_margin_svm",
    weight=1.5,
    hint="Hulls that meet have no hyperplane between them. Do not return what a solver left.",
)
def test_sets_that_cannot_be_separated_are_refused(student, rng):
    square = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    inner = np.array([[2.0, 0.0], [-1.0, 2.0], [-1.0, -2.0], [0.25, 0.5]])
    sets = (
        (square, [1, 1, -1, -1], "XOR"),
        (
            np.array([[0.0, 0.0], [2.0, 2.0], [1.0, 1.0]]),
            [1, 1, -1],
            "a point on a segment",
        ),
        (
            np.array([[0.5, 1.0], [0.5, 1.0], [3.0, 1.0]]),
            [1, -1, 1],
            "a point of both classes",
        ),
        (inner, [1, 1, 1, -1], "a point inside a triangle"),
        (np.array([[0.0], [1.0], [2.0]]), [1, -1, 1], "three points of the line"),
        (rng.integers(-32, 33, (30, 2)) / 8, [1, -1] * 15, "labels at random"),
    )
    for X, y, what in sets:
        labels = np.array(y, dtype=float)
        if what != "labels at random" or not is_separable(X, labels):
            gives_up(lambda: student.hard_margin_svm(X, labels), what)


def is_separable(X, y):
    """Decide by a linear program whether y_i (w·x_i + b) >= 1 has a solution."""
    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    free = [(None, None)] * A.shape[1]
    return (
        linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=free).status
        == 0
    )


@question(
    "hard_margin_svm", weight=1.5, hint="Both classes must be there; labels are -1 and 1."
)
def test_hard_margin_svm_refuses_one_class_and_bad_data(student):
    for X, y, what in BAD_DATA:
        checks.refuses(lambda: student.hard_margin_svm(X, y), what)
    checks.refuses(lambda: student.hard_margin_svm(*ZERO_ONE), "labels 0 and 1")
    for label in (1.0, -1.0):
        one = np.full(3, label)
        checks.refuses(
            lambda: student.hard_margin_svm(np.eye(3), one), f"labels all {label:g}"
        )


@question("hard_margin_svm", weight=0.5, hint="X -= X.mean(0) changes the caller's array.")
def test_hard_margin_svm_leaves_its_arguments_unchanged(student, rng):
    X, y, _ = cloud(rng, 6, 2, 0.25, offset=0.5)
    unchanged(student, "hard_margin_svm", (X, y))


# -- other norms ----------------------------------------------------------------------------

NORMS = (1, math.inf)
BELOW_ZERO = (np.array([[-3.0, 1.0], [1.0, 0.5], [-2.0, -2.0]]), np.array([1.0, -1.0, 1.0]))
"""Separable through 0, but only with negative weights."""


def dual_margin(X, y, norm):
    """Return the least dual norm of Σ p_i y_i x_i over the simplex, by a linear program."""
    Z = y[:, None] * X
    n, d = Z.shape
    # Variables p and t: |Z^T p| <= t, entry by entry (norm inf) or by one number (norm 1).
    T = np.ones((d, 1)) if norm == 1 else np.eye(d)
    A = np.block([[Z.T, -T], [-Z.T, -T]])
    cost = np.append(np.zeros(n), np.ones(T.shape[1]))
    simplex = np.append(np.ones(n), np.zeros(T.shape[1]))[None, :]
    return float(linprog(cost, A_ub=A, b_ub=np.zeros(2 * d), A_eq=simplex, b_eq=[1.0]).fun)


def optimal(student, X, y, norm):
    """Return w and γ if w is in the unit ball, has margin γ, and γ is the dual value."""
    result = student.max_margin_lp(X, y, norm)
    w, γ = checks.items(result, "(w, gamma)", 2)
    room = max(1e-7, checks.rtol_for(result, rtol=0.0)) * max(1.0, float(np.abs(X).max()))
    w, γ = checks.array(w, "w", shape=(X.shape[1],)), checks.number(γ, "gamma")
    checks.at_most(np.linalg.norm(w, norm), 1.0, f"the {norm:g}-norm of w", slack=room)
    least = float((y * (X @ w)).min())
    checks.holds(abs(least - γ) <= room, "gamma is not the least y_i w·x_i of your w")
    best = dual_margin(X, y, norm)
    if abs(γ - best) > room:
        way = "less" if γ < best else "more"
        size = checks.power_of_ten(abs(γ - best))
        raise Wrong(f"gamma is {way} than the dual problem allows, by about {size}")
    return w, γ


def lp_sets(rng):
    """Yield X, y: separable sets through 0, and sets with random labels."""
    yield BELOW_ZERO
    yield np.array([[1.0, -2.0, 0.5]]), np.array([-1.0])
    for n, d in ((4, 2), (7, 3), (15, 4)):
        yield cloud(rng, n, d, 0.25)[:2]
    yield rng.integers(-32, 33, (3, 4)) / 8, rng.choice((-1.0, 1.0), 3)


@question(
    "max_margin_lp",
    weight=3,
    hint="‖w‖_1 <= 1: write w = u - v with u, v >= 0 and Σ(u_j + v_j) <= 1.",
)
def test_margin_over_the_cross_polytope_equals_the_dual_value(student, rng):
    for X, y in lp_sets(rng):
        optimal(student, X, y, 1)


@question(
    "max_margin_lp", weight=3, hint="‖w‖_∞ <= 1: every |w_j| <= 1, and w has any sign."
)
def test_margin_over_the_cube_equals_the_dual_value(student, rng):
    for X, y in lp_sets(rng):
        optimal(student, X, y, math.inf)


@question(
    "max_margin_lp", hint="One point: γ is its dual norm, ‖x‖_∞ for norm 1, ‖x‖_1 for inf."
)
@few
@given(st.integers(1, 4).flatmap(draw.eighths).filter(np.any), st.sampled_from((1.0, -1.0)))
@example(np.array([1.0, -2.0, 0.5]), -1.0)
def test_margin_of_a_single_point_is_its_dual_norm(student, x, label):
    for norm, dual in ((1, math.inf), (math.inf, 1)):
        result = student.max_margin_lp(x[None, :], np.array([label]), norm)
        w, γ = checks.items(result, "(w, gamma)", 2)
        checks.close(γ, np.linalg.norm(x, dual), f"gamma for norm = {norm}")
        w = checks.array(w, "w", shape=x.shape)
        rounding = checks.rtol_for(result)
        checks.at_most(np.linalg.norm(w, norm), 1.0, f"norm {norm} of w", slack=rounding)


@question("max_margin_lp", hint="B_1 ⊂ B_2 ⊂ B_∞ ⊂ d B_1, so γ_1 <= γ_2 <= γ_∞ <= d γ_1.")
def test_margins_are_ordered_as_the_unit_balls_are(student, rng):
    for X, y in (BELOW_ZERO, cloud(rng, 4, 2, 0.5)[:2], cloud(rng, 6, 3, 0.5)[:2]):
        d = X.shape[1]
        results = [student.max_margin_lp(X, y, norm) for norm in NORMS]
        γ1, γ = (
            checks.number(checks.items(r, "(w, gamma)", 2)[1], "gamma") for r in results
        )
        rounding = checks.rtol_for(*results, rtol=1e-7)
        γ2 = ref.largest_margin_through_zero(X, y)
        checks.at_most(γ1, γ2, "γ_1, against γ_2,", slack=rounding)
        checks.at_most(γ2, γ, "γ_2, against γ_∞,", slack=rounding)
        checks.at_most(γ, d * γ1, "γ_∞, against d γ_1,", slack=rounding)


@question("max_margin_lp", weight=0.5, hint="γ(cX) = c γ(X); w stays.")
def test_margin_is_proportional_to_the_points(student):
    X, y = BELOW_ZERO
    for norm in NORMS:
        (_, γ), (_, δ) = (optimal(student, Z, y, norm) for Z in (X, 8 * X))
        checks.holds(γ > 0, "the points are separable, so gamma is positive")
        checks.close(δ, 8 * γ, "gamma of 8X", rtol=1e-3, floor=0.0)


@question(
    "max_margin_lp",
    weight=1.5,
    hint="w = 0 is in the ball, so the maximum is at least 0: return 0 and do not raise.",
)
def test_without_a_separating_hyperplane_the_margin_is_zero(student):
    square = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
    for X, y in (
        (square, np.array([1.0, 1.0, -1.0, -1.0])),
        (np.array([[2.0, 0.5, 1.0]] * 2), np.array([1.0, -1.0])),
        (np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([1.0, -1.0])),
        (np.array([[1.0], [2.0], [-1.0]]), np.array([1.0, 1.0, 1.0])),
        (np.zeros((2, 2)), np.array([1.0, -1.0])),
    ):
        for norm in NORMS:
            _, γ = optimal(student, X, y, norm)
            checks.holds(abs(γ) <= 1e-6, "gamma is not 0")


@question("max_margin_lp", hint="norm is 1 or inf; labels are -1 and 1.")
def test_max_margin_lp_refuses_bad_data_and_other_norms(student):
    for X, y, what in BAD_DATA:
        checks.refuses(lambda: student.max_margin_lp(X, y, 1), what)
    checks.refuses(lambda: student.max_margin_lp(*ZERO_ONE, math.inf), "labels 0 and 1")
    for norm in (2, 0, -math.inf):
        checks.refuses(
            lambda: student.max_margin_lp(np.eye(2), np.ones(2), norm), f"norm = {norm}"
        )


@question("max_margin_lp", weight=0.5, hint="X *= y[:, None] changes the caller's array.")
def test_max_margin_lp_leaves_its_arguments_unchanged(student, rng):
    X, y, _ = cloud(rng, 6, 3, 0.25)
    unchanged(student, "max_margin_lp", (X, y), 1)


# -- many classes ---------------------------------------------------------------------------


NEGATIVE = (
    np.array([[-1.0, -3.0, -2.0], [2.0, 0.5, 1.0], [1.0, 2.0, -3.0]]),
    np.array([0, 2, 0]),
)
PAIRS = (np.array([[-1.0, -3.0], [0.5, 2.0]]), np.array([0, 0]))


@st.composite
def scores(draw_, most=4):
    """Draw logits (n, c) with 2 <= c <= most, and labels (n,)."""
    n, c = draw_(st.integers(1, 4)), draw_(st.integers(2, most))
    return draw_(draw.eighths((n, c))), draw_(draw.labels(n, c))


@question(
    "multiclass_margins",
    weight=3,
    hint="The largest of the OTHER logits is subtracted: the maximum is over j ≠ y.",
)
@given(scores())
@example(NEGATIVE)
def test_margins_are_the_own_logit_minus_the_largest_other_one(student, data):
    checks.close(student.multiclass_margins(*data), ref.multiclass_margins(*data), "result")


@question("multiclass_margins", hint="c = 2: z_y minus the other one.")
@few
@given(scores(most=2))
@example(PAIRS)
def test_with_two_classes_the_margin_is_a_difference(student, data):
    z, y = data
    want = np.where(y == 1, z[:, 1] - z[:, 0], z[:, 0] - z[:, 1])

    checks.close(student.multiclass_margins(z, y), want, "result")


@question("multiclass_margins", hint="A tie with another class is a margin of 0.")
def test_a_tie_has_margin_zero_and_a_lead_has_not(student, rng):
    for c in (2, 3, 5):
        z = np.repeat(rng.integers(-32, 33, (4, 1)) / 8, c, axis=1)
        z[0] = -1.5
        y = rng.integers(0, c, 4)
        checks.close(
            student.multiclass_margins(z, y), np.zeros(4), "margins of equal logits"
        )
        z[np.arange(4), y] += 0.5
        checks.close(student.multiclass_margins(z, y), np.full(4, 0.5), "a lead of 1/2")


@question(
    "multiclass_margins", hint="Logits may all be negative, or 10^4: mask with -inf, not 0."
)
def test_margins_do_not_depend_on_the_level_of_the_logits(student, rng):
    for level in (-4096.0, -16.0, 16.0, 4096.0):
        z, y = rng.integers(-32, 33, (5, 3)) / 8 + level, rng.integers(0, 3, 5)
        result = student.multiclass_margins(z, y)
        checks.close(result, ref.multiclass_margins(z, y), f"logits near {level:g}")


@question(
    "multiclass_margins", weight=0.5, hint="Positive if and only if y is the only argmax."
)
@given(scores())
@example(NEGATIVE)
def test_margin_is_positive_exactly_if_the_label_is_the_only_argmax(student, data):
    z, y = data
    m = checks.array(student.multiclass_margins(z, y), "result", shape=y.shape)
    own = z[np.arange(len(y)), y]
    leads = (own[:, None] > z).sum(axis=1) == z.shape[1] - 1

    checks.holds(
        bool(((m > 1e-3) == leads).all()), "a positive margin is a correct, single argmax"
    )
    behind = own < z.max(axis=1)
    checks.holds(bool(((m < -1e-3) == behind).all()), "a negative margin is a wrong argmax")


@question(
    "multiclass_margins", hint="c >= 2; labels are integers in 0..c-1, and -1 is none."
)
def test_multiclass_margins_refuses_bad_logits_and_labels(student):
    good = np.array([[0.0, 1.0, 2.0], [3.0, 1.0, 0.5]])
    for z, y, what in (
        (np.zeros((2, 1)), np.array([0, 0]), "one class"),
        (good, np.array([0, 3]), "a label c"),
        (good, np.array([0, -1]), "a label -1"),
        (good, np.array([0, 1, 2]), "3 labels of 2 rows"),
        (good[0], np.array([0]), "a vector in place of logits"),
        (np.zeros((0, 3)), np.zeros(0, dtype=np.int64), "no rows"),
        (np.array([[0.0, np.nan]]), np.array([0]), "NaN in the logits"),
        (np.array([[0.0, np.inf]]), np.array([0]), "an infinite logit"),
    ):
        checks.refuses(lambda: student.multiclass_margins(z, y), what)


@question("multiclass_margins", hint="z[rows, y] = -inf destroys the caller's logits.")
def test_multiclass_margins_leaves_the_logits_unchanged(student, rng):
    z, y = rng.integers(-32, 33, (4, 3)) / 8, rng.integers(0, 3, 4)
    unchanged(student, "multiclass_margins", (z, y))


# -- the smoothed margin --------------------------------------------------------------------


def smoothed(value, m, norm, L, name):
    """Compare with the smoothed margin; where it is near 0, errors count against max|m|."""
    want = ref.smoothed_margin(m, norm, L)
    size = max(1.0, float(np.abs(m).max())) / norm**L
    checks.close(value, want, name, floor=0.0, atol=1e-6 * size)


MARGINS = st.integers(1, 5).flatmap(draw.eighths)
SIZES = st.sampled_from((0.5, 1.0, 1.5, 3.0))


@question(
    "smoothed_margin",
    weight=4,
    hint="-log Σ exp(-m_i), a sum and no mean, over ‖θ‖ to the power L.",
)
@given(MARGINS, SIZES, st.integers(1, 4))
@example(np.array([2.0, 2.0, 3.0]), 3.0, 3)
def test_value_is_minus_log_sum_exp_over_the_norm_to_the_power_l(student, m, norm, L):
    smoothed(student.smoothed_margin(m, norm, L), m, norm, L, "result")


@question(
    "smoothed_margin",
    weight=2,
    hint="exp(10^4) overflows and exp(-10^4) is 0: take the least margin out of the sum first.",
)
def test_margins_of_ten_thousand_neither_overflow_nor_vanish(student, rng):
    base = rng.integers(0, 33, 6) / 8
    for m in (base + 1e4, base - 1e4, np.array([-1e4, 1e4]), np.array([1e4]), base + 800):
        for L in (1, 2):
            smoothed(student.smoothed_margin(m, 2.0, L), m, 2.0, L, f"L = {L}")


@question("smoothed_margin", hint="min m - log n <= -log Σ exp(-m_i) <= min m.")
@given(MARGINS, SIZES, st.integers(1, 3))
@example(np.array([2.0, 2.0, 3.0]), 3.0, 3)
def test_value_lies_within_log_n_below_the_normalised_margin(student, m, norm, L):
    value = student.smoothed_margin(m, norm, L)
    got, top = checks.number(value, "result"), float(m.min()) / norm**L
    bottom = top - math.log(len(m)) / norm**L
    slack = max(1e-6, checks.rtol_for(value, rtol=0.0)) * max(1.0, 4 / norm**L)
    checks.holds(
        bottom - slack <= got <= top + slack, "the result is not between the bounds"
    )


@question("smoothed_margin", weight=0.5, hint="n equal margins m: m - log n.")
def test_equal_margins_lose_exactly_log_n(student):
    for n, m in ((1, 2.5), (7, 0.0), (64, -3.0), (1000, 12.0)):
        result = student.smoothed_margin(np.full(n, m), 1.0, 2)
        checks.close(result, m - math.log(n), f"{n} margins {m:g}", atol=1e-6)


@question("smoothed_margin", weight=0.5, hint="m_i(tθ) = t^L m_i(θ): the log n dies out.")
def test_along_a_ray_it_tends_to_the_normalised_margin(student, rng):
    m, norm = np.append(rng.integers(8, 33, 4) / 8, (1.0, 3.0)), 1.25
    for L in (1, 2, 3):
        t = 2000.0 ** (1 / L)
        result = student.smoothed_margin(t**L * m, t * norm, L)
        goal = float(m.min()) / norm**L
        checks.close(result, goal, f"L = {L}, θ long", rtol=5e-3, floor=0.0)


@functools.cache
def net_path():
    """Return (margins, ‖θ‖) along gradient descent on the exponential loss, once it is below 1.

    A ReLU net without biases, 2-6-1, on 8 points of the plane; the step is 0.01 over the loss,
    so that every step is small although the loss tends to 0.
    """
    rng = np.random.default_rng(11)
    t = 2 * np.pi * (np.arange(8) + 0.3) / 8
    X = np.column_stack([np.cos(t), np.sin(t)]) * rng.uniform(0.5, 2, (8, 1))
    y = np.where(X[:, 0] > 0, 1.0, -1.0)
    W, v = 0.5 * rng.standard_normal((6, 2)), 0.5 * rng.standard_normal(6)
    path = []
    for k in range(1501):
        H = np.maximum(X @ W.T, 0.0)
        m = y * (H @ v)
        loss = np.exp(-m)
        if k % 100 == 0 and loss.sum() < 1:
            path.append((m, math.sqrt(float((W**2).sum() + v @ v))))
        r = 0.01 * loss * y / loss.sum()
        W, v = W + ((r[:, None] * (H > 0)) * v).T @ X, v + r @ H
    return path


@question(
    "smoothed_margin",
    hint="Lyu and Li: after separation gradient descent never lowers it. Here L = 2.",
)
def test_gradient_descent_on_a_net_does_not_lower_it_after_separation(student, picture):
    seen = []
    picture.draw(lambda ax: _draw_path(ax, seen))
    for m, norm in net_path():
        value = student.smoothed_margin(m, norm, 2)
        seen.append(checks.number(value, "result"))
        rounding = 1e-9 + checks.rtol_for(value, rtol=0.0) * abs(seen[-1])
        checks.holds(
            seen[-1] > 0, "the loss is below 1, so the smoothed margin is positive"
        )
        checks.holds(seen[-1] >= max(seen) - rounding, "the smoothed margin went down")


def _draw_path(ax, seen):
    ax.plot(seen, "o-", label="your smoothed margin")
    ax.plot(
        [m.min() / norm**2 for m, norm in net_path()][: len(seen)], ":", label="normalised"
    )
    ax.set(xlabel="hundreds of steps, after separation")
    ax.legend()


@question(
    "smoothed_margin", hint="theta_norm > 0, L >= 1, at least one margin, all finite."
)
def test_smoothed_margin_refuses_empty_margins_and_bad_norms(student):
    m = np.array([1.0, 2.0])
    for args, what in (
        ((np.zeros(0), 1.0, 2), "no margins"),
        ((np.ones((2, 2)), 1.0, 2), "a matrix of margins"),
        ((np.array([1.0, np.nan]), 1.0, 2), "a margin that is NaN"),
        ((np.array([1.0, np.inf]), 1.0, 2), "an infinite margin"),
        ((m, 0.0, 2), "theta_norm = 0"),
        ((m, -1.0, 2), "theta_norm < 0"),
        ((m, math.nan, 2), "theta_norm = NaN"),
        ((m, math.inf, 2), "theta_norm = inf"),
        ((m, 1.0, 0), "L = 0"),
        ((m, 1.0, -2), "L < 0"),
    ):
        checks.refuses(lambda: student.smoothed_margin(*args), what)


@question("smoothed_margin", weight=0.5, hint="m -= m.min() changes the caller's array.")
def test_smoothed_margin_leaves_the_margins_unchanged(student, rng):
    unchanged(student, "smoothed_margin", (rng.integers(-32, 33, 4) / 8,), 2.0, 2)


@question(
    "q11c",
    hint="Divide by ‖θ‖² = Σ of the squares of all weights, not by a product of norms.",
)
def test_q11c_is_the_normalised_margin_of_the_net(student, variant):
    numeric(student, variant, "q11c")


# -- experiment -----------------------------------------------------------------------------

GAMMAS = (0.1, 0.4, 0.05, 0.2)
REPS = 12


def experiment(student, rng):
    """Return updates and achieved of one run, each of shape (len(GAMMAS), REPS)."""
    seed = int(rng.integers(2**32))
    result = student.margin_vs_updates(list(GAMMAS), REPS, student.rng(seed))
    updates, achieved = checks.array(
        result, "(updates, achieved)", shape=(2, len(GAMMAS), REPS)
    )
    whole = bool((updates == np.round(updates)).all())
    checks.holds(whole, "a number of updates is an integer")
    return updates, achieved, 1e-3 if checks.is_single(result) else 1e-9


def _draw_updates(ax, updates):
    x = np.repeat(1 / np.square(GAMMAS), REPS)
    ax.loglog(x, np.maximum(updates.ravel(), 0.5), ".", label="your updates")
    ax.loglog(sorted(x), sorted(x), "k:", label="Novikoff: 1/γ²")
    ax.set(xlabel="1/γ²")
    ax.legend()


@question(
    "margin_vs_updates",
    weight=2,
    hint="R = 1, margin γ: at most 1/γ² updates; and w = 0 is a mistake, so at least one.",
)
def test_every_run_obeys_novikoffs_bound(student, rng, picture):
    updates, _, _ = experiment(student, rng)
    picture.draw(lambda ax: _draw_updates(ax, updates))

    checks.holds(bool((updates >= 1).all()), "a run without an update: is w = 0 a mistake?")
    above = updates > (1 / np.square(GAMMAS) + 1e-6)[:, None]
    checks.holds(not above.any(), "a run made more updates than the theorem allows")


@pytest.mark.chance(1e-9)
@question(
    "margin_vs_updates",
    weight=2,
    hint="Count updates, not rounds; and every point is at distance γ from the best hyperplane.",
)
def test_updates_grow_like_the_inverse_square_of_the_margin(student, rng, picture):
    """Updates grow like 1/γ², at a level between 1/5 of Novikoff's bound and the bound.

    Whatever the order, the mean level is at least 0.37 with a relative deviation of 0.15 for
    one run (0.05 for the mean of 12), the slope of the logarithms lies in [-2.05, -1.75] with
    a deviation of 0.04, and their correlation is above 0.99.
    """
    updates, _, _ = experiment(student, rng)
    picture.draw(lambda ax: _draw_updates(ax, updates))
    checks.holds(bool((updates >= 1).all()), "a run without an update: is w = 0 a mistake?")
    level = (updates * np.square(GAMMAS)[:, None]).mean(axis=1)
    logs = np.log(np.repeat(GAMMAS, REPS)), np.log(updates).ravel()
    slope = float(np.polyfit(*logs, 1)[0])

    checks.holds(bool((level > 0.2).all()), "updates stay far below 1/γ²")
    checks.holds(-2.4 <= slope <= -1.4, f"the slope against γ is {slope:.2f}")
    spread = bool(np.ptp(logs[1]) > 0)
    checks.holds(
        spread and np.corrcoef(*logs)[0, 1] < -0.9, "updates do not follow the margin"
    )


WIDE, LEVEL = 0.9, 0.669
"""A margin for which one update is enough, and the mean margin after it, of 100 points."""


@pytest.mark.chance(1e-12)
@question(
    "margin_vs_updates",
    weight=2,
    hint="γ² > 1/2: all y_i x_i are at acute angles, so the first update is the last. Is w = 0 at "
    "the start, is the count 0, has v_i norm 1 and the label modulus 1, is it √(1-γ²)?",
)
def test_for_a_wide_margin_one_update_is_enough(student, rng):
    """γ = 0.9: one update, and then the margin γ² + (1-γ²) m, m the least y_1 v_1·y_j v_j.

    (v_1·v_j + 1)/2 has the law Beta(4, 4), so m > -1/5 has probability 2e-15 and m has mean
    -0.742 and deviation 0.078; the mean margin of 40 runs is 0.669 with deviation 0.0024.
    """
    runs, seed = 40, int(rng.integers(2**32))
    result = student.margin_vs_updates([WIDE], runs, student.rng(seed))
    updates, achieved = checks.array(result, "(updates, achieved)", shape=(2, 1, runs))

    checks.holds(bool((updates == 1).all()), "for γ = 0.9 there must be exactly one update")
    checks.holds(len(set(achieved[0].tolist())) == runs, "two runs of the same margin")
    limit = WIDE**2 - (1 - WIDE**2) / 5
    checks.holds(bool((achieved <= limit).all()), "a margin is too large for one update")
    off = abs(float(achieved.mean()) - LEVEL)
    checks.holds(off <= 0.02, "the mean margin after one update is not that of such points")


@pytest.mark.chance(1e-16)
@question(
    "margin_vs_updates",
    weight=2,
    hint="min y_i w·x_i over ‖w‖ at the end: positive, and at most γ, the largest there is.",
)
def test_achieved_margins_are_positive_and_at_most_gamma(student, rng):
    """The margin at the end is positive and at most γ, the largest margin (Wendel)."""
    _, achieved, rounding = experiment(student, rng)

    checks.holds(bool((achieved > 0).all()), "a run ended although a point was not right")
    limit = np.array(GAMMAS)[:, None] * (1 + rounding) + rounding
    checks.holds(bool((achieved <= limit).all()), "a margin is larger than the largest one")


@pytest.mark.chance(1e-15)
@question("margin_vs_updates", weight=1.5, hint="New points for every run, all from rng.")
def test_runs_are_drawn_anew_from_the_generator_that_is_given(student, rng):
    """Margins of different runs differ, as they are continuous random numbers."""
    seed = int(rng.integers(2**31))
    runs = [
        checks.array(
            student.margin_vs_updates([0.3, 0.2], 3, student.rng(s)),
            "result",
            shape=(2, 2, 3),
        )
        for s in (seed, seed, seed + 1)
    ]
    checks.holds(np.array_equal(runs[0], runs[1]), "one generator must give one result")
    checks.holds(
        not np.array_equal(runs[0][1], runs[2][1]), "another generator, same result"
    )
    for row in runs[0][1]:
        checks.holds(len(set(row.tolist())) == 3, "repetitions must not share their points")
