"""Reference functions of the topic, and what its experiment converges to."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.inputs import Array, require_positive
from course_lib.iterations import ask, count, require_fraction, start

Gradient = Callable[[Array], ArrayLike]
Map = Callable[[Array], ArrayLike]


def gradient_descent(grad: Gradient, x0: ArrayLike, eta: float, n: int) -> Array:
    r"""Return the trajectory of $x_{k+1} = x_k - \eta \nabla f(x_k)$, shape (n + 1, d).

    For f convex and L-smooth and eta = 1/L, f(x_n) - f* <= L R^2 / (4 n + 2), and no smaller
    constant is true (Drori and Teboulle 2014).

    Args:
        grad: called n times, at x_0, ..., x_{n-1}.
        x0: start, shape (d,), d >= 1.
        eta: step size, > 0.
        n: number of steps, >= 0.

    Raises:
        ValueError: x0 is not a finite vector, eta or n out of range, an answer of the oracle
            is not finite or not of shape (d,).
    """
    x, n = start(x0), count(n, "n", least=0)
    require_positive(eta=eta)
    path = [x]
    for _ in range(n):
        x = x - eta * ask(grad, x)
        path.append(x)
    return np.array(path)


def sgd_momentum(
    grad: Gradient,
    x0: ArrayLike,
    eta: float | Callable[[int], float],
    beta: float,
    n: int,
    nesterov: bool = False,
) -> Array:
    r"""Return the trajectory of gradient descent with momentum, shape (n + 1, d).

    $v_{k+1} = \beta v_k + g_k$ with $v_0 = 0$ and $g_k = \nabla f(x_k)$; then
    $x_{k+1} = x_k - \eta_k v_{k+1}$, or with `nesterov` $x_k - \eta_k (g_k + \beta v_{k+1})$.
    This is `torch.optim.SGD`.

    Args:
        grad: called n times, at x_0, ..., x_{n-1}.
        x0: start, shape (d,), d >= 1.
        eta: step size > 0, or a function of k = 0, 1, ... .
        beta: momentum, 0 <= beta < 1.
        n: number of steps, >= 0.
        nesterov: which of the two forms.

    Raises:
        ValueError: as `gradient_descent`, and beta out of range.
    """
    x, n = start(x0), count(n, "n", least=0)
    step = _schedule(eta)
    require_fraction(beta=beta)
    path, v = [x], np.zeros_like(x)
    for k in range(n):
        g = ask(grad, x)
        v = beta * v + g
        x = x - step(k) * (g + beta * v if nesterov else v)
        path.append(x)
    return np.array(path)


def adam(
    grad: Gradient,
    x0: ArrayLike,
    eta: float | Callable[[int], float],
    beta1: float,
    beta2: float,
    eps: float,
    n: int,
    amsgrad: bool = False,
    project: Map | None = None,
) -> Array:
    r"""Return the trajectory of Adam with bias correction, shape (n + 1, d).

    For t = 1, ..., n and $g_t = \nabla f(x_{t-1})$, coordinate by coordinate:
    $m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t$, $v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2$,
    $x_t = x_{t-1} - \eta_t \hat m_t / (\sqrt{\hat v_t} + \epsilon)$ with
    $\hat m_t = m_t / (1 - \beta_1^t)$ and $\hat v_t = v_t / (1 - \beta_2^t)$, or with `amsgrad`
    $\hat v_t = \max_{s \le t} v_s / (1 - \beta_2^t)$; 0/0 is 0. This is `torch.optim.Adam`.

    Args:
        grad: called n times, at x_0, ..., x_{n-1}.
        x0: start, shape (d,), d >= 1.
        eta: step size > 0, or a function of t = 1, 2, ... .
        beta1: 0 <= beta1 < 1.
        beta2: 0 <= beta2 < 1.
        eps: >= 0, added outside the root.
        n: number of steps, >= 0.
        amsgrad: divide by the running maximum.
        project: applied to x after every step, if given.

    Raises:
        ValueError: as `gradient_descent`, and beta1, beta2, eps out of range.
    """
    x, n = start(x0), count(n, "n", least=0)
    step = _schedule(eta)
    require_fraction(beta1=beta1)
    require_fraction(beta2=beta2)
    if not (eps >= 0 and math.isfinite(eps)):
        raise ValueError(f"need a finite eps >= 0; got {eps}")
    path = [x]
    m, v, top = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    for t in range(1, n + 1):
        g = ask(grad, x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        top = np.maximum(top, v) if amsgrad else v
        below = np.sqrt(top / (1 - beta2**t)) + eps
        move = np.divide(m / (1 - beta1**t), below, out=np.zeros_like(x), where=below > 0)
        x = _project(project, x - step(t) * move)
        path.append(x)
    return np.array(path)


def adam_on_sequence(
    g: ArrayLike, eta: float, beta1: float, beta2: float, eps: float
) -> float:
    """Return the last iterate of Adam from 0 on a sequence of gradients of one variable."""
    answers = iter(np.asarray(g, dtype=np.float64).ravel())
    n = int(np.size(g))
    return float(adam(lambda x: [next(answers)], [0.0], eta, beta1, beta2, eps, n)[-1, 0])


def minibatches(
    n: int, batch_size: int, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Return one epoch: range(n) in random order, cut into batches of `batch_size`.

    The last batch holds the rest. Every permutation is equally likely, so a batch mean is an
    unbiased estimate of the mean over the data, and the means weighted by |B|/n add up to it.

    Raises:
        ValueError: n < 0 or batch_size < 1.
    """
    n, size = count(n, "n", least=0), count(batch_size, "batch_size", least=1)
    order = rng.permutation(n)
    return [order[i : i + size] for i in range(0, n, size)]


def averaged_sgd(
    grad: Gradient, x0: ArrayLike, eta: float, T: int, project: Map | None = None
) -> tuple[Array, Array]:
    r"""Return $x_T$ and $\bar x_T = (x_0 + ... + x_{T-1}) / T$, each of shape (d,).

    $x_{k+1} = \Pi(x_k - \eta g_k)$. If f is convex, $E[g_k | x_k] \in \partial f(x_k)$ and
    $E|g_k|^2 \le G^2$, then $E f(\bar x_T) - f^* \le R^2 / (2 T \eta) + \eta G^2 / 2$.

    Args:
        grad: called T times, at x_0, ..., x_{T-1}; its answers may be noisy.
        x0: start, shape (d,), d >= 1, in the set projected on.
        eta: step size, > 0.
        T: number of steps, >= 1.
        project: the projection, applied after every step; None for the identity.

    Raises:
        ValueError: as `gradient_descent`, and T < 1.
    """
    x, T = start(x0), count(T, "T", least=1)
    require_positive(eta=eta)
    total = np.zeros_like(x)
    for _ in range(T):
        total += x
        x = _project(project, x - eta * ask(grad, x))
    return x, total / T


def sgd_quadratic_moments(
    lams: ArrayLike, eta: float, sigma: float, k: float, x0: ArrayLike
) -> tuple[Array, Array]:
    r"""Return mean and variance of $x_k$, $x_{k+1} = (1 - \eta\lambda) x_k - \eta\sigma\xi_k$.

    With $q = (1 - \eta\lambda)^2$ the mean is $(1 - \eta\lambda)^k x_0$ and the variance is
    $\eta^2 \sigma^2 (1 - q^k) / (1 - q)$, which is $k \eta^2 \sigma^2$ if q = 1 and tends to
    $\eta \sigma^2 / (\lambda (2 - \eta\lambda))$ if q < 1.

    Args:
        lams: eigenvalues >= 0, shape (d,).
        eta: step size, > 0.
        sigma: standard deviation of the noise, >= 0.
        k: number of steps, an integer >= 0 or math.inf.
        x0: start, shape (d,).

    Raises:
        ValueError: shapes differ, values not finite or out of range, or k = inf while some
            eta * lam is outside (0, 2).
    """
    λ, x = start(lams, "lams"), start(x0)
    require_positive(eta=eta)
    if λ.shape != x.shape or (λ < 0).any():
        raise ValueError(f"need lams >= 0, shaped as x0; got {λ.shape} and {x.shape}")
    if not (sigma >= 0 and math.isfinite(sigma)):
        raise ValueError(f"need a finite sigma >= 0; got {sigma}")
    step = eta * λ
    one_minus_q = step * (2.0 - step)
    if k == math.inf:
        if not (one_minus_q > 0).all():
            raise ValueError("there is no stationary law unless 0 < eta * lam < 2")
        return np.zeros_like(x), (eta * sigma) ** 2 / one_minus_q
    k = count(k, "k", least=0)
    # 1 - q^k by expm1, which is exact to rounding however small eta * lam is.
    with np.errstate(divide="ignore", invalid="ignore"):
        log_q = 2.0 * np.log1p(-np.minimum(step, 2.0 - step))
        ratio = np.expm1(k * log_q) / -one_minus_q if k else np.zeros_like(x)
    ratio = np.where(one_minus_q == 0, k, ratio)
    return (1.0 - step) ** k * x, (eta * sigma) ** 2 * ratio


# ---- the experiment: f(x) = sum lam_i x_i^2 / 2, sigma = 1, x_0 = 0

LAMS = np.repeat([1.0, 2.0], 4)


def plateau(eta: float, T: int) -> float:
    """Return the mean over T/2 < k <= T of E|x_k|^2 in the experiment."""
    ks = range(T // 2 + 1, T + 1)
    zero = np.zeros_like(LAMS)
    return float(
        np.mean([sgd_quadratic_moments(LAMS, eta, 1.0, k, zero)[1].sum() for k in ks])
    )


def mean_square_of_average(eta: float, T: int) -> float:
    r"""Return E|\bar x_T|^2 = sum_i (lam_i T)^-2 sum_{j<T} (1 - (1 - eta lam_i)^j)^2."""
    j = np.arange(T)[:, None]
    return float((((1.0 - (1.0 - eta * LAMS) ** j) / (LAMS * T)) ** 2).sum())


# ---- what is given: a schedule, a projection


def _schedule(eta: float | Callable[[int], float]) -> Callable[[int], float]:
    if callable(eta):
        return eta
    require_positive(eta=eta)
    return lambda _: eta


def _project(project: Map | None, x: Array) -> Array:
    return x if project is None else np.array(project(x.copy()), dtype=np.float64)
