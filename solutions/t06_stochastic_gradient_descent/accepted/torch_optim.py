"""torch.optim does the steps; the projection and the moments are torch tensors, too."""

# %%
import numpy as np
import torch


def run(optimiser, grad, x0, n, plan, first, project=None):
    """Drive a torch optimiser by an oracle."""
    x = torch.tensor(np.asarray(x0), dtype=torch.float64)
    if x.ndim != 1 or len(x) == 0 or not torch.isfinite(x).all() or n < 0:
        raise ValueError("bad start or bad number of steps")
    opt = optimiser([x], 1.0)
    path = [x.clone()]
    for k in range(n):
        g = torch.as_tensor(np.array(grad(x.numpy().copy()), dtype=float))
        if g.shape != x.shape or not torch.isfinite(g).all():
            raise ValueError("bad gradient")
        x.grad = g
        opt.param_groups[0]["lr"] = plan(k + first)
        before = x.clone()
        opt.step()
        x[torch.isnan(x)] = before[torch.isnan(x)]  # 0/0 with eps = 0
        if project is not None:
            x.copy_(torch.as_tensor(np.array(project(x.numpy().copy()))))
        path.append(x.clone())
    return path


def plan_of(eta):
    """Return eta as a function of the time."""
    if callable(eta):
        return lambda k: float(eta(k))
    if not 0 < eta < np.inf:
        raise ValueError("eta must be positive")
    return lambda k: eta


# %% gradient_descent
def gradient_descent(grad, x0, eta, n):
    return torch.stack(
        run(lambda p, lr: torch.optim.SGD(p, lr=lr), grad, x0, n, plan_of(eta), 0)
    )


# %% sgd_momentum
def sgd_momentum(grad, x0, eta, beta, n, nesterov=False):
    if not 0 <= beta < 1:
        raise ValueError("beta must lie in [0, 1)")
    flag = nesterov and beta > 0  # torch allows no nesterov without momentum

    def sgd(p, lr):
        return torch.optim.SGD(p, lr=lr, momentum=beta, nesterov=flag)

    return torch.stack(run(sgd, grad, x0, n, plan_of(eta), 0))


# %% adam
def adam(grad, x0, eta, beta1, beta2, eps, n, amsgrad=False, project=None):
    if eps == float("inf"):
        raise ValueError("eps must be finite")

    def optimiser(p, lr):  # torch refuses other bad betas and eps by ValueError itself
        return torch.optim.Adam(p, lr=lr, betas=(beta1, beta2), eps=eps, amsgrad=amsgrad)

    return torch.stack(run(optimiser, grad, x0, n, plan_of(eta), 1, project))


# %% minibatches
def minibatches(n, batch_size, rng):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    if n == 0:
        return []
    order = torch.as_tensor(np.argsort(rng.random(n)))
    return list(torch.split(order, batch_size))


# %% averaged_sgd
def averaged_sgd(grad, x0, eta, T, project=None):
    if T < 1:
        raise ValueError("T must be at least 1")
    path = run(
        lambda p, lr: torch.optim.SGD(p, lr=lr), grad, x0, T, plan_of(eta), 0, project
    )
    return path[-1], torch.stack(path[:-1]).mean(dim=0)


# %% sgd_quadratic_moments
def sgd_quadratic_moments(lams, eta, sigma, k, x0):
    lams, x0 = (torch.tensor(np.asarray(z), dtype=torch.float64) for z in (lams, x0))
    if lams.shape != x0.shape or lams.ndim != 1 or len(lams) == 0:
        raise ValueError("lams and x0 must be vectors of one length")
    both = torch.cat([lams, x0])
    if not torch.isfinite(both).all() or (lams < 0).any():
        raise ValueError("finite values and lams >= 0, please")
    if not (0 < eta < np.inf and 0 <= sigma < np.inf and k >= 0):
        raise ValueError("need eta > 0, sigma >= 0, k >= 0")
    s = eta * lams
    gap = s * (2 - s)
    if k == np.inf:
        if (gap <= 0).any():
            raise ValueError("no limit")
        return torch.zeros_like(x0), eta**2 * sigma**2 / gap
    q = (1 - s) ** 2
    walk = torch.full_like(x0, float(k))
    return (1 - s) ** k * x0, eta**2 * sigma**2 * torch.where(
        gap == 0, walk, (1 - q**k) / gap
    )


# %% noise_floor
def noise_floor(etas, T, reps, rng):
    lams = torch.tensor([1.0] * 4 + [2.0] * 4, dtype=torch.float64)
    plateau, averaged = [], []
    for eta in etas:
        noise = torch.from_numpy(rng.standard_normal((T, reps, 8)))
        x = torch.zeros(reps, 8, dtype=torch.float64)
        squares, mean = [], torch.zeros_like(x)
        for k in range(T):
            mean += x / T
            x = (1 - eta * lams) * x - eta * noise[k]
            squares.append(float((x**2).sum()) / reps)
        plateau.append(np.mean(squares[T // 2 :]))
        averaged.append(float((mean**2).sum()) / reps)
    return plateau, averaged
