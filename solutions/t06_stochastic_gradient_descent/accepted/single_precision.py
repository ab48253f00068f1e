"""Everything in float32, which the course accepts here."""

# %%
import numpy as np

SINGLE = np.float32


def start(x0):
    """Return x0 in single precision."""
    x = np.array(x0, dtype=SINGLE)
    if x.ndim != 1 or not x.size or not np.isfinite(x).all():
        raise ValueError("bad start")
    return x


def ask(grad, x):
    """Return the gradient in single precision."""
    g = np.array(grad(x), dtype=SINGLE)
    if g.shape != x.shape or not np.isfinite(g).all():
        raise ValueError("bad gradient")
    return g


def require(condition):
    """Raise ValueError unless the condition is true."""
    if not condition:
        raise ValueError("an argument is out of range")


# %% gradient_descent
def gradient_descent(grad, x0, eta, n):
    require(0 < eta < np.inf and n >= 0)
    path = np.tile(start(x0), (n + 1, 1))
    for k in range(n):
        path[k + 1] = path[k] - SINGLE(eta) * ask(grad, path[k])
    return path


# %% sgd_momentum
def sgd_momentum(grad, x0, eta, beta, n, nesterov=False):
    """Sign convention v = beta v - eta g, x += v for a number eta; torch's for a plan."""
    require(0 <= beta < 1 and n >= 0)
    require(callable(eta) or 0 < eta < np.inf)
    path, beta = [start(x0)], SINGLE(beta)
    v = np.zeros_like(path[0])
    for k in range(n):
        g = ask(grad, path[-1])
        if callable(eta):
            v = beta * v + g
            path.append(path[-1] - SINGLE(eta(k)) * (g + beta * v if nesterov else v))
        else:
            v = beta * v - SINGLE(eta) * g
            path.append(path[-1] + (beta * v - SINGLE(eta) * g if nesterov else v))
    return np.array(path)


# %% adam
def adam(grad, x0, eta, beta1, beta2, eps, n, amsgrad=False, project=None):
    x = start(x0)
    require(0 <= beta1 < 1 and 0 <= beta2 < 1 and 0 <= eps < np.inf and n >= 0)
    require(callable(eta) or 0 < eta < np.inf)
    path, gs, vs = [x], [], []
    for t in range(1, n + 1):
        # the sums written out: m_t = (1 - beta1) sum beta1^(t-s) g_s
        gs.append(ask(grad, x))
        age = np.arange(t)[::-1, None]
        m = (1 - beta1) * (beta1**age * np.array(gs)).sum(axis=0)
        vs.append((1 - beta2) * (beta2**age * np.array(gs) ** 2).sum(axis=0))
        v = np.max(vs, axis=0) if amsgrad else vs[-1]
        root = np.sqrt(v / (1 - beta2**t)) + eps
        move = np.where(root > 0, m / (1 - beta1**t) / np.where(root > 0, root, 1), 0)
        x = (x - (eta(t) if callable(eta) else eta) * move).astype(SINGLE)
        x = x if project is None else np.array(project(x), dtype=SINGLE)
        path.append(x)
    return np.array(path)


# %% minibatches
def minibatches(n, batch_size, rng):
    require(n >= 0 and batch_size >= 1)
    order = np.arange(n, dtype=np.int32)
    rng.shuffle(order)
    full = n // batch_size * batch_size
    out = [row for row in order[:full].reshape(-1, batch_size)]
    return tuple(out + ([order[full:]] if full < n else []))


# %% averaged_sgd
def averaged_sgd(grad, x0, eta, T, project=None):
    require(0 < eta < np.inf and T >= 1)
    x = start(x0)
    total = 0 * x
    for _ in range(T):
        total = total + x
        x = x - SINGLE(eta) * ask(grad, x)
        if project is not None:
            x = np.array(project(x), dtype=SINGLE)
    return [x, total / SINGLE(T)]


# %% sgd_quadratic_moments
def sgd_quadratic_moments(lams, eta, sigma, k, x0):
    lams, x0 = start(lams), start(x0)
    require(lams.shape == x0.shape and (lams >= 0).all() and 0 < eta < np.inf)
    require(0 <= sigma < np.inf and k >= 0)
    a = 1 - SINGLE(eta) * lams
    if k == np.inf:
        require((np.abs(a) < 1).all())
        return np.zeros_like(x0), SINGLE(eta) * SINGLE(sigma) ** 2 / (lams * (1 + a))
    # x_k is a sum: a^k x_0 and k independent terms eta sigma a^j xi
    terms = np.array([eta * sigma * a**j for j in range(k)], dtype=SINGLE).reshape(
        k, len(x0)
    )
    return a**k * x0, (terms**2).sum(axis=0)


# %% noise_floor
def noise_floor(etas, T, reps, rng):
    lams = np.array([1, 1, 1, 1, 2, 2, 2, 2], dtype=SINGLE)
    out = np.zeros((2, len(etas)), dtype=SINGLE)
    for i, eta in enumerate(etas):
        path = np.zeros((T + 1, reps, 8), dtype=SINGLE)
        noise = rng.standard_normal((T, reps, 8), dtype=SINGLE)
        for k in range(T):
            path[k + 1] = path[k] - SINGLE(eta) * (lams * path[k] + noise[k])
        out[0, i] = np.mean(np.sum(path[T // 2 + 1 :] ** 2, axis=2))
        out[1, i] = np.mean(np.sum(np.mean(path[:T], axis=0) ** 2, axis=1))
    return tuple(out)
