"""Two steps of Adam without the bias correction."""

FAILS = {"test_two_steps_of_adam_by_hand"}

# %%
import math

# %% q6b
m = v = q6b = 0.0
for g in (variant.g1, variant.g2):
    m = variant.beta1 * m + (1 - variant.beta1) * g
    v = variant.beta2 * v + (1 - variant.beta2) * g**2
    q6b -= variant.eta_adam * m / (math.sqrt(v) + variant.eps)
