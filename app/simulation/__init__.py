"""Virtual people and a virtual hub; they speak only the public API."""
