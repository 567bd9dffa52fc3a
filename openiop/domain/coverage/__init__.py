"""Coverage: who pays, what a plan said it pays, what it may cost her, what was authorized."""
