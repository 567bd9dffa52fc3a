"""The demo program, told by calling actions only."""
