"""Gates: questions taken, answered once, told in time."""
