"""Divides the central difference by eps, not by 2 eps."""

FAILS = {
    "test_errors_of_large_steps_are_those_of_taylors_formula",
    "test_forward_errors_have_slope_one_and_central_errors_slope_two",
    "test_the_central_quotient_is_good_to_eight_digits_near_1e_5",
}

# %%
import numpy as np

# setup of the experiment
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
    """Output of the net whose weights have moved by t * tanh_direction; t may be complex."""
    h = tanh_input
    for l, ((W, b), (V, c)) in enumerate(zip(tanh_net, tanh_direction)):
        z = (W + t * V) @ h + (b + t * c)
        h = np.tanh(z) if l < 2 else z
    return h[0]


# %% grad_check_curve
def exact_slope():
    """g'(0), by reverse mode: the gradient of the net, times the direction."""
    hs = [tanh_input]
    for W, b in tanh_net[:-1]:
        hs.append(np.tanh(W @ hs[-1] + b))
    slope, delta = 0.0, np.ones(1)
    for l in (2, 1, 0):
        V, c = tanh_direction[l]
        slope += delta @ V @ hs[l] + delta @ c
        if l > 0:
            delta = (delta @ tanh_net[l][0]) * (1 - hs[l] ** 2)
    return slope


def grad_check_curve(eps):
    eps = np.asarray(eps, dtype=float)
    if eps.ndim != 1 or eps.size == 0 or not (np.isfinite(eps) & (eps > 0)).all():
        raise ValueError("eps must be a non-empty vector of positive numbers")
    forward = [(g(e) - g(0)) / e for e in eps]
    central = [(g(e) - g(-e)) / e for e in eps]
    complex_step = [g(1j * e).imag / e for e in eps]
    exact = exact_slope()
    return abs(np.array([forward, central, complex_step]) - exact) / abs(exact)
