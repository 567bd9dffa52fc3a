"""What the journeys do again and again, as the people in them would say it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def open_nav(page: Page, label: str) -> None:
    """A page of her menu, in its line or under "More"."""
    menu = page.get_by_role("navigation", name="Main")
    link = menu.get_by_role("link", name=label, include_hidden=True)
    if not link.is_visible():
        menu.get_by_text("More", exact=True).click()
    # what comes next must not find the page she leaves
    with page.expect_navigation(wait_until="domcontentloaded"):
        link.click()


def move_clock(page: Page, to: str) -> None:
    """The demo's clock, moved by one of its buttons; it goes on while the page is on its way."""
    page.get_by_role("button", name=to, exact=True).click()
    expect(page.locator("time").first).to_contain_text(re.compile(rf"{to[:-1]}\d"))


def check_in(page: Page, *answers: str) -> None:
    """Her check-in from Today, one tap an answer."""
    page.get_by_role("link", name="Check in").click()
    for answer in answers:
        page.locator("main").get_by_role("button", name=answer, exact=True).click()


def arrive(page: Page, name: str, how: str = "Here") -> None:
    """The front desk marks an arrival, and sees it taken before anything else happens."""
    button = page.get_by_role("button", name=f"{how} {name}", exact=True)
    button.click()
    expect(button).to_have_count(0)


def row_of(page: Page, name: str) -> Locator:
    """One woman's row in the notes grid."""
    return page.locator("li.note").filter(has=page.get_by_role("heading", name=name))


OWN_SENTENCES = (
    "She found her own word for the knot in her throat.",
    "Quiet at first; after the break she asked two questions of her own.",
    "Tears when the bus ride came up, and she stayed in the room.",
    "Said the worksheet made her laugh for the first time in weeks.",
    "Offered her chair by the window to somebody who needed air.",
    "Wants to try this on Sunday, before her mother calls.",
    "Disagreed openly about the example and held her ground kindly.",
    "Breathing slowed visibly during the second round of counting.",
    "Named one thing she will not put up with any more.",
    "Left her notebook closed and listened with her eyes shut.",
)
"""Ten women, ten sentences: notes that look alike are shown before they may be signed together."""


def choose(choice: Locator) -> None:
    """A choice, tapped again when something moved under the finger, as a person would."""
    for _time in range(3):
        choice.click()
        if choice.is_checked():
            return
    expect(choice).to_be_checked()


def write_note(row: Locator, sentence: str) -> None:
    """Four choices and one sentence, as a facilitator writes them."""
    choose(row.get_by_label("Shared", exact=True))
    choose(row.get_by_label("Tried it", exact=True))
    choose(row.locator("input[name=goal_id]").first)
    choose(row.get_by_label("No change", exact=True))
    box = row.get_by_label("Your own sentence about her")
    box.fill(sentence)
    box.blur()
    expect(row.locator("[role=status]")).to_contain_text("Saved")


def skills_of(page: Page) -> Locator:
    """Today's skills group on the facilitator's list."""
    return page.locator("li").filter(has_text="Skills").first


def names_on(page: Page) -> list[str]:
    """Everybody on the day board."""
    return [each.inner_text() for each in page.locator("tbody tr th a").all()]


def answer(page: Page, label: str) -> None:
    """One tap on an answer of a question."""
    page.locator("main").get_by_role("button", name=label, exact=True).click()


def everyone_arrives(desk: Page, but: str = "") -> None:
    """The front desk marks everybody on the board, except her who told us she is away."""
    for name in names_on(desk):
        if not but or not name.startswith(but):
            arrive(desk, name, "Remote" if name.startswith("Yuki") else "Here")


def words_of(page: Page) -> str:
    """Everything the main part of a page says."""
    return page.locator("main").inner_text()


def open_all(page: Page) -> None:
    """Unfold whatever is folded, so that its words can be read."""
    for fold in page.locator("main details").all():
        fold.evaluate("fold => { fold.open = true }")
