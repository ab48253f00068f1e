"""Reference functions of the topic, and the two functions its counterexamples need."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from course_lib.inputs import Array, require_positive
from course_lib.iterations import ask, count, require_fraction, start

Gradient = Callable[[Array], ArrayLike]


# ---- momentum: beta_1, ..., beta_n of y_k = x_k + beta_k (x_k - x_{k-1})


def times(n: int) -> Array:
    """Return $t_0, ..., t_n$: $t_0 = 1$, $t_k$ the positive root of $t^2 - t = t_{k-1}^2$.

    t_k >= (k + 2) / 2, with equality for k = 0 only.
    """
    t = [1.0]
    for _ in range(n):
        t.append((1.0 + math.sqrt(1.0 + 4.0 * t[-1] ** 2)) / 2.0)
    return np.array(t)


def _roots(n: int) -> Array:
    t = times(n)
    return (t[:-1] - 1.0) / t[1:]


def _quotients(n: int) -> Array:
    k = np.arange(1, n + 1)
    return (k - 1.0) / (k + 2.0)


SCHEDULES: dict[str, Callable[[int], Array]] = {
    "(t_{k-1} - 1) / t_k": _roots,
    "(k - 1) / (k + 2)": _quotients,
    "(t_k - 1) / t_{k+1}": lambda n: _roots(n + 1)[1:],
    "k / (k + 3)": lambda n: _quotients(n + 1)[1:],
}
"""The momentum schedules that 9.1 accepts, the one of the notebook's text first.

The first two obey t_k^2 - t_k <= t_{k-1}^2, t_0 = 1 and t_k >= (k + 2) / 2 (the second with
t_k = (k + 2) / 2), which is all that the proof of f(x_k) - f* <= 2 L R^2 / (k + 1)^2 uses. The
others are the same shifted by one; the proof gives 4 L R^2 / (k + 2)^2 for both.
"""


# ---- the methods


def agd(
    grad: Gradient,
    x0: ArrayLike,
    L: float,
    n: int,
    schedule: Callable[[int], Array] = _roots,
) -> Array:
    r"""Return x_0, ..., x_n of Nesterov's accelerated gradient method, shape (n + 1, d).

    For f convex and L-smooth, f(x_k) - f* <= 2 L R^2 / (k + 1)^2 for all k >= 1 (Nesterov 1983;
    Beck and Teboulle 2009, Theorem 4.4).

    Args:
        grad: called n times, at y_0, ..., y_{n-1}.
        x0: start, shape (d,), d >= 1.
        L: smoothness, > 0.
        n: number of steps, >= 0.
        schedule: n -> beta_1, ..., beta_n.

    Raises:
        ValueError: x0 is not a finite vector, L or n out of range, an answer of the oracle is
            not finite or not of shape (d,).
    """
    return _momentum(grad, x0, L, schedule(count(n, "n", least=0)))


def agd_strong(grad: Gradient, x0: ArrayLike, L: float, mu: float, n: int) -> Array:
    r"""Return the trajectory with constant momentum, shape (n + 1, d).

    $\beta = (\sqrt\kappa - 1)/(\sqrt\kappa + 1)$. For f L-smooth and mu-strongly convex,
    $f(x_k) - f^* \le (1 - \kappa^{-1/2})^k (f(x_0) - f^* + \mu R^2 / 2)$ (Nesterov, Lectures,
    constant step scheme III; d'Aspremont, Scieur and Taylor 2021, 4.5).

    Args:
        grad: called n times, at y_0, ..., y_{n-1}.
        x0: start, shape (d,), d >= 1.
        L: smoothness.
        mu: strong convexity, 0 < mu <= L.
        n: number of steps, >= 0.

    Raises:
        ValueError: as `agd`, and unless 0 < mu <= L.
    """
    require_positive(L=L)
    if not 0 < mu <= L:  # written this way round so that NaN is refused
        raise ValueError(f"need 0 < mu <= L; got mu = {mu}, L = {L}")
    β = ratio_of_roots(L, mu)
    return _momentum(grad, x0, L, np.full(count(n, "n", least=0), β))


def ratio_of_roots(L: float, mu: float) -> float:
    r"""Return $(\sqrt L - \sqrt\mu) / (\sqrt L + \sqrt\mu)$, for 0 < mu <= L."""
    return (math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu))


def _momentum(grad: Gradient, x0: ArrayLike, L: float, betas: Array) -> Array:
    """Run $x_{k+1} = y_k - grad(y_k) / L$, $y_k = x_k + beta_k (x_k - x_{k-1})$, y_0 = x_0."""
    require_positive(L=L)
    y = start(x0)
    path = [y]
    for β in betas:
        path.append(y - ask(grad, y) / L)
        y = path[-1] + β * (path[-1] - path[-2])
    return np.array(path)


def lookaheads(path: Array, betas: ArrayLike) -> Array:
    """Return $y_0, ..., y_{n-1}$ of a trajectory (n + 1, d); betas starts with beta_1."""
    β = np.asarray(betas, dtype=np.float64)[: len(path) - 2, None]
    ahead = path[1:-1] + β * np.diff(path[:-1], axis=0)
    return np.concatenate([path[:1], ahead])[: len(path) - 1]


def heavy_ball(grad: Gradient, x0: ArrayLike, alpha: float, beta: float, n: int) -> Array:
    r"""Return the trajectory of $x_{k+1} = x_k - \alpha\nabla f(x_k) + \beta(x_k - x_{k-1})$.

    $x_{-1} = x_0$; shape (n + 1, d). On a quadratic with spectrum in [mu, L] the fastest choice
    is $\alpha = 4/(\sqrt L + \sqrt\mu)^2$, $\beta = ((\sqrt\kappa - 1)/(\sqrt\kappa + 1))^2$, of rate
    $\sqrt\beta$ (Polyak 1964). On other functions it may not converge (`zigzag`).

    Args:
        grad: called n times, at x_0, ..., x_{n-1}.
        x0: start, shape (d,), d >= 1.
        alpha: step size, > 0.
        beta: momentum, 0 <= beta < 1.
        n: number of steps, >= 0.

    Raises:
        ValueError: as `agd`, and alpha or beta out of range.
    """
    require_positive(alpha=alpha)
    require_fraction(beta=beta)
    x = start(x0)
    path, v = [x], np.zeros_like(x)
    for _ in range(count(n, "n", least=0)):
        v = beta * v - alpha * ask(grad, x)
        x = x + v
        path.append(x)
    return np.array(path)


# ---- the worst quadratic


def worst_quadratic(k: int, L: float) -> tuple[Array, Array]:
    r"""Return Q (k, k) and b (k,) of the function that is hardest for every span method.

    $f(x) = \frac L4 (\frac12 [x_1^2 + \sum_i (x_i - x_{i+1})^2 + x_k^2] - x_1)$, written as
    $\frac12 x^T Q x - b^T x$ (Nesterov, Lectures, 2.1.2).

    Raises:
        ValueError: k is not an integer >= 1, or not L > 0.
    """
    k = count(k, "k", least=1)
    require_positive(L=L)
    # f = L/4 (|D x|^2 / 2 - x_1) with D the differences of (0, x_1, ..., x_k, 0)
    D = np.eye(k + 1, k) - np.eye(k + 1, k, -1)
    return L / 4.0 * D.T @ D, L / 4.0 * np.eye(k)[0]


def worst_minimiser(k: int) -> Array:
    """Return x* of the worst quadratic, $x^*_i = 1 - i / (k + 1)$, for every L."""
    return 1.0 - np.arange(1, k + 1) / (k + 1.0)


def worst_gap(x: ArrayLike, L: float) -> Array:
    """Return f(x) - f* of the worst quadratic for each row of x, shape (..., k).

    It is L |D (x - x*)|^2 / 8, which loses no digit to f* (see `worst_quadratic` for D).
    """
    e = np.asarray(x, dtype=np.float64)
    e = e - worst_minimiser(e.shape[-1])
    edge = np.zeros((*e.shape[:-1], 1))
    steps = np.diff(np.concatenate([edge, e, edge], axis=-1), axis=-1)
    gap: Array = L / 8.0 * (steps**2).sum(axis=-1)
    return gap


# ---- quadratics, one eigenvalue at a time


def iteration_radius(method: str, alpha: float, beta: float, lam: float) -> float:
    r"""Return the spectral radius of (x_k, x_{k-1}) -> (x_{k+1}, x_k) on f(x) = lam x^2 / 2.

    With $q = 1 - \alpha\lambda$ the eigenvalues are the roots of $z^2 - (q + \beta) z + \beta$
    for ``'heavy_ball'`` and of $z^2 - (1 + \beta) q z + \beta q$ for ``'nesterov'``.

    Args:
        method: ``'heavy_ball'`` or ``'nesterov'``.
        alpha: step size, > 0.
        beta: momentum, 0 <= beta < 1.
        lam: eigenvalue, >= 0.

    Raises:
        ValueError: another method, or a number out of range.
    """
    require_positive(alpha=alpha)
    require_fraction(beta=beta)
    if not (lam >= 0 and math.isfinite(lam)):
        raise ValueError(f"need a finite lam >= 0; got {lam}")
    q = 1.0 - alpha * lam
    if method == "heavy_ball":
        trace, det = q + beta, beta
    elif method == "nesterov":
        trace, det = (1.0 + beta) * q, beta * q
    else:
        raise ValueError(f"method is 'heavy_ball' or 'nesterov'; got {method!r}")
    discriminant = trace**2 - 4.0 * det
    if discriminant < 0:  # a complex pair: its product is the determinant
        return math.sqrt(det)
    return (abs(trace) + math.sqrt(discriminant)) / 2.0


# ---- a function on which the heavy ball goes round in a cycle


def zigzag(x: ArrayLike) -> Array:
    """Return f'(x) of a function with 1 <= f'' <= 25 almost everywhere and minimum at 0.

    f' = 25 x for x < 1, x + 24 for 1 <= x < 2, 25 x - 24 for x >= 2. With the best parameters
    for quadratics, alpha = 1/9 and beta = 4/9, the heavy ball started at 3.3 tends to a cycle
    of three points (Lessard, Recht and Packard 2016, 4.6).
    """
    x = np.asarray(x, dtype=np.float64)
    slope: Array = 25.0 * x - 24.0 * np.clip(x - 1.0, 0.0, 1.0)
    return slope


CYCLE = np.array([792.0, -2208.0, 2592.0]) / 1225.0
"""The points of the cycle: the heavy ball goes from each to the next, and from the last to the
first. They solve u_{k+1} = u_k - f'(u_k)/9 + 4 (u_k - u_{k-1})/9 with f' on its outer pieces."""


# ---- the experiment: the worst quadratic in dimension 401, L = 1, x_0 = 0

DIMENSION = 401


def rates(n: int) -> tuple[Array, Array, Array]:
    r"""Return $f(x_k) - f^*$, k = 0, ..., n, for gradient descent, `agd` and `heavy_ball`.

    Step 1/L for the first two; the heavy ball has the best parameters for quadratics with
    $\mu = \sin^2(\pi / (2 (d + 1)))$, the smallest eigenvalue.

    Raises:
        ValueError: n is not an integer >= 1.
    """
    n = count(n, "n", least=1)
    Q, b = worst_quadratic(DIMENSION, 1.0)
    mu = math.sin(math.pi / (2 * (DIMENSION + 1))) ** 2
    beta = ratio_of_roots(1.0, mu) ** 2

    def grad(x: Array) -> Array:
        return Q @ x - b

    zero = np.zeros(DIMENSION)
    paths = (
        agd(grad, zero, 1.0, n, schedule=np.zeros),
        agd(grad, zero, 1.0, n),
        heavy_ball(grad, zero, 4.0 / (1.0 + math.sqrt(mu)) ** 2, beta, n),
    )
    gd, accelerated, heavy = (worst_gap(path, 1.0) for path in paths)
    return gd, accelerated, heavy
