from reconciler.emulator.log import CallLog


def receive(log: CallLog, method: str = "GetList") -> int:
    return log.received(time=1.0, method=method, application="sales", number=None, body="{}")


def test_calls_are_kept_in_the_order_of_their_arrival() -> None:
    log = CallLog()
    first, second = receive(log), receive(log, "SetCallForwarding")
    log.answered(second, status=200)
    log.answered(first, status=400, answer="why", fault="status 400")
    assert [(call.sequence, call.status, call.answer, call.fault) for call in log.calls()] == [
        (1, 400, "why", "status 400"),
        (2, 200, "", ""),
    ]
    assert [call.sequence for call in log.calls("SetCallForwarding")] == [2]


def test_a_call_that_waits_has_no_status_yet() -> None:
    log = CallLog()
    receive(log)
    assert [call.status for call in log.calls()] == [None]


def test_only_the_last_calls_are_kept() -> None:
    log = CallLog(capacity=2)
    for _ in range(3):
        receive(log)
    assert [call.sequence for call in log.calls()] == [2, 3]


def test_forgetting_calls_goes_on_counting() -> None:
    log = CallLog()
    waiting = receive(log)
    log.clear()
    log.answered(waiting, status=200)
    assert log.calls() == []
    assert receive(log) == 2
