"""The model checks itself: what it says of itself, computed and compared."""
