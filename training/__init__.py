"""The training suite: custom weights from photographs."""
