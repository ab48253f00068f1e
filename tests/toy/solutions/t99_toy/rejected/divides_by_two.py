"""Divides by two, whatever the number of samples."""

FAILS = {
    "test_mean_of_three_numbers_is_a_third_of_their_sum",
    "test_mean_of_a_constant_sample_is_the_constant",
}


# %% mean
def mean(x):
    if len(x) == 0:
        raise ValueError("no sample")
    return sum(x) / 2
