"""Change sets -> what people and programs receive."""
