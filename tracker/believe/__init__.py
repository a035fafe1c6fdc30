"""What was seen -> what is believed and told, with reasons. Pure: the clock is an argument."""
