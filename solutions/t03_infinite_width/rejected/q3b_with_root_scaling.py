"""Uses the factor 1/√m, for which the variance does not depend on m."""

FAILS = {
    "test_q3b_is_the_variance_of_a_mean_of_units",
}

# %%
import numpy as np

# %% q3b
# Var(a g) = E a² E g² - (E a)² (E g)² for g = relu(w·x), E g = ‖x‖/√(2π), E g² = ‖x‖²/2
mean, square = variant.norm_p / np.sqrt(2 * np.pi), variant.norm_p**2 / 2
summand = (variant.std_a**2 + variant.mean_a**2) * square - (variant.mean_a * mean) ** 2
q3b = summand
