"""Making and refining masks: brush strokes. No Qt, no torch."""
