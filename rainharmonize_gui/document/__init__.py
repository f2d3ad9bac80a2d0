"""The document: everything the window can do, without a window."""
