"""The kinds of question and their four faces: web field, script line, Open311 attribute, letter line."""
