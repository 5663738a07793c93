"""How it is found: official files and guidelines become passages, passages become a searchable index."""
