"""Why the system refused a file, in Dutch: what it says itself is in the language of the computer."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "het bestand of de map bestaat niet",
    errno.EACCES: "u hebt er geen rechten voor, of een ander programma houdt het vast",
    errno.EPERM: "u hebt er geen rechten voor, of een ander programma houdt het vast",
    errno.EEXIST: "er staat al iets anders met die naam",
    errno.EISDIR: "dit is een map, geen bestand",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.ENOTEMPTY: "de map is niet leeg",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw ruimte op deze schijf is vol",
    errno.EROFS: "deze schijf is alleen-lezen",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ELOOP: "de koppelingen op dit pad verwijzen naar elkaar",
    errno.EMFILE: "er zijn te veel bestanden tegelijk open",
    errno.EIO: "de schijf geeft een leesfout of schrijffout",
}


def reason(error: OSError) -> str:
    """Return why the system refused something, as words within a Dutch sentence."""
    number = error.errno or 0
    return _REASONS.get(number, f"het systeem meldt fout {errno.errorcode.get(number, 'onbekend')}")
