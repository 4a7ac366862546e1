"""Lets `python -m gonogo.cli` be the command line, where no console script is installed."""

from gonogo.cli.main import main

if __name__ == "__main__":
    main()
