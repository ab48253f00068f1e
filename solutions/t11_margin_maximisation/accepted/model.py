"""Model answer: formulas as they are stated; the largest margin as a least distance problem."""

# %%
import numpy as np
from scipy.optimize import linprog, nnls


def require(condition, message):
    if not condition:
        raise ValueError(message)


def finite(a, ndim):
    """Return a copy of a as a float array with this number of axes."""
    a = np.array(a, dtype=float)
    require(a.ndim == ndim and a.size > 0, f"need {ndim} axes, at least one entry")
    require(np.isfinite(a).all(), "NaN or infinity")
    return a


def data(X, y):
    X, y = finite(X, 2), finite(y, 1)
    require(len(X) == len(y), "as many labels as points")
    require(np.isin(y, (-1, 1)).all(), "labels are -1 or 1")
    return X, y


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    X, y = data(X, y)
    w, b = finite(w, 1), finite(b, 0)
    require(len(w) == X.shape[1], "w does not fit X")
    require(w.any(), "w = 0")
    require(ord in (1, 2, np.inf), "ord is 1, 2 or inf")
    return np.min(y * (X @ w + b)) / np.linalg.norm(w, ord)


# %% q11a
a, (p, q) = np.array(variant.alone), np.array(variant.pair)
t = (a - p) @ (q - p) / ((q - p) @ (q - p))  # the foot p + t(q - p), inside the segment
q11a = np.linalg.norm(a - p - np.clip(t, 0, 1) * (q - p)) / 2


# %% perceptron
class NotSeparable(ValueError):
    pass


def perceptron(next_mistake, d, max_updates):
    require(d >= 1 and max_updates >= 0, "need d >= 1 and max_updates >= 0")
    w, n_updates = np.zeros(d), 0
    while (mistake := next_mistake(w)) is not None:
        if n_updates == max_updates:
            raise NotSeparable(f"still wrong after {max_updates} updates")
        x, y = mistake
        w = w + y * x
        n_updates += 1
    return w, n_updates


# %% q11b
Z = np.array(variant.labels)[:, None] * np.array(variant.points)
u = np.array(variant.u)
q11b = int((Z**2).sum(axis=1).max()) * int(u @ u) // int((Z @ u).min()) ** 2


# %% hard_margin_svm
def hard_margin_svm(X, y):
    # Without b: minimise |w| subject to w·(x_i - x_j) >= 2 for all i in +, j in -. This is a
    # least distance problem; Lawson and Hanson solve it by one nonnegative least squares.
    X, y = data(X, y)
    P, Q = X[y > 0], X[y < 0]
    require(len(P) and len(Q), "need both classes")
    D = (P[:, None] - Q).reshape(-1, X.shape[1])
    E = np.vstack([D.T, np.full(len(D), 2.0)])
    f = np.append(np.zeros(X.shape[1]), 1.0)
    u, _ = nnls(E, f)
    r = f - E @ u
    require(r[-1] > 1e-12, "not separable")  # r = 0: a combination of the x_i - x_j is 0
    w = -r[:-1] / r[-1]
    beta = (u / r[-1]).reshape(len(P), len(Q))  # multipliers of the pairs
    alpha = np.empty(len(X))
    alpha[y > 0], alpha[y < 0] = beta.sum(axis=1), beta.sum(axis=0)
    b = -((P @ w).min() + (Q @ w).max()) / 2
    return w, b, alpha


# %% max_margin_lp
def max_margin_lp(X, y, norm):
    # Variables (w, t, γ) with |w_j| <= t_j: maximise γ subject to γ <= y_i w·x_i.
    X, y = data(X, y)
    require(norm in (1, np.inf), "norm is 1 or inf")
    n, d = X.shape
    I, O, one = np.eye(d), np.zeros((n, d)), np.ones((n, 1))
    A = np.block(
        [
            [-y[:, None] * X, O, one],
            [I, -I, np.zeros((d, 1))],
            [-I, -I, np.zeros((d, 1))],
            [np.zeros(d), np.full(d, float(norm == 1)), 0],
        ]
    )
    rhs = np.append(np.zeros(n + 2 * d), 1.0)
    bounds = [(None, None)] * d + [(0, 1)] * d + [(None, None)]
    solution = linprog(-np.eye(2 * d + 1)[-1], A_ub=A, b_ub=rhs, bounds=bounds)
    return solution.x[:d], -solution.fun


# %% multiclass_margins
def multiclass_margins(logits, y):
    z, y = finite(logits, 2), np.asarray(y)
    n, c = z.shape
    require(c >= 2 and y.shape == (n,), "need c >= 2 and a label for each row")
    require(np.isin(y, range(c)).all(), "a label outside 0..c-1")
    others = np.arange(c) != y[:, None]
    return z[~others] - np.where(others, z, -np.inf).max(axis=1)


# %% smoothed_margin
def smoothed_margin(margins, theta_norm, L):
    m = finite(margins, 1)
    require(0 < theta_norm < np.inf and L >= 1, "need 0 < theta_norm < inf and L >= 1")
    return -np.logaddexp.reduce(-m) / theta_norm**L


# %% q11c
W, v = np.array(variant.W1), np.array(variant.w2)
f = np.maximum(np.array(variant.inputs) @ W.T, 0) @ v
q11c = (np.array(variant.targets) * f).min() / ((W**2).sum() + (v**2).sum())


# %% margin_vs_updates
def margin_vs_updates(gammas, reps, rng):
    updates, achieved = np.zeros((2, len(gammas), reps))
    for k, gamma in enumerate(gammas):
        for r in range(reps):
            v = rng.standard_normal((100, 9))
            v /= np.linalg.norm(v, axis=1, keepdims=True)
            y = rng.choice((-1.0, 1.0), 100)
            X = np.column_stack([gamma * y, np.sqrt(1 - gamma**2) * v])
            Z = y[:, None] * X
            w = np.zeros(10)
            while (wrong := Z @ w <= 0).any():
                w += Z[wrong.argmax()]  # the first mistake
                updates[k, r] += 1
            achieved[k, r] = (Z @ w).min() / np.linalg.norm(w)
    return updates, achieved
