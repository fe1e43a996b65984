"""What holds for all tests: laws are tried on as many examples as a busy machine has patience for."""

from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
