"""The kinds of question and their four faces: web field, phone script line, Open311 attribute, letter line."""
