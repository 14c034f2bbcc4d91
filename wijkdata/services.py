"""Getting an area from the services of the publishers, into the store.

What is fetched is always a whole gemeente: a wijk is looked at beside the others of its gemeente. Each service is
asked in turn; one that does not answer does not stop the others.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from wijkdata import dutch, figures, revisions
from wijkdata.areas import clean, gemeente, level
from wijkdata.errors import SourceError, UnknownAreaError, WijkdataError
from wijkdata.intake import Outcome, outcome_of
from wijkdata.sources import cbs_kwb, small_counts
from wijkdata.sources.download import Client, Raw
from wijkdata.sources.loaded import Loaded
from wijkdata.store import Store

#: Newest year of the map of wijken and buurten that is asked for when no year is.
_MAP_YEARS = (2025, 2024, 2023)
_LEEFBAAROMETER_YEARS = (2024, 2022, 2020, 2018, 2014)
#: Years of which the Startanalyse of 2025 has figures: its start year, and that of its costs.
_STARTANALYSE_YEARS = {2023, 2025}


@dataclass(frozen=True)
class Service:
    """A service that can be asked for a gemeente.

    Attributes
    ----------
    id, name
        Word for the command, and name for people.
    gives
        Indicators that may come from it, ids of the catalogue; empty where it brings boundaries or addresses.
    fetch
        Given the client, the gemeente and the years wanted (None: all), gives what came.
    key
        Environment variable with the key that it asks; empty if it asks none.
    asked_for
        True for what is only fetched when it is named, because it takes long.
    """

    id: str
    name: str
    gives: tuple[str, ...]
    fetch: Callable[[Client, str, Collection[int] | None], Iterator[Loaded]]
    key: str = ""
    asked_for: bool = False


def _of_years(
    module: str, function: str
) -> Callable[[Client, str, Collection[int] | None], Iterator[Loaded]]:
    """Return how a service is asked of which one function gives every year."""

    def fetch(client: Client, whole: str, years: Collection[int] | None) -> Iterator[Loaded]:
        yield getattr(import_module(f"wijkdata.sources.{module}"), function)(client, [whole], years)

    return fetch


def _regio(client: Client, whole: str, _years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import cbs_regio  # noqa: PLC0415  (each source loads when it is asked)

    yield cbs_regio.get_regio(client, [whole])


def _ses(client: Client, whole: str, _years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import cbs_seswoa  # noqa: PLC0415

    # Each of its tables is of one division and about several years.
    yield cbs_seswoa.get_seswoa(client, [whole])


def _map(client: Client, whole: str, years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import pdok_service  # noqa: PLC0415

    failures: dict[int, SourceError] = {}
    for year in sorted(set(years or _MAP_YEARS), reverse=True):
        try:
            found = pdok_service.get_kaart(client, whole, year)
        except SourceError as error:
            failures[year] = error
        else:
            # An older map in place of the one that was asked for is not given in silence.
            instead = {f"de kaart van {one} is er niet bij: {why}": 1 for one, why in failures.items()}
            yield replace(found, set_aside={**found.set_aside, **instead})
            return
    raise SourceError("\n".join(map(str, failures.values())))


def _leefbaarometer(client: Client, whole: str, years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import leefbaarometer  # noqa: PLC0415

    wanted = [year for year in _LEEFBAAROMETER_YEARS if years is None or year in years]
    for raw in leefbaarometer.get_leefbaarometer(client, whole, years=wanted) if wanted else []:
        yield leefbaarometer.load(raw.path, retrieved=raw.retrieved, companions={})


def _green(client: Client, whole: str, _years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import rivm  # noqa: PLC0415

    for raw in rivm.get_groen(client, whole):
        yield rivm.load(raw.path, retrieved=raw.retrieved, companions={})


def _startanalyse(client: Client, whole: str, years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import pbl_startanalyse_csv  # noqa: PLC0415

    if years is not None and not _STARTANALYSE_YEARS & set(years):
        return
    name = figures.areas().name(whole)
    if name == whole:
        raise SourceError(
            f"PBL heeft een bestand per gemeente onder haar naam, en de naam van {whole} is hier nog niet bekend. "
            f"Haal eerst de kaart op: ‘wijkdata fetch {whole} --source kaart’."
        )
    yield pbl_startanalyse_csv.get_startanalyse(client, name, gemeente=whole)


def _klimaatmonitor(client: Client, _whole: str, years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import klimaatmonitor  # noqa: PLC0415

    yield klimaatmonitor.get_klimaatmonitor(client, years=years)


def _labels(client: Client, _whole: str, _years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import addressing, eponline, eponline_service  # noqa: PLC0415

    addresses = figures.store().addresses()
    # Before the file is fetched: it is of the whole country and large.
    addressing.needed(addresses, "EP-Online geeft energielabels zonder buurt. Om die toe te delen")
    total = eponline_service.get_total(client)
    yield eponline.load(
        total.path, retrieved=total.retrieved, addresses=addresses, dwellings=figures.dwellings(addresses)
    )


def _outlines(client: Client, whole: str, years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import pdok_service  # noqa: PLC0415

    for year in sorted(years or _MAP_YEARS[:1]):
        yield pdok_service.get_gebiedsindelingen(client, whole, year)


def _addresses(client: Client, whole: str, _years: Collection[int] | None) -> Iterator[Loaded]:
    from wijkdata.sources import bag  # noqa: PLC0415

    shapes = figures.all_boundaries()
    yield bag.get_addresses(client, shapes[shapes["code"].str.slice(2, 6) == whole[2:]])


_ENERGY = ("gas_gem", "elektra_gem", "stadsverwarming_aandeel")
SERVICES: tuple[Service, ...] = (
    Service("kaart", "CBS Wijk- en buurtkaart (PDOK): grenzen en kerncijfers", (), _map),
    Service("kwb", "CBS Kerncijfers wijken en buurten", cbs_kwb.INDICATORS, _of_years("cbs_kwb", "get_kwb")),
    Service(
        "energie",
        "CBS Energieverbruik van woningen per buurt",
        (*_ENERGY, "elektra_gem_netto"),
        _of_years("cbs_energie_buurt", "get_energie_buurt"),
    ),
    Service(
        "verwarming",
        "CBS Hoofdverwarming van woningen per buurt",
        ("aardgasvrij_aandeel", "cv_aandeel", "verwarming_onbekend_aandeel"),
        _of_years("cbs_verwarming_buurt", "get_verwarming_buurt"),
    ),
    Service(
        "zonnestroom",
        "CBS Zonnestroom op woningen",
        ("zonnestroom_installaties", "zonnestroom_vermogen"),
        _of_years("cbs_zonnestroom", "get_zonnestroom"),
    ),
    Service("regio", "CBS Energie en verwarming per gemeente", _ENERGY, _regio),
    Service(
        "ses",
        "CBS Sociaal-economische status (SES-WOA)",
        ("ses_woa",),
        _ses,
    ),
    Service("leefbaarometer", "Leefbaarometer", ("leefbaarometer",), _leefbaarometer),
    Service("groen", "RIVM groen per buurt", ("groen_aandeel",), _green),
    Service(
        "startanalyse",
        "PBL Startanalyse 2025",
        (
            "gasaansluitingen",
            "co2_gebouwen",
            "woningen_met_label",
            "label_dekking",
            "label_ab_aandeel",
            "label_efg_aandeel",
            "startanalyse_meerkosten_co2",
            "startanalyse_meerkosten_weq",
        ),
        _startanalyse,
    ),
    Service(
        "klimaatmonitor",
        "Klimaatmonitor",
        ("gas_gem", "elektra_gem"),
        _klimaatmonitor,
        key="WIJKDATA_KLIMAATMONITOR_KEY",
        asked_for=True,
    ),
    Service(
        "adressen",
        "BAG: adressen, nodig om aansluitingen en labels over buurten te verdelen",
        (),
        _addresses,
        asked_for=True,
    ),
    Service(
        "labels",
        "RVO EP-Online: energielabels",
        ("label_ab_aandeel", "label_efg_aandeel", "label_dekking", "woningen_met_label"),
        _labels,
        key="WIJKDATA_EPONLINE_KEY",
        asked_for=True,
    ),
    Service(
        "indelingen",
        "CBS gebiedsindelingen (PDOK): grenzen van andere jaren, voor een gebied waarvan de grens veranderde",
        (),
        _outlines,
        asked_for=True,
    ),
)

#: What only comes from a file that is added, and what to add for it.
FROM_FILES: Mapping[str, str] = {
    "gasaansluitingen": "het kleinverbruiksbestand van de netbeheerder, na ‘wijkdata fetch … --source adressen’",
    "label_ab_aandeel": "het totaalbestand van EP-Online",
    "label_efg_aandeel": "het totaalbestand van EP-Online",
    "label_dekking": "het totaalbestand van EP-Online",
    "woningen_met_label": "het totaalbestand van EP-Online",
}


def services(names: Iterable[str] | None = None) -> list[Service]:
    """Return the services with these names; without names those that are fetched by default.

    Raises
    ------
    WijkdataError
        For a name that is no service, with the names there are.
    """
    if names is None:
        return [one for one in SERVICES if not one.asked_for]
    known = {one.id: one for one in SERVICES}
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise WijkdataError(f"De bron ‘{name}’ kennen wij niet. Kies uit {dutch.join(known, 'of')}.")
    return [known[name] for name in wanted]


def gemeenten_of(texts: Sequence[str], client: Client) -> list[str]:
    """Return the gemeenten in which areas lie, given by code or by name.

    A name that is not known here is looked up at PDOK.

    Raises
    ------
    UnknownAreaError
        If there is no such area, or more than one.
    """
    found = []
    for text in texts:
        code = clean(text)
        if level(code) not in ("gemeente", "wijk", "buurt"):
            code = _code_of(text, client)
        found.append(str(gemeente(code)))
    return list(dict.fromkeys(found))


def _code_of(text: str, client: Client) -> str:
    from wijkdata.sources import locatieserver  # noqa: PLC0415

    try:
        (code,) = figures.project_area(text).codes
    except UnknownAreaError:
        rows = locatieserver.find_area(client, text)
        gemeenten = {str(gemeente(code)) for code in rows["code"]}
        if len(gemeenten) > 1:
            choices = [
                f"{row.code} ({row.name}, {row.gemeente_name})" for row in rows.itertuples(index=False)
            ]
            raise UnknownAreaError(
                f"‘{text}’ komt in meer gemeenten voor. Geef de code: {dutch.join(choices[:8], 'of')}."
            ) from None
        return gemeenten.pop()
    return code


def fetch(
    texts: Sequence[str],
    *,
    years: Collection[int] | None = None,
    names: Iterable[str] | None = None,
    store: Store | None = None,
    tell: Callable[[str], None] = lambda _text: None,
) -> Iterator[Outcome]:
    """Fetch the gemeenten of areas from the services, and load what comes into the store.

    Parameters
    ----------
    texts
        Codes or names of gemeenten, wijken or buurten.
    years
        Reporting years; all by default.
    names
        Services to ask; by default those that need no key and do not take long.
    store
        By default the user's.
    tell
        Is told what is being done.

    Yields
    ------
    Outcome
        Per service and gemeente what came of it, as soon as it is there; what was loaded stays when this is stopped.

    Raises
    ------
    WijkdataError
        For an unknown area or service.
    """
    target = store or figures.store()
    client = Client(target.raw_folder, tell)
    wanted = services(names)
    for whole in gemeenten_of(texts, client):
        for service in wanted:
            yield from _fetch_one(service, whole, years, client, target)


def _fetch_one(
    service: Service, whole: str, years: Collection[int] | None, client: Client, store: Store
) -> Iterator[Outcome]:
    label = f"{service.name} ({_name(whole)})"
    if service.key and not os.environ.get(service.key):
        yield Outcome(label, refused=f"Hiervoor is een sleutel nodig; zet die in {service.key}.")
        return
    client.taken.clear()
    try:
        for loaded in service.fetch(client, whole, years):
            yield _keep(loaded, label, service, whole, client, store)
            client.taken.clear()
    except WijkdataError as error:
        yield Outcome(label, refused=str(error))


def _name(whole: str) -> str:
    """Return the name of a gemeente; its code where the store is damaged: fetching may be what mends it."""
    try:
        return figures.areas().name(whole)
    except WijkdataError:
        return whole


def _keep(loaded: Loaded, label: str, service: Service, whole: str, client: Client, store: Store) -> Outcome:
    raws: list[Raw] = list(dict.fromkeys(client.taken))
    digest = hashlib.sha256(
        "".join([service.id, whole, *sorted(raw.sha256 for raw in raws)]).encode()
    ).hexdigest()
    standing = store.find(digest)
    if standing is not None and store.is_whole(standing):
        return Outcome(label, kind=f"{standing.kind}: niets veranderd sinds {standing.retrieved}")
    loaded = small_counts.hidden(loaded)
    other = revisions.difference(store, loaded, digest)
    entry = store.add(
        loaded,
        name=label,
        sha256=digest,
        retrieved=max((raw.retrieved for raw in raws), default=""),
        address=raws[0].address.partition("?")[0] if raws else "",
        raws=tuple(raw.sha256 for raw in raws),
    )
    return replace(outcome_of(loaded, entry), differs=other.text() if other else "")
