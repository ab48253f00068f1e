"""One module a topic: setting, variant, reference functions, topic sheet."""
