"""Multiplies ln 10 by the margin in place of dividing by it."""

FAILS = {
    "test_q12c_is_the_growth_of_the_norm_in_a_decade",
}

# %%
import numpy as np
from scipy.optimize import nnls

# %% q12c
# γ is the distance of 0 from the hull of the y_i x_i. With weights p >= 0 let NNLS minimise
# ‖Σ p_i y_i x_i‖² + (1 - Σ p_i)²: up to a factor, p are the weights of the nearest point.
Z = np.array(variant.labels)[:, None] * np.array(variant.points)
p, _ = nnls(np.vstack([Z.T, np.ones(3)]), np.array([0, 0, 1]))
q12c = np.log(10) * np.linalg.norm(p @ Z / p.sum())
