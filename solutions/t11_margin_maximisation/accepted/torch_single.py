"""PyTorch, single precision where it is allowed; pairwise Frank-Wolfe on the two hulls."""

# %%
import math

import numpy as np
import torch


def tensors(X, y, dtype=torch.float32):
    X, y = (
        torch.tensor(np.asarray(X), dtype=dtype),
        torch.tensor(np.asarray(y), dtype=dtype),
    )
    if X.ndim != 2 or X.numel() == 0 or y.shape != X.shape[:1]:
        raise ValueError("shapes")
    if not torch.isfinite(X).all() or not (y.abs() == 1).all():
        raise ValueError("values")
    return X, y


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    X, y = tensors(X, y)
    w = torch.tensor(np.asarray(w), dtype=torch.float32)
    if w.shape != X.shape[1:] or not torch.isfinite(w).all() or not math.isfinite(b):
        raise ValueError("w, b")
    if ord not in (1, 2, math.inf) or not w.any():
        raise ValueError("ord or w = 0")
    return (y * (X @ w + b)).min() / torch.linalg.vector_norm(w, ord=ord)


# %% perceptron
class NotSeparable(ValueError):
    pass


def perceptron(next_mistake, d, max_updates):
    if d < 1 or max_updates < 0:
        raise ValueError("range")
    w, T = torch.zeros(d), 0
    while True:
        answer = next_mistake(w.numpy())
        if answer is None:
            return w, T
        if max_updates == T:
            raise NotSeparable
        w += answer[1] * torch.as_tensor(answer[0]).float()
        T += 1


# %% hard_margin_svm
def hard_margin_svm(X, y):
    # Minimise ‖p - q‖ over the hulls: move weight from the worst point to the best one of the
    # class where that helps more, by the exact step.
    X, y = tensors(X, y, torch.float64)
    P, Q = X[y > 0], X[y < 0]
    if not len(P) or not len(Q):
        raise ValueError("one class")
    size = (X - X.mean(0)).abs().max()
    parts = [P, -Q]
    weights = [torch.full((len(S),), 1 / len(S), dtype=torch.float64) for S in parts]
    for _ in range(20000):
        g = weights[0] @ parts[0] + weights[1] @ parts[1]
        if g.norm() <= 1e-6 * size:
            raise ValueError("not separable")
        best = None
        for k in (0, 1):
            s = parts[k] @ g
            i = int(s.argmin())
            j = int(torch.where(weights[k] > 0, s, -math.inf).argmax())
            if best is None or s[j] - s[i] > best[0]:
                best = (s[j] - s[i], k, i, j)
        gain, k, i, j = best
        if gain <= 1e-8 * g @ g:
            break
        e = parts[k][i] - parts[k][j]
        step = min(gain / (e @ e), weights[k][j])
        weights[k][i] += step
        weights[k][j] -= step
    w = 2 * g / (g @ g)
    alpha = torch.empty(len(X), dtype=torch.float64)
    alpha[y > 0], alpha[y < 0] = 2 * weights[0] / (g @ g), 2 * weights[1] / (g @ g)
    b = -((P @ w).min() + (Q @ w).max()) / 2
    return w, b, alpha


# %% multiclass_margins
def multiclass_margins(logits, y):
    z = torch.tensor(np.asarray(logits), dtype=torch.float32)
    y = torch.tensor(np.asarray(y))
    if z.ndim != 2 or not z.numel() or z.shape[1] < 2 or not torch.isfinite(z).all():
        raise ValueError("logits")
    if y.shape != z.shape[:1] or (y < 0).any() or (y >= z.shape[1]).any():
        raise ValueError("labels")
    mask = torch.nn.functional.one_hot(y, z.shape[1]).bool()
    return z[mask] - z.masked_fill(mask, -math.inf).amax(dim=1)


# %% smoothed_margin
def smoothed_margin(margins, theta_norm, L):
    m = torch.tensor(np.asarray(margins), dtype=torch.float32)
    if m.ndim != 1 or m.numel() == 0 or not torch.isfinite(m).all():
        raise ValueError("margins")
    if not 0 < theta_norm < math.inf or L < 1:
        raise ValueError("theta_norm, L")
    return -torch.logsumexp(-m, dim=0) / theta_norm**L


# %% margin_vs_updates
def margin_vs_updates(gammas, reps, rng):
    updates = torch.zeros(len(gammas), reps, dtype=torch.int64)
    achieved = torch.zeros(len(gammas), reps)
    for k, gamma in enumerate(gammas):
        for r in range(reps):
            v = torch.nn.functional.normalize(
                torch.from_numpy(rng.normal(size=(100, 9))), dim=1
            )
            y = torch.from_numpy(rng.choice([-1.0, 1.0], 100))[:, None]
            X = torch.cat([gamma * y, math.sqrt(1 - gamma**2) * v], dim=1).float()
            Z = (y * X).float()
            w = torch.zeros(10)
            while True:
                wrong = torch.nonzero(Z @ w <= 0)[:, 0].numpy()
                if not wrong.size:
                    break
                w += Z[rng.choice(wrong)]  # a mistake at random
                updates[k, r] += 1
            achieved[k, r] = (Z @ w).min() / w.norm()
    return updates, achieved
