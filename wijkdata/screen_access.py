"""Who may open the workshop screen: whoever has its key. Used by the server of the screen, and by nothing else.

The library behind the server sends whoever has no key to a page to type one in, in English; here that page says in
Dutch where the address with the key is to be found.
"""

from __future__ import annotations

from collections.abc import Awaitable

from jupyter_server.auth import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

#: What somebody sees who comes without the key.
REFUSED = (
    '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Geen toegang</title>'
    '<body style="font: 24px/1.5 sans-serif; max-width: 34em; margin: 3em auto">'
    "<p>Deze pagina gaat alleen open met het hele adres, met de sleutel erin. Dat adres staat in het venster waarin "
    "het werkscherm is gestart, achter ‘Het werkscherm staat klaar’.</p></body></html>"
)


class Refused(web.RequestHandler):
    """Answers whoever has no key, with status 403."""

    def get(self) -> None:
        """Say where the address with the key is."""
        self.set_status(403)
        self.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.write(REFUSED)


class KeyHolder(IdentityProvider):
    """Lets in whoever brings the key in the address, or has the cookie that this gave."""

    def get_user(self, handler: web.RequestHandler) -> User | Awaitable[User | None] | None:
        """Return who asks; nobody may ask under another name than that of this computer.

        A page of somebody else could have its own name answered with this address, and then read along. Voila
        switches off the check that the server beneath it has for that.
        """
        handler.settings["allow_remote_access"] = False
        if isinstance(handler, JupyterHandler) and not handler.check_host():
            raise web.HTTPError(403)
        return super().get_user(handler)

    def get_handlers(self) -> list[tuple[str, object]]:
        """Return the one page that needs no key."""
        return [(r"/login", Refused)]
