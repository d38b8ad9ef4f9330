"""The live board: reads facts, writes none of the others' tables."""
