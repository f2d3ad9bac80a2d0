"""Fetch a picture from the web, once the user said yes: http and https alone, not too long, not too much."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from engine.errors import reason_of
from engine.progress import CancelToken, Progress, check, report
from engine.types import EngineError
from rainharmonize_gui.ui.i18n import translate

SECONDS = 30.0
MOST_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024


class WebError(EngineError):
    """A picture cannot be fetched."""


def fetch(
    url: str,
    *,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> bytes:
    """The bytes at `url`, redirects followed; blocks. Raises WebError with a sentence, or Aborted."""
    host = urlsplit(url).netloc
    request = urllib.request.Request(url, headers={"User-Agent": "RainHarmonize", "Accept": "image/*"})
    end = clock() + SECONDS
    try:
        with _opener().open(request, timeout=SECONDS) as answer:
            return _body(answer, host, end=end, clock=clock, progress=progress, cancel=cancel)
    except urllib.error.HTTPError as error:
        error.close()
        text = translate("Web", "{host} does not hand out the picture; save it there and drop the file.")
        raise WebError(text.format(host=host), detail=f"{error.code} {error.reason}") from error
    except TimeoutError as error:
        raise WebError(_too_slow(host)) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise WebError(_too_slow(host)) from error
        text = translate("Web", "{host} cannot be reached; save the picture and drop the file.")
        raise WebError(text.format(host=host), detail=reason_of(error)) from error


def _opener() -> urllib.request.OpenerDirector:
    """Knows http and https and nothing else, also after a redirect: no file:, no ftp:."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _body(
    answer: http.client.HTTPResponse,
    host: str,
    *,
    end: float,
    clock: Callable[[], float],
    progress: Progress | None,
    cancel: CancelToken | None,
) -> bytes:
    length = int(answer.headers.get("Content-Length") or 0)
    parts = bytearray()
    while True:
        check(cancel)
        if max(length, len(parts)) > MOST_BYTES:
            text = translate("Web", "The picture at {host} is larger than {megabytes} MB.")
            raise WebError(text.format(host=host, megabytes=MOST_BYTES >> 20))
        if clock() > end:
            raise WebError(_too_slow(host))
        part = answer.read1(_CHUNK)
        if not part:
            return bytes(parts)
        parts += part
        report(progress, len(parts) / length if length else 0.0)


def _too_slow(host: str) -> str:
    text = translate("Web", "{host} took longer than {seconds} seconds; save the picture and drop the file.")
    return text.format(host=host, seconds=round(SECONDS))
