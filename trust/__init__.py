"""What gonogo promises under attack, load and faults, measured: `make trust`."""
