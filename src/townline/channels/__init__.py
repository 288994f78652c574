"""Ways in and out: translation between other people's formats and ours."""
