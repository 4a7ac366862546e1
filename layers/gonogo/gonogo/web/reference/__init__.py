"""The published description of the API and of the dialects' routes, made from the code."""
