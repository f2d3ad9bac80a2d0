"""Making and refining masks: finding what stands out, selecting, painting, edges. No Qt, no torch."""
