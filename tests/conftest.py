"""What holds for every test."""

from hypothesis import settings

# No example fails for being slow, and a failure prints how to see it again. Not derandomized: new runs look further.
settings.register_profile("listerules", deadline=None, print_blob=True)
settings.load_profile("listerules")
