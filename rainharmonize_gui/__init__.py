"""RainHarmonize: the window."""
