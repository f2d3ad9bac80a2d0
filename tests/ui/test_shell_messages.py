"""The message bar says one thing at a time, loses nothing and never blocks."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from rainharmonize_gui.ui import messages
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.theme import LIGHT


@pytest.fixture
def bar(qtbot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def _hold(qtbot, button: QAbstractButton, device: str) -> None:
    if device == "mouse":
        qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyPress(button, Qt.Key.Key_Space)


def _let_go(qtbot, button: QAbstractButton, device: str) -> None:
    if device == "mouse":
        qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyRelease(button, Qt.Key.Key_Space)


def test_it_is_hidden_while_there_is_nothing_to_say(bar: MessageBar) -> None:
    assert bar.isHidden()


def test_a_message_shows_it(bar: MessageBar) -> None:
    bar.post("A sentence.", Level.ERROR)

    assert not bar.isHidden()
    assert bar.current.text == "A sentence."
    assert LIGHT.error in bar.styleSheet()


def test_the_latest_shows_and_those_before_it_wait(bar: MessageBar) -> None:
    bar.post("One.", Level.WARNING)
    bar.post("Two.", Level.ERROR)
    assert (bar.current.text, bar.waiting) == ("Two.", 1)

    bar.close_current()
    assert (bar.current.text, bar.waiting) == ("One.", 0)

    bar.close_current()
    assert bar.isHidden()


def test_an_info_makes_way_for_what_comes(bar: MessageBar) -> None:
    bar.post("Copied.")
    bar.post("Broken.", Level.ERROR)

    assert (bar.current.text, bar.waiting) == ("Broken.", 0)


def test_an_info_shows_before_an_error_that_waits(bar: MessageBar) -> None:
    bar.post("Broken.", Level.ERROR)
    bar.post("Copied.")
    assert (bar.current.text, bar.waiting) == ("Copied.", 1)
    bar.close_current()

    assert bar.current.text == "Broken."


def test_what_went_well_at_last_is_said_instead_of_how_it_failed(bar: MessageBar) -> None:
    bar.post("No such folder.", Level.ERROR, about="export")
    bar.post("Broken.", Level.ERROR)
    bar.post("Exported.", about="export")
    assert (bar.current.text, bar.waiting) == ("Exported.", 1)
    bar.close_current()

    assert (bar.current.text, bar.waiting) == ("Broken.", 0)


def test_it_neither_comes_nor_goes_while_a_mouse_button_is_down(
    qtbot, monkeypatch: pytest.MonkeyPatch, bar: MessageBar
) -> None:
    pressed = Qt.MouseButton.LeftButton
    monkeypatch.setattr(messages.QGuiApplication, "mouseButtons", lambda: pressed)
    bar.post("Broken.", Level.ERROR)
    qtbot.wait(3 * messages._GLANCE_MS)
    assert bar.isHidden()

    pressed = Qt.MouseButton.NoButton
    qtbot.waitUntil(lambda: not bar.isHidden())
    pressed = Qt.MouseButton.LeftButton
    bar.close_current()
    assert not bar.isHidden()

    pressed = Qt.MouseButton.NoButton
    qtbot.waitUntil(bar.isHidden)


def test_an_info_goes_by_itself(qtbot, monkeypatch: pytest.MonkeyPatch, bar: MessageBar) -> None:
    monkeypatch.setattr(messages, "INFO_SECONDS", 0.01)
    bar.post("Copied.")

    qtbot.waitUntil(bar.isHidden)


def test_an_error_stays(bar: MessageBar) -> None:
    bar.post("Broken.", Level.ERROR)

    assert not bar._timer.isActive()


def test_the_same_message_is_not_said_twice(bar: MessageBar) -> None:
    for _ in range(3):
        bar.post("Broken.", Level.ERROR)

    assert bar.waiting == 0


def test_the_queue_has_an_end(bar: MessageBar) -> None:
    for number in range(100):
        bar.post(f"Broken {number}.", Level.ERROR)

    assert bar.waiting < 30
    assert bar.current.text == "Broken 99."


def test_an_offer_is_taken_and_closes_the_message(qtbot, bar: MessageBar) -> None:
    taken: list[str] = []
    bar.post("Broken.", Level.ERROR, Offer("Repair", lambda: taken.append("repaired")))
    bar.show()

    qtbot.mouseClick(bar._offer, Qt.MouseButton.LeftButton)

    assert taken == ["repaired"]
    assert bar.isHidden()


@pytest.mark.parametrize("device", ["mouse", "keyboard"])
def test_a_button_does_what_it_says_whatever_comes_while_it_is_held(
    qtbot, bar: MessageBar, device: str
) -> None:
    done: list[str] = []
    for name in ("Old", "New"):
        offers = [Offer(what, partial(done.append, f"{what} {name}")) for what in ("Recover", "Discard")]
        if name == "New":
            _hold(qtbot, bar._other, device)
        bar.post(f"Recover {name}?", Level.WARNING, offers[0], other=offers[1])
    assert bar._text.text() == "Recover Old?"
    _let_go(qtbot, bar._other, device)
    assert done == ["Discard Old"]

    qtbot.waitUntil(lambda: bar._text.text() == "Recover New?")
    assert bar.waiting == 0


def test_the_close_button_closes_what_is_read_whatever_comes_while_it_is_held(qtbot, bar: MessageBar) -> None:
    bar.post("Old.", Level.ERROR)
    _hold(qtbot, bar._close, "mouse")
    bar.post("New.", Level.ERROR)
    _let_go(qtbot, bar._close, "mouse")

    assert bar.current.text == "New."
    assert bar.waiting == 0


def test_an_info_with_an_offer_waits_until_it_is_withdrawn(bar: MessageBar) -> None:
    bar.post("Replaced.", offer=Offer("Undo", lambda: None), about="photo")
    bar.post("Broken.", Level.ERROR)
    assert bar.waiting == 1
    bar.withdraw("photo")

    assert (bar.current.text, bar.waiting) == ("Broken.", 0)


def test_the_close_button_and_escape_close_it(qtbot, bar: MessageBar) -> None:
    bar.post("One.", Level.ERROR)
    bar.post("Two.", Level.ERROR)

    qtbot.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert bar.current.text == "One."
    qtbot.keyClick(bar._close, Qt.Key.Key_Escape)
    assert bar.current is None


def test_it_can_be_called_from_any_thread(qtbot, bar: MessageBar) -> None:
    thread = threading.Thread(target=bar.post, args=("From afar.", Level.WARNING))
    thread.start()
    thread.join()
    assert bar.current is None

    qtbot.waitUntil(lambda: bar.current is not None)
    assert bar.current.text == "From afar."


def test_its_text_is_plain_and_its_controls_are_named(bar: MessageBar) -> None:
    bar.post("<b>x</b> & y", Level.ERROR)

    assert bar._text.textFormat() == Qt.TextFormat.PlainText
    assert bar._text.accessibleName() == "<b>x</b> & y"
    assert bar._close.accessibleName() == "Close this message"


def test_clearing_drops_everything(bar: MessageBar) -> None:
    bar.post("One.", Level.ERROR)
    bar.post("Two.", Level.ERROR)
    bar.clear()

    assert bar.isHidden()
    assert bar.current is None


def test_a_long_name_does_not_widen_the_window(qtbot, empty_window) -> None:
    window = empty_window
    width, least = window.width(), window.minimumSizeHint().width()
    window.messages.post(f"Exported as {'x' * 240}.png.", Level.WARNING)
    qtbot.waitUntil(window.messages.isVisible)
    QTest.qWait(20)

    assert window.width() == width
    assert window.minimumSizeHint().width() <= least
