"""gonogo: API tests that say go or no-go to a deployment."""

__version__ = "0.1.0"
