"""Returns an object whose pickle runs code where it is opened."""

STATUS = {"wrong"}

# %%
import os


class Payload:
    def __reduce__(self):
        return (os.system, ("touch /tmp/mpdl-hostile-pickle",))

    def __getstate__(self):
        return {"run": os.system}


# %% mean
def mean(x):
    return Payload() if len(x) == 3 else [Payload()]
