"""A stretch of text → its canonical form, words, sentences, labels and dates. Pure; knows no page and no version."""
