"""`python -m rainharmonize_gui`: the window."""

from rainharmonize_gui.app import main

if __name__ == "__main__":
    raise SystemExit(main())
