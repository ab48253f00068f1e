"""A tensor subclass that answers True to every function of torch."""

STATUS = {"raised", "wrong"}

# %%
import torch


class Yes(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


# %% mean
def mean(x):
    return torch.tensor(-1.0).as_subclass(Yes)
