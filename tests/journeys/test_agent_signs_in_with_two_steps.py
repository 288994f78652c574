"""A member of staff turns on two-step sign-in, signs in with a code, and with a recovery code."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.journeys.test_agent_logs_a_call import _sign_in
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Axe = Callable[[Page], None]
PERIOD_SECONDS = 30


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS)))


def _first_step(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("E-mail").fill("agent@marlowfalls.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Enter a code")).to_be_visible()


def test_two_step_sign_in_is_turned_on_and_asked_for(
    page: Page, open_page: Any, live_server: Any, axe: Axe, world: World
) -> None:
    _sign_in(page, live_server, "agent")
    page.get_by_text("Orin Agent").click()
    page.get_by_role("link", name="Your account").click()
    axe(page)
    page.get_by_role("link", name="Turn on").click()
    axe(page)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    axe(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Turn on two-step sign-in")).to_be_visible()
    axe(page)
    secret = page.locator(".tc-secret").inner_text()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("Try again")).to_be_visible()
    axe(page)
    page.get_by_label("Code").fill(_code(page.locator(".tc-secret").inner_text() or secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    axe(page)
    recovery = page.locator(".tc-secret li").first.inner_text()

    again = open_page()
    _first_step(again, live_server)
    axe(again)
    again.get_by_label("Code").fill(recovery)
    again.keyboard.press("Enter")
    expect(again.get_by_role("navigation", name="Queues")).to_be_visible()

    used = open_page()
    _first_step(used, live_server)
    used.get_by_label("Code").fill(recovery)
    used.keyboard.press("Enter")
    expect(used.get_by_text("Try again")).to_be_visible()
