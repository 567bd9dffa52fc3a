"""Letters: asked for, drafted from facts chosen on purpose, seen by her, agreed for each reader."""
