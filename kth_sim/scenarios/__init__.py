"""What is asked: the scenario schema and how a scenario resolves."""
