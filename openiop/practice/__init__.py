"""What she practices and notices: skills, small things, load, her week, patterns, goodbyes."""
