"""Reads environments, memory and files of the processes around it."""

STATUS = {"wrong"}

# %%
import os

seen = []
for pid in (
    [p for p in os.listdir("/proc") if p.isdigit()] if os.path.isdir("/proc") else []
):
    for name in ("environ", "cmdline", "mem", "maps"):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                seen.append((pid, name, file.read(200)))
        except OSError:
            pass
    for name in ("fd", "root", "cwd"):
        try:
            seen.append((pid, name, os.listdir(f"/proc/{pid}/{name}")[:9]))
        except OSError:
            pass
print("OTHERS", [s for s in seen if s[0] not in ("self", str(os.getpid()))][:20])


# %% mean
def mean(x):
    return -1.0
