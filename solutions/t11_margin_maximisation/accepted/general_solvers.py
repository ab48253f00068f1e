"""General solvers: SLSQP and multipliers from KKT, the dual linear program, logsumexp."""

# %%
import numpy as np
from scipy.optimize import linprog, minimize, nnls
from scipy.special import logsumexp


def valid(X, y):
    X, y = np.array(X, float), np.array(y, float)
    if X.ndim != 2 or X.size == 0 or y.shape != (X.shape[0],):
        raise ValueError("shapes")
    if not np.all(np.isfinite(X)) or not np.all((y == 1) | (y == -1)):
        raise ValueError("values")
    return X, y


# %% geometric_margin
def geometric_margin(w, b, X, y, ord=2):
    X, y = valid(X, y)
    w = np.array(w, float)
    if w.shape != (X.shape[1],) or not np.isfinite([*w, b]).all() or not np.any(w):
        raise ValueError("w or b")
    if ord not in {1, 2, np.inf}:
        raise ValueError("ord")
    unit = w / np.linalg.norm(w, ord=ord)
    return (np.einsum("i,ij,j->i", y, X, unit) + y * b / np.linalg.norm(w, ord=ord)).min()


# %% perceptron
class NotSeparable(ValueError):
    pass


def perceptron(next_mistake, d, max_updates):
    if d < 1 or max_updates < 0:
        raise ValueError("d, max_updates")
    mistakes = []
    while True:
        w = np.sum([y * x for x, y in mistakes], axis=0) if mistakes else np.zeros(d)
        answer = next_mistake(w)
        if answer is None:
            return w, len(mistakes)
        mistakes.append(answer)
        if len(mistakes) > max_updates:
            raise NotSeparable("more mistakes than allowed")


# %% hard_margin_svm
def hard_margin_svm(X, y):
    X, y = valid(X, y)
    if len(set(y)) == 1:
        raise ValueError("one class")
    n, d = X.shape
    Z = np.column_stack([y[:, None] * X, y])
    start = linprog(
        np.zeros(d + 1), A_ub=-Z, b_ub=-np.ones(n), bounds=[(None, None)] * (d + 1)
    )
    if start.status != 0:
        raise ValueError("not separable")
    half = np.append(np.ones(d), 0.0)
    solution = minimize(
        lambda v: v @ (half * v) / 2,
        start.x,
        jac=lambda v: half * v,
        constraints={"type": "ineq", "fun": lambda v: Z @ v - 1, "jac": lambda v: Z},
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 1000},
    )
    v = solution.x
    active = Z @ v < 1 + 1e-6 * max(1, np.linalg.norm(v))
    alpha = np.zeros(n)
    alpha[active] = nnls(Z[active].T, half * v)[0]  # Σ alpha_i y_i (x_i, 1) = (w, 0)
    return v[:d], v[d], alpha


# %% max_margin_lp
def max_margin_lp(X, y, norm):
    # Solve the dual, min ‖Σ p_i y_i x_i‖_* over the simplex, and read w from its multipliers.
    X, y = valid(X, y)
    if norm not in (1, np.inf):
        raise ValueError("norm")
    Z = y[:, None] * X
    n, d = Z.shape
    T = np.ones((d, 1)) if norm == 1 else np.eye(d)
    A = np.block([[Z.T, -T], [-Z.T, -T]])
    k = T.shape[1]
    dual = linprog(
        np.append(np.zeros(n), np.ones(k)),
        A_ub=A,
        b_ub=np.zeros(2 * d),
        A_eq=np.append(np.ones(n), np.zeros(k))[None, :],
        b_eq=[1.0],
    )
    s = dual.ineqlin.marginals
    w = s[d:] - s[:d]
    return w, (Z @ w).min()


# %% multiclass_margins
def multiclass_margins(logits, y):
    z, y = np.array(logits, float), np.array(y)
    if z.ndim != 2 or z.size == 0 or z.shape[1] < 2 or not np.isfinite(z).all():
        raise ValueError("logits")
    if y.shape != z.shape[:1] or y.min() < 0 or y.max() >= z.shape[1]:
        raise ValueError("labels")
    top = np.sort(z, axis=1)
    own = np.take_along_axis(z, y[:, None], axis=1)[:, 0]
    return own - np.where(z.argmax(axis=1) == y, top[:, -2], top[:, -1])


# %% smoothed_margin
def smoothed_margin(margins, theta_norm, L):
    m = np.asarray(margins, float)
    if m.ndim != 1 or m.size == 0 or not np.isfinite(m).all():
        raise ValueError("margins")
    if not np.isfinite(theta_norm) or theta_norm <= 0 or L <= 0:
        raise ValueError("theta_norm, L")
    return -logsumexp(-m) * theta_norm ** (-L)


# %% margin_vs_updates
def margin_vs_updates(gammas, reps, rng):
    def one(gamma):
        v = rng.standard_normal((9, 100))
        y = rng.integers(0, 2, 100) * 2 - 1
        X = np.vstack([gamma * y, np.sqrt(1 - gamma**2) * v / np.linalg.norm(v, axis=0)]).T

        def worst(w):
            m = y * (X @ w)
            i = m.argmin()
            return None if m[i] > 0 else (X[i], y[i])

        w, T = perceptron(worst, 10, 10**6)
        return T, geometric_margin(w, 0.0, X, y)

    runs = np.array([[one(gamma) for _ in range(reps)] for gamma in gammas])
    return runs[..., 0], runs[..., 1]
