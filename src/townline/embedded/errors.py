"""The one error of this package: a code for programs and a sentence that says what to do."""


class ClusterError(Exception):
    """The database in the folder could not be started, joined, backed up, restored or moved.

    `code` is stable and short; `sentence` is for the person at the keyboard and names the way out.
    """

    def __init__(self, code: str, sentence: str) -> None:
        """Keep both; the text of the exception is the sentence."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
