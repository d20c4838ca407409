"""Laws are tried on the same values in every run: a red build says something about the change, not about the dice."""

from hypothesis import settings

settings.register_profile("unit", deadline=None, database=None, derandomize=True, max_examples=60)
settings.load_profile("unit")
