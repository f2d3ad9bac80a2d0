"""The panels beside the canvas: objects, numbers, harmonizing, history."""
