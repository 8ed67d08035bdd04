"""Articles that the tests share: a short one with what is difficult in it, and a long one."""

TEXT = (
    "Two presidents agreed to halt attacks on Tuesday, officials said.\n"
    "A swap of 175 prisoners is due on Wednesday. The plan has everyone’s support.\n"
    "“The bridge,” she said, “was never closed.” 👩‍👩‍👧 東京タワーは高い。\n"
    "The plant supplied close to a quarter of the electricity. The plan has critics."
)

LONG = "\n".join(
    f"Paragraph {number} says that {number * 7} trains were late at the old station, "
    "and that nobody was told of it before the evening, when the last of them had gone."
    for number in range(1, 81)
)
