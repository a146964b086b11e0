"""The training of the learned reader: outside the package, with requirements of its own."""
