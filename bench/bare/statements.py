"""The SQL of the bare application: who asks, and what a request reads or writes."""

from __future__ import annotations

# ":limit" is written into the SQL: where PostgreSQL does not know it, the plan it would keep looks
# dear to it, so that it plans anew each time, which takes longer than the answer.

CALLER = """
    SELECT me.id, me.organisation_id, me.role
    FROM accounts_user me
    WHERE me.id = %(user)s AND me.restorations = %(restorations)s AND me.soft_delete_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM accounts_revokedtoken t WHERE t.jti = %(fingerprint)s)
"""
"""Live, and the token not revoked: what Peerly asks at every request too."""

KNOWN = """
    SELECT %(user)s::int8 AS id, %(organisation)s::int8 AS organisation_id, %(role)s::int2 AS role
"""
"""The same, told by what a statement before has found."""

FEED = """
WITH me AS MATERIALIZED (:me)
SELECT f.* FROM me LEFT JOIN LATERAL (
    SELECT r.id, r.text, r.given_for_id, r.given_by_id,
           (extract(epoch FROM r.given_at) * 1000000)::int8,
           v.id AS value_id, v.text AS value_text, v.description, v.thumbnail_url,
           t.display_name AS t_display, t.first_name AS t_first, t.last_name AS t_last,
           t.profile_image_url AS t_face,
           b.display_name AS b_display, b.first_name AS b_first, b.last_name AS b_last,
           b.profile_image_url AS b_face,
           j.hi5s, j.mine
    FROM recognition_recognition r
    JOIN recognition_corevalue v ON v.id = r.core_value_id
    JOIN accounts_user t ON t.id = r.given_for_id
    JOIN accounts_user b ON b.id = r.given_by_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS hi5s, count(*) FILTER (WHERE h.given_by_id = me.id) > 0 AS mine
        FROM recognition_hi5 h WHERE h.recognition_id = r.id AND h.withdrawn_at IS NULL
    ) j
    WHERE r.organisation_id = me.organisation_id AND r.hidden_at IS NULL
    ORDER BY r.given_at DESC, r.id DESC LIMIT :limit
) f ON true
"""

# How many hi5s somebody has received; kept in one place, as a rollup may come to tell it.
RECEIVED = """
    (SELECT count(*) FROM recognition_hi5 h
     JOIN recognition_recognition r ON r.id = h.recognition_id
     WHERE r.given_for_id = p.id AND h.withdrawn_at IS NULL AND r.hidden_at IS NULL)
"""

_PEOPLE = f"""
WITH me AS MATERIALIZED (:me)
SELECT f.* FROM me LEFT JOIN LATERAL (
    SELECT p.id, p.first_name, p.last_name, p.email, p.display_name, p.profile_image_url, p.role,
           CASE WHEN a.period_start >= %(month)s THEN a.balance ELSE o.hi5_limit END,
           p.organisation_id, {RECEIVED}, p.soft_delete_by_id,
           extract(epoch FROM p.soft_delete_at)::int8
    FROM accounts_user p
    JOIN accounts_organisation o ON o.id = p.organisation_id
    LEFT JOIN recognition_allowance a ON a.user_id = p.id
    WHERE p.organisation_id = me.organisation_id AND p.role <> 1
      AND (p.soft_delete_at IS NULL OR me.role = 2) :narrower
    ORDER BY p.id LIMIT :limit
) f ON true
"""

USERS = _PEOPLE.replace(":narrower", "")
USERS_LIKE = _PEOPLE.replace(
    ":narrower",
    "AND (p.first_name_folded LIKE %(start)s OR p.last_name_folded LIKE %(start)s"
    " OR p.display_name_folded LIKE %(start)s)",
)

# The row Peerly writes for an Idempotency-Key. The answer holds an id that is only known here.
KEPT = """
    INSERT INTO accounts_keptanswer (user_id, key, fingerprint, status, body, created_at)
    SELECT me.id, %(key)s::varchar, %(request)s, 201,
           replace(%(answer)s, '"@"', made.id::text), %(now)s
    FROM me, made WHERE %(key)s::varchar IS NOT NULL
"""

GIVE = f"""
WITH me AS MATERIALIZED ({CALLER}),
made AS (
    INSERT INTO recognition_recognition
           (organisation_id, given_by_id, given_for_id, core_value_id, text, given_at)
    SELECT me.organisation_id, me.id, p.id, v.id, %(text)s, %(now)s
    FROM me
    JOIN accounts_organisation o ON o.id = me.organisation_id AND NOT o.recognition_costs_hi5
    JOIN accounts_user p ON p.id = %(given_for)s AND p.organisation_id = me.organisation_id
         AND p.soft_delete_at IS NULL AND p.id <> me.id
    JOIN recognition_corevalue v ON v.id = %(core_value)s
         AND v.organisation_id = me.organisation_id
    WHERE me.role IN (2, 3)
    RETURNING id, organisation_id
), monthly AS (
    INSERT INTO recognition_monthlytally AS t (organisation_id, month, user_id, given, received)
    SELECT made.organisation_id, %(first_day)s, people.* FROM made,
           (VALUES (%(user)s::int8, 1, 0), (%(given_for)s::int8, 0, 1)) AS people (id, gave, got)
    ORDER BY people.id
    ON CONFLICT (organisation_id, month, user_id) DO UPDATE
    SET given = t.given + EXCLUDED.given, received = t.received + EXCLUDED.received
    RETURNING user_id, given, received
), spanned AS (
    INSERT INTO recognition_spantally AS t
           (organisation_id, month, months, user_id, given, received)
    SELECT made.organisation_id, spans.*, people.* FROM made,
           (VALUES (%(quarter)s::date, 3::int2), (%(year)s::date, 12::int2)) AS spans (day, months),
           (VALUES (%(user)s::int8, 1, 0), (%(given_for)s::int8, 0, 1)) AS people (id, gave, got)
    ORDER BY spans.months, people.id
    ON CONFLICT (organisation_id, months, month, user_id) DO UPDATE
    SET given = t.given + EXCLUDED.given, received = t.received + EXCLUDED.received
), participated AS (
    INSERT INTO recognition_participationtally AS t
           (organisation_id, month, slot, gave, received, given)
    SELECT made.organisation_id, %(first_day)s, mod(user_id, 16),
           count(*) FILTER (WHERE user_id = %(user)s AND given = 1),
           count(*) FILTER (WHERE user_id = %(given_for)s AND received = 1),
           count(*) FILTER (WHERE user_id = %(user)s)
    FROM made, monthly
    WHERE user_id = %(user)s OR user_id = %(given_for)s AND received = 1
    GROUP BY 1, 2, 3
    ON CONFLICT (organisation_id, month, slot) DO UPDATE
    SET gave = t.gave + EXCLUDED.gave, received = t.received + EXCLUDED.received,
        given = t.given + EXCLUDED.given
), valued AS (
    INSERT INTO recognition_valuetally AS t
           (organisation_id, month, core_value_id, slot, given)
    SELECT organisation_id, %(first_day)s, %(core_value)s, mod(%(user)s::int8, 16), 1 FROM made
    ON CONFLICT (organisation_id, month, core_value_id, slot) DO UPDATE SET given = t.given + 1
), noted AS (
    INSERT INTO recognition_lastthanks AS t (organisation_id, user_id, at)
    SELECT organisation_id, %(given_for)s, %(now)s FROM made
    ON CONFLICT (organisation_id, user_id) DO UPDATE SET at = EXCLUDED.at, was_thanked = true
    WHERE t.at < EXCLUDED.at OR NOT t.was_thanked
), kept AS ({KEPT})
SELECT made.id FROM me LEFT JOIN made ON true
"""

HI5 = f"""
WITH me AS MATERIALIZED ({CALLER}),
target AS (
    SELECT r.id, r.organisation_id FROM me JOIN recognition_recognition r
      ON r.id = %(recognition)s AND r.organisation_id = me.organisation_id
     AND r.hidden_at IS NULL AND r.given_for_id <> me.id AND me.role IN (2, 3)
), paid AS (
    UPDATE recognition_allowance a SET balance = a.balance - 1 FROM me, target
    WHERE a.user_id = me.id AND a.period_start = %(month)s AND a.balance >= 1
    RETURNING a.user_id
), made AS (
    INSERT INTO recognition_hi5
           (organisation_id, recognition_id, given_by_id, comment, given_at, is_charged)
    SELECT target.organisation_id, target.id, paid.user_id, %(comment)s, %(now)s, true
    FROM target, paid
    RETURNING id, organisation_id, given_by_id
), entry AS (
    INSERT INTO recognition_ledgerentry (organisation_id, user_id, kind, amount, period_start,
                                         opens_period, hi5_id, by_id, reason, at)
    SELECT organisation_id, given_by_id, 'spend', -1, %(month)s, false, id, given_by_id,
           'hi5', %(now)s FROM made
), kept AS ({KEPT})
SELECT made.id FROM me LEFT JOIN made ON true
"""
