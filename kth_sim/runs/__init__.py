"""Getting it done: plan, execute, store."""
