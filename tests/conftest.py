"""What holds for every test."""

from hypothesis import Phase, settings

# No example fails for being slow, and a failure prints how to see it again. Not derandomized: new runs look further.
settings.register_profile("listerules", deadline=None, print_blob=True)
# For `make mutants`: that a test fails is all it asks, so the same examples each time, and none made smaller.
settings.register_profile("mutants", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
settings.load_profile("listerules")
