"""The experiment step by step, lists returned; the exact slope by forward mode."""

# %%
import numpy as np

tanh_net = [
    (np.array([[-9, 8], [4, -3], [-10, 5]]) / 8, np.array([-4, 9, -4]) / 8),
    (np.array([[4, -8, 1], [-11, 7, -10]]) / 8, np.array([5, 7]) / 8),
    (np.array([[-1, 7]]) / 8, np.array([2]) / 8),
]
tanh_direction = [
    (np.array([[9, 6], [10, -11], [-12, 4]]) / 8, np.array([6, 6, 8]) / 8),
    (np.array([[-3, 8, 0], [-8, -7, 7]]) / 8, np.array([4, 9]) / 8),
    (np.array([[12, 7]]) / 8, np.array([-5]) / 8),
]
tanh_input = np.array([1.0, -0.5])


def g(t):
    h = tanh_input
    for l, ((W, b), (V, c)) in enumerate(zip(tanh_net, tanh_direction)):
        z = (W + t * V) @ h + (b + t * c)
        h = np.tanh(z) if l < 2 else z
    return h[0]


# %% grad_check_curve
def grad_check_curve(eps):
    if np.ndim(eps) != 1 or len(eps) == 0:
        raise ValueError("eps")
    (W1, b1), (W2, b2), (W3, _) = tanh_net
    (V1, c1), (V2, c2), (V3, c3) = tanh_direction
    h1 = np.tanh(W1 @ tanh_input + b1)
    d1 = (V1 @ tanh_input + c1) / np.cosh(W1 @ tanh_input + b1) ** 2
    h2 = np.tanh(W2 @ h1 + b2)
    d2 = (V2 @ h1 + W2 @ d1 + c2) / np.cosh(W2 @ h1 + b2) ** 2
    exact = (V3 @ h2 + W3 @ d2 + c3)[0]
    rows = [[], [], []]
    for e in eps:
        if not 0 < e < float("inf"):
            raise ValueError("steps must be positive")
        rows[0].append(abs((g(e) - g(0)) / e - exact) / abs(exact))
        rows[1].append(abs((g(0 + e) - g(0 - e)) / (2 * e) - exact) / abs(exact))
        rows[2].append(abs(g(e * 1j).imag / e - exact) / abs(exact))
    return rows
