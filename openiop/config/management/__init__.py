"""Commands of Django that go about it in our way."""
