"""What a thing is connected with, and paths between two things."""
