"""The mathematics of the course: what several topics share here, one module a topic in `topics`."""
