"""What is asked of an engine to count energy labels per buurt, as text that every engine with SQL understands.

Only what the standard and all engines share: no function of one of them, no order in which rows happen to lie. The
rules are those of ``sources.eponline``: of each dwelling the newest registration; found at its BAG number, else at
its address as written, else at its address with letter and addition taken together, if that leaves one address only.

============= ==============================================================================================
table         columns
============= ==============================================================================================
labels        line (from 1, in the order of the file), object (BAG number; 0: none), postcode, exact_key, loose_key,
              own_key (the address where there is no BAG number, else empty), good, bad, nta (0 or 1), registered,
              surveyed (``yyyymmdd``)
addresses     number (from 1, in the order in which they were loaded), written (BAG number as text), object, postcode,
              exact_key, loose_key, buurt, home (0 or 1)
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
    SELECT number, object, postcode, exact_key, loose_key, buurt, home
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
