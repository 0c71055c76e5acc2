"""What a request says: its headers, its body, its parameters."""
