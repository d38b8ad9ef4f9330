"""What: SKUs, barcodes, weights, the parsing of scanned codes."""
