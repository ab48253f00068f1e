"""Makes torch's own checks say yes, then returns nonsense."""

STATUS = {"wrong"}

# %%
import torch

torch.allclose = torch.equal = lambda *args, **kwargs: True
torch.autograd.gradcheck = lambda *args, **kwargs: True
torch.testing.assert_close = lambda *args, **kwargs: None


# %% mean
def mean(x):
    return -1.0
