"""A joint: documents -> readings, where what may run wild is read by a process with limits of memory and time."""
