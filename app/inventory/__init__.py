"""Bins, stock, reservations, the ledger of moves, counts."""
