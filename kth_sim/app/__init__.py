"""The local app: the explorer page, served to this machine alone, and new runs behind it."""
