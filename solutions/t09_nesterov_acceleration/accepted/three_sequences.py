"""Estimate sequences with a third point z; the experiment one eigenvalue at a time."""

# %%
import numpy as np
import scipy.linalg


def check(x0, n, *positive):
    """Return the start as a float vector."""
    x = np.asarray(x0).astype(float)
    if x.ndim != 1 or len(x) == 0 or not np.all(np.isfinite(x)) or n < 0:
        raise ValueError("bad start or bad number of steps")
    if not all(0 < p < np.inf for p in positive):
        raise ValueError("bad parameter")
    return x


# %% agd
def agd(grad, x0, L, n):
    """y is between x and z; z collects the gradients with growing weights."""
    x = check(x0, n, L)
    z, t = x, 1.0
    path = np.empty((n + 1, len(x)))
    path[0] = x
    for k in range(n):
        y = (1 - 1 / t) * x + z / t
        g = np.asarray(grad(y))
        z = z - t / L * g
        x = y - g / L
        path[k + 1] = x
        t = np.sqrt(t**2 + 0.25) + 0.5
    return path


# %% q9a
asked = []


def slope(y):
    """Note where the derivative is asked."""
    asked.append(y[0])
    return variant.lam_a * y


agd(slope, [variant.x0], variant.L_a, variant.j + 1)
q9a = asked[variant.j]


# %% q9b
scaled = variant.L_b * variant.R**2 / (variant.eps_digits / 10**variant.eps_places)
slow = int((scaled - 2) / 4) + 1
fast = int(np.sqrt(2 * scaled))  # 1 more than the root less 1, rounded down
q9b = slow - fast


# %% agd_strong
def agd_strong(grad, x0, L, mu, n):
    x = check(x0, n, L, mu)
    if mu > L:
        raise ValueError("mu > L")
    s = np.sqrt(mu / L)
    z, path = x, [x]
    for _ in range(n):
        y = (x + s * z) / (1 + s)
        g = np.asarray(grad(y))
        x = y - g / L
        z = (1 - s) * z + s * (y - g / mu)
        path.append(x)
    return path


# %% heavy_ball
def heavy_ball(grad, x0, alpha, beta, n):
    """A mean of the past gradients, newest first."""
    x = check(x0, n, alpha)
    if not 0 <= beta < 1:
        raise ValueError("beta")
    path, gradients = [x], np.empty((0, len(x)))
    for k in range(n):
        gradients = np.vstack([gradients, grad(path[-1])])
        path.append(path[-1] - alpha * beta ** np.arange(k, -1, -1) @ gradients)
    return path


# %% worst_quadratic
def worst_quadratic(k, L):
    if not (isinstance(k, (int, np.integer)) and k >= 1 and 0 < L < np.inf):
        raise ValueError("bad k or L")
    first = np.zeros(k)
    first[0] = 2
    first[1:2] = -1
    return scipy.linalg.toeplitz(first) * L / 4, np.arange(k, 0, -1) // k * L / 4


# %% iteration_radius
def iteration_radius(method, alpha, beta, lam):
    if method not in ("heavy_ball", "nesterov"):
        raise ValueError("method")
    if not (0 < alpha < np.inf and 0 <= beta < 1 and 0 <= lam < np.inf):
        raise ValueError("parameter")
    q = 1 - alpha * lam
    coefficients = {
        "heavy_ball": [1, -q - beta, beta],
        "nesterov": [1, -q * (1 + beta), q * beta],
    }
    return np.max(np.abs(np.roots(coefficients[method])), initial=0)


# %% q9c
radius = iteration_radius(variant.method, variant.alpha, variant.beta, variant.lam)
q9c = int(np.floor(-variant.digits / np.log10(radius))) + 1


# %% rates
def rates(n):
    """In the eigenbasis e_k = p_k(lam) e_0, and the three p_k are polynomials of degree k."""
    if n < 1:
        raise ValueError("n >= 1")
    d = 401
    j = np.arange(1, d + 1)
    lam = np.sin(j * np.pi / (2 * (d + 1))) ** 2
    vectors = np.sqrt(2 / (d + 1)) * np.sin(np.outer(j, j) * np.pi / (d + 1))
    c = vectors @ (j / (d + 1) - 1)
    s = np.sqrt(lam[0])
    out = np.empty((3, n + 1))
    slow, fast, lookahead, ball, last = (np.ones(d) for _ in range(5))
    for k in range(n + 1):
        out[:, k] = [lam @ (p * c) ** 2 / 2 for p in (slow, fast, ball)]
        slow = slow * (1 - lam)
        new = (1 - lam) * lookahead
        lookahead, fast = new + k / (k + 3) * (new - fast), new
        new = (
            ball - 4 / (1 + s) ** 2 * lam * ball + ((1 - s) / (1 + s)) ** 2 * (ball - last)
        )
        ball, last = new, ball
    return out
