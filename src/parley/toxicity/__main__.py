"""`python -m parley.toxicity`: the scoring commands alone, without the rest of Parley."""

from parley.toxicity.cli import toxicity

if __name__ == "__main__":
    toxicity(prog_name="python -m parley.toxicity")
