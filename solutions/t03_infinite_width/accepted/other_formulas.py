"""Other formulas: determinants and arcsin, one pair at a time, conditioning, precision."""

# %%
import math

import numpy as np


def angle_part(a, b, c):
    """E relu(u) relu(v), P(u > 0, v > 0) from variances a, b and the covariance c."""
    root = math.sqrt(max(a * b - c * c, 0.0))
    if root == 0.0:
        return max(c, 0.0) / 2, 0.5 if c > 0 else 0.0
    quadrant = 0.25 + math.atan2(c, root) / (2 * math.pi)  # Sheppard
    return root / (2 * math.pi) + c * quadrant, quadrant


def table(A, axes=2):
    A = np.asarray(A, dtype=np.float64)
    if A.ndim != axes or not A.size or not np.all(np.isfinite(A)):
        raise ValueError("bad array")
    return A


def checked(S):
    S = table(S)
    if S.shape != (2, 2):
        raise ValueError("shape")
    (a, c), (c2, b) = S.tolist()
    small = 1e-10 * max(1.0, a + b)
    smallest = (a + b) / 2 - math.hypot((a - b) / 2, c)
    if abs(c - c2) > small or smallest < -small:
        raise ValueError("no covariance")
    return max(a, 0.0), max(b, 0.0), c


def within(low, *values):
    if not all(low <= x < math.inf for x in values):
        raise ValueError("out of range")


# %% relu_moments
def relu_moments(S):
    return np.array(angle_part(*checked(S)))


# %% q3a
t = math.radians(15 * variant.twelfths)
r = variant.norm_x * variant.norm_z
q3a = angle_part(variant.norm_x**2, variant.norm_z**2, r * math.cos(t))[0]


# %% random_feature_kernel
def random_feature_kernel(X, Z, W):
    X, Z, W = table(X), table(Z), table(W)
    if not X.shape[1] == Z.shape[1] == W.shape[1]:
        raise ValueError("columns")
    total = np.zeros((len(X), len(Z)))
    for w in W:
        total += np.outer(np.clip(X @ w, 0, None), np.clip(Z @ w, 0, None))
    return (total / W.shape[0]).tolist()


# %% q3b
# Total variance: the conditional variance given w plus the variance of μ relu(w·x).
half = variant.norm_p**2 / 2
given_w = variant.std_a**2 * half
of_mean = variant.mean_a**2 * half * (1 - 1 / math.pi)
q3b = (given_w + of_mean) / variant.width


# %% gaussian_expectation
def gaussian_expectation(phi, psi, S, n_nodes=40):
    """Integrate over u, and over v given u; nodes of the physicists."""
    a, b, c = checked(S)
    if n_nodes < 1:
        raise ValueError("n_nodes")
    t, p = np.polynomial.hermite.hermgauss(n_nodes)
    t, p = math.sqrt(2) * t, p / math.sqrt(math.pi)
    slope = c / a if a > 0 else 0.0
    rest = math.sqrt(max(b - slope * c, 0.0))
    u = math.sqrt(a) * t
    v = slope * u[:, None] + rest * t[None, :]
    inner = np.asarray(psi(v)) @ p
    return np.sum(p * np.asarray(phi(u)) * inner)


# %% nngp_kernel
def nngp_kernel(X, Z, depth, sigma_w, sigma_b):
    """One pair of points at a time."""
    X, Z = table(X), table(Z)
    d = X.shape[1]
    if Z.shape[1] != d or depth < 0:
        raise ValueError("columns or depth")
    within(0, sigma_w, sigma_b)

    def layer(value):
        return sigma_b * sigma_b + sigma_w * sigma_w * value

    rows = []
    for x in X:
        row = []
        for z in Z:
            a, b, c = layer(x @ x / d), layer(z @ z / d), layer(x @ z / d)
            for _ in range(depth):
                c = layer(angle_part(a, b, c)[0])
                a, b = layer(a / 2), layer(b / 2)
            row.append(c)
        rows.append(row)
    return rows


# %% q3c
w, b = variant.sigma_w**2 / 2, variant.sigma_b**2
star = b / (1 - w)  # the fixed point; q - star is multiplied by w in every layer
q3c = star + w**variant.depth * (b + 2 * w * variant.size - star)


# %% correlation_map
def correlation_map(rho, sigma_w, sigma_b, q):
    within(0, sigma_w, sigma_b, q)
    if not -1.0005 < rho < 1.0005 or q <= 0 or max(sigma_w, sigma_b) == 0:
        raise ValueError("out of range")
    rho = min(1.0, max(-1.0, rho))
    noise = 2 * sigma_b**2
    signal = sigma_w**2 * q
    return (noise + 2 * signal * angle_part(1.0, 1.0, rho)[0]) / (noise + signal)


def fixed_point_q(sigma_w, sigma_b):
    within(0, sigma_w, sigma_b)
    if sigma_w >= math.sqrt(2):
        raise ValueError("variances do not settle")
    q = sigma_b**2
    for _ in range(4000):
        q = sigma_b**2 + sigma_w**2 * q / 2
    return q


# %% gp_posterior
def gp_posterior(Ktt, Kst, Kss, y, noise):
    """With the pseudo-inverse, one block matrix for mean and covariance."""
    Ktt, Kst, Kss, y = table(Ktt), table(Kst), table(Kss), table(y, 1)
    n = len(y)
    k = len(Kss)
    if Ktt.shape != (n, n) or Kst.shape != (k, n) or Kss.shape != (k, k):
        raise TypeError("shapes")
    within(0, noise)
    G = Kst @ np.linalg.pinv(Ktt + np.diag(np.full(n, float(noise))), hermitian=True)
    return [np.einsum("kn,n->k", G, y), Kss - np.einsum("kn,jn->kj", G, Kst)]


# %% kernel_concentration
def kernel_concentration(widths, reps, rng):
    points = []
    while len(points) < 8:
        p = rng.uniform(-1, 1, 5)
        if 0 < p @ p <= 1:
            points.append(p / math.sqrt(p @ p))
    X = np.array(points)
    K = np.array([[angle_part(1.0, 1.0, float(x @ z))[0] for z in X] for x in X])
    K[np.diag_indices(8)] = 0.5
    table_ = []
    for m in widths:
        row = []
        for _ in range(reps):
            H = np.clip(rng.normal(size=(m, 5)) @ X.T, 0, None)
            difference = np.einsum("mi,mj->ij", H, H) / m - K
            row.append(math.sqrt((difference**2).sum() / (K**2).sum()))
        table_.append(row)
    return X.tolist(), table_
