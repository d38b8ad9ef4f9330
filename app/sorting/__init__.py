"""The put wall: units that were picked in total find their orders."""
