-- Read by dataset.py, one statement after another, parted by empty lines; each begins with what
-- it makes. "org" has a row for each organisation: id, its first person, active people, rows.
-- The hash of a row's number stands in for chance, so that the rows are the same every time.

-- recognitions, over the year until now
INSERT INTO recognition_recognition
       (organisation_id, given_by_id, given_for_id, core_value_id, text, given_at)
SELECT org.id,
       org.first + giver,
       org.first + (giver + 1 + abs(hashint8(n + 1)::int8) % (people - 1)) % people,
       (org.id - 1) * 12 + 1 + abs(hashint8(n + 2)::int8) % 12,
       (:beginnings)[1 + abs(hashint8(n + 3)::int8) % cardinality(:beginnings)] || '. '
       || (:endings)[1 + abs(hashint8(n + 4)::int8) % cardinality(:endings)],
       now() - interval '365 days' * ((n + 0.5) / recognitions)
FROM org,
     LATERAL (SELECT n, abs(hashint8(n * 8 + org.id)::int8) % people AS giver
              FROM generate_series(0, recognitions - 1) n) AS each
ORDER BY 6, 1;

-- hi5s, within three days of what they are on
INSERT INTO recognition_hi5
       (organisation_id, recognition_id, given_by_id, comment, given_at, is_charged)
SELECT org.id, r.id,
       org.first + (r.given_for_id - org.first + 1 + 7 * k
                    + abs(hashint8(r.id)::int8) % (people - 50)) % people,
       CASE WHEN (r.id + k) % 5 = 0 THEN 'So true!' END,
       least(r.given_at + interval '3 days' * ((abs(hashint8(r.id + k)::int8) % 1000) / 1000.0), now()),
       true
FROM recognition_recognition r JOIN org ON org.id = r.organisation_id,
     generate_series(1, (:hi5s::int[])[1 + r.id % 10]) k
ORDER BY 5;

-- ledger: each month's opening grant
INSERT INTO recognition_ledgerentry
       (organisation_id, user_id, kind, amount, period_start, opens_period, reason, at)
SELECT organisation_id, given_by_id, 'grant', :limit,
       date_trunc('month', given_at, 'UTC'), true, 'quota', min(given_at)
FROM recognition_hi5 GROUP BY 1, 2, 5;

-- ledger: what each hi5 cost
INSERT INTO recognition_ledgerentry
       (organisation_id, user_id, kind, amount, period_start, opens_period, hi5_id, by_id, reason, at)
SELECT organisation_id, given_by_id, 'spend', -1,
       date_trunc('month', given_at, 'UTC'), false, id, given_by_id, 'hi5', given_at
FROM recognition_hi5 ORDER BY id;

-- allowances: what the ledger adds up to in each one's latest month
INSERT INTO recognition_allowance (organisation_id, user_id, period_start, balance)
SELECT DISTINCT ON (user_id) organisation_id, user_id, period_start, sum(amount)
FROM recognition_ledgerentry GROUP BY 1, 2, 3 ORDER BY 2, 3 DESC;
