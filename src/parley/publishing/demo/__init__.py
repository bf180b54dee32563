"""The newspaper of a town that does not exist, so that a first start shows everything at once."""
