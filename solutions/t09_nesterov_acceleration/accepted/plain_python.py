"""Plain Python numbers and lists; momentum (k - 1)/(k + 2); quadratic formula for the radius."""

# %%
from cmath import sqrt as complex_sqrt
from math import ceil, inf, isfinite, isqrt, log, sqrt


def vector(x0):
    """Return x0 as a list of floats."""
    try:
        x = [float(value) for value in x0]
    except TypeError:
        raise ValueError("x0 must be a vector") from None
    if not x or not all(map(isfinite, x)):
        raise ValueError("x0 must be finite and not empty")
    return x


def run(grad, x0, L, momentum):
    """Run the momentum method with the coefficients of the look-ahead points y_1, y_2, ..."""
    if not 0 < L < inf:
        raise ValueError("L > 0, please")
    path = [vector(x0)]
    y = path[0]
    for beta in momentum:
        g = grad(list(y))
        new = [y[i] - float(g[i]) / L for i in range(len(y))]
        y = [a + beta * (a - path[-1][i]) for i, a in enumerate(new)]
        path.append(new)
    return path


# %% agd
def agd(grad, x0, L, n):
    if n < 0:
        raise ValueError("n >= 0, please")
    return run(grad, x0, L, [(k - 1) / (k + 2) for k in range(1, n + 1)])


# %% q9a
ts = [1.0]
for _ in range(variant.j):
    ts.append(0.5 + sqrt(0.25 + ts[-1] ** 2))
xs, ys = [variant.x0], [variant.x0]
for k in range(1, variant.j + 1):
    xs.append(ys[-1] - variant.lam_a * ys[-1] / variant.L_a)
    ys.append(xs[-1] + (ts[k - 1] - 1) / ts[k] * (xs[-1] - xs[-2]))
q9a = ys[variant.j]


# %% q9b
# in integers: LR^2/(4n+2) <= eps  <=>  p <= q (4n + 2);  2LR^2/(k+1)^2 <= eps  <=>  2p <= q (k+1)^2
p = variant.L_b * variant.R**2 * 10**variant.eps_places
q = variant.eps_digits
slow = -((2 * q - p) // (4 * q))
fast = isqrt(-(-2 * p // q) - 1)
q9b = slow - fast


# %% agd_strong
def agd_strong(grad, x0, L, mu, n):
    if n < 0 or not 0 < mu <= L:
        raise ValueError("n >= 0 and 0 < mu <= L, please")
    beta = (sqrt(L) - sqrt(mu)) / (sqrt(L) + sqrt(mu))
    return run(grad, x0, L, [beta] * n)


# %% heavy_ball
def heavy_ball(grad, x0, alpha, beta, n):
    x = vector(x0)
    if not 0 < alpha < inf or not 0 <= beta < 1 or n < 0:
        raise ValueError("an argument is out of range")
    path, speed = [x], [0.0] * len(x)
    for _ in range(n):
        g = grad(list(x))
        speed = [beta * s - alpha * float(g[i]) for i, s in enumerate(speed)]
        x = [x[i] + s for i, s in enumerate(speed)]
        path.append(x)
    return path


# %% worst_quadratic
def worst_quadratic(k, L):
    if k < 1 or k != int(k) or not 0 < L < inf:
        raise ValueError("k = 1, 2, ... and L > 0, please")
    row = {0: L / 2, 1: -L / 4}
    k = int(k)
    Q = [[row.get(abs(i - j), 0) for j in range(k)] for i in range(k)]
    return [Q, [L / 4] + [0] * (k - 1)]


# %% iteration_radius
def iteration_radius(method, alpha, beta, lam):
    if not 0 < alpha < inf or not 0 <= beta < 1 or not 0 <= lam < inf:
        raise ValueError("an argument is out of range")
    q = 1 - alpha * lam
    if method == "heavy_ball":
        p, r = q + beta, beta
    elif method == "nesterov":
        p, r = q + q * beta, q * beta
    else:
        raise ValueError(method)
    root = complex_sqrt(p * p / 4 - r)
    return max(abs(p / 2 + root), abs(p / 2 - root))


# %% q9c
radius = iteration_radius(variant.method, variant.alpha, variant.beta, variant.lam)
q9c = ceil(variant.digits / -log(radius, 10))
