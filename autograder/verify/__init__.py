"""Grade the graders: see `plan`."""
