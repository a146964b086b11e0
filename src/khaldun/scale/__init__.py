"""The same reading on many machines: a function of Arrow batches, and Spark that carries it."""
