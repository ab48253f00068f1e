"""What a right answer to topic 1, universal approximation, does. Read the test names first.

Nets are compared as functions, never by their weights: units may be scaled, mirrored,
permuted or idle. Of every net some value is asked that no constant has.
"""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from course_lib import nets
from course_lib.oracles import Oracle
from course_lib.topics import t01_universal_approximation as ref

question = pytest.mark.question
few = settings(max_examples=10)
"""For laws that fail for nearly all inputs if they fail at all."""


def line_net(value):
    """Return a net from R to R with one hidden layer."""
    net = checks.network(value, "net", inputs=1, outputs=1)
    checks.holds(len(net) == 2, "net: one hidden layer means two pairs (W, b)")
    checks.holds(len(net[0][1]) >= 1, "net: the hidden layer has no unit")
    return net


def at(net, t):
    """Return the values of a net from R to R."""
    with np.errstate(all="ignore"):  # weights of 1e308 are wrong, not a reason to warn
        return nets.relu_net(net, np.reshape(t, (-1, 1)))[:, 0]


def agree(got, want, tol, name):
    """Check that the largest difference is at most tol."""
    error = float(np.abs(got - want).max())
    checks.holds(
        error <= tol,
        f"{name} is off by about {checks.power_of_ten(error)}, "
        f"allowed {checks.power_of_ten(tol)}",
    )


def unchanged(after, before, name):
    got = checks.array(after, name, shape=before.shape, finite=False)
    checks.holds(np.array_equal(got, before), f"{name} was changed in place")


# -------------------------------------------------------------------------- interpolation


@st.composite
def tables(drawn, least=2, most=5):
    """Knots and values, multiples of 1/8; gaps from 1/8 to 2."""
    m = drawn(st.integers(least, most))
    gaps = drawn(st.lists(st.integers(1, 16), min_size=m - 1, max_size=m - 1))
    x = drawn(draw.eighths()) + np.concatenate([[0.0], np.cumsum(gaps) / 8])
    return x, drawn(draw.eighths(m))


def random_table(rng, m, size=1.0):
    """Knots with gaps between 0.01 and 1, times size, and normal values: nothing is dyadic."""
    return np.cumsum(rng.uniform(0.01, 1.0, m)) * size - size, rng.normal(size=m)


def tolerance(x, y):
    """Return the error that rounding may cause: jumps times the distances they act over."""
    return 1e-8 * (1 + np.abs(y).max() + np.abs(ref.jumps(x, y)).max() * (x[-1] - x[0]))


COARSE = 1e5
"""Where digits are not the point (other tests ask for them): a relative error of 1e-3."""


def check_interpolant(student, x, y, t=(), picture=None):
    """Check the student's interpolant at knots, midpoints and t; return the net."""
    net = line_net(student.relu_interpolant(x, y))
    if picture is not None:
        picture.draw(lambda ax: draw_interpolant(ax, x, y, net))
    points = np.concatenate([x, (x[1:] + x[:-1]) / 2, t])
    agree(at(net, points), np.interp(points, x, y), tolerance(x, y), "net(t)")
    return net


def draw_interpolant(ax, x, y, net):
    t = np.linspace(x[0], x[-1], 400)
    ax.plot(x, y, "o:", label="the table")
    ax.plot(t, at(net, t), label="your net")
    ax.set(xlabel="t")
    ax.legend()


@question(
    "relu_interpolant",
    weight=4,
    hint="f(t) = y_0 + sum of a_k relu(t - x_k): which a_k make the slope right in each cell, the "
    "first, the second, ...? The bias of unit k is -x_k.",
)
@given(tables())
def test_net_is_the_interpolant_from_the_first_knot_to_the_last(student, picture, table):
    check_interpolant(student, *table, picture=picture)


@question(
    "relu_interpolant",
    weight=1.5,
    hint="Each cell is right if the slopes add up: a_0 = s_0, a_k = s_k - s_{k-1}.",
)
def test_net_is_right_at_five_hundred_points_for_thirty_knots(student, rng, picture):
    x, y = random_table(rng, 30)
    check_interpolant(student, x, y, rng.uniform(x[0], x[-1], 500), picture)


@question(
    "relu_interpolant",
    weight=1.5,
    hint="One unit for each cell: m - 1. The value y_0 is the last bias, it needs no unit.",
)
@few
@given(tables(least=3))
def test_net_has_at_most_one_hidden_unit_a_cell(student, table):
    x, y = table
    net = line_net(student.relu_interpolant(x, y))
    units = nets.hidden_units(net)
    checks.holds(units < len(x), f"{units} hidden units for {len(x)} knots")
    agree(at(net, x[:2]), y[:2], COARSE * tolerance(x, y), "net at the first two knots")


@question("relu_interpolant", weight=0.5, hint="Two knots: one cell, one unit, one slope.")
@few
@given(tables(most=2))
def test_two_knots_give_a_line(student, table):
    check_interpolant(student, *table)


@question(
    "relu_interpolant",
    weight=0.5,
    hint="If the slope does not jump, a_k = 0. A unit with a_k = 0 is no harm.",
)
@few
@given(tables(least=3), draw.eighths(), draw.eighths(nonzero=True))
def test_data_on_a_line_give_the_line(student, table, value, slope):
    x, _ = table
    check_interpolant(student, x, value + slope * x)


@question(
    "relu_interpolant",
    weight=1,
    hint="relu(t - x_k) is as exact far from 0 as near it; differences of large numbers are not.",
)
def test_net_is_right_a_million_away_from_the_origin(student, rng):
    for shift in (1e6, -1e6):
        x = shift + np.cumsum(rng.uniform(0.1, 2, 6))
        check_interpolant(student, x, rng.normal(size=6))


@question(
    "relu_interpolant",
    weight=0.5,
    hint="Interpolation is linear in y, keeps constants, and does not see where 0 is.",
)
@few
@given(tables(), draw.eighths(nonzero=True), draw.eighths(nonzero=True), draw.eighths())
def test_scaled_and_shifted_tables_give_the_scaled_and_shifted_net(
    student, table, factor, c, s
):
    x, y = table
    assume(np.all(ref.jumps(x, y)))
    one = line_net(student.relu_interpolant(x, y))
    other = line_net(student.relu_interpolant(x + s, factor * y + c))
    t = np.linspace(x[0], x[-1], 41)
    tol = COARSE * (tolerance(x, y) + tolerance(x, factor * y + c))
    agree(at(other, t + s), factor * at(one, t) + c, tol, "the net")


@question("relu_interpolant", weight=0.5, hint="x -= x[0] writes into the caller's array.")
def test_knots_and_values_are_left_unchanged(student, rng):
    # Gaps and values of size one: the tolerance stays below every value.
    x = np.cumsum(rng.integers(8, 17, 5)) / 8
    y = rng.choice((-1, 1), 5) * rng.integers(8, 33, 5) / 8
    net, after = student.keeping_arguments("relu_interpolant", x, y)
    unchanged(after[0], x, "x")
    unchanged(after[1], y, "y")
    agree(at(line_net(net), x), y, COARSE * tolerance(x, y), "net at the knots")


BAD_TABLES = (
    ([0.0], [1.0], "a single knot"),
    ([], [], "an empty table"),
    ([0.0, 2.0, 1.0], [0.0, 1.0, 2.0], "knots that are not sorted"),
    ([0.0, 1.0, 1.0], [0.0, 1.0, 2.0], "a knot that occurs twice"),
    ([0.0, 1.0, 2.0], [0.0, 1.0], "fewer values than knots"),
    ([0.0, 1.0], [0.0, 1.0, 2.0], "fewer knots than values"),
    ([[0.0, 1.0], [2.0, 3.0]], [[0.0, 1.0], [2.0, 3.0]], "knots with two axes"),
    ([0.0, math.nan, 2.0], [0.0, 1.0, 2.0], "NaN among the knots"),
    ([0.0, 1.0, math.inf], [0.0, 1.0, 2.0], "an infinite knot"),
    ([0.0, 1.0], [0.0, math.nan], "NaN among the values"),
    ([0.0, 1.0], [math.inf, 0.0], "an infinite value"),
)


@question("relu_interpolant", weight=1.5, hint="np.diff(x) > 0 is False for NaN, too.")
def test_tables_that_are_none_are_refused(student):
    for x, y, what in BAD_TABLES:
        checks.refuses(lambda: student.relu_interpolant(np.array(x), np.array(y)), what)


# -------------------------------------------------------------------------- Lipschitz


def in_turn(low, high, t):
    return high if t % 2 else low


ANSWERS = {
    "as high as it can": lambda low, high, t: high,
    "as low as it can": lambda low, high, t: low,
    "high and low in turn": in_turn,
    "in the middle": lambda low, high, t: (low + high) / 2,
    "a quarter of the way up": lambda low, high, t: low + (high - low) / 4,
}


@st.composite
def tasks(drawn):
    """L and eps with L/(2 eps) at least 1/8 away from every integer: ceil is no matter of luck."""
    cells = drawn(st.integers(1, 6)) - drawn(st.integers(1, 7)) / 8
    L = drawn(st.sampled_from((1.0, 0.5, 2.0, 5.0)))
    return L, L / (2 * cells)


def adversary(how, L, start=0.0, budget=None):
    return ref.LipschitzAdversary(
        L, ANSWERS.get(how, how), start=start, budget=budget, name=f"f answering {how}"
    )


def zeros(L, budget=None):
    f = adversary(lambda low, high, t: 0.0, L, budget=budget)
    f.name = "f answering 0"
    return f


def generous(L, eps):
    """Queries allowed where the number of queries is not the point."""
    return 20 * ref.budget(L, eps) + 100


def worst_case(net, f):
    """Return the largest error against all functions that answer as f did."""
    with np.errstate(all="ignore"):
        return ref.worst_case_error(net, f.points, f.answers, f.L)


def rounding(f):
    return 1e-9 * (1 + f.L + max(map(abs, f.answers), default=0.0))


def draw_envelope(ax, net, f, eps):
    t = np.linspace(0, 1, 500)
    cone = f.L * np.abs(t[:, None] - f.points)
    values = np.array(f.answers)
    low, high = (values - cone).max(axis=1), (values + cone).min(axis=1)
    ax.fill_between(t, low, high, alpha=0.2, label="what f can be")
    ax.fill_between(t, at(net, t) - eps, at(net, t) + eps, alpha=0.2, label="your net ± ε")
    ax.plot(f.points, values, "o", ms=4, label="answers")
    ax.set(xlabel="t")
    ax.legend(fontsize=7)


def check_worst_case(student, f, L, eps, picture, factor=1.0):
    """Check that the net is within factor * eps of all that f can be; return the net."""
    net = line_net(student.approximate_lipschitz(f, L, eps))
    if f.calls:
        picture.draw(lambda ax: draw_envelope(ax, net, f, eps))
    checks.holds(f.calls > 0, "f was not asked, so it can be anything")
    error = worst_case(net, f)
    checks.holds(
        error <= factor * eps + rounding(f),
        f"some {L:g}-Lipschitz function gives the same answers and is farther than "
        f"{'eps' if factor == 1 else f'{factor:g} eps'} from the net",
    )
    return net


@question(
    "approximate_lipschitz",
    weight=2.5,
    hint="All answers 0 leave room for a tooth of height L/(2n) between neighbours at distance 1/n. "
    "How far from a query may a point be?",
)
@given(tasks())
def test_net_is_within_eps_of_every_function_that_vanishes_where_it_was_asked(
    student, picture, task
):
    check_worst_case(student, zeros(task[0], generous(*task)), *task, picture)


@question(
    "approximate_lipschitz",
    weight=3,
    hint="Between two queries f may run along either cone. Join the answers; a step function that "
    "takes them from one side errs twice as much.",
)
@settings(max_examples=12)  # each of them meets five adversaries
@given(tasks(), draw.eighths())
def test_net_is_within_eps_of_every_function_that_gives_the_same_answers(
    student, picture, task, start
):
    for how in ANSWERS:
        f = adversary(how, task[0], start, generous(*task))
        check_worst_case(student, f, *task, picture)


@question(
    "approximate_lipschitz",
    weight=1,
    hint="If it is right for every function that answers so, it is right for this one.",
)
def test_net_is_within_eps_of_distances_and_waves(student, rng):
    random = (
        (float(rng.uniform(0.2, 0.8)), int(rng.integers(2, 9)) - 0.4) for _ in range(2)
    )
    for c, cells in ((0.5, 1.6), (0.25, 7.6), (1 / 16, 7.6), *random):
        L = float(rng.integers(1, 9)) / 2
        eps = L / (2 * cells)
        omega = float(rng.uniform(3, 20))
        for f, name in (
            (lambda t: L * np.abs(t - c), f"{L:g}|t - {c:.3f}|"),
            (
                lambda t: L * np.sin(omega * t) / omega,
                f"{L:g} sin({omega:.3f} t)/{omega:.3f}",
            ),
        ):
            asked = Oracle(f, shape=(), budget=generous(L, eps), name=f"f(t) = {name}")
            net = line_net(student.approximate_lipschitz(asked, L, eps))
            t = np.concatenate([[c], np.linspace(0, 1, 501)])
            agree(at(net, t), f(t), eps + 1e-9 * (1 + L), f"net for f(t) = {name}")


@question(
    "approximate_lipschitz",
    weight=2,
    hint="A right net may still have cost too much: n cells of length 1/n err by L/(2n), not L/n.",
)
@given(tasks())
def test_no_more_calls_than_the_budget(student, picture, task):
    f = adversary("a quarter of the way up", task[0], budget=ref.budget(*task))
    check_worst_case(student, f, *task, picture, factor=4.0)


@question(
    "approximate_lipschitz",
    weight=1.5,
    hint="Interpolation needs one unit a cell. Two units a step are too many.",
)
@few
@given(tasks())
def test_no_more_hidden_units_than_the_budget(student, picture, task):
    f = adversary("high and low in turn", task[0], budget=generous(*task))
    net = check_worst_case(student, f, *task, picture, factor=4.0)
    units, most = nets.hidden_units(net), ref.budget(*task)
    checks.holds(units <= most, f"{units} hidden units, {most} are allowed")


@question(
    "approximate_lipschitz",
    weight=1,
    hint="L = 0: the budget is one call, and one answer tells everything.",
)
def test_a_lipschitz_constant_of_zero_gives_a_constant_after_one_call(student):
    for value in (2.5, -1.25):
        f = Oracle(lambda t: value, shape=(), budget=1, name=f"f(t) = {value}")
        net = line_net(student.approximate_lipschitz(f, 0.0, 0.125))
        checks.holds(nets.hidden_units(net) == 1, "one hidden unit is allowed")
        agree(at(net, np.linspace(0, 1, 9)), value, 1e-9, f"net for f(t) = {value}")


@question(
    "approximate_lipschitz",
    weight=1,
    hint="If eps is large, two answers (or one in the middle) are enough.",
)
def test_a_crude_accuracy_needs_two_calls_at_most(student, picture):
    for L, eps in ((1.0, 1.5), (3.0, 40.0), (0.25, 0.5)):
        for how in ANSWERS:
            f = adversary(how, L, start=7.0, budget=2)
            net = check_worst_case(student, f, L, eps, picture)
            checks.holds(nets.hidden_units(net) <= 2, "two hidden units are allowed")


@question("approximate_lipschitz", weight=1, hint="Check L and eps before you ask f.")
def test_negative_constants_and_accuracies_that_are_not_positive_are_refused(student):
    for L, eps, what in (
        (-1.0, 0.5, "L = -1"),
        (1.0, 0.0, "eps = 0"),
        (1.0, -0.5, "eps = -0.5"),
        (0.0, 0.0, "eps = 0 with L = 0"),
        (math.nan, 0.5, "L = nan"),
        (math.inf, 0.5, "L = inf"),
        (1.0, math.nan, "eps = nan"),
        (1.0, math.inf, "eps = inf"),
    ):
        checks.refuses(lambda: student.approximate_lipschitz(lambda t: 0.0, L, eps), what)


# -------------------------------------------------------------------------- distance


def joined(net, W, b, V):
    """Return a net with further units."""
    (W0, b0), (V0, c) = net
    return [
        (np.vstack([W0, np.reshape(W, (-1, 1))]), np.append(b0, b)),
        (np.append(V0, np.reshape(V, (1, -1)), axis=1), c),
    ]


RAMP = [(np.ones((1, 1)), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))]
"""relu(t)."""
KINK_OUTSIDE = (
    joined(RAMP, [1.0], [-2.0], [4.0]),
    np.array([0.0, 1.0]),
    np.array([0.25, 0.25]),
)
FAR_AT_A_FALLING_KINK = (
    [(-np.ones((1, 1)), np.ones(1)), (np.ones((1, 1)), np.zeros(1))],
    np.array([0.0, 2.0]),
    np.array([1.0, 0.0]),
)
FAR_AT_A_KNOT = RAMP, np.array([0.0, 1.0, 2.0]), np.array([0.0, 5.0, 2.0])

PLACES = (4, 2, 6, 1, 3, 5, 7, -4, 12)
"""Of kinks, in eighths of the interval: mostly inside."""


@st.composite
def distances(drawn):
    """A net and a table; in half of the cases the table follows the net up to 1/8.

    So the distance is attained at knots and at kinks. All numbers are exact.
    """
    x, y = drawn(tables())
    h = drawn(st.integers(1, 4))
    w, v = (
        drawn(draw.eighths(h, bound=2, nonzero=True)),
        drawn(draw.eighths(h, nonzero=True)),
    )
    places = drawn(st.lists(st.sampled_from(PLACES), min_size=h, max_size=h))
    kinks = x[0] + np.array(places) / 8 * (x[-1] - x[0])
    net = [(w[:, None], -w * kinks), (v[None], drawn(draw.eighths(1)))]
    return net, x, at(net, x) + y / 32 if drawn(st.booleans()) else y


def check_distance(student, net, x, y, want=None):
    """Check the distance to the interpolant of (x, y), by the reference if `want` is None."""
    want = ref.sup_distance(net, x, y) if want is None else want
    size = max(1.0, float(np.abs(y).max()), float(np.abs(at(net, x[[0, -1]])).max()))
    result = student.sup_distance(net, x, y)
    checks.close(result, want, "distance", rtol=1e-9, atol=1e-9 * size, double=True)
    return checks.number(result, "distance")


def disguised(net, rng, place):
    """Return the same function by scaled, shuffled units and an idle one with its kink there."""
    (W, b), (V, c) = net
    scale = rng.choice([0.25, 0.5, 1.0, 2.0, 4.0], len(b))
    W, b, V = W * scale[:, None], b * scale, V / scale
    W, b, V = (
        np.vstack([W, [[1.5]]]),
        np.append(b, -1.5 * place),
        np.append(V, [[0.0]], axis=1),
    )
    order = rng.permutation(len(b))
    return [(W[order], b[order]), (V[:, order], c.copy())]


@question(
    "sup_distance",
    weight=3,
    hint="The difference is piecewise linear: it is extremal at a knot or at a kink -b_j/w_j.",
)
@given(distances())
@example(KINK_OUTSIDE)
@example(FAR_AT_A_KNOT)
@example(FAR_AT_A_FALLING_KINK)
def test_distance_is_the_maximum_over_knots_and_kinks(student, problem):
    check_distance(student, *problem)


@question(
    "sup_distance",
    weight=3,
    hint="No grid sees a spike of width 1e-7. Where can a piecewise linear function be extremal?",
)
def test_a_spike_of_width_1e_7_is_seen(student, rng):
    delta = 2.0**-23
    for side, sign in ((1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)):
        x = np.cumsum(rng.integers(2, 9, 4)) / 4 - 3
        y = rng.integers(-16, 17, 4) / 8
        k = int(rng.integers(0, 3))
        place = (
            x[k] + round(float(rng.uniform(0.1, 0.4)) * (x[k + 1] - x[k]) * 2**20) / 2**20
        )
        H = float(rng.integers(8, 33)) / 8
        scale = side * 2.0 ** rng.integers(-2, 3, 3)
        kinks = place + delta * np.array([-1.0, 0.0, 1.0])
        net = joined(
            ref.relu_interpolant(x, y),
            scale,
            -scale * kinks,
            sign * H / delta * np.array([1.0, -2.0, 1.0]) / np.abs(scale),
        )
        # Slopes of 1e7 times distances of 10 cancel: rounding may take 1e-8 of H.
        result = student.sup_distance(net, x, y)
        checks.close(result, H, "distance", rtol=0.0, atol=1e-7 * H, double=True)


@question(
    "sup_distance",
    weight=0.5,
    hint="The interval is closed: the largest error may sit at its first or last knot.",
)
@few
@given(tables(), draw.eighths(nonzero=True), st.booleans())
def test_errors_at_the_ends_of_the_interval_count(student, table, slope, left):
    x, y = table
    net = ref.relu_interpolant(x, y)
    edge = x[0] if left else x[-1]
    s = 1.0 if left else -1.0
    near = edge + s * (x[-1] - x[0]) / 4
    net = joined(net, [-s], [s * near], [slope])
    check_distance(student, net, x, y, abs(slope) * (x[-1] - x[0]) / 4)


@question(
    "sup_distance",
    weight=1,
    hint="A unit with w_j = 0 has no kink (do not divide), a kink outside the interval is none.",
)
def test_units_without_a_kink_in_the_interval_and_units_with_one_kink_are_no_trouble(
    student,
):
    x, y = np.array([-1.0, 0.5, 2.0]), np.array([0.5, -1.0, 1.5])
    for w, b, v in (
        ([0.0, 0.0], [1.5, -1.0], [1.0, 2.0]),  # constant units, on and off
        ([0.0, 1.0], [0.0, -0.25], [1.0, 0.5]),  # 0/0
        ([1.0, 1.0], [-40.0, 30.0], [0.5, 0.25]),  # kinks at 40 and -30
        ([1.0, -2.0, 0.5], [-0.25, 0.5, -0.125], [2.0, -0.5, 1.0]),  # all at 1/4
        ([0.0, 1.0, -1.0, 3.0], [2.0, -9.0, 0.75, -2.25], [0.25, 1.0, -2.0, 1.5]),
    ):
        net = [(np.array(w)[:, None], np.array(b)), (np.array([v]), np.array([0.75]))]
        check_distance(student, net, x, y)
    far = joined(ref.relu_interpolant(x, y), [1.0, -1.0], [-2.0, -1.0], [5.0, 5.0])
    check_distance(student, joined(far, [0.0], [1.0], [0.5]), x, y, 0.5)


@question(
    "sup_distance",
    weight=0.75,
    hint="Equal functions have distance 0, whatever their units; anything else has not.",
)
@few
@given(tables(least=3), draw.seeds())
def test_distance_is_zero_for_the_interpolant_in_disguise_and_sees_a_shift(
    student, table, seed
):
    x, y = table
    net = ref.relu_interpolant(x, y)
    net = disguised(net, np.random.default_rng(seed), (x[0] + x[-1]) / 2)
    tol = tolerance(x, y) / 10
    agree(checks.number(student.sup_distance(net, x, y), "distance"), 0.0, tol, "distance")
    net[1] = (net[1][0], net[1][1] + 0.375)
    shifted = checks.number(student.sup_distance(net, x, y), "distance after a shift")
    agree(shifted, 0.375, tol, "distance after a shift")


def same_interval(drawn_x, start, end):
    """Move knots affinely to [start, end]."""
    return start + (drawn_x - drawn_x[0]) / (drawn_x[-1] - drawn_x[0]) * (end - start)


def positive(value):
    got = checks.number(value, "distance")
    checks.holds(got > 0, "distance: two different functions have a positive distance")
    return got


@question("sup_distance", weight=0.5, hint="|f - g| = |g - f|.")
@few
@given(tables(least=3), tables())
def test_distance_of_two_interpolants_is_symmetric(student, one, other):
    x, y = one
    u, v = other
    u = same_interval(u, x[0], x[-1])
    u[-1] = x[-1]
    # They differ inside; an error at the ends alone has a test of its own.
    assume(np.abs(np.interp(x[1:-1], u, v) - y[1:-1]).max() > 1e-3)
    there = positive(student.sup_distance(ref.relu_interpolant(x, y), u, v))
    back = positive(student.sup_distance(ref.relu_interpolant(u, v), x, y))
    tol = (tolerance(x, y) + tolerance(u, v)) / 10
    agree(back, there, tol, "the distance the other way round")


@question("sup_distance", weight=0.5, hint="|f - h| <= |f - g| + |g - h| at every point.")
@few
@given(st.integers(3, 5).flatmap(lambda m: draw.eighths((3, m))))
@example(np.outer([0.0, 1.0, 2.0], np.ones(3)))
@example(np.array([[1.0, 2.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, 3.0]]))
def test_distances_obey_the_triangle_inequality(student, rows):
    assume(len(set(rows[:, 1])) == 3)
    y, y2, y3 = rows
    x = np.cumsum(np.arange(len(y))) / 4
    f, g = ref.relu_interpolant(x, y), ref.relu_interpolant(x, y2)
    fg, gh = student.sup_distance(f, x, y2), student.sup_distance(g, x, y3)
    fh = positive(student.sup_distance(f, x, y3))
    total = positive(fg) + positive(gh)
    checks.at_most(fh, total, "the distance of the first and the third", slack=1e-7)


@question("sup_distance", weight=0.5, hint="Work on copies.")
def test_net_and_table_are_left_unchanged(student):
    x, y = np.array([0.0, 1.0, 2.5]), np.array([0.5, -1.0, 0.25])
    net = joined(ref.relu_interpolant(x, y), [-1.0], [1.5], [2.0])
    result, after = student.keeping_arguments("sup_distance", net, x, y)
    for before, layer in zip(net, checks.items(after[0], "net", 2), strict=True):
        for a, b in zip(before, checks.items(layer, "layer", 2), strict=True):
            unchanged(b, a, "net")
    unchanged(after[1], x, "x")
    unchanged(after[2], y, "y")
    checks.close(result, ref.sup_distance(net, x, y), "distance")


@question("sup_distance", weight=1, hint="Look at the shapes of the net before you use it.")
def test_other_nets_and_bad_tables_are_refused(student):
    x, y = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    one, two = np.ones((1, 1)), np.ones((2, 1))
    good = [(two, np.zeros(2)), (two.T, np.zeros(1))]
    for net, what in (
        ([(one, np.zeros(1))], "a net without a hidden layer"),
        ([*good, (one, np.zeros(1))], "a net with two hidden layers"),
        ([(np.ones((2, 2)), np.zeros(2)), (two.T, np.zeros(1))], "a net of two inputs"),
        ([(two, np.zeros(2)), (np.ones((2, 2)), np.zeros(2))], "a net with two outputs"),
        ([(0 * two, np.ones(2)), (np.ones((2, 2)), np.zeros(2))], "two constant outputs"),
    ):
        checks.refuses(lambda: student.sup_distance(net, x, y), what)
    for u, v, what in BAD_TABLES:
        checks.refuses(lambda: student.sup_distance(good, np.array(u), np.array(v)), what)


# -------------------------------------------------------------------------- bump


@st.composite
def boxes(drawn, least=1, most=3):
    """Corners and delta, multiples of 1/8."""
    d = drawn(st.integers(least, most))
    lo = drawn(draw.eighths(d, bound=2))
    sides = drawn(st.lists(st.integers(0, 16), min_size=d, max_size=d))
    delta = drawn(st.sampled_from((1.0, 0.5, 0.125, 2.0)))
    return lo, lo + np.array(sides) / 8, delta


def bump(student, lo, hi, delta):
    """Return the bump as a function of (n, d) arrays and the error allowed.

    It must be 1 in the middle and not positive far away in all coordinates, so that no
    constant has any of the properties.
    """
    value = student.box_bump(lo, hi, delta)
    net = checks.network(value, "net", inputs=len(lo), outputs=1)
    checks.holds(len(net) == 3, "net: two hidden layers means three pairs (W, b)")
    tol = checks.rtol_for(value, rtol=1e-9)

    def f(X):
        with np.errstate(all="ignore"):
            return nets.relu_net(net, np.atleast_2d(X))[:, 0]

    agree(f((lo + hi) / 2), 1.0, tol, "net in the middle of the box")
    checks.holds(bool(f(hi + 2 * delta)[0] <= tol), "net is positive far from the box")
    return f, tol, net


def inside(rng, lo, hi, n):
    """Return n points of the box, then its corners and the centres of its faces."""
    d = len(lo)
    corners = np.array(np.meshgrid(*[[0.0, 1.0]] * d)).reshape(d, -1).T
    faces = np.full((2 * d, d), 0.5)
    faces[np.arange(2 * d), np.repeat(np.arange(d), 2)] = np.tile([0.0, 1.0], d)
    return lo + np.vstack([rng.random((n, d)), corners, faces]) * (hi - lo)


def pushed_out(rng, X, lo, hi, delta, coordinates):
    """Move the given coordinates of each point at least delta away from the box."""
    X = X.copy()
    for i in coordinates:
        distance = delta * rng.choice([1.0, 1.0, 1.125, 2.0, 4.0], len(X))
        above = rng.random(len(X)) < 0.5
        X[:, i] = np.where(above, hi[i] + distance, lo[i] - distance)
    return X


def check_bump(student, lo, hi, delta, rng):
    """Check all three properties of a bump."""
    f, tol, _ = bump(student, lo, hi, delta)
    X = inside(rng, lo, hi, 20)
    agree(f(X), 1.0, tol, "net on the box")
    for i in range(len(lo)):
        agree(f(pushed_out(rng, X, lo, hi, delta, [i])), 0.0, tol, "net outside")
    near = f(rng.uniform(lo - 2 * delta, hi + 2 * delta, (50, len(lo))))
    checks.holds(bool(((near >= -tol) & (near <= 1 + tol)).all()), "a value outside [0, 1]")


@question(
    "box_bump",
    weight=2,
    hint="On the box every coordinate says yes: the sum of d ones is d, and d - (d - 1) = 1.",
)
@given(boxes(), draw.seeds())
def test_bump_is_one_on_the_box_with_its_corners_and_faces(student, box, seed):
    lo, hi, _ = box
    f, tol, _ = bump(student, *box)
    agree(f(inside(np.random.default_rng(seed), lo, hi, 5)), 1.0, tol, "net on the box")


@question(
    "box_bump",
    weight=3,
    hint="A point may be outside in one coordinate only. Then d - 1 coordinates still say yes: the "
    "last relu has to cut them off. A mean of the d coordinates does not.",
)
@given(boxes(least=2), draw.seeds())
def test_bump_vanishes_at_points_outside_in_one_coordinate_only(student, box, seed):
    lo, hi, delta = box
    rng = np.random.default_rng(seed)
    f, tol, _ = bump(student, *box)
    for i in range(len(lo)):
        X = pushed_out(rng, inside(rng, lo, hi, 5), lo, hi, delta, [i])
        agree(f(X), 0.0, tol, "net at points outside in one coordinate")


@question(
    "box_bump",
    weight=1,
    hint="Zero, not negative: where several coordinates say no, the sum goes below 0.",
)
@few
@given(boxes(least=2), draw.seeds())
def test_bump_vanishes_at_points_outside_in_several_coordinates(student, box, seed):
    lo, hi, delta = box
    rng = np.random.default_rng(seed)
    f, tol, _ = bump(student, *box)
    for k in range(2, len(lo) + 1):
        which = rng.choice(len(lo), k, replace=False)
        X = pushed_out(rng, inside(rng, lo, hi, 5), lo, hi, delta, which)
        agree(f(X), 0.0, tol, f"net at points outside in {k} coordinates")


@question(
    "box_bump",
    weight=2,
    hint="Also in the collar, between the box and the larger box, 0 <= net <= 1.",
)
@given(boxes(), draw.seeds())
def test_values_lie_between_zero_and_one(student, box, seed):
    lo, hi, delta = box
    f, tol, _ = bump(student, *box)
    X = np.random.default_rng(seed).uniform(lo - 3 * delta, hi + 3 * delta, (40, len(lo)))
    values = f(X)
    checks.holds(bool((values >= -tol).all()), "net takes negative values")
    checks.holds(bool((values <= 1 + tol).all()), "net takes values above 1")


@question(
    "box_bump",
    weight=0.5,
    hint="Four kinks a coordinate, and one relu for the sum. The last layer has no relu.",
)
@few
@given(boxes())
def test_bump_has_at_most_four_units_a_coordinate_and_one(student, box):
    _, _, net = bump(student, *box)
    units, most = nets.hidden_units(net), 4 * len(box[0]) + 1
    checks.holds(units <= most, f"{units} hidden units, {most} are allowed")


@question("box_bump", weight=0.5, hint="d = 1: a trapezoid on an interval.")
@few
@given(boxes(most=1), draw.seeds())
def test_bump_on_an_interval(student, box, seed):
    check_bump(student, *box, np.random.default_rng(seed))


@question("box_bump", weight=0.5, hint="lo = hi is a point; the bump is 1 there.")
@few
@given(boxes(), draw.seeds())
def test_bump_on_a_point(student, box, seed):
    lo, _, delta = box
    check_bump(student, lo, lo.copy(), delta, np.random.default_rng(seed))


@question(
    "box_bump", weight=1, hint="W_1 has the shape (units, d). Is 1/delta in its place?"
)
def test_bump_on_random_boxes_in_five_dimensions(student, rng):
    for d in (2, 4, 5):
        lo = rng.normal(size=d)
        hi = lo + rng.uniform(0.1, 2, d)
        check_bump(student, lo, hi, float(rng.uniform(0.05, 1.5)), rng)


@question("box_bump", weight=0.5, hint="lo -= delta writes into the caller's array.")
def test_corners_are_left_unchanged(student, rng):
    lo = rng.integers(-16, 17, 2) / 8
    hi = lo + 0.5
    value, after = student.keeping_arguments("box_bump", lo, hi, 0.25)
    unchanged(after[0], lo, "lo")
    unchanged(after[1], hi, "hi")
    net = checks.network(value, "net", inputs=2, outputs=1)
    agree(
        nets.relu_net(net, [lo])[0, 0], 1.0, checks.rtol_for(value, rtol=1e-9), "net at lo"
    )


@question("box_bump", weight=1, hint="A box that is empty has no bump.")
def test_empty_boxes_and_collars_that_are_not_positive_are_refused(student):
    zero, one = np.zeros(2), np.ones(2)
    for lo, hi, delta, what in (
        (zero, one, 0.0, "delta = 0"),
        (zero, one, -0.5, "delta = -0.5"),
        (zero, one, math.nan, "delta = nan"),
        (zero, one, math.inf, "delta = inf"),
        (zero, np.array([1.0, -1.0]), 0.5, "hi < lo in one coordinate"),
        (zero, np.ones(3), 0.5, "corners of different lengths"),
        (zero, np.ones(1), 0.5, "corners of the shapes (2,) and (1,)"),
        (np.zeros(0), np.zeros(0), 0.5, "corners without coordinates"),
        (np.zeros((2, 2)), np.ones((2, 2)), 0.5, "corners with two axes"),
        (np.array([0.0, math.nan]), one, 0.5, "NaN in lo"),
        (np.array([0.0, -math.inf]), one, 0.5, "an infinite lower corner"),
        (zero, np.array([1.0, math.inf]), 0.5, "an infinite upper corner"),
    ):
        checks.refuses(lambda: student.box_bump(lo, hi, delta), what)


# -------------------------------------------------------------------------- rank

SIGMAS = {
    "relu(t)": lambda t: np.maximum(t, 0.0),
    "t": lambda t: t,
    "t^2": lambda t: t**2,
    "|t|": np.abs,
}


def sigma(name, f=None):
    return Oracle(f or SIGMAS[name], shape=None, name=f"sigma(t) = {name}")


def is_clear(Phi, rtol=1e-9):
    """True if no singular value is near the threshold, so that rounding decides nothing.

    Zeros come out as 1e-16; every way of computing the others keeps them within a factor 2.
    """
    s = np.linalg.svd(Phi, compute_uv=False)
    relative = s / s[0] if s[0] > 0 else s
    return not ((relative > rtol / 1e3) & (relative < rtol * 1e2)).any()


def generic(rng, f, rank, m, n, d):
    """Draw m units and n points in R^d whose features clearly have this rank."""
    while True:
        W, b, X = rng.normal(size=(m, d)), rng.normal(size=m), rng.normal(size=(n, d))
        if is_clear(ref.features(f, W, b, X)) and ref.feature_rank(f, W, b, X) == rank:
            return W, b, X


def check_rank(value, want, name="rank"):
    got = checks.integer(value, name)
    checks.holds(got == want, f"{name}: {got} is wrong")


@st.composite
def feature_problems(drawn):
    """An activation, weights (m, d), biases, points (n, d), all multiples of 1/8."""
    d, m, n = drawn(st.integers(1, 2)), drawn(st.integers(1, 5)), drawn(st.integers(1, 5))
    name = drawn(st.sampled_from(tuple(SIGMAS)))
    W, b = drawn(draw.eighths((m, d), bound=1)), drawn(draw.eighths(m, bound=1))
    X = drawn(draw.eighths((n, d), bound=1))
    assume(is_clear(ref.features(SIGMAS[name], W, b, X)))
    return name, W, b, X


@question(
    "feature_rank",
    weight=3,
    hint="Phi has a row for each point and a column for each unit, sigma(w_j . x_i + b_j).",
)
@given(feature_problems())
def test_rank_is_that_of_the_matrix_of_features(student, problem):
    name, W, b, X = problem
    want = ref.feature_rank(SIGMAS[name], W, b, X)
    check_rank(student.feature_rank(sigma(name), W, b, X), want)


@question(
    "feature_rank",
    weight=2.5,
    hint="Polynomials of degree k in d variables have dimension C(d + k, k); no number of units "
    "spans more, and generic ones span all. The biases count, too.",
)
def test_units_with_the_activation_t_to_the_k_span_the_polynomials_of_degree_k(
    student, rng
):
    for k in (1, 2, 3):
        for d in (1, 2, 3):
            want = math.comb(d + k, k)
            f = lambda t: t**k  # noqa: E731
            m, n = want + int(rng.integers(0, 5)), want + int(rng.integers(0, 5))
            W, b, X = generic(rng, f, want, m, n, d)
            result = student.feature_rank(sigma(f"t^{k}", f), W, b, X)
            check_rank(result, want, f"rank for t^{k} in dimension {d}")


@question(
    "feature_rank",
    weight=1,
    hint="ReLU is no polynomial: generic units are as independent as the points allow.",
)
def test_generic_relu_units_are_independent(student, rng):
    relu = SIGMAS["relu(t)"]
    while True:
        X = rng.normal(size=(30, 3))
        W = rng.normal(size=(60, 3))
        b = -(W * X[rng.integers(0, 30, 60)]).sum(axis=1) + rng.normal(size=60) / 4
        if is_clear(ref.features(relu, W, b, X)) and ref.feature_rank(relu, W, b, X) == 30:
            break
    check_rank(student.feature_rank(sigma("relu(t)"), W, b, X), 30)


@question(
    "feature_rank",
    weight=2,
    hint="'Large' means large against the largest singular value: the rank of 1e-6 Phi is that of "
    "Phi. An absolute tolerance does not know the scale.",
)
def test_rank_does_not_depend_on_the_scale_of_the_activation(student, rng):
    W, b, X = generic(rng, lambda t: t**2, 6, 9, 8, 2)
    for factor in (1e6, 1e-6, 1e-12, 1e12):
        square = sigma(f"{factor:g} t^2", lambda t: factor * t**2)
        check_rank(student.feature_rank(square, W, b, X), 6, f"rank for {factor:g} t^2")


@question(
    "feature_rank",
    weight=1.5,
    hint="Singular values above rtol times the largest count. Those of Phi, not of Phi^T Phi, "
    "where half of the digits are lost.",
)
def test_singular_values_count_above_rtol_times_the_largest(student, rng):
    s = np.array([1.0, 1e-3, 1e-7, 1e-12]) * 5
    U = np.linalg.qr(rng.normal(size=(6, 4)))[0]
    W, b = np.linalg.qr(rng.normal(size=(4, 4)))[0], np.zeros(4)
    default = student.feature_rank(sigma("t"), W, b, U * s)
    check_rank(default, 3, "rank with the default rtol")
    for rtol, want in ((1e-2, 1), (1e-5, 2), (1e-10, 3), (0.5, 1), (0.0, 4)):
        result = student.feature_rank(sigma("t"), W, b, U * s, rtol)
        check_rank(result, want, f"rank with rtol = {rtol:g}")


@question(
    "feature_rank",
    weight=0.5,
    hint="The rank is that of the span: order and repetition do not matter.",
)
@few
@given(feature_problems(), draw.seeds())
def test_order_and_repetition_of_units_and_points_do_not_matter(student, problem, seed):
    name, W, b, X = problem
    rng = np.random.default_rng(seed)
    want = ref.feature_rank(SIGMAS[name], W, b, X)
    units = rng.permutation(np.append(np.arange(len(b)), rng.integers(len(b))))
    points = rng.permutation(np.append(np.arange(len(X)), rng.integers(len(X))))
    again = student.feature_rank(sigma(name), W[units], b[units], X[points])
    check_rank(again, want, "rank after a shuffle with a repetition")


@question(
    "feature_rank",
    weight=1,
    hint="If all singular values are 0, none is larger than rtol times the largest.",
)
def test_rank_is_zero_if_no_unit_is_ever_on_and_one_for_a_single_point(student, rng):
    X = rng.integers(-8, 9, (4, 2)) / 8
    W, b = rng.integers(-8, 9, (3, 2)) / 8, np.full(3, -4.0)
    check_rank(student.feature_rank(sigma("relu(t)"), W, b, X), 0, "rank of Phi = 0")
    one = student.feature_rank(sigma("relu(t)"), W, -b, X[:1])
    check_rank(one, 1, "rank for a single point")
    unit = student.feature_rank(sigma("relu(t)"), W[:1], -b[:1], X)
    check_rank(unit, 1, "rank for a single unit")


@question("feature_rank", weight=0.5, hint="W += ... writes into the caller's array.")
def test_weights_biases_and_points_are_left_unchanged(student):
    W, b = (
        np.array([[1.0], [2.0], [-1.0], [0.5], [3.0]]),
        np.array([0.0, 1.0, 2.0, -1.0, 0.5]),
    )
    X = np.array([[1.0], [-1.5], [2.0], [0.5]])
    args = (sigma("t^2"), W, b, X)
    value, after = student.keeping_arguments("feature_rank", *args)
    for a, before, name in zip(after[1:], (W, b, X), ("W", "b", "X"), strict=True):
        unchanged(a, before, name)
    check_rank(value, 3)


@question("feature_rank", weight=1, hint="Broadcasting hides a wrong shape of b.")
def test_features_that_do_not_fit_together_are_refused(student):
    step = lambda t: np.where(np.asarray(t) > 0, 1.0, 0.0)  # noqa: E731  # it hides NaN
    W, b, X = np.ones((3, 2)), np.zeros(3), np.ones((3, 2))
    nan = np.array([0.0, math.nan, 0.0])
    for W_, b_, X_, rtol, what in (
        (W, b, np.ones((3, 3)), 1e-9, "points of another dimension than the weights"),
        (W, b, np.ones(2), 1e-9, "X with one axis"),
        (np.ones(2), np.zeros(1), X, 1e-9, "W with one axis"),
        (W, np.zeros(1), X, 1e-9, "one bias for three units"),
        (W, np.zeros((3, 1)), X, 1e-9, "b with two axes"),
        (W, b, np.ones((0, 2)), 1e-9, "no points"),
        (np.ones((0, 2)), np.zeros(0), X, 1e-9, "no units"),
        (np.ones((3, 0)), b, np.ones((3, 0)), 1e-9, "no coordinates"),
        (W * math.nan, b, X, 1e-9, "NaN in W"),
        (W, nan, X, 1e-9, "NaN in b"),
        (W, b, X * math.inf, 1e-9, "infinity in X"),
        (W, b, X, -1e-9, "a negative rtol"),
        (W, b, X, 1.0, "rtol = 1"),
    ):
        checks.refuses(lambda: student.feature_rank(step, W_, b_, X_, rtol), what)


# -------------------------------------------------------------------------- monomials

STEPS = (0.2, 0.1, 0.05)
GRID = np.linspace(-1, 1, 41)


def logistic_derivatives(t):
    """Softplus and its first four derivatives."""
    p = 1 / (1 + math.exp(-t))
    q = p * (1 - p)
    return math.log1p(math.exp(t)), p, q, q * (1 - 2 * p), q * (1 - 6 * q)


def activations(rng):
    """Activations with a bias and their derivatives there, none of them near 0."""
    b = float(rng.uniform(-1, 1))
    yield "exp", np.exp, b, (math.exp(b),) * 5
    b = float(rng.uniform(0.5, 1.0) + math.pi / 2 * rng.integers(-3, 3))
    yield "sin", np.sin, b, tuple(math.sin(b + k * math.pi / 2) for k in range(5))
    b = float(rng.uniform(0.4, 0.55))
    yield "softplus", lambda t: np.logaddexp(0.0, t), b, logistic_derivatives(b)


def monomial_error(student, f, dk, k, h, b0):
    """Return the largest distance from x^k on [-1, 1]."""
    value = checks.items(student.monomial_net(dk, k, h, b0), "the result", 3)
    w, b, a = (
        checks.array(part, name, shape=(k + 1,))
        for part, name in zip(value, "wba", strict=True)
    )
    with np.errstate(all="ignore"):
        return float(np.abs(f(np.outer(GRID, w) + b) @ a - GRID**k).max())


def monomial_errors(student, f, dk, k, b0):
    return [monomial_error(student, f, dk, k, h, b0) for h in STEPS]


def order(errors):
    """Return the slope of log error against log h; nan if an error is not a number."""
    with np.errstate(all="ignore"):
        return float(np.polyfit(np.log(STEPS), np.log(np.maximum(errors, 1e-300)), 1)[0])


def draw_orders(ax, seen):
    for name, errors in seen:
        ax.loglog(STEPS, errors, "o-", label=name)
    ax.loglog(STEPS, np.square(STEPS) / 10, "k:", label="slope 2")
    ax.loglog(STEPS, np.array(STEPS) / 10, "k--", label="slope 1")
    ax.set(xlabel="h", ylabel="error")
    ax.legend(fontsize=6)


def check_orders(student, rng, picture, least, message):
    seen = []
    picture.draw(lambda ax: draw_orders(ax, seen[-4:]))
    for name, f, b0, derivatives in activations(rng):
        for k in (1, 2, 3, 4):
            errors = monomial_errors(student, f, derivatives[k], k, b0)
            seen.append((f"{name}, k = {k}", errors))
            checks.holds(
                errors[-1] < 0.4 and order(errors) >= least,
                f"{name}, k = {k}: {message}",
            )


@question(
    "monomial_net",
    weight=3,
    hint="The k-th difference quotient in w: signs (-1)^(k-j), binomial coefficients, divided by h^k "
    "and by sigma^(k)(b0). If a factor is missing the error grows as h falls.",
)
def test_error_goes_to_zero_with_the_step(student, rng, picture):
    check_orders(student, rng, picture, 0.8, "the error does not fall like h")


@question(
    "monomial_net",
    weight=4,
    hint="Differences to one side are right to first order, that is half of the way. Centre the "
    "nodes at w = 0: for symmetric ones the term in h cancels.",
)
def test_error_falls_like_the_square_of_the_step(student, rng, picture):
    check_orders(student, rng, picture, 1.8, "the error does not fall like h^2")


@question(
    "monomial_net",
    weight=0.5,
    hint="k = 0: one unit with w = 0 is constant; divide by sigma(b0).",
)
def test_degree_zero_gives_the_constant_one(student, rng):
    for _, f, b0, derivatives in activations(rng):
        for h in STEPS:
            error = monomial_error(student, f, derivatives[0], 0, h, b0)
            agree(error, 0.0, 1e-9, "the net for k = 0")


@question(
    "monomial_net",
    weight=0.5,
    hint="Binomial coefficients, also for k = 6: 1, 6, 15, 20, ...",
)
def test_sixth_power_from_seven_exponentials(student):
    for b0 in (0.0, -0.5):
        error = monomial_error(student, np.exp, math.exp(b0), 6, 0.1, b0)
        agree(error, 0.0, 0.05, "the net for k = 6")


@question(
    "monomial_net", weight=1, hint="Where sigma^(k) vanishes the quotient tends to 0."
)
def test_vanishing_derivatives_steps_that_are_not_positive_and_bad_degrees_are_refused(
    student,
):
    for dk, k, h, b0, what in (
        (0.0, 2, 0.1, 0.0, "dk = 0"),
        (1.0, 2, 0.0, 0.0, "h = 0"),
        (1.0, 2, -0.1, 0.0, "h = -0.1"),
        (1.0, -1, 0.1, 0.0, "k = -1"),
        (1.0, 1.5, 0.1, 0.0, "k = 1.5"),
        (math.nan, 2, 0.1, 0.0, "dk = nan"),
        (1.0, 2, math.nan, 0.0, "h = nan"),
        (1.0, 2, math.inf, 0.0, "h = inf"),
        (math.inf, 2, 0.1, 0.0, "dk = inf"),
        (1.0, 2, 0.1, math.inf, "b0 = inf"),
    ):
        checks.refuses(lambda: student.monomial_net(dk, k, h, b0), what)


# -------------------------------------------------------------------------- numbers


def numeric(student, variant, name):
    want, rtol = ref.answers(variant)[name], ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, want, rtol=rtol)


@question(
    "q1a",
    hint="On a cell of length h the error is at most M h^2 / 8, and M t^2 / 2 has it.",
)
def test_q1a_is_the_least_number_of_cells(student, variant):
    numeric(student, variant, "q1a")


@question("q1b", hint="What is B_n of 1, of t, of t^2? Where is t(1 - t) largest?")
def test_q1b_is_the_error_of_the_bernstein_polynomial(student, variant):
    numeric(student, variant, "q1b")


@question("q1c", hint="Slope after the knot minus slope before it.")
def test_q1c_is_the_jump_of_the_slope(student, variant):
    numeric(student, variant, "q1c")


# -------------------------------------------------------------------------- experiment

ROWS = ("sin 2πt", "|t - 1/3|", "√t")
POWERS = [2**j for j in range(3, 11)]


def rates(student, ns, picture=None):
    """Return the errors; the picture shows them with lines of the slopes of the theorem."""
    got = checks.array(student.uat_rates(ns), "the errors", shape=(3, len(ns)))
    if picture is not None:
        picture.draw(lambda ax: draw_rates(ax, ns, got))
    return got


def draw_rates(ax, ns, got):
    n = np.array(sorted(ns), dtype=float)
    for row, name in zip(got, ROWS, strict=True):
        ax.loglog(ns, np.maximum(row, 1e-17), "o", ms=4, label=f"your error for {name}")
    for p in (2, 1, 0.5):
        ax.loglog(n, n**-p, "k:", lw=0.7)
        ax.annotate(f"slope -{p}", (n[-1], n[-1] ** -p), fontsize=7)
    ax.set(xlabel="n")
    ax.legend(fontsize=7)


@question(
    "uat_rates",
    weight=3,
    hint="The largest error sits inside a cell; look at many points of every cell, or compute where "
    "it is. At the knots the error is 0.",
)
def test_errors_are_the_suprema_to_two_per_cent(student, rng, picture):
    ns = [190, *(int(n) for n in rng.choice(np.arange(7, 190), 3, replace=False)), 6]
    got = rates(student, ns, picture)
    for row, want, name in zip(got, ref.uat_rates(ns), ROWS, strict=True):
        checks.close(row, want, f"error for {name}", rtol=0.02, atol=1e-9, floor=0.0)


@question(
    "uat_rates",
    weight=3,
    hint="h^2 where f'' is bounded, h where the slope jumps, the square root of h at the root's "
    "vertical tangent.",
)
def test_slopes_are_minus_two_minus_one_and_minus_one_half(student, picture):
    got = rates(student, POWERS, picture)
    checks.holds(bool((got > 0).all()), "an error is not positive")
    for row, slope, room, name in zip(
        got, (-2, -1, -0.5), (0.05, 0.05, 0.02), ROWS, strict=True
    ):
        fitted = np.polyfit(np.log(POWERS), np.log(row), 1)[0]
        checks.holds(
            abs(fitted - slope) <= room, f"{name}: the fitted slope is {fitted:.3f}"
        )


@question(
    "uat_rates",
    weight=0.5,
    hint="One cell: the chord from 0 to 1. sin 2πt vanishes at all knots for n = 1 and n = 2.",
)
def test_one_cell_and_two_cells_are_right(student):
    for n in (1, 2):
        got = rates(student, np.array([n]))
        checks.close(
            got, ref.uat_rates([n]), f"errors for n = {n}", rtol=0.02, atol=1e-9, floor=0.0
        )


@question("uat_rates", weight=0.5, hint="One column for each n, in the order given.")
def test_columns_follow_the_order_of_the_numbers_of_cells(student):
    ns = [40, 8, 100, 8]
    got = rates(student, ns)
    for k, n in enumerate(ns):
        alone = rates(student, [n])
        checks.close(got[:, k : k + 1], alone, "error", rtol=1e-6, atol=0.0, floor=0.0)
    checks.holds(bool((got > 0).all()), "an error is not positive")


@question("uat_rates", weight=0.5, hint="There are no 0 cells.")
def test_numbers_of_cells_below_one_are_refused(student):
    for ns, what in (([], "no numbers"), ([8, 0], "n = 0"), ([-4], "n = -4")):
        checks.refuses(lambda: student.uat_rates(ns), what)
