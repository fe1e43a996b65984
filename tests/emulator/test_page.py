from emulator.world import World, to_one

from reconciler.emulator.exolve_messages import Method
from reconciler.emulator.log import Call
from reconciler.emulator.page import calls_page


def test_the_page_lists_calls_and_escapes_what_came_from_outside() -> None:
    world = World()
    world.set(to_one(name="<script>alert(1)</script>"))
    world.call(Method.LIST, {}, key="wrong")
    answer = world.send("GET", "/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "2 in all." in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<script" not in answer.text
    assert "sales-key" not in answer.text
    assert answer.text.count('<tr class="bad">') == 1


def test_a_long_list_shows_its_end_and_says_so() -> None:
    calls = [
        Call(sequence=n, time=0.0, method="GetList", application=None, number=None, body="") for n in range(1, 502)
    ]
    page = calls_page(calls)
    assert "501 in all; the last 500 are shown." in page
    assert page.count("no answer") == 500
    assert page.index(">501<") < page.index(">2<")
    assert ">1<" not in page
