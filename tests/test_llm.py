"""The door to a language model: what the environment may say, what is refused, and what a failing server comes out as."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from rag.llm import TIMEOUT, ChatModel, ModelSettings, NotConfigured, Unavailable, is_remote, model_settings, open_model
from rag.llm import what_is_sent as said
from tests.conftest import ROOT

LOCAL = {"CURBSIDE_LLM_URL": "http://127.0.0.1:11434/v1", "CURBSIDE_LLM_MODEL": "small"}
FAR = {"CURBSIDE_LLM_URL": "https://models.example.org/v1", "CURBSIDE_LLM_MODEL": "large"}
PLANTED = "zebrafinch marigold"
SENT = [("system", "Choose."), ("user", PLANTED)]


def installed() -> bool:
    """True where the extra is installed; finding a package of a namespace that is not there raises."""
    with contextlib.suppress(ModuleNotFoundError):
        return importlib.util.find_spec("llama_index.llms.openai_like") is not None
    return False


needs_extra = pytest.mark.skipif(not installed(), reason="the extra llm is not installed")

Reply = tuple[int, dict[str, str], bytes]


class Server:
    """A tiny server of the chat-completions form on a free port; `reply` says what it answers, `asked` what it got."""

    def __init__(self, reply: Callable[[], Reply]) -> None:
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the name that http.server calls
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append((dict(self.headers), body))
                status, headers, content = reply()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def completion(text: str | None) -> Reply:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    row = {"id": "1", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}
    return 200, {"Content-Type": "application/json"}, json.dumps(row).encode()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[], Reply]], Server]]:
    opened: list[Server] = []

    def start(reply: Callable[[], Reply]) -> Server:
        opened.append(Server(reply))
        return opened[-1]

    yield start
    for server in opened:
        server.close()


def test_with_nothing_set_there_is_no_model_and_nothing_is_imported() -> None:
    """Neither the page's callbacks nor an unset environment load the packages of a model."""
    code = (
        "import sys, rag.page, rag.second_reader, evals.repeats\n"
        "from rag.llm import open_model\n"
        "assert open_model({'PATH': '/bin', 'CURBSIDE_LLM_REMOTE': 'yes'}) is None\n"
        "loaded = [m for m in sys.modules if m.split('.')[0] in ('openai', 'httpx') or m.startswith('llama_index.llms')]\n"
        "assert not loaded, loaded"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_model_on_this_machine_needs_an_address_and_a_name_only() -> None:
    """Address and name make a model; notes are not sent unless that is said."""
    settings = model_settings(LOCAL)
    assert settings == ModelSettings("http://127.0.0.1:11434/v1", "small")
    assert settings and settings.host == "127.0.0.1" and not settings.takes_notes
    taking = model_settings({**LOCAL, "CURBSIDE_LLM_NOTES": "Yes"})
    assert taking and taking.takes_notes


@pytest.mark.parametrize("variable", ["CURBSIDE_LLM_URL", "CURBSIDE_LLM_MODEL"])
def test_half_a_configuration_is_refused_by_the_name_of_what_is_missing(variable: str) -> None:
    """A forgotten variable is an error, not a model that silently takes no part."""
    with pytest.raises(NotConfigured, match=variable):
        model_settings({k: v for k, v in LOCAL.items() if k != variable})


def test_a_remote_address_is_refused_without_consent() -> None:
    """Questions leave the machine only where a person has said so."""
    with pytest.raises(NotConfigured, match=r"models\.example\.org.*CURBSIDE_LLM_REMOTE=yes"):
        model_settings(FAR)
    with pytest.raises(NotConfigured, match="REMOTE"):
        open_model({**FAR, "CURBSIDE_LLM_REMOTE": "no"})
    settings = model_settings({**FAR, "CURBSIDE_LLM_REMOTE": "yes"})
    assert settings and settings.remote


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("http://localhost:8000/v1", False),
        ("http://[::1]:8000/v1", False),
        ("http://10.1.2.3/v1", False),
        ("http://192.168.0.9:8080/v1", False),
        ("http://172.32.0.1/v1", True),
        ("http://8.8.8.8/v1", True),
        ("http://[::ffff:8.8.8.8]/v1", True),
        ("http://0.0.0.0:8000/v1", True),
        ("http://localhost.example.org/v1", True),
        ("http://gpu01:8000/v1", True),
    ],
)
def test_only_localhost_and_private_addresses_are_near(url: str, remote: bool) -> None:
    """A name can be made to point anywhere, so any but localhost is remote."""
    assert is_remote(url) is remote


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "file:///v1", "http://", "http://me:secret@10.0.0.1/v1", "http://a:x/"]
)
def test_what_is_no_http_address_is_refused_without_repeating_it(url: str) -> None:
    """An address that cannot be used, or that holds a password, is refused and not shown."""
    with pytest.raises(NotConfigured, match="not an address") as refused:
        is_remote(url)
    assert "secret" not in str(refused.value)


def test_the_page_says_what_is_sent_and_where() -> None:
    """The line names model and host; for a remote host it warns, and it says whether notes are sent."""
    near, far = (
        ModelSettings("http://10.0.0.5/v1", "small"),
        ModelSettings("http://m.example.org/v1", "large", remote=True),
    )
    assert "`small` at 10.0.0.5" in said(near) and "Warning" not in said(near) and "note is not sent" in said(near)
    assert "Warning: questions asked here are sent to m.example.org" in said(far) and "without encryption" in said(far)
    noted = ModelSettings("https://m.example.org/v1", "large", remote=True, takes_notes=True)
    assert "questions and notes" in said(noted) and "not sent" not in said(noted) and "encryption" not in said(noted)


def test_the_key_is_in_no_text_of_the_settings() -> None:
    """Printing the settings does not print the key."""
    assert "sk-1" not in repr(model_settings({**LOCAL, "CURBSIDE_LLM_KEY": "sk-1"}))


def test_a_model_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A configured model whose extra is absent is an error with the command that mends it."""
    monkeypatch.setitem(sys.modules, "llama_index.llms.openai_like", None)
    with pytest.raises(NotConfigured, match=r"not installed.*pip install .*\[llm\]"):
        open_model(LOCAL)


def test_the_package_is_asked_once_with_our_limits_and_its_errors_end_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a double of the package: limits and key as we set them, and an error of it comes out as Unavailable only."""
    given: dict[str, Any] = {}

    class Package:
        def __init__(self, **settings: Any) -> None:
            given.update(settings)

        def chat(self, messages: Any) -> Any:
            if messages[0].content == PLANTED:
                raise RuntimeError(f"cannot send {PLANTED}")
            return SimpleNamespace(message=SimpleNamespace(content=f"heard {messages[0].content}"))

    door = "llama_index.llms.openai_like"
    monkeypatch.setitem(sys.modules, "llama_index.llms", ModuleType("llama_index.llms"))
    monkeypatch.setitem(sys.modules, door, SimpleNamespace(OpenAILike=Package))  # type: ignore[arg-type]
    model = open_model(LOCAL)
    assert model is not None and model.complete([("user", "hello")]) == "heard hello"
    assert given["api_key"] == "none" and given["max_retries"] == 0 and given["timeout"] == TIMEOUT
    assert given["is_chat_model"] is True and given["temperature"] == 0.0
    client = given["http_client"]
    assert client.follow_redirects is False and client.trust_env is False
    with pytest.raises(Unavailable) as failed:
        model.complete([("user", PLANTED)])
    assert str(failed.value) == "no reply: RuntimeError" and failed.value.__suppress_context__


@needs_extra
def test_messages_go_out_and_the_text_of_the_reply_comes_back(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request in the chat-completions form, with the configured key and no other, past any proxy."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    for proxy in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(proxy, "http://127.0.0.1:9")
    server = serve(lambda: completion('{"assign": []}'))
    assert ChatModel(ModelSettings(server.url, "small")).complete(SENT) == '{"assign": []}'
    ((headers, body),) = server.asked
    assert headers["Authorization"] == "Bearer none"
    assert body["model"] == "small" and body["temperature"] == 0.0 and not body.get("stream")
    assert [(m["role"], m["content"]) for m in body["messages"]] == SENT
    assert ChatModel(ModelSettings(server.url, "small", "sk-mine")).complete(SENT)
    assert server.asked[1][0]["Authorization"] == "Bearer sk-mine"


@needs_extra
@pytest.mark.parametrize(
    "reply",
    [
        completion(""),
        completion(None),
        (200, {"Content-Type": "application/json"}, b"{}"),
        (200, {"Content-Type": "application/json"}, b"[[["),
        (200, {"Content-Type": "text/html"}, b"<html>log in</html>"),
        (500, {}, PLANTED.encode()),
        (401, {}, b"no"),
    ],
    ids=["empty", "null", "no choices", "no JSON", "a page", "fault", "refused"],
)
def test_an_odd_reply_is_no_reply_and_is_not_quoted(
    serve: Callable[..., Server], reply: Reply, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a server sends that is no completion is one exception, with nothing of what was sent, asked once."""
    server = serve(lambda: reply)
    with pytest.raises(Unavailable) as failed:
        ChatModel(ModelSettings(server.url, "small")).complete(SENT)
    captured = capsys.readouterr()
    assert PLANTED not in f"{failed.value}{captured.out}{captured.err}" and failed.value.__cause__ is None
    assert len(server.asked) == 1


@needs_extra
def test_a_slow_model_and_one_that_is_not_there_are_told_apart(serve: Callable[..., Server]) -> None:
    """The wait ends at the limit and says so; a closed port is no wait at all."""

    def slow() -> Reply:
        time.sleep(2)
        return completion("late")

    with pytest.raises(Unavailable, match=r"no reply in 0\.2 s"):
        ChatModel(ModelSettings(serve(slow).url, "small"), timeout=0.2).complete(SENT)
    with pytest.raises(Unavailable, match="Connection"):
        ChatModel(ModelSettings("http://127.0.0.1:9/v1", "small")).complete(SENT)


@needs_extra
def test_a_redirect_is_not_followed(serve: Callable[..., Server]) -> None:
    """A server near by cannot pass a question on to another host."""
    far = serve(lambda: completion("far"))
    near = serve(lambda: (307, {"Location": f"{far.url}/chat/completions"}, b""))
    with pytest.raises(Unavailable):
        ChatModel(ModelSettings(near.url, "small")).complete(SENT)
    assert len(near.asked) == 1 and not far.asked
