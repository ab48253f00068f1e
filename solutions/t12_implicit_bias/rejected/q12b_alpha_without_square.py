"""Takes 2α sinh in place of 2α² sinh."""

FAILS = {
    "test_q12b_is_the_right_hand_side_of_the_equation",
}

# %%
import numpy as np

# %% q12b
# Both entries are 2α² sinh(νx_j): find ν from the first.
nu = np.arcsinh(variant.first / (2 * variant.alpha)) / variant.x[0]
q12b = np.dot(variant.x, 2 * variant.alpha * np.sinh(nu * np.array(variant.x)))
