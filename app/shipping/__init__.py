"""Pre-print, confirm, carriers, labels, cages, manifests: out of the door."""
