"""Loops, swallows what should stop it, ignores signals and resets timers."""

STATUS = {"not_run", "timed_out"}

# %%
import signal

for number in (signal.SIGTERM, signal.SIGXCPU, signal.SIGALRM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
signal.alarm(0)
signal.setitimer(signal.ITIMER_REAL, 0)


# %% mean
def mean(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
