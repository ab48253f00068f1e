"""The reference of topic 5 against neural_tangents, torch's Jacobians, SciPy and theorems."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import scipy.integrate
import scipy.linalg
import torch

from course_lib.topics import t05_neural_tangent_kernel as ref

REPO = Path(__file__).parents[3]
TABLE = json.loads((REPO / "tests/ground_truth/t05_neural_tangent_kernel.json").read_text())
ROOT = math.sqrt(2)

# Forward mode imports a part of torch that warns of another one.
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")


def nets(count, seed=5):
    """Yield a, W, X, Z with normal entries: no preactivation is 0."""
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        m, d, n, p = (int(rng.integers(1, top)) for top in (7, 5, 5, 5))
        yield (
            rng.standard_normal(m), rng.standard_normal((m, d)), rng.standard_normal((n, d)),
            rng.standard_normal((p, d)),
        )  # fmt: skip


def problems(count, seed=55):
    """Yield positive definite Ktt, and Kst, y, f0t, f0s."""
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        n, p = int(rng.integers(1, 6)), int(rng.integers(1, 4))
        G = rng.standard_normal((n, n + 2))
        yield (
            G @ G.T, rng.standard_normal((p, n)), rng.standard_normal(n),
            rng.standard_normal(n), rng.standard_normal(p),
        )  # fmt: skip


# ---- the kernel of a finite net


def test_empirical_kernel_is_the_product_of_torchs_jacobians():
    for a, W, X, Z in nets(40):

        def f(a, W, points):
            return torch.relu(torch.as_tensor(points) @ W.T) @ a / math.sqrt(len(a))

        jacobians = []
        for points in (X, Z):
            of_a, of_W = torch.func.jacrev(f, argnums=(0, 1))(
                torch.as_tensor(a), torch.as_tensor(W), points
            )
            jacobians.append(torch.cat([of_a, of_W.flatten(1)], dim=1).numpy())
        want = jacobians[0] @ jacobians[1].T
        assert np.allclose(ref.empirical_ntk(a, W, X, Z), want, rtol=1e-12, atol=1e-12)


def test_slope_at_the_kink_is_the_one_that_is_chosen():
    one = np.ones((1, 1))
    for slope in (0.0, 0.5, 1.0):
        got = ref.empirical_ntk([3.0], 0 * one, 2 * one, one, slope=slope)
        assert got == pytest.approx(9 * slope**2 * 2)


def test_a_wide_net_has_the_kernel_of_infinite_width():
    rng = np.random.default_rng(0)
    m, X = 400_000, rng.standard_normal((3, 2))
    a, W = rng.standard_normal(m), rng.standard_normal((m, 2))
    # f has no 1/√d and no factor √2: Θ of the recursion with σ_w² = 2, σ_b = 0, halved.
    want = ref.ntk(X, X, 1, ROOT, 0.0) / 2
    assert np.allclose(ref.empirical_ntk(a, W, X, X), want, rtol=0.02)


# ---- infinite width


@pytest.mark.parametrize("row", TABLE["kernels"], ids=range(len(TABLE["kernels"])))
def test_kernel_is_that_of_neural_tangents(row):
    got = ref.ntk(row["X"], row["Z"], row["depth"], row["sigma_w"], row["sigma_b"])
    # 2.4e-8 at points that coincide is the rounding of theirs, in arccos near 1.
    assert np.allclose(got, row["ntk"], rtol=1e-7, atol=1e-10)


def test_moments_are_those_of_numerical_integration():
    for q, p, c in ((1.0, 1.0, 0.3), (2.0, 0.5, -0.7), (1.5, 1.5, 1.4), (1.0, 4.0, 0.0)):
        root = np.linalg.cholesky([[q, c], [c, p]])

        def both(t, power, root=root):
            """The integrand in polar coordinates, the radius integrated out."""
            u, v = root @ (math.cos(t), math.sin(t))
            if u <= 0 or v <= 0:
                return 0.0
            return (u * v) ** power * (1.0, 2.0)[power] / (2 * math.pi)

        edges = np.linspace(0, 2 * math.pi, 20_001)
        middle = (edges[1:] + edges[:-1]) / 2
        got = ref.relu_moments(np.array([q]), np.array([p]), np.array([[c]]))
        for value, power in zip(got, (1, 0), strict=True):
            want = sum(both(t, power) for t in middle) * 2 * math.pi / len(middle)
            assert value[0, 0] == pytest.approx(want, rel=1e-3)


def test_diagonal_without_biases_is_one_more_than_the_depth():
    X = np.random.default_rng(1).standard_normal((5, 3))
    for depth in range(6):
        want = (depth + 1) * (X**2).sum(axis=1) * 2 / 3
        assert np.allclose(np.diag(ref.ntk(X, X, depth, ROOT, 0.0)), want, rtol=1e-7)


def test_what_the_tangent_kernel_adds_is_positive_semidefinite():
    X = np.random.default_rng(2).standard_normal((6, 3))
    for depth, sigmas in ((1, (ROOT, 0.0)), (3, (1.0, 1.0)), (4, (1.5, 0.1))):
        T, K = ref.ntk(X, X, depth, *sigmas), ref.nngp_kernel(X, X, depth, *sigmas)
        for M in (K, T - K):
            assert np.linalg.eigvalsh(M).min() >= -1e-8 * np.trace(M)


def test_points_at_zero_give_a_finite_kernel():
    X = np.array([[0.0, 0.0], [1.0, 2.0]])
    got = ref.ntk(X, X, 3, ROOT, 0.0)
    assert np.isfinite(got).all() and (got[0] == 0).all()


# ---- the dynamics


@pytest.mark.parametrize("row", TABLE["flows"], ids=range(len(TABLE["flows"])))
def test_flow_is_that_of_neural_tangents(row):
    names = ("Ktt", "Kst", "y", "f0t", "f0s", "eta", "t")
    ft, fs = ref.kernel_flow(*(row[n] for n in names))
    assert np.allclose(ft, row["ft"], rtol=1e-9, atol=1e-9)
    assert np.allclose(fs, row["fs"], rtol=1e-9, atol=1e-9)


def test_flow_is_the_solution_that_scipy_integrates():
    for Ktt, Kst, y, f0t, f0s in problems(6):
        n, eta, t = len(y), 0.3, 1.2

        def field(_, f, Ktt=Ktt, Kst=Kst, y=y, n=n, eta=eta):
            r = f[:n] - y
            return -eta * np.concatenate([Ktt @ r, Kst @ r])

        end = scipy.integrate.solve_ivp(
            field,
            (0, t),
            np.concatenate([f0t, f0s]),
            method="DOP853",
            rtol=1e-12,
            atol=1e-12,
        ).y[:, -1]
        ft, fs = ref.kernel_flow(Ktt, Kst, y, f0t, f0s, eta, t)
        assert np.allclose(np.concatenate([ft, fs]), end, rtol=1e-9, atol=1e-9)


def test_flow_is_the_matrix_exponential_of_scipy():
    for Ktt, Kst, y, f0t, f0s in problems(20):
        ft, fs = ref.kernel_flow(Ktt, Kst, y, f0t, f0s, 0.5, 0.7)
        E = scipy.linalg.expm(-0.35 * Ktt)
        assert np.allclose(ft, y + E @ (f0t - y), rtol=1e-10, atol=1e-10)
        want = f0s + Kst @ np.linalg.solve(Ktt, (np.eye(len(y)) - E) @ (y - f0t))
        assert np.allclose(fs, want, rtol=1e-7, atol=1e-9)


def test_flow_of_a_singular_kernel_is_the_limit_of_flows_of_regular_ones():
    Ktt = np.array([[1.0, 1.0], [1.0, 1.0]])
    Kst, y, f0t, f0s = (
        np.array([[2.0, -1.0]]),
        np.array([1.0, 3.0]),
        np.zeros(2),
        np.ones(1),
    )
    got = ref.kernel_flow(Ktt, Kst, y, f0t, f0s, 0.5, 2.0)
    near = ref.kernel_flow(Ktt + 1e-9 * np.eye(2), Kst, y, f0t, f0s, 0.5, 2.0)
    assert np.allclose(got[0], near[0], atol=1e-7) and np.allclose(
        got[1], near[1], atol=1e-7
    )
    assert got[0][0] - got[0][1] == pytest.approx(0), "the null space is at rest"


def test_stable_step_is_two_over_the_norm_of_scipy():
    for Ktt, *_ in problems(20):
        assert ref.max_stable_step(Ktt) == pytest.approx(
            2 / np.linalg.norm(Ktt, 2), rel=1e-12
        )


def test_descent_is_a_power_of_the_iteration_matrix():
    for Ktt, _, y, f0t, _ in problems(20):
        eta = 1.01 * ref.max_stable_step(Ktt)
        T = np.linalg.matrix_power(np.eye(len(y)) - eta * Ktt, 13)
        assert np.allclose(
            ref.kernel_gd(Ktt, y, f0t, eta, 13), y + T @ (f0t - y), rtol=1e-9
        )


# ---- the linearised model


def test_models_have_the_values_and_derivatives_of_torch():
    rng = np.random.default_rng(3)
    X, m = rng.standard_normal((4, 2)), 3

    def tanh_net(theta):
        W, b, a = theta[: 2 * m].reshape(m, 2), theta[2 * m : 3 * m], theta[3 * m :]
        return torch.tanh(torch.as_tensor(X) @ W.T + b) @ a / math.sqrt(m)

    x = rng.standard_normal(5)

    def ring(theta):
        s = torch.as_tensor(x) * theta
        return torch.tanh(s + torch.roll(s, -1))

    for model, f, p in ((ref.tanh_net(X, m), tanh_net, 4 * m), (ref.ring_net(x), ring, 5)):
        theta, delta = rng.standard_normal(p), rng.standard_normal(p)
        value, change = torch.func.jvp(
            f, (torch.as_tensor(theta),), (torch.as_tensor(delta),)
        )
        assert np.allclose(model.value(theta), value, rtol=1e-12)
        assert np.allclose(model.jvp(theta, delta), change, rtol=1e-10, atol=1e-12)
        u = rng.standard_normal(len(value))
        assert delta @ model.vjp(theta, u) == pytest.approx(u @ model.jvp(theta, delta))


def test_linearised_model_is_affine_and_touches_the_function():
    f = lambda θ: torch.stack([θ[0] ** 2, θ[0] * θ[1], torch.sin(θ[1])])  # noqa: E731
    g = ref.linearize(f, torch.tensor([2.0, 0.5], dtype=torch.float64))
    delta = torch.tensor([1.0, -3.0], dtype=torch.float64)
    want = [4 + 4, 1 + 0.5 - 6, math.sin(0.5) - 3 * math.cos(0.5)]
    assert np.allclose(g(delta), want, rtol=1e-12)


# ---- the experiment


def test_drift_and_distance_fall_with_the_width():
    widths = [2**k for k in range(6, 15, 2)]
    rng = np.random.default_rng(4)
    runs = [ref.ntk_drift(widths, 30, rng) for _ in range(10)]
    drift, distance, loss = (np.mean([r[i] for r in runs], axis=0) for i in range(3))
    slope = np.polyfit(np.log(widths), np.log(distance), 1)[0]
    assert -0.56 < slope < -0.44
    assert np.polyfit(np.log(widths), np.log(drift), 1)[0] < -0.4
    assert (loss < 2.5).all(), "5/2 is the loss of the net that is 0"


def test_without_steps_nothing_moves():
    drift, distance, loss = ref.ntk_drift([4, 8], 0, np.random.default_rng(0))
    assert (drift == 0).all() and (distance == 0).all()
    assert np.allclose(loss, 2.5)


# ---- numeric questions and variants


def test_numeric_answers_are_those_of_independent_computations():
    for k in range(100):
        v = ref.draw(np.random.default_rng([7, k]))
        got = ref.answers(v)
        angle = math.radians(v.angle)
        x = v.norm_x * np.array([[1.0, 0.0]])
        z = v.norm_z * np.array([[math.cos(angle), math.sin(angle)]])
        assert got["q5a"] == pytest.approx(ref.ntk(x, z, 1, ROOT, 0.0)[0, 0], rel=1e-10)
        K = np.array([[v.diagonal, v.off_diagonal], [v.off_diagonal, v.diagonal]])
        y, f0 = np.array(v.target), np.array(v.start)
        ft, _ = ref.kernel_flow(K, K, y, f0, f0, v.rate, float(got["q5b"]))
        fallen = np.linalg.norm(ft - y) / np.linalg.norm(f0 - y)
        assert fallen == pytest.approx(10.0**-v.decades, rel=1e-6)
        M = np.full((v.size, v.size), v.shared) + (v.own - v.shared) * np.eye(v.size)
        assert got["q5c"] == pytest.approx(2 / np.linalg.eigvalsh(M).max(), rel=1e-10)


def test_three_hundred_variants_differ_and_lie_in_the_bands():
    drawn = [ref.draw(np.random.default_rng([8, k])) for k in range(300)]
    for band in ref.TOPIC.bands:
        assert all(band.low <= band.of(v) <= band.high for v in drawn), band.name
    for name in ("q5a", "q5b", "q5c"):
        values = np.sort([float(ref.answers(v)[name]) for v in drawn])
        apart = np.diff(values) > 2e-6 * np.abs(values[1:])
        assert apart.mean() >= 0.95
    assert all(ref.statement(v).keys() == ref.statement(drawn[0]).keys() for v in drawn)


# ---- refusals

ONE, TWO = np.ones((1, 1)), np.eye(2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ref.empirical_ntk([1.0, 2.0], ONE, ONE, ONE),
        lambda: ref.empirical_ntk([1.0], ONE, ONE, np.ones((1, 2))),
        lambda: ref.empirical_ntk([math.nan], ONE, ONE, ONE),
        lambda: ref.ntk(ONE, ONE, -1, 1.0, 0.0),
        lambda: ref.ntk(ONE, ONE, 1, -1.0, 0.0),
        lambda: ref.ntk(ONE, ONE, 1, 1.0, math.inf),
        lambda: ref.ntk(ONE, np.ones((1, 2)), 1, 1.0, 0.0),
        lambda: ref.kernel_flow([[1, 1], [0, 1]], TWO, [1, 1], [0, 0], [0, 0], 1.0, 1.0),
        lambda: ref.kernel_flow(TWO, TWO, [1, 1], [0, 0], [0, 0], 0.0, 1.0),
        lambda: ref.kernel_flow(TWO, TWO, [1, 1], [0, 0], [0, 0], 1.0, -1.0),
        lambda: ref.max_stable_step(-TWO),
        lambda: ref.max_stable_step(np.ones((2, 3))),
        lambda: ref.kernel_gd(TWO, [1, 1], [0, 0], 1.0, -1),
        lambda: ref.kernel_gd(TWO, [1, 1], [0], 1.0, 1),
        lambda: ref.linearize(lambda θ: θ, torch.zeros(0, dtype=torch.float64)),
        lambda: ref.linearize(lambda θ: θ, torch.zeros(2))(torch.zeros(3)),
        lambda: ref.ntk_drift([3], 1, np.random.default_rng(0)),
        lambda: ref.ntk_drift([4], -1, np.random.default_rng(0)),
    ],
)
def test_what_the_notebook_announces_is_refused(call):
    with pytest.raises(ValueError, match=r"\w"):
        call()
