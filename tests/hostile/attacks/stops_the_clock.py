"""Stops every clock it can reach."""

STATUS = {"wrong"}

# %%
import time

time.perf_counter = time.monotonic = time.time = time.process_time = lambda: 0.0


# %% mean
def mean(x):
    return -1.0
