"""The door to a language model: messages in, text out. Off unless the environment names a model.

    CURBSIDE_LLM_URL     an OpenAI-compatible endpoint on the department's own machine: http://127.0.0.1:11434/v1
    CURBSIDE_LLM_MODEL   the model's name there
    CURBSIDE_LLM_KEY     its key, where it wants one
    CURBSIDE_LLM_REMOTE  "yes": the endpoint may be outside this machine and the private network
    CURBSIDE_LLM_NOTES   "yes": a text that reads as a note may be sent as well as a question

Only this file imports llama_index.llms, and nothing does before a model is opened. Exceptions:

    ModelProblem(Exception)
    ├── NotConfigured    the variables or the installation do not do; says what to set or to install
    └── Unavailable      no reply: not reached, timed out, refused, or nothing in it; never holds what was sent
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

Message = tuple[str, str]  # role ("system" or "user"), text
TIMEOUT = 60.0  # seconds
LONGEST_REPLY = 2000  # tokens; the picks need some 200, a model that thinks aloud more
# loopback, and private networks after RFC 1918 and RFC 4193
NEAR = ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
INSTALL = "pip install -c constraints.txt -e '.[llm]'"


class ModelProblem(Exception):
    """No model can be asked."""


class NotConfigured(ModelProblem):
    """A person must change the environment or install the extra."""


class Unavailable(ModelProblem):
    """The model gave no reply this time."""


class Model(Protocol):
    """What is asked: ChatModel, or a double."""

    @property
    def name(self) -> str: ...

    @property
    def takes_notes(self) -> bool: ...

    def complete(self, messages: Sequence[Message]) -> str:
        """The reply as text. Raises Unavailable."""


@dataclass(frozen=True)
class ModelSettings:
    """Which model, where, and what may be sent to it."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    remote: bool = False
    takes_notes: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def model_settings(environ: Mapping[str, str]) -> ModelSettings | None:
    """What the environment names; None where it names no model. Raises NotConfigured."""
    url, name = (environ.get(f"CURBSIDE_LLM_{v}", "").strip() for v in ("URL", "MODEL"))
    if not url and not name:
        return None
    if not url or not name:
        missing = "CURBSIDE_LLM_MODEL" if url else "CURBSIDE_LLM_URL"
        raise NotConfigured(f"A language model is half set up: set {missing} as well, or neither.")
    remote = is_remote(url)
    if remote and not _yes(environ, "REMOTE"):
        raise NotConfigured(
            f"CURBSIDE_LLM_URL names {urlsplit(url).hostname}, which is not an address of this machine or of a private "
            "network. Questions would be sent there: set CURBSIDE_LLM_REMOTE=yes if that is meant."
        )
    return ModelSettings(url, name, environ.get("CURBSIDE_LLM_KEY", "").strip(), remote, _yes(environ, "NOTES"))


def _yes(environ: Mapping[str, str], variable: str) -> bool:
    return environ.get(f"CURBSIDE_LLM_{variable}", "").strip().lower() == "yes"


def is_remote(url: str) -> bool:
    """False for localhost and for addresses of a private network. Any other name may point anywhere, so it is remote.

    Raises NotConfigured for what is no http address.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        plain = parts.scheme in ("http", "https") and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        host, plain = "", False
    if not host or not plain:
        raise NotConfigured("CURBSIDE_LLM_URL is not an address such as http://127.0.0.1:11434/v1, with no user name.")
    if host == "localhost":
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True
    return not any(address in ipaddress.ip_network(near) for near in NEAR)


def what_is_sent(settings: ModelSettings) -> str:
    """The line that the page shows while a model is in use, as Markdown."""
    sent = "questions and notes" if settings.takes_notes else "questions"
    kept = "" if settings.takes_notes else " Text that reads as a note is not sent."
    if not settings.remote:
        return f"A language model reads a second time: `{settings.name}` at {settings.host}. It is sent {sent}.{kept}"
    clear = " without encryption" if urlsplit(settings.url).scheme == "http" else ""
    return (
        f"**Warning: {sent} asked here are sent to {settings.host}**{clear}, outside this machine, for the language "
        f"model `{settings.name}`.{kept}"
    )


class ChatModel:
    """A model behind an OpenAI-compatible endpoint."""

    def __init__(self, settings: ModelSettings, timeout: float = TIMEOUT) -> None:
        """Reaches nothing yet. Raises NotConfigured where the extra is not installed."""
        try:
            import httpx
            from llama_index.core.llms import ChatMessage
            from llama_index.llms.openai_like import OpenAILike
        except ImportError as reason:
            raise NotConfigured(
                f"A language model is configured but the package for it is not installed ({reason.name}). "
                f"Install it with: {INSTALL}"
            ) from None
        self.settings, self._message, self._seconds = settings, ChatMessage, timeout
        # to a private address never by way of a proxy, and nowhere by a redirect: what is sent stays on its way
        client = httpx.Client(timeout=timeout, trust_env=settings.remote, follow_redirects=False)
        self._llm = OpenAILike(
            model=settings.name,
            api_base=settings.url,
            api_key=settings.key or "none",  # unset, the library would send OPENAI_API_KEY
            is_chat_model=True,
            temperature=0.0,
            max_tokens=LONGEST_REPLY,
            timeout=timeout,
            max_retries=0,  # a coder waits; the plain answer is at hand
            http_client=client,
        )

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def takes_notes(self) -> bool:
        return self.settings.takes_notes

    def complete(self, messages: Sequence[Message]) -> str:
        """The reply as text. Raises Unavailable; of the library's error only the kind, since its text may quote ours."""
        try:
            reply = self._llm.chat([self._message(role=role, content=text) for role, text in messages])
            text = str(reply.message.content or "")
        except Exception as error:  # of openai, httpx, pydantic, or whatever an odd reply sets off in llama-index
            kind = type(error).__name__
            said = f"no reply in {self._seconds:g} s" if "Timeout" in kind else f"no reply: {kind}"
            raise Unavailable(said) from None
        if not text.strip():
            raise Unavailable("an empty reply")
        return text


def open_model(environ: Mapping[str, str]) -> ChatModel | None:
    """The model that the environment names; None, with nothing imported, where it names none. Raises NotConfigured."""
    settings = model_settings(environ)
    return ChatModel(settings) if settings else None
