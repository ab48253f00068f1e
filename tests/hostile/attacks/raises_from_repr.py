"""Objects and exceptions that raise, loop or print when somebody looks at them."""

STATUS = {"bad_reply", "raised", "wrong"}


# %%
class Shy(Exception):
    def __str__(self):
        raise RuntimeError("do not look")

    __repr__ = __format__ = __str__
    __class__ = property(lambda self: float)


# %% mean
def mean(x):
    raise Shy()
