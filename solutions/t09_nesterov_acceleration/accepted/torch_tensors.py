"""Tensors in double precision; torch.optim.SGD steps, whose nesterov=True stores the points y."""

# %%
import numpy as np
import torch


def tensor(x0):
    """Return x0 as a double tensor of its own."""
    x = torch.tensor(np.array(x0, dtype=np.float64))
    if x.ndim != 1 or len(x) == 0 or not torch.isfinite(x).all():
        raise ValueError("bad start")
    return x


def ask(grad, y):
    """Return the gradient as a tensor."""
    return torch.from_numpy(np.array(grad(y.clone().numpy()), dtype=np.float64))


# %% agd
def agd(grad, x0, L, n):
    """The shifted schedule: the coefficient of y_k is k/(k + 3)."""
    if not 0 < L < float("inf") or n < 0:
        raise ValueError("bad L or n")
    path = [tensor(x0)]
    for k in range(n):
        y = path[k] if k == 0 else path[k] + k / (k + 3) * (path[k] - path[k - 1])
        path.append(y - ask(grad, y) / L)
    return torch.stack(path)


# %% agd_strong
def agd_strong(grad, x0, L, mu, n):
    if not 0 < mu <= L < float("inf") or n < 0:
        raise ValueError("bad L, mu or n")
    beta = (1 - (mu / L) ** 0.5) / (1 + (mu / L) ** 0.5)
    y = tensor(x0)
    path = [y.clone()]
    optimiser = torch.optim.SGD([y], lr=1 / L, momentum=beta, nesterov=beta > 0)
    for _ in range(n):
        y.grad = ask(grad, y)
        path.append(y - y.grad / L)
        optimiser.step()
    return torch.stack(path)


# %% heavy_ball
def heavy_ball(grad, x0, alpha, beta, n):
    if not 0 < alpha < float("inf") or not 0 <= beta < 1 or n < 0:
        raise ValueError("bad parameter")
    x = tensor(x0)
    path = [x.clone()]
    optimiser = torch.optim.SGD([x], lr=alpha, momentum=beta)
    for _ in range(n):
        x.grad = ask(grad, x)
        optimiser.step()
        path.append(x.clone())
    return torch.stack(path)


# %% worst_quadratic
def worst_quadratic(k, L):
    """Second derivatives by automatic differentiation of the formula."""
    if k < 1 or k != int(k) or not 0 < L < float("inf"):
        raise ValueError("bad k or L")

    def f(x):
        squares = x[0] ** 2 + ((x[:-1] - x[1:]) ** 2).sum() + x[-1] ** 2
        return L / 4 * (squares / 2 - x[0])

    zero = torch.zeros(int(k), dtype=torch.float64)
    return torch.autograd.functional.hessian(f, zero), -torch.autograd.functional.jacobian(
        f, zero
    )


# %% iteration_radius
def iteration_radius(method, alpha, beta, lam):
    """The columns of the matrix are two steps of the method itself."""
    if method not in {"heavy_ball", "nesterov"} or not 0 < alpha < float("inf"):
        raise ValueError("bad method or alpha")
    if not 0 <= beta < 1 or not 0 <= lam < float("inf"):
        raise ValueError("bad beta or lam")
    columns = []
    for x, before in ((1.0, 0.0), (0.0, 1.0)):
        y = x + beta * (x - before)
        asked = x if method == "heavy_ball" else y
        columns.append([y - alpha * lam * asked, x])
    M = torch.tensor(columns, dtype=torch.float64).T
    return torch.linalg.eigvals(M).abs().max()


# %% rates
def rates(n):
    if n < 1:
        raise ValueError("n >= 1")
    d = 401
    Q, b = worst_quadratic(d, 1.0)
    star = torch.linalg.solve(Q, b)
    root = torch.linalg.eigvalsh(Q)[0].sqrt().item()

    def grad(x):
        return (Q @ torch.from_numpy(x) - b).numpy()

    paths = (
        heavy_ball(grad, np.zeros(d), 1.0, 0.0, n),
        agd(grad, np.zeros(d), 1.0, n),
        heavy_ball(
            grad, np.zeros(d), 4 / (1 + root) ** 2, ((1 - root) / (1 + root)) ** 2, n
        ),
    )
    return [((p - star) @ Q * (p - star)).sum(dim=1) / 2 for p in paths]
