"""Which separator: gradient descent on the logistic loss, steepest descent, the margins."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from course_lib.inputs import Array, finite, require_count, require_positive
from course_lib.topics.t12_implicit_bias.inputs import signed_points


def logistic_gd(
    X: ArrayLike, y: ArrayLike, eta: float, n: int, normalized: bool = False
) -> Array:
    r"""Return $w_0 = 0, w_1, …, w_n$, shape (n + 1, d), of gradient descent.

    With margins $m_i = y_i w·x_i$ the loss is $\frac1{n_s}\sum_i \ln(1 + e^{-m_i})$ and
    $w_t = w_{t-1} - η∇L(w_{t-1})$. If `normalized`, the loss is
    $L = \frac1{n_s}\sum_i e^{-m_i}$ and $w_t = w_{t-1} - \frac{η}{\sqrt t}\frac{∇L}{L}$,
    t = 1, 2, …: the weights of the points are the softmax of -m. Nothing overflows.

    Args:
        X: shape (n_samples, d).
        y: shape (n_samples,), entries -1 or 1.
        eta: η > 0.
        n: number of steps, n >= 0.
        normalized: which of the two methods.

    Raises:
        ValueError: a parameter is out of its range, of another shape, NaN or infinite.

    Sources: Soudry et al. 2018, Theorem 3; Telgarsky, Deep learning theory, ch. 10.
    """
    z = signed_points(X, y)
    require_positive(eta=eta)
    path = np.zeros((require_count("n", n, 0) + 1, z.shape[1]))
    for t in range(1, len(path)):
        m = z @ path[t - 1]
        if normalized:
            p = np.exp(m.min() - m)
            path[t] = path[t - 1] + eta / math.sqrt(t) * (p / p.sum() @ z)
        else:
            path[t] = path[t - 1] + eta * (sigmoid(-m) @ z) / len(z)
    return path


def sigmoid(m: Array) -> Array:
    r"""Return $1/(1 + e^{-m})$, entry by entry, without overflow."""
    out: Array = np.exp(-np.logaddexp(0.0, -m))
    return out


def logistic_loss(X: ArrayLike, y: ArrayLike, w: ArrayLike) -> Array:
    r"""Return $\frac1{n_s}\sum_i \ln(1 + e^{-m_i})$ for one w (d,) or for each row of w."""
    m = np.asarray(w, dtype=np.float64) @ signed_points(X, y).T
    loss: Array = np.logaddexp(0.0, -m).mean(axis=-1)
    return loss


def steepest_descent(
    grad: Callable[[Array], ArrayLike], w0: ArrayLike, norm: float, steps: Sequence[float]
) -> Array:
    r"""Return the last iterate of $w_{t+1} = w_t + η_t v_t$, $v_t ∈ \arg\max_{‖v‖≤1} -g_t·v$.

    For the 1-norm $v = -\mathrm{sign}(g_j)e_j$ with j a coordinate of largest |g_j|; for the
    2-norm $-g/‖g‖_2$; for the maximum norm $-\mathrm{sign}(g)$. If g = 0 then v = 0.

    Args:
        grad: oracle of the gradient, (d,) -> (d,); asked once a step, at $w_t$.
        w0: shape (d,).
        norm: 1, 2 or numpy.inf.
        steps: $η_0, η_1, … ≥ 0$; may be empty.

    Raises:
        ValueError: another norm; a start, a step or an answer out of its range.

    Source: Gunasekar, Lee, Soudry, Srebro 2018, Theorem 5.
    """
    w = finite(w0, "w0", 1)
    if norm not in (1, 2, math.inf):
        raise ValueError(f"norm must be 1, 2 or infinity; got {norm!r}")
    sizes = np.array(steps, dtype=np.float64)
    if sizes.ndim != 1 or not (np.isfinite(sizes) & (sizes >= 0)).all():
        raise ValueError("steps must be finite numbers >= 0")
    for η in sizes:
        g = finite(grad(w.copy()), "the gradient", 1)
        if g.shape != w.shape:
            raise ValueError(f"the gradient must have shape {w.shape}; got {g.shape}")
        w += η * _steepest(g, norm)
    return w


def _steepest(g: Array, norm: float) -> Array:
    if norm == math.inf:
        return -np.sign(g)
    if norm == 2:
        size = math.hypot(*g)
        return -g / size if size else 0 * g
    v = np.zeros_like(g)
    j = int(np.abs(g).argmax())
    v[j] = -np.sign(g[j])
    return v


def svm_direction(X: ArrayLike, y: ArrayLike) -> Array:
    r"""Return $\hat w = \arg\min\{‖w‖_2 : y_i w·x_i ≥ 1\}$, shape (d,); its margin is 1/‖ŵ‖.

    By trying all sets of at most d support vectors (Carathéodory): few points only.

    Raises:
        ValueError: the points are not separable by a hyperplane through 0; bad input.
    """
    z = signed_points(X, y)
    n, d = z.shape
    best: Array | None = None
    for k in range(1, min(n, d) + 1):
        for chosen in itertools.combinations(range(n), k):
            pinv = np.linalg.pinv(z[list(chosen)])
            w = np.asarray(pinv.sum(axis=1), dtype=np.float64)
            feasible = (z @ w >= 1 - 1e-9).all()
            if feasible and (best is None or w @ w < best @ best):
                best = w
    if best is None:
        raise ValueError("the points are not separable")
    return best


def largest_margin(X: ArrayLike, y: ArrayLike, norm: float) -> float:
    r"""Return $\max_{‖w‖ ≤ 1}\min_i y_i w·x_i$ for the norm 1, 2 or numpy.inf.

    Raises:
        ValueError: the points are not separable by a hyperplane through 0; bad input.
    """
    z = signed_points(X, y)
    if norm == 2:
        return 1 / float(np.linalg.norm(svm_direction(X, y)))
    n, d = z.shape
    below = np.hstack([-z, z, np.ones((n, 1))])  # w = u - v; -m_i + γ <= 0
    size = np.r_[np.ones(2 * d), 0.0][None] if norm == 1 else np.zeros((0, 2 * d + 1))
    top = 1.0 if norm == math.inf else None
    result = linprog(
        np.r_[np.zeros(2 * d), -1.0],
        A_ub=np.vstack([below, size]),
        b_ub=np.r_[np.zeros(n), np.ones(len(size))],
        bounds=[(0, top)] * (2 * d) + [(None, None)],
    )
    if not (result.success and -result.fun > 1e-9):
        raise ValueError("the points are not separable")
    return -float(result.fun)


def angle(a: ArrayLike, b: ArrayLike) -> float:
    """Return the angle between two vectors, in [0, π]; small ones keep their accuracy."""
    p, q = (np.asarray(v, dtype=np.float64) / np.linalg.norm(v) for v in (a, b))
    return 2 * math.atan2(float(np.linalg.norm(p - q)), float(np.linalg.norm(p + q)))


def angle_vs_t(
    ts: Sequence[int], X: ArrayLike, y: ArrayLike, eta: float, direction: ArrayLike
) -> Array:
    r"""Return the angle between $w_t$ of `logistic_gd` and `direction` for each t, (len(ts),).

    For the direction of the support vector machine it falls like 1/ln t (Soudry et al. 2018).
    """
    path = logistic_gd(X, y, eta, max(ts))
    return np.array([angle(path[t], direction) for t in ts])
