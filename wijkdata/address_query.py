"""What is asked of an engine about addresses and their buurt, as text that every engine with SQL understands.

Only what the standard and all engines share: no function of one of them, no order in which rows happen to lie.

The rules for labels are those of ``sources.eponline``: of each dwelling the newest registration; found at its BAG
number, else at its address as written, else at its address with letter and addition taken together, if that leaves
one address only. Those for connections are those of ``sources.kleinverbruik``: a range of postcodes is divided over
buurten in proportion to its addresses in each.

============= ==============================================================================================
table         columns
============= ==============================================================================================
labels        line (from 1, in the order of the file), object (BAG number; 0: none), postcode, exact_key, loose_key,
              own_key (the address where there is no BAG number, else empty), good, bad, nta (0 or 1), registered,
              surveyed (``yyyymmdd``)
addresses     number (from 1, in the order in which they were loaded), written (BAG number as text), object, postcode,
              exact_key, loose_key, buurt, code and area (the postcode and its four digits as a number, -1: none),
              home (0 or 1)
ranges        line (from 1, in the order of the file), piece (from 1: a range stands here once for each four-digit
              area with addresses that it touches), area (of the piece), low and high (the first and last postcode, as
              code), first_area (of the first), gas (0 or 1), connections, share (in operation [%], NULL: not given)
============= ==============================================================================================
"""

COUNTED, OLDER, ELSEWHERE, UNKNOWN, AMBIGUOUS, NO_HOME = (
    "telt",
    "ouder",
    "elders",
    "onbekend",
    "dubbelzinnig",
    "geen woning",
)

_PLACE = """
place AS (
    SELECT *
    FROM (
        SELECT addresses.*, ROW_NUMBER() OVER (PARTITION BY written ORDER BY number DESC) AS nth FROM addresses
    ) AS every_address
    WHERE nth = 1
)"""

#: Per outcome and buurt: how many registrations, and what those are.
LABELS_PER_BUURT = f"""
WITH {_PLACE},
objects AS (SELECT object, MAX(number) AS number FROM place WHERE object > 0 GROUP BY object),
postcodes AS (SELECT DISTINCT postcode FROM place),
exact_keys AS (SELECT exact_key, COUNT(*) AS times, MAX(number) AS number FROM place GROUP BY exact_key),
loose_keys AS (SELECT loose_key, COUNT(*) AS times, MAX(number) AS number FROM place GROUP BY loose_key),
near AS (
    SELECT labels.*, objects.number AS by_id,
        CASE WHEN objects.number IS NULL AND postcodes.postcode IS NULL THEN 1 ELSE 0 END AS elsewhere
    FROM labels
    LEFT JOIN objects ON labels.object = objects.object
    LEFT JOIN postcodes ON labels.postcode = postcodes.postcode
),
ranked AS (
    SELECT near.*, ROW_NUMBER() OVER (
        PARTITION BY object, own_key ORDER BY registered DESC, surveyed DESC, line DESC
    ) AS nth
    FROM near
    WHERE elsewhere = 0
),
matched AS (
    SELECT ranked.*, exact_keys.times AS exact_times, loose_keys.times AS loose_times,
        COALESCE(
            by_id,
            CASE WHEN exact_keys.times = 1 THEN exact_keys.number END,
            CASE WHEN loose_keys.times = 1 THEN loose_keys.number END
        ) AS number
    FROM ranked
    LEFT JOIN exact_keys ON ranked.exact_key = exact_keys.exact_key
    LEFT JOIN loose_keys ON ranked.loose_key = loose_keys.loose_key
),
once AS (
    SELECT matched.*, ROW_NUMBER() OVER (
        PARTITION BY CASE WHEN nth = 1 AND number IS NOT NULL THEN number ELSE -line END
        ORDER BY registered DESC, line DESC
    ) AS nth_here
    FROM matched
),
judged AS (
    SELECT once.good, once.bad, once.nta, place.buurt,
        CASE WHEN once.by_id IS NULL THEN 1 ELSE 0 END AS by_address,
        CASE
            WHEN once.nth > 1 THEN '{OLDER}'
            WHEN once.number IS NULL AND (once.exact_times > 1 OR once.loose_times > 1) THEN '{AMBIGUOUS}'
            WHEN once.number IS NULL THEN '{UNKNOWN}'
            WHEN once.nth_here > 1 THEN '{OLDER}'
            WHEN place.home = 0 THEN '{NO_HOME}'
            ELSE '{COUNTED}'
        END AS outcome
    FROM once LEFT JOIN place ON once.number = place.number
)
SELECT outcome, buurt, COUNT(*) AS labelled, SUM(good) AS good, SUM(bad) AS bad, SUM(nta) AS nta,
    SUM(by_address) AS by_address
FROM judged
GROUP BY outcome, buurt
UNION ALL
SELECT '{ELSEWHERE}' AS outcome, NULL AS buurt, COUNT(*) AS labelled, 0 AS good, 0 AS bad, 0 AS nta, 0 AS by_address
FROM near
WHERE elsewhere = 1
"""  # noqa: S608  (made of the constants above only)

#: Per buurt: how many dwellings there are among the addresses.
HOMES_PER_BUURT = f"""
WITH {_PLACE}
SELECT buurt, COUNT(*) AS known FROM place WHERE home = 1 AND buurt IS NOT NULL GROUP BY buurt
"""  # noqa: S608

_ALLOCATED = f"""
WITH {_PLACE},
spots AS (
    SELECT code, area, COALESCE(buurt, '') AS buurt, COUNT(*) AS addresses
    FROM place
    WHERE code >= 0
    GROUP BY code, area, COALESCE(buurt, '')
),
hits AS (
    SELECT ranges.line, spots.buurt, SUM(spots.addresses) AS addresses
    FROM ranges JOIN spots ON ranges.area = spots.area AND spots.code BETWEEN ranges.low AND ranges.high
    WHERE ranges.gas = 1
    GROUP BY ranges.line, spots.buurt
),
sized AS (SELECT line, SUM(addresses) AS addresses, COUNT(*) AS buurten FROM hits GROUP BY line),
given AS (SELECT COUNT(share) AS shares FROM ranges WHERE gas = 1),
active AS (
    SELECT ranges.line, ranges.first_area, ranges.connections, given.shares, sized.addresses, sized.buurten,
        CASE WHEN given.shares = 0 THEN ranges.connections ELSE ranges.connections * ranges.share / 100 END AS active
    FROM ranges CROSS JOIN given LEFT JOIN sized ON ranges.line = sized.line
    WHERE ranges.piece = 1 AND ranges.gas = 1
)"""  # noqa: S608  (made of the constants above only)

#: Per buurt with addresses: the connections in operation, and what must be known of them. An empty buurt is outside.
CONNECTIONS_PER_BUURT = f"""{_ALLOCATED},
allocated AS (
    SELECT hits.buurt, SUM(active.active * hits.addresses / active.addresses) AS connections,
        SUM(CASE WHEN active.buurten > 1 THEN active.active * hits.addresses / active.addresses END) AS divided
    FROM active JOIN hits ON active.line = hits.line
    WHERE active.active IS NOT NULL
    GROUP BY hits.buurt
),
near AS (SELECT DISTINCT buurt, area FROM spots),
nowhere AS (
    SELECT first_area, SUM(active) AS lost
    FROM active
    WHERE addresses IS NULL AND active IS NOT NULL
    GROUP BY first_area
),
lost AS (
    SELECT near.buurt, SUM(nowhere.lost) AS lost
    FROM near JOIN nowhere ON near.area = nowhere.first_area
    GROUP BY near.buurt
),
named AS (
    SELECT DISTINCT spots.code
    FROM spots JOIN ranges ON ranges.area = spots.area AND spots.code BETWEEN ranges.low AND ranges.high
),
covered AS (
    SELECT spots.buurt, SUM(spots.addresses) AS addresses
    FROM spots JOIN named ON spots.code = named.code
    GROUP BY spots.buurt
),
here AS (SELECT DISTINCT near.buurt FROM near JOIN ranges ON near.area = ranges.area),
every AS (SELECT buurt, SUM(addresses) AS addresses FROM spots GROUP BY buurt)
SELECT every.buurt, allocated.connections AS value, allocated.divided, lost.lost,
    covered.addresses AS covered_addresses, every.addresses,
    CASE WHEN here.buurt IS NULL THEN 0 ELSE 1 END AS in_area
FROM every
LEFT JOIN allocated ON every.buurt = allocated.buurt
LEFT JOIN lost ON every.buurt = lost.buurt
LEFT JOIN covered ON every.buurt = covered.buurt
LEFT JOIN here ON every.buurt = here.buurt
"""  # noqa: S608  (made of the constants above only)

#: One row: the connections that lie at no address and those without a share, and how many ranges have a share.
CONNECTIONS_ASIDE = f"""{_ALLOCATED}
SELECT SUM(CASE WHEN addresses IS NULL THEN active END) AS unplaced,
    SUM(CASE WHEN active IS NULL THEN connections END) AS without_share, MAX(shares) AS shares
FROM active
"""  # noqa: S608  (made of the constants above only)
