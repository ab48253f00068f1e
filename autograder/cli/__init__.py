"""The command `mpdl`: one module a noun; each command calls one function that does the work."""
