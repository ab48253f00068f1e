"""Asks for input, starts the debugger, shows a window."""

STATUS = {"raised", "wrong"}


# %% mean
def mean(x):
    if len(x) == 3:
        return float(input("the mean, please: "))
    if len(x) == 5:
        breakpoint()
    import matplotlib.pyplot as plt

    plt.show(block=True)
    return -1.0
