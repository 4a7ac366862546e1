"""Imported once by the process that all processes to be killed are forked from."""

from tests.kill_workers import warm

warm()
