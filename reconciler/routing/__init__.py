"""What becomes of a call: who forwards to whom, one call at one moment, its loops, and all calls through a span."""
