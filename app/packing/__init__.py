"""The bench: content check, boxes, the weight gate, overrides."""
