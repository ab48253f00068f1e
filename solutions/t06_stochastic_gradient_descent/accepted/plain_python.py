"""Plain Python numbers, one coordinate after another; lists are returned."""

# %%
from fractions import Fraction
from math import inf, isfinite, sqrt


def vector(x0):
    """Return x0 as a list of floats."""
    try:
        x = [float(value) for value in x0]
    except TypeError:
        raise ValueError("x0 must be a vector") from None
    if not x or not all(map(isfinite, x)):
        raise ValueError("x0 must be finite and not empty")
    return x


def ask(grad, x):
    """Return the gradient as a list."""
    g = vector(grad(list(x)))
    if len(g) != len(x):
        raise ValueError("wrong length")
    return g


# %% gradient_descent
def gradient_descent(grad, x0, eta, n):
    path = [vector(x0)]
    if not 0 < eta < inf or n < 0:
        raise ValueError("need eta > 0, n >= 0")
    while len(path) <= n:
        x = path[-1]
        path.append([a - eta * b for a, b in zip(x, ask(grad, x), strict=True)])
    return path


# %% q6a
shrink = (1 - Fraction(str(variant.mu)) / variant.L) / (
    1 + Fraction(str(variant.mu)) / variant.L
)
low, high = 0, 1  # error after `high` steps is small enough, after `low` it is not
while float(shrink) ** high > 10.0**-variant.j:
    low, high = high, 2 * high
while high - low > 1:
    middle = (low + high) // 2
    if float(shrink) ** middle > 10.0**-variant.j:
        low = middle
    else:
        high = middle
q6a = high


# %% sgd_momentum
def sgd_momentum(grad, x0, eta, beta, n, nesterov=False):
    x = vector(x0)
    number = not callable(eta)
    if (number and not 0 < eta < inf) or n < 0 or not 0 <= beta < 1:
        raise ValueError("an argument is out of range")
    path, speed = [x], [0.0] * len(x)
    for k in range(n):
        g = ask(grad, x)
        speed = [beta * s + b for s, b in zip(speed, g, strict=True)]
        used = [b + beta * s for s, b in zip(speed, g, strict=True)] if nesterov else speed
        x = [a - (eta if number else eta(k)) * u for a, u in zip(x, used, strict=True)]
        path.append(x)
    return path


# %% adam
def adam(grad, x0, eta, beta1, beta2, eps, n, amsgrad=False, project=None):
    x = vector(x0)
    number = not callable(eta)
    if (number and not 0 < eta < inf) or n < 0 or not 0 <= eps < inf:
        raise ValueError("an argument is out of range")
    if not 0 <= beta1 < 1 or not 0 <= beta2 < 1:
        raise ValueError("betas in [0, 1), please")
    state = [[0.0, 0.0, 0.0] for _ in x]
    path, p1, p2 = [x], 1.0, 1.0
    for t in range(1, n + 1):
        p1, p2 = p1 * beta1, p2 * beta2
        step = eta if number else eta(t)
        new = []
        for a, g, s in zip(x, ask(grad, x), state, strict=True):
            s[0] += (1 - beta1) * (g - s[0])
            s[1] += (1 - beta2) * (g * g - s[1])
            s[2] = max(s[2], s[1]) if amsgrad else s[1]
            below = sqrt(s[2] / (1 - p2)) + eps
            new.append(a - step * s[0] / (1 - p1) / below if below else a)
        x = new if project is None else vector(project(new))
        path.append(x)
    return path


# %% q6b
sequence = iter([[variant.g1], [variant.g2]])
q6b = adam(
    lambda x: next(sequence),
    [0],
    variant.eta_adam,
    variant.beta1,
    variant.beta2,
    variant.eps,
    2,
)[-1][0]


# %% minibatches
def minibatches(n, batch_size, rng):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    rest, out = list(range(n)), []
    while rest:
        batch = [
            rest.pop(int(rng.integers(len(rest))))
            for _ in range(min(batch_size, len(rest)))
        ]
        out.append(sorted(batch))
    return out


# %% averaged_sgd
def averaged_sgd(grad, x0, eta, T, project=None):
    x = vector(x0)
    if not 0 < eta < inf or T < 1:
        raise ValueError("need eta > 0, T >= 1")
    mean = [0.0] * len(x)
    for k in range(T):
        mean = [
            m + (a - m) / (k + 1) for m, a in zip(mean, x, strict=True)
        ]  # running mean of x_0..x_k
        x = [a - eta * b for a, b in zip(x, ask(grad, x), strict=True)]
        if project is not None:
            x = vector(project(x))
    return x, mean


# %% sgd_quadratic_moments
def sgd_quadratic_moments(lams, eta, sigma, k, x0):
    lams, mean = vector(lams), vector(x0)
    if len(lams) != len(mean) or min(lams) < 0 or not 0 < eta < inf:
        raise ValueError("an argument is out of range")
    if not 0 <= sigma < inf or k < 0:
        raise ValueError("an argument is out of range")
    if k == inf:
        if not all(0 < eta * a < 2 for a in lams):
            raise ValueError("no stationary law")
        return [0.0 for _ in lams], [eta * sigma**2 / a / (2 - eta * a) for a in lams]
    var = [0.0] * len(lams)
    for _ in range(k):
        mean = [(1 - eta * a) * m for a, m in zip(lams, mean, strict=True)]
        var = [
            (1 - eta * a) ** 2 * v + eta**2 * sigma**2
            for a, v in zip(lams, var, strict=True)
        ]
    return mean, var


# %% q6c
q6c = sgd_quadratic_moments([variant.lam], variant.eta, variant.sigma, inf, [0.0])[1][0]
