"""The returns desk: receive, grade, put away."""
