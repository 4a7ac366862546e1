"""What importers share: reading untrusted text, names of variables, tests out of groups."""
