"""By torch in double precision; nets of tensors, results that are tensors."""

# %%
import math

import torch


def tensor(a):
    t = torch.tensor(a, dtype=torch.float64)
    if not torch.isfinite(t).all():
        raise ValueError("not finite")
    return t


def knots_and_values(x, y):
    x, y = tensor(x), tensor(y)
    if x.dim() != 1 or y.shape != x.shape or x.numel() < 2 or (x.diff() <= 0).any():
        raise ValueError("no table")
    return x, y


# %% relu_interpolant
def relu_interpolant(x, y):
    """Solve the triangular system of the values at x_1, ..., x_{m-1} for the coefficients."""
    x, y = knots_and_values(x, y)
    Phi = torch.relu(x[1:, None] - x[None, :-1])
    a = torch.linalg.solve_triangular(Phi, (y[1:] - y[0])[:, None], upper=False)
    return [(torch.ones(len(x) - 1, 1), -x[:-1]), (a.T, y[:1])]


# %% q1a
n = 1
while variant.curvature / (8 * n**2) > variant.eps_digit * 10.0**-variant.eps_power:
    n += 1
q1a = torch.tensor(n)

# %% q1b
a, b, c = variant.quadratic
n = variant.degree
k = torch.arange(n + 1, dtype=torch.float64)
log_binomials = torch.lgamma(k * 0 + n + 1) - torch.lgamma(k + 1) - torch.lgamma(n - k + 1)
weights = torch.exp(log_binomials - n * math.log(2))
weights = weights / weights.sum()
t = k / n
q1b = abs((weights * (a * t**2 + b * t + c)).sum() - (a / 4 + b / 2 + c))


# %% approximate_lipschitz
def approximate_lipschitz(f, L, eps):
    if not (math.isfinite(L) and math.isfinite(eps)) or L < 0 or eps <= 0:
        raise ValueError("L, eps")
    if L == 0:
        return [
            (torch.zeros(1, 1), torch.ones(1)),
            (torch.zeros(1, 1), torch.tensor([f(0.5)]).double()),
        ]
    n = math.ceil(L / eps / 2)
    q = torch.linspace(0, 1, n + 1, dtype=torch.float64)
    return relu_interpolant(
        q, torch.stack([torch.tensor(f(t), dtype=torch.float64) for t in q])
    )


# %% q1c
x, y = tensor(variant.knots), tensor(variant.values)
q1c = (y.diff() / x.diff()).diff()[variant.knot - 1]


# %% sup_distance
def sup_distance(net, x, y):
    x, y = knots_and_values(x, y)
    if len(net) != 2:
        raise ValueError("one hidden layer")
    (W, b), (V, c) = [(tensor(W), tensor(b)) for W, b in net]
    if W.shape[1] != 1 or V.shape[0] != 1:
        raise ValueError("a function of one variable")
    kinks = -b / W[:, 0]  # infinite or nan for constant units
    t = torch.cat([x, kinks[torch.isfinite(kinks)]])
    t = t[(t >= x[0]) & (t <= x[-1])]
    g = torch.relu(t[:, None] @ W.T + b) @ V.T + c
    k = (torch.searchsorted(x, t) - 1).clamp(0, len(x) - 2)
    p = torch.lerp(y[k], y[k + 1], (t - x[k]) / (x[k + 1] - x[k]))
    return (g[:, 0] - p).abs().max()


# %% box_bump
def box_bump(lo, hi, delta):
    lo, hi = tensor(lo), tensor(hi)
    if lo.dim() != 1 or hi.shape != lo.shape or not lo.numel() or (hi < lo).any():
        raise ValueError("box")
    if not 0 < delta < math.inf:
        raise ValueError("delta")
    eye = torch.eye(len(lo), dtype=torch.float64)
    W = torch.cat([eye, -eye]) / delta
    b = torch.cat([-hi, lo]) / delta
    V = -torch.ones(1, len(W), dtype=torch.float64)
    return (W, b), (V, torch.ones(1)), (torch.ones(1, 1), torch.zeros(1))


# %% feature_rank
def feature_rank(sigma, W, b, X, rtol=1e-9):
    W, b, X = tensor(W), tensor(b), tensor(X)
    if W.dim() != 2 or X.dim() != 2 or W.shape[1] != X.shape[1] or b.shape != W.shape[:1]:
        raise ValueError("shapes")
    if not W.numel() or not X.numel() or rtol < 0 or rtol >= 1:
        raise ValueError("empty, or rtol")
    Phi = torch.as_tensor(sigma(torch.addmm(b, X, W.T)))
    return torch.linalg.matrix_rank(Phi, rtol=rtol, atol=0.0)


# %% monomial_net
def monomial_net(dk, k, h, b0):
    """Nodes of Chebyshev, symmetric about 0; moments by a Vandermonde system."""
    if not all(map(math.isfinite, (dk, h, b0))) or dk == 0 or h <= 0 or k < 0 or k % 1:
        raise ValueError("dk, k, h or b0")
    j = torch.arange(k + 1, dtype=torch.float64)
    nodes = torch.cos(math.pi * (2 * j + 1) / (2 * k + 2))
    moments = torch.zeros(k + 1, dtype=torch.float64)
    moments[k] = math.factorial(k) / (dk * h**k)
    a = torch.linalg.solve(torch.vander(nodes, increasing=True).T, moments)
    return h * nodes, torch.full((k + 1,), float(b0), dtype=torch.float64), a


# %% uat_rates
def uat_rates(ns):
    """Every cell is a row of 301 points."""
    if len(ns) == 0 or any(n < 1 for n in ns):
        raise ValueError("ns")
    u = torch.linspace(0, 1, 301, dtype=torch.float64)
    columns = []
    for n in map(int, ns):
        left = torch.arange(n, dtype=torch.float64)[:, None]
        column = []
        for f in (
            lambda t: torch.sin(2 * math.pi * t),
            lambda t: (t - 1 / 3).abs(),
            torch.sqrt,
        ):
            chord = torch.lerp(f(left / n), f((left + 1) / n), u)
            column.append((f((left + u) / n) - chord).abs().max())
        columns.append(torch.stack(column))
    return torch.stack(columns, dim=1)
