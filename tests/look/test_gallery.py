"""The gallery shows every component in both densities; an unknown name anywhere in it raises."""

import re

import pytest

from townline.look import gallery


@pytest.mark.parametrize("density", gallery.DENSITIES)
def test_the_gallery_renders_in_strict_mode(density: str) -> None:
    page = gallery.render(gallery.gallery_environment("/static/"), density)
    assert "We will fix this by Tue 24 Nov, 15:00." in page
    assert "Undefined" not in page


@pytest.mark.parametrize("density", gallery.DENSITIES)
def test_no_page_names_another_site_or_styles_itself_inline(density: str) -> None:
    page = gallery.render(gallery.gallery_environment("/static/"), density)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)
    assert not re.findall(r"<[^>]+\sstyle=", page)
    assert not re.findall(r"<[^>]+\son[a-z]+=", page)
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
