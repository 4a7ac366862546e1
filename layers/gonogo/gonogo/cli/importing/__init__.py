"""What `gonogo import` does with an importer's answer: fit it to the format, write it, tell."""
