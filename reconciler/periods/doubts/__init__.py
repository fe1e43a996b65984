"""What is doubtful about a period that reads without a mistake: one family of questions a file."""
