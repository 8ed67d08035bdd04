"""An article that the tests share."""

TEXT = (
    "Two presidents agreed to halt attacks on Tuesday, officials said.\n"
    "A swap of 175 prisoners is due on Wednesday. The plan has everyone’s support.\n"
    "“The bridge,” she said, “was never closed.” 👩‍👩‍👧 東京タワーは高い。\n"
    "The plant supplied close to a quarter of the electricity. The plan has critics."
)
