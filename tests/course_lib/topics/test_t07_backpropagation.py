"""The reference of topic 7 against PyTorch, enumeration and finite graphs."""

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import nets
from course_lib.topics import t07_backpropagation as ref

SHAPES = [
    (1, 1),
    (3, 2),
    (2, 4, 3),
    (1, 1, 1, 1),
    (4, 3, 5, 2),
    (2, 3, 3, 3, 2),
    (3, 1, 4, 1, 2),
]
TOL = {"rtol": 1e-10, "atol": 1e-10}


def torch_net(net):
    return [tuple(torch.tensor(a, requires_grad=True) for a in (W, b)) for W, b in net]


def torch_logits(net, X):
    h = X
    for i, (W, b) in enumerate(net):
        h = torch.nn.functional.linear(torch.relu(h) if i else h, W, b)
    return h


def flat(net):
    return [a for layer in net for a in layer]


def assert_nets_close(got, want, **tol):
    for a, b in zip(flat(got), want, strict=True):
        assert a.shape == tuple(b.shape)
        assert np.allclose(
            a, b.detach().numpy() if torch.is_tensor(b) else b, **(tol or TOL)
        )


def cases():
    for k, shape in enumerate(SHAPES * 8):
        rng = np.random.default_rng([7, k])
        net, X = nets.draw_net_and_batch(rng, shape, int(rng.integers(1, 5)))
        yield rng, net, X


# ---- softmax


@pytest.mark.parametrize("scale", [1.0, 30.0, 1e4])
@pytest.mark.parametrize(("n", "c"), [(1, 1), (1, 5), (6, 2), (4, 7)])
def test_cross_entropy_and_its_gradient_agree_with_pytorch(n, c, scale):
    rng = np.random.default_rng([n, c])
    z, y = scale * rng.standard_normal((n, c)), rng.integers(0, c, n)
    t = torch.tensor(z, requires_grad=True)
    truth = torch.nn.functional.cross_entropy(t, torch.tensor(y))
    truth.backward()
    loss, d = ref.softmax_cross_entropy(z, y)

    assert loss == pytest.approx(truth.item(), rel=1e-12, abs=1e-12)
    assert np.allclose(d, t.grad.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("z", "y"),
    [
        (np.zeros(3), [0]),
        (np.zeros((0, 3)), np.zeros(0, int)),
        (np.zeros((2, 0)), [0, 0]),
        (np.zeros((2, 3)), [0]),
        (np.zeros((2, 3)), [[0], [1]]),
        (np.zeros((2, 3)), [0, 3]),
        (np.zeros((2, 3)), [0, -1]),
        (np.zeros((2, 3)), [0.0, 1.0]),
        (np.zeros((2, 3)), [True, False]),
        (np.array([[0.0, np.nan]]), [0]),
        (np.array([[0.0, np.inf]]), [0]),
    ],
)
def test_bad_logits_and_labels_are_refused(z, y):
    with pytest.raises(ValueError, match=r"logits|labels|need"):
        ref.softmax_cross_entropy(z, y)


# ---- nets


def test_forward_is_the_net():
    for _, net, X in cases():
        logits, _ = ref.mlp_forward(net, X)

        assert np.array_equal(logits, nets.relu_net(net, X))


def test_backward_agrees_with_autograd():
    for rng, net, X in cases():
        theta, x = torch_net(net), torch.tensor(X, requires_grad=True)
        logits = torch_logits(theta, x)
        dlogits = rng.standard_normal(tuple(logits.shape))
        truth = torch.autograd.grad(logits, [*flat(theta), x], torch.tensor(dlogits))
        grads, dX = ref.mlp_backward(net, ref.mlp_forward(net, X)[1], dlogits)

        assert_nets_close(grads, truth[:-1])
        assert np.allclose(dX, truth[-1].numpy(), **TOL)


def test_jvp_and_vjp_are_the_jacobian_and_its_transpose():
    for rng, net, X in cases():
        theta = torch_net(net)
        dnet = [
            (rng.standard_normal(W.shape), rng.standard_normal(b.shape)) for W, b in net
        ]
        _, truth = torch.autograd.functional.jvp(
            lambda *t: torch_logits(
                list(zip(t[::2], t[1::2], strict=True)), torch.tensor(X)
            ),
            tuple(a.detach() for a in flat(theta)),
            tuple(torch.tensor(a) for a in flat(dnet)),
        )
        tangent = ref.jvp(net, X, dnet)
        v = rng.standard_normal(tangent.shape)
        adjoint = ref.vjp(net, X, v)

        assert np.allclose(tangent, truth.numpy(), **TOL)
        left = (v * tangent).sum()
        right = sum((a * b).sum() for a, b in zip(flat(adjoint), flat(dnet), strict=True))
        assert left == pytest.approx(right, rel=1e-12, abs=1e-12)


def test_hvp_agrees_with_double_backward():
    for rng, net, X in cases():
        c = net[-1][0].shape[0]
        y = rng.integers(0, c, len(X))
        v = [(rng.standard_normal(W.shape), rng.standard_normal(b.shape)) for W, b in net]
        theta = torch_net(net)
        loss = torch.nn.functional.cross_entropy(
            torch_logits(theta, torch.tensor(X)), torch.tensor(y)
        )
        grads = torch.autograd.grad(loss, flat(theta), create_graph=True)
        inner = sum(
            (g * torch.tensor(a)).sum() for g, a in zip(grads, flat(v), strict=True)
        )
        truth = torch.autograd.grad(inner, flat(theta), materialize_grads=True)

        assert_nets_close(ref.hvp(net, X, y, v), truth)


def test_bad_nets_batches_and_directions_are_refused():
    net, X = nets.draw_net_and_batch(np.random.default_rng(0), (2, 3, 2), 4)
    cache = ref.mlp_forward(net, X)[1]
    short = [(W, b) for W, b in net[:1]]
    nan = X.copy()
    nan[0, 0] = np.nan
    for call in (
        lambda: ref.mlp_forward(net, X[0]),
        lambda: ref.mlp_forward(net, X[:0]),
        lambda: ref.mlp_forward(net, X[:, :1]),
        lambda: ref.mlp_forward(net, nan),
        lambda: ref.mlp_forward([], X),
        lambda: ref.mlp_backward(net, cache, np.ones((4, 3))),
        lambda: ref.mlp_backward(net, cache, np.ones((1, 2))),
        lambda: ref.vjp(net, X, np.ones(2)),
        lambda: ref.jvp(net, X, short),
        lambda: ref.hvp(net, X, [0, 1, 0, 2], net),
        lambda: ref.hvp(net, X, [0, 1, 0, 1], short),
    ):
        with pytest.raises(ValueError, match=r"need|label|layer|NaN"):
            call()


# ---- scalars


def test_derivatives_of_scalars_agree_with_autograd_on_random_graphs():
    rng = np.random.default_rng(11)
    for _ in range(200):
        leaves = rng.integers(-16, 17, 3) / 8
        ours = [ref.Scalar(a) for a in leaves]
        truth = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in leaves]
        roots = list(zip(ours, truth, strict=True))
        nodes = list(roots)
        for _ in range(12):
            (a, s), (b, t) = (nodes[i] for i in rng.integers(len(nodes), size=2))
            nodes.append(
                [
                    lambda: (a + b, s + t),
                    lambda: (a * b, s * t),
                    lambda: (a - b, s - t),
                    lambda: (a / (b * b + 1), s / (t * t + 1)),
                    lambda: (a.tanh() ** 3, torch.tanh(s) ** 3),
                    lambda: (2.0 - a, 2.0 - s),
                    lambda: (1.5 / (a**2 + 1), 1.5 / (s**2 + 1)),
                    lambda: ((b * b + 0.5).log(), torch.log(t * t + 0.5)),
                    lambda: ((-b).tanh().exp(), torch.exp(torch.tanh(-t))),
                    lambda: ((b + 0.03125).relu(), torch.relu(t + 0.03125)),
                ][rng.integers(10)]()
            )
        out, truth_out = nodes[-1]
        out.backward()
        grads = torch.autograd.grad(truth_out, truth, allow_unused=True)

        assert out.value == pytest.approx(truth_out.item(), rel=1e-10, abs=1e-10)
        for (a, _), g in zip(roots, grads, strict=True):
            assert a.grad == pytest.approx(
                0.0 if g is None else g.item(), rel=1e-9, abs=1e-9
            )


def test_every_path_counts_but_every_edge_is_walked_once():
    x = ref.Scalar(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()

    assert x.grad == 2.0**60


def test_a_long_chain_needs_no_recursion():
    x = ref.Scalar(1.0)
    y = x
    for _ in range(20_000):
        y = y * 1.0
    y.backward()

    assert x.grad == 1.0


def test_scalars_refuse_what_has_no_derivative():
    x = ref.Scalar(0.0)
    for call, error in (
        (x.log, ValueError),
        (ref.Scalar(-1.0).log, ValueError),
        (lambda: 1 / x, ZeroDivisionError),
        (lambda: x**x, TypeError),
    ):
        with pytest.raises(error):
            call()


# ---- experiment


def test_the_slope_along_the_line_agrees_with_autograd():
    t = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    h = torch.tensor(ref.TANH_INPUT)
    for l, ((W, b), (V, c)) in enumerate(
        zip(ref.TANH_NET, ref.TANH_DIRECTION, strict=True)
    ):
        W, b, V, c = map(torch.tensor, (W, b, V, c))
        z = (W + t * V) @ h + b + t * c
        h = torch.tanh(z) if l < 2 else z
    (truth,) = torch.autograd.grad(h[0], t)

    assert ref.slope() == pytest.approx(truth.item(), rel=1e-13)


def test_truncation_errors_have_orders_one_two_two():
    eps = np.logspace(-3, -2, 9)
    forward, central, imaginary = ref.grad_check_curve(eps)
    orders = [
        np.polyfit(np.log(eps), np.log(e), 1)[0] for e in (forward, central, imaginary)
    ]

    assert np.allclose(orders, [1.0, 2.0, 2.0], atol=0.02)


def test_the_central_quotient_is_best_near_the_cube_root_of_the_unit_roundoff():
    eps = np.logspace(-15, -1, 113)
    _, central, imaginary = ref.grad_check_curve(eps)

    assert central.min() < 1e-9
    assert 10**-6.5 < eps[central.argmin()] < 10**-3.5
    assert imaginary[eps <= 1e-8].max() < 1e-14


@pytest.mark.parametrize("eps", [[], 0.1, [[0.1]], [0.1, 0.0], [-0.1], [np.nan], [np.inf]])
def test_bad_steps_are_refused(eps):
    with pytest.raises(ValueError, match="eps"):
        ref.grad_check_curve(eps)


# ---- variants

VARIANTS = [ref.draw(np.random.default_rng([2024, k])) for k in range(300)]


def test_the_weight_gradient_agrees_with_autograd():
    for v in VARIANTS:
        W1 = torch.tensor(v.W1, dtype=torch.float64, requires_grad=True)
        x, b1, w2 = (torch.tensor(a, dtype=torch.float64) for a in (v.x, v.b1, v.w2))
        loss = (w2 @ torch.relu(W1 @ x + b1) + v.b2 - v.target) ** 2 / 2
        (g,) = torch.autograd.grad(loss, W1)

        assert ref.answers(v)["q7a"] == g[v.unit, v.input].item()


def test_multiply_adds_are_those_of_the_loops():
    for v in VARIANTS[:20]:
        products = 0
        for l, (k, m) in enumerate(itertools.pairwise(v.cost_widths), start=1):
            products += v.batch * k * m  # dW_l
            products += v.batch * k * m if l > 1 else 0  # the adjoint of h_{l-1}

        assert ref.answers(v)["q7b"] == products


def test_paths_are_those_of_the_powers_of_the_adjacency_matrix():
    for v in VARIANTS[:20]:
        m = v.path_widths
        ones = [np.ones((a, b), dtype=int) for a, b in itertools.pairwise(m)]
        paths = np.linalg.multi_dot(ones).sum()

        assert ref.answers(v)["q7c"] == Fraction(
            int(paths), sum(int(A.sum()) for A in ones)
        )


@pytest.mark.parametrize("name", ["q7a", "q7b", "q7c"])
def test_answers_of_different_students_differ(name):
    assert len({ref.answers(v)[name] for v in VARIANTS}) >= 0.95 * len(VARIANTS)


def test_every_variant_lies_in_the_bands_and_has_one_unit_that_is_off():
    for v in VARIANTS:
        z = np.array(v.W1) @ v.x + v.b1
        assert (z > 0).sum() == 1 and z[v.unit] > 0 and np.abs(z).min() >= 2
        assert ref.answers(v)["q7a"] != 0
        for band in ref.TOPIC.bands:
            assert band.low <= band.of(v) <= band.high


def test_the_statement_shows_every_number_and_counts_from_one():
    v = VARIANTS[0]
    shown = ref.statement(v)

    assert shown["unit"] == str(v.unit + 1) and shown["input"] == str(v.input + 1)
    for row in v.W1:
        assert " & ".join(map(str, row)) in shown["W1"]


def test_the_topic_is_worth_66_points():
    assert ref.TOPIC.points == 66


# ---- what students read

REPO = Path(__file__).parents[3]
SETUP = "# setup of the experiment"


def _setup(path):
    """Return the code of the setup cell of the experiment."""
    text = path.read_text(encoding="utf-8")
    return text[text.index(SETUP) :].split("{%")[0].split("# %%")[0].strip()


def test_template_and_model_answer_set_up_the_net_of_the_reference():
    template = REPO / "source/t07_backpropagation/t07_backpropagation.md.j2"
    model = REPO / "solutions/t07_backpropagation/accepted/model.py"
    assert _setup(template) == _setup(model)

    space = {"np": np}
    exec(_setup(template), space)
    for t in (0.0, 0.25, 0.1 + 0.2j):
        assert space["g"](t) == pytest.approx(ref.along(t), rel=1e-15)
