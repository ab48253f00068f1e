"""What a right answer to topic 7, backpropagation, does. Read the test names first.

Hidden inputs are drawn with preactivations away from 0, so that relu'(0) never matters. The
cache of `mlp_forward` stays in the sandbox: whatever object it is, `mlp_backward` gets it back.
"""

import operator
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import checks
from autograder import strategies as draw
from autograder.errors import Raised, Wrong
from course_lib import nets
from course_lib.topics import t07_backpropagation as ref

question = pytest.mark.question
few = settings(max_examples=12)
"""For laws on inputs that are generic anyway: there is nothing rare to be found."""

EXACT = 1e-11
"""Relative error of an identity that holds up to rounding. Entries are multiples of 1/8, so
that float64 answers are exact or nearly so; difference quotients are off by 1e-10 or more."""
EXACT_HESSIAN = 1e-13
"""The same for the Hessian, relative to norms: exact methods reach 1e-15, the best difference
quotients have a median of 2e-12 and are below 1e-13 for one input in twenty-five."""


# -------------------------------------------------------------------------- softmax


@st.composite
def batches(drawn):
    """Logits (n, c), multiples of 1/8 in [-4, 4], with labels; c >= 2."""
    n, c = drawn(st.integers(1, 4)), drawn(st.integers(2, 4))
    return drawn(draw.eighths((n, c))), drawn(draw.labels(n, c))


def loss_and_gradient(student, z, y):
    """Return loss, gradient and rounding error allowed in an identity between them.

    The entry of the true class is negative for every right answer with c >= 2, so that an
    answer of zeros satisfies none of the laws that use this.
    """
    result = checks.items(student.softmax_cross_entropy(z, y), "the result", 2)
    loss = checks.number(result[0], "loss")
    d = checks.array(result[1], "dlogits", shape=z.shape)
    checks.holds(
        bool((d[np.arange(len(y)), y] < 0).all()),
        "dlogits must be negative at the true class: a larger logit there lowers the loss",
    )
    return loss, d, checks.rtol_for(*result, rtol=EXACT)


def check_softmax(student, z, y):
    loss, d = checks.items(student.softmax_cross_entropy(z, y), "the result", 2)
    want_loss, want_d = ref.softmax_cross_entropy(z, y)
    checks.close(loss, want_loss, "loss")
    checks.close(d, want_d, "dlogits")


@question(
    "softmax_cross_entropy",
    weight=4,
    hint="Both are means over the n samples. The gradient of one sample is p - e_y: subtract 1 "
    "once, at the true class.",
)
@given(batches())
def test_loss_and_gradient_are_those_of_the_mean_cross_entropy(student, batch):
    check_softmax(student, *batch)


@question(
    "softmax_cross_entropy", weight=1, hint="lse(0, ..., 0) = ln c, the natural logarithm."
)
@few
@given(n=st.integers(1, 3), c=st.integers(2, 6), level=draw.eighths())
def test_equal_logits_give_ln_c(student, n, c, level):
    check_softmax(student, np.full((n, c), level), np.arange(n) % c)


@question(
    "softmax_cross_entropy",
    weight=3,
    hint="Log-sum-exp: subtract the maximum of each row (of its own row) before the exponential, "
    "and never take the logarithm of a probability, which may be 0 in floating point.",
)
def test_loss_and_gradient_are_right_for_logits_up_to_ten_thousand(student, rng):
    check_softmax(student, np.array([[1e4, -1e4, 0.0]]), np.array([1]))
    check_softmax(student, np.array([[-1e4, -9999.0], [1e4, 9999.0]]), np.array([0, 1]))
    for _ in range(5):
        z = rng.integers(-10_000, 10_001, size=(3, 4)).astype(float)
        check_softmax(student, z, rng.integers(0, 4, 3))


@question(
    "softmax_cross_entropy", weight=0.5, hint="The probabilities of a sample add up to 1."
)
@few
@given(batches())
def test_gradient_entries_of_a_sample_add_up_to_zero(student, batch):
    _, d, tol = loss_and_gradient(student, *batch)
    checks.holds(
        bool((np.abs(d.sum(axis=1)) <= tol).all()), "a row of dlogits has sum != 0"
    )


@question(
    "softmax_cross_entropy",
    weight=0.5,
    hint="Softmax is taken over the classes of one sample, that is along axis 1.",
)
@few
@given(batches(), draw.eighths(4))
def test_adding_a_number_to_all_logits_of_a_sample_changes_nothing(student, batch, c):
    z, y = batch
    loss, d, tol = loss_and_gradient(student, z, y)
    shifted, e, _ = loss_and_gradient(student, z + c[: len(z), None], y)
    checks.close(shifted, loss, "loss after the shift", rtol=tol, atol=tol)
    checks.close(e, d, "dlogits after the shift", rtol=tol, atol=tol)


@question(
    "softmax_cross_entropy",
    weight=1,
    hint="A convex function lies above its tangents: loss(w) >= loss(z) + <dlogits(z), w - z>. "
    "Is dlogits the gradient of the same function, 1/n included?",
)
@given(batches(), draw.eighths((4, 4)))
def test_loss_lies_above_its_tangents(student, batch, far):
    z, y = batch
    loss, d, tol = loss_and_gradient(student, z, y)
    # Two short steps along d tell too long a gradient from too short a one.
    for w in (z + d / 8, z - d / 8, far[: z.shape[0], : z.shape[1]]):
        other, _, _ = loss_and_gradient(student, w, y)
        gap = loss + (d * (w - z)).sum() - other
        checks.holds(
            gap <= 10 * tol, "the tangent at one point is above the loss at another"
        )


@question(
    "softmax_cross_entropy",
    weight=1,
    hint="The mean does not change, and every sample has half the share in it: 1/n in both.",
)
@few
@given(batches())
def test_duplicating_the_batch_keeps_the_loss_and_halves_the_gradient(student, batch):
    z, y = batch
    loss, d, tol = loss_and_gradient(student, z, y)
    twice, e, _ = loss_and_gradient(student, np.vstack([z, z]), np.concatenate([y, y]))
    checks.close(twice, loss, "loss of the doubled batch", rtol=tol, atol=tol)
    checks.close(
        e, np.vstack([d, d]) / 2, "dlogits of the doubled batch", rtol=tol, atol=tol
    )


@question(
    "softmax_cross_entropy", weight=0.5, hint="No sample has anything to do with another."
)
@few
@given(batches())
def test_reversing_the_batch_reverses_the_gradient(student, batch):
    z, y = batch
    loss, d, tol = loss_and_gradient(student, z, y)
    same, e, _ = loss_and_gradient(student, z[::-1].copy(), y[::-1].copy())
    checks.close(same, loss, "loss of the reversed batch", rtol=tol, atol=tol)
    checks.close(e, d[::-1], "dlogits of the reversed batch", rtol=tol, atol=tol)


@question("softmax_cross_entropy", weight=0.5, hint="With one class p = 1.")
def test_a_single_class_has_no_loss(student):
    check_softmax(student, np.array([[3.0], [-2.0]]), np.array([0, 0]))


@question(
    "softmax_cross_entropy", weight=0.5, hint="logits -= ... works in place: copy first."
)
def test_logits_and_labels_are_left_unchanged(student, rng):
    z, y = rng.integers(-16, 17, size=(3, 4)) / 8, rng.integers(0, 4, 3)
    _, (z_after, y_after) = student.keeping_arguments("softmax_cross_entropy", z, y)
    same(z_after, z, "logits")
    same(y_after, y, "y")


@question(
    "softmax_cross_entropy",
    weight=1.5,
    hint="A label -1 is a legal index of NumPy, so nothing fails by itself.",
)
def test_labels_that_name_no_class_are_refused(student):
    z = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 0.5]])
    for y, what in (
        (np.array([0, 3]), "a label equal to c"),
        (np.array([-1, 0]), "a negative label"),
        (np.array([0.0, 1.0]), "a float label"),
    ):
        checks.refuses(lambda: student.softmax_cross_entropy(z, y), what)


@question("softmax_cross_entropy", weight=1, hint="The mean over no samples is 0/0.")
def test_logits_without_samples_of_wrong_shape_or_with_nan_are_refused(student):
    two = np.array([0, 1])
    for z, y, what in (
        (np.zeros((0, 3)), np.zeros(0, dtype=int), "an empty batch"),
        (np.zeros(3), np.array([0, 1, 0]), "logits with one axis"),
        (np.zeros((3, 2)), two, "fewer labels than samples"),
        (np.zeros((3, 2)), two[:1], "one label for three samples"),
        (np.zeros((2, 2)), two[:, None], "labels with two axes"),
        (np.array([[0.0, np.nan], [0.0, 0.0]]), two, "NaN among the logits"),
        (np.array([[0.0, np.inf], [0.0, 0.0]]), two, "infinity among the logits"),
    ):
        checks.refuses(lambda: student.softmax_cross_entropy(z, y), what)


# -------------------------------------------------------------------------- nets


@st.composite
def problems(drawn, *, depth=1, widest=4, classes=1, bias=True):
    """A net of at least `depth` layers, a batch, and a generator for what else is needed."""
    inner = drawn(st.lists(st.integers(1, widest), min_size=depth, max_size=4))
    shape = [*inner, drawn(st.integers(classes, widest))]
    n = drawn(st.integers(1, 3))
    rng = np.random.default_rng(drawn(draw.seeds()))
    return *nets.draw_net_and_batch(rng, shape, n, bias=bias), rng


def eighths(rng, *shape):
    """Nonzero multiples of 1/8 in [-2, 2]."""
    return rng.integers(1, 17, size=shape) * rng.choice([-1, 1], size=shape) / 8.0


def adjoint_of(rng, X, net):
    """Draw v or dlogits, shaped as the logits, with a positive first column.

    The gradient by the first entry of the last bias is the sum of that column, so that no right
    answer is 0 everywhere.
    """
    v = eighths(rng, len(X), len(net[-1][1]))
    v[:, 0] = np.abs(v[:, 0])
    return v


def direction(rng, net):
    return [(eighths(rng, *W.shape), eighths(rng, *b.shape)) for W, b in net]


def dot(one, other):
    """Inner product of two sets of layers."""
    return sum(
        (A * B).sum() + (a * b).sum() for (A, a), (B, b) in zip(one, other, strict=True)
    )


def norm(net):
    return dot(net, net) ** 0.5


def alive(got, want, name):
    """Refuse an answer of size 0 where the right one is not, so that zeros satisfy no law."""
    checks.holds(bool(got > 0 or want < 1e-9), f"{name} is 0")


def combine(s, one, t, other):
    """Return s * one + t * other."""
    return [
        (s * A + t * B, s * a + t * b) for (A, a), (B, b) in zip(one, other, strict=True)
    ]


def close_layers(value, want, name, **tol):
    got = checks.layers(value, name, want)
    single = checks.rtol_for(value, rtol=tol.pop("rtol", checks.RTOL))
    for l, ((A, a), (B, b)) in enumerate(zip(got, want, strict=True), start=1):
        checks.close(A, B, f"{name}, weights of layer {l}", rtol=single, **tol)
        checks.close(a, b, f"{name}, bias of layer {l}", rtol=single, **tol)
    return got


def same(after, before, name):
    got = checks.array(after, name, shape=before.shape, finite=False)
    checks.holds(np.array_equal(got, before), f"{name} was changed in place")


def same_net(after, before, name):
    for l, ((A, a), (B, b)) in enumerate(
        zip(checks.layers(after, name, before), before, strict=True), start=1
    ):
        same(A, B, f"{name}, weights of layer {l}")
        same(a, b, f"{name}, bias of layer {l}")


def forward(student, net, X):
    """Call mlp_forward; return the raw logits."""
    return checks.items(student.mlp_forward(net, X), "the result of mlp_forward", 2)[0]


def backward(student, net, X, *adjoints, also=None):
    """Run mlp_forward, then mlp_backward for each of `adjoints`, without leaving the sandbox.

    Args:
        also: another batch that goes forward in between.

    Returns:
        The raw logits and, for each adjoint, the raw pair (grads, dX).
    """
    steps = [
        ("const", net),
        ("const", X),
        ("call", "mlp_forward", 0, 1),
        ("const", 0),
        ("const", 1),
        ("method", "__getitem__", 2, 3),
        ("method", "__getitem__", 2, 4),
    ]
    if also is not None:
        steps += [("const", also), ("call", "mlp_forward", 0, 7)]
    wants = [5]
    for d in adjoints:
        steps += [("const", d), ("call", "mlp_backward", 0, 6, len(steps))]
        wants.append(len(steps) - 1)
    logits, *results = student.program(steps, wants)
    pairs = [checks.items(r, "the result of mlp_backward", 2) for r in results]
    return (logits, *pairs)


def parameters(pair, net):
    """Return the gradients of `mlp_backward` as arrays; they must not all be 0.

    With `adjoint_of` a right answer never is, and an answer of zeros satisfies no law.
    """
    grads = checks.layers(pair[0], "grads", net)
    checks.holds(norm(grads) > 0, "every gradient is 0")
    return grads


@question(
    "mlp_backward",
    weight=2,
    hint="relu after every layer but the last; W_l has shape (out, in).",
)
@given(problems())
def test_forward_is_the_relu_net(student, problem):
    net, X, _ = problem
    checks.close(forward(student, net, X), nets.relu_net(net, X), "logits")


@question(
    "mlp_backward",
    weight=4,
    hint="dW_l has the shape of W_l: adjoint of z_l, transposed, times the input of layer l. The "
    "mask of layer l is where its own preactivation is positive. dlogits holds 1/n already.",
)
@given(problems())
def test_weight_gradients_are_adjoints_times_inputs(student, problem):
    net, X, rng = problem
    dlogits = adjoint_of(rng, X, net)
    _, (grads, _) = backward(student, net, X, dlogits)
    want = ref.vjp(net, X, dlogits)
    pairs = zip(checks.items(grads, "grads", len(net)), want, strict=True)
    for l, (pair, (dW, _)) in enumerate(pairs, start=1):
        checks.close(checks.items(pair, f"grads[{l - 1}]", 2)[0], dW, f"dW of layer {l}")


@question(
    "mlp_backward",
    weight=2,
    hint="A bias is added to every sample: its gradient is the sum (not the mean) of the adjoints "
    "of z_l over the batch, shape (out,).",
)
@given(problems())
def test_bias_gradients_are_sums_over_the_batch(student, problem):
    net, X, rng = problem
    dlogits = adjoint_of(rng, X, net)
    _, (grads, _) = backward(student, net, X, dlogits)
    want = ref.vjp(net, X, dlogits)
    pairs = zip(checks.items(grads, "grads", len(net)), want, strict=True)
    for l, (pair, (_, db)) in enumerate(pairs, start=1):
        checks.close(checks.items(pair, f"grads[{l - 1}]", 2)[1], db, f"db of layer {l}")


@question(
    "mlp_backward",
    weight=2,
    hint="dX is the adjoint of the input: one more product with W_1.",
)
@given(problems())
def test_input_gradient_is_the_adjoint_carried_back_to_the_input(student, problem):
    net, X, rng = problem
    dlogits = adjoint_of(rng, X, net)
    _, (_, dX) = backward(student, net, X, dlogits)
    checks.close(dX, ref.mlp_backward(net, ref.mlp_forward(net, X)[1], dlogits)[1], "dX")


def exact_rate(net, X, l, E):
    """Return the exact rate of change of the logits when W_l moves in direction E.

    With the activation pattern fixed the logits are affine in the weights of one layer, so the
    difference quotient is the derivative, whatever the step.
    """
    t = 1.0
    while True:
        t /= 2
        moved = [*net[:l], (net[l][0] + t * E, net[l][1]), *net[l + 1 :]]
        before, after = nets.preactivations(net, X), nets.preactivations(moved, X)
        hidden = zip(before[:-1], after[:-1], strict=True)
        if all(np.array_equal(a > 0, b > 0) for a, b in hidden):
            return (after[-1] - before[-1]) / t


@question(
    "mlp_backward",
    weight=1.5,
    hint="Move one matrix a little: the logits change by dlogits-weighted <dW, step>. Compare with "
    "a difference quotient of mlp_forward, layer by layer.",
)
@given(problems())
def test_a_step_of_one_layer_changes_the_output_at_the_rate_of_its_gradient(
    student, problem
):
    net, X, rng = problem
    dlogits = adjoint_of(rng, X, net)
    _, pair = backward(student, net, X, dlogits)
    grads = parameters(pair, net)
    for l, (W, _) in enumerate(net):
        E = eighths(rng, *W.shape)
        rate = (dlogits * exact_rate(net, X, l, E)).sum()
        checks.close(
            (grads[l][0] * E).sum(),
            rate,
            f"rate of change along layer {l + 1}",
            rtol=checks.rtol_for(pair[0]),
        )


@question(
    "mlp_backward", weight=0.5, hint="Reverse mode is linear in what is carried back."
)
@few
@given(problems())
def test_gradients_are_linear_in_dlogits(student, problem):
    net, X, rng = problem
    d, e = adjoint_of(rng, X, net), adjoint_of(rng, X, net)
    _, one, other, both = backward(student, net, X, d, e, 2 * d - 0.5 * e)
    want = combine(2, parameters(one, net), -0.5, parameters(other, net))
    close_layers(both[0], want, "grads")


@question(
    "mlp_backward",
    weight=1,
    hint="Samples do not mix: gradients of a batch are sums, dX is row by row. The mean is in "
    "dlogits already.",
)
@few
@given(problems())
def test_gradients_of_a_batch_are_sums_over_its_samples(student, problem):
    net, X, rng = problem
    X = np.vstack([X, X[:1]])
    dlogits = adjoint_of(rng, X, net)
    _, (grads, dX) = backward(student, net, X, dlogits)
    total, rows = None, []
    for i in range(len(X)):
        _, pair = backward(student, net, X[i : i + 1], dlogits[i : i + 1])
        own = parameters(pair, net)
        total = own if total is None else combine(1, total, 1, own)
        rows.append(checks.array(pair[1], "dX", shape=(1, X.shape[1])))
    close_layers(grads, total, "grads of the batch")
    checks.close(dX, np.vstack(rows), "dX of the batch", rtol=checks.rtol_for(dX))


@question(
    "mlp_backward",
    weight=1,
    hint="Without biases the net is homogeneous of degree 1 in the weights of each layer, so "
    "<W_l, dW_l> = <dlogits, logits> for every l (Euler).",
)
@given(problems(bias=False))
def test_euler_identity_holds_in_every_layer_of_a_net_without_biases(student, problem):
    net, X, rng = problem
    dlogits = adjoint_of(rng, X, net)
    logits, pair = backward(student, net, X, dlogits)
    f = (dlogits * checks.array(logits, "logits", shape=dlogits.shape)).sum()
    for l, ((W, _), (dW, _)) in enumerate(
        zip(net, parameters(pair, net), strict=True), start=1
    ):
        checks.close(
            (W * dW).sum(), f, f"<W, dW> of layer {l}", rtol=checks.rtol_for(*pair)
        )


@question(
    "mlp_backward",
    weight=1,
    hint="With square matrices the shapes fit even if a transpose is missing or one too many.",
)
def test_gradients_are_right_when_all_matrices_are_square(student, rng):
    for depth in (1, 2, 3):
        net, X = nets.draw_net_and_batch(rng, [3] * (depth + 1), 3)
        dlogits = eighths(rng, 3, 3)
        _, (grads, dX) = backward(student, net, X, dlogits)
        want, want_dX = ref.mlp_backward(net, ref.mlp_forward(net, X)[1], dlogits)
        close_layers(grads, want, "grads")
        checks.close(dX, want_dX, "dX")


@question(
    "mlp_backward",
    weight=1,
    hint="A unit whose preactivation is negative passes nothing back: neither to its own weights "
    "nor through them. The sign that counts is that of the preactivation, not of the adjoint.",
)
def test_a_unit_that_is_off_neither_learns_nor_passes_anything_back(student, rng):
    for _ in range(5):
        while True:
            net, X = nets.draw_net_and_batch(rng, (2, 3, 3, 2), 3)
            net[0][1][1] = -64.0
            first, second, _ = nets.preactivations(net, X)
            if (
                np.abs(second).min() > nets.MARGIN
                and (second > 0).any()
                and (first > 0).any()
            ):
                break
        _, pair = backward(student, net, X, adjoint_of(rng, X, net))
        grads = parameters(pair, net)
        checks.close(grads[0][0][1], np.zeros(2), "dW_1, row of a unit that is off")
        checks.close(grads[0][1][1], 0.0, "db_1 of a unit that is off")
        checks.close(grads[1][0][:, 1], np.zeros(3), "dW_2, column of a unit that is off")


@question("mlp_backward", weight=1, hint="With one layer there is no relu and no mask.")
@few
@given(n=st.integers(1, 3), m=st.integers(1, 3), c=st.integers(1, 3), seed=draw.seeds())
def test_a_net_without_hidden_layers_has_the_gradients_of_an_affine_map(
    student, n, m, c, seed
):
    rng = np.random.default_rng(seed)
    net, X, d = nets.draw_net(rng, (m, c)), eighths(rng, n, m), eighths(rng, n, c)
    logits, (grads, dX) = backward(student, net, X, d)
    checks.close(logits, X @ net[0][0].T + net[0][1], "logits")
    close_layers(grads, [(d.T @ X, d.sum(axis=0))], "grads")
    checks.close(dX, d @ net[0][0], "dX")


@question(
    "mlp_backward",
    weight=0.5,
    hint="Keep what backward needs in the cache you return, not in a global variable.",
)
@few
@given(problems(depth=2))
def test_a_cache_outlives_another_forward_pass(student, problem):
    net, X, rng = problem
    d = adjoint_of(rng, X, net)
    _, (grads, dX) = backward(student, net, X, d, also=-2.0 * X - 1.0)
    want, want_dX = ref.mlp_backward(net, ref.mlp_forward(net, X)[1], d)
    close_layers(grads, want, "grads")
    checks.close(dX, want_dX, "dX")


@question(
    "mlp_backward",
    weight=0.5,
    hint="Gradients must not accumulate from one call to the next.",
)
@few
@given(problems())
def test_going_backward_twice_gives_the_same_gradients(student, problem):
    net, X, rng = problem
    d = adjoint_of(rng, X, net)
    _, first, second = backward(student, net, X, d, d)
    want = parameters(first, net)
    close_layers(second[0], want, "grads of the second call", rtol=EXACT)


@question(
    "mlp_backward", weight=0.5, hint="out=, +=, *= write into arrays that are not yours."
)
def test_net_batch_and_dlogits_are_left_unchanged(student, rng):
    net, X = nets.draw_net_and_batch(rng, (3, 4, 2), 3)
    d = eighths(rng, 3, 2)
    steps = [
        ("const", net),
        ("const", X),
        ("call", "mlp_forward", 0, 1),
        ("const", 1),
        ("method", "__getitem__", 2, 3),
        ("const", d),
        ("call", "mlp_backward", 0, 4, 5),
    ]
    net_after, X_after, d_after = student.program(steps, [0, 1, 5])
    same_net(net_after, net, "net")
    same(X_after, X, "X")
    same(d_after, d, "dlogits")


@question(
    "mlp_backward",
    weight=1,
    hint="A vector times a matrix, an empty batch, NaN: NumPy computes on without a word.",
)
def test_batches_and_nets_that_do_not_fit_are_refused(student):
    W, b = np.array([[1.0, -0.5], [0.5, 2.0]]), np.array([0.5, 0.25])
    X = np.array([[1.0, 2.0], [0.5, -1.0]])
    net = [(W, b), (W, b)]
    for bad_net, bad_X, what in (
        (net, X[0], "X with one axis"),
        (net, X[:0], "X without samples"),
        (net, X[:, :1], "X with too few columns"),
        (net, np.array([[1.0, np.nan]]), "NaN in X"),
        (net, np.array([[1.0, np.inf]]), "infinity in X"),
        ([], X, "a net without layers"),
        ([(W, b), (np.ones((1, 3)), np.ones(1))], X, "layers whose widths do not fit"),
        ([(W, np.ones(1)), (W, b)], X, "a bias of shape (1,) for two units"),
    ):
        checks.refuses(lambda: student.mlp_forward(bad_net, bad_X), what)


@question("mlp_backward", weight=0.5, hint="One row of dlogits would be broadcast to all.")
def test_dlogits_of_another_shape_than_the_logits_are_refused(student):
    W, b = np.array([[1.0, -0.5], [0.5, 2.0]]), np.array([0.5, 0.25])
    X = np.array([[1.0, 2.0], [0.5, -1.0]])
    for d, what in (
        (np.ones((2, 1)), "dlogits with too few columns"),
        (np.ones((1, 2)), "dlogits with too few rows"),
        (np.ones(2), "dlogits with one axis"),
    ):
        checks.refuses(lambda: backward(student, [(W, b), (W, b)], X, d), what)


# -------------------------------------------------------------------------- Jacobian


@question(
    "vjp",
    weight=3,
    hint="Differentiate every line of the forward pass: a product gives two terms, a bias its own "
    "direction, relu the mask of its preactivation.",
)
@given(problems())
def test_jvp_is_the_derivative_in_the_direction(student, problem):
    net, X, rng = problem
    dnet = direction(rng, net)
    checks.close(student.jvp(net, X, dnet), ref.jvp(net, X, dnet), "jvp")


@question(
    "vjp", weight=3, hint="The backward pass with v in place of dlogits: no 1/n, no dX."
)
@given(problems())
def test_vjp_is_the_gradient_of_the_weighted_logits(student, problem):
    net, X, rng = problem
    v = adjoint_of(rng, X, net)
    close_layers(student.vjp(net, X, v), ref.vjp(net, X, v), "vjp")


@question(
    "vjp",
    weight=1,
    hint="Move one matrix only: the logits are affine in it, so that a difference quotient is "
    "exact. Which term of the product rule is missing?",
)
@given(problems(depth=2))
def test_jvp_along_one_layer_is_a_difference_quotient(student, problem):
    net, X, rng = problem
    for l, (W, _) in enumerate(net):
        E = eighths(rng, *W.shape)
        dnet = [(np.zeros_like(A), np.zeros_like(a)) for A, a in net]
        dnet[l] = (E, dnet[l][1])
        checks.close(
            student.jvp(net, X, dnet), exact_rate(net, X, l, E), f"jvp, layer {l + 1}"
        )


@question(
    "vjp",
    weight=2,
    hint="<v, J d> = <J^T v, d> is an identity, not an approximation: difference quotients do not "
    "satisfy it to rounding, and nothing is divided by n.",
)
@given(problems(depth=2))
def test_vjp_is_adjoint_to_jvp_up_to_rounding(student, problem):
    net, X, rng = problem
    dnet, v = direction(rng, net), adjoint_of(rng, X, net)
    raw_jvp, raw_vjp = student.jvp(net, X, dnet), student.vjp(net, X, v)
    tangent = checks.array(raw_jvp, "jvp", shape=v.shape)
    adjoint = checks.layers(raw_vjp, "vjp", net)
    checks.holds(norm(adjoint) > 0, "vjp is 0")
    scale = np.linalg.norm(v) * np.linalg.norm(tangent) + norm(adjoint) * norm(dnet)
    gap = abs((v * tangent).sum() - dot(adjoint, dnet))
    tol = checks.rtol_for(raw_jvp, raw_vjp, rtol=EXACT)
    checks.holds(gap <= tol * scale, "<v, jvp(d)> and <vjp(v), d> differ beyond rounding")


@question("vjp", weight=0.5, hint="J does not depend on the direction.")
@few
@given(problems())
def test_jvp_and_vjp_are_linear(student, problem):
    net, X, rng = problem
    d, e = direction(rng, net), direction(rng, net)
    v, w = adjoint_of(rng, X, net), adjoint_of(rng, X, net)
    raw = [student.jvp(net, X, dnet) for dnet in (d, e, combine(2, d, -0.5, e))]
    one, other, both = (checks.array(r, "jvp", shape=v.shape) for r in raw)
    alive(np.abs(one).max(), np.abs(ref.jvp(net, X, d)).max(), "jvp")
    checks.close(both, 2 * one - 0.5 * other, "jvp", rtol=checks.rtol_for(raw))
    raw = [student.vjp(net, X, u) for u in (v, w, 2 * v - 0.5 * w)]
    first, second = (checks.layers(r, "vjp", net) for r in raw[:2])
    checks.holds(norm(first) > 0, "vjp is 0")
    close_layers(raw[2], combine(2, first, -0.5, second), "vjp", rtol=checks.rtol_for(raw))


CALLS = 2


def costs_few_forwards(student, function, net, X, *args):
    """Check from outside that a call costs at most 100 forward passes.

    The clock may tick in 10 ms, so that less than 40 ms for two calls is never held against
    anybody, and the better of two tries counts. Right answers take about 1 ms, a Jacobian of 512
    rows (or a Hessian of 3160) 300 ms or more.
    """
    lap = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(20):
            nets.relu_net(net, X)
        lap.append((time.process_time() - start) / 20)
    limit = max(100 * CALLS * min(lap), 0.04)
    const = [("const", a) for a in (net, X, *args)]
    call = ("call", function, *range(len(const)))
    student.program([*const, call], [])  # what is loaded on first use is not counted
    seconds = []
    for _ in range(2):
        start = student.cpu_seconds()
        student.program([*const, *[call] * CALLS], [])
        seconds.append(student.cpu_seconds() - start)
        if seconds[-1] <= limit:
            return
    raise Wrong(f"{function} costs more than 100 forward passes")


@question(
    "vjp",
    weight=1,
    hint="J has n c rows and as many columns as there are parameters. Reverse mode gives J^T v at "
    "the cost of a few forward passes, for any number of outputs: never form J.",
)
def test_vjp_costs_a_few_forward_passes(student, rng):
    net = nets.draw_net(rng, (64, 128, 512))
    X, v = eighths(rng, 1, 64), eighths(rng, 1, 512)
    costs_few_forwards(student, "vjp", net, X, v)


@question("vjp", weight=0.5, hint="Forward mode carries one direction along: never form J.")
def test_jvp_costs_a_few_forward_passes(student, rng):
    net = nets.draw_net(rng, (64, 128, 512))
    costs_few_forwards(student, "jvp", net, eighths(rng, 1, 64), direction(rng, net))


@question("vjp", weight=0.5, hint="+= and *= write into arrays that are not yours.")
def test_net_batch_and_directions_are_left_unchanged(student, rng):
    net, X = nets.draw_net_and_batch(rng, (3, 4, 2), 3)
    dnet, v = direction(rng, net), eighths(rng, 3, 2)
    _, (net_after, X_after, dnet_after) = student.keeping_arguments("jvp", net, X, dnet)
    same_net(net_after, net, "net")
    same(X_after, X, "X")
    same_net(dnet_after, dnet, "dnet")
    _, (net_after, X_after, v_after) = student.keeping_arguments("vjp", net, X, v)
    same_net(net_after, net, "net")
    same(X_after, X, "X")
    same(v_after, v, "v")


@question("vjp", weight=0.5, hint="A (1, c) array would be broadcast over the batch.")
def test_directions_of_another_shape_are_refused(student):
    W, b = np.array([[1.0, -0.5], [0.5, 2.0]]), np.array([0.5, 0.25])
    X = np.array([[1.0, 2.0], [0.5, -1.0]])
    net = [(W, b), (W, b)]
    for v, what in (
        (np.ones((2, 1)), "v with too few columns"),
        (np.ones((1, 2)), "v with too few rows"),
        (np.ones(2), "v with one axis"),
    ):
        checks.refuses(lambda: student.vjp(net, X, v), what)
    for dnet, what in (
        ([(W, b)], "a direction with too few layers"),
        ([(W[:, :1], b), (W, b)], "a direction with too narrow a matrix"),
        ([(W[:1], b), (W, b)], "a direction with too few rows in a matrix"),
        ([(W, b[:1]), (W, b)], "a direction with a bias of shape (1,)"),
    ):
        checks.refuses(lambda: student.jvp(net, X, dnet), what)


@question(
    "vjp",
    weight=0.5,
    hint="What mlp_forward refuses, jvp and vjp refuse too. A bias of shape (1,) would be "
    "broadcast.",
)
def test_jvp_and_vjp_refuse_what_mlp_forward_refuses(student):
    W, b = np.array([[1.0, -0.5], [0.5, 2.0]]), np.array([0.5, 0.25])
    X, v = np.array([[1.0, 2.0], [0.5, -1.0]]), np.ones((2, 2))
    net = [(W, b), (W, b)]
    for bad_net, bad_X, what in (
        ([], X, "a net without layers"),
        ([(W, b[:1]), (W, b)], X, "a bias of shape (1,) for two units"),
        (net, X[0], "X with one axis"),
        (net, np.array([[1.0, np.nan], [0.5, -1.0]]), "NaN in X"),
    ):
        # The direction is shaped as the net, so that only net and X can be at fault.
        checks.refuses(lambda: student.jvp(bad_net, bad_X, bad_net), f"jvp: {what}")
        checks.refuses(lambda: student.vjp(bad_net, bad_X, v), f"vjp: {what}")


# -------------------------------------------------------------------------- Scalar


class Graph:
    """A straight-line program for the sandbox, and the same graph in the reference."""

    def __init__(self, *leaves):
        self.steps = []
        self.nodes = []
        for value in leaves:
            self.leaf(value)
        self.leaves = list(self.nodes)

    def step(self, *step):
        self.steps.append(step)
        return len(self.steps) - 1

    def leaf(self, value):
        index = self.step("call", "Scalar", self.step("const", value))
        self.nodes.append((index, ref.Scalar(value)))
        return self.nodes[-1]

    def op(self, name, *operands):
        """Apply an operator to nodes and numbers."""
        places = [a[0] if isinstance(a, tuple) else self.step("const", a) for a in operands]
        values = [a[1] if isinstance(a, tuple) else a for a in operands]
        self.nodes.append(
            (self.step("op", name, *places), getattr(operator, name)(*values))
        )
        return self.nodes[-1]

    def method(self, name, node):
        self.nodes.append((self.step("method", name, node[0]), getattr(node[1], name)()))
        return self.nodes[-1]

    def backward(self, node):
        self.step("method", "backward", node[0])
        node[1].backward()

    def zero(self):
        """Set the gradient of every node to 0."""
        for index, node in self.nodes:
            self.step("set", "grad", index, self.step("const", 0.0))
            node.grad = 0.0

    def check(self, student, *values):
        """Compare the gradients of the leaves, and the values of the given nodes."""
        wants = [self.step("get", "grad", index) for index, _ in self.leaves]
        wants += [self.step("get", "value", index) for index, _ in values]
        answers = student.program(self.steps, wants)
        for k, (answer, (_, leaf)) in enumerate(zip(answers, self.leaves, strict=False)):
            checks.close(
                checks.number(answer, f"grad of leaf {k}"), leaf.grad, f"grad of leaf {k}"
            )
        for answer, (_, node) in zip(answers[len(self.leaves) :], values, strict=True):
            checks.close(checks.number(answer, "value"), node.value, "value")


BINARY = ("add", "sub", "mul", "truediv")
UNARY = ("neg", "pow", "relu", "exp", "log", "tanh")


def grow(graph, name, a, b, power):
    """Add one operation to the graph unless it leaves the domain or the range [-50, 50]."""
    x, y = a[1].value, b[1].value
    allowed = {
        "mul": abs(x * y) <= 50,
        "truediv": abs(y) >= 0.25,
        "pow": 0.25 <= abs(x) <= 3,
        "relu": abs(x) > 1e-3,
        "exp": x <= 3,
        "log": x >= 0.25,
    }
    if not allowed.get(name, abs(x) + abs(y) <= 50):
        return
    if name in BINARY:
        graph.op(name, a, b)
    elif name == "neg":
        graph.op(name, a)
    elif name == "pow":
        graph.op(name, a, power)
    else:
        graph.method(name, a)


@st.composite
def graphs(drawn):
    graph = Graph(*drawn(st.lists(draw.eighths(), min_size=1, max_size=3)))
    for _ in range(drawn(st.integers(1, 12))):
        a, b = (graph.nodes[drawn(st.integers(0, len(graph.nodes) - 1))] for _ in range(2))
        name = drawn(st.sampled_from(BINARY + UNARY))
        grow(graph, name, a, b, drawn(st.sampled_from((2, 3, -1, -2))))
    first, *others = graph.nodes
    total = graph.op("neg", first)  # a result is never a leaf
    for node in others:  # every operation has a part in it
        total = graph.op("add", total, node)
    return graph


@question(
    "Scalar",
    weight=4,
    hint="Go through the nodes so that a node is used only when its own gradient is complete "
    "(reverse topological order), and add to the gradients of its operands.",
)
@given(graphs())
def test_values_and_gradients_of_random_graphs_are_right(student, graph):
    graph.backward(graph.nodes[-1])
    graph.check(student, *graph.nodes)


@question(
    "Scalar",
    weight=1,
    hint="2 - x calls x.__rsub__(2), and 2 / x calls x.__rtruediv__(2): mind the order.",
)
@few
@given(draw.eighths(nonzero=True), draw.eighths(nonzero=True))
def test_numbers_may_stand_on_either_side(student, x, number):
    for number_ in (number, 3):
        graph = Graph(x)
        (leaf,) = graph.nodes
        parts = [graph.op(name, leaf, number_) for name in BINARY]
        parts += [graph.op(name, number_, leaf) for name in BINARY]
        total = parts[0]
        for k, part in enumerate(parts[1:], start=2):
            total = graph.op("add", total, graph.op("mul", part, float(k)))
        graph.backward(total)
        graph.check(student, *parts)


@question(
    "Scalar", weight=1, hint="Check each derivative alone, against a difference quotient."
)
@few
@given(draw.eighths(nonzero=True))
def test_functions_and_powers_have_their_derivatives(student, x):
    for name in ("relu", "exp", "tanh", "log"):
        graph = Graph(abs(x) if name == "log" else x)
        node = graph.method(name, graph.nodes[0])
        graph.backward(node)
        graph.check(student, node)
    for value, power in (
        (x, 2),
        (x, 3),
        (x, -1),
        (abs(x), 0.5),
        (abs(x), -1.5),
        (x, 1),
        (x, 0),
    ):
        graph = Graph(value)
        node = graph.op("pow", graph.nodes[0], power)
        graph.backward(node)
        graph.check(student, node)


@question(
    "Scalar",
    weight=1.5,
    hint="A value that is used twice gets the sum of what comes back on both ways: +=, not =; and "
    "it may go on only when both have arrived.",
)
@given(draw.eighths(nonzero=True))
def test_a_value_used_more_than_once_collects_from_every_use(student, x):
    graph = Graph(x)
    (leaf,) = graph.nodes
    square = graph.op("mul", leaf, leaf)
    graph.backward(square)
    graph.check(student, square)

    graph = Graph(x, 0.5)
    leaf, other = graph.nodes
    top = graph.op("mul", leaf, other)
    left, right = graph.op("add", top, leaf), graph.op("mul", top, top)
    late = graph.op("mul", graph.op("mul", right, left), top)
    out = graph.op("add", late, graph.op("mul", leaf, 3.0))
    graph.backward(out)
    graph.check(student, out)


def doublings(student, k):
    """Differentiate x doubled k times; return the derivative and the CPU seconds it took."""
    graph = Graph(1.0)
    node = graph.nodes[0]
    for _ in range(k):
        node = graph.op("add", node, node)
    graph.step("method", "backward", node[0])
    start = student.cpu_seconds()
    (grad,) = student.program(graph.steps, [graph.step("get", "grad", graph.leaves[0][0])])
    return checks.number(grad, "grad"), student.cpu_seconds() - start


@question(
    "Scalar",
    weight=1,
    hint="Doubled 60 times, x has 2^60 paths to the result but 120 edges. Visit every node once, "
    "after everything that uses it, instead of following every path.",
)
def test_sixty_doublings_cost_sixty_steps(student):
    # 2^20 paths take a second, 20 nodes a millisecond: found out before 2^60 paths are tried.
    if min(doublings(student, 20)[1] for _ in range(2)) > 0.2:
        raise Wrong(
            "twenty doublings take the time of a million steps: every path is followed"
        )
    grad, seconds = doublings(student, 60)
    checks.holds(grad == 2.0**60, "the derivative of x doubled 60 times is 2^60, exactly")
    checks.holds(seconds < 1.0, "sixty doublings take too long")


@question(
    "Scalar",
    weight=1,
    hint="Python allows about 1000 nested calls: order the nodes with a stack of your own, or "
    "raise the limit.",
)
def test_a_chain_of_five_thousand_nodes_is_differentiated(student):
    graph = Graph(1.0)
    node = graph.nodes[0]
    for k in range(5000):
        node = graph.op(("add", "sub")[k % 2], node, 1.0)
    graph.step("method", "backward", node[0])
    (grad,) = student.program(graph.steps, [graph.step("get", "grad", graph.leaves[0][0])])
    checks.close(grad, 1.0, "derivative along the chain")


@question(
    "Scalar", weight=0.5, hint="backward must leave nothing behind but the gradients."
)
@few
@given(draw.eighths(nonzero=True), draw.eighths(nonzero=True))
def test_after_zeroing_backward_gives_the_same_again(student, x, y):
    # Only + and * of Scalars: no values between that the user cannot reach and zero.
    graph = Graph(x, y)
    one, other = graph.nodes
    product = graph.op("mul", one, other)
    result = graph.op("mul", graph.op("add", product, one), product)
    for _ in range(2):
        graph.zero()
        graph.backward(result)
    graph.check(student, result)


@question(
    "Scalar",
    weight=1,
    hint="backward adds to the gradients of the leaves; who wants to start from 0 zeroes them. And "
    "gradients left over from another result must not be carried on.",
)
@few
@given(draw.eighths(nonzero=True), draw.eighths(nonzero=True))
def test_gradients_of_two_results_add_up_in_their_leaves(student, x, y):
    graph = Graph(x, y)
    one, other = graph.nodes
    first = graph.op("mul", graph.op("mul", one, one), other)
    graph.backward(first)
    second = graph.op("add", graph.op("mul", one, 3.0), other)
    graph.backward(second)
    graph.check(student, first, second)


@question(
    "Scalar", weight=0.5, hint="Only what the result was computed from gets a gradient."
)
@few
@given(draw.eighths(nonzero=True))
def test_values_the_result_does_not_depend_on_keep_gradient_zero(student, x):
    graph = Graph(x, 2.0)
    leaf, _ = graph.nodes
    result = graph.op("mul", leaf, leaf)
    later = graph.op("mul", result, 3.0)
    graph.backward(result)
    graph.leaves.append(later)  # its gradient is compared too: 0
    graph.check(student, later)


@question("Scalar", weight=0.5, hint="dx/dx = 1.")
def test_a_leaf_is_its_own_result(student):
    graph = Graph(2.5)
    graph.backward(graph.nodes[0])
    graph.check(student, graph.nodes[0])


@question(
    "Scalar",
    weight=0.5,
    hint="e^1000 is not a float: use math.tanh, or a formula in e^{-2|x|}.",
)
def test_tanh_is_finite_far_from_zero(student):
    for x in (1000.0, -1000.0):
        graph = Graph(x)
        node = graph.method("tanh", graph.nodes[0])
        graph.backward(node)
        graph.check(student, node)


@question(
    "Scalar", weight=1, hint="np.log(0.0) and np.float64(1)/0 only warn: raise instead."
)
def test_logarithms_of_nonpositive_values_and_division_by_zero_are_refused(student):
    make = [("const", 0.0), ("call", "Scalar", 0), ("const", -1.5), ("call", "Scalar", 2)]
    one = [*make, ("const", 1.0), ("call", "Scalar", 4)]
    for steps, what in (
        ([*make, ("method", "log", 1)], "the logarithm of 0"),
        ([*make, ("method", "log", 3)], "the logarithm of a negative value"),
        ([*one, ("op", "truediv", 5, 1)], "division of a Scalar by a Scalar 0"),
        ([*one, ("op", "truediv", 4, 1)], "division of a number by a Scalar 0"),
        ([*one, ("op", "truediv", 5, 0)], "division of a Scalar by the number 0"),
    ):
        try:
            student.program(steps, [])
        except Raised as error:
            allowed = {"ValueError", "TypeError", "ZeroDivisionError"} & set(error.bases)
            checks.holds(
                bool(allowed),
                f"{what} must raise ValueError or ZeroDivisionError, not {error.type_name}",
            )
        else:
            raise Wrong(f"{what} must raise ValueError or ZeroDivisionError")


# -------------------------------------------------------------------------- Hessian


@st.composite
def losses(drawn, *, depth=1):
    """A net with 2 or 3 classes, batch, labels; logits in [-2, 2], so that no p is tiny."""
    net, X, rng = drawn(problems(depth=depth, widest=3, classes=2))
    size = np.abs(nets.relu_net(net, X)).max()
    s = 2.0 ** -max(0, np.ceil(np.log2(max(size, 1.0) / 2)))
    W, b = net[-1]
    return [*net[:-1], (s * W, s * b)], X, rng.integers(0, len(b), len(X)), rng


def hessian_times(student, net, X, y, v):
    """Return hvp(v) as arrays; it has to be right before it is asked to be exact."""
    return close_layers(student.hvp(net, X, y, v), ref.hvp(net, X, y, v), "hvp")


@question(
    "hvp",
    weight=2,
    hint="Differentiate every line of forward and backward in direction v. The products delta W and "
    "delta^T h give two terms each; with one of each you get the Gauss-Newton matrix.",
)
@given(losses())
def test_hvp_is_the_derivative_of_the_gradient_in_the_direction(student, problem):
    net, X, y, rng = problem
    hessian_times(student, net, X, y, direction(rng, net))


@question(
    "hvp",
    weight=2.5,
    hint="A Hessian is symmetric. Up to rounding (float64), as asked: a difference quotient is "
    "symmetric only up to its own error.",
)
@given(losses(depth=2))
def test_hessian_is_symmetric_up_to_rounding(student, problem):
    net, X, y, rng = problem
    u, v = direction(rng, net), direction(rng, net)
    Hu, Hv = (hessian_times(student, net, X, y, d) for d in (u, v))
    gap = abs(dot(u, Hv) - dot(v, Hu))
    scale = norm(u) * norm(Hv) + norm(v) * norm(Hu) + norm(u) * norm(v)
    checks.holds(gap <= EXACT_HESSIAN * scale, "<u, Hv> and <v, Hu> differ beyond rounding")


@question(
    "hvp",
    weight=1.5,
    hint="H does not depend on v. Up to rounding (float64): difference quotients are linear only "
    "up to their own error.",
)
@few
@given(losses(depth=2))
def test_hvp_is_linear_up_to_rounding(student, problem):
    net, X, y, rng = problem
    u, v = direction(rng, net), direction(rng, net)
    w = combine(3.0, u, -1.5, v)
    Hu, Hv, Hw = (hessian_times(student, net, X, y, d) for d in (u, v, w))
    gap = norm(combine(1, Hw, -1, combine(3.0, Hu, -1.5, Hv)))
    scale = 3.0 * norm(Hu) + 1.5 * norm(Hv) + norm(u) + norm(v)
    checks.holds(gap <= EXACT_HESSIAN * scale, "H(3u - 1.5v) and 3Hu - 1.5Hv differ")


@question(
    "hvp",
    weight=0.5,
    hint="For one layer H is the mean of (diag p - p p^T) times the products of the inputs; the "
    "mean has 1/n.",
)
def test_hessian_of_softmax_regression_is_the_mean_covariance(student, rng):
    for n in (1, 4):
        X = rng.integers(-16, 17, size=(n, 3)) / 8
        net = [(W / 4, b / 4) for W, b in nets.draw_net(rng, (3, 3))]
        v = direction(rng, net)
        p = np.exp(X @ net[0][0].T + net[0][1])
        p /= p.sum(axis=1, keepdims=True)
        dz = X @ v[0][0].T + v[0][1]
        covariance = [np.diag(q) - np.outer(q, q) for q in p]
        delta = np.array([C @ t for C, t in zip(covariance, dz, strict=True)]) / n
        want = [(delta.T @ X, delta.sum(axis=0))]
        close_layers(student.hvp(net, X, rng.integers(0, 3, n), v), want, "hvp")


@question(
    "hvp", weight=0.25, hint="Adding one number to all logits does not change the loss."
)
@few
@given(losses())
def test_shifting_all_logits_is_in_the_kernel_of_the_hessian(student, problem):
    net, X, y, rng = problem
    v = [(np.zeros_like(W), np.zeros_like(b)) for W, b in net]
    v[-1] = (v[-1][0], np.ones_like(v[-1][1]))
    zero = [(np.zeros_like(W), np.zeros_like(b)) for W, b in net]
    close_layers(student.hvp(net, X, y, v), zero, "H v for a shift v of all logits")
    hessian_times(student, net, X, y, direction(rng, net))


@question(
    "hvp",
    weight=0.5,
    hint="Two gradients' worth of work is enough; the Hessian is never formed.",
)
def test_hvp_costs_a_few_gradients(student, rng):
    net = nets.draw_net(rng, (24, 64, 24))
    X, y = eighths(rng, 2, 24), rng.integers(0, 24, 2)
    costs_few_forwards(student, "hvp", net, X, y, direction(rng, net))


@question("hvp", weight=0.25, hint="+= and *= write into arrays that are not yours.")
def test_net_batch_labels_and_v_are_left_unchanged(student, rng):
    net, X = nets.draw_net_and_batch(rng, (3, 4, 2), 3)
    y, v = rng.integers(0, 2, 3), direction(rng, net)
    _, (net_after, X_after, y_after, v_after) = student.keeping_arguments(
        "hvp", net, X, y, v
    )
    same_net(net_after, net, "net")
    same(X_after, X, "X")
    same(y_after, y, "y")
    same_net(v_after, v, "v")


@question(
    "hvp", weight=0.5, hint="The checks of mlp_forward and softmax_cross_entropy help."
)
def test_labels_and_directions_that_do_not_fit_are_refused(student):
    W, b = np.array([[1.0, -0.5], [0.5, 2.0]]), np.array([0.5, 0.25])
    X = np.array([[1.0, 2.0], [0.5, -1.0]])
    net, y = [(W, b), (W, b)], np.array([0, 1])
    for X_, y_, v, what in (
        (X, np.array([0, 2]), net, "a label equal to c"),
        (X, np.array([0, -1]), net, "a negative label"),
        (X[0], y, net, "X with one axis"),
        (X, y, net[:1], "a direction with too few layers"),
        (X, y, [(W, b[:1]), (W, b)], "a direction with a bias of shape (1,)"),
        (X, y, [(W[:1], b), (W, b)], "a direction with too few rows in a matrix"),
    ):
        checks.refuses(lambda: student.hvp(net, X_, y_, v), what)
    narrow = [(W, b), (W, b[:1])]
    checks.refuses(
        lambda: student.hvp(narrow, X, y, narrow), "a bias of shape (1,) for two classes"
    )


# -------------------------------------------------------------------------- numbers


def numeric(student, variant, name):
    want, rtol = ref.answers(variant)[name], ref.TOPIC.question(name).rtol
    checks.numeric_answer(student.value(name), name, want, rtol=rtol)


@question(
    "q7a", hint="Residual, output weight, whether the unit is on, input: one factor each."
)
def test_q7a_is_the_derivative_of_the_loss(student, variant):
    numeric(student, variant, "q7a")


@question("q7b", hint="Two products a layer, but the first layer needs no adjoint of X.")
def test_q7b_counts_the_multiply_adds_of_the_backward_pass(student, variant):
    numeric(student, variant, "q7b")


@question("q7c", hint="Paths multiply, edges add.")
def test_q7c_is_the_number_of_paths_over_that_of_edges(student, variant):
    numeric(student, variant, "q7c")


# -------------------------------------------------------------------------- experiment


def curves(student, eps):
    return checks.array(student.grad_check_curve(eps), "the errors", shape=(3, len(eps)))


def show(picture, eps, got):
    """Draw the student's curves with lines of slope 1, 2 and -1 for the eye."""

    def plot(ax):
        for row, label in zip(got, ("forward", "central", "complex step"), strict=True):
            ax.loglog(eps, np.maximum(row, 1e-17), ".-", label=label)
        for line, label in (
            (eps, "slope 1"),
            (eps**2, "slope 2"),
            (1e-16 / eps, "slope -1"),
        ):
            ax.loglog(eps, line, "k:", lw=0.7)
            ax.annotate(label, (eps[-1], line[-1]), fontsize=7)
        ax.set(xlabel="ε", ylabel="relative error", ylim=(1e-17, 1e1))
        ax.legend(fontsize=7)

    picture.draw(plot)


@question(
    "grad_check_curve",
    weight=3,
    hint="Errors are relative to g'(0), in the order forward, central, complex step; the central "
    "quotient divides by 2 eps. A wrong exact derivative makes all three curves flat.",
)
def test_errors_of_large_steps_are_those_of_taylors_formula(student, rng, picture):
    eps = np.sort(10.0 ** rng.uniform(-3, -1, 12))
    got = curves(student, eps)
    show(picture, eps, got)
    # Rounding is below 1e-6 of the truncation error here, so 1e-3 leaves room for any formula.
    checks.close(got, ref.grad_check_curve(eps), "error", rtol=1e-3, atol=0.0, floor=0.0)


@question(
    "grad_check_curve",
    weight=1,
    hint="Taylor: the forward quotient is off by eps g''/2, the central one by eps^2 g'''/6.",
)
def test_forward_errors_have_slope_one_and_central_errors_slope_two(student, picture):
    eps = np.logspace(-4, -2, 17)
    got = curves(student, eps)
    show(picture, eps, got)
    checks.holds(bool((got[:2] > 0).all()), "an error is not positive")
    for row, slope, name in zip(got, (1.0, 2.0), ("forward", "central"), strict=False):
        fitted = np.polyfit(np.log(eps), np.log(row), 1)[0]
        checks.holds(abs(fitted - slope) < 0.1, f"{name}: the fitted slope is {fitted:.2f}")


@question(
    "grad_check_curve",
    weight=1,
    hint="Truncation eps^2 and rounding 1e-16/eps balance near eps = 1e-5, at about 1e-11.",
)
def test_the_central_quotient_is_good_to_eight_digits_near_1e_5(student, picture):
    eps = np.logspace(-6, -4.5, 13)
    got = curves(student, eps)
    show(picture, eps, got)
    checks.holds(bool((got[1] < 1e-8).all()), "a central error near 1e-5 is above 1e-8")
    checks.holds(bool((got[0] > 1e-8).all()), "forward errors near 1e-5 are not that small")


@question(
    "grad_check_curve",
    weight=1,
    hint="Below 1e-8 the difference of two almost equal numbers loses all its digits.",
)
def test_rounding_spoils_differences_with_tiny_steps(student, picture):
    eps = np.logspace(-13, -12, 13)
    got = curves(student, eps)
    show(picture, eps, got)
    # Typical errors are 1e-4 to 1e-3; that all 13 are below 1e-6 happens to nobody.
    for row, name in zip(got[:2], ("forward", "central"), strict=True):
        checks.holds(row.max() > 1e-6, f"{name}: tiny steps cannot be that accurate")


@question(
    "grad_check_curve",
    weight=1,
    hint="Im g(i eps)/eps subtracts nothing. Pass 1j * eps and take the imaginary part.",
)
def test_the_complex_step_is_exact_for_tiny_steps(student, picture):
    eps = np.logspace(-15, -8, 29)
    got = curves(student, eps)
    show(picture, eps, got)
    checks.holds(bool((got[2] < 1e-13).all()), "the complex step has an error above 1e-13")


@question(
    "grad_check_curve", weight=0.5, hint="One column for each step, in the order given."
)
def test_columns_follow_the_order_of_the_steps(student):
    eps = np.array([1e-2, 1e-3, 5e-2, 2e-3])
    got = curves(student, eps)
    for k, e in enumerate(eps):
        alone = curves(student, np.array([e]))
        checks.close(got[:, k : k + 1], alone, "error", rtol=1e-6, atol=0.0, floor=0.0)
    checks.holds(bool((got > 0).all()), "an error is not positive")


@question("grad_check_curve", weight=0.5, hint="A step of 0 is 0/0.")
def test_steps_that_are_not_positive_are_refused(student):
    for eps, what in (
        (np.array([0.1, 0.0]), "a step of 0"),
        (np.array([-0.1]), "a negative step"),
        (np.array([np.nan]), "a step that is NaN"),
        (np.array([]), "no steps"),
        (np.array([[0.1]]), "steps with two axes"),
    ):
        checks.refuses(lambda: student.grad_check_curve(eps), what)
