"""A resident at the portal, without a browser: the steps of a report as one call each."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from tests.world import World
from townline.requests.models import ServiceRequest

STREET = {"asked": ["owner", "damage"], "answer-owner": "street"}
SMALL = {
    "asked": ["owner", "size", "depth", "lane", "damage"],
    "answer-owner": "street",
    "answer-size": "small",
}


@dataclass
class Resident:
    """Somebody at the portal: ``put`` posts a step and follows to where it leads."""

    client: Client = field(default_factory=Client)
    code: str = "pothole"
    key: str = "new"

    def url(self, step: str) -> str:
        return f"/services/{self.code}/report/{self.key}/{step}/"

    def get(self, step: str, query: str = "") -> str:
        return self.text(self.client.get(self.url(step) + query))

    def put(self, step: str, **data: Any) -> str:
        """Post a step; returns where it leads."""
        answer = self.client.post(
            self.url(step), {name.replace("__", "-"): value for name, value in data.items()}
        )
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        where = str(answer["Location"])
        if "/report/" in where and self.key == "new":
            self.key = where.split("/report/")[1].split("/", maxsplit=1)[0]
        return where

    def post(self, step: str, data: dict[str, Any]) -> str:
        return self.put(step, **data)

    @staticmethod
    def text(answer: HttpResponse) -> str:
        return answer.content.decode()

    def at_check(self) -> "Resident":
        """Everything typed, nothing sent."""
        assert "/questions/" in self.put("place", address="12 Elm Street")
        assert self.post("questions", SMALL).endswith("/you/")
        assert self.put("you", name="", email="", phone="").endswith("/check/")
        return self

    def send(self) -> ServiceRequest:
        where = self.put("check")
        assert where.endswith("/sent/"), where
        return ServiceRequest.objects.get(token=where.split("/")[2])


@pytest.fixture
def resident(world: World) -> Resident:
    """A resident of the cast's town."""
    return Resident()


@pytest.fixture
def another(world: World) -> Resident:
    """Somebody else, at another computer."""
    return Resident()


@pytest.fixture
def photo() -> Callable[..., io.BytesIO]:
    """``photo()`` is the file of a picture as a phone sends it."""

    def make(name: str = "hole.jpg", size: tuple[int, int] = (64, 48)) -> io.BytesIO:
        file = io.BytesIO()
        Image.new("RGB", size, "gray").save(file, "JPEG")
        file.seek(0)
        file.name = name
        return file

    return make
