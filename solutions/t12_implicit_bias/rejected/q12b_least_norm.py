"""Takes the solution of least 2-norm: w is parallel to x."""

FAILS = {
    "test_q12b_is_the_right_hand_side_of_the_equation",
}

# %%
import numpy as np

# %% q12b
x = np.array(variant.x)
q12b = x @ (x * variant.first / x[0])
