"""Other tools' records and ours, as pure mappings: for importers (files) and dialects (APIs)."""
