"""What a page answers, from what it knows: alignment, verdicts, alternatives, order. Pure."""
