"""What is known: sourced values, distributions, alternatives and contradictions."""
