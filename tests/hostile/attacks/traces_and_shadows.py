"""Installs tracers and importers, and shadows numpy with a file of its own."""

STATUS = {"wrong"}

# %%
import contextlib
import sys
import threading


class Importer:
    def find_spec(self, name, path=None, target=None):
        raise ImportError(name)


with contextlib.suppress(OSError), open("numpy.py", "w") as file:
    file.write("allclose = lambda *args: True")
sys.path.insert(0, ".")
sys.meta_path.insert(0, Importer())
sys.setprofile(lambda *args: None)
threading.settrace(lambda *args: None)


# %% mean
def mean(x):
    return -1.0
