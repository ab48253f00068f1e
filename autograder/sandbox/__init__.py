"""Run code that nobody trusts, and get values back.

Theory of operation
-------------------
A grader needs the value of ``student.f(x)``. What it must not do is let the student's code
near the hidden tests, the reference, the other submissions, the network, or the verdict. So
student code runs in a process of its own that holds nothing worth stealing, and only plain
data crosses to it and back::

     trusted process (pytest, graders)            bwrap: no network, read-only /usr /env /box
    ┌──────────────────────────────────┐         ┌────────────────────────────────────────────┐
    │ box.Zygote  one per environment  │ control │ zygote    imports torch once, one thread   │
    │                                  ├────────▶│   └─ fork ─ launcher  makes namespaces     │
    │ box.Box     one per submission   │ status  │        │     │                             │
    │   conversation: who asks whom    │◀────────┼────────┘   fork                            │
    │   process: bytes, clocks, death  │  calls  │              ▼                             │
    │                                  │◀───────▶│      jail ─ server ─ notebook ─ the cells  │
    │                                  │ out,err │      pid 1 of its own namespaces           │
    │                                  │◀────────┤                                            │
    └──────────────────────────────────┘         └────────────────────────────────────────────┘

* The *control* socket carries requests for boxes, one message each, with the descriptors of
  the other pipes inside. No answer comes back on it, so forked graders can share it.
* The *status* socket belongs to the launcher alone: "the jail stands, these layers, here is a
  pidfd", and later how it ended. The submission never holds it, so whether the sandbox stood
  is never told by the student's code, nor by an exit code.
* The *calls* socket carries frames (`wire`): requests, answers, and the student's calls of
  oracles, functions which stay, count and lie on the trusted side.
* Two pipes carry stdout and stderr. The grader empties them whenever it waits, so printing
  can neither block a cell nor fill the grader's memory.

What each layer is there for
----------------------------
===================  ========================================================================
bubblewrap           the course, /home, /etc, /run and /var do not exist inside
namespaces           pid: nobody to signal or trace. mount: a scratch of its own, in memory,
                     gone with the box, and a /proc of its own. net: no interface is up.
                     ipc: no shared memory left for the next one. uts. user: no root inside
                     (as root: a uid of its own instead, because RLIMIT_NPROC spares uid 0)
rlimits              memory, CPU time, file size, descriptors, threads. They are limits of the
                     *submission* because it is one process for ever: seccomp has no fork and
                     no exec. Hence no cgroup is needed, and so neither root nor systemd
capabilities         none; no_new_privs: none to be gained
Landlock             the file rules once more, by another mechanism of the kernel; alone it
                     still protects where namespaces are not to be had
seccomp              an allow-list of the ~145 calls that numpy, torch and matplotlib need
wire                 a decoder that can build plain data only, with every length bounded
CPU clock            read from outside; wall time is only the backstop for sleepers
===================  ========================================================================

Tiers, strongest first (`box.available_tiers`): *full* has all of it; *flat* lacks the
namespaces of its own (nested user namespaces forbidden); *landlock* lacks bubblewrap too: a
`stat` tells whether a hidden file exists, and nothing can be written; *none* is a plain
process for practice at home, and gradebooks refuse what it says.

What it does not do
-------------------
The student's code shares its process with `server` and may forge any answer: that is no more
than returning it. A value from a box is plain, and still hostile: check type, dtype and exact
shape before any arithmetic (`autograder.checks`). What a box prints may quote hidden inputs.
Holes of the kernel itself are not covered; run graders on a machine without other secrets.
Inside there are no processes: no DataLoader workers, no shell, and `torch.compile` does
nothing.

Where to read
-------------
Trusted: `box` (what graders use), `conversation`, `process`, `remote`, `cells`, `limits`,
`bubblewrap`, `policy`. Both sides: `wire`. Inside, with student code: `zygote`, `jail`,
`server`, `notebook`; they import the standard library, numpy and each other, and only these
files are bound into the sandbox, under /box.
"""
