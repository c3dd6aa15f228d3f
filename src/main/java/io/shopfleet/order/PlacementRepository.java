package io.shopfleet.order;

import io.shopfleet.order.api.OrderView;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** New orders and the idempotency keys they came with: one statement writes both, or neither. */
final class PlacementRepository {
    private static final String PLACE = """
            WITH incoming AS (
                SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[],
                                     $7::timestamptz[], $8::text[], $9::bytea[], $10::timestamptz[])
                    AS p (id, user_id, lines, total_minor, currency, timeline, at, key, fingerprint, answer_due)
            ), keyed AS (
                INSERT INTO idempotency_keys (user_id, key, fingerprint, order_id, answer_due)
                SELECT user_id, key, fingerprint, id, answer_due FROM incoming WHERE key IS NOT NULL
                ORDER BY user_id, key
                ON CONFLICT (user_id, key) DO NOTHING
                RETURNING order_id
            )
            INSERT INTO orders (id, user_id, status, lines, total_minor, currency, timeline, created_at, updated_at)
            SELECT id, user_id, 'PENDING', lines::jsonb, total_minor, currency, timeline::jsonb, at, at
            FROM incoming WHERE key IS NULL OR id IN (SELECT order_id FROM keyed)
            RETURNING id
            """;

    private static final String FIND_KEYS = """
            SELECT k.user_id, k.key, fingerprint, order_id, answer_due, answer::text AS answer
            FROM idempotency_keys k JOIN unnest($1::bigint[], $2::text[]) AS asked (user_id, key)
                ON k.user_id = asked.user_id AND k.key = asked.key
            """;

    private static final String ANSWER = """
            UPDATE idempotency_keys k SET answer = told.answer::jsonb
            FROM unnest($1::bigint[], $2::text[], $3::text[]) AS told (user_id, key, answer)
            WHERE k.user_id = told.user_id AND k.key = told.key AND k.answer_due IS NOT NULL AND k.answer IS NULL
            """;

    /**
     * An idempotency key, which is its user's own.
     *
     * @param key as the user chose it
     */
    record IdempotencyKey(long userId, String key) {}

    /**
     * The answer to the first request with a key.
     *
     * @param view what was answered
     */
    record Answer(long userId, String key, OrderView view) {}

    /**
     * What is known of an idempotency key.
     *
     * @param answerDue when the answer is known at the latest; null where it is the order as it was placed
     * @param answer the first answer; null until it is known
     */
    record KeyRecord(
            Buffer fingerprint,
            UUID orderId,
            @Nullable Instant answerDue,
            @Nullable OrderView answer) {}

    /**
     * An order on its way into the table.
     *
     * @param key null without
     * @param fingerprint of the request's body
     * @param answerDue null where the answer does not wait
     * @param trace the request's; null for none
     */
    record Placement(
            Order order,
            @Nullable String key,
            Buffer fingerprint,
            @Nullable Instant answerDue,
            @Nullable String trace) {}

    /** Writes those whose key is new, and tells which they are. */
    Future<Set<UUID>> place(SqlClient client, List<Placement> placements) {
        List<Order> orders = placements.stream().map(Placement::order).toList();
        return client.preparedQuery(PLACE)
                .execute(Tuple.tuple(List.of(
                        orders.stream().map(Order::id).toArray(UUID[]::new),
                        orders.stream().map(Order::userId).toArray(Long[]::new),
                        orders.stream()
                                .map(order -> OrderRepository.text(order.lines()))
                                .toArray(String[]::new),
                        orders.stream().map(order -> order.total().minor()).toArray(Long[]::new),
                        orders.stream().map(order -> order.total().currency()).toArray(String[]::new),
                        orders.stream()
                                .map(order -> OrderRepository.text(order.timeline()))
                                .toArray(String[]::new),
                        orders.stream()
                                .map(order -> OrderRepository.time(order.createdAt()))
                                .toArray(OffsetDateTime[]::new),
                        placements.stream().map(Placement::key).toArray(String[]::new),
                        placements.stream().map(Placement::fingerprint).toArray(Buffer[]::new),
                        placements.stream()
                                .map(Placement::answerDue)
                                .map(due -> due == null ? null : OrderRepository.time(due))
                                .toArray(OffsetDateTime[]::new))))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .collect(Collectors.toSet()));
    }

    Future<Map<IdempotencyKey, KeyRecord>> findKeys(SqlClient client, Set<IdempotencyKey> keys) {
        return client.preparedQuery(FIND_KEYS)
                .execute(Tuple.of(keys.stream().map(IdempotencyKey::userId).toArray(Long[]::new), (Object)
                        keys.stream().map(IdempotencyKey::key).toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(
                                row -> new IdempotencyKey(row.getLong("user_id"), row.getString("key")),
                                PlacementRepository::keyRecord)));
    }

    /** Keeps answers to first requests; a later one does not replace an earlier one. */
    Future<Void> answer(SqlClient client, List<Answer> answers) {
        return client.preparedQuery(ANSWER)
                .execute(Tuple.of(
                        answers.stream().map(Answer::userId).toArray(Long[]::new),
                        answers.stream().map(Answer::key).toArray(String[]::new),
                        answers.stream()
                                .map(answer -> OrderRepository.text(answer.view()))
                                .toArray(String[]::new)))
                .mapEmpty();
    }

    private static KeyRecord keyRecord(Row row) {
        OffsetDateTime due = row.getOffsetDateTime("answer_due");
        String answer = row.getString("answer");
        return new KeyRecord(
                row.getBuffer("fingerprint"),
                row.getUUID("order_id"),
                due == null ? null : due.toInstant(),
                answer == null ? null : view(answer));
    }

    private static OrderView view(String json) {
        try {
            return JsonFormat.read(Buffer.buffer(json), OrderView.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
