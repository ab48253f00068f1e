"""Leaves by SystemExit, KeyboardInterrupt and GeneratorExit."""

STATUS = {"raised", "wrong"}


# %% mean
def mean(x):
    raise {3: SystemExit(0), 5: KeyboardInterrupt(), 0: GeneratorExit()}[len(x)]
