"""Returns values nested a hundred thousand deep, endless and of ten million parts."""

STATUS = {"bad_reply", "crashed", "not_run", "raised", "wrong"}


# %% mean
def mean(x):
    if len(x) == 3:
        deep = []
        for _ in range(10**5):
            deep = [deep]
        return deep
    if len(x) == 5:
        round_and_round = []
        round_and_round.append(round_and_round)
        return round_and_round
    return [0] * 10**7
