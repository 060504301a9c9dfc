"""Discrete-event microsimulation of Kom Trygt Hjem after a hip fracture."""

__version__ = "0.1.0"
