"""The reference of topic 2 against rational arithmetic, dynamic programming and quadrature."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.optimize import minimize

from course_lib.nets import draw_net, hidden_units, relu_net
from course_lib.topics import t02_benefit_of_depth as ref

TOL = {"rtol": 1e-10, "atol": 1e-12}


def at(net, x):
    return relu_net(net, np.asarray(x, dtype=float)[:, None])[:, 0]


def in_torch(net):
    """The same net as a module of torch."""
    layers = []
    for W, b in net:
        linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(W), torch.tensor(b)
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def tent(x, k):
    """Δ^k by its definition, in whatever arithmetic x brings along."""
    for _ in range(k):
        x = 2 * x if 2 * x <= 1 else 2 - 2 * x
    return x


def exact_value(net, t):
    """The net at a rational point, by rational arithmetic and nothing else."""
    h = [Fraction(t)]
    for i, (W, b) in enumerate(net):
        z = [
            sum((Fraction(w) * x for w, x in zip(row, h, strict=True)), Fraction(c))
            for row, c in zip(W.tolist(), b.tolist(), strict=True)
        ]
        h = [max(x, Fraction(0)) for x in z] if i < len(net) - 1 else z
    return h[0]


def random_nets(count, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield draw_net(rng, (1, *rng.integers(1, 7, int(rng.integers(1, 5))).tolist(), 1))


# -- the sawtooth


@pytest.mark.parametrize("k", [1, 2, 3, 7, 11, 20])
def test_sawtooth_net_has_k_layers_of_two_units_and_is_exact_at_dyadic_points(k):
    net = ref.tent_power_net(k)
    n = np.random.default_rng(k).integers(0, 2**30 + 1, 60)
    j = np.arange(min(2**k, 4096) + 1)

    assert [len(b) for _, b in net] == [2] * k + [1]
    assert np.array_equal(at(net, j / 2**k), j % 2)
    for i, value in zip(n, at(net, n / 2**30), strict=True):
        assert Fraction(value) == tent(Fraction(int(i), 2**30), k)


def test_sawtooth_net_agrees_with_torch_and_with_the_fractional_part():
    x = np.random.default_rng(0).random(500)
    for k in (1, 2, 5):
        got = in_torch(ref.tent_power_net(k))(torch.tensor(x)[:, None]).detach().numpy()
        frac = 2.0 ** (k - 1) * x % 1

        assert np.allclose(at(ref.tent_power_net(k), x), got[:, 0], **TOL)
        assert np.allclose(got[:, 0], 1 - np.abs(2 * frac - 1), **TOL)


def test_sawtooth_takes_half_the_area_whatever_its_depth():
    for k in (1, 3, 6):
        graph = ref.exact_graph(ref.tent_power_net(k))
        area = sum((t - s) * (y + z) / 2 for (s, y), (t, z) in itertools.pairwise(graph))

        assert area == Fraction(1, 2)


# -- pieces


def test_exact_graph_is_right_at_its_ends_and_affine_between_them():
    for net in random_nets(40):
        graph = ref.exact_graph(net, -2.0, 2.5)
        assert (graph[0][0], graph[-1][0]) == (-2, Fraction(5, 2))
        for (s, y), (t, z) in itertools.pairwise(graph):
            λ = Fraction(2, 7)

            assert s < t
            assert exact_value(net, s) == y
            assert exact_value(net, s + λ * (t - s)) == y + λ * (z - y)


def test_corners_of_the_exact_graph_are_where_the_slope_changes():
    for net in random_nets(40, seed=1):
        graph = ref.corners(ref.exact_graph(net, -2.0, 2.0))
        slopes = ref.slopes(graph)

        assert all(p != q for p, q in itertools.pairwise(slopes))
        assert len(slopes) <= ref.piece_bound([len(b) for _, b in net[:-1]])


def test_breakpoints_agree_with_rational_arithmetic():
    for net in random_nets(300, seed=2):
        want = [float(t) for t, _ in ref.corners(ref.exact_graph(net, -2.0, 2.0))[1:-1]]
        got = ref.affine_breakpoints(net, -2.0, 2.0)

        assert got.shape == (len(want),)
        assert np.allclose(got, want, **TOL)


def test_breakpoints_of_gaussian_nets_interpolate_the_net_and_none_can_be_left_out():
    rng = np.random.default_rng(3)
    for depth in (1, 2, 4):
        net = ref.he_net(depth, 5, rng)
        inner = ref.affine_breakpoints(net, -1.0, 3.0)
        knots = np.concatenate([[-1.0], inner, [3.0]])
        x = rng.uniform(-1, 3, 2000)
        y = in_torch(net)(torch.tensor(x)[:, None]).detach().numpy()[:, 0]

        assert np.allclose(np.interp(x, knots, at(net, knots)), y, **TOL)
        for i in range(1, len(knots) - 1):
            rest = np.delete(knots, i)
            assert abs(np.interp(knots[i], rest, at(net, rest)) - at(net, knots)[i]) > 1e-9


def test_breakpoints_agree_with_the_jumps_of_torch_gradients():
    """The gradient is constant between breakpoints and different on their two sides."""
    rng = np.random.default_rng(4)
    for depth in (1, 3):
        net = ref.he_net(depth, 4, rng)
        knots = np.concatenate([[-2.0], ref.affine_breakpoints(net, -2.0, 2.0), [2.0]])
        x = torch.tensor(knots[:-1] + 0.5 * np.diff(knots), requires_grad=True)
        y = torch.tensor(knots[:-1] + 0.1 * np.diff(knots), requires_grad=True)
        module = in_torch(net)
        for t in (x, y):
            module(t[:, None]).sum().backward()

        assert np.allclose(x.grad, y.grad, **TOL)
        assert (np.abs(np.diff(x.grad.numpy())) > 1e-9).all()


def test_sawtooth_has_all_its_breakpoints_and_no_net_has_more_than_the_bound():
    for k in (1, 2, 5, 9):
        points = ref.affine_breakpoints(ref.tent_power_net(k), 0.0, 1.0)

        assert np.array_equal(points, np.arange(1, 2**k) / 2**k)
    for net in random_nets(60, seed=5):
        found = len(ref.affine_breakpoints(net, -50.0, 50.0)) + 1
        assert found <= ref.piece_bound([len(b) for _, b in net[:-1]])


@pytest.mark.parametrize(
    ("rows", "out", "want"),
    [
        (((1, -3), (-1, -3)), (1, 1), []),  # dead
        (((1, 3), (-1, 3)), (1, 1), []),  # always active
        (((1, 0), (-1, 0)), (1, -1), []),  # relu(x) - relu(-x) = x
        (((1, 0), (1, 0)), (1, -1), []),  # zero
        (((1, -2), (1, 2)), (1, 1), []),  # corners at the ends
        (((1, 0), (2, 0), (1, 0.5)), (2, -1, 1), [-0.5]),  # two corners that cancel
        (((0, 0), (0, 1), (1, 1)), (1, 1, 1), [-1.0]),  # preactivation zero everywhere
    ],
)
def test_silent_units_make_no_breakpoint(rows, out, want):
    W = np.array([[w] for w, _ in rows], dtype=float)
    net = [
        (W, np.array([b for _, b in rows], dtype=float)),
        (np.array([out], dtype=float), np.zeros(1)),
    ]

    assert np.allclose(ref.affine_breakpoints(net, -2.0, 2.0), want, **TOL)
    assert [float(t) for t, _ in ref.corners(ref.exact_graph(net, -2, 2))[1:-1]] == want


def test_exact_graph_stops_at_too_many_ends():
    with pytest.raises(ref.TooManyPieces):
        ref.exact_graph(ref.tent_power_net(6), most=64)


# -- square and product


@pytest.mark.parametrize("m", range(7))
def test_square_net_has_exactly_the_error_of_the_theorem_on_the_whole_interval(m):
    net = ref.square_net(m)
    graph = ref.exact_graph(net)

    assert ref.distance_from_square(graph) == (0, Fraction(1, 4 ** (m + 1)))
    assert ref.corners(graph) == [
        (Fraction(j, 2**m), Fraction(j, 2**m) ** 2) for j in range(2**m + 1)
    ]
    assert len(net) - 1 <= m + 1
    assert hidden_units(net) <= 3 * max(m, 1)


def test_square_net_is_the_sum_of_sawteeth_and_the_linear_interpolant():
    x = np.random.default_rng(0).random(300)
    for m in (0, 1, 4, 9):
        knots = np.arange(2**m + 1) / 2**m
        total = x - sum(
            (at(ref.tent_power_net(s), x) / 4**s for s in range(1, m + 1)), 0 * x
        )

        assert np.allclose(at(ref.square_net(m), x), total, **TOL)
        assert np.allclose(total, np.interp(x, knots, knots**2), **TOL)
        assert np.allclose(ref.square_interpolant(x, m), total, **TOL)


def test_distance_from_square_agrees_with_a_fine_grid():
    x = np.linspace(0, 1, 20_001)
    for net in random_nets(20, seed=6):
        least, most = ref.distance_from_square(ref.exact_graph(net))
        error = at(net, x) - x**2

        assert float(least) <= error.min() + 1e-12
        assert float(most) >= error.max() - 1e-12
        assert np.allclose(
            [float(least), float(most)], [error.min(), error.max()], atol=0.02
        )


def test_product_has_the_error_interval_of_each_formula_and_attains_its_ends():
    x, y = np.meshgrid(np.linspace(-1, 1, 257), np.linspace(-1, 1, 257))
    for m in range(5):
        unit = 4.0 ** -(m + 1)
        ends = [(-4, 0), (0, 4), (-1, 1)]
        for values, (low, high) in zip(ref.product_formulas(x, y, m), ends, strict=True):
            error = (values - x * y) / unit

            assert low - 1e-9 <= error.min() and error.max() <= high + 1e-9
            assert np.allclose([error.min(), error.max()], [low, high])
            assert np.allclose(values, values.T, **TOL)
            assert np.allclose(values, values[::-1, ::-1], **TOL)
            assert np.allclose(error[:, 128], 0) and np.allclose(error[128], 0)
            if m:  # multiples of 2^(1-m) are exact
                assert np.allclose(error[:: 2 ** (8 - m)], 0)


def test_product_is_made_of_the_square_net_and_broadcasts():
    rng = np.random.default_rng(7)
    x, y = rng.uniform(-1, 1, (4, 1)), rng.uniform(-1, 1, 3)
    f = ref.square_net(3)
    sums = [
        at(f, np.ravel(np.abs(t) / 2)).reshape(4, 3) for t in (x + y, x + 0 * y, 0 * x + y)
    ]

    assert np.allclose(
        ref.product_approx(x, y, 3), 2 * (sums[0] - sums[1] - sums[2]), **TOL
    )
    assert np.shape(ref.product_approx(0.5, 0.25, 3)) == ()


# -- few pieces


def test_number_of_errors_is_the_least_over_all_predictions():
    for n in range(1, 11):
        labels = [i % 2 for i in range(n)]
        best = {}
        for guess in itertools.product((0, 1), repeat=n):
            changes = sum(a != b for a, b in itertools.pairwise(guess))
            wrong = sum(a != b for a, b in zip(guess, labels, strict=True))
            best[changes] = min(wrong, best.get(changes, n))
        for p in range(1, 12):
            want = min(e for c, e in best.items() if c <= p)

            assert ref.min_alternating_errors(n, p) == want


def test_predictions_with_p_changes_are_those_of_zigzags_of_p_pieces():
    """A zigzag of p pieces that crosses the level 1/2 once in each piece changes p times."""
    for p in (1, 2, 5):
        nodes = np.linspace(0, 1, p + 1)
        x = np.linspace(0, 1, 10_001)
        g = np.interp(x, nodes, np.arange(p + 1) % 2)

        assert np.count_nonzero(np.diff(g >= 0.5)) == p


def test_large_numbers_of_points_are_exact():
    n, p = 2**60 + 1, 2**20 + 3

    assert ref.min_alternating_errors(n, p) == math.ceil(Fraction(n - p - 1, 2))


def test_the_distance_that_is_to_be_proved_holds_for_the_best_functions_found():
    """Least-squares-like descent on the L1 distance cannot go below the lower bound."""
    rng = np.random.default_rng(8)
    x = (np.arange(2048) + 0.5) / 2048
    for k, p in ((3, 1), (3, 2), (4, 3)):
        target = 1 - np.abs(2 * (2.0 ** (k - 1) * x % 1) - 1)
        bound = 2.0 ** (-k - 2) * (2 ** (k - 1) - 1 - p)
        nodes = np.linspace(0, 1, p + 1)

        def distance(values, nodes=nodes, target=target):
            return np.abs(target - np.interp(x, nodes, values)).mean()

        best = min(
            minimize(distance, rng.random(p + 1), method="Nelder-Mead").fun
            for _ in range(4)
        )
        assert best >= bound
    area, _ = quad(lambda t: abs(tent(t, 3) - 0.5), 0, 1, limit=200)
    assert area >= 2.0**-5 * (2**2 - 1 - 1)


# -- experiment


def test_law_of_one_hidden_layer_is_that_of_the_grader():
    """P(a unit switches in (0, 1)) = E min(|w|, 1)/2 for w ~ N(0, 2), by quadrature."""
    density = lambda w: math.exp(-w * w / 4) / math.sqrt(4 * math.pi)  # noqa: E731
    by_quadrature = quad(lambda w: min(w, 1) * density(w), 0, 1)[0]
    by_quadrature += quad(lambda w: density(w), 1, np.inf)[0]
    closed = 0.5 * ((1 - math.exp(-0.25)) * 2 / math.sqrt(math.pi) + math.erfc(0.5))
    mean, _ = ref.pieces_vs_depth([1], 25, 2000, np.random.default_rng(9))

    assert np.isclose(by_quadrature, closed, rtol=1e-10)
    assert abs(mean[0] - 1 - 25 * closed) < 0.3


def test_mean_number_of_pieces_of_deep_random_nets_is_that_of_the_grader():
    mean, _ = ref.pieces_vs_depth([4], 40, 1500, np.random.default_rng(10))

    assert abs(mean[0] - 51.06) < 1.2


def test_experiment_counts_two_to_the_depth_and_far_less_for_random_nets():
    depths = [1, 2, 4, 8]
    mean, constructed = ref.pieces_vs_depth(depths, 6, 60, np.random.default_rng(11))

    assert constructed.tolist() == [2.0**k for k in depths]
    assert (mean >= 1).all() and mean[3] < 8 * mean[1]
    assert (mean < 7.0 ** np.array(depths)).all()


def test_random_nets_have_he_variance_and_uniform_biases():
    net = ref.he_net(2, 200, np.random.default_rng(12))
    (W1, b1), (W2, b2), (W3, b3) = net

    assert abs(W1.var() - 2) < 0.8 and abs(W2.var() * 100 - 1) < 0.05
    assert W3.shape == (1, 200) and b3.shape == (1,)
    for b in (b1, b2):
        assert b.min() > -1 and b.max() < 1 and abs(b.var() - 1 / 3) < 0.08


# -- refusals


@pytest.mark.parametrize("bad", [True, 2.0, 1.5, "2", None])
def test_counts_must_be_integers(bad):
    for call in (
        ref.tent_power_net,
        ref.square_net,
        lambda m: ref.product_approx(0.5, 0.5, m),
        lambda n: ref.min_alternating_errors(n, 2),
        lambda p: ref.min_alternating_errors(2, p),
    ):
        with pytest.raises(TypeError, match="must be an int"):
            call(bad)


LINE = [(np.ones((1, 1)), np.zeros(1))]


@pytest.mark.parametrize(
    "call",
    [
        lambda: ref.tent_power_net(0),
        lambda: ref.square_net(-1),
        lambda: ref.product_approx(0.5, 0.5, -1),
        lambda: ref.product_approx(1.5, 0.5, 2),
        lambda: ref.product_approx([0.5, np.nan], 0.5, 2),
        lambda: ref.product_approx(np.ones(2), np.ones(3), 2),
        lambda: ref.min_alternating_errors(0, 1),
        lambda: ref.min_alternating_errors(1, 0),
        lambda: ref.affine_breakpoints(LINE, 1.0, 1.0),
        lambda: ref.affine_breakpoints(LINE, 1.0, 0.0),
        lambda: ref.affine_breakpoints(LINE, np.nan, 1.0),
        lambda: ref.affine_breakpoints(LINE, 0.0, np.inf),
        lambda: ref.affine_breakpoints([], 0.0, 1.0),
        lambda: ref.affine_breakpoints([(np.ones((1, 2)), np.zeros(1))], 0.0, 1.0),
        lambda: ref.affine_breakpoints([(np.ones((2, 1)), np.zeros(2))], 0.0, 1.0),
        lambda: ref.affine_breakpoints([(np.ones((1, 1)), np.zeros(2))], 0.0, 1.0),
        lambda: ref.affine_breakpoints([(np.array([[np.nan]]), np.zeros(1))], 0.0, 1.0),
        lambda: ref.affine_breakpoints([(np.ones((1, 1)), np.array([np.inf]))], 0.0, 1.0),
    ],
)
def test_arguments_outside_their_ranges_are_refused(call):
    with pytest.raises(ValueError, match=r"need|must|a net|layer|shape"):
        call()


# -- variants


def variants(count=300):
    return [ref.draw(np.random.default_rng([2, k])) for k in range(count)]


def test_numeric_answers_agree_with_independent_computations():
    for v in variants(80):
        answers = ref.answers(v)
        eps = Fraction(str(v.eps))
        m = next(
            m for m in range(40) if Fraction(1, 2**m) ** 2 / 4 <= eps
        )  # h²/4, h = 2^-m
        knots = [math.floor(v.point * 2**m) / 2**m, math.ceil(v.point * 2**m) / 2**m]
        chord = np.interp(v.point, knots, np.square(knots))
        pieces = 1
        for width in v.widths:
            pieces *= width + 1
        n = 2**v.side_k
        runs = pieces + 1

        assert answers["q2a"] == tent(Fraction(v.tent_p, v.tent_q), v.tent_k)
        assert np.isclose(float(answers["q2b"]), chord - v.point**2, rtol=1e-4)
        assert 4.0 ** -(m + 1) <= v.eps < 4.0**-m
        assert answers["q2c"] == min(
            (n - odd) // 2 for odd in (runs, runs - 1) if (n - odd) % 2 == 0
        )


def test_answers_of_three_hundred_variants_are_distinct_and_the_bands_hold():
    drawn = variants()
    for name in ("q2a", "q2b", "q2c"):
        rtol = max(ref.TOPIC.question(name).rtol, 1e-9)
        values = sorted(float(ref.answers(v)[name]) for v in drawn)
        apart = 1 + sum(b - a > rtol * abs(a) for a, b in itertools.pairwise(values))

        assert apart >= 285, name
    for band in ref.TOPIC.bands:
        assert all(band.low <= band.of(v) <= band.high for v in drawn), band.name


def test_near_misses_of_the_numeric_answers_are_other_numbers():
    for v in variants(80):
        answers = ref.answers(v)
        x = Fraction(v.tent_p, v.tent_q)

        assert answers["q2a"] not in (tent(x, v.tent_k - 1), tent(x, v.tent_k + 1))
        assert answers["q2a"] != 2**v.tent_k * x % 1
        assert abs(float(answers["q2b"]) / v.eps - 1) > 1e-2
        assert answers["q2c"] > 2**v.side_k // 4


def test_statement_shows_every_number_that_an_answer_needs():
    for v in variants(20):
        text = ref.statement(v)

        assert [int(text[name]) for name in ("tent_k", "tent_p", "tent_q", "side_k")] == [
            v.tent_k,
            v.tent_p,
            v.tent_q,
            v.side_k,
        ]
        assert float(text["eps_python"]) == v.eps
        digits, power = text["eps"].split(r" \cdot 10^")
        assert np.isclose(float(digits) * 10.0 ** int(power.strip("{}")), v.eps)
        assert float(text["point"]) == v.point
        assert tuple(map(int, text["widths"].split(", "))) == v.widths


def test_the_sheet_has_the_points_of_a_topic():
    kinds = {}
    for q in ref.TOPIC.questions:
        kinds[q.kind] = kinds.get(q.kind, 0) + q.points

    assert kinds == {"code": 40, "numeric": 9, "proof": 10, "experiment": 7}
