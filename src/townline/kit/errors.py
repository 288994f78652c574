"""The one way in which a business rule says no."""


class Refused(Exception):  # noqa: N818 - the house word for a refusal; it reads as a sentence where it is raised
    """A rule refused what was asked; nothing was written.

    ``code`` is stable and for machines, ``sentence`` is shown to the person and says what to do, and ``field``
    names the input it is about ("" when it is about the whole).
    """

    def __init__(self, code: str, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field
