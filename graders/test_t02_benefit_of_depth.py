"""What a right answer to the topic on the benefit of depth does. Read the test names first."""

import functools
import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from autograder.errors import Wrong
from course_lib.nets import draw_net, hidden_units, relu_net
from course_lib.topics import t02_benefit_of_depth as ref

question = pytest.mark.question

EXACT = 1e-12
"""Rounding allowed in values of order one that exact arithmetic would give."""

FINE = np.linspace(0, 1, 1025)


MOST_LAYERS, MOST_UNITS = 128, 64
"""Larger nets are not evaluated, whatever they compute: it would take too long."""


def scalar_net(value):
    """Return a net with one input and one output, of a size that can be evaluated."""
    net = checks.network(value, "net", inputs=1, outputs=1)
    budget(net, MOST_LAYERS, MOST_UNITS)
    return net


def at(net, x):
    """Evaluate a net R -> R at an array of points."""
    return relu_net(net, np.asarray(x, dtype=float)[:, None])[:, 0]


def graph_of(net, most):
    """Return the exact graph on [0, 1]; a net with absurdly many switches is told so."""
    try:
        return ref.exact_graph(net, most=most)
    except ref.TooManyPieces:
        raise Wrong("the hidden units switch at far more points than needed") from None


def budget(net, layers, units, *, exactly=False):
    """Check the number of hidden layers, and of units in each."""
    hidden = [len(b) for _, b in net[:-1]]
    right = len(hidden) == layers if exactly else len(hidden) <= layers
    most = "exactly" if exactly else "at most"
    checks.holds(
        right, f"{most} {layers} hidden layers are asked for, there are {len(hidden)}"
    )
    checks.holds(
        max(hidden, default=0) <= units, f"a hidden layer has more than {units} units"
    )


def _numeric(student, variant, name):
    rtol = ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, ref.answers(variant)[name], rtol=rtol)


# -- the sawtooth ---------------------------------------------------------------------------


def folded(numerators, power, k):
    """Return 2^power Δ^k(n / 2^power) in integers, for integers n."""
    n = np.array(numerators, dtype=np.int64)
    for _ in range(k):
        n = np.minimum(2 * n, 2 * (2**power - n))
    return n


def _draw_net(ax, net):
    ax.plot(FINE, at(net, FINE), label="your net")
    ax.set(xlabel="x")
    ax.legend()


@question(
    "tent_power_net",
    weight=4,
    hint="Δ^k climbs from 0 to 1 on [0, 2^-k]. Half as many teeth, or twice as many: is it Δ "
    "composed k - 1 or k + 1 times? Largest value 1/2: does Δ have slope 2?",
)
def test_sawtooth_is_zero_and_one_in_turn_at_the_multiples_of_two_to_the_minus_k(
    student, picture
):
    for k in range(1, 13):
        net = scalar_net(student.tent_power_net(k))
        picture.draw(lambda ax, net=net: _draw_net(ax, net))
        j = np.arange(2**k + 1)

        right = np.array_equal(at(net, j / 2**k), j % 2)
        checks.holds(right, f"k = {k}: the values at j/2^k are not 0, 1, 0, 1, …, exactly")


@question(
    "tent_power_net",
    weight=3,
    hint="Every dyadic number of 30 binary digits is exact in floating point, and so are all "
    "steps of the net if its weights are powers of two.",
)
def test_sawtooth_is_exact_at_dyadic_points_of_thirty_digits(student, rng):
    for k in (1, 2, 3, 5, 8, 13, 20, 30):
        n = rng.integers(0, 2**30 + 1, 200)
        net = scalar_net(student.tent_power_net(k))

        right = np.array_equal(at(net, n / 2**30), folded(n, 30, k) / 2**30)
        checks.holds(right, f"k = {k}: a value at a dyadic point is not exact")


@question(
    "tent_power_net",
    weight=3,
    hint="The pieces are counted without rounding: does the net do something between j/2^k and "
    "(j+1)/2^k?",
)
def test_whole_graph_has_its_corners_at_the_multiples_of_two_to_the_minus_k(
    student, picture
):
    """The net is Δ^k on all of [0, 1]: its 2^k pieces, found in rational arithmetic."""
    for k in range(1, 7):
        net = scalar_net(student.tent_power_net(k))
        picture.draw(lambda ax, net=net: _draw_net(ax, net))
        corners = ref.corners(graph_of(net, 8 * 2**k))
        want = [(Fraction(j, 2**k), j % 2) for j in range(2**k + 1)]

        pieces = len(corners) - 1
        checks.holds(pieces == 2**k, f"k = {k}: there are {pieces} affine pieces, not 2^k")
        checks.holds(corners == want, f"k = {k}: a corner is at the wrong place")


@question(
    "tent_power_net",
    weight=2,
    hint="One hidden layer for each Δ: the affine map of one tent and that of the next are one "
    "matrix, without a ReLU of their own.",
)
def test_there_are_exactly_k_hidden_layers_of_at_most_three_units(student):
    for k in (1, 2, 3, 6, 11, 30):
        net = scalar_net(student.tent_power_net(k))

        budget(net, k, 3, exactly=True)
        checks.holds(at(net, [2.0**-k])[0] == 1, f"k = {k}: Δ^k(2^-k) is 1")


@question(
    "tent_power_net", weight=1, hint="Δ^j ∘ Δ^k = Δ^(j+k): how many times is Δ applied?"
)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**12))
@example(4, 5, 100)
def test_composition_of_two_sawteeth_is_a_sawtooth(student, j, k, n):
    x = np.array([n / 2**12, 2.0 ** -(j + k)])
    outer, inner, both = (scalar_net(student.tent_power_net(i)) for i in (j, k, j + k))

    got = at(both, x)
    checks.holds(np.array_equal(at(outer, at(inner, x)), got), "Δ^j(Δ^k(x)) != Δ^(j+k)(x)")
    checks.holds(got[1] == 1, "Δ^(j+k) is 1 at 2^-(j+k)")


BAD_COUNTS = ((2.0, "2.0, a float"), (1.5, "1.5"), (True, "True"))


@question(
    "tent_power_net",
    weight=1,
    hint="isinstance(True, int) is true: a bool needs a check of its own.",
)
def test_tent_power_net_refuses_what_is_no_positive_int(student):
    for bad, what in ((0, "k = 0"), (-2, "k < 0"), *BAD_COUNTS):
        checks.refuses(lambda: student.tent_power_net(bad), what)


@question(
    "q2a", hint="Apply Δ to the fraction, k times: p/q goes to 2p/q or to 2(q - p)/q."
)
def test_q2a_is_the_point_folded_k_times(student, variant):
    _numeric(student, variant, "q2a")


# -- breakpoints ----------------------------------------------------------------------------

PLACE = 1e-7
"""Error of a position that is announced."""

GAP = 1e-3
"""Least distance of two switches of a drawn net, relative to b - a."""


def is_clean(graph, a, b, gap=GAP):
    """Tell whether switches are apart, and slopes change visibly or not at all."""
    ends = [float(t) for t, _ in graph]
    slopes = np.array([float(s) for s in ref.slopes(graph)])
    change = np.abs(np.diff(slopes))
    visible = change[change > 0] > 1e-2 * np.abs(slopes).max()
    return min(np.diff(ends)) > gap * (b - a) and bool(visible.all())


def affine(*rows):
    """Return the layer whose unit i is w_i x + b_i, from pairs (w_i, b_i)."""
    return np.array([[float(w)] for w, _ in rows]), np.array([float(b) for _, b in rows])


def sums(*rows):
    """Return a layer without biases, from its rows."""
    return np.array(rows, dtype=float), np.zeros(len(rows))


@functools.cache
def drawn_nets(variant):
    """Return twelve triples (net, (a, b), inner corners) of 1 to 4 layers of 2 to 6 units.

    All but those of one layer have two corners or more. Every fourth has more corners than
    hidden units, so that a unit switches more than once, and a corner outside [a, b]; another
    fourth has a silent switch.
    """
    rng = np.random.default_rng([variant.tent_p, variant.tent_q, *variant.widths])
    out = []
    while len(out) < 12:
        depth = len(out) % 4 + 1
        net = draw_net(rng, (1, *rng.integers(2, 7 - depth // 2, depth).tolist(), 1))
        a = int(rng.integers(-24, 1)) / 8
        b = a + int(rng.integers(16, 41)) / 8
        least = (1, hidden_units(net) + 1, 2, 2)[depth - 1]
        found, wide = (len(ref.affine_breakpoints(net, a - r, b + r)) for r in (0, 50))
        if found < least or (depth == 2 and found == wide):  # spares exact arithmetic
            continue
        graph = ref.exact_graph(net, a, b)
        inner = [float(t) for t, _ in ref.corners(graph)[1:-1]]
        silent = len(graph) - 2 > len(inner)
        if len(inner) >= least and (silent or depth != 3) and is_clean(graph, a, b):
            out.append((net, (a, b), inner))
    return out


def _draw_breakpoints(ax, net, a, b, points):
    x = np.linspace(a, b, 801)
    ax.plot(x, at(net, x), label="the net")
    ax.plot(points, at(net, points), "o", label="your points")
    ax.set(xlabel="x")
    ax.legend()


def breakpoints(student, net, a, b, picture=None):
    """Return what the student finds: sorted points of (a, b)."""
    points = checks.array(
        student.affine_breakpoints(net, a, b), "breakpoints", shape=(None,)
    )
    if picture is not None:
        picture.draw(lambda ax: _draw_breakpoints(ax, net, a, b, points))
    checks.holds(
        bool((np.diff(points) > 0).all()), "the points are not sorted, or repeated"
    )
    inside = bool(((points > a) & (points < b)).all())
    checks.holds(inside, "a point is not in the open interval (a, b)")
    return points


def same_points(points, want, what="breakpoints"):
    """Compare with the exact corners: first the number, then the places."""
    checks.holds(
        len(points) == len(want), f"{what}: {len(points)} points is not the right number"
    )
    checks.close(points, want, what, rtol=0, atol=PLACE, double=True)


LAYERS = st.lists(st.integers(1, 3), min_size=1, max_size=2)


@st.composite
def small_nets(pick):
    """Nets of one or two hidden layers of up to three units, entries in eighths."""
    shape = [1, *pick(LAYERS), 1]
    return [
        (pick(draw.eighths((o, i), bound=2)), pick(draw.eighths(o, bound=2)))
        for i, o in pairwise(shape)
    ]


@question(
    "affine_breakpoints",
    weight=5,
    hint="A layer is affine between the switches of the layers below it. A unit that switches is "
    "a breakpoint of the net only if the slope of the net changes there.",
)
@given(small_nets())
@example([affine((1, 3), (1, 0)), sums([1, 1])])
@example([affine((1, 0), (-1, 0)), (np.ones((1, 2)), -np.ones(1)), sums([1])])
def test_breakpoints_of_small_nets_are_the_exact_ones(student, net):
    graph = ref.exact_graph(net, -2.0, 2.0)
    assume(is_clean(graph, -2.0, 2.0))

    points = breakpoints(student, net, -2.0, 2.0)
    same_points(points, [float(t) for t, _ in ref.corners(graph)[1:-1]])


@question(
    "affine_breakpoints",
    weight=4,
    hint="Units of every hidden layer switch; inside one cell a unit of a deep layer does so at "
    "most once, but in each cell anew.",
)
def test_breakpoints_of_deep_nets_are_the_exact_ones(student, variant, picture):
    """Breakpoints are those of rational arithmetic, and no more than ∏(m_l + 1) - 1."""
    for net, (a, b), inner in drawn_nets(variant):
        points = breakpoints(student, net, a, b, picture)

        most = ref.piece_bound([len(c) for _, c in net[:-1]])
        checks.holds(len(points) < most, "more pieces than the product of m_l + 1")
        same_points(points, inner)


@question(
    "affine_breakpoints",
    weight=3,
    hint="Between two neighbouring points that you return the net must be affine.",
)
def test_linear_interpolation_at_the_points_reproduces_the_net(
    student, variant, rng, picture
):
    for net, (a, b), _ in drawn_nets(variant):
        points = breakpoints(student, net, a, b, picture)

        error, allowed = interpolation_error(net, a, b, points, rng)
        checks.holds(error <= allowed, "the net is not affine between two of the points")


def interpolation_error(net, a, b, points, rng):
    """Return the largest error at 2000 random points, and what misplacement may cause."""
    knots = np.concatenate([[a], points, [b]])
    x = rng.uniform(a, b, 2000)
    fine = np.linspace(a, b, 2001)
    steepest = np.abs(np.diff(at(net, fine))).max() / (fine[1] - fine[0])
    error = np.abs(np.interp(x, knots, at(net, knots)) - at(net, x)).max()
    return error, 2 * PLACE * steepest + 1e-8 * max(1.0, np.abs(at(net, fine)).max())


@question(
    "affine_breakpoints",
    weight=2,
    hint="A preactivation is zero there, but the slope of the net is the same on both sides.",
)
def test_no_point_can_be_left_out(student, variant, picture):
    """Each point is needed: without it the interpolant misses the net there."""
    for net, (a, b), _ in drawn_nets(variant):
        points = breakpoints(student, net, a, b, picture)
        knots = np.concatenate([[a], points, [b]])
        values = at(net, knots)
        scale = np.abs(np.diff(values) / np.diff(knots)).max() * GAP * (b - a)
        for i in range(1, len(knots) - 1):
            rest = np.interp(knots[i], np.delete(knots, i), np.delete(values, i))
            needed = abs(rest - values[i]) > 1e-3 * scale
            checks.holds(needed, "a point can be left out: the slope is the same around it")


def composed_zigzag(pieces, depth):
    """Return the net of a zigzag of 2 or 4 pieces on [0, 1], composed with itself."""
    row = np.array([[pieces * (1.0 if i == 0 else 2.0 * (-1) ** i) for i in range(pieces)]])
    kinks = -np.arange(pieces) / pieces
    inner = (np.repeat(row, pieces, axis=0), kinks)
    return [(np.ones((pieces, 1)), kinks), *[inner] * (depth - 1), (row, np.zeros(1))]


@question(
    "affine_breakpoints",
    weight=1.5,
    hint="Δ^k has the breakpoints j/2^k, j = 1..2^k - 1: exponentially many in depth.",
)
def test_composed_zigzags_have_as_many_breakpoints_as_they_can(student):
    for pieces, depth in ((2, 1), (2, 2), (2, 5), (2, 9), (4, 1), (4, 2), (4, 4)):
        points = breakpoints(student, composed_zigzag(pieces, depth), 0.0, 1.0)

        n = pieces**depth
        same_points(points, np.arange(1, n) / n, f"{pieces} pieces, {depth} layers")


@question(
    "affine_breakpoints",
    weight=1,
    hint="Compare a change of slope with the largest slope, not with an absolute number.",
)
def test_breakpoints_do_not_depend_on_the_scale_of_the_output(student, variant):
    for net, (a, b), inner in drawn_nets(variant)[1:8]:
        W, c = net[-1]
        for factor in (2.0**-40, 2.0**20):
            points = breakpoints(student, [*net[:-1], (factor * W, factor * c)], a, b)
            same_points(points, inner)


@question(
    "affine_breakpoints",
    weight=1,
    hint="A grid misses two breakpoints in one cell. The zeros of affine functions have a formula.",
)
def test_three_breakpoints_close_together_are_all_found(student, rng):
    for power in (6, 10, 15):
        h = 2.0**-power
        c = int(rng.integers(2, 7)) / 8 + 1 / 3
        net = [affine((1, -c), (1, -c - h), (1, -c - 2 * h)), sums([1, -2, 1])]

        points = breakpoints(student, net, 0.0, 1.5)
        same_points(points, [c, c + h, c + 2 * h], f"three corners at distance 2^-{power}")


@question(
    "affine_breakpoints",
    weight=1,
    hint="Units of several layers may switch at one point. Rounding finds it more than once, at "
    "distance 1e-16, and the slope in between is noise.",
)
def test_point_where_several_layers_switch_is_found_once(student):
    fold = sums([1, -1], [-1, 1])
    for p, q in ((1, 3), (-2, 3), (5, 7), (-3, 7), (4, 11), (-9, 11), (6, 13), (1, 49)):
        both = affine((q, -p), (-q, p))
        one_step = [both, fold, fold, sums([1, 2])]
        three = [
            both,
            (np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([0.0, -1.0])),
            sums([2, 1]),
        ]

        same_points(
            breakpoints(student, one_step, -2.0, 2.0), [p / q], f"corner at {p}/{q}"
        )
        want = [(p - 1) / q, p / q, (p + 1) / q]
        same_points(breakpoints(student, three, -2.0, 2.0), want, f"corners around {p}/{q}")


ABSOLUTE = [affine((1, 0), (-1, 0)), sums([1, 1])]
SILENT = (
    ("a net without hidden layer", [affine((2, 1))], []),
    ("a constant", [affine((0, 3))], []),
    ("a net that is zero", [affine((1, 0), (-1, 0.5)), sums([0, 0])], []),
    ("all units dead", [affine((1, -3), (-1, -3)), sums([1, 1])], []),
    ("all units active", [affine((1, 3), (-1, 3)), sums([2, 1])], []),
    ("one unit dead, one switching", [affine((1, -3), (1, -0.5)), sums([1, 1])], [0.5]),
    ("two units that cancel", [affine((1, -0.5), (1, -0.5)), sums([1, -1])], []),
    ("a falling line, and two units that cancel",
     [affine((1, 3), (1, 0), (1, 0)), sums([-1, 1, -1])], []),
    ("relu(x) - relu(-x) = x", [affine((1, 0), (-1, 0)), sums([1, -1])], []),
    ("two units that cancel in part", [affine((1, 0), (2, 0), (1, 0.5)), sums([2, -1, 1])],
     [-0.5]),
    ("|x|", ABSOLUTE, [0.0]),
    ("corners at both ends only", [affine((1, 2), (1, -2)), sums([1, 1])], []),
    ("a corner at one end, one inside", [affine((1, 2), (1, -1)), sums([1, 1])], [1.0]),
    (
        "a preactivation that is 0 on an interval",
        [affine((1, 0)), sums([1], [-1]), sums([1, 1])],
        [0.0],
    ),
    (
        "a preactivation that is 0 everywhere",
        [affine((1, -1), (1, -1)), sums([1, -1], [1, 0]), sums([1, 1])],
        [1.0],
    ),
    (
        "a flat piece at the level where the next unit switches",
        [affine((1, 0), (1, -1)), sums([1, -1]), (np.array([[1.0]]), np.array([-1.0])),
         sums([1])],
        [],
    ),
    (
        "a dead unit in the second layer",
        [affine((1, 0), (-1, 0)), (np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-1.0, 0.0])),
         sums([1, 5])],
        [-1.0, 1.0],
    ),
    (
        "the corner of the first layer is hidden by the second",
        [affine((1, 0), (-1, 0)), (np.array([[-1.0, -1.0], [1.0, 0.0]]), np.array([-1.0, -1.0])),
         sums([3, 1])],
        [1.0],
    ),
)  # fmt: skip
"""Nets on (-2, 2), and their breakpoints."""


@question(
    "affine_breakpoints",
    weight=2,
    hint="Units that are dead, that cancel, or that are zero on an interval make no breakpoint; "
    "a and b themselves are none either.",
)
def test_what_is_silent_makes_no_breakpoint(student):
    for what, net, want in SILENT:
        same_points(breakpoints(student, net, -2.0, 2.0), want, what)


@question(
    "affine_breakpoints",
    weight=1,
    hint="Check the interval, the shapes and finiteness first.",
)
def test_affine_breakpoints_refuses_bad_intervals_and_bad_nets(student):
    for ends, what in (
        ((1.0, 1.0), "a = b"),
        ((1.0, 0.0), "a > b"),
        ((math.nan, 1.0), "a = NaN"),
        ((0.0, math.nan), "b = NaN"),
        ((-math.inf, 1.0), "an infinite a"),
        ((0.0, math.inf), "an infinite b"),
    ):
        checks.refuses(lambda: student.affine_breakpoints(ABSOLUTE, *ends), what)
    two_in = [(np.ones((2, 2)), np.zeros(2)), sums([1, 1])]
    two_out = [affine((1, 0), (1, 1)), sums([1, 1], [1, 2])]
    for net, what in (
        ([], "a net without layers"),
        (two_in, "a net with two inputs"),
        (two_out, "a net with two outputs"),
        ([affine((1, 0), (1, 1)), sums([1, 1, 1])], "layers that do not fit together"),
        ([(np.ones((2, 1)), np.zeros(3)), sums([1, 1])], "three biases for two units"),
        ([(np.ones((2, 1)), np.zeros(1)), sums([1, 1])], "one bias for two units"),
        ([(np.ones(2), np.zeros(2)), sums([1, 1])], "a vector in place of a matrix"),
        ([affine((1, 0), (math.nan, 1)), sums([1, 1])], "NaN in a weight"),
        ([affine((1, 0), (1, math.inf)), sums([1, 1])], "an infinite bias"),
    ):
        checks.refuses(lambda: student.affine_breakpoints(net, 0.0, 1.0), what)


@question("affine_breakpoints", weight=0.5, hint="W *= ... changes the caller's array.")
def test_affine_breakpoints_leaves_the_net_unchanged(student, rng):
    net = [(W + 3, b + 3) for W, b in draw_net(rng, (1, 3, 2, 1))]  # no entry is 0
    _, after = student.keeping_arguments("affine_breakpoints", net, -1.0, 1.0)

    same = checks.layers(after[0], "net", net)
    for (W, b), (V, c) in zip(net, same, strict=True):
        checks.holds(
            np.array_equal(W, V) and np.array_equal(b, c),
            "the net was changed; work on a copy",
        )


# -- the square -----------------------------------------------------------------------------


def _draw_error(ax, net, m):
    ax.plot(FINE, at(net, FINE) - FINE**2, label="your net - x²")
    ax.axhline(0, color="k", linewidth=0.5)
    ax.axhline(4.0 ** -(m + 1), color="k", linestyle=":", label="4^-(m+1)")
    ax.set(xlabel="x", title=f"m = {m}")
    ax.legend()


@question(
    "square_net",
    weight=4,
    hint="Is the weight of Δ^s 4^-s (not 2^-s)? Does a ReLU clip a sum that may be negative?",
)
def test_error_is_between_zero_and_four_to_the_minus_m_minus_one_everywhere(
    student, picture
):
    """f_m - x² lies in [0, 4^-(m+1)] on all of [0, 1]: proved on each piece, not sampled."""
    for m in range(7):
        net = scalar_net(student.square_net(m))
        picture.draw(lambda ax, net=net, m=m: _draw_error(ax, net, m))
        least, most = ref.distance_from_square(graph_of(net, 2048))

        checks.holds(least >= -EXACT, f"m = {m}: the net falls below x²")
        checks.holds(
            most <= Fraction(1, 4 ** (m + 1)) + Fraction(EXACT),
            f"m = {m}: the error is larger than 4^-(m+1)",
        )


@question("square_net", weight=3, hint="f_m interpolates x² at j/2^m, j = 0..2^m.")
def test_net_is_the_square_at_the_multiples_of_two_to_the_minus_m(student, picture):
    for m in (0, 1, 2, 3, 5, 8, 12):
        net = scalar_net(student.square_net(m))
        picture.draw(lambda ax, net=net, m=m: _draw_error(ax, net, m))
        x = np.arange(2**m + 1) / 2**m

        error = np.abs(at(net, x) - x**2).max()
        checks.holds(error <= EXACT, f"m = {m}: the net is not x² at a multiple of 2^-m")


@question(
    "square_net",
    weight=2,
    hint="In the middle of a cell the chord is (2^-m)²/4 above the parabola. How many terms has "
    "the sum?",
)
def test_error_in_the_middle_of_every_cell_is_four_to_the_minus_m_minus_one(student):
    for m in (0, 1, 2, 3, 5, 8, 12):
        net = scalar_net(student.square_net(m))
        x = (np.arange(2**m) + 0.5) / 2**m

        error = np.abs(at(net, x) - x**2 - 4.0 ** -(m + 1)).max()
        checks.holds(error <= EXACT, f"m = {m}: a middle of a cell has another error")


@question(
    "square_net",
    weight=1,
    hint="x² = (2x)²/4: the sum for m + 1 layers at x is that for m layers at 2x, over 4.",
)
@given(st.integers(0, 6), st.integers(0, 2**9))
@example(0, 300)
@example(3, 300)
def test_half_the_argument_is_a_quarter_of_the_value_one_level_deeper(student, m, n):
    x = np.array([n / 2**10, 0.5])
    deep, flat = (scalar_net(student.square_net(i)) for i in (m + 1, m))

    error = np.abs(at(deep, x) - at(flat, 2 * x) / 4).max()
    checks.holds(error <= EXACT, "f_(m+1)(x) != f_m(2x)/4")
    checks.holds(abs(at(deep, x)[1] - 0.25) <= EXACT, "f_m(1/2) is 1/4 for m >= 1")


@question(
    "square_net",
    weight=2,
    hint="All Δ^s come from one sawtooth: carry it, and the sum so far, through the layers.",
)
def test_there_are_at_most_m_plus_one_hidden_layers_of_at_most_five_units(student):
    for m in (0, 1, 2, 5, 12):
        net = scalar_net(student.square_net(m))

        budget(net, m + 1, 5)
        x = 2.0**-m
        checks.holds(abs(at(net, [x])[0] - x**2) <= EXACT, f"m = {m}: f_m(2^-m) is 4^-m")


@question(
    "square_net", weight=0.5, hint="m = 0 is legal, m = -1, a bool and a float are not."
)
def test_square_net_refuses_what_is_no_count(student):
    for bad, what in ((-1, "m = -1"), *BAD_COUNTS):
        checks.refuses(lambda: student.square_net(bad), what)


@question(
    "q2b", hint="f_m is the chord between neighbouring multiples of 2^-m. Which m is it?"
)
def test_q2b_is_the_error_at_the_point_with_the_least_depth(student, variant):
    _numeric(student, variant, "q2b")


# -- the product ----------------------------------------------------------------------------

ROUNDING = 1e-12
"""Far below 4^-m for all m that are asked for (m <= 10)."""


def product(student, x, y, m):
    """Return the student's product as an array of the right shape."""
    shape = np.broadcast_shapes(np.shape(x), np.shape(y))
    return checks.array(student.product_approx(x, y, m), "result", shape=shape)


def is_one_formula(got, x, y, m):
    """Check that the values are those of one of the three formulas, the same one throughout."""
    fits = [np.abs(got - want).max() <= ROUNDING for want in ref.product_formulas(x, y, m)]
    checks.holds(any(fits), "the values are those of none of the three formulas")


@question(
    "product_approx",
    weight=6,
    hint="Is the absolute value there? f_m is defined on [0, 1] only. Is it f_m, not x² itself?",
)
@given(
    st.integers(0, 6),
    st.lists(st.tuples(*[st.integers(-256, 256)] * 2), min_size=1, max_size=5),
)
def test_product_is_one_of_the_three_combinations_of_squares(student, m, pairs):
    x, y = np.array(pairs).T / 256

    is_one_formula(product(student, x, y, m), x, y, m)


@question(
    "product_approx",
    weight=3,
    hint="|error| <= 4^-m, but it is not 0: only f_m is available, not the square.",
)
def test_error_is_at_most_four_to_the_minus_m_and_not_zero(student, rng):
    for m in (0, 1, 2, 4, 7, 10):
        j, i = rng.integers(0, 2**m, (2, 300))
        s, d = (j + 0.5) / 2**m, i / 2**m * (-1.0) ** i  # middle of a cell, a knot
        x, y = np.clip([s + d, s - d], -1, 1)
        x, y = np.append(x, rng.uniform(-1, 1, 300)), np.append(y, rng.uniform(-1, 1, 300))
        x[0], y[0] = s[0], s[0]

        error = np.abs(product(student, x, y, m) - x * y).max() * 4.0**m
        checks.holds(error <= 1 + 4.0**m * ROUNDING, f"m = {m}: an error exceeds 4^-m")
        checks.holds(error >= 0.05, f"m = {m}: more exact than sums of f_m can be")


@question("product_approx", weight=0.5, hint="f_m(0) = 0, and f_m(|x|/2) must cancel.")
@given(st.integers(0, 8), st.integers(-256, 256), st.booleans())
@example(2, 77, True)
@example(2, 77, False)
def test_product_with_zero_is_zero(student, m, n, swap):
    x, y = (0.0, n / 256) if swap else (n / 256, 0.0)

    got = product(student, x, y, m)
    checks.holds(abs(float(got)) <= EXACT, "a product with 0 is not 0")


@question(
    "product_approx", weight=0.5, hint="xy = yx = (-x)(-y), for the formulas as well."
)
@given(st.integers(0, 6), st.integers(-256, 256), st.integers(-256, 256))
@example(1, 77, 150)
def test_product_is_symmetric(student, m, i, j):
    x, y = i / 256, j / 256
    values = [float(product(student, *p, m)) for p in ((x, y), (y, x), (-x, -y))]

    checks.holds(np.ptp(values) <= EXACT, "xy, yx and (-x)(-y) differ")


@question(
    "product_approx",
    weight=0.5,
    hint="The error of f_m has period 2^-m: it cancels if x/2 or y/2 is a multiple of it.",
)
def test_product_is_exact_if_a_factor_is_a_multiple_of_two_to_the_one_minus_m(student, rng):
    for m in (1, 2, 3, 5, 8):
        x = rng.integers(-(2 ** (m - 1)), 2 ** (m - 1) + 1, 40) / 2 ** (m - 1)
        y = rng.uniform(-1, 1, 40)

        error = np.abs(product(student, x, y, m) - x * y).max()
        checks.holds(error <= ROUNDING, f"m = {m}: not exact at a multiple of 2^(1-m)")


@question(
    "product_approx",
    weight=2.5,
    hint="x and y broadcast like x * y; numbers are arrays too.",
)
def test_factors_broadcast_as_in_a_product_of_arrays(student, rng):
    for left, right in (
        ((), ()),
        ((5,), ()),
        ((), (2, 3)),
        ((4, 1), (3,)),
        ((2, 1, 2), (3, 1)),
    ):
        x, y = rng.integers(-64, 65, left) / 64, rng.integers(-64, 65, right) / 64
        if left == right == ():
            x, y = float(x), 3 / 64

        is_one_formula(product(student, x, y, 3), x, y, 3)


@question(
    "product_approx", weight=0.75, hint="Check -1 <= x, y <= 1 so that NaN fails as well."
)
def test_product_approx_refuses_factors_outside_the_square(student):
    inside = np.array([0.5, -1.0])
    for bad, what in (
        (np.array([0.5, 1.5]), "a factor above 1"),
        (np.array([-1.25, 0.0]), "a factor below -1"),
        (np.array([0.5, math.nan]), "NaN"),
        (np.array([math.inf, 0.5]), "an infinite factor"),
        (np.ones(3) / 2, "shapes that do not broadcast"),
    ):
        checks.refuses(lambda: student.product_approx(bad, inside, 2), what)
        checks.refuses(lambda: student.product_approx(inside, bad, 2), what)
    for bad, what in ((-1, "m = -1"), *BAD_COUNTS):
        checks.refuses(lambda: student.product_approx(inside, inside, bad), what)


@question("product_approx", weight=0.5, hint="x /= 2 changes the caller's array.")
def test_product_approx_leaves_the_factors_unchanged(student, rng):
    x, y = rng.integers(-64, 65, (2, 6)) / 64
    _, after = student.keeping_arguments("product_approx", x, y, 3)

    for before, now in zip((x, y), after[:2], strict=True):
        same = isinstance(now, np.ndarray) and np.array_equal(before, now)
        checks.holds(same, "a factor was changed; work on a copy")


# -- alternating labels ---------------------------------------------------------------------


def errors(student, n, p):
    """Return the student's number of errors."""
    return checks.integer(student.min_alternating_errors(n, p), f"n = {n}, p = {p}")


@functools.cache
def fewest_errors(n, p):
    """Return the least number of errors of 0-1 predictions that change at most p times.

    Dynamic programming: `best[c, v]` after i points, c changes, last prediction v.
    """
    best = np.full((p + 1, 2), n + 1)
    best[0] = (0, 1)  # the first label is 0
    for i in range(1, n):
        switched = np.vstack([[n + 1, n + 1], best[:-1, ::-1]])
        best = np.minimum(best, switched) + (np.arange(2) != i % 2)
    return int(best.min())


@question(
    "min_alternating_errors",
    weight=5,
    hint="g - 1/2 changes sign at most once on each piece: at most p + 1 runs of predictions. "
    "A run of r points has at least ⌊r/2⌋ errors.",
)
def test_number_of_errors_is_that_of_dynamic_programming(student):
    for n in range(1, 13):
        for p in range(1, 13):
            got = errors(student, n, p)
            checks.holds(
                got == fewest_errors(n, p), f"n = {n}, p = {p}: not the least number"
            )


@question(
    "min_alternating_errors",
    weight=2,
    hint="A float has 53 binary digits: use integer division.",
)
def test_large_numbers_are_exact(student, rng):
    for power in (20, 40, 59):
        n = 2**power + int(rng.integers(0, 2**15))
        p = int(rng.integers(1, 2 ** (power - 4)))
        for i in (0, 1, 5):
            got = errors(student, n + i, p)
            right = 2 * got in (n + i - p - 1, n + i - p)
            checks.holds(right, f"not exact for n of {power} binary digits")


@question(
    "min_alternating_errors", weight=0.5, hint="With n - 1 pieces g can hit all labels."
)
@given(st.integers(1, 50), st.integers(0, 20))
@example(3, 0)
@example(3, 7)
def test_no_error_is_needed_with_n_minus_one_pieces(student, n, more):
    p = max(1, n - 1) + more

    checks.holds(errors(student, n, p) == 0, "with n - 1 pieces no error is needed")
    one_less = errors(student, p + 2, p)
    checks.holds(one_less == 1, "with n - 2 pieces one error is needed")


@question(
    "min_alternating_errors",
    weight=0.5,
    hint="Two more points cost one more error, if n >= p.",
)
@given(st.integers(1, 60), st.integers(1, 60))
@example(3, 3)
@example(5, 2)
def test_errors_grow_with_points_and_fall_with_pieces(student, n, p):
    now = errors(student, n, p)
    later, fewer = errors(student, n + 2, p), errors(student, n, p + 2)

    checks.holds(now <= later <= now + 1, "two more points cost no error or one")
    checks.holds(
        fewer == max(0, now - 1), "two more pieces save one error, if there is one"
    )
    checks.holds(n < p or later == now + 1, "two more points cost one error if n >= p")


@question("min_alternating_errors", weight=1, hint="n >= 1 and p >= 1, integers.")
def test_min_alternating_errors_refuses_numbers_below_one(student):
    for args, what in (
        ((0, 1), "n = 0"),
        ((-3, 2), "n < 0"),
        ((3, 0), "p = 0"),
        ((3, -1), "p < 0"),
    ):
        checks.refuses(lambda: student.min_alternating_errors(*args), what)


@question(
    "q2c", hint="The bound on the pieces is the product of m_l + 1 over hidden layers."
)
def test_q2c_is_the_number_of_errors_with_the_bound_on_the_pieces(student, variant):
    _numeric(student, variant, "q2c")


# -- experiment -----------------------------------------------------------------------------


def experiment(student, depths, width, n_draws, seed):
    """Return the two arrays of one run."""
    result = student.pieces_vs_depth(list(depths), width, n_draws, student.rng(seed))
    return checks.array(result, "(mean_random, constructed)", shape=(2, len(depths)))


def _draw_counts(ax, depths, mean, constructed):
    ax.semilogy(depths, np.maximum(mean, 0.5), "o", label="your mean_random")
    ax.semilogy(depths, np.maximum(constructed, 0.5), "s", label="your constructed")
    ax.set(xlabel="hidden layers", ylabel="pieces")
    ax.legend()


@question(
    "pieces_vs_depth",
    weight=2,
    hint="Δ^k has 2^k pieces: one more than there are breakpoints.",
)
def test_sawtooth_has_two_to_the_depth_pieces(student, rng, picture):
    depths = (3, 1, 8, 5)
    mean, constructed = experiment(student, depths, 2, 2, int(rng.integers(2**32)))
    picture.draw(lambda ax: _draw_counts(ax, depths, mean, constructed))

    right = np.array_equal(constructed, 2.0 ** np.array(depths))
    checks.holds(right, "constructed is not 2^depth, in the order of depths")


@question(
    "pieces_vs_depth",
    hint="A mean of n_draws whole numbers, at least 1, at most ∏(m_l + 1).",
)
def test_mean_is_one_of_whole_numbers_between_one_and_the_bound(student, rng):
    depths, width, n_draws = (1, 2, 1, 1, 3), 1, 7
    mean, _ = experiment(student, depths, width, n_draws, int(rng.integers(2**32)))

    most = (width + 1.0) ** np.array(depths)
    checks.holds(bool((mean >= 1).all()), "a net has at least one piece")
    checks.holds(
        bool((mean <= most + 1e-6).all()), "more pieces than the product of m_l + 1"
    )
    total = n_draws * mean
    whole = bool((np.abs(total - np.round(total)) <= 1e-3).all())
    checks.holds(whole, "the mean over n_draws nets is not a multiple of 1/n_draws")


@pytest.mark.chance(3e-9)
@question(
    "pieces_vs_depth",
    weight=2,
    hint="One hidden layer: a unit switches in (0, 1) iff b has the sign opposite to w and |b| < "
    "|w|, with w ~ N(0, 2) and b uniform on [-1, 1].",
)
def test_one_hidden_layer_has_as_many_pieces_as_its_law_says(student, rng):
    """The number of breakpoints is binomial with success probability ½ E min(|w|, 1).

    15000 independent units; 6 standard deviations are allowed.
    """
    width, n_draws = 25, 600
    (mean,), _ = experiment(student, (1,), width, n_draws, int(rng.integers(2**32)))
    # E min(|w|, 1) with w = √2 Z: (1 - e^{-1/4}) 2/√π + P(|w| > 1).
    q = 0.5 * ((1 - math.exp(-0.25)) * 2 / math.sqrt(math.pi) + math.erfc(0.5))

    sigma = math.sqrt(q * (1 - q) * width / n_draws)
    far = abs(mean - 1 - q * width) > 6 * sigma
    checks.holds(not far, "one hidden layer: the mean is not that of the law announced")


DEEP = (51.06, 9.33)
"""Mean and standard deviation of the number of pieces for 4 layers of 40 units; from 40000
nets, with a standard error of 0.05."""

DRAWS = 250


@pytest.mark.chance(3e-9)
@question(
    "pieces_vs_depth",
    weight=2,
    hint="He initialisation: variance 2/inputs in every layer; biases uniform on [-1, 1].",
)
def test_four_hidden_layers_have_as_many_pieces_as_he_initialised_nets(student, rng):
    """250 nets of 4 layers of 40 units; 6 standard errors are allowed, and 0.3."""
    (mean,), _ = experiment(student, (4,), 40, DRAWS, int(rng.integers(2**32)))

    allowed = 6 * DEEP[1] / math.sqrt(DRAWS) + 0.3
    checks.holds(
        abs(mean - DEEP[0]) <= allowed,
        "four hidden layers: not the mean of He-initialised nets",
    )


@pytest.mark.chance(1e-9)
@question(
    "pieces_vs_depth",
    hint="Random nets do not use their depth: 4 times as deep, less than 8 times the pieces.",
)
def test_pieces_of_random_nets_grow_slowly_with_depth(student, rng, picture):
    depths = (2, 4, 8)
    mean, constructed = experiment(student, depths, 6, 80, int(rng.integers(2**32)))
    picture.draw(lambda ax: _draw_counts(ax, depths, mean, constructed))

    checks.holds(bool((mean > 0).all()), "a net has at least one piece")
    checks.holds(mean[2] < 8 * mean[0], "8 layers have 8 times the pieces of 2 layers")
    checks.holds(mean[2] > mean[0], "8 layers have no more pieces than 2 layers")
    checks.holds(constructed[2] == 64 * constructed[0], "Δ^8 has 64 times the pieces of Δ²")


@question("pieces_vs_depth", hint="New weights for every net, all of them from rng.")
def test_nets_are_drawn_anew_from_the_generator_that_is_given(student, rng):
    """Twelve means of five counts each with standard deviation 3: equal with probability 1e-14."""
    seed = int(rng.integers(2**31))
    runs = [experiment(student, [3] * 12, 8, 5, s)[0] for s in (seed, seed, seed + 1)]

    checks.holds(np.array_equal(runs[0], runs[1]), "the same generator, another result")
    checks.holds(not np.array_equal(runs[0], runs[2]), "another generator, the same result")
    checks.holds(
        len(set(runs[0].tolist())) > 1, "all repetitions of one depth are the same"
    )
